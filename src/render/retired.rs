//! The page that stands at an address whose assessment has been taken down: when, why, and where to go on.

use serde::Serialize;

use super::frame::{self, Crumb};
use super::strings::{Day, Message};
use super::{Page, Renderer};
use crate::content::Retired;
use crate::finding::Finding;
use crate::portal::{Address, Municipality};

/// The page at an address whose assessment has been taken down.
#[derive(Debug, Serialize)]
struct RetiredView {
    /// The day on which it was taken down.
    date: Day,
    /// Why, in the publisher's words.
    reason: String,
    /// Where it is found now.
    moved_to: Option<String>,
    /// The page of the municipality, with its name.
    municipality: String,
    /// Name of the municipality.
    municipality_name: String,
}

/// The page of one retired address.
pub(super) fn page(
    renderer: &Renderer<'_>,
    municipality: &Municipality,
    retired: &Retired,
) -> Result<Page, Vec<Finding>> {
    let at = Address::retired(retired);
    let view = RetiredView {
        date: renderer.day(retired.date),
        reason: retired.reason.clone(),
        moved_to: Address::moved_to(retired).map(|to| renderer.link(&at, &to)),
        municipality: renderer.link(&at, &municipality.address()),
        municipality_name: municipality.meta.name.clone(),
    };
    let mut frame = frame::frame(renderer, &at, Some(municipality));
    let title = renderer.text(&Message::new("retired.title"));
    frame.title = Some(title.clone());
    frame.noindex = true;
    frame.crumbs = vec![
        renderer.crumb_home(&at),
        Crumb::to(municipality.meta.name.clone(), view.municipality.clone()),
        Crumb::here(title),
    ];
    frame.here = "retired";
    renderer.render(&at, "retired.html", &super::context(&frame, &view))
}
