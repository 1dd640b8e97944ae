//! The prefectures and municipalities of Japan: which code a name has, and which body an agency belongs to.
//!
//! The facts stand in `local_bodies.tsv`, with their source. A body that is not in the list (merged away since,
//! founded since, 一部事務組合, 広域連合) is unknown here and no mistake; nothing is guessed from similar names.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::folding::fold_name;

/// A prefecture or a municipality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalBody {
    /// 全国地方公共団体コード, six digits with the check digit.
    pub code: &'static str,
    /// The prefecture, e.g. 岡山県.
    pub prefecture: &'static str,
    /// The name, e.g. 岡山市; of a prefecture its own name.
    pub name: &'static str,
    /// The reading of the name, in hiragana.
    pub kana: &'static str,
}

impl LocalBody {
    /// The name behind that of its prefecture: 岡山県岡山市.
    pub fn full_name(&self) -> String {
        if self.is_prefecture() { self.name.to_owned() } else { format!("{}{}", self.prefecture, self.name) }
    }

    /// Whether it is a prefecture.
    pub fn is_prefecture(&self) -> bool {
        self.name == self.prefecture
    }
}

/// To which body a name belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Belongs {
    /// To this one.
    To(&'static LocalBody),
    /// To one of these, which have the same name; the prefecture is not written.
    Ambiguous(Vec<&'static LocalBody>),
    /// To none that is in the list.
    Unknown,
}

/// All bodies, by code.
pub fn all() -> &'static [LocalBody] {
    &BODIES
}

/// The body of a code.
pub fn by_code(code: &str) -> Option<&'static LocalBody> {
    BODIES.binary_search_by(|body| body.code.cmp(code)).ok().map(|at| &BODIES[at])
}

/// Whether two written names are the same: width, white space, ヶ and ケ, variants of one character do not count.
pub fn same_name(one: &str, other: &str) -> bool {
    fold_name(one) == fold_name(other)
}

/// The body that an agency is an organ of: 岡山県岡山市長, 愛知県 扶桑町長, 郡山市, 土浦市教育委員会, 栃木県知事.
///
/// What follows the name of the body has to be one of its organs: 東京都後期高齢者医療広域連合長 belongs to no
/// municipality, and 岡山市民病院 is not 岡山市.
pub fn of_agency(agency: &str) -> Belongs {
    /// No name of an agency is longer, in characters.
    const LONGEST: usize = 200;
    if agency.chars().take(LONGEST + 1).count() > LONGEST {
        return Belongs::Unknown;
    }
    let folded = fold_name(agency);
    let (prefecture, rest) = BODIES
        .iter()
        .filter(|body| body.is_prefecture())
        .find_map(|body| Some((Some(body), folded.strip_prefix(body.prefecture)?)))
        .unwrap_or((None, folded.as_str()));
    if let Some(body) = prefecture
        && is_organ(rest, "知事")
    {
        return Belongs::To(body);
    }
    // 愛知県丹羽郡扶桑町長: the district stands between.
    let district = rest.find('郡').map(|at| &rest[at + '郡'.len_utf8()..]);
    let found =
        std::iter::once(rest).chain(district).map(|rest| named(rest, prefecture)).find(|f| !f.is_empty());
    match found.unwrap_or_default().as_slice() {
        [] => Belongs::Unknown,
        [body] => Belongs::To(body),
        several => Belongs::Ambiguous(several.to_vec()),
    }
}

/// The municipalities whose name, followed by an organ, is `text`.
fn named(text: &str, prefecture: Option<&LocalBody>) -> Vec<&'static LocalBody> {
    let ends = text.char_indices().filter(|(_, c)| matches!(c, '市' | '区' | '町' | '村'));
    ends.filter(|&(at, c)| is_organ(&text[at + c.len_utf8()..], "長"))
        .filter_map(|(at, c)| BY_NAME.get(&text[..at + c.len_utf8()]))
        .flatten()
        .copied()
        .filter(|body| prefecture.is_none_or(|p| p.prefecture == body.prefecture))
        .collect()
}

/// Whether a text names an organ of a body (nothing at all names the body itself).
fn is_organ(text: &str, head: &str) -> bool {
    const ORGANS: [&str; 12] = [
        "",
        "教育長",
        "議会",
        "議長",
        "公営企業管理者",
        "企業管理者",
        "事業管理者",
        "委員会",
        "監査委員",
        "会計管理者",
        "消防長",
        "警察本部長",
    ];
    let plain = !["連合", "組合", "機構", "市", "町", "村", "区"].iter().any(|other| text.contains(other));
    // 札幌市 市長: the name of the body, then that of the office.
    let office = head == "長" && ["市長", "区長", "町長", "村長"].contains(&text);
    text == head
        || office
        || plain && ORGANS.iter().any(|organ| text == *organ || !organ.is_empty() && text.ends_with(organ))
}

static BODIES: LazyLock<Vec<LocalBody>> = LazyLock::new(|| {
    let lines = include_str!("local_bodies.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (code, prefecture, name, kana) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
            Some(LocalBody { code, prefecture, name: if name.is_empty() { prefecture } else { name }, kana })
        })
        .collect()
});

static BY_NAME: LazyLock<HashMap<String, Vec<&'static LocalBody>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Vec<&'static LocalBody>> = HashMap::new();
    for body in BODIES.iter().filter(|body| !body.is_prefecture()) {
        names.entry(fold_name(body.name)).or_default().push(body);
    }
    names
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::is_municipality_code;

    fn code(agency: &str) -> Option<&'static str> {
        match of_agency(agency) {
            Belongs::To(body) => Some(body.code),
            _ => None,
        }
    }

    #[test]
    fn the_list_is_whole_and_every_check_digit_is_right() {
        assert_eq!(all().iter().filter(|body| body.is_prefecture()).count(), 47);
        assert_eq!(all().len(), 47 + 1741);
        for body in all() {
            assert!(is_municipality_code(body.code), "{body:?}");
            assert_eq!(by_code(body.code), Some(body), "sorted, and each code once");
            assert!(
                !body.kana.is_empty() && body.kana.chars().all(|c| ('ぁ'..='ー').contains(&c)),
                "{body:?}"
            );
            assert!(body.is_prefecture() || body.name.ends_with(['市', '区', '町', '村']), "{body:?}");
        }
        let last_line = include_str!("local_bodies.tsv").lines().last();
        assert_eq!(last_line.and_then(|line| line.split('\t').next()), all().last().map(|body| body.code));
    }

    #[test]
    fn agencies_belong_to_their_body() {
        for (agency, wanted) in [
            ("岡山県岡山市長", "331007"),
            ("愛知県 扶桑町長", "233625"),
            ("愛知県丹羽郡扶桑町長", "233625"),
            ("郡山市", "072036"),
            ("大和郡山市長", "292036"),
            ("茨城県土浦市教育委員会", "082031"),
            ("兵庫県教育委員会", "280003"),
            ("栃木県知事", "090000"),
            ("北海道知事", "010006"),
            ("北海道", "010006"),
            ("東京都世田谷区長", "131121"),
            ("京都府京都市長", "261009"),
            ("岐阜県山県市長", "212156"),
            ("龍ヶ崎市長", "082082"),
            ("札幌市 市長", "011002"),
            ("熊谷市長", "112020"),
            ("広島市水道事業管理者", "341002"),
            ("埼玉県警察本部長", "110001"),
        ] {
            assert_eq!(code(agency), Some(wanted), "{agency}");
        }
    }

    #[test]
    fn what_is_no_organ_of_a_body_belongs_to_none() {
        for agency in [
            "東京都後期高齢者医療広域連合長",
            "岡山市民病院",
            "みほん県みほん市長",
            "長野県町村会",
            "岡山",
            "",
            "市長",
            "県知事",
            "広島県市町村総合事務組合",
            "岡山県熊谷市長",
            "岡山市長山田",
        ] {
            assert_eq!(of_agency(agency), Belongs::Unknown, "{agency}");
        }
    }

    #[test]
    fn the_same_name_needs_the_prefecture() {
        let Belongs::Ambiguous(bodies) = of_agency("府中市長") else {
            panic!("two cities are called so")
        };
        assert_eq!(bodies.iter().map(|b| b.prefecture).collect::<Vec<_>>(), ["東京都", "広島県"]);
        assert_eq!(code("広島県府中市長"), Some("342084"));
        assert!(matches!(of_agency("池田町長"), Belongs::Ambiguous(bodies) if bodies.len() == 4));
        assert_eq!(code("福井県池田町教育委員会"), Some("183822"));
    }
}
