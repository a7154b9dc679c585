//! Measures the saved state: an acknowledged decision against a bare append and sync of the same bytes, adding
//! articles, the first page, and the replay of a million edits. Run `cargo bench --bench state`.

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on says why and stops")]

use farz::domain::{Article, ArticleId, Change, Edit, FieldChange, Format, Step, StepId, StepKind, Verdict, View};
use farz::storage::clock::Stamp;
use farz::storage::record::Record;
use farz::storage::replica_id::ReplicaId;
use farz::storage::{Cursor, Paths, Store};
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::time::Duration;
use std::time::Instant;
use tempfile::TempDir;

const NOW: i64 = 1_795_000_000_000;

fn id(number: u32) -> ArticleId {
    let digest = blake3::hash(&number.to_le_bytes());
    ArticleId::from_digest(digest.as_bytes())
}

fn article(number: u32) -> Article {
    Article {
        id: id(number),
        title: format!("Title number {number}, of a usual length for a headline in a paper"),
        source: format!("paper {}", number % 50),
        origin: format!("https://example.org/feed#{number}"),
        author: "A. Writer".into(),
        link: format!("https://example.org/{number}"),
        published: Some(NOW - i64::from(number) * 1000),
        added: NOW,
        language: "en".into(),
        format: Format::Html,
        body: "<p>Some words of a summary as feeds give them.</p>".repeat(4),
        tags: Vec::new(),
        changed: false,
    }
}

fn step(number: u32, of: u32) -> Step {
    let after = Verdict::ALL[number as usize % 4];
    let fields = vec![FieldChange::Verdict { before: Verdict::Inbox, after }];
    let edit = Edit::new("keep", [Change { article: id(number % of), fields }]);
    Step { id: StepId { session: 1, number }, kind: StepKind::Edit, edit }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let value = work();
    println!("{what}: {:?}", start.elapsed());
    value
}

fn a_commit_against_a_bare_append() {
    let home = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR").to_owned() + "/target").unwrap();
    let (mut store, _) = Store::open(&Paths::within(home.path()), NOW).unwrap();
    store.add(&(0..1000).map(article).collect::<Vec<_>>()).unwrap();
    let mut bare = OpenOptions::new().append(true).create(true).open(home.path().join("bare")).unwrap();
    let (mut saves, mut commits, mut appends) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..400 {
        let line = Record {
            stamp: Stamp { ms: NOW as u64, counter: number, replica: store.replica() },
            step: step(number, 1000),
        };
        let line = line.encode().unwrap();
        let start = Instant::now();
        bare.write_all(&line).unwrap();
        bare.sync_data().unwrap();
        appends.push(start.elapsed());
        let start = Instant::now();
        store.commit_and(&step(number, 1000), NOW, || saves.push(start.elapsed())).unwrap();
        commits.push(start.elapsed());
    }
    let (save, commit, append) = (median(saves), median(commits), median(appends));
    println!("acknowledged {save:?}, bare {append:?}, ratio {:.2}", save.as_secs_f64() / append.as_secs_f64());
    println!("in the library {commit:?}");
}

fn a_bulk_decision() {
    let home = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR").to_owned() + "/target").unwrap();
    let (mut store, _) = Store::open(&Paths::within(home.path()), NOW).unwrap();
    store.add(&(0..10_000).map(article).collect::<Vec<_>>()).unwrap();
    let fields = vec![FieldChange::Verdict { before: Verdict::Inbox, after: Verdict::Drop }];
    let changes = (0..10_000).map(|number| Change { article: id(number), fields: fields.clone() });
    let step = Step { id: StepId { session: 1, number: 1 }, kind: StepKind::Edit, edit: Edit::new("drop", changes) };
    timed("one decision on 10,000 articles", || store.commit(&step, NOW).unwrap());
    let history = timed("the history with it", || store.history().unwrap());
    let last = history.next_undo().unwrap().clone();
    timed("what undo of it changes", || history.undo(&last, |id| store.triage(id).ok()));
}

fn adding_and_the_first_page() {
    let count: u32 = std::env::var("FARZ_MEASURE").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let home = TempDir::new().unwrap();
    let (mut store, _) = Store::open(&Paths::within(home.path()), NOW).unwrap();
    for first in (0..count).step_by(100_000) {
        let articles: Vec<_> = (first..count.min(first + 100_000)).map(article).collect();
        timed(&format!("add {}", articles.len()), || store.add(&articles).unwrap());
    }
    drop(store);
    let (store, _) = timed("open", || Store::open(&Paths::within(home.path()), NOW).unwrap());
    timed("first page", || store.page(View::Verdict(Verdict::Inbox), 200).unwrap());
    timed("second time", || store.page(View::Verdict(Verdict::Inbox), 200).unwrap());
    timed("counts", || store.counts().unwrap());
    timed("all rows", || {
        let mut cursor = None;
        while let Some(last) = store.rows(cursor, 4096).unwrap().last() {
            cursor = Some(Cursor::after(last));
        }
    });
}

fn replay_of_many_edits() {
    let home = TempDir::new().unwrap();
    let paths = Paths::within(home.path());
    let folder = paths.triage().join("00000000000000aa");
    fs::create_dir_all(&folder).unwrap();
    let mut text = String::new();
    for number in 0..1_000_000 {
        let stamp = Stamp { ms: NOW as u64, counter: number, replica: ReplicaId(0xaa) };
        let line = Record { stamp, step: step(number, 20_000) }.encode().unwrap();
        write!(text, "{}", String::from_utf8(line).unwrap()).unwrap();
    }
    fs::write(folder.join("2026-11.jsonl"), &text).unwrap();
    println!("{} MB", text.len() >> 20);
    timed("parse alone", || text.lines().for_each(|line| drop(Record::decode(line.as_bytes()).unwrap())));
    let (store, _) = timed("open and replay 1,000,000 edits of 20,000 articles", || Store::open(&paths, NOW).unwrap());
    drop(store);
    timed("open when all is read", || Store::open(&paths, NOW).unwrap());
}

fn main() {
    a_commit_against_a_bare_append();
    a_bulk_decision();
    adding_and_the_first_page();
    replay_of_many_edits();
}
