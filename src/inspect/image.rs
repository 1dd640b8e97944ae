//! Pictures: what their metadata say. What is drawn in them is for people to look at.

use std::borrow::Cow;

use super::{Inspector, Kind, Unpacked};
use crate::finding::Text;

/// Tags of EXIF that matter: whether their text names a person.
const TAGS: [(u16, bool); 8] = [
    (0x010e, false), // ImageDescription
    (0x013b, true),  // Artist
    (0x8298, true),  // Copyright
    (0x9286, false), // UserComment
    (0x9c9b, false), // XPTitle
    (0x9c9c, false), // XPComment
    (0x9c9d, true),  // XPAuthor
    (0xa430, true),  // CameraOwnerName
];

/// Pointers to further directories.
const EXIF: u16 = 0x8769;
const GPS: u16 = 0x8825;

impl Inspector<'_, '_> {
    pub(super) fn image(&mut self, kind: Kind, bytes: &[u8]) {
        self.unread("図(画像)の中の文字", "writing in the picture");
        self.metadata(kind, bytes);
    }

    /// The metadata of a picture.
    pub(super) fn metadata(&mut self, kind: Kind, bytes: &[u8]) {
        // Also what stands behind the picture.
        self.strings(bytes);
        match kind {
            Kind::Png => self.png(bytes),
            Kind::Jpeg => self.jpeg(bytes),
            Kind::Webp => self.webp(bytes),
            Kind::Gif => self.gif(bytes),
            _ => {}
        }
    }

    /// Comments: their text stands in blocks of up to 255 bytes, each with its length before it.
    fn gif(&mut self, bytes: &[u8]) {
        for at in 0..bytes.len() {
            let Some(mut rest) = bytes[at..].strip_prefix(b"!\xfe") else { continue };
            let mut text = Vec::new();
            while let Some((&length, blocks)) = rest.split_first().filter(|(length, _)| **length > 0) {
                let (block, behind) = blocks.split_at(blocks.len().min(length.into()));
                text.extend_from_slice(block);
                rest = behind;
            }
            // Bytes of the picture may look like the beginning of one.
            if !self.takes(text.len()) {
                return;
            }
            self.words(&text);
        }
    }

    fn words(&mut self, bytes: &[u8]) {
        let place = || Text::new("画像の付属情報", "the metadata of a picture");
        let text = String::from_utf8_lossy(bytes);
        self.text(&text, &place);
        // It was no UTF-8.
        if matches!(text, Cow::Owned(_)) {
            self.text(&encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes).0, &place);
        }
    }

    fn png(&mut self, bytes: &[u8]) {
        let mut at = 8;
        while let Some(head) = bytes.get(at..at + 8) {
            let length = usize::try_from(u32::from_be_bytes([head[0], head[1], head[2], head[3]]))
                .unwrap_or(usize::MAX);
            let Some(data) = (at + 8).checked_add(length).and_then(|end| bytes.get(at + 8..end)) else {
                return;
            };
            match &head[4..] {
                b"tEXt" => self.keyed(data, 1),
                b"zTXt" => {
                    let packed = data
                        .iter()
                        .position(|b| *b == 0)
                        .and_then(|end| data.get(end + 2..))
                        .unwrap_or_default();
                    let (Unpacked::Whole(text) | Unpacked::Part(text)) = self.inflate(packed, true);
                    self.words(&text);
                }
                b"iTXt" => self.keyed(data, 5),
                b"eXIf" => self.exif(data),
                _ => {}
            }
            at += 12 + length;
        }
    }

    /// A keyword, `skip` bytes, a text.
    fn keyed(&mut self, data: &[u8], skip: usize) {
        let end = data.iter().position(|b| *b == 0).unwrap_or(data.len());
        let text = data.get(end + skip..).unwrap_or_default();
        if data[..end].eq_ignore_ascii_case(b"author") {
            self.person(&String::from_utf8_lossy(text), "画像の作成者", "the author of a picture");
        }
        // An international text may be packed.
        if let Some(packed) =
            data.get(end + 1..).and_then(|rest| rest.strip_prefix(b"\x01")).filter(|_| skip > 1)
        {
            let mut parts = packed.get(1..).unwrap_or_default().splitn(3, |byte| *byte == 0);
            let (Unpacked::Whole(text) | Unpacked::Part(text)) =
                self.inflate(parts.nth(2).unwrap_or_default(), true);
            if data[..end].ends_with(b"adobe.xmp") {
                self.xmp(&text);
            }
            self.words(&text);
            return;
        }
        if data[..end].ends_with(b"adobe.xmp") {
            self.xmp(text);
        }
        self.words(text);
    }

    /// The metadata of a photograph.
    pub(super) fn jpeg(&mut self, bytes: &[u8]) {
        let mut at = 2;
        while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
            // The picture begins, or there are fill bytes.
            if marker == 0xda || marker == 0xd9 {
                return;
            }
            let length = usize::from(u16::from_be_bytes([high, low]));
            let Some(data) = bytes.get(at + 4..at + 2 + length.max(2)) else { return };
            match marker {
                0xe1 if data.starts_with(b"Exif\0\0") => self.exif(&data[6..]),
                0xe1 if data.starts_with(b"http://ns.adobe.com/") => self.xmp(data),
                // IPTC: names of authors and of what is seen.
                0xed => self.strings(data),
                0xfe => self.words(data),
                _ => {}
            }
            at += 2 + length.max(2);
        }
    }

    fn webp(&mut self, bytes: &[u8]) {
        let mut at = 12;
        while let Some(head) = bytes.get(at..at + 8) {
            let length = usize::try_from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]))
                .unwrap_or(usize::MAX);
            let Some(data) = (at + 8).checked_add(length).and_then(|end| bytes.get(at + 8..end)) else {
                return;
            };
            match &head[..4] {
                b"EXIF" => self.exif(data.strip_prefix(b"Exif\0\0").unwrap_or(data)),
                b"XMP " => self.xmp(data),
                _ => {}
            }
            at += 8 + length + length % 2;
        }
    }

    /// XMP: a small XML of properties.
    pub(super) fn xmp(&mut self, data: &[u8]) {
        // A mark of UTF-16 is honoured.
        let text = encoding_rs::UTF_8.decode(data).0;
        if text.contains("exif:GPS") {
            self.hidden("撮影した場所(位置情報)", "where a photograph was taken");
        }
        if text.contains("<dc:creator") || text.contains("xmp:Author") || text.contains("pdf:Author") {
            self.person("x", "付属情報(XMP)の作成者", "the author in the metadata (XMP)");
        }
        self.markup(&text, &|| Text::new("付属情報(XMP)", "the metadata (XMP)"), &mut |_, _, _| {});
    }

    /// EXIF: directories of tags, as in TIFF.
    fn exif(&mut self, data: &[u8]) {
        let big = data.starts_with(b"MM");
        let half = |at: usize| {
            let bytes = <[u8; 2]>::try_from(data.get(at..at.checked_add(2)?)?).ok()?;
            Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
        };
        let word = |at: usize| {
            let bytes = <[u8; 4]>::try_from(data.get(at..at.checked_add(4)?)?).ok()?;
            usize::try_from(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }).ok()
        };
        let mut directories: Vec<usize> = word(4).into_iter().collect();
        let mut seen = 0;
        while let Some(at) = directories.pop() {
            seen += 1;
            if seen > 8 {
                return;
            }
            for index in 0..usize::from(half(at).unwrap_or_default()) {
                let entry = at + 2 + 12 * index;
                let (Some(tag), Some(count), Some(value)) = (half(entry), word(entry + 4), word(entry + 8))
                else {
                    break;
                };
                match tag {
                    EXIF => directories.push(value),
                    GPS => self.hidden("撮影した場所(位置情報)", "where a photograph was taken"),
                    _ => {}
                }
                let Some((_, person)) = TAGS.iter().find(|(own, _)| *own == tag) else { continue };
                // Texts of one byte a character, or two in those of Windows.
                let start = if count <= 4 { entry + 8 } else { value };
                let Some(text) = start.checked_add(count).and_then(|end| data.get(start..end)) else {
                    continue;
                };
                // Many entries may name the same bytes.
                if !self.takes(text.len()) {
                    return;
                }
                let text: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
                if *person {
                    self.person(&String::from_utf8_lossy(&text), "画像の作成者", "the author of a picture");
                }
                self.words(&text);
            }
        }
    }
}
