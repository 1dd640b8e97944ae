//! Parts of a Markdown document: the piece that one line belongs to, as a small document of its own.
//!
//! Building a whole document for every damage would take minutes. A damage touches one line; the part that holds it
//! (a numbered item with the heading of its section, or one row of a table) says the same on its own as in the whole,
//! which [`is_made_of`] verifies for the sound text. A difference in the part is then a difference in the whole.

/// The small document around a line (counted from 0): front matter, the heading of the section, and the item or row.
pub(crate) fn around(markdown: &str, line: usize) -> String {
    let lines: Vec<&str> = markdown.split_inclusive('\n').collect();
    let body = body_start(&lines);
    let heading = |at: usize, marks: &str| lines[at].starts_with(marks);
    let section = (body..=line).rev().find(|&at| heading(at, "# ")).unwrap_or(body);
    let starts = |at: usize| heading(at, "# ") || heading(at, "## ");
    let from = (section..=line).rev().find(|&at| starts(at)).unwrap_or(section);
    let to = (line + 1..lines.len()).find(|&at| starts(at)).unwrap_or(lines.len());
    let is_row = |at: usize| heading(at, "| ");
    let mut kept: Vec<&str> = lines[..body].to_vec();
    if from > section {
        kept.extend(with_notes(&lines, section));
    }
    if is_row(line) {
        let table = (from..=line).rev().take_while(|&at| is_row(at)).last().unwrap_or(line);
        kept.extend(with_notes(&lines, from));
        kept.extend([lines[table], lines[table + 1]]);
        kept.extend((line > table + 1).then_some(lines[line]));
    } else {
        kept.extend(&lines[from..to]);
    }
    kept.concat()
}

/// A heading and the notes under it, which may say that the heading was supplied.
fn with_notes<'t>(lines: &[&'t str], heading: usize) -> Vec<&'t str> {
    let under = lines[heading + 1..].iter().take_while(|line| !line.starts_with(['#', '|']));
    let notes = under.filter(|line| line.starts_with("> "));
    std::iter::once(&lines[heading]).chain(notes).copied().chain(["\n"]).collect()
}

/// Where the body begins: behind the front matter.
fn body_start(lines: &[&str]) -> usize {
    let fence = |line: &&str| line.trim_end() == "---";
    if !lines.first().is_some_and(fence) {
        return 0;
    }
    lines.iter().skip(1).position(fence).map_or(0, |at| at + 2)
}

/// Whether a text is the heading of a section and something from under it, both as they stand in the whole.
pub(crate) fn is_made_of(text: &str, whole: &str) -> bool {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    // The beginning of a text that stands in the whole stands there too.
    let longest = ends.partition_point(|&end| whole.contains(&text[..end]));
    let longest = longest.checked_sub(1).map_or(0, |last| ends[last]);
    whole.contains(&text[longest..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "---\n# a comment\nnumber: \"1\"\n---\n\n# I\n\n## 1\na\n\n## 2\n### x\nb\n\n# II\nc\n> n\n\n| d | e |\n| --- | --- |\n| f | g |\n| h | i |\n";

    #[test]
    fn a_part_is_an_item_with_the_heading_of_its_section() {
        let front = "---\n# a comment\nnumber: \"1\"\n---\n";
        let part = |line| around(TEXT, line).strip_prefix(front).expect("the front matter").to_owned();
        assert_eq!(part(8), "# I\n\n## 1\na\n\n");
        assert_eq!(part(12), "# I\n\n## 2\n### x\nb\n\n");
        assert_eq!(part(5), "# I\n\n");
        assert_eq!(part(21), "# II\n> n\n\n| d | e |\n| --- | --- |\n| h | i |\n");
        assert_eq!(part(18), "# II\n> n\n\n| d | e |\n| --- | --- |\n");
    }

    #[test]
    fn a_part_stands_in_the_whole_in_two_pieces_at_most() {
        assert!(is_made_of("Iab", "xIaby") && is_made_of("Ib", "xIaby") && is_made_of("", "x"));
        assert!(!is_made_of("Ic", "xIaby") && !is_made_of("Iyx", "xIaby"));
    }
}
