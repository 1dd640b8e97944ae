//! All objects of a PDF, whether anything refers to them or not: also those of earlier versions, which stay in the
//! file when it is saved over and over.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::super::{Inspector, Unpacked};
use super::object::{Dict, Lexer, Object, is_white};

/// More objects than this are not looked at.
const MOST: usize = 500_000;

/// So many objects without an end are passed over, and so many trailers looked at.
const BROKEN: usize = 16;

/// No honest stream is packed more often.
const FILTERS: usize = 8;

/// An object with its stream.
pub(super) struct Thing {
    pub(super) number: u32,
    pub(super) object: Object,
    /// Where the packed bytes are.
    pub(super) stream: Option<Range<usize>>,
    /// Its place among the objects of the file; that of the stream which holds it, where one does.
    origin: usize,
}

impl Thing {
    /// The dictionary, also that of a stream.
    pub(super) fn dict(&self) -> Option<&Dict> {
        self.object.dict()
    }

    /// Whether `/key` is the name `value`.
    pub(super) fn is(&self, key: &str, value: &str) -> bool {
        self.dict().and_then(|dict| dict.get(key)).and_then(Object::name) == Some(value)
    }
}

/// The objects of a file.
pub(super) struct File<'a> {
    pub(super) bytes: &'a [u8],
    /// In the order of the file.
    pub(super) things: Vec<Thing>,
    /// What is in no object.
    pub(super) gaps: Vec<Range<usize>>,
    by_number: HashMap<u32, Vec<usize>>,
    /// Those that are no objects.
    trailers: Vec<Dict>,
    pub(super) locked: bool,
}

impl<'a> File<'a> {
    /// Reads a file from its first byte to its last.
    pub(super) fn read(bytes: &'a [u8], inspector: &mut Inspector<'_, '_>) -> Self {
        let (things, by_number) = (Vec::new(), HashMap::new());
        let gaps = Vec::new();
        let mut file = Self { bytes, things, gaps, by_number, trailers: Vec::new(), locked: false };
        let (mut at, mut broken) = (0, 0);
        while let Some((number, start)) = next_object(bytes, at) {
            if file.things.len() >= MOST {
                inspector.too_large();
                break;
            }
            file.gaps.push(at..start);
            let mut lexer = Lexer::new(bytes, start);
            let object = lexer.next().filter(|_| {
                // An array or a string that does not end where it should swallows the objects behind it.
                lexer.at < bytes.len() && next_object(&bytes[..lexer.at], start).is_none()
            });
            let Some(object) = object else {
                // What is behind it counts all the same, but not without end.
                inspector.too_large();
                (at, broken) = (start, broken + 1);
                if broken > BROKEN {
                    break;
                }
                continue;
            };
            lexer.skip_white();
            let stream = object.dict().and_then(|dict| stream(bytes, lexer.at, dict));
            // Never backwards, and over the bytes of a stream, which may look like anything.
            at = stream.as_ref().map_or(lexer.at, |range| range.end).max(start);
            if stream.is_some() && at >= bytes.len() {
                inspector.too_large();
            }
            file.add(Thing { number, object, stream, origin: file.things.len() });
        }
        file.gaps.push(at.min(bytes.len())..bytes.len());
        file.trailers = trailers(bytes).take(BROKEN).collect();
        let locked = file.trailers().any(|trailer| trailer.contains_key("Encrypt"));
        if locked {
            file.locked = locked;
            return file;
        }
        for index in 0..file.things.len() {
            let thing = &file.things[index];
            let counted = || thing.dict().is_some_and(|d| d.contains_key("N") && d.contains_key("First"));
            if thing.is("Type", "ObjStm") || (thing.stream.is_some() && counted()) {
                file.unpack_objects(index, inspector);
            }
        }
        // What an old stream holds is older than what stands by itself behind it.
        for versions in file.by_number.values_mut() {
            versions.sort_by_key(|index| file.things[*index].origin);
        }
        file
    }

    /// The dictionaries that say where to begin, of all versions of the file.
    fn trailers(&self) -> impl Iterator<Item = &Dict> {
        let tables = self.things.iter().filter(|thing| thing.is("Type", "XRef"));
        self.trailers.iter().chain(tables.filter_map(Thing::dict))
    }

    fn add(&mut self, thing: Thing) {
        self.by_number.entry(thing.number).or_default().push(self.things.len());
        self.things.push(thing);
    }

    fn unpack_objects(&mut self, index: usize, inspector: &mut Inspector<'_, '_>) {
        let Some(bytes) = self.data(index, inspector) else { return };
        let dict = self.things[index].dict();
        let value = |key| dict.and_then(|dict| self.get(dict, key)).and_then(Object::count);
        let (Some(count), Some(first)) = (value("N"), value("First")) else {
            inspector.too_large();
            return;
        };
        let mut header = Lexer::new(&bytes, 0);
        for _ in 0..count.min(MOST) {
            let (Some(number), Some(offset)) =
                (header.next().and_then(|o| o.count()), header.next().and_then(|o| o.count()))
            else {
                inspector.too_large();
                return;
            };
            let start = first.saturating_add(offset);
            let mut lexer = Lexer::new(&bytes, start);
            let object = lexer.next();
            // Many numbers may name the same bytes.
            if !inspector.takes(lexer.at.saturating_sub(start)) {
                return;
            }
            if let (Ok(number), Some(object)) = (u32::try_from(number), object)
                && self.things.len() < MOST
            {
                self.add(Thing { number, object, stream: None, origin: index });
            }
        }
    }

    /// The indices of all versions of an object, the newest last.
    pub(super) fn versions(&self, number: u32) -> &[usize] {
        self.by_number.get(&number).map_or(&[], Vec::as_slice)
    }

    /// What an object is when references are followed: the newest version.
    pub(super) fn resolve<'o>(&'o self, object: &'o Object) -> &'o Object {
        let mut object = object;
        for _ in 0..10 {
            let Object::Ref(number) = object else { return object };
            let Some(index) = self.versions(*number).last() else { return &Object::Null };
            object = &self.things[*index].object;
        }
        &Object::Null
    }

    /// The value of a key, references followed.
    pub(super) fn get<'o>(&'o self, dict: &'o Dict, key: &str) -> Option<&'o Object> {
        dict.get(key).map(|object| self.resolve(object)).filter(|object| **object != Object::Null)
    }

    /// The stream that an object refers to.
    pub(super) fn stream(&self, object: &Object) -> Option<usize> {
        let Object::Ref(number) = object else { return None };
        self.versions(*number).last().copied().filter(|index| self.things[*index].stream.is_some())
    }

    /// The bytes of a stream as they stand in the file.
    pub(super) fn packed(&self, index: usize) -> Option<&[u8]> {
        self.bytes.get(self.things[index].stream.clone()?)
    }

    /// The unpacked bytes of a stream; `None` where it is a picture or cannot be unpacked.
    pub(super) fn data(&self, index: usize, inspector: &mut Inspector<'_, '_>) -> Option<Vec<u8>> {
        let thing = &self.things[index];
        let dict = thing.dict()?;
        let packed = self.packed(index)?;
        if !inspector.takes(packed.len()) {
            return None;
        }
        let mut bytes = packed.to_vec();
        let filters: Vec<&str> = match self.get(dict, "Filter") {
            Some(Object::Name(name)) => vec![name.as_str()],
            Some(Object::Array(names)) => names.iter().filter_map(|name| self.resolve(name).name()).collect(),
            _ => Vec::new(),
        };
        let parameters = self.get(dict, "DecodeParms").or_else(|| self.get(dict, "DP"));
        let parameters = match parameters {
            Some(Object::Array(each)) => each.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let predicted = parameters.iter().filter_map(|one| self.resolve(one).dict()).any(|one| {
            self.get(one, "Predictor").is_some_and(|kind| kind.count().is_none_or(|kind| kind > 1))
        });
        if predicted || filters.len() > FILTERS {
            inspector.unread("読めない方式で圧縮された部分", "a part packed in an unknown way");
            return None;
        }
        for filter in filters {
            bytes = match filter {
                "FlateDecode" | "Fl" => match inspector.inflate(&bytes, true) {
                    Unpacked::Whole(bytes) => bytes,
                    Unpacked::Part(bytes) => {
                        inspector.too_large();
                        bytes
                    }
                },
                "ASCIIHexDecode" | "AHx" => {
                    let digits: Vec<u32> = bytes
                        .iter()
                        .take_while(|byte| **byte != b'>')
                        .filter_map(|byte| char::from(*byte).to_digit(16))
                        .collect();
                    digits
                        .chunks(2)
                        .filter_map(|two| u8::try_from(two[0] * 16 + two.get(1).unwrap_or(&0)).ok())
                        .collect()
                }
                "ASCII85Decode" | "A85" => ascii85(&bytes),
                "DCTDecode" | "DCT" | "JPXDecode" | "CCITTFaxDecode" | "CCF" | "JBIG2Decode" => return None,
                _ => {
                    inspector.unread("読めない方式で圧縮された部分", "a part packed in an unknown way");
                    return None;
                }
            };
        }
        Some(bytes)
    }

    /// The pages by object number, in their order.
    pub(super) fn pages(&self, inspector: &mut Inspector<'_, '_>) -> HashMap<u32, usize> {
        let mut pages = HashMap::new();
        let mut seen = HashSet::new();
        let catalogs = self.things.iter().filter(|thing| thing.is("Type", "Catalog")).filter_map(Thing::dict);
        // Not every catalog says that it is one.
        let roots = self.trailers().filter_map(|trailer| self.get(trailer, "Root")?.dict());
        for root in catalogs.chain(roots) {
            let mut open: Vec<u32> = root
                .get("Pages")
                .and_then(|o| if let Object::Ref(number) = o { Some(*number) } else { None })
                .into_iter()
                .collect();
            while let Some(number) = open.pop() {
                if !seen.insert(number) {
                    continue;
                }
                let Some(dict) = self.versions(number).last().and_then(|index| self.things[*index].dict())
                else {
                    inspector.too_large();
                    continue;
                };
                if let Some(kids) = self.get(dict, "Kids").and_then(Object::array) {
                    open.extend(
                        kids.iter()
                            .rev()
                            .filter_map(|o| if let Object::Ref(n) = o { Some(*n) } else { None }),
                    );
                } else {
                    let next = pages.len() + 1;
                    pages.entry(number).or_insert(next);
                }
            }
        }
        pages
    }
}

/// The next `12 0 obj` from `at`: its number and where the object begins.
fn next_object(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let mut from = at;
    loop {
        let found = from + bytes.get(from..)?.windows(3).position(|window| window == b"obj")?;
        from = found + 3;
        let mut back = found;
        let white = |back: &mut usize| {
            let start = *back;
            while *back > at && is_white(bytes[*back - 1]) {
                *back -= 1;
            }
            *back < start
        };
        let digits = |back: &mut usize| {
            let end = *back;
            while *back > at && bytes[*back - 1].is_ascii_digit() && end - *back < 10 {
                *back -= 1;
            }
            std::str::from_utf8(&bytes[*back..end]).ok().and_then(|text| text.parse::<u32>().ok())
        };
        white(&mut back);
        if digits(&mut back).is_none() || !white(&mut back) {
            continue;
        }
        if let Some(number) = digits(&mut back) {
            return Some((number, found + 3));
        }
    }
}

/// The bytes of a stream that begins at `at`.
fn stream(bytes: &[u8], at: usize, dict: &Dict) -> Option<Range<usize>> {
    let rest = bytes.get(at..)?.strip_prefix(b"stream")?;
    let start = bytes.len() - rest.len()
        + match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
    let stated = dict.get("Length").and_then(Object::count).and_then(|length| start.checked_add(length));
    let fits = |end: usize| {
        bytes.get(end..).is_some_and(|rest| {
            let white = rest.iter().take_while(|byte| is_white(**byte)).count();
            rest[white..].starts_with(b"endstream")
        })
    };
    if let Some(end) = stated.filter(|end| fits(*end)) {
        return Some(start..end);
    }
    let end = bytes.get(start..)?.windows(9).position(|window| window == b"endstream");
    Some(start..end.map_or(bytes.len(), |length| start + length))
}

fn trailers(bytes: &[u8]) -> impl Iterator<Item = Dict> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let found = at + bytes.get(at..)?.windows(7).position(|window| window == b"trailer")?;
        at = found + 7;
        Some(Lexer::new(bytes, at).next().and_then(|object| object.dict().cloned()).unwrap_or_default())
    })
}

fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut group: Vec<u32> = Vec::with_capacity(5);
    let mut push = |group: &mut Vec<u32>| {
        let count = group.len();
        if count < 2 {
            return;
        }
        group.resize(5, 84);
        let value = group.iter().fold(0_u32, |value, digit| value.wrapping_mul(85).wrapping_add(*digit));
        out.extend(&value.to_be_bytes()[..count - 1]);
        group.clear();
    };
    for &byte in bytes {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => {
                group.resize(5, 0);
                push(&mut group);
            }
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            _ => {}
        }
        if group.len() == 5 {
            push(&mut group);
        }
    }
    push(&mut group);
    out
}
