//! Which panics are faults: those of kohyo. Foreign parsers of originals are called so that theirs are caught
//! (`import::original::guarded`); the fuzzer's own hook would end the run at each.

/// Replaces the fuzzer's hook.
pub(crate) fn only_own() {
    let fuzzer = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let foreign = info.location().is_some_and(|at| at.file().contains("/registry/src/"));
        if !foreign {
            fuzzer(info);
        }
    }));
}
