//! Tables of what real documents say about themselves: identity, contacts, files, contractors. One line per fact, so
//! that a difference names it. Dates carry both forms; `-` is what the document does not say.

use std::fmt::Write as _;

use kohyo::assessment::{Answer, Assessment, Node, Nothing, record};
use kohyo::markdown::Mark;

use super::answers::{Document, documents};

/// What the covers and the first sections say, in the order of the seeds.
const IDENTITIES: [&str; 5] = [
    "\
機関: 広島市長
番号: 1
種類: zenkomoku
評価書名: 住民基本台帳に関する事務
公表日: -
公表日(記載): -
様式: -
収録: Excerpt
最新の変更日: 2024-12-25
変更箇所: 68行、日付なし0行
特記事項: -
事務の名称: -
対象人数: -
担当部署: -
所属長の役職名: -
手数料等: -
ファイル簿の公表場所: -
基礎項目評価: -
意見の聴取: -
第三者点検: - → -
",
    "\
機関: 熊谷市長
番号: 1
種類: juten
評価書名: 住民基本台帳に関する事務
公表日: 2020-06-04
公表日(記載): 令和2年6月4日
様式: -
収録: PagesMissing
最新の変更日: 2020-04-01
変更箇所: 85行、日付なし0行
特記事項: (not-stated)
事務の名称: -
対象人数: -
担当部署: 市民部 市民課
所属長の役職名: 課長
手数料等: -
ファイル簿の公表場所: -
基礎項目評価: 令和2年4月1日 = 2020-04-01
意見の聴取: (blank)
第三者点検: (blank) → (blank)
",
    "\
機関: 広島市長
番号: 12
種類: zenkomoku
評価書名: 国民健康保険法による保険給付等に関する事務
公表日: 2026-03-24
公表日(記載): 令和8年3月24日
様式: -
収録: PagesMissing
最新の変更日: 2026-03-24
変更箇所: 43行、日付なし0行
特記事項: (blank)
事務の名称: 国民健康保険法による保険給付等に関する事務
対象人数: 30万人以上
担当部署: 健康福祉局保健部保険年金課
所属長の役職名: 保険年金課長
手数料等: 無料
ファイル簿の公表場所: 広島市公文書館
基礎項目評価: 令和5年8月31日 = 2023-08-31
意見の聴取: 令和5年10月2日から令和5年10月31日
第三者点検: 令和5年11月7日から令和5年12月8日 → (blank)
",
    "\
機関: 川口市長
番号: 1
種類: zenkomoku
評価書名: 住民基本台帳に関する事務
公表日: -
公表日(記載): -
様式: -
収録: Excerpt
最新の変更日: -
変更箇所: 18行、日付なし18行
特記事項: -
事務の名称: -
対象人数: -
担当部署: -
所属長の役職名: -
手数料等: -
ファイル簿の公表場所: -
基礎項目評価: -
意見の聴取: -
第三者点検: - → -
",
    "\
機関: 岡山市長
番号: 4
種類: zenkomoku
評価書名: 収滞納に関する税務事務
公表日: -
公表日(記載): -
様式: 令和7年5月 様式4
収録: PagesMissing
最新の変更日: 2025-12-09
変更箇所: 164行、日付なし25行
特記事項: 本評価書は収納システム及
事務の名称: 取滞納事務
対象人数: 30万人以上
担当部署: 財政局税務部 収納課
所属長の役職名: 課長
手数料等: 無料
ファイル簿の公表場所: 岡山市役所本庁舎 2階西側 行政資料室
基礎項目評価: 令和8年5月1日 = 2026-05-01
意見の聴取: (blank)
第三者点検: (blank) → (blank)
",
];

/// 種類 | 本人の数 | 記録される項目 | 保有開始日 | 使用開始日 | 使用者数 | 保管期間.
const FILES: [&str; 5] = [
    "",
    "\
住民基本台帳ファイル: システム用ファイル | 10万人以上100万人未満 | 50項目以上100項目未満 | 平成30年12月 = 2018-12-01 | 平成30年12月1日 = 2018-12-01 | 100人以上500人未満 | -
本人確認情報ファイル: システム用ファイル | 10万人以上100万人未満 | 10項目以上50項目未満 | 平成27年6月 = 2015-06-01 | 平成27年6月1日 = 2015-06-01 | 100人以上500人未満 | -
送付先情報ファイル: システム用ファイル | 10万人以上100万人未満 | 50項目以上100項目未満 | 平成27年10月 = 2015-10-01 | 平成27年10月5日 = 2015-10-05 | 100人以上500人未満 | -
",
    "\
国民健康保険情報ファイル: システム用ファイル | 10万人以上100万人未満 | 100項目以上 | 平成27年10月 = 2015-10-01 | - | - | 5年
滞納情報ファイル: システム用ファイル | 10万人以上100万人未満 | 100項目以上 | 平成27年10月 = 2015-10-01 | - | - | 定められていない
",
    "",
    "\
収滞納特定個人情報ファイル: システム用ファイル | 100万人以上1,000万人未満 | 100項目以上 | 平成28年1月1日 = 2016-01-01 | 平成28年1月1日 = 2016-01-01 | 100人以上500人未満 | 6年以上10年未満
",
];

/// 委託事項 | 委託先名 | 取扱者数 | 提供方法 | 再委託. The bracket behind a name is shortened to what it names.
const CONTRACTORS: [&str; 5] = [
    "",
    "\
1-1: システムの運用・保守業務、法制度改正に伴う改修作業業務 | 株式会社ジーシーシー | 10人未満 | - | 再委託しない
2-1: システムの運用・保守業務、法制度改正に伴う改修作業業務 | 株式会社ジーシーシー | 10人未満 | - | 再委託しない
3-1: システムの運用・保守業務、法制度改正に伴う改修作業業務 | 株式会社ジーシーシー | 10人未満 | - | 再委託しない
",
    "\
1-1: 国民健康保険システムの運用・保守業務 | 日本電気株式会社 中国支社 | 10人以上50人未満 | その他 (システムの直接操作) | 再委託する
1-2: 共通基盤の運用・保守業務 | 株式会社日立製作所 | 10人未満 | その他 (システムの直接操作) | 再委託する
1-3: 資格継続業務、高額該当回数の引き継ぎ業務に関する市町村保険者事務共同処理業務 | 広島県国民健康保険団体連合会 | 10人以上50人未満 | 専用線 | 再委託する
1-4: 医療保険者等向け中間サーバー等における資格履歴管理事務 | 広島県国民健康保険団体連合会 (…国保中央会…) | 10人以上50人未満 | 専用線 | 再委託する
1-6: 国保総合(国保集約)システムに係るアプリケーション保守業務及びシステム運用事務 | 広島県国民健康保険団体連合会 (…国保中央会…) | 10人以上50人未満 | 専用線 | 再委託する
2-1: 市税システム(滞納管理システム)の運用・保守業務 | 日本電気株式会社 中国支社 | 10人以上50人未満 | その他 (システムの直接操作) | 再委託する
2-2: 共通基盤の運用・保守業務 | 株式会社日立製作所 | 10人未満 | その他 (システムの直接操作) | 再委託する
",
    "",
    "\
1-1: 収納・滞納システムの保守業務 | 富士通Japan・FLCS・両備システムズ岡山市市税システム標準化共同企業体 | 10人未満 | 専用線 | 再委託する
",
];

/// A short answer on one line.
fn said(node: &Node) -> String {
    match &node.answer {
        Answer::Choice { written, .. } => written.clone(),
        Answer::Checks { .. } | Answer::Nothing(Nothing::Lost) => {
            let chosen = node.options().filter(|option| option.mark == Mark::Chosen);
            let lost = node.options().any(|option| option.mark == Mark::Lost).then(|| "？".to_owned());
            chosen.map(|option| option.text().replace('\n', "")).chain(lost).collect::<Vec<_>>().join("・")
        }
        Answer::Date { date: Some(date) } => format!("{} = {date}", node.text()),
        Answer::Nothing(nothing) => format!("({})", nothing.key()),
        _ => node.text().replace('\n', "／"),
    }
}

/// What a concept's first answer says, of the whole document or of one file.
fn first(assessment: &Assessment, concept: &str, file: Option<usize>) -> String {
    let node = assessment.answering(concept).find(|node| file.is_none() || node.file == file);
    node.map_or_else(|| "-".to_owned(), said)
}

fn identity(Document { imported, assessment, .. }: &Document) -> String {
    let identity = &imported.identity;
    let or = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let dates = assessment.changes.iter().filter_map(|row| row.date.date());
    let undated = assessment.changes.iter().filter(|row| row.date.date().is_none()).count();
    let concept = |key| first(assessment, key, None);
    let rows = [
        ("機関", or(imported.agency.clone())),
        ("番号", or(identity.number.clone())),
        ("種類", assessment.meta.kind.as_str().to_owned()),
        ("評価書名", assessment.meta.title.clone()),
        ("公表日", or(identity.published.map(|date| date.to_string()))),
        ("公表日(記載)", or(identity.published_as_written.clone())),
        ("様式", or(identity.form.clone())),
        ("収録", format!("{:?}", assessment.meta.completeness)),
        ("最新の変更日", or(dates.max().map(|date| date.to_string()))),
        ("変更箇所", format!("{}行、日付なし{undated}行", assessment.changes.len())),
        ("特記事項", concept("assessment.note").chars().take(12).collect()),
        ("事務の名称", concept("task.name")),
        ("対象人数", concept("task.subjects")),
        ("担当部署", concept("agency.department")),
        ("所属長の役職名", concept("agency.manager-title")),
        ("手数料等", concept("claims.fee")),
        ("ファイル簿の公表場所", concept("register.place")),
        ("基礎項目評価", concept("threshold.date")),
        ("意見の聴取", concept("consultation.period")),
        ("第三者点検", format!("{} → {}", concept("review.period"), concept("review.result"))),
    ];
    table(rows)
}

/// One line per file.
fn files(Document { assessment, .. }: &Document) -> String {
    let line = |(index, file): (usize, &kohyo::assessment::File)| {
        let concept = |key| first(assessment, key, Some(index));
        let facts = [
            "file.kind",
            "file.subjects",
            "file.item-count",
            "file.held-since",
            "use.start",
            "use.users",
            "retention.period",
        ];
        (file.name.clone(), facts.map(concept).join(" | "))
    };
    table(assessment.files.iter().enumerate().map(line))
}

/// The numbered record items per table, with the file they belong to.
fn records(Document { assessment, .. }: &Document) -> Vec<(Option<usize>, usize)> {
    let lists = assessment
        .walk()
        .filter(|node| assessment.item(node).is_some_and(|item| item.kind == kohyo::form::ItemKind::Records));
    lists.map(|node| (node.file, record::count(&node.parts))).collect()
}

/// One line per 委託事項: name, contractor, handlers, method of provision, whether it is contracted out again.
fn contractors(Document { assessment, .. }: &Document) -> String {
    let block = |node: &&Node| {
        assessment.item(node).and_then(|item| item.concept.as_deref()) == Some("outsourcing.name")
    };
    let line = |node: &Node| {
        let below = |concept: &str| {
            let is = |child: &&Node| {
                assessment.answered(child).and_then(|item| item.concept.as_deref()) == Some(concept)
            };
            node.walk().find(is).map_or_else(|| "-".to_owned(), said)
        };
        let facts = [
            "outsourcing.contractor",
            "outsourcing.handlers",
            "outsourcing.provision-method",
            "re-outsourcing.use",
        ];
        let file = node.file.map_or(0, |file| file + 1);
        let name = node.name.clone().unwrap_or_default();
        let facts = facts.map(|concept| named(&below(concept))).join(" | ");
        (format!("{file}-{}", node.number.unwrap_or_default()), format!("{name} | {facts}"))
    };
    table(assessment.walk().filter(block).map(line))
}

/// A contractor whose bracket is a sentence about who it passes the work on to: only the name in it is the fact.
fn named(contractor: &str) -> String {
    const NEXT: &str = "国保中央会";
    match contractor.split_once(" (") {
        Some((name, sentence)) if sentence.contains(NEXT) => format!("{name} (…{NEXT}…)"),
        _ => contractor.to_owned(),
    }
}

fn table<K: std::fmt::Display>(rows: impl IntoIterator<Item = (K, impl std::fmt::Display)>) -> String {
    rows.into_iter().fold(String::new(), |mut out, (key, value)| {
        writeln!(out, "{key}: {value}").expect("a string takes everything");
        out
    })
}

fn check(name: &str, print: impl Fn(&Document) -> String, expected: [&str; 5]) {
    for (document, expected) in documents().zip(expected) {
        let Some(document) = document else { continue };
        let printed = print(document);
        assert_eq!(printed.trim(), expected.trim(), "{name} of {}", document.seed.name);
    }
}

#[test]
fn identities() {
    check("identity", identity, IDENTITIES);
}

#[test]
fn files_of_the_documents() {
    check("files", files, FILES);
}

#[test]
fn contractors_of_the_documents() {
    check("contractors", contractors, CONTRACTORS);
}

/// The numbers of numbered items, table by table; L317, L321, L325 and L414 to L457. Ten items of 002 have no number,
/// and the list of 004 is not held.
#[test]
fn record_items_are_counted_per_file() {
    let expected: [&[(Option<usize>, usize)]; 5] = [
        &[],
        &[(Some(0), 93), (Some(1), 40), (Some(2), 67)],
        &[(Some(0), 47 + 35 + 61 + 25), (Some(0), 8), (Some(0), 17), (Some(1), 377)],
        &[],
        &[],
    ];
    for (document, expected) in documents().zip(expected) {
        let Some(document) = document else { continue };
        assert_eq!(records(document), expected, "{}", document.seed.name);
    }
}

/// Where to ask and where to claim: postal code and telephone number of the office, as printed.
#[test]
fn contacts_are_official_ones() {
    let expected: [[&[&str]; 2]; 5] = [
        [&[], &[]],
        [&["360-8601", "庶務課行政係", "048-524-1111", "内線223"], &["360-8601", "市民課", "内線269"]],
        [&["730-0051", "広島市公文書館", "082-243-2583"], &["730-8586", "保険年金課", "082-504-2157"]],
        [&[], &[]],
        [&["700-8544", "情報公開室", "086-803-1083"], &["700-8544", "収納課", "086-803-1191"]],
    ];
    for (document, expected) in documents().zip(expected) {
        let Some(document) = document else { continue };
        for (concept, words) in ["claims.desk", "contact.desk"].iter().zip(expected) {
            let text = first(&document.assessment, concept, None);
            assert!(words.iter().all(|word| text.contains(word)), "{} {concept}: {text}", document.seed.name);
        }
    }
}
