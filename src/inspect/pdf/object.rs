//! The words of PDF: numbers, names, strings, arrays, dictionaries, operators.

use std::collections::BTreeMap;

/// Deeper nesting is in no honest file.
const DEEPEST: usize = 40;

/// A value, or an operator of a content stream.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    Null,
    Bool(bool),
    Number(f64),
    Name(String),
    Text(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    Ref(u32),
    Word(String),
}

pub(super) type Dict = BTreeMap<String, Object>;

impl Object {
    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    pub(super) fn name(&self) -> Option<&str> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) fn array(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub(super) fn dict(&self) -> Option<&Dict> {
        if let Self::Dict(dict) = self { Some(dict) } else { None }
    }

    /// Every string in it, and names and numbers that have as many digits as one of a person.
    pub(super) fn texts(&self, see: &mut dyn FnMut(&[u8]), depth: usize) {
        match self {
            Self::Text(bytes) => see(bytes),
            Self::Name(name) if name.len() > 10 => see(name.as_bytes()),
            Self::Number(number) if (1e10..1e12).contains(number) && number.fract() == 0.0 => {
                see(format!("{number:.0}").as_bytes());
            }
            Self::Array(items) if depth < DEEPEST => items.iter().for_each(|item| item.texts(see, depth + 1)),
            Self::Dict(dict) if depth < DEEPEST => {
                for (key, value) in dict {
                    if key.len() > 10 {
                        see(key.as_bytes());
                    }
                    value.texts(see, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Every dictionary in it, itself first.
    pub(super) fn dicts<'o>(&'o self, out: &mut Vec<&'o Dict>, depth: usize) {
        match self {
            Self::Array(items) if depth < DEEPEST => items.iter().for_each(|item| item.dicts(out, depth + 1)),
            Self::Dict(dict) if depth < DEEPEST => {
                out.push(dict);
                for value in dict.values() {
                    value.dicts(out, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// A whole number from 0.
    pub(super) fn count(&self) -> Option<usize> {
        self.number().filter(|number| (0.0..4e9).contains(number)).map(|number| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the range was checked"
            )]
            let count = number as usize;
            count
        })
    }
}

/// Reads one object after the other.
pub(super) struct Lexer<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

pub(super) fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn skip_white(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|b| b != b'\n' && b != b'\r') {
                    self.at += 1;
                }
            } else if is_white(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// The next object; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Object> {
        self.object(0)
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        self.skip_white();
        let byte = self.peek()?;
        match byte {
            b'/' => Some(Object::Name(self.name())),
            b'(' => Some(Object::Text(self.literal())),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                Some(Object::Dict(self.dict(depth)))
            }
            b'<' => Some(Object::Text(self.hexadecimal())),
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                if depth >= DEEPEST {
                    self.at += 1;
                    return Some(Object::Array(items));
                }
                loop {
                    self.skip_white();
                    if self.peek().is_none_or(|byte| byte == b']') {
                        break;
                    }
                    items.push(self.object(depth + 1)?);
                }
                self.at += 1;
                Some(Object::Array(items))
            }
            b']' | b'>' | b')' | b'{' | b'}' => {
                self.at += 1;
                Some(Object::Null)
            }
            _ => Some(self.word()),
        }
    }

    fn dict(&mut self, depth: usize) -> Dict {
        let mut dict = Dict::new();
        if depth >= DEEPEST {
            return dict;
        }
        loop {
            self.skip_white();
            match self.peek() {
                None => break,
                Some(b'>') => {
                    self.at += 1 + usize::from(self.bytes.get(self.at + 1) == Some(&b'>'));
                    break;
                }
                Some(b'/') => {
                    let key = self.name();
                    let Some(value) = self.object(depth + 1) else { break };
                    dict.insert(key, value);
                }
                Some(_) => {
                    if self.object(depth + 1).is_none() {
                        break;
                    }
                }
            }
        }
        dict
    }

    fn token(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(|byte| !is_white(byte) && !is_delimiter(byte)) {
            self.at += 1;
        }
        &self.bytes[start..self.at]
    }

    fn name(&mut self) -> String {
        self.at += 1;
        let token = self.token();
        let mut name = Vec::with_capacity(token.len());
        let mut at = 0;
        while let Some(&byte) = token.get(at) {
            let code = token.get(at + 1..at + 3).filter(|_| byte == b'#');
            let code = code.and_then(|two| std::str::from_utf8(two).ok());
            if let Some(code) = code.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                name.push(code);
                at += 3;
            } else {
                name.push(byte);
                at += 1;
            }
        }
        String::from_utf8_lossy(&name).into_owned()
    }

    fn word(&mut self) -> Object {
        let token = self.token();
        let text = String::from_utf8_lossy(token);
        if let Ok(number) = text.parse::<f64>() {
            return self.reference(token).unwrap_or(Object::Number(number));
        }
        match token {
            b"true" | b"false" => Object::Bool(token == b"true"),
            b"null" => Object::Null,
            _ => Object::Word(text.into_owned()),
        }
    }

    /// `12 0 R` where `12` has been read.
    fn reference(&mut self, token: &[u8]) -> Option<Object> {
        let number: u32 = std::str::from_utf8(token).ok()?.parse().ok()?;
        let mut ahead = Lexer::new(self.bytes, self.at);
        ahead.skip_white();
        let generation = ahead.token();
        if generation.is_empty() || generation.len() > 5 || !generation.iter().all(u8::is_ascii_digit) {
            return None;
        }
        ahead.skip_white();
        if ahead.token() != b"R" {
            return None;
        }
        self.at = ahead.at;
        Some(Object::Ref(number))
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut open = 0;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => {
                    open += 1;
                    if open > 1 {
                        out.push(byte);
                    }
                }
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return out;
                    }
                    out.push(byte);
                }
                b'\\' => self.escape(&mut out),
                _ => out.push(byte),
            }
        }
        out
    }

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    if let Some(digit @ b'0'..=b'7') = self.peek() {
                        code = code * 8 + u32::from(digit - b'0');
                        self.at += 1;
                    }
                }
                out.push(u8::try_from(code & 0xff).unwrap_or_default());
            }
            other => out.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut digits = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            digits.extend(char::from(byte).to_digit(16));
        }
        digits
            .chunks(2)
            .map(|pair| u8::try_from(pair[0] * 16 + pair.get(1).unwrap_or(&0)).unwrap_or_default())
            .collect()
    }
}
