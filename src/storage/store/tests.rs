use super::*;
use crate::domain::{Catalogue, Change, FieldChange, Format, Tag, Verdict};
use crate::storage::faulty::{Fault, FaultyDisk};
use crate::storage::library::Added;
use crate::storage::record::{Flaw, Newer, Unread};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

mod portable;
mod rolled_back;

const NOW: i64 = 1_795_000_000_000;

fn article(number: u8) -> Article {
    Article {
        id: ArticleId([number; 10]),
        title: format!("Title {number}"),
        source: "paper".into(),
        origin: String::new(),
        author: String::new(),
        link: format!("https://example.org/{number}"),
        published: Some(i64::from(number)),
        added: NOW,
        language: String::new(),
        format: Format::Plain,
        body: "Body".into(),
        tags: Vec::new(),
        changed: false,
    }
}

fn open(home: &Path) -> Store {
    let (store, told) = Store::open(&Paths::within(home), NOW).unwrap();
    assert_eq!(told, []);
    store
}

fn id(number: u8) -> ArticleId {
    ArticleId([number; 10])
}

fn tag(name: &str) -> Tag {
    Tag::new(name).unwrap()
}

fn step(session: u64, number: u32, article: u8, after: Verdict) -> Step {
    let fields = vec![FieldChange::Verdict { before: Verdict::Inbox, after }];
    let edit = Edit::new("test", [Change { article: id(article), fields }]);
    Step { id: StepId { session, number }, kind: StepKind::Edit, edit }
}

fn commit(store: &mut Store, step: &Step) {
    let committed = store.commit(step, NOW).unwrap();
    assert!(committed.library.is_none(), "{:?}", committed.library);
}

fn journal_file(home: &Path) -> PathBuf {
    let store = Store::open(&Paths::within(home), NOW).unwrap().0;
    store.journal.files().unwrap().remove(0).path
}

fn remove_library(home: &Path) {
    for name in ["library.db", "library.db-wal", "library.db-shm"] {
        let _ = fs::remove_file(home.join("data").join(name));
    }
}

#[test]
fn a_decision_survives_a_restart_and_the_loss_of_the_library() {
    let home = TempDir::new().unwrap();
    let mut store = open(home.path());
    store.add(&[article(1), article(2)]).unwrap();
    commit(&mut store, &step(1, 1, 1, Verdict::Keep));
    drop(store);
    let mut store = open(home.path());
    assert_eq!(store.triage(id(1)).unwrap().verdict, Verdict::Keep);
    assert_eq!(store.page(View::Verdict(Verdict::Keep), 9).unwrap()[0].id, id(1));
    assert_eq!(store.counts().unwrap().of(Verdict::Inbox), 1);
    assert_eq!(store.history().unwrap().next_undo().unwrap().id, StepId { session: 1, number: 1 });
    assert!(store.refresh().unwrap().is_empty());
    drop(store);
    remove_library(home.path());
    let mut store = open(home.path());
    assert_eq!(store.counts().unwrap().all(), 0);
    assert_eq!(store.triage(id(1)).unwrap().verdict, Verdict::Keep);
    store.add(&[article(1)]).unwrap();
    assert_eq!(store.page(View::Verdict(Verdict::Keep), 9).unwrap()[0].id, id(1), "decided before it came");
}

#[test]
fn a_broken_library_costs_no_decision() {
    let home = TempDir::new().unwrap();
    commit(&mut open(home.path()), &step(1, 1, 1, Verdict::Keep));
    remove_library(home.path());
    fs::write(home.path().join("data/library.db"), "SQLite format 3\0 but not really".repeat(300)).unwrap();
    let (store, told) = Store::open(&Paths::within(home.path()), NOW).unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(store.triage(id(1)).unwrap().verdict, Verdict::Keep);
}

#[test]
fn a_line_that_was_cut_off_and_written_again_is_nothing_wrong() {
    let home = TempDir::new().unwrap();
    let disk = FaultyDisk::default();
    let (mut store, _) = Store::open_on(Arc::new(disk.clone()), &Paths::within(home.path()), NOW).unwrap();
    commit(&mut store, &step(1, 1, 1, Verdict::Keep));
    // A disk that becomes full in the middle of a line, and then has space again.
    let torn = (0..).any(|call| {
        disk.plan(call, Fault::Short(100));
        let failed = store.commit(&step(1, 2, 2, Verdict::Drop), NOW).is_err();
        !failed || fs::read(journal_file(home.path())).unwrap().last() != Some(&b'\n')
    });
    assert!(torn);
    commit(&mut store, &step(1, 2, 2, Verdict::Drop));
    let health = store.health(true, NOW).unwrap();
    assert_eq!((health.unread_lines, health.written_again, health.unread), (1, 1, Vec::new()));
    assert_eq!(store.triage(id(2)).unwrap().verdict, Verdict::Drop);
}

#[test]
fn torn_foreign_and_newer_lines_are_told_and_stay() {
    let home = TempDir::new().unwrap();
    let mut store = open(home.path());
    commit(&mut store, &step(1, 1, 1, Verdict::Keep));
    let file = journal_file(home.path());
    let mut bytes = fs::read(&file).unwrap();
    bytes.extend_from_slice(b"<<<<<<< HEAD\n\xff\xfe\n\n{\"v\":2,\"new\":1}\n{\"v\":1,\"clo");
    fs::write(&file, &bytes).unwrap();
    commit(&mut store, &step(1, 2, 2, Verdict::Drop));
    let told = store.refresh().unwrap().diagnostics;
    assert_eq!(told.iter().map(|told| told.line).collect::<Vec<_>>(), [Some(2), Some(3), Some(5), Some(6)]);
    assert_eq!(told[2].what, Problem::Line(Unread::Newer(Newer::Version(2))));
    assert_eq!(told[1].what, Problem::Line(Unread::Foreign(Flaw::NotUtf8)));
    assert!(fs::read(&file).unwrap().starts_with(&bytes));
    assert_eq!(store.triage(id(2)).unwrap().verdict, Verdict::Drop);
    let health = store.health(true, NOW).unwrap();
    assert_eq!((health.unread_lines, health.lines, health.behind_bytes), (4, 7, 0));
    let said = |told: &[Diagnostic]| told.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(said(&health.unread), said(&told));
    assert_eq!(health.damage, Vec::<String>::new());
    drop(store);
    assert_eq!(open(home.path()).triage(id(1)).unwrap().verdict, Verdict::Keep, "what was told is not told again");
}

#[test]
fn two_stores_see_each_other() {
    let home = TempDir::new().unwrap();
    let (mut one, mut other) = (open(home.path()), open(home.path()));
    one.add(&[article(1), article(2)]).unwrap();
    assert_eq!(other.refresh().unwrap().rows.len(), 2);
    for round in 0..5 {
        let verdict = Verdict::ALL[round as usize % 4];
        commit(&mut one, &step(1, round, 1, verdict));
        commit(&mut other, &step(2, round, 2, verdict));
        let news = other.refresh().unwrap();
        assert!(news.triage.iter().any(|(article, now)| *article == id(1) && now.verdict == verdict), "{news:?}");
        assert_eq!(news.steps, [step(1, round, 1, verdict)]);
        let news = one.refresh().unwrap();
        assert!(news.triage.iter().any(|(article, now)| *article == id(2) && now.verdict == verdict), "{news:?}");
        assert_eq!(news.steps, [step(2, round, 2, verdict)]);
        assert!(one.refresh().unwrap().is_empty());
    }
    commit(&mut other, &step(2, 99, 1, Verdict::Drop));
    one.refresh().unwrap();
    commit(&mut one, &step(1, 99, 1, Verdict::Later));
    assert_eq!(other.triage(id(1)).unwrap().verdict, Verdict::Later, "who decided last is right");
    assert_eq!(open(home.path()).history().unwrap().next_undo().unwrap().id.number, 99);
}

#[test]
fn many_processes_at_once_lose_nothing() {
    let home = TempDir::new().unwrap();
    std::thread::scope(|scope| {
        for session in 0..4 {
            let home = home.path();
            scope.spawn(move || {
                let mut store = open(home);
                for number in 0..15 {
                    let article = (session * 15 + number) as u8;
                    store.add(&[self::article(article)]).unwrap();
                    commit(&mut store, &step(session, number as u32, article, Verdict::Keep));
                    store.refresh().unwrap();
                }
            });
        }
    });
    let mut store = open(home.path());
    assert_eq!(store.counts().unwrap().of(Verdict::Keep), 60);
    store.rebuild().unwrap();
    assert_eq!(store.counts().unwrap().of(Verdict::Keep), 60);
    assert_eq!(store.health(true, NOW).unwrap().unread_lines, 0);
}

#[test]
fn the_files_of_another_machine_merge_whatever_came_first() {
    let (here, there) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let (mut laptop, mut desktop) = (open(here.path()), open(there.path()));
    commit(&mut laptop, &step(1, 1, 1, Verdict::Keep));
    desktop.commit(&step(2, 1, 1, Verdict::Drop), NOW + 1).unwrap();
    let sync = |from: &Path, to: &Path| {
        let name = |path: &Path| path.strip_prefix(from.join("config/triage")).unwrap().to_owned();
        let store = Store::open(&Paths::within(from), NOW).unwrap().0;
        for file in store.journal.files().unwrap() {
            let target = to.join("config/triage").join(name(&file.path));
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::copy(&file.path, target).unwrap();
        }
    };
    sync(here.path(), there.path());
    assert_eq!(desktop.refresh().unwrap().triage[0].1.verdict, Verdict::Drop);
    sync(there.path(), here.path());
    let news = laptop.refresh().unwrap();
    assert_eq!(news.triage[0].1.verdict, Verdict::Drop);
    assert_eq!(news.steps, [], "undo here does not take back what was done there");
    laptop.commit(&step(1, 2, 1, Verdict::Later), NOW - 365 * 86_400_000).unwrap();
    assert_eq!(laptop.triage(id(1)).unwrap().verdict, Verdict::Later, "though its clock was set back by a year");
    sync(here.path(), there.path());
    assert_eq!(desktop.refresh().unwrap().triage[0].1.verdict, Verdict::Later);
}

#[test]
fn a_text_that_another_process_changed_is_told_once() {
    let home = TempDir::new().unwrap();
    let (mut one, mut other) = (open(home.path()), open(home.path()));
    one.add(&[article(1), article(2)]).unwrap();
    assert_eq!(other.refresh().unwrap().rows.len(), 2);
    one.add(&[Article { body: "Another text".into(), ..article(1) }, article(3)]).unwrap();
    let rows = other.refresh().unwrap().rows;
    let told: Vec<_> = rows.iter().map(|row| (row.id, row.changed)).collect();
    assert_eq!(told, [(id(3), false), (id(1), true)]);
    assert!(other.refresh().unwrap().is_empty());
    drop(other);
    assert!(open(home.path()).refresh().unwrap().is_empty(), "what is read at the start is no news");
}

#[test]
fn a_vanished_journal_costs_no_decision_and_is_told() {
    let home = TempDir::new().unwrap();
    let mut store = open(home.path());
    commit(&mut store, &step(1, 1, 1, Verdict::Keep));
    fs::remove_dir_all(home.path().join("config")).unwrap();
    assert!(store.refresh().unwrap().is_empty());
    let (_, told) = Store::open(&Paths::within(home.path()), NOW).unwrap();
    assert_eq!(told[0].what, Problem::Gone, "{told:?}");
    let committed = store.commit(&step(1, 2, 2, Verdict::Drop), NOW).unwrap();
    assert!(committed.diagnostics.iter().any(|told| told.what == Problem::Restored { articles: 1 }), "{committed:?}");
    let reopened = open(home.path());
    for store in [&store, &reopened] {
        assert_eq!(store.triage(id(1)).unwrap().verdict, Verdict::Keep);
        assert_eq!(store.triage(id(2)).unwrap().verdict, Verdict::Drop);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_and_the_next_commit_works() {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("config"), "in the way").unwrap();
    let (mut store, told) = Store::open(&Paths::within(home.path()), NOW).unwrap();
    assert!(!told.is_empty());
    let error = store.commit(&step(1, 1, 1, Verdict::Keep), NOW).unwrap_err();
    assert!(error.to_string().starts_with("cannot "), "{error}");
    assert_eq!(store.triage(id(1)).unwrap(), Triage::default(), "the old state");
    fs::remove_file(home.path().join("config")).unwrap();
    commit(&mut store, &step(1, 1, 1, Verdict::Keep));
    assert_eq!(store.triage(id(1)).unwrap().verdict, Verdict::Keep);
    drop(store);
    assert_eq!(open(home.path()).triage(id(1)).unwrap().verdict, Verdict::Keep);
}

#[test]
fn tags_of_a_source_are_put_on_once() {
    let home = TempDir::new().unwrap();
    let mut store = open(home.path());
    let tagged = Article { tags: vec![tag("world"), tag("arts"), tag("world")], ..article(1) };
    store.add(&[tagged.clone(), article(2)]).unwrap();
    assert_eq!(store.triage(id(1)).unwrap().tags.len(), 2);
    assert_eq!(store.row(id(1)).unwrap().unwrap().triage.tags.len(), 2);
    assert_eq!(store.history().unwrap().next_undo(), None);
    let fields = vec![FieldChange::Tag { tag: tag("arts"), added: false }];
    let edit = Edit::new("tags", [Change { article: id(1), fields }]);
    commit(&mut store, &Step { id: StepId { session: 1, number: 1 }, kind: StepKind::Edit, edit });
    store.add(&[Article { body: "Other".into(), ..tagged.clone() }]).unwrap();
    drop(store);
    remove_library(home.path());
    let mut store = open(home.path());
    assert_eq!(store.add(&[tagged]).unwrap(), [(id(1), Added::New)]);
    assert_eq!(store.triage(id(1)).unwrap().tags.into_iter().collect::<Vec<_>>(), [tag("world")]);
    assert!(store.refresh().unwrap().is_empty());
}

#[test]
fn adding_with_a_fault_at_every_call_adds_all_or_nothing() {
    for call in 0..30 {
        let home = TempDir::new().unwrap();
        let disk = FaultyDisk::default();
        let (mut store, _) = Store::open_on(Arc::new(disk.clone()), &Paths::within(home.path()), NOW).unwrap();
        let tagged = Article { tags: vec![tag("world")], ..article(1) };
        disk.plan(call, Fault::Error(io::ErrorKind::StorageFull));
        if store.add(std::slice::from_ref(&tagged)).is_err() {
            assert_eq!(store.counts().unwrap().all(), 0);
            assert_eq!(store.add(&[tagged]).unwrap(), [(id(1), Added::New)]);
        }
        assert_eq!(store.triage(id(1)).unwrap().tags.len(), 1);
        drop(store);
        let (store, _) = Store::open(&Paths::within(home.path()), NOW).unwrap();
        assert_eq!(store.row(id(1)).unwrap().unwrap().triage.tags.len(), 1);
    }
}

#[test]
fn a_commit_with_a_fault_at_every_call_is_saved_or_can_be_tried_again() {
    for fault in [Fault::Error(io::ErrorKind::PermissionDenied), Fault::Short(50), Fault::Kill, Fault::PowerLoss(10)] {
        for call in 0..30 {
            let home = TempDir::new().unwrap();
            let disk = FaultyDisk::default();
            let (mut store, _) = Store::open_on(Arc::new(disk.clone()), &Paths::within(home.path()), NOW).unwrap();
            store.add(&[article(1)]).unwrap();
            disk.plan(call, fault);
            let saved = store.commit(&step(1, 1, 1, Verdict::Keep), NOW).is_ok();
            if !saved && matches!(fault, Fault::Error(_) | Fault::Short(_)) {
                store.commit(&step(1, 1, 1, Verdict::Keep), NOW).unwrap();
            }
            drop(store);
            let (mut store, _) = Store::open(&Paths::within(home.path()), NOW).unwrap();
            let died = !saved && matches!(fault, Fault::Kill | Fault::PowerLoss(_));
            let verdict = store.triage(id(1)).unwrap().verdict;
            assert!(verdict == Verdict::Keep || died, "{fault:?} at {call}");
            commit(&mut store, &step(2, 1, 1, Verdict::Later));
            store.rebuild().unwrap();
            assert_eq!(store.triage(id(1)).unwrap().verdict, Verdict::Later);
        }
    }
}

#[test]
fn another_triage_folder_is_another_state() {
    let home = TempDir::new().unwrap();
    commit(&mut open(home.path()), &step(1, 1, 1, Verdict::Keep));
    let elsewhere = Paths { config: home.path().join("elsewhere"), ..Paths::within(home.path()) };
    let (store, told) = Store::open(&elsewhere, NOW).unwrap();
    assert!(told.iter().any(|told| matches!(told.what, Problem::CopiedReplica { .. })), "{told:?}");
    assert_eq!(store.triage(id(1)).unwrap(), Triage::default());
}

#[test]
fn a_library_held_by_another_process_does_not_hold_up_a_decision() {
    let home = TempDir::new().unwrap();
    let (mut one, mut other) = (open(home.path()), open(home.path()));
    let writer = other.library.write().unwrap();
    commit(&mut one, &step(1, 1, 1, Verdict::Keep));
    assert_eq!(one.triage(id(1)).unwrap().verdict, Verdict::Inbox, "the library is behind");
    drop(writer);
    one.refresh().unwrap();
    assert_eq!(one.triage(id(1)).unwrap().verdict, Verdict::Keep);
}

fn field() -> impl Strategy<Value = FieldChange> {
    prop_oneof![
        (0..4_usize).prop_map(|at| FieldChange::Verdict { before: Verdict::Inbox, after: Verdict::ALL[at] }),
        any::<bool>().prop_map(|after| FieldChange::Read { before: false, after }),
        "[ab]{0,3}".prop_map(|after| FieldChange::Note { before: String::new(), after }),
        any::<u32>().prop_map(|after| FieldChange::Position { before: 0, after }),
        ("[xyz]", any::<bool>()).prop_map(|(name, added)| FieldChange::Tag { tag: tag(&name), added }),
    ]
}

#[derive(Clone, Debug)]
enum Act {
    Change(Vec<(u8, FieldChange)>),
    Undo,
    Redo,
    Reopen,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => proptest::collection::vec((0..4_u8, field()), 1..4).prop_map(Act::Change),
        2 => Just(Act::Undo),
        2 => Just(Act::Redo),
        1 => Just(Act::Reopen),
    ]
}

/// Makes an edit in memory. Each change differs from the current value.
fn make(catalogue: &Catalogue, changes: &[(u8, FieldChange)]) -> Edit {
    let changes = (0..4).map(|article| {
        let before = catalogue.find(id(article)).map(|row| catalogue.triage(row)).unwrap_or_default();
        let mut after = before.clone();
        changes.iter().filter(|(of, _)| *of == article).for_each(|(_, field)| field.apply(&mut after));
        Change::between(id(article), &before, &after)
    });
    Edit::new("random", changes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_journal_replayed_is_what_memory_has(acts in proptest::collection::vec(act(), 1..20), walls in any::<[u16; 8]>()) {
        let home = TempDir::new().unwrap();
        let mut store = open(home.path());
        store.add(&(0..4).map(article).collect::<Vec<_>>()).unwrap();
        let mut catalogue = Catalogue::default();
        store.page(View::All, 9).unwrap().iter().for_each(|row| {
            catalogue.insert(row);
        });
        let mut history = History::default();
        for (number, act) in acts.into_iter().enumerate() {
            let next = match act {
                Act::Change(changes) => Some((StepKind::Edit, make(&catalogue, &changes))),
                Act::Undo => history.next_undo().map(|step| (StepKind::Undo(step.id), step.edit.inverse())),
                Act::Redo => history.next_redo().map(|step| (StepKind::Redo(step.id), step.edit.clone())),
                Act::Reopen => {
                    store = open(home.path());
                    None
                }
            };
            if let Some((kind, edit)) = next {
                let step = Step { id: StepId { session: 1, number: number as u32 }, kind, edit };
                catalogue.apply(&step.edit);
                let wall = NOW + i64::from(walls[number % 8]) - 30_000;
                prop_assert!(store.commit(&step, wall).unwrap().library.is_none());
                history.record(step);
            }
        }
        prop_assert_eq!(&store.history().unwrap(), &history);
        let memory: Vec<_> = (0..4).map(|n| catalogue.triage(catalogue.find(id(n)).unwrap())).collect();
        let state = |store: &Store| (0..4).map(|n| store.row(id(n)).unwrap().unwrap().triage).collect::<Vec<_>>();
        prop_assert_eq!(&state(&store), &memory);
        store.rebuild().unwrap();
        prop_assert_eq!(&state(&store), &memory);
        drop(store);
        remove_library(home.path());
        let store = open(home.path());
        let state: Vec<_> = (0..4).map(|n| store.triage(id(n)).unwrap()).collect();
        prop_assert_eq!(&state, &memory);
    }
}
