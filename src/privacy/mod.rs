//! PRIV-01, PRIV-02, PRIV-03, PRIV-05: numbers of persons.
//!
//! * 個人番号: twelve digits of any script, kanji and dressed ones (①, ²) too, whose last one is the check digit of
//!   総務省令第85号 (平成26年) 第5条, written in one, in a usual grouping (4-4-4, 6-6, 3-3-3-3, digit by digit) with whatever is
//!   no letter between, or a word that is said for a dash (の, ハイフン), also when a line break, a tag, an escape or something
//!   unseen stands inside, or another number or a day is glued to it (`shapes.rs`). Where the words before or behind, or the
//!   head of the column, say 個人番号 or マイナンバー in whatever dress, in any grouping; and then also with a wrong check
//!   digit, as a warning.
//! * 住民票コード: eleven digits, only where the words before say so (its check digit is not published).
//! * Mobile telephones and addresses of e-mail that are not an office's: warnings, in evaluations alone.
//!
//! A check digit alone proves nothing (one string in ten passes), so the place matters: digits in one inside an address on
//! the web (but in groups of four, as the name of a document, as the value of a field) or a path, a longer number, a hash,
//! years, a day with a time (202603241530), an amount in 円, and columns and rows of counts are left alone.
//!
//! The digits themselves are never repeated: findings carry a place and nothing of the text.
//!
//! [`numbers`] looks for them in text and pages ([`in_text`], [`in_html`]), `grid` in cells, `between` in two texts that are
//! shown together, [`tree`] in folders; [`quoted`], [`masked`] and [`redact`] keep them out of what is said; [`allow`] holds the
//! exceptions. Names of persons are found where the model is known, in [`crate::assessment::names`].

pub mod allow;
mod between;
mod digits;
mod escapes;
mod findings;
pub(crate) mod grid;
mod kanji;
pub(crate) mod markup;
mod numbers;
mod redact;
mod separator;
mod shapes;
mod short;
mod silence;
mod tables;
pub mod tree;
mod web;
mod words;

#[cfg(test)]
pub(crate) mod test_support;
#[cfg(test)]
mod tests;

pub use allow::AllowList;
pub(crate) use between::{Ends, between};
pub use digits::{Kind, Number};
pub use findings::{check_body, check_name, finding};
pub(crate) use numbers::{PageScan, any_value, digits_of};
pub use numbers::{in_code, in_drawing, in_html, in_program, in_text, is_in, numbers};
pub use redact::{masked, quoted, redact, redacted, redacted_path, shown};
pub use silence::silenced;
