//! The list of files in a ZIP archive, as much of it as office files need.

/// A file in an archive.
pub(crate) struct Entry<'a> {
    /// Path within the archive.
    pub(crate) name: String,
    /// 0 stored, 8 deflated; anything else is not read.
    pub(crate) method: u16,
    /// Encrypted.
    pub(crate) locked: bool,
    /// The packed bytes.
    pub(crate) data: &'a [u8],
}

/// More files are in no office document.
const MOST: usize = 20_000;

/// The files of an archive; `None` where its directory cannot be read.
pub(crate) fn entries(bytes: &[u8]) -> Option<Vec<Entry<'_>>> {
    let (end, mut at) = directory(bytes)?;
    let count = usize::from(half(bytes, end + 10)?);
    if count > MOST {
        return None;
    }
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        if bytes.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        let field = |offset| half(bytes, at + offset);
        let long = |offset| word(bytes, at + offset).and_then(|value| usize::try_from(value).ok());
        let (name, extra, comment) =
            (usize::from(field(28)?), usize::from(field(30)?), usize::from(field(32)?));
        let (packed, header) = (long(20)?, long(42)?);
        let local =
            header + 30 + usize::from(half(bytes, header + 26)?) + usize::from(half(bytes, header + 28)?);
        entries.push(Entry {
            name: name_of(bytes.get(at + 46..at + 46 + name)?),
            method: field(10)?,
            locked: field(8)? & 1 == 1,
            data: bytes.get(local..local.checked_add(packed)?)?,
        });
        at += 46 + name + extra + comment;
    }
    Some(entries)
}

/// The list of the files to its end, with the comments in it; nothing where it cannot be found.
pub(crate) fn list(bytes: &[u8]) -> &[u8] {
    directory(bytes).and_then(|(_, start)| bytes.get(start..)).unwrap_or_default()
}

/// Where the end of the list of the files stands, and where the list begins.
fn directory(bytes: &[u8]) -> Option<(usize, usize)> {
    // The end is the last thing in the file, but for a comment of up to 64 KiB.
    let from = bytes.len().saturating_sub(66_000);
    let end = from + bytes[from..].windows(4).rposition(|window| window == b"PK\x05\x06")?;
    Some((end, usize::try_from(word(bytes, end + 16)?).ok()?))
}

/// Whether there are bytes that are in no file of the archive, more than its lists and their padding take.
pub(crate) fn has_more(bytes: &[u8], entries: &[Entry<'_>]) -> bool {
    /// For the end of the list, and for the headers of one file with what some writers add.
    const LIST: (usize, usize) = (1024, 256);
    let files = entries.iter().map(|entry| entry.data.len() + 2 * entry.name.len() + LIST.1);
    bytes.len() > files.sum::<usize>() + LIST.0
}

/// Names are in UTF-8 or, written by Windows in Japan, in CP932; the flag that tells is often missing.
fn name_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
