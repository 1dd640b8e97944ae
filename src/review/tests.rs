use std::collections::BTreeMap;
use std::fs;

use super::*;
use crate::import::{Given, Source, files, import_all, original};

const TODAY: Date = Date::constant(2026, 3, 20);

/// A content folder with one imported evaluation.
struct Desk {
    folder: tempfile::TempDir,
    room: Room,
    name: String,
}

impl Desk {
    fn of(fixture: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/originals/fixtures").join(fixture);
        let bytes = fs::read(&file).expect("a fixture");
        let sheet = original::read(&bytes).expect("an original").expect("readable");
        let hash = crate::text::checksum::hex(&<sha2::Sha256 as sha2::Digest>::digest(&bytes));
        let given = Given { sources: vec![(fixture.to_owned(), hash)], ..Given::default() };
        let imported = import_all(&[Source::Original(sheet)], &given).expect("an evaluation");
        let name = files::name(&imported).expect("a name");
        let into = folder.path().join("mihon");
        fs::create_dir(&into).expect("a folder");
        files::write(&into, &name, &imported, &[file.display().to_string()], None).expect("written");
        let room = Room::new(folder.path(), Lang::Ja, || TODAY).expect("a room");
        Self { folder, room, name }
    }

    fn path(&self, suffix: &str) -> PathBuf {
        self.folder.path().join("mihon").join(format!("{}{suffix}", self.name))
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path(".md")).expect("the text")
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let files = walkdir::WalkDir::new(self.folder.path()).into_iter().flatten();
        let files = files.filter(|entry| entry.file_type().is_file());
        files.map(|entry| (entry.path().to_owned(), fs::read(entry.path()).expect("bytes"))).collect()
    }

    fn review(&self) -> Review {
        self.room.find("mihon", &self.name).map_err(|no| no.1).expect("a review")
    }

    fn form(&self, more: &str) -> String {
        format!("token={}&seen={}&{more}", self.room.token, self.review().seen)
    }

    fn act(&self, form: &str) -> Reply {
        self.room.act("mihon", &self.name, form)
    }

    /// Does it, and expects that to go well.
    fn done(&self, more: &str) -> String {
        match self.act(&self.form(more)) {
            Reply::Go(to) => to,
            other => panic!("{more}: {other:?}"),
        }
    }

    /// Does it, and expects to be told why not, with nothing written.
    fn refused(&self, form: &str, status: u16, name: &str) {
        let before = self.files();
        match self.act(form) {
            Reply::Page(own, html) => {
                assert_eq!(own, status, "{form}");
                assert!(html.contains(word(Lang::Ja, name)), "{form}: {html}");
            }
            other => panic!("{form}: {other:?}"),
        }
        assert!(self.files() == before, "{form}");
    }

    fn html(&self, query: &str) -> String {
        match self.room.show("mihon", &self.name, query) {
            Reply::Page(200, html) => html,
            other => panic!("{query}: {other:?}"),
        }
    }

    /// Makes some boxes of the text open, as an import would.
    fn lose(&self, from: &str) -> Vec<usize> {
        let text = self.text();
        let at = text.find(from).expect("the heading");
        let lines = text[at..].lines().skip(1).take_while(|line| line.starts_with("- [") || line.is_empty());
        let first = text[..at].lines().count() + 1;
        let boxes: Vec<usize> = lines
            .enumerate()
            .filter(|(_, line)| line.starts_with("- ["))
            .map(|(index, _)| first + index + 1)
            .collect();
        let made: String =
            text.split_inclusive('\n')
                .enumerate()
                .map(|(index, line)| {
                    if boxes.contains(&(index + 1)) { format!("- [?{}", &line[4..]) } else { line.to_owned() }
                })
                .collect();
        fs::write(self.path(".md"), made).expect("written");
        boxes
    }
}

/// The first item with more than two boxes, of which one or several may be chosen.
fn with_boxes(desk: &Desk, one: bool) -> (usize, String) {
    let review = desk.review();
    let at = review.stops.iter().position(|stop| stop.boxes.len() > 2 && stop.one == one).expect("boxes");
    let text = desk.text();
    (at, text.lines().nth(review.stops[at].line - 1).expect("a heading").to_owned())
}

#[test]
fn every_item_has_its_page_and_says_what_was_read() {
    let desk = Desk::of("kiso-hozon.pdf");
    let review = desk.review();
    assert!(review.stops.len() > 20);
    let (mut pictures, mut outlined) = (0, 0);
    for (at, stop) in review.stops.iter().enumerate() {
        let html = desk.html(&format!("at={at}"));
        pictures += usize::from(html.contains("/page/0/"));
        outlined += usize::from(html.contains("<rect "));
        if let Some(label) = stop.path.last() {
            assert!(html.contains(&label.replace('&', "&amp;").replace('"', "&quot;")), "{label}");
        }
    }
    assert_eq!(pictures, review.stops.len());
    assert!(outlined * 10 >= pictures * 9, "{outlined} of {pictures}");
    let Reply::Picture(png) = desk.room.picture("mihon", &desk.name, 0, 1) else { panic!("no picture") };
    assert!(png.starts_with(b"\x89PNG"));
    for (original, page) in [(1, 1), (0, 0), (0, 999)] {
        let none = desk.room.picture("mihon", &desk.name, original, page);
        assert!(matches!(none, Reply::Page(404, _)), "{none:?}");
    }
}

#[test]
fn a_workbook_is_shown_as_rows() {
    let desk = Desk::of("kiso-hozon.xlsx");
    let html = desk.html("at=3");
    assert!(html.contains("class=\"here\"") && !html.contains("<img"), "{html}");
}

#[test]
fn a_mark_is_written_and_nothing_else() {
    let desk = Desk::of("kiso-hozon.pdf");
    for one in [true, false] {
        let (at, heading) = with_boxes(&desk, one);
        let boxes = desk.lose(&heading);
        let lost = desk.text();
        assert!(boxes.len() > 2 && desk.review().stops[at].lost() == boxes.len());
        // It cannot be confirmed yet.
        desk.refused(&desk.form(&format!("at={at}&do=confirm")), 400, "no_lost");
        let to = desk.done(&format!("at={at}&box={}:x", boxes[1]));
        assert!(to.ends_with(&format!("?at={at}&said=marked")), "{to}");
        let wanted: String = lost
            .split_inclusive('\n')
            .enumerate()
            .map(|(index, line)| match boxes.iter().position(|own| *own == index + 1) {
                Some(1) => line.replacen("[?]", "[x]", 1),
                Some(_) if one => line.replacen("[?]", "[ ]", 1),
                _ => line.to_owned(),
            })
            .collect();
        assert_eq!(desk.text(), wanted);
        if !one {
            desk.done(&format!("at={at}&box={}:-", boxes[1]));
            desk.done(&format!("at={at}&box=rest"));
            assert!(desk.review().stops[at].boxes.iter().all(|(_, mark)| *mark == Mark::Blank));
        }
        desk.done(&format!("at={at}&do=confirm"));
        // Only boxes of the item, and only marks.
        for value in
            ["1:x", "x", "", "99999:x", "-1:x", &format!("{}:?", boxes[0]), &format!("{}:xx", boxes[0])]
        {
            desk.refused(&desk.form(&format!("at={at}&box={value}")), 400, "no_box");
        }
    }
}

#[test]
fn nothing_is_written_without_the_token_or_over_a_change() {
    let desk = Desk::of("kiso-hozon.pdf");
    let (at, heading) = with_boxes(&desk, false);
    let boxes = desk.lose(&heading);
    let seen = desk.review().seen;
    let act = format!("at={at}&box={}:x", boxes[0]);
    for token in [
        "",
        "token=",
        "token=0",
        &format!("token={}", "0".repeat(32)),
        &format!("token={}0", desk.room.token),
    ] {
        desk.refused(&format!("{token}&seen={seen}&{act}"), 403, "no_token");
    }
    let form = desk.form(&act);
    fs::write(desk.path(".md"), desk.text() + "\n<!-- x -->\n").expect("written");
    desk.refused(&form, 409, "no_changed");
    desk.refused(&form.replace(&act, "at=0&do=confirm"), 409, "no_changed");
    desk.done(&act);
    assert!(desk.text().ends_with("<!-- x -->\n"));
}

#[test]
fn what_is_confirmed_stays_so_while_the_text_is_the_same() {
    let desk = Desk::of("kiso-mincho.pdf");
    let all = desk.review().count().all;
    assert!(all >= 4);
    let checklist = || {
        fs::read_to_string(desk.folder.path().join(format!("mihon/.import/{}.checklist.md", desk.name)))
            .expect("a checklist")
    };
    assert!(desk.done("at=0&do=confirm").contains("said=confirmed"));
    assert_eq!(desk.review().count().confirmed, 1);
    assert!(
        checklist().contains("- [x] 評価書番号") && !checklist().contains("- [ ] 様式"),
        "{}",
        checklist()
    );
    desk.done("at=0&do=undo");
    assert_eq!(desk.review().count().confirmed, 0);
    assert!(!checklist().contains("- [x]"));
    // A tick made by hand counts.
    let path = desk.folder.path().join(format!("mihon/.import/{}.checklist.md", desk.name));
    let ticked = checklist().replace("- [ ] 図・別紙", "- [x] 図・別紙") + "\n控え: 電話で確認\n";
    fs::write(&path, ticked).expect("written");
    assert_eq!(desk.review().count().confirmed, 1);
    desk.done("at=0&do=confirm");
    assert_eq!(desk.review().count().confirmed, 2);
    assert!(checklist().contains("控え: 電話で確認"));
    fs::write(&path, checklist().replace("- [x] 図・別紙", "- [ ] 図・別紙")).expect("written");
    assert_eq!(desk.review().count().confirmed, 1);
    // Another text is another place.
    fs::write(desk.path(".md"), desk.text().replacen("number: \"", "number: \"9", 1)).expect("written");
    assert_eq!(desk.review().count().confirmed, 0);
}

#[test]
fn the_comparison_is_recorded_when_everything_is_confirmed() {
    let desk = Desk::of("kiso-mincho.pdf");
    let form = "date=2026-03-19&by=%E4%BF%9D%E9%99%BA%E5%B9%B4%E9%87%91%E8%AA%B2&do=verify";
    desk.refused(&desk.form(form), 400, "no_open");
    let mut at = 0;
    let mut stops = 0;
    while let Some(next) = desk.review().next_open(at) {
        if desk.review().stops[next].lost() > 0 {
            desk.done(&format!("at={next}&box=rest"));
        }
        desk.done(&format!("at={next}&do=confirm"));
        (at, stops) = (next, stops + 1);
        assert!(stops < 500);
    }
    assert!(desk.review().count().is_done());
    let html = desk.html("");
    assert!(html.contains("name=\"by\"") && html.contains("2026-03-20"), "{html}");
    for (by, date, name) in [
        ("", "2026-03-19", "no_by"),
        ("%0A", "2026-03-19", "no_by"),
        (&"a".repeat(61), "2026-03-19", "no_by"),
        ("a%0Ab", "2026-03-19", "no_by"),
        ("%E8%AA%B2123456789018", "2026-03-19", "no_number"),
        ("x", "2026-03-21", "no_date"),
        ("x", "", "no_date"),
        ("x", "2026-02-30", "no_date"),
    ] {
        desk.refused(&desk.form(&format!("date={date}&by={by}&do=verify")), 400, name);
    }
    let before = desk.text();
    desk.done(form);
    let line = "verified: {date: 2026-03-19, by: 保険年金課}";
    let without = |text: &str| {
        text.lines()
            .filter(|line| !line.starts_with("verified:") && *line != crate::import::VERIFY)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(desk.text().contains(&format!("\n{line}\n---\n")));
    assert_eq!(without(&desk.text()), without(&before));
    // That it was verified undoes no confirmation.
    assert!(desk.review().count().is_done());
    assert!(desk.html("").contains("保険年金課"));
}

#[test]
fn what_check_says_is_on_the_list_while_the_text_is_the_same() {
    let desk = Desk::of("kiso-mincho.pdf");
    let before = desk.review().count().all;
    let review = desk.review();
    let source = Arc::new(crate::text::source::Source::new(review.shown.clone(), desk.text()));
    let body = source.text().find("\n---\n").expect("a front matter");
    let at = body + source.text()[body..].find("\n# ").expect("a heading") + 1;
    let place = crate::finding::Place::at(&source, crate::text::source::Span::new(at, at + 1));
    let said =
        |id| Finding::of(id, place.clone(), Text::new("<b>ここ</b>", "here"), Text::new("見る", "look"));
    desk.room.learn(&[said("FORM-07"), said("VER-01"), said("META-01")]);
    let review = desk.review();
    assert_eq!(review.count().all, before + 2);
    let stop =
        review.stops.iter().position(|stop| stop.things.iter().any(|t| t.id == "FORM-07")).expect("there");
    let html = desk.html(&format!("at={stop}"));
    assert!(html.contains("&lt;b&gt;ここ") && !html.contains("<b>"), "{html}");
    // An error is mended, not confirmed.
    desk.done(&format!("at={stop}&do=confirm"));
    let states: Vec<_> = desk.review().stops[stop].things.iter().map(|t| (t.id.clone(), t.state)).collect();
    assert!(states.contains(&("FORM-07".to_owned(), list::State::Confirmed)), "{states:?}");
    assert!(states.contains(&("META-01".to_owned(), list::State::Wrong)), "{states:?}");
    let checklist =
        fs::read_to_string(desk.folder.path().join(format!("mihon/.import/{}.checklist.md", desk.name)));
    let checklist = checklist.expect("a checklist");
    assert!(
        checklist.contains("## kohyo check で見つかったところ") && checklist.contains("(FORM-07)"),
        "{checklist}"
    );
    // What somebody writes behind it, or into it, stays.
    let path = desk.folder.path().join(format!("mihon/.import/{}.checklist.md", desk.name));
    let noted = checklist.replacen("見つかったところ\n\n", "見つかったところ\n\nここを見る\n", 1);
    fs::write(&path, noted + "控え: 電話で確認\n- [ ] 別紙を取り寄せる\n").expect("written");
    for act in ["undo", "confirm"] {
        desk.done(&format!("at={stop}&do={act}"));
        let list = fs::read_to_string(&path).expect("a checklist");
        for own in ["ここを見る\n", "控え: 電話で確認\n", "- [ ] 別紙を取り寄せる\n", "(FORM-07)"]
        {
            assert_eq!(list.matches(own).count(), 1, "{act} {own}: {list}");
        }
    }
    desk.done(&format!("at={stop}&do=undo"));
    // Where the text has changed since, nobody says that it is still so.
    let text = desk.text();
    fs::write(desk.path(".md"), format!("{}# x{}", &text[..at], &text[at + 2..])).expect("written");
    assert!(desk.review().stops.iter().all(|stop| stop.things.iter().all(|thing| thing.id != "FORM-07")));
}

#[test]
fn an_original_that_is_gone_or_another_is_said() {
    let desk = Desk::of("kiso-hozon.pdf");
    let path = desk.folder.path().join(format!("mihon/.import/{}.places.json", desk.name));
    let sidecar = fs::read_to_string(&path).expect("a sidecar");
    let mut value: serde_json::Value = serde_json::from_str(&sidecar).expect("JSON");
    value["originals"][0]["path"] = "gone.pdf".into();
    fs::write(&path, value.to_string()).expect("written");
    assert!(desk.html("at=2").contains("取り込んだときの場所にありません"));
    fs::write(desk.folder.path().join("mihon/gone.pdf"), "%PDF-1.4 another").expect("written");
    let html = desk.html("at=2");
    assert!(html.contains("内容が違う") && html.contains("取り込んだ記載"), "{html}");
}

#[test]
fn only_evaluations_that_are_there_have_pages() {
    let desk = Desk::of("kiso-hozon.pdf");
    for (folder, name) in [
        ("..", "x"),
        ("mihon", "../x"),
        ("mihon", ""),
        ("mihon/..", &*desk.name),
        (".", "."),
        ("mihon", ".import"),
    ] {
        assert!(matches!(desk.room.show(folder, name, ""), Reply::Page(404, _)), "{folder} {name}");
    }
    assert!(matches!(desk.room.show("mihon", &desk.name, "at=99999"), Reply::Page(404, _)));
    let Reply::Page(200, html) = desk.room.index() else { panic!("no list") };
    assert!(html.contains(&format!("/review/mihon/{}/", desk.name)), "{html}");
    let empty = tempfile::tempdir().expect("a folder");
    let none = Room::new(empty.path(), Lang::En, || TODAY).expect("a room").index();
    assert!(matches!(none, Reply::Page(200, html) if html.contains("No evaluation has been imported")));
}

#[test]
fn hostile_texts_stay_texts() {
    let desk = Desk::of("kiso-hozon.pdf");
    let evil = "<script>alert(1)</script>\"'{{ token }}";
    let text = desk.text().replacen(
        "\n## ",
        &format!("\n## {evil}\n- [?] {evil}\n\n| {evil} |\n| --- |\n| {evil} |\n\n> 注記: {evil}\n\n## "),
        1,
    );
    fs::write(desk.path(".md"), text).expect("written");
    let review = desk.review();
    for at in 0..review.stops.len() {
        let html = desk.html(&format!("at={at}&said={evil}"));
        assert!(!html.contains("<script>") && html.matches(&desk.room.token).count() == 1, "{html}");
    }
    assert!(!desk.html("").contains("<script>"));
}

#[test]
fn files_keep_their_rights() {
    let desk = Desk::of("kiso-hozon.pdf");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(desk.path(".md"), fs::Permissions::from_mode(0o664)).expect("rights");
        let (at, heading) = with_boxes(&desk, false);
        let boxes = desk.lose(&heading);
        desk.done(&format!("at={at}&box={}:x", boxes[0]));
        let mode = fs::metadata(desk.path(".md")).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o664);
    }
}
