//! A verb in the forms that people type it in: 頼む asks as 頼みたい, 頼んで, 頼まれた, 頼める too.

/// What goes on behind the stem of a verb that never changes: 調べます, 調べた, 調べない, 調べて, 調べられる, 調べれば.
const BEHIND_STEM: [&str; 6] = ["ま", "た", "な", "て", "ら", "れ"];

/// The same behind 頼み: without it, 頼み could be half of a noun.
const BEHIND_I: [&str; 4] = ["ま", "た", "な", "方"];

/// Verbs by their last kana: what stands for it before ない, before ます, before ば, and before て.
const CHANGING: [(char, [&str; 4]); 9] = [
    ('う', ["わ", "い", "え", "っ"]),
    ('く', ["か", "き", "け", "い"]),
    ('ぐ', ["が", "ぎ", "げ", "い"]),
    ('す', ["さ", "し", "せ", "して"]),
    ('つ', ["た", "ち", "て", "っ"]),
    ('ぬ', ["な", "に", "ね", "ん"]),
    ('ぶ', ["ば", "び", "べ", "ん"]),
    ('む', ["ま", "み", "め", "ん"]),
    ('る', ["ら", "り", "れ", "っ"]),
];

/// Before る these are part of a stem that never changes: 調べる, 借りる.
const OF_STEM: &str = "いきしちにひみりぎじびえけせてねめれげぜでべ";

/// The other forms of a verb, as far as they tell it from others; none of what is no verb.
pub(super) fn forms(word: &str) -> Vec<String> {
    let mut chars = word.chars().rev();
    let (Some(last), Some(before)) = (chars.next(), chars.next()) else { return Vec::new() };
    let stem = &word[..word.len() - last.len_utf8()];
    let on = |ends: &[&str]| ends.iter().map(|end| [stem, end].concat()).collect::<Vec<String>>();
    // 見張 of 見張っている is a word to search; a single character would be half of many.
    let alone = stem.chars().count() > 1 && stem.chars().next_back().is_some_and(is_kanji);
    let own = if alone { vec![stem.to_owned()] } else { Vec::new() };
    // 公開する is known as 公開.
    if word.ends_with("する") {
        return Vec::new();
    }
    if last == 'る' && OF_STEM.contains(before) {
        return [own, on(&BEHIND_STEM)].concat();
    }
    let Some((_, [a, i, e, te])) = CHANGING.iter().find(|(end, _)| *end == last) else { return Vec::new() };
    let of_i = BEHIND_I.map(|end| [stem, i, end].concat());
    [own, on(&[a, e, te]), of_i.to_vec()].concat()
}

fn is_kanji(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_is_known_in_the_forms_that_people_type() {
        for (verb, typed) in [
            ("頼む", "頼みたい 頼んで 頼まれた 頼めますか 頼みます 頼み方"),
            ("直す", "直してほしい 直した 直せますか 直されたら 直しますか"),
            ("払う", "払わない 払って 払えますか 払いました"),
            ("届く", "届いた 届かない 届きます 届けば"),
            ("渡る", "渡って 渡らない 渡りますか 渡れば"),
            ("調べる", "調べて 調べない 調べられる 調べますか 調べれば"),
            ("借りる", "借りた 借りたい"),
            ("見張る", "見張 見張っている"),
        ] {
            let forms = forms(verb);
            for typed in typed.split(' ') {
                assert!(forms.iter().any(|form| typed.starts_with(form.as_str())), "{typed}: {forms:?}");
            }
        }
    }

    #[test]
    fn what_is_no_verb_has_no_forms_and_no_form_is_half_of_a_noun() {
        for other in ["手数料", "公開する", "無料", "払わない", "る", "", "パスワード"] {
            assert!(forms(other).is_empty(), "{other}: {:?}", forms(other));
        }
        assert!(!forms("頼む").iter().any(|form| "頼み事".starts_with(form.as_str())));
        assert!(!forms("届ける").iter().any(|form| "届け先".starts_with(form.as_str())));
    }
}
