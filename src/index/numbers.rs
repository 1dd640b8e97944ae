//! Numbers of persons in what is put together for the index: two lines of a text may become one there. Fields that stand one
//! below the other in it (title, agency, files; the short answers of a block) are looked through one by one, as wherever they are
//! written: what only two of them make together is no number of anybody.

use std::sync::Arc;

use crate::finding::{Finding, Place};
use crate::privacy::{self, AllowList};
use crate::search::passage::{Passage, PassageKind};
use crate::text::source::Source;

/// The first number of the passages of a file that must not be published, but for those accepted in it.
pub fn numbers_in_passages(path: &str, passages: &[Passage], allow: &AllowList) -> Option<Finding> {
    let bad = |text: &str| {
        privacy::in_text(text).into_iter().find(|number| {
            !allow.is_accepted(number, text.get(number.span.start..number.span.end).unwrap_or_default())
        })
    };
    let found = passages.iter().find_map(|passage| {
        let is_text = passage.kind != PassageKind::Cover;
        let texts = passage.path.iter().chain(is_text.then_some(&passage.text));
        let more = [&passage.file, &passage.block, &passage.group].into_iter().flatten();
        let fields =
            [&passage.context, &passage.beside].into_iter().chain((!is_text).then_some(&passage.text));
        let lines = fields.flat_map(|text| text.lines());
        texts.chain(more).map(String::as_str).chain(lines).find_map(bad)
    });
    found.map(|number| privacy::finding(number.kind, Place::file(&Arc::new(Source::new(path, "")))))
}
