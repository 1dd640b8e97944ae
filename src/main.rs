//! Arguments → command → exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    kohyo::cli::main(std::env::args_os())
}
