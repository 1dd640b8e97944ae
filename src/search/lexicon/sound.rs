//! How a text in kana sounds, so that ways of writing the same sound are one: hiragana and katakana, small and large kana,
//! long vowels by sign, ぢ and じ.

use std::collections::BTreeSet;

use crate::search::text::{is_hiragana, narrow};

/// Katakana and the signs that stand between them.
fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30f6}' | 'ー')
}

/// Whether a text is nothing but kana.
pub(super) fn is_kana(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| is_hiragana(c) || is_katakana(c))
}

/// The kana of a text as they sound; other characters are left out.
pub(crate) fn sound(text: &str) -> String {
    let one = |c: char| -> Option<char> {
        let c = match c {
            '\u{30a1}'..='\u{30f6}' => char::from_u32(u32::from(c) - 0x60)?,
            c => c,
        };
        Some(match c {
            'ぁ' => 'あ',
            'ぃ' => 'い',
            'ぅ' => 'う',
            'ぇ' => 'え',
            'ぉ' | 'を' => 'お',
            'っ' => 'つ',
            'ゃ' => 'や',
            'ゅ' => 'ゆ',
            'ょ' => 'よ',
            'ゎ' => 'わ',
            'ゕ' => 'か',
            'ゖ' => 'け',
            'ぢ' => 'じ',
            'づ' => 'ず',
            c if is_hiragana(c) => c,
            _ => return None,
        })
    };
    narrow(text).chars().filter_map(one).collect()
}

/// Hiragana as katakana.
pub(super) fn in_katakana(text: &str) -> String {
    text.chars()
        .map(|c| if is_hiragana(c) { char::from_u32(u32::from(c) + 0x60).unwrap_or(c) } else { c })
        .collect()
}

/// The vowel of a kana, as its hiragana.
fn vowel(c: char) -> Option<char> {
    let rows = [
        ('あ', "あかさたなはまやらわがざだばぱ"),
        ('い', "いきしちにひみりぎじびぴ"),
        ('う', "うくすつぬふむゆるぐずぶぷ"),
        ('え', "えけせてねへめれげぜでべぺ"),
        ('お', "おこそとのほもよろごぞどぼぽ"),
    ];
    rows.into_iter().find(|(_, row)| row.contains(c)).map(|(vowel, _)| vowel)
}

/// A sound without what only lengthens a vowel: こうてい → こてい's neighbour こて. Romaji write it or not.
pub(super) fn without_long_vowels(sound: &str) -> String {
    let mut out = String::new();
    for c in sound.chars() {
        let before = out.chars().last().and_then(vowel);
        let long = matches!((before, c), (Some('お'), 'う' | 'お') | (Some('う'), 'う'));
        if !long {
            out.push(c);
        }
    }
    out
}

/// The names of letters, the long ones before those that they begin with. (The usual ones; 日本産業規格 has no list.)
const LETTERS: [(&str, char); 36] = [
    ("だぶりゆ", 'W'),
    ("だぶる", 'W'),
    ("えつくす", 'X'),
    ("えつち", 'H'),
    ("えいち", 'H'),
    ("きゆ", 'Q'),
    ("ぜつと", 'Z'),
    ("じえ", 'J'),
    ("じえい", 'J'),
    ("けい", 'K'),
    ("ぶい", 'V'),
    ("う゛い", 'V'),
    ("わい", 'Y'),
    ("えふ", 'F'),
    ("える", 'L'),
    ("えむ", 'M'),
    ("えぬ", 'N'),
    ("える", 'L'),
    ("おう", 'O'),
    ("ある", 'R'),
    ("えす", 'S'),
    ("てい", 'T'),
    ("ゆ", 'U'),
    ("えい", 'A'),
    ("え", 'A'),
    ("あい", 'I'),
    ("いー", 'E'),
    ("び", 'B'),
    ("し", 'C'),
    ("で", 'D'),
    ("でい", 'D'),
    ("い", 'E'),
    ("じ", 'G'),
    ("け", 'K'),
    ("お", 'O'),
    ("ぴ", 'P'),
];

/// Letters that were spelled out in katakana: ジーシーシー → GCC. Two letters and more, every one of them said.
pub(super) fn letters(text: &str) -> Option<String> {
    const MOST: usize = 24;
    let own = text.chars().all(|c| is_katakana(c) || is_hiragana(c)) && text.chars().count() <= MOST;
    if !own || text.chars().count() < 4 {
        return None;
    }
    let kana: Vec<char> = sound(text).chars().collect();
    // The fewest letters: longer names first.
    let mut best: Vec<Option<String>> = vec![None; kana.len() + 1];
    best[0] = Some(String::new());
    for at in 0..kana.len() {
        let Some(before) = best[at].clone() else { continue };
        for (name, letter) in LETTERS {
            let length = name.chars().count();
            let fits = kana.get(at..at + length).is_some_and(|own| own.iter().copied().eq(name.chars()));
            if fits {
                let next = format!("{before}{letter}");
                let slot = &mut best[at + length];
                if slot.as_ref().is_none_or(|old| old.len() > next.len()) {
                    *slot = Some(next);
                }
            }
        }
    }
    best.pop().flatten().filter(|letters| letters.len() >= 2)
}

/// The usual names of the letters from A on.
const NAMES: [&str; 26] = [
    "エー",
    "ビー",
    "シー",
    "ディー",
    "イー",
    "エフ",
    "ジー",
    "エイチ",
    "アイ",
    "ジェー",
    "ケー",
    "エル",
    "エム",
    "エヌ",
    "オー",
    "ピー",
    "キュー",
    "アール",
    "エス",
    "ティー",
    "ユー",
    "ブイ",
    "ダブリュー",
    "エックス",
    "ワイ",
    "ゼット",
];

/// A text with its runs of letters spelled out in katakana: GCC → ジーシーシー. `None` where it has none of two to eight.
pub(super) fn spelled_out(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut any = false;
    for run in chars.chunk_by(|a, b| a.is_ascii_alphabetic() == b.is_ascii_alphabetic()) {
        let name = |c: &char| {
            let place = u32::from(c.to_ascii_uppercase()).checked_sub(u32::from('A'))?;
            NAMES.get(usize::try_from(place).ok()?).copied()
        };
        if run[0].is_ascii_alphabetic() && (2..=8).contains(&run.len()) {
            out.extend(run.iter().filter_map(name));
            any = true;
        } else {
            out.extend(run);
        }
    }
    any.then_some(out)
}

/// Every sound that is one slip away: a kana mistaken, left out, too many, or two in each other's place.
pub(super) fn one_slip(sound: &str, alphabet: &BTreeSet<char>) -> Vec<String> {
    let own: Vec<char> = sound.chars().collect();
    let mut out = Vec::new();
    let mut push = |chars: &mut dyn Iterator<Item = char>| out.push(chars.collect::<String>());
    for at in 0..=own.len() {
        let (left, right) = own.split_at(at);
        for c in alphabet {
            push(&mut left.iter().copied().chain([*c]).chain(right.iter().copied()));
            if let Some((_, right)) = right.split_first() {
                push(&mut left.iter().copied().chain([*c]).chain(right.iter().copied()));
            }
        }
        if let Some((first, rest)) = right.split_first() {
            push(&mut left.iter().copied().chain(rest.iter().copied()));
            if let Some((second, rest)) = rest.split_first() {
                push(&mut left.iter().copied().chain([*second, *first]).chain(rest.iter().copied()));
            }
        }
    }
    out.retain(|other| other != sound);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_a_sound_are_one() {
        for (a, b) in
            [("セキュリティ", "せきゆりてい"), ("サーバー", "さば"), ("ﾊﾟｯﾁ", "ぱつち"), ("つづき", "つずき")]
        {
            assert_eq!(sound(a), sound(b), "{a}");
        }
        assert_eq!(without_long_vowels("じゆうみんひよう"), "じゆみんひよ");
    }

    #[test]
    fn letters_are_spelled_out() {
        for (typed, meant) in [
            ("ジーシーシー", "GCC"),
            ("アイエスエムエーピー", "ISMAP"),
            ("ブイピーエヌ", "VPN"),
            ("ユーエスビー", "USB"),
            ("じーしーしー", "GCC"),
            ("エルジーワン", ""),
            ("サーバー", ""),
        ] {
            assert_eq!(letters(typed).unwrap_or_default(), meant, "{typed}");
        }
        assert_eq!(spelled_out("株式会社GCC").as_deref(), Some("株式会社ジーシーシー"));
        assert_eq!(spelled_out("X線"), None);
    }
}
