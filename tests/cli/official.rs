//! A walk as an official takes it: a folder with mistakes, and a clean check at the end, by the messages alone.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::files::number;
use super::portal::Portal;

const DETAILED: &str = "content/mihon/14.md";
const BASIC: &str = "content/mihon/14-kiso.md";

/// A mistake: what it puts in the place of what, the rule that finds it, what its message and its help say, and the mend
/// that they lead to (the text that takes the place of the wrong one).
struct Mistake {
    right: &'static str,
    wrong: String,
    rule: &'static str,
    says: &'static str,
    mend: &'static str,
}

fn mistakes() -> Vec<Mistake> {
    let mistake =
        |right, wrong: &str, rule, says, mend| Mistake { right, wrong: wrong.to_owned(), rule, says, mend };
    vec![
        mistake(
            "agency: みほん市長\n",
            "",
            "META-01",
            "`agency` がありません。評価実施機関を書いてください。登録されている機関: みほん市長",
            "agency: みほん市長\n",
        ),
        Mistake {
            right: "個人番号は、①から④までの事務で利用する。",
            wrong: format!("個人番号(例 {})は、①から④までの事務で利用する。", number(14)),
            rule: "PRIV-01",
            says: "12桁の数字があります(数字は表示しません)。原本を確認し、該当する数字を除いてください。",
            mend: "個人番号は、①から④までの事務で利用する。",
        },
        mistake(
            "verified: {date: 2025-12-18, by: 介護保険課}\n",
            "source: {conversion: excel}\n",
            "VER-01",
            "原本との照合が記録されていません。照合後に `verified` へ日付と課名を書いてください。例: `verified: {date: 2026-03-20, by: 保険年金課}`",
            "source: {conversion: excel}\nverified: {date: 2025-12-18, by: 介護保険課}\n",
        ),
        mistake(
            "## 評価書番号\n14\n",
            "## 評価書番号\n41\n",
            "META-11",
            "表紙の「評価書番号」は「41」ですが、front matter の `number` は「14」です。どちらが正しいか原本で確認し、違う方を直してください。",
            "## 評価書番号\n14\n",
        ),
        mistake(
            "- [x] 4) 10万人以上30万人未満\n",
            "- [x] 4) 10万人以上40万人未満\n",
            "VOC-01",
            "「10万人以上40万人未満」は様式の「10万人以上30万人未満」と異なります。",
            "- [x] 4) 10万人以上30万人未満\n",
        ),
        mistake(
            "⑤の事務では、",
            "詳しくは別紙2を参照。⑤の事務では、",
            "REF-02",
            "「別紙2」を参照していますが、この評価書に収録されていません。原本にあるなら本文に加えるか",
            "⑤の事務では、",
        ),
        mistake(
            "(2) 件",
            "(3) 件",
            "COUNT-01",
            "3件ですが、本文にある委託事項は2件です(委託事項3が見当たりません)。ページの抜けを確認してください。抜けがなければ、件数を直してください。",
            "(2) 件",
        ),
        mistake(
            "令和7年6月30日\n",
            "令和7年6月31日\n",
            "DATE-07",
            "「①実施日」の「令和7年6月31日」は暦にない日です。",
            "令和7年6月30日\n",
        ),
        mistake(
            "| 変更日 | 項目 |",
            "| 変更日 | 事項 |",
            "CHG-00",
            "見出しの行を「| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |」としてください。",
            "| 変更日 | 項目 |",
        ),
        mistake(
            "対応者を受付票に",
            "対応者(taro.kaku@kaku-denki.co.jp)を受付票に",
            "PRIV-05",
            "メールアドレス",
            "対応者を受付票に",
        ),
        mistake(
            "| Ⅰ 6. 評価実施機関における担当部署 ①部署 |",
            "| Ⅸ 担当 |",
            "REF-01",
            "本文のどの項目の変更かを特定できません",
            "| Ⅰ 6. 評価実施機関における担当部署 ①部署 |",
        ),
        mistake(
            "### ②所属長の役職名\n介護保険課長\n",
            "### ②所属長の役職名\n",
            "FORM-07",
            "「②所属長の役職名」は様式で答える項目ですが、空欄です。答えを書いてください。",
            "### ②所属長の役職名\n介護保険課長\n",
        ),
    ]
}

fn findings(portal: &Portal) -> Vec<(String, String, String)> {
    let run = portal.run(&["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}{}", run.out, run.err));
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let list = report["findings"].as_array().expect("a list").iter();
    list.map(|f| (text(f, "id"), text(f, "level"), text(f, "message") + &text(f, "help"))).collect()
}

fn replaced(portal: &Portal, from: &str, to: &str) {
    let text = fs::read_to_string(portal.path(DETAILED)).expect("the document");
    assert!(text.contains(from), "{from}");
    portal.write(DETAILED, text.replacen(from, to, 1));
}

#[test]
fn from_many_mistakes_to_a_clean_check_by_the_messages_alone() {
    let sample = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/mihon").join(name);
        fs::read_to_string(path).expect("the sample")
    };
    let portal = Portal::empty();
    portal.write(DETAILED, sample("14-juten-2025-12-22.md"));
    portal.write(BASIC, sample("14-kiso-2025-12-22.md"));
    assert_eq!(findings(&portal), [], "the folder is clean to begin with");
    portal.build();
    let before = portal.output();

    let mistakes = mistakes();
    for mistake in &mistakes {
        replaced(&portal, mistake.right, &mistake.wrong);
    }
    fs::remove_file(portal.path(BASIC)).expect("the other evaluation goes");
    assert_eq!(portal.run(&["build"]).code, Some(1));
    assert_eq!(portal.output(), before, "what is published stays as it is");

    for (at, mistake) in mistakes.iter().enumerate() {
        let found = findings(&portal);
        let (_, _, said) = found
            .iter()
            .find(|(id, _, said)| id == mistake.rule && said.contains(mistake.says))
            .unwrap_or_else(|| panic!("{}: {found:#?}", mistake.rule));
        assert!(!said.contains(&number(14)), "{said}");
        if mistake.wrong.is_empty() {
            // What was left out is put in anywhere among the keys.
            replaced(&portal, "status: published\n", &format!("{}status: published\n", mistake.mend));
        } else {
            replaced(&portal, &mistake.wrong, mistake.mend);
        }
        let left = findings(&portal);
        assert!(!left.iter().any(|(id, ..)| id == mistake.rule), "{} is mended: {left:#?}", mistake.rule);
        let errors = mistakes[at + 1..].iter().any(|m| ["PRIV-01", "VER-01", "CHG-00"].contains(&m.rule));
        assert_eq!(left.iter().any(|(_, level, _)| level == "error"), errors, "{}: {left:#?}", mistake.rule);
    }
    let left = findings(&portal);
    let [(id, level, said)] = left.as_slice() else { panic!("{left:#?}") };
    assert_eq!((id.as_str(), level.as_str()), ("PAIR-01", "warning"));
    assert!(
        said.contains(
            "基礎項目評価書がありません。作って加える(`kohyo new`)か、取り込んで(`kohyo import`)ください。"
        ),
        "{said}"
    );
    let human = portal.run(&["check"]).out;
    assert!(
        human.contains("エラー0件、注意1件") && human.contains("--baseline accepted.json --write-baseline"),
        "{human}"
    );

    // Either it is published elsewhere, and somebody accepts that, or it is added.
    assert_eq!(portal.run(&["check", "--baseline", "accepted.json", "--write-baseline"]).code, Some(0));
    assert_eq!(portal.run(&["check", "--strict", "--baseline", "accepted.json"]).code, Some(0));
    portal.write(BASIC, sample("14-kiso-2025-12-22.md"));
    let clean = portal.run(&["check", "--strict"]);
    assert_eq!(clean.code, Some(0));
    assert!(clean.out.contains("エラー0件、注意0件、情報0件。"), "{}", clean.out);
    portal.build();
}

/// The sample is what newcomers see first: it warns of what it shows on purpose (lost marks, a missing page), and of
/// nothing else, on the day of the build and without a day.
#[test]
fn the_sample_warns_of_what_it_shows_on_purpose_alone() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let portal = Portal::empty();
    for day in [&[][..], &["--as-of", "2026-11-21"]] {
        let content = content.to_string_lossy();
        let args = [&["check", "--format", "json", "--content", &content][..], day].concat();
        let report: Value = serde_json::from_str(&portal.run(&args).out).expect("JSON");
        let list = report["findings"].as_array().expect("a list").iter();
        let loud: Vec<(&str, &str)> = list
            .filter(|finding| finding["level"] != "info")
            .map(|f| (f["id"].as_str().unwrap_or_default(), f["file"].as_str().unwrap_or_default()))
            .collect();
        let ids: Vec<&str> = loud.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, ["COUNT-01", "MARK-01", "MARK-01", "MARK-01"], "{day:?}");
        assert!(loud.iter().all(|(_, file)| file.ends_with("mihon/12-zenkomoku-2026-03-24.md")), "{loud:?}");
    }
}
