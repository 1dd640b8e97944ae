//! 「…ではありませんか」: the known word nearest to an unknown one.

/// The candidate within reach of `word`, if one is: up to one edit in three characters, at most three.
/// An edit is a character added, dropped, changed, or swapped with its neighbour.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().flat_map(char::to_lowercase).take(64).collect();
    candidates
        .into_iter()
        .map(|candidate| {
            let other: Vec<char> = candidate.chars().flat_map(char::to_lowercase).collect();
            let reach = word.len().max(other.len()).div_ceil(3).min(3);
            (distance(&word, &other), reach, candidate)
        })
        .filter(|&(distance, reach, _)| distance <= reach)
        .min_by_key(|&(distance, _, _)| distance)
        .map(|(_, _, candidate)| candidate)
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let mut cost = (rows[i][j + 1] + 1).min(row[j] + 1).min(rows[i][j] + usize::from(x != y));
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                cost = cost.min(rows[i - 1][j - 1] + 1);
            }
            row.push(cost);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let keys = ["published", "number", "kind", "files", "title"];
        assert_eq!(nearest("pubished", keys), Some("published"));
        assert_eq!(nearest("Title", keys), Some("title"));
        assert_eq!(nearest("tilte", keys), Some("title"));
        assert_eq!(nearest("file", keys), Some("files"));
        assert_eq!(nearest("colour", keys), None);
        assert_eq!(nearest("", keys), None);
        assert_eq!(nearest("みほん市", ["みほん市長", "みほん市教育委員会"]), Some("みほん市長"));
    }
}
