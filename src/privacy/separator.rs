//! What stands between two digits that follow one another in a text, as far as it matters for whether they are one number.

use crate::text::character::{is_alphanumeric, is_stroke};
use crate::text::number::digit;

/// What stands between two digits that follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// Nothing.
    Nothing,
    /// Something that no reader sees: a tag, an escape, a mark of direction. A number may begin or end there.
    Unseen,
    /// White space within a line.
    Space,
    /// A line break.
    Line,
    /// The wall of a cell.
    Wall,
    /// A sign, repeated or with white space around; brackets are one sign, dashes, and the words that are said for one (の).
    Sign(char),
    /// Several different ones.
    Mixed,
}

/// Words that are said for the dash between groups, and what joins them in speech.
const SPOKEN: [&str; 12] = [
    "の",
    "ノ",
    "ハイフン",
    "ﾊｲﾌﾝ",
    "ダッシュ",
    "ﾀﾞｯｼｭ",
    "スペース",
    "ｽﾍﾟｰｽ",
    "空白",
    "マイナス",
    "ドット",
    "スラッシュ",
];

/// The length of such a word at the beginning of a text, in brackets or not, where a group of four digits follows: of years, items
/// and branches of a law with the same word between there are many.
pub(super) fn spoken(text: &str) -> Option<usize> {
    const GROUP: usize = 4;
    let (inside, close) = match text.chars().next()? {
        '(' => (&text[1..], ")"),
        '（' => (&text['（'.len_utf8()..], "）"),
        _ => (text, ""),
    };
    let word = SPOKEN.iter().find(|word| inside.starts_with(**word))?;
    let behind = inside[word.len()..].strip_prefix(close)?;
    let digits = behind.trim_start_matches([' ', '\u{3000}']).chars().take(GROUP + 1);
    let count = digits.take_while(|c| digit(*c).is_some()).count();
    (count == GROUP).then(|| text.len() - behind.len())
}

impl Separator {
    /// Of one character that is neither letter nor digit; `None` where no number goes on behind it.
    pub(super) fn of(c: char) -> Option<Self> {
        Some(match c {
            '\n' => Self::Line,
            '\t' | '|' | '｜' | '│' | '□' => Self::Wall,
            // The last one is the cell of Braille without a dot.
            c if c.is_whitespace() || c == '\u{2800}' => Self::Space,
            // Signs of emphasis and code, and what nobody sees, be it a letter to Unicode; and what is set over, under or
            // around a character.
            '*' | '`' | '\\' => Self::Unseen,
            c if is_unseen(c) || is_mark(c) || c.is_control() => Self::Unseen,
            c if is_stroke(c) || is_other_dash(c) => Self::Sign('-'),
            ',' | '，' => Self::Sign(','),
            '.' | '．' => Self::Sign('.'),
            '/' | '／' => Self::Sign('/'),
            '_' | '＿' => Self::Sign('_'),
            '・' | '･' | '·' | '•' | '․' | '‧' | '∙' | '⋅' => Self::Sign('・'),
            ':' | '：' => Self::Sign(':'),
            '~' | '～' | '〜' | '∼' => Self::Sign('~'),
            '、' | '､' => Self::Sign('、'),
            '(' | ')' | '（' | '）' | '[' | ']' | '［' | '］' | '「' | '」' | '【' | '】' | '{' | '}'
            | '〔' | '〕' => Self::Sign('('),
            '。' | '｡' | '!' | '！' | '?' | '？' | '%' | '％' => return None,
            c if is_alphanumeric(c) => return None,
            _ => Self::Mixed,
        })
    }

    /// With what follows it; `None` where a row or a paragraph ends.
    pub(super) fn then(self, next: Self) -> Option<Self> {
        Some(match (self, next) {
            (Self::Nothing | Self::Unseen, other) | (other, Self::Nothing | Self::Unseen) => other,
            (one, other) if one == other => one,
            (Self::Line, Self::Wall) | (Self::Wall, Self::Line) => return None,
            (Self::Space, other) | (other, Self::Space) => other,
            (Self::Line, sign @ Self::Sign(_)) | (sign @ Self::Sign(_), Self::Line) => sign,
            _ => Self::Mixed,
        })
    }
}

impl Separator {
    /// Whether it parts groups of digits for a reader.
    pub(super) fn is_seen(self) -> bool {
        !matches!(self, Self::Nothing | Self::Unseen)
    }

    /// Whether a telephone number or a 住民票コード ends there: lists and brackets hold several.
    pub(super) fn ends_short(self) -> bool {
        matches!(self, Self::Mixed | Self::Sign(',' | ':' | '~' | '、' | '('))
    }
}

/// Dashes of other scripts and of print (general category Pd of Unicode 16, without those of [`is_stroke`] and the wave dash),
/// the hyphen bullet, and a minus that is lowered.
fn is_other_dash(c: char) -> bool {
    matches!(
        c,
        '\u{2d7}'
            | '\u{58a}'
            | '\u{5be}'
            | '\u{1400}'
            | '\u{1806}'
            | '\u{2043}'
            | '\u{208b}'
            | '\u{2e17}'
            | '\u{2e1a}'
            | '\u{2e3a}'
            | '\u{2e3b}'
            | '\u{2e40}'
            | '\u{2e5d}'
            | '\u{3030}'
            | '\u{30a0}'
            | '\u{fe31}'
            | '\u{fe32}'
            | '\u{10ead}'
    )
}

/// Marks that are set over, under or around the character before them, in the blocks that hold nothing else: an underline, the
/// frame of a key.
pub(super) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
            | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Characters without a shape: soft hyphens, joiners, fillers, selectors of variants, marks of direction, tags
/// (Default_Ignorable_Code_Point of Unicode 16, and what annotates).
pub(super) fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}
