//! The command line: arguments, reports, progress, exit codes.
//!
//! One file per command. Nothing is decided here that a program using the library would need; commands call
//! [`crate::pipeline`] and [`crate::serve`] and put what comes back into words. Exit codes: 0 all is well,
//! 1 something that the user can mend, 2 a fault of kohyo itself.

mod allow;
mod arguments;
mod build;
mod changes;
mod check;
mod completions;
mod data;
mod deploy;
mod help;
mod import;
mod init;
mod locale;
mod man;
mod new;
mod next;
mod panic;
mod report;
mod retire;
mod search;
mod serve;
mod status;
mod terminal;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::FromArgMatches as _;

use arguments::{Arguments, Command, Common};
use terminal::Terminal;

use crate::finding::{Lang, Trouble};
use crate::publish::Lock;
use crate::text::limit;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    Fine,
    /// Findings, or a mistake of the user.
    User,
    Internal,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fine => Self::SUCCESS,
            Exit::User => Self::from(1),
            Exit::Internal => Self::from(2),
        }
    }
}

/// Runs the command that the arguments name.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let lang = locale::choose(&args);
    panic::install(lang);
    std::panic::catch_unwind(|| whole(&args, lang)).unwrap_or(Exit::Internal).into()
}

/// What a run came to, with what could not be printed of it.
fn whole(args: &[OsString], lang: Lang) -> Exit {
    bound_threads(lang);
    let exit = run(args, lang);
    match terminal::unprinted() {
        Some(trouble) if exit == Exit::Fine => {
            terminal::complain(&trouble.render(lang));
            Exit::User
        }
        _ => exit,
    }
}

/// More threads than any computer has cores would only take its memory: so many work and no more.
fn bound_threads(lang: Lang) {
    let Some(asked) = std::env::var("RAYON_NUM_THREADS").ok().and_then(|asked| asked.parse::<u128>().ok())
    else {
        return;
    };
    if asked > limit::THREADS as u128
        && rayon::ThreadPoolBuilder::new().num_threads(limit::THREADS).build_global().is_ok()
    {
        let most = limit::THREADS;
        terminal::complain(
            match lang {
                Lang::Ja => format!("RAYON_NUM_THREADS は {most} までです。{most} として続けます。"),
                Lang::En => format!("RAYON_NUM_THREADS is {most} at most; this goes on with {most}."),
            }
            .as_str(),
        );
    }
}

fn run(args: &[OsString], lang: Lang) -> Exit {
    let matches = match help::command(lang).try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) => return help::report(&error, lang),
    };
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(error) => return help::report(&error, lang),
    };
    let terminal = Terminal::new(lang, &arguments.common);
    let written = written(&arguments);
    if written.is_none() {
        Lock::tidy(&arguments.common.content);
    }
    let _lock = match written.as_deref().map_or(Ok(None), Lock::content) {
        Ok(lock) => lock,
        Err(trouble) => {
            terminal.trouble(&trouble);
            return Exit::User;
        }
    };
    let result = match &arguments.command {
        Command::Build(options) => build::run(&arguments.common, options, &terminal),
        Command::Deploy(options) => deploy::run(&arguments.common, options, &terminal),
        Command::Check(options) => check::run(&arguments.common, options, &terminal),
        Command::Status(options) => status::run(&arguments.common, options, &terminal),
        Command::Serve(options) => serve::run(&arguments.common, options, &terminal),
        Command::Init(options) => init::run(options, &terminal),
        Command::New(options) => new::run(&arguments.common, options, &terminal),
        Command::Changes(options) => changes::run(&arguments.common, options, &terminal),
        Command::Allow(options) => allow::run(&arguments.common, options, &terminal),
        Command::Retire(options) => retire::run(&arguments.common, options, &terminal),
        Command::Search(options) => search::run(&arguments.common, options, &terminal),
        Command::Data(options) => data::run(&arguments.common, options, &terminal),
        Command::Import(options) => import::run(&arguments.common, options, &terminal),
        Command::Completions(options) => Ok(completions::run(options, &terminal)),
        Command::Man(options) => man::run(options, &terminal),
    };
    result.unwrap_or_else(|trouble| {
        terminal.trouble(&trouble);
        if trouble.internal { Exit::Internal } else { Exit::User }
    })
}

/// The content folder that a command writes into.
fn written(arguments: &Arguments) -> Option<PathBuf> {
    match &arguments.command {
        Command::New(_) | Command::Changes(_) | Command::Allow(_) | Command::Retire(_) => {
            Some(arguments.common.content.clone())
        }
        Command::Init(options) => Some(options.content()),
        Command::Import(options) => {
            let into = options.written()?;
            // Several municipalities at once are imported into the content itself.
            if into.join("portal.toml").exists() {
                Some(into.to_owned())
            } else {
                into.parent().map(Path::to_path_buf)
            }
        }
        _ => None,
    }
}

type Done = Result<Exit, Trouble>;

/// The pipeline's options that several commands share.
fn pipeline(common: &Common, site: &arguments::Site) -> crate::pipeline::Options {
    let root = common.content.parent().unwrap_or(&common.content);
    let as_of = site.as_of.or_else(locale::source_date);
    crate::pipeline::Options {
        day: Some(as_of.unwrap_or_else(locale::today)),
        themes: root.join("themes"),
        theme: site.theme.clone(),
        base_url: site.base_url.clone(),
        as_of,
        ..crate::pipeline::Options::new(&common.content, &common.output)
    }
}
