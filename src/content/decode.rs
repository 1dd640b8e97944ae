//! From the bytes of a file to text: UTF-8, and nothing else silently.
//!
//! A BOM is dropped and every line break becomes `\n`. Texts in the encodings that Japanese office
//! software still writes are recognised so that the message can name them, and refused: guessing
//! would one day publish a wrong character.

use std::io;
use std::path::Path;
use std::sync::Arc;

use encoding_rs::{EUC_JP, Encoding, SHIFT_JIS};

use super::DocumentFile;
use crate::finding::{Finding, Place, Text};
use crate::text::source::{Source, with_line_feeds};
use crate::text::{file, limit};

/// Reads a text file. `shown_as` is what messages call it.
pub fn load(path: &Path, shown_as: &str) -> Result<Source, Box<Finding>> {
    decode(&bytes(path, shown_as)?, shown_as)
}

/// The bytes of a text file that is an ordinary file and not too large.
pub(super) fn bytes(path: &Path, shown_as: &str) -> Result<Vec<u8>, Box<Finding>> {
    let unreadable = |error: &io::Error| {
        refusal(
            "TXT-04",
            shown_as,
            Text::new(
                format!("ファイルを読めません({error})。"),
                format!("The file cannot be read ({error})."),
            ),
            Text::new(
                "ファイルの場所と読み取りの権限を確認してください。",
                "Check that it exists and may be read.",
            ),
        )
    };
    file::read(path, limit::TEXT).map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => too_large(shown_as),
        _ => unreadable(&error),
    })
}

fn too_large(shown_as: &str) -> Box<Finding> {
    let most = limit::TEXT >> 20;
    refusal(
        "TXT-03",
        shown_as,
        Text::new(
            format!("ファイルが大きすぎます(上限 {most} MiB)。"),
            format!("The file is too large (the limit is {most} MiB)."),
        ),
        Text::new(
            "文章だけのファイルか確認してください。図は attachments/ に置きます。",
            "Check that it holds text alone; figures belong in attachments/.",
        ),
    )
}

/// Turns the bytes of a text file into a source, or says why they are not one.
pub fn decode(bytes: &[u8], shown_as: &str) -> Result<Source, Box<Finding>> {
    if bytes.len() as u64 > limit::TEXT {
        return Err(too_large(shown_as));
    }
    if let Some(kind) = binary_kind(bytes) {
        return Err(binary(shown_as, Some(kind)));
    }
    let has_zero = bytes.contains(&0);
    let marked = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    if marked || (has_zero && looks_like_utf16(bytes)) {
        return Err(other_encoding(shown_as, "UTF-16"));
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if has_zero {
        return Err(binary(shown_as, None));
    }
    match simdutf8::compat::from_utf8(text) {
        Ok(text) if is_escaped(text) => Err(other_encoding(shown_as, "ISO-2022-JP(JIS)")),
        Ok(text) => Ok(Source::new(shown_as, with_line_feeds(text))),
        Err(error) => Err(not_utf8(text, error.valid_up_to(), shown_as)),
    }
}

/// The text of a document; `None` where the file is no longer what was read.
pub fn text(document: &DocumentFile) -> Option<Source> {
    again(&document.path, document.source.path(), document.hash)
}

fn again(path: &Path, shown_as: &str, hash: [u8; 32]) -> Option<Source> {
    let bytes = bytes(path, shown_as).ok()?;
    (*blake3::hash(&bytes).as_bytes() == hash).then(|| decode(&bytes, shown_as).ok()).flatten()
}

/// A text that is read when somebody asks for it; one that is no longer what was read is empty, for nothing is known of
/// what stands in it now.
pub(super) fn later(path: &Path, shown_as: &str, hash: [u8; 32]) -> Source {
    let (path, name) = (path.to_owned(), shown_as.to_owned());
    Source::later(shown_as, move || again(&path, &name, hash).map(Source::into_text).unwrap_or_default())
}

/// Whether a text switches to the kanji of ISO-2022-JP somewhere.
fn is_escaped(text: &str) -> bool {
    text.match_indices('\u{1b}')
        .any(|(at, _)| ["$B", "$@"].iter().any(|kanji| text[at + 1..].starts_with(kanji)))
}

fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 5] = [
        (b"%PDF-", "PDF"),
        (b"PK\x03\x04", "Word・Excel・ZIP"),
        (b"\xD0\xCF\x11\xE0", "Word・Excel"),
        (b"\x89PNG", "PNG"),
        (b"\xFF\xD8\xFF", "JPEG"),
    ];
    kinds.into_iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| name)
}

/// Without a byte order mark: every other byte of the line breaks and ASCII characters is zero.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let zeros = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    bytes.len().is_multiple_of(2) && even.min(odd) == 0 && even.max(odd) * 50 > bytes.len()
}

fn not_utf8(bytes: &[u8], valid_up_to: usize, shown_as: &str) -> Box<Finding> {
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.matches('\u{FFFD}').count();
    if japanese(&lossy) > broken.saturating_mul(10) {
        // UTF-8 with a few bytes damaged.
        let line = bytes[..valid_up_to].split(|b| *b == b'\n').count();
        return refusal(
            "TXT-01",
            shown_as,
            Text::new(
                format!("{line}行目に、UTF-8 として読めない文字があります。"),
                format!("Line {line} holds bytes that are not UTF-8."),
            ),
            Text::new(
                "その行の文字を入力し直し、UTF-8 で保存し直してください。",
                "Type the characters of that line again and save the file as UTF-8.",
            ),
        );
    }
    match japanese_encoding(bytes) {
        Some((name, _)) => other_encoding(shown_as, name),
        None => refusal(
            "TXT-01",
            shown_as,
            Text::new("文字コードが UTF-8 ではありません。", "The text is not in UTF-8."),
            save_advice(),
        ),
    }
}

/// The encoding of Japanese office software in which bytes are whole and Japanese, and what they say in it.
fn japanese_encoding(bytes: &[u8]) -> Option<(&'static str, String)> {
    let read = |(name, encoding): (&'static str, &'static Encoding)| {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        let score = japanese(&text);
        (!damaged && score > 0).then(|| (score, name, text.into_owned()))
    };
    let read = [("EUC-JP", EUC_JP), ("Shift_JIS(CP932)", SHIFT_JIS)].into_iter().filter_map(read);
    read.max_by_key(|(score, ..)| *score).map(|(_, name, text)| (name, text))
}

/// As [`decode`], and in the other encodings of Japanese office software, whose name is then given: for whoever says so and
/// lets the text be compared.
///
/// # Errors
/// Those of [`decode`], where the bytes are damaged or their encoding is not certain.
pub fn decode_any(bytes: &[u8], shown_as: &str) -> Result<(Source, Option<&'static str>), Box<Finding>> {
    decode(bytes, shown_as).map(|source| (source, None)).or_else(|finding| {
        decode_other(bytes, shown_as).map(|(source, name)| (source, Some(name))).ok_or(finding)
    })
}

/// Bytes in another encoding than UTF-8; `None` where they are damaged or their encoding is not certain.
fn decode_other(bytes: &[u8], shown_as: &str) -> Option<(Source, &'static str)> {
    let marked = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let (name, text) = if bytes.len() as u64 > limit::TEXT || binary_kind(bytes).is_some() {
        return None;
    } else if marked || (bytes.contains(&0) && looks_like_utf16(bytes)) {
        let order = if bytes.first() == Some(&0) { encoding_rs::UTF_16BE } else { encoding_rs::UTF_16LE };
        let (text, _, damaged) = order.decode(bytes);
        ("UTF-16", (!damaged).then(|| text.into_owned())?)
    } else if std::str::from_utf8(bytes).is_ok_and(is_escaped) {
        let (text, damaged) = encoding_rs::ISO_2022_JP.decode_without_bom_handling(bytes);
        ("ISO-2022-JP(JIS)", (!damaged).then(|| text.into_owned())?)
    } else if bytes.contains(&0) || std::str::from_utf8(bytes).is_ok() {
        return None;
    } else {
        let lossy = String::from_utf8_lossy(bytes);
        if japanese(&lossy) > lossy.matches('\u{FFFD}').count().saturating_mul(10) {
            return None;
        }
        japanese_encoding(bytes)?
    };
    Some((Source::new(shown_as, with_line_feeds(&text)), name))
}

/// Characters that Japanese text is full of; half-width katakana are what EUC-JP looks like when it is
/// read as Shift_JIS, and count against.
fn japanese(text: &str) -> usize {
    let (mut usual, mut unusual) = (0_usize, 0_usize);
    for c in text.chars() {
        match c {
            '\u{3001}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' => usual += 1,
            '\u{FF61}'..='\u{FF9F}' => unusual += 1,
            _ => {}
        }
    }
    usual.saturating_sub(unusual.saturating_mul(2))
}

fn other_encoding(shown_as: &str, name: &str) -> Box<Finding> {
    refusal(
        "TXT-01",
        shown_as,
        Text::new(
            format!("文字コードが {name} です。UTF-8 で保存されたファイルだけを読みます。"),
            format!("The text is in {name}; only UTF-8 is read."),
        ),
        save_advice(),
    )
}

fn save_advice() -> Text {
    Text::new(
        "メモ帳は「名前を付けて保存」の「文字コード」で UTF-8 を、Excel は「CSV UTF-8(コンマ区切り)」を、VS Code は右下の文字コード名から「エンコード付きで保存」→「UTF-8」を選んで保存し直してください。",
        "Save it again: in Notepad, Save As with Encoding UTF-8; in Excel, as CSV UTF-8; in VS Code, click the encoding at the bottom right, then Save with Encoding, UTF-8.",
    )
}

fn binary(shown_as: &str, kind: Option<&str>) -> Box<Finding> {
    let message = match kind {
        Some(kind) => Text::new(
            format!("文章のファイルではなく、{kind} のファイルです。"),
            format!("This is not a text file but {kind}."),
        ),
        None => Text::new(
            "文章のファイルではありません(文字でないデータを含みます)。",
            "This is not a text file (it holds data that is no text).",
        ),
    };
    let help = Text::new(
        "元の資料は attachments/ に置き、文章は `kohyo import` で取り込んでください。",
        "Put originals in attachments/ and bring their text in with `kohyo import`.",
    );
    refusal("TXT-02", shown_as, message, help)
}

fn refusal(id: &'static str, shown_as: &str, message: Text, help: Text) -> Box<Finding> {
    // There is no text to point into.
    Box::new(Finding::of(id, Place::file(&Arc::new(Source::new(shown_as, ""))), message, help))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "---\nnumber: \"12\"\ntitle: 国民健康保険に関する事務\n---\n# 表紙\nなし、あり。\n";

    fn refused(bytes: &[u8]) -> (String, String) {
        let finding = decode(bytes, "a.md").expect_err("refused");
        (finding.id.to_owned(), finding.message.ja)
    }

    #[test]
    fn utf8_with_and_without_bom_and_any_line_break() {
        assert_eq!(decode(TEXT.as_bytes(), "a.md").map(|s| s.text().to_owned()).ok().as_deref(), Some(TEXT));
        let windows = format!("\u{FEFF}{}", TEXT.replace('\n', "\r\n"));
        assert_eq!(
            decode(windows.as_bytes(), "a.md").map(|s| s.text().to_owned()).ok().as_deref(),
            Some(TEXT)
        );
        assert_eq!(decode(b"a\rb", "a").map(|s| s.text().to_owned()).ok().as_deref(), Some("a\nb"));
    }

    #[test]
    fn other_encodings_are_named() {
        for (bytes, name) in [
            (SHIFT_JIS.encode(TEXT).0.into_owned(), "Shift_JIS"),
            (EUC_JP.encode(TEXT).0.into_owned(), "EUC-JP"),
            (encoding_rs::ISO_2022_JP.encode(TEXT).0.into_owned(), "ISO-2022-JP"),
            (TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect(), "UTF-16"),
            (
                [0xFE, 0xFF].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
                "UTF-16",
            ),
        ] {
            let (id, message) = refused(&bytes);
            assert_eq!(id, "TXT-01");
            assert!(message.contains(name), "{name}: {message}");
            let (source, said) = decode_other(&bytes, "a.txt").unwrap_or_else(|| panic!("{name}"));
            assert!(said.contains(name) && source.text() == TEXT, "{name}: {said} {}", source.text());
        }
    }

    #[test]
    fn damage_is_told_from_another_encoding() {
        let mut bytes = TEXT.repeat(3).into_bytes();
        bytes[30] = 0xFF;
        let (id, message) = refused(&bytes);
        assert_eq!((id.as_str(), message.contains("3行目")), ("TXT-01", true), "{message}");
    }

    #[test]
    fn binary_and_huge_files_are_refused() {
        assert_eq!(refused(b"%PDF-1.7\n").0, "TXT-02");
        assert_eq!(refused(b"abc\0def, and more").0, "TXT-02");
        assert_eq!(refused(&vec![b'a'; 16 * 1024 * 1024 + 1]).0, "TXT-03");
        assert!(load(Path::new("no/such/file"), "x.md").is_err_and(|f| f.id == "TXT-04"));
    }

    #[test]
    fn short_texts_without_zeros_are_not_utf16() {
        assert!(decode(b"", "a").is_ok());
        assert!(decode(b"ab", "a").is_ok());
    }
}
