//! Numbers of eleven digits: mobile telephones by their first digits and their grouping, 住民票コード where the words
//! before say so (its check digit is not published).

use std::ops::Range;

use super::digits::{Kind, SHORT};
use super::separator::Separator;
use super::shapes::Stream;
use super::words;

impl Stream<'_> {
    /// What eleven digits from `first` are, if they are something, within the stretch that no list or bracket parts, and
    /// whether words say so.
    pub(super) fn short(&self, first: usize, stretch: &Range<usize>) -> Option<(Kind, bool)> {
        let range = first..first + SHORT;
        if range.end > stretch.end || !self.begins(range.end) {
            return None;
        }
        let separator = |at: usize| self.digits[first + at].before;
        let inner = self.digits[first + 1..range.end].iter().map(|digit| digit.before);
        let parted = inner.filter(|before| before.is_seen()).count();
        let value = |at: usize| self.digits[first + at].value;
        if value(0) == 0 && matches!(value(1), 7..=9) && value(2) == 0 {
            let joins = matches!(separator(3), Separator::Sign('-' | '.') | Separator::Space);
            let shape = parted == 0 || (parted == 2 && separator(3) == separator(7) && joins);
            let goes_on = [self.before(&range), self.behind(&range)].contains(&Some(Separator::Sign('-')));
            return (shape && !goes_on && self.is_bare(&range)).then_some((Kind::Mobile, false));
        }
        // Any grouping will do where the words before say what it is.
        let shape = parted == 0 || (range == *stretch && (parted <= 3 || parted == SHORT - 1));
        // 0800-123-4567, 050-1234-5678
        let telephone = value(0) == 0 && parted > 0;
        let named = || words::names_resident_code(self.around(&range).0, self.html);
        (shape && !telephone && named()).then_some((Kind::Resident, true))
    }
}
