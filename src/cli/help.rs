//! Help texts and mistakes in the arguments, in both languages.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory as _};

use super::arguments::Arguments;
use super::{Exit, terminal};
use crate::finding::Lang;

/// English help, by argument.
const ARGUMENTS: &[(&str, &str)] = &[
    ("content", "Content folder"),
    ("output", "Output folder"),
    ("lang", "Language of messages (else that of the environment)"),
    ("quiet", "Print errors only"),
    ("verbose", "Print more"),
    ("help", "Print this help"),
    ("version", "Print the version"),
    ("theme", "Name or folder of a theme"),
    ("base_url", "Address at which the site will stand"),
    ("as_of", "Reference day, e.g. 2026-04-01 (else SOURCE_DATE_EPOCH)"),
    ("only", "Build a part only (for trials; links to lists are broken)"),
    ("format", "How the result is printed"),
    (
        "report",
        "File (.md for a pull request, .html for an A4 sheet) or folder (both) to say in what changed since --previous",
    ),
    ("previous", "Content folder to compare with"),
    ("timings", "Print how long each step took"),
    ("strict", "Exit with 1 on warnings too"),
    ("explain", "Explain a rule, e.g. PRIV-01 (all: a table of every rule)"),
    ("baseline", "File of accepted warnings and notes; say only what is not in it"),
    ("write_baseline", "Accept all warnings and notes there are now and write them to --baseline"),
    ("addr", "Address to listen on"),
    ("query", "What to look for, e.g. word -word \"exact phrase\""),
    ("limit", "How many hits are shown (1 to 100)"),
    ("details", "Add counts and the like to JSON"),
];

/// English help, by command.
const COMMANDS: &[(&str, &str)] = &[
    ("kohyo", "Builds public sites of Japanese specific personal information protection assessments (PIA)."),
    ("build", "Build the site and publish it to the output folder"),
    ("check", "Check the content and say what has to be mended"),
    ("status", "Say what is due and what is there, for the publisher alone"),
    ("serve", "Show the site locally and rebuild it at every edit"),
    ("init", "Make an empty portal"),
    ("new", "Begin an empty evaluation of the current form"),
    ("allow", "Record that a number is no individual number"),
    ("retire", "Record that a published address is taken down"),
    ("search", "Search the built site"),
    ("import", "Bring in the text of originals"),
];

/// The command line, with its help in one language.
pub(super) fn command(lang: Lang) -> Command {
    in_language(Arguments::command(), lang)
}

fn in_language(command: Command, lang: Lang) -> Command {
    let (usage, options, arguments, commands) = match lang {
        Lang::Ja => ("使い方", "オプション", "引数", "コマンド"),
        Lang::En => ("Usage", "Options", "Arguments", "Commands"),
    };
    let template = format!("{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}");
    let ids: Vec<(String, bool)> =
        command.get_arguments().map(|arg| (arg.get_id().to_string(), arg.is_positional())).collect();
    let mut command = command.help_template(template).subcommand_help_heading(commands);
    if lang == Lang::En
        && let Some((_, text)) = COMMANDS.iter().find(|(name, _)| *name == command.get_name())
    {
        command = command.about(*text);
    }
    for (id, positional) in ids {
        let english = ARGUMENTS
            .iter()
            .chain(super::import::ARGUMENTS)
            .chain(super::init::ARGUMENTS)
            .chain(super::new::ARGUMENTS)
            .chain(super::retire::ARGUMENTS)
            .chain(super::allow::ARGUMENTS)
            .chain(super::status::ARGUMENTS)
            .find(|(name, _)| *name == id);
        command = command.mut_arg(id, |arg| {
            let arg = arg.help_heading(if positional { arguments } else { options });
            match (lang, english) {
                (Lang::En, Some((_, text))) => with_values(arg.help(*text), lang),
                _ => with_values(arg, lang),
            }
        });
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    names
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, |sub| in_language(sub, lang)))
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
