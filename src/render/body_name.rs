//! What a body is called in a sentence: 市のどこが使うか, 県による要約, 教育委員会のどこが使うか.
//!
//! The code says whether it is a prefecture, the name which sort of prefecture or municipality. What is neither
//! (広域連合, 一部事務組合) is called 団体, an organ of a municipality that is no board of education 機関: nothing is
//! guessed from similar names.

use super::Renderer;
use super::strings::Message;
use crate::portal::{Agency, Municipality};

/// The word for a municipality, or for one of its agencies where the page is about that one.
pub(super) fn word(renderer: &Renderer<'_>, municipality: &Municipality, agency: Option<&Agency>) -> String {
    let key = match agency.filter(|agency| !agency.primary) {
        Some(agency) => of_agency(&agency.name),
        None => of_body(&municipality.meta.code, &municipality.meta.name),
    };
    renderer.text(&Message::new(format!("body.{key}")))
}

fn of_agency(name: &str) -> &'static str {
    let board = ["教育委員会", "教育長"].iter().any(|board| name.ends_with(board));
    if board { "board-of-education" } else { "organ" }
}

fn of_body(code: &str, name: &str) -> &'static str {
    // 「00」 in the place of the municipality: the prefecture itself.
    let prefecture = code.len() == 6 && code.get(2..5) == Some("000");
    match (prefecture, name.chars().next_back()) {
        (true, Some('都')) => "to",
        (true, Some('道')) => "do",
        (true, Some('府')) => "fu",
        (true, Some('県')) => "ken",
        (false, Some('市')) => "shi",
        (false, Some('区')) => "ku",
        (false, Some('町')) => "cho",
        (false, Some('村')) => "son",
        _ => "body",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_called_what_it_is() {
        assert_eq!(of_body("992011", "みほん市"), "shi");
        assert_eq!(of_body("993018", "ためし町"), "cho");
        assert_eq!(of_body("330001", "岡山県"), "ken");
        assert_eq!(of_body("010006", "北海道"), "do");
        assert_eq!(of_body("131016", "千代田区"), "ku");
        assert_eq!(of_body("1234567890123", "みほん県後期高齢者医療広域連合"), "body");
    }

    #[test]
    fn a_board_of_education_is_no_city() {
        assert_eq!(of_agency("みほん市教育委員会"), "board-of-education");
        assert_eq!(of_agency("みほん市水道事業管理者"), "organ");
    }
}
