//! What makes pages: the theme, where they go, and the gate that looks at them on their way; and what stops it.

use std::path::Path;
use std::sync::{Arc, OnceLock, PoisonError};

use super::{Options, Shelf};
use crate::content::{self, Content};
use crate::digest::{Key, Later, Pages};
use crate::finding::{Finding, Lang, Trouble};
use crate::publish::Stage;
use crate::publish::gate::{Gate, Seen};
use crate::render::{self, Page, Renderer, Theme};
use crate::{index, portal};

/// Why there can be no site.
pub(super) enum Stop {
    /// Something in the theme or on a page, with its place.
    Findings(Vec<Finding>),
    /// Something around it.
    Trouble(Trouble),
}

impl From<Vec<Finding>> for Stop {
    fn from(findings: Vec<Finding>) -> Self {
        Self::Findings(findings)
    }
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// What makes pages.
pub(super) struct Maker<'a> {
    pub(super) stage: &'a Stage,
    pub(super) gate: Gate<'a>,
    pub(super) index: Option<&'a index::Builder>,
    /// What all pages depend on.
    pub(super) site: Key,
    pub(super) settings: render::Options,
    pub(super) only_documents: bool,
    /// The published index stays for now: what is kept need not be in its cache.
    pub(super) index_waits: bool,
    /// What data is published.
    pub(super) data: content::DataMeta,
    /// Name or folder of the theme, and where themes are looked for by name.
    pub(super) theme: (&'a str, &'a Path),
    last: Arc<Shelf>,
    loaded: OnceLock<Result<Arc<Theme>, Vec<Finding>>>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(
        stage: &'a Stage,
        gate: Gate<'a>,
        index: Option<&'a index::Builder>,
        site: Key,
        options: &'a Options,
        content: &'a Content,
        last: Arc<Shelf>,
    ) -> Self {
        let lang = if content.portal.meta.language == "en" { Lang::En } else { Lang::Ja };
        Self {
            stage,
            gate,
            index,
            site,
            settings: render::Options { base_url: options.base_url(content), lang },
            only_documents: options.only_documents,
            index_waits: false,
            data: content.portal.meta.data.clone(),
            theme: (options.theme(content), &options.themes),
            last,
            loaded: OnceLock::new(),
        }
    }

    /// The theme, which is read when the first page is made.
    pub(super) fn loaded(&self) -> Result<&Theme, Stop> {
        let load = || {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, theme)) = last.as_ref().filter(|(site, _)| *site == self.site) {
                return Ok(Arc::clone(theme));
            }
            let theme = Arc::new(Theme::load(self.theme.0, self.theme.1)?);
            *last = Some((self.site, Arc::clone(&theme)));
            Ok(theme)
        };
        self.loaded.get_or_init(load).as_deref().map_err(|findings| findings.clone().into())
    }

    pub(super) fn renderer<'r>(&'r self, portal: &'r portal::Portal) -> Result<Renderer<'r>, Stop> {
        Ok(Renderer::new(self.loaded()?, portal, self.settings.clone()))
    }

    /// Stages pages and says what is to be kept of them. They are inspected on their way.
    pub(super) fn write(&self, key: Key, pages: &[Page]) -> Result<Pages, Stop> {
        let mut seen = Seen::default();
        let mut files = Vec::with_capacity(pages.len());
        for page in pages {
            self.gate.look_at(&page.path, &page.bytes, &mut seen);
            files.push((page.path.clone(), self.stage.write_seen(&page.path, &page.bytes)?));
        }
        if !seen.findings.is_empty() {
            return Err(seen.findings.into());
        }
        let listed = std::mem::take(&mut seen.listed);
        Ok(Pages { key, files, links: Later::of(&seen.links()), listed, texts: Vec::new() })
    }
}
