//! The words before a number that say what it is: 個人番号, マイナンバー, 住民票コード.
//!
//! Only words close before a number speak of it; those of a card, a law or an item do not. No digits are read here.

/// How many characters before a number are looked at.
const WINDOW: usize = 24;

/// In a page tags stand between: so many bytes are enough for the window.
const BYTES: usize = 1024;

const RESIDENT: [&str; 4] = ["住民票コード", "住民票ｺｰﾄﾞ", "住民票番号", "住基コード"];

/// Whether the words before a number, a few of them between or none, say that it is a 住民票コード.
pub(super) fn names_resident_code(before: &str, html: bool) -> bool {
    let stretch = near(before, WINDOW, html);
    let from = stretch.char_indices().rev().take(WINDOW).last().map_or(0, |(at, _)| at);
    RESIDENT.iter().any(|word| stretch[from..].contains(word))
}

/// The end of a text, at least so many characters of it where there are as many, without tags.
fn near(before: &str, characters: usize, html: bool) -> String {
    let mut start = before.len().saturating_sub(if html { BYTES } else { characters * 4 });
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let near = &before[start..];
    if html { without_tags(near) } else { near.replace("<br>", " ") }
}

/// Names of the number as people print them at a box, without white space and folded.
const NAMES: [&str; 7] = [
    "個人番号",
    "マイナンバー",
    "マイナンバ",
    "mynumber",
    "my_number",
    "individualnumber",
    "個人を識別するための番号",
];

/// What may follow such a name before the number itself: whose it is, what kind of field it is, particles.
const DRESSING: [&str; 34] = [
    "本人",
    "申請者",
    "届出者",
    "請求者",
    "世帯主",
    "配偶者",
    "代理人",
    "対象者",
    "被保険者",
    "受給者",
    "扶養者",
    "扶養親族",
    "児童",
    "保護者",
    "従業者",
    "職員",
    "氏名",
    "記入欄",
    "記載欄",
    "入力欄",
    "記載例",
    "カード番号",
    "カード",
    "のとおり",
    "は次",
    "は以下",
    "次",
    "以下",
    "12桁",
    "欄",
    "例",
    "番号",
    "とは",
    "又",
];

/// More of a label is not looked at.
const LABEL: usize = 90;

/// Whether a text ends in a name of the number, in whatever dress: 個人番号(本人)①:, 【個 人 番 号】, マイナンバー(12桁) は.
pub(super) fn calls_it(before: &str, html: bool) -> bool {
    let near = near(before, LABEL, html);
    let label = near.rsplit("\n\n").next().unwrap_or(&near);
    // Most cells and paragraphs are sentences: no name ends as they do.
    !label.trim_end().ends_with('。') && ends_in_name(&folded(label))
}

/// Whether what follows in brackets is such a name.
pub(super) fn is_called_behind(after: &str) -> bool {
    let rest = after.trim_start_matches([' ', '\u{3000}']);
    let Some(inside) = rest.strip_prefix(['(', '（', '[', '［', '【']) else { return false };
    let end = inside.char_indices().take(30).find(|(_, c)| matches!(c, ')' | '）' | ']' | '］' | '】'));
    end.is_some_and(|(end, _)| ends_in_name(&folded(&inside[..end])))
}

/// Whether the column that a cell stands in has such a name at its head, in a table of Markdown or with tabs. `before` is
/// all text before the digits.
pub(super) fn heads_column(before: &str) -> bool {
    /// How far up a head is looked for, in bytes: every number of a long table asks.
    const REACH: usize = 32 << 10;
    let mut start = before.len().saturating_sub(REACH);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let (above, line) = before[start..].rsplit_once('\n').unwrap_or(("", &before[start..]));
    let wall = if line.trim_start().starts_with('|') {
        '|'
    } else if line.contains('\t') {
        '\t'
    } else {
        return false;
    };
    let column = line.matches(wall).count();
    let head = above.rsplit('\n').take_while(|line| line.contains(wall)).last();
    let cell = head.and_then(|head| head.split(wall).nth(column));
    cell.is_some_and(|cell| ends_in_name(&folded(cell)))
}

/// Without white space, in one width and case.
fn folded(text: &str) -> Vec<char> {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkc().filter(|c| !c.is_whitespace() && *c != '*').flat_map(char::to_lowercase).collect()
}

fn ends_in_name(label: &[char]) -> bool {
    let mut rest = label;
    let ends = |rest: &[char], word: &str| {
        let length = word.chars().count();
        rest.len() >= length && rest[rest.len() - length..].iter().copied().eq(word.chars())
    };
    loop {
        if NAMES.iter().any(|name| ends(rest, name)) {
            return true;
        }
        if let Some(word) = DRESSING.iter().find(|word| ends(rest, word)) {
            rest = &rest[..rest.len() - word.chars().count()];
            continue;
        }
        let Some((&last, before)) = rest.split_last() else { return false };
        let opening = match last {
            ')' => Some('('),
            ']' => Some('['),
            '】' => Some('【'),
            '」' => Some('「'),
            '。' => return false,
            _ => None,
        };
        if let Some(open) = opening.and_then(|open| before.iter().rposition(|&c| c == open)) {
            if ends_in_name(&before[open + 1..]) {
                return true;
            }
            rest = &before[..open];
        } else if matches!(last, 'は' | 'が' | 'を' | 'の' | 'に' | 'も' | '0'..='9')
            || !crate::text::character::is_alphanumeric(last)
        {
            rest = before;
        } else {
            return false;
        }
    }
}

/// Whether an address on the web says that it carries a 個人番号, by the name of a field.
pub(super) fn is_telling(url: &str) -> bool {
    url.match_indices('=').any(|(at, _)| {
        let key = url[..at].rsplit(['?', '&', ';', '#', '/']).next().unwrap_or_default();
        let key = crate::text::percent::decode(key);
        let plain: String =
            key.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
        KEYS.iter().any(|name| plain.ends_with(name)) || is_key(&key) || ends_in_name(&folded(&key))
    })
}

/// Whether a text ends within an address on the web without its scheme, behind a slash: www.example.jp/a/.
pub(super) fn is_in_address(before: &str) -> bool {
    /// A longer way to a page is not looked at.
    const LONGEST: usize = 200;
    let part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '~');
    let length: usize = before.chars().rev().take(LONGEST).take_while(part).map(char::len_utf8).sum();
    let host = before[before.len() - length..].split_once('/').map(|(host, _)| host);
    let top = host.and_then(|host| host.rsplit_once('.')).map(|(_, top)| top);
    before.ends_with('/')
        && top.is_some_and(|top| top.len() > 1 && top.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Names of the number as programs write them, without what is no letter.
const KEYS: [&str; 4] = ["kojinbango", "kojinbangou", "mynumber", "individualnumber"];

/// Whether the name of a field of a form or a column of data is that of the number, as programs write it: kojin_bango1.
pub(super) fn is_key(name: &str) -> bool {
    let plain = |c: &char| c.is_ascii_alphabetic();
    let name: String = name.chars().filter(plain).map(|c| c.to_ascii_lowercase()).collect();
    KEYS.contains(&name.as_str()) || name == "myno"
}

fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    // What begins within a tag begins with the rest of it.
    let begin = match (html.find('<'), html.find('>')) {
        (Some(open), Some(close)) if close < open => close + 1,
        (None, Some(close)) => close + 1,
        _ => 0,
    };
    let mut rest = &html[begin..];
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else { return out };
        rest = &rest[open + close + 1..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_close_before_a_number_name_it() {
        let individual = |text| calls_it(text, false);
        for text in ["個人番号: ", "| マイナンバー | ", "本人の個人番号欄　", "個人番号は「", "Mynumber="]
        {
            assert!(individual(text), "{text}");
        }
        for text in ["個人番号カードの電話 ", "個人番号の件数 ", "個人番号利用事務 ", "番号 "]
        {
            assert!(!individual(text), "{text}");
        }
        assert!(names_resident_code("住民票コード：", false));
        assert!(names_resident_code("住民票コードの例として ", false));
        assert!(!names_resident_code("個人番号：", false));
    }

    #[test]
    fn tags_are_no_words() {
        let html = "<th class=\"a-very-long-name-of-a-class\">個人番号</th>\n<td id='x'>";
        assert!(calls_it(html, true));
        assert_eq!(without_tags("lass=\"x\">甲<b>乙</b"), "甲乙");
    }

    #[test]
    fn an_address_may_have_no_scheme() {
        for text in ["www.city.example.lg.jp/", "見る:example.jp/a/b-c/"] {
            assert!(is_in_address(text), "{text}");
        }
        for text in ["content/", "a.b/x", "/a.example/", "x.1/", "/", ""] {
            assert!(!is_in_address(text), "{text}");
        }
    }

    #[test]
    fn some_addresses_say_what_they_carry() {
        for field in [
            "kojinbango",
            "user-my_number",
            "individual_number",
            "MyNo",
            "id=1&個人番号",
            "%E5%80%8B%E4%BA%BA%E7%95%AA%E5%8F%B7",
        ] {
            assert!(is_telling(&format!("https://example.jp/?{field}=1")), "{field}");
        }
        for address in ["mynumber/1/", "?academyno=1", "mynumber/?id=1", "?bango=1"] {
            assert!(!is_telling(&format!("https://example.jp/{address}")), "{address}");
        }
    }
}
