//! Names of former managers (所属長): where they stand, and what stands in their place elsewhere.
//!
//! Until 2018 the forms asked for the name of the 所属長; change logs still hold such names. They stay in the document
//! and are left out of the index, with a visible sign and never silently. Where the portal wants it
//! (`legacy_names = "mask"`), [`mask`] takes them out of an evaluation before anything is made of it. The source is
//! never changed.

use std::ops::Range;

use super::{Assessment, ChangeRow, Node, Part, change};
use crate::markdown::Line;
use crate::text::character::is_kanji;
use crate::text::folding::fold;
use crate::text::source::Span;

/// What stands in place of a name in the index.
const SIGN: &str = "〔氏名〕";

/// What stands in place of a name on pages. It is the interface's, not the evaluation's.
pub const MASK: &str = "(氏名は表示していません)";

/// Words that a name may follow.
const POSTS: [&str; 8] = ["所属長", "課長", "部長", "係長", "室長", "局長", "所長", "館長"];

/// The end of each of them.
const HEAD: char = '長';

/// With these ends a word that follows a post is an office or a remark rather than a given name.
const NO_NAME: [&str; 26] = [
    "課", "部", "室", "局", "所", "係", "長", "等", "名", "職", "会", "者", "員", "変更", "廃止", "省略",
    "記載", "様式", "修正", "追加", "削除", "未定", "不在", "空欄", "兼務", "承認",
];

/// What is said of people who come and go: 課長 架空 太郎の異動.
const MOVES: [&str; 7] = ["の異動", "の転出", "の退職", "の着任", "の就任", "の後任", "の交代"];

/// Names in a text: behind a post, and, in an answer to 所属長, names alone on a line or behind any title.
pub fn found(text: &str, manager: bool) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    // No post begins before this.
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find(HEAD) {
        at += found + HEAD.len_utf8();
        if !POSTS.iter().any(|post| text[from..at].ends_with(post)) {
            continue;
        }
        if let Some((gap, length)) = behind_post(&text[at..]) {
            names.push(at + gap..at + gap + length);
            at += gap + length;
        }
        from = at;
    }
    if manager {
        let mut start = 0;
        for line in text.split('\n') {
            let name = behind_title(line);
            let at = start + (name.as_ptr() as usize - line.as_ptr() as usize);
            start += line.len() + 1;
            let parts: Vec<&str> = name.split([' ', '\u{3000}']).collect();
            let alone = match parts.as_slice() {
                [family, given] => is_part(family) && is_part(given) && is_given(given),
                // Without a space a name looks like many other words.
                [whole] => {
                    (3..=6).contains(&whole.chars().count()) && whole.chars().all(is_kanji) && is_given(whole)
                }
                _ => false,
            };
            let range = at..at + name.len();
            if alone && !names.iter().any(|other| other.start < range.end && range.start < other.end) {
                names.push(range);
            }
        }
    }
    names.sort_by_key(|range| range.start);
    names
}

/// A text without names that follow a post, for the index: 課長 甲野 太郎 → 課長 〔氏名〕.
pub fn without(text: &str) -> String {
    replaced(text, &found(text, false), SIGN)
}

/// An answer to 所属長 for the index: each line is the title of a post, or not shown.
pub fn of_manager(text: &str) -> String {
    let text = replaced(text, &found(text, true), SIGN);
    let line = |line: &str| {
        let title = line.trim();
        let is_title = title.is_empty() || title.ends_with('長') && !title.contains(char::is_whitespace);
        // What remains may be a name in a form not thought of: the index can do without.
        if is_title || title.contains(SIGN) || !title.chars().any(is_kanji) {
            line.to_owned()
        } else {
            SIGN.to_owned()
        }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Whether a row of the change log is about 所属長, by its item or that of the row it continues.
pub fn is_of_manager(rows: &[ChangeRow], index: usize) -> bool {
    change::chain(rows, index).any(|row| fold(&row.item.text).contains("所属長"))
}

/// The places of names, for each row of the change log and each answer that holds some: the cells or lines with them.
pub fn places(assessment: &Assessment) -> Vec<Vec<Span>> {
    let named = |(line, manager): &(&Line, bool)| !found(&line.text, *manager).is_empty();
    let rows = &assessment.changes;
    let in_rows = rows.iter().enumerate().map(|(index, row)| {
        let manager = is_of_manager(rows, index);
        let cells = [(&row.before, manager), (&row.after, manager), (&row.reason, false)];
        cells.into_iter().filter(named).map(|(cell, _)| cell.span).collect::<Vec<_>>()
    });
    let in_answers = assessment.walk().map(|node| {
        let manager = asks_for_manager(assessment, node);
        let lines = node.parts.iter().flat_map(|part| match part {
            Part::Text(lines) => lines.iter().collect::<Vec<_>>(),
            Part::Table(table) => table.rows.iter().flatten().collect(),
            Part::Options(_) | Part::Note { .. } => Vec::new(),
        });
        lines.map(|line| (line, manager)).filter(named).map(|(line, _)| line.span).collect()
    });
    in_answers.chain(in_rows).filter(|places| !places.is_empty()).collect()
}

/// Replaces all names by [`MASK`]. Anchors stay, since they were made from the whole text.
pub fn mask(assessment: &mut Assessment) {
    for index in 0..assessment.changes.len() {
        let manager = is_of_manager(&assessment.changes, index);
        let row = &mut assessment.changes[index];
        // A reason is a sentence: what stands alone in it (機構改革) is no name.
        for (cell, manager) in
            [(&mut row.before, manager), (&mut row.after, manager), (&mut row.reason, false)]
        {
            cell.text = replaced(&cell.text, &found(&cell.text, manager), MASK);
        }
    }
    let managers: Vec<bool> = assessment.walk().map(|node| asks_for_manager(assessment, node)).collect();
    let mut managers = managers.into_iter();
    for section in &mut assessment.sections {
        mask_node(section, &mut managers);
    }
    // Ids of groups come from their names.
    assessment.page_ids.take();
}

/// In the order of [`Node::walk`].
fn mask_node(node: &mut Node, managers: &mut impl Iterator<Item = bool>) {
    let manager = managers.next().unwrap_or(false);
    for part in &mut node.parts {
        let lines = match part {
            Part::Text(lines) => lines.iter_mut().collect::<Vec<_>>(),
            Part::Table(table) => table.rows.iter_mut().flatten().collect(),
            Part::Options(_) | Part::Note { .. } => Vec::new(),
        };
        for line in lines {
            line.text = replaced(&line.text, &found(&line.text, manager), MASK);
        }
    }
    for child in &mut node.children {
        mask_node(child, managers);
    }
}

/// Whether what stands under a heading answers who the 所属長 is; also under a heading of an older form that this one does
/// not have.
pub fn asks_for_manager(assessment: &Assessment, node: &Node) -> bool {
    let concept = assessment.answered(node).and_then(|item| item.concept.as_deref());
    concept == Some("agency.manager-title")
        || node.item.is_none() && fold(&node.label.text).contains("所属長")
}

fn replaced(text: &str, names: &[Range<usize>], by: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for name in names {
        out.push_str(&text[at..name.start]);
        out.push_str(by);
        at = name.end;
    }
    out + &text[at..]
}

/// What a line says behind the title of a post, without the brackets around it (課長(甲野太郎)); the line without one.
fn behind_title(line: &str) -> &str {
    let is_edge = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '（' | '）' | ':' | '：');
    let mut ends = line.match_indices(HEAD).map(|(at, head)| at + head.len());
    let title = ends.rfind(|end| line[*end..].starts_with(is_edge)).unwrap_or_default();
    line[title..].trim_matches(is_edge)
}

/// A name behind a post: white space, family name, white space, given name, and then no word. Its distance and
/// length in bytes.
fn behind_post(text: &str) -> Option<(usize, usize)> {
    let gap = text.len() - text.trim_start_matches([' ', '\u{3000}', ':', '：', '\n']).len();
    let family = run(&text[gap..]);
    let between = text[gap + family..].chars().next().filter(|c| matches!(c, ' ' | '\u{3000}'))?.len_utf8();
    let start = gap + family + between;
    let given = run(&text[start..]);
    let end = start + given;
    let moves = MOVES.iter().any(|word| text[end..].starts_with(word));
    let goes_on =
        !moves && text[end..].chars().next().is_some_and(|c| is_kana(c) || c.is_ascii_alphanumeric());
    let named =
        is_part(&text[gap..gap + family]) && is_part(&text[start..end]) && is_given(&text[start..end]);
    (gap > 0 && named && !goes_on).then_some((gap, end - gap))
}

/// One to four kanji, or a given name in kana.
fn is_part(text: &str) -> bool {
    let kanji = text.chars().all(is_kanji);
    (1..=4).contains(&text.chars().count()) && (kanji || text.chars().all(is_kana))
}

fn is_given(text: &str) -> bool {
    !NO_NAME.iter().any(|end| text.ends_with(end))
}

/// The length in bytes of a run of one to four kanji, or of kana alone; 0 for a longer one.
fn run(text: &str) -> usize {
    let first_is_kana = text.starts_with(is_kana);
    let of_kind = text.chars().take_while(|c| if first_is_kana { is_kana(*c) } else { is_kanji(*c) });
    let (count, bytes) = of_kind.fold((0, 0), |(count, bytes), c| (count + 1, bytes + c.len_utf8()));
    if count <= 4 { bytes } else { 0 }
}

/// Kana of a name: without the long vowel mark, which stands in words.
fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}')
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::content::read_document;
    use crate::markdown;
    use crate::text::source::Source;

    #[test]
    fn names_behind_a_post_are_masked() {
        assert_eq!(without("税務課長 架空 太郎"), "税務課長 〔氏名〕");
        assert_eq!(without("所属長：架空　花子、電話"), "所属長：〔氏名〕、電話");
        assert_eq!(without("課長 甲 乙、部長 丙野 丁子"), "課長 〔氏名〕、部長 〔氏名〕");
        assert_eq!(without("課長 架空 さくら"), "課長 〔氏名〕");
        assert_eq!(without("課長 架空 次郎の異動に伴う"), "課長 〔氏名〕の異動に伴う");
    }

    #[test]
    fn every_post_ends_in_the_same_character() {
        assert!(POSTS.iter().all(|post| post.matches(HEAD).count() == 1 && post.ends_with(HEAD)));
    }

    #[test]
    fn a_long_list_of_posts_takes_no_long_time() {
        let text = "課長、".repeat(40_000) + "部長 架空 花子";
        assert_eq!(found(&text, false).len(), 1);
    }

    #[test]
    fn posts_alone_stay() {
        for text in [
            "保険年金課長",
            "課長が承認する。",
            "課長 承認する",
            "課長 承認 済みの",
            "部長 情報管理責任者として",
            "部長 総務部 市民課",
            "係長 内容 変更",
            "",
        ] {
            assert_eq!(without(text), text);
        }
    }

    #[test]
    fn an_answer_to_manager_is_a_title_or_nothing() {
        assert_eq!(of_manager("課長"), "課長");
        assert_eq!(of_manager("架空 花子"), "〔氏名〕");
        assert_eq!(of_manager("課長 架空 太郎"), "課長 〔氏名〕");
        assert_eq!(of_manager("課長\n—"), "課長\n—");
        assert_eq!(of_manager("架空 ハナコ 様"), "〔氏名〕");
        for text in [
            "架空 花子",
            "架空花子",
            "保険年金課長 架空一郎",
            "課長　架空一郎",
            "課長(架空花子)",
            "担当課長（架空 花子）",
        ] {
            assert_eq!(found(text, true).len(), 1, "{text}");
        }
        for text in [
            "市民部 市民課",
            "課長",
            "様式変更",
            "健康福祉部長 保険年金課長",
            "課長(兼務)",
            "課長 様式変更",
            "市長部局 総務課長",
        ] {
            assert!(found(text, true).is_empty(), "{text}");
        }
    }

    fn read(text: &str) -> Assessment {
        let source = Arc::new(Source::new("12.md", text));
        let (meta, _, span) = read_document(&source).0.expect("the front matter is whole");
        let (blocks, _) = markdown::parse(&source, span);
        Assessment::read(source, meta, blocks).0.expect("the form is known")
    }

    #[test]
    fn names_under_a_heading_that_the_form_has_no_more_are_names() {
        let text = "---\nnumber: \"12\"\ntitle: 国保\nkind: zenkomoku\nagency: みほん市長\nstatus: published\npublished: 2026-03-24\nform: \"令和7年5月 様式4\"\n---\n\n# Ⅰ 基本情報\n## 7. 評価実施機関における担当部署\n### ②所属長の氏名\n架空花子\n";
        let mut assessment = read(text);
        assert_eq!(places(&assessment).len(), 1);
        mask(&mut assessment);
        let said: String = assessment.walk().map(Node::text).collect();
        assert!(said.contains(MASK) && !said.contains("架空花子"), "{said}");
    }

    #[test]
    fn rows_and_answers_are_masked_and_keep_their_anchors() {
        let text = "---\nnumber: \"12\"\ntitle: 国保\nkind: zenkomoku\nagency: みほん市長\nstatus: published\npublished: 2026-03-24\nform: \"令和7年5月 様式4\"\n---\n\n# Ⅰ 基本情報\n## 7. 評価実施機関における担当部署\n### ②所属長の役職名\n課長 架空 太郎\n\n# (別添3) 変更箇所\n| 変更日 | 項目 | 変更前の記載 | 変更後の記載 | 提出時期 | 提出時期に係る説明 |\n| --- | --- | --- | --- | --- | --- |\n| 平成28年4月1日 | Ⅰ 7. ②所属長 | 架空 花子 | 架空 太郎 | 事後 | 機構改革 |\n| 平成29年4月1日 | Ⅰ 7. ①部署 | 市民 窓口課 | 市民課 | 事後 | 機構改革(課長 見本 次郎の異動) |\n";
        let mut assessment = read(text);
        let source = Arc::clone(&assessment.source);
        let lines: Vec<_> = places(&assessment).iter().map(|places| source.line(places[0].start)).collect();
        assert_eq!(lines, [14, 19, 20]);
        let anchor = assessment.changes[0].anchor.clone();
        mask(&mut assessment);
        let row = &assessment.changes[0];
        assert_eq!((row.before.text.as_str(), row.after.text.as_str()), (MASK, MASK));
        assert_eq!(row.anchor, anchor);
        assert_eq!(assessment.changes[1].before.text, "市民 窓口課");
        assert!(places(&assessment).is_empty());
        let answer = assessment.walk().find(|node| asks_for_manager(&assessment, node)).map(Node::text);
        assert_eq!(answer.as_deref(), Some("課長 (氏名は表示していません)"));
    }
}
