//! The two things that a review writes into a text: marks of boxes, and that it was verified. Every other byte stays as it
//! is.

use std::sync::Arc;

use crate::content::{Verified, decode, read_document};
use crate::import::{VERIFY, scalar};
use crate::text::date::Date;

/// Where the mark of the box in a line (from 1) stands, in bytes of the text.
pub(super) fn at(text: &str, line: usize) -> Option<usize> {
    let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let own = text.get(before..)?.lines().next()?;
    let open = own.find('[')?;
    let bullet = matches!(own[..open].trim(), "-" | "*" | "+");
    let mut rest = own[open + 1..].chars();
    let marked = matches!((rest.next(), rest.next()), (Some(' ' | 'x' | 'X' | '?'), Some(']')));
    (bullet && marked).then_some(before + open + 1)
}

/// The text with the marks of some lines set. `None` where a line has no box.
pub(super) fn with_marks(text: &str, marks: &[(usize, bool)]) -> Option<String> {
    let mut made = text.to_owned();
    for &(line, chosen) in marks {
        let at = at(&made, line)?;
        made.replace_range(at..=at, if chosen { "x" } else { " " });
    }
    Some(made)
}

/// The text with `verified` in its front matter, in place of what said so before. `None` where the front matter cannot be
/// read, before or after.
pub(super) fn with_verified(text: &str, date: Date, by: &str) -> Option<String> {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let bare = |line: &str| line.trim_end().trim_start_matches('\u{feff}').to_owned();
    let close = lines.iter().skip(1).position(|line| bare(line) == "---")? + 1;
    let break_ = if lines[close].ends_with("\r\n") || lines[0].ends_with("\r\n") { "\r\n" } else { "\n" };
    let mut inside = false;
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    for line in &lines[..close] {
        // What belongs to a key stands farther in than the key.
        inside = line.starts_with("verified:") || (inside && line.starts_with([' ', '\t']));
        if !inside && bare(line) != VERIFY {
            kept.push(line);
        }
    }
    let own = format!("verified: {{date: {date}, by: {}}}{break_}", scalar(by));
    let rest = lines.split_off(close);
    let made = [kept.concat(), own, rest.concat()].concat();
    let read = |text: &str| {
        let source = Arc::new(decode(text.as_bytes(), "").ok()?);
        let (meta, _, body) = read_document(&source).0?;
        let body = source.slice(body).to_owned();
        Some((meta, body))
    };
    let ((mut before, old), (after, new)) = (read(text)?, read(&made)?);
    before.verified = Some(Verified { date, by: by.to_owned() });
    (before == after && old == new).then_some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "---\nnumber: \"1\"\ntitle: 住民基本台帳\nkind: kiso\nagency: みほん市長\nstatus: preparing\n---\n# Ⅰ\n- [?] a [?]\n- [ ] b\n\n[ ] c\n・[x] d\n";

    #[test]
    fn a_mark_is_one_byte() {
        let made = with_marks(TEXT, &[(9, true), (10, false)]).expect("boxes");
        assert_eq!(made, TEXT.replace("- [?] a [?]", "- [x] a [?]"));
        for line in [0, 1, 8, 11, 12, 13, 99] {
            assert_eq!(with_marks(TEXT, &[(line, true)]), None, "{line}");
        }
        let windows = TEXT.replace('\n', "\r\n");
        assert_eq!(
            with_marks(&windows, &[(10, true)]).expect("boxes"),
            windows.replace("- [ ] b", "- [x] b")
        );
    }

    #[test]
    fn verified_is_one_line() {
        let day = Date::constant(2026, 3, 20);
        let made = with_verified(TEXT, day, "保険年金課").expect("a front matter");
        let line = "verified: {date: 2026-03-20, by: 保険年金課}\n";
        assert_eq!(made, TEXT.replace("preparing\n---", &format!("preparing\n{line}---")));
        // Again, in place of the other; also of one in several lines, and of the remark that the import leaves.
        let again = with_verified(&made, Date::constant(2026, 4, 1), "x: {y}").expect("again");
        assert_eq!(again, made.replace(line, "verified: {date: 2026-04-01, by: \"x: {y}\"}\n"));
        let long = TEXT.replace(
            "kind: kiso\n",
            &format!("verified:\n  date: 2025-01-01\n  by: 課\nkind: kiso\n{VERIFY}\n"),
        );
        assert_eq!(with_verified(&long, day, "保険年金課").expect("long"), made);
        let windows = with_verified(&TEXT.replace('\n', "\r\n"), day, "保険年金課").expect("windows");
        assert_eq!(windows, made.replace('\n', "\r\n"));
        for broken in ["", "# x\n", "---\nnumber: 1\n", "---\nkind: nothing\n---\n# x\n"] {
            assert_eq!(with_verified(broken, day, "課"), None, "{broken}");
        }
    }
}
