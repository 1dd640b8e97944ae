//! Brackets that are opened and not closed, or the other way round: the page or the cell was cut there.

use super::{Damage, short};
use crate::text::character::is_kanji;
use crate::text::number::circled;

/// Pairs of brackets. `<` and `>` are left out: they compare, too.
const PAIRS: [([char; 2], [char; 2]); 3] =
    [(['(', '（'], [')', '）']), (['「', '「'], ['」', '」']), (['【', '【'], ['】', '】'])];

/// Brackets without a partner; the first of each kind.
pub(super) fn cut(text: &str) -> Vec<Damage> {
    PAIRS.iter().filter_map(|(open, close)| unpaired(text, *open, *close)).collect()
}

/// Whether the bracket at a byte of a text has a partner there.
pub fn is_paired(text: &str, at: usize) -> bool {
    let sign = text[at..].chars().next();
    let pair =
        PAIRS.iter().find(|(open, close)| sign.is_some_and(|c| open.contains(&c) || close.contains(&c)));
    let Some((open, close)) = pair else { return false };
    let mut opened: Vec<usize> = Vec::new();
    for (place, sign) in text.match_indices([open[0], open[1], close[0], close[1]]) {
        if sign.starts_with(*open) {
            opened.push(place);
        } else if let Some(partner) = opened.pop()
            && (place == at || partner == at)
        {
            return true;
        }
    }
    false
}

fn unpaired(text: &str, open: [char; 2], close: [char; 2]) -> Option<Damage> {
    let mut opened: Vec<usize> = Vec::new();
    let mut alone = None;
    let bracket = [open[0], open[1], close[0], close[1]];
    for (at, sign) in text.match_indices(bracket) {
        if sign.starts_with(open) {
            opened.push(at);
        } else if opened.pop().is_none() && !numbers(&text[..at]) {
            alone = alone.or(Some(at));
        }
    }
    let at = alone.or(opened.first().copied())?;
    let shown = short(text[at..].lines().next().unwrap_or_default());
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    let (ja, en) = if alone.is_some() { ("始まり", "opening") } else { ("終わり", "closing") };
    Some(Damage::new(
        "DMG-06",
        at..at + length,
        format!("括弧の{ja}がありません(「{shown}」)。文が途中で切れている可能性があります。"),
        format!("A bracket has no {en} partner (\"{shown}\"). The text may have been cut."),
    ))
}

/// Whether a `)` behind a text ends the number of a list: `1)`, `a)`, `ア)`, `①)`.
fn numbers(text: &str) -> bool {
    let mut back = text.chars().rev();
    let (last, before) = (back.next().unwrap_or('\n'), back.next().unwrap_or('\n'));
    let edge = |c: char| c.is_whitespace() || c.is_ascii_digit() || "。、・>＞〉".contains(c);
    last.is_ascii_digit()
        || circled(last).is_some()
        || (last.is_alphabetic() && !is_kanji(last) && edge(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_without_a_partner_is_reported_once() {
        assert_eq!(cut("民間事業者( その他(").len(), 1);
        assert_eq!(cut("以下「利用基準という。")[0].range.start, "以下".len());
        assert_eq!(
            cut("を含む。)とする")[0].message.ja,
            "括弧の始まりがありません(「)とする」)。文が途中で切れている可能性があります。"
        );
    }

    #[test]
    fn lists_and_mixed_widths_are_in_order() {
        for text in ["1) 甲 2) 乙", "a) 甲\nb) 乙", "ア)甲", "（甲)「乙」【丙】", "(甲（乙）)"]
        {
            assert!(cut(text).is_empty(), "{text}");
        }
    }
}
