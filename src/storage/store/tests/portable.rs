//! What leaves a home and enters another: exports, compacted journals, files of other machines.

use super::*;

/// Returns all that is visible in a store: every article with its row, text and triage.
fn seen(store: &Store) -> Vec<(Row, Article, Triage)> {
    let rows = store.rows(None, 1000).unwrap();
    rows.into_iter()
        .map(|row| (row.clone(), store.article(row.id).unwrap().unwrap(), store.triage(row.id).unwrap()))
        .collect()
}

fn copy_journal(from: &Path, to: &Path) {
    let store = Store::open(&Paths::within(from), NOW).unwrap().0;
    for file in store.journal.files().unwrap() {
        let target = to.join("config/triage").join(&file.name);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&file.path, target).unwrap();
    }
}

#[test]
fn an_export_taken_into_an_empty_home_gives_the_same() {
    let (here, there) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut store = open(here.path());
    let tagged = Article { tags: vec![tag("world"), tag("فرز")], ..article(1) };
    store.add(&[tagged.clone(), article(2), article(3)]).unwrap();
    store.add(&[Article { body: "Another text".into(), ..article(3) }]).unwrap();
    commit(&mut store, &step(1, 1, 1, Verdict::Keep));
    commit(&mut store, &step(1, 2, 9, Verdict::Drop));
    let fields = vec![FieldChange::Tag { tag: tag("world"), added: false }];
    let edit = Edit::new("tags", [Change { article: id(1), fields }]);
    commit(&mut store, &Step { id: StepId { session: 1, number: 3 }, kind: StepKind::Edit, edit });
    let file = here.path().join("all.jsonl");
    let mut bytes = Vec::new();
    let done = store.export(&mut bytes, &file).unwrap();
    assert_eq!((done.articles, done.steps, done.foreign), (3, 4, 0));
    fs::write(&file, &bytes).unwrap();

    let mut other = open(there.path());
    let done = other.import(&file).unwrap();
    assert_eq!((done.articles, done.steps, done.known, done.foreign), (3, 4, 0, 0));
    assert_eq!(seen(&other), seen(&store));
    assert_eq!(other.triage(id(9)).unwrap().verdict, Verdict::Drop, "also on what is not here");
    let names = |store: &Store| store.log(10).unwrap().into_iter().map(|step| step.id).collect::<Vec<_>>();
    assert_eq!(names(&other), names(&store));
    other.import(&file).unwrap();
    assert_eq!(seen(&other), seen(&store), "twice is once");
    let mut again = Vec::new();
    other.export(&mut again, &file).unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), String::from_utf8(bytes).unwrap());
    drop(other);
    remove_library(there.path());
    let mut other = open(there.path());
    other.import(&file).unwrap();
    assert_eq!(seen(&other), seen(&store));
}

#[test]
fn an_import_passes_over_what_is_not_of_an_export() {
    let home = TempDir::new().unwrap();
    let file = home.path().join("all.jsonl");
    fs::write(&file, b"\xff\xfe\n{\"kind\":\"article\"}\n\nnull\n{\"v\":7,\"kind\":\"new\"}\n").unwrap();
    let mut store = open(home.path());
    let done = store.import(&file).unwrap();
    assert_eq!((done.foreign, done.steps, done.articles), (3, 1, 0));
    let told = store.refresh().unwrap().diagnostics;
    assert!(matches!(told[0].what, Problem::Line(Unread::Newer(_))), "{told:?}");
    assert!(store.import(&home.path().join("missing")).unwrap_err().to_string().contains("missing"));
}

#[test]
fn conflict_copies_of_sync_tools_are_read_and_merged() {
    let (here, there) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    for (number, name) in [(1, "2026-11.sync-conflict-20261123-220500-ABCDEFG.jsonl"), (2, "2026-11 (1).jsonl")] {
        let mut other = open(there.path());
        commit(&mut other, &step(u64::from(number) + 10, 1, number, Verdict::Keep));
        let file = other.journal.files().unwrap().remove(0).path;
        let folder = here.path().join("config/triage").join(file.parent().unwrap().file_name().unwrap());
        fs::create_dir_all(&folder).unwrap();
        fs::copy(&file, folder.join(name)).unwrap();
        // A copy that the tool truncated, beside the complete one.
        let bytes = fs::read(&file).unwrap();
        fs::write(folder.join("2026-11.jsonl"), &bytes[..bytes.len() / 2]).unwrap();
    }
    let (store, _) = Store::open(&Paths::within(here.path()), NOW).unwrap();
    assert_eq!([1, 2].map(|n| store.triage(id(n)).unwrap().verdict), [Verdict::Keep; 2]);
}

#[test]
fn a_line_of_100_mb_costs_itself_alone() {
    let home = TempDir::new().unwrap();
    let mut store = open(home.path());
    commit(&mut store, &step(1, 1, 1, Verdict::Keep));
    let file = store.journal.files().unwrap().remove(0).path;
    let mut bytes = vec![b'x'; 100 << 20];
    bytes.push(b'\n');
    use std::io::Write;
    fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(&bytes).unwrap();
    drop(bytes);
    commit(&mut store, &step(1, 2, 2, Verdict::Drop));
    let told = store.refresh().unwrap().diagnostics;
    assert!(told.len() == 1 && told[0].what.to_string().contains("longer than 64 MB"), "{told:?}");
    let (store, _) = Store::open(&Paths::within(home.path()), NOW).unwrap();
    assert_eq!([1, 2].map(|n| store.triage(id(n)).unwrap().verdict), [Verdict::Keep, Verdict::Drop]);
}

#[test]
fn a_running_store_goes_on_when_another_process_compacts() {
    let home = TempDir::new().unwrap();
    let (mut one, mut other) = (open(home.path()), open(home.path()));
    for number in 0..20 {
        commit(&mut one, &step(1, number, 1, Verdict::ALL[number as usize % 4]));
    }
    other.refresh().unwrap();
    let done = one.compact_but(2).unwrap();
    assert!(done.after * 5 < done.before, "{done:?}");
    let news = other.refresh().unwrap();
    assert!(news.rebuilt && news.steps.is_empty() && news.diagnostics.is_empty(), "{news:?}");
    commit(&mut other, &step(2, 1, 2, Verdict::Keep));
    let news = one.refresh().unwrap();
    assert_eq!(news.steps, [step(2, 1, 2, Verdict::Keep)]);
    assert!(other.refresh().unwrap().is_empty());
    assert_eq!(one.triage(id(1)).unwrap().verdict, other.triage(id(1)).unwrap().verdict);
    assert_eq!(open(home.path()).health(true, NOW).unwrap().unread_lines, 0);
}

#[test]
fn compacting_keeps_lines_of_a_newer_farz_and_torn_ones() {
    let home = TempDir::new().unwrap();
    let mut store = open(home.path());
    for number in 0..5 {
        commit(&mut store, &step(1, number, 1, Verdict::ALL[number as usize % 4]));
    }
    let file = store.journal.files().unwrap().remove(0).path;
    let mut bytes = fs::read(&file).unwrap();
    bytes.extend_from_slice(b"{\"v\":2,\"new\":1}\n{\"v\":1,\"clo");
    fs::write(&file, &bytes).unwrap();
    store.compact_but(1).unwrap();
    let after = fs::read_to_string(&file).unwrap();
    assert!(after.contains("{\"v\":2,\"new\":1}\n") && after.ends_with("{\"v\":1,\"clo"), "{after}");
    commit(&mut store, &step(1, 9, 2, Verdict::Keep));
    drop(store);
    let (store, _) = Store::open(&Paths::within(home.path()), NOW).unwrap();
    assert_eq!(store.triage(id(2)).unwrap().verdict, Verdict::Keep);
}

#[test]
fn what_nobody_can_take_back_takes_no_steps_place() {
    let home = TempDir::new().unwrap();
    let mut store = open(home.path());
    for (number, verdict) in [(1, Verdict::Keep), (2, Verdict::Drop), (3, Verdict::Later)] {
        commit(&mut store, &step(1, number, 1, verdict));
    }
    for number in 2..6 {
        store.add(&[Article { tags: vec![tag("world")], ..article(number) }]).unwrap();
    }
    let before = state(&store);
    let done = store.compact_but(2).unwrap();
    assert!(done.after < done.before, "the oldest step went: {done:?}");
    assert_eq!(state(&store), before);
    let mut history = store.history().unwrap();
    for number in [3, 2] {
        let undo = history.next_undo().unwrap().clone();
        assert_eq!(undo.id.number, number);
        history.record(Step {
            id: StepId { session: 9, number },
            kind: StepKind::Undo(undo.id),
            edit: undo.edit.inverse(),
        });
    }
    assert_eq!(history.next_undo(), None);
}

/// Returns the faults to try at each call of a save.
fn faults() -> [Fault; 4] {
    [Fault::Error(io::ErrorKind::QuotaExceeded), Fault::Short(5), Fault::Kill, Fault::PowerLoss(0)]
}

/// Fills a home in which the verdict of article 1 changed often. Returns what is visible and can be undone there.
fn busy_home(home: &Path) -> (Vec<Triage>, Option<Step>) {
    let mut store = open(home);
    store.add(&[article(1), article(2)]).unwrap();
    for number in 0..9 {
        commit(&mut store, &step(1, number, 1 + (number % 4 / 3) as u8, Verdict::ALL[number as usize % 4]));
    }
    state(&store)
}

fn state(store: &Store) -> (Vec<Triage>, Option<Step>) {
    let triage = (1..4).map(|n| store.triage(id(n)).unwrap()).collect();
    (triage, store.history().unwrap().next_undo().cloned())
}

/// Runs `work` in a new busy home with each fault at each call, and then `look`, with the home and whether `work`
/// succeeded. Returns how often `work` failed.
fn with_a_fault_at_every_call(
    work: impl Fn(&mut Store, &Path) -> Result<(), StoreError>,
    look: impl Fn(&Path, bool, &str),
) -> usize {
    let mut failures = 0;
    for fault in faults() {
        for call in 0.. {
            let home = TempDir::new().unwrap();
            busy_home(home.path());
            let disk = FaultyDisk::default();
            let paths = Paths::within(home.path());
            let (mut store, _) = Store::open_on(Arc::new(disk.clone()), &paths, NOW).unwrap();
            let before = disk.calls();
            disk.plan(call, fault);
            let result = work(&mut store, home.path());
            let done = disk.calls() - before <= call;
            drop(store);
            failures += usize::from(result.is_err());
            assert!(result.is_ok() || !done, "without a fault it works: {result:?}");
            look(home.path(), result.is_ok(), &format!("{fault:?} at call {call}: {result:?}"));
            if done {
                break;
            }
        }
    }
    failures
}

#[test]
fn compacting_with_a_fault_at_every_call_changes_nothing_seen() {
    let reference = TempDir::new().unwrap();
    let before = busy_home(reference.path());
    let work = |store: &mut Store, _: &Path| store.compact_but(2).map(drop);
    let failures = with_a_fault_at_every_call(work, |home, _, context| {
        // If the library's copy could no longer follow, opening reports that it is rebuilt.
        let (mut store, _) = Store::open(&Paths::within(home), NOW).unwrap();
        assert_eq!(state(&store), before, "{context}");
        store.rebuild().unwrap();
        assert_eq!(state(&store), before, "rebuilt, {context}");
        assert_eq!(store.health(true, NOW).unwrap().unread_lines, 0, "{context}");
        assert!(store.compact_but(2).is_ok(), "{context}");
        assert_eq!(state(&store), before, "compacted again, {context}");
    });
    assert!(failures > 40, "the faults did happen: {failures}");
}

#[test]
fn an_import_with_a_fault_at_every_call_can_be_done_again() {
    let from = TempDir::new().unwrap();
    let mut other = open(from.path());
    other.add(&[article(3)]).unwrap();
    commit(&mut other, &step(9, 1, 3, Verdict::Keep));
    let file = from.path().join("all.jsonl");
    other.backup(&file).unwrap();
    let work = |store: &mut Store, _: &Path| store.import(&file).map(drop);
    let failures = with_a_fault_at_every_call(work, |home, worked, context| {
        let mut store = open(home);
        let verdict = |store: &Store| store.triage(id(3)).unwrap().verdict;
        assert!(!worked || verdict(&store) == Verdict::Keep, "{context}");
        store.import(&file).unwrap();
        assert_eq!((verdict(&store), store.counts().unwrap().all()), (Verdict::Keep, 3), "{context}");
        assert_eq!(store.health(true, NOW).unwrap().unread_lines, 0, "{context}");
    });
    assert!(failures > 20, "the faults did happen: {failures}");
}

#[test]
fn a_backup_with_a_fault_at_every_call_is_the_old_or_the_new_one() {
    let reference = TempDir::new().unwrap();
    let before = busy_home(reference.path());
    let work = |store: &mut Store, home: &Path| {
        fs::write(home.join("backup.jsonl"), "old").unwrap();
        store.backup(&home.join("backup.jsonl")).map(drop)
    };
    let failures = with_a_fault_at_every_call(work, |home, worked, context| {
        let text = fs::read_to_string(home.join("backup.jsonl")).unwrap();
        assert!(!worked || text != "old", "{context}");
        if text != "old" {
            let empty = TempDir::new().unwrap();
            let mut store = open(empty.path());
            store.import(&home.join("backup.jsonl")).unwrap();
            assert_eq!(state(&store).0, before.0, "{context}");
        }
    });
    assert!(failures > 20, "the faults did happen: {failures}");
}

#[derive(Clone, Debug)]
enum Sync {
    Decide(usize, u8, FieldChange),
    Copy(usize, usize),
    Compact(usize),
}

fn sync() -> impl Strategy<Value = Sync> {
    prop_oneof![
        6 => (0..3_usize, 0..3_u8, field()).prop_map(|(who, article, field)| Sync::Decide(who, article, field)),
        3 => (0..3_usize, 0..3_usize).prop_map(|(from, to)| Sync::Copy(from, to)),
        1 => (0..3_usize).prop_map(Sync::Compact),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn three_homes_synced_in_any_order_end_alike_and_compacting_changes_nothing_seen(
        acts in proptest::collection::vec(sync(), 1..25),
    ) {
        let homes = [(); 3].map(|()| TempDir::new().unwrap());
        let mut stores: Vec<Store> = homes.iter().map(|home| open(home.path())).collect();
        let state = |store: &Store| (0..3).map(|n| store.triage(id(n)).unwrap()).collect::<Vec<_>>();
        for (number, act) in (0..).zip(acts) {
            match act {
                Sync::Decide(who, article, field) => {
                    let edit = Edit::new("test", [Change { article: id(article), fields: vec![field] }]);
                    let step = Step { id: StepId { session: who as u64 + 1, number }, kind: StepKind::Edit, edit };
                    stores[who].commit(&step, NOW + i64::from(number % 3)).unwrap();
                }
                Sync::Copy(from, to) if from != to => {
                    copy_journal(homes[from].path(), homes[to].path());
                    stores[to].refresh().unwrap();
                }
                Sync::Copy(..) => {}
                Sync::Compact(who) => {
                    let before = (state(&stores[who]), stores[who].history().unwrap().next_undo().cloned());
                    stores[who].compact_but(2).unwrap();
                    let history = stores[who].history().unwrap();
                    prop_assert_eq!(&state(&stores[who]), &before.0);
                    prop_assert_eq!(history.next_undo().cloned(), before.1);
                }
            }
        }
        // Each home copies the files that it writes to all the others.
        for (from, store) in stores.iter().enumerate() {
            let own = store.journal.replica().to_string();
            for file in store.journal.files().unwrap().iter().filter(|file| file.name.starts_with(&own)) {
                for (_, home) in homes.iter().enumerate().filter(|(to, _)| *to != from) {
                    let target = home.path().join("config/triage").join(&file.name);
                    fs::create_dir_all(target.parent().unwrap()).unwrap();
                    fs::copy(&file.path, target).unwrap();
                }
            }
        }
        for store in &mut stores {
            store.refresh().unwrap();
        }
        let states: Vec<_> = stores.iter().map(state).collect();
        prop_assert_eq!(&states[0], &states[1]);
        prop_assert_eq!(&states[1], &states[2]);
        for store in &mut stores {
            store.rebuild().unwrap();
            prop_assert_eq!(&state(store), &states[0], "rebuilt");
        }
    }
}
