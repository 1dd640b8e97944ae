//! Personal data in real documents: no number of a person, six rows with names of former managers, and which.

use kohyo::assessment::names;
use kohyo::privacy;
use kohyo::text::source::Span;

use super::answers::documents;
use super::text_of;

/// Rows of the change log with names, by document and place among its rows.
const NAMES: [(&str, usize); 5] = [("000", 0), ("001", 3), ("002", 0), ("003", 0), ("004", 3)];

#[test]
fn there_are_six_rows_with_names_and_no_numbers() {
    for document in documents().flatten() {
        let name = document.seed.name;
        let raw =
            text_of(document.seed).and_then(|path| std::fs::read_to_string(path).ok()).expect("the text");
        for text in [&raw, &document.imported.markdown] {
            let numbers = privacy::numbers(text);
            assert!(numbers.is_empty(), "{name}: {:?}", numbers.iter().map(|n| n.span).collect::<Vec<_>>());
        }
        let source = &document.assessment.source;
        assert!(privacy::check_body(source, Span::new(0, source.text().len())).is_empty(), "{name}");
        let places = names::places(&document.assessment);
        let expected = NAMES.iter().find(|(own, _)| *own == name).map(|(_, count)| *count);
        assert_eq!(Some(places.len()), expected, "{name}");
        let rows = &document.assessment.changes;
        for place in places {
            let row =
                rows.iter().position(|row| row.span.start <= place[0].start && place[0].end <= row.span.end);
            let row = row.expect("a name stands in a row of the change log");
            assert!(names::is_of_manager(rows, row), "{name}, row {row}");
        }
    }
}
