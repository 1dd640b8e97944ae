//! Reads the whole content folder; what only several files together show is judged in [`super::together`].
//!
//! The order is that of the sorted paths, so that the same content gives the same result on every
//! machine. Every file is read even when an earlier one is wrong: one run reports everything.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::decode::{self, decode, later, load};
use super::document::{body_of, read_document};
use super::municipality::{RESERVED_SLUGS, is_slug, read_municipality, slug_advice, unknown_agency};
use super::portal_file::read_portal;
use super::redirects::{REDIRECTS, RedirectsFile, read_redirects};
use super::retired::{RetiredFile, read_retired};
use super::{Content, DocumentFile, Front, Fronts, MunicipalityFile, PortalFile};
use super::{together, unseen};
use crate::finding::{self, Finding, Place, Text};
use crate::privacy::quoted;
use crate::text::file::Stamp;
use crate::text::source::{Source, Span, slashed};

/// Looks through the text of an assessment for what belongs into no text at all; `None` where nothing in it comes into
/// question. The path is that within the content.
pub type Look<'a> = dyn Fn(&Arc<Source>, &str) -> Option<Vec<Finding>> + Sync + 'a;

/// Reads every file under `root`. `None` only when `portal.toml` cannot be used; everything else that is
/// wrong is a finding, and what could not be used is left out. Texts that have not changed since `known` are not looked
/// through again.
pub fn read_since(root: &Path, known: &Fronts, look: &Look<'_>) -> (Option<Content>, Vec<Finding>) {
    let mut reader = Reader { root, known, look, findings: Vec::new() };
    let portal = reader.portal();
    let redirects = reader.redirects();
    let mut municipalities = Vec::new();
    let (mut documents, mut unusable) = (Vec::new(), Vec::new());
    for folder in reader.top() {
        let slug = folder.file_name().to_string_lossy().into_owned();
        let municipality = reader.municipality(&folder, &slug);
        let index = municipalities.len();
        let (read, mut bodies) = reader.documents(&folder);
        unusable.append(&mut bodies);
        for read in read {
            let (text, body) = (Arc::clone(&read.source), read.front.body);
            let settled = municipality.as_ref().and_then(|m| reader.settle(index, m, read));
            match settled {
                Some(document) => documents.push(document),
                None => unusable.push((text, body)),
            }
        }
        municipalities.extend(municipality);
    }
    let Reader { mut findings, .. } = reader;
    together::judge(portal.as_ref(), &municipalities, &documents, &mut findings);
    finding::sort(&mut findings);
    let content = portal.map(|portal| Content {
        root: root.to_owned(),
        portal,
        redirects,
        municipalities,
        documents,
        unusable,
        day: None,
    });
    (content, findings)
}

/// Reads every file under `root` and looks for nothing else. Texts are at hand also when the folder is gone.
#[cfg(test)]
pub(crate) fn read(root: &Path) -> (Option<Content>, Vec<Finding>) {
    let (content, findings) = read_since(root, &Fronts::new(), &|_, _| None);
    let documents = content.iter().flat_map(|content| &content.documents).map(|document| &document.source);
    for source in documents.chain(findings.iter().map(|finding| &finding.place.source)) {
        let _ = source.text();
    }
    (content, findings)
}

/// A document before its agency is known.
struct Read {
    path: PathBuf,
    source: Arc<Source>,
    front: Arc<Front>,
    /// Nothing is wrong in it, as far as was looked.
    sound: bool,
}

/// What the reading of one text comes to.
#[derive(Default)]
struct Outcome {
    document: Option<Read>,
    /// The body of a text that is no document.
    body: Option<(Arc<Source>, Span)>,
    findings: Vec<Finding>,
}

struct Reader<'a> {
    root: &'a Path,
    known: &'a Fronts,
    look: &'a Look<'a>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn load(&mut self, path: &Path) -> Option<Arc<Source>> {
        if leads_out(self.root, path) {
            self.link(path);
            return None;
        }
        let source = load(path, &slashed(path)).map(Arc::new).map_err(|finding| self.findings.push(*finding));
        self.findings.extend(source.iter().flat_map(unseen::check));
        source.ok()
    }

    fn portal(&mut self) -> Option<PortalFile> {
        let path = self.root.join("portal.toml");
        if !is_there(&path) {
            self.about_file(
                "LAYOUT-01",
                &path,
                Text::new(
                    "portal.toml がありません。このフォルダーは kohyo の内容ではないようです。",
                    "There is no portal.toml; this does not seem to be a content folder.",
                ),
                Text::new(
                    "フォルダーを確かめるか、`portal.toml` に `title = \"…\"` と `publisher = \"official\"` を書いて置いてください。",
                    "Check the folder, or put a `portal.toml` with `title = \"…\"` and `publisher = \"official\"` there.",
                ),
            );
            return None;
        }
        let source = self.load(&path)?;
        let (meta, findings) = read_portal(&source);
        self.findings.extend(findings);
        meta.map(|meta| PortalFile { source, meta })
    }

    fn redirects(&mut self) -> Option<RedirectsFile> {
        let path = self.root.join(REDIRECTS);
        let source = if is_there(&path) { self.load(&path)? } else { return None };
        let (file, findings) = read_redirects(&source);
        self.findings.extend(findings);
        Some(file)
    }

    /// The folders of municipalities.
    fn top(&mut self) -> Vec<DirEntry> {
        let mut folders = Vec::new();
        for entry in self.entries(self.root, 1) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type().is_dir() && name != "attachments" {
                folders.push(entry);
            } else if entry.path_is_symlink() && entry.path().is_dir() {
                self.link(entry.path());
            } else if !["portal.toml", "README.md", "synonyms.txt", "allow.toml", REDIRECTS]
                .contains(&name.as_str())
            {
                self.warn(
                    entry.path(),
                    Text::new(
                        format!("「{}」は読み込みません。", quoted(&name)),
                        format!("`{}` is not read.", quoted(&name)),
                    ),
                    Text::new(
                        "評価書は市町村のフォルダーの中に置いてください。",
                        "Assessments belong in the folder of a municipality.",
                    ),
                );
            }
        }
        folders
    }

    fn municipality(&mut self, folder: &DirEntry, slug: &str) -> Option<MunicipalityFile> {
        let path = folder.path().join("municipality.md");
        let source = if is_there(&path) { self.load(&path) } else { None };
        let place = source.as_ref().map_or_else(|| Place::file(&nowhere(&path)), Place::file);
        self.slug(slug, place);
        if !is_there(&path) {
            self.about_file(
                "LAYOUT-02",
                &path,
                Text::new(
                    "市町村のフォルダーに municipality.md がありません。",
                    "The folder of a municipality has no municipality.md.",
                ),
                Text::new(
                    "団体コード・名称・評価実施機関を書いた municipality.md を置いてください。",
                    "Add municipality.md with its code, name and agencies.",
                ),
            );
        }
        let source = source?;
        let (read, findings) = read_municipality(&source);
        self.findings.extend(findings);
        let retired = self.retired(folder, slug);
        read.map(|(meta, keys, body)| MunicipalityFile {
            slug: slug.to_owned(),
            source,
            meta,
            keys,
            body,
            retired,
        })
    }

    fn retired(&mut self, folder: &DirEntry, slug: &str) -> Option<RetiredFile> {
        let path = folder.path().join("retired.toml");
        let source = if is_there(&path) { self.load(&path)? } else { return None };
        let (file, findings) = read_retired(&source, slug);
        self.findings.extend(findings);
        Some(file)
    }

    fn slug(&mut self, slug: &str, place: Place) {
        let value = quoted(slug);
        if RESERVED_SLUGS.contains(&slug) {
            self.findings.push(Finding::of(
                "SLUG-02",
                place,
                Text::new(
                    format!("フォルダー名「{value}」は、サイトのほかのページのアドレスに使う語です。"),
                    format!("The folder name `{value}` is taken by other pages of the site."),
                ),
                Text::new(
                    format!("`{value}-shi` のような別の名前にしてください。"),
                    format!("Choose another name, such as `{value}-shi`."),
                ),
            ));
        } else if !is_slug(slug) {
            self.findings.push(Finding::of(
                "SLUG-01",
                place,
                Text::new(
                    format!("フォルダー名「{value}」はアドレスに使えません。"),
                    format!("The folder name `{value}` cannot be part of an address."),
                ),
                slug_advice(),
            ));
        }
    }

    /// Reads the documents of a municipality, and the bodies of those that cannot be used.
    fn documents(&mut self, folder: &DirEntry) -> (Vec<Read>, Vec<(Arc<Source>, Span)>) {
        let mut paths = Vec::new();
        for entry in self.entries(folder.path(), usize::MAX) {
            let name = entry.file_name().to_string_lossy().into_owned();
            let own = entry.depth() == 1 && matches!(name.as_str(), "municipality.md" | "retired.toml");
            if entry.file_type().is_dir() || own || name.ends_with(".md.new") {
                continue;
            }
            if entry.file_type().is_file() && is_markdown(entry.path()) {
                paths.push(entry.into_path());
                continue;
            }
            if entry.path_is_symlink() && entry.path().is_dir() {
                self.link(entry.path());
                continue;
            }
            self.warn(
                entry.path(),
                Text::new(
                    format!("「{}」は読み込みません。評価書は .md の普通のファイルです(リンクや特殊なファイルは読みません)。", quoted(&name)),
                    format!("`{}` is not read; assessments are ordinary .md files (no links).", quoted(&name)),
                ),
                Text::new(
                    "元の資料や図は attachments/ に置き、文章は `kohyo import` で取り込んでください。",
                    "Put originals and figures in attachments/ and bring their text in with `kohyo import`.",
                ),
            );
        }
        let read: Vec<Outcome> = paths.into_par_iter().map(|path| self.text(path)).collect();
        let (mut documents, mut bodies) = (Vec::new(), Vec::new());
        for Outcome { document, body, findings } in read {
            documents.extend(document);
            bodies.extend(body);
            self.findings.extend(findings);
        }
        (documents, bodies)
    }

    /// Reads one text, or takes over what is known of it.
    fn text(&self, path: PathBuf) -> Outcome {
        let shown_as = slashed(&path);
        let within = path.strip_prefix(self.root).map(slashed).unwrap_or_default();
        let stamp = Stamp::of(&path);
        let known = self.known.get(&within);
        if let Some(front) = known.filter(|front| front.stamp.is_some() && front.stamp == stamp) {
            let source = Arc::new(later(&path, &shown_as, front.hash));
            let document = Read { path, source, front: Arc::clone(front), sound: true };
            return Outcome { document: Some(document), ..Outcome::default() };
        }
        let bytes = match decode::bytes(&path, &shown_as) {
            Ok(bytes) => bytes,
            Err(finding) => return Outcome { findings: vec![*finding], ..Outcome::default() },
        };
        let hash = *blake3::hash(&bytes).as_bytes();
        let source = Arc::new(later(&path, &shown_as, hash));
        if let Some(front) = known.filter(|front| front.hash == hash) {
            let front = Arc::new(Front { stamp, ..Front::clone(front) });
            let document = Read { path, source, front, sound: true };
            return Outcome { document: Some(document), ..Outcome::default() };
        }
        let text = match decode(&bytes, &shown_as) {
            Ok(text) => Arc::new(text),
            Err(finding) => return Outcome { findings: vec![*finding], ..Outcome::default() },
        };
        let (read, mut findings) = read_document(&text);
        findings.extend(unseen::check(&text));
        let numbers = (self.look)(&text, &within);
        let sound = findings.is_empty() && numbers.is_none();
        findings.extend(numbers.into_iter().flatten());
        if let Some((meta, keys, body)) = read {
            let front = Arc::new(Front { hash, meta, keys, body, stamp });
            return Outcome { document: Some(Read { path, source, front, sound }), body: None, findings };
        }
        let body = body_of(&text).map(|body| (Arc::clone(&text), body));
        Outcome { document: None, body, findings }
    }

    /// Finds the agency of a document in its municipality.
    fn settle(
        &mut self,
        index: usize,
        municipality: &MunicipalityFile,
        Read { path, source, front, sound }: Read,
    ) -> Option<DocumentFile> {
        let Front { hash, mut meta, keys, body, .. } = Front::clone(&front);
        let agencies = &municipality.meta.agencies;
        let place = |key: &str| Place::at(&source, keys.get(key).copied().unwrap_or(Span::new(0, 3)));
        if meta.agency.is_empty() {
            let Some(default) = &municipality.meta.default_agency else {
                let names: Vec<&str> = agencies.iter().map(|agency| agency.name.as_str()).collect();
                self.findings.push(Finding::of(
                    "META-01",
                    place(""),
                    Text::new("`agency` がありません。", "`agency` is missing."),
                    Text::new(
                        format!("評価実施機関を書いてください。登録されている機関: {}", names.join("、")),
                        format!("Name the agency. Those of the municipality are: {}", names.join(", ")),
                    ),
                ));
                return None;
            };
            meta.agency.clone_from(default);
        }
        let Some(agency) = agencies.iter().position(|agency| agency.name == meta.agency) else {
            let (message, help) = unknown_agency(&quoted(&meta.agency), agencies);
            self.findings.push(Finding::of("META-06", place("agency"), message, help));
            return None;
        };
        let front = sound.then_some(front);
        Some(DocumentFile { municipality: index, agency, path, hash, source, front, meta, keys, body })
    }

    /// What is in a folder, sorted, without attachments, hidden files and what operating systems and
    /// office programs leave behind.
    fn entries(&mut self, folder: &Path, depth: usize) -> Vec<DirEntry> {
        let mut entries = Vec::new();
        let walk = WalkDir::new(folder).min_depth(1).max_depth(depth).sort_by_file_name();
        let wanted = |entry: &DirEntry| {
            let name = entry.file_name().to_string_lossy();
            let litter = name.starts_with('.')
                || name.starts_with("~$")
                || name.ends_with('~')
                || matches!(&*name, "Thumbs.db" | "desktop.ini");
            entry.depth() == 0
                || !(litter || (depth > 1 && name == "attachments" && entry.file_type().is_dir()))
        };
        for entry in walk.into_iter().filter_entry(wanted) {
            match entry {
                Ok(entry) => entries.push(entry),
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_owned();
                    self.about_file(
                        "TXT-04",
                        &path,
                        Text::new("フォルダーを読めません。", "The folder cannot be read."),
                        Text::new(
                            "フォルダーの場所と読み取りの権限を確認してください。",
                            "Check that it exists and may be read.",
                        ),
                    );
                }
            }
        }
        entries
    }

    /// A folder or a file of settings that is a link to elsewhere: what lies there is not looked through.
    fn link(&mut self, path: &Path) {
        self.about_file(
            "TXT-04",
            path,
            Text::new(
                "ほかの場所へのリンクです。リンクの先は読みません。",
                "This is a link to elsewhere; what lies there is not read.",
            ),
            Text::new(
                "リンクの代わりに、フォルダーやファイルそのものを置いてください。",
                "Put the folder or file itself in its place.",
            ),
        );
    }

    fn about_file(&mut self, id: &'static str, path: &Path, message: Text, help: Text) {
        self.findings.push(Finding::of(id, Place::file(&nowhere(path)), message, help));
    }

    fn warn(&mut self, path: &Path, message: Text, help: Text) {
        self.findings.push(Finding::of("LAYOUT-03", Place::file(&nowhere(path)), message, help));
    }
}

/// Whether something has this name, be it a file or not.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whether a path is a link out of the content.
fn leads_out(root: &Path, path: &Path) -> bool {
    let is_link = path.symlink_metadata().is_ok_and(|about| about.is_symlink());
    let inside =
        || path.canonicalize().is_ok_and(|to| root.canonicalize().is_ok_and(|root| to.starts_with(root)));
    is_link && !inside()
}

/// A name without a text, to hang a finding on.
fn nowhere(path: &Path) -> Arc<Source> {
    Arc::new(Source::new(slashed(path), ""))
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}
