use super::table::TABLES;
use super::*;

#[test]
fn every_column_has_a_name_of_its_own_and_a_meaning() {
    for table in &TABLES {
        let mut names: Vec<_> = table.columns.iter().map(|(name, ..)| *name).collect();
        assert!(table.columns.iter().all(|(_, _, meaning)| !meaning.is_empty()));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), table.columns.len(), "{}", table.name);
    }
}

#[test]
fn the_same_rows_are_the_same_bytes() {
    let table = &TABLES[1];
    let row: Vec<Option<String>> = table.columns.iter().map(|(name, ..)| Some((*name).to_owned())).collect();
    let mut empty = row.clone();
    empty.fill(None);
    let rows = Rows(vec![row, empty]);
    let formats = [DataFormat::Csv, DataFormat::Ndjson, DataFormat::Parquet];
    let once = files(table, &rows, &formats);
    assert_eq!(
        once.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["answers.csv", "answers.ndjson", "answers.parquet"]
    );
    assert_eq!(once, files(table, &rows, &formats));
    assert_eq!(&once[2].1[..4], b"PAR1");
    let line: serde_json::Value =
        serde_json::from_slice(once[1].1.split(|b| *b == b'\n').next().expect("a line")).expect("JSON");
    assert_eq!(line["concept"], "concept");
}
