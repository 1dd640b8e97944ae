//! PDFs: what the interpreter of pages draws, taken down as ink and rules. Clips are honoured, ink that nobody sees is
//! left out and said, and a character that the file does not tell stays unknown.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape as _};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, InterpreterWarning, Paint, SoftMask, TransformExt as _, interpret_page,
};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::cells;
use super::fonts::Maps;
use super::join::{self, PageRows};
use super::lattice::{self, Canvas, Ink, Rule};
use super::radicals;
use super::rings;
use super::strikes;
use super::{DOUBTFUL, broken, refusal};
use crate::import::Refusal;
use crate::import::sheet::{Place, Remark, Sheet};

/// The thickest shape that is a rule.
const THICK: f64 = 2.2;
/// More pages have no evaluation.
const MOST_PAGES: usize = 3000;
/// More dark areas are on no page; white text on further ones counts as not seen, and is said.
const MOST_DARK: usize = 5000;
/// More ink than any page of text has.
const MOST_INK: usize = 200_000;

/// Reads a PDF.
///
/// # Errors
/// Damage, a password, pictures of pages, characters that the file does not tell.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => refusal(
            "ORG-03",
            ("パスワードがないと開けないPDFです。", "This PDF does not open without a password."),
            (
                "パスワードを外して保存し直したPDFか、元のExcelを取り込んでください。",
                "Import the workbook it was made of, or the PDF saved again without a password.",
            ),
        ),
        _ => broken(),
    })?;
    let cache = InterpreterCache::new();
    let maps = Maps::of(&pdf);
    let (mut pages, mut remarks) = (Vec::new(), Vec::new());
    let (mut ink, mut pictures, mut unknown) = (0, 0, 0);
    if pdf.pages().len() > MOST_PAGES {
        return Err(too_much());
    }
    let mut radicals = String::new();
    for (index, page) in pdf.pages().iter().enumerate() {
        let mut taken = upright(page, &cache, &pdf, &maps);
        if taken.canvas.ink.len() >= MOST_INK {
            return Err(too_much());
        }
        if taken.unread {
            return Err(unread(index + 1));
        }
        radicals.extend(taken.canvas.ink.iter_mut().flat_map(radicals::ordinary));
        pictures += usize::from(taken.pictures > 0 && taken.canvas.ink.iter().all(Ink::is_blank));
        unknown += taken.unknown;
        undouble(&mut taken.canvas.ink);
        rings::settle(&mut taken.canvas);
        remarks.extend(struck(&mut taken.canvas, index + 1).ok_or_else(too_much)?);
        ink += taken.canvas.ink.iter().filter(|ink| !ink.is_blank()).count();
        let place = || Place::Page { page: index + 1, area: [0.0, 0.0, taken.width, taken.canvas.height] };
        if !taken.unseen.is_empty() {
            remarks.push(Remark {
                id: "ORG-10",
                place: place(),
                message: format!(
                    "見えない文字(透明や白)が{}字あります。取り込んでいません: 「{}」",
                    taken.unseen.chars().count(),
                    short(&taken.unseen)
                ),
            });
        }
        if taken.pictures > 0 {
            remarks.push(Remark {
                id: "ORG-11",
                place: place(),
                message: "図(画像)があります。画像の中の文字は取り込んでいません。".to_owned(),
            });
        }
        let rows = cells::rows(&taken.canvas, true);
        remarks.extend(doubtful(&rows, index + 1));
        pages.push(PageRows { height: taken.canvas.height, rows });
    }
    if !radicals.is_empty() {
        let kinds: BTreeSet<char> = radicals.chars().collect();
        let shown: String =
            kinds.iter().flat_map(|radical| [*radical, '→', radicals::character(*radical), ' ']).collect();
        remarks.push(Remark {
            id: "ORG-19",
            place: Place::Page { page: 1, area: [0.0; 4] },
            message: format!(
                "同じ形の別の文字(漢字の部首など)として記録された文字が{}字あります。ふつうの文字として取り込みました: {}",
                radicals.chars().count(),
                shown.trim_end()
            ),
        });
    }
    if ink == 0 && pictures > 0 {
        return Err(refusal(
            "ORG-04",
            (
                "文字がありません。ページを写した画像だけのPDFです。",
                "There is no text: the pages of this PDF are pictures.",
            ),
            (
                "文字認識(OCR)が必要です。元のExcelか、Excelから直接作ったPDFがあれば、それを取り込んでください。",
                "It needs OCR. If there is the workbook, or a PDF made from it, import that.",
            ),
        ));
    }
    if unknown * 200 > ink {
        return Err(refusal(
            "ORG-05",
            (
                &format!("どの文字か分からない字形が{unknown}あります。文字の対応表がないPDFです。"),
                &format!("{unknown} glyphs do not say which character they are; the PDF lacks the map."),
            ),
            (
                "元のExcelを取り込むか、PDFを作り直してください。画像にして文字認識(OCR)にかける方法もあります。",
                "Import the workbook, or make the PDF again; or have it read by OCR.",
            ),
        ));
    }
    Ok(join::sheet(pages, remarks))
}

/// Takes struck text off a page and says so.
fn struck(canvas: &mut Canvas, page: usize) -> Option<Vec<Remark>> {
    let said = |(text, area): (String, [f64; 4])| Remark {
        id: "ORG-14",
        place: Place::Page { page, area },
        message: format!("取り消し線の文字「{text}」は取り込んでいません。"),
    };
    Some(strikes::take(canvas)?.into_iter().map(said).collect())
}

/// The cells of a page in which the places of marks do not say what they mark.
fn doubtful(rows: &[Vec<cells::Box>], page: usize) -> Vec<Remark> {
    let said = |made: &cells::Box| Remark {
        id: "MARK-01",
        place: Place::Page { page, area: made.area },
        message: DOUBTFUL.to_owned(),
    };
    rows.iter().flatten().filter(|made| made.doubtful).map(said).collect()
}

fn too_much() -> Refusal {
    refusal(
        "ORG-06",
        ("ページ数か文字数が多すぎるPDFです。", "The PDF has too many pages, or too much text on one."),
        ("評価書だけのPDFに分けて取り込んでください。", "Import a PDF of the evaluation alone."),
    )
}

/// A font whose encoding is not known: its text is on no page that could be read.
fn unread(page: usize) -> Refusal {
    refusal(
        "ORG-05",
        (
            &format!("{page}ページに、文字の対応表を読めない書体があります。その文字は分かりません。"),
            &format!("A font on page {page} has an encoding that is not known; its text cannot be read."),
        ),
        (
            "元のExcelを取り込むか、PDFを作り直してください。画像にして文字認識(OCR)にかける方法もあります。",
            "Import the workbook, or make the PDF again; or have it read by OCR.",
        ),
    )
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// Bold made by printing twice: the same character at the same place.
fn undouble(ink: &mut Vec<Ink>) {
    #[expect(clippy::cast_possible_truncation, reason = "places on a page")]
    let place = |ink: &Ink| (ink.x.round() as i64, ink.y.round() as i64);
    let mut seen: HashMap<(i64, i64), Vec<String>> = HashMap::new();
    ink.retain(|ink| {
        if ink.is_blank() {
            return true;
        }
        let (x, y) = place(ink);
        let again = (-1..=1).any(|dx| {
            (-1..=1).any(|dy| seen.get(&(x + dx, y + dy)).is_some_and(|texts| texts.contains(&ink.text)))
        });
        if !again {
            seen.entry((x, y)).or_default().push(ink.text.clone());
        }
        !again
    });
}

/// A page turned so that most of its text runs to the right.
fn upright<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>, pdf: &'a Pdf, maps: &Maps) -> Taken {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let base = page.initial_transform(true).to_kurbo();
    let read = |turn: Affine, width: f64, height: f64| {
        let area = Rect::new(0.0, 0.0, width, height);
        // Text in a font that cannot be read is not drawn at all.
        let unread = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&unread);
        let warning_sink = Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::UnsupportedFont) {
                seen.store(true, Ordering::Relaxed);
            }
        });
        let settings = InterpreterSettings { warning_sink, ..InterpreterSettings::default() };
        let mut context = Context::new(turn * base, area, cache, pdf.xref(), settings);
        let mut taken = Taken::new(maps, area);
        interpret_page(page, &mut context, &mut taken);
        Taken { turn, unread: unread.load(Ordering::Relaxed), ..taken.finish() }
    };
    let first = read(Affine::IDENTITY, width, height);
    let most =
        first.directions.iter().enumerate().max_by_key(|(at, count)| (**count, std::cmp::Reverse(*at)));
    match most.map_or(0, |(at, _)| at) {
        1 => read(Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, width]), height, width),
        2 => read(Affine::new([-1.0, 0.0, 0.0, -1.0, width, height]), width, height),
        3 => read(Affine::new([0.0, 1.0, -1.0, 0.0, height, 0.0]), height, width),
        _ => first,
    }
}

/// How a page is turned for reading, and its width and height then, in points: the places of a [`Sheet`] are in these.
/// `None` where there is no such page. Pages count from 0.
pub(crate) fn turned(pdf: &Pdf, page: usize) -> Option<(Affine, f64, f64)> {
    let page = pdf.pages().get(page)?;
    let taken = upright(page, &InterpreterCache::new(), pdf, &Maps::default());
    Some((taken.turn, taken.width, taken.canvas.height))
}

/// What was taken down of a page.
struct Taken {
    /// From the page as it lies in the file.
    turn: Affine,
    width: f64,
    canvas: Canvas,
    /// Text that nobody sees.
    unseen: String,
    unknown: usize,
    /// A font of the page cannot be read.
    unread: bool,
    pictures: usize,
    directions: [usize; 4],
}

/// Takes down what is drawn.
struct Taker<'m> {
    taken: Taken,
    maps: &'m Maps,
    clips: Vec<Rect>,
    runs: usize,
    /// Dark areas, on which white text is seen.
    dark: Vec<Rect>,
    /// Dots, of which some rules are made.
    dots: Vec<Point>,
}

impl Taken {
    #[expect(clippy::new_ret_no_self, reason = "what takes down is used up into what was taken")]
    fn new(maps: &Maps, area: Rect) -> Taker<'_> {
        let canvas = Canvas { height: area.height(), ..Canvas::default() };
        let taken = Self {
            turn: Affine::IDENTITY,
            width: area.width(),
            canvas,
            unseen: String::new(),
            unknown: 0,
            unread: false,
            pictures: 0,
            directions: [0; 4],
        };
        Taker { taken, maps, clips: vec![area], runs: 0, dark: Vec::new(), dots: Vec::new() }
    }
}

fn is_white(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => {
            let [red, green, blue, alpha] = color.to_rgba().to_rgba8();
            alpha < 8 || (red > 247 && green > 247 && blue > 247)
        }
        Paint::Pattern(_) => false,
    }
}

impl Taker<'_> {
    fn finish(mut self) -> Taken {
        let across = self.dots.iter().map(|dot| (dot.y, dot.x)).collect();
        let down = self.dots.iter().map(|dot| (dot.x, dot.y)).collect();
        self.taken.canvas.across.extend(lattice::dotted(across));
        self.taken.canvas.down.extend(lattice::dotted(down));
        self.taken
    }

    fn shape(&mut self, path: &BezPath, props: &DrawProps<'_>, width: Option<f64>) {
        let lines = polylines(path, props.transform);
        let white = is_white(&props.paint);
        let clip = self.clips.last().copied().unwrap_or(Rect::ZERO);
        let circles = if white { Vec::new() } else { rings::of(path, props.transform) };
        // A filled circle is a bullet; one that is drawn by filling has an inner edge.
        if width.is_some() || circles.len() > 1 {
            let room = rings::MOST.saturating_sub(self.taken.canvas.rings.len());
            let seen = circles.iter().filter(|ring| clip.contains(ring.center()));
            self.taken.canvas.rings.extend(seen.take(room).map(|ring| [ring.x0, ring.y0, ring.x1, ring.y1]));
        }
        for line in &lines {
            let bounds = bounds(line).intersect(clip.inflate(1.0, 1.0));
            if bounds.width() < 0.0 || bounds.height() < 0.0 {
                continue;
            }
            match width {
                Some(width) if width <= 4.0 && !white => {
                    for pair in line.windows(2) {
                        if let [a, b] = pair {
                            self.stroke(*a, *b, clip);
                        }
                    }
                }
                None if bounds.height() <= THICK && bounds.width() <= THICK && !white => {
                    if self.dots.len() < MOST_INK {
                        self.dots.push(bounds.center());
                    }
                }
                None if bounds.height() <= THICK && bounds.width() > bounds.height() && !white => {
                    self.taken.canvas.across.push(Rule {
                        at: f64::midpoint(bounds.y0, bounds.y1),
                        from: bounds.x0,
                        to: bounds.x1,
                    });
                }
                None if bounds.width() <= THICK && bounds.height() > bounds.width() && !white => {
                    self.taken.canvas.down.push(Rule {
                        at: f64::midpoint(bounds.x0, bounds.x1),
                        from: bounds.y0,
                        to: bounds.y1,
                    });
                }
                None if !white && self.dark.len() < MOST_DARK => self.dark.push(bounds),
                Some(_) | None => {}
            }
        }
    }

    fn stroke(&mut self, a: Point, b: Point, clip: Rect) {
        let clip = clip.inflate(1.0, 1.0);
        let (low, high) = (a.x.min(b.x).max(clip.x0), a.x.max(b.x).min(clip.x1));
        let (top, bottom) = (a.y.min(b.y).max(clip.y0), a.y.max(b.y).min(clip.y1));
        if high < low || bottom < top {
            return;
        }
        if (a.y - b.y).abs() < 0.3 && high - low > 0.5 {
            self.taken.canvas.across.push(Rule { at: f64::midpoint(a.y, b.y), from: low, to: high });
        } else if (a.x - b.x).abs() < 0.3 && bottom - top > 0.5 {
            self.taken.canvas.down.push(Rule { at: f64::midpoint(a.x, b.x), from: top, to: bottom });
        }
    }

    fn character(&self, glyph: &Glyph<'_>) -> Option<BfString> {
        glyph.as_unicode().or_else(|| {
            let Glyph::Outline(outline) = glyph else { return None };
            let name = outline.font_data()?.postscript_name?;
            self.maps.character(&name, outline.char_code())
        })
    }
}

fn bounds(line: &[Point]) -> Rect {
    let mut out = Rect::new(f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    for point in line {
        out = Rect::new(out.x0.min(point.x), out.y0.min(point.y), out.x1.max(point.x), out.y1.max(point.y));
    }
    out
}

fn polylines(path: &BezPath, transform: Affine) -> Vec<Vec<Point>> {
    let mut out: Vec<Vec<Point>> = Vec::new();
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(point) => out.push(vec![transform * point]),
            PathEl::LineTo(point) | PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                if let Some(line) = out.last_mut() {
                    line.push(transform * point);
                }
            }
            PathEl::ClosePath => {
                if let Some(line) = out.last_mut()
                    && let Some(&start) = line.first()
                {
                    line.push(start);
                }
            }
        }
    }
    out.retain(|line| line.len() > 1);
    out
}

impl<'a> Device<'a> for Taker<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let scale = props.transform.determinant().abs().sqrt();
        match mode {
            DrawMode::Fill(_) => self.shape(path, &props, None),
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                self.shape(path, &props, Some(f64::from(stroke.line_width) * scale));
            }
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip_rect(&clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        let clip = self.clips.last().map_or(*rect, |last| last.intersect(*rect));
        self.clips.push(clip);
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.taken.pictures += 1;
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let vertical = run.writing_mode() == WritingMode::Vertical;
        self.runs += 1;
        for glyph in run.glyphs() {
            if self.taken.canvas.ink.len() >= MOST_INK {
                return;
            }
            let transform = props.transform * glyph.transform();
            let origin = transform * Point::ZERO;
            let up = transform * Point::new(0.0, 1000.0) - origin;
            let size = up.hypot();
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let along = transform * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0) - origin;
            let ahead = transform * Point::new(1000.0, 0.0) - origin;
            let direction = match (ahead.x.abs() >= ahead.y.abs(), ahead.x >= 0.0, ahead.y >= 0.0) {
                (true, true, _) => 0,
                (true, false, _) => 2,
                (false, _, true) => 1,
                (false, _, false) => 3,
            };
            let text = match self.character(glyph) {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => {
                    self.taken.unknown += 1;
                    "\u{FFFD}".to_owned()
                }
            };
            if let Some(count) = self.taken.directions.get_mut(direction) {
                *count += usize::from(!text.trim().is_empty());
            }
            let width = along.x.abs().max(0.1);
            let middle = Point::new(origin.x + width / 2.0, origin.y - size * 0.35);
            let clip = self.clips.last().copied().unwrap_or(Rect::ZERO);
            if !vertical && !clip.inflate(0.01, 0.01).contains(middle) {
                continue;
            }
            let white = || is_white(&props.paint) && !self.dark.iter().any(|area| area.contains(middle));
            if matches!(mode, DrawMode::Invisible) || matches!(mode, DrawMode::Fill(_)) && white() {
                self.taken.unseen.push_str(text.trim());
                continue;
            }
            self.taken.canvas.ink.push(Ink {
                text,
                x: if vertical { origin.x + size / 2.0 } else { origin.x },
                y: if vertical { origin.y - size * 0.88 } else { origin.y },
                width,
                size,
                vertical,
                run: self.runs,
            });
        }
    }
}
