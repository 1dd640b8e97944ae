//! What a word of the cover can be by its shape: an edition, a page number, a number, a name of an agency.

use super::atoms::Atom;
use crate::content::local_body::{self, Belongs};
use crate::content::{Choice, Kind};
use crate::text::character::{is_hiragana, is_kanji, is_katakana};
use crate::text::date::{self, Precision, Written};
use crate::text::folding::{fold_width, fold_width_of};

/// The edition that folded text is, in its usual writing: 令和7年5月 様式4. Brackets may be there or not.
pub(in crate::import) fn edition(folded: &str) -> Option<String> {
    let inner = folded.trim_start_matches(['[', '(', '【', '<']).trim_end_matches([']', ')', '】', '>']);
    let era = ["令和", "平成"].into_iter().find(|era| inner.starts_with(era))?;
    let (year, rest) = inner[era.len()..].split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let digits = |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let form = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '日' || c == '改' || c == '正');
    let form = form.strip_prefix("様式")?;
    let form = form.strip_prefix('第').unwrap_or(form);
    let form = form.strip_suffix('号').unwrap_or(form);
    let ok = (year == "元" || digits(year)) && digits(month) && matches!(form, "1" | "2" | "3" | "4");
    ok.then(|| format!("{era}{year}年{month}月 様式{form}"))
}

/// The kind of assessment a form is for.
pub(super) fn kind_of_edition(edition: &str) -> Option<Kind> {
    match edition.chars().next_back() {
        Some('2') => Some(Kind::Kiso),
        Some('3') => Some(Kind::Juten),
        Some('4') => Some(Kind::Zenkomoku),
        _ => None,
    }
}

/// A day, written with its year.
pub(super) fn day(folded: &str) -> Option<Written> {
    let marked = folded.contains(['年', '.', '/', '-']);
    date::parse(folded).ok().filter(|written| marked && written.precision == Precision::Day)
}

/// 1/72, 2/69ページ, 3ページ, -4-, P.5: the number of a page.
pub(in crate::import) fn is_page_number(folded: &str) -> bool {
    let digits = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let plain = ["ページ", "頁", "page"].iter().find_map(|end| folded.strip_suffix(end));
    if let Some((page, pages)) = plain.unwrap_or(folded).split_once('/') {
        return digits(page) && digits(pages);
    }
    let dashed = folded.strip_prefix('-').and_then(|rest| rest.strip_suffix('-'));
    let lettered = folded.strip_prefix("p.").or_else(|| folded.strip_prefix("P."));
    [plain, dashed, lettered].into_iter().flatten().any(digits)
}

/// A 評価書番号.
pub(super) fn number(folded: &str) -> Option<String> {
    let bare = folded.strip_prefix("No.").or_else(|| folded.strip_prefix('第')).unwrap_or(folded);
    let bare = bare.strip_suffix('号').unwrap_or(bare);
    let ok = bare.len() <= 12
        && bare.starts_with(|c: char| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    ok.then(|| bare.to_owned())
}

/// No name of an agency is longer, in characters.
const LONGEST_AGENCY: usize = 40;

/// Whether a folded name can be that of an agency.
pub(super) fn is_agency(folded: &str) -> bool {
    const ENDS: [&str; 22] = [
        "市長",
        "区長",
        "町長",
        "村長",
        "知事",
        "連合長",
        "組合長",
        "理事長",
        "議長",
        "教育長",
        "委員会",
        "委員",
        "管理者",
        "連合",
        "組合",
        "企業団",
        "企業長",
        "機構",
        "大臣",
        "長官",
        "議会",
        "事業団",
    ];
    let sentence = folded.contains(['。', '、', ',']) || folded.contains("は、");
    let named = !sentence && folded.chars().count() <= LONGEST_AGENCY;
    named
        && (ENDS.iter().any(|end| folded.ends_with(end)) && !folded.contains("個人情報保護委員会")
            || folded.chars().count() <= 14 && folded.ends_with(['市', '区', '町', '村', '県', '府', '都'])
            || local_body::of_agency(folded) != Belongs::Unknown)
}

/// Whether it is certain that a folded name is the agency of a prefecture or a municipality.
pub(super) fn is_local(folded: &str) -> bool {
    local_body::of_agency(folded) != Belongs::Unknown
        || is_agency(folded)
            && ["市長", "区長", "町長", "村長", "知事", "教育委員会"].iter().any(|end| folded.ends_with(end))
}

/// How many of the words are the name of the agency; a person's name may follow it. `None`: no agency.
pub(super) fn agency_words(atoms: &[Atom]) -> Option<usize> {
    let (mut name, mut found) = (String::new(), None);
    for (at, atom) in atoms.iter().enumerate().take(2 * LONGEST_AGENCY) {
        name.push_str(&atom.folded);
        if name.chars().take(LONGEST_AGENCY + 1).count() > LONGEST_AGENCY {
            break;
        }
        if is_agency(&name) {
            found = Some(at + 1);
        }
    }
    found
}

/// Whether words can be a person's name: 山田 太郎.
pub(super) fn is_person(atoms: &[Atom]) -> bool {
    let all: String = atoms.iter().map(|a| a.folded.as_str()).collect();
    let letter = |c: char| is_kanji(c) || is_hiragana(c) || is_katakana(c);
    (1..=3).contains(&atoms.len()) && (2..=9).contains(&all.chars().count()) && all.chars().all(letter)
}

/// The name of the agency where a person's name follows without white space: みほん市長山田太郎.
pub(super) fn without_person(written: &str) -> &str {
    const HEADS: [&str; 5] = ["市長", "区長", "町長", "村長", "知事"];
    if is_agency(&fold_width(written)) {
        return written;
    }
    let heads = HEADS.iter().filter_map(|head| written.find(head).map(|at| at + head.len()));
    let cut = heads.filter(|&end| (2..=8).contains(&written[end..].chars().count())).min();
    cut.map_or(written, |end| &written[..end])
}

/// The displayed title drops 「全項目評価書」 and what stands behind it: (案). Whether it says it is a draft.
pub(super) fn without_kind(title: &str) -> (String, Option<Kind>, bool) {
    let title = title.trim();
    // Folded once, with the place where each character begins in what is folded.
    let mut whole = String::with_capacity(title.len());
    let places: Vec<(usize, usize)> = title
        .char_indices()
        .map(|(start, c)| {
            let place = (start, whole.len());
            whole.extend(fold_width_of(c));
            place
        })
        .collect();
    for (start, place) in places.into_iter().rev() {
        let folded = &whole[place..];
        let open = folded.starts_with('(');
        let inner = if open { &folded[1..] } else { folded };
        let Some((kind, rest)) =
            Kind::ALL.iter().find_map(|&kind| Some((kind, inner.strip_prefix(kind.label())?)))
        else {
            continue;
        };
        let rest = if open { rest.strip_prefix(')').unwrap_or(rest) } else { rest };
        let draft = ["(案)", "(素案)", "(変更案)", "(修正案)", "案", "素案"].contains(&rest);
        let ended = rest.starts_with('【') && rest.ends_with("終了】");
        if rest.is_empty() || draft {
            return (title[..start].trim().to_owned(), Some(kind), draft);
        }
        if ended {
            return (title.to_owned(), Some(kind), false);
        }
    }
    (title.to_owned(), None, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_are_known_with_and_without_brackets() {
        for (text, wanted) in [
            ("[令和7年5月 様式4]", Some("令和7年5月 様式4")),
            ("平成 26 年 4 月様式 3]", Some("平成26年4月 様式3")),
            ("［平成２８年１月　様式２］", Some("平成28年1月 様式2")),
            ("(令和元年5月 様式第2号)", Some("令和元年5月 様式2")),
            ("令和7年5月1日", None),
            ("様式4", None),
            ("令和7年5月 様式41", None),
        ] {
            assert_eq!(edition(&fold_width(text)).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn page_numbers_are_no_evaluation_numbers() {
        for text in ["1 / 72", "2/69ページ", "3 ページ", "- 4 -", "p.5", "１頁"] {
            assert!(is_page_number(&fold_width(text)), "{text}");
        }
        for text in ["12", "令和8/3/24", "第9号", "ページ"] {
            assert!(!is_page_number(&fold_width(text)), "{text}");
        }
        assert_eq!(number(&fold_width("第１２号")).as_deref(), Some("12"));
        assert_eq!(number("令和8年"), None);
    }

    #[test]
    fn a_title_loses_its_kind() {
        for (title, wanted, draft) in [
            ("介護保険に関する事務 全項目評価書", "介護保険に関する事務", false),
            ("介護保険に関する事務全項目評価書(素案)", "介護保険に関する事務", true),
            ("介護保険に関する事務 基 礎項目評価書 （案）", "介護保険に関する事務", true),
            ("介護保険に関する事務(重点項目評価書)", "介護保険に関する事務", false),
            ("介護保険に関する事務", "介護保険に関する事務", false),
            ("全項目評価書の作成に関する事務", "全項目評価書の作成に関する事務", false),
        ] {
            let (found, _, is_draft) = without_kind(title);
            assert_eq!((found.as_str(), is_draft), (wanted, draft), "{title}");
        }
    }

    #[test]
    fn the_name_of_a_person_is_not_the_agency() {
        assert_eq!(without_person("みほん市長山田太郎"), "みほん市長");
        assert_eq!(without_person("市長市長"), "市長市長");
        assert_eq!(without_person("みほん県みほん市教育委員会"), "みほん県みほん市教育委員会");
        assert!(!is_agency("みほん市は、事務の一部を委託する市長"));
    }
}
