//! The cover as a stream: words between white space, and the printed labels among them.
//!
//! Extraction prints the fields of a cover in any order and breaks lines anywhere, so a label is looked for in
//! the characters without their white space. What stands between labels is handed on as gaps; what the words
//! in a gap are is decided elsewhere.

use super::super::text::Row;
use crate::content::{Choice, Kind};
use crate::text::character::is_hiragana;
use crate::text::folding::{fold_width, fold_width_of};

/// What is printed on every cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// 特定個人情報保護評価書(全項目評価書).
    Heading(Option<Kind>),
    Number,
    Title,
    Declaration,
    Note,
    Agency,
    /// 個人情報保護委員会 承認日【行政機関等のみ】.
    Approval,
    Published,
}

/// A word of the cover.
#[expect(clippy::struct_excessive_bools, reason = "each says something else about one word")]
#[derive(Debug, Clone)]
pub(super) struct Atom {
    pub(super) text: String,
    /// The text without differences of width and brackets.
    pub(super) folded: String,
    /// Line of the source, from 1.
    pub(super) line: usize,
    /// It begins a line.
    pub(super) first: bool,
    /// It follows the word before it without white space.
    pub(super) glued: bool,
    /// White space stands between all characters of this cover and means nothing.
    pub(super) spaced: bool,
    /// It was given to a field.
    pub(super) taken: bool,
}

impl Atom {
    /// Another text with what is known of this word.
    fn with(&self, text: String) -> Self {
        Self {
            folded: fold_width(&text),
            text,
            line: self.line,
            first: self.first,
            glued: self.glued,
            spaced: self.spaced,
            taken: self.taken,
        }
    }
}

/// The words after one label, or after several that follow one another.
#[derive(Debug)]
pub(super) struct Gap {
    pub(super) labels: Vec<Label>,
    pub(super) atoms: Vec<Atom>,
}

/// A label as it is printed on this cover.
#[derive(Debug)]
pub(super) struct Printed {
    pub(super) label: Label,
    pub(super) text: String,
}

/// A cover taken apart.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) printed: Vec<Printed>,
    pub(super) gaps: Vec<Gap>,
}

/// How a label is written, folded, the longest first where one begins another.
const LABELS: [(Label, &str); 14] = [
    (Label::Heading(Some(Kind::Zenkomoku)), "特定個人情報保護評価書(全項目評価書)"),
    (Label::Heading(Some(Kind::Juten)), "特定個人情報保護評価書(重点項目評価書)"),
    (Label::Heading(Some(Kind::Kiso)), "特定個人情報保護評価書(基礎項目評価書)"),
    (Label::Heading(None), "特定個人情報保護評価書"),
    (Label::Number, "評価書番号"),
    (Label::Title, "評価書名"),
    (Label::Declaration, "個人のプライバシー等の権利利益の保護の宣言"),
    (Label::Note, "特記事項"),
    (Label::Agency, "評価実施機関名"),
    (Label::Approval, "特定個人情報保護委員会承認日【行政機関等のみ】"),
    (Label::Approval, "個人情報保護委員会承認日【行政機関等のみ】"),
    (Label::Approval, "特定個人情報保護委員会承認日"),
    (Label::Approval, "個人情報保護委員会承認日"),
    (Label::Published, "公表日"),
];

/// Whether labels stand inside a word: several of them where no white space is left at all, or one behind the label
/// that the word begins with (評価実施機関名…市長公表日平成).
fn is_crowded(word: &str) -> bool {
    let glued = LABELS
        .iter()
        .filter_map(|(label, text)| Some((label, word.strip_prefix(text)?)))
        .any(|(first, rest)| LABELS.iter().any(|(label, text)| label != first && rest.contains(text)));
    glued || LABELS.iter().filter(|(_, label)| word.contains(label)).count() >= 4
}

/// Takes the rows of a cover apart.
pub(super) fn parts(rows: &[Row]) -> Parts {
    let atoms = atoms(rows);
    let stream: Vec<(char, usize, usize)> = atoms
        .iter()
        .enumerate()
        .flat_map(|(index, atom)| {
            let chars = atom.text.char_indices();
            chars.flat_map(move |(at, c)| fold_width_of(c).map(move |f| (f, index, at)).collect::<Vec<_>>())
        })
        .collect();
    let crowded: Vec<bool> = atoms.iter().map(|atom| is_crowded(&atom.folded)).collect();
    let labels = labels(&stream);
    let mut parts = Parts::default();
    let mut gap = Gap { labels: Vec::new(), atoms: Vec::new() };
    let (mut at, mut label_end) = (0, true);
    while at < stream.len() {
        let starts_atom = at == 0 || stream[at - 1].1 != stream[at].1;
        let inside = crowded[stream[at].1];
        let plain = (starts_atom || label_end || inside).then(|| labels[at]).flatten();
        let found = match plain {
            Some((label, end)) => Some((label, end, written(&atoms, &stream[at..end]))),
            None if starts_atom => {
                overprinted(&atoms, &stream, at).map(|(label, end, text)| (label, end, text.to_owned()))
            }
            None => None,
        };
        if let Some((label, end, text)) = found {
            if !gap.atoms.is_empty() || (gap.labels.is_empty() && !parts.gaps.is_empty()) {
                parts.gaps.push(std::mem::replace(&mut gap, Gap { labels: Vec::new(), atoms: Vec::new() }));
            }
            gap.labels.push(label);
            parts.printed.push(Printed { label, text });
            (at, label_end) = (end, true);
            continue;
        }
        // The rest of the word up to the next label, or the whole of it.
        let word = stream[at].1;
        let ends = |&i: &usize| stream[i].1 != word || inside && i > at && labels[i].is_some();
        let end = (at..stream.len()).find(ends).unwrap_or(stream.len());
        let text = written(&atoms, &stream[at..end]);
        let text = if starts_atom { text } else { text.trim_start_matches([':', '：']).to_owned() };
        if !text.is_empty() {
            let mut atom = atoms[word].with(text);
            atom.first &= starts_atom;
            atom.glued |= !starts_atom;
            gap.atoms.push(atom);
        }
        (at, label_end) = (end, false);
    }
    if !gap.labels.is_empty() || !gap.atoms.is_empty() {
        parts.gaps.push(gap);
    }
    parts
}

/// The label that begins at each place of the stream, and where it ends.
fn labels(stream: &[(char, usize, usize)]) -> Vec<Option<(Label, usize)>> {
    // From the back, for whether one ends may depend on the one behind it.
    let mut labels = vec![None; stream.len()];
    for at in (0..stream.len()).rev() {
        labels[at] = label_at(stream, at, &labels);
    }
    labels
}

fn label_at(
    stream: &[(char, usize, usize)],
    at: usize,
    behind: &[Option<(Label, usize)>],
) -> Option<(Label, usize)> {
    LABELS.iter().find_map(|&(label, text)| {
        let mut end = at;
        for c in text.chars() {
            if stream.get(end)?.0 != c {
                return None;
            }
            end += 1;
        }
        // A short label may begin a sentence: 公表日現在.
        let short = matches!(label, Label::Note | Label::Published);
        let next = stream.get(end);
        let ends = next.is_none_or(|&(c, word, _)| {
            word != stream[end - 1].1
                || matches!(c, ':' | '[' | '令' | '平' | '0'..='9')
                || label == Label::Note && c == 'な'
                || behind[end].is_some()
        });
        let heading = matches!(label, Label::Heading(None)) && next.is_some_and(|&(c, ..)| c == '(');
        (!heading && (!short || ends)).then_some((label, end))
    })
}

/// More words than a label printed over itself has.
const OVERPRINTED: usize = 64;

/// A label printed over itself a little to the side: "承認日 【 承認日 【行政機関等 【行政機関等のみ".
///
/// Each word has to repeat something of what was read, or to go on from there. What the label is comes back too.
fn overprinted(
    atoms: &[Atom],
    stream: &[(char, usize, usize)],
    at: usize,
) -> Option<(Label, usize, &'static str)> {
    LABELS.iter().find_map(|&(label, text)| {
        let label_chars: Vec<char> = text.chars().collect();
        let mut word = stream[at].1;
        let first: Vec<char> = atoms[word].folded.chars().collect();
        if first.len() < 2 || !label_chars.starts_with(&first) {
            return None;
        }
        let (mut read, mut repeated) = (first.len(), false);
        for next in atoms.iter().skip(word + 1).take(OVERPRINTED) {
            let next: Vec<char> = next.folded.chars().collect();
            let part = |&from: &usize| label_chars[from..].starts_with(&next);
            let Some(from) = (0..=read).rev().find(part) else { break };
            repeated |= from < read;
            read = read.max(from + next.len());
            word += 1;
        }
        let end = stream.partition_point(|&(_, index, _)| index <= word);
        (repeated && read == label_chars.len() && stream[end - 1].1 == word).then_some((label, end, text))
    })
}

/// The words of all rows.
fn atoms(rows: &[Row]) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    for row in rows {
        for line in row.cells.iter().flat_map(|cell| &cell.lines) {
            let mut first = true;
            for word in line.split_whitespace() {
                let mut glued = false;
                for piece in pieces(word) {
                    atoms.push(Atom {
                        text: piece.to_owned(),
                        folded: fold_width(piece),
                        line: row.line,
                        first,
                        glued,
                        spaced: false,
                        taken: false,
                    });
                    (first, glued) = (false, true);
                }
            }
        }
    }
    let single = |atom: &&Atom| atom.text.chars().count() == 1 && !atom.text.is_ascii();
    if atoms.len() >= 20 && atoms.iter().filter(single).count() * 2 >= atoms.len() {
        for atom in &mut atoms {
            atom.spaced = true;
        }
    }
    atoms
}

/// A word, parted where the brackets of an edition begin and end: 令和3年3月3日[平成30年5月様式4].
fn pieces(word: &str) -> Vec<&str> {
    let begins = |rest: &str| {
        rest.starts_with(['[', '［', '〔'])
            && rest.chars().skip(1).take(2).collect::<String>().contains(['令', '平'])
    };
    let mut cuts: Vec<usize> =
        word.char_indices().filter(|&(at, _)| at > 0 && begins(&word[at..])).map(|(at, _)| at).collect();
    if word.contains("様式") || begins(word) {
        cuts.extend(
            word.char_indices()
                .filter(|(_, c)| matches!(c, ']' | '］' | '〕'))
                .map(|(at, c)| at + c.len_utf8()),
        );
    }
    cuts.retain(|&cut| cut < word.len());
    cuts.sort_unstable();
    let mut pieces = Vec::new();
    let mut from = 0;
    for cut in cuts.into_iter().chain([word.len()]) {
        pieces.push(&word[from..cut]);
        from = cut;
    }
    pieces
}

/// A stretch of the stream as it is written.
fn written(atoms: &[Atom], stretch: &[(char, usize, usize)]) -> String {
    let mut words: Vec<(usize, String)> = Vec::new();
    let mut last = None;
    for &(_, word, at) in stretch {
        // One character may fold to several.
        let Some(c) = atoms[word].text[at..].chars().next().filter(|_| last != Some((word, at))) else {
            continue;
        };
        last = Some((word, at));
        match words.last_mut() {
            Some((index, text)) if *index == word => text.push(c),
            _ => words.push((word, c.to_string())),
        }
    }
    let words: Vec<Atom> = words.into_iter().map(|(word, text)| atoms[word].with(text)).collect();
    join(words.iter())
}

/// Words as one line. White space goes where it only broke a line or stood between single characters.
pub(super) fn join<'a>(atoms: impl Iterator<Item = &'a Atom>) -> String {
    let mut out = String::new();
    for atom in atoms {
        append(&mut out, atom);
    }
    out
}

/// The next word of a line that [`join`] makes.
pub(super) fn append(out: &mut String, atom: &Atom) {
    let no_space = out.is_empty() || atom.glued || atom.spaced && wide(out, &atom.text);
    if !no_space && !wrapped(out, atom) {
        out.push(' ');
    }
    out.push_str(&atom.text);
}

/// Whether Japanese characters stand on both sides of the white space.
fn wide(before: &str, after: &str) -> bool {
    before.chars().next_back().is_some_and(|c| !c.is_ascii())
        || after.chars().next().is_some_and(|c| !c.is_ascii())
}

/// Whether the white space before a word is the end of a printed line inside a sentence or a name.
fn wrapped(before: &str, atom: &Atom) -> bool {
    let (Some(last), Some(next)) = (before.chars().next_back(), atom.text.chars().next()) else {
        return false;
    };
    if last.is_ascii() || next.is_ascii() {
        return false;
    }
    let kind = Kind::ALL.iter().any(|kind| atom.folded.starts_with(kind.label()));
    if atom.first {
        return !kind && !matches!(last, '。' | '市' | '区' | '町' | '村' | '県');
    }
    let body = matches!(last, '市' | '区' | '町' | '村' | '県' | '都' | '府' | '道');
    !kind && (is_hiragana(next) && !body || atom.folded.chars().count() == 1 && last == '事' && next == '務')
}
