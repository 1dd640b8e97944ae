//! `kohyo check`: what there is to mend, and what a rule means.

use std::io;

use super::arguments::{Check, Common, Format};
use super::terminal::{Terminal, colour, print};
use super::{Done, Exit};
use crate::check::rules::{self, Rule};
use crate::finding::{Finding, Lang, Level, Text, human, json};
use crate::pipeline;
use crate::publish::{Trouble, record};

pub(super) fn run(common: &Common, options: &Check, terminal: &Terminal) -> Done {
    if let Some(id) = &options.explain {
        return explain(id, terminal.lang);
    }
    let settings = pipeline::Options {
        as_of: options.as_of,
        published: Some(record::path(&common.content)),
        ..pipeline::Options::new(&common.content, &common.output)
    };
    let progress = terminal.progress();
    let outcome = pipeline::check(&settings, &progress);
    drop(progress);
    let counts = outcome.report.findings;
    match options.format {
        Format::Json => print(&as_json(&outcome.findings, terminal.lang)?),
        Format::Human => {
            let shown: Vec<Finding> =
                outcome.findings.into_iter().filter(|f| !terminal.quiet || f.level == Level::Error).collect();
            print(&human::render(&shown, terminal.lang, colour(&io::stdout())));
            if !terminal.quiet || counts.error > 0 {
                print(&format!("{}\n", human::summary(counts, terminal.lang)));
            }
        }
    }
    let failed = counts.error > 0 || (options.strict && counts.warning > 0);
    Ok(if failed { Exit::User } else { Exit::Fine })
}

fn as_json(findings: &[Finding], lang: Lang) -> Result<String, Trouble> {
    json::render(findings, lang)
        .map_err(|error| Trouble::internal(Text::new(error.to_string(), error.to_string())))
}

fn explain(id: &str, lang: Lang) -> Done {
    let Some(rule) = rules::find(id.trim()) else { return Err(unknown(id)) };
    let basis = match lang {
        Lang::Ja => "根拠",
        Lang::En => "Basis",
    };
    let level = human::level(rule.level(), lang);
    print(&format!("{} ({level})\n{}\n{basis}: {}\n", rule.id, rule.meaning(lang), rule.basis(lang)));
    Ok(Exit::Fine)
}

/// An unknown rule, with those of its family, else all families.
fn unknown(id: &str) -> Trouble {
    let family = id.split('-').next().unwrap_or_default().to_uppercase();
    let of = |rule: &&Rule| rule.id.split('-').next() == Some(family.as_str());
    let near: Vec<&str> = rules::all().iter().filter(of).map(|rule| rule.id.as_str()).collect();
    let names =
        if near.is_empty() { rules::all().iter().map(|rule| rule.id.as_str()).collect() } else { near };
    Trouble::new(
        Text::new(format!("「{id}」という規則はありません。"), format!("There is no rule \"{id}\".")),
        Text::new(
            format!("次のどれかを指定してください: {}", names.join("、")),
            format!("Name one of these: {}", names.join(", ")),
        ),
    )
}
