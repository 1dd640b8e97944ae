//! The originals of an evaluation: found where they lay when they were imported, and shown page by page. A file is
//! opened only as the very bytes that were imported, and what cannot be shown is said.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};
use sha2::{Digest as _, Sha256};

use crate::content::decode_any;
use crate::import::original::{self, guarded};
use crate::import::sheet::Sheet;
use crate::import::sidecar::Original;
use crate::inspect::is_pdf;
use crate::text::checksum::hex;
use crate::text::file;

/// Larger files are not opened.
const LARGEST: u64 = 256 << 20;
/// The width of a picture, in pixels: two for each of the 700 that a page has on a screen.
const WIDE: f64 = 1400.0;
/// No picture is higher.
const HIGH: f64 = 4200.0;
/// Pictures that are kept, in bytes.
const KEPT: usize = 64 << 20;
/// Originals that are kept open.
const OPEN: usize = 3;

/// An original that can be shown.
pub(super) enum Held {
    Pdf(Pdf),
    Cells(Sheet),
    Lines(String),
}

/// What became of an original.
pub(super) enum OriginalState {
    Here(Arc<Held>),
    /// It is not where it was.
    Gone,
    /// Another file lies in its place.
    Changed,
    /// It is there and cannot be opened.
    Unreadable,
}

/// A page of a PDF as it is shown: its size in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// The originals and pictures that were asked for last.
#[derive(Default)]
pub(super) struct Shelf {
    open: Mutex<Vec<Open>>,
    pictures: Mutex<Vec<Picture>>,
}

struct Open {
    path: PathBuf,
    /// Where it lies in the archive at that path.
    within: Option<String>,
    state: (u64, SystemTime),
    sha256: String,
    held: Option<Arc<Held>>,
}

struct Picture {
    sha256: String,
    page: usize,
    /// `None`: it cannot be shown.
    png: Option<Arc<Vec<u8>>>,
}

impl Shelf {
    /// Looks for an original of a document in the folder of its municipality.
    pub(super) fn find(&self, folder: &Path, wanted: &Original) -> OriginalState {
        let beside = folder.join("attachments").join(Path::new(&wanted.name).file_name().unwrap_or_default());
        let named = wanted.path.as_ref().map(|path| folder.join(path));
        let mut found = OriginalState::Gone;
        let within = wanted.within.as_deref();
        for (path, within) in named.map(|path| (path, within)).into_iter().chain([(beside, None)]) {
            match self.at(&path, within, &wanted.sha256) {
                OriginalState::Gone => {}
                OriginalState::Changed => found = OriginalState::Changed,
                other => return other,
            }
        }
        found
    }

    fn at(&self, path: &Path, within: Option<&str>, sha256: &str) -> OriginalState {
        let Ok(about) = std::fs::metadata(path) else { return OriginalState::Gone };
        if !about.is_file() || about.len() > LARGEST {
            return OriginalState::Gone;
        }
        let state = (about.len(), about.modified().unwrap_or(SystemTime::UNIX_EPOCH));
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |own: &Open| own.path == path && own.within.as_deref() == within && own.state == state;
        let at = open.iter().position(is_it);
        let own = if let Some(at) = at {
            open.remove(at)
        } else {
            let read = file::read(path, LARGEST).ok();
            let Some(bytes) = read.and_then(|bytes| unpacked(bytes, within)) else {
                return OriginalState::Gone;
            };
            let is = hex(&Sha256::digest(&bytes));
            // What was not imported is not opened.
            let held = if is == sha256 { opened(bytes).map(Arc::new) } else { None };
            let within = within.map(str::to_owned);
            Open { path: path.to_owned(), within, state, sha256: is, held }
        };
        let found = match (&own.held, own.sha256 == sha256) {
            (Some(held), true) => OriginalState::Here(Arc::clone(held)),
            (None, true) => OriginalState::Unreadable,
            (_, false) => OriginalState::Changed,
        };
        // What another document's list called changed may be what this one was imported from.
        if !(own.held.is_none() && own.sha256 != sha256) {
            open.push(own);
        }
        let many = open.len().saturating_sub(OPEN);
        open.drain(..many);
        found
    }

    /// The picture of a page, from 1; `None` where it cannot be shown.
    pub(super) fn picture(&self, held: &Held, sha256: &str, page: usize) -> Option<Arc<Vec<u8>>> {
        let Held::Pdf(pdf) = held else { return None };
        let is = |own: &Picture| own.sha256 == sha256 && own.page == page;
        {
            let mut kept = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(at) = kept.iter().position(is) {
                let own = kept.remove(at);
                let png = own.png.clone();
                kept.push(own);
                return png;
            }
        }
        let png = guarded(|| draw(pdf, page.checked_sub(1)?)).flatten().map(Arc::new);
        let mut kept = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(Picture { sha256: sha256.to_owned(), page, png: png.clone() });
        let mut all: usize = kept.iter().map(Picture::size).sum();
        while all > KEPT && kept.len() > 1 {
            all -= kept.remove(0).size();
        }
        png
    }
}

impl Picture {
    fn size(&self) -> usize {
        // One that cannot be shown takes its place too.
        self.png.as_ref().map_or(1024, |png| png.len())
    }
}

/// The bytes of a file, or of a document in the archive that it is.
fn unpacked(bytes: Vec<u8>, within: Option<&str>) -> Option<Vec<u8>> {
    let Some(within) = within else { return Some(bytes) };
    let mut documents = original::documents(&bytes)?.ok()?.into_iter();
    documents.find(|(name, _)| name == within).map(|(_, bytes)| bytes)
}

fn opened(bytes: Vec<u8>) -> Option<Held> {
    if is_pdf(&bytes) {
        return guarded(|| Pdf::new(bytes).ok()).flatten().map(Held::Pdf);
    }
    match original::read(&bytes) {
        Some(sheet) => sheet.ok().map(Held::Cells),
        None => decode_any(&bytes, "").ok().map(|(source, _)| Held::Lines(source.into_text())),
    }
}

/// How many pages a PDF has, and the size of one of them (from 1) as it is shown.
pub(super) fn size(pdf: &Pdf, page: usize) -> Option<Size> {
    let (_, width, height) = guarded(|| original::turned(pdf, page.checked_sub(1)?)).flatten()?;
    (width >= 1.0 && height >= 1.0).then_some(Size { width, height })
}

/// A page (from 0) as PNG, turned as it was read.
fn draw(pdf: &Pdf, page: usize) -> Option<Vec<u8>> {
    let (turn, width, height) = original::turned(pdf, page)?;
    let scale = (WIDE / width).min(HIGH / height);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most HIGH")]
    let pixels = |points: f64| (points * scale).round().clamp(1.0, HIGH) as u16;
    if !scale.is_finite() || scale <= 0.0 {
        return None;
    }
    let page = pdf.pages().get(page)?;
    let transform = Affine::scale(scale) * turn * Affine::new(page.initial_transform(true).as_coeffs());
    let mut context = RenderContext::new(pixels(width), pixels(height));
    let (cache, settings) = (RenderCache::new(), InterpreterSettings::default());
    render_into(page, &cache, &settings, &RenderSettings::default(), &mut context, transform);
    context.flush();
    let mut pixels = Pixmap::new(context.width(), context.height());
    let onto = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
    context.render_with(&mut pixels, &mut Resources::default(), onto);
    pixels.into_png().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/originals/fixtures").join(name)
    }

    fn wanted(path: &Path) -> Original {
        let bytes = std::fs::read(path).expect("a fixture");
        Original {
            name: path.file_name().expect("a name").to_string_lossy().into_owned(),
            sha256: hex(&Sha256::digest(&bytes)),
            path: Some(path.to_string_lossy().into_owned()),
            within: None,
        }
    }

    #[test]
    fn a_page_becomes_a_picture_as_it_is_read() {
        let shelf = Shelf::default();
        let wanted = wanted(&fixture("special-turned.pdf"));
        let OriginalState::Here(held) = shelf.find(Path::new("/"), &wanted) else { panic!("not found") };
        let Held::Pdf(pdf) = &*held else { panic!("no PDF") };
        for page in [1, 2] {
            let size = size(pdf, page).expect("a page");
            let png = shelf.picture(&held, &wanted.sha256, page).expect("a picture");
            assert!(png.starts_with(b"\x89PNG"));
            let number = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
            let (wide, high) = (f64::from(number(16)), f64::from(number(20)));
            assert!((wide / high - size.width / size.height).abs() < 0.01, "{wide} {high} {size:?}");
            assert!(Arc::ptr_eq(&png, &shelf.picture(&held, &wanted.sha256, page).expect("kept")));
        }
        for page in [0, 3, usize::MAX] {
            assert!(shelf.picture(&held, &wanted.sha256, page).is_none() && size(pdf, page).is_none());
        }
    }

    #[test]
    fn only_what_was_imported_is_opened() {
        let shelf = Shelf::default();
        let own = wanted(&fixture("kiso-hozon.xlsx"));
        let folder = tempfile::tempdir().expect("a folder");
        assert!(
            matches!(shelf.find(folder.path(), &own), OriginalState::Here(held) if matches!(*held, Held::Cells(_)))
        );
        let other = Original { sha256: "0".repeat(64), ..own.clone() };
        assert!(matches!(shelf.find(folder.path(), &other), OriginalState::Changed));
        assert!(matches!(shelf.find(folder.path(), &own), OriginalState::Here(_)));
        let gone = Original { path: Some("nothing.xlsx".to_owned()), ..own.clone() };
        assert!(matches!(shelf.find(folder.path(), &gone), OriginalState::Gone));
        // Beside the document it is found again.
        std::fs::create_dir(folder.path().join("attachments")).expect("a folder");
        std::fs::copy(fixture("kiso-hozon.xlsx"), folder.path().join("attachments/kiso-hozon.xlsx"))
            .expect("a copy");
        assert!(matches!(shelf.find(folder.path(), &gone), OriginalState::Here(_)));
    }

    #[test]
    fn damaged_pages_are_no_pictures() {
        let bytes = std::fs::read(fixture("kiso-mincho.pdf")).expect("a fixture");
        for cut in [20, bytes.len() / 3, bytes.len() / 2] {
            if let Some(held) = opened(bytes[..cut].to_vec()) {
                let _ = Shelf::default().picture(&held, "x", 1);
            }
        }
    }
}
