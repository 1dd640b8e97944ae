use std::collections::BTreeSet;

use super::*;

fn publish(output: &Path, files: &[(&str, &str)]) -> Result<(), Trouble> {
    let site = Site::open(output)?;
    let stage = site.stage()?;
    for (path, text) in files {
        stage.write(path, text.as_bytes())?;
    }
    site.publish(stage.finish()?)
}

fn text(output: &Path, path: &str) -> Option<String> {
    fs::read_to_string(output.join(path)).ok()
}

#[test]
fn a_site_is_replaced_as_a_whole_and_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("a/output");
    publish(&output, &[("index.html", "1"), ("x/old.html", "1")]).unwrap();
    publish(&output, &[("index.html", "2")]).unwrap();
    assert_eq!(text(&output, "index.html").as_deref(), Some("2"));
    assert!(!output.join("x").exists());
    let beside: Vec<_> =
        fs::read_dir(folder.path().join("a/.kohyo")).unwrap().flatten().map(|e| e.file_name()).collect();
    assert_eq!(beside.len(), 4, "lock, the site before and the lists of files of both: {beside:?}");
}

#[test]
fn what_stays_the_same_keeps_its_time_and_what_was_changed_by_hand_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("output");
    let of = |path: &str| fs::metadata(output.join(path)).unwrap().modified().unwrap();
    let versions: [&[(&str, &str)]; 5] = [
        &[("a.html", "1"), ("b/c.html", "1"), ("b/d.html", "1")],
        &[("a.html", "2"), ("b/c.html", "1"), ("e", "1")],
        &[("a.html", "1"), ("b/c.html", "1"), ("e/f.html", "1")],
        &[("a.html", "1"), ("b/c.html", "1"), ("b/d.html", "1")],
        &[("a.html", "1"), ("b/c.html", "1"), ("b/d.html", "1")],
    ];
    publish(&output, versions[0]).unwrap();
    let first = of("b/c.html");
    for files in versions {
        publish(&output, files).unwrap();
        for (path, text_of_file) in files {
            assert_eq!(text(&output, path).as_deref(), Some(*text_of_file), "{path}");
        }
        let count =
            walkdir::WalkDir::new(&output).into_iter().flatten().filter(|e| e.file_type().is_file()).count();
        assert_eq!(count, files.len());
        assert_eq!(of("b/c.html"), first);
    }
    fs::write(output.join("b/c.html"), "changed").unwrap();
    publish(&output, versions[0]).unwrap();
    assert_eq!(text(&output, "b/c.html").as_deref(), Some("1"));
}

#[test]
fn a_folder_of_its_own_is_changed_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("own");
    let site = Site::open_own(&output).unwrap();
    let versions: [&[(&str, &str)]; 4] = [
        &[("a.html", "1"), ("b/c.html", "1"), ("b/d/e.html", "1"), ("x", "1")],
        &[("a.html", "2"), ("b/c.html", "1"), ("x/y/z.html", "1")],
        &[("a.html", "2"), ("b/c.html", "1"), ("b/d/e.html", "2"), ("x/y", "1")],
        &[("a.html", "2"), ("b/c.html", "1"), ("b/d/e.html", "2"), ("x/y", "1")],
    ];
    let of = |path: &str| fs::metadata(output.join(path)).unwrap().modified().unwrap();
    let mut first = None;
    for (number, files) in versions.into_iter().enumerate() {
        let stage = site.stage().unwrap();
        for (path, text) in files {
            stage.write(path, text.as_bytes()).unwrap();
        }
        let staged = stage.finish().unwrap();
        let written = walkdir::WalkDir::new(staged.folder()).into_iter().flatten();
        let written = written.filter(|entry| entry.file_type().is_file()).count();
        assert_eq!(written, [4, 2, 2, 0][number], "what is the same is not written");
        site.publish(staged).unwrap();
        let found = walkdir::WalkDir::new(&output).into_iter().flatten();
        let found: BTreeSet<String> = found
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| crate::text::source::slashed(entry.path().strip_prefix(&output).unwrap()))
            .collect();
        assert_eq!(found, files.iter().map(|(path, _)| (*path).to_owned()).collect());
        for (path, content) in files {
            assert_eq!(text(&output, path).as_deref(), Some(*content), "{path}");
        }
        assert_eq!(*first.get_or_insert_with(|| of("b/c.html")), of("b/c.html"));
    }
}

#[test]
fn a_folder_may_be_moved_with_what_kohyo_keeps_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let [before, after] = ["a", "b"].map(|name| folder.path().join(name));
    publish(&before.join("output"), &[("index.html", "1")]).unwrap();
    fs::rename(&before, &after).unwrap();
    publish(&after.join("output"), &[("index.html", "2")]).unwrap();
    assert_eq!(text(&after.join("output"), "index.html").as_deref(), Some("2"));
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("output");
    fs::create_dir(&output).unwrap();
    publish(&output, &[("index.html", "1")]).unwrap();
    fs::write(output.join(".DS_Store"), "").unwrap();
    publish(&output, &[("index.html", "2")]).unwrap();
    fs::write(output.join("CNAME"), "example.jp").unwrap();
    let refused = publish(&output, &[("index.html", "3")]).unwrap_err();
    assert!(refused.message.ja.contains("CNAME"), "{refused}");
    assert_eq!(text(&output, "CNAME").as_deref(), Some("example.jp"));

    let foreign = folder.path().join("thesis");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("thesis.md"), "x").unwrap();
    assert!(publish(&foreign, &[("index.html", "1")]).is_err());
    assert_eq!(text(&foreign, "thesis.md").as_deref(), Some("x"));
}

#[test]
fn a_spare_site_is_there_from_the_first_publication_on_and_is_not_missed() {
    let versions: [&[(&str, &str)]; 3] = [
        &[("a/index.html", "1"), ("a/b/index.html", "1"), ("c", "1"), ("d/e", "1")],
        &[("a/index.html", "1"), ("a/b/index.html", "1"), ("c", "2")],
        &[("a/index.html", "1"), ("c", "1"), ("d/e", "1")],
    ];
    for is_lost in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("output");
        for (number, files) in versions.into_iter().enumerate() {
            publish(&output, files).unwrap();
            let found = walkdir::WalkDir::new(&output).into_iter().flatten();
            let count = found.filter(|entry| entry.file_type().is_file()).count();
            assert_eq!(count, files.len(), "{number}");
            for (path, content) in files {
                assert_eq!(text(&output, path).as_deref(), Some(*content), "{number} {path}");
            }
            let site = Site::open(&output).unwrap();
            assert!(site.spare().is_there(), "{number}");
            if is_lost {
                fs::remove_dir_all(site.state.join(format!("spare-{}", site.key))).unwrap();
            } else if number == 0 {
                fs::write(output.join("d/e"), "changed").unwrap();
            }
        }
    }
}

#[test]
fn what_comes_while_the_site_is_made_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("output");
    publish(&output, &[("a/index.html", "1"), ("c", "1")]).unwrap();
    for (path, is_fine) in [("a/.DS_Store", true), ("a/thesis.md", false), ("b/thesis.md", false)] {
        let site = Site::open(&output).unwrap();
        let stage = site.stage().unwrap();
        stage.write("a/index.html", path.as_bytes()).unwrap();
        stage.write("c", b"1").unwrap();
        let file = output.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "x").unwrap();
        assert_eq!(site.publish(stage.finish().unwrap()).is_ok(), is_fine, "{path}");
        assert_eq!(file.exists(), !is_fine, "{path}");
        let _ = fs::remove_file(file);
        let _ = fs::remove_dir(output.join("b"));
    }
    publish(&output, &[("c", "2")]).unwrap();
    assert!(!output.join("a").exists());
}

#[test]
fn a_killed_run_is_set_right_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("output");
    publish(&output, &[("index.html", "1")]).unwrap();
    let site = Site::open(&output).unwrap();
    // Killed between the two renames of the fallback, with a staging folder left behind.
    std::mem::forget(site.stage().unwrap());
    fs::rename(&output, site.old()).unwrap();
    drop(site);
    let site = Site::open(&output).unwrap();
    assert_eq!(text(&output, "index.html").as_deref(), Some("1"));
    assert_eq!(
        fs::read_dir(&site.state).unwrap().count(),
        4,
        "lock, the spare site, the lists of files of both"
    );
    // Killed after the swap, before the list of files was put in its place.
    let stage = site.stage().unwrap();
    stage.write("new.html", b"2").unwrap();
    let staged = stage.finish().unwrap();
    Manifest::of(&staged, &staged.folder(), None).write(&site.manifest("next")).unwrap();
    swap::swap(&staged.folder(), &output, &site.old()).unwrap();
    drop((staged, site));
    publish(&output, &[("index.html", "3")]).unwrap();
    assert_eq!(text(&output, "index.html").as_deref(), Some("3"));
}

#[test]
fn one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("output");
    let first = Site::open(&output).unwrap();
    assert!(Site::open(&folder.path().join("./x/../output")).is_err());
    drop(first);
    assert!(Site::open(&output).is_ok());
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_target_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("www");
    fs::create_dir(&real).unwrap();
    let link = folder.path().join("output");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    publish(&link, &[("index.html", "1")]).unwrap();
    assert!(link.is_symlink());
    assert_eq!(text(&real, "index.html").as_deref(), Some("1"));
}
