//! The index of a built site, opened for questions on this machine.

use std::io;
use std::path::Path;

use super::files::{self, CURRENT, Current};
use crate::search;
use crate::search::engine::{Engine, Error};
use crate::text;

/// Why the index of a site cannot be used.
#[derive(Debug)]
pub enum Unavailable {
    /// The folder holds no index: it has not been built, or holds no evaluation.
    Missing,
    /// It was built by another version of kohyo.
    Format,
    /// It is damaged.
    Damaged(Error),
}

/// Opens the index of the site in `site`.
pub fn open(site: &Path) -> Result<Engine, Unavailable> {
    let damaged = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Unavailable::Missing,
        _ => Unavailable::Damaged(error.into()),
    };
    let current = text::file::read(&site.join(CURRENT), text::limit::OWN).map_err(damaged)?;
    let current: Current = serde_json::from_slice(&current).map_err(|error| damaged(error.into()))?;
    if current.format != search::format() {
        return Err(Unavailable::Format);
    }
    if !current.folder.chars().all(|c| c.is_ascii_lowercase()) {
        return Err(damaged(io::ErrorKind::InvalidData.into()));
    }
    files::open(site, &current).map_err(|error| match error {
        Error::Format(_) => Unavailable::Format,
        Error::Io(error) => damaged(error),
        error => Unavailable::Damaged(error),
    })
}
