use super::*;

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::create_dir(place.to()).expect("a folder");
        place
    }

    fn from(&self) -> PathBuf {
        self.folder.path().join("output")
    }

    fn to(&self) -> PathBuf {
        self.folder.path().join("server")
    }

    fn deploy(&self, files: &[(&'static str, &str)]) -> Result<Deployed, Trouble> {
        let _ = fs::remove_dir_all(self.from());
        for (path, text) in files {
            let path = self.from().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let files =
            files.iter().map(|(path, text)| ((*path).to_owned(), File::of(text.as_bytes()))).collect();
        let from = self.from();
        Deployment::new(&from, files, &self.to())?.run()
    }

    fn there(&self) -> BTreeMap<String, String> {
        let (paths, _) = look_through(&self.to()).expect("readable");
        let text = |path: &String| fs::read_to_string(self.to().join(path)).unwrap_or_default();
        paths.into_iter().map(|path| (path.clone(), text(&path))).collect()
    }
}

fn map(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

const FIRST: [(&str, &str); 4] =
    [("index.html", "1"), ("a/index.html", "1"), ("static/x-1.css", "1"), ("search/current.json", "1")];
const SECOND: [(&str, &str); 4] =
    [("index.html", "2"), ("b/index.html", "1"), ("static/x-2.css", "1"), ("search/current.json", "1")];

#[test]
fn only_what_differs_is_touched_in_order() {
    let place = Place::new();
    let first = place.deploy(&FIRST).expect("deployed");
    assert_eq!(first.put, ["static/x-1.css", "a/index.html", "index.html", "search/current.json"]);
    assert_eq!(place.there(), map(&FIRST));
    fs::write(place.to().join(".htaccess"), "own").expect("a file");
    fs::write(place.to().join("a/note.txt"), "own").expect("a file");
    let second = place.deploy(&SECOND).expect("deployed");
    assert_eq!(second.put, ["static/x-2.css", "b/index.html", "index.html"]);
    assert_eq!(
        (second.kept, second.deleted),
        (1, vec!["a/index.html".to_owned(), "static/x-1.css".to_owned()])
    );
    assert_eq!(second.foreign, [".htaccess", "a/note.txt"]);
    let mut wanted = map(&SECOND);
    wanted.extend(map(&[(".htaccess", "own"), ("a/note.txt", "own")]));
    assert_eq!(place.there(), wanted);
    let third = place.deploy(&SECOND).expect("deployed");
    assert_eq!((third.put.len(), third.deleted.len(), third.kept), (0, 0, 4));
}

#[test]
fn what_somebody_changed_is_put_there_anew() {
    let place = Place::new();
    place.deploy(&FIRST).expect("deployed");
    // As long as before, which no size tells.
    let changed = place.to().join("index.html");
    fs::write(&changed, "x").expect("a file");
    // The clock of a file system may be slow.
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(2);
    fs::File::options().write(true).open(&changed).and_then(|file| file.set_modified(later)).expect("a time");
    // Touched, and the same all the same.
    let touched = fs::File::options().write(true).open(place.to().join("a/index.html")).expect("a file");
    touched.set_modified(later).expect("a time");
    let again = place.deploy(&FIRST).expect("deployed");
    assert_eq!((again.put, again.kept), (vec!["index.html".to_owned()], 3));
    assert_eq!(place.there(), map(&FIRST));
    assert_eq!(place.deploy(&FIRST).expect("deployed").kept, 4);
    // A list that says nothing of times is one of an older kohyo: what is there is read.
    let mut list = read_list(&place.to()).expect("a list").expect("a list");
    assert_eq!(list.written.len(), 4);
    list.written.clear();
    write_list(&place.to(), &list).expect("written");
    fs::write(&changed, "y").expect("a file");
    assert_eq!(place.deploy(&FIRST).expect("deployed").put, ["index.html"]);
}

#[test]
fn whoever_is_interrupted_runs_it_again() {
    // As it is after each number of steps: the list says what may be old or new.
    for steps in 0..=7_usize {
        let place = Place::new();
        place.deploy(&FIRST).expect("deployed");
        let put = ["static/x-2.css", "b/index.html", "index.html"];
        let mut list = read_list(&place.to()).expect("a list").expect("a list");
        list.files.extend(put.iter().map(|path| ((*path).to_owned(), None)));
        if steps > 0 {
            write_list(&place.to(), &list).expect("written");
        }
        for path in put.iter().take(steps.saturating_sub(1)) {
            let target = place.to().join(path);
            fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
            fs::write(target, map(&SECOND)[*path].as_str()).expect("a file");
        }
        for path in ["a/index.html", "static/x-1.css"].iter().take(steps.saturating_sub(4)) {
            fs::remove_file(place.to().join(path)).expect("removed");
        }
        fs::write(place.to().join("static").join(PART), "half").expect("a file");
        place.deploy(&SECOND).expect("deployed");
        assert_eq!(place.there(), map(&SECOND), "{steps}");
        assert!(!place.to().join("static").join(PART).exists(), "{steps}");
    }
}

#[test]
fn a_list_that_was_not_finished_is_nobodys_file() {
    let place = Place::new();
    fs::write(place.to().join(".kohyo-a1B2c3"), "{").expect("a file");
    place.deploy(&FIRST).expect("deployed");
    assert_eq!(place.there(), map(&FIRST));
    assert!(!place.to().join(".kohyo-a1B2c3").exists());
    // A name that is only like it is somebody's.
    fs::write(place.to().join(".kohyo-notes.txt"), "own").expect("a file");
    assert_eq!(place.deploy(&FIRST).expect("deployed").foreign, [".kohyo-notes.txt"]);
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let place = Place::new();
    fs::write(place.to().join("letter.docx"), "own").expect("a file");
    let refused = place.deploy(&FIRST).expect_err("not ours");
    assert!(refused.message.ja.contains("letter.docx"), "{}", refused.message.ja);
    assert_eq!(place.there(), map(&[("letter.docx", "own")]));
    fs::remove_dir_all(place.to()).expect("removed");
    assert!(place.deploy(&FIRST).is_err(), "a folder that is not there may be a disk that is not mounted");
    assert!(!place.to().exists());
    // A copy of this very site that was made by hand is taken over.
    let place = Place::new();
    fs::write(place.to().join("index.html"), "1").expect("a file");
    let done = place.deploy(&FIRST).expect("deployed");
    assert_eq!(done.kept, 1);
    // A file of somebody else where one of ours belongs.
    fs::write(place.to().join("robots.txt"), "own").expect("a file");
    assert!(place.deploy(&[("index.html", "1"), ("robots.txt", "1")]).is_err());
    assert_eq!(place.there()["robots.txt"], "own");
    fs::write(place.to().join(LIST), "{").expect("a file");
    assert!(place.deploy(&FIRST).is_err(), "a list that is damaged says nothing");
}

#[test]
fn the_site_is_not_put_into_itself() {
    let place = Place::new();
    place.deploy(&FIRST).expect("deployed");
    let from = place.from();
    for to in [from.clone(), from.join("a"), place.folder.path().to_owned()] {
        assert!(Deployment::new(&from, BTreeMap::new(), &to).is_err(), "{}", to.display());
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let place = Place::new();
    place.deploy(&FIRST).expect("deployed");
    let outside = place.folder.path().join("outside");
    fs::create_dir(&outside).expect("a folder");
    std::os::unix::fs::symlink(&outside, place.to().join("b")).expect("a link");
    assert!(place.deploy(&SECOND).is_err());
    assert_eq!(fs::read_dir(&outside).expect("a folder").count(), 0);
}

#[test]
fn a_page_may_come_where_a_folder_was_and_the_other_way_round() {
    let place = Place::new();
    place.deploy(&[("x/y.csv", "1"), ("z", "1")]).expect("deployed");
    let turned = [("x", "1"), ("z/y.csv", "1")];
    place.deploy(&turned).expect("deployed");
    assert_eq!(place.there(), map(&turned));
}
