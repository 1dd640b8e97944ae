//! 「…ではありませんか」: the known word nearest to an unknown one.

/// The candidate within reach of `word`, if one is: up to one edit in three characters, at most three.
/// An edit is a character added, dropped, changed, or swapped with its neighbour.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: String = word.chars().flat_map(char::to_lowercase).take(64).collect();
    candidates
        .into_iter()
        .map(|candidate| {
            let other: String = candidate.chars().flat_map(char::to_lowercase).collect();
            let reach = word.chars().count().max(other.chars().count()).div_ceil(3).min(3);
            (strsim::osa_distance(&word, &other), reach, candidate)
        })
        .filter(|&(distance, reach, _)| distance <= reach)
        .min_by_key(|&(distance, _, _)| distance)
        .map(|(_, _, candidate)| candidate)
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
