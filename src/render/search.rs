//! The search page: a box, and room for what scripts find in the index.
//!
//! The page itself reads no index and holds no result; questions are answered in the reader's browser by the engine
//! of [`crate::search`]. Without scripts it leads to the lists.

use serde::Serialize;

use super::frame::{self, Crumb};
use super::strings::Message;
use super::{Page, Renderer};
use crate::finding::Finding;
use crate::portal::Address;

#[derive(Debug, Serialize)]
struct SearchView {
    /// How many evaluations that are published now are searched.
    coverage: Message,
    /// The strings that scripts use, without what they all begin with.
    words: Vec<String>,
}

/// What the keys of those strings begin with.
const WORDS: &str = "search.";

/// The search page.
pub(super) fn page(renderer: &Renderer<'_>) -> Result<Page, Vec<Finding>> {
    let at = Address::search();
    let current = renderer.portal.versions().filter(|found| found.version.state.is_current()).count();
    let strings = renderer.theme.strings(renderer.options.lang);
    let view = SearchView {
        coverage: Message::new("search.coverage").with("count", current),
        words: strings.keys().filter_map(|key| key.strip_prefix(WORDS)).map(str::to_owned).collect(),
    };
    let title = renderer.text(&Message::new("search.title"));
    let mut frame = frame::frame(renderer, &at, None);
    frame.crumbs = vec![renderer.crumb_home(&at), Crumb::here(title.clone())];
    frame.title = Some(title);
    frame.canonical = renderer.canonical(&at);
    frame.here = "search";
    renderer.render(&at, "search.html", &super::context(&frame, &view))
}
