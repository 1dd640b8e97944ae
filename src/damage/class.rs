//! What each character may be a part of: one pass over a text says which rules have to look at it at all.

/// Rules, as a set, to which a character or a text matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Class(u16);

impl Class {
    /// A letter of a script that does not belong.
    pub(super) const FOREIGN: Self = Self(1);
    /// ASCII letters, digits and the hyphen.
    pub(super) const LATIN: Self = Self(1 << 1);
    /// Characters of Chinese type.
    pub(super) const HAN: Self = Self(1 << 2);
    /// Characters that look like the first of their class.
    pub(super) const ALIKE: Self = Self(1 << 3);
    /// Katakana letters that look like a kanji.
    pub(super) const BETWEEN: Self = Self(1 << 4);
    /// Circled numbers.
    pub(super) const CIRCLED: Self = Self(1 << 5);
    /// The space.
    pub(super) const SPACE: Self = Self(1 << 6);
    /// 号, behind which the letter of a statute's item stands.
    pub(super) const STATUTE: Self = Self(1 << 7);
    /// Commas, full stops and ends of lines.
    pub(super) const PAUSE: Self = Self(1 << 8);

    /// Whether it has something of `other`.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The class of each character.
pub(super) struct Classes(Vec<Class>);

impl Default for Classes {
    fn default() -> Self {
        Self(vec![Class::default(); 0x1_0000])
    }
}

impl Classes {
    /// Says of some characters that they are of a class, too.
    pub(super) fn add(&mut self, characters: impl IntoIterator<Item = char>, class: Class) {
        for c in characters {
            if let Some(of) = self.0.get_mut(c as usize) {
                of.0 |= class.0;
            }
        }
    }

    /// What a character may be a part of. Of the rare ones behind the first plane that is anything.
    pub(super) fn of(&self, c: char) -> Class {
        self.0.get(c as usize).copied().unwrap_or(Class(u16::MAX))
    }

    /// What some character of a text may be a part of.
    pub(super) fn of_text(&self, text: &str) -> Class {
        Class(text.chars().fold(0, |seen, c| seen | self.of(c).0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_of_the_classes_of_its_characters() {
        let mut classes = Classes::default();
        classes.add(['甲'], Class::HAN);
        classes.add(['甲', '\u{20000}'], Class::SPACE);
        let seen = classes.of_text("乙甲");
        assert!(seen.has(Class::HAN) && seen.has(Class::SPACE) && !seen.has(Class::LATIN));
        assert_eq!(classes.of_text("乙"), Class::default());
        assert!(classes.of('\u{20000}').has(Class::LATIN), "nothing is known of it");
    }
}
