//! The clerk's checklist: what to look at in an imported document, with its place in the original, to tick beside it.

use std::fmt::Write as _;

use super::Imported;
use super::files::{ALWAYS, COVER};
use super::sidecar::{Cause, Doubt};
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
