//! Import on made-up texts in the style of what extraction leaves: every trap once, and no input panics.

use proptest::prelude::*;

use super::{Given, Imported, import};
use crate::content::{Kind, Status};

const COVER: &str = "\
# 特定個人情報保護評価書(全項目評価書)

評価書番号\t評価書名
7\t介護保険に関する事務 全項目評価書

特記事項

評価実施機関名

みほん県みほん市長

公表日

[令和7年5月 様式4]

項目一覧

I 基本情報
II 特定個人情報ファイルの概要

I 基本情報
";

/// The folder of real documents, where there is one.
pub(super) fn shared() -> Option<std::path::PathBuf> {
    let folder =
        std::env::var_os("KOHYO_SHARED").map_or_else(|| "../shared".into(), std::path::PathBuf::from);
    if !folder.join("seeds").is_dir() {
        println!("SKIPPED: no real documents at {}", folder.display());
        return None;
    }
    Some(folder)
}

fn imported(body: &str) -> Imported {
    let given = Given { agencies: vec!["みほん市長".to_owned()], ..Given::default() };
    import(&format!("{COVER}\n{body}"), &given).expect("the text can be imported")
}

/// The Markdown behind the first heading of the section Ⅰ.
fn body(text: &str) -> String {
    let markdown = imported(text).markdown;
    let at = markdown.find("\n# I 基本情報\n").expect("the section") + "\n# I 基本情報\n".len();
    markdown[at..].trim_start().to_owned()
}

fn ids(text: &str) -> Vec<(usize, &'static str)> {
    // Lines are counted from the beginning of the body.
    let before = COVER.lines().count() + 1;
    imported(text).warnings.iter().map(|w| (w.line - before, w.id)).collect()
}

#[test]
fn the_cover_is_read_and_the_edition_is_no_date() {
    let imported = imported("8. 他の評価実施機関\nなし\n");
    let identity = &imported.identity;
    assert_eq!(
        (identity.number.as_deref(), identity.title.as_deref()),
        (Some("7"), Some("介護保険に関する事務"))
    );
    assert_eq!((identity.published, identity.form.as_deref()), (None, Some("令和7年5月 様式4")));
    assert_eq!(imported.agency.as_deref(), Some("みほん市長"));
    assert_eq!(imported.status, None);
    assert!(imported.markdown.contains("# status:"), "{}", imported.markdown);
    assert!(imported.markdown.contains("## 様式\n\\[令和7年5月 様式4\\]\n"), "{}", imported.markdown);
}

#[test]
fn an_answer_printed_three_times_is_imported_once() {
    let table = "<table><tr><td>[実施する]</td><td><p><選択肢></p> <p>1) 実施する</p> <p>2) 実施しない</p> <p>3) 未定</p></td></tr></table>";
    let echo = "[実施する]\t<p><選択肢></p> <p>1) 実施する</p> <p>2) 実施しない</p> <p>3) 未定</p>";
    let text = format!(
        "6. 情報提供ネットワークシステムによる情報連携 ※\t\n①実施の有無\t{table}\t{echo}\n{echo}\t\t\n②法令上の根拠\t番号法\n"
    );
    assert_eq!(
        body(&text),
        "## 6. 情報提供ネットワークシステムによる情報連携 ※\n\n### ①実施の有無\n- [x] 1) 実施する\n- [ ] 2) 実施しない\n- [ ] 3) 未定\n\n### ②法令上の根拠\n番号法\n"
    );
    assert_eq!(ids(&text), [(2, "SEAM-07")], "once for all copies");
}

#[test]
fn what_stands_behind_a_nested_table_and_is_no_copy_stays() {
    let section = "6. 情報提供ネットワークシステムによる情報連携 ※\t\n";
    let table = "<table><tr><td>②法令上の根拠</td><td>番号法第19条第8号</td></tr></table>";
    let read = |rest: &str| {
        let text = format!("{section}{table}\t{rest}\n");
        (body(&text), ids(&text))
    };
    let (copied, said) = read("②法令上の根拠\t番号法第19条第8号");
    assert!(copied.contains("### ②法令上の根拠\n番号法第19条第8号\n"), "{copied}");
    assert_eq!((copied.matches("第19条").count(), said), (1, vec![(2, "SEAM-07")]), "{copied}");
    let (other, said) = read("②法令上の根拠\t番号法第19条第9号");
    assert!(other.contains("番号法第19条第8号\n番号法第19条第9号\n"), "{other}");
    assert_eq!(said, [(2, "SEAM-07")]);
    let (other, _) = read("その他\t紙の台帳は年2回まとめて焼却する。");
    assert!(other.contains("紙の台帳は年2回まとめて焼却する。"), "{other}");
}

#[test]
fn only_whole_cells_of_a_table_are_its_echoes() {
    let text = "6. 情報提供ネットワークシステムによる情報連携 ※\n①実施の有無\t[実施する]\n②法令上の根拠\t<table><tr><td>法令による送信はしない。</td></tr><tr><td>有無</td></tr></table>\n\t有無\n\t送信はしない。\n\t有\n";
    let body = body(text);
    assert!(body.contains("\n送信はしない。\n"), "{body}");
    assert!(body.contains("\n有\n") && body.matches("\n有無\n").count() == 1, "{body}");
}

#[test]
fn the_name_of_a_section_in_the_change_table_is_a_cell() {
    let text = "(別添3)変更箇所\n変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\n令和8年3月24日\tⅠ\t甲\t乙\t事後\t\n\tII 特定個人情報ファイルの概要\t\t\t\t\nII 特定個人情報ファイルの概要\t\t\t\t\t\n令和8年3月24日\tⅡ\t丙\t丁\t事後\t\n";
    let markdown = imported(text).markdown;
    assert!(markdown.contains("| 令和8年3月24日 | Ⅱ | 丙 | 丁 | 事後 | |\n"), "{markdown}");
    assert!(!markdown.contains("# II 特定"), "{markdown}");
}

const LOG_HEADER: &str = "変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明";

fn log_only(text: &str, status: Option<Status>) -> Imported {
    let kind = Some(Kind::Zenkomoku);
    let given = Given { number: Some("3".to_owned()), kind, status, ..Given::default() };
    import(text, &given).expect("the kind is given")
}

#[test]
fn a_list_of_changes_alone_is_an_excerpt() {
    let text =
        format!("(別添3) 変更箇所\n\n{LOG_HEADER}\n令和6年4月1日\tⅠ\t甲\t乙\t事後\t\n\tⅡ\t丙\t丁\t事後\t\n");
    let imported = log_only(&text, None);
    assert!(imported.markdown.contains("\ncompleteness: excerpt\n"), "{}", imported.markdown);
    assert!(imported.excerpt && super::files::name(&imported).is_none_or(|name| name.ends_with("-excerpt")));
    assert!(imported.markdown.contains("| 〃 | Ⅱ | 丙 | 丁 | 事後 | |"), "{}", imported.markdown);
    assert_eq!((imported.placed_ratio, imported.unplaced.len()), (1.0, 0));
    // Of a draft nothing is inherited.
    let draft = log_only(&text, Some(Status::Consultation));
    assert!(draft.markdown.contains("| | Ⅱ | 丙 | 丁 | 事後 | |"), "{}", draft.markdown);
    assert_eq!(import(&text, &Given::default()).err().map(|r| r.id), Some("FORM-00"));
}

#[test]
fn a_list_with_pages_keeps_them_and_its_title() {
    let header = LOG_HEADER.replace("変更日", "ページ");
    let damaged = header.replace("項目", "変更一覧(抄) 項目");
    let text = format!(
        "{damaged}\n16\tⅠ\t甲\t乙\t事後\t\n\n変更一覧(抄)\n\n{header}\n17\t\tの続き\t丙\t35.0 11\t\n\tⅡ\t丁\t戊\t事前\t\n\n変更一覧(抄)\n\n{header}\n18\tⅢ\t己\t庚\t事前\t\n"
    );
    let imported = log_only(&text, None);
    let markdown = &imported.markdown;
    let start = markdown.find("\n# (別添3)").expect("a section") + 1;
    assert_eq!(
        markdown[start..],
        format!(
            "# (別添3) 変更箇所\n変更一覧(抄)\n> 注記: この見出しは様式から補いました。原本の該当箇所を確認してください。\n\n| {} |\n| --- | --- | --- | --- | --- | --- |\n| 16 | Ⅰ | 甲 | 乙 | 事後 | |\n| 17 | | の続き | 丙 | 35.0 11 | |\n| 〃 | Ⅱ | 丁 | 戊 | 事前 | |\n| 18 | Ⅲ | 己 | 庚 | 事前 | |\n",
            header.replace('\t', " | ")
        )
    );
    let found: Vec<_> = imported.warnings.iter().map(|w| (w.line, w.id)).collect();
    assert_eq!(
        found,
        [(1, "SEAM-04"), (1, "CHG-07"), (7, "CHG-06"), (7, "CHG-08"), (8, "CHG-06"), (10, "CHG-07")]
    );
    assert!(imported.warnings[1].message.contains("「変更一覧(抄)」"));
}

#[test]
fn the_name_of_a_file_begins_its_list_of_items() {
    let text = "II 特定個人情報ファイルの概要\n1. 特定個人情報ファイル名\n(1) 介護ファイル\n\n(別添2) 特定個人情報ファイル記録項目\n\n(1)介護ファイル\n\n1.番号、2.氏名\n";
    let markdown = imported(text).markdown;
    assert!(
        markdown.contains("# (別添2) 特定個人情報ファイル記録項目\n\n## (1)介護ファイル\n1.番号、2.氏名\n"),
        "{markdown}"
    );
}

#[test]
fn damage_is_warned_about_and_never_corrected() {
    let text = "8. 他の評価実施機関\n特定個人情報 that 不正確、中长期、コンビ二連携\n";
    assert_eq!(ids(text), [(2, "DMG-02"), (2, "DMG-03"), (2, "DMG-04")]);
    assert!(body(text).contains("特定個人情報 that 不正確、中长期、コンビ二連携"));
    let option = "6. 情報提供ネットワークシステムによる情報連携 ※\n①実施の有無\t[実施する] <選択肢> 1) 実施しない 2) 実施なさい 3) 未定\n";
    assert_eq!(ids(option), [(2, "DMG-07"), (2, "VOC-01")]);
}

#[test]
fn page_seams_are_closed() {
    let text = "1. 特定個人情報ファイルを取り扱う事務\n\n①事務の名称\t介護保険事務\n②事務の内容 ※\t<p>不適切なオ</p>\n\n\t<p>ンライン連携を防ぐ。</p> <p>・第二</p>\n";
    assert!(
        body(text).contains("### ②事務の内容 ※\n不適切なオンライン連携を防ぐ。\n・第二\n"),
        "{}",
        body(text)
    );
}

#[test]
fn a_lost_label_is_supplied_and_said() {
    let text = "2. 特定個人情報ファイルを取り扱う事務において使用するシステム\n\nシステム1\n\n①システムの名称\t介護システム\n\t資格を管理する機能\n";
    assert_eq!(ids(text), [(6, "SEAM-05")]);
    assert!(
        body(text)
            .contains("#### ②システムの機能\n資格を管理する機能\n> 注記: この見出しは様式から補いました。")
    );
}

#[test]
fn a_label_behind_a_seam_takes_the_text_before_it() {
    let text = "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n\n1. 特定個人情報ファイル名\n介護ファイル\n2. 特定個人情報の入手(情報提供ネットワークシステムを通じた入手を除く。)\nリスク2: 不適切な方法で入手が行われるリスク\n\t前のページの文。\n\nリスクに対する措置の内容\t次のページの文。\n";
    assert_eq!(ids(text), [(9, "SEAM-01")]);
    let markdown = imported(text).markdown;
    assert!(
        markdown.contains("#### リスクに対する措置の内容\n前のページの文。\n次のページの文。\n")
            || markdown.contains("#### リスクに対する措置の内容\n前のページの文。\n\n次のページの文。\n"),
        "{markdown}"
    );
}

#[test]
fn a_sentence_cut_in_front_of_a_late_label_goes_on_in_its_line() {
    let text = |before: &str, behind: &str| {
        let head = "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n\n1. 特定個人情報ファイル名\n介護ファイル\n2. 特定個人情報の入手(情報提供ネットワークシステムを通じた入手を除く。)\nリスク2: 不適切な方法で入手が行われるリスク\n";
        body(&format!(
            "{head}\t<p>・窓口で確かめる。</p> <p>{before}</p>\n\n<p>リスクに対する措置の内容</p>\t<p>{behind}</p>\n"
        ))
    };
    let label = "#### リスクに対する措置の内容\n・窓口で確かめる。\n";
    let joined = text("・入手する場合には、情報を", "保有する課の合意を必須とする。 ・申請書を出す。");
    assert!(
        joined.contains(&format!(
            "{label}・入手する場合には、情報を保有する課の合意を必須とする。\n・申請書を出す。\n"
        )),
        "{joined}"
    );
    // What may be the end of an entry is one.
    for (before, behind) in [
        ("・報告を求める規定", "また、立ち入る。"),
        ("・報告を求めること", "定期に見直す。"),
        ("・届出を受けるのは", "・窓口に限る。"),
        ("・入口を閉める。", "記録する。"),
    ] {
        let apart = text(before, behind);
        assert!(apart.contains(&format!("{label}{before}\n{behind}\n")), "{apart}");
    }
}

#[test]
fn a_question_asked_again_behind_a_seam_is_of_a_block_whose_heading_is_lost() {
    let text = "2. 特定個人情報ファイルを取り扱う事務において使用するシステム\n\nシステム1\n\n①システムの名称\t介護システム\n②システムの機能\t資格を管理する。\n\n②システムの機能\t証明書を交付する。\n";
    assert_eq!(ids(text), [(8, "SEAM-03")]);
    let markdown = body(text);
    assert!(markdown.contains("### システム(番号不明)\n"), "{markdown}");
    assert!(markdown.contains("#### ②システムの機能\n証明書を交付する。\n"), "{markdown}");
}

#[test]
fn a_text_that_the_next_row_has_again_is_taken_once_and_said() {
    let how = "・課ごとに使う機能を定め、その機能に限って権限を設定し、毎年点検している。";
    let text = format!(
        "Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n1. 特定個人情報ファイル名\n介護ファイル\n3. 特定個人情報の使用\nリスク2: 権限のない者(元職員、アクセス権限のない職員等)によって不正に使用されるリスク\nアクセス権限の管理\t[行っている]\t<選択肢> 1) 行っている 2) 行っていない {how}\n\t具体的な管理方法\t{how}\n"
    );
    assert_eq!(ids(&text), [(6, "SEAM-07")]);
    assert_eq!(body(&text).matches(how).count(), 1, "{}", body(&text));
    assert!(body(&text).contains(&format!("具体的な管理方法\n{how}\n")), "{}", body(&text));
    // What stands in front of it in the cell stays.
    let more = text.replace(
        &format!("行っていない {how}"),
        &format!("行っていない 移行後は共通基盤の権限による。{how}"),
    );
    assert!(
        body(&more).contains("移行後は共通基盤の権限による。\n") && body(&more).matches(how).count() == 1,
        "{}",
        body(&more)
    );
    // Two questions with one answer have it both.
    let two = text.replace(
        "\n\t具体的な管理方法\t",
        "\n特定個人情報の使用の記録\t[記録を残している] <選択肢> 1) 記録を残している 2) 記録を残していない\t",
    );
    assert_eq!(ids(&two).iter().filter(|(_, id)| *id == "SEAM-07").count(), 0);
    assert_eq!(body(&two).matches(how).count(), 2, "{}", body(&two));
}

#[test]
fn a_section_whose_heading_is_on_a_lost_page_is_supplied() {
    let cover = COVER.strip_suffix("I 基本情報\n").expect("the heading of the section");
    let text = format!(
        "{cover}\n2. 特定個人情報ファイルを取り扱う事務において使用するシステム\nシステム1\n①システムの名称\t介護システム\n"
    );
    let imported = import(&text, &Given::default()).expect("the text can be imported");
    let section = "# Ⅰ 基本情報\n> 注記: この見出しは様式から補いました。原本の該当箇所を確認してください。\n\n## 2. 特定";
    assert!(imported.markdown.contains(section), "{}", imported.markdown);
    assert!(imported.markdown.contains("completeness: pages-missing\n"));
}

#[test]
fn spreadsheet_furniture_goes_and_unknown_rows_are_listed() {
    let text = "2. 特定個人情報ファイルを取り扱う事務において使用するシステム\nシステム2～5\n----------\t---\n独自の欄\t独自の回答\n";
    let imported = imported(text);
    assert_eq!(imported.unplaced.len(), 1);
    assert!(imported.markdown.contains("### 独自の欄\n独自の回答\n"), "{}", imported.markdown);
    assert!(!imported.markdown.contains("システム2～5") && !imported.markdown.contains("-----\\"));
    assert!(imported.placed_ratio < 1.0);
}

#[test]
fn text_under_no_question_is_kept_but_not_counted_as_placed() {
    let imported = imported("評価書番号    31    題名\nII 特定個人情報ファイルの概要\n前書き\n");
    assert_eq!(imported.unplaced.len(), 2, "{:?}", imported.unplaced);
    assert!(imported.placed_ratio < 1.0 && imported.markdown.contains("\n前書き\n"));
}

#[test]
fn lost_marks_are_asked_about_and_switches_are_answers() {
    let text = "2. 特定個人情報ファイルを取り扱う事務において使用するシステム\nシステム1\n③他のシステムとの接続\t[] 庁内連携システム [] その他 ()\nⅢ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n5. 特定個人情報の提供・移転(委託や情報提供ネットワークシステムを通じた提供を除く。)\t\t[] 提供・移転しない\n";
    assert_eq!(ids(text), [(3, "MARK-01")]);
    let markdown = imported(text).markdown;
    assert!(markdown.contains("- [?] 庁内連携システム\n- [?] その他 ()\n"), "{markdown}");
    assert!(markdown.contains("を除く。)\n- [ ] 提供・移転しない\n"), "{markdown}");
}

#[test]
fn damaged_and_unknown_texts_are_refused() {
    let refused = |text: &str| import(text, &Given::default()).err().map(|r| r.id);
    assert_eq!(refused(""), Some("TXT-02"));
    assert_eq!(refused("全項目評価書\u{FFFD}\u{FFFD}\u{FFFD}"), Some("TXT-02"));
    assert_eq!(refused("ただの文章"), Some("FORM-00"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics_and_no_character_of_a_known_item_is_lost(
        lines in prop::collection::vec(
            prop::sample::select(vec![
                "I 基本情報", "1. 特定個人情報ファイルを取り扱う事務", "①事務の名称\t甲", "\t乙", "", "システム1", "委託事項2\t丙",
                "[○] 紙 <input type=\"checkbox\"/> 専用線", "<table><tr><td>丁</td></tr></table>\t丁", "<選択肢> 1) 10人未満", "[]", "※",
                "(別添2) 特定個人情報ファイル記録項目", "【1. ファイル】", "1.番号、2.氏名", "(別添3)変更箇所", "令和8年3月24日\t戊\t己\t庚\t事後\t辛\t壬", "\t\t癸",
                "リスク1: 目的外の入手が行われるリスク", "リスクへの対策は十分か\t[十分である]", "&lt;措置&gt;", "--\t--", "-", "②保管期間\t期間",
            ]),
            0..30,
        )
    ) {
        let text = format!("{COVER}\n{}", lines.join("\n"));
        let imported = import(&text, &Given::default()).expect("a cover names the kind");
        for c in ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'] {
            let unplaced: String = imported.unplaced.iter().map(|u| u.text.as_str()).collect();
            let kept = imported.markdown.contains(c) || unplaced.contains(c);
            prop_assert!(kept || !lines.iter().any(|l| l.contains(c)), "{c} of\n{text}\nis missing in\n{}", imported.markdown);
        }
    }

    #[test]
    fn no_character_of_a_list_of_changes_is_lost(
        lines in prop::collection::vec(
            prop::sample::select(vec![
                LOG_HEADER, "ページ\t癸 項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明", "(別添3) 変更箇所", "", "甲",
                "16\tⅠ\t乙\t乙\t事後\t", "\tⅡ\t丙\t丙\t事後\t", "\t\t丁\t丁\t\t", "17\t\t戊\t戊\t35\t", "己\t庚", "\t辛\t辛\t辛\t辛\t辛\t壬\t壬",
                "------\t----", "<p>令和6年4月1日</p>\t<p>Ⅲ</p>\t<ul>\t[○]\t事前", "変更日",
            ]),
            0..20,
        )
    ) {
        let text = lines.join("\n");
        let given = Given { kind: Some(Kind::Zenkomoku), ..Given::default() };
        // Only an empty text is refused.
        let Ok(imported) = import(&text, &given) else { return Ok(()) };
        let unplaced: String = imported.unplaced.iter().map(|u| u.text.as_str()).collect();
        let warnings: String = imported.warnings.iter().map(|w| w.message.as_str()).collect();
        for c in ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'] {
            let kept = imported.markdown.contains(c) || unplaced.contains(c) || (c == '癸' && warnings.contains(c));
            prop_assert!(kept || !lines.iter().any(|l| l.contains(c)), "{c} of\n{text}\nis missing in\n{}", imported.markdown);
        }
    }
}
