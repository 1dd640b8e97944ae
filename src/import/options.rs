//! Bracketed answers and printed option lists.

use super::checks::{Check, checks};
use super::marks::{self, Said, Settled};
use super::text::{INPUT_BLANK, INPUT_TICKED};
use crate::form::label::option;
use crate::markdown::Mark;
use crate::text::folding::{fold, prefix_of};
use crate::text::number::split_number;

/// What the cells of a choice hold.
#[expect(clippy::struct_excessive_bools, reason = "each says something else about one choice")]
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Choice {
    /// The bracketed answer as written, without its brackets.
    pub(super) chosen: Option<String>,
    /// The printed options with their numbers, in printed order.
    pub(super) printed: Vec<String>,
    /// What remains: text of this or of a lower item.
    pub(super) rest: Vec<String>,
    /// A list or a bracket was there: this is a choice at all.
    pub(super) recognised: bool,
    /// The brackets were damaged; somebody should look.
    pub(super) damaged: bool,
    /// The options carry the mark themselves, and it cannot be told which one is meant.
    pub(super) lost: bool,
    /// The bracket for the answer is there and empty.
    empty: bool,
}

impl Choice {
    /// Options are printed, with neither an answer nor an empty bracket for one.
    pub(super) fn is_open(&self) -> bool {
        self.recognised && self.chosen.is_none() && !self.empty
    }
}

/// Reads the text of a choice with the official `options`.
pub(super) fn choice(text: &str, options: &[String]) -> Choice {
    let answered = take_bracket(&mut unified(text, options), options, false, &mut Choice::default());
    if let Some(settled) = marks::settled(text, options, true).filter(|_| !answered) {
        return marked_choice(text, &settled);
    }
    let text = unified(text, options);
    let text = text.as_str();
    let mut found = Choice::default();
    let (before, list) = match list_label(text) {
        Some((start, end)) => (&text[..start], Some(&text[end..])),
        None => match unlabelled_list(text, options) {
            Some(start) => (&text[..start], Some(&text[start..])),
            None => (text, None),
        },
    };
    let mut after = list.map_or_else(String::new, |list| listed(list, options, &mut found.printed));
    found.recognised = list.is_some();
    let mut before = before.to_owned();
    if !take_bracket(&mut before, options, list.is_some(), &mut found) {
        take_bracket(&mut after, options, false, &mut found);
    }
    // Brackets that were lost, or taken for boxes.
    let bare = before.replace([INPUT_BLANK, INPUT_TICKED], "").trim().to_owned();
    if found.chosen.is_none() && found.recognised && option(options, &bare).is_some() {
        found.damaged = true;
        found.chosen = Some(bare.lines().map(str::trim).collect());
        before.clear();
    }
    // The slot of the answer in a second notation, empty.
    if list.is_some() && before.trim() == INPUT_BLANK.to_string() {
        before.clear();
    }
    if found.chosen.is_none() && list.is_none() && ticked_option(&mut before, options, &mut found) {
        after.clear();
    }
    found.rest = before
        .lines()
        .chain(after.lines())
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
        .collect();
    found
}

/// A choice whose options carry the mark themselves.
fn marked_choice(text: &str, settled: &Settled) -> Choice {
    let own = |span: (usize, usize)| text.get(span.0..span.1).unwrap_or_default().trim();
    let mut chosen = settled.options.iter().filter(|option| option.said == Said::Chosen);
    let lost = settled.options.iter().any(|option| option.said == Said::Unclear);
    let one = chosen.next().filter(|_| !lost).xor(chosen.next());
    let mut rest = settled.beside(text);
    if let Some((from, to)) = list_label(&rest) {
        rest.replace_range(from..to, "\n");
    }
    Choice {
        chosen: one.map(|option| split_number(own(option.span)).1.to_owned()),
        printed: settled.options.iter().map(|option| own(option.span).to_owned()).collect(),
        rest: lines_of(&rest),
        recognised: true,
        lost: one.is_none(),
        ..Choice::default()
    }
}

/// Brackets and boxes of other prints in the notation that the rest of this file reads: `［ 実施する ］`, `■ 専用線`,
/// `□ 紙`. Only what is a mark or an option for certain is touched; a bullet ■ stays what it is.
pub(super) fn unified(text: &str, options: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        if c == '［'
            && let Some(close) = behind.find(['］', ']'])
            && let Some((inner, tail)) = behind.split_at_checked(close)
            && (is_mark(inner.trim()) || option(options, inner.trim()).is_some())
        {
            out.push('[');
            out.push_str(inner);
            out.push(']');
            rest = tail.strip_prefix(['］', ']']).unwrap_or(tail);
            continue;
        }
        let boxed = match c {
            '■' | '☑' | '☒' | '✓' | '✔' | 'レ' => Some("[○]"),
            '□' | '☐' => Some("[]"),
            _ => None,
        };
        // A box is a mark wherever an option follows; ticks and bullets are letters in other places.
        let alone = matches!(c, '□' | '☑' | '☐' | '☒')
            || out.chars().next_back().is_none_or(|before| before.is_whitespace() || before == ')');
        match boxed.filter(|_| alone && longest_option(behind.trim_start(), options).is_some()) {
            Some(mark) => out.push_str(mark),
            None => out.push(c),
        }
        rest = behind;
    }
    out
}

/// Whether the content of a bracket is a mark, or nothing.
pub(super) fn is_mark(inner: &str) -> bool {
    matches!(inner, "" | "○" | "〇" | "◯" | "O" | "●" | "✓" | "✔" | "レ" | "■" | "☑")
}

/// A choice printed as boxes, of which exactly one is ticked.
fn ticked_option(text: &mut String, options: &[String], found: &mut Choice) -> bool {
    let boxes = checks(text, options);
    let only_options = boxes.len() > 1
        && boxes.iter().all(|check| matches!(check, Check::Box(_, own) if option(options, own).is_some()));
    let mut ticked = boxes.iter().filter_map(|check| match check {
        Check::Box(Mark::Chosen, own) => Some(own.clone()),
        _ => None,
    });
    let (Some(chosen), None) = (ticked.next(), ticked.next()) else { return false };
    if !only_options {
        return false;
    }
    found.printed = boxes
        .iter()
        .filter_map(|check| if let Check::Box(_, own) = check { Some(own.clone()) } else { None })
        .collect();
    found.chosen = Some(chosen);
    found.recognised = true;
    text.clear();
    true
}

/// Where `<選択肢>` stands, in any notation.
fn list_label(text: &str) -> Option<(usize, usize)> {
    let at = text.find("選択肢")?;
    let open = text[..at].trim_end().char_indices().next_back().filter(|(_, c)| "<＜〈".contains(*c))?.0;
    let behind = at + "選択肢".len();
    let rest = &text[behind..];
    let close = rest.trim_start().chars().next().filter(|c| ">＞〉".contains(*c))?;
    Some((open, behind + (rest.len() - rest.trim_start().len()) + close.len_utf8()))
}

/// A list whose label was lost: "1)" with the first option, or one damaged beyond recognition, before "2)" with the second.
fn unlabelled_list(text: &str, options: &[String]) -> Option<usize> {
    // The 1) of "(1) 件" begins no list.
    let starts = text.match_indices("1)").map(|(start, _)| start).filter(|start| {
        !text[..*start].trim_end().ends_with(['(', '（'])
            && !text[..*start].ends_with(|c: char| c.is_numeric())
    });
    let is_list = |start: &usize| {
        let mut printed = Vec::new();
        printed_options(&text[*start..], options, &mut printed);
        printed.iter().filter(|p| option(options, p).is_some()).count() >= 2
    };
    starts.into_iter().find(is_list)
}

/// What stands behind `<選択肢>` without the printed options, in front of which the answer or a count may stand, and
/// between which the answer may.
fn listed(list: &str, options: &[String], printed: &mut Vec<String>) -> String {
    let mut kept = String::new();
    let mut rest = printed_options(list, options, printed);
    if printed.is_empty()
        && let Some(start) = unlabelled_list(rest, options)
    {
        kept = format!("{}\n", &rest[..start]);
        rest = printed_options(&rest[start..], options, printed);
    }
    while let Some((bracket, behind)) =
        bracket(rest).filter(|(_, behind)| numbered(unboxed(behind)).is_some())
    {
        kept.push_str(bracket);
        kept.push('\n');
        rest = printed_options(behind, options, printed);
    }
    kept + rest
}

/// A bracket at the beginning of a text, and what stands behind it.
fn bracket(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text.starts_with('[').then(|| text.find(']')).flatten()?;
    text.split_at_checked(end + 1)
}

/// Takes the printed options off the beginning of `list`; what follows them is returned.
fn printed_options<'a>(list: &'a str, options: &[String], printed: &mut Vec<String>) -> &'a str {
    let mut rest = list;
    loop {
        // A box in front of an option is part of its print: the answer stands in brackets of its own.
        let trimmed = unboxed(rest);
        let Some(number) = numbered(trimmed) else { return rest };
        let body = trimmed[number..].trim_start();
        let length = longest_option(body, options).or_else(|| {
            // A misprinted option ends where the next number or the line begins.
            let line = body.find('\n').unwrap_or(body.len());
            let next = body[..line]
                .char_indices()
                .find(|(at, c)| c.is_whitespace() && numbered(unboxed(&body[*at..])).is_some());
            next.map(|(at, _)| at).or((line > 0).then_some(line))
        });
        let Some(length) = length else { return rest };
        printed.push(format!("{} {}", &trimmed[..number], body[..length].trim()));
        rest = &body[length..];
    }
}

/// The text behind white space and a blank box.
fn unboxed(text: &str) -> &str {
    let text = text.trim_start();
    text.strip_prefix(INPUT_BLANK).map_or(text, str::trim_start)
}

/// The length of "3)" at the beginning of a text.
fn numbered(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    ((1..=2).contains(&digits) && text[digits..].starts_with(')')).then_some(digits + 1)
}

/// The length of the longest option that begins the text, white space and width aside.
pub(super) fn longest_option(text: &str, options: &[String]) -> Option<usize> {
    options.iter().filter_map(|option| prefix(text, option)).max()
}

/// The length of the part of `text` that reads `wanted`.
fn prefix(text: &str, wanted: &str) -> Option<usize> {
    prefix_of(text, &fold(wanted))
}

/// Takes the bracketed answer out of `text`. `any`: a bracket that equals no option counts too.
fn take_bracket(text: &mut String, options: &[String], any: bool, found: &mut Choice) -> bool {
    let mut from = 0;
    while let Some(open) = text[from..].find('[').map(|at| from + at) {
        let Some(close) = text[open..].find(']').map(|at| open + at) else { break };
        let inner = text[open + 1..close].to_owned();
        // An answer that is wider than its bracket is wrapped.
        let clean: String = inner
            .replace([INPUT_BLANK, INPUT_TICKED], "")
            .lines()
            .map(str::trim)
            .collect::<Vec<_>>()
            .concat();
        let official = option(options, &clean).is_some();
        // A mark is no answer.
        let any = any && (clean.is_empty() || !is_mark(&clean));
        if official || (clean.is_empty() && any) || (any && text[..open].trim().is_empty()) {
            found.recognised = true;
            found.damaged |= inner.contains([INPUT_BLANK, INPUT_TICKED]);
            found.empty |= clean.is_empty();
            found.chosen = (!clean.is_empty()).then_some(clean);
            text.replace_range(open..=close, "\n");
            return true;
        }
        from = close + 1;
    }
    // "☐ 100人以上500人未満 ]": the opening bracket was taken for a box.
    let start = text.find([INPUT_BLANK, INPUT_TICKED]);
    if let (Some(start), Some(close)) = (start, text.find(']')) {
        let box_length = INPUT_BLANK.len_utf8();
        if start < close && option(options, text[start + box_length..close].trim()).is_some() {
            found.chosen = Some(text[start + box_length..close].trim().to_owned());
            found.recognised = true;
            found.damaged = true;
            text.replace_range(start..=close, "\n");
            return true;
        }
    }
    false
}

pub(super) fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(names: &[&str]) -> Vec<String> {
        names.iter().map(|&n| n.to_owned()).collect()
    }

    #[test]
    fn the_answer_is_apart_from_the_list() {
        let names = options(&["特に力を入れている", "十分である", "課題が残されている"]);
        let found = choice(
            "[ 十分である ]\n<選択肢> 1) 特に力を入れている 2) 十分である\n3) 課題が残されている",
            &names,
        );
        assert_eq!(found.chosen.as_deref(), Some("十分である"));
        assert_eq!(found.printed, ["1) 特に力を入れている", "2) 十分である", "3) 課題が残されている"]);
        assert!(found.rest.is_empty() && !found.damaged);
    }

    #[test]
    fn the_answer_may_follow_the_list_and_text_may_follow_both() {
        let names = options(&["1年未満", "1年", "10年以上20年未満"]);
        let found =
            choice("<選択肢>\n1) 1年未満\n2) 1年\n3) 10年以上20年未満\n[1年]\nその妥当性\n・理由", &names);
        assert_eq!(found.chosen.as_deref(), Some("1年"));
        assert_eq!(found.rest, ["その妥当性", "・理由"]);
        let fee = choice("[無料] <選択肢> 1) 有料 2) 無料 (手数料額: なし)", &options(&["有料", "無料"]));
        assert_eq!(fee.rest, ["(手数料額: なし)"]);
    }

    #[test]
    fn a_misprinted_option_is_kept() {
        let names = options(&["特に力を入れて行っている", "十分に行っている"]);
        let found =
            choice("[ 十分に行っている ] <選択肢> 1) 特に力を入れて行っていない 2) 十分に行っている", &names);
        assert_eq!(found.printed, ["1) 特に力を入れて行っていない", "2) 十分に行っている"]);
    }

    #[test]
    fn empty_and_damaged_brackets() {
        let names = options(&["再委託する", "再委託しない"]);
        let list = "<選択肢> 1) 再委託する 2) 再委託しない";
        assert_eq!(choice(&format!("[] {list}"), &names).chosen, None);
        let inside = choice(&format!("[{INPUT_BLANK} 再委託する] {list}"), &names);
        assert_eq!((inside.chosen.as_deref(), inside.damaged), (Some("再委託する"), true));
        let before = choice(&format!("{INPUT_BLANK} 再委託しない ]\n{list}"), &names);
        assert_eq!((before.chosen.as_deref(), before.damaged), (Some("再委託しない"), true));
        let both = choice(&format!("{INPUT_BLANK} 再委託しない {INPUT_BLANK} {list}"), &names);
        assert_eq!((both.chosen.as_deref(), both.damaged, both.rest.len()), (Some("再委託しない"), true, 0));
    }

    #[test]
    fn boxes_before_options_are_part_of_the_list() {
        let names = options(&["十分である", "課題が残されている"]);
        let list =
            format!("{INPUT_BLANK} <選択肢> {INPUT_BLANK} 1) 十分である {INPUT_BLANK} 2) 課題が残されている");
        let chosen = choice(&format!("[十分である]\n{list}"), &names);
        assert_eq!((chosen.chosen.as_deref(), chosen.printed.len()), (Some("十分である"), 2));
        assert!(chosen.rest.is_empty() && !chosen.damaged, "{chosen:?}");
        let empty = choice(&format!("[]\n{list}"), &names);
        assert_eq!((empty.chosen, empty.printed.len(), empty.rest.len()), (None, 2, 0));
    }

    #[test]
    fn boxes_in_all_encodings() {
        let names = options(&["紙", "専用線", "その他"]);
        let text = format!("[○] 紙 [ {INPUT_TICKED} ] 専用線 [] その他 ( )");
        let marks: Vec<_> = checks(&text, &names);
        assert_eq!(
            marks,
            [
                Check::Box(Mark::Chosen, "紙".into()),
                Check::Box(Mark::Chosen, "専用線".into()),
                Check::Box(Mark::Blank, "その他 ( )".into())
            ]
        );
    }

    #[test]
    fn other_prints_of_brackets_and_boxes_are_the_same() {
        let names = options(&["実施する", "実施しない", "未定"]);
        let wide = choice("［ 実施する ］ ＜選択肢＞ 1) 実施する 2) 実施しない 3) 未定", &names);
        assert_eq!((wide.chosen.as_deref(), wide.printed.len(), wide.rest.len()), (Some("実施する"), 3, 0));
        let boxes = choice("□ 実施する ■ 実施しない □ 未定", &names);
        assert_eq!((boxes.chosen.as_deref(), boxes.printed.len()), (Some("実施しない"), 3));
        let ways = options(&["紙", "専用線"]);
        let ticks = checks("［レ］紙 ［　］専用線", &ways);
        assert_eq!(ticks, [Check::Box(Mark::Chosen, "紙".into()), Check::Box(Mark::Blank, "専用線".into())]);
        let ticks = checks("■紙 □専用線", &ways);
        assert_eq!(ticks, [Check::Box(Mark::Chosen, "紙".into()), Check::Box(Mark::Blank, "専用線".into())]);
        // A bullet is none.
        let text = choice("■ 体制について", &names);
        assert_eq!((text.recognised, text.rest), (false, vec!["■ 体制について".to_owned()]));
    }

    #[test]
    fn doubtful_marks_are_lost_not_blank() {
        let names = options(&["個人番号", "連絡先(電話番号等)", "その他"]);
        let none = checks(
            &format!(
                "・識別情報 [{INPUT_BLANK}] 個人番号 ・連絡先等情報\n[{INPUT_BLANK}] 連絡先(電話番号等)"
            ),
            &names,
        );
        assert_eq!(
            none,
            [
                Check::Label("・識別情報".into()),
                Check::Box(Mark::Lost, "個人番号".into()),
                Check::Label("・連絡先等情報".into()),
                Check::Box(Mark::Lost, "連絡先(電話番号等)".into())
            ]
        );
        let detail = checks("[○] 個人番号 [] その他 (口座)", &names);
        assert_eq!(detail[1], Check::Box(Mark::Lost, "その他 (口座)".into()));
        let mixed = checks(&format!("[○] 個人番号 {INPUT_BLANK} 連絡先(電話番号等) [] その他 ()"), &names);
        assert!(
            matches!(mixed[1], Check::Box(Mark::Lost, _)) && matches!(mixed[2], Check::Box(Mark::Blank, _))
        );
    }
}
