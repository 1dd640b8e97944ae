//! What an import says to people: what was read, what became of corrections.

use super::super::terminal::Terminal;
use crate::content::Kind;
use crate::finding::{Lang, Text};
use crate::import::Imported;
use crate::import::files::{Before, Written};
use crate::privacy::masked;

/// What became of what somebody had corrected.
pub(super) fn settled(name: &str, written: &Written, against: bool, terminal: &Terminal) {
    match &written.before {
        Before::Replaced => {}
        Before::LeftAlone => terminal.note(&Text::new(
            format!(
                "{name}.md は手で直してあるので、そのまま残しました。見比べて、必要なところを移してください。"
            ),
            format!("{name}.md has been edited and was left alone. Compare, and take over what you need."),
        )),
        Before::Merged { news, conflicts } => {
            let (ja, en) = if *news {
                (
                    "取り込み直した文章の新しいところを加えました。照合済み(verified)なら、照合をやり直してください",
                    "What is new in the original was added; if it had been verified, compare again",
                )
            } else {
                ("新しいところはありません", "There is nothing new in the original")
            };
            terminal.note(&Text::new(
                format!("{name}.md で直したところは、そのまま残しました。{ja}。"),
                format!("What was corrected in {name}.md was kept. {en}."),
            ));
            for conflict in conflicts {
                let other = shortened(masked(&conflict.other.join(" ")));
                terminal.note(&Text::new(
                    format!("  {name}.md:{} 直した文章と取り込み直した文章が食い違います。取り込み直した文章: {other}", conflict.line),
                    format!("  {name}.md:{} the corrected text and the new import disagree; the import has: {other}", conflict.line),
                ));
            }
        }
    }
    let lines = written.carried.len();
    if lines > 0 {
        terminal.note(&Text::new(
            format!("前の評価書から{lines}行を引き継ぎました。照合の手引きに一覧があります。"),
            format!("{lines} lines were taken over from the earlier version; the checklist lists them."),
        ));
    } else if against {
        terminal.note(&Text::new(
            "前の評価書から引き継ぐところはありませんでした。",
            "There was nothing to take over from the earlier version.",
        ));
    }
}

/// As much of a disagreement as a terminal shows; the checklist has all of it.
fn shortened(text: String) -> String {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// What was read and what to look at.
pub(super) fn report(names: &[String], imported: &Imported, terminal: &Terminal) {
    let shown = names.join(" + ");
    let unknown = match terminal.lang {
        Lang::Ja => "(不明)",
        Lang::En => "(unknown)",
    };
    let identity = &imported.identity;
    let or = |value: Option<&str>| value.unwrap_or(unknown).to_owned();
    let number = or(identity.number.as_deref());
    let title = or(identity.title.as_deref());
    let kind = or(identity.kind.map(Kind::label));
    let agency = or(imported.agency.as_deref());
    let date = or(identity.published_as_written.as_deref());
    let percent = imported.placed_ratio * 100.0;
    let (warnings, unplaced) = (imported.warnings.len(), imported.unplaced.len());
    terminal.note(&Text::new(
        format!("{shown}: {agency} 評価書番号{number} {title}({kind}) 公表日 {date}\n  様式に置けた文字 {percent:.1}%、見るところ {warnings}か所、置き場所のない行 {unplaced}行"),
        format!("{shown}: {agency} no. {number} {title} ({kind}), published {date}\n  {percent:.1}% of the characters placed, {warnings} places to look at, {unplaced} rows without a place"),
    ));
    if terminal.verbose {
        for warning in &imported.warnings {
            let (part, line) = imported.place(warning.line);
            let name = names.get(part).map_or(shown.as_str(), String::as_str);
            let line = match imported.places.get(part).filter(|places| !places.is_empty()) {
                Some(_) => format!("{} {}", name, imported.label(warning.line)),
                None => format!("{name}:{line}"),
            };
            let line = format!("  {line} {} {}", warning.id, warning.message);
            terminal.note(&Text::new(line.clone(), line));
        }
    }
}
