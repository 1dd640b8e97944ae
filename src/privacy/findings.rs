//! What is said of numbers, and of addresses of e-mail, that must not be published.

use std::sync::Arc;

use super::Kind;
use super::numbers::{is_in, numbers};
use super::redact::redacted_path;
use crate::finding::{Finding, Place, Text};
use crate::text::source::{Source, Span};

/// What there is to warn of in the body of an evaluation: numbers that are called 個人番号 but are none, mobile
/// telephones, addresses of e-mail.
pub fn check_body(source: &Arc<Source>, body: Span) -> Vec<Finding> {
    let text = source.slice(body);
    let place = |span: Span| Place::at(source, Span::new(body.start + span.start, body.start + span.end));
    let numbers = numbers(text).into_iter().filter(|number| !number.is_forbidden());
    let mut findings: Vec<Finding> = numbers.map(|number| finding(number.kind, place(number.span))).collect();
    findings.extend(addresses(text).into_iter().map(|span| {
        Finding::of(
            "PRIV-05",
            place(span),
            Text::new(
                "役所のものではないメールアドレスがあります。",
                "This is an address of e-mail that is not an office's.",
            ),
            Text::new(
                "個人のものなら、公表してよいか確認し、窓口のアドレスに改めてください。",
                "If it is a person's, check that it may be published, or give that of the office.",
            ),
        )
        .secret()
    }));
    findings
}

/// Addresses of e-mail, but for those of public bodies, which are there to be written to.
pub(super) fn addresses(text: &str) -> Vec<Span> {
    if !['@', '＠'].iter().any(|sign| text.contains(*sign)) {
        return Vec::new();
    }
    let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\\');
    let mut found = Vec::new();
    for (at, sign) in text.match_indices(['@', '＠']) {
        let (before, after) = (&text[..at], &text[at + sign.len()..]);
        let name: usize = before.chars().rev().take(64).take_while(|c| local(*c)).map(char::len_utf8).sum();
        let domain: usize = after.chars().take(255).take_while(|c| local(*c)).map(char::len_utf8).sum();
        let domain = after[..domain].trim_end_matches(['.', '\\']).to_ascii_lowercase().replace('\\', "");
        let Some((rest, top)) = domain.rsplit_once('.') else { continue };
        let is_domain = !rest.is_empty() && top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic());
        let office = ["lg.jp", "go.jp"].iter().any(|end| domain.ends_with(end))
            || domain
                .split('.')
                .any(|label| matches!(label, "pref" | "city" | "town" | "vill" | "metro" | "example"));
        if name > 0 && is_domain && !office {
            found.push(Span::new(at - name, at + sign.len() + domain.len()));
        }
    }
    found.retain(|span| text.get(span.start..span.end).is_some());
    found
}

/// A finding for a file whose path or one of whose names holds such a number. Its name is shown without it.
pub fn check_name(path: &str) -> Option<Finding> {
    (is_in(path) || path.split('/').any(is_in)).then(|| {
        let place = Place::file(&Arc::new(Source::new(redacted_path(path), "")));
        Finding::of(
            "PRIV-01",
            place,
            Text::new(
                "ファイル名に個人番号とみられる12桁の数字があります(数字は表示しません)。",
                "The name of the file holds twelve digits that look like an individual number (not shown).",
            ),
            Text::new(
                "ファイル名を変え、中にも番号がないか確認してください。それまで出力を作りません。",
                "Rename the file and see whether the number stands inside too. No output is made before.",
            ),
        )
        .secret()
    })
}

/// The finding about a number.
pub fn finding(kind: Kind, place: Place) -> Finding {
    let remove = || {
        Text::new(
            "原本を確認し、該当する数字を除いてください。それまで出力を作りません。",
            "Check the original and remove them. No output is made before.",
        )
    };
    let finding = match kind {
        Kind::Individual => Finding::of(
            "PRIV-01",
            place,
            Text::new(
                "個人番号とみられる12桁の数字があります(数字は表示しません)。",
                "Twelve digits that look like an individual number stand here (not shown).",
            ),
            remove(),
        ),
        Kind::Resident => Finding::of(
            "PRIV-03",
            place,
            Text::new(
                "住民票コードとみられる11桁の数字があります(数字は表示しません)。",
                "Eleven digits that look like a 住民票コード stand here (not shown).",
            ),
            remove(),
        ),
        Kind::Doubtful => Finding::of(
            "PRIV-02",
            place,
            Text::new(
                "個人番号と書かれた所に12桁の数字がありますが、検査用数字が合いません(数字は表示しません)。",
                "Twelve digits stand where an individual number is named, but their check digit is wrong (not shown).",
            ),
            Text::new(
                "書き誤った個人番号でないか、原本を確認してください。記載例であれば、そのことを書き添えてください。",
                "See whether it is a mistyped number; if it is an example, say so beside it.",
            ),
        ),
        Kind::Mobile => Finding::of(
            "PRIV-05",
            place,
            Text::new(
                "携帯電話の番号とみられる数字があります。",
                "This looks like the number of a mobile telephone.",
            ),
            Text::new(
                "個人のものなら、公表してよいか確認し、窓口の番号に改めてください。",
                "If it is a person's, check that it may be published, or give that of the office.",
            ),
        ),
    };
    finding.secret()
}
