//! No number of a person in anything that any command says, wherever it gets the number from: arguments, names of files and
//! folders, contents of files. (What a page may say is told elsewhere.)

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
