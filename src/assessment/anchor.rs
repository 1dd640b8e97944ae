//! Anchors: the ids of items on a page, made from the form's path, never from text or order.

use std::collections::HashSet;

/// `base`, or `base-2`, `base-3` … whichever is not taken.
pub(super) fn unique(base: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut anchor = base.to_owned();
    let mut number = 1_u64;
    while taken(&anchor) {
        number += 1;
        anchor = format!("{base}-{number}");
    }
    anchor
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
