//! `kohyo serve`: prints where the site is shown and what becomes of every edit.

use super::arguments::{Common, Serve, Site};
use super::terminal::{Terminal, complain};
use super::{Done, Exit, build, locale};
use crate::finding::Text;
use crate::pipeline;
use crate::serve::{self, Asked, Event};

/// A line per question, without the question.
fn asked(Asked { status, took_ms, hits }: Asked) {
    let hits = hits.map(|hits| format!(" {hits}")).unwrap_or_default();
    complain(&format!("/api/search {status} {took_ms} ms{hits}"));
}

/// The day is asked for at every build, unless somebody has named it: a server may run past midnight.
fn stages(common: &Common, site: &Site) -> pipeline::Options {
    let named = site.as_of.or_else(locale::source_date);
    pipeline::Options { day: named, ..super::pipeline(common, site) }
}

pub(super) fn run(common: &Common, options: &Serve, terminal: &Terminal) -> Done {
    let settings = serve::Options {
        addr: options.addr.clone(),
        build: stages(common, &options.site),
        lang: terminal.lang,
        asked: if terminal.verbose { asked } else { |_| {} },
        today: locale::today,
    };
    serve::run(settings, &|event| {
        match event {
        Event::Listening(addr) => terminal.result(&Text::new(
            format!("http://{addr}/ で表示しています。編集すると自動で作り直します。終わるには Ctrl+C を押してください。"),
            format!("The site is shown at http://{addr}/ and rebuilt at every edit. Press Ctrl+C to end."),
        )),
        Event::Built(outcome) => {
            build::findings(outcome, terminal);
            if outcome.published.is_some() {
                let ms = outcome.report.elapsed_ms;
                terminal.note(&Text::new(format!("作り直しました({ms}ミリ秒)。"), format!("Rebuilt in {ms} ms.")));
            }
        }
        Event::Failed(trouble) => terminal.trouble(trouble),
    }
    })?;
    Ok(Exit::Fine)
}
