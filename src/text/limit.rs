//! How large what kohyo reads may be, in one table: far beyond what an office writes, and small enough that no input takes a
//! computer for an hour. What is larger is refused by name; the README lists the same figures. What only one reader knows
//! (the pages of a PDF, the parts of an archive) is bounded there.

/// Bytes of a text: an evaluation, `municipality.md`, `portal.toml`, `allow.toml`, `redirects.csv` and the like. The largest
/// evaluation known has 1.5 MB.
pub const TEXT: u64 = 4 << 20;

/// Bytes of a file that kohyo wrote itself and reads again: the record of addresses, a baseline, a list of files.
pub const OWN: u64 = 256 << 20;

/// Bytes of an original that is imported, or of a file of a theme.
pub const ORIGINAL: u64 = 256 << 20;

/// Headings of an evaluation. Real ones that were imported have up to 553.
pub const HEADINGS: usize = 10_000;

/// Rows of the tables of an evaluation. Real ones that were imported have up to 166.
pub const ROWS: usize = 20_000;

/// Boxes and items of lists of an evaluation. Real ones that were imported have up to 648 boxes.
pub const BOXES: usize = 50_000;

/// Places of an evaluation that look like emphasis, links, code and the like, each of which is reported.
pub const MARKUP: usize = 50_000;

/// Characters of a message; what it quotes beyond that is left out.
pub const MESSAGE: usize = 1_000;

/// Findings of one rule in one file that are shown to people one by one. JSON, SARIF and the list of accepted findings have
/// all of them.
pub const SHOWN: usize = 100;

/// Threads that work at once, whatever `RAYON_NUM_THREADS` says.
pub const THREADS: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_readmes_have_the_same_figures() {
        let japanese = include_str!("../../README.md");
        let english = include_str!("../../.github/english/README.md");
        for (ja, en, figure) in [
            ("文章のファイル", "a file of text", format!("{} MiB", TEXT >> 20)),
            (
                "取り込む原本、テーマのファイル、記録や一覧のファイル",
                "an original to import, a file of a theme, a record or a list",
                format!("{} MiB", ORIGINAL >> 20),
            ),
            ("評価書1件の見出し", "headings of an evaluation", HEADINGS.to_string()),
            ("評価書1件の表の行", "rows of tables of an evaluation", ROWS.to_string()),
            (
                "評価書1件の選択肢などの箇条",
                "options and other list items of an evaluation",
                BOXES.to_string(),
            ),
            (
                "評価書1件の強調・リンクなどの形をした記載",
                "places of an evaluation that look like emphasis, links and the like",
                MARKUP.to_string(),
            ),
            (
                "1つのファイルについて、1つの規則が画面に並べる指摘",
                "findings of one rule about one file on the screen",
                SHOWN.to_string(),
            ),
            ("1つの指摘の文", "the sentence of a finding", MESSAGE.to_string()),
            (
                "同時に働くスレッド(`RAYON_NUM_THREADS`)",
                "threads that work at once (`RAYON_NUM_THREADS`)",
                THREADS.to_string(),
            ),
        ] {
            for (readme, what) in [(japanese, ja), (english, en)] {
                let row = format!("\n| {what} | {figure}");
                let rest = readme.split_once(&row).map(|(_, rest)| rest);
                assert!(rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit())), "{row}");
            }
        }
        assert_eq!(OWN, ORIGINAL);
    }
}
