//! Fonts without a map to Unicode but with a predefined encoding of Japanese: which characters their codes are. What a
//! file does not say is not guessed: two fonts of one name with different encodings have no map.

use std::collections::BTreeMap;

use hayro_interpret::hayro_cmap::{self, BfString, CMap, CMapName, CidFamily};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};

/// The maps of fonts by their names.
#[derive(Default)]
pub(super) struct Maps(BTreeMap<String, Map>);

/// The encoding of a font, and the characters of its collection.
struct Map {
    /// Its name without the direction of writing.
    encoding: String,
    codes: CMap,
    characters: CMap,
    /// Another font of the same name is encoded in another way.
    disputed: bool,
}

impl Maps {
    /// The maps that the fonts of a file need.
    pub(super) fn of(pdf: &Pdf) -> Self {
        let mut maps = Self::default();
        for object in pdf.objects() {
            if let Object::Dict(font) = object {
                maps.add(&font);
            }
        }
        maps
    }

    fn add(&mut self, font: &Dict<'_>) {
        let is =
            |key: &[u8], value: &str| font.get::<Name<'_>>(key).is_some_and(|name| name.as_str() == value);
        if !is(b"Subtype", "Type0") || font.contains_key(b"ToUnicode".as_slice()) {
            return;
        }
        let (Some(encoding), Some(name)) =
            (font.get::<Name<'_>>(b"Encoding".as_slice()), font.get::<Name<'_>>(b"BaseFont".as_slice()))
        else {
            return;
        };
        let descendants = font.get::<Array<'_>>(b"DescendantFonts".as_slice());
        let Some(descendant) = descendants.and_then(|fonts| fonts.iter::<Dict<'_>>().next()) else { return };
        let system = descendant.get::<Dict<'_>>(b"CIDSystemInfo".as_slice());
        let ordering = system.and_then(|system| system.get::<PdfString<'_>>(b"Ordering".as_slice()));
        // A number says a character only in a collection that is known: in Identity it is a glyph of this font.
        if ordering.is_none_or(|ordering| ordering.as_bytes() != b"Japan1") {
            return;
        }
        let load = |name: CMapName<'_>| hayro_cmap::load_embedded(name);
        let parse = |name: CMapName<'_>| load(name).and_then(|bytes| CMap::parse(bytes, load));
        let direction = |name: &str| name.trim_end_matches(['H', 'V']).to_owned();
        let (name, own) = (without_subset(name.as_str()).to_owned(), direction(encoding.as_str()));
        if let Some(known) = self.0.get_mut(&name) {
            known.disputed |= known.encoding != own;
            return;
        }
        let codes = parse(CMapName::from_bytes(encoding.as_str().as_bytes()));
        let characters = CidFamily::AdobeJapan1.ucs2_cmap().and_then(parse);
        if let (Some(codes), Some(characters)) = (codes, characters) {
            self.0.insert(name, Map { encoding: own, codes, characters, disputed: false });
        }
    }

    /// The character of a code in the font of this name.
    pub(super) fn character(&self, font: &str, code: u32) -> Option<BfString> {
        let map = self.0.get(without_subset(font)).filter(|map| !map.disputed)?;
        let cid = (1..=4_u8).find_map(|length| map.codes.lookup_cid_code(code, length))?;
        map.characters.lookup_bf_string(cid)
    }
}

/// ABCDEF+MS-Mincho is MS-Mincho.
fn without_subset(name: &str) -> &str {
    match name.split_once('+') {
        Some((tag, rest)) if tag.len() == 6 => rest,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::read;

    /// A page that shows a text in fonts of some encodings, none of them embedded.
    fn pdf(fonts: &[(&str, &str, &str)]) -> Vec<u8> {
        let mut content = String::from("BT 12 0 0 12 72 720 Tm\n");
        let mut names = String::new();
        let mut objects = vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        ];
        let mut later = Vec::new();
        for (number, (name, encoding, shown)) in fonts.iter().enumerate() {
            let at = 5 + number * 2;
            write!(names, "/F{number} {at} 0 R").expect("a string");
            writeln!(content, "/F{number} 1 Tf {shown} Tj 0 -2 Td").expect("a string");
            later.push(format!(
                "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/{encoding}/DescendantFonts[{} 0 R]>>",
                at + 1
            ));
            later.push(format!(
                "<</Type/Font/Subtype/CIDFontType0/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 6>>/FontDescriptor<</Type/FontDescriptor/FontName/{name}/Flags 4>>>>"
            ));
        }
        content.push_str("ET");
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<<{names}>>>>/Contents 4 0 R>>"
        ));
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
        objects.extend(later);
        let mut out = String::from("%PDF-1.7\n");
        let mut offsets = Vec::new();
        for (number, object) in objects.iter().enumerate() {
            offsets.push(out.len());
            write!(out, "{} 0 obj\n{object}\nendobj\n", number + 1).expect("a string");
        }
        let start = out.len();
        write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).expect("a string");
        for offset in offsets {
            writeln!(out, "{offset:010} 00000 n ").expect("a string");
        }
        write!(out, "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
            .expect("a string");
        out.into_bytes()
    }

    /// What is read, or the rule that refuses.
    fn text(fonts: &[(&str, &str, &str)]) -> Result<String, &'static str> {
        let read = read(&pdf(fonts)).expect("a PDF").map_err(|refusal| refusal.id)?;
        Ok(read.text().split_whitespace().collect())
    }

    #[test]
    fn encodings_that_are_known_are_read() {
        // 市 in each of them.
        for (encoding, shown) in [
            ("UniJIS-UCS2-H", "<5E02>"),
            ("UniJIS-UTF16-H", "<5E02>"),
            ("90ms-RKSJ-H", "<8E73>"),
            ("90msp-RKSJ-H", "<8E73>"),
            ("EUC-H", "<BBD4>"),
            ("H", "<3B54>"),
        ] {
            assert_eq!(text(&[("Ryumin-Light", encoding, shown)]), Ok("市".to_owned()), "{encoding}");
        }
    }

    #[test]
    fn encodings_that_are_not_known_are_refused() {
        for (encoding, shown) in [
            ("UniJIS-UTF8-H", "<E5B882>"),
            ("UniJIS-UTF32-H", "<00005E02>"),
            ("Hankaku", "<B1>"),
            ("Foo-H", "<5E02>"),
        ] {
            assert_eq!(text(&[("Ryumin-Light", encoding, shown)]), Err("ORG-05"), "{encoding}");
            // The rest of the page changes nothing.
            let known = ("GothicBBB-Medium", "UniJIS-UCS2-H", "<5E025E02>");
            assert_eq!(text(&[known, ("Ryumin-Light", encoding, shown)]), Err("ORG-05"), "{encoding}");
        }
    }
}
