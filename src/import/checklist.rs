//! The clerk's checklist: what to look at in an imported document, with its place in the original, to tick beside it.

use std::fmt::Write as _;

use super::Imported;
use super::files::{Before, Written};
use crate::privacy::masked;

/// The checklist to tick beside the original. Where several inputs made the document, lines name theirs. `text` is what
/// stands in the document.
pub(super) fn write(
    name: &str,
    imported: &Imported,
    inputs: &[String],
    written: &Written,
    text: &str,
) -> String {
    let place = |line: usize| {
        let (part, _) = imported.place(line);
        let label = imported.label(line);
        match inputs.get(part).filter(|_| inputs.len() > 1) {
            Some(input) => format!("{input} {label}"),
            None => label,
        }
    };
    let mut out =
        format!("# 照合の手引き {name}\n\n原本(PDF)を横に置き、一つずつ確かめて `[x]` にしてください。\n");
    let _ = writeln!(
        out,
        "全部終わったら、評価書の front matter に `verified: {{date: 日付, by: 課名}}` を書きます。\n\n## 表紙\n"
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
    if imported.warnings.is_empty() && imported.unplaced.is_empty() {
        out.push_str("自動では見つかりませんでした。\n");
    }
    for warning in &imported.warnings {
        let _ = writeln!(
            out,
            "- [ ] {} {} ({})",
            place(warning.line),
            warning.message.replace('\n', " "),
            warning.id
        );
    }
    for left in &imported.unplaced {
        let text = masked(&left.text.replace('\n', " "));
        let _ = writeln!(
            out,
            "- [ ] {} 様式に置き場所がありません。必要なら書き写してください: {text}",
            place(left.line)
        );
    }
    settled(&mut out, name, written, text);
    out.push_str(
        "\n## いつも見るところ\n\n- [ ] 選択肢の回答が原本と同じか\n- [ ] 図・別紙が抜けていないか\n- [ ] 個人名・個人番号などが混じっていないか\n",
    );
    out
}

/// What came from the clerk or an earlier version, and where that and the original disagree.
fn settled(out: &mut String, name: &str, written: &Written, text: &str) {
    let lines: Vec<&str> = text.lines().collect();
    let line = |at: usize| masked(lines.get(at - 1).copied().unwrap_or_default());
    if let Before::Merged { conflicts, .. } = &written.before
        && !conflicts.is_empty()
    {
        out.push_str("\n## 直した文章と、取り込み直した文章が食い違うところ\n\n直した文章を残しました。原本と見比べてください。\n\n");
        for conflict in conflicts {
            let other = masked(&conflict.other.join(" "));
            let other = if other.trim().is_empty() { "(ありません)" } else { other.trim() };
            let _ = writeln!(
                out,
                "- [ ] {name}.md {}行 「{}」。取り込み直した文章では: {other}",
                conflict.line,
                line(conflict.line)
            );
        }
    }
    if !written.carried.is_empty() {
        out.push_str("\n## 前の評価書から引き継いだところ\n\n");
        for &at in &written.carried {
            let _ = writeln!(out, "- [ ] {name}.md {at}行 {}", line(at));
        }
    }
}
