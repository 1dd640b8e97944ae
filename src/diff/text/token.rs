//! Words of an official Japanese text, as far as a comparison needs them.
//!
//! No dictionary: what belongs together shows in the writing. Numbers with their units, dates, articles of laws and
//! telephone numbers are one token each (第19条第8号, 令和7年5月1日, 30万人), so are runs of kanji, of katakana, of
//! hiragana and of Latin letters; everything else is a token by itself. White space belongs to the token before it
//! and never to what a token says.

use crate::text::character::{is_hiragana, is_kanji, is_katakana};
use crate::text::folding::{fold_text, look_alike};
use crate::text::number::{circled, digit};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A run of letters of one script, or a number with its units.
    Word,
    /// A number, a date, an article of a law.
    Number,
    /// A run of hiragana: particles and endings.
    Hiragana,
    /// The number of a paragraph or of an entry of a list: 1. (1) ① ア.
    Enumerator,
    /// A printed box with or without a mark: `[○]`, `[]`, ☐.
    Box {
        /// Whether it is marked.
        marked: bool,
    },
    /// A remark that something is left out here: ※ 修正なし, (中略).
    Elision,
    /// A sign.
    Sign,
}

/// A token.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Where it starts and ends, in bytes; white space behind it is not in it.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where the next one starts.
    pub(super) next: usize,
    pub(super) class: Class,
    /// What it says: folded.
    pub(super) key: String,
    /// Which clause it stands in, counted from 0.
    pub(super) clause: usize,
}

impl Token {
    /// How much it matters that it stays.
    pub(super) fn weight(&self) -> u32 {
        let length = u32::try_from(self.key.chars().count().min(12)).unwrap_or(12);
        match self.class {
            Class::Word | Class::Elision => length * 10,
            Class::Number => length.max(2) * 10,
            Class::Hiragana => (length * 4).min(20),
            Class::Box { .. } => 5,
            Class::Enumerator => 4,
            Class::Sign => 3,
        }
    }

    /// Whether it separates the entries of a list.
    pub(super) fn separates(&self) -> bool {
        matches!(self.key.as_str(), "、" | "," | "・" | "。" | ";")
    }
}

/// The tokens of a text: their `start..next` cover it, but for white space at its head.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut reader = Reader { text, chars: &chars, at: 0, depth: 0, clause: 0, tokens: Vec::new() };
    reader.read();
    reader.tokens
}

/// Folds for comparison: see [`fold_text`], and characters that conversion takes for one another.
pub(super) fn key(text: &str) -> String {
    fold_text(text).chars().map(stand_in).collect()
}

/// See [`look_alike`]; also the long vowel and the one, and circles.
fn stand_in(c: char) -> char {
    match c {
        '一' => 'ー',
        '◯' | '〇' => '○',
        other => look_alike(other),
    }
}

/// Words that join others, although they begin with a kanji.
const JOINTS: [&str; 4] = ["及び", "又は", "並びに", "若しくは"];

struct Reader<'t> {
    text: &'t str,
    chars: &'t [(usize, char)],
    at: usize,
    /// Open brackets of the clause.
    depth: usize,
    clause: usize,
    tokens: Vec<Token>,
}

/// Units that follow a number.
const UNITS: &str = "条項号年月日時分秒件人回歳才円万億千百枚台階章節款編版頁週名%％";
/// Letters of the items of a law, as printed and as converted.
const IROHA: &str = "イロハニホヘトチリヌルヲワカヨタレソツネナラム口二八へ卜夕力";

impl Reader<'_> {
    fn read(&mut self) {
        self.skip_space(0);
        self.take_all();
        self.settle_enumerators();
    }

    /// A number that stands alone in its clause numbers nothing: it is what the clause says.
    fn settle_enumerators(&mut self) {
        for at in 0..self.tokens.len() {
            let clause = Some(self.tokens[at].clause);
            let of = |other: Option<&Token>| other.map(|token| token.clause);
            let alone =
                (at == 0 || of(self.tokens.get(at - 1)) != clause) && of(self.tokens.get(at + 1)) != clause;
            if alone && self.tokens[at].class == Class::Enumerator {
                self.tokens[at].class = Class::Number;
            }
        }
    }

    fn take_all(&mut self) {
        while self.at < self.chars.len() {
            let opens = self.opens_clause();
            if opens && self.tokens.last().is_some_and(|last| last.clause == self.clause) {
                self.clause += 1;
                self.depth = 0;
            }
            let (class, length) = self.token(opens);
            let from = self.at;
            self.at += length.max(1);
            let (start, end) = (self.byte(from), self.byte(self.at));
            self.skip_space(self.at);
            let written = &self.text[start..end];
            self.tokens.push(Token {
                start,
                end,
                next: self.byte(self.at),
                class,
                key: key(written),
                clause: self.clause,
            });
            match written {
                "(" | "（" | "「" | "『" => self.depth += 1,
                ")" | "）" | "」" | "』" => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }

    fn byte(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.text.len(), |(byte, _)| *byte)
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).map(|(_, c)| *c)
    }

    fn skip_space(&mut self, from: usize) {
        self.at = from;
        while self.peek(0).is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Whether a clause starts here: behind a line break, behind 。 outside brackets, behind the heading of a group,
    /// around a remark that something is left out, with a box, with a sign of a list behind white space.
    fn opens_clause(&self) -> bool {
        let Some(last) = self.tokens.last() else { return true };
        let space = &self.text[last.end..last.next];
        let written = &self.text[last.start..last.end];
        if space.contains('\n')
            || (written == "。" && self.depth == 0)
            || matches!(written, "】" | ">" | "＞" | "〉")
            || last.class == Class::Elision
            || self.mark().is_some()
            || self.elision().is_some()
        {
            return true;
        }
        let signs = "・※【<＜〈○●■◆→";
        let sign = self.peek(0).is_some_and(|c| signs.contains(c));
        !space.is_empty() && (sign || self.enumerator().is_some())
    }

    /// What starts here and how many characters it has.
    fn token(&self, opens: bool) -> (Class, usize) {
        if let Some(length) = self.elision() {
            return (Class::Elision, length);
        }
        if let Some((marked, length)) = self.mark() {
            return (Class::Box { marked }, length);
        }
        let listed =
            self.tokens.last().is_some_and(|last| matches!(&self.text[last.start..last.end], "、" | ","));
        if let Some((length, dotted)) = self.enumerator()
            && (opens || (listed && dotted))
        {
            return (Class::Enumerator, length);
        }
        if let Some(length) = self.number() {
            return (Class::Number, length);
        }
        if let Some(length) = self.joint(0) {
            return (Class::Hiragana, length);
        }
        match self.peek(0).map(script) {
            Some(Script::Latin) => (Class::Word, self.latin()),
            Some(Script::Kanji) => (Class::Word, self.kanji()),
            Some(Script::Hiragana) => (Class::Hiragana, self.run(Script::Hiragana)),
            Some(other @ Script::Katakana) => (Class::Word, self.run(other)),
            _ => (Class::Sign, 1),
        }
    }

    fn run(&self, wanted: Script) -> usize {
        let rest = &self.chars[self.at..];
        rest.iter().position(|(_, c)| script(*c) != wanted && !is_combining(*c)).unwrap_or(rest.len())
    }

    /// The length of a word that joins others, so many letters ahead.
    fn joint(&self, ahead: usize) -> Option<usize> {
        let stands = |word: &&&str| word.chars().enumerate().all(|(n, c)| self.peek(ahead + n) == Some(c));
        JOINTS.iter().find(stands).map(|word| word.chars().count())
    }

    /// Kanji up to a number or a joint: 別表|第2, 改正|令和7年, 住所|及び.
    fn kanji(&self) -> usize {
        let goes_on = |length: usize| {
            self.peek(length).is_some_and(|c| script(c) == Script::Kanji || is_combining(c))
                && self.joint(length).is_none()
                && self.number_at(self.at + length).is_none_or(|digits| digits <= 1)
        };
        let mut length = 1;
        while goes_on(length) {
            length += 1;
        }
        length
    }

    /// Latin letters with the digits and signs that hold names and addresses together: TLS1.2, a@example.jp.
    fn latin(&self) -> usize {
        let mut length = 0;
        while let Some(c) = self.peek(length) {
            let part = matches!(script(c), Script::Latin) || digit(c).is_some();
            let joint = "./:@-_#?=&%+~".contains(c)
                && self
                    .peek(length + 1)
                    .is_some_and(|c| matches!(script(c), Script::Latin) || digit(c).is_some());
            if !(part || joint || (c == '/' && length > 0)) {
                break;
            }
            length += 1;
        }
        length
    }

    fn number(&self) -> Option<usize> {
        self.number_at(self.at)
    }

    /// A number with what belongs to it: 第19条第8号, 59条の2の2, 令和7年5月1日, 1,000人, 082-504-2157.
    fn number_at(&self, from: usize) -> Option<usize> {
        let at = |index: usize| self.chars.get(index).map(|(_, c)| *c);
        let digits = |mut index: usize| {
            let start = index;
            while at(index).is_some_and(|c| digit(c).is_some()) {
                index += 1;
            }
            (index > start).then_some(index)
        };
        let kanji_digits = |mut index: usize| {
            let start = index;
            while at(index).is_some_and(|c| "一二三四五六七八九十百".contains(c)) {
                index += 1;
            }
            (index > start).then_some(index)
        };
        // A core: [第]digits or 第+kanji digits, [era]digits年.
        let core = |index: usize| -> Option<usize> {
            if let Some(end) = digits(index) {
                return Some(end);
            }
            let word = |word: &str| word.chars().enumerate().all(|(n, c)| at(index + n) == Some(c));
            if word("第") {
                return digits(index + 1).or_else(|| kanji_digits(index + 1));
            }
            let era = ["令和", "平成", "昭和", "大正"].iter().any(|era| word(era));
            if era && at(index + 2) == Some('元') && at(index + 3) == Some('年') {
                return Some(index + 3);
            }
            era.then(|| digits(index + 2)).flatten()
        };
        let mut end = core(from)?;
        let plain = at(from).is_some_and(|c| digit(c).is_some());
        // 4GB, 24h: a word that begins with a digit.
        if plain && at(end).is_some_and(|c| matches!(script(c), Script::Latin)) {
            while at(end).is_some_and(|c| matches!(script(c), Script::Latin) || digit(c).is_some()) {
                end += 1;
            }
            return Some(end - from);
        }
        loop {
            let before = end;
            // Thousands, decimals, telephone numbers.
            if at(end).is_some_and(|c| ",.，．-‐‑–−－".contains(c)) {
                end = digits(end + 1).unwrap_or(end);
            }
            // 100項目: a word that begins like a unit is none.
            while at(end).is_some_and(|c| UNITS.contains(c))
                && !(at(end) == Some('項') && at(end + 1) == Some('目'))
            {
                end += 1;
            }
            if end > from && at(end - 1) == Some('号') && at(end).is_some_and(|c| IROHA.contains(c)) {
                let alone =
                    at(end + 1).is_none_or(|c| script(c) != Script::Katakana && script(c) != Script::Kanji);
                end += usize::from(alone);
            }
            if at(end) == Some('の') && digits(end + 1).is_some() {
                end = digits(end + 1).unwrap_or(end);
            }
            if end > before && at(end - 1).is_some_and(|c| UNITS.contains(c)) {
                end = core(end).unwrap_or(end);
            }
            if end == before {
                return Some(end - from);
            }
        }
    }

    /// The number of a paragraph, with its length and whether it is of the kind `12.`.
    fn enumerator(&self) -> Option<(usize, bool)> {
        let first = self.peek(0)?;
        if is_circled(first) {
            return Some((1, false));
        }
        let open = usize::from(matches!(first, '(' | '（'));
        let mut length = open;
        while self.peek(length).is_some_and(|c| digit(c).is_some()) && length < open + 4 {
            length += 1;
        }
        if length == open {
            let kana = self.peek(open).is_some_and(|c| script(c) == Script::Katakana);
            length += usize::from(kana);
        }
        if length == open {
            return None;
        }
        let close = self.peek(length)?;
        let closed = matches!(close, ')' | '）');
        let dotted = matches!(close, '.' | '．') && open == 0;
        let more = self.peek(length + 1).is_some_and(|c| digit(c).is_some());
        if open == 1 && self.counts(length + 1) {
            return None;
        }
        ((closed || dotted) && !(dotted && more)).then_some((length + 1, dotted))
    }

    /// Whether a unit alone stands so many characters ahead: (2) 件 is how many there are.
    fn counts(&self, ahead: usize) -> bool {
        let rest =
            || self.chars.iter().skip(self.at + ahead).map(|(_, c)| *c).skip_while(|c| c.is_whitespace());
        rest().next().is_some_and(|c| "件人名回台".contains(c))
            && rest().nth(1).is_none_or(|c| script(c) == Script::None)
    }

    /// A printed box: whether it is marked, and its length.
    fn mark(&self) -> Option<(bool, usize)> {
        match self.peek(0)? {
            '☑' | '☒' => return Some((true, 1)),
            '☐' => return Some((false, 1)),
            '[' | '［' => {}
            _ => return None,
        }
        let mut length = 1;
        let mut marked = false;
        loop {
            match self.peek(length)? {
                ']' | '］' => return Some((marked, length + 1)),
                c if c.is_whitespace() && length < 4 => {}
                c if !marked && "○〇◯●Oo○xX✓✔レ".contains(c) => marked = true,
                _ => return None,
            }
            length += 1;
        }
    }

    /// A remark that the text is left out: ※ 修正なし, (※1～5修正なし), (中略).
    fn elision(&self) -> Option<usize> {
        const UNCHANGED: [&str; 4] = ["修正なし", "変更なし", "修正無し", "変更無し"];
        const WORDS: [&str; 8] =
            ["修正なし", "変更なし", "修正無し", "変更無し", "以下略", "中略", "省略", "略"];
        const MOST: usize = 24;
        let first = self.peek(0).filter(|c| matches!(c, '(' | '（' | '※'))?;
        let rest: String = self.chars[self.at..].iter().take(MOST).map(|(_, c)| *c).collect();
        if matches!(first, '(' | '（') {
            let end = rest.chars().position(|c| matches!(c, ')' | '）'))?;
            let inner: String = rest.chars().skip(1).take(end - 1).collect();
            let inner = inner.trim();
            // (※1～5修正なし) names what is unchanged; of (添付書類を省略) or (地域医療戦略) the end alone means nothing.
            let says = WORDS.contains(&inner)
                || matches!(inner, "以下省略" | "前略" | "後略" | "上記のとおり" | "同上")
                || UNCHANGED.iter().any(|word| inner.ends_with(word));
            return (says && !inner.contains('。')).then_some(end + 1);
        }
        let mut length = 1 + rest.chars().skip(1).take_while(|c| c.is_whitespace()).count();
        let tail: String = rest.chars().skip(length).collect();
        let word = WORDS.iter().find(|word| tail.starts_with(*word))?;
        length += word.chars().count();
        let bounded = self.peek(length).is_none_or(|c| script(c) == Script::None);
        bounded.then_some(length)
    }
}

/// The kinds of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Kanji,
    Hiragana,
    Katakana,
    None,
}

fn script(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' => Script::Latin,
        _ if is_hiragana(c) => Script::Hiragana,
        _ if is_katakana(c) => Script::Katakana,
        _ if is_kanji(c) || c == '〆' => Script::Kanji,
        other if other.is_alphabetic() => Script::Latin,
        _ => Script::None,
    }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// ① to ㊿, ❶ and the like.
fn is_circled(c: char) -> bool {
    circled(c).is_some() || matches!(c, '❶'..='❿' | '⑴'..='⒇' | '⒈'..='⒛' | '➀'..='➉')
}
