//! 事務: which task an evaluation is about, so that those of several bodies stand beside one another.
//!
//! What the author says comes first; else the longest word of a table that stands in the title, or in the name of the task.
//! Nothing is guessed beyond that: what no word fits stands among the others.

use std::cmp::Reverse;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::text::folding::fold_text;

/// A task of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Task {
    /// What its page is called in addresses.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Words that stand in titles, as they are shown.
    pub words: Vec<&'static str>,
}

static TASKS: LazyLock<Vec<Task>> = LazyLock::new(|| {
    let rows = include_str!("tasks.tsv").lines().filter(|line| !line.starts_with('#'));
    let task = |row: &'static str| {
        let mut cells = row.split('\t');
        let (id, name, words) = (cells.next()?, cells.next()?, cells.next()?);
        Some(Task { id, name, words: words.split('|').collect() })
    };
    rows.filter_map(task).collect()
});

/// The words of all tasks, folded, and by their number the task of each.
static WORDS: LazyLock<(AhoCorasick, Vec<usize>)> = LazyLock::new(|| {
    let words =
        || TASKS.iter().enumerate().flat_map(|(task, own)| own.words.iter().map(move |word| (task, word)));
    let folded = words().map(|(_, word)| fold_text(word));
    let found = AhoCorasick::new(folded).expect("the words of the table are few");
    (found, words().map(|(task, _)| task).collect())
});

/// All tasks, in the order of the table.
pub fn all() -> &'static [Task] {
    &TASKS
}

/// The task of an id, as the front matter names it.
pub fn by_id(id: &str) -> Option<&'static Task> {
    TASKS.iter().find(|task| task.id == id)
}

/// The task of an evaluation: what its front matter says, else by its title, else by the name of the task in its text.
pub fn of(said: Option<&str>, title: &str, name: Option<&str>) -> Option<&'static Task> {
    said.and_then(by_id).or_else(|| by_words(title)).or_else(|| name.and_then(by_words))
}

/// The task whose longest word stands in a text; of words of the same length, the one that stands first.
fn by_words(text: &str) -> Option<&'static Task> {
    let (words, tasks) = &*WORDS;
    let text = fold_text(text);
    let found = words
        .find_overlapping_iter(&text)
        .map(|found| (found.len(), Reverse(found.start()), Reverse(tasks[found.pattern().as_usize()])));
    found.max().map(|(_, _, Reverse(task))| &TASKS[task])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(title: &str) -> Option<&'static str> {
        of(None, title, None).map(|task| task.id)
    }

    #[test]
    fn the_table_holds_the_common_tasks_each_once() {
        assert!(all().len() >= 40);
        let mut ids: Vec<_> = all().iter().map(|task| task.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all().len());
        let mut words: Vec<_> =
            all().iter().flat_map(|task| &task.words).map(|word| fold_text(word)).collect();
        words.sort();
        assert!(words.windows(2).all(|two| two[0] != two[1]), "a word of two tasks");
    }

    #[test]
    fn the_longest_word_decides() {
        assert_eq!(id("国民健康保険法による保険給付等に関する事務"), Some("kokuho"));
        assert_eq!(id("国民健康保険税の賦課に関する事務"), Some("kokuhozei"));
        assert_eq!(id("特別児童扶養手当に関する事務"), Some("tokubetsu-jido"));
        assert_eq!(id("児童扶養手当に関する事務"), Some("jido-fuyo"));
        assert_eq!(id("住民基本台帳に関する事務"), Some("juki"));
        assert_eq!(id("収滞納に関する税務事務"), Some("shuno"));
        assert_eq!(id("墓地の使用許可に関する事務"), None);
    }

    #[test]
    fn the_author_has_the_first_word_and_the_text_the_last() {
        assert_eq!(of(Some("kaigo"), "国民健康保険", None).map(|task| task.id), Some("kaigo"));
        assert_eq!(of(None, "第12号の事務", Some("介護保険に関する事務")).map(|task| task.id), Some("kaigo"));
    }
}
