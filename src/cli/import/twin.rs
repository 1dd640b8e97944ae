//! A twin (`…/<version>/index.json` of a site) becomes the Markdown again that it was made of.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::super::terminal::Terminal;
use crate::assessment::twin::{Twin, VERSION};
use crate::content::is_number;
use crate::finding::{Text, Trouble};
use crate::privacy::{shown, silenced};
use crate::text::{file, limit};

/// Whether a file is read as a twin.
pub(super) fn is_one(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// Writes the Markdown of a twin into a folder; beside it as `.md.new` where another text stands in its place. Says where.
pub(super) fn import(
    path: &Path,
    into: Option<&Path>,
    dry_run: bool,
    terminal: &Terminal,
) -> Result<(), Trouble> {
    let bytes = file::read(path, limit::ORIGINAL).map_err(|error| Trouble::io(path, &error))?;
    let twin: Twin = serde_json::from_slice(&bytes).map_err(|error| not_one(path, &error.to_string()))?;
    if twin.version != VERSION {
        return Err(not_one(path, &format!("version: {}", twin.version)));
    }
    let markdown = twin.markdown().ok_or_else(|| not_one(path, "parts"))?;
    let name = name(&twin).ok_or_else(|| not_one(path, "front_matter"))?;
    let folder = into.unwrap_or(Path::new("."));
    let target = target(folder, &name, &markdown);
    if !dry_run && file::read(&target, limit::ORIGINAL).ok().as_deref() != Some(markdown.as_bytes()) {
        file::write(&target, &markdown).map_err(|error| Trouble::io(&target, &error))?;
    }
    let target = shown(&target);
    terminal.result(&Text::new(format!("{target} に書き出しました。"), format!("Written to {target}.")));
    Ok(())
}

/// `<number>-<kind>-<published|excerpt|draft>.md`, as other imports call their files.
fn name(twin: &Twin) -> Option<String> {
    let text = |key: &str| twin.front_matter.get(key).and_then(Value::as_str);
    let (number, kind) = (text("number")?, text("kind")?);
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let day = match (text("published"), text("completeness")) {
        (Some(day), _) => day,
        (None, Some("excerpt")) => "excerpt",
        (None, _) => "draft",
    };
    (is_number(number) && silenced(number) == number && plain(kind) && plain(day))
        .then(|| format!("{number}-{kind}-{day}.md"))
}

fn target(folder: &Path, name: &str, markdown: &str) -> PathBuf {
    let target = folder.join(name);
    match file::read(&target, limit::ORIGINAL) {
        Ok(there) if there != markdown.as_bytes() => folder.join(format!("{name}.new")),
        _ => target,
    }
}

fn not_one(path: &Path, why: &str) -> Trouble {
    let path = shown(path);
    Trouble::new(
        Text::new(
            format!("{path} は評価書の JSON として読めません({why})。"),
            format!("{path} cannot be read as an evaluation in JSON ({why})."),
        ),
        Text::new(
            "kohyo のサイトの、版のアドレスの index.json を指定してください。項目の定義は data/schema.json にあります。",
            "Name the index.json of a version of a site of kohyo. Its fields stand in data/schema.json.",
        ),
    )
}
