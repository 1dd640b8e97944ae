use std::fs;

use jiff::civil::date;

use super::*;
use crate::pipeline::{self, Options};
use crate::render::words::built_in;

/// A town with a version of everything that the report speaks of.
fn town() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join("content").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("portal.toml", "title = \"みほん市の評価書<b>\"\npublisher = \"official\"\nsample = true\n");
    write(
        "mihon/municipality.md",
        "---\ncode: \"992011\"\nname: みほん市\nprefecture: みほん県\nagencies: [{slug: shicho, name: みほん市長, primary: true}]\n---\n",
    );
    let kiso = |number: &str, title: &str, keys: &str, result: &str| {
        format!(
            "---\nnumber: \"{number}\"\ntitle: {title}\nkind: kiso\nagency: みほん市長\nform: \"令和6年10月 様式2\"\n{keys}---\n\n# Ⅱ しきい値判断項目\n\n## 1. 対象人数\n### 評価対象の事務の対象人数は何人か\n- [x] 1) 1,000人未満(任意実施)\n\n# Ⅲ しきい値判断結果\n\n## しきい値判断結果\n{result}\n"
        )
    };
    let only = "基礎項目評価の実施が義務付けられる";
    let full = "基礎項目評価及び全項目評価の実施が義務付けられる";
    write(
        "mihon/1.md",
        &kiso(
            "1",
            "住民基本台帳に関する事務",
            "status: published\npublished: 2021-11-30\noccasion: 再実施\n",
            full,
        ),
    );
    write(
        "mihon/2.md",
        &kiso("2", "児童手当に関する事務", "status: published\npublished: 2026-04-20\n", only),
    );
    write(
        "mihon/3.md",
        &kiso(
            "3",
            "臨時給付金に関する事務",
            "status: ended\npublished: 2024-10-15\nended: 2024-09-30\n",
            only,
        ),
    );
    write(
        "mihon/4.md",
        &kiso(
            "4",
            "予防接種に関する事務",
            "status: consultation\nconsultation: {from: 2026-11-01, to: 2026-11-28}\nsource: {url: \"https://example.jp/4.pdf\", conversion: ocr}\n",
            only,
        )
        .replace("form:", "verified: {date: 2026-10-01, by: 健康課}\nform:")
        .replace("- [x] 1)", "- [?] 1)")
        .replace("(任意実施)\n", "(任意実施)\n\n> 注記: 原本でも読み取れません。\n"),
    );
    write(
        "mihon/2-next.md",
        &kiso("2", "児童手当に関する事務", "status: preparing\nlast_assessed: 2026-12-01\n", only),
    );
    folder
}

fn status(folder: &tempfile::TempDir, lang: Lang) -> (Status, String) {
    let root = folder.path();
    let options = Options::new(root.join("content"), root.join("output"));
    let survey = pipeline::survey(&options, &());
    let known = survey.known.expect("a portal");
    let status = Status::of(&known, &survey.findings, date(2026, 11, 21), lang);
    (status, root.to_string_lossy().into_owned())
}

#[test]
fn the_terminal_says_what_is_due() {
    let folder = town();
    let (status, root) = status(&folder, Lang::Ja);
    let text = human::render(&status, Lang::Ja).replace(&root, "");
    assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn programs_get_the_same() {
    let folder = town();
    let (status, root) = status(&folder, Lang::Ja);
    insta::assert_snapshot!(json(&status).expect("plain data").replace(&root, ""));
}

#[test]
fn paper_asks_nobody_and_escapes() {
    let folder = town();
    for lang in [Lang::Ja, Lang::En] {
        let (status, root) = status(&folder, lang);
        let html = html::render(&status, lang).expect("a sheet").replace(&root, "");
        assert!(html.contains("評価書&lt;b&gt;") && !html.contains("<b>"));
        for asks in ["src=", "href=", "url(", "@import", "http://", "https://", "<script"] {
            assert!(!html.contains(asks), "{asks}");
        }
        let body = html.split("</head>").nth(1).expect("a body");
        insta::assert_snapshot!(body);
    }
}

/// Duties of best effort are not broken by those who do not do them.
#[test]
fn nobody_is_accused() {
    let folder = town();
    let (status, _) = status(&folder, Lang::Ja);
    let text = human::render(&status, Lang::Ja) + &html::render(&status, Lang::Ja).expect("a sheet");
    for word in ["違反", "期限切れ", "未実施", "法定期間不足", "無断", "怠"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn every_word_is_used() {
    let sources = [include_str!("human.rs"), include_str!("html.rs"), include_str!("status.html")];
    let more = [include_str!("words.rs"), include_str!("due.rs"), include_str!("tasks.rs")];
    let all = sources.concat() + &more.concat();
    for key in built_in(Lang::Ja).below("status.").into_keys().filter(|key| *key != "footer") {
        let named = [key, key.rsplit('.').next().unwrap_or(key)].map(|key| format!("\"{key}\""));
        assert!(
            named.iter().any(|use_of| all.contains(use_of)) || all.contains(&format!("t.{key} ")),
            "{key}"
        );
    }
}
