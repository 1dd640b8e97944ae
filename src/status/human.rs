//! The report for a terminal, 80 cells wide; a kanji takes two of them.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::due::{Due, What};
use super::words::{self, say, word};
use super::{Cell, Draft, Held, Open, Review, Status, Task, When, Which, month};
use crate::content::Publisher;
use crate::finding::Lang;
use crate::render::words::{built_in, day};

/// How wide the report is.
const WIDTH: usize = 80;
/// The column of days.
const DAY: usize = 18;

/// The report as lines of text.
pub(crate) fn render(status: &Status, lang: Lang) -> String {
    let mut out = Out { text: String::new(), lang };
    out.line(&format!("{} - {}", word("heading", lang), status.portal));
    out.line(&format!(
        "{} {}  {}",
        word("as_of", lang),
        day(status.as_of, lang),
        built_in(lang).word("sheet.private")
    ));
    if status.counts.findings.error > 0 {
        out.indented(0, word("errors-note", lang));
    }
    out.counts(status);
    out.heading("due");
    out.due(&status.due);
    if !status.unknown.is_empty() {
        out.heading("unknown");
        for unknown in &status.unknown {
            out.item("", &who(&unknown.assessment), &[&unknown.text, &unknown.assessment.file]);
        }
    }
    out.heading("tasks");
    if status.publisher == Publisher::Collection {
        out.indented(0, word("collection-note", lang));
    }
    out.matrix(&status.tasks);
    out.heading("drafts");
    out.or_none(&status.drafts, Out::draft);
    out.heading("reviews");
    out.indented(2, word("reviews-note", lang));
    out.reviews(&status.reviews);
    out.heading("open");
    out.or_none(&status.open, Out::open);
    if !status.bases.is_empty() {
        out.heading("bases");
        for basis in &status.bases {
            let certainty = format!("{}: {}", word("certainty", lang), basis.certainty);
            out.item(basis.rule, &format!("{}: {}", basis.name, basis.basis), &[&certainty]);
        }
    }
    out.text
}

/// みほん市長 12 国民健康保険に関する事務(全項目評価書).
fn who(which: &Which) -> String {
    format!("{} {} {}({})", which.agency, which.number, which.title, which.kind.label())
}

struct Out {
    text: String,
    lang: Lang,
}

impl Out {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn heading(&mut self, key: &str) {
        let heading = word(key, self.lang);
        self.line("");
        self.line(heading);
        self.line(&"-".repeat(heading.width().min(WIDTH)));
    }

    /// A paragraph behind some empty cells.
    fn indented(&mut self, by: usize, text: &str) {
        for line in wrap(text, WIDTH - by) {
            self.line(&format!("{}{line}", " ".repeat(by)));
        }
    }

    /// A first column, a line, and more below that line.
    fn item(&mut self, first: &str, line: &str, below: &[&str]) {
        let column = if first.is_empty() { 0 } else { DAY };
        let lines = wrap(line, WIDTH - column - 2);
        for (at, line) in lines.iter().enumerate() {
            let first = if at == 0 { first } else { "" };
            self.line(&format!("  {}{line}", pad(first, column)));
        }
        for text in below.iter().filter(|text| !text.is_empty()) {
            self.indented(column + 4, text);
        }
    }

    fn or_none<T>(&mut self, list: &[T], show: fn(&mut Self, &T)) {
        if list.is_empty() {
            self.line(&format!("  {}", word("none", self.lang)));
        }
        for entry in list {
            show(self, entry);
        }
    }

    fn counts(&mut self, status: &Status) {
        let lang = self.lang;
        let counts = &status.counts;
        let named = |pairs: &[(&str, usize)]| {
            let all = pairs.iter().map(|(key, count)| format!("{} {count}", word(key, lang)));
            all.collect::<Vec<_>>().join(word("comma", lang))
        };
        self.heading("counts");
        let stages = named(&[
            ("of-published", counts.published),
            ("of-drafts", counts.drafts),
            ("of-preparing", counts.preparing),
            ("of-scheduled", counts.scheduled),
            ("of-ended", counts.ended),
        ]);
        let all = named(&[
            ("municipalities", counts.municipalities),
            ("numbers", counts.tasks),
            ("assessments", counts.assessments),
        ]);
        self.indented(2, &format!("{all} ({stages})"));
        let mut open = vec![("unverified-count", counts.unverified), ("lost-count", counts.lost_marks)];
        if status.publisher == Publisher::Official {
            open.insert(0, ("missing", counts.missing));
        }
        self.indented(2, &named(&open));
        let findings = counts.findings;
        let found =
            named(&[("error", findings.error), ("warning", findings.warning), ("info", findings.info)]);
        self.indented(2, &format!("{}: {found}", word("findings", lang)));
    }

    fn due(&mut self, due: &[Due]) {
        self.or_none(due, |_, _| {});
        for when in [When::Come, When::WithinAYear, When::Later] {
            let mut of_them = due.iter().filter(|due| due.when == when).peekable();
            if of_them.peek().is_some() {
                self.line(&format!("[{}]", when.text(self.lang)));
            }
            for due in of_them {
                let date = match due.what {
                    What::Reassessment => month(due.date, self.lang),
                    _ => day(due.date, self.lang),
                };
                self.item(&date, &who(&due.assessment), &[&due.text]);
            }
        }
    }

    fn matrix(&mut self, tasks: &[Task]) {
        const COLUMNS: [usize; 5] = [6, 27, 14, 14, 14];
        let lang = self.lang;
        let mut agency = None;
        for task in tasks {
            let this = (&task.municipality_code, &task.agency);
            if agency != Some(this) {
                agency = Some(this);
                self.line(&format!("[{} {}]", task.municipality, task.agency));
                let head = ["number", "task", "kiso", "juten", "zenkomoku"]
                    .map(|key| vec![word(key, lang).to_owned()]);
                self.row(&head, &COLUMNS);
            }
            let [kiso, juten, zenkomoku] = task.cells().map(|cell| self.cell(cell));
            let columns = [vec![task.number.clone()], wrap(&task.title, COLUMNS[1]), kiso, juten, zenkomoku];
            self.row(&columns, &COLUMNS);
        }
        self.or_none(tasks, |_, _| {});
    }

    fn cell(&self, cell: &Cell) -> Vec<String> {
        let lang = self.lang;
        let versions = match cell.versions {
            0 | 1 => String::new(),
            many => say("several-versions", [("count", many)], lang),
        };
        let mut lines = vec![format!("{}{versions}", cell.held.text(lang))];
        lines.extend(cell.date.map(|date| date.to_string()));
        lines.extend(cell.next.map(|next| format!("+{}", next_word(next, lang))));
        lines
    }

    /// Columns side by side, each with its lines.
    fn row(&mut self, columns: &[Vec<String>], widths: &[usize]) {
        let height = columns.iter().map(Vec::len).max().unwrap_or_default();
        for at in 0..height {
            let cells = columns
                .iter()
                .zip(widths)
                .map(|(lines, width)| pad(lines.get(at).map_or("", String::as_str), *width));
            self.line(&cells.collect::<Vec<_>>().join(" "));
        }
    }

    fn draft(&mut self, draft: &Draft) {
        let lang = self.lang;
        let period = match (draft.from, draft.to, draft.days) {
            (Some(from), Some(to), Some(days)) => {
                let values = [("from", day(from, lang)), ("to", day(to, lang)), ("days", days.to_string())];
                say("from-to", values, lang)
            }
            _ => String::new(),
        };
        self.item(draft.period.texts(lang).0, &who(&draft.assessment), &[&period, &draft.text]);
    }

    fn reviews(&mut self, reviews: &[Review]) {
        self.or_none(reviews, |_, _| {});
        for when in [When::Come, When::WithinAYear, When::Later] {
            let mut of_them = reviews.iter().filter(|review| review.when == when).peekable();
            if of_them.peek().is_some() {
                self.line(&format!("[{}]", when.text(self.lang)));
            }
            for review in of_them {
                let from =
                    format!("{} {}", word("published", self.lang), day(review.counted_from, self.lang));
                self.item(&day(review.date, self.lang), &who(&review.assessment), &[&from]);
            }
        }
    }

    fn open(&mut self, open: &Open) {
        let lang = self.lang;
        self.item("", &who(&open.assessment), &[&what_is_open(open, lang), &open.assessment.file]);
    }
}

/// What is open in a text, in one line.
pub(super) fn what_is_open(open: &Open, lang: Lang) -> String {
    let mut said = Vec::new();
    if open.unverified {
        said.push(word("unverified", lang).to_owned());
    }
    if open.lost_marks > 0 {
        said.push(say("lost", [("count", open.lost_marks)], lang));
    }
    said.extend(words::completeness(open.completeness, lang).map(str::to_owned));
    said.join(word("comma", lang))
}

/// What stands beside what is in force.
pub(super) fn next_word(next: Held, lang: Lang) -> &'static str {
    let key = match next {
        Held::Draft => "next-draft",
        Held::Scheduled => "next-scheduled",
        _ => "next-preparing",
    };
    word(key, lang)
}

/// A text with blanks behind it, up to a width in cells.
fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// A text in lines of so many cells. Words of Latin letters and digits stay whole where they fit; no line begins with
/// a closing sign.
fn wrap(text: &str, width: usize) -> Vec<String> {
    const CLOSING: &str = "。、)）」』】］・,.:;";
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in split(text) {
        let wide = word.width();
        let closes = word.chars().all(|c| CLOSING.contains(c));
        let full = used + wide > width && used > 0;
        if full && closes && used < WIDTH {
            // The sign hangs over the edge by taking the letter before it along.
            if let Some(last) = lines.last_mut().and_then(String::pop) {
                lines.push(format!("{last}{word}"));
                used = last.width().unwrap_or_default() + wide;
                continue;
            }
        }
        if full {
            lines.push(String::new());
            used = 0;
            if word.trim().is_empty() {
                continue;
            }
        }
        for c in word.chars() {
            let cells = c.width().unwrap_or_default();
            if used + cells > width && used > 0 {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
            used += cells;
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Stretches that are not cut: words of narrow letters, a word in kanji with its count (公表予定 0), and every other wide
/// letter alone.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let narrow = |c: char| c.is_ascii_graphic();
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if narrow(first) {
            rest.find(|c| !narrow(c)).unwrap_or(rest.len())
        } else {
            counted(rest).unwrap_or(first.len_utf8())
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// The length of a short word in kanji and the count behind it.
fn counted(text: &str) -> Option<usize> {
    const LONGEST: usize = 6;
    let word = text.find(|c: char| !('一'..='\u{9fff}').contains(&c))?;
    let count = text[word..].strip_prefix(' ')?.bytes().take_while(u8::is_ascii_digit).count();
    let end = word + 1 + count;
    // A sign that closes belongs to it.
    let sign = text[end..].chars().next().filter(|c| "、)）".contains(*c)).map_or(0, char::len_utf8);
    (count > 0 && text[..word].chars().count() <= LONGEST).then_some(end + sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_wide_as_they_may_be() {
        assert_eq!(wrap("国民健康保険に関する事務", 10), ["国民健康保", "険に関する", "事務"]);
        assert_eq!(wrap("健康保険、年金", 8), ["健康保", "険、年金"]);
        assert_eq!(wrap("案 1、公表予定 0、事務終了 1", 12), ["案 1、", "公表予定 0、", "事務終了 1"]);
        assert_eq!(wrap("write last_assessed now", 14), ["write", "last_assessed", "now"]);
        assert_eq!(wrap(&"x".repeat(12), 5), ["xxxxx", "xxxxx", "xx"]);
        assert_eq!(pad("市長", 6), "市長  ");
    }
}
