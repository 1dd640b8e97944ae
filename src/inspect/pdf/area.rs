//! Places and colours on a page.

/// A matrix as PDF writes it.
pub(super) type Matrix = [f64; 6];

pub(super) const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

pub(super) fn times(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

pub(super) fn point(matrix: &Matrix, x: f64, y: f64) -> (f64, f64) {
    (matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5])
}

/// Left, bottom, right, top.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area(f64, f64, f64, f64);

impl Area {
    pub(super) fn of(matrix: &Matrix, [x, y, width, height]: [f64; 4]) -> Self {
        let corners = [(x, y), (x + width, y), (x, y + height), (x + width, y + height)];
        Self::around(&corners.map(|(x, y)| point(matrix, x, y)))
    }

    /// From the four numbers of a `/Rect`.
    pub(super) fn of_rect(rect: &[f64]) -> Option<Self> {
        let [a, b, c, d]: [f64; 4] = rect.try_into().ok()?;
        Some(Self(f64::min(a, c), f64::min(b, d), f64::max(a, c), f64::max(b, d)))
    }

    /// Nowhere: nothing lies within it.
    pub(super) const NONE: Self = Self(0.0, 0.0, -1.0, -1.0);
    /// Everywhere.
    pub(super) const ALL: Self = Self(f64::NEG_INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::INFINITY);

    /// The smallest area around all of the points.
    pub(super) fn around(points: &[(f64, f64)]) -> Self {
        let low = |f: fn(&(f64, f64)) -> f64| points.iter().map(f).fold(f64::INFINITY, f64::min);
        let high = |f: fn(&(f64, f64)) -> f64| points.iter().map(f).fold(f64::NEG_INFINITY, f64::max);
        Self(low(|p| p.0), low(|p| p.1), high(|p| p.0), high(|p| p.1))
    }

    pub(super) fn common(self, other: Self) -> Self {
        Self(self.0.max(other.0), self.1.max(other.1), self.2.min(other.2), self.3.min(other.3))
    }

    /// Larger by so much on all sides.
    pub(super) fn wider(self, by: f64) -> Self {
        Self(self.0 - by, self.1 - by, self.2 + by, self.3 + by)
    }

    pub(super) fn holds(self, (x, y): (f64, f64)) -> bool {
        self.0 <= x && x <= self.2 && self.1 <= y && y <= self.3
    }
}

/// Red, green and blue, from 0 to 1.
pub(super) type Colour = [f64; 3];

pub(super) const WHITE: Colour = [1.0, 1.0, 1.0];

/// Colours that differ by less in each part cannot be told apart on paper.
const SAME: f64 = 0.06;

/// Whether two colours look the same.
pub(super) fn look_the_same(a: Colour, b: Colour) -> bool {
    a.iter().zip(b).all(|(a, b)| (a - b).abs() < SAME)
}

/// A colour from the operands of a device colour space.
pub(super) fn colour(parts: &[f64]) -> Option<Colour> {
    match *parts {
        [grey] => Some([grey, grey, grey]),
        [red, green, blue] => Some([red, green, blue]),
        [cyan, magenta, yellow, key] => Some([cyan, magenta, yellow].map(|ink| 1.0 - (ink + key).min(1.0))),
        _ => None,
    }
}
