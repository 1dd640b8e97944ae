//! `kohyo check`: what there is to mend, and what a rule means.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use super::arguments::{Check, Common, FindingFormat};
use super::terminal::{Terminal, colour, print, print_data};
use super::{Done, Exit, locale};
use crate::finding::baseline::{Baseline, Entry, Left, Subjects};
use crate::finding::rules::{self, Rule};
use crate::finding::{Counts, Finding, Lang, Level, Text, Trouble, github, human, json, sarif};
use crate::import::origin;
use crate::pipeline;
use crate::privacy::shown;
use crate::publish::record;
use crate::text::source::slashed;
use crate::text::{file, limit};

pub(super) fn run(common: &Common, options: &Check, terminal: &Terminal) -> Done {
    if let Some(id) = &options.explain {
        return explain(id, terminal.lang);
    }
    // What cannot be used is said before the work.
    let narrowed = Narrowed::of(options)?;
    let baseline = match &options.baseline {
        Some(path) if !options.write_baseline => Some(accepted(path)?),
        _ => None,
    };
    let as_of = options.as_of.or_else(locale::source_date);
    let settings = pipeline::Options {
        as_of,
        day: Some(as_of.unwrap_or_else(locale::today)),
        published: Some(record::path(&common.content)),
        ..pipeline::Options::new(&common.content, &common.output)
    };
    let progress = terminal.progress();
    let outcome = pipeline::check(&settings, &progress);
    drop(progress);
    let root = slashed(&common.content);
    let subjects = outcome.subjects;
    let mut findings = outcome.findings;
    if let (Some(path), true) = (&options.baseline, options.write_baseline) {
        return accept(path, &findings, (&root, &subjects), terminal);
    }
    let mut known = 0;
    if let Some(baseline) = baseline {
        let left = baseline.apply(findings, &root, &subjects);
        known = left.accepted;
        stale(&left, terminal);
        findings = left.findings;
    }
    let all = Counts::of(&findings);
    if let Some(narrowed) = &narrowed {
        narrowed.keep(&mut findings);
    }
    origin::add(&mut findings);
    let counts = Counts::of(&findings);
    report(&findings, known, narrowed.map(|_| all), &root, options.format, terminal)?;
    let failed = counts.error > 0 || (options.strict && counts.warning > 0);
    Ok(if failed { Exit::User } else { Exit::Fine })
}

/// What somebody asked for of all that is found.
struct Narrowed<'a> {
    /// The files and folders, as the system names them.
    within: Vec<PathBuf>,
    rules: Vec<&'a str>,
    level: Level,
}

impl<'a> Narrowed<'a> {
    /// Nothing where everything is said.
    fn of(options: &'a Check) -> Result<Option<Self>, Trouble> {
        if options.within.is_empty() && options.rule.is_empty() && options.level.is_none() {
            return Ok(None);
        }
        let canonical = |path: &PathBuf| path.canonicalize().map_err(|error| Trouble::io(path, &error));
        let rules: Vec<&str> = options.rule.iter().map(|id| id.trim()).collect();
        if let Some(id) = rules.iter().find(|id| !rules::all().iter().any(|rule| is_of(&rule.id, id))) {
            return Err(unknown(id));
        }
        Ok(Some(Self {
            within: options.within.iter().map(canonical).collect::<Result<_, _>>()?,
            rules,
            level: options.level.unwrap_or(Level::Info),
        }))
    }

    fn keep(&self, findings: &mut Vec<Finding>) {
        let mut known: HashMap<String, bool> = HashMap::new();
        let mut inside = |path: &str| {
            *known.entry(path.to_owned()).or_insert_with(|| {
                let own = Path::new(path).canonicalize();
                self.within.is_empty()
                    || own.is_ok_and(|own| self.within.iter().any(|within| own.starts_with(within)))
            })
        };
        findings.retain(|finding| {
            finding.level() <= self.level
                && (self.rules.is_empty() || self.rules.iter().any(|id| is_of(finding.id, id)))
                && inside(finding.place.source.path())
        });
    }
}

/// Whether a rule is the one of this id, or of the family of this name.
fn is_of(rule: &str, id: &str) -> bool {
    rule.eq_ignore_ascii_case(id)
        || rule.split_once('-').is_some_and(|(family, _)| family.eq_ignore_ascii_case(id))
}

fn report(
    findings: &[Finding],
    known: usize,
    // Of all findings, where only some are said.
    all: Option<Counts>,
    root: &str,
    format: FindingFormat,
    terminal: &Terminal,
) -> Result<(), Trouble> {
    let lang = terminal.lang;
    match format {
        FindingFormat::Json => print_data(&json::render(findings, lang).map_err(unwritable)?),
        FindingFormat::Sarif => {
            print_data(&sarif::render(findings, &described(findings, lang), root, lang).map_err(unwritable)?);
        }
        FindingFormat::Github => print(&github::render(findings, lang)),
        FindingFormat::Human => {
            let counts = Counts::of(findings);
            let shown: Vec<Finding> =
                findings.iter().filter(|f| !terminal.quiet || f.level() == Level::Error).cloned().collect();
            print(&human::render(&shown, lang, colour(&io::stdout())));
            if !terminal.quiet || counts.error > 0 {
                print(&format!("{}{}\n", human::summary(counts, lang), without(known, lang)));
                if let Some(Counts { error, warning, info }) = all {
                    print(&match lang {
                        Lang::Ja => format!(
                            "絞り込んでいます。全体では、エラー{error}件、注意{warning}件、情報{info}件です。\n"
                        ),
                        Lang::En => format!("Of all: {error} errors, {warning} warnings, {info} notes.\n"),
                    });
                }
            }
            // Much of it may stay as it is, when somebody has looked at it.
            if !terminal.quiet && counts.error == 0 && counts.warning > 0 && known == 0 && all.is_none() {
                print(match lang {
                    Lang::Ja => {
                        "確かめて、このままでよいものは `kohyo check --baseline accepted.json --write-baseline` で受け入れ済みにできます。\n"
                    }
                    Lang::En => {
                        "What may stay as it is can be accepted: `kohyo check --baseline accepted.json --write-baseline`.\n"
                    }
                });
            }
        }
    }
    Ok(())
}

fn without(known: usize, lang: Lang) -> String {
    match (known, lang) {
        (0, _) => String::new(),
        (known, Lang::Ja) => format!("(受け入れ済みの{known}件を除く)"),
        (known, Lang::En) => format!(" ({known} accepted before are left out.)"),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn unwritable(error: serde_json::Error) -> Trouble {
    Trouble::internal(Text::new(error.to_string(), error.to_string()))
}

/// The rules of some findings, sorted by id.
fn described(findings: &[Finding], lang: Lang) -> Vec<sarif::Rule<'static>> {
    let ids: BTreeSet<&str> = findings.iter().map(|finding| finding.id).collect();
    let rules = ids.into_iter().filter_map(rules::find);
    let describe = |rule: &'static Rule| sarif::Rule {
        id: &rule.id,
        level: rule.level(),
        meaning: rule.meaning(lang),
        help: format!("{} ({}: {})", rule.help(lang), rule.certainty(lang), rule.basis(lang)),
    };
    rules.map(describe).collect()
}

/// The baseline in a file.
fn accepted(path: &Path) -> Result<Baseline, Trouble> {
    let text = file::read_text(path, limit::OWN).map_err(|error| Trouble::io(path, &error))?;
    Baseline::parse(&text).map_err(|reason| {
        let path = shown(path);
        Trouble::new(
            Text::new(
                format!("{path} を受け入れ済みの一覧として読めません({reason})。"),
                format!("{path} is no list of accepted findings ({reason})."),
            ),
            Text::new(
                "ファイルの名前を確かめるか、`--write-baseline` を付けて作り直してください。",
                "Check the name of the file, or make it anew with `--write-baseline`.",
            ),
        )
    })
}

/// Accepts all warnings and notes. Errors stay errors.
fn accept(
    path: &Path,
    findings: &[Finding],
    (root, subjects): (&str, &Subjects),
    terminal: &Terminal,
) -> Done {
    let baseline = Baseline::of(findings, root, subjects);
    let text = baseline.render().map_err(unwritable)?;
    file::write(path, text).map_err(|error| Trouble::io(path, &error))?;
    // As many as the next check leaves out: of several versions, each says it.
    let count = findings.iter().filter(|finding| finding.level() != Level::Error).count();
    let path = shown(path);
    terminal.result(&Text::new(
        format!("注意・情報{count}件を受け入れ済みとして {path} に書きました。次からは `kohyo check --baseline {path}` が、新しいものだけを知らせます。"),
        format!("Wrote {count} accepted warnings and notes to {path}. From now on `kohyo check --baseline {path}` says what is new."),
    ));
    let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.level() == Level::Error).collect();
    if errors.is_empty() {
        return Ok(Exit::Fine);
    }
    terminal.findings(&errors);
    terminal.error(match terminal.lang {
        Lang::Ja => "エラーは受け入れられません。直してください。",
        Lang::En => "Errors cannot be accepted; mend them.",
    });
    Ok(Exit::User)
}

/// Says which accepted findings are there no more: they were mended, or the text around them was changed.
fn stale(left: &Left, terminal: &Terminal) {
    let Some(first) = left.stale.first() else { return };
    let Entry { id, subject: file, message, .. } = first;
    let count: usize = left.stale.iter().map(|entry| entry.count).sum();
    terminal.note(&Text::new(
        format!("受け入れ済みのうち{count}件は、もう見つかりません(最初は {id} {file}「{message}」)。`--write-baseline` で書き直せます。"),
        format!("{count} accepted findings are there no more (the first: {id} {file} \"{message}\"). Write the file anew with `--write-baseline`."),
    ));
}

fn explain(id: &str, lang: Lang) -> Done {
    if id.trim().eq_ignore_ascii_case("all") {
        print(&rules::table(lang));
        return Ok(Exit::Fine);
    }
    let Some(rule) = rules::find(id.trim()) else { return Err(unknown(id)) };
    print(&rules::explained(rule, lang));
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
