//! Numbers that must never be searched for: 12 digits, in any width, with or without separators.

use unicode_normalization::UnicodeNormalization as _;

/// Whether an input holds a number of exactly twelve digits, as a 個人番号 has. Its check digit does not matter: a
/// number with a slip of the finger is a personal number all the same.
pub(super) fn is_personal_number(input: &str) -> bool {
    let mut digits = 0_usize;
    let mut separated = false;
    for c in input.nfkc().chain(std::iter::once('\u{0}')) {
        if c.is_numeric() {
            digits += 1;
            separated = false;
        } else if digits > 0
            && !separated
            && (c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '—' | '―' | '−' | 'ー' | '_' | '·'))
        {
            separated = true;
        } else {
            if digits == 12 {
                return true;
            }
            digits = 0;
            separated = false;
        }
    }
    false
}
