//! The files an import leaves: the document, the clerk's checklist, and the fingerprint of the last import.
//!
//! An edited document is never overwritten: the new import goes beside it as `<name>.md.new`, and beside an edited
//! one of those as `<name>.md.new-2`; nor is a checklist in which something has been ticked. Checklist and fingerprint live in the municipality's hidden
//! folder `.import/`, which is not published. The fingerprint is no copy: what a clerk removes from a document
//! (a 個人番号, say) is then nowhere any more.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use super::Imported;
use crate::privacy::masked;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The document, or the `.md.new` beside an edited one.
    pub document: PathBuf,
    /// The checklist.
    pub checklist: PathBuf,
    /// An edited document was left alone.
    pub edited: bool,
}

/// The name of the document: `<number>-<kind>-<published|excerpt|draft>.md`. `None` while number or kind is not known.
pub fn name(imported: &Imported) -> Option<String> {
    let identity = &imported.identity;
    let without_day = if imported.excerpt { "excerpt" } else { "draft" };
    let date = identity.published.map_or_else(|| without_day.to_owned(), |date| date.to_string());
    Some(format!("{}-{}-{date}", identity.number.as_deref()?, identity.kind?.as_str()))
}

/// Writes an import into the folder of a municipality.
///
/// # Errors
/// What the file system says.
pub fn write(into: &Path, name: &str, imported: &Imported, inputs: &[String]) -> io::Result<Written> {
    let hidden = into.join(".import");
    std::fs::create_dir_all(&hidden)?;
    let document = into.join(format!("{name}.md"));
    let mark = |suffix: &str| hidden.join(format!("{name}{suffix}.blake3"));
    let edited = is_edited(&document, &mark(""), imported)?;
    // Beside an edited document the last import stays what the clerk started from.
    let (target, last) = if edited {
        let mut copy = 1_u32;
        loop {
            let suffix = if copy == 1 { ".new".to_owned() } else { format!(".new-{copy}") };
            let beside = into.join(format!("{name}.md{suffix}"));
            if !is_edited(&beside, &mark(&suffix), imported)? {
                break (beside, mark(&suffix));
            }
            copy += 1;
        }
    } else {
        (document, mark(""))
    };
    std::fs::write(&target, &imported.markdown)?;
    std::fs::write(&last, format!("{}\n", fingerprint(imported.markdown.as_bytes())))?;
    let mut checklist = hidden.join(format!("{name}.checklist.md"));
    if std::fs::read_to_string(&checklist).is_ok_and(|before| before.contains("- [x]")) {
        checklist = hidden.join(format!("{name}.checklist.new.md"));
    }
    std::fs::write(&checklist, self::checklist(name, imported, inputs))?;
    Ok(Written { document: target, checklist, edited })
}

/// Whether somebody has changed a file since it was imported.
fn is_edited(file: &Path, mark: &Path, imported: &Imported) -> io::Result<bool> {
    let now = match std::fs::read(file) {
        Ok(now) => now,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let before = std::fs::read_to_string(mark).unwrap_or_default();
    Ok(now != imported.markdown.as_bytes() && before.trim() != fingerprint(&now))
}

fn fingerprint(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The checklist to tick beside the original. Where several inputs made the document, lines name theirs.
pub fn checklist(name: &str, imported: &Imported, inputs: &[String]) -> String {
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
    out.push_str(
        "\n## いつも見るところ\n\n- [ ] 選択肢の回答が原本と同じか\n- [ ] 図・別紙が抜けていないか\n- [ ] 個人名・個人番号などが混じっていないか\n",
    );
    out
}
