//! The words of a path: what stands between them, which of them are the name of a file, and whether they mean a label.

use super::names::Names;

/// What stands between labels and says nothing.
pub(super) fn is_separator(c: char) -> bool {
    matches!(
        c,
        '※' | '_'
            | '-'
            | '・'
            | '、'
            | ','
            | 'ー'
            | '一'
            | ':'
            | ';'
            | '.'
            | '。'
            | '/'
            | '>'
            | '→'
            | '「'
            | '」'
            | '\\'
    )
}

/// Takes the names of files out of a path, with the number in front and brackets around them.
pub(super) fn cut_files(names: &[Names], files: &[Vec<char>], path: &[char]) -> (Vec<char>, Vec<usize>) {
    let mut text = path.to_vec();
    let mut found = Vec::new();
    let mut by_length: Vec<usize> = (0..files.len()).collect();
    by_length.sort_by_key(|&file| std::cmp::Reverse(files[file].len()));
    for file in by_length {
        let name = files[file].as_slice();
        let labels = names.iter().flat_map(|names| &names.labels);
        if name.len() < 3 || labels.into_iter().any(|label| position(label, name).is_some()) {
            continue;
        }
        while let Some(start) = position(&text, name) {
            let mut range = start..start + name.len();
            let digits = text[..start].iter().rev().skip(1).take_while(|c| c.is_ascii_digit()).count();
            match text[..start].last() {
                Some(')') if digits > 0 && start >= digits + 2 && text[start - digits - 2] == '(' => {
                    range.start -= digits + 2;
                }
                Some('(') if text.get(range.end) == Some(&')') => {
                    range.start -= 1;
                    range.end += 1;
                }
                Some('.') if digits > 0 => range.start -= digits + 1,
                _ => {}
            }
            text.splice(range, ['、']);
            if !found.contains(&file) {
                found.push(file);
            }
        }
    }
    // "(甲ファイル、乙ファイル)" leaves a bracket around nothing.
    while let Some(open) = text.iter().position(|&c| c == '(') {
        let inside = text[open + 1..].iter().take_while(|&&c| is_separator(c)).count();
        if found.is_empty() || text.get(open + 1 + inside) != Some(&')') {
            break;
        }
        text.splice(open..open + inside + 2, ['、']);
    }
    found.sort_unstable();
    (text, found)
}

fn position(text: &[char], part: &[char]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

/// Whether the characters of a word stand in a name, in this order.
pub(super) fn is_within(word: &[char], name: &[char]) -> bool {
    let mut name = name.iter();
    word.iter().all(|c| name.any(|n| n == c))
}

pub(super) fn trimmed(words: &[char]) -> &[char] {
    let end = words.iter().rposition(|&c| !is_separator(c)).map_or(0, |at| at + 1);
    &words[..end]
}

/// Whether words may be meant as those of a label: its beginning, a good part of it, or half of the same pairs.
pub(super) fn similar(words: &[char], label: &[char]) -> bool {
    if words.len() < 2 || label.is_empty() {
        return false;
    }
    let prefix = words.iter().zip(label).take_while(|(a, b)| a == b).count();
    let contains = (label.len() >= 3 && position(words, label).is_some())
        || (words.len() >= 4 && position(label, words).is_some());
    prefix == words.len() || contains || (prefix >= 4 && prefix * 2 >= label.len()) || {
        let pairs = |text: &[char]| text.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>();
        let (ours, mut theirs) = (pairs(words), pairs(label));
        let all = ours.len() + theirs.len();
        let same = ours.iter().filter(|pair| {
            let at = theirs.iter().position(|other| other == *pair);
            at.map(|at| theirs.swap_remove(at)).is_some()
        });
        same.count() * 4 >= all
    }
}
