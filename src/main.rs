//! Arguments → command → exit code.

use std::process::ExitCode;

/// Texts are taken apart into many small pieces on all threads at once; the allocator of the C library spends a sixth of a
/// build on that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    kohyo::cli::main(std::env::args_os())
}
