//! Names of laws: a table of those that evaluations rely on, and names in general.

use std::sync::LazyLock;

/// A law of the table.
struct Law {
    slug: &'static str,
    short: &'static str,
    full: &'static str,
}

/// Folded names, the longest first, with the short name of their law.
struct Names {
    laws: Vec<Law>,
    folded: Vec<(Vec<char>, &'static str)>,
    /// Full names without their hiragana, for those that are long enough to be known by the rest.
    skeletons: Vec<(String, &'static str)>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut table = Names { laws: Vec::new(), folded: Vec::new(), skeletons: Vec::new() };
    let rows = include_str!("names.tsv").lines().filter(|line| !line.starts_with('#'));
    for row in rows {
        let mut cells = row.split('\t');
        let (Some(slug), Some(short), Some(full)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        table.laws.push(Law { slug, short, full });
        // What is called after another law (番号法別表の主務省令) is read as that law with what stands behind it.
        let after_other = table.laws.iter().any(|law| short != law.short && short.starts_with(law.short));
        let all = Some(short).filter(|_| !after_other).into_iter().chain([full]).chain(cells);
        table.folded.extend(all.map(|name| (name.chars().map(fold).collect(), short)));
        let skeleton = skeleton(full);
        if skeleton.chars().count() >= SKELETON {
            table.skeletons.push((skeleton, short));
        }
    }
    table.folded.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    table.folded.dedup();
    table
});

/// How many characters other than hiragana tell a long name from all others.
const SKELETON: usize = 9;

/// What names and provisions are compared by: the width of ASCII does not count, white space is one kind.
pub(super) fn fold(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\t' | '\r' | '\u{a0}' => ' ',
        '〔' => '(',
        '〕' => ')',
        _ => c,
    }
}

fn skeleton(name: &str) -> String {
    name.chars().filter(|c| !('ぁ'..='ゖ').contains(c)).collect()
}

/// The full name of a law of the table, by the short name that stands for it.
pub fn full_name(law: &str) -> Option<&'static str> {
    NAMES.laws.iter().find(|known| known.short == law).map(|known| known.full)
}

/// What a law of the table is called in addresses, by the short name that stands for it.
pub fn slug(law: &str) -> Option<&'static str> {
    NAMES.laws.iter().find(|known| known.short == law).map(|known| known.slug)
}

/// The longest name of the table that some folded characters begin with: its length, and the short name.
pub(super) fn known(chars: &[(usize, char)]) -> Option<(usize, &'static str)> {
    let begins = |name: &[char]| {
        name.len() <= chars.len() && name.iter().zip(chars).all(|(wanted, (_, c))| wanted == c)
    };
    NAMES.folded.iter().find(|(name, _)| begins(name)).map(|(name, short)| (name.len(), *short))
}

/// The name that stands for all names of a law, of a name as written: a particle that is missing in a long name does not
/// make it another law.
pub(super) fn normal(written: &str) -> String {
    let chars: Vec<(usize, char)> = written.char_indices().map(|(at, c)| (at, fold(c))).collect();
    if let Some((length, short)) = known(&chars)
        && length == chars.len()
    {
        return short.to_owned();
    }
    let own = skeleton(written);
    match NAMES.skeletons.iter().find(|(skeleton, _)| *skeleton == own) {
        Some((_, short)) => (*short).to_owned(),
        None => written.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_whole_and_stands_once() {
        let names = &*NAMES;
        let rows = include_str!("names.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(names.laws.len(), rows);
        for (at, law) in names.laws.iter().enumerate() {
            assert!(law.slug.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", law.slug);
            let again = names.laws[..at].iter().any(|o| o.slug == law.slug || o.short == law.short);
            assert!(!again, "{} stands twice", law.slug);
            assert_eq!(normal(law.full), law.short);
        }
        let mut folded: Vec<_> = names.folded.iter().map(|(name, _)| name).collect();
        folded.sort();
        assert!(folded.windows(2).all(|two| two[0] != two[1]), "a name of two laws");
    }

    #[test]
    fn a_lost_particle_is_no_other_law() {
        assert_eq!(normal("行政手続における特定の個人を識別するため番号の利用等に関する法律"), "番号法");
        assert_eq!(normal("みほん市手数料条例"), "みほん市手数料条例");
    }
}
