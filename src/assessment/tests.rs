//! The model on the sample portal: it is read without findings, and written back to the byte.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::change::RowPage;
use super::*;
use crate::finding::Finding;
use crate::text::source::Source;
use crate::{content, markdown};

/// Front matter for tests that only care about the body.
const HEAD: &str = "---\nnumber: \"1\"\ntitle: 題\nkind: zenkomoku\nagency: みほん市長\nstatus: preparing\nform: 令和7年5月 様式4\nfiles: [{id: kokuho, name: 国保ファイル}]\n---\n\n";

fn read(text: &str) -> (Assessment, Vec<Finding>) {
    let source = Arc::new(Source::new("a.md", text));
    let (document, mut findings) = content::read_document(&source);
    let (meta, _, body) = document.expect("front matter is valid");
    let (blocks, more) = markdown::parse(&source, body);
    findings.extend(more);
    let (assessment, more) = Assessment::read(Arc::clone(&source), meta, blocks);
    findings.extend(more);
    (assessment.expect("the form is known"), findings)
}

fn body(text: &str) -> (Assessment, Vec<String>) {
    let (assessment, findings) = read(&format!("{HEAD}{text}"));
    (assessment, findings.iter().map(|f| format!("{} {}", f.id, f.message.ja)).collect())
}

fn samples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_map(Result::ok);
    let found: Vec<_> = files
        .map(walkdir::DirEntry::into_path)
        .filter(|p| p.extension().is_some_and(|e| e == "md") && !p.ends_with("municipality.md"))
        .collect();
    assert!(!found.is_empty());
    found
}

#[test]
fn the_sample_portal_is_read_without_findings_and_written_back() {
    for path in samples() {
        let text = std::fs::read_to_string(&path).expect("the sample is readable");
        let (assessment, findings) = read(&text);
        assert!(findings.is_empty(), "{}: {:#?}", path.display(), findings);
        let written = markdown::write(&assessment.blocks());
        let at = text.find("\n---\n\n").expect("front matter") + 6;
        assert_eq!(written, text[at..], "{}", path.display());
        let (again, _) = read(&format!("{}{written}", &text[..at]));
        assert_eq!(again, assessment);
    }
}

#[test]
fn a_column_of_pages_stands_in_for_the_dates() {
    let body = "# (別添3) 変更箇所\n| ページ | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n| 16 | Ⅱ 2. | 甲 | 乙 | 事後 | |\n| 〃 | | 丙 | 丁 | 事後 | |\n| | Ⅲ 1. | 戊 | 己 | 事前 | |\n| 17 | Ⅲ 1. | 同上 | 庚 | 事前 | |\n";
    let (document, findings) = self::body(body);
    assert!(findings.is_empty(), "{findings:?}");
    let pages: Vec<_> = document.changes.iter().map(|row| row.page.clone().expect("a page")).collect();
    let page = |written: &str, inherited| RowPage { written: written.to_owned(), inherited };
    assert_eq!(pages, [page("16", false), page("16", true), page("", false), page("17", false)]);
    assert!(document.changes.iter().all(|row| row.date == ChangeDate::Unknown));
    let continues: Vec<_> = document.changes.iter().map(|row| row.continues).collect();
    assert_eq!(continues, [None, Some(0), None, Some(2)]);
    assert!(markdown::write(&document.blocks()).ends_with(body));
}

#[test]
fn anchors_are_unique_and_come_from_the_form() {
    let mut all = std::collections::HashSet::new();
    for path in samples() {
        let (assessment, _) = read(&std::fs::read_to_string(&path).expect("readable"));
        let mut seen = std::collections::HashSet::new();
        for anchor in assessment.walk().map(|n| &n.anchor).chain(assessment.changes.iter().map(|c| &c.anchor))
        {
            assert!(seen.insert(anchor.clone()), "{anchor} twice");
        }
        all.extend(seen);
    }
    assert!(all.contains("ii-kokuho-4-t2-6"), "{all:?}");
}

#[test]
fn answers_are_understood() {
    let (a, findings) = body(
        "# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取り扱う事務\n\n### ①事務の名称\n国保事務\n\n### ②事務の内容 ※\n—\n\n### ③対象人数\n- [x] 5) 30万人以上\n- [ ] 1) 1,000人未満\n\n# Ⅱ 特定個人情報ファイルの概要\n\n## 1. 特定個人情報ファイル名\n1\\. 国保ファイル\n\n## 2. 基本情報\n\n### ④記録される項目\n\n#### 主な記録項目 ※\n・識別情報\n- [?] 個人番号\n- [x] その他 (口座)\n\n### ⑤保有開始日\n平成27年10月\n\n## 4. 特定個人情報ファイルの取扱いの委託\n\n### 委託事項2　保守\n\n#### 再委託\n\n##### ⑦再委託の有無 ※\n- [x] 2) 再委託しない\n\n##### ⑧再委託の許諾方法\n\n##### ⑨再委託事項\n—\n",
    );
    assert_eq!(findings, Vec::<String>::new());
    let answer = |id: &str| a.find(id).next().map(|n| n.answer.clone());
    assert_eq!(answer("i.1.1"), Some(Answer::Text));
    assert_eq!(answer("i.1.2"), Some(Answer::Nothing(Nothing::NotStated)));
    assert_eq!(answer("i.1.3"), Some(Answer::Choice { option: Some(4), written: "30万人以上".into() }));
    assert_eq!(answer("ii.2.4"), Some(Answer::Nothing(Nothing::Blank)));
    assert_eq!(answer("ii.2.4.main"), Some(Answer::Checks { chosen: vec![18], lost: true }));
    assert_eq!(answer("ii.2.5"), Some(Answer::Date { date: Some(jiff::civil::date(2015, 10, 1)) }));
    let eight = answer("ii.4.t*.re.8").expect("the question");
    assert_eq!(causes(&a, &eight), ["再委託しない"]);
    assert_eq!(answer("ii.4.t*.re.9"), Some(Answer::Nothing(Nothing::NotStated)));
    let block = a.find("ii.4.t*").next().expect("the block");
    assert_eq!(
        (block.label.text.as_str(), block.name.as_deref(), block.number),
        ("委託事項2", Some("保守"), Some(2))
    );
    assert_eq!(block.anchor, "ii-kokuho-4-t2");
    let detail = a.find("ii.2.4.main").flat_map(Node::options).find_map(|o| o.detail.clone());
    assert_eq!(detail.as_deref(), Some("口座"));
}

#[test]
fn the_number_of_another_option_is_text() {
    let (a, _) = body(
        "# Ⅴ 開示請求、問合せ\n\n## 1. 特定個人情報の開示・訂正・利用停止請求\n\n### ③手数料等\n- [x] 22) 無料\n",
    );
    let answer = a.find("v.1.3").next().map(|node| node.answer.clone());
    assert_eq!(answer, Some(Answer::Choice { option: None, written: "22) 無料".into() }));
}

/// Documents print the choice of ②保管期間 without its label 期間: it is that question's answer all the same.
#[test]
fn a_choice_directly_under_its_group_is_its_answer() {
    let (a, findings) = body(
        "# Ⅱ 特定個人情報ファイルの概要\n\n## 1. 特定個人情報ファイル名\n国保ファイル\n\n## 6. 特定個人情報の保管・消去\n\n### ②保管期間\n- [x] 6) 5年\n\n#### その妥当性\n法令による。\n",
    );
    assert_eq!(findings, Vec::<String>::new());
    let answers: Vec<_> = a.find("ii.6.2.term").map(|n| n.answer.clone()).collect();
    assert_eq!(answers, [Answer::Choice { option: Some(5), written: "5年".into() }]);
    let concept = a.find("ii.6.2.term").next().and_then(|n| a.answered(n)).and_then(|i| i.concept.clone());
    assert_eq!(a.answering(&concept.expect("a concept")).count(), 1);
}

#[test]
fn a_section_switch_makes_blank_answers_not_applicable() {
    let (a, _) = body(
        "# Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n\n## 1. 特定個人情報ファイル名\n国保ファイル\n\n## 6. 情報提供ネットワークシステムとの接続\n- [ ] 接続しない(入手)\n- [x] 接続しない(提供)\n\n### リスク1: 目的外の入手が行われるリスク\n\n#### リスクに対する措置の内容\n\n### リスク5: 不正な提供が行われるリスク\n\n#### リスクに対する措置の内容\n",
    );
    let states: Vec<_> = a.walk().filter(|n| n.level == 4).map(|n| &n.answer).collect();
    assert_eq!(states[0], &Answer::Nothing(Nothing::Blank));
    assert_eq!(causes(&a, states[1]), ["接続しない(提供)"]);
}

/// The options that make a question pointless.
fn causes<'a>(assessment: &'a Assessment, answer: &Answer) -> &'a [String] {
    match answer {
        Answer::Nothing(Nothing::NotApplicable(cause)) => cause.options(assessment.form),
        other => panic!("{other:?}"),
    }
}

/// What belongs to neither option of a switch is pointless by both together, and one of them is not the reason.
#[test]
fn what_takes_both_options_is_pointless_by_both() {
    let text = |marks: [char; 2]| {
        format!(
            "# Ⅲ 特定個人情報ファイルの取扱いプロセスにおけるリスク対策\n\n## 6. 情報提供ネットワークシステムとの接続\n- [{}] 接続しない(入手)\n- [{}] 接続しない(提供)\n\n### 情報提供ネットワークシステムとの接続に伴うその他のリスク及びそのリスクに対する措置\n",
            marks[0], marks[1]
        )
    };
    let rest = |marks| {
        let (a, findings) = body(&text(marks));
        let node = a.walk().find(|n| n.level == 3).expect("the question");
        assert!(node.item.is_some(), "{findings:?}");
        match &node.answer {
            Answer::Nothing(Nothing::Blank) => Vec::new(),
            answer => causes(&a, answer).to_vec(),
        }
    };
    assert_eq!(rest(['x', ' ']), Vec::<String>::new());
    assert_eq!(rest(['x', 'x']), ["接続しない(入手)", "接続しない(提供)"]);
}

#[test]
fn dates_of_the_change_log_have_three_meanings() {
    let (a, findings) = body(
        "# (別添3) 変更箇所\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n| 令和8年3月24日 | Ⅱ 2. ④ | — | 甲 | 事後 | |\n| 〃 | Ⅱ 2. ④(続き) | 乙 | 乙 | 事前 | |\n| | Ⅰ 7. ② | (なし) | 課長 | 事前 | |\n| 未定 | Ⅰ 7. ② | 甲 | | 事前 | |\n",
    );
    assert_eq!(findings.len(), 1);
    assert!(findings[0].starts_with("DATE-07"));
    let day = jiff::civil::date(2026, 3, 24);
    assert_eq!(a.changes[0].date, ChangeDate::Stated { date: day, written: "令和8年3月24日".into() });
    assert_eq!(a.changes[1].date, ChangeDate::Inherited { date: Some(day) });
    assert_eq!(a.changes[1].continues, Some(0));
    assert_eq!(a.changes[2].date, ChangeDate::Unknown);
    assert_eq!(a.changes[3].kinds, [RowKind::Deletion]);
    assert_eq!(a.change_timings(), (3, 1, 0));
}

#[test]
fn headings_the_form_does_not_have_are_kept() {
    let (a, findings) = body(
        "文\n\n# Ⅰ 基本情報\n\n## 9. 独自の項目\n本文\n\n## 8. 他の評価実施機関\nなし\n\n## 8. 他の評価実施機関\nなし\n",
    );
    let ids: Vec<_> = findings.iter().map(|f| &f[..7]).collect();
    assert_eq!(ids, ["FORM-06", "FORM-01", "FORM-05"]);
    assert!(a.walk().any(|n| n.item.is_none() && n.text() == "本文"));
}

/// What a clerk reads when a body is broken, one mistake each, in both languages.
#[test]
fn broken_bodies_say_what_to_do() {
    use std::fmt::Write as _;

    use crate::finding::{Lang, human};
    let head = "# (別添3) 変更箇所\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n";
    let broken = [
        ("見出しの下の線", "# Ⅰ 基本情報\n担当は次のとおり\n---\n保険年金課\n".to_owned()),
        ("字下げ", "# Ⅰ 基本情報\n\n    保険年金課\n".to_owned()),
        ("HTML", "# Ⅰ 基本情報\n\n<table><tr><td>保険年金課</td></tr></table>\n".to_owned()),
        ("区切り線", "# Ⅰ 基本情報\n\n- - -\n".to_owned()),
        ("注記に続く行", "# Ⅰ 基本情報\n> 注記: 図は省略\n保険年金課\n".to_owned()),
        ("注記の種類", "# Ⅰ 基本情報\n> 図は省略\n".to_owned()),
        ("強調", "# Ⅰ 基本情報\n個人番号は**利用しない**。\n".to_owned()),
        ("リンクの定義", "# Ⅰ 基本情報\n\n[注1]: 別表を参照\n".to_owned()),
        ("列が多い", format!("{head}| 令和8年3月24日 | Ⅰ | 甲 | 乙 | 事前 | 説明 | 余り |\n")),
        ("列が足りない", format!("{head}| 令和8年3月24日 | Ⅰ | 甲 | 乙 |\n")),
        ("日付でない", format!("{head}| 令和8年2月30日 | Ⅰ | 甲 | 乙 | 事前 | |\n")),
        (
            "表の見出し",
            "# (別添3) 変更箇所\n| 日付 | 項目 |\n| --- | --- |\n| 令和8年3月24日 | Ⅰ |\n".to_owned(),
        ),
        (
            "知らない見出し",
            "# Ⅰ 基本情報\n\n## 1. 特定個人情報ファイルを取扱う事務\n\n### ⑨独自の欄\n甲\n".to_owned(),
        ),
        (
            "二度ある見出し",
            "# Ⅰ 基本情報\n\n## 8. 他の評価実施機関\nなし\n\n## 8. 他の評価実施機関\nなし\n".to_owned(),
        ),
        ("見出しの前の本文", "まえがき\n\n# Ⅰ 基本情報\n".to_owned()),
        (
            "ファイル名",
            "# Ⅱ 特定個人情報ファイルの概要\n\n## 1. 特定個人情報ファイル名\n介護ファイル\n".to_owned(),
        ),
    ];
    let mut report = String::new();
    for (name, text) in broken {
        let (_, findings) = read(&format!("{HEAD}{text}"));
        assert!(!findings.is_empty(), "{name}");
        for lang in [Lang::Ja, Lang::En] {
            let _ = writeln!(report, "── {name} ({lang:?})\n{}", human::render(&findings, lang, false));
        }
    }
    insta::assert_snapshot!(report);
}

/// A body made of the form: any of its questions, in order, with any answers.
fn generated(seed: u64, form: &'static Form) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap_or_default()
    };
    let mut blocks = Vec::new();
    for &section in &form.sections {
        let times = if form.item(section).per_file { 2 } else { 1 };
        for file in 0..times {
            generate(form, section, "", file, &mut random, &mut blocks);
        }
    }
    markdown::write(&blocks)
}

fn generate(
    form: &Form,
    index: usize,
    number: &str,
    file: usize,
    random: &mut impl FnMut(usize) -> usize,
    out: &mut Vec<Block>,
) {
    const TEXTS: [&str; 8] =
        ["—", "<甲における措置>", "・1. 乙*丙*", "- [x] 丁", "# 戊", "己|庚 \\ `辛`", "3) 壬", "> 癸 &lt;"];
    let item = form.item(index);
    out.push(Block::Heading { level: item.level(), line: Line::new(format!("{}{number}", item.label)) });
    if matches!(item.id.as_str(), "ii.1" | "iii.1") {
        out.push(Block::Text(vec![Line::new(["1. 国保ファイル", "2. 滞納ファイル"][file])]));
    } else if !item.options.is_empty() && random(4) > 0 {
        let task = |(i, option): (usize, &String)| markdown::Task {
            mark: [Mark::Chosen, Mark::Blank, Mark::Lost][(i + file) % 3],
            lines: vec![Line::new(option.clone())],
        };
        out.push(Block::Tasks(item.options.iter().enumerate().map(task).collect()));
    } else if !matches!(item.kind, crate::form::ItemKind::Section | crate::form::ItemKind::Group)
        && random(5) > 0
    {
        let lines = (0..=random(3)).map(|_| Line::new(TEXTS[random(TEXTS.len())])).collect();
        out.push(Block::Text(lines));
    }
    for &child in &item.children {
        if form.item(child).kind == crate::form::ItemKind::Block {
            for n in 1..=random(4) {
                generate(form, child, &n.to_string(), file, random, out);
            }
        } else if child == item.children[0] || random(8) > 0 {
            generate(form, child, "", file, random, out);
        }
    }
}

#[test]
fn generated_documents_are_read_and_written_back() {
    let form = crate::form::by_name("令和7年5月 様式4").expect("the form");
    let head = HEAD.replace(
        "files: [{id: kokuho, name: 国保ファイル}]",
        "files: [{id: kokuho, name: 国保ファイル}, {id: taino, name: 滞納ファイル}]",
    );
    for seed in 1..60 {
        let text = generated(seed, form);
        let (assessment, findings) = read(&format!("{head}{text}"));
        assert!(findings.is_empty(), "seed {seed}: {findings:#?}");
        let written = markdown::write(&assessment.blocks());
        assert_eq!(written, text, "seed {seed}");
        let (again, _) = read(&format!("{head}{written}"));
        assert_eq!(again, assessment, "seed {seed}");
        let mut seen = std::collections::HashSet::new();
        assert!(assessment.walk().all(|n| seen.insert(&n.anchor)), "seed {seed}: an anchor stands twice");
    }
}
