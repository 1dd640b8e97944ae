//! Numbers of persons in what is put together for the index: two texts may become one there.

use std::sync::Arc;

use crate::finding::{Finding, Place};
use crate::privacy::{self, AllowList};
use crate::search::passage::Passage;
use crate::text::source::Source;

/// The first number of the passages of a file that must not be published, but for those accepted in it.
pub fn numbers_in_passages(path: &str, passages: &[Passage], allow: &AllowList) -> Option<Finding> {
    let bad = |text: &str| {
        privacy::in_text(text).into_iter().find(|number| {
            !allow.is_accepted(number, text.get(number.span.start..number.span.end).unwrap_or_default())
        })
    };
    let found = passages.iter().find_map(|passage| {
        let texts = passage.path.iter().chain([&passage.text, &passage.context, &passage.beside]);
        let more = [&passage.file, &passage.block, &passage.group].into_iter().flatten();
        texts.chain(more).find_map(|text| bad(text))
    });
    found.map(|number| privacy::finding(number.kind, Place::file(&Arc::new(Source::new(path, "")))))
}
