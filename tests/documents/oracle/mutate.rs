//! Small damages to a Markdown body, always the same ones: the oracle has to notice each of them.

use super::squeeze;

/// A generator of numbers that is the same on every machine and in every version of the tests (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Numbers(u64);

impl Numbers {
    /// Starts from a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).expect("a length");
        usize::try_from(self.next() % bound).expect("below a length")
    }
}

/// A damaged text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mutation {
    /// What was done.
    pub(crate) done: String,
    /// The line concerned, from 0.
    pub(crate) line: usize,
    /// The whole text.
    pub(crate) text: String,
}

/// Damages the body at `count` places: a character deleted, swapped with its neighbour, or doubled. Only letters,
/// digits and Japanese characters are touched, never the front matter.
pub(crate) fn mutations(markdown: &str, count: usize, seed: u64) -> Vec<Mutation> {
    let chars: Vec<char> = markdown.chars().collect();
    let body = body_start(&chars);
    let places: Vec<usize> = (body..chars.len()).filter(|&at| chars[at].is_alphanumeric()).collect();
    assert!(places.len() > 1, "there is a body to damage");
    let mut numbers = Numbers::new(seed);
    let mut mutated = Vec::with_capacity(count);
    while mutated.len() < count {
        let at = places[numbers.below(places.len())];
        let mut text = chars.clone();
        let done = match numbers.below(3) {
            0 => {
                text.remove(at);
                "deleted"
            }
            1 => {
                let neighbour = chars.get(at + 1).copied().unwrap_or('\n');
                if !neighbour.is_alphanumeric() || neighbour == chars[at] {
                    continue;
                }
                text.swap(at, at + 1);
                "swapped with the next"
            }
            _ => {
                text.insert(at, chars[at]);
                "doubled"
            }
        };
        let line = chars[..at].iter().filter(|&&c| c == '\n').count();
        let around: String = chars[at.saturating_sub(10)..chars.len().min(at + 10)].iter().collect();
        let done = format!("line {}: {} {done} in 「{}」", line + 1, chars[at], squeeze(&around));
        mutated.push(Mutation { done, line, text: text.into_iter().collect() });
    }
    mutated
}

/// Where the body starts: behind the front matter, if there is one.
fn body_start(chars: &[char]) -> usize {
    let text: String = chars.iter().collect();
    let fence = |line: &str| line.trim_end() == "---";
    let mut passed = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        passed += line.chars().count();
        match index {
            0 if !fence(line) => return 0,
            0 => {}
            _ if fence(line) => return passed,
            _ => {}
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "---\nnumber: \"12\"\n---\n# 表紙\n- [x] 1) 有料\n・あいうえお、ABC。\n";

    #[test]
    fn the_same_seed_gives_the_same_damage() {
        assert_eq!(mutations(TEXT, 20, 7), mutations(TEXT, 20, 7));
        assert_ne!(mutations(TEXT, 20, 7), mutations(TEXT, 20, 8));
    }

    #[test]
    fn every_damage_changes_the_body_by_at_most_one_character() {
        for Mutation { done, line, text } in mutations(TEXT, 200, 1) {
            assert!((3..6).contains(&line), "{done}");
            assert_ne!(text, TEXT, "{done}");
            assert!(text.starts_with("---\nnumber: \"12\"\n---\n"), "{done}");
            assert!(text.chars().count().abs_diff(TEXT.chars().count()) <= 1, "{done}");
            let marks = |text: &str| text.chars().filter(|c| !c.is_alphanumeric()).collect::<String>();
            assert_eq!(marks(&text), marks(TEXT), "{done}");
        }
    }

    #[test]
    fn a_text_without_front_matter_is_all_body() {
        let damaged = mutations("あい", 50, 3);
        assert!(damaged.iter().any(|m| m.text == "い") && damaged.iter().any(|m| m.text == "いあ"));
    }
}
