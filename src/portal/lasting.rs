//! Addresses that last: people cite them, so once published they are never dead.
//!
//! They are the pages of municipalities and subjects, of the kinds, of every version and of the change logs.
//! Pages that are put together from others (lists, comparisons, search) come and go with them.

use std::collections::BTreeSet;

use super::{Address, Portal, State};

impl Portal {
    /// The addresses that are built now and have to stay.
    pub fn lasting(&self) -> BTreeSet<Address> {
        let mut all: BTreeSet<Address> =
            self.municipalities.iter().map(super::Municipality::address).collect();
        for found in self.versions() {
            all.insert(found.subject.address.clone());
            all.insert(found.kind.address.clone());
            // A draft on which the public is not heard yet has no day, and so no address for ever.
            if found.version.state != State::Draft {
                all.insert(found.version.address.clone());
            }
            if found.is_current() && found.version.facts.changes.rows > 0 {
                all.insert(found.kind.address.join("changes"));
            }
        }
        all
    }
}
