//! Which words of the gaps between labels are which field. Every word is given to one field at most; what no field takes
//! is left to the parent.

use super::atoms::{self, Atom, Gap, Label, append, join};
use super::{Cover, Field, values};
use crate::import::Warning;
use crate::text::date::Date;
use crate::text::folding::fold_width;

/// Gives the words of the gaps to fields.
pub(super) struct Reader {
    pub(super) gaps: Vec<Gap>,
    pub(super) fields: Vec<(Option<Field>, Vec<Atom>)>,
    pub(super) warnings: Vec<Warning>,
}

/// So many words of a gap are looked at for the name of an agency.
const WORDS: usize = 2000;

/// Words of one gap, from and up to.
type Run = (usize, std::ops::Range<usize>);

impl Reader {
    pub(super) fn new(gaps: Vec<Gap>) -> Self {
        Self { gaps, fields: Vec::new(), warnings: Vec::new() }
    }

    pub(super) fn identity(&mut self, printed: &[atoms::Printed]) -> Cover {
        let edition = self.edition();
        for run in self.page_numbers() {
            let line = self.gaps[run.0].atoms[run.1.start].line;
            let text = self.take(run, Field::Page);
            self.warn("TXT-07", line, format!("ページ番号とみられる「{text}」を除きました。"));
        }
        let heading_draft = self.heading_draft();
        self.declaration();
        let published = self.published();
        let number = self.number();
        let title = self.title();
        let agency = self.agency();
        self.approval();
        self.note();
        let printed_kind = printed.iter().find_map(|p| match p.label {
            Label::Heading(kind) => kind,
            _ => None,
        });
        let (title, title_kind, title_draft) = match title {
            Some(title) => {
                let (title, kind, draft) = values::without_kind(&title);
                (Some(title).filter(|t| !t.is_empty()), kind, draft)
            }
            None => (None, None, false),
        };
        let kind = printed_kind.or(title_kind).or(edition.as_deref().and_then(values::kind_of_edition));
        let line = self.first_line();
        if let (Some(heading), Some(titled)) = (printed_kind, title_kind)
            && heading != titled
        {
            self.warn(
                "COVER-02",
                line,
                format!(
                    "表題は{}ですが、評価書名は{}です。表題のとおりとしました。",
                    heading.label(),
                    titled.label()
                ),
            );
        }
        let ended = title.as_deref().is_some_and(|title| fold_width(title).ends_with("終了】"));
        let (published, published_as_written) =
            published.map_or((None, None), |(day, text)| (day, Some(text)));
        Cover {
            number,
            title,
            kind,
            agency,
            published,
            published_as_written,
            form: edition,
            draft: heading_draft || title_draft,
            ended,
        }
    }

    fn warn(&mut self, id: &'static str, line: usize, message: impl Into<String>) {
        self.warnings.push(Warning { id, line, message: message.into() });
    }

    fn first_line(&self) -> usize {
        self.gaps.iter().flat_map(|gap| &gap.atoms).map(|atom| atom.line).min().unwrap_or(1)
    }

    /// The longest run of free words, from any word on, of which `is` knows something.
    fn find<T>(&self, is: impl Fn(&str) -> Option<T>) -> Option<(Run, T)> {
        (0..self.gaps.len()).find_map(|gap| self.find_in(gap, &is))
    }

    fn find_in<T>(&self, gap: usize, is: impl Fn(&str) -> Option<T>) -> Option<(Run, T)> {
        (0..self.gaps[gap].atoms.len()).find_map(|from| self.find_from(gap, from, &is))
    }

    fn find_from<T>(&self, gap: usize, from: usize, is: impl Fn(&str) -> Option<T>) -> Option<(Run, T)> {
        let mut text = String::new();
        let mut found = None;
        let atoms = &self.gaps[gap].atoms;
        for (at, atom) in atoms.iter().enumerate().skip(from).take(16).take_while(|(_, atom)| !atom.taken) {
            text.push_str(&atom.folded);
            if text.chars().count() > 40 {
                break;
            }
            // A word in the middle of a number or a date is no end of it.
            if let Some(value) = is(&text) {
                found = Some(((gap, from..at + 1), value));
            }
        }
        found
    }

    fn take(&mut self, (gap, range): Run, field: Field) -> String {
        let atoms = &mut self.gaps[gap].atoms[range];
        for atom in atoms.iter_mut() {
            atom.taken = true;
        }
        let taken = atoms.to_vec();
        let text = join(taken.iter());
        self.fields.push((Some(field), taken));
        text
    }

    /// The free words of a gap.
    fn free(&self, gap: usize) -> Vec<usize> {
        let atoms = self.gaps[gap].atoms.iter().enumerate();
        atoms.filter(|(_, atom)| !atom.taken).map(|(at, _)| at).collect()
    }

    /// The free words of a gap that stand together, from and up to.
    fn runs(&self, gap: usize) -> Vec<std::ops::Range<usize>> {
        let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
        for word in self.free(gap) {
            match runs.last_mut() {
                Some(run) if run.end == word => run.end += 1,
                _ => runs.push(word..word + 1),
            }
        }
        runs
    }

    /// The gaps that follow a label.
    fn after(&self, label: Label) -> Vec<usize> {
        (0..self.gaps.len()).filter(|&gap| self.gaps[gap].labels.contains(&label)).collect()
    }

    /// Whether a run fills a line, or stands at the edge of what is free in its gap.
    fn stands_alone(&self, (gap, range): &Run) -> bool {
        let atoms = &self.gaps[*gap].atoms;
        let begins = atoms[range.start].first || range.start == 0 || atoms[range.start - 1].taken;
        let ends = range.end == atoms.len() || atoms[range.end].first || atoms[range.end].taken;
        begins && ends
    }

    /// The numbers of pages, one after the other.
    fn page_numbers(&self) -> Vec<Run> {
        let mut found = Vec::new();
        for gap in 0..self.gaps.len() {
            let mut from = 0;
            while from < self.gaps[gap].atoms.len() {
                let run = self
                    .find_from(gap, from, |folded| values::is_page_number(folded).then_some(()))
                    .map(|(run, ())| run);
                from = run.as_ref().map_or(from + 1, |run| run.1.end);
                found.extend(run);
            }
        }
        found
    }

    fn edition(&mut self) -> Option<String> {
        let (run, edition) = self.find(values::edition)?;
        self.take(run, Field::Edition);
        Some(edition)
    }

    /// (案) directly behind the heading.
    fn heading_draft(&mut self) -> bool {
        for gap in 0..self.gaps.len() {
            let heading = matches!(self.gaps[gap].labels.last(), Some(Label::Heading(_)));
            let draft = |folded: &str| matches!(folded, "(案)" | "(素案)" | "(変更案)" | "案").then_some(());
            if heading && let Some((run, ())) = self.find_from(gap, 0, draft) {
                self.take(run, Field::Heading);
                return true;
            }
        }
        false
    }

    /// 「…は、…宣言する。」: after its label, or wherever the sentence stands.
    fn declaration(&mut self) {
        const ENDS: [&str; 6] = [
            "宣言する。",
            "宣言します。",
            "宣言いたします。",
            "宣言する",
            "宣言します",
            "宣言するものである。",
        ];
        for gap in 0..self.gaps.len() {
            let free = self.free(gap);
            let mut text = String::new();
            let mut end = None;
            for (at, &word) in free.iter().enumerate() {
                text.push_str(&self.gaps[gap].atoms[word].folded);
                if ENDS.iter().any(|end| text.ends_with(end)) {
                    end = Some(at);
                    break;
                }
            }
            let Some(end) = end else { continue };
            let start = if self.gaps[gap].labels.last() == Some(&Label::Declaration) {
                Some(0)
            } else {
                self.sentence_start(gap, &free[..=end])
            };
            let Some(start) = start else { continue };
            let mut last = free[end];
            if self.gaps[gap].atoms.get(last + 1).is_some_and(|atom| atom.folded == "。") {
                last += 1;
            }
            // A date or a number in front belongs to other fields.
            let start = (start..end).find(|&at| !self.other_field(gap, free[at], free[end])).unwrap_or(start);
            self.take((gap, free[start]..last + 1), Field::Declaration);
            return;
        }
        // A declaration in other words, or cut: what follows its label.
        if let Some(&gap) = self.after(Label::Declaration).first()
            && self.gaps[gap].labels.last() == Some(&Label::Declaration)
            && let (Some(&first), Some(&last)) = (self.free(gap).first(), self.free(gap).last())
        {
            let date = self.find_from(gap, first, values::day).is_some_and(|(run, _)| run.1.end == last + 1);
            if !date
                && self.gaps[gap].atoms[first..=last].iter().map(|a| a.folded.chars().count()).sum::<usize>()
                    > 20
            {
                self.take((gap, first..last + 1), Field::Declaration);
            }
        }
    }

    /// Whether a number, a day or a part of one begins at a word.
    fn other_field(&self, gap: usize, word: usize, before: usize) -> bool {
        let atoms = &self.gaps[gap].atoms;
        let number = values::number(&atoms[word].folded).is_some();
        let in_day = (word.saturating_sub(8)..=word)
            .filter_map(|from| self.find_from(gap, from, values::day))
            .any(|((_, range), _)| range.contains(&word));
        let agency = atoms[word].first
            && atoms.get(word + 1).is_some_and(|next| next.first)
            && values::is_agency(&atoms[word].folded);
        word < before && (number || in_day || agency)
    }

    /// The word with which the sentence begins whose subject ends in は: the one that begins its line or gap.
    fn sentence_start(&self, gap: usize, free: &[usize]) -> Option<usize> {
        let atoms = &self.gaps[gap].atoms;
        let subject = free.iter().position(|&word| {
            atoms[word].folded.contains("は、")
                || atoms[word].folded.contains("は,")
                || atoms[word].folded == "は"
        })?;
        (0..=subject).rev().find(|&at| {
            atoms[free[at]].first
                || at == 0
                || free[at - 1] + 1 != free[at]
                || atoms[free[at]].folded.chars().count() > 3
        })
    }

    /// The date after its label; else the only date that stands for itself.
    fn published(&mut self) -> Option<(Option<Date>, String)> {
        for gap in self.after(Label::Published) {
            let own = self.gaps[gap].labels.last() == Some(&Label::Published)
                || !self.gaps[gap].labels.contains(&Label::Approval);
            let found = self.find_in(gap, values::day);
            if let Some((run, written)) = found.filter(|(run, _)| own || self.stands_alone(run)) {
                let text = self.take(run, Field::Published);
                return Some((Some(written.date), text));
            }
            // Something else is written there: 令和8年3月, 未定. It is kept as written; no day is made of it.
            if own
                && let Some((run, ())) = self.find_in(gap, |folded| {
                    crate::text::date::parse(folded).ok().filter(|_| folded.contains('年')).map(|_| ())
                })
            {
                let text = self.take(run, Field::Published);
                return Some((None, text));
            }
        }
        let local = (0..self.gaps.len()).any(|gap| {
            let atoms = &self.gaps[gap].atoms;
            atoms.iter().any(|atom| !atom.taken && values::is_local(&atom.folded))
        });
        let mut found = Vec::new();
        for gap in 0..self.gaps.len() {
            // Only 行政機関等 have a date of approval: beside the agency of a city it is the other date.
            if self.gaps[gap].labels.last() == Some(&Label::Approval) && !local {
                continue;
            }
            let mut from = 0;
            while from < self.gaps[gap].atoms.len() {
                match self.find_from(gap, from, values::day) {
                    Some((run, written)) => {
                        from = run.1.end;
                        if self.stands_alone(&run) || self.at_edge(&run) {
                            found.push((run, written));
                        }
                    }
                    None => from += 1,
                }
            }
        }
        let days: std::collections::BTreeSet<Date> = found.iter().map(|(_, written)| written.date).collect();
        let (run, written) = found.into_iter().next()?;
        let line = self.gaps[run.0].atoms[run.1.start].line;
        if days.len() > 1 {
            self.warn("COVER-01", line, "公表日の欄の外に日付がいくつもあります。どれが公表日か分かりません。原本を見て書いてください。");
            return None;
        }
        let text = self.take(run, Field::Published);
        self.warn(
            "COVER-01",
            line,
            format!("「{text}」は公表日の欄から離れて印字されています。原本で公表日を確認してください。"),
        );
        Some((Some(written.date), text))
    }

    /// At the beginning or the end of its gap.
    fn at_edge(&self, (gap, range): &Run) -> bool {
        let atoms = &self.gaps[*gap].atoms;
        let free_before = atoms[..range.start].iter().any(|atom| !atom.taken);
        let next_taken = atoms.get(range.end).is_none_or(|atom| atom.taken);
        !free_before || next_taken && !self.gaps[*gap].labels.contains(&Label::Note)
    }

    fn number(&mut self) -> Option<String> {
        let gaps = self.after(Label::Number);
        for &gap in &gaps {
            let free = self.free(gap);
            let atoms = &self.gaps[gap].atoms;
            let is = |&&word: &&usize| values::number(&atoms[word].folded).is_some();
            let fills_line =
                |&&word: &&usize| atoms[word].first && atoms.get(word + 1).is_none_or(|next| next.first);
            let behind_kind = |&&word: &&usize| {
                let before: String = atoms[..word].iter().map(|a| a.folded.as_str()).collect();
                values::without_kind(&before).1.is_some()
            };
            let word = (free.first().filter(is))
                .or_else(|| free.iter().filter(is).find(fills_line))
                .or_else(|| free.last().filter(is).filter(behind_kind))
                .copied();
            if let Some(word) = word {
                let number = values::number(&atoms[word].folded);
                self.take((gap, word..word + 1), Field::Number);
                return number;
            }
        }
        // Before the label, beside the edition or the date, where it can be no page number.
        let first = gaps.first().copied()?;
        let mut found = Vec::new();
        for gap in 0..first {
            let atoms = &self.gaps[gap].atoms;
            for word in self.free(gap) {
                let beside =
                    |at: Option<usize>| at.and_then(|at| atoms.get(at)).is_some_and(|atom| atom.taken);
                let edge = beside(word.checked_sub(1)) || beside(Some(word + 1));
                if edge && values::number(&atoms[word].folded).is_some() {
                    found.push((gap, word..word + 1));
                }
            }
        }
        let [run] = found.as_slice() else { return None };
        let line = self.gaps[run.0].atoms[run.1.start].line;
        let text = self.take(run.clone(), Field::Number);
        self.warn(
            "COVER-01",
            line,
            format!("「{text}」は評価書番号の欄から離れて印字されています。原本で番号を確認してください。"),
        );
        values::number(&fold_width(&text))
    }

    /// What is left beside 評価書番号 and 評価書名.
    fn title(&mut self) -> Option<String> {
        for gap in [self.after(Label::Title), self.after(Label::Number)].concat() {
            let free = self.free(gap);
            let Some(&first) = free.first() else { continue };
            // Up to a word that was given to another field.
            let end = free
                .iter()
                .enumerate()
                .find(|&(at, &word)| word != first + at)
                .map_or(free.len(), |(at, _)| at);
            let mut end = free[end - 1] + 1;
            // The kind ends the title; what stands behind it is something else (a running head).
            let atoms = &self.gaps[gap].atoms;
            if values::without_kind(&join(atoms[first..end].iter())).1.is_none() {
                end = title_end(&atoms[first..end]).map_or(end, |words| first + words);
            }
            let text = join(atoms[first..end].iter());
            // The name of an agency is no title: values may stand before their labels.
            if values::is_agency(&fold_width(&text)) {
                continue;
            }
            return Some(self.take((gap, first..end), Field::Title));
        }
        None
    }

    fn agency(&mut self) -> Option<String> {
        for gap in self.after(Label::Agency) {
            // Everything in front of another field.
            let runs = self.runs(gap).into_iter().flat_map(|run| run.clone().map(move |at| at..run.end));
            for run in runs.take(WORDS) {
                let (first, run) = (run.start, run.len());
                let words = &self.gaps[gap].atoms[first..first + run];
                if let Some(count) = values::agency_words(words) {
                    return Some(self.take_agency(gap, first, count, run));
                }
                let name = values::without_person(&words[0].text).to_owned();
                if name != words[0].text {
                    self.take((gap, first..first + 1), Field::Agency);
                    return Some(name);
                }
                if self.gaps[gap].labels.last() != Some(&Label::Agency) {
                    continue;
                }
                // Something that has no known shape of an agency, but stands alone in its field.
                let line = words.iter().enumerate().take_while(|(i, word)| *i == 0 || !word.first).count();
                let text: String = words[..line].iter().map(|a| a.folded.as_str()).collect();
                if text.chars().count() <= 40 && !text.contains('。') {
                    return Some(self.take((gap, first..first + line), Field::Agency));
                }
                break;
            }
        }
        // Elsewhere: the only name of an agency that stands for itself.
        let mut found = Vec::new();
        for gap in 0..self.gaps.len() {
            if self.gaps[gap].labels.iter().any(|l| matches!(l, Label::Note | Label::Declaration)) {
                continue;
            }
            let found_here = self.free(gap).into_iter().take(WORDS).find_map(|first| {
                let atoms = &self.gaps[gap].atoms;
                let begins = atoms[first].first || first == 0 || atoms[first - 1].taken;
                begins
                    .then(|| self.find_from(gap, first, |folded| values::is_agency(folded).then_some(())))
                    .flatten()
            });
            found.extend(found_here.map(|(run, ())| run));
        }
        let [run] = found.as_slice() else { return None };
        let line = self.gaps[run.0].atoms[run.1.start].line;
        let text = self.take(run.clone(), Field::Agency);
        self.warn(
            "COVER-01",
            line,
            format!("「{text}」は評価実施機関名の欄から離れて印字されています。原本で確認してください。"),
        );
        Some(text)
    }

    /// Takes the agency and the person's name behind it, and gives back the agency alone.
    fn take_agency(&mut self, gap: usize, first: usize, count: usize, run: usize) -> String {
        let atoms = &self.gaps[gap].atoms;
        let name = join(atoms[first..first + count].iter());
        let behind = &atoms[first + count..first + run];
        let headed = fold_width(&name).ends_with(['長', '事', '者']);
        let person = (1..=behind.len().min(3)).rev().find(|&words| {
            let ends = behind.get(words).is_none_or(|next| next.first);
            headed && ends && values::is_person(&behind[..words])
        });
        self.take((gap, first..first + count + person.unwrap_or(0)), Field::Agency);
        name
    }

    /// The date beside 承認日, of those who have one.
    fn approval(&mut self) {
        for gap in self.after(Label::Approval) {
            if let Some((run, _)) = self.find_in(gap, values::day) {
                self.take(run, Field::Approval);
                return;
            }
        }
    }

    /// All that is left behind 特記事項.
    fn note(&mut self) {
        for gap in self.after(Label::Note) {
            for run in self.runs(gap) {
                self.take((gap, run), Field::Note);
            }
        }
    }
}

/// With how many of its words a title ends in its kind; the most of them.
fn title_end(words: &[Atom]) -> Option<usize> {
    /// No title is longer, in bytes.
    const LONGEST: usize = 3000;
    let (mut text, mut found) = (String::new(), None);
    for (at, word) in words.iter().enumerate().take(words.len().saturating_sub(1)) {
        append(&mut text, word);
        if text.len() > LONGEST {
            break;
        }
        if values::without_kind(&text).1.is_some() {
            found = Some(at + 1);
        }
    }
    found
}
