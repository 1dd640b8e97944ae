//! The search page: a box, and room for what scripts find in the index. And what tells browsers of it.
//!
//! The page itself reads no index and holds no result; questions are answered in the reader's browser by the engine
//! of [`crate::search`]. Without scripts it leads to the lists.

use serde::Serialize;

use super::frame::{self, Crumb};
use super::strings::Message;
use super::{Page, Renderer};
use crate::finding::Finding;
use crate::portal::Address;

/// The search page: a box, and room for what scripts find.
#[derive(Debug, Serialize)]
struct SearchView {
    /// How many evaluations that are published now are searched.
    coverage: Message,
    /// The strings that scripts use, without what they all begin with.
    words: Vec<String>,
    /// Where a server answers questions, if there is one.
    api: Option<String>,
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
        api: renderer.portal.meta.search_api.clone(),
    };
    let title = renderer.text(&Message::new("search.title"));
    let mut frame = frame::frame(renderer, &at, None);
    frame.crumbs = vec![renderer.crumb_home(&at), Crumb::here(title.clone())];
    frame.title = Some(title);
    frame.here = "search";
    renderer.render(&at, "search.html", &super::context(&frame, &view))
}

/// The description of this search for the address bars of browsers, where it is known where the site will stand.
pub(super) fn description(renderer: &Renderer<'_>) -> Result<Option<Page>, Vec<Finding>> {
    let at = Address::open_search();
    let Some(url) = renderer.canonical(&Address::search()) else { return Ok(None) };
    let frame = frame::frame(renderer, &at, None);
    renderer.render(&at, "opensearch.xml", &super::context(&frame, &url)).map(Some)
}
