//! Themes: templates, static files and strings, from a folder or built into the program.
//!
//! The default theme is part of the binary. A theme in a folder takes its place file by file: a template, a
//! static file or a string that it has wins over the default's, everything else stays.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use tera::{Kwargs, State, Tera};
use walkdir::WalkDir;

use super::Page;
use super::assets::{Assets, assets};
use super::strings::Strings;
use super::template_error;
use crate::finding::{Finding, Lang, Place, Text};
use crate::privacy::quoted;
use crate::text::source::Source;
use crate::text::{file, limit};

/// The default theme's own folders.
static DEFAULT: [(&str, Dir<'static>); 3] = [
    ("i18n", include_dir!("$CARGO_MANIFEST_DIR/themes/default/i18n")),
    ("static", include_dir!("$CARGO_MANIFEST_DIR/themes/default/static")),
    ("templates", include_dir!("$CARGO_MANIFEST_DIR/themes/default/templates")),
];

/// A theme, ready to render.
#[derive(Debug)]
pub struct Theme {
    japanese: Language,
    english: Language,
    /// The templates by name, for messages.
    sources: BTreeMap<String, Arc<Source>>,
    /// Whether anything comes from a folder.
    own: bool,
}

#[derive(Debug)]
struct Language {
    strings: Arc<Strings>,
    /// They hold the words of scripts.
    assets: Assets,
    tera: Tera,
}

/// The files of a theme while it is put together: path within the theme → name for messages and bytes.
type Files = BTreeMap<String, (String, Vec<u8>)>;

impl Theme {
    /// Finds a theme: a folder of that path, else one of that name in `themes_dir`, else the built-in one,
    /// which answers to `default`.
    pub fn load(name_or_dir: &str, themes_dir: &Path) -> Result<Self, Vec<Finding>> {
        let folder = Self::folder(name_or_dir, themes_dir);
        let own = folder.is_some();
        let mut files = Files::new();
        for (name, dir) in &DEFAULT {
            compiled_in(name, dir, &mut files);
        }
        if let Some(folder) = folder {
            overlay(&mut files, name_or_dir, &folder)?;
        }
        Ok(Self { own, ..Self::build(&files)? })
    }

    /// The folder of a theme, there or not; `None` for the built-in one.
    pub fn folder(name_or_dir: &str, themes_dir: &Path) -> Option<PathBuf> {
        let named = themes_dir.join(name_or_dir);
        let as_path = name_or_dir.contains(['/', std::path::MAIN_SEPARATOR]) || name_or_dir.starts_with('.');
        match name_or_dir {
            path if as_path => Some(PathBuf::from(path)),
            _ if named.is_dir() => Some(named),
            "default" => None,
            _ => Some(named),
        }
    }

    /// The hash of everything that [`Theme::load`] would take from a folder. What cannot be read is reported when it is
    /// loaded.
    pub fn fingerprint(name_or_dir: &str, themes_dir: &Path) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        let mut add = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
        };
        if let Some(folder) = Self::folder(name_or_dir, themes_dir) {
            add(name_or_dir.as_bytes());
            for entry in entries(&folder) {
                if entry.file_type().is_file() {
                    add(entry.path().as_os_str().as_encoded_bytes());
                    add(&file::read(entry.path(), limit::ORIGINAL).unwrap_or_default());
                }
            }
        }
        *hasher.finalize().as_bytes()
    }

    /// THEME-01: a folder that is no theme, or that the content lies in, so that it is far more than one.
    pub fn misplaced(name_or_dir: &str, folder: &Path, content: &Path) -> Option<Finding> {
        let place = || Place::file(&Arc::new(Source::new(quoted(name_or_dir), "")));
        let real = folder.canonicalize().ok()?;
        if content.canonicalize().is_ok_and(|content| content.starts_with(&real)) {
            return Some(Finding::of(
                "THEME-01",
                place(),
                Text::new(
                    "テーマのフォルダーの中に、内容のフォルダーがあります。",
                    "The content lies in the folder of the theme.",
                ),
                Text::new(
                    "`themes/` の中に、テーマだけのフォルダーを作って指定してください。",
                    "Make a folder in `themes/` that holds the theme alone, and name that.",
                ),
            ));
        }
        (real.is_dir() && !PARTS.iter().any(|part| real.join(part).is_dir())).then(|| {
            Finding::of(
                "THEME-01",
                place(),
                Text::new(
                    format!("テーマのフォルダーに {} のどれもありません。", PARTS.join("・")),
                    format!("The folder of the theme has none of {}.", PARTS.join(", ")),
                ),
                Text::new(
                    "フォルダーの名前と場所を確かめてください。内蔵のテーマは `default` です。",
                    "Check its name and place. The built-in theme is `default`.",
                ),
            )
        })
    }

    /// Whether a file of the folder `static` is one that comes with the program, byte for byte.
    pub fn ships(path: &str, bytes: &[u8]) -> bool {
        DEFAULT.iter().any(|(name, dir)| {
            *name == "static" && dir.get_file(path).is_some_and(|file| file.contents() == bytes)
        })
    }

    /// The built-in theme.
    pub fn built_in() -> Result<Self, Vec<Finding>> {
        Self::load("default", Path::new(""))
    }

    fn build(files: &Files) -> Result<Self, Vec<Finding>> {
        let mut sources = BTreeMap::new();
        let mut findings = Vec::new();
        for (path, (shown, bytes)) in files {
            if let Some(name) = path.strip_prefix("templates/") {
                match std::str::from_utf8(bytes) {
                    Ok(text) => {
                        sources.insert(name.to_owned(), Arc::new(Source::new(shown, text)));
                    }
                    Err(_) => findings.push(not_text(shown)),
                }
            }
        }
        let files_of = ["i18n/ja.toml", "i18n/glossary.ja.toml", "i18n/en.toml", "i18n/glossary.en.toml"];
        let japanese = strings(files, &files_of[..2])?;
        // Strings that are not translated appear in Japanese rather than not at all.
        let english = strings(files, &files_of)?;
        if !findings.is_empty() {
            return Err(findings);
        }
        let language = |strings: Arc<Strings>| -> Result<Language, Vec<Finding>> {
            let assets = with_words(files, &strings);
            Ok(Language { tera: templates(&sources, &strings, &assets)?, assets, strings })
        };
        Ok(Self { japanese: language(japanese)?, english: language(english)?, sources, own: false })
    }

    fn language(&self, lang: Lang) -> &Language {
        match lang {
            Lang::Ja => &self.japanese,
            Lang::En => &self.english,
        }
    }

    /// Whether it is another than the built-in one, so that its pages may lack what has to be on them.
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// The strings of a language.
    pub fn strings(&self, lang: Lang) -> &Strings {
        &self.language(lang).strings
    }

    /// The static files, each with the hash of its content in its name.
    pub fn assets(&self, lang: Lang) -> impl Iterator<Item = &Page> {
        self.language(lang).assets.values()
    }

    /// Renders a template.
    pub fn render(
        &self,
        lang: Lang,
        template: &str,
        context: &tera::Context,
    ) -> Result<String, Vec<Finding>> {
        self.language(lang)
            .tera
            .render(template, context)
            .map_err(|error| template_error::findings(&self.sources, template, &error))
    }
}

/// Takes up the files of a folder that was compiled in.
fn compiled_in(name: &str, dir: &Dir<'_>, files: &mut Files) {
    for file in dir.files() {
        let path = format!("{name}/{}", file.path().to_string_lossy().replace('\\', "/"));
        files.insert(path.clone(), (format!("themes/default/{path}"), file.contents().to_vec()));
    }
    for dir in dir.dirs() {
        compiled_in(name, dir, files);
    }
}

/// The folders of a theme that count.
const PARTS: [&str; 3] = ["i18n", "static", "templates"];

fn entries(folder: &Path) -> impl Iterator<Item = walkdir::DirEntry> {
    let folder = folder.to_owned();
    let walk = move |part| WalkDir::new(folder.join(part)).sort_by_file_name();
    PARTS.into_iter().flat_map(walk).filter_map(Result::ok)
}

/// Puts the files of a folder over those of the default theme.
fn overlay(files: &mut Files, name: &str, folder: &Path) -> Result<(), Vec<Finding>> {
    if !folder.is_dir() {
        return Err(vec![Finding::of(
            "THEME-01",
            Place::file(&Arc::new(Source::new(name, ""))),
            Text::new(
                format!("テーマ「{name}」が見つかりません。"),
                format!("There is no theme \"{name}\"."),
            ),
            Text::new(
                "`themes/` の中のフォルダーの名前か、フォルダーの場所を指定してください。内蔵のテーマは `default` です。",
                "Name a folder in `themes/`, or give its path. The built-in theme is `default`.",
            ),
        )]);
    }
    for entry in entries(folder) {
        let Ok(inside) = entry.path().strip_prefix(folder) else { continue };
        let path: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        let path = path.join("/");
        if !entry.file_type().is_file() || path.contains("/.") {
            continue;
        }
        let shown = format!("{}/{path}", name.trim_end_matches('/'));
        let bytes = file::read(entry.path(), limit::ORIGINAL).map_err(|error| {
            vec![Finding::of(
                "THEME-02",
                Place::file(&Arc::new(Source::new(&shown, ""))),
                Text::new(
                    format!("テーマのファイルを読めません({error})。"),
                    format!("A file of the theme cannot be read ({error})."),
                ),
                Text::new("ファイルの読み取りの権限を確認してください。", "Check that it may be read."),
            )]
        })?;
        // Strings win one by one, not file by file: see `strings`.
        let path = if path.starts_with("i18n/") { format!("over/{path}") } else { path };
        files.insert(path, (shown, bytes));
    }
    Ok(())
}

fn strings(files: &Files, paths: &[&str]) -> Result<Arc<Strings>, Vec<Finding>> {
    let mut strings = Strings::default();
    for path in paths {
        for path in [(*path).to_owned(), format!("over/{path}")] {
            let Some((shown, bytes)) = files.get(&path) else { continue };
            let text = std::str::from_utf8(bytes).map_err(|_| vec![not_text(shown)])?;
            strings.read(text).map_err(|error| {
                let source = Arc::new(Source::new(shown, text));
                let place = match error.span() {
                    Some(span) => Place::at(&source, span.into()),
                    None => Place::file(&source),
                };
                vec![Finding::of(
                    "THEME-04",
                    place,
                    Text::new(
                        "画面の文言のファイルを TOML として読めません。",
                        format!("The interface strings are not TOML: {}", error.message()),
                    ),
                    Text::new("`名前 = \"文言\"` の形に直してください。", "Write `name = \"words\"`."),
                )]
            })?;
        }
    }
    Ok(Arc::new(strings))
}

fn templates(
    sources: &BTreeMap<String, Arc<Source>>,
    strings: &Arc<Strings>,
    assets: &Assets,
) -> Result<Tera, Vec<Finding>> {
    let mut tera = Tera::new();
    let words = Arc::clone(strings);
    tera.register_function("say", move |arguments: Kwargs, state: &State<'_>| words.say(&arguments, state));
    let words = Arc::clone(strings);
    tera.register_function("plain", move |arguments: Kwargs, state: &State<'_>| {
        words.say_plain(&arguments, state)
    });
    let paths: BTreeMap<String, String> =
        assets.iter().map(|(name, page)| (name.clone(), page.path.clone())).collect();
    tera.register_function("asset", move |arguments: Kwargs, _: &State<'_>| {
        let name = arguments.must_get::<&str>("name")?;
        paths.get(name).cloned().ok_or_else(|| tera::Error::message(format!("no static file `{name}`")))
    });
    let all = sources.iter().map(|(name, source)| (name.as_str(), source.text()));
    tera.add_raw_templates(all).map_err(|error| template_error::findings(sources, "base.html", &error))?;
    Ok(tera)
}

/// The module with the words of scripts, which pages would otherwise carry one by one.
const WORDS: &str = "js/words.js";

/// The static files, and the words of scripts among them.
fn with_words(files: &Files, strings: &Strings) -> Assets {
    let words = strings.module();
    let mut all: BTreeMap<&str, &[u8]> = files
        .iter()
        .filter_map(|(path, (_, bytes))| path.strip_prefix("static/").map(|name| (name, bytes.as_slice())))
        .collect();
    all.insert(WORDS, words.as_bytes());
    assets(all.into_iter())
}

fn not_text(shown: &str) -> Finding {
    Finding::of(
        "THEME-02",
        Place::file(&Arc::new(Source::new(shown, ""))),
        Text::new(
            "テーマのファイルの文字コードが UTF-8 ではありません。",
            "A file of the theme is not UTF-8.",
        ),
        Text::new("UTF-8 で保存し直してください。", "Save it as UTF-8."),
    )
}
