//! Excerpts of a passage with what was found in them marked.
//!
//! The passage as stored is analysed again with [`super::text::units`], so that marks fit the text as written,
//! whatever width or spelling was searched for.

use serde::{Deserialize, Serialize};

use super::query::Phrase;
use super::text::{Unit, units};

/// An excerpt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    /// The text.
    pub text: String,
    /// What was found: first and last + 1, in UTF-16 code units of `text`, as browsers count.
    pub highlights: Vec<(u32, u32)>,
}

/// Where a sequence of units occurs in another: byte ranges in the text as written.
pub fn find(text: &[Unit], phrase: &[Unit]) -> Vec<(usize, usize)> {
    let Some(first) = phrase.first() else { return Vec::new() };
    let fits = |window: &[Unit]| {
        window[0].text == first.text
            && window[1..].iter().zip(&phrase[1..]).all(|(a, b)| a.text == b.text && a.barrier == b.barrier)
    };
    text.windows(phrase.len())
        .filter(|window| fits(window))
        .map(|window| (window[0].start, window[window.len() - 1].end))
        .collect()
}

/// The stretch of at most `window` characters that holds the most of what was asked for.
pub fn snippet(text: &str, phrases: &[Phrase], window: usize) -> Snippet {
    let own = units(text);
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (index, phrase) in phrases.iter().enumerate() {
        found.extend(find(&own, &phrase.units).into_iter().map(|(start, end)| (start, end, index)));
    }
    found.sort_unstable();
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = |byte: usize| starts.partition_point(|start| *start < byte);
    // Sliding window: the most distinct phrases first, then the most places, then the earliest.
    let reach = window - window / 4;
    let best = (0..found.len()).max_by_key(|&first| {
        let limit = at(found[first].0) + reach;
        let inside = found[first..].iter().take_while(|(_, end, _)| at(*end) <= limit).take(64);
        let (mut seen, mut places) = (std::collections::BTreeSet::new(), 0_usize);
        for (_, _, phrase) in inside {
            seen.insert(*phrase);
            places += 1;
        }
        (seen.len(), places, std::cmp::Reverse(first))
    });
    let from = best.map_or(0, |first| at(found[first].0).saturating_sub(window / 4));
    let last = starts.len() - 1;
    let to = (from + window).min(last);
    let from = from.min(to.saturating_sub(window.min(to)));
    let (start, end) = (starts[from], starts[to]);
    let inside = found.iter().filter(|(a, b, _)| *a >= start && *b <= end);
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for &(a, b, _) in inside {
        match merged.last_mut() {
            Some(last) if a <= last.1 => last.1 = last.1.max(b),
            _ => merged.push((a, b)),
        }
    }
    let lead = if from > 0 { "…" } else { "" };
    let tail = if to < last { "…" } else { "" };
    let units = |byte: usize| {
        u32::try_from(text[start..byte].encode_utf16().count() + lead.chars().count()).unwrap_or(u32::MAX)
    };
    Snippet {
        highlights: merged.into_iter().map(|(a, b)| (units(a), units(b))).collect(),
        text: format!("{lead}{}{tail}", &text[start..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(text: &str) -> Phrase {
        Phrase { text: text.to_owned(), units: units(text), exact: false }
    }

    fn marked(snippet: &Snippet) -> Vec<String> {
        let utf16: Vec<u16> = snippet.text.encode_utf16().collect();
        let text = |(a, b): &(u32, u32)| String::from_utf16_lossy(&utf16[*a as usize..*b as usize]);
        snippet.highlights.iter().map(text).collect()
    }

    #[test]
    fn marks_fit_the_text_as_written() {
        let found = snippet("𠮷野のサーバー、１９条", &[phrase("ｻｰﾊﾞ"), phrase("19条")], 120);
        assert_eq!(marked(&found), ["サーバー", "１９条"]);
        assert_eq!(found.text, "𠮷野のサーバー、１９条");
    }

    #[test]
    fn the_window_holds_what_was_asked_for() {
        let text = format!(
            "{}委託先は甲社です。{}再委託先は乙社です。{}",
            "あ".repeat(300),
            "い".repeat(300),
            "う".repeat(300)
        );
        let found = snippet(&text, &[phrase("再委託"), phrase("乙社")], 60);
        assert_eq!(marked(&found), ["再委託", "乙社"]);
        assert!(found.text.starts_with('…') && found.text.ends_with('…'), "{}", found.text);
        assert!(found.text.chars().count() <= 62, "{}", found.text);
    }

    #[test]
    fn a_text_without_matches_begins_at_its_beginning() {
        let found = snippet("甲乙丙", &[phrase("丁")], 2);
        assert_eq!((found.text.as_str(), found.highlights.len()), ("甲乙…", 0));
        assert_eq!(snippet("", &[], 10), Snippet::default());
    }
}
