//! The state of drawing: what is set, the path that is under way, and where text goes on.

use std::rc::Rc;

use super::area::{Area, Colour, IDENTITY, Matrix, times};
use super::font::Font;

/// What is set when something is drawn.
#[derive(Clone)]
pub(super) struct State {
    pub(super) matrix: Matrix,
    pub(super) clip: Option<Area>,
    pub(super) opaque: bool,
    /// Areas are filled with a colour rather than a pattern.
    pub(super) solid: bool,
    /// The colour of areas and characters, where it is known.
    pub(super) fill: Option<Colour>,
    /// How many parts colours of the current space have, where they mean what those of a device mean.
    pub(super) parts: Option<usize>,
    pub(super) font: Option<Rc<Font>>,
    pub(super) size: f64,
    pub(super) character: f64,
    pub(super) word: f64,
    pub(super) scale: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) mode: usize,
}

impl Default for State {
    fn default() -> Self {
        Self {
            matrix: IDENTITY,
            clip: None,
            opaque: true,
            solid: true,
            fill: Some([0.0; 3]),
            parts: Some(1),
            font: None,
            size: 1.0,
            character: 0.0,
            word: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        }
    }
}

/// What is under way in one stream.
pub(super) struct Drawing {
    pub(super) state: State,
    pub(super) saved: Vec<State>,
    pub(super) text: Matrix,
    pub(super) line: Matrix,
    /// Rectangles of the path; `None` where it has other shapes too.
    pub(super) path: Vec<Area>,
    pub(super) shape: Vec<(f64, f64)>,
    /// Points of the path that belong to no rectangle.
    pub(super) rest: Vec<(f64, f64)>,
    pub(super) plain: bool,
    pub(super) clips: bool,
}

impl Drawing {
    /// Nothing is drawn yet.
    pub(super) fn new(state: State) -> Self {
        Self {
            state,
            saved: Vec::new(),
            text: IDENTITY,
            line: IDENTITY,
            path: Vec::new(),
            shape: Vec::new(),
            rest: Vec::new(),
            plain: true,
            clips: false,
        }
    }

    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.line = times(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line);
        self.text = self.line;
    }

    /// A rectangle drawn by its corners counts like one drawn at once.
    pub(super) fn close_shape(&mut self) {
        let shape = std::mem::take(&mut self.shape);
        if shape.is_empty() {
            return;
        }
        let straight = shape
            .windows(2)
            .all(|two| (two[0].0 - two[1].0).abs() < 0.1 || (two[0].1 - two[1].1).abs() < 0.1);
        if (4..=5).contains(&shape.len()) && straight {
            self.path.push(Area::around(&shape));
        } else {
            self.plain = false;
            self.rest.extend(shape);
        }
    }

    pub(super) fn end_path(&mut self) {
        if std::mem::take(&mut self.clips) {
            // Of another shape than a rectangle nothing is known but that it is smaller.
            let area = match self.path.as_slice() {
                [area] if self.plain => *area,
                _ => Area::NONE,
            };
            self.state.clip = Some(self.state.clip.map_or(area, |clip| clip.common(area)));
        }
        self.path.clear();
        self.rest.clear();
        self.plain = true;
    }
}
