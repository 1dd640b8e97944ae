//! Printing: results to standard output, everything else to standard error, progress on a terminal only.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::Common;
use crate::finding::{Finding, Lang, Text, Trouble, human};
use crate::pipeline::{Progress, Step};
use crate::privacy::silenced;
use crate::text::character::visible;

/// Why something could not be printed, the first time.
static UNPRINTED: Mutex<Option<String>> = Mutex::new(None);

/// Prints to standard output, for people. A reader that has gone away (`| head`) is no fault; what else stands in the way is
/// kept for [`unprinted`]. No number of a person is printed.
pub(super) fn print(text: &str) {
    print_data(&visible(text));
}

/// As [`print`], for programs: but for numbers of persons, letter by letter.
pub(super) fn print_data(text: &str) {
    print_published(&silenced(text));
}

/// As [`print`], letter by letter: what stands on the site, in which nobody's number is.
pub(super) fn print_published(text: &str) {
    let mut out = io::stdout().lock();
    let done = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    if let Err(error) = done
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        let mut why = UNPRINTED.lock().unwrap_or_else(PoisonError::into_inner);
        why.get_or_insert_with(|| error.to_string());
    }
}

/// What did not come out, if anything did not: nobody may take half an answer for a whole one.
pub(super) fn unprinted() -> Option<Trouble> {
    let why = UNPRINTED.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
    Some(Trouble::new(
        Text::new(format!("結果を出力できません({why})。"), format!("The result cannot be printed ({why}).")),
        Text::new(
            "出力先(ディスクの空きなど)を確かめて、もう一度実行してください。",
            "Look at where it is printed to (is the disk full?) and run this again.",
        ),
    ))
}

/// Prints a line to standard error. No number of a person is printed.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible(&silenced(text)));
}

/// How this run speaks.
pub(super) struct Terminal {
    pub(super) lang: Lang,
    pub(super) quiet: bool,
    pub(super) verbose: bool,
}

impl Terminal {
    pub(super) fn new(lang: Lang, common: &Common) -> Self {
        Self { lang, quiet: common.quiet, verbose: common.verbose }
    }

    /// A result, on standard output.
    pub(super) fn result(&self, text: &Text) {
        if !self.quiet {
            print(&format!("{}\n", text.get(self.lang)));
        }
    }

    /// Something by the way, on standard error.
    pub(super) fn note(&self, text: &Text) {
        if !self.quiet {
            complain(text.get(self.lang));
        }
    }

    /// A fault, on standard error, quiet or not.
    #[expect(clippy::unused_self, reason = "the counterpart of `result` and `note`")]
    pub(super) fn error(&self, text: &str) {
        complain(text);
    }

    /// What stopped a command, on standard error.
    pub(super) fn trouble(&self, trouble: &Trouble) {
        complain(&trouble.render(self.lang));
    }

    /// Findings, on standard error.
    pub(super) fn findings(&self, findings: &[&Finding]) {
        let colour = colour(&io::stderr());
        let text = human::render(findings, self.lang, colour);
        let _ = io::stderr().lock().write_all(silenced(&text).as_bytes());
    }

    /// A bar on standard error, if that is a terminal and nobody asked for silence.
    pub(super) fn progress(&self) -> Bar {
        let shown = !self.quiet && io::stderr().is_terminal();
        Bar { lang: self.lang, bar: shown.then(|| Mutex::new(None)) }
    }
}

/// Whether a stream takes colours.
pub(super) fn colour(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// How far a build is.
pub(super) struct Bar {
    lang: Lang,
    bar: Option<Mutex<Option<ProgressBar>>>,
}

impl Progress for Bar {
    fn begin(&self, step: Step, parts: usize) {
        self.begin_with(&step.text(), parts);
    }

    fn advance(&self) {
        self.advance_one();
    }
}

impl Bar {
    /// Something of `parts` parts begins.
    pub(super) fn begin_with(&self, what: &Text, parts: usize) {
        let Some(bar) = &self.bar else { return };
        let next = ProgressBar::with_draw_target(Some(parts as u64), ProgressDrawTarget::stderr_with_hz(10));
        let template = if parts > 1 { "{msg} {bar:30} {pos}/{len}" } else { "{msg} {spinner}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            next.set_style(style);
        }
        next.set_message(what.get(self.lang).to_owned());
        next.enable_steady_tick(Duration::from_millis(200));
        if let Ok(mut current) = bar.lock()
            && let Some(done) = current.replace(next)
        {
            done.finish_and_clear();
        }
    }

    /// One part of it is done.
    pub(super) fn advance_one(&self) {
        let Some(bar) = &self.bar else { return };
        if let Ok(current) = bar.lock()
            && let Some(current) = current.as_ref()
        {
            current.inc(1);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        let last = self.bar.as_ref().and_then(|bar| bar.lock().ok()?.take());
        if let Some(last) = last {
            last.finish_and_clear();
        }
    }
}
