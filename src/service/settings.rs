//! The user's config and keymap, read from the config directory.
//!
//! # Invariants
//!
//! - Saving a view changes nothing that the user wrote, and changing a view changes only that view.
//!   Tests: `a_saved_view_is_appended_and_read_back_and_nothing_else_is_touched`,
//!   Tests: `one_view_is_changed_and_every_comment_stays`, `whatever_the_names_are_the_others_stay`.

use crate::command::Command;
use crate::config::views::SaveView;
use crate::config::views::amend::{ViewChange, amended, appended};
use crate::config::{Config, SavedView, views};
use crate::keymap::{Action, Diagnostic, Keymap};
use crate::message::{Message, msg};
use crate::service::locked_file::LockedFile;
use crate::storage::Paths;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Reads the config file and the keymap that it names, or `keymap` where that is given. What is wrong in them comes
/// with its place; what is right is in force.
#[must_use]
pub fn load(paths: &Paths, keymap: Option<&str>) -> Loaded {
    let file = paths.config_file();
    let mut problems = Vec::new();
    let unread = |file: &Path, error: &io::Error| Diagnostic::whole(&file.display().to_string(), unread(error));
    let text = read(&file).unwrap_or_else(|error| {
        problems.push(unread(&file, &error));
        None
    });
    let (mut config, wrong) = Config::parse(&text.unwrap_or_default(), &in_config(paths, &file));
    problems.extend(wrong);
    let file = views_file(paths);
    match read(&file) {
        Ok(text) => {
            let wrong = views::read(&in_config(paths, &file), &text.unwrap_or_default(), &mut config.views);
            problems.extend(wrong);
        }
        Err(error) => problems.push(unread(&file, &error)),
    }
    let folder = paths.keymaps();
    let name = keymap.unwrap_or(&config.keymap).to_owned();
    let (mut keymap, wrong) = Keymap::load(&name, |name| Ok(read(&folder.join(format!("{name}.toml")))?));
    problems.extend(wrong);
    for view in &mut config.views {
        if let Some(keys) = view.key.clone() {
            let action = Action::with(Command::ShowView, view.name.clone());
            if let Some(wrong) = keymap.bind(keys, action, &view.file, view.line) {
                problems.push(wrong);
                // Nowhere is it shown as a key that shows the view.
                view.key = None;
            }
        }
    }
    (config, keymap, problems)
}

/// Returns the name of a file for messages: without the path of the config folder, which would leave too little room.
fn in_config(paths: &Paths, file: &Path) -> String {
    file.strip_prefix(&paths.config).unwrap_or(file).display().to_string()
}

/// What stands in the person's files: settings, keys, and what is wrong.
pub type Loaded = (Config, Keymap, Vec<Diagnostic>);

/// The reason why a settings file cannot be read or changed.
#[derive(Debug, Error)]
#[error("{}", self.message())]
pub enum SettingsError {
    /// The file cannot be read.
    Read(PathBuf, #[source] io::Error),
    /// The file of views cannot be written.
    Write(PathBuf, #[source] io::Error),
    /// The view is in a file that farz does not write.
    Foreign {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The name of the view.
        view: String,
    },
    /// What is wrong with the view, or with the file of views.
    View(Message),
}

impl SettingsError {
    /// Returns the reason as a sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Read(file, error) => msg!("file-error", file = file, why = unread(error)),
            Self::Write(file, error) => msg!("settings-not-written", file = file, reason = error.to_string()),
            Self::Foreign { file, line, view } => {
                msg!("settings-foreign-view", file = file, line = line.to_string(), view = view)
            }
            Self::View(reason) => reason.clone(),
        }
    }
}

/// Returns the path of the file with the views that were saved in the reader.
#[must_use]
pub fn views_file(paths: &Paths) -> PathBuf {
    paths.config.join("views.toml")
}

/// Appends a view to the file of views. The existing content stays unchanged, and no program ever sees a half-written
/// file. If the file has errors, nothing is written.
///
/// # Errors
/// If the view is not valid, or the file cannot be read or written.
pub fn save_view(paths: &Paths, view: &SaveView) -> Result<(), SettingsError> {
    let file = views_file(paths);
    let name = in_config(paths, &file);
    let locked = locked(&file)?;
    let text = to_change(&file)?;
    let mut known = Vec::new();
    views::read(&name, &text, &mut known);
    // Another program may have saved a view with this name since farz read the files.
    if let Some(wrong) = views::wrong_name(&view.name, &known) {
        return Err(SettingsError::View(wrong));
    }
    let new = appended(&name, &text, &view.name, &view.query, view.key.as_deref());
    let new = new.map_err(|error| SettingsError::View(error.message()))?;
    locked.write(&new).map_err(unsaved(&file))
}

/// Changes or removes a view in the file of views. The rest of the file stays unchanged, including comments.
///
/// # Errors
/// If the view is in a file that farz does not write, or the file cannot be changed.
pub fn change_view(paths: &Paths, view: &SavedView, change: &ViewChange) -> Result<(), SettingsError> {
    let file = views_file(paths);
    let name = in_config(paths, &file);
    if view.file != name {
        return Err(SettingsError::Foreign { file: view.file.clone(), line: view.line, view: view.name.clone() });
    }
    let locked = locked(&file)?;
    let text = to_change(&file)?;
    let new = amended(&name, &text, &view.name, change).map_err(|error| SettingsError::View(error.message()))?;
    locked.write(&new).map_err(unsaved(&file))
}

/// Returns the message about a change of a view.
#[must_use]
pub fn changed(view: &SavedView, change: &ViewChange) -> Message {
    match change {
        ViewChange::Name(name) => msg!("views-renamed", old = &view.name, new = name),
        ViewChange::Key(Some(keys)) => msg!("views-bound", keys = keys.to_string(), name = &view.name),
        ViewChange::Key(None) => msg!("views-unbound", name = &view.name),
        ViewChange::Removed => msg!("views-removed", name = &view.name, query = &view.query),
    }
}

/// Locks the file of views, so that no other program changes it in the meantime.
fn locked(file: &Path) -> Result<LockedFile, SettingsError> {
    LockedFile::lock(file).map_err(unsaved(file))
}

fn unsaved(file: &Path) -> impl Fn(io::Error) -> SettingsError + '_ {
    move |error| SettingsError::Write(file.to_owned(), error)
}

fn unread(error: &io::Error) -> Message {
    msg!("settings-not-read", reason = error.to_string())
}

/// The text of a file that is to be changed.
fn to_change(file: &Path) -> Result<String, SettingsError> {
    Ok(read(file).map_err(|error| SettingsError::Read(file.to_owned(), error))?.unwrap_or_default())
}

/// The text of a file; nothing where there is none.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn read(file: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(problems[0].place() == "config.toml:1:1" && problems[1].place() == "views.toml:1:1", "{problems:?}");
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
        let why = save_view(&paths, &view("Three", None)).unwrap_err().to_string();
        assert!(why.contains("views.toml:1:") && why.contains("nothing is saved"), "{why}");
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "[[views]\n");
    }
}
