//! Writing a report: anywhere but where it would be published.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use crate::finding::{Text, Trouble};
use crate::privacy::shown;
use crate::text::file;

/// Writes the text of a report to a place that is not [`refuse`]d.
pub(crate) fn write(path: &Path, text: &str, output: &Path, content: &Path) -> Result<(), Trouble> {
    let place = refuse(path, output, content)?;
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent).map_err(|error| Trouble::io(parent, &error))?;
    }
    file::write(&place, text).map_err(|error| Trouble::io(path, &error))
}

/// The place of a report as the system sees it. Refused is every place at or below `output` (the folder that is published), below
/// `content`, and below any other folder that looks like a site kohyo built.
pub(crate) fn refuse(path: &Path, output: &Path, content: &Path) -> Result<PathBuf, Trouble> {
    let place = resolve(path).map_err(|error| Trouble::io(path, &error))?;
    let inside = |folder: &Path| resolve(folder).is_ok_and(|folder| place.starts_with(folder));
    let built = |folder: &Path| {
        ["index.html", "404.html", "search/current.json"].iter().all(|name| folder.join(name).is_file())
    };
    if inside(output) || place.ancestors().skip(1).any(built) {
        return Err(refused(path, &Text::new("公表するフォルダー", "the folder that is published")));
    }
    if inside(content) {
        return Err(refused(path, &Text::new("内容のフォルダー", "the content folder")));
    }
    Ok(place)
}

fn refused(path: &Path, folder: &Text) -> Trouble {
    let path = shown(path);
    Trouble::new(
        Text::new(
            format!(
                "{path} は{}の中なので、報告を書けません。報告は公表者のためのもので、公表しません。",
                folder.ja
            ),
            format!("{path} lies in {}. Reports are for the publisher and are not written there.", folder.en),
        ),
        Text::new(
            "`--report` に、そのフォルダーの外のファイルを指定してください。",
            "Name a file outside of that folder with `--report`.",
        ),
    )
}

/// A path as the system sees it, also where its last parts are not there yet: links are followed, `..` is resolved.
/// A link that leads to nothing is an error: who writes through it would write somewhere else.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut resolved = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        if part == Component::ParentDir {
            resolved.pop();
            continue;
        }
        resolved.push(part);
        if fs::symlink_metadata(&resolved).is_ok() {
            resolved = resolved.canonicalize()?;
        }
    }
    Ok(resolved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_written_beside_the_site_and_never_into_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |path: &str| folder.path().join(path);
        for path in ["output", "content", "public/search"] {
            fs::create_dir_all(at(path)).expect("a folder");
        }
        for path in ["public/index.html", "public/404.html", "public/search/current.json"] {
            fs::write(at(path), "").expect("a file");
        }
        let write = |path: &str| write(&at(path), "x", &at("output"), &at("content"));
        for path in [
            "output",
            "output/s.html",
            "output/a/b/s.html",
            "reports/../output/s.html",
            "content/s.html",
            "public/a/s.html",
        ] {
            let refused = write(path).expect_err(path);
            assert!(refused.help.ja.contains("--report"), "{path}");
        }
        write("output-of-status/s.html").expect("another folder");
        assert!(at("output-of-status/s.html").is_file() && !at("public/a").exists());
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_nowhere_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("output")).expect("a folder");
        std::os::unix::fs::symlink(at("output"), at("elsewhere")).expect("a link");
        std::os::unix::fs::symlink(at("output/s.html"), at("s.html")).expect("a link");
        for path in ["elsewhere/s.html", "s.html"] {
            assert!(write(&at(path), "x", &at("output"), &at("content")).is_err(), "{path}");
        }
        assert!(!at("output/s.html").exists());
    }
}
