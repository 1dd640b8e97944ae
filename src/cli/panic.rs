//! A fault of kohyo itself, told plainly.

use std::panic::{self, PanicHookInfo};

use super::terminal;
use crate::finding::Lang;
use crate::privacy;

/// From now on a panic prints a message for people; with `RUST_BACKTRACE` also the usual one.
pub(super) fn install(lang: Lang) {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        terminal::complain(&message(info, lang));
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
            usual(info);
        }
    }));
}

fn message(info: &PanicHookInfo<'_>, lang: Lang) -> String {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    // A message about a text can quote it.
    let what = privacy::redacted(info.payload_as_str().unwrap_or_default());
    match lang {
        Lang::Ja => format!(
            "内部エラー: kohyo の不具合です。前回の出力はそのまま残っています。\n  = 対処: 次の行を添えて開発者に知らせてください。\n  {place}: {what}"
        ),
        Lang::En => format!(
            "internal error: this is a fault of kohyo. The previous output is left as it was.\n  = help: please report it with this line:\n  {place}: {what}"
        ),
    }
}
