//! Names of former managers, which stay in the document and out of the index.
//!
//! Until 2018 the forms asked for the name of the 所属長; change logs still hold such names. They are replaced by
//! a visible sign, never silently dropped. What looks like a name is left out even where it might be none: the
//! document itself keeps every character.

/// What stands in place of a name.
const MASK: &str = "〔氏名〕";

/// Words that a name may follow.
const POSTS: [&str; 7] = ["所属長", "課長", "部長", "係長", "室長", "局長", "所長"];

/// A text without names that follow a post: 課長 甲野 太郎 → 課長 〔氏名〕.
pub(super) fn without(text: &str) -> String {
    if !POSTS.iter().any(|post| text.contains(post)) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(end) = POSTS.iter().filter_map(|post| rest.find(post).map(|at| at + post.len())).min() {
        let (before, behind) = rest.split_at(end);
        out.push_str(before);
        rest = behind;
        if let Some((gap, length)) = name(behind) {
            out.push_str(&behind[..gap]);
            out.push_str(MASK);
            rest = &behind[gap + length..];
        }
    }
    out + rest
}

/// An answer to 所属長: each line is the title of a post, or not shown.
pub(super) fn of_manager(text: &str) -> String {
    let line = |line: &str| {
        let title = line.trim();
        let is_title = title.is_empty() || title.ends_with('長') && !title.contains(char::is_whitespace);
        if is_title || !title.chars().any(is_kanji) { line.to_owned() } else { MASK.to_owned() }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A name behind white space: one to four kanji, white space, one to four kanji, and then no kanji. Its distance
/// and length in bytes.
fn name(text: &str) -> Option<(usize, usize)> {
    let gap = text.len() - text.trim_start_matches([' ', '\u{3000}', ':', '：', '\n']).len();
    let family = run(&text[gap..]);
    let between = text[gap + family..].chars().next().filter(|c| matches!(c, ' ' | '\u{3000}'))?.len_utf8();
    let given = run(&text[gap + family + between..]);
    (gap > 0 && family > 0 && given > 0).then_some((gap, family + between + given))
}

/// The length in bytes of a run of one to four kanji; 0 for a longer one.
fn run(text: &str) -> usize {
    let kanji = text.chars().take_while(|c| is_kanji(*c));
    let (count, bytes) = kanji.fold((0, 0), |(count, bytes), c| (count + 1, bytes + c.len_utf8()));
    if count <= 4 { bytes } else { 0 }
}

fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_behind_a_post_are_masked() {
        assert_eq!(without("税務課長 架空 太郎"), "税務課長 〔氏名〕");
        assert_eq!(without("所属長：架空　花子、電話"), "所属長：〔氏名〕、電話");
        assert_eq!(without("課長 甲 乙、部長 丙野 丁子"), "課長 〔氏名〕、部長 〔氏名〕");
    }

    #[test]
    fn posts_alone_stay() {
        for text in ["保険年金課長", "課長が承認する。", "課長 承認する", "部長 情報管理責任者として", ""]
        {
            assert_eq!(without(text), text);
        }
    }

    #[test]
    fn an_answer_to_manager_is_a_title_or_nothing() {
        assert_eq!(of_manager("課長"), "課長");
        assert_eq!(of_manager("架空 花子"), "〔氏名〕");
        assert_eq!(of_manager("課長 架空 太郎"), "〔氏名〕");
        assert_eq!(of_manager("課長\n—"), "課長\n—");
    }
}
