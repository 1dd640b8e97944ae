//! Which digits of a stream are one number: twelve are a 個人番号 by their check digit, their grouping and what they are
//! called, whatever stands between them; a neighbour (a year, a branch number, a second number) hides none. Telephones and
//! 住民票コード are in [`super::short`].
//!
//! Without a name only a usual grouping counts, and it must not be a part of a longer row of its like: a column of counts is
//! none. With a name beside them, before, behind or at the head of their column, any grouping does.
//!
//! Whatever is asked of all windows of a stream is worked out once for the stream: its digits are thousands. Of one that is
//! longer it is a part, in which no number is looked for near an end that is none of the whole.

use std::cell::OnceCell;
use std::ops::Range;

use super::digits::{Digit, Kind, LENGTH, Number, SHORT};
use super::separator::Separator;
use super::words;
use crate::text::source::Span;

/// Digits with what stands between them, and the text that they stand in.
pub(super) struct Stream<'t> {
    pub(super) text: &'t str,
    /// Tags are no words.
    pub(super) html: bool,
    /// Written for programs: signs between numbers make a list.
    code: bool,
    pub(super) digits: &'t [Digit],
    rows: OnceCell<Vec<Row>>,
}

/// How far a stream has been looked through.
#[derive(Default)]
pub(super) struct Reader {
    /// The first digit that no number has been looked for at.
    next: usize,
    /// The digits around it that no list or bracket parts.
    stretch: Range<usize>,
}

impl Reader {
    /// Forgets what is further behind than `reach`, and says how many digits these are.
    pub(super) fn forget(&mut self, reach: usize) -> usize {
        let behind = self.next.saturating_sub(reach);
        self.next -= behind;
        self.stretch = self.stretch.start.saturating_sub(behind)..self.stretch.end.saturating_sub(behind);
        behind
    }
}

/// Numbers in a longer row of digits.
struct Glued {
    /// The first digit of each.
    numbers: Vec<usize>,
    /// The words before the row call it a number.
    named: bool,
    /// How many digits the row has.
    length: usize,
}

/// Groups with nothing but white space between.
struct Row {
    digits: Range<usize>,
    /// How many of its groups are as long as those of a number or a year.
    groups: usize,
    /// It is no number and its neighbours, whatever its groups: a code that begins with letters, or counts with a unit.
    other: bool,
    /// The line above or below is a row too.
    in_block: bool,
}

/// Nothing but slashes between groups, and no line that ends.
const SLASHES: Option<(Separator, usize)> = Some((Separator::Sign('/'), 0));

impl<'t> Stream<'t> {
    pub(super) fn new(text: &'t str, digits: &'t [Digit], html: bool, code: bool) -> Self {
        Self { text, html, code, digits, rows: OnceCell::new() }
    }

    /// Adds the numbers that begin before a digit, in their order. `strict`: also whatever else has twelve digits.
    pub(super) fn numbers(&self, reader: &mut Reader, end: usize, strict: bool, found: &mut Vec<Number>) {
        let Reader { next, stretch } = reader;
        if *next < stretch.end {
            // More of it may be at hand than was.
            stretch.end = self.end_of_stretch(*next);
        }
        while *next < end && *next + SHORT <= self.digits.len() {
            let first = *next;
            if first >= stretch.end {
                *stretch = first..self.end_of_stretch(first);
            }
            let twelve = first..first + LENGTH;
            let number = if !self.begins(first) {
                None
            } else if let Some(kind) = self.individual(&twelve) {
                Some((kind, LENGTH))
            } else if strict && self.is_one(&twelve) {
                Some(((Kind::Doubtful, false), LENGTH))
            } else {
                self.short(first, stretch).map(|kind| (kind, SHORT))
            };
            let Some(((kind, named), length)) = number else {
                let glued = if strict { None } else { self.glued(first) };
                if let Some(Glued { numbers, named, length }) = glued {
                    found.extend(numbers.into_iter().map(|at| {
                        let digits = &self.digits[at..at + LENGTH];
                        let span = Span::new(digits[0].span.start, digits[LENGTH - 1].span.end);
                        Number { span, kind: Kind::Individual, named }
                    }));
                    *next += length;
                } else {
                    *next += 1;
                }
                continue;
            };
            let span = Span::new(self.digits[first].span.start, self.digits[first + length - 1].span.end);
            found.push(Number { span, kind, named });
            *next += length;
        }
    }

    /// Numbers in a longer row of digits that begins at `first`: several of them, one with a day beside it, and, where words
    /// say so, one with something before or behind.
    fn glued(&self, first: usize) -> Option<Glued> {
        /// A longer row is none of persons.
        const LONGEST: usize = 5 * LENGTH;
        const DAY: usize = 8;
        if !self.begins(first) {
            return None;
        }
        let length = (1..=LONGEST).find(|length| self.begins(first + length))?;
        let whole = first..first + length;
        if length <= LENGTH || whole.end > self.digits.len() || !self.is_bare(&whole) {
            return None;
        }
        let values: Vec<u32> = self.digits[whole.clone()].iter().map(|digit| digit.value).collect();
        let is_number = |at: usize| {
            let digits = <[u32; LENGTH]>::try_from(&values[at..at + LENGTH]);
            digits.is_ok_and(|digits| is_valid(&digits) && digits != [0; LENGTH])
        };
        let last = length - LENGTH;
        let all: Vec<usize> = (0..=last).step_by(LENGTH).collect();
        // A day with a time and its fractions begins as a day with a number does.
        let behind_day = is_full_day(&values) && last >= DAY && is_number(DAY);
        let is_day_and_number = length == LENGTH + DAY
            && (behind_day && !is_clock(&values[DAY..]) || is_full_day(&values[LENGTH..]) && is_number(0));
        let is_row = length.is_multiple_of(LENGTH) && all.iter().all(|at| is_number(*at));
        let named = first == 0 && self.is_named(&whole);
        if !(is_row || is_day_and_number || named) {
            return None;
        }
        let numbers = if is_row {
            all
        } else if behind_day {
            vec![DAY]
        } else {
            vec![[0, last].into_iter().find(|at| is_number(*at))?]
        };
        Some(Glued { numbers: numbers.into_iter().map(|at| first + at).collect(), named, length })
    }

    /// Where the signs end that a short number may hold.
    fn end_of_stretch(&self, first: usize) -> usize {
        let ends = |index: &usize| self.digits[*index].before.ends_short();
        (first + 1..self.digits.len()).find(ends).unwrap_or(self.digits.len())
    }

    /// Whether a group of digits begins at an index, or the last one ends there.
    pub(super) fn begins(&self, index: usize) -> bool {
        index == 0 || index >= self.digits.len() || self.digits[index].before != Separator::Nothing
    }

    /// Twelve digits, where they are whole groups.
    fn values(&self, range: &Range<usize>) -> Option<[u32; LENGTH]> {
        let digits = self.digits.get(range.clone())?;
        let mut values = [0; LENGTH];
        for (into, digit) in values.iter_mut().zip(digits) {
            *into = digit.value;
        }
        (self.begins(range.start) && self.begins(range.end) && values != [0; LENGTH]).then_some(values)
    }

    fn individual(&self, range: &Range<usize>) -> Option<(Kind, bool)> {
        let values = self.values(range)?;
        let named = || range.start == 0 && self.is_named(range);
        if !is_valid(&values) {
            return (self.is_together(range) && named()).then_some((Kind::Doubtful, true));
        }
        let kind = |named| Some((Kind::Individual, named));
        if named() || self.is_behind_a_neighbour(range) {
            return kind(true);
        }
        if self.is_usual(range, &values) {
            return kind(false);
        }
        if self.is_headed(range) { kind(true) } else { None }
    }

    /// Whether the name stands before a short number (of a branch, a list) that comes first.
    fn is_behind_a_neighbour(&self, range: &Range<usize>) -> bool {
        const SHORT_ONE: usize = 4;
        (1..=SHORT_ONE).contains(&range.start) && self.is_together(range) && self.is_named(&(0..range.end))
    }

    /// How many digits each group has; those that a line break parts may count as one.
    fn groups(&self, range: &Range<usize>, lines_part: bool) -> Vec<usize> {
        let mut groups = vec![0];
        for index in range.clone() {
            let before = self.digits[index].before;
            let part = before.is_seen() && (lines_part || before != Separator::Line);
            if index > range.start && part {
                groups.push(0);
            }
            if let Some(last) = groups.last_mut() {
                *last += 1;
            }
        }
        groups
    }

    /// What stands between groups, where it is the same everywhere but for line breaks, and how many of these there are.
    fn separator(&self, range: &Range<usize>) -> Option<(Separator, usize)> {
        let inner = &self.digits[range.start + 1..range.end];
        let lines = inner.iter().filter(|digit| digit.before == Separator::Line).count();
        let mut seen = inner
            .iter()
            .map(|digit| digit.before)
            .filter(|before| before.is_seen() && *before != Separator::Line);
        let Some(separator) = seen.next() else {
            return Some((if lines > 0 { Separator::Line } else { Separator::Nothing }, lines));
        };
        // A line may break once in a number that has signs.
        (seen.all(|other| other == separator) && lines <= 1).then_some((separator, lines))
    }

    fn is_usual(&self, range: &Range<usize>, values: &[u32; LENGTH]) -> bool {
        let Some((separator, lines)) = self.separator(range) else { return false };
        if self.code && matches!(separator, Separator::Sign(sign) if sign != '-') {
            return false;
        }
        match separator {
            Separator::Nothing => self.is_bare(range) && !is_time(values),
            Separator::Line => self.is_broken(range, lines),
            _ => [true, false].iter().any(|&lines_part| {
                self.is_grouped(range, separator, &self.groups(range, lines_part), values)
            }),
        }
    }

    fn is_grouped(
        &self,
        range: &Range<usize>,
        separator: Separator,
        groups: &[usize],
        values: &[u32; LENGTH],
    ) -> bool {
        let alone = *range == (0..self.digits.len());
        let goes_on = self.goes_on(range, separator);
        match (groups, separator) {
            (_, Separator::Wall | Separator::Mixed) => false,
            ([4, 4, 4], separator) if separator == Separator::Sign('、') || are_years(values) => false,
            ([4, 4, 4], Separator::Space) => !goes_on || self.is_in_short_row(range),
            ([4, 4, 4], Separator::Sign('.')) => !goes_on || self.is_behind_item(range),
            ([4, 4, 4], Separator::Sign('/' | '_')) => !goes_on && self.is_no_path(range),
            ([4, 4, 4], _) | ([4, 8] | [8, 4], Separator::Sign('-')) => !goes_on,
            ([3, 3, 3, 3] | [6, 6], Separator::Space | Separator::Sign(',' | '-')) => {
                !goes_on && !self.is_amount(range) && (alone || separator != Separator::Space)
            }
            ([1, 1, ..], Separator::Space | Separator::Sign('-' | '、' | '(')) => {
                groups.len() == LENGTH && alone
            }
            _ => false,
        }
    }

    /// Whether the digits before or behind belong to the same row of groups. A number of its own does not.
    fn goes_on(&self, range: &Range<usize>, separator: Separator) -> bool {
        let separator = Some(separator);
        let is_number = |other: Range<usize>, outside: fn(&Self, &Range<usize>) -> Option<Separator>| {
            other.end <= self.digits.len()
                && self.values(&other).is_some_and(|values| is_valid(&values))
                && match self.groups(&other, true).as_slice() {
                    [_] => true,
                    groups => groups == [4, 4, 4] && outside(self, &other) != separator,
                }
        };
        let before = range.start.checked_sub(LENGTH).map(|first| first..range.start);
        let behind = range.end..range.end + LENGTH;
        (self.before(range) == separator && !before.is_some_and(|before| is_number(before, Self::before)))
            || (self.behind(range) == separator && !is_number(behind, Self::behind))
    }

    /// Broken at line ends and nowhere else. Once it may break anywhere; twice only into pieces of some length, or every
    /// column of small numbers would be joined; and a box to a digit may have been read out one below the other.
    fn is_broken(&self, range: &Range<usize>, lines: usize) -> bool {
        let line = Some(Separator::Line);
        let (above, below) = (self.before(range) == line, self.behind(range) == line);
        let fits = match lines {
            1 => !(above && below),
            2 => !above && !below && self.groups(range, true).iter().all(|&group| group >= 3),
            _ => lines == LENGTH - 1 && *range == (0..self.digits.len()),
        };
        fits && self.is_bare(range)
    }

    /// Whether digits are in one or in the usual groups: whoever calls such digits a number means them.
    fn is_together(&self, range: &Range<usize>) -> bool {
        self.separator(range).is_some_and(|(separator, lines)| match separator {
            Separator::Nothing => true,
            Separator::Line => lines == 1,
            Separator::Space | Separator::Sign('-' | '.' | '/' | '・' | '_') => {
                self.groups(range, true) == [4, 4, 4]
            }
            _ => false,
        })
    }

    /// Whether twelve digits can be read as one number: in a row, or in groups that nothing goes on from.
    fn is_one(&self, range: &Range<usize>) -> bool {
        if range.end > self.digits.len() || !self.begins(range.end) {
            return false;
        }
        let joins = |before: Separator| matches!(before, Separator::Space | Separator::Sign('-'));
        let inner = self.digits[range.start + 1..range.end].iter().map(|digit| digit.before);
        let parted = inner.clone().any(Separator::is_seen);
        let in_groups = inner.clone().all(|before| !before.is_seen() || joins(before))
            && ![self.before(range), self.behind(range)].into_iter().flatten().any(joins);
        let (before, behind) = self.around(range);
        let glued = before.ends_with(|c: char| c.is_ascii_alphanumeric())
            || behind.starts_with(|c: char| c.is_ascii_alphanumeric());
        !glued && (!parted || in_groups)
    }

    /// What stands between the digits and the one before them.
    pub(super) fn before(&self, range: &Range<usize>) -> Option<Separator> {
        (range.start > 0).then(|| self.digits[range.start].before)
    }

    /// What stands between the digits and the one behind them.
    pub(super) fn behind(&self, range: &Range<usize>) -> Option<Separator> {
        self.digits.get(range.end).map(|digit| digit.before)
    }

    /// The text before and behind the digits.
    pub(super) fn around(&self, range: &Range<usize>) -> (&'t str, &'t str) {
        let (start, end) = (self.digits[range.start].span.start, self.digits[range.end - 1].span.end);
        (&self.text[..start], &self.text[end..])
    }

    /// Whether what stands beside digits lets them be a number of a person: an amount, a decimal fraction or a part of a
    /// hash is none.
    pub(super) fn is_bare(&self, range: &Range<usize>) -> bool {
        let (before, behind) = self.around(range);
        if behind.starts_with('円') {
            return false;
        }
        // 0.123456789012
        if before.strip_suffix("0.").is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_digit())) {
            return false;
        }
        let word = |c: &char| c.is_ascii_alphanumeric();
        let left: String = before.chars().rev().take(64).take_while(word).collect();
        let right: String = behind.chars().take(64).take_while(word).collect();
        let hash = |part: &str| part.chars().all(|c| c.is_ascii_hexdigit());
        let letters = left.chars().chain(right.chars()).any(|c| c.is_ascii_alphabetic());
        !(letters && hash(&left) && hash(&right) && left.len() + right.len() > 4)
    }

    /// A row of groups with white space between is one number and its neighbours, or counts: one more group is a neighbour,
    /// and so are the parts of a day and a second number.
    fn is_in_short_row(&self, range: &Range<usize>) -> bool {
        /// Three groups of a number and one more.
        const FEW: usize = 4;
        let rows = self.rows();
        let at = rows.partition_point(|row| row.digits.end <= range.start);
        let Some(row) = rows.get(at).filter(|row| !row.other) else { return false };
        let day = self.is_day(row.digits.start) && range.start >= row.digits.start + 8;
        let groups = row.groups.saturating_sub(if day { 2 } else { 0 });
        let twin = |first: usize| {
            let twin = first..first + LENGTH;
            twin.end <= row.digits.end
                && self.values(&twin).is_some_and(|values| is_valid(&values))
                && self.groups(&twin, true) == [4, 4, 4]
        };
        let before = range.start.checked_sub(LENGTH).filter(|first| *first >= row.digits.start);
        groups < FEW || (groups == FEW && !row.in_block) || twin(range.end) || before.is_some_and(twin)
    }

    fn rows(&self) -> &[Row] {
        self.rows.get_or_init(|| {
            let breaks = |index: &usize| {
                let before = self.digits[*index].before;
                before.is_seen() && before != Separator::Space
            };
            let mut rows = Vec::new();
            let mut start = 0;
            while start < self.digits.len() {
                let end = (start + 1..self.digits.len()).find(breaks).unwrap_or(self.digits.len());
                let digits = start..end;
                let (before, _) = self.around(&digits);
                let line = Some(Separator::Line);
                rows.push(Row {
                    groups: self.groups(&digits, true).iter().filter(|&&group| group > 2).count(),
                    other: before.ends_with(|c: char| c.is_ascii_alphabetic()) || self.is_amount(&digits),
                    in_block: self.before(&digits) == line || self.behind(&digits) == line,
                    digits,
                });
                start = end;
            }
            rows
        })
    }

    /// 2026 0401: a year and a day of it.
    fn is_day(&self, from: usize) -> bool {
        let values: Vec<u32> = self.digits[from..].iter().take(8).map(|digit| digit.value).collect();
        self.begins(from + 4) && self.begins(from + 8) && is_day(&values)
    }

    /// 1.1234.5678.9018: the number of an item before it.
    fn is_behind_item(&self, range: &Range<usize>) -> bool {
        self.behind(range) != Some(Separator::Sign('.'))
            && matches!(range.start, 1 | 2)
            && (1..range.start).all(|index| !self.begins(index))
    }

    /// Whether digits stand in no path, or as a number does in an address: www.example.jp/1234/5678/9018.
    fn is_no_path(&self, range: &Range<usize>) -> bool {
        let (before, behind) = self.around(range);
        if self.separator(range) == SLASHES && words::is_in_address(before) {
            return !self.is_day(range.start);
        }
        // A file may have a word before the number: kono_1234_5678_9018.pdf, but not the day of a photograph.
        let before = match self.separator(range) {
            Some((Separator::Sign('_'), _)) if !self.is_day(range.start) => {
                before.strip_suffix('_').map_or(before, |_| "")
            }
            _ => before,
        };
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_');
        !before.ends_with(part) && !behind.starts_with('/')
    }

    /// An amount of money, a count.
    fn is_amount(&self, range: &Range<usize>) -> bool {
        let (before, behind) = self.around(range);
        let units = ["円", "千円", "百万円", "億円", "人", "件", "回", "ページ", "％", "%"];
        let behind = behind.strip_prefix([' ', '\u{3000}']).unwrap_or(behind);
        units.iter().any(|unit| behind.starts_with(unit)) || before.ends_with(['¥', '￥', '\\'])
    }

    /// Whether the words beside the digits call them a number: those before, or those in brackets behind.
    fn is_named(&self, range: &Range<usize>) -> bool {
        let (before, behind) = self.around(range);
        words::calls_it(before, self.html) || words::is_called_behind(behind)
    }

    /// Whether the head of their column does, in a table of Markdown or of text with tabs.
    fn is_headed(&self, range: &Range<usize>) -> bool {
        let own_cell = matches!(self.before(range), None | Some(Separator::Wall | Separator::Line));
        !self.html && own_cell && words::heads_column(self.around(range).0)
    }
}

/// Whether the twelfth digit is the check digit of the first eleven.
pub(super) fn is_valid(digits: &[u32; LENGTH]) -> bool {
    // P1 is the lowest of the eleven; Q counts 2…7, then 2…6.
    let sum: u32 =
        digits[..LENGTH - 1].iter().rev().zip([2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6]).map(|(p, q)| p * q).sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    digits[LENGTH - 1] == check
}

/// Whether digits begin with a year and a day of it: 20260401.
pub(super) fn is_day(digits: &[u32]) -> bool {
    matches!(digits, [1, 9, _, _, 0 | 1, _, 0..=3, _, ..] | [2, 0, _, _, 0 | 1, _, 0..=3, _, ..])
}

/// Whether digits begin with a day of the calendar: 20260401, and no 20261931.
fn is_full_day(digits: &[u32]) -> bool {
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    is_day(digits) && digits.len() >= 8 && (1..=12).contains(&two(4)) && (1..=31).contains(&two(6))
}

/// Whether digits begin with a time of the day: 153059.
fn is_clock(digits: &[u32]) -> bool {
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    digits.len() >= 6 && two(0) < 24 && two(2) < 60 && two(4) < 60
}

/// 202603241530: a day and a time without anything between, as files are named.
fn is_time(digits: &[u32; LENGTH]) -> bool {
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    matches!(two(0), 19 | 20)
        && (1..=12).contains(&two(4))
        && (1..=31).contains(&two(6))
        && two(8) < 24
        && two(10) < 60
}

/// 2024-2025-2026: years in a row, which only their check digit would make a number.
pub(super) fn are_years(digits: &[u32]) -> bool {
    digits.chunks(4).all(|year| matches!(year, [1, 9, ..] | [2, 0, ..]))
}
