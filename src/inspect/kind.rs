//! The kinds of files that may be published beside an evaluation.

/// What a file is, by its name and its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Kind {
    /// PDF.
    Pdf,
    /// Word (docx).
    Word,
    /// Excel (xlsx).
    Excel,
    /// PowerPoint (pptx).
    PowerPoint,
    /// OpenDocument text (odt).
    OpenText,
    /// OpenDocument spreadsheet (ods).
    OpenSheet,
    /// Word before 2007 (doc).
    OldWord,
    /// Excel before 2007 (xls).
    OldExcel,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
    /// Plain text.
    Text,
    /// CSV.
    Csv,
}

/// Extensions, kinds, and what people call them.
const KINDS: [(&str, Kind, &str); 15] = [
    ("pdf", Kind::Pdf, "PDF"),
    ("docx", Kind::Word, "Word"),
    ("xlsx", Kind::Excel, "Excel"),
    ("pptx", Kind::PowerPoint, "PowerPoint"),
    ("odt", Kind::OpenText, "ODT"),
    ("ods", Kind::OpenSheet, "ODS"),
    ("doc", Kind::OldWord, "Word"),
    ("xls", Kind::OldExcel, "Excel"),
    ("png", Kind::Png, "PNG"),
    ("jpg", Kind::Jpeg, "JPEG"),
    ("jpeg", Kind::Jpeg, "JPEG"),
    ("gif", Kind::Gif, "GIF"),
    ("webp", Kind::Webp, "WebP"),
    ("txt", Kind::Text, "TXT"),
    ("csv", Kind::Csv, "CSV"),
];

impl Kind {
    /// The kind that a file name says; `None` for kinds that are not published, such as pages and drawings that can
    /// hold programs.
    pub fn of_name(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        KINDS.iter().find(|(own, ..)| *own == extension).map(|(_, kind, _)| *kind)
    }

    /// All extensions, for messages.
    pub fn extensions() -> Vec<&'static str> {
        KINDS.iter().map(|(extension, ..)| *extension).collect()
    }

    /// The kind that the bytes say, where they do.
    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        match bytes {
            [b'%', b'P', b'D', b'F', ..] => Some(Self::Pdf),
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Some(Self::OldWord),
            [b'P', b'K', 3, 4, ..] if holds(b"xl/workbook.xml") => Some(Self::Excel),
            [b'P', b'K', 3, 4, ..] if holds(b"ppt/presentation.xml") => Some(Self::PowerPoint),
            [b'P', b'K', 3, 4, ..] if holds(b"opendocument.spreadsheet") => Some(Self::OpenSheet),
            [b'P', b'K', 3, 4, ..] if holds(b"opendocument.text") => Some(Self::OpenText),
            [b'P', b'K', 3, 4, ..] if holds(b"word/document.xml") => Some(Self::Word),
            _ => None,
        }
    }

    /// Whether the bytes are what the name says.
    pub fn fits(self, bytes: &[u8]) -> bool {
        match (self, Self::of_bytes(bytes)) {
            (Self::OldExcel, Some(Self::OldWord)) => true,
            (Self::Text | Self::Csv, other) => other.is_none() && !bytes.contains(&0),
            // Some writers put a few bytes before the header.
            (Self::Pdf, None) => is_pdf(bytes),
            (own, other) => other == Some(own),
        }
    }

    /// Whether these are the bytes by which a file of today's office programs begins when it has a password: those of
    /// the old format.
    pub fn is_locked(self, bytes: &[u8]) -> bool {
        matches!(self, Self::Word | Self::Excel | Self::PowerPoint)
            && Self::of_bytes(bytes) == Some(Self::OldWord)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        KINDS.iter().find(|(_, kind, _)| *kind == self).map_or("", |(.., label)| label)
    }

    /// The extension under which it is published.
    pub fn extension(self) -> &'static str {
        KINDS.iter().find(|(_, kind, _)| *kind == self).map_or("", |(extension, ..)| extension)
    }
}

/// Whether these are the bytes of a PDF: a few other bytes before its header do not matter.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-")
}
