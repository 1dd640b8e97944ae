//! The words of a portal: how they sound, and what else people call them. Asked only where a word of a question is found
//! nowhere, or no place holds all of them, so that a browser fetches it only then.
//!
//! The index carries them as one text, cut to what stands in it: readings, the sounds of single kanji, groups of
//! expressions. A word that was typed by its sound (hiragana, katakana, romaji, letters spelled out) or with the wrong
//! kanji is taken apart into words of the portal that sound alike. What comes out are guesses: whoever asks for them looks
//! up whether they stand anywhere.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use super::query::Synonyms;
use super::text::{is_hiragana, narrow};

mod romaji;
mod sound;

pub(crate) use romaji::kana as of_romaji;
pub(crate) use sound::sound;

/// What the text says of itself; changes when its shape does.
pub(crate) const FORMAT: &str = "kohyo-words-1";

/// Guesses for one sound.
const GUESSES: usize = 48;

/// Words that one sound is taken apart into.
const PARTS: usize = 6;

/// A shorter sound has too many neighbours, in kana.
const SHORTEST: usize = 3;

/// The same for a sound with a slip.
const SHORTEST_SLIP: usize = 5;

/// Ways in which a word may sound that are looked at.
const MOST_SOUNDS: usize = 16;

/// Longer sounds are not looked at.
const LONGEST: usize = 24;

/// What was asked for, whether with a slip, and what is alike.
type Alike = ((String, bool), Vec<String>);

/// The words of a portal.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// Words by their sound.
    words: HashMap<String, Vec<String>>,
    /// The same by their sound without long vowels, which romaji leave out.
    short: HashMap<String, Vec<String>>,
    /// Sounds by word.
    sounds: HashMap<String, Vec<String>>,
    /// The sounds of single kanji.
    kanji: HashMap<char, Vec<String>>,
    /// The longest sound of a word, in kana.
    longest: usize,
    /// Every kana that words sound of.
    alphabet: BTreeSet<char>,
    /// What else people call things.
    pub(crate) groups: String,
    /// What was found to be alike last: on several steps of a question the same is asked.
    alike: Mutex<Vec<Alike>>,
}

impl Lexicon {
    /// Reads the text of an index; of another format it is empty.
    pub(crate) fn of(text: &str) -> Self {
        let mut own = Self::default();
        let mut blocks = text.split("\n\n");
        if blocks.next().map(str::trim) != Some(FORMAT) {
            return own;
        }
        for line in blocks.next().unwrap_or_default().lines() {
            let mut cells = line.split(' ');
            let Some(reading) = cells.next() else { continue };
            for word in cells {
                own.add(reading, word);
            }
        }
        for line in blocks.next().unwrap_or_default().lines() {
            let Some((reading, kanji)) = line.split_once(' ') else { continue };
            for c in kanji.chars() {
                own.kanji.entry(c).or_default().push(sound(reading));
            }
        }
        blocks.next().unwrap_or_default().clone_into(&mut own.groups);
        own
    }

    fn add(&mut self, reading: &str, word: &str) {
        let own = sound(reading);
        self.longest = self.longest.max(own.chars().count());
        self.alphabet.extend(own.chars());
        let short = sound::without_long_vowels(&own);
        if !short.is_empty() {
            self.short.entry(short).or_default().push(word.to_owned());
        }
        self.sounds.entry(word.to_owned()).or_default().push(own.clone());
        self.words.entry(own).or_default().push(word.to_owned());
    }

    /// What sounds exactly as it was typed: in kana or romaji; katakana for hiragana too.
    pub(crate) fn heard(&self, typed: &str) -> Vec<String> {
        let typed = narrow(typed);
        let mut found = Vec::new();
        if let Some(letters) = sound::letters(&typed) {
            found.push(letters);
        }
        found.extend(sound::spelled_out(&typed));
        let (kana, words) = match of_romaji(&typed) {
            Some(kana) => (sound::without_long_vowels(&sound(&kana)), &self.short),
            None if sound::is_kana(&typed) => (sound(&typed), &self.words),
            None => return found,
        };
        if typed.chars().all(|c| is_hiragana(c) || c == 'ー') {
            found.push(sound::in_katakana(&typed));
        }
        let length = kana.chars().count();
        if (SHORTEST..=LONGEST).contains(&length) {
            found.extend(self.half_foreign(&typed));
            found.extend(self.taken_apart(&kana, words, GUESSES, true));
        }
        found
    }

    /// Words one half of which is written in katakana, of which the portal's words by their sound know nothing: かんしかめら.
    fn half_foreign(&self, typed: &str) -> Vec<String> {
        const MOST: usize = 16;
        const OF_ONE: usize = 2;
        let chars: Vec<char> = typed.chars().collect();
        if !chars.iter().all(|c| is_hiragana(*c) || *c == 'ー') || chars.len() < SHORTEST_SLIP {
            return Vec::new();
        }
        let mut found = Vec::new();
        for cut in 2..=chars.len() - 2 {
            let [first, second] = [&chars[..cut], &chars[cut..]].map(|half| half.iter().collect::<String>());
            let known = |half: &str| self.taken_apart(&sound(half), &self.words, OF_ONE, false);
            found.extend(known(&first).into_iter().map(|word| word + &sound::in_katakana(&second)));
            found.extend(known(&second).into_iter().map(|word| sound::in_katakana(&first) + &word));
        }
        // The fewest characters: the longer half has kanji.
        found.sort_by_key(|word| word.chars().count());
        found.truncate(MOST);
        found
    }

    /// Words that begin as was typed, by how they are written or by their sound, the shortest first. Of one kana nothing
    /// is known yet.
    pub(crate) fn beginning(&self, typed: &str) -> Vec<&str> {
        let typed = narrow(typed);
        let (start, words) = match of_romaji(&typed) {
            Some(kana) => (sound::without_long_vowels(&sound(&kana)), &self.short),
            None if sound::is_kana(&typed) => (sound(&typed), &self.words),
            None => (String::new(), &self.words),
        };
        let mut found: BTreeSet<(usize, &str)> = BTreeSet::new();
        if start.chars().count() >= 2 {
            let heard = words.iter().filter(|(own, _)| own.starts_with(&start));
            found
                .extend(heard.flat_map(|(_, words)| words).map(|word| (word.chars().count(), word.as_str())));
        } else if start.is_empty() && !typed.is_empty() {
            let written = self.sounds.keys().filter(|word| word.starts_with(&typed));
            found.extend(written.map(|word| (word.chars().count(), word.as_str())));
        }
        // A single character is a prefix or a suffix.
        found
            .into_iter()
            .filter(|(length, word)| *length > 1 && *word != typed)
            .map(|(_, word)| word)
            .collect()
    }

    /// What sounds like a word with other kanji, exactly (`slip` is false) or but for one slip. At least half of the
    /// characters are those that were typed, unless it was typed by its sound.
    pub(crate) fn alike(&self, typed: &str, slip: bool) -> Vec<String> {
        let asked = (narrow(typed), slip);
        let mut known = self.alike.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = known.iter().find(|(own, _)| *own == asked) {
            return found.clone();
        }
        let found = self.look_alike(&asked.0, slip);
        // As many as a question has words.
        if known.len() == 16 {
            known.remove(0);
        }
        known.push((asked, found.clone()));
        found
    }

    fn look_alike(&self, typed: &str, slip: bool) -> Vec<String> {
        let by_sound = sound::is_kana(typed);
        let sounds = if by_sound { vec![sound(typed)] } else { self.sounds_of(typed) };
        let kept = |guess: &String| {
            let all = typed.chars().count();
            let own: Vec<char> = typed.chars().filter(|c| !sound::is_kana(&c.to_string())).collect();
            let same = guess.chars().filter(|c| own.contains(c)).count();
            let length = own.len() < all || guess.chars().count().abs_diff(all) <= 1;
            guess != typed && (by_sound || (2 * same >= own.len() && length))
        };
        let mut found: Vec<String> = Vec::new();
        // Each slip of each sound would be looked for.
        for own in sounds.into_iter().take(if slip { 8 } else { MOST_SOUNDS }) {
            let length = own.chars().count();
            if !(SHORTEST..=LONGEST).contains(&length) || (slip && length < SHORTEST_SLIP) {
                continue;
            }
            // With a slip, a prefix or suffix could be any: only whole words are taken.
            let guesses = if slip {
                let others = sound::one_slip(&own, &self.alphabet);
                others.iter().flat_map(|other| self.taken_apart(other, &self.words, 4, by_sound)).collect()
            } else {
                self.taken_apart(&own, &self.words, GUESSES, true)
            };
            found.extend(guesses.into_iter().filter(kept));
        }
        found.sort_by_key(|guess| guess.chars().count());
        let mut seen = BTreeSet::new();
        found.retain(|guess| seen.insert(guess.clone()));
        found.truncate(GUESSES);
        found
    }

    /// How a word may sound: words of the portal, single kanji, kana as they are.
    fn sounds_of(&self, typed: &str) -> Vec<String> {
        let chars: Vec<char> = typed.chars().collect();
        if chars.len() > LONGEST || !chars.iter().any(|c| self.kanji.contains_key(c)) {
            return Vec::new();
        }
        let mut found: Vec<(usize, String)> = vec![(0, String::new())];
        let mut done = Vec::new();
        while let Some((at, before)) = found.pop() {
            if at == chars.len() {
                done.push(before);
                if done.len() >= MOST_SOUNDS {
                    break;
                }
                continue;
            }
            // The longest word last, so that it is looked at first.
            let own = sound(&chars[at].to_string());
            if sound::is_kana(&own) {
                found.push((at + 1, [before.as_str(), &own].concat()));
            }
            for reading in self.kanji.get(&chars[at]).into_iter().flatten().rev() {
                found.push((at + 1, [before.as_str(), reading].concat()));
            }
            for end in at + 2..=chars.len().min(at + 6) {
                let word: String = chars[at..end].iter().collect();
                for reading in self.sounds.get(&word).into_iter().flatten().rev() {
                    found.push((end, [before.as_str(), reading].concat()));
                }
            }
        }
        done.dedup();
        done
    }

    /// The ways to say a sound in words of the portal, those of few words first.
    fn taken_apart(
        &self,
        kana: &str,
        words: &HashMap<String, Vec<String>>,
        most: usize,
        affixes: bool,
    ) -> Vec<String> {
        let chars: Vec<char> = kana.chars().collect();
        let mut search = Ways { words, affixes, longest: self.longest, out: Vec::new(), steps: 0 };
        for parts in 1..=PARTS {
            search.go(&chars, parts, &mut Vec::new());
            if search.out.len() >= most {
                break;
            }
        }
        let mut out = search.out;
        out.truncate(most);
        out
    }

    /// Whether an expression is a word of the portal.
    pub(crate) fn is_word(&self, text: &str) -> bool {
        self.sounds.contains_key(text)
    }

    /// What else words mean, behind those that are known without it.
    pub(crate) fn wide(&self, known: &str) -> Synonyms {
        Synonyms::with(&[known, &self.groups].join("\n"))
    }
}

/// The search for ways to say a sound.
struct Ways<'a> {
    words: &'a HashMap<String, Vec<String>>,
    /// Single characters may stand before and behind words.
    affixes: bool,
    longest: usize,
    out: Vec<String>,
    steps: usize,
}

impl<'a> Ways<'a> {
    /// The ways to say the rest in so many words, behind those of `way`.
    fn go(&mut self, rest: &[char], parts: usize, way: &mut Vec<&'a str>) {
        const STEPS: usize = 4000;
        self.steps += 1;
        if self.steps > STEPS || self.out.len() >= GUESSES {
            return;
        }
        if rest.is_empty() || parts == 0 {
            if rest.is_empty() && parts == 0 {
                self.out.push(way.concat());
            }
            return;
        }
        for end in (1..=rest.len().min(self.longest)).rev() {
            let head: String = rest[..end].iter().collect();
            for word in self.words.get(&head).into_iter().flatten() {
                // A single character is a prefix or a suffix, never a word alone, and never beside another.
                let single = |word: &str| word.chars().count() == 1;
                let alone = way.is_empty() && end == rest.len();
                if single(word) && (!self.affixes || alone || way.last().is_some_and(|last| single(last))) {
                    continue;
                }
                way.push(word);
                self.go(&rest[end..], parts - 1, way);
                way.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let readings = "きかん 期間 機関\nほかん 保管\nせいたい 生体 声帯\nにんしょう 認証\nしんにゅう 侵入\nけんち 検知\n\
                        じゅうみん 住民\nひょう 票 表\nこくみん 国民\nけんこう 健康\nほけん 保険\nさい 再\nいたく 委託";
        let kanji =
            "しん 進侵\nにゅう 入\nけん 検\nち 知\nき 機期\nかん 関間管\nほ 保\nさい 再際\nい 委\nたく 託";
        Lexicon::of(&format!("{FORMAT}\n\n{readings}\n\n{kanji}\n\n"))
    }

    #[test]
    fn words_are_found_by_their_sound() {
        let words = lexicon();
        for (typed, meant) in [
            ("せいたいにんしょう", "生体認証"),
            ("セイタイニンショウ", "生体認証"),
            ("seitaininsho", "生体認証"),
            ("seitaininsyou", "生体認証"),
            ("こくみんけんこうほけん", "国民健康保険"),
            ("juminhyo", "住民票"),
            ("さいいたく", "再委託"),
            ("ジーシーシー", "GCC"),
            ("にんしょうかめら", "認証カメラ"),
            ("せきゅりてぃけんち", "セキュリティ検知"),
        ] {
            let heard = words.heard(typed);
            assert!(heard.iter().any(|own| own == meant), "{typed}: {heard:?}");
        }
        assert_eq!(words.heard("たい"), ["タイ"], "too short to be taken apart");
        assert!(words.heard("漢字").is_empty());
    }

    #[test]
    fn kanji_are_heard_in_all_of_their_sounds() {
        let readings = "にゅうたいしつ 入退室\nかんり 管理";
        let kanji = "いり 入\nいれ 入\nにゅう 入\nたい 退隊\nしつ 室\nむろ 室\nかん 管\nくだ 管\nり 理";
        let words = Lexicon::of(&format!("{FORMAT}\n\n{readings}\n\n{kanji}\n\n"));
        assert_eq!(words.alike("入隊室管理", false), ["入退室管理"]);
        assert_eq!(words.alike("入隊室管理", false), ["入退室管理"], "asked again");
    }

    #[test]
    fn words_begin_as_they_are_written_and_as_they_sound() {
        let words = lexicon();
        assert_eq!(words.beginning("保"), ["保管", "保険"]);
        assert_eq!(words.beginning("ほけ"), ["保険"]);
        assert_eq!(words.beginning("ケン"), ["健康", "検知"]);
        assert_eq!(words.beginning("kenk"), ["健康"; 0], "the half of a syllable is none");
        assert_eq!(words.beginning("kenko"), ["健康"]);
        for nothing in ["", "ほ", "保険", "再", "虹彩", "1"] {
            assert!(words.beginning(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn slips_of_conversion_and_of_the_finger_are_found() {
        let words = lexicon();
        assert!(words.alike("保管機関", false).contains(&"保管期間".to_owned()));
        assert!(words.alike("進入検知", false).contains(&"侵入検知".to_owned()));
        assert!(words.alike("際委託", false).contains(&"再委託".to_owned()));
        assert!(words.alike("せいたいにんしよ", true).contains(&"生体認証".to_owned()));
        assert!(words.alike("虹彩認証", true).is_empty());
    }

    #[test]
    fn a_text_of_another_format_holds_nothing() {
        for other in ["x\n\nきかん 期間", ""] {
            assert_eq!(Lexicon::of(other).heard("きかん"), ["キカン"], "what it says without knowing a word");
        }
    }
}
