//! No number of a person in anything that any command says, wherever it gets the number from: arguments, names of files and
//! folders, contents of files. (What a page may say is told elsewhere.)

use std::path::Path;

use super::files::{number, pdf, xlsx};
use super::portal::Portal;

/// The digits of what was said, of any width, one after the other.
fn digits(said: &str) -> String {
    said.chars()
        .filter_map(|c| {
            c.to_digit(10).or_else(|| u32::from(c).checked_sub(0xff10).filter(|digit| *digit < 10))
        })
        .filter_map(|digit| char::from_digit(digit, 10))
        .collect()
}

/// The ways in which a number is written.
fn ways(number: &str) -> [String; 5] {
    let wide = number.bytes().filter_map(|b| char::from_u32(0xfee0 + u32::from(b))).collect();
    let groups = format!("{}-{}-{}", &number[..4], &number[4..8], &number[8..]);
    let tags = format!("{}<br>{}", &number[..6], &number[6..]);
    let spaced = number.chars().map(String::from).collect::<Vec<_>>().join(" ");
    [number.to_owned(), wide, groups, tags, spaced]
}

/// The texts below a folder with their paths, but for what an import takes and the document that it makes.
fn left_by_an_import(folder: &Path, root: &Path, out: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let within = path.strip_prefix(root).expect("within").to_string_lossy().into_owned();
        let document =
            path.extension().is_some_and(|extension| extension == "md") && !within.contains(".import");
        if within == "in" || document {
            continue;
        }
        if path.is_dir() {
            left_by_an_import(&path, root, out);
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(&path).expect("a file")).into_owned();
            out.push((within, text));
        }
    }
}

/// Files of every kind that hold the number, and a second portal in `folder` that has it everywhere.
fn fill(portal: &Portal, number: &str, name: &str, folder: &str) {
    portal.write(name, format!("特定個人情報保護評価書\n評価書番号\n{number}\n評価書名\n{number}\nⅠ 基本情報\n①事務の名称\t{number}\n"));
    portal.write(&format!("{number}.json"), format!("{{\"{number}\": \"{number}\"}}"));
    portal.write(&format!("{number}.pdf"), pdf(&format!("/Title ({number})"), &[number]));
    portal.write(&format!("{number}.xlsx"), xlsx("visible", "", &[number]));
    portal.write(&format!("{folder}/content/portal.toml"), format!("titel = \"{number}\"\n"));
    portal.write(
        &format!("{folder}/content/mihon/municipality.md"),
        format!("---\nname: {number}\ncode: {number}\n---\n"),
    );
    portal.write(
        &format!("{folder}/content/mihon/{number}.md"),
        format!("---\nnumber: {number}\n{number}: {number}\n---\n# {number}\n"),
    );
    portal.write(&format!("{folder}/content/allow.toml"), format!("[[allowed]]\nfile = \"{number}\"\n"));
    portal.write(&format!("{folder}/content/synonyms.txt"), format!("{number} = {number} =\n"));
    portal.write(&format!("{folder}/.kohyo/published.json"), format!("{{\"{number}\": {number}}}"));
}

#[test]
fn no_command_repeats_a_number() {
    let number = number(31);
    let portal = Portal::new();
    portal.build();
    let (name, folder) = (format!("{number}.txt"), format!("x{number}y"));
    fill(&portal, &number, &name, &folder);
    let at = |tail: &str| format!("{folder}/{tail}");
    let (elsewhere, site, file) = (at("content"), at("output"), at(&format!("content/mihon/{number}.md")));
    let (pdf, json, book) = (format!("{number}.pdf"), format!("{number}.json"), format!("{number}.xlsx"));
    let base = format!("ftp://{number}/");
    let addr = format!("{number}:1");
    let mut commands: Vec<Vec<String>> = Vec::new();
    let mut add = |args: &[&str]| commands.push(args.iter().map(|arg| (*arg).to_owned()).collect());
    for (at, way) in ways(&number).into_iter().enumerate() {
        for sub in [
            "build", "deploy", "check", "status", "serve", "init", "new", "changes", "retire", "allow",
            "search", "data", "import", "",
        ] {
            // Of each command an option that it does not have, and more than it takes.
            let option = format!("--{way}");
            add(&[sub, &option]);
            if at > 0 {
                continue;
            }
            add(&[sub, "--lang", &way]);
            add(&[sub, "--as-of", &way, "--format", &way]);
            add(&[sub, &way, &way, &way]);
        }
        add(&[&way]);
        add(&["check", "--explain", &way]);
        add(&["build", "--as-of", &way]);
        add(&["build", "--base-url", &way]);
        add(&["build", "--theme", &way]);
        add(&["search", &way]);
        add(&["search", &way, "--format", "json"]);
        add(&["search", "資格", "--limit", &way]);
        add(&["retire", &way, "--reason", "誤り"]);
        add(&["retire", "mihon/12/", "--reason", &way]);
        add(&["allow", &way, "--reason", &way]);
        add(&["allow", "content/mihon/12.md:1:1", "--reason", &way]);
        add(&["new", "--kind", "kiso", "--number", &way, "--title", &way]);
        add(&["init", "other", "--municipality", &way]);
        add(&["status", "--as-of", &way]);
        add(&["deploy", "--to", &way]);
        add(&["data", "--for", &way, "--to", "x"]);
    }
    for lang in ["ja", "en"] {
        for tail in [
            &["check", "--content", &elsewhere][..],
            &["check", "--content", &elsewhere, "--format", "json"],
            &["check", "--content", &elsewhere, "--format", "sarif"],
            &["check", "--content", &elsewhere, "--format", "github"],
            &["check", "--baseline", &json],
            &["build", "--content", &elsewhere, "--output", &site, "-v"],
            &["build", "--content", &elsewhere, "--output", &site, "--format", "json"],
            &["build", "--output", &site, "--theme", &folder],
            &["build", "--base-url", &base],
            &["build", "--upload-plan", "plan.json", "--uploaded", &json],
            &["build", "--report", &at("no/such/folder/changes.md"), "--previous", &folder],
            &["status", "--content", &elsewhere],
            &["status", "--report", &at("no/such/status.html")],
            &["deploy", "--to", &folder, "--output", &site],
            &["search", "資格", "--output", &site],
            &["data", "--for", "quickwit", "--to", &folder, "--output", &site],
            &["new", "--from", &file, "--published", "2027-04-01"],
            &["new", "--kind", "kiso", "--number", "5", "--title", "甲", "--into", &folder],
            &["changes", &file],
            &["changes", &file, "--content", &elsewhere],
            &["retire", &file, "--reason", "誤り", "--content", &elsewhere],
            &["allow", &format!("{file}:4:3"), "--reason", "受付番号", "--content", &elsewhere],
            &["import", &name, "--into", "content/mihon"],
            &["import", &name, "--into", "content/mihon", "--dry-run", "--format", "json"],
            &["import", &name, &pdf, &book, &json, &folder, "--into", &at("content/mihon")],
            &["import", &pdf, "--into", &folder, "--against", &json],
            &["init", &folder],
            &["serve", "--addr", &addr],
            &["serve", "--content", &elsewhere, "--output", &site, "--addr", "256.0.0.1:1"],
        ] {
            add(&[&["--lang", lang], tail].concat());
        }
    }
    for args in commands {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let run = portal.ended(&args);
        let said = format!("{}{}", run.out, run.err);
        assert!(!digits(&said).contains(&number), "{args:?}: {said}");
        assert!(matches!(run.code, Some(0 | 1)), "{args:?}: {said}");
    }
}

/// An original with a number in its name, or for its own number, and commands that are given one: no file is called so, and
/// none beside the document speaks of it.
#[test]
fn no_file_that_is_made_is_called_by_a_number() {
    let n = number(59);
    let text = |own: &str| {
        format!(
            "# 特定個人情報保護評価書(全項目評価書)\n\n評価書番号\t評価書名\n{own}\t介護保険に関する事務 全項目評価書\n\n評価実施機関名\n\nみほん県みほん市長\n\n公表日\n\n令和8年2月1日\n[令和7年5月 様式4]\n\nI 基本情報\n\n独自の欄\t独自の回答\n"
        )
    };
    let portal = Portal::new();
    let (named, spaced) = (format!("in/{n}.txt"), format!("in/7/{}.txt", &ways(&n)[4]));
    for path in [&named, &spaced, "in/a.txt"] {
        let own = if path == "in/a.txt" { n.as_str() } else { "31" };
        portal.write(path, text(own));
    }
    portal.write(
        "in/twin.json",
        format!("{{\"version\":1,\"front_matter\":{{\"number\":\"{n}\",\"kind\":\"kiso\"}}}}"),
    );
    let into = ["--into", "content/mihon"];
    for (args, code) in [
        (vec!["import", &named], 0),
        (vec!["import", &spaced], 0),
        (vec!["import", &named, &spaced, "--join"], 0),
        (vec!["import", "in/a.txt"], 1),
        (vec!["import", "in/a.txt", "--number", &n], 1),
        (vec!["import", "in/twin.json"], 1),
        (vec!["new", "--kind", "kiso", "--number", &n, "--title", "甲"], 1),
        (vec!["new", "--kind", "kiso", "--number", &ways(&n)[2], "--title", "甲"], 1),
        (vec!["new", "--kind", "kiso", "--number", "5", "--title", &ways(&n)[1]], 1),
    ] {
        let run = portal.ended(&[args.as_slice(), &into].concat());
        assert_eq!(run.code, Some(code), "{args:?}: {}{}", run.out, run.err);
    }
    let run = portal.ended(&["init", "other", "--municipality", "熊谷市", "--slug", &format!("x{n}")]);
    assert_eq!(run.code, Some(1), "{}", run.out);
    let mut left = Vec::new();
    left_by_an_import(&portal.path(""), &portal.path(""), &mut left);
    assert!(
        left.iter().any(|(path, text)| path.ends_with("places.json") && text.contains("●●●●●●●●●●●●.txt"))
    );
    for (path, text) in left {
        assert!(!digits(&path).contains(&n) && !digits(&text).contains(&n), "{path}: {text}");
    }
    let check = portal.ended(&["check"]);
    assert!(!check.err.contains("PRIV-01"), "{}", check.err);
}

/// The document itself keeps what the original says: `check` names the place, and nothing is built. Whatever else an import
/// leaves, and whatever is said of it, repeats no digit.
#[test]
fn the_checklist_of_an_import_repeats_none() {
    const HEAD: &str = "# 特定個人情報保護評価書(全項目評価書)\n\n評価書番号\t評価書名\n31\t介護保険に関する事務 全項目評価書\n\n評価実施機関名\n\nみほん県みほん市長\n\n公表日\n\n令和8年2月1日\n[令和7年5月 様式4]\n\nI 基本情報\n\n";
    let numbers = [number(57), number(58)];
    let kanji = |number: &str| -> String {
        number.bytes().filter_map(|b| "〇一二三四五六七八九".chars().nth(usize::from(b - b'0'))).collect()
    };
    for at in 0..6 {
        let [first, second] =
            numbers.each_ref().map(|number| if at == 5 { kanji(number) } else { ways(number)[at].clone() });
        let text = |way: &str| {
            format!(
                "{HEAD}6. 情報提供ネットワークシステムによる情報連携 ※\n①実施の有無\t[ {way} ]\t<選択肢> 1) 実施する 2) 実施しない 3) 未定\n②法令上の根拠\t{way}\n独自の欄 {way}\t個人番号 {way}\n{way}\n7. 評価実施機関における担当部署\n①部署\t保険年金課{way}\n"
            )
        };
        let portal = Portal::new();
        portal.write("in/31.txt", text(&first));
        portal.write("in/31.csv", text(&first).replace('\t', ","));
        let mut said = Vec::new();
        let mut run = |args: &[&str], codes: &[i32]| {
            let run = portal.ended(args);
            assert!(run.code.is_some_and(|code| codes.contains(&code)), "{args:?}: {}{}", run.out, run.err);
            said.push((format!("{args:?}"), format!("{}{}", run.out, run.err)));
        };
        let into = ["--into", "content/mihon"];
        run(&[&["import", "in/31.txt", "--dry-run", "--format", "json"][..], &into].concat(), &[0]);
        run(&[&["import", "in/31.txt"][..], &into].concat(), &[0]);
        run(&[&["import", "in/31.csv"][..], &into].concat(), &[0, 1]);
        // The clerk writes something else, and the original comes again with another number: both are shown.
        let document = "content/mihon/31-zenkomoku-2026-02-01.md";
        let own = std::fs::read_to_string(portal.path(document)).expect("the document");
        portal.write(document, own.replace("保険年金課", "介護保険課"));
        portal.write("in/31.txt", text(&second));
        run(&[&["import", "in/31.txt", "--lang", "en"][..], &into].concat(), &[0]);
        run(&["check"], &[1]);
        run(&["check", "--format", "json"], &[1]);
        run(&["build", "-v"], &[1]);
        run(&["status", "--format", "json"], &[0, 1]);
        left_by_an_import(&portal.path(""), &portal.path(""), &mut said);
        let checklists = said.iter().filter(|(path, text)| path.contains("checklist") && text.contains('●'));
        assert!(checklists.count() > 0, "{:?}", said.iter().map(|(path, _)| path).collect::<Vec<_>>());
        for (place, text) in said {
            for number in &numbers {
                let shown = digits(&text);
                assert!(
                    !shown.contains(number) && !shown.contains(&number[2..10]),
                    "{first} {place}: {text}"
                );
                assert!(!text.contains(&kanji(number)[6..]), "{first} {place}: {text}");
            }
        }
    }
}
