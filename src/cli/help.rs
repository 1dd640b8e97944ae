//! Help and mistakes in the arguments, in both languages. The words of the help stand beside each argument.

use std::fmt::Write as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory as _};

use super::arguments::Arguments;
use super::{Exit, terminal};
use crate::finding::Lang;

/// Help in both languages, beside its argument: Japanese, English, a line each.
macro_rules! both {
    ($ja:literal, $en:literal $(,)?) => {
        concat!($ja, "\n", $en)
    };
}
pub(super) use both;

/// A text of [`both`] in one language.
fn said(text: &str, lang: Lang) -> String {
    let (ja, en) = text.split_once('\n').unwrap_or((text, text));
    if lang == Lang::En { en } else { ja }.to_owned()
}

/// The command line, with its help in one language.
pub(super) fn command(lang: Lang) -> Command {
    in_language(Arguments::command(), lang)
}

fn in_language(command: Command, lang: Lang) -> Command {
    let (usage, options, arguments, commands) = match lang {
        Lang::Ja => ("使い方", "オプション", "引数", "コマンド"),
        Lang::En => ("Usage", "Options", "Arguments", "Commands"),
    };
    let all = if command.has_subcommands() {
        format!("{}{options}:\n{{options}}", commands_by_work(&command, lang))
    } else {
        "{all-args}".to_owned()
    };
    let template = format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{all}");
    let ids: Vec<(String, bool)> =
        command.get_arguments().map(|arg| (arg.get_id().to_string(), arg.is_positional())).collect();
    let about = command.get_about().map(|about| said(&about.to_string(), lang)).unwrap_or_default();
    let mut command = command.about(about).help_template(template).subcommand_help_heading(commands);
    for (id, positional) in ids {
        command = command.mut_arg(id, |arg| {
            let help = arg.get_help().map(|help| said(&help.to_string(), lang)).unwrap_or_default();
            with_values(arg.help(help).help_heading(if positional { arguments } else { options }), lang)
        });
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, |sub| in_language(sub, lang)))
}

/// The commands by the work of a publisher's year, in the order in which it comes.
const WORK: [(&str, &[&str]); 6] = [
    (both!("はじめる", "To begin"), &["init", "import", "new"]),
    (both!("書いて、確かめる", "To write and to check"), &["serve", "check", "changes", "allow", "status"]),
    (both!("公表する", "To publish"), &["build", "deploy"]),
    (both!("公表した後", "Afterwards"), &["record", "retire", "search", "data"]),
    (both!("端末の準備", "For the terminal"), &["completions", "man"]),
    (both!("そのほか", "Others"), &[]),
];

/// The list of commands in place of that of clap, which knows one heading for all.
fn commands_by_work(command: &Command, lang: Lang) -> String {
    let listed = |name: &str| WORK.iter().any(|(_, names)| names.contains(&name));
    let all: Vec<(&str, String)> = command
        .get_subcommands()
        .map(|sub| {
            (sub.get_name(), said(&sub.get_about().map(ToString::to_string).unwrap_or_default(), lang))
        })
        .collect();
    let width = all.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let mut out = String::new();
    for (heading, names) in WORK {
        let of = |name: &str| if names.is_empty() { !listed(name) } else { names.contains(&name) };
        let mut own: Vec<_> = all.iter().filter(|(name, _)| of(name)).collect();
        own.sort_by_key(|(name, _)| names.iter().position(|own| own == name));
        if !own.is_empty() {
            out.extend([said(heading, lang).as_str(), ":\n"]);
            for (name, about) in own {
                let _ = writeln!(out, "  {name:width$}  {about}");
            }
            out.push('\n');
        }
    }
    out
}

/// Puts the possible values and the default into the help, in its language.
fn with_values(arg: Arg, lang: Lang) -> Arg {
    let values = arg.get_possible_values();
    let names: Vec<&str> = values.iter().map(clap::builder::PossibleValue::get_name).collect();
    let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let takes_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    let Some(help) = arg.get_help().filter(|_| takes_value) else { return arg };
    let mut help = help.to_string();
    let (of, by_default) = match lang {
        Lang::Ja => ("値", "既定"),
        Lang::En => ("one of", "default"),
    };
    if !names.is_empty() {
        help.extend([" [", of, ": ", &names.join(", "), "]"]);
    }
    if !default.is_empty() {
        help.extend([" [", by_default, ": ", &default.join(", "), "]"]);
    }
    arg.help(help).hide_default_value(true).hide_possible_values(true)
}

/// Prints what clap has to say: help and version, or a mistake with what to do about it.
pub(super) fn report(error: &clap::Error, lang: Lang) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            terminal::print(&error.render().to_string());
            return Exit::Fine;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            terminal::complain(&error.render().to_string());
            return Exit::User;
        }
        _ => {}
    }
    let message = match lang {
        Lang::Ja => japanese(error),
        Lang::En => error.render().to_string(),
    };
    terminal::complain(message.trim_end());
    Exit::User
}

fn japanese(error: &clap::Error) -> String {
    let text = |kind| error.get(kind).map(words).unwrap_or_default();
    let (arg, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let suggested = |kind| match text(kind) {
        near if near.is_empty() => String::new(),
        near => format!("「{near}」ではありませんか。"),
    };
    let (message, help) = match error.kind() {
        ErrorKind::UnknownArgument => {
            (format!("「{arg}」というオプションはありません。"), suggested(ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidSubcommand => (
            format!("「{}」というコマンドはありません。", text(ContextKind::InvalidSubcommand)),
            suggested(ContextKind::SuggestedSubcommand),
        ),
        ErrorKind::MissingRequiredArgument => (format!("「{arg}」を指定してください。"), String::new()),
        ErrorKind::MissingSubcommand => ("コマンドを指定してください。".to_owned(), String::new()),
        ErrorKind::InvalidValue if value.is_empty() => {
            (format!("「{arg}」の値がありません。"), String::new())
        }
        ErrorKind::InvalidValue => (
            format!("「{arg}」に「{value}」は指定できません。"),
            format!("次のどれかを指定してください: {}。", text(ContextKind::ValidValue)),
        ),
        ErrorKind::ValueValidation => {
            let form = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            (format!("「{arg}」の値「{value}」を読めません。"), format!("{form} の形で指定してください。"))
        }
        ErrorKind::ArgumentConflict => {
            (format!("「{arg}」と「{}」は同時に指定できません。", text(ContextKind::PriorArg)), String::new())
        }
        _ => ("コマンドの書き方が正しくありません。".to_owned(), String::new()),
    };
    format!("エラー: {message}\n  = 対処: {help}`kohyo --help` で使い方を確認できます。")
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each(command: &Command, of: &mut impl FnMut(&Command)) {
        of(command);
        command.get_subcommands().for_each(|sub| each(sub, of));
    }

    #[test]
    fn the_arguments_are_consistent() {
        command(Lang::Ja).debug_assert();
        command(Lang::En).debug_assert();
    }

    #[test]
    fn every_command_and_argument_has_help_in_both_languages() {
        // Official names may stand in English help too, Japanese sentences not.
        let fits = |text: &str, lang: Lang| match lang {
            Lang::Ja => text.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c)),
            Lang::En => !text.is_empty() && !text.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c)),
        };
        for lang in [Lang::Ja, Lang::En] {
            each(&command(lang), &mut |command| {
                let about = command.get_about().map(ToString::to_string).unwrap_or_default();
                assert!(fits(&about, lang), "{}: {about}", command.get_name());
                for arg in command.get_arguments() {
                    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                    assert!(fits(&help, lang), "{} {}: {help}", command.get_name(), arg.get_id());
                }
            });
        }
    }

    #[test]
    fn every_command_has_its_place_in_the_year() {
        for lang in [Lang::Ja, Lang::En] {
            let help = command(lang).render_help().to_string();
            for sub in command(lang).get_subcommands() {
                let line = format!("\n  {} ", sub.get_name());
                assert_eq!(help.matches(&line).count(), 1, "{}: {help}", sub.get_name());
            }
            let others = said(WORK[WORK.len() - 1].0, lang);
            assert!(!help.contains(&format!("{others}:")), "a command stands in no part of the year: {help}");
        }
    }

    #[test]
    fn help_reads_as_it_should() {
        for (lang, name) in [(Lang::Ja, "help_ja"), (Lang::En, "help_en")] {
            let mut help = String::new();
            let mut built = command(lang).term_width(100);
            built.build();
            each(&built, &mut |command| {
                help.extend([command.clone().render_help().to_string().as_str(), "\n\n"]);
            });
            insta::assert_snapshot!(name, help);
        }
    }

    #[test]
    fn mistakes_are_named_in_japanese() {
        for (args, wanted) in [
            (vec!["kohyo", "buld"], "「build」ではありませんか。"),
            (vec!["kohyo", "build", "--bse-url", "x"], "「--bse-url」というオプションはありません。"),
            (
                vec!["kohyo", "check", "--format", "xml"],
                "次のどれかを指定してください: human、json、sarif、github。",
            ),
            (vec!["kohyo", "build", "--as-of", "昨日"], "YYYY-MM-DD の形で"),
            (vec!["kohyo", "-q", "-v", "build"], "同時に指定できません"),
        ] {
            let error = command(Lang::Ja).try_get_matches_from(&args).unwrap_err();
            let text = japanese(&error);
            assert!(text.contains(wanted), "{args:?}: {text}");
        }
    }
}
