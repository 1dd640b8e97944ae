//! The tests of the whole program. They are one binary, because every one of them links all that kohyo is made of:
//! `cargo test --test all cli::` runs a part.

mod artefact;
mod cli;
mod documents;
mod fuzz;
