//! Circles drawn over the cells of a workbook: where each lies, from the drawing of a sheet and the sizes of its columns and
//! rows. Lengths are English Metric Units (914,400 to the inch), as the file has them.

use super::workbook_xml::{attribute, local};
use crate::privacy::markup::{self, Piece, Tag};

/// A place in a sheet: column and row from 0, and how far into them, as a share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) column: u32,
    pub(super) across: f64,
    pub(super) row: u32,
    pub(super) down: f64,
}

/// A circle without text: its upper left and its lower right corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Circle {
    pub(super) from: Spot,
    pub(super) to: Spot,
}

/// More circles are in no drawing of an evaluation.
const MOST: usize = 2000;

/// How wide the columns of a sheet are and how high its rows.
#[derive(Debug)]
pub(super) struct Sizes {
    /// First and last column, from 0, and their width.
    columns: Vec<(u32, u32, f64)>,
    rows: std::collections::BTreeMap<u32, f64>,
    width: f64,
    height: f64,
}

/// The width of a column as Excel draws it, by its measure in digits of 7 pixels.
fn width(digits: f64) -> f64 {
    ((digits * 7.0).round() + 5.0).max(1.0) * 9525.0
}

impl Sizes {
    /// Reads the sizes that the XML of a sheet says.
    pub(super) fn of(xml: &str) -> Self {
        let mut sizes = Self {
            columns: Vec::new(),
            rows: std::collections::BTreeMap::new(),
            width: width(8.43),
            height: 15.0 * 12700.0,
        };
        for piece in markup::xml(xml) {
            let Piece::Tag(tag) = piece else { continue };
            let number = |name: &str| {
                attribute(xml, &tag, name)
                    .and_then(|n| n.parse::<f64>().ok())
                    .filter(|n| n.is_finite() && *n > 0.0)
            };
            let whole = |name: &str| attribute(xml, &tag, name).and_then(|n| n.parse::<u32>().ok());
            match local(tag.name) {
                "sheetFormatPr" => {
                    sizes.width = number("defaultColWidth").map_or(sizes.width, width);
                    sizes.height = number("defaultRowHeight").map_or(sizes.height, |points| points * 12700.0);
                }
                "col" => {
                    if let (Some(min), Some(max), Some(digits)) =
                        (whole("min"), whole("max"), number("width"))
                    {
                        sizes.columns.push((min.saturating_sub(1), max.saturating_sub(1), width(digits)));
                    }
                }
                "row" => {
                    if let (Some(row), Some(points)) = (whole("r"), number("ht")) {
                        sizes.rows.insert(row.saturating_sub(1), points * 12700.0);
                    }
                }
                _ => {}
            }
        }
        sizes
    }

    fn column(&self, column: u32) -> f64 {
        let own = self.columns.iter().find(|(min, max, _)| (*min..=*max).contains(&column));
        own.map_or(self.width, |(_, _, width)| *width)
    }

    fn row(&self, row: u32) -> f64 {
        self.rows.get(&row).copied().unwrap_or(self.height)
    }
}

/// A length from the beginning of a column or row: in which one it ends, and where there.
fn walk(start: u32, mut length: f64, size: impl Fn(u32) -> f64) -> (u32, f64) {
    let mut at = start;
    for _ in 0..10_000 {
        let own = size(at);
        if length <= own {
            break;
        }
        length -= own;
        at += 1;
    }
    (at, (length / size(at)).clamp(0.0, 1.0))
}

/// An anchor while it is read.
#[derive(Default)]
struct Anchor {
    /// Column, offset, row, offset; of the first corner and the second.
    corners: [[f64; 4]; 2],
    second: bool,
    extent: Option<(f64, f64)>,
    circle: bool,
    text: bool,
}

/// The circles of a drawing.
pub(super) fn circles(xml: &str, sizes: &Sizes) -> Vec<Circle> {
    let mut found = Vec::new();
    let mut anchor: Option<Anchor> = None;
    let (mut corner, mut field) = (0, None);
    for piece in markup::xml(xml) {
        match piece {
            Piece::Tag(tag) => {
                let name = local(tag.name);
                if matches!(name, "twoCellAnchor" | "oneCellAnchor") {
                    if tag.closing {
                        found.extend(anchor.take().and_then(|anchor| anchor.circle(sizes)));
                    } else if found.len() < MOST {
                        anchor = Some(Anchor::default());
                    }
                }
                if let Some(anchor) = anchor.as_mut() {
                    (corner, field) = anchor.tag(xml, &tag, corner);
                }
            }
            Piece::Text(range) => {
                let text = xml.get(range).unwrap_or_default();
                if let (Some(anchor), Some(field)) = (anchor.as_mut(), field) {
                    if field == TEXT {
                        anchor.text |= !text.trim().is_empty();
                    } else if let (Some(slot), Ok(number)) =
                        (anchor.corners[corner].get_mut(field), text.trim().parse())
                    {
                        *slot = number;
                    }
                }
            }
            Piece::Raw(_) | Piece::Comment(_) => {}
        }
    }
    found
}

/// Stands for the text of a shape among the fields of an anchor.
const TEXT: usize = 9;

impl Anchor {
    /// Reads a tag: which corner is read, and which of its numbers, or [`TEXT`].
    fn tag(&mut self, xml: &str, tag: &Tag<'_>, corner: usize) -> (usize, Option<usize>) {
        let number = |name: &str| attribute(xml, tag, name).and_then(|n| n.parse::<f64>().ok());
        if tag.closing {
            return (corner, None);
        }
        match local(tag.name) {
            "from" => return (0, None),
            "to" => {
                self.second = true;
                return (1, None);
            }
            "col" => return (corner, Some(0)),
            "colOff" => return (corner, Some(1)),
            "row" => return (corner, Some(2)),
            "rowOff" => return (corner, Some(3)),
            "t" => return (corner, Some(TEXT)),
            "ext" if self.extent.is_none() => self.extent = number("cx").zip(number("cy")),
            "prstGeom" => {
                let kind = attribute(xml, tag, "prst").unwrap_or_default();
                self.circle |= matches!(kind.as_str(), "ellipse" | "donut" | "flowChartConnector");
            }
            _ => {}
        }
        (corner, None)
    }

    fn circle(&self, sizes: &Sizes) -> Option<Circle> {
        if !self.circle || self.text {
            return None;
        }
        let spot = |[column, across, row, down]: [f64; 4], (wide, high): (f64, f64)| {
            // More columns and rows has no sheet.
            let whole = |number: f64| (0.0..1_100_000.0).contains(&number).then_some(number);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within its range")]
            let (column, row) = (whole(column)? as u32, whole(row)? as u32);
            let (column, across) = walk(column, across.max(0.0) + wide, |at| sizes.column(at));
            let (row, down) = walk(row, down.max(0.0) + high, |at| sizes.row(at));
            Some(Spot { column, across, row, down })
        };
        let [from, to] = self.corners;
        let to = if self.second { spot(to, (0.0, 0.0)) } else { spot(from, self.extent?) };
        Some(Circle { from: spot(from, (0.0, 0.0))?, to: to? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = r#"<worksheet><sheetFormatPr defaultRowHeight="10"/><cols><col min="1" max="40" width="1.2857"/></cols>
        <sheetData><row r="3" ht="20"/></sheetData></worksheet>"#;

    fn drawn(anchor: &str, shape: &str) -> Vec<Circle> {
        let xml = format!(
            "<xdr:wsDr><xdr:{anchor}Anchor><xdr:from><xdr:col>2</xdr:col><xdr:colOff>66675</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>\
             {shape}</xdr:{anchor}Anchor></xdr:wsDr>"
        );
        circles(&xml, &Sizes::of(SHEET))
    }

    #[test]
    fn a_circle_lies_where_its_anchors_say() {
        let ellipse = r#"<xdr:sp><xdr:spPr><a:prstGeom prst="ellipse"/></xdr:spPr></xdr:sp>"#;
        let two = "<xdr:to><xdr:col>3</xdr:col><xdr:colOff>66675</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>254000</xdr:rowOff></xdr:to>";
        let [circle] = drawn("twoCell", &format!("{two}{ellipse}"))[..] else { panic!("one") };
        // 14 pixels a column, 20 points the row.
        assert_eq!((circle.from.column, circle.from.row, circle.to.column, circle.to.row), (2, 2, 3, 2));
        assert!((circle.from.across - 0.5).abs() < 0.01 && (circle.to.down - 1.0).abs() < 0.01, "{circle:?}");
        let one = r#"<xdr:ext cx="266700" cy="127000"/>"#;
        let [circle] = drawn("oneCell", &format!("{one}{ellipse}"))[..] else { panic!("one") };
        assert_eq!((circle.to.column, circle.to.row), (4, 2));
        assert!((circle.to.across - 0.5).abs() < 0.01 && (circle.to.down - 0.5).abs() < 0.01, "{circle:?}");
    }

    #[test]
    fn other_shapes_and_circles_with_text_are_none() {
        let to = "<xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>";
        for shape in [
            r#"<xdr:sp><a:prstGeom prst="rect"/></xdr:sp>"#,
            r#"<xdr:sp><a:prstGeom prst="ellipse"/><a:t>住民</a:t></xdr:sp>"#,
        ] {
            assert_eq!(drawn("twoCell", &format!("{to}{shape}")), []);
        }
        assert_eq!(circles("<xdr:twoCellAnchor><a:prstGeom prst=\"ellipse\"/>", &Sizes::of("")), []);
    }
}
