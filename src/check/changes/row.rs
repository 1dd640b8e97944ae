//! Each row by itself: CHG-02 (timing and explanation), CHG-08 (what the timing says), CHG-12 (nothing changes), CHG-14
//! (the date is that of the row above) and CHG-16 (同上).

use super::Log;
use crate::assessment::{ChangeDate, ChangeRow, RowKind};
use crate::finding::{Finding, Text};
use crate::text::folding::fold;

impl Log<'_> {
    /// CHG-12: rows that change nothing one can see.
    pub(super) fn no_change(&self) -> Vec<Finding> {
        let silent = |row: &ChangeRow| {
            row.kinds.contains(&RowKind::NoVisibleDifference)
                && !row.kinds.iter().any(|kind| matches!(kind, RowKind::Material | RowKind::Elided))
                && !row.after.text.trim().is_empty()
                && !explains_nothing_changed(&row.reason.text)
        };
        let same = self.rows().filter(|(_, row)| silent(row));
        same.map(|(_, row)| {
            Finding::of(
                "CHG-12",
                self.place(row.after.span),
                Text::new("変更前と変更後が同じ記載です。", "Before and after read the same."),
                Text::new(
                    "違い(線、色、図など)が変換で失われていないか、原本を確認してください。",
                    "Look at the original: the difference (lines, colours, drawings) may have been lost.",
                ),
            )
        })
        .collect()
    }

    /// CHG-16: 同上 instead of a text. A row is read alone where it is found by search or at its item.
    pub(super) fn same_as_above(&self) -> Vec<Finding> {
        let says = |text: &str| matches!(fold(text).as_str(), "同上" | "〃" | "々");
        let cells = self.rows().filter_map(|(_, row)| {
            [&row.item, &row.before, &row.after].into_iter().find(|cell| says(&cell.text))
        });
        cells
            .map(|cell| {
                Finding::of(
                    "CHG-16",
                    self.place(cell.span),
                    Text::new(
                        format!("変更箇所の欄が「{}」だけです。", cell.text.trim()),
                        format!("A cell of the change log says only \"{}\".", cell.text.trim()),
                    ),
                    Text::new(
                        "原本を見て、上の行の続きなら1つの行にしてください。原本どおりなら、このままで構いません。",
                        "Look at the original: make it one row with the one above if it goes on from there; leave it if the original has it so.",
                    ),
                )
            })
            .collect()
    }

    /// CHG-14: rows whose date is that of the row above.
    pub(super) fn inherited(&self) -> Option<Finding> {
        // A person who writes 〃 means it; what the conversion joined, somebody should look at until it is verified.
        let meta = &self.assessment.meta;
        let converted =
            meta.verified.is_none() && meta.source.as_ref().is_some_and(|s| s.conversion.is_some());
        let mut rows = self.rows().filter(|(_, row)| match row.date {
            ChangeDate::Inherited { date } => converted || date.is_none(),
            _ => false,
        });
        let (_, first) = rows.next()?;
        let count = rows.count() + 1;
        Some(Finding::of(
            "CHG-14",
            self.place(first.span),
            Text::new(
                format!("変更日を上の行から補った行が{count}行あります。"),
                format!("{count} rows take their date from the row above."),
            ),
            Text::new(
                "原本のその欄が、上の行とまとめられているかを確認してください。",
                "See in the original whether the cell is joined with the one above.",
            ),
        ))
    }

    /// CHG-08: 提出時期 is 事前 or 事後. A row that continues another has none of its own.
    pub(super) fn timings(&self) -> Vec<Finding> {
        let wrong = |row: &ChangeRow| !matches!(fold(&row.timing.text).as_str(), "事前" | "事後");
        let own = |row: &ChangeRow| row.continues.is_none() || !row.timing.text.trim().is_empty();
        self.rows()
            .filter(|(_, row)| own(row) && wrong(row))
            .map(|(_, row)| {
                let written = row.timing.text.trim();
                let message = if written.is_empty() {
                    Text::new("変更箇所の提出時期が空欄です。", "提出時期 of this row is empty.")
                } else {
                    Text::new(
                        format!("変更箇所の提出時期「{written}」は、事前でも事後でもありません。"),
                        format!("提出時期 \"{written}\" is neither 事前 nor 事後."),
                    )
                };
                let help = Text::new(
                    "原本を確認し、「事前」か「事後」を書いてください。原本も空欄なら、このままで構いません。",
                    "Look at the original and write 事前 or 事後. Leave it if the original is empty there, too.",
                );
                let cell = if written.is_empty() { row.span } else { row.timing.span };
                Finding::of("CHG-08", self.place(cell), message, help)
            })
            .collect()
    }

    /// CHG-02: 事後, with an explanation that calls the change an important one.
    pub(super) fn timing(&self) -> Vec<Finding> {
        let after = |row: &ChangeRow| fold(&row.timing.text) == "事後" && says_important(&row.reason.text);
        self.rows()
            .filter(|(_, row)| after(row))
            .map(|(_, row)| {
                Finding::of(
                    "CHG-02",
                    self.place(row.reason.span),
                    Text::new(
                        "提出時期は事後ですが、説明は重要な変更としています。",
                        "The row is 事後, and its explanation calls the change an important one.",
                    ),
                    Text::new(
                        "説明の読み誤り(「あたらない」など)がないか確認してください。事前の提出・公表が義務付けられていない変更もあります。",
                        "See whether the explanation was misread (あたらない); not every change has to be submitted before.",
                    ),
                )
            })
            .collect()
    }
}

/// Whether an explanation says that only the look or the notation changed.
fn explains_nothing_changed(reason: &str) -> bool {
    ["変更はない", "変更なし", "変更はありません", "表記", "レイアウト"]
        .iter()
        .any(|word| reason.contains(word))
}

/// Whether an explanation says "重要な変更" without a negation behind it.
fn says_important(reason: &str) -> bool {
    const NEGATED: [&str; 9] = [
        "あたらない",
        "当たらない",
        "該当しない",
        "該当せず",
        "あたらず",
        "当たらず",
        "関与しない",
        "ではない",
        "でない",
    ];
    let reason = fold(reason);
    let mut rest = reason.as_str();
    let mut found = false;
    while let Some(at) = rest.find("重要な変更") {
        rest = &rest[at + "重要な変更".len()..];
        let near: String = rest.chars().take(20).collect();
        let near = near.split('。').next().unwrap_or_default();
        if NEGATED.iter().any(|word| near.contains(word)) || near.starts_with("以外") {
            return false;
        }
        found = true;
    }
    found
}
