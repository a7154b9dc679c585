//! The person's config and keymap, read from the config directory.

use super::input::Patience;
use super::kept_file::KeptFile;
use super::watch::{Cause, Noticed, Place, Watched};
use super::writer::colour::Depth;
use crate::app::Settings;
use crate::app::effect::SaveView;
use crate::app::msg::Msg;
use crate::command::Command;
use crate::config::views::amend::{ViewChange, amended};
use crate::config::{Colors, Config, SavedView, views};
use crate::filter::Readings;
use crate::keymap::{Action, Keymap};
use crate::storage::Paths;
use crate::text::Order;
use crate::ui::Theme;
use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc::UnboundedSender;

/// Reads the config file and the keymap that it names, or `keymap` where that is given. What is wrong in them comes
/// as lines for the person; what is right is in force.
#[must_use]
pub fn load(paths: &Paths, keymap: Option<&str>) -> Loaded {
    let file = paths.config_file();
    let mut problems = Vec::new();
    let text = read(&file).unwrap_or_else(|why| {
        problems.push(why);
        None
    });
    let (mut config, wrong) = Config::parse(&text.unwrap_or_default(), &in_config(paths, &file));
    problems.extend(wrong.iter().map(ToString::to_string));
    let file = views_file(paths);
    match read(&file) {
        Ok(text) => {
            let wrong = views::read(&in_config(paths, &file), &text.unwrap_or_default(), &mut config.views);
            problems.extend(wrong.iter().map(ToString::to_string));
        }
        Err(why) => problems.push(why),
    }
    let folder = paths.keymaps();
    let name = keymap.unwrap_or(&config.keymap).to_owned();
    let (mut keymap, wrong) = Keymap::load(&name, |name| read(&folder.join(format!("{name}.toml"))));
    problems.extend(wrong.iter().map(ToString::to_string));
    for view in &mut config.views {
        if let Some(keys) = view.key.clone() {
            let action = Action::with(Command::ShowView, view.name.clone());
            if let Some(wrong) = keymap.bind(keys, action, &view.file, view.line) {
                problems.push(wrong.to_string());
                // Nowhere is it shown as a key that shows the view.
                view.key = None;
            }
        }
    }
    (config, keymap, problems)
}

/// A file as it is named to the person: within the config folder without its path, which would leave no room for what is said.
fn in_config(paths: &Paths, file: &Path) -> String {
    file.strip_prefix(&paths.config).unwrap_or(file).display().to_string()
}

/// What stands in the person's files: settings, keys, and what is wrong.
pub type Loaded = (Config, Keymap, Vec<String>);

/// The person's config and keymap files, to be read anew when they are saved.
#[derive(Clone, Debug)]
pub struct Reload {
    /// Where they are.
    pub paths: Paths,
    /// The keymap that the command line names instead of the config file.
    pub keymap: Option<String>,
    /// What was read last.
    pub last: Loaded,
    /// The files as they were then.
    pub saved: Files,
}

/// Files, with their lengths and when they were written.
pub type Files = Vec<(PathBuf, u64, Option<SystemTime>)>;

/// The person's files as they are.
#[must_use]
pub fn saved(paths: &Paths) -> Files {
    let keymaps = fs::read_dir(paths.keymaps()).into_iter().flatten().flatten().map(|entry| entry.path());
    let files = keymaps.chain([paths.config_file(), views_file(paths)]);
    let mut files: Files = files
        .filter_map(|path| fs::metadata(&path).ok().map(|file| (path, file.len(), file.modified().ok())))
        .collect();
    files.sort();
    files
}

impl Reload {
    /// Reads them. Nothing where they say what they said before; a save with mistakes in it is said each time.
    fn read(&mut self, cause: Cause) -> Option<Msg> {
        let saved = saved(&self.paths);
        let loaded = load(&self.paths, self.keymap.as_deref());
        // Something else in their folder may be what was told of.
        let again = cause == Cause::Told && !loaded.2.is_empty() && saved != self.saved;
        self.saved = saved;
        if loaded == self.last && !again {
            return None;
        }
        self.last = loaded.clone();
        Some(reloaded(loaded))
    }

    /// Reads them, whatever they said before.
    #[must_use]
    pub fn now(&self) -> Msg {
        reloaded(load(&self.paths, self.keymap.as_deref()))
    }
}

fn reloaded((config, keymap, problems): Loaded) -> Msg {
    Msg::Reloaded { settings: of(&config), keymap: Arc::new(keymap), problems }
}

/// The person's files, and who is told when they are saved.
#[derive(Debug)]
pub struct Saved {
    /// The files.
    pub reload: Reload,
    /// The program.
    pub tell: UnboundedSender<Msg>,
}

impl Watched for Saved {
    /// The folders of the files, and those of the files that they are links to.
    fn places(&self) -> Vec<Place> {
        let paths = &self.reload.paths;
        let keymaps = paths.keymaps();
        let entries = fs::read_dir(&keymaps).into_iter().flatten().flatten().map(|entry| entry.path());
        let linked = entries.chain([paths.config_file(), views_file(paths)]).filter(|path| path.is_symlink());
        let folders: Vec<PathBuf> = linked
            .filter_map(|path| fs::canonicalize(path).ok())
            .filter_map(|path| path.parent().map(Path::to_owned))
            .collect();
        let folders = [paths.config.clone(), keymaps].into_iter().chain(folders);
        folders.map(|folder| Place { folder, what: Noticed::Saves }).collect()
    }

    fn gather(&self) -> Duration {
        Duration::from_millis(30)
    }

    fn look(&mut self, cause: Cause) -> bool {
        if cause == Cause::Told {
            wait_for_writers(&self.reload.paths, || thread::sleep(self.gather()));
        }
        self.reload.read(cause).is_none_or(|msg| self.tell.send(msg).is_ok())
    }
}

/// How many times a file is looked at again that has nothing in it.
const EMPTY: usize = 10;

/// Waits while a file is empty, but not for long: who saves in place makes it empty first, and writes it then. Something else in
/// the folder may be told in between.
fn wait_for_writers(paths: &Paths, mut pause: impl FnMut()) {
    let keymaps = fs::read_dir(paths.keymaps()).into_iter().flatten().flatten().map(|entry| entry.path());
    let keymaps = keymaps.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let files: Vec<PathBuf> = keymaps.chain([paths.config_file(), views_file(paths)]).collect();
    let empty = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == 0);
    for _ in 0..EMPTY {
        if !files.iter().any(empty) {
            return;
        }
        pause();
    }
}

/// Where the views stand that were saved in the reader.
#[must_use]
pub fn views_file(paths: &Paths) -> PathBuf {
    paths.config.join("views.toml")
}

/// Appends a view to the file of views. What stands there stays as it is, and the file is never seen half written. Where it
/// cannot be read as it stands, nothing is written.
///
/// # Errors
/// What a person is told where it cannot be kept.
pub fn save_view(paths: &Paths, view: &SaveView) -> Result<(), String> {
    let file = views_file(paths);
    let name = in_config(paths, &file);
    let kept = kept(&file)?;
    let mut text = read(&file)?.unwrap_or_default();
    let mut known = Vec::new();
    if let Some(wrong) = views::read(&name, &text, &mut known).first() {
        return Err(format!("{wrong}; nothing is saved before that is mended"));
    }
    // Another program may have saved one of this name since the files were read.
    if let Some(wrong) = views::wrong_name(&view.name, &known) {
        return Err(wrong);
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&views::written(&view.name, &view.query, view.key.as_deref()));
    kept.write(&text).map_err(unsaved(&file))
}

/// Changes a view in the file of views, or removes it. All else there stays as it is, comments too.
///
/// # Errors
/// What a person is told where it stands in another file, or cannot be changed.
pub fn change_view(paths: &Paths, view: &SavedView, change: &ViewChange) -> Result<(), String> {
    let file = views_file(paths);
    let name = in_config(paths, &file);
    if view.file != name {
        let place = format!("{}:{}", view.file, view.line);
        return Err(format!("{place}: farz does not write this file: change the view {:?} there", view.name));
    }
    let kept = kept(&file)?;
    let text = read(&file)?.unwrap_or_default();
    kept.write(&amended(&name, &text, &view.name, change)?).map_err(unsaved(&file))
}

/// Says what was done to a view.
#[must_use]
pub fn changed(view: &SavedView, change: &ViewChange) -> String {
    match change {
        ViewChange::Name(name) => format!("The view {:?} is called {name:?} now.", view.name),
        ViewChange::Key(Some(keys)) => format!("{keys} shows the view {:?} now.", view.name),
        ViewChange::Key(None) => format!("No key shows the view {:?} now.", view.name),
        ViewChange::Removed => format!("Removed the view {:?}: {}", view.name, view.query),
    }
}

/// The file of views, which nobody else changes as long as this is held.
fn kept(file: &Path) -> Result<KeptFile, String> {
    KeptFile::lock(file).map_err(unsaved(file))
}

fn unsaved(file: &Path) -> impl Fn(io::Error) -> String + '_ {
    move |error| format!("{}: the views cannot be saved: {error}", file.display())
}

/// The text of a file; nothing where there is none.
///
/// # Errors
/// What a person is told where it cannot be read.
pub fn read(file: &Path) -> Result<Option<String>, String> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: cannot be read: {error}", file.display())),
    }
}

/// What the program needs of the config.
#[must_use]
pub fn of(config: &Config) -> Settings {
    let Config {
        auto_advance,
        reader_width,
        layout,
        keyboards,
        across_scripts,
        wrong_layout,
        bidi,
        visual_caret,
        fetch_auto,
        hooks,
        views,
        ..
    } = config;
    Settings {
        auto_advance: *auto_advance,
        reader_width: usize::from(*reader_width),
        layout: *layout,
        readings: Readings { across_scripts: *across_scripts, wrong_layout: *wrong_layout },
        keyboards: keyboards.clone(),
        order: Order { base: bidi.base, isolate: bidi.isolate },
        visual_caret: *visual_caret,
        fetch_auto: *fetch_auto,
        hooks: hooks.clone(),
        views: views.clone(),
        config: Arc::new(config.clone()),
    }
}

/// The colours that the terminal has, as far as the environment says.
#[must_use]
pub fn depth() -> Depth {
    Depth::of(|name| env::var(name).ok())
}

/// The looks: with colours, where the terminal has them and the person wants them.
#[must_use]
pub fn theme(config: &Config) -> Theme {
    if config.colors == Colors::Mono || depth() == Depth::Mono { Theme::mono() } else { Theme::colours() }
}

/// How long an unfinished key is waited for.
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

    #[test]
    fn a_view_whose_key_is_refused_has_none_and_files_are_named_without_their_folder() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::within(home.path());
        fs::create_dir_all(&paths.config).unwrap();
        fs::write(paths.config_file(), "bogus = 1\n").unwrap();
        let views = [views::written("On j", "a", Some("j")), views::written("On 6", "a", Some("6"))];
        fs::write(views_file(&paths), views.concat()).unwrap();
        let (config, _, problems) = load(&paths, None);
        let keys: Vec<_> = config.views.iter().map(|view| view.key.as_ref().map(ToString::to_string)).collect();
        assert_eq!(keys, [None, Some("6".to_owned())]);
        assert!(
            problems[0].starts_with("config.toml:1:1: ") && problems[1].starts_with("views.toml:1:1: "),
            "{problems:?}"
        );
    }

    #[test]
    fn a_saved_view_is_appended_and_read_back_and_nothing_else_is_touched() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::within(home.path());
        let view = |name: &str, key: Option<&str>| SaveView {
            name: name.into(),
            query: "a | \"b c\"".into(),
            key: key.map(str::to_owned),
        };
        save_view(&paths, &view("One", Some("6"))).unwrap();
        let elsewhere = home.path().join("dotfiles.toml");
        let written = format!("# kept in git\n{}", fs::read_to_string(views_file(&paths)).unwrap().trim_end());
        fs::write(&elsewhere, &written).unwrap();
        fs::remove_file(views_file(&paths)).unwrap();
        std::os::unix::fs::symlink(&elsewhere, views_file(&paths)).unwrap();
        save_view(&paths, &view("Two", None)).unwrap();
        assert!(views_file(&paths).is_symlink());
        assert!(fs::read_to_string(&elsewhere).unwrap().starts_with(&written));
        let (config, keymap, problems) = load(&paths, None);
        assert!(problems.is_empty(), "{problems:?}");
        let names: Vec<&str> = config.views.iter().map(|view| view.name.as_str()).collect();
        assert_eq!((names, config.views[1].query.as_str()), (vec!["One", "Two"], "a | \"b c\""));
        let six = "6".parse::<crate::keymap::Key>().unwrap();
        assert!(matches!(keymap.find(crate::command::Context::List, &[six]), crate::keymap::Found::Matched(_)));
        fs::write(&elsewhere, "[[views]\n").unwrap();
        let why = save_view(&paths, &view("Three", None)).unwrap_err();
        assert!(why.contains("views.toml:1:") && why.contains("nothing is saved"), "{why}");
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "[[views]\n");
    }
}
