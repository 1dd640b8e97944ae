//! The letters that an interpreter of pages draws: it knows the encodings of fonts that the reader of objects does not, and
//! opens files that are only restricted.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt as _, interpret_page,
};
use hayro_syntax::Pdf;

use super::geometry::Letter;

/// More pages have no evaluation.
const MOST_PAGES: usize = 3000;

/// More letters than any page of text has.
const MOST: usize = 200_000;

/// The letters of each page; `None` where the file is damaged, or larger than what is read.
pub(super) fn pages(bytes: &[u8]) -> Option<Vec<Vec<Letter>>> {
    // An interpreter that gives up in a way of its own must not take the program with it.
    catch_unwind(AssertUnwindSafe(|| {
        let pdf = Pdf::new(bytes.to_vec()).ok()?;
        if pdf.pages().len() > MOST_PAGES {
            return None;
        }
        let cache = InterpreterCache::new();
        let mut pages = Vec::new();
        for page in pdf.pages().iter() {
            let (width, height) = page.render_dimensions();
            let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
            let base = page.initial_transform(true).to_kurbo();
            let mut context = Context::new(base, area, &cache, pdf.xref(), InterpreterSettings::default());
            let mut taker = Taker(Vec::new());
            interpret_page(page, &mut context, &mut taker);
            if taker.0.len() >= MOST {
                return None;
            }
            pages.push(taker.0);
        }
        Some(pages)
    }))
    .ok()
    .flatten()
}

/// Takes down letters, seen or not.
struct Taker(Vec<Letter>);

impl<'a> Device<'a> for Taker {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_clip_rect(&mut self, _: &Rect) {}

    fn pop_clip(&mut self) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let vertical = run.writing_mode() == WritingMode::Vertical;
        for glyph in run.glyphs() {
            if self.0.len() >= MOST {
                return;
            }
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                None => continue,
            };
            let transform = props.transform * glyph.transform();
            let origin = transform * Point::ZERO;
            let size = (transform * Point::new(0.0, 1000.0) - origin).hypot();
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let along = transform * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0) - origin;
            // Pages are drawn downwards.
            let ahead = if vertical { (0.0, -size) } else { (along.x, -along.y) };
            self.0.push(Letter { text, x: origin.x, y: -origin.y, ahead, size });
        }
    }
}
