//! Reads the 項目 cell of a change row as a way through the form.
//!
//! The cell is a row of labels without agreed separators: "Ⅱ-3-⑦使用部署", "Ⅲ リスク対策(プロセス) 7. -リスク1.
//! -⑤物理的対策". The reader walks down the form, at each step by the longest label that stands next, then by number
//! or sign where the words beside it do not say otherwise. It never chooses between readings: where several items
//! fit, it stops at what they share.

use super::Sureness;
use super::names::{self, Marker, Names, below, eats, is_circled, number, roman};
use super::words::{cut_files, is_separator, is_within, similar, trimmed};
use crate::form::{Form, ItemIndex, ItemKind};

/// A place in the form, with the numbers of the blocks on the way that the path gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) item: ItemIndex,
    pub(super) blocks: Vec<(ItemIndex, u32)>,
}

/// What a path says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// The places; several where the cell lists several.
    pub(super) spots: Vec<Spot>,
    /// The files it names (indices), if any.
    pub(super) files: Vec<usize>,
    pub(super) sure: Sureness,
}

/// A label that stands at a place of the path.
struct Hit {
    /// The items that have it; more than one where the path does not say which.
    items: Vec<ItemIndex>,
    /// Where the path goes on.
    end: usize,
    /// The number of a block.
    number: Option<u32>,
    /// How many characters of words (no numbers alone) say so; 0 for a number alone.
    words: usize,
    /// Label or number with the label's own words, nothing else.
    exact: bool,
}

enum Recognised {
    Hit(Hit),
    /// A number with the words of another item: what both share.
    Conflict(Option<ItemIndex>),
}

/// Reads a folded path. `files` are the folded names of the document's files.
pub(super) fn read(form: &Form, files: &[Vec<char>], path: &[char]) -> Option<Reading> {
    let names = names::of(form);
    let path = path.strip_suffix(&['(', '続', 'き', ')']).unwrap_or(path);
    let (text, of_files) = cut_files(names, files, path);
    let mut walk = Walk {
        form,
        names,
        file_names: files,
        text,
        at: 0,
        here: None,
        blocks: Vec::new(),
        done: Vec::new(),
        files: of_files,
        sure: Sureness::Exact,
    };
    walk.enter()?;
    walk.go();
    walk.reading()
}

struct Walk<'a> {
    form: &'a Form,
    names: &'a [Names],
    file_names: &'a [Vec<char>],
    text: Vec<char>,
    at: usize,
    here: Option<ItemIndex>,
    blocks: Vec<(ItemIndex, u32)>,
    done: Vec<Spot>,
    files: Vec<usize>,
    sure: Sureness,
}

impl Walk<'_> {
    /// Finds the section, by name, by number, or by the end of its name where the beginning was cut off.
    fn enter(&mut self) -> Option<()> {
        self.at = self.skip(0);
        let found = self.full(None, self.at).map(Recognised::Hit).or_else(|| self.numbered(None, self.at));
        match found {
            Some(Recognised::Hit(hit)) => self.take(&hit),
            Some(Recognised::Conflict(_)) => None,
            None => self.enter_midway(),
        }
    }

    fn enter_midway(&mut self) -> Option<()> {
        let mut fits = Vec::new();
        for &section in &self.form.sections {
            let tails =
                self.names[section].labels.iter().flat_map(|label| (1..label.len()).map(|k| &label[k..]));
            let longest = tails.filter_map(|tail| eats(&self.text[self.at..], tail)).max();
            let Some(length) = longest else { continue };
            let next = self.skip(self.at + length);
            if matches!(self.find(Some(section), next), Some(Recognised::Hit(hit)) if hit.exact && hit.items.len() == 1)
            {
                fits.push((section, next));
            }
        }
        self.sure = Sureness::Likely;
        if let [(section, next)] = fits[..] {
            (self.here, self.at) = (Some(section), next);
            return Some(());
        }
        // A numbered item whose label occurs once in the form says its section.
        let hit = self.full(None, self.at).or_else(|| {
            let level_two = |hit: &Hit| hit.items.iter().all(|&i| self.form.item(i).level() == 2);
            let deeper = self.longest(below(self.form, None).into_iter(), self.at);
            deeper.filter(|hit| hit.items.len() == 1 && hit.words >= 4 && level_two(hit))
        })?;
        self.take(&hit)
    }

    fn go(&mut self) {
        loop {
            self.at = self.skip(self.at);
            if self.at >= self.text.len() {
                return;
            }
            self.short_file_name();
            match self.find(self.here, self.at) {
                Some(Recognised::Hit(hit)) => {
                    if self.take(&hit).is_none() {
                        return;
                    }
                    self.skip_block_name();
                }
                Some(Recognised::Conflict(shared)) => {
                    self.settle(shared);
                    return;
                }
                None => {
                    if !self.climb() {
                        return;
                    }
                }
            }
        }
    }

    fn reading(mut self) -> Option<Reading> {
        let item = self.here?;
        if self.sure == Sureness::Shared && !self.done.is_empty() {
            let all: Vec<ItemIndex> = self.done.iter().map(|spot| spot.item).chain([item]).collect();
            self.done.clear();
            self.settle(shared(self.form, &all));
        }
        let item = self.here?;
        let last = Spot { item, blocks: self.blocks_above(item) };
        let mut spots = self.done;
        if !spots.contains(&last) {
            spots.push(last);
        }
        Some(Reading { spots, files: self.files, sure: self.sure })
    }

    /// Goes to what a label names.
    fn take(&mut self, hit: &Hit) -> Option<()> {
        if !hit.exact {
            self.sure = self.sure.max(Sureness::Likely);
        }
        self.at = hit.end;
        let [item] = hit.items[..] else {
            let shared = shared(self.form, &hit.items);
            self.settle(shared);
            return None;
        };
        self.here = Some(item);
        if let (ItemKind::Block, Some(number)) = (self.form.item(item).kind, hit.number) {
            self.blocks.retain(|(block, _)| *block != item);
            self.blocks.push((item, number));
        }
        Some(())
    }

    /// Stops at what several readings share.
    fn settle(&mut self, shared: Option<ItemIndex>) {
        self.sure = Sureness::Shared;
        self.here = shared;
    }

    /// The name of a block stands between its number and the items in it.
    fn skip_block_name(&mut self) {
        let Some(here) = self.here.filter(|&here| self.form.item(here).kind == ItemKind::Block) else {
            return;
        };
        let next = self.skip(self.at);
        if next >= self.text.len() || self.find(Some(here), next).is_some() {
            return;
        }
        let sign = self.text[next..].iter().position(|&c| is_circled(c));
        if let Some(at) = sign.map(|sign| next + sign).filter(|&at| self.find(Some(here), at).is_some()) {
            self.at = at;
        }
    }

    /// What stands at a place of the path, under an item.
    fn find(&self, under: Option<ItemIndex>, at: usize) -> Option<Recognised> {
        if let Some(hit) = self.full(under, at) {
            return Some(Recognised::Hit(hit));
        }
        self.numbered(under, at)
            .or_else(|| self.circled_below(under, at).map(Recognised::Hit))
            .or_else(|| self.unmarked(under, at).map(Recognised::Hit))
    }

    /// The longest label under an item that stands here as it is.
    fn full(&self, under: Option<ItemIndex>, at: usize) -> Option<Hit> {
        match under {
            None => self.longest(self.form.sections.iter().map(|&section| (1, section)), at),
            Some(_) => self.longest(below(self.form, under).into_iter(), at),
        }
    }

    fn longest(&self, among: impl Iterator<Item = (usize, ItemIndex)>, at: usize) -> Option<Hit> {
        let mut best: Vec<(usize, usize, ItemIndex, Option<u32>)> = Vec::new();
        for (depth, item) in among {
            for label in &self.names[item].labels {
                let Some(length) = eats(&self.text[at..], label) else { continue };
                let (length, number) = match self.form.item(item).kind {
                    ItemKind::Block => match self.block_number(at + length) {
                        Some((number, digits)) => (length + digits, number),
                        None => continue,
                    },
                    _ if label.len() < 3 && depth > 1 => continue,
                    _ => (length, None),
                };
                if best.first().is_some_and(|(longest, ..)| length > *longest) {
                    best.clear();
                }
                if best.first().is_none_or(|(longest, ..)| length == *longest) {
                    best.push((length, depth, item, number));
                }
            }
        }
        let &(length, _, _, number) = best.first()?;
        let direct: Vec<ItemIndex> = best.iter().filter(|(_, depth, ..)| *depth == 1).map(|b| b.2).collect();
        let mut items = if direct.is_empty() { best.iter().map(|b| b.2).collect() } else { direct };
        items.dedup();
        Some(Hit { items, end: at + length, number, words: length, exact: true })
    }

    /// The number behind the label of a block and its length. No number only where the label ends there.
    fn block_number(&self, at: usize) -> Option<(Option<u32>, usize)> {
        if let Some((number, length)) = number(&self.text[at..]) {
            return Some((Some(number), length));
        }
        let ends = self.text.get(at).is_none_or(|&c| is_separator(c) || is_circled(c));
        ends.then_some((None, 0))
    }

    /// A child by its number or sign, unless the words beside it are those of another item.
    fn numbered(&self, under: Option<ItemIndex>, at: usize) -> Option<Recognised> {
        let children = under.map_or(&self.form.sections, |index| &self.form.item(index).children);
        let (child, behind) =
            children.iter().find_map(|&child| Some((child, self.marker(self.names[child].marker, at)?)))?;
        let from = self.skip(behind);
        // "6. 情報提供ネットワークシステムとの接続に伴う…" is the item under 6. that begins like 6. itself.
        let longer = |words: &usize| self.full(Some(child), from).is_none_or(|hit| hit.words <= *words);
        let own = self.words_of(child, from).filter(longer);
        if let Some(words) = own {
            return Some(Recognised::Hit(Hit {
                items: vec![child],
                end: from + words,
                number: None,
                words,
                exact: true,
            }));
        }
        let end = self.next_label(child, from);
        let words = trimmed(&self.text[from..end]);
        let inexact = |item: ItemIndex, end: usize, words: usize| {
            Some(Recognised::Hit(Hit { items: vec![item], end, number: None, words, exact: false }))
        };
        if words.is_empty() && (under.is_none() || matches!(self.names[child].marker, Marker::Risk(_))) {
            // Sections are commonly called by their Roman number alone, and risks by theirs.
            return Some(Recognised::Hit(Hit {
                items: vec![child],
                end,
                number: None,
                words: 0,
                exact: true,
            }));
        }
        if words.is_empty() || self.names[child].bodies.iter().any(|body| similar(words, body)) {
            return inexact(child, end, words.len());
        }
        // Other editions number the same questions differently.
        let sibling = children.iter().filter(|&&other| other != child).find_map(|&other| {
            self.words_of(other, from).filter(|&words| words >= 3).map(|words| (other, words))
        });
        if let Some((other, words)) = sibling {
            return inexact(other, from + words, words);
        }
        let under = under?;
        let section = *self.form.path(under).first()?;
        let alike = |within: ItemIndex| -> Vec<ItemIndex> {
            let items = below(self.form, Some(within)).into_iter().map(|(_, item)| item);
            items.filter(|&item| self.names[item].bodies.iter().any(|body| similar(words, body))).collect()
        };
        let mut readings = alike(under);
        if readings.is_empty() {
            readings = alike(section);
        }
        readings.push(under);
        Some(Recognised::Conflict(shared(self.form, &readings)))
    }

    /// The length of an item's own words, where they stand here.
    fn words_of(&self, item: ItemIndex, at: usize) -> Option<usize> {
        self.names[item].bodies.iter().filter_map(|body| eats(&self.text[at..], body)).max()
    }

    /// Where a marker that stands here ends.
    fn marker(&self, marker: Marker, at: usize) -> Option<usize> {
        let text = &self.text[at..];
        let word = |word: &str| eats(text, &word.chars().collect::<Vec<_>>());
        let numbered = |from: usize, wanted: u32| {
            number(text.get(from..)?).filter(|(value, _)| *value == wanted).map(|(_, length)| from + length)
        };
        let length = match marker {
            Marker::Plain => None,
            Marker::Roman(wanted) => {
                let (value, length) = roman(text);
                (value == wanted && value > 0).then_some(length)
            }
            Marker::Number(wanted) => numbered(0, wanted),
            Marker::Circled(sign) => (text.first() == Some(&sign)).then_some(1),
            Marker::Risk(0) => word("リスク").filter(|&from| text.get(from) == Some(&':')),
            Marker::Risk(wanted) => word("リスク").and_then(|from| numbered(from, wanted)),
            Marker::Attachment(wanted) => {
                let open = usize::from(text.first() == Some(&'('));
                let from = open + eats(&text[open..], &['別', '添'])?;
                let end = numbered(from, wanted)?;
                Some(end + usize::from(text.get(end) == Some(&')')))
            }
        }?;
        Some(at + length)
    }

    /// Where, from a place on, the next sign or label under an item stands; the end of the path where there is none.
    fn next_label(&self, under: ItemIndex, from: usize) -> usize {
        let is_label = |at: usize| {
            is_circled(self.text[at])
                || eats(&self.text[at..], &['リ', 'ス', 'ク'])
                    .is_some_and(|n| number(&self.text[at + n..]).is_some())
                || (at == from && self.numbered_child(under, at))
                || self.full(Some(under), at).is_some_and(|hit| hit.words >= 3)
        };
        (from..self.text.len()).find(|&at| is_label(at)).unwrap_or(self.text.len())
    }

    /// Whether the number of a child stands here: "Ⅰ-7".
    fn numbered_child(&self, under: ItemIndex, at: usize) -> bool {
        let markers = self.form.item(under).children.iter().map(|&child| self.names[child].marker);
        markers.into_iter().any(|m| matches!(m, Marker::Number(_)) && self.marker(m, at).is_some())
    }

    /// An item deeper down by its circled number and words that are nearly its own.
    fn circled_below(&self, under: Option<ItemIndex>, at: usize) -> Option<Hit> {
        let under = under?;
        let sign = self.text.get(at).copied().filter(|&c| is_circled(c))?;
        let end = (at + 1..self.text.len()).find(|&i| is_circled(self.text[i])).unwrap_or(self.text.len());
        let words = trimmed(&self.text[at + 1..end]);
        let fits = |item: ItemIndex| {
            self.names[item].marker == Marker::Circled(sign)
                && self.names[item].bodies.iter().any(|body| similar(words, body))
        };
        let items: Vec<ItemIndex> = below(self.form, Some(under))
            .into_iter()
            .map(|(_, item)| item)
            .filter(|&item| fits(item))
            .collect();
        (!items.is_empty()).then_some(Hit { items, end, number: None, words: words.len(), exact: false })
    }

    /// An item by the words of its label without the number or sign.
    fn unmarked(&self, under: Option<ItemIndex>, at: usize) -> Option<Hit> {
        let mut best: (usize, Vec<ItemIndex>) = (3, Vec::new());
        for (_, item) in below(self.form, Some(under?)) {
            let length = self.words_of(item, at).unwrap_or(0);
            if length > best.0 {
                best = (length, vec![item]);
            } else if length == best.0 && length > 3 {
                best.1.push(item);
            }
        }
        let (words, items) = best;
        (!items.is_empty()).then_some(Hit { items, end: at + words, number: None, words, exact: false })
    }

    /// What stands next is nothing below: another item of the same list, or words that no label has. Says whether
    /// there is more to read.
    fn climb(&mut self) -> bool {
        let Some(here) = self.here else { return false };
        let path = self.form.path(here);
        for at in (0..path.len().saturating_sub(1)).rev() {
            let (above, child) = (path[at], path[at + 1]);
            let Some(Recognised::Hit(hit)) = self.find(Some(above), self.at) else { continue };
            let [item] = hit.items[..] else {
                self.settle(Some(above));
                return false;
            };
            return self.sidestep((above, child), item, &hit);
        }
        // Sheets of attachments are named behind the sheet of a section.
        if path.len() == 1 {
            let found =
                self.full(None, self.at).map(Recognised::Hit).or_else(|| self.numbered(None, self.at));
            if let Some(Recognised::Hit(hit)) = found
                && let [item] = hit.items[..]
                && matches!(self.names[item].marker, Marker::Attachment(_))
            {
                return self.take(&hit).is_some();
            }
        }
        self.sure = self.sure.max(Sureness::Likely);
        false
    }

    /// From the item at hand, under `child` of `above`, to `item`, which stands elsewhere under `above`.
    fn sidestep(&mut self, (above, child): (ItemIndex, ItemIndex), item: ItemIndex, hit: &Hit) -> bool {
        let Some(here) = self.here else { return false };
        let target = self.form.path(item);
        let (from, to) = (self.names[child].marker, target.get(usize::from(self.form.item(above).level())));
        let named = to == Some(&item);
        let to = to.map_or(Marker::Plain, |&to| self.names[to].marker);
        let same_block = self.form.item(item).kind == ItemKind::Block && self.form.path(here).contains(&item);
        let other_number = same_block && self.blocks.iter().any(|&(b, n)| b == item && Some(n) != hit.number);
        if self.form.path(here).contains(&item) && !other_number {
            self.at = hit.end;
            return true;
        }
        if other_number || (hit.exact && named && from.lists_with(to)) {
            self.done.push(Spot { item: here, blocks: self.blocks_above(here) });
            return self.take(hit).is_some();
        }
        // A long label that the section has once says what is meant, whatever stands before it.
        let section = target.first().copied();
        let once = hit.exact && hit.words >= 10 && self.form.item(above).level() >= 2 && {
            let label: &[char] = &self.text[self.at..hit.end];
            let all = below(self.form, section);
            all.iter().filter(|(_, i)| self.names[*i].labels.iter().any(|l| l.as_slice() == label)).count()
                == 1
        };
        if once {
            self.sure = self.sure.max(Sureness::Likely);
            return self.take(hit).is_some();
        }
        self.settle(Some(above));
        false
    }

    /// Numbers of the blocks that an item stands in, or is.
    fn blocks_above(&self, item: ItemIndex) -> Vec<(ItemIndex, u32)> {
        let path = self.form.path(item);
        self.blocks.iter().copied().filter(|(block, _)| path.contains(block)).collect()
    }

    /// The name of a file behind that of a section, shortened: "_住基台帳", "、送付先".
    fn short_file_name(&mut self) {
        let is_section = self.here.is_some_and(|here| {
            let item = self.form.item(here);
            item.kind == ItemKind::Section
                && (item.per_file
                    || item.children.iter().any(|&c| self.form.item(c).kind == ItemKind::Records))
        });
        if !is_section || !self.files.is_empty() || self.find(self.here, self.at).is_some() {
            return;
        }
        let open = usize::from(self.text.get(self.at) == Some(&'('));
        let from = self.at + open;
        let ends = |c: char| c.is_ascii_digit() || is_circled(c) || is_separator(c) || matches!(c, '(' | ')');
        let end = (from..self.text.len()).find(|&i| ends(self.text[i])).unwrap_or(self.text.len());
        let word = &self.text[from..end];
        let fits =
            |name: &&Vec<char>| word.len() >= 2 && name.first() == word.first() && is_within(word, name);
        let mut found = self.file_names.iter().enumerate().filter(|(_, name)| fits(name));
        if let (Some((file, _)), None) = (found.next(), found.next()) {
            self.files.push(file);
            self.sure = self.sure.max(Sureness::Likely);
            self.at = self.skip(end + usize::from(open == 1 && self.text.get(end) == Some(&')')));
        }
    }

    fn skip(&self, from: usize) -> usize {
        (from..self.text.len()).find(|&at| !is_separator(self.text[at])).unwrap_or(self.text.len())
    }
}

/// The item that several items have in common: the deepest that all of them stand under, or are.
fn shared(form: &Form, items: &[ItemIndex]) -> Option<ItemIndex> {
    let mut paths = items.iter().map(|&item| form.path(item));
    let mut common = paths.next()?;
    for path in paths {
        let length = common.iter().zip(&path).take_while(|(a, b)| a == b).count();
        common.truncate(length);
    }
    common.last().copied()
}
