//! The page that stands at an old address and leads to where the same is found now, also on hosts that know no
//! redirects.

use serde::Serialize;

use super::frame::{self, Crumb};
use super::strings::Message;
use super::{Page, Renderer};
use crate::finding::Finding;
use crate::portal::redirect::Redirect;

/// The page at an old address.
#[derive(Debug, Serialize)]
struct MovedView {
    /// Where it is found now; browsers go there at once.
    to: String,
}

/// The page of one old address.
pub(super) fn page(renderer: &Renderer<'_>, redirect: &Redirect) -> Result<Page, Vec<Finding>> {
    let at = redirect.address();
    let place = |to: String| match &redirect.fragment {
        Some(fragment) => format!("{to}#{fragment}"),
        None => to,
    };
    let view = MovedView { to: place(renderer.link(&at, &redirect.to)) };
    let mut frame = frame::frame(renderer, &at, None);
    let title = renderer.text(&Message::new("moved.title"));
    frame.title = Some(title.clone());
    frame.canonical = renderer.canonical(&redirect.to);
    frame.address = renderer.canonical(&redirect.to);
    frame.refresh = Some(view.to.clone());
    frame.noindex = true;
    frame.crumbs = vec![renderer.crumb_home(&at), Crumb::here(title)];
    frame.here = "moved";
    renderer.render(&at, "moved.html", &super::context(&frame, &view))
}
