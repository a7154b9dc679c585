//! The outside world: the terminal, its keys, signals, threads that work for the program, and other programs.
//!
//! Floor 5: imports from the floors below only.

pub mod answer;
pub mod errand;
pub mod event;
pub mod input;
pub mod output;
pub mod pace;
pub mod panic;
pub mod parse;
pub mod signals;
pub mod terminal;
pub mod writer;
pub mod clipboard;
pub mod external;
pub mod latest;
pub mod program;
pub mod typed;
pub mod watch;
pub mod others;
pub mod searcher;
pub mod keeper;
pub mod fetcher;
pub mod importer;
pub mod intake;
pub mod network;
pub mod hooks;
pub mod rules;
pub mod schedule;
pub mod shelf;
pub mod settings;
pub mod session;
pub mod probe;
pub mod remembered;
pub mod interview;
pub mod kept_file;

use crate::app::msg::{Msg, Notice};
use chrono::{Local, TimeZone};
use errand::Errands;
use input::Input;
use keeper::Keeper;
use others::Others;
use output::Output;
use session::{Ending, Opening, Session, first_model};
use settings::Saved;
use shelf::Far;
use signals::Signals;
use std::error::Error;
use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use terminal::{Modes, Terminal};
use tokio::sync::mpsc::unbounded_channel;
use watch::Watch;
use writer::{Features, Screen};

/// How long commands after verdicts are waited for once the terminal is left.
pub const HOOKS: Duration = Duration::from_secs(5);

/// How long the last frame is waited for before the terminal is left.
const LAST_FRAME: Duration = Duration::from_millis(200);

/// Said where the locale says that the terminal shows ASCII alone.
const NOT_UTF8: &str = "This locale has no UTF-8, other letters show as ?; if the terminal has: export LANG=C.UTF-8";

/// The time, in milliseconds since 1970-01-01 UTC.
#[must_use]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A time in milliseconds since 1970-01-01 UTC as people here write it: `2026-11-23 22:05`.
#[must_use]
pub fn local_time(ms: i64) -> String {
    let time = Local.timestamp_millis_opt(ms).earliest();
    time.map_or_else(|| "?".to_owned(), |time| time.format("%Y-%m-%d %H:%M").to_string())
}

/// A random number that makes the steps of this process unique.
///
/// # Errors
/// When the system gives no random numbers.
pub fn session() -> io::Result<u64> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(u64::from_ne_bytes(bytes))
}

/// Opens the reader on the terminal, and runs it until it ends.
///
/// # Errors
/// When the library cannot be read, or the terminal cannot be entered.
pub fn run(opening: Opening) -> Result<Ending, Box<dyn Error>> {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    tokio.block_on(open(opening))
}

async fn open(opening: Opening) -> Result<Ending, Box<dyn Error>> {
    let (events_in, mut events) = unbounded_channel();
    let (told_in, mut told) = unbounded_channel();
    let (model, effects) = first_model(&opening, terminal::size())?;
    let Opening { store, settings, sources, remembered, reload, typed, .. } = opening;
    let config = settings.config;
    panic::install(events_in.clone());
    let modes = Modes::of(&std::env::var("TERM").unwrap_or_default());
    let guard = Terminal::enter(modes)?;
    tokio::spawn(Signals::new()?.forward(events_in.clone()));
    let output = Output::spawn(io::stdout().as_fd().try_clone_to_owned()?, events_in.clone())?;
    let paths = store.paths().clone();
    let tell = told_in.clone();
    // The loop is gone only when the program ends: then there is nobody to tell.
    let (finder, other_finder) = (store.finder()?, store.finder()?);
    let keeper = Keeper::start(store, move |msg| drop(tell.send(msg)))?;
    let others = Watch::start(Others { paths, jobs: keeper.jobs() })?;
    let size = model.geometry().screen;
    let features = Features::of(|name| std::env::var(name).ok());
    let screen = Screen::new(size.width, size.height, features);
    let mut session = Session::new(model, settings::theme(&config), screen, output, keeper.jobs());
    session.knows(config.bidi, remembered);
    session.send_errands(Errands::new(keeper.jobs(), told_in.clone(), Arc::clone(&config)));
    let searches = session.searches();
    let tell = told_in.clone();
    let searcher = searcher::start(searches.clone(), finder, move |msg| drop(tell.send(msg)))?;
    let (counts, tell) = (session.counts(), told_in.clone());
    let counter = searcher::start_counting(counts.clone(), other_finder, move |msg| drop(tell.send(msg)))?;
    session.knows_files(reload.clone());
    session.remembers(typed);
    session.begin(effects);
    if config.fetch_auto {
        session.take(Msg::Due);
    }
    if features.ascii {
        session.take(Msg::News(Notice::warning(NOT_UTF8)));
    }
    session.draw();
    let tell = told_in.clone();
    let files = reload.map(|reload| Watch::start(Saved { reload, tell })).transpose()?;
    if !sources.is_empty() {
        importer::start(sources, Far(keeper.jobs()), Arc::clone(&config), told_in)?;
    }
    let tell_events = events_in.clone();
    let input = Input::terminal(settings::patience(&config), events_in)?;
    session.ask(&input, &tell_events);
    let ending = session.run(&mut events, &mut told, Some(&input), modes).await;
    input.pause();
    session.finish(LAST_FRAME);
    drop(guard);
    let hooked = session.finish_hooks(HOOKS);
    searches.close();
    counts.close();
    others.stop();
    if let Some(files) = files {
        files.stop();
    }
    let unsaved = keeper.stop();
    // A search that runs sees that the place is closed.
    drop(searcher.join());
    drop(counter.join());
    let ending = match hooked {
        true => ending,
        false => Ending {
            code: ending.code.max(1),
            message: format!("farz: the hooks take too long: not all were run, or waited for. {}", ending.message),
        },
    };
    Ok(match unsaved {
        0 => ending,
        count => Ending {
            code: ending.code.max(1),
            message: format!("farz: {count} steps could not be saved. {}", ending.message),
        },
    })
}
