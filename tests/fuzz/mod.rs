//! The inputs that the fuzzer's targets begin with, and those that once stopped it, on any Rust: what `run.sh` fuzzes
//! stays whole between its runs.

mod targets;

use std::path::Path;

#[test]
fn what_is_kept_of_the_fuzzer_runs() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    for (name, _) in targets::TARGETS {
        let mut files: Vec<_> = std::fs::read_dir(corpus.join(name))
            .unwrap_or_else(|error| panic!("corpus/{name}: {error}"))
            .map(|entry| entry.expect("a file of the corpus").path())
            .collect();
        files.sort();
        assert!(files.len() >= 3, "corpus/{name} has to begin somewhere");
        for file in files {
            // Said only where the test fails.
            println!("{}", file.display());
            targets::run(name, &std::fs::read(&file).expect("a file of the corpus"));
        }
    }
}
