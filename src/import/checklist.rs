//! The clerk's checklist: what to look at in an imported document, with its place in the original, to tick beside it.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::Imported;
use super::confirmed::boxed;
use super::files::{ALWAYS, CHECKED, COVER};
use super::merge::Base;
use super::sidecar::{Cause, Doubt, Sidecar};
use crate::privacy::silenced;
use crate::text::character::visible;

/// The checklist to tick beside the original.
pub(super) fn write(name: &str, imported: &Imported, doubts: &[Doubt]) -> String {
    let mut out = format!(
        "# 照合の手引き {name}\n\n原本(PDF)を横に置き、一つずつ確かめて `[x]` にしてください。\n`kohyo serve` の http://127.0.0.1:3000/review/ は、同じ一覧を原本の隣に表示し、確認したところに印を付けます。\n"
    );
    let _ = writeln!(
        out,
        "全部終わったら、評価書の front matter に `verified: {{date: 日付, by: 課名}}` を書きます。\n\n{COVER}\n"
    );
    let identity = &imported.identity;
    let unknown = "(分かりません)".to_owned();
    let rows = [
        ("評価書番号", identity.number.clone()),
        ("評価書名", identity.title.clone()),
        ("種類", identity.kind.map(|k| k.label().to_owned())),
        ("評価実施機関", imported.agency.clone()),
        ("公表日", identity.published_as_written.clone()),
        ("様式", identity.form.clone()),
    ];
    for (label, value) in rows {
        let _ = writeln!(out, "- [ ] {label}: {}", value.unwrap_or_else(|| unknown.clone()));
    }
    let originals = imported.places.iter().any(|places| !places.is_empty());
    out.push_str(if originals {
        "\n## 見るところ(原本の場所)\n\n"
    } else {
        "\n## 見るところ(取り込んだ文章の行)\n\n"
    });
    if !doubts.iter().any(|doubt| doubt.cause == Cause::Original) {
        out.push_str("自動では見つかりませんでした。\n");
    }
    let mut rows = |cause: Cause, head: &str| {
        let mut rows = doubts.iter().filter(|doubt| doubt.cause == cause).peekable();
        if rows.peek().is_some() {
            out.push_str(head);
        }
        for doubt in rows {
            let _ = writeln!(out, "- [ ] {}", doubt.line());
        }
    };
    rows(Cause::Original, "");
    rows(
        Cause::Conflict,
        "\n## 直した文章と、取り込み直した文章が食い違うところ\n\n直した文章を残しました。原本と見比べてください。\n\n",
    );
    rows(Cause::Carried, "\n## 前の評価書から引き継いだところ\n\n");
    out.push_str("\n## いつも見るところ\n\n");
    for line in ALWAYS {
        let _ = writeln!(out, "- [ ] {line}");
    }
    visible(&silenced(&out)).into_owned()
}

/// The heading under which lines stand that somebody wrote into the checklist before.
const OWN: &str = "## 書き足された行";

/// A new checklist with what somebody wrote into the one before, of which `earlier` knows the lines.
pub(super) fn keep(mut rows: String, before: &str, earlier: Option<&Sidecar>) -> String {
    let own = own_lines(before, &rows, earlier);
    if !own.is_empty() {
        let _ = write!(rows, "\n{OWN}\n\n{}\n", own.join("\n"));
    }
    rows
}

fn own_lines<'t>(before: &'t str, rows: &str, earlier: Option<&Sidecar>) -> Vec<&'t str> {
    let known = earlier.and_then(|earlier| Base::read(&earlier.checklist)).unwrap_or_default();
    // Of a checklist from before its lines were recorded: what it was made of.
    let doubts = earlier.map(|earlier| earlier.doubts.as_slice()).unwrap_or_default();
    let mut made = String::new();
    for doubt in doubts {
        let _ = writeln!(made, "- [ ] {}", doubt.line());
    }
    let now = Base::of(&(visible(&silenced(&made)).into_owned() + rows));
    // A line is known by where it stands: the same may stand there twice.
    let places = |lines: Vec<&str>| lines.into_iter().map(str::as_ptr).collect::<HashSet<_>>();
    let (own, new) = (places(known.without(before, without_tick)), places(now.without(before, without_tick)));
    let mut checked = false;
    before
        .lines()
        .filter(|line| {
            if line.starts_with("## ") {
                checked = *line == CHECKED;
            }
            own.contains(&line.as_ptr())
                && new.contains(&line.as_ptr())
                && !line.trim().is_empty()
                && !matches!(*line, OWN | CHECKED)
                && !(checked && is_finding(line))
        })
        .collect()
}

/// A line as it is before it is ticked.
fn without_tick(line: &str) -> String {
    boxed(line).map_or_else(|| line.to_owned(), |(_, text)| format!("- [ ] {text}"))
}

/// Whether a line of the review's part says what a rule has found: it ends in the rule.
pub(crate) fn is_finding(line: &str) -> bool {
    let rule = |text: &str| {
        let id = text.strip_suffix(')')?.rsplit_once('(')?.1;
        let (family, number) = id.rsplit_once('-')?;
        let is_rule = !family.is_empty()
            && family.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-')
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit());
        is_rule.then_some(())
    };
    boxed(line).is_some_and(|(_, text)| rule(text).is_some())
}
