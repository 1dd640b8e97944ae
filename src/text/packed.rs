//! A sorted list of short texts in one line: each as how much it shares with the one before, and the rest. Ids of items, which
//! are paths through a form, come to a quarter of their length; a change of one stays a change of a word or two.

/// How much is shared, as one sign.
const SIGNS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The list of some texts, sorted, each once. Texts with white space cannot be in it and are left out.
pub fn pack<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut texts: Vec<&str> =
        texts.into_iter().filter(|text| !text.is_empty() && !text.contains(char::is_whitespace)).collect();
    texts.sort_unstable();
    texts.dedup();
    let mut out = String::new();
    let mut before = "";
    for text in texts {
        let mut shared = before.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
        shared = shared.min(SIGNS.len() - 1);
        while !text.is_char_boundary(shared) {
            shared -= 1;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push(char::from(SIGNS[shared]));
        out.push_str(&text[shared..]);
        before = text;
    }
    out
}

/// The texts of a list; `None` where it is none.
pub fn unpack(list: &str) -> Option<Vec<String>> {
    let mut texts: Vec<String> = Vec::new();
    for word in list.split(' ').filter(|word| !word.is_empty()) {
        let sign = word.bytes().next()?;
        let shared = SIGNS.iter().position(|own| *own == sign)?;
        let before = texts.last().map_or("", String::as_str).get(..shared)?;
        texts.push(format!("{before}{}", &word[1..]));
    }
    Some(texts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_list_is_short_and_plain() {
        let list = pack(["ii-kokuho-4-t2-6", "ii-kokuho-4-t2", "cover", "ii-kokuho-4-t2-6"]);
        assert_eq!(list, "0cover 0ii-kokuho-4-t2 E-6");
        assert_eq!(unpack(&list).expect("a list"), ["cover", "ii-kokuho-4-t2", "ii-kokuho-4-t2-6"]);
        assert_eq!(unpack(""), Some(Vec::new()));
        for none in ["!x", "5x", "0あ 2い"] {
            assert_eq!(unpack(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_back(texts in proptest::collection::vec("[a-cあい-]{1,70}", 0..20)) {
            let mut wanted = texts.clone();
            wanted.sort();
            wanted.dedup();
            prop_assert_eq!(unpack(&pack(texts.iter().map(String::as_str))), Some(wanted));
        }
    }
}
