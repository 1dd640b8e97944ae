//! Folds: what counts as the same words. For comparison only; pages show what is written.
//!
//! They differ on purpose. A label and an answer are the same in any brackets and either case ([`fold`], [`fold_text`]);
//! a date and a cover are read by their brackets and letters, and a cover character by character, since the place of
//! each is kept ([`fold_width`]); the name of a municipality is written with variants of a character that no label has
//! ([`fold_name`]). [`look_alike`] is for texts that a conversion may have misread. What readers type is folded by
//! [`crate::search`], which is compiled alone for the browser; what damage looks like is a table of
//! [`crate::damage`].

use unicode_normalization::UnicodeNormalization;

use super::character::is_dash;

/// Folds a label for comparison: what [`fold_text`] folds, and a trailing ※ with its scope note.
pub fn fold(label: &str) -> String {
    let folded = fold_text(label);
    match folded.rfind('※') {
        Some(at) if at > 0 && is_scope_note(&folded[at + '※'.len_utf8()..]) => folded[..at].to_owned(),
        _ => folded,
    }
}

/// Folds any text for comparison: compatibility forms and width (NFKC), white space, kinds of brackets and
/// dashes, case.
pub fn fold_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        // The last simple character of a run, and what was written before it.
        let mut last = (at, out.len());
        let mut next = text.len();
        for (place, c) in text[at..].char_indices().map(|(distance, c)| (at + distance, c)) {
            let folded = match simple(c) {
                Simple::Itself => Some(c),
                Simple::As(folded) => Some(folded),
                Simple::Nothing => None,
                Simple::No => {
                    next = place;
                    break;
                }
            };
            last = (place, out.len());
            out.extend(folded);
        }
        if next == text.len() {
            break;
        }
        // What is not simple may join with the character before it (か and a mark), never with a simple one behind it.
        let end =
            text[next..].find(|c| !matches!(simple(c), Simple::No)).map_or(text.len(), |end| next + end);
        out.truncate(last.1);
        fold_any(&text[last.0..end], &mut out);
        at = end;
    }
    out
}

/// The length of the part of `text` that reads `folded`, which has been [folded](fold); `None` where it reads otherwise.
pub fn prefix_of(text: &str, folded: &str) -> Option<usize> {
    let mut left = folded;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if left.is_empty() {
            return Some(at);
        }
        // A letter of half width has its mark beside it.
        let marked = chars.next_if(|(_, mark)| matches!(mark, '\u{FF9E}' | '\u{FF9F}'));
        let end = marked.map_or(at + c.len_utf8(), |(mark, c)| mark + c.len_utf8());
        left = left.strip_prefix(fold(&text[at..end]).as_str())?;
    }
    left.is_empty().then_some(text.len())
}

/// What [`fold_text`] makes of a character that begins something new wherever it stands.
enum Simple {
    Itself,
    As(char),
    /// White space.
    Nothing,
    /// It is looked up, together with its neighbours.
    No,
}

fn simple(c: char) -> Simple {
    match c {
        ' ' | '\u{3000}' | '\t'..='\r' => Simple::Nothing,
        'A'..='Z' => Simple::As(c.to_ascii_lowercase()),
        'ぁ'..='ゖ'
        | 'ァ'..='ー'
        | '\u{3400}'..='\u{4dbf}'
        | '一'..='\u{9fff}'
        | '\0'..='~'
        | '、'
        | '。'
        | '〃'
        | '々'
        | '〇'
        | '「'..='】'
        | '※'
        | '○'
        | '●'
        | '→' => Simple::Itself,
        '〈' | '《' | '〔' => Simple::As('<'),
        '〉' | '》' | '〕' => Simple::As('>'),
        // The full-width forms of ASCII, at one distance from it.
        '！'..='～' => match char::from_u32(u32::from(c) - 0xfee0) {
            Some(ascii) => Simple::As(ascii.to_ascii_lowercase()),
            None => Simple::No,
        },
        '①'..='⑨' => match char::from_u32(u32::from(c) - u32::from('①') + u32::from('1')) {
            Some(digit) => Simple::As(digit),
            None => Simple::No,
        },
        '‐'..='―' => Simple::As('-'),
        '〜' => Simple::As('~'),
        _ => Simple::No,
    }
}

/// [`fold_text`] for any characters.
fn fold_any(text: &str, out: &mut String) {
    let folded = text.nfkc().filter(|c| !c.is_whitespace()).map(|c| match c {
        '〈' | '⟨' | '《' | '＜' | '〔' => '<',
        '〉' | '⟩' | '》' | '＞' | '〕' => '>',
        dash if is_dash(dash) => '-',
        '~' | '～' | '〜' => '~',
        '･' => '・',
        other => other,
    });
    out.extend(folded.flat_map(char::to_lowercase));
}

fn is_scope_note(rest: &str) -> bool {
    rest.is_empty() || (rest.starts_with('(') && rest.ends_with(')'))
}

/// Folds the words of a date or a cover: width and compatibility forms, white space, dashes; 〔 counts as [.
pub fn fold_width(text: &str) -> String {
    text.chars().flat_map(fold_width_of).collect()
}

/// What [`fold_width`] makes of one character: none, one or several.
pub fn fold_width_of(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkc().filter(|c| !c.is_whitespace()).map(|c| match c {
        '〔' => '[',
        '〕' => ']',
        dash if is_dash(dash) => '-',
        other => other,
    })
}

/// Folds the name of a municipality: width, white space, variants of a character, small ヶ and ヵ.
pub fn fold_name(name: &str) -> String {
    let variant = |c: char| matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}');
    name.nfkc()
        .filter(|&c| !c.is_whitespace() && !variant(c))
        .map(|c| match c {
            'ヶ' => 'ケ',
            'ヵ' => 'カ',
            other => other,
        })
        .collect()
}

/// Of characters that look alike in print and that conversion takes for one another, the one that stands for all:
/// 号ロ and 号口 are the same on paper. For comparing two texts; search has a table of its own, of what readers type.
pub fn look_alike(c: char) -> char {
    match c {
        'ロ' => '口',
        'ニ' => '二',
        'カ' => '力',
        'ハ' => '八',
        'エ' => '工',
        'ト' => '卜',
        'タ' => '夕',
        'へ' => 'ヘ',
        'べ' => 'ベ',
        'ぺ' => 'ペ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn looked_up(text: &str) -> String {
        let mut out = String::new();
        fold_any(text, &mut out);
        out
    }

    /// What is folded without being looked up is folded in the same way.
    #[test]
    fn every_character_is_folded_as_it_is_looked_up() {
        for c in '\0'..='\u{2ffff}' {
            for text in [format!("か{c}A"), format!("{c}\u{3099}{c}")] {
                assert_eq!(fold_text(&text), looked_up(&text), "{c:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_folded_as_it_is_looked_up(
            text in "([ -~ぁ-ヿ一-鿿！-ﾟ①-⑳Ⅰ-Ⅻ]|\\PC|[\u{300}-\u{36f}\u{3099}\u{309a}゛゜〈〉‐-― \u{a0}\u{3000}]){0,40}"
        ) {
            prop_assert_eq!(fold_text(&text), looked_up(&text));
        }
    }

    #[test]
    fn width_brackets_and_marks_do_not_count() {
        assert_eq!(fold("①入手元　※"), fold("① 入手元"));
        assert_eq!(fold("Ⅲ 対策 ※(7. リスク1⑨を除く。)"), fold("III対策"));
        assert_eq!(fold("リスク1： 目的外"), fold("リスク１:目的外"));
        assert_ne!(fold("※印"), fold("印"));
    }

    #[test]
    fn folds_differ_where_they_have_to() {
        assert_eq!(fold_text("〔Ａ〕 ― ～"), "<a>-~");
        assert_eq!(fold_width("〔Ａ〕 ― ～"), "[A]-~");
        assert_eq!(fold_name("龍ヶ崎\u{E0100}　市"), "龍ケ崎市");
    }
}
