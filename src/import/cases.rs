//! Small texts in raw reading order that went wrong once, where they are at hand; each stands for a kind of input.

use super::tests::shared;
use super::{Given, Imported, import};

fn case(name: &str) -> Option<Imported> {
    let path = shared()?.join("cases/import").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("SKIPPED: no {}", path.display());
        return None;
    };
    Some(import(&text, &Given::default()).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}")))
}

fn has(imported: &Imported, id: &str) -> bool {
    imported.warnings.iter().any(|warning| warning.id == id)
}

#[test]
fn answers_behind_all_labels_are_not_placed_and_are_listed() {
    let Some(imported) = case("labels-then-answers.txt") else { return };
    let markdown = &imported.markdown;
    assert!(has(&imported, "RAW-01") && imported.placed_ratio < 1.0, "{markdown}");
    for text in ["法律に基づき保険の事務を行う。", "国保システム,宛名システム", "国保年金課長", "②事務の概要"]
    {
        assert!(imported.unplaced.iter().any(|left| left.text == text), "{text}: {:?}", imported.unplaced);
        assert!(!markdown.contains(text), "{markdown}");
    }
    assert!(
        markdown.contains("国保ファイル") && markdown.contains("completeness: pages-missing"),
        "{markdown}"
    );
}

#[test]
fn a_choice_of_many_lines_is_one_choice() {
    for name in ["choice-one-part-a-line.txt", "choice-options-below.txt"] {
        let Some(imported) = case(name) else { return };
        let markdown = &imported.markdown;
        let ticked: Vec<&str> = markdown.lines().filter_map(|line| line.strip_prefix("- [x] ")).collect();
        assert_eq!(
            ticked,
            ["2) 実施しない", "2) 1,000人以上1万人未満", "2) 500人未満"],
            "{name}\n{markdown}"
        );
        assert!(markdown.contains("平成27年2月1日 時点"), "{markdown}");
        let bare = |text: &str| markdown.lines().any(|line| line.contains(text) && !line.starts_with("- ["));
        assert!(!bare("30万人以上") && !bare("選択肢"), "{name}: an option as an answer\n{markdown}");
    }
}

#[test]
fn a_bracket_that_closes_on_the_next_line_is_no_damage() {
    let Some(imported) = case("bracket-over-lines.txt") else { return };
    assert!(!has(&imported, "DMG-06"), "{:?}", imported.warnings);
}

#[test]
fn running_heads_stand_in_no_answer() {
    let Some(imported) = case("running-heads.txt") else { return };
    let markdown = &imported.markdown;
    let body = markdown.find("\n# Ⅰ").and_then(|at| markdown.get(at..)).unwrap_or_default();
    assert!(!body.contains("税務部税制課") && !body.contains("全項目評価書(案)"), "{markdown}");
    assert_eq!(imported.warnings.iter().filter(|w| w.id == "TXT-07").count(), 1, "{:?}", imported.warnings);
    assert_eq!(imported.identity.kind, Some(crate::content::Kind::Zenkomoku));
    assert!(imported.identity.draft, "{:?}", imported.identity);
    assert!(body.contains("税務システム") && body.contains("地方税事務"), "{markdown}");
}

#[test]
fn a_document_on_one_line_places_nothing_wrong() {
    let Some(imported) = case("all-on-one-line.txt") else { return };
    let markdown = &imported.markdown;
    let under = |label: &str, text: &str| {
        let at = markdown.find(label).and_then(|at| markdown.get(at..)).unwrap_or_default();
        let section: String = at.lines().skip(1).take_while(|line| !line.starts_with('#')).collect();
        section.contains(text)
    };
    assert!(!under("②法令上の根拠", "実施"), "the choice of another question\n{markdown}");
    assert!(!markdown.lines().any(|line| line.contains("選択肢") && !line.starts_with("- [")), "{markdown}");
    assert!(has(&imported, "RAW-01"), "{:?}", imported.warnings);
}

#[test]
fn covers_behind_their_contents_or_with_glued_labels_are_read() {
    let Some(imported) = case("contents-before-cover.txt") else { return };
    let identity = &imported.identity;
    assert_eq!((identity.number.as_deref(), identity.agency.as_deref()), (Some("2"), Some("品川区長")));
    assert_eq!(identity.published.map(|day| day.to_string()).as_deref(), Some("2016-01-01"));
    assert_eq!(identity.form.as_deref(), Some("平成26年4月 様式4"));
    let Some(imported) = case("cover-labels-glued.txt") else { return };
    let identity = &imported.identity;
    assert_eq!(identity.agency.as_deref(), Some("笛吹市長"));
    assert_eq!(identity.published.map(|day| day.to_string()).as_deref(), Some("2018-06-18"));
    assert_eq!(identity.form.as_deref(), Some("平成26年4月 様式3"));
}
