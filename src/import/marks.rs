//! Options that carry the mark themselves: a circle, a tick or a box at one of them, without the bracket of the official
//! form. Which option a mark belongs to is read from where it stands; where that leaves a choice, nothing is ticked.

use super::options::longest_option;
use super::text::{INPUT_BLANK, INPUT_TICKED};
use crate::form::label::option;
use crate::text::folding::fold;

/// What a mark says about its option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Chosen,
    /// An empty box stands there, or marks stand only at those that are chosen.
    Blank,
    /// Nobody can tell.
    Unclear,
}

/// An option as it is printed, and what is said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) said: Said,
    /// Where the option and its number stand in the text.
    pub(super) span: (usize, usize),
}

/// The options of a text with what is said of each, in printed order, and the places of the marks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) options: Vec<Marked>,
    pub(super) marks: Vec<(usize, usize)>,
}

/// How a mark is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// ○, which ticks an option unless it is the empty one beside ●.
    Circle,
    /// ● ■ ☑ ✓ レ
    Tick,
    /// □ ☐, an empty bracket
    Empty,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    /// `None`: an option.
    sign: Option<Sign>,
    /// In brackets, as the official form has it.
    official: bool,
    from: usize,
    to: usize,
}

impl Settled {
    /// The text without its marks; `sign` is set before each option, for what is said about it.
    pub(super) fn rewritten(&self, text: &str, sign: impl Fn(Said) -> &'static str) -> String {
        let signs = self.options.iter().map(|option| ((option.span.0, option.span.0), sign(option.said)));
        with(text, self.marks.iter().map(|&span| (span, "")).chain(signs))
    }

    /// The text without options and marks.
    pub(super) fn beside(&self, text: &str) -> String {
        let gone = self.options.iter().map(|option| option.span).chain(self.marks.iter().copied());
        with(text, gone.map(|span| (span, "")))
    }
}

/// A text with something else in place of some stretches.
fn with<'a>(text: &str, changes: impl Iterator<Item = ((usize, usize), &'a str)>) -> String {
    let mut changes: Vec<_> = changes.collect();
    changes.sort_unstable();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for ((from, to), new) in changes {
        out.push_str(text.get(at..from).unwrap_or_default());
        out.push_str(new);
        at = to;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

impl Token {
    fn is_option(&self) -> bool {
        self.sign.is_none()
    }
}

/// Reads options that are marked themselves. `None`: there are none, or every mark stands in brackets before its option, as
/// the official form prints them. `one`: the question has one answer.
pub(super) fn settled(text: &str, options: &[String], one: bool) -> Option<Settled> {
    if text.contains([INPUT_BLANK, INPUT_TICKED]) {
        return None;
    }
    let lines = lines(text, options);
    let tokens = || lines.iter().flatten();
    let (printed, marks) = (tokens().filter(|t| t.is_option()).count(), tokens().filter(|t| !t.is_option()));
    let bare = marks.clone().any(|mark| !mark.official);
    let signs: Vec<Sign> = marks.clone().filter_map(|mark| mark.sign).collect();
    let ticked = signs.iter().any(|sign| *sign != Sign::Empty);
    let turned = lines.iter().any(|line| {
        line.len() > 1
            && line.first().is_some_and(Token::is_option)
            && !line.last().is_some_and(Token::is_option)
    });
    if printed < if one { 2 } else { 1 } || !(bare || ticked && (one || turned || printed > signs.len())) {
        return None;
    }
    // Beside ticks of another kind a circle is an empty one.
    let hollow = signs.contains(&Sign::Tick) && signs.contains(&Sign::Circle);
    let all_circled =
        signs.len() >= printed && marks.clone().all(|mark| mark.sign == Some(Sign::Circle) && !mark.official);
    let empties = hollow || signs.contains(&Sign::Empty);
    let before = leads(&lines);
    let mut out = Settled { marks: marks.map(|mark| (mark.from, mark.to)).collect(), ..Settled::default() };
    let mut unclear = all_circled;
    for line in &lines {
        let pairs = pairs(line, before);
        unclear |= pairs.is_none();
        let found = line.iter().filter(|token| token.is_option()).enumerate().map(|(number, token)| {
            let sign = pairs.as_ref().and_then(|pairs| pairs.get(number).copied().flatten());
            let said = match sign {
                Some(Sign::Tick) => Said::Chosen,
                Some(Sign::Circle) if !hollow => Said::Chosen,
                None if empties => Said::Unclear,
                Some(_) | None => Said::Blank,
            };
            Marked { said, span: (token.from, token.to) }
        });
        out.options.extend(found);
    }
    if unclear {
        out.options.iter_mut().for_each(|option| option.said = Said::Unclear);
    }
    Some(out)
}

/// Whether circles are the empty boxes of a text: ● and ○ stand beside its options.
pub(super) fn is_hollow(text: &str, options: &[String]) -> bool {
    let signs = bare(text, options);
    signs.contains(&Sign::Tick) && signs.contains(&Sign::Circle)
}

/// Whether circles are the only marks of a text, in no brackets: ticks, unless circles are empty in this document.
pub(super) fn is_circled(text: &str, options: &[String]) -> bool {
    let signs = bare(text, options);
    !signs.is_empty() && signs.iter().all(|sign| *sign == Sign::Circle)
}

fn bare(text: &str, options: &[String]) -> Vec<Sign> {
    lines(text, options).iter().flatten().filter(|token| !token.official).filter_map(|t| t.sign).collect()
}

/// Options that are printed without any mark, each at the beginning of a line, and nothing before them.
pub(super) fn unmarked(text: &str, options: &[String]) -> Option<Settled> {
    let all = lines(text, options);
    let tokens = || all.iter().flatten();
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let begins = printed(first.trim_start(), options).is_some();
    let marked = tokens().any(|token| !token.is_option()) || text.contains([INPUT_BLANK, INPUT_TICKED]);
    let options = tokens().map(|token| Marked { said: Said::Unclear, span: (token.from, token.to) });
    (begins && !marked).then(|| Settled { options: options.collect(), marks: Vec::new() })
}

/// Whether a text is nothing but options, with or without marks of their own: a row of a list.
/// `one`: the question has one answer.
pub(super) fn is_listed(text: &str, options: &[String], one: bool) -> bool {
    let lines = lines(text, options);
    let tokens = || lines.iter().flatten();
    let mut rest = text.to_owned();
    let spans: Vec<(usize, usize)> = tokens().map(|token| (token.from, token.to)).collect();
    for (from, to) in spans.into_iter().rev() {
        rest.replace_range(from..to, "");
    }
    tokens().any(Token::is_option)
        && tokens().all(|token| token.is_option() || one || !token.official)
        && rest.trim().is_empty()
}

/// Whether marks stand before their options: those lines say it that begin with a mark.
fn leads(lines: &[Vec<Token>]) -> bool {
    let of_options = || lines.iter().filter(|line| line.iter().any(Token::is_option));
    of_options().any(|line| line.first().is_some_and(|t| !t.is_option()))
        && of_options().all(|line| line.last().is_some_and(Token::is_option))
}

/// The mark of each option of a line; `None` where it cannot be told. A line with one option and one mark is certain, so
/// are as many marks as options in turn, and marks that touch their option; else the other lines have to say it.
fn pairs(line: &[Token], before: bool) -> Option<Vec<Option<Sign>>> {
    let places: Vec<usize> = (0..line.len()).filter(|&at| line[at].is_option()).collect();
    let marks: Vec<usize> = (0..line.len()).filter(|&at| !line[at].is_option()).collect();
    let mut out = vec![None; places.len()];
    match (places.as_slice(), marks.as_slice()) {
        (_, []) => return Some(out),
        ([], _) => return None,
        ([_], [mark]) => {
            out[0] = line[*mark].sign;
            return Some(out);
        }
        _ => {}
    }
    let alternate =
        places.len() == marks.len() && line.windows(2).all(|two| two[0].is_option() != two[1].is_option());
    for &mark in &marks {
        let touches = |at: Option<usize>| {
            at.and_then(|at| line.get(at)).is_some_and(|other| {
                other.is_option() && (other.to == line[mark].from || line[mark].to == other.from)
            })
        };
        let (left, right) = (touches(mark.checked_sub(1)), touches(Some(mark + 1)));
        let at = match (left, right) {
            _ if alternate && marks.first() == Some(&0) => mark + 1,
            _ if alternate => mark.checked_sub(1)?,
            (true, false) => mark.checked_sub(1)?,
            (false, true) => mark + 1,
            _ if before => mark + 1,
            _ => return None,
        };
        let number = places.iter().position(|&place| place == at)?;
        if out[number].replace(line[mark].sign?).is_some() {
            return None;
        }
    }
    Some(out)
}

/// Options and marks, line by line.
fn lines(text: &str, options: &[String]) -> Vec<Vec<Token>> {
    let mut out = vec![Vec::new()];
    // Whether a word may begin here; what stands in the bracket behind an option is no option.
    let (mut at, mut free, mut depth) = (0, true, 0_usize);
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        if c == '\n' {
            out.push(Vec::new());
            (at, free) = (at + 1, true);
            continue;
        }
        let token = if free && depth == 0 {
            mark(rest, options)
                .map(|(sign, length, official)| (Some(sign), length, official))
                .or_else(|| printed(rest, options).map(|length| (None, length, false)))
        } else {
            None
        };
        if let Some((sign, length, official)) = token {
            if let Some(line) = out.last_mut() {
                line.push(Token { sign, official, from: at, to: at + length });
            }
            at += length;
            continue;
        }
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        free = c.is_whitespace();
        at += c.len_utf8();
    }
    out.retain(|line: &Vec<Token>| !line.is_empty());
    out
}

/// A mark at the beginning of a text, its length, and whether it stands in the brackets of the form.
fn mark(text: &str, options: &[String]) -> Option<(Sign, usize, bool)> {
    let c = text.chars().next()?;
    let length = c.len_utf8();
    if matches!(c, '[' | '［' | '(' | '（') {
        let (close, last) =
            text.char_indices().skip(1).take(6).find(|(_, c)| matches!(c, ']' | '］' | ')' | '）'))?;
        let end = close + last.len_utf8();
        let inner = text[length..close].trim();
        let official = matches!(c, '[' | '［');
        let sign = match inner {
            // The bracket behind an option may stand for what it says in detail.
            "" if official || printed(text[end..].trim_start_matches(' '), options).is_some() => Sign::Empty,
            "" => return None,
            one => sign(one.chars().next().filter(|c| c.len_utf8() == one.len())?)?,
        };
        return Some((sign, end, official));
    }
    let sign = sign(c)?;
    let behind = &text[length..];
    let alone =
        behind.is_empty() || behind.starts_with(char::is_whitespace) || printed(behind, options).is_some();
    alone.then_some((sign, length, false))
}

fn sign(c: char) -> Option<Sign> {
    match c {
        '○' | '◯' | '〇' | '◎' => Some(Sign::Circle),
        '●' | '◉' | '■' | '☑' | '☒' | '✓' | '✔' | '✅' | 'レ' | 'ㇾ' | 'ﾚ' => {
            Some(Sign::Tick)
        }
        '□' | '☐' => Some(Sign::Empty),
        _ => None,
    }
}

/// The length of an option, with its number, that stands at the beginning of a text and ends there.
fn printed(text: &str, options: &[String]) -> Option<usize> {
    if text.starts_with(char::is_whitespace) {
        return None;
    }
    let number = number(text).unwrap_or(0);
    let body = text[number..].trim_start_matches([' ', '\u{3000}']);
    let start = text.len() - body.len();
    let length = longest_option(body, options)?;
    let own = fold(&format!("{}{}", &text[..number], &body[..length]));
    option(options, &own)?;
    let end = body[length..].chars().next();
    let ends = end.is_none_or(|c| {
        c.is_whitespace() || "([（［".contains(c) || sign(c).is_some() || number_of(&body[length..])
    });
    ends.then_some(start + length)
}

fn number_of(text: &str) -> bool {
    number(text).is_some()
}

/// The length of "3)" at the beginning of a text, in any width.
fn number(text: &str) -> Option<usize> {
    let digits: usize =
        text.chars().take_while(|c| matches!(c, '0'..='9' | '０'..='９')).take(2).map(char::len_utf8).sum();
    let close = text[digits..].chars().next().filter(|c| digits > 0 && matches!(c, ')' | '）'))?;
    Some(digits + close.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The options that are chosen, or ? where it cannot be told; - where the text is left to the reader of brackets.
    fn read(text: &str) -> String {
        let names: Vec<String> =
            ["特に力を入れている", "十分である", "課題が残されている"].map(str::to_owned).to_vec();
        let Some(found) = settled(text, &names, true) else { return "-".to_owned() };
        let said = |option: &Marked| match option.said {
            Said::Chosen => text[option.span.0..option.span.1].to_owned(),
            Said::Blank => String::new(),
            Said::Unclear => "?".to_owned(),
        };
        found.options.iter().map(said).collect()
    }

    #[test]
    fn a_mark_is_that_of_its_line_its_neighbour_or_its_turn() {
        for (text, chosen) in [
            ("1) 特に力を入れている\n○ 2) 十分である\n3) 課題が残されている", "2) 十分である"),
            ("1) 特に力を入れている\n2) 十分である ◯\n3) 課題が残されている", "2) 十分である"),
            ("1) 特に力を入れている  ○2) 十分である  3) 課題が残されている", "2) 十分である"),
            ("1)特に力を入れている 2)十分である● 3)課題が残されている", "2)十分である"),
            ("○ 特に力を入れている  十分である  課題が残されている", "特に力を入れている"),
            ("□ 特に力を入れている  ■ 十分である\n□ 課題が残されている", "十分である"),
            ("特に力を入れている □  十分である ■  課題が残されている □", "十分である"),
            ("○1) 特に力を入れている ●2) 十分である ○3) 課題が残されている", "2) 十分である"),
            ("(　)特に力を入れている (レ)十分である\n(　)課題が残されている", "十分である"),
            ("特に力を入れている [ ]\n十分である [○]\n課題が残されている [ ]", "十分である"),
            ("<選択肢>\n１）特に力を入れている\nレ ２）十分である\n３）課題が残されている", "２）十分である"),
        ] {
            assert_eq!(read(text), chosen, "{text}");
        }
    }

    #[test]
    fn what_leaves_a_choice_is_unclear() {
        for text in [
            // Of either neighbour.
            "1) 特に力を入れている  ○  2) 十分である  3) 課題が残されている",
            // In a line of its own.
            "1) 特に力を入れている\n○\n2) 十分である\n3) 課題が残されている",
            // All or none.
            "○ 1) 特に力を入れている\n○ 2) 十分である\n○ 3) 課題が残されている",
            "○ ○ 1) 特に力を入れている\n2) 十分である\n3) 課題が残されている",
        ] {
            assert_eq!(read(text), "???", "{text}");
        }
        // A box that is not there.
        assert_eq!(
            read("■ 1) 特に力を入れている\n□ 2) 十分である\n3) 課題が残されている"),
            "1) 特に力を入れている?"
        );
    }

    #[test]
    fn brackets_of_the_form_and_bullets_are_none_of_these() {
        for text in [
            "[ ] 特に力を入れている [ ] 十分である",
            "[] <選択肢> 1) 特に力を入れている 2) 十分である",
            "○ 体制について\n○ 手続について",
            "○十分であることを確かめている",
            "1) 特に力を入れている\n2) 十分である",
        ] {
            assert_eq!(read(text), "-", "{text}");
        }
    }
}
