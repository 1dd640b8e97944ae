//! Laws by year and number, with or without the day between them: 昭和42年法律第81号, S42法81.

use super::dates;
use super::{Phrase, UnitKind};

/// What a law is called by its number, and how that is shortened.
const KINDS: [(&str, &str); 4] = [("法律", "法"), ("政令", "政"), ("省令", "省"), ("条例", "条")];

/// Year and number of a law that a phrase names by them: two conditions, because texts put the day between (昭和42年7月25日
/// 法律第81号).
pub(super) fn year_and_number(phrase: &Phrase) -> Option<[Phrase; 2]> {
    if phrase.exact {
        return None;
    }
    let units = &phrase.units;
    let text = |at: usize| units.get(at).map(|unit| unit.text.as_str());
    let digits =
        |at: usize| units.get(at).filter(|unit| unit.kind == UnitKind::Digits).map(|unit| unit.text.as_str());
    // Spelled out: a year without a month, then what kind of law, then the number.
    if let Some((length, day)) = dates::at(units)
        && day.month.is_none()
    {
        let (name, _) = KINDS.iter().find(|(name, _)| {
            name.chars().enumerate().all(|(n, c)| text(length + n).is_some_and(|own| own.chars().eq([c])))
        })?;
        let number = length + name.chars().count();
        let number = number + usize::from(text(number) == Some("第"));
        digits(number)?;
        (number + 2 == units.len() && text(number + 1) == Some("号")).then_some(())?;
        return Some([phrase.part(0, length), phrase.part(length, units.len())]);
    }
    // Shortened: the letter of the era, the year, one character, the number.
    let era = dates::era(text(0)?)?;
    let (year, number) = (digits(1)?, digits(3)?);
    let (name, _) = KINDS.iter().find(|(_, short)| text(2) == Some(short))?;
    (units.len() == 4)
        .then(|| [Phrase::of(&format!("{era}{year}年")), Phrase::of(&format!("{name}第{number}号"))])
}
