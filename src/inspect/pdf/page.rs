//! Content streams: which characters are shown where, which of them something is painted over, and which nobody sees
//! because of their colour or their place.

use std::collections::HashMap;
use std::rc::Rc;

use super::super::Inspector;
use super::area::{Area, Colour, IDENTITY, Matrix, WHITE, colour, look_the_same, point, times};
use super::drawing::{Drawing, State};
use super::file::File;
use super::font::Font;
use super::geometry::Letter;
use super::object::{Dict, Lexer, Object, is_white};

/// Forms within forms are followed so far.
const DEEPEST: usize = 12;

/// More characters than this are on no page.
const MOST: usize = 1_000_000;

/// Pairs of a painted area and a character that are compared on one page; fewer in tests, which are not to wait.
const COMPARISONS: usize = if cfg!(test) { 500_000 } else { 50_000_000 };

/// A character on a page, in the units of the page.
pub(super) struct Shown {
    pub(super) text: String,
    x: f64,
    y: f64,
    size: f64,
    advance: f64,
    /// From its beginning to its end.
    ahead: (f64, f64),
    /// Not painted at all, as a layer of recognised text below a scan is.
    invisible: bool,
    /// Something was painted over it later.
    pub(super) covered: bool,
}

/// What one page shows.
#[derive(Default)]
pub(super) struct Page {
    pub(super) glyphs: Vec<Shown>,
    /// Texts to be read out in place of what is shown, and other strings of marks.
    pub(super) marks: Vec<Vec<u8>>,
    /// Streams of forms that were used.
    pub(super) forms: Vec<usize>,
    /// Some characters could not be told.
    pub(super) unknown: bool,
    /// Some have the colour of what is below them.
    pub(super) faint: bool,
    /// Some stand beyond the edge of the page.
    pub(super) outside: bool,
    /// What of the page is printed or shown.
    bounds: Option<Area>,
    /// What was painted so far, with its colour where that is known.
    painted: Vec<(Area, Option<Colour>)>,
    compared: usize,
}

impl Page {
    /// A page of which so much is shown.
    pub(super) fn within(bounds: Option<Area>) -> Self {
        Self { bounds, ..Self::default() }
    }

    /// Runs a content stream.
    pub(super) fn run(
        &mut self,
        file: &File<'_>,
        resources: Option<&Dict>,
        bytes: &[u8],
        fonts: &mut HashMap<u32, Rc<Font>>,
        inspector: &mut Inspector<'_, '_>,
    ) {
        let mut run = Run { file, fonts, inspector, page: self, depth: 0 };
        run.stream(resources, bytes, State::default());
    }

    /// Whether there is more on the page than is compared.
    pub(super) fn is_crowded(&self) -> bool {
        self.compared > COMPARISONS
    }

    /// Something is painted: what was shown there before is covered.
    pub(super) fn cover(&mut self, area: Area) {
        if self.is_crowded() {
            return;
        }
        self.compared += self.glyphs.len();
        for glyph in &mut self.glyphs {
            let middle = (glyph.x + glyph.advance / 2.0, glyph.y + glyph.size * 0.3);
            if !glyph.invisible && area.holds(middle) {
                glyph.covered = true;
            }
        }
    }

    /// Something is painted, below all that is shown from now on.
    fn paint(&mut self, area: Area, colour: Option<Colour>) {
        self.painted.push((area, colour));
    }

    /// Whether a character of a colour is lost in what is below its middle.
    fn is_lost(&mut self, colour: Colour, middle: (f64, f64)) -> bool {
        if self.is_crowded() {
            return false;
        }
        self.compared += self.painted.len();
        let below = self.painted.iter().rev().find(|(area, _)| area.holds(middle));
        let Some(below) = below.map_or(Some(WHITE), |(_, colour)| *colour) else { return false };
        look_the_same(colour, below)
    }

    /// All letters where they stand.
    pub(super) fn letters(&self) -> Vec<Letter> {
        let letter = |glyph: &Shown| Letter {
            text: glyph.text.clone(),
            x: glyph.x,
            y: glyph.y,
            ahead: glyph.ahead,
            size: glyph.size,
        };
        self.glyphs.iter().map(letter).collect()
    }

    /// The text in the order in which it is shown, with a guess at spaces and lines.
    pub(super) fn text(&self) -> String {
        let mut lines: Vec<String> = vec![String::new()];
        // Whether a line goes on in the next, or there is more between them.
        let mut near: Vec<bool> = vec![false];
        let mut before: Option<&Shown> = None;
        for glyph in &self.glyphs {
            let space = before.map(|before| {
                let size = before.size.max(glyph.size).max(0.1);
                let (down, right) =
                    ((before.y - glyph.y) / size, (glyph.x - before.x - before.advance) / size);
                (down, right)
            });
            match space {
                None => {}
                Some((down, right)) if down.abs() < 0.5 && (-0.6..3.0).contains(&right) => {
                    // Further apart they stand in cells.
                    let gap = if right > 0.4 { '\t' } else { ' ' };
                    if let Some(line) =
                        lines.last_mut().filter(|line| right > 0.2 && !line.ends_with([' ', '\t']))
                    {
                        line.push(gap);
                    }
                }
                Some((down, _)) => {
                    lines.push(String::new());
                    near.push((0.5..2.5).contains(&down));
                }
            }
            lines.last_mut().into_iter().for_each(|line| line.push_str(&glyph.text));
            before = Some(glyph);
        }
        let mut out = String::new();
        let number = |line: &str| !line.chars().any(char::is_alphabetic);
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                // Cells with numbers, one below the other, are no broken number.
                let cells = number(line) && number(&lines[at - 1]);
                out.push_str(if near[at] && !cells { "\n" } else { "\n\n" });
            }
            out.push_str(line);
        }
        out
    }
}

struct Run<'p, 'f, 'i, 'a, 'b> {
    file: &'p File<'f>,
    fonts: &'p mut HashMap<u32, Rc<Font>>,
    inspector: &'i mut Inspector<'a, 'b>,
    page: &'p mut Page,
    depth: usize,
}

impl Run<'_, '_, '_, '_, '_> {
    fn stream(&mut self, resources: Option<&Dict>, bytes: &[u8], state: State) {
        let mut drawing = Drawing::new(state);
        let mut lexer = Lexer::new(bytes, 0);
        let mut operands: Vec<Object> = Vec::new();
        while let Some(object) = lexer.next() {
            let Object::Word(operator) = object else {
                if operands.len() < 64 {
                    operands.push(object);
                }
                continue;
            };
            if operator == "ID" {
                let start = lexer.at;
                let stencil = operands.windows(2).any(|pair| {
                    matches!(pair[0].name(), Some("IM" | "ImageMask")) && pair[1] == Object::Bool(true)
                });
                self.picture(&drawing.state, stencil);
                lexer.at = behind_image(bytes, start);
                if lexer.at - start > super::SMALLEST {
                    self.inspector.unread("図(画像)の中の文字", "writing in pictures");
                }
            } else {
                self.operator(&operator, &operands, &mut drawing, resources);
            }
            operands.clear();
            if self.page.glyphs.len() > MOST {
                self.inspector.too_large();
                return;
            }
        }
    }

    fn operator(
        &mut self,
        operator: &str,
        operands: &[Object],
        drawing: &mut Drawing,
        resources: Option<&Dict>,
    ) {
        let number = |at: usize| operands.get(at).and_then(Object::number).unwrap_or_default();
        let numbers = || operands.iter().filter_map(Object::number).collect::<Vec<f64>>();
        let matrix = || <Matrix>::try_from(numbers()).unwrap_or(IDENTITY);
        let state = &mut drawing.state;
        match operator {
            "q" if drawing.saved.len() < 256 => drawing.saved.push(state.clone()),
            "Q" => {
                if let Some(saved) = drawing.saved.pop() {
                    *state = saved;
                }
            }
            "cm" => state.matrix = times(&matrix(), &state.matrix),
            "gs" => self.graphics(operands, state, resources),
            "g" | "rg" | "k" | "cs" | "sc" | "scn" => self.colour(operator, operands, state, resources),
            "sh" => self.page.paint(state.clip.unwrap_or(Area::ALL), None),
            "re" => {
                drawing.path.push(Area::of(&state.matrix, [number(0), number(1), number(2), number(3)]));
            }
            "m" | "l" => {
                if operator == "m" {
                    drawing.close_shape();
                }
                drawing.shape.push(point(&drawing.state.matrix, number(0), number(1)));
            }
            "c" | "v" | "y" => {
                drawing.plain = false;
                let numbers = numbers();
                let points = numbers.chunks_exact(2).map(|at| point(&drawing.state.matrix, at[0], at[1]));
                drawing.shape.extend(points);
            }
            "W" | "W*" => drawing.clips = true,
            "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "n" | "S" | "s" => {
                drawing.close_shape();
                if !matches!(operator, "n" | "S" | "s") {
                    self.filled(drawing);
                }
                drawing.end_path();
            }
            "BT" => {
                drawing.text = IDENTITY;
                drawing.line = IDENTITY;
            }
            "Tf" => {
                state.size = number(1);
                let name = operands.first().and_then(Object::name);
                let font = name.and_then(|name| resource(self.file, "Font", name, resources));
                state.font = font.and_then(|font| self.font(font));
            }
            "Tc" => state.character = number(0),
            "Tw" => state.word = number(0),
            "Tz" => state.scale = number(0) / 100.0,
            "TL" => state.leading = number(0),
            "Ts" => state.rise = number(0),
            "Tr" => state.mode = operands.first().and_then(Object::count).unwrap_or_default(),
            "Td" => drawing.next_line(number(0), number(1)),
            "TD" => {
                state.leading = -number(1);
                drawing.next_line(number(0), number(1));
            }
            "Tm" => {
                drawing.line = matrix();
                drawing.text = drawing.line;
            }
            "T*" => drawing.next_line(0.0, -drawing.state.leading),
            "Tj" | "'" | "\"" => {
                if operator != "Tj" {
                    drawing.next_line(0.0, -drawing.state.leading);
                }
                if let Some(Object::Text(bytes)) = operands.last() {
                    self.show(bytes, drawing);
                }
            }
            "TJ" => {
                for part in operands.first().and_then(Object::array).unwrap_or_default() {
                    match part {
                        Object::Text(bytes) => self.show(bytes, drawing),
                        Object::Number(back) => {
                            let step = -back / 1000.0 * drawing.state.size * drawing.state.scale;
                            drawing.text = times(&[1.0, 0.0, 0.0, 1.0, step, 0.0], &drawing.text);
                        }
                        _ => {}
                    }
                }
            }
            "Do" => self.form(operands, drawing, resources),
            "BDC" | "DP" => {
                for properties in operands {
                    properties.texts(&mut |text| self.page.marks.push(text.to_vec()), 0);
                }
            }
            _ => {}
        }
    }

    fn filled(&mut self, drawing: &Drawing) {
        let state = &drawing.state;
        let whole = state.opaque && state.solid;
        for &area in &drawing.path {
            let area = state.clip.map_or(area, |clip| clip.common(area));
            if whole {
                self.page.cover(area);
            }
            self.page.paint(area, state.fill.filter(|_| whole));
        }
        // Of another shape it is not known what is within it; what is written there may well be seen.
        if !drawing.rest.is_empty() {
            self.page.paint(Area::around(&drawing.rest), None);
        }
    }

    /// The colour of areas and characters from now on.
    fn colour(&self, operator: &str, operands: &[Object], state: &mut State, resources: Option<&Dict>) {
        let numbers: Vec<f64> = operands.iter().filter_map(Object::number).collect();
        state.solid = !operator.starts_with("sc") || numbers.len() == operands.len();
        match operator {
            "cs" => {
                let name = operands.first().and_then(Object::name);
                state.parts = name.and_then(|name| self.parts(name, resources));
                state.fill = state.parts.map(|_| [0.0; 3]);
            }
            "sc" | "scn" => {
                let known = state.parts == Some(operands.len()) && state.solid;
                state.fill = colour(&numbers).filter(|_| known);
            }
            _ => {
                state.parts = Some(operands.len());
                state.fill = colour(&numbers);
            }
        }
    }

    /// How many parts the colours of a space have, where they are those of a device.
    fn parts(&self, name: &str, resources: Option<&Dict>) -> Option<usize> {
        let device = |name: &str| match name {
            "DeviceGray" | "CalGray" | "G" => Some(1),
            "DeviceRGB" | "CalRGB" | "RGB" => Some(3),
            "DeviceCMYK" | "CMYK" => Some(4),
            _ => None,
        };
        if let Some(parts) = device(name) {
            return Some(parts);
        }
        let space = self.file.resolve(resource(self.file, "ColorSpace", name, resources)?);
        if let Some(name) = space.name() {
            return device(name);
        }
        let space = space.array()?;
        match space.first().and_then(Object::name)? {
            "ICCBased" => {
                let profile = self.file.resolve(space.get(1)?).dict()?;
                self.file.get(profile, "N").and_then(Object::count)
            }
            name => device(name),
        }
    }

    fn graphics(&mut self, operands: &[Object], state: &mut State, resources: Option<&Dict>) {
        let file = self.file;
        let Some(name) = operands.first().and_then(Object::name) else { return };
        let Some(dict) = resource(file, "ExtGState", name, resources)
            .map(|object| file.resolve(object))
            .and_then(Object::dict)
        else {
            return;
        };
        if let Some(alpha) = file.get(dict, "ca").and_then(Object::number) {
            state.opaque = alpha > 0.9;
        }
        if let Some([font, size]) = file.get(dict, "Font").and_then(Object::array) {
            state.font = self.font(font);
            state.size = size.number().unwrap_or_default();
        }
    }

    /// A picture is painted, as large as the unit of the matrix.
    fn picture(&mut self, state: &State, see_through: bool) {
        let area = Area::of(&state.matrix, [0.0, 0.0, 1.0, 1.0]);
        self.page.paint(area, None);
        if state.opaque && !see_through {
            self.page.cover(state.clip.map_or(area, |clip| clip.common(area)));
        }
    }

    fn font(&mut self, object: &Object) -> Option<Rc<Font>> {
        let number = if let Object::Ref(number) = object { Some(*number) } else { None };
        if let Some(font) = number.and_then(|number| self.fonts.get(&number)) {
            return Some(Rc::clone(font));
        }
        let font = Rc::new(Font::read(self.file, self.file.resolve(object).dict()?, self.inspector));
        if let Some(number) = number {
            self.fonts.insert(number, Rc::clone(&font));
        }
        Some(font)
    }

    fn show(&mut self, bytes: &[u8], drawing: &mut Drawing) {
        let state = &drawing.state;
        let Some(font) = state.font.clone() else {
            // Viewers show it all the same, in another font.
            self.page.unknown |= !bytes.is_empty();
            return;
        };
        for (text, width) in font.glyphs(bytes) {
            let place =
                times(&[state.size * state.scale, 0.0, 0.0, state.size, 0.0, state.rise], &drawing.text);
            let place = times(&place, &state.matrix);
            let space = if text == " " { state.word } else { 0.0 };
            let step = (width / 1000.0 * state.size + state.character + space) * state.scale;
            let (x, y) = point(&place, 0.0, 0.0);
            let (right, end) = point(&place, width / 1000.0, 0.0);
            let (size, advance) = (place[2].hypot(place[3]), right - x);
            let invisible = state.mode == 3 || text.trim().is_empty();
            let middle = (x + advance / 2.0, y + size * 0.3);
            let filled = matches!(state.mode, 0 | 4) && !invisible;
            if filled && state.fill.is_some_and(|colour| self.page.is_lost(colour, middle)) {
                self.page.faint = true;
            }
            self.page.outside |=
                !invisible && self.page.bounds.is_some_and(|page| !page.wider(size).holds(middle));
            self.page.unknown |= text.contains('\u{fffd}') && state.mode != 3;
            let ahead = (right - x, end - y);
            self.page.glyphs.push(Shown { x, y, size, advance, ahead, invisible, covered: false, text });
            drawing.text = times(&[1.0, 0.0, 0.0, 1.0, step, 0.0], &drawing.text);
        }
    }

    fn form(&mut self, operands: &[Object], drawing: &Drawing, resources: Option<&Dict>) {
        let file = self.file;
        let name = operands.first().and_then(Object::name);
        let Some(object) = name.and_then(|name| resource(file, "XObject", name, resources)) else { return };
        let Some((index, dict)) =
            file.stream(object).and_then(|index| Some((index, file.things[index].dict()?)))
        else {
            self.inspector.too_large();
            return;
        };
        if file.get(dict, "Subtype").and_then(Object::name) == Some("Image") {
            let stencil = file.get(dict, "ImageMask") == Some(&Object::Bool(true));
            let masked = ["SMask", "Mask", "SMaskInData"].iter().any(|key| file.get(dict, key).is_some());
            self.picture(&drawing.state, stencil || masked);
            return;
        }
        self.page.forms.push(index);
        if self.depth >= DEEPEST || self.page.forms.len() > 10_000 {
            self.inspector.too_large();
            return;
        }
        let Some(bytes) = self.file.data(index, self.inspector) else { return };
        let mut state = drawing.state.clone();
        let own = self.file.get(dict, "Matrix").and_then(Object::array);
        let own: Vec<f64> = own.unwrap_or_default().iter().filter_map(Object::number).collect();
        if let Ok(own) = <Matrix>::try_from(own) {
            state.matrix = times(&own, &state.matrix);
        }
        let inner = self.file.get(dict, "Resources").and_then(Object::dict).or(resources);
        self.depth += 1;
        self.stream(inner, &bytes, state);
        self.depth -= 1;
    }
}

/// What a name of a content stream stands for.
fn resource<'o>(
    file: &'o File<'_>,
    kind: &str,
    name: &str,
    resources: Option<&'o Dict>,
) -> Option<&'o Object> {
    file.get(resources?, kind).and_then(Object::dict)?.get(name)
}

/// Where the bytes of an image in the stream end.
fn behind_image(bytes: &[u8], at: usize) -> usize {
    let mut from = at;
    while let Some(found) = bytes.get(from..).and_then(|rest| rest.windows(2).position(|two| two == b"EI")) {
        let (start, end) = (from + found, from + found + 2);
        let white = |at: usize| bytes.get(at).is_none_or(|byte| is_white(*byte));
        if start > 0 && white(start - 1) && white(end) {
            return end;
        }
        from = end;
    }
    bytes.len()
}
