//! Names of contractors as they stand in answers, and under which name they are gathered.
//!
//! A name is taken as written and never corrected. What is no name (未定, a sentence) is none; a 共同企業体 is one name and is
//! never taken apart. Two spellings are the same organisation when they agree but for the width of characters, white space,
//! (株) and 株式会社, and the branch behind the name; 株式会社 before and behind a name are two companies.

use unicode_normalization::UnicodeNormalization as _;

use crate::text::folding::fold_text;
use crate::text::number::circled;

/// What an organisation does for the agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Role {
    /// 委託先.
    Contractor,
    /// 再委託先, as the answer names it.
    Sub,
    /// 再々委託先.
    SubSub,
}

impl Role {
    /// Key of its wording, below `across.role-` in the interface strings.
    pub fn key(self) -> &'static str {
        match self {
            Self::Contractor => "contractor",
            Self::Sub => "sub",
            Self::SubSub => "sub-sub",
        }
    }
}

/// By these a name is known as one of an organisation.
const SIGNS: [&str; 46] = [
    "株式会社",
    "(株)",
    "㈱",
    "有限会社",
    "(有)",
    "㈲",
    "合同会社",
    "合資会社",
    "合名会社",
    "相互会社",
    "会社",
    "法人",
    "機構",
    "連合会",
    "協会",
    "組合",
    "財団",
    "社団",
    "公社",
    "基金",
    "センター",
    "協議会",
    "研究所",
    "公団",
    "事業団",
    "共同企業体",
    "共同事業体",
    "共同体",
    "コンソーシアム",
    "グループ",
    "会議所",
    "中央会",
    "連合",
    "企業団",
    "大学",
    "医師会",
    "薬剤師会",
    "郵便局",
    "銀行",
    "金庫",
    "病院",
    "本部",
    "公庫",
    "学会",
    "振興会",
    "JV",
];

/// What several companies are that work together.
const JOINT: [&str; 6] = ["共同企業体", "共同事業体", "共同体", "コンソーシアム", "JV", "ＪＶ"];

/// The end of a part of an organisation that follows its name.
const BRANCHES: [&str; 12] = [
    "支社",
    "支店",
    "営業所",
    "事業所",
    "支部",
    "支所",
    "本社",
    "本店",
    "事業部",
    "営業部",
    "出張所",
    "オフィス",
];

/// Words of answers that name nobody.
const NOBODY: [&str; 24] = [
    "未定",
    "業者",
    "事業者",
    "選定",
    "契約",
    "決定",
    "入札",
    "別紙",
    "別添",
    "別表",
    "上記",
    "同上",
    "下記",
    "前記",
    "一覧",
    "参照",
    "なし",
    "該当",
    "公表",
    "予定",
    "記載",
    "とおり",
    "通り",
    "ホームページ",
];

/// A name in an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// As written.
    pub written: String,
    /// What the answer says the organisation does.
    pub role: Role,
}

/// The organisations that an answer to 委託先名 names, in its order, each once in each role.
pub fn named(answer: &str) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    let lines: Vec<&str> = answer.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for line in &lines {
        let head = head(line);
        match found.last_mut().filter(|last| last.role == Role::Contractor) {
            // A name that goes on in the next line: its branch alone.
            Some(last) if is_branch(head) => {
                last.written = format!("{} {head}", last.written);
            }
            _ => {
                let names = split(head).into_iter().filter(|name| is_name(name, lines.len() == 1));
                found.extend(names.map(|name| Named { written: name.to_owned(), role: Role::Contractor }));
            }
        }
        found.extend(further(line));
    }
    let mut once: Vec<Named> = Vec::new();
    for named in found {
        if !once.iter().any(|other| other.role == named.role && key(&other.written) == key(&named.written)) {
            once.push(named);
        }
    }
    once
}

/// A line without the sign in front of it, without a label before a colon and without a remark in brackets behind it.
fn head(line: &str) -> &str {
    let mut text = line.trim_start_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '・' | '○' | '●' | '◎' | '■' | '□' | '◆' | '◇' | '※' | '-' | '*')
            || circled(c).is_some()
    });
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    if digits.len() < text.len()
        && let Some(rest) = digits.strip_prefix(['.', '．', ')', '）'])
    {
        text = rest.trim_start();
    }
    if let Some((_, behind)) = text.split_once([':', '：'])
        && SIGNS.iter().any(|sign| behind.contains(sign))
    {
        text = behind.trim_start();
    }
    // (株) and the like belong to the name.
    let mut from = 0;
    while let Some(at) = text[from..].find(['(', '（']) {
        let open = from + at;
        let rest = &text[open..];
        let length = rest.chars().next().map_or(1, char::len_utf8);
        let close = rest.find([')', '）']).unwrap_or(rest.len());
        let inside = rest.get(length..close).unwrap_or_default();
        // What stands in front, (架空), belongs to the name too; a line that is a bracket is a remark.
        if open == 0 && open + close + length >= text.trim_end().len() {
            return "";
        }
        if inside.chars().count() > 1 && open > 0 {
            return text[..open].trim();
        }
        from = open + close.max(length);
        if from >= text.len() {
            break;
        }
        from += text[from..].chars().next().map_or(0, char::len_utf8);
    }
    text.trim().trim_end_matches(['、', ',', '，'])
}

/// A list of names in one line; a 共同企業体 and what is not wholly names stay as they are.
fn split(head: &str) -> Vec<&str> {
    if is_joint(head) {
        return vec![head];
    }
    let parts: Vec<&str> =
        head.split(['、', ',', '，', '／', '/']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let all_named = parts.iter().all(|part| SIGNS.iter().any(|sign| part.contains(sign)));
    if parts.len() > 1 && all_named { parts } else { vec![head] }
}

fn is_branch(head: &str) -> bool {
    BRANCHES.iter().any(|end| head.ends_with(end)) && !SIGNS.iter().any(|sign| head.contains(sign))
}

/// Whether a text is a name; one that shows by nothing that it is an organisation counts only where it is the whole answer.
fn is_name(text: &str, alone: bool) -> bool {
    let length = text.chars().count();
    if !(2..=80).contains(&length)
        || text.contains(['。', '「', '」'])
        || !text.chars().any(char::is_alphabetic)
    {
        return false;
    }
    let signed = SIGNS.iter().any(|sign| text.contains(sign));
    let sentence = ["する", "した", "ている", "です", "ます", "による", "される", "であ", "こと"]
        .iter()
        .any(|word| text.contains(word));
    if sentence || (!signed && NOBODY.iter().any(|word| text.contains(word))) {
        return false;
    }
    // 株式会社 alone, or the word 事業者 beside it, is nobody's name.
    let rest = SIGNS.iter().fold(text.to_owned(), |rest, sign| rest.replace(sign, ""));
    (signed && (!rest.trim().is_empty() || length > 4)) || (alone && length <= 20)
}

/// Organisations to which work is passed on, as a remark says it: …は、国保中央会に再委託する.
fn further(line: &str) -> Vec<Named> {
    let mut found = Vec::new();
    for (word, role) in [("再々委託", Role::SubSub), ("再委託", Role::Sub)] {
        for (at, _) in line.match_indices(word) {
            let before = &line[..at];
            if let Some(before) = before.strip_suffix(['に', 'へ']) {
                let start = before.rfind(|c: char| {
                    c.is_whitespace()
                        || matches!(
                            c,
                            '、' | '。'
                                | ','
                                | '('
                                | '（'
                                | ')'
                                | '）'
                                | '「'
                                | '」'
                                | 'は'
                                | 'が'
                                | 'を'
                                | 'で'
                                | 'ら'
                        )
                });
                let start =
                    start.map_or(0, |start| start + before[start..].chars().next().map_or(0, char::len_utf8));
                let name = before[start..].trim();
                if is_name(name, true) && !NOBODY.iter().any(|word| name.contains(word)) {
                    found.push(Named { written: name.to_owned(), role });
                }
                continue;
            }
            let behind = line[at + word.len()..].trim_start_matches('先').trim_start();
            if let Some(behind) = behind.strip_prefix([':', '：']) {
                let end = behind.find([')', '）', '。']).unwrap_or(behind.len());
                let names = split(behind[..end].trim());
                let names = names.into_iter().filter(|name| is_name(name, true));
                found.extend(names.map(|name| Named { written: name.to_owned(), role }));
            }
        }
    }
    found
}

/// Whether a name is one of several companies together.
pub fn is_joint(name: &str) -> bool {
    JOINT.iter().any(|word| name.contains(word))
}

/// The name under which spellings are gathered, for people.
pub fn normal(written: &str) -> String {
    let text: String = written.nfkc().collect();
    let text = text.replace("(株)", "株式会社").replace("(有)", "有限会社").replace("(同)", "合同会社");
    let mut words: Vec<&str> = text.split_whitespace().collect();
    if !is_joint(&text) {
        while words.len() > 1
            && words.last().is_some_and(|last| BRANCHES.iter().any(|end| last.ends_with(end)))
        {
            words.pop();
        }
    }
    let joined = if words.iter().any(|word| word.is_ascii()) { words.join(" ") } else { words.concat() };
    // 日本電気株式会社中国支社: what follows a company and ends in a branch.
    match joined.rfind("株式会社").filter(|at| *at > 0 && !is_joint(&joined)) {
        Some(at) if is_branch(&joined[at + "株式会社".len()..]) => {
            joined[..at + "株式会社".len()].to_owned()
        }
        _ => joined,
    }
}

/// What two spellings of one organisation share.
pub fn key(written: &str) -> String {
    fold_text(&normal(written))
}

/// A name without 株式会社 and the like, by which it is found in the name of a 共同企業体; nothing where little remains.
pub fn core(normal: &str) -> Option<String> {
    let mut rest = normal.to_owned();
    for sign in ["株式会社", "有限会社", "合同会社"] {
        rest = rest.replace(sign, "");
    }
    let rest = fold_text(&rest);
    (rest.chars().count() >= 3).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(answer: &str) -> Vec<(String, Role)> {
        named(answer).into_iter().map(|named| (named.written, named.role)).collect()
    }

    fn only(answer: &str) -> Vec<String> {
        named(answer).into_iter().map(|named| named.written).collect()
    }

    #[test]
    fn spellings_of_one_company_are_gathered() {
        for written in [
            "みほん電算株式会社",
            "みほん電算(株)",
            "みほん電算㈱",
            "みほん電算株式会社　中国支社",
            "みほん電算株式会社中国支社",
        ] {
            assert_eq!(normal(written), "みほん電算株式会社", "{written}");
        }
        assert_eq!(key("Ｍｉｈｏｎ株式会社"), key("MIHON株式会社"));
        assert_ne!(key("株式会社みほん"), key("みほん株式会社"));
    }

    #[test]
    fn a_joint_venture_is_one_name() {
        let name = "甲電算・乙通信・丙システムズみほん市標準化共同企業体";
        assert_eq!(only(name), [name]);
        assert_eq!(
            only("甲電算株式会社、乙通信株式会社共同企業体"),
            ["甲電算株式会社、乙通信株式会社共同企業体"]
        );
        assert!(is_joint(name));
    }

    #[test]
    fn lists_and_lines_are_names_of_their_own() {
        assert_eq!(only("甲電算株式会社、乙通信(株)"), ["甲電算株式会社", "乙通信(株)"]);
        assert_eq!(only("・甲電算株式会社\n・乙通信株式会社"), ["甲電算株式会社", "乙通信株式会社"]);
        assert_eq!(only("1. 甲電算株式会社(令和6年4月から)"), ["甲電算株式会社"]);
        assert_eq!(only("印字業務:甲印刷株式会社"), ["甲印刷株式会社"]);
        assert_eq!(only("甲電算株式会社\n中国支社"), ["甲電算株式会社 中国支社"]);
        assert_eq!(only("(架空)甲電算株式会社(令和6年4月から)"), ["(架空)甲電算株式会社"]);
        assert_eq!(only("(令和6年4月から)"), [""; 0]);
    }

    #[test]
    fn who_is_named_in_a_remark_has_another_role() {
        assert_eq!(
            names(
                "みほん県国民健康保険団体連合会\n(みほん県国民健康保険団体連合会は、架空中央会に再委託する)"
            ),
            [
                ("みほん県国民健康保険団体連合会".to_owned(), Role::Contractor),
                ("架空中央会".to_owned(), Role::Sub)
            ]
        );
        assert_eq!(names("甲株式会社(再委託先:乙株式会社)")[1], ("乙株式会社".to_owned(), Role::Sub));
    }

    #[test]
    fn what_names_nobody_is_no_name() {
        for answer in [
            "未定",
            "—",
            "入札により決定した事業者",
            "市ホームページにて公表している。",
            "別紙のとおり",
            "",
            "契約後に公表する",
        ] {
            assert_eq!(only(answer), [""; 0], "{answer}");
        }
    }
}
