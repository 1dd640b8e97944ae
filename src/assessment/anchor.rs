//! Anchors: the ids of items on a page, made from the form's path, never from text or order.

use std::collections::HashSet;

/// `base`, or `base-2`, `base-3` … whichever is not taken.
pub(super) fn unique(base: &str, taken: impl Fn(&str) -> bool) -> String {
    std::iter::once(base.to_owned())
        .chain((2..).map(|n: u32| format!("{base}-{n}")))
        .find(|candidate| !taken(candidate))
        .unwrap_or_default()
}

/// The anchors given out so far.
#[derive(Debug, Default)]
pub(super) struct Anchors(HashSet<String>);

impl Anchors {
    /// Gives out an anchor. The flag says whether the id was free.
    pub(super) fn take(&mut self, base: &str) -> (String, bool) {
        let anchor = unique(base, |candidate| self.0.contains(candidate));
        let free = anchor == base;
        self.0.insert(anchor.clone());
        (anchor, free)
    }
}
