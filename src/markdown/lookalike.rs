//! Slips of the pen: lines of text that were probably meant to be a box, a heading or a row of a table.
//!
//! Full-width signs and forgotten spaces look right to a person and make a line plain text. Escaped signs
//! (`\\[○\\]`) are text on purpose and never reported.

use crate::finding::Text;
use crate::text::character::is_stroke;

/// What a trimmed line looks like: rule, message, help. `None` for an ordinary line.
pub(super) fn of(line: &str) -> Option<(&'static str, Text, Text)> {
    if looks_like_box(line) {
        return Some((
            "MD-10",
            Text::new(
                "選択の印のように見えますが、文字として扱われます。",
                "This looks like a box, but it counts as text.",
            ),
            Text::new(
                "半角で `- [x] 選択肢`(選ばれていないものは `- [ ]`、読み取れないものは `- [?]`)と書いてください。文字なら `[` の前に `\\` を付けてください。",
                "Write `- [x] option` in ASCII (`- [ ]` not chosen, `- [?]` lost). If it is text, put `\\` before `[`.",
            ),
        ));
    }
    if looks_like_heading(line) {
        return Some((
            "MD-11",
            Text::new(
                "見出しのように見えますが、文字として扱われます。",
                "This looks like a heading, but it counts as text.",
            ),
            Text::new(
                "半角の `#` と半角の空白で `## 見出し` と書いてください。文字なら行頭に `\\` を付けてください。",
                "Write `## heading` with ASCII `#` and a space. If it is text, put `\\` before it.",
            ),
        ));
    }
    line.starts_with('|').then(|| {
        (
            "MD-12",
            Text::new(
                "表の行のように見えますが、表になっていません。文字として扱われます。",
                "This looks like a row of a table, but there is no table. It counts as text.",
            ),
            Text::new(
                "見出しの行のすぐ下に、同じ列数の `| --- | --- |` の行が必要です。文字なら縦棒を `\\|` と書いてください。",
                "A row `| --- | --- |` with as many cells must follow the header. If it is text, write `\\|`.",
            ),
        )
    })
}

fn looks_like_box(line: &str) -> bool {
    let bullet = |c: char| is_stroke(c) || matches!(c, '*' | '+' | '・' | '＊');
    let inner = line.strip_prefix(bullet).map(str::trim_start);
    let mut chars = inner.unwrap_or(line).chars();
    let open = chars.next();
    let known = match open {
        Some('[' | '［') => true,
        // 【x】 without a bullet is a heading of the text.
        Some('【') => inner.is_some(),
        _ => false,
    };
    let close = |c: Option<char>| matches!(c, Some(']' | '］' | '】'));
    let sign = |c: char| {
        matches!(
            c,
            'x' | 'X'
                | 'ｘ'
                | 'Ｘ'
                | '✓'
                | '✔'
                | 'レ'
                | '○'
                | '〇'
                | '◯'
                | '●'
                | '?'
                | '？'
                | ' '
                | '\u{3000}'
        )
    };
    let mut rest = chars.clone();
    known && (close(rest.next()) || chars.next().is_some_and(|c| sign(c) && close(chars.next())))
}

fn looks_like_heading(line: &str) -> bool {
    let rest = line.trim_start_matches(['#', '＃']);
    let marks = line.len() - rest.len();
    // "#1" is text; "##3." and "＃ 3." are not.
    line.starts_with('＃') || (marks > 1 && !rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_text_is_left_alone() {
        for line in [
            "- [ｘ] 甲",
            "・[x] 甲",
            "－ [x] 甲",
            "-[x] 甲",
            "- [x]甲",
            "- [○] 甲",
            "- 【x】 甲",
            "[○]甲",
            "[] 甲",
            "［　］甲",
        ] {
            assert_eq!(of(line).map(|f| f.0), Some("MD-10"), "{line}");
        }
        for line in ["＃＃ 3. 甲", "##3. 甲"] {
            assert_eq!(of(line).map(|f| f.0), Some("MD-11"), "{line}");
        }
        assert_eq!(of("| 甲 | 乙 |").map(|f| f.0), Some("MD-12"));
        for line in [
            "\\[○\\]甲",
            "【職員端末】",
            "【x】甲",
            "・甲[乙]",
            "[令和7年5月 様式4]",
            "#1",
            "- 甲",
            "・【乙】",
            "\\| 甲",
        ] {
            assert_eq!(of(line).map(|f| f.0), None, "{line}");
        }
    }
}
