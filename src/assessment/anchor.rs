//! Anchors: the ids of items on a page, made from the form's path, never from text or order.

use std::collections::HashMap;

/// The anchors given out so far, each with the last number that was put behind it.
#[derive(Debug, Default)]
pub(super) struct Anchors(HashMap<String, u64>);

impl Anchors {
    /// Gives out `base`, or `base-2`, `base-3` … whichever is not taken. The flag says whether the id was free.
    pub(super) fn take(&mut self, base: &str) -> (String, bool) {
        let Some(mut number) = self.0.get(base).copied() else {
            self.0.insert(base.to_owned(), 1);
            return (base.to_owned(), true);
        };
        let anchor = loop {
            number += 1;
            let anchor = format!("{base}-{number}");
            if !self.0.contains_key(&anchor) {
                break anchor;
            }
        };
        self.0.insert(base.to_owned(), number);
        self.0.insert(anchor.clone(), 1);
        (anchor, false)
    }
}
