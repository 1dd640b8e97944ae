//! Compressed bytes, expanded: the files of an index are compressed (zlib), whoever serves them.

use std::io;

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

/// Nothing is longer than this when it is expanded.
const LONGEST: usize = 1 << 30;

/// Expands what is compressed.
pub fn expanded(bytes: &[u8]) -> io::Result<Vec<u8>> {
    decompress_to_vec_zlib_with_limit(bytes, LONGEST)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))
}
