//! The reader at work: the event loop and its threads.
//!
//! The loop waits for keys and results, passes them to [`crate::app::Model::update`], draws at most once, and carries
//! out the effects. Each thread does one kind of work and answers with a message to the loop: storage, search,
//! background tasks (fetching, importing, hooks), and watching files.

pub mod background;
pub mod external;
pub mod hook_runner;
pub mod import_task;
pub mod input_history;
pub mod latest;
pub mod library_client;
pub mod other_writers;
pub mod program;
pub mod schedule;
pub mod searcher;
pub mod session;
pub mod settings_thread;
pub mod signals;
pub mod storage_thread;
pub mod watch;

use crate::app::effect::{Count, Search};
use crate::app::msg::{Msg, Notice};
use crate::message::msg;
use crate::service::hooks;
use crate::storage::{Paths, Store};
use crate::terminal::input::Input;
use crate::terminal::modes::{self, Modes, Terminal};
use crate::terminal::output::Output;
use crate::terminal::panic;
use crate::terminal::writer::{Features, Screen};
use background::BackgroundTasks;
use input_history::InputHistoryFile;
use latest::Latest;
use library_client::LibraryClient;
use other_writers::OtherWriters;
use session::{Ending, Opening, Session, first_model};
use settings_thread::{Reload, SettingsFiles, SettingsThread};
use signals::Signals;
use std::error::Error;
use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use storage_thread::StorageThread;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use watch::Watch;

/// How long to wait for the last frame before leaving the terminal.
const LAST_FRAME: Duration = Duration::from_millis(200);

/// Opens the reader on the terminal and runs it until it ends.
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
    let (model, effects) = first_model(&opening, modes::size())?;
    let Opening { store, settings, sources, remembered, reload, typed, .. } = opening;
    let config = Arc::clone(settings.config());
    panic::install(events_in.clone());
    let modes = Modes::of(&std::env::var("TERM").unwrap_or_default());
    let guard = Terminal::enter(modes)?;
    tokio::spawn(Signals::new()?.forward(events_in.clone()));
    let output = Output::spawn(io::stdout().as_fd().try_clone_to_owned()?, events_in.clone())?;
    let size = model.geometry().screen;
    let features = Features::of(|name| std::env::var(name).ok());
    let screen = Screen::new(size.width, size.height, features);
    let mut threads = Threads::start(store, reload, typed, &told_in)?;
    let jobs = threads.storage.jobs();
    let mut session = Session::new(model, settings_thread::theme(&config), screen, output, jobs.clone());
    session.knows(config.bidi, remembered);
    session.use_background_tasks(BackgroundTasks::new(jobs.clone(), told_in.clone(), Arc::clone(&config)));
    session.use_search(threads.searches.clone(), threads.counts.clone());
    session.use_settings_thread(threads.settings.requests());
    session.begin(effects);
    if config.fetch_auto {
        session.take(Msg::Due);
    }
    if features.ascii {
        session.take(Msg::News(Notice::warning(msg!("locale-ascii"))));
    }
    session.draw();
    // The watch reads the settings once when it starts, so it starts after the first frame.
    threads.watch_settings()?;
    if !sources.is_empty() {
        import_task::start(sources, LibraryClient(jobs), Arc::clone(&config), told_in)?;
    }
    let tell_events = events_in.clone();
    let input = Input::terminal(settings_thread::patience(&config), events_in)?;
    session.ask(&input, &tell_events);
    let ending = session.run(&mut events, &mut told, Some(&input), modes).await;
    input.pause();
    session.finish(LAST_FRAME);
    drop(guard);
    let hooked = session.finish_hooks(hooks::LIMIT);
    drop(session);
    let unsaved = threads.stop();
    let ending = if hooked { ending } else { ending.failed(&msg!("hooks-unfinished").to_string()) };
    Ok(if unsaved == 0 { ending } else { ending.failed(&msg!("steps-unsaved", count = unsaved).to_string()) })
}

/// The threads that work for the loop.
#[derive(Debug)]
struct Threads {
    storage: StorageThread,
    settings: SettingsThread,
    /// The slot for searches.
    searches: Latest<Search>,
    /// The slot for saved views to be counted.
    counts: Latest<Count>,
    searcher: JoinHandle<()>,
    counter: JoinHandle<()>,
    other_writers: Watch,
    settings_files: Option<Watch>,
    /// Where the settings files are, if farz reads them.
    watched: Option<Paths>,
}

impl Threads {
    fn start(
        store: Store,
        reload: Option<Reload>,
        typed: Option<InputHistoryFile>,
        told: &UnboundedSender<Msg>,
    ) -> Result<Self, Box<dyn Error>> {
        // The loop is gone only when the program ends. Then nobody needs the message.
        let tell = || {
            let told = told.clone();
            move |msg| drop(told.send(msg))
        };
        let paths = store.paths().clone();
        let (finder, other_finder) = (store.finder()?, store.finder()?);
        let storage = StorageThread::start(store, tell())?;
        let other_writers = Watch::start(OtherWriters { paths, jobs: storage.jobs() })?;
        let (searches, counts) = (Latest::default(), Latest::default());
        let searcher = searcher::start(searches.clone(), finder, tell())?;
        let counter = searcher::start_counting(counts.clone(), other_finder, tell())?;
        let watched = reload.as_ref().map(|reload| reload.paths.clone());
        let settings = SettingsThread::start(reload, typed, told.clone())?;
        let settings_files = None;
        Ok(Self { storage, settings, searches, counts, searcher, counter, other_writers, settings_files, watched })
    }

    /// Watches the settings files, so that they are read when they are saved.
    fn watch_settings(&mut self) -> io::Result<()> {
        let requests = self.settings.requests();
        let watch = |paths| Watch::start(SettingsFiles { paths, requests });
        self.settings_files = self.watched.take().map(watch).transpose()?;
        Ok(())
    }

    /// Ends each thread once its work is done. Returns how many steps could not be saved. Drop the session first,
    /// because it holds senders to these threads.
    fn stop(self) -> usize {
        self.searches.close();
        self.counts.close();
        self.other_writers.stop();
        if let Some(files) = self.settings_files {
            files.stop();
        }
        self.settings.stop();
        let unsaved = self.storage.stop();
        // A running search notices that its slot is closed.
        drop(self.searcher.join());
        drop(self.counter.join());
        unsaved
    }
}
