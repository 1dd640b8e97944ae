//! Answers in fewer bytes for browsers that take them: gzip for texts, the finished brotli for the WebAssembly.

use std::path::Path;

use libdeflater::{CompressionLvl, Compressor};

/// A shorter answer gains nothing.
const SHORTEST: usize = 1024;

/// Fast: what is served here is read once, by whoever wrote it.
const LEVEL: i32 = 4;

/// What stands in `Content-Encoding`, and the bytes.
pub(super) type Encoded = (Option<&'static str>, Vec<u8>);

/// Whether files of this type are worth it.
pub(super) fn is_text(media_type: &str) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default();
    kind.starts_with("text/")
        || kind.ends_with("+xml")
        || kind.ends_with("+json")
        || matches!(
            kind,
            "application/json" | "application/x-ndjson" | "application/xml" | "application/wasm"
        )
}

/// The bytes of an answer as the browser takes them. `file` is where they come from, if they are those of a file.
pub(super) fn encode(
    bytes: Vec<u8>,
    media_type: &str,
    file: Option<&Path>,
    accepted: Option<&str>,
) -> Encoded {
    if !is_text(media_type) || bytes.len() < SHORTEST {
        return (None, bytes);
    }
    if let Some(file) = file.filter(|_| media_type == "application/wasm" && accepts(accepted, "br")) {
        let mut name = file.as_os_str().to_owned();
        name.push(".br");
        if let Ok(bytes) = crate::text::file::read(name.as_ref(), u64::MAX) {
            return (Some("br"), bytes);
        }
    }
    match accepts(accepted, "gzip").then(|| gzip(&bytes)).flatten() {
        Some(smaller) => (Some("gzip"), smaller),
        None => (None, bytes),
    }
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut compressor = Compressor::new(CompressionLvl::new(LEVEL).ok()?);
    let mut out = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let length = compressor.gzip_compress(bytes, &mut out).ok()?;
    out.truncate(length);
    (length < bytes.len()).then_some(out)
}

/// Whether a browser takes a coding (`Accept-Encoding`, RFC 9110): named with a weight that is not 0, or by `*`.
fn accepts(header: Option<&str>, coding: &str) -> bool {
    let mut any = false;
    for entry in header.unwrap_or_default().split(',') {
        let mut parts = entry.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let wanted =
            weight.is_none_or(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0));
        if name.eq_ignore_ascii_case(coding) {
            return wanted;
        }
        any |= name == "*" && wanted;
    }
    any
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn browsers_say_what_they_take() {
        for (header, wanted) in [
            (Some("gzip, deflate, br"), true),
            (Some("br;q=1.0, GZIP;q=0.5"), true),
            (Some("*"), true),
            (Some("*;q=0"), false),
            (Some("gzip;q=0, *"), false),
            (Some("gzip; q=0.000"), false),
            (Some("identity"), false),
            (Some(""), false),
            (None, false),
        ] {
            assert_eq!(accepts(header, "gzip"), wanted, "{header:?}");
        }
    }

    #[test]
    fn texts_get_shorter_and_come_back() {
        let text = "公表".repeat(1000).into_bytes();
        let (coding, bytes) = encode(text.clone(), "text/html; charset=utf-8", None, Some("gzip"));
        assert!(coding == Some("gzip") && bytes.len() < text.len() / 10);
        let mut back = vec![0; text.len()];
        libdeflater::Decompressor::new().gzip_decompress(&bytes, &mut back).expect("gzip");
        assert_eq!(back, text);
        for (kind, accepted) in
            [("image/png", Some("gzip")), ("text/html", None), ("application/pdf", Some("*"))]
        {
            assert_eq!(encode(text.clone(), kind, None, accepted), (None, text.clone()));
        }
        assert_eq!(encode(b"short".to_vec(), "text/css", None, Some("gzip")).0, None);
    }

    #[test]
    fn the_finished_brotli_is_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.wasm");
        let bytes = vec![0; 2000];
        let coding = |accepted| encode(bytes.clone(), "application/wasm", Some(&file), Some(accepted)).0;
        assert_eq!(coding("gzip, br"), Some("gzip"), "there is none");
        fs::write(folder.path().join("a.wasm.br"), "br").expect("a file");
        assert_eq!(coding("gzip, br"), Some("br"));
        assert_eq!(coding("gzip"), Some("gzip"));
    }
}
