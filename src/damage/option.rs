//! Printed options that are not those of the form.

use super::Damage;
use crate::text::folding::fold;
use crate::text::number::split_number;

/// What a misread option turns round: with and without a negation.
const NEGATIONS: [(&str, &str); 4] =
    [("しない", "する"), ("いない", "いる"), ("ではない", "である"), ("なし", "あり")];

/// Compares a printed option ("2) 定めていない") with the official one of its number. An option without a number, or
/// with one that the form does not have, has nothing to be compared with.
pub fn option(written: &str, official: &[String]) -> Option<Damage> {
    let (number, text) = split_number(written);
    let expected = official.get(usize::try_from(number?).ok()?.checked_sub(1)?)?;
    let (printed, meant) = (fold(text), fold(expected));
    if printed == meant {
        return None;
    }
    if affirmed(&printed) == affirmed(&meant) {
        return Some(Damage::new(
            "DMG-07",
            0..written.len(),
            format!("選択肢「{text}」は様式の「{expected}」と打ち消しが逆です。"),
            format!("The option \"{text}\" is the negation of the form's \"{expected}\"."),
        ));
    }
    Some(Damage::new(
        "VOC-01",
        0..written.len(),
        format!("選択肢「{text}」は様式の「{expected}」と異なります。"),
        format!("The option \"{text}\" differs from the form's \"{expected}\"."),
    ))
}

fn affirmed(text: &str) -> String {
    let negation =
        NEGATIONS.iter().find_map(|(no, yes)| text.strip_suffix(no).map(|stem| format!("{stem}{yes}")));
    negation.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_compared_with_the_one_of_its_number() {
        let official =
            ["特に力を入れて行っている", "十分に行っている", "十分に行っていない"].map(str::to_owned);
        let id = |written: &str| option(written, &official).map(|damage| damage.id);
        assert_eq!(id("1) 特に力を入れて行っていない"), Some("DMG-07"));
        assert_eq!(id("1) 特に力を入れている"), Some("VOC-01"));
        assert_eq!(id("3) 十分に行っていない"), None);
        assert_eq!(id("１） 特に力を入れて 行っている"), None);
        assert_eq!((id("特に力を入れている"), id("9) 特に")), (None, None));
    }
}
