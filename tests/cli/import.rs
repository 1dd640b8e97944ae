//! `kohyo import` as a clerk and a script use it.

use serde_json::Value;

use super::portal::Portal;

/// A text in the style of what extraction leaves.
const TEXT: &str = "\
# 特定個人情報保護評価書(全項目評価書)

評価書番号\t評価書名
31\t介護保険に関する事務 全項目評価書

評価実施機関名

みほん県みほん市長

公表日

令和8年2月1日
[令和7年5月 様式4]

I 基本情報

6. 情報提供ネットワークシステムによる情報連携 ※
①実施の有無\t[ 実施する ]\t<選択肢> 1) 実施する 2) 実施しない 3) 未定
②法令上の根拠\t<p>&lt;番号法&gt;</p><ul><li>・第19条第8号</li></ul>
独自の欄\t独自の回答
";
const DOCUMENT: &str = "content/mihon/31-zenkomoku-2026-02-01.md";

fn portal() -> Portal {
    Portal::new().file("in/31.txt", TEXT)
}

fn read(portal: &Portal, path: &str) -> String {
    std::fs::read_to_string(portal.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_text_becomes_a_document_and_a_checklist_and_then_a_page() {
    let portal = portal();
    let run = portal.run(&["import", "in/31.txt", "--into", "content/mihon"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains(DOCUMENT) && run.out.contains("次に: "), "{}", run.out);
    let text = read(&portal, DOCUMENT);
    assert!(
        text.starts_with(
            "---\nnumber: \"31\"\ntitle: 介護保険に関する事務\nkind: zenkomoku\nagency: みほん市長\n"
        ),
        "{text}"
    );
    assert!(text.contains("- [x] 1) 実施する\n- [ ] 2) 実施しない\n- [ ] 3) 未定\n"), "{text}");
    let checklist = read(&portal, "content/mihon/.import/31-zenkomoku-2026-02-01.checklist.md");
    assert!(checklist.contains("- [ ] 公表日: 令和8年2月1日\n"), "{checklist}");
    assert!(checklist.contains("「独自の欄」"), "{checklist}");

    // An official portal publishes a converted text only after somebody has compared it.
    let refused = portal.run(&["build"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("[VER-01]"), "{}", refused.err);
    portal.write(
        DOCUMENT,
        text.replacen("source:", "verified: {date: 2026-02-02, by: 介護保険課}\nsource:", 1),
    );
    let built = portal.run(&["build"]);
    assert_eq!(built.code, Some(0), "{}", built.err);
    let page = read(&portal, "output/mihon/31/zenkomoku/2026-02-01/index.html");
    assert!(
        page.contains("&lt;番号法&gt;") && !page.contains("&amp;lt;"),
        "the group is visible, no entity is"
    );
}

#[test]
fn a_dry_run_writes_nothing_and_speaks_to_programs() {
    let portal = portal();
    let run = portal.run(&["import", "in/31.txt", "--dry-run", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let records: Value = serde_json::from_str(&run.out).expect("standard output is JSON alone");
    let record = &records[0];
    let keys: Vec<&str> = record.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut wanted = [
        "file",
        "number",
        "title",
        "kind",
        "agency",
        "municipality_code",
        "municipality",
        "published",
        "published_as_written",
        "form",
        "status",
        "placed_ratio",
        "unplaced",
        "warnings",
    ];
    wanted.sort_unstable();
    assert_eq!(keys, wanted);
    assert_eq!((record["number"].clone(), record["published"].clone()), ("31".into(), "2026-02-01".into()));
    assert_eq!(record["form"], "令和7年5月 様式4");
    assert_eq!(record["municipality_code"], Value::Null, "unknown is null");
    let ratio = record["placed_ratio"].as_f64().expect("a number");
    assert!(ratio < 1.0 && record["unplaced"][0]["text"] == "独自の欄", "{record}");
    assert!(!portal.path(DOCUMENT).exists());
}

#[test]
fn an_edited_document_is_never_overwritten() {
    let portal = portal();
    let import = ["import", "in/31.txt", "--into", "content/mihon"];
    portal.run(&import);
    let imported = read(&portal, DOCUMENT);
    assert_eq!(portal.run(&import).code, Some(0));
    assert!(!portal.path(&format!("{DOCUMENT}.new")).exists(), "nothing was edited");

    let edited = imported.replace("独自の回答", "直した回答");
    portal.write(DOCUMENT, &edited);
    let again = portal.run(&import);
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert!(
        again.err.contains("直したところは、そのまま残しました。新しいところはありません"),
        "{}",
        again.err
    );
    assert_eq!(read(&portal, DOCUMENT), edited);

    // Without the record of its import nobody knows who changed what.
    std::fs::remove_dir_all(portal.path("content/mihon/.import")).expect("the record");
    let again = portal.run(&import);
    assert_eq!(again.code, Some(0), "{}", again.err);
    assert!(again.err.contains("手で直してあるので、そのまま残しました"), "{}", again.err);
    assert_eq!(read(&portal, DOCUMENT), edited);
    assert_eq!(read(&portal, &format!("{DOCUMENT}.new")), imported);
}

#[test]
fn corrections_and_a_new_original_are_merged_and_what_disagrees_is_shown() {
    let portal = portal();
    let import = ["import", "in/31.txt", "--into", "content/mihon"];
    portal.run(&import);
    let edited = read(&portal, DOCUMENT).replace("独自の回答", "直した回答").replace(
        "# 原本と照合したら書いてください: verified: {date: 2026-04-01, by: 課名}",
        "verified: {date: 2026-02-02, by: 介護保険課}",
    );
    portal.write(DOCUMENT, &edited);
    portal.write("in/31.txt", TEXT.replace("第19条第8号", "第19条第9号"));
    let merged = portal.run(&import);
    assert!(
        merged.err.contains("新しいところを加えました。照合済み(verified)なら、照合をやり直してください"),
        "{}",
        merged.err
    );
    let text = read(&portal, DOCUMENT);
    assert!(text.contains("第19条第9号") && text.contains("直した回答"), "{text}");
    assert!(text.contains("verified: {date: 2026-02-02"), "{text}");
    assert!(!portal.path(&format!("{DOCUMENT}.new")).exists());

    // Both change the same line: the clerk's stands, the other is shown, once here and lasting in the checklist.
    portal.write("in/31.txt", TEXT.replace("第19条第8号", "第19条第9号").replace("独自の回答", "新しい回答"));
    let both = portal.run(&import);
    assert!(both.err.contains("食い違います") && both.err.contains("新しい回答"), "{}", both.err);
    let again = read(&portal, DOCUMENT);
    assert!(again.contains("直した回答") && !again.contains("新しい回答"), "{again}");
    let checklist = read(&portal, "content/mihon/.import/31-zenkomoku-2026-02-01.checklist.md");
    assert!(
        checklist.contains("取り込み直した文章では: ") && checklist.contains("新しい回答"),
        "{checklist}"
    );
    // It is not forgotten by importing once more.
    let again = portal.run(&import);
    assert!(again.err.contains("食い違います") && again.err.contains("新しい回答"), "{}", again.err);
    let checklist = read(&portal, "content/mihon/.import/31-zenkomoku-2026-02-01.checklist.md");
    assert!(checklist.contains("新しい回答"), "{checklist}");
}

#[test]
fn what_somebody_writes_into_a_checklist_stays_there() {
    const LIST: &str = "content/mihon/.import/31-zenkomoku-2026-02-01.checklist.md";
    let portal = portal();
    let import = ["import", "in/31.txt", "--into", "content/mihon"];
    portal.run(&import);
    let first = read(&portal, LIST);
    // Behind a row, at the end, with a box of its own, and in a row of kohyo's.
    let noted = first
        .replacen("- [ ] 公表日: 令和8年2月1日\n", "- [ ] 公表日: 令和8年2月1日\n  → 課長に確認中\n", 1)
        .replacen("- [ ] 様式: ", "- [ ] (古い様式?) 様式: ", 1)
        + "\n控え: 電話で確認\n- [ ] 別紙を取り寄せる\n";
    portal.write(LIST, &noted);
    let own = ["  → 課長に確認中", "(古い様式?) 様式: ", "控え: 電話で確認", "- [ ] 別紙を取り寄せる"];
    // The same original, another one, and once more.
    for text in [TEXT.to_owned(), TEXT.replace("独自の欄", "別の欄"), TEXT.replace("独自の欄", "別の欄")]
    {
        portal.write("in/31.txt", text);
        assert_eq!(portal.run(&import).code, Some(0));
        let list = read(&portal, LIST);
        for line in own {
            assert_eq!(list.matches(line).count(), 1, "{line}: {list}");
        }
        assert_eq!(list.matches("## 書き足された行").count(), 1, "{list}");
        assert_eq!(list.matches("## いつも見るところ").count(), 1, "{list}");
    }
    // What kohyo said of the original before is no line of anybody's.
    let list = read(&portal, LIST);
    assert!(list.contains("「別の欄」") && !list.contains("「独自の欄」"), "{list}");
    // Ticked by hand it stays as a whole, and so does the one beside it once that is ticked.
    let ticked = list.replacen("- [ ] 公表日", "- [x] 公表日", 1);
    portal.write(LIST, &ticked);
    portal.run(&import);
    let beside = LIST.replace("checklist.md", "checklist.new.md");
    let second = read(&portal, &beside).replacen("- [ ] 公表日", "- [x] 公表日", 1) + "二つ目\n";
    portal.write(&beside, &second);
    portal.run(&import);
    assert_eq!((read(&portal, LIST), read(&portal, &beside)), (ticked, second));
    assert!(portal.path(&LIST.replace("checklist.md", "checklist.new-2.md")).exists());
    // A checklist from before its lines were recorded.
    portal.write(LIST, &noted);
    let places = LIST.replace("checklist.md", "places.json");
    let mut old: Value = serde_json::from_str(&read(&portal, &places)).expect("JSON");
    old.as_object_mut().expect("an object").remove("checklist").expect("the record");
    portal.write(&places, old.to_string());
    portal.run(&import);
    let list = read(&portal, LIST);
    assert!(own.iter().all(|line| list.contains(line)), "{list}");
}

#[test]
fn what_was_settled_in_the_version_before_is_taken_over() {
    let portal = portal();
    let doubtful = TEXT.replace(
        "[ 実施する ]\t<選択肢> 1) 実施する 2) 実施しない 3) 未定",
        "[ ]\t<選択肢> 1) 実施する 2) 実施しない 3) 未定",
    );
    portal.write("in/31.txt", &doubtful);
    assert_eq!(portal.run(&["import", "in/31.txt", "--into", "content/mihon"]).code, Some(0));
    let corrected = read(&portal, DOCUMENT)
        .replace("- [ ] 1) 実施する", "- [x] 1) 実施する")
        .replace("- [?]", "- [ ]")
        .replacen("- [ ] 1) 実施する", "- [x] 1) 実施する", 1)
        .replace("独自の回答", "独自に定めた回答");
    portal.write(DOCUMENT, &corrected);
    portal.write("in/next.txt", doubtful.replace("令和8年2月1日", "令和9年2月1日"));
    let next = ["import", "in/next.txt", "--into", "content/mihon", "--against", DOCUMENT];
    let run = portal.run(&next);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("前の評価書から"), "{}", run.err);
    let text = read(&portal, "content/mihon/31-zenkomoku-2027-02-01.md");
    assert!(text.contains("published: 2027-02-01") && text.contains("独自に定めた回答"), "{text}");
    assert!(text.contains("- [x] 1) 実施する"), "{text}");
    let checklist = read(&portal, "content/mihon/.import/31-zenkomoku-2027-02-01.checklist.md");
    assert!(
        checklist.contains("## 前の評価書から引き継いだところ") && checklist.contains("独自に定めた回答"),
        "{checklist}"
    );
    // Once more: what was taken over and corrected since stays.
    portal.write(
        "content/mihon/31-zenkomoku-2027-02-01.md",
        text.replace("独自に定めた回答", "独自に定め直した回答"),
    );
    let more = portal.run(&next);
    assert_eq!(more.code, Some(0), "{}", more.err);
    let again = read(&portal, "content/mihon/31-zenkomoku-2027-02-01.md");
    assert!(again.contains("独自に定め直した回答") && again.contains("- [x] 1) 実施する"), "{again}");
    let missing =
        portal.run(&["import", "in/next.txt", "--into", "content/mihon", "--against", "content/none.md"]);
    assert_eq!(missing.code, Some(1));
    assert!(missing.err.contains("content/none.md: このファイルはありません。"), "{}", missing.err);
    let other =
        portal.run(&["import", "in/next.txt", "--into", "content/mihon", "--against", "content/mihon/12.md"]);
    assert!(other.err.contains("引き継ぐところはありませんでした"), "{}", other.err);
    let two = portal.run(&["import", "in", "--into", "content/mihon", "--against", DOCUMENT]);
    assert_eq!(
        (two.code, two.err.contains("`--against` は1件の評価書に使います")),
        (Some(1), true),
        "{}",
        two.err
    );
}

/// A city of the list beside the invented one.
fn with_okayama() -> Portal {
    portal().file(
        "content/okayama/municipality.md",
        "---\ncode: \"331007\"\nname: 岡山市\nprefecture: 岡山県\nagencies: [{slug: shicho, name: 岡山市長, primary: true}]\n---\n",
    )
}

#[test]
fn a_folder_goes_where_its_covers_say() {
    let cp932 = encoding_rs::SHIFT_JIS.encode(&TEXT.replace("31\t", "35\t")).0.into_owned();
    let portal = with_okayama()
        .file("in/sub/okayama.txt", &TEXT.replace("みほん県みほん市長", "岡山県岡山市長"))
        .file("in/koriyama.txt", &TEXT.replace("みほん県みほん市長", "福島県郡山市長"))
        .file("in/hyo.csv", "評価書番号,評価書名,,,\n31,介護,,,\n")
        .file("in/図.png", "x")
        .file("in/~$31.xlsx", "x")
        .file("in/same.txt", TEXT);
    portal.write("in/35.txt", cp932);
    let run = portal.run(&["import", "in", "--into", "content"]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    for (path, number) in
        [("mihon/31", true), ("mihon/35", true), ("okayama/31", true), ("okayama/35", false)]
    {
        assert_eq!(
            portal.path(&format!("content/{path}-zenkomoku-2026-02-01.md")).exists(),
            number,
            "{path}"
        );
    }
    for said in [
        "in/koriyama.txt: 評価実施機関「福島県郡山市長」(福島県郡山市 072036)のフォルダーが、取り込み先にありません。 [CODE-05]",
        "in/hyo.csv: 表計算から書き出したCSVです。結合したセルと文字の位置が失われていて、どの記載がどの欄のものか決められません。 [ORG-20]",
        "in/same.txt: 先に取り込んだものと番号・種類・公表日が同じです(31-zenkomoku-2026-02-01)",
        "評価書の形式ではないので取り込みません: in/図.png",
        "in/35.txt: 文字コードが Shift_JIS(CP932) の文章を UTF-8 に直して取り込みます",
    ] {
        assert!(run.err.contains(said), "{said}\n{}", run.err);
    }
    assert!(
        run.out.contains("in/sub/okayama.txt → content/okayama/31-zenkomoku-2026-02-01.md("),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("6件のうち3件を取り込みました") && run.out.contains("取り込めなかったもの 3件"),
        "{}",
        run.out
    );
    let tried = portal.run(&["import", "in/31.txt", "in/35.txt", "--into", "content", "--dry-run"]);
    assert!(tried.out.contains("2件のうち2件を取り込めます(見るところ "), "{}", tried.out);
    assert!(!tried.out.contains("見るところ 0か所"), "{}", tried.out);
    assert!(!run.out.contains("書きました") && !run.err.contains("~$"), "{}{}", run.out, run.err);
}

#[test]
fn an_archive_is_opened_and_its_files_are_documents() {
    let portal = portal();
    let stored = |files: &[(&[u8], &str)]| {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, text) in files {
            let at = u32::try_from(bytes.len()).expect("small");
            let (length, name_length) =
                (u32::try_from(text.len()).expect("small"), u16::try_from(name.len()).expect("small"));
            let mut head = Vec::new();
            head.extend([20_u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            head.extend(length.to_le_bytes());
            head.extend(length.to_le_bytes());
            head.extend(name_length.to_le_bytes());
            head.extend([0, 0]);
            bytes.extend(b"PK\x03\x04");
            bytes.extend(&head);
            bytes.extend(*name);
            bytes.extend(text.as_bytes());
            directory.extend(b"PK\x01\x02\x14\x00");
            directory.extend(&head);
            directory.extend([0_u8; 10]);
            directory.extend(at.to_le_bytes());
            directory.extend(*name);
        }
        let (start, length) =
            (u32::try_from(bytes.len()).expect("small"), u32::try_from(directory.len()).expect("small"));
        let count = u16::try_from(files.len()).expect("small");
        bytes.extend(directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        bytes.extend(count.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(length.to_le_bytes());
        bytes.extend(start.to_le_bytes());
        bytes.extend([0, 0]);
        bytes
    };
    let name = encoding_rs::SHIFT_JIS.encode("介護.txt").0.into_owned();
    let other = TEXT.replace("31\t", "32\t");
    portal.write(
        "in/all.zip",
        stored(&[(&name, TEXT), (b"a/32.txt", &other), (b"__MACOSX/._32.txt", "x"), (b"a/b.png", "x")]),
    );
    let run = portal.run(&["import", "in/all.zip", "--into", "content/mihon"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("in/all.zip/介護.txt → ") && run.out.contains("2件のうち2件"), "{}", run.out);
    assert!(portal.path("content/mihon/32-zenkomoku-2026-02-01.md").exists());
    assert!(run.err.contains("取り込みません: in/all.zip/a/b.png"), "{}", run.err);
    portal.write("in/broken.zip", "PK\u{3}\u{4}");
    assert_eq!(portal.run(&["import", "in/broken.zip", "--into", "content/mihon"]).code, Some(1));
}

#[test]
fn what_cannot_be_imported_is_said_and_the_rest_goes_on() {
    let portal =
        portal().file("in/damaged.txt", &TEXT.replace('の', "\u{FFFD}")).file("in/none.txt", "ただの文章");
    let run = portal.run(&[
        "import",
        "in/damaged.txt",
        "in/none.txt",
        "in/31.txt",
        "in/missing.txt",
        "--into",
        "content/mihon",
    ]);
    assert_eq!(run.code, Some(1));
    for said in ["in/damaged.txt: ", "in/none.txt: ", "in/missing.txt: "] {
        assert!(run.err.contains(said), "{said}: {}", run.err);
    }
    assert!(portal.path(DOCUMENT).exists());
    let english = portal.run(&["import", "in/none.txt", "--dry-run", "--lang", "en"]);
    assert!(
        english.err.contains("The cover does not say which kind of assessment this is."),
        "{}",
        english.err
    );
}

#[test]
fn the_municipality_is_known_from_the_agency() {
    let portal = portal()
        .file("in/okayama.txt", &TEXT.replace("みほん県みほん市長", "岡山県岡山市長"))
        .file("in/fuchu.txt", &TEXT.replace("みほん県みほん市長", "府中市長"));
    let run = portal.run(&[
        "import",
        "in/okayama.txt",
        "in/fuchu.txt",
        "in/31.txt",
        "--dry-run",
        "--format",
        "json",
    ]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let records: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(records[0]["municipality_code"], "331007");
    assert_eq!(records[0]["municipality"], "岡山市");
    assert_eq!(records[0]["agency"], "岡山県岡山市長");
    assert_eq!(records[1]["municipality_code"], Value::Null, "two cities have the name");
    let warning = records[1]["warnings"].as_array().and_then(|w| w.iter().find(|w| w["id"] == "CODE-05"));
    let message = warning.map(|w| w["message"].to_string()).unwrap_or_default();
    assert!(
        message.contains("東京都府中市(132063)") && message.contains("広島県府中市(342084)"),
        "{records}"
    );
    assert_eq!(records[2]["municipality"], Value::Null);

    // The document of another body does not come into a folder; both are named.
    let into = ["import", "in/okayama.txt", "--into", "content/mihon"];
    let run = portal.run(&into);
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("「岡山県岡山市長」は岡山県岡山市(331007)のもので、取り込み先はみほん市(992011)です。何も書いていません。"),
        "{}",
        run.err
    );
    assert!(!portal.path(DOCUMENT).exists() && !portal.path("content/mihon/.import").exists());
    let beside = with_okayama().file("in/okayama.txt", &TEXT.replace("みほん県みほん市長", "岡山県岡山市長"));
    let run = beside.run(&into);
    assert!(run.err.contains("/content/okayama` で取り込んでください"), "{}", run.err);
    let said =
        portal.run(&[&into[..], &["--agency", "みほん市長", "--dry-run", "--format", "json"]].concat());
    let records: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(records[0]["municipality_code"], "992011", "who names the agency decides");
}

#[test]
fn files_without_a_cover_go_on_with_the_first() {
    let log = "(別添3) 変更箇所\n\n変更日\t項目\t変更前の記載\t変更後の記載\t提出時期\t提出時期に係る説明\n令和8年2月1日\tⅠ基本情報\t課長\t室長\t事後\t組織の改正\n\t\tつづき\t\t\t\n";
    let portal = portal().file("in/31-3.txt", log);
    let import = ["import", "in/31.txt", "in/31-3.txt", "--into", "content/mihon"];
    let run = portal.run(&[&import[..], &["--format", "json"]].concat());
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("in/31-3.txt には表紙がないので、in/31.txt の続きとして"), "{}", run.err);
    let records: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(records.as_array().map(Vec::len), Some(2), "one record for each input");
    assert_eq!(
        (records[1]["number"].clone(), records[1]["continues"].clone()),
        ("31".into(), "in/31.txt".into())
    );
    assert_eq!(records[0]["continues"], Value::Null);
    assert_eq!(records[1]["warnings"][0]["line"], 5, "lines are those of the file: {records}");
    let text = read(&portal, DOCUMENT);
    assert!(text.contains("| 令和8年2月1日 | Ⅰ基本情報 | 課長つづき |"), "{text}");
    assert!(
        text.contains("# 取り込んだファイル: 31.txt\n") && text.contains("# 取り込んだファイル: 31-3.txt\n")
    );
    let checklist = read(&portal, "content/mihon/.import/31-zenkomoku-2026-02-01.checklist.md");
    assert!(checklist.contains("- [ ] 31-3.txt 5行 ") && checklist.contains("- [ ] 31.txt "), "{checklist}");

    // Asked for, they stay apart; two with a cover each are two anyway, and one only if asked for.
    let apart =
        portal.run(&["import", "in/31.txt", "in/31-3.txt", "--separate", "--dry-run", "--kind", "zenkomoku"]);
    assert!(!apart.err.contains("続きとして"), "{}", apart.err);
    let portal = portal.file("in/32.txt", &TEXT.replace("31\t", "32\t"));
    let count = |options: &[&str]| {
        let run = portal
            .run(&[&["import", "in/31.txt", "in/32.txt", "--dry-run", "--format", "json"], options].concat());
        let records: Value = serde_json::from_str(&run.out).expect("JSON");
        let joined = records[1]["continues"] == "in/31.txt";
        let listed = records[1]["unplaced"].to_string().contains("介護保険に関する事務 全項目評価書");
        (records[1]["number"].clone(), joined, listed)
    };
    assert_eq!(count(&[]), ("32".into(), false, false));
    assert_eq!(count(&["--join"]), ("31".into(), true, true));
}

#[test]
fn an_edited_new_file_is_not_overwritten_either() {
    let portal = portal();
    let import = ["import", "in/31.txt", "--into", "content/mihon"];
    portal.run(&import);
    let imported = read(&portal, DOCUMENT);
    portal.write(DOCUMENT, imported.replace("独自の回答", "直した回答"));
    std::fs::remove_dir_all(portal.path("content/mihon/.import")).expect("the record");
    portal.run(&import);
    let new = format!("{DOCUMENT}.new");
    let edited = read(&portal, &new).replace("独自の回答", "新しい方も直した");
    portal.write(&new, &edited);
    let again = portal.run(&import);
    assert!(again.out.contains(&format!("{new}-2")), "{}", again.out);
    assert_eq!(read(&portal, &new), edited);
    assert_eq!(read(&portal, &format!("{new}-2")), imported);
    // What nobody has touched may be replaced.
    portal.write("in/31.txt", TEXT.replace("第19条第8号", "第19条第9号"));
    portal.run(&import);
    assert!(read(&portal, &format!("{new}-2")).contains("第19条第9号"));
    assert!(!portal.path(&format!("{new}-3")).exists());
}

#[test]
fn an_untouched_document_is_replaced_by_a_new_import() {
    let portal = portal();
    let import = ["import", "in/31.txt", "--into", "content/mihon"];
    portal.run(&import);
    portal.write("in/31.txt", TEXT.replace("第19条第8号", "第19条第9号"));
    portal.run(&import);
    assert!(read(&portal, DOCUMENT).contains("第19条第9号"));
    assert!(!portal.path(&format!("{DOCUMENT}.new")).exists());
}

#[test]
fn a_text_with_missing_glyphs_is_refused() {
    let broken: String = TEXT.repeat(3).chars().filter(|c| !"定人護号名機施法情目".contains(*c)).collect();
    let portal = portal().file("in/broken.txt", &broken);
    let run = portal.run(&[
        "import",
        "in/broken.txt",
        "--into",
        "content/mihon",
        "--kind",
        "zenkomoku",
        "--number",
        "1",
    ]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("TXT-09") && run.err.contains("文字が抜け落ちています"), "{}", run.err);
}

#[test]
fn a_code_of_another_municipality_is_warned_about() {
    let municipality = |code: &str, name: &str| {
        format!(
            "---\ncode: \"{code}\"\nname: {name}\nprefecture: 岡山県\nagencies: [{{slug: mayor, name: {name}長}}]\n---\n"
        )
    };
    let check = |code: &str, name: &str| {
        let portal = Portal::new().file("content/mihon/municipality.md", &municipality(code, name));
        let run = portal.run(&["check"]);
        (run.out + &run.err).matches("CODE-03").count() * 10
            + portal.run(&["check", "--format", "json"]).out.matches("CODE-04").count()
    };
    assert_eq!(check("331007", "岡山市") % 100, 0);
    assert!(check("341002", "岡山市") >= 10);
    assert_eq!(check("331015", "岡山市") % 10, 1, "a code nobody has");
}
