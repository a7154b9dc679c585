//! Tests of the loop with injected input, a real store in a temporary folder, and an emulator at the other end.

mod budget;

use super::*;
use crate::domain::{Article, ArticleId, Format, Verdict};
use crate::keymap::Key;
use crate::runtime::searcher;
use crate::runtime::storage_thread::StorageThread;
use crate::storage::Paths;
use crate::terminal::writer::Features;
use std::io::Read;
use std::num::NonZeroU16;
use std::path::Path;
use tokio::sync::mpsc::unbounded_channel;

fn article(number: u8, title: &str) -> Article {
    Article {
        id: ArticleId([number; 10]),
        title: title.to_owned(),
        source: "paper".into(),
        origin: String::new(),
        author: String::new(),
        link: String::new(),
        published: Some(1_767_225_600_000 - i64::from(number) * 1000),
        added: 1_767_225_600_000,
        language: String::new(),
        format: Format::Plain,
        body: "First paragraph.\n\nSecond paragraph.".into(),
        tags: Vec::new(),
        changed: false,
    }
}

fn opening(folder: &Path) -> Opening {
    let (mut store, _) = Store::open(&Paths::within(folder), 1_767_225_600_000).unwrap();
    store.add(&[article(1, "بوتين في موسكو"), article(2, "Second"), article(3, "Third")]).unwrap();
    Opening {
        store,
        settings: Settings::default(),
        keymap: Keymap::default_map(),
        problems: Vec::new(),
        sources: Vec::new(),
        session: 7,
        reload: None,
        typed: None,
        remembered: TerminalChoices::default(),
    }
}

/// Runs the loop on these events, which end it. Returns the ending and what the emulator then shows.
fn run(folder: &Path, events_before: Vec<Event>) -> (Ending, String, usize) {
    let opening = opening(folder);
    let (model, effects) = first_model(&opening, (80, 24)).unwrap();
    let (mut reader, writer) = std::io::pipe().unwrap();
    let (events_in, mut events) = unbounded_channel();
    let (told_in, mut told) = unbounded_channel();
    let output = Output::spawn(writer.into(), events_in.clone()).unwrap();
    let tell = told_in.clone();
    let finder = opening.store.finder().unwrap();
    let keeper = StorageThread::start(opening.store, move |msg| drop(tell.send(msg))).unwrap();
    let screen = Screen::new(80, 24, Features::default());
    let mut session = Session::new(model, Theme::colours(), screen, output, keeper.jobs());
    let searches = Latest::default();
    session.use_search(searches.clone(), Latest::default());
    let searcher = searcher::start(searches.clone(), finder, move |msg| drop(told_in.send(msg))).unwrap();
    session.begin(effects);
    events_before.into_iter().for_each(|event| events_in.send(event).unwrap());
    let tokio = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let ending = tokio.block_on(session.run(&mut events, &mut told, None, Modes::default()));
    // The last frame follows the one in flight.
    session.finish(Duration::from_secs(20));
    session.draw();
    session.finish(Duration::from_secs(20));
    searches.close();
    let unsaved = keeper.stop();
    searcher.join().unwrap();
    drop(session);
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).unwrap();
    let size = |n| NonZeroU16::new(n).unwrap();
    let mut emulator = vt100::Parser::new(size(24), size(80), 0);
    emulator.process(&bytes);
    (ending, emulator.screen().contents(), unsaved)
}

fn keys(text: &str) -> Vec<Event> {
    text.split_whitespace().map(|key| Event::Key(key.parse::<Key>().unwrap())).collect()
}

fn verdict(folder: &Path, number: u8) -> Verdict {
    let (store, _) = Store::open(&Paths::within(folder), 1_767_225_600_000).unwrap();
    store.triage(ArticleId([number; 10])).unwrap().verdict
}

#[test]
fn keys_become_decisions_that_are_there_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let (ending, screen, unsaved) = run(folder.path(), keys("a s q"));
    assert_eq!((ending.code, unsaved), (0, 0));
    assert!(screen.contains("3 Kept 1") && screen.contains("2 Later 1"), "{screen}");
    assert_eq!((verdict(folder.path(), 1), verdict(folder.path(), 2)), (Verdict::Keep, Verdict::Later));
}

#[test]
fn a_hangup_ends_the_loop_with_everything_saved() {
    let folder = tempfile::tempdir().unwrap();
    let mut events = keys("d");
    events.push(Event::Hangup);
    let (ending, _, unsaved) = run(folder.path(), events);
    assert_eq!((ending.code, unsaved), (EXIT_HANGUP, 0));
    assert_eq!(verdict(folder.path(), 1), Verdict::Drop);
}

#[test]
fn a_signal_ends_the_loop_with_its_own_status() {
    let folder = tempfile::tempdir().unwrap();
    let (ending, _, _) = run(folder.path(), vec![Event::Signal(Signal::Terminate)]);
    assert_eq!(ending.code, 143);
}

#[test]
fn a_panic_elsewhere_ends_the_loop_and_is_told_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let (ending, _, _) = run(folder.path(), vec![Event::Panic("what happened".into())]);
    assert_eq!((ending.code, ending.message.as_str()), (EXIT_PANIC, "what happened"));
}
