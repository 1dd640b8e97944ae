//! `kohyo completions`: what a shell needs to complete commands and options.

use clap::Args;
use clap_complete::Shell;

use super::Exit;
use super::help::{both, command};
use super::terminal::{self, Terminal};

#[derive(Debug, Args)]
pub(super) struct Completions {
    #[arg(value_name = "SHELL", value_enum, help = both!("シェルの名前", "Name of the shell"))]
    shell: Shell,
}

pub(super) fn run(options: &Completions, terminal: &Terminal) -> Exit {
    let mut command = command(terminal.lang);
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut command, "kohyo", &mut script);
    terminal::print(&String::from_utf8_lossy(&script));
    Exit::Fine
}
