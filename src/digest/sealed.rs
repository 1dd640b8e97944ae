//! Files that say themselves whether they are whole: what a killed program, a full disk or another version left behind is
//! not there.

use std::io::{self, Write as _};
use std::path::Path;

use crate::text::file as files;

/// Length of the seal before the bytes.
const SEAL: usize = 32;

/// The bytes of a sealed file; `None` where there is none or it is damaged.
pub fn read(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = files::read(path, u64::MAX).ok()?;
    let (seal, rest) = bytes.split_at_checked(SEAL)?;
    if blake3::hash(rest) != *<&[u8; SEAL]>::try_from(seal).ok()? {
        return None;
    }
    bytes.drain(..SEAL);
    Some(bytes)
}

/// Writes a sealed file, whole or not at all.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(path))?;
    file.write_all(blake3::hash(bytes).as_bytes())?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_what_is_whole_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        assert_eq!(read(&path), None);
        write(&path, b"text").unwrap();
        assert_eq!(read(&path).as_deref(), Some(&b"text"[..]));
        let whole = fs::read(&path).unwrap();
        for length in 0..whole.len() {
            fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(read(&path), None, "{length}");
        }
        let mut changed = whole;
        *changed.last_mut().unwrap() ^= 1;
        fs::write(&path, changed).unwrap();
        assert_eq!(read(&path), None);
    }
}
