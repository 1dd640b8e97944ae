//! Numbers for tests: some with the right check digit, many that are nobody's.

use crate::text::number::{KANJI_DIGITS, digit, kanji_digit};

/// A small generator, so that tests repeat.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // SplitMix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or_default())).collect()
    }

    fn list(&mut self, most: u64, bound: u64, sign: &str) -> String {
        let count = 1 + self.below(most);
        let numbers: Vec<String> = (0..count).map(|_| (1 + self.below(bound)).to_string()).collect();
        numbers.join(sign)
    }
}

/// A number with the right check digit, another for each seed.
pub(crate) fn number(seed: u64) -> String {
    beginning("7", seed)
}

/// A number that begins with some digits.
fn beginning(begin: &str, seed: u64) -> String {
    let mut digits = format!("{begin}{}", Random(seed).digits(11 - begin.len()));
    let weights = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum: u32 = digits.chars().zip(weights).filter_map(|(c, w)| Some(c.to_digit(10)? * w)).sum();
    let check = if sum % 11 <= 1 { 0 } else { 11 - sum % 11 };
    digits.extend(char::from_digit(check, 10));
    digits
}

/// The ten digits in some dresses.
const DRESSES: [&str; 12] = [
    "⓪①②③④⑤⑥⑦⑧⑨",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "₀₁₂₃₄₅₆₇₈₉",
    "⓿❶❷❸❹❺❻❼❽❾",
    "🄋➀➁➂➃➄➅➆➇➈",
    "🄌➊➋➌➍➎➏➐➑➒",
    "0⑴⑵⑶⑷⑸⑹⑺⑻⑼",
    "🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐",
    "0⓵⓶⓷⓸⓹⓺⓻⓼⓽",
    "🄁🄂🄃🄄🄅🄆🄇🄈🄉🄊",
    "〇㈠㈡㈢㈣㈤㈥㈦㈧㈨",
    "〇㊀㊁㊂㊃㊄㊅㊆㊇㊈",
];

/// A template with a number in it: `#`, `＃` and `〓` are its digits in order, narrow, wide and Chinese, `\\=①` one in the dress
/// of that character, `\\n`, `\\t` and `\\u2066` what they say.
///
/// Some templates took the first digit from a year or a label before the number, so that of the number itself is written
/// out: the number is then one that begins with it. `None`: there is no such number.
pub(crate) fn filled(template: &str, seed: u64) -> Option<String> {
    // In a dress, or with others between them, the digits do not tell whether they are those of one number.
    let places = template.chars().filter(|c| matches!(c, '#' | '＃' | '〓')).count();
    let places = places + template.matches("\\=").count();
    let whole = || with_number(template, &number(seed));
    let as_it_is = (places >= 12 && places.is_multiple_of(12)).then(whole);
    let begins = (0..10).map(|d| d.to_string()).chain((0..100).map(|d| format!("{d:02}")));
    let numbers = [number(seed)].into_iter().chain(begins.map(|begin| beginning(&begin, seed)));
    let found = numbers.into_iter().find_map(|number| {
        let text = with_number(template, &number);
        let digit = |c| digit(c).or_else(|| kanji_digit(c));
        let digits: String = text.chars().filter_map(digit).map(|d| d.to_string()).collect();
        digits.contains(&number).then_some(text)
    });
    found.or(as_it_is)
}

fn with_number(template: &str, number: &str) -> String {
    let mut digits = number.chars().cycle();
    let mut out = String::new();
    let mut rest = template.chars();
    while let Some(c) = rest.next() {
        let mut digit = || digits.next().unwrap_or('0');
        match c {
            '#' => out.push(digit()),
            '＃' => out.extend(char::from_u32(u32::from(digit()) - u32::from('0') + u32::from('０'))),
            '〓' => {
                let value = digit().to_digit(10).unwrap_or_default();
                out.push(KANJI_DIGITS[value as usize]);
            }
            '\\' => match rest.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('=') => {
                    let like = rest.next().unwrap_or('①');
                    let value = digit().to_digit(10).unwrap_or_default();
                    let row = DRESSES.iter().find(|row| row.contains(like));
                    out.extend(row.and_then(|row| row.chars().nth(value as usize)));
                }
                Some('u') => {
                    let hex: String = rest.by_ref().take(4).collect();
                    out.extend(u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32));
                }
                other => out.extend(['\\'].into_iter().chain(other)),
            },
            other => out.push(other),
        }
    }
    out
}

/// A sentence with a number that is nobody's.
pub(crate) fn ordinary(random: &mut Random) -> String {
    let r = random;
    let (y, m, d) = (1990 + r.below(60), 1 + r.below(12), 1 + r.below(28));
    let area = ["03", "06", "011", "082", "0465", "0120", "0570"][usize::try_from(r.below(7)).unwrap_or(0)];
    let rest = 10 - area.len();
    match r.below(26) {
        0 => format!("番号法第9条第1項 別表第1の{}の項", r.list(12, 120, "、")),
        1 => {
            format!("別表第二における情報提供の根拠:第三欄が「個人番号」の項({}の項)", r.list(20, 120, "・"))
        }
        2 => format!("電話 {area}-{}-{}", r.digits(rest - 4), r.digits(4)),
        3 => format!("問い合わせ先 {area}({}){}、内線{}", r.digits(rest - 4), r.digits(4), r.digits(4)),
        4 => format!(
            "令和{}年{m}月{d}日 {y}-{m:02}-{d:02} {:02}:{:02}",
            1 + r.below(9),
            r.below(24),
            r.below(60)
        ),
        5 => format!("{y}{m:02}{d:02}{:02}{:02}.pdf", r.below(24), r.below(60)),
        6 => format!("法人番号 {}", r.digits(13)),
        7 => {
            format!("https://www.city.example.jp/{}/{}/index.html", r.digits(10), r.digits(12))
        }
        8 => format!("http://example.jp/soshiki/{}.html?id={}", r.digits(12), r.digits(12)),
        9 => (0..8).map(|_| format!("{}.項目{}", 1 + r.below(377), r.below(10))).collect::<Vec<_>>().concat(),
        10 => format!("記録項目 {}", r.list(30, 377, "．項目 ")),
        11 => format!("予算額 {}円、{}千円", r.digits(12), r.list(4, 999, ",")),
        12 => format!("第{}号", r.below(99999)),
        13 => format!("| {} |", r.list(12, 9, " | ")),
        14 => format!("| 個人番号の取扱件数 | {} |", r.list(9, 9999, " | ")),
        15 => format!("〒{}-{} {}番{}号", r.digits(3), r.digits(4), r.below(40), r.below(40)),
        16 => format!(
            "平成{}年法律第{}号、昭和{}年法律第{}号",
            r.below(31),
            r.below(200),
            r.below(64),
            r.below(300)
        ),
        17 => format!("{y}年度・{}年度・{}年度、{y}-{}-{}", y + 1, y + 2, y + 1, y + 2),
        18 => format!("{y} {} {} {}", y + 1, y + 2, y + 3),
        19 => format!("団体コード {}、宛名番号{}桁、様式{}", r.digits(6), r.below(20), r.below(9)),
        20 => format!("口座 {}-{}、証券 {}", r.digits(4), r.digits(7), r.digits(10)),
        21 => format!(
            "版 {}、{}.{}.{}.{}",
            r.list(4, 20, "."),
            r.below(256),
            r.below(256),
            r.below(256),
            r.below(256)
        ),
        22 => format!("カード {}-{}-{}-{}", r.digits(4), r.digits(4), r.digits(4), r.digits(4)),
        23 => format!(
            "| 個人番号の件数(4月から3月) | {} |",
            (0..12).map(|_| r.digits(1)).collect::<Vec<_>>().join(" | ")
        ),
        24 => format!("個人番号カードの交付 {} {} {}件", r.digits(4), r.digits(3), r.digits(4)),
        _ => format!("sha256: a{}f{}e{}", r.digits(12), r.digits(12), r.digits(3)),
    }
}
