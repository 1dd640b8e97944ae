//! The names by which a change log may call the items of a form, prepared for comparison.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::form::{self, Form, Item, ItemIndex, ItemKind};
use crate::text::folding::{fold, fold_text};
use crate::text::number::{circled, leading, value};

/// The sign or number in front of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// Ⅰ to Ⅵ.
    Roman(u32),
    /// "(別添2)".
    Attachment(u32),
    /// "4.".
    Number(u32),
    /// "④".
    Circled(char),
    /// "リスク3:"; 0 where the form has one risk and prints no number.
    Risk(u32),
    /// None.
    Plain,
}

impl Marker {
    /// Whether two items of one list may stand beside one another in a path: "①… ③…", but not "⑩… その他…".
    pub(super) fn lists_with(self, other: Self) -> bool {
        matches!((self, other), (Self::Circled(_), Self::Circled(_)) | (Self::Number(_), Self::Number(_)))
    }

    fn of(label: &str) -> Self {
        let folded = fold_text(label);
        let number = |text: &str| {
            let (number, length) = leading(text);
            number.map(|number| (number, length))
        };
        match label.chars().next() {
            Some(c) if is_circled(c) => return Self::Circled(c),
            Some(c) if ('Ⅰ'..='Ⅻ').contains(&c) => {
                let (roman, _) = roman(&folded.chars().collect::<Vec<_>>());
                return Self::Roman(roman);
            }
            _ => {}
        }
        if let Some(rest) = folded.strip_prefix("(別添") {
            return number(rest).map_or(Self::Plain, |(n, _)| Self::Attachment(n));
        }
        if let Some(rest) = folded.strip_prefix("リスク") {
            return match number(rest) {
                Some((n, _)) => Self::Risk(n),
                None if rest.starts_with(':') => Self::Risk(0),
                None => Self::Plain,
            };
        }
        match number(&folded) {
            Some((n, length)) if folded[length..].starts_with('.') => Self::Number(n),
            _ => Self::Plain,
        }
    }
}

/// The names of one item.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) marker: Marker,
    /// Label, aliases and sheet names, folded; circled numbers as digits.
    pub(super) labels: Vec<Vec<char>>,
    /// The same without the marker.
    pub(super) bodies: Vec<Vec<char>>,
}

impl Names {
    fn of(item: &Item) -> Self {
        let marker = Marker::of(&item.label);
        let sheets = item.sheet.iter().map(|sheet| fold(sheet));
        let mut labels: Vec<Vec<char>> =
            item.folded().iter().cloned().chain(sheets).map(|label| label.chars().collect()).collect();
        let mut bodies: Vec<Vec<char>> = labels.iter().map(|label| body(marker, label).to_vec()).collect();
        bodies.retain(|body| !body.is_empty());
        bodies.dedup();
        // "リスク1" alone is the number, which is read apart.
        if matches!(marker, Marker::Risk(_)) {
            labels.retain(|label| !body(marker, label).is_empty());
        }
        // The label of a block comes with a number, which is read apart; what the form does not print is no label.
        if item.kind == ItemKind::Block || item.id.starts_with("cover") {
            bodies.clear();
        }
        if item.unlabelled && item.kind != ItemKind::Section {
            labels.clear();
            bodies.clear();
        }
        Self { marker, labels, bodies }
    }
}

/// A folded label without its marker.
fn body(marker: Marker, label: &[char]) -> &[char] {
    let digits = |from: usize| from + label[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let behind = |at: usize, sign: char| if label.get(at) == Some(&sign) { at + 1 } else { at };
    let at = match marker {
        Marker::Plain => 0,
        Marker::Roman(_) => match label.first() {
            Some('i' | 'v' | 'x') => roman(label).1,
            _ => digits(0),
        },
        Marker::Number(_) => behind(digits(0), '.'),
        Marker::Circled(_) => match label.first() {
            Some('(') => behind(digits(1), ')'),
            _ => digits(0),
        },
        Marker::Risk(_) => behind(digits("リスク".chars().count().min(label.len())), ':'),
        Marker::Attachment(_) => {
            let open = behind(0, '(');
            behind(digits((open + 2).min(label.len())), ')')
        }
    };
    &label[at.min(label.len())..]
}

/// The value and length of the Roman number that folded text begins with; 0 where it begins with none.
pub(super) fn roman(text: &[char]) -> (u32, usize) {
    let length = text.iter().take_while(|c| matches!(c, 'i' | 'v' | 'x')).count();
    let word: String = text[..length].iter().collect();
    let numbers = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
    match (1..).zip(numbers).find(|(_, number)| *number == word) {
        Some((value, _)) => (value, length),
        None => (0, 0),
    }
}

/// Whether it is a circled number.
pub(super) fn is_circled(c: char) -> bool {
    circled(c).is_some()
}

/// Folds a path as labels are folded, except that circled numbers stay: ② is not the 2 of "2.".
pub(super) fn fold_path(text: &str) -> Vec<char> {
    let mut folded = Vec::new();
    for part in text.split_inclusive(is_circled) {
        let plain = part.trim_end_matches(is_circled);
        folded.extend(fold_text(plain).chars());
        folded.extend(part[plain.len()..].chars());
    }
    folded
}

/// How many characters of a path a folded name takes up at its beginning; a circled number counts as its digits.
pub(super) fn eats(path: &[char], name: &[char]) -> Option<usize> {
    let mut name = name.iter();
    let mut eaten = 0;
    while name.len() > 0 {
        let c = *path.get(eaten)?;
        match circled(c) {
            Some(number) => {
                for digit in number.to_string().chars() {
                    (name.next() == Some(&digit)).then_some(())?;
                }
            }
            None => (name.next() == Some(&c)).then_some(())?,
        }
        eaten += 1;
    }
    Some(eaten)
}

/// The number that a path begins with, and its length.
pub(super) fn number(path: &[char]) -> Option<(u32, usize)> {
    let length = path.iter().take_while(|c| c.is_ascii_digit()).count();
    value(path[..length].iter().copied()).map(|value| (value, length))
}

static NAMES: LazyLock<HashMap<&'static str, Vec<Names>>> = LazyLock::new(|| {
    form::all().iter().map(|form| (form.id.as_str(), form.items.iter().map(Names::of).collect())).collect()
});

/// The names of all items of a form, by index.
pub(super) fn of(form: &Form) -> &'static [Names] {
    NAMES.get(form.id.as_str()).map_or(&[], Vec::as_slice)
}

/// The items under an item with their depth below it, or all of the form.
pub(super) fn below(form: &Form, under: Option<ItemIndex>) -> Vec<(usize, ItemIndex)> {
    let children = |index: Option<ItemIndex>| index.map_or(&form.sections, |i| &form.item(i).children);
    let mut found: Vec<(usize, ItemIndex)> = children(under).iter().map(|&child| (1, child)).collect();
    let mut at = 0;
    while let Some(&(depth, index)) = found.get(at) {
        found.extend(children(Some(index)).iter().map(|&child| (depth + 1, child)));
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_markers_and_bodies() {
        let form = form::by_name("令和7年5月 様式4").expect("the form");
        let names = |id: &str| &of(form)[form.index(id).expect(id)];
        let body = |id: &str| names(id).bodies[0].iter().collect::<String>();
        assert_eq!(names("iv").marker, Marker::Roman(4));
        assert_eq!(
            (names("x2").marker, body("x2").as_str()),
            (Marker::Attachment(2), "特定個人情報ファイル記録項目")
        );
        assert_eq!(
            (names("ii.6").marker, body("ii.6").as_str()),
            (Marker::Number(6), "特定個人情報の保管・消去")
        );
        assert_eq!(
            (names("ii.4.t*.6").marker, body("ii.4.t*.6").as_str()),
            (Marker::Circled('⑥'), "委託先名")
        );
        assert_eq!(names("iii.3.r3").marker, Marker::Risk(3));
        assert_eq!(body("iii.3.r3"), "従業者が事務外で使用するリスク");
        assert_eq!(names("iii.7.rest").marker, Marker::Plain);
    }

    #[test]
    fn circled_numbers_stay_apart_from_digits_but_equal_those_of_labels() {
        let path = fold_path("Ⅱ 2. ②対象");
        assert_eq!(path.iter().collect::<String>(), "ii2.②対象");
        assert_eq!(eats(&path[4..], &['2', '対', '象']), Some(3));
        assert_eq!(eats(&path[2..], &['2', '対']), None);
        assert_eq!(eats(&['㉑', '甲'], &['2', '1', '甲']), Some(2));
    }
}
