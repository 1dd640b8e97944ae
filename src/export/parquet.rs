//! A table as Parquet: text and days, compressed with Snappy, the same bytes for the same rows.

use std::sync::Arc;

use ::parquet::basic::Compression;
use ::parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use ::parquet::errors::Result;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;

use super::table::{Kind, Rows, Table};
use crate::text::date::Date;

/// Rows of one row group.
const GROUP: usize = 20_000;

/// The bytes of the file.
pub(super) fn bytes(table: &Table, rows: &Rows) -> Result<Vec<u8>> {
    let columns = table.columns.iter().map(|(name, kind, _)| match kind {
        Kind::Text => format!("optional binary {name} (STRING);"),
        Kind::Day => format!("optional int32 {name} (DATE);"),
    });
    let schema =
        parse_message_type(&format!("message {} {{ {} }}", table.name, columns.collect::<String>()))?;
    let properties = WriterProperties::builder()
        .set_created_by("kohyo".to_owned())
        .set_compression(Compression::SNAPPY)
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    for rows in rows.0.chunks(GROUP) {
        let mut group = writer.next_row_group()?;
        let mut index = 0;
        while let Some(mut column) = group.next_column()? {
            let cells = || rows.iter().map(|row| row.get(index).and_then(Option::as_deref));
            let kind = table.columns.get(index).map_or(Kind::Text, |(_, kind, _)| *kind);
            if kind == Kind::Day {
                let days: Vec<Option<i32>> = cells().map(|cell| cell.and_then(day)).collect();
                let levels: Vec<i16> = days.iter().map(|day| i16::from(day.is_some())).collect();
                let values: Vec<i32> = days.into_iter().flatten().collect();
                column.typed::<Int32Type>().write_batch(&values, Some(&levels), None)?;
            } else {
                let levels: Vec<i16> = cells().map(|cell| i16::from(cell.is_some())).collect();
                let values: Vec<ByteArray> = cells().flatten().map(ByteArray::from).collect();
                column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
            }
            column.close()?;
            index += 1;
        }
        group.close()?;
    }
    writer.into_inner()
}

/// The days since 1970-01-01.
fn day(iso: &str) -> Option<i32> {
    iso.parse::<Date>().ok().map(days)
}

/// Howard Hinnant's count of days in the proleptic Gregorian calendar.
fn days(date: Date) -> i32 {
    let (year, month, day) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(day("1970-01-01"), Some(0));
        assert_eq!(day("2000-03-01"), Some(11_017));
        assert_eq!(day("2026-03-24"), Some(20_536));
        assert_eq!(day("x"), None);
    }
}
