//! The event loop: waits, handles everything that arrived, draws once, and sleeps. Nothing wakes it when nothing
//! happens.
//!
//! # Invariants
//!
//! - Moving the cursor in the list by one, or scrolling by one, stays within its byte budget.
//!   Test: `a_move_in_the_list_and_a_scroll_by_one_stay_within_their_bytes`.
//! - An event that changes nothing writes nothing.
//!   Tests: `what_changes_nothing_writes_nothing`, `nothing_is_written_and_no_time_is_used_when_nothing_happens`.
//! - The text beside the list waits while a key is held.
//!   Test: `while_a_key_is_held_the_text_beside_the_list_waits`.

use crate::app::effect::{Count, Effect, Program, Search};
use crate::app::msg::{Msg, Notice};
use crate::app::{Model, Settings};
use crate::config::Config;
use crate::config::bidi::{Bidi, Writing};
use crate::domain::{Verdict, View};
use crate::keymap::{Diagnostic, Keymap};
use crate::message::{Message, msg};
use crate::runtime::background::BackgroundTasks;
use crate::runtime::external::{OpenError, open_link};
use crate::runtime::input_history::InputHistoryFile;
use crate::runtime::latest::Latest;
use crate::runtime::program::{self, Ready};
use crate::runtime::settings_thread::{self, FileRequest, Reload};
use crate::runtime::storage_thread::Job;
use crate::service::clock::now;
use crate::service::ingestion;
use crate::service::library::Request;
use crate::service::terminal_choice::TerminalChoices;
use crate::storage::{Store, StoreError};
use crate::terminal::answer::Answer;
use crate::terminal::clipboard::{self, Between};
use crate::terminal::event::{EXIT_HANGUP, EXIT_PANIC, Event, Signal};
use crate::terminal::input::{Input, Patience};
use crate::terminal::modes::{self, Modes};
use crate::terminal::output::Output;
use crate::terminal::pace::Pace;
use crate::terminal::probe::Answers;
use crate::terminal::writer::Screen;
use crate::ui::{Laid, Theme};
use paint::Preview;
use std::ffi::OsString;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::Instant;

/// How many rows of the first view to read before the first frame.
const FIRST_PAGE: usize = 200;
/// At most 25 frames a second while the terminal's size changes.
const RESIZE_PAUSE: Duration = Duration::from_millis(40);
/// How long to wait for the last frame before leaving the terminal.
const LAST_FRAME: Duration = Duration::from_millis(200);

/// The inputs with which the reader opens.
#[derive(Debug)]
pub struct Opening {
    /// The open store.
    pub store: Store,
    /// The settings from the config.
    pub settings: Settings,
    /// The keymap.
    pub keymap: Keymap,
    /// What is wrong in the person's files.
    pub problems: Vec<Diagnostic>,
    /// What to add first.
    pub sources: Vec<OsString>,
    /// A random number that makes this run's steps unique.
    pub session: u64,
    /// The user's files, to be read again when they are saved. `None` to ignore saves.
    pub reload: Option<Reload>,
    /// The user's earlier choices for terminals.
    pub remembered: TerminalChoices,
    /// The file that saves typed lines for later runs.
    pub typed: Option<InputHistoryFile>,
}

/// How the reader ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The exit status.
    pub code: u8,
    /// The message to print once the screen is restored. May be empty.
    pub message: String,
}

impl Ending {
    /// Returns this ending as a failure, with `what` before its message.
    #[must_use]
    pub fn failed(self, what: &str) -> Self {
        Self { code: self.code.max(1), message: format!("farz: {what}. {}", self.message) }
    }
}

/// The loop's state: the program, and the ways to the threads that work for it.
#[derive(Debug)]
pub struct Session {
    model: Model,
    theme: Theme,
    laid: Laid,
    writing: Writing,
    bidi: Bidi,
    remembered: TerminalChoices,
    answers: Answers,
    screen: Screen,
    output: Output,
    jobs: Sender<Job>,
    search: Latest<Search>,
    counts: Latest<Count>,
    /// The way to the thread that reads and writes the user's files.
    files: Option<Sender<FileRequest>>,
    preview: Preview,
    pace: Pace,
    background: Option<BackgroundTasks>,
    /// The new time to wait for the rest of an unfinished key, until the input thread gets it.
    patience: Option<Patience>,
    /// Where to send the terminal's answers, if the user's setting made most questions unnecessary. If that setting
    /// goes, farz asks the rest.
    unasked: Option<UnboundedSender<Event>>,
    suspend: bool,
    program: Option<Program>,
    /// Whether the process continues after a signal stopped it that no program can handle. Another program may have
    /// changed the terminal.
    again: bool,
    ending: Option<Ending>,
    dirty: bool,
    resized: Option<Instant>,
    resize_due: Option<Instant>,
}

/// Builds the first state. Reads what the first screen needs, and nothing else.
///
/// # Errors
/// When the library cannot be read.
pub fn first_model(opening: &Opening, size: (u16, u16)) -> Result<(Model, Vec<Effect>), StoreError> {
    let mut model = Model::new(opening.settings.clone(), Arc::new(opening.keymap.clone()), opening.session);
    let mut effects = model.update(Msg::Clock(now()));
    effects.extend(model.update(Msg::Resized { width: size.0, height: size.1 }));
    let rows = opening.store.page(View::Verdict(Verdict::Inbox), FIRST_PAGE)?;
    let total = opening.store.counts()?.all();
    effects.extend(model.update(Msg::Loaded { rows, total, done: total == 0 }));
    if let Some((filters, commands)) = opening.typed.as_ref().map(InputHistoryFile::read) {
        effects.extend(model.update(Msg::Recalled { filters, commands }));
    }
    if !opening.problems.is_empty() {
        effects.extend(model.update(Msg::Problems(opening.problems.clone())));
    }
    Ok((model, effects))
}

impl Session {
    /// Creates a loop that draws on `output`.
    #[must_use]
    pub fn new(model: Model, theme: Theme, screen: Screen, output: Output, jobs: Sender<Job>) -> Self {
        Self {
            model,
            theme,
            laid: Laid::default(),
            writing: Writing::default(),
            bidi: Bidi::default(),
            remembered: TerminalChoices::default(),
            answers: Answers::default(),
            screen,
            output,
            jobs,
            search: Latest::default(),
            counts: Latest::default(),
            files: None,
            preview: Preview::default(),
            pace: Pace::default(),
            background: None,
            patience: None,
            unasked: None,
            suspend: false,
            program: None,
            again: false,
            ending: None,
            dirty: true,
            resized: None,
            resize_due: None,
        }
    }

    /// Applies settings that were saved while the program runs.
    fn set_up(&mut self, config: &Arc<Config>) {
        self.theme = settings_thread::theme(config);
        self.patience = Some(settings_thread::patience(config));
        self.bidi = config.bidi;
        if let Some(background) = &mut self.background {
            background.set_up(Arc::clone(config));
        }
        let merging = ingestion::merging(config);
        self.job(Job::Ask(Request::Merging(merging), None));
        self.choose();
    }

    /// Sets who fetches what the program asks for.
    pub fn use_background_tasks(&mut self, background: BackgroundTasks) {
        self.background = Some(background);
    }

    /// Sets the slots for searches, and for saved views to be counted.
    pub fn use_search(&mut self, searches: Latest<Search>, counts: Latest<Count>) {
        (self.search, self.counts) = (searches, counts);
    }

    /// Sets the way to the thread that reads and writes the user's files.
    pub fn use_settings_thread(&mut self, files: Sender<FileRequest>) {
        self.files = Some(files);
    }

    fn file_request(&self, request: FileRequest) {
        // If the settings thread is gone, it panicked, and its panic ends the program.
        if let Some(files) = &self.files {
            let _ = files.send(request);
        }
    }

    /// Returns when time alone requires work: the contents of saved views change with their dates.
    fn clock_due(&self) -> Option<Instant> {
        let wait = self.model.counts_due()?.saturating_sub(now());
        Some(Instant::now() + Duration::from_millis(u64::try_from(wait).unwrap_or(0)))
    }

    /// Runs until the program ends.
    pub async fn run(
        &mut self,
        events: &mut UnboundedReceiver<Event>,
        told: &mut UnboundedReceiver<Msg>,
        input: Option<&Input>,
        modes: Modes,
    ) -> Ending {
        self.take(Msg::Clock(now()));
        loop {
            if let Some(ending) = self.ending.take() {
                if ending.code != EXIT_HANGUP {
                    self.settle(events, true).await;
                }
                return ending;
            }
            if self.hand_over(events, input, modes).await {
                continue;
            }
            self.draw();
            let paced = if self.dirty { self.pace.due(Instant::now()) } else { None };
            let clock = self.clock_due();
            let due = [self.resize_due, self.preview.due, paced, clock].into_iter().flatten().min();
            tokio::select! {
                biased;
                event = events.recv() => match event {
                    Some(event) => self.happened(event),
                    None => return Ending { code: EXIT_HANGUP, message: String::new() },
                },
                Some(msg) = told.recv() => self.take(msg),
                () = async { tokio::time::sleep_until(due.unwrap_or_else(Instant::now)).await }, if due.is_some() => {
                    self.dirty |= self.preview.rest();
                    if self.resize_due.is_some_and(|due| due <= Instant::now()) {
                        self.resize();
                    }
                    if clock.is_some_and(|due| due <= Instant::now()) {
                        self.take(Msg::Clock(now()));
                    }
                }
            }
            self.take_queued(events, told);
        }
    }

    /// Hands over the terminal if something asked for it, and takes it back. Then passes new settings to the input.
    /// Returns whether a program had the terminal.
    async fn hand_over(&mut self, events: &mut UnboundedReceiver<Event>, input: Option<&Input>, modes: Modes) -> bool {
        if self.suspend {
            self.settle(events, false).await;
            self.suspend(events, input, modes).await;
        }
        if let Some(program) = self.program.take() {
            self.settle(events, false).await;
            self.give_terminal(program, events, input, modes).await;
            return true;
        }
        if std::mem::take(&mut self.again) {
            self.take_back(modes);
        }
        if let (Some(patience), Some(input)) = (self.patience.take(), input) {
            input.set_patience(patience);
        }
        if let Some(input) = input.filter(|_| self.bidi.strategy.is_none())
            && let Some(events) = self.unasked.take()
        {
            self.ask(input, &events);
        }
        false
    }

    /// Handles everything queued before the next draw, so that a held key never continues after its release.
    fn take_queued(&mut self, events: &mut UnboundedReceiver<Event>, told: &mut UnboundedReceiver<Msg>) {
        while self.ending.is_none() && !self.suspend && !self.again && self.program.is_none() {
            if let Ok(event) = events.try_recv() {
                self.happened(event);
            } else if let Ok(msg) = told.try_recv() {
                self.take(msg);
            } else {
                break;
            }
        }
    }

    fn happened(&mut self, event: Event) {
        match event {
            Event::Key(key) => {
                self.take(Msg::Clock(now()));
                self.take(Msg::Key(key));
                self.preview.follow(&self.model, Instant::now(), self.pace.on());
            }
            Event::Paste(text) => self.take(Msg::Paste(text)),
            Event::Answer(Answer::There) => self.pace.answered(Instant::now()),
            Event::Answer(answer) => {
                let was_whole = self.answers.whole;
                self.answers.take(answer);
                if self.answers.whole && !was_whole {
                    self.answers.record();
                }
                self.choose();
                if let Some(bytes) = self.answers.keyboard.then(modes::keys_on).flatten() {
                    self.output.send(bytes.to_vec());
                }
            }
            Event::Resize => {
                let now = Instant::now();
                match self.resized {
                    Some(last) if now < last + RESIZE_PAUSE => self.resize_due = Some(last + RESIZE_PAUSE),
                    Some(_) | None => self.resize(),
                }
            }
            Event::Hangup => self.end(EXIT_HANGUP, String::new()),
            Event::Signal(Signal::Stop) => self.suspend = true,
            Event::Signal(Signal::Continue) => self.again = true,
            Event::Signal(signal) => self.end(signal.exit_code(), String::new()),
            Event::Flushed => {}
            Event::Panic(message) => self.end(EXIT_PANIC, message),
        }
    }

    fn end(&mut self, code: u8, message: String) {
        self.take(Msg::Leaving);
        self.ending = Some(Ending { code, message });
    }

    fn resize(&mut self) {
        (self.resized, self.resize_due) = (Some(Instant::now()), None);
        let (width, height) = modes::size();
        self.screen.resize(width, height);
        self.take(Msg::Resized { width, height });
    }

    /// Passes a message to the program and carries out the effects.
    pub fn take(&mut self, msg: Msg) {
        self.dirty = true;
        for effect in self.model.update(msg) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Save(step) => self.job(Job::Save(step)),
            Effect::Open(ids) => self.job(Job::Open(ids)),
            Effect::Seen(id) => self.job(Job::Seen(id)),
            Effect::ReadLog => self.job(Job::Log),
            Effect::Sync => self.job(Job::Sync),
            Effect::Search(search) => self.search.put(search),
            Effect::Count(count) => self.counts.put(count),
            Effect::SaveView(view) => self.file_request(FileRequest::SaveView(view)),
            Effect::Remember(typed) => self.file_request(FileRequest::Remember(typed)),
            Effect::ChangeView(view, change) => self.file_request(FileRequest::ChangeView(view, change)),
            Effect::Fetch(what) => self.in_background(|tasks| tasks.run(what)),
            Effect::StopFetching => self.in_background(|tasks| tasks.stop()),
            Effect::Schedule => self.in_background(BackgroundTasks::renew_schedule),
            Effect::ReadFeeds => self.in_background(|tasks| tasks.read_feeds()),
            Effect::Split(id) => self.in_background(|tasks| tasks.split(id)),
            Effect::Hook(hook) => self.in_background(|tasks| tasks.hook(hook)),
            Effect::Browse(link) => self.browse(&link),
            Effect::Copy { what, text } => self.copy(what, &text),
            Effect::Run(program) => self.program = Some(program),
            Effect::SetUp(config) => self.set_up(&config),
            Effect::Redraw => self.repaint(),
            Effect::Suspend => self.suspend = true,
            Effect::Quit => self.ending = Some(Ending { code: 0, message: String::new() }),
        }
    }

    fn in_background(&mut self, task: impl FnOnce(&mut BackgroundTasks)) {
        if let Some(tasks) = &mut self.background {
            task(tasks);
        }
    }

    /// Sends a job. If the storage thread is gone, it panicked, and its panic ends the program.
    fn job(&self, job: Job) {
        let _ = self.jobs.send(job);
    }

    fn tell(&mut self, notice: Notice) {
        self.take(Msg::Told(notice));
    }

    /// Opens a link. If there is no browser for it, copies and shows the link.
    fn browse(&mut self, link: &str) {
        match open_link(link, variable) {
            Ok(()) => self.tell(Notice::info(msg!("link-opened", link = link))),
            Err(OpenError::NoDisplay) => match clipboard::copy(link, Between::of(variable)) {
                Ok(bytes) => {
                    self.output.send(bytes);
                    self.show_link(link, msg!("link-copied-here", link = link));
                }
                Err(_) => self.show_link(link, msg!("link-shown-here", link = link)),
            },
            Err(error) => self.tell(Notice::warning(format!("{error}: {link}"))),
        }
    }

    /// Shows a clickable link in the status line.
    fn show_link(&mut self, link: &str, text: Message) {
        self.tell(Notice::info(text).linked(link));
    }

    fn copy(&mut self, what: &str, text: &str) {
        match clipboard::copy(text, Between::of(variable)) {
            Ok(bytes) => {
                self.output.send(bytes);
                self.tell(Notice::info(msg!("copied", what = what_of(what), count = text.chars().count())));
            }
            Err(error) => self.tell(Notice::warning(msg!("not-copied", what = what_of(what), why = error.to_string()))),
        }
    }

    /// Restores the terminal and stops the process, until the shell resumes it.
    async fn suspend(&mut self, events: &mut UnboundedReceiver<Event>, input: Option<&Input>, modes: Modes) {
        self.suspend = false;
        self.take(Msg::Leaving);
        if !modes::can_stop() {
            self.take(Msg::Told(Notice::warning(msg!("suspend-no-shell"))));
            return;
        }
        if let Some(input) = input {
            input.pause();
        }
        self.output.finish(LAST_FRAME);
        if modes::stop().is_ok() {
            while self.ending.is_none() {
                match events.recv().await {
                    Some(Event::Signal(Signal::Continue)) => break,
                    Some(event) => self.happened(event),
                    None => self.end(EXIT_HANGUP, String::new()),
                }
            }
        }
        (self.suspend, self.again) = (false, false);
        self.take_back(modes);
        if let Some(input) = input {
            input.resume();
        }
    }

    /// Enters the terminal again after another program had it, and redraws it in full at its current size.
    fn take_back(&mut self, modes: Modes) {
        self.output.finish(LAST_FRAME);
        if self.ending.is_none() && modes::reenter(self.known(modes)).is_err() {
            self.end(EXIT_HANGUP, String::new());
        }
        self.repaint();
        self.resize();
    }

    /// Returns these modes, extended by what the terminal reported about its keyboard.
    fn known(&self, modes: Modes) -> Modes {
        Modes { keys: modes.keys || self.answers.keyboard, ..modes }
    }

    /// Gives the terminal to a program until it ends, and reports how it ended.
    async fn give_terminal(
        &mut self,
        program: Program,
        events: &mut UnboundedReceiver<Event>,
        input: Option<&Input>,
        modes: Modes,
    ) {
        if let Some(input) = input {
            input.pause();
        }
        self.output.finish(LAST_FRAME);
        modes::leave();
        let program = Ready::new(program, variable);
        let name = program.name();
        let (done, mut ended) = unbounded_channel();
        let started = std::thread::Builder::new().name("program".into()).spawn(move || drop(done.send(program.run())));
        let ended = match started {
            Err(error) => Err(error),
            Ok(_) => loop {
                tokio::select! {
                    Some(result) = ended.recv() => break result,
                    event = events.recv() => match event {
                        // Keys that the user types at the program are for the program: an interrupt ends it, not
                        // farz.
                        Some(Event::Signal(Signal::Interrupt | Signal::Quit | Signal::Continue)) => {}
                        Some(Event::Signal(Signal::Stop)) => drop(modes::stop()),
                        Some(event) => self.happened(event),
                        None => self.end(EXIT_HANGUP, String::new()),
                    },
                }
                if self.ending.is_some() {
                    return;
                }
            },
        };
        if modes::reenter(self.known(modes)).is_err() {
            self.end(EXIT_HANGUP, String::new());
        }
        if let Some(input) = input {
            input.resume();
        }
        let (well, text) = program::told(&name, &ended);
        self.tell(if well { Notice::info(text) } else { Notice::warning(text) });
        self.repaint();
        self.resize();
    }

    fn repaint(&mut self) {
        self.screen.invalidate();
        self.dirty = true;
    }

    /// Carries out the effects of the first model.
    pub fn begin(&mut self, effects: Vec<Effect>) {
        effects.into_iter().for_each(|effect| self.carry_out(effect));
    }

    /// Waits for the commands after verdicts, but no longer than `limit`. Returns whether all of them ran.
    #[must_use]
    pub fn finish_hooks(&mut self, limit: Duration) -> bool {
        self.background.as_mut().is_none_or(|background| background.finish_hooks(limit))
    }

    /// Waits until everything drawn is on the terminal, but no longer than `limit`.
    pub fn finish(&self, limit: Duration) {
        self.output.finish(limit);
    }
}

mod asked;
mod paint;

#[cfg(test)]
mod tests;

/// Returns the name of what was copied: a link or the text.
fn what_of(what: &str) -> Message {
    if what == "link" { msg!("what-link") } else { msg!("what-text") }
}

/// Reads an environment variable.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
