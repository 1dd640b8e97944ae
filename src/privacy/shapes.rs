//! Twelve digits that are written as one 個人番号, whatever stands between them, decided by the check digit, the grouping and
//! what they are called. The digits come as one stream in reading order, of a cell, a line or a paragraph; a neighbour (a
//! year, a branch number, a second number) hides none.
//!
//! Without a name only a usual grouping counts, and it must not be a part of a longer row of its like: a column of counts is
//! none. With a name beside them, before, behind or at the head of their column, any grouping does.

use std::ops::Range;

use super::digits::{LENGTH, is_valid};
use super::words;
use crate::text::source::Span;

/// What stands between two digits that follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// Nothing that is seen.
    Nothing,
    /// White space within a line.
    Space,
    /// A line break.
    Line,
    /// The wall of a cell.
    Wall,
    /// A sign, repeated or with white space around; brackets are one sign, and dashes.
    Sign(char),
    /// Several different ones.
    Mixed,
}

impl Separator {
    /// Of one character that is neither letter nor digit; `None` where no number goes on behind it.
    pub(super) fn of(c: char) -> Option<Self> {
        Some(match c {
            '\n' => Self::Line,
            '\t' | '|' | '｜' | '│' | '□' => Self::Wall,
            c if c.is_whitespace() => Self::Space,
            // Signs of emphasis and code, and what nobody sees.
            '*' | '`' | '\\' => Self::Nothing,
            c if is_unseen(c) => Self::Nothing,
            c if crate::text::character::is_stroke(c) => Self::Sign('-'),
            ',' | '，' => Self::Sign(','),
            '.' | '．' => Self::Sign('.'),
            '/' | '／' => Self::Sign('/'),
            '_' | '＿' => Self::Sign('_'),
            '・' | '･' | '·' => Self::Sign('・'),
            ':' | '：' => Self::Sign(':'),
            '~' | '～' | '〜' | '∼' => Self::Sign('~'),
            '、' | '､' => Self::Sign('、'),
            '(' | ')' | '（' | '）' | '[' | ']' | '［' | '］' | '「' | '」' | '【' | '】' | '{' | '}'
            | '〔' | '〕' => Self::Sign('('),
            '。' | '｡' | '!' | '！' | '?' | '？' | '%' | '％' => return None,
            c if crate::text::character::is_alphanumeric(c) => return None,
            _ => Self::Mixed,
        })
    }

    /// With what follows it; `None` where a row or a paragraph ends.
    pub(super) fn then(self, next: Self) -> Option<Self> {
        Some(match (self, next) {
            (Self::Nothing, other) | (other, Self::Nothing) => other,
            (one, other) if one == other => one,
            (Self::Line, Self::Wall) | (Self::Wall, Self::Line) => return None,
            (Self::Space, other) | (other, Self::Space) => other,
            (Self::Line, sign @ Self::Sign(_)) | (sign @ Self::Sign(_), Self::Line) => sign,
            _ => Self::Mixed,
        })
    }
}

/// Characters without a shape: soft hyphens, joiners, selectors of variants, marks of direction.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Digits with what stands between them.
pub(super) struct Stream<'t> {
    pub(super) text: &'t str,
    /// Tags are no words.
    pub(super) html: bool,
    /// Written for programs: signs between numbers make a list.
    pub(super) code: bool,
    pub(super) digits: &'t [(u32, Span)],
    /// `separators[i]` stands before `digits[i]`; the first is nothing.
    pub(super) separators: &'t [Separator],
}

impl Stream<'_> {
    /// The numbers: indices of their digits, and whether something calls them one.
    pub(super) fn numbers(&self) -> Vec<(Range<usize>, bool)> {
        let mut found = Vec::new();
        let mut first = 0;
        while first + LENGTH <= self.digits.len() {
            let range = first..first + LENGTH;
            match self.number(&range) {
                Some(named) => {
                    found.push((range, named));
                    first += LENGTH;
                }
                None => first += 1,
            }
        }
        found
    }

    fn begins_group(&self, index: usize) -> bool {
        index == 0 || index >= self.digits.len() || self.separators[index] != Separator::Nothing
    }

    fn number(&self, range: &Range<usize>) -> Option<bool> {
        if !self.begins_group(range.start) || !self.begins_group(range.end) {
            return None;
        }
        let mut digits = [0; LENGTH];
        for (into, (value, _)) in digits.iter_mut().zip(&self.digits[range.clone()]) {
            *into = *value;
        }
        if digits == [0; LENGTH] || !is_valid(&digits) {
            return None;
        }
        let inner = &self.separators[range.start + 1..range.end];
        if (range.start == 0 && self.is_named(range)) || self.is_headed(range) {
            return Some(true);
        }
        self.is_usual(range, inner, &digits).then_some(false)
    }

    /// How many digits each group has.
    fn groups(&self, range: &Range<usize>) -> Vec<usize> {
        let mut groups = vec![0];
        for index in range.clone() {
            if index > range.start && self.begins_group(index) {
                groups.push(0);
            }
            if let Some(last) = groups.last_mut() {
                *last += 1;
            }
        }
        groups
    }

    fn is_usual(&self, range: &Range<usize>, inner: &[Separator], digits: &[u32; LENGTH]) -> bool {
        let groups = self.groups(range);
        let mut seen = inner.iter().copied().filter(|s| !matches!(s, Separator::Nothing));
        let lines = inner.iter().filter(|s| **s == Separator::Line).count();
        let separator = match seen.clone().find(|s| *s != Separator::Line) {
            // A line may break between two groups.
            Some(one) if lines <= 1 => one,
            Some(_) => return false,
            None => seen.next().unwrap_or(Separator::Nothing),
        };
        let one_kind = seen.all(|s| s == separator || s == Separator::Line);
        let list = self.code && matches!(separator, Separator::Sign(sign) if sign != '-');
        if !one_kind || list || matches!(separator, Separator::Wall | Separator::Mixed) {
            return false;
        }
        let alone = range.start == 0 && range.end == self.digits.len();
        let (before, after) = (self.sign_before(range), self.sign_after(range));
        let goes_on = before == Some(separator) || after == Some(separator);
        match (groups.as_slice(), separator) {
            ([_], _) => self.is_bare(range, digits),
            ([4, 4, 4], separator) if separator == Separator::Sign('、') || are_years(digits) => false,
            ([4, 4, 4], Separator::Space) => !goes_on || self.is_short_row(range),
            ([4, 4, 4], Separator::Line) => alone,
            ([4, 4, 4], Separator::Sign('.')) => !goes_on || self.is_item(range),
            ([4, 4, 4], Separator::Sign('/' | '_')) => !goes_on && self.is_no_path(range),
            ([4, 4, 4] | [4, 8] | [8, 4], Separator::Sign('-')) | ([4, 4, 4], _) => !goes_on,
            ([3, 3, 3, 3] | [6, 6], Separator::Space | Separator::Sign(',' | '-')) => {
                !goes_on && !self.is_amount(range) && (alone || separator != Separator::Space)
            }
            // A box to a digit, read out one below the other.
            ([1, 1, ..], Separator::Line) => lines == LENGTH - 1 && alone,
            ([1, 1, ..], Separator::Space | Separator::Sign('-' | '、' | '(')) => {
                groups.len() == LENGTH && alone
            }
            _ => false,
        }
    }

    /// What stands between the digits and the one before them.
    fn sign_before(&self, range: &Range<usize>) -> Option<Separator> {
        (range.start > 0).then(|| self.separators[range.start])
    }

    fn sign_after(&self, range: &Range<usize>) -> Option<Separator> {
        self.separators.get(range.end).copied()
    }

    /// The text before and behind the digits.
    fn around(&self, range: &Range<usize>) -> (&str, &str) {
        let (start, end) = (self.digits[range.start].1.start, self.digits[range.end - 1].1.end);
        (&self.text[..start], &self.text[end..])
    }

    /// Twelve digits in one: no day with a time, no part of a hash, no amount.
    fn is_bare(&self, range: &Range<usize>, digits: &[u32; LENGTH]) -> bool {
        let (before, after) = self.around(range);
        let word = |c: &char| c.is_ascii_alphanumeric();
        let left = before.chars().rev().take(40).take_while(word).count();
        let right = after.chars().take(40).take_while(word).count();
        let decimal =
            before.strip_suffix("0.").is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_digit()));
        left + right <= 4 && !decimal && !self.is_amount(range) && !super::digits::is_time(digits)
    }

    /// A row of groups with white space between is one number and its neighbours, or counts: one more group of four digits
    /// is a neighbour, and so are the parts of a day and a second number. A code of banks begins with letters; where the
    /// line above or below is a row too they are counts.
    fn is_short_row(&self, range: &Range<usize>) -> bool {
        const FOUR: usize = 4;
        let together =
            |index: &usize| matches!(self.separators[*index], Separator::Space | Separator::Nothing);
        let from = (1..=range.start).rev().take_while(together).last().map_or(range.start, |index| index - 1);
        let to =
            (range.end..self.digits.len()).take_while(together).last().map_or(range.end, |index| index + 1);
        let (before, _) = self.around(&(from..to));
        let day = self.is_day(from) && range.start >= from + 8;
        let counts = self.groups(&(from..to)).iter().filter(|group| **group > 2).count();
        let counts = counts.saturating_sub(if day { 2 } else { 0 });
        let beside = [Some(from).filter(|from| *from > 0), Some(to).filter(|to| *to < self.digits.len())];
        let rows = beside.into_iter().flatten().any(|at| self.separators[at] == Separator::Line);
        let code = before.ends_with(|c: char| c.is_ascii_alphabetic());
        let second = |first: usize| {
            let range = first..first + LENGTH;
            first + LENGTH <= to && self.groups(&range) == [4, 4, 4] && {
                let mut digits = [0; LENGTH];
                for (into, (value, _)) in digits.iter_mut().zip(&self.digits[range]) {
                    *into = *value;
                }
                is_valid(&digits)
            }
        };
        let twin = second(range.end) || (range.start >= from + LENGTH && second(range.start - LENGTH));
        let counted = self.is_amount(&(from..to));
        !code && !counted && (twin || counts < FOUR || (counts == FOUR && !rows))
    }

    /// 2026 0401: a year and a day of it.
    fn is_day(&self, from: usize) -> bool {
        let digits = self.digits[from..].iter().take(8).map(|(value, _)| *value).collect::<Vec<u32>>();
        self.begins_group(from + 4)
            && self.begins_group(from + 8)
            && matches!(
                digits.as_slice(),
                [1, 9, _, _, 0 | 1, _, 0..=3, _] | [2, 0, _, _, 0 | 1, _, 0..=3, _]
            )
    }

    /// 1.1234.5678.9018: the number of an item before it.
    fn is_item(&self, range: &Range<usize>) -> bool {
        let before = self.groups(&(0..range.start.max(1)));
        self.sign_after(range) != Some(Separator::Sign('.')) && range.start <= 2 && before.len() == 1
    }

    fn is_no_path(&self, range: &Range<usize>) -> bool {
        let (before, after) = self.around(range);
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_');
        !before.ends_with(part) && !after.starts_with('/')
    }

    /// An amount of money, a count.
    fn is_amount(&self, range: &Range<usize>) -> bool {
        let (before, after) = self.around(range);
        let units = ["円", "千円", "百万円", "億円", "人", "件", "回", "ページ", "％", "%"];
        units.iter().any(|unit| after.trim_start().starts_with(unit))
            || before.trim_end().ends_with(['¥', '￥', '\\'])
    }

    /// Whether the words beside the digits call them a number: those before, or those in brackets behind.
    fn is_named(&self, range: &Range<usize>) -> bool {
        let (before, after) = self.around(range);
        words::calls_it(before, self.html) || words::is_called_behind(after)
    }

    /// Whether the head of their column does, in a table of Markdown or of text with tabs.
    fn is_headed(&self, range: &Range<usize>) -> bool {
        let (before, _) = self.around(range);
        let own_cell =
            range.start == 0 || matches!(self.separators[range.start], Separator::Wall | Separator::Line);
        !self.html && own_cell && words::heads_column(before)
    }
}

/// 2024-2025-2026: years in a row, which only their check digit would make a number.
fn are_years(digits: &[u32; LENGTH]) -> bool {
    digits.chunks(4).all(|year| matches!(year, [1, 9, ..] | [2, 0, ..]))
}
