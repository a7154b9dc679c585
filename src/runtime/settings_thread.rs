//! The thread that reads and writes the user's files: config, keymaps, views, and the history of typed lines.
//!
//! Only this thread accesses them, one request at a time. So the event loop never waits for a file lock, and the last
//! message to it reflects what the files contain now, however quickly several saves followed each other.

use crate::app::Settings;
use crate::app::effect::Typed;
use crate::app::msg::{Msg, Notice};
use crate::config::views::SaveView;
use crate::config::views::amend::ViewChange;
use crate::config::{Colors, Config, SavedView};
use crate::message::{Locale, Message, msg};
use crate::runtime::input_history::InputHistoryFile;
use crate::runtime::watch::{Cause, Noticed, Watched, WatchedFolder};
use crate::service::settings::{self, Loaded, SettingsError, load};
use crate::storage::Paths;
use crate::terminal::input::Patience;
use crate::terminal::writer::colour::Depth;
use crate::ui::Theme;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc::UnboundedSender;

/// A request to the thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileRequest {
    /// Read the config, keymap and views again: one of them may have been saved.
    Look(Cause),
    /// Save a view.
    SaveView(SaveView),
    /// Change or remove a view.
    ChangeView(SavedView, ViewChange),
    /// Save a typed line for later runs.
    Remember(Typed),
}

/// The thread, and the way to it.
#[derive(Debug)]
pub struct SettingsThread {
    requests: Sender<FileRequest>,
    thread: JoinHandle<()>,
}

impl SettingsThread {
    /// Starts the thread. Without `reload`, it neither reads nor writes the settings files. Without `history`, it
    /// does not save typed lines.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn start(
        reload: Option<Reload>,
        history: Option<InputHistoryFile>,
        tell: UnboundedSender<Msg>,
    ) -> io::Result<Self> {
        let (requests, inbox) = channel();
        let work = Work { reload, history, tell };
        let thread = thread::Builder::new().name("settings".into()).spawn(move || work.run(&inbox))?;
        Ok(Self { requests, thread })
    }

    /// Returns the way to the thread.
    #[must_use]
    pub fn requests(&self) -> Sender<FileRequest> {
        self.requests.clone()
    }

    /// Ends the thread once it has carried out every request. All other senders must be dropped first.
    pub fn stop(self) {
        drop(self.requests);
        // If the thread panicked, it has ended too.
        let _ = self.thread.join();
    }
}

struct Work {
    reload: Option<Reload>,
    history: Option<InputHistoryFile>,
    tell: UnboundedSender<Msg>,
}

impl Work {
    fn run(mut self, inbox: &Receiver<FileRequest>) {
        for request in inbox {
            match request {
                FileRequest::Look(cause) => self.look(cause),
                FileRequest::SaveView(view) => self.write(|paths| settings::save_view(paths, &view), view_saved(&view)),
                FileRequest::ChangeView(view, change) => {
                    let done = settings::changed(&view, &change);
                    self.write(|paths| settings::change_view(paths, &view, &change), done);
                }
                FileRequest::Remember(typed) => {
                    // If the line cannot be saved, only a later run misses it.
                    let _ = self.history.as_ref().map(|file| file.append(&typed));
                }
            }
        }
    }

    fn look(&mut self, cause: Cause) {
        let Some(reload) = &mut self.reload else { return };
        if cause == Cause::Told {
            wait_for_writers(&reload.paths, || thread::sleep(GATHER));
        }
        if let Some(msg) = reload.read(cause) {
            self.send(msg);
        }
    }

    /// Writes the user's files, loads their new contents, and reports `done`, or why nothing was written.
    fn write(&mut self, write: impl FnOnce(&Paths) -> Result<(), SettingsError>, done: Message) {
        let Some(reload) = &mut self.reload else { return };
        let told = match write(&reload.paths) {
            Ok(()) => {
                let files = reload.read_own_change();
                self.send(files);
                Notice::info(done)
            }
            Err(why) => Notice::warning(why.message()),
        };
        self.send(Msg::Told(told));
    }

    fn send(&self, msg: Msg) {
        // The loop is gone only when the program ends.
        let _ = self.tell.send(msg);
    }
}

/// Returns the message about a saved view.
fn view_saved(view: &SaveView) -> Message {
    match &view.key {
        Some(key) => msg!("view-saved-as-key", name = &view.name, key = key),
        None => msg!("view-saved-as", name = &view.name),
    }
}

/// How long to gather more writes after the first, because one save causes several.
const GATHER: Duration = Duration::from_millis(30);

/// The user's files as a watch target.
#[derive(Debug)]
pub struct SettingsFiles {
    /// Where they are.
    pub paths: Paths,
    /// The thread that reads them.
    pub requests: Sender<FileRequest>,
}

impl Watched for SettingsFiles {
    /// Returns the folders of the files, and those of the files that they link to.
    fn places(&self) -> Vec<WatchedFolder> {
        let paths = &self.paths;
        let keymaps = paths.keymaps();
        let entries = fs::read_dir(&keymaps).into_iter().flatten().flatten().map(|entry| entry.path());
        let linked = entries.chain([paths.config_file(), settings::views_file(paths)]).filter(|path| path.is_symlink());
        let folders: Vec<PathBuf> = linked
            .filter_map(|path| fs::canonicalize(path).ok())
            .filter_map(|path| path.parent().map(Path::to_owned))
            .collect();
        let folders = [paths.config.clone(), keymaps].into_iter().chain(folders);
        folders.map(|folder| WatchedFolder { folder, what: Noticed::Saves }).collect()
    }

    fn gather(&self) -> Duration {
        GATHER
    }

    fn look(&mut self, cause: Cause) -> bool {
        self.requests.send(FileRequest::Look(cause)).is_ok()
    }
}

/// The user's config and keymap files, to be read again when they are saved.
#[derive(Clone, Debug)]
pub struct Reload {
    /// Where they are.
    pub paths: Paths,
    /// The keymap that the command line names, which overrides the config file.
    pub keymap: Option<String>,
    /// What the last read returned.
    pub last: Loaded,
    /// The state of the files at the last read.
    pub saved: Files,
}

/// Files, with their lengths and modification times.
pub type Files = Vec<(PathBuf, u64, Option<SystemTime>)>;

/// Returns the current state of the user's files.
#[must_use]
pub fn saved(paths: &Paths) -> Files {
    let keymaps = fs::read_dir(paths.keymaps()).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = keymaps.chain([paths.config_file(), settings::views_file(paths)]);
    let mut files: Files = files
        .filter_map(|path| fs::metadata(&path).ok().map(|file| (path, file.len(), file.modified().ok())))
        .collect();
    files.sort();
    files
}

impl Reload {
    /// Reads the files. Returns `None` if their contents are the same as before. A save that contains mistakes is
    /// reported each time.
    fn read(&mut self, cause: Cause) -> Option<Msg> {
        let saved = saved(&self.paths);
        let loaded = load(&self.paths, self.keymap.as_deref());
        // The event may be about something else in their folder.
        let again = cause == Cause::Told && !loaded.2.is_empty() && saved != self.saved;
        self.saved = saved;
        if loaded == self.last && !again {
            return None;
        }
        self.last = loaded.clone();
        Some(reloaded(loaded))
    }

    /// Reads the files after farz itself changed one of them.
    fn read_own_change(&mut self) -> Msg {
        self.saved = saved(&self.paths);
        self.last = load(&self.paths, self.keymap.as_deref());
        reloaded(self.last.clone())
    }
}

fn reloaded((config, keymap, problems): Loaded) -> Msg {
    tracing::info!(problems = problems.len(), "settings reloaded");
    Msg::Reloaded { settings: settings_of(config), keymap: Arc::new(keymap), problems }
}

/// How many times to check an empty file again.
const EMPTY: usize = 10;

/// Waits, but not for long, while a file is empty: a program that saves in place truncates the file before it writes
/// it, and an event about something else in the folder may arrive in between.
fn wait_for_writers(paths: &Paths, mut pause: impl FnMut()) {
    let keymaps = fs::read_dir(paths.keymaps()).into_iter().flatten().flatten().map(|entry| entry.path());
    let keymaps = keymaps.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let files: Vec<PathBuf> = keymaps.chain([paths.config_file(), settings::views_file(paths)]).collect();
    let empty = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == 0);
    for _ in 0..EMPTY {
        if !files.iter().any(empty) {
            return;
        }
        pause();
    }
}

/// Returns the settings of a config, in the language that the config or the environment names.
#[must_use]
pub fn settings_of(config: Config) -> Settings {
    let locale = Locale::choose(config.language, |name| env::var(name).ok());
    Settings::new(config).speaking(locale)
}

/// Returns the colours that the terminal has, as far as the environment tells.
#[must_use]
pub fn depth() -> Depth {
    Depth::of(|name| env::var(name).ok())
}

/// Returns the theme: with colours, if the terminal has them and the user wants them.
#[must_use]
pub fn theme(config: &Config) -> Theme {
    if config.colors == Colors::Mono || depth() == Depth::Mono { Theme::mono() } else { Theme::colours() }
}

/// Returns how long to wait for the rest of an unfinished key.
#[must_use]
pub fn patience(config: &Config) -> Patience {
    let patience = Patience::new(env::var_os("SSH_CONNECTION").is_some());
    match config.escape_ms {
        Some(ms) => Patience { escape: Duration::from_millis(u64::from(ms)), ..patience },
        None => patience,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_empty_while_it_is_saved_is_waited_for_but_not_for_ever() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::within(home.path());
        fs::create_dir_all(paths.keymaps()).unwrap();
        let waits = |write: bool| {
            let mut pauses = 0;
            wait_for_writers(&paths, || {
                pauses += 1;
                if write && pauses == 3 {
                    fs::write(paths.keymaps().join("mine.toml"), "x").unwrap();
                }
            });
            pauses
        };
        assert_eq!(waits(false), 0);
        fs::write(paths.keymaps().join("mine.toml"), "").unwrap();
        assert_eq!(waits(false), EMPTY);
        assert_eq!(waits(true), 3);
    }

    #[test]
    fn a_mistake_is_said_each_time_it_is_saved_and_not_when_something_else_is() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::within(home.path());
        fs::create_dir_all(&paths.config).unwrap();
        let wrong = "layout = \"besid\"\n";
        fs::write(paths.config_file(), wrong).unwrap();
        let (last, saved) = (load(&paths, None), saved(&paths));
        assert_eq!(last.2.len(), 1);
        let mut reload = Reload { paths: paths.clone(), keymap: None, last, saved };
        fs::create_dir_all(paths.triage()).unwrap();
        assert!(reload.read(Cause::Told).is_none(), "the first decision makes a folder there");
        let later = SystemTime::now() + Duration::from_secs(9);
        fs::write(paths.config_file(), wrong).unwrap();
        fs::File::options().write(true).open(paths.config_file()).unwrap().set_modified(later).unwrap();
        assert!(reload.read(Cause::Told).is_some(), "saved once more");
        assert!(reload.read(Cause::Told).is_none());
    }
}
