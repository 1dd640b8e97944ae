//! Static files of a theme: under which names they are published.
//!
//! A name holds the hash of what stands under it, so that it can be kept by browsers for ever. A file at the top of
//! `static/` has the hash in its own name. A folder is published as a whole under one hash, so that the files in it
//! find each other by relative addresses (modules of JavaScript, a worker and its WebAssembly). The style sheets in
//! `static/css/` are put together, in the order of their names, to one file `kohyo.css`.

use std::collections::BTreeMap;

use super::Page;

/// Files by their name within `static/`, each with its place in the site.
pub(super) type Assets = BTreeMap<String, Page>;

/// The folder whose files become one style sheet, and that sheet.
const STYLES: (&str, &str) = ("css", "kohyo.css");

/// A folder that is published as a whole.
#[derive(Default)]
struct Folder<'a> {
    hasher: blake3::Hasher,
    files: Vec<(&'a str, &'a [u8])>,
}

/// Names the static files for publication. They come sorted by name.
pub(super) fn assets<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Assets {
    let mut assets = Assets::new();
    let mut styles: Vec<u8> = Vec::new();
    let mut folders: BTreeMap<&str, Folder<'_>> = BTreeMap::new();
    for (name, bytes) in files {
        match name.split_once('/') {
            None => {
                assets.insert(name.to_owned(), Page { path: hashed(name, bytes), bytes: bytes.to_vec() });
            }
            Some((folder, _)) if folder == STYLES.0 => {
                if !styles.is_empty() {
                    styles.push(b'\n');
                }
                styles.extend_from_slice(bytes);
            }
            Some((folder, inside)) => {
                let Folder { hasher, files } = folders.entry(folder).or_default();
                hasher.update(&(inside.len() as u64).to_le_bytes()).update(inside.as_bytes());
                hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
                files.push((inside, bytes));
            }
        }
    }
    if !styles.is_empty() {
        assets.insert(STYLES.1.to_owned(), Page { path: hashed(STYLES.1, &styles), bytes: styles });
    }
    for (folder, Folder { hasher, files }) in folders {
        let hash = short(&hasher.finalize());
        for (inside, bytes) in files {
            let path = format!("static/{folder}-{hash}/{inside}");
            assets.insert(format!("{folder}/{inside}"), Page { path, bytes: bytes.to_vec() });
        }
    }
    assets
}

/// `icon.svg` → `static/icon-<hash>.svg`.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let hash = short(&blake3::hash(bytes));
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("static/{stem}-{hash}.{extension}"),
        None => format!("static/{name}-{hash}"),
    }
}

fn short(hash: &blake3::Hash) -> String {
    hash.to_hex()[..8].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Assets {
        assets(files.iter().map(|(name, text)| (*name, text.as_bytes())))
    }

    #[test]
    fn style_sheets_become_one_and_folders_keep_together() {
        let one = of(&[
            ("css/1.css", "a"),
            ("css/2.css", "b"),
            ("icon.svg", "i"),
            ("js/a.js", "A"),
            ("js/b.js", "B"),
        ]);
        assert_eq!(one.keys().collect::<Vec<_>>(), ["icon.svg", "js/a.js", "js/b.js", "kohyo.css"]);
        assert_eq!(one["kohyo.css"].bytes, b"a\nb");
        let folder = |assets: &Assets, name: &str| {
            assets[name].path.rsplit_once('/').map(|(folder, _)| folder.to_owned())
        };
        assert_eq!(folder(&one, "js/a.js"), folder(&one, "js/b.js"));
        let other = of(&[
            ("css/1.css", "a"),
            ("css/2.css", "b"),
            ("icon.svg", "i"),
            ("js/a.js", "A"),
            ("js/b.js", "C"),
        ]);
        assert_ne!(one["js/a.js"].path, other["js/a.js"].path);
        assert_eq!(one["kohyo.css"].path, other["kohyo.css"].path);
    }

    #[test]
    fn moving_bytes_between_files_changes_the_hash() {
        let (one, other) = (of(&[("js/a", "bc"), ("js/d", "")]), of(&[("js/a", "b"), ("js/d", "c")]));
        assert_ne!(one["js/a"].path, other["js/a"].path);
    }
}
