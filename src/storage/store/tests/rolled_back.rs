//! Files of the journal that a tool replaced with others.

use super::*;

fn file(store: &Store) -> std::path::PathBuf {
    store.journal.files().unwrap().remove(0).path
}

fn kept(store: &Store) -> Vec<u8> {
    (1..9).filter(|number| store.triage(id(*number)).unwrap().verdict == Verdict::Keep).collect()
}

/// Returns a home in which articles 1 to 3 are kept, and the content of its file after each decision.
fn home_and_versions() -> (TempDir, Store, Vec<String>) {
    let home = TempDir::new().unwrap();
    let mut store = open(home.path());
    let versions = (1..4)
        .map(|number| {
            commit(&mut store, &step(1, u32::from(number), number, Verdict::Keep));
            fs::read_to_string(file(&store)).unwrap()
        })
        .collect();
    (home, store, versions)
}

#[test]
fn an_old_copy_in_the_place_of_a_file_costs_no_decision() {
    let (home, mut store, versions) = home_and_versions();
    fs::write(file(&store), &versions[0]).unwrap();
    let news = store.refresh().unwrap();
    let told: Vec<_> = news.diagnostics.iter().map(ToString::to_string).collect();
    assert!(news.rebuilt && told[0].contains("shorter") && told[1].contains("on 2 articles"), "{told:?}");
    assert_eq!(kept(&store), [1, 2, 3]);
    assert!(store.refresh().unwrap().is_empty(), "once is enough");
    // The journal has everything again: for other machines, and for a rebuilt library.
    store.rebuild().unwrap();
    assert_eq!(kept(&store), [1, 2, 3]);
    assert_eq!(store.health(true, NOW).unwrap().unread_lines, 0);
    // This also works if no process was running, and if a new decision was appended after the replacement.
    drop(store);
    let path = file(&open(home.path()));
    fs::write(&path, &versions[1]).unwrap();
    let (mut store, told) = Store::open(&Paths::within(home.path()), NOW).unwrap();
    assert!(told.iter().any(|told| told.what == Problem::Restored { articles: 1 }), "{told:?}");
    fs::write(&path, &versions[0]).unwrap();
    commit(&mut store, &step(1, 4, 4, Verdict::Keep));
    store.refresh().unwrap();
    store.rebuild().unwrap();
    assert_eq!(kept(&store), [1, 2, 3, 4]);
}

#[test]
fn a_file_of_the_same_length_or_longer_is_seen_to_be_another() {
    for before in ["", "{}\n"] {
        let (_home, mut store, versions) = home_and_versions();
        let other = versions[2].replace(&id(2).to_string(), &id(7).to_string());
        let other = before.to_owned() + &other.replace(&id(3).to_string(), &id(8).to_string());
        assert_eq!(other.len(), versions[2].len() + before.len());
        fs::write(file(&store), other).unwrap();
        let news = store.refresh().unwrap();
        assert!(news.rebuilt && news.diagnostics[0].what == Problem::Replaced, "{news:?}");
        assert_eq!(kept(&store), [1, 2, 3, 7, 8]);
    }
}

#[test]
fn a_decision_after_a_file_was_replaced_is_kept_as_what_it_replaced_is() {
    for replaced in [0, 1, 2] {
        let (home, mut store, versions) = home_and_versions();
        let other = versions[2].replace(&id(3).to_string(), &id(8).to_string());
        // The last one grows to exactly the length that was read.
        let text = [other.as_str(), versions[0].as_str(), versions[1].as_str()][replaced];
        fs::write(file(&store), text).unwrap();
        commit(&mut store, &step(1, 4, 5, Verdict::Keep));
        store.refresh().unwrap();
        let wanted = if replaced == 0 { &[1, 2, 3, 5, 8][..] } else { &[1, 2, 3, 5] };
        assert_eq!(kept(&store), wanted, "{replaced}");
        store.rebuild().unwrap();
        assert_eq!(kept(&store), wanted, "{replaced}, rebuilt");
        assert_eq!(kept(&open(home.path())), wanted);
    }
}

#[test]
fn what_another_machine_decided_stays_though_its_file_here_is_cut() {
    let (there, other, versions) = home_and_versions();
    let home = TempDir::new().unwrap();
    let mut store = open(home.path());
    let target = home.path().join("config/triage").join(&other.journal.files().unwrap()[0].name);
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    for version in [&versions[2], &versions[0]] {
        fs::write(&target, version).unwrap();
        store.refresh().unwrap();
        assert_eq!(kept(&store), [1, 2, 3]);
    }
    assert_eq!(fs::read_to_string(&target).unwrap(), versions[0], "only its own machine writes it");
    store.rebuild().unwrap();
    assert_eq!(kept(&store), [1, 2, 3], "it is in a file of this one");
    fs::write(&target, &versions[2]).unwrap();
    store.refresh().unwrap();
    let lines = |store: &Store| store.health(true, NOW).unwrap().lines;
    let before = lines(&store);
    fs::write(&target, &versions[0]).unwrap();
    store.refresh().unwrap();
    assert_eq!((kept(&store), lines(&store)), (vec![1, 2, 3], before - 2), "and is written there once");
    drop(there);
}

#[test]
fn what_cannot_be_written_again_is_tried_again() {
    let (home, store, versions) = home_and_versions();
    let path = file(&store);
    drop(store);
    for call in 0..40 {
        fs::write(&path, &versions[2]).unwrap();
        let disk = FaultyDisk::default();
        let (mut store, _) = Store::open_on(Arc::new(disk.clone()), &Paths::within(home.path()), NOW).unwrap();
        fs::write(&path, &versions[0]).unwrap();
        disk.plan(call, Fault::Error(io::ErrorKind::StorageFull));
        let _ = store.refresh();
        assert_eq!(kept(&store), [1, 2, 3], "at call {call}");
        drop(store);
        let (mut store, _) = Store::open(&Paths::within(home.path()), NOW).unwrap();
        store.rebuild().unwrap();
        assert_eq!(kept(&store), [1, 2, 3], "at call {call}, rebuilt");
    }
}

#[test]
fn what_a_deleted_file_held_is_written_again_with_the_next_decision_or_by_the_doctor() {
    for by_decision in [true, false] {
        let (home, mut store, _) = home_and_versions();
        fs::remove_dir_all(home.path().join("config/triage")).unwrap();
        if by_decision {
            commit(&mut store, &step(1, 4, 4, Verdict::Keep));
        } else {
            assert_eq!(store.heal().unwrap()[0].what, Problem::Restored { articles: 3 });
            assert!(store.heal().unwrap().is_empty());
        }
        let wanted: Vec<u8> = (1..if by_decision { 5 } else { 4 }).collect();
        store.refresh().unwrap();
        store.rebuild().unwrap();
        assert_eq!(kept(&store), wanted, "by a decision: {by_decision}");
        assert!(Store::open(&Paths::within(home.path()), NOW).unwrap().1.is_empty(), "all is in order");
    }
    let (home, mut store, _) = home_and_versions();
    fs::remove_dir_all(home.path().join("config/triage")).unwrap();
    assert_eq!(store.export(&mut Vec::new(), Path::new("x")).unwrap().articles, 0);
    store.rebuild().unwrap();
    assert_eq!(kept(&store), [1, 2, 3], "an export has it too");
}

#[test]
fn the_doctor_finds_what_was_overwritten_in_the_middle() {
    let (_home, mut store, versions) = home_and_versions();
    let mut bytes = versions[2].clone().into_bytes();
    let at = versions[0].len() + 40;
    bytes[at..at + 10].fill(b'X');
    fs::write(file(&store), bytes).unwrap();
    store.refresh().unwrap();
    assert!(store.heal().unwrap().iter().any(|told| told.what == Problem::Restored { articles: 1 }));
    store.rebuild().unwrap();
    assert_eq!(kept(&store), [1, 2, 3]);
}

#[test]
fn a_home_that_is_moved_keeps_what_its_library_has_beyond_the_journal() {
    for files in [true, false] {
        let (home, mut store, versions) = home_and_versions();
        let path = file(&store);
        store.refresh().unwrap();
        drop(store);
        fs::write(&path, &versions[0]).unwrap();
        let moved = TempDir::new().unwrap();
        let there = moved.path().join("there");
        fs::rename(home.path(), &there).unwrap();
        if !files {
            fs::remove_dir_all(there.join("config/triage")).unwrap();
        }
        let (mut store, _) = Store::open(&Paths::within(&there), NOW).unwrap();
        assert_eq!(kept(&store), [1, 2, 3], "with files: {files}");
        store.rebuild().unwrap();
        assert_eq!(kept(&store), [1, 2, 3], "with files: {files}, rebuilt");
    }
}

#[cfg(unix)]
#[test]
fn a_linked_folder_that_is_away_for_a_while_costs_nothing() {
    let home = TempDir::new().unwrap();
    let (dots, away) = (home.path().join("dots"), home.path().join("away"));
    fs::create_dir_all(dots.join("triage")).unwrap();
    fs::create_dir_all(home.path().join("config")).unwrap();
    std::os::unix::fs::symlink("../dots/triage", home.path().join("config/triage")).unwrap();
    let mut store = open(home.path());
    commit(&mut store, &step(1, 1, 1, Verdict::Keep));
    let replica = store.replica();
    drop(store);
    fs::rename(&dots, &away).unwrap();
    let (store, told) = Store::open(&Paths::within(home.path()), NOW).unwrap();
    assert!(told.iter().any(|told| told.what == Problem::Gone), "{told:?}");
    assert_eq!((kept(&store), store.replica()), (vec![1], replica));
    fs::rename(&away, &dots).unwrap();
    let store = open(home.path());
    assert_eq!((kept(&store), store.replica()), (vec![1], replica));
    assert!(store.history().unwrap().next_undo().is_some());
}
