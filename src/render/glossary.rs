//! What the words and signs of the pages mean. The entries are strings of the theme (`i18n/glossary.*.toml`), their
//! order is the template's.

use super::frame::{self, Crumb};
use super::strings::Message;
use super::{Page, Renderer};
use crate::finding::Finding;
use crate::portal::Address;

/// The page of the glossary.
pub(super) fn page(renderer: &Renderer<'_>) -> Result<Page, Vec<Finding>> {
    let at = Address::glossary();
    let mut frame = frame::frame(renderer, &at, None);
    let title = renderer.text(&Message::new("glossary.title"));
    frame.title = Some(title.clone());
    let about = Crumb::to(renderer.text(&Message::new("about.title")), renderer.link(&at, &Address::about()));
    frame.crumbs = vec![renderer.crumb_home(&at), about, Crumb::here(title)];
    frame.here = "glossary";
    renderer.render(&at, "glossary.html", &super::context(&frame, &()))
}
