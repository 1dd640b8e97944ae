#![no_main]
#[path = "../targets.rs"]
mod targets;
#[path = "../panics.rs"]
mod panics;
libfuzzer_sys::fuzz_target!(init: panics::only_own(), |data: &[u8]| targets::run("import_text", data));
