//! Small regions, as they are drawn.

use super::*;

/// Letters of one text, 10 points each, drawn at one go.
fn drawn(run: usize, x: f64, y: f64, text: &str) -> Vec<Ink> {
    let letters = text.chars().enumerate();
    #[expect(clippy::cast_precision_loss, reason = "short texts")]
    let ink = |(at, c): (usize, char)| Ink {
        text: c.to_string(),
        x: x + at as f64 * 10.0,
        y,
        width: 10.0,
        size: 10.0,
        vertical: false,
        run,
    };
    letters.map(ink).collect()
}

fn read_all(parts: &[(f64, f64, &str)]) -> (Vec<String>, bool) {
    let ink: Vec<Ink> =
        parts.iter().enumerate().flat_map(|(run, (x, y, text))| drawn(run, *x, *y, text)).collect();
    let reading = read(&ink.iter().collect::<Vec<_>>(), (0.0, 300.0), true);
    (reading.lines, reading.doubtful)
}

#[test]
fn an_answer_in_the_middle_stands_before_its_options() {
    let (lines, _) = read_all(&[
        (0.0, 20.0, "[不正に使用され"),
        (0.0, 32.0, "るリスク]"),
        (100.0, 10.0, "<選択肢>"),
        (100.0, 22.0, "2)不正な提供が行われ"),
        (100.0, 34.0, "るリスク"),
        (220.0, 22.0, "3)漏えい"),
        (100.0, 46.0, "1)不正に使用されるリスク"),
    ]);
    assert_eq!(
        lines,
        [
            "[不正に使用されるリスク]",
            "<選択肢>",
            "1)不正に使用されるリスク",
            "2)不正な提供が行われるリスク",
            "3)漏えい"
        ]
    );
}

#[test]
fn brackets_in_the_middle_of_their_answer_hold_all_of_it_in_any_order() {
    let (lines, _) = read_all(&[
        (20.0, 10.0, "不正に使"),
        (0.0, 22.0, "["),
        (20.0, 22.0, "用される"),
        (70.0, 22.0, "]"),
        (100.0, 22.0, "4)漏えい"),
        (20.0, 34.0, "リスク"),
    ]);
    assert_eq!(lines.first().map(String::as_str), Some("[  不正に使用されるリスク  ]  4)漏えい"));
}

#[test]
fn ticks_stand_with_the_lines_they_mark() {
    let (lines, doubtful) = read_all(&[
        (0.0, 10.0, "[○]"),
        (0.0, 28.0, "[○]"),
        (50.0, 10.0, "本人"),
        (50.0, 22.0, "他の部署(市民課、税務課"),
        (50.0, 34.0, "、福祉課)"),
    ]);
    assert_eq!(
        (lines.join("/"), doubtful),
        ("[○]  本人/[○]  他の部署(市民課、税務課、福祉課)".to_owned(), false)
    );
    let (_, doubtful) = read_all(&[
        (0.0, 10.0, "[○]"),
        (0.0, 17.0, "[○]"),
        (50.0, 10.0, "本人"),
        (50.0, 22.0, "他の部署(市民課、税務課"),
        (50.0, 34.0, "、福祉課)"),
    ]);
    assert!(doubtful);
}

#[test]
fn columns_of_letters_are_read_from_right_to_left() {
    let (lines, _) = read_all(&[
        (100.0, 10.0, "特"),
        (100.0, 20.0, "定"),
        (100.0, 30.0, "個"),
        (88.0, 10.0, "人"),
        (88.0, 20.0, "情"),
        (88.0, 30.0, "報"),
    ]);
    assert_eq!(lines, ["特定個人情報"]);
}

#[test]
fn wrapped_lines_are_joined_and_set_breaks_are_kept() {
    let (lines, _) = read_all(&[
        (0.0, 10.0, "届出を受け付けた都度、内容を審査し、記録する。その後、本人に"),
        (0.0, 22.0, "通知する。"),
        (0.0, 34.0, "・年1回"),
    ]);
    assert_eq!(lines, ["届出を受け付けた都度、内容を審査し、記録する。その後、本人に通知する。", "・年1回"]);
}
