//! The report as a comment on a pull request: GitHub-flavoured Markdown.
//!
//! Texts of evaluations stand in fenced blocks, where nothing is markup, no name is mentioned and no number becomes a
//! link; what stands elsewhere is escaped. A comment may have 65,536 letters: what would be too long is only named.

use std::fmt::Write as _;

use super::entry::{Entry, Item, Row, What, joined};
use super::words::{self, word};
use super::{FindingLine, Report};
use crate::finding::{Lang, human};

/// From so many letters on items are only named.
const FULL: usize = 50_000;
/// From so many letters on the rest is only counted: there is room for one more heading ([`NAME`]) behind it.
const NAMED: usize = 56_000;
/// So many letters of a name or a heading.
const NAME: usize = 120;
/// So many lines of what stayed are shown beside a change.
const AROUND: usize = 1;
/// So many letters of a line of what stayed.
const LINE: usize = 120;

pub(crate) fn render(report: &Report) -> String {
    let lang = report.lang;
    let mut out = Out { text: String::new(), lang, cut: false };
    out.line(&format!("# {}", word("title", lang)));
    out.line(&named(&report.portal));
    if report.errors_before > 0 {
        out.paragraph(word("errors-before", lang));
    }
    if report.is_empty() {
        out.paragraph(word("none", lang));
        return out.text;
    }
    out.counts(report);
    let mut left = 0;
    for entry in &report.entries {
        if out.length() > NAMED {
            left += 1;
            continue;
        }
        out.entry(entry);
    }
    out.left_out(left);
    out.findings("new", &report.new);
    out.findings("gone", &report.gone);
    // The last word: whatever stands here, no number of a person does.
    crate::privacy::redacted(&out.text)
}

struct Out {
    text: String,
    lang: Lang,
    /// It was said that the rest is only named.
    cut: bool,
}

impl Out {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn paragraph(&mut self, text: &str) {
        self.line("");
        self.line(text);
    }

    fn length(&self) -> usize {
        self.text.chars().count()
    }

    fn table(&mut self, head: &[&str], rows: impl Iterator<Item = Vec<String>>) {
        self.line("");
        self.line(&format!("| {} |", head.join(" | ")));
        self.line(&format!("|{}", " --- |".repeat(head.len())));
        let mut left = 0;
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
            let line = format!("| {} |", cells.join(" | "));
            if left > 0 || self.length() + line.chars().count() > NAMED {
                left += 1;
                continue;
            }
            self.line(&line);
        }
        self.left_out(left);
    }

    /// So many were left out.
    fn left_out(&mut self, left: usize) {
        if left > 0 {
            let more = word("more", self.lang);
            self.paragraph(&format!("{more} {left}"));
        }
    }

    fn counts(&mut self, report: &Report) {
        let lang = self.lang;
        let entries = |what: What| report.entries.iter().filter(|entry| entry.what == what).count();
        let items = report.entries.iter().map(|entry| entry.items.len()).sum();
        let rows = report.entries.iter().map(|entry| entry.rows.len()).sum();
        let counts: [(&str, usize); 8] = [
            ("added", entries(What::Added)),
            ("changed", entries(What::Changed)),
            ("removed", entries(What::Removed)),
            ("state", entries(What::State)),
            ("items", items),
            ("rows", rows),
            ("new", report.new.len()),
            ("gone", report.gone.len()),
        ];
        let shown = counts.into_iter().filter(|(_, count)| *count > 0);
        let rows = shown.map(|(key, count)| vec![word(key, lang).to_owned(), count.to_string()]);
        self.table(&["", word("count", lang)], rows);
    }

    fn entry(&mut self, entry: &Entry) {
        let lang = self.lang;
        self.paragraph(&format!("## {}", named(&entry.name)));
        self.line("");
        self.line(&format!("**{}**", word(entry.what.key(), lang)));
        let state = match &entry.states {
            (Some(before), Some(after)) if before != after => format!("{before} → {after}"),
            (_, Some(after)) => after.clone(),
            (Some(before), None) => before.clone(),
            (None, None) => String::new(),
        };
        self.line(&format!("- {}: {}", word("state-now", lang), named(&state)));
        if let Some(version) = &entry.compared_with {
            self.line(&format!("- {}: {}", word("compared", lang), named(version)));
        }
        if entry.unread {
            self.paragraph(word("unread", lang));
        } else if entry.what == What::Added && entry.compared_with.is_none() {
            self.paragraph(word("first", lang));
        }
        if !entry.fields.is_empty() {
            let rows = entry
                .fields
                .iter()
                .map(|(name, before, after)| vec![(*name).to_owned(), after.clone(), before.clone()]);
            self.table(&[word("field", lang), word("after", lang), word("before", lang)], rows);
        }
        for (at, item) in entry.items.iter().enumerate() {
            if !self.item(item) {
                self.left_out(entry.items.len() - at);
                break;
            }
        }
        let compared = entry.what == What::Changed || entry.compared_with.is_some();
        if compared && !entry.unread && entry.items.is_empty() {
            self.paragraph(word("nothing", lang));
        }
        if !entry.mentions.is_empty() {
            self.paragraph(&format!(
                "<details><summary>{} {}</summary>",
                word("mentions", lang),
                entry.mentions.len()
            ));
            let rows = entry.mentions.iter().map(|(name, why)| vec![name.clone(), why.clone()]);
            self.table(&[word("item", lang), word("why", lang)], rows);
            self.paragraph("</details>");
        }
        self.rows("rows", &entry.rows);
        self.rows("rows-gone", &entry.rows_gone);
    }

    /// An item, as long as there is room; whether there was any.
    fn item(&mut self, item: &Item) -> bool {
        let lang = self.lang;
        let outcome = words::outcome(item.outcome, lang);
        let block = self.block(item);
        let heading = named(&item.heading);
        let mut head = String::new();
        if !item.path.is_empty() {
            let _ = writeln!(head, "{}", escaped(&item.path));
        }
        head.push('\n');
        for timing in &item.timing {
            let _ = writeln!(head, "- {}: {}", word("timing", lang), escaped(timing));
        }
        if item.timing.is_empty() {
            let _ = writeln!(head, "- {}", word("no-row", lang));
        }
        let room = self.length() + head.chars().count() + block.chars().count();
        if self.cut || room > FULL {
            if !self.cut {
                self.cut = true;
                self.paragraph(word("cut", lang));
                self.line("");
            }
            let line = format!("- {} ({outcome})", named(&joined(&item.path, &item.heading)));
            if self.length() + line.chars().count() > NAMED {
                return false;
            }
            self.line(&line);
            return true;
        }
        self.paragraph(&format!("### {heading} ({outcome})"));
        self.text.push_str(&head);
        self.text.push_str(&block);
        true
    }

    /// The difference in a fence that nothing in it can close.
    fn block(&self, item: &Item) -> String {
        let lines = abridged(&item.sides.lines, word("unchanged", self.lang));
        let longest = lines.iter().flat_map(|(_, line)| line.split(|c| c != '`')).map(str::len).max();
        let fence = "`".repeat(longest.unwrap_or_default().max(2) + 1);
        let mut block = format!("\n{fence}diff\n");
        for (sign, line) in lines {
            let _ = writeln!(block, "{sign} {line}");
        }
        for after in [false, true] {
            if let Some(text) = words::absent(item.outcome, after, self.lang) {
                let sign = if after { '+' } else { '-' };
                let _ = writeln!(block, "{sign} {text}");
            }
        }
        block + &fence + "\n"
    }

    fn rows(&mut self, key: &str, rows: &[Row]) {
        let lang = self.lang;
        if rows.is_empty() {
            return;
        }
        self.paragraph(&format!("<details><summary>{} {}</summary>", word(key, lang), rows.len()));
        let head = ["date", "item", "after", "before", "timing", "reason"].map(|key| word(key, lang));
        let cells = rows.iter().map(|row| {
            [&row.date, &row.item, &row.after, &row.before, &row.timing, &row.reason].map(Clone::clone).into()
        });
        self.table(&head, cells);
        self.paragraph("</details>");
    }

    fn findings(&mut self, key: &str, findings: &[FindingLine]) {
        let lang = self.lang;
        if findings.is_empty() {
            return;
        }
        self.paragraph(&format!("## {}", word(key, lang)));
        let head = ["level", "rule", "place", "message"].map(|key| word(key, lang));
        let rows = findings.iter().map(|found| {
            vec![
                human::level(found.level, lang).to_owned(),
                found.id.clone(),
                found.place.clone(),
                found.message.clone(),
            ]
        });
        self.table(&head, rows);
    }
}

/// Lines with what stayed cut down to what stands beside a change.
fn abridged(lines: &[(char, String)], sign: &str) -> Vec<(char, String)> {
    let near = |at: usize| {
        let (from, to) = (at.saturating_sub(AROUND), (at + AROUND).min(lines.len() - 1));
        lines[from..=to].iter().any(|(kind, _)| *kind != ' ')
    };
    let mut out: Vec<(char, String)> = Vec::new();
    let mut left_out = false;
    for (at, (kind, line)) in lines.iter().enumerate() {
        if !near(at) {
            left_out = true;
            continue;
        }
        if std::mem::take(&mut left_out) {
            out.push((' ', sign.to_owned()));
        }
        let long = *kind == ' ' && line.chars().count() > LINE;
        let shown = if long { line.chars().take(LINE).chain(sign.chars()).collect() } else { line.clone() };
        out.push((*kind, shown));
    }
    if left_out {
        out.push((' ', sign.to_owned()));
    }
    out
}

/// A name in a line of Markdown, cut where it is longer than any name.
fn named(text: &str) -> String {
    match text.char_indices().nth(NAME) {
        Some((end, _)) => escaped(&text[..end]) + "…",
        None => escaped(text),
    }
}

/// A text in a line of Markdown, as a reader of GitHub gets it letter by letter: no markup, no HTML, no link, nobody
/// mentioned, no issue, no emoji.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' => out.push_str("<br>"),
            // What stands between is invisible, and parts what programs would take for one word.
            '@' | '#' | ':' => {
                if c == '#' {
                    out.push('\\');
                }
                out.push(c);
                if rest.peek().is_some_and(|next| !next.is_whitespace()) {
                    out.push_str("<!-- -->");
                }
            }
            // www.example.jp
            '.' if out.len() >= 3 && out.as_bytes()[out.len() - 3..].eq_ignore_ascii_case(b"www") => {
                out.push_str("<!-- -->.");
            }
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '+' | '-' | '!' | '|' | '~'
            | '$' | '=' | '"' | '\'' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(escaped("a|b"), "a\\|b");
        assert_eq!(escaped("<img src=x>"), "&lt;img src\\=x&gt;");
        assert_eq!(escaped("@octocat #12"), "@<!-- -->octocat \\#<!-- -->12");
        assert_eq!(escaped("https://x.jp"), "https:<!-- -->//x.jp");
        assert_eq!(escaped("www.x.jp"), "www<!-- -->.x.jp");
        assert_eq!(escaped("[a](b) `c` **d**"), "\\[a\\]\\(b\\) \\`c\\` \\*\\*d\\*\\*");
        assert_eq!(escaped("一\n二"), "一<br>二");
    }

    #[test]
    fn what_stayed_is_cut_down() {
        let line = |sign, text: &str| (sign, text.to_owned());
        let lines =
            [line(' ', "1"), line(' ', "2"), line('-', "3"), line('+', "4"), line(' ', "5"), line(' ', "6")];
        let shown: Vec<String> =
            abridged(&lines, "…").into_iter().map(|(sign, text)| format!("{sign}{text}")).collect();
        assert_eq!(shown, [" …", " 2", "-3", "+4", " 5", " …"]);
    }
}
