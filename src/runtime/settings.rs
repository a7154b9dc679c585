//! The person's config and keymap, read from the config directory.

use super::input::Patience;
use super::writer::colour::Depth;
use crate::app::Settings;
use crate::app::msg::Msg;
use crate::config::{Colors, Config};
use crate::filter::Readings;
use crate::keymap::Keymap;
use crate::storage::Paths;
use crate::text::Order;
use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Reads the config file and the keymap that it names, or `keymap` where that is given. What is wrong in them comes
/// as lines for the person; what is right is in force.
#[must_use]
pub fn load(paths: &Paths, keymap: Option<&str>) -> (Config, Keymap, Vec<String>) {
    let file = paths.config_file();
    let mut problems = Vec::new();
    let text = read(&file).unwrap_or_else(|why| {
        problems.push(why);
        None
    });
    let (config, wrong) = Config::parse(&text.unwrap_or_default(), &file.display().to_string());
    problems.extend(wrong.iter().map(ToString::to_string));
    let folder = paths.keymaps();
    let name = keymap.unwrap_or(&config.keymap).to_owned();
    let (keymap, wrong) = Keymap::load(&name, |name| read(&folder.join(format!("{name}.toml"))));
    problems.extend(wrong.iter().map(ToString::to_string));
    (config, keymap, problems)
}

/// The person's config and keymap files, to be read anew when they are saved.
#[derive(Clone, Debug)]
pub struct Reload {
    /// Where they are.
    pub paths: Paths,
    /// The keymap that the command line names instead of the config file.
    pub keymap: Option<String>,
}

impl Reload {
    /// The folders in which a change is to be seen, those of linked files too.
    #[must_use]
    pub fn folders(&self) -> Vec<PathBuf> {
        let keymaps = self.paths.keymaps();
        let entries = fs::read_dir(&keymaps).into_iter().flatten().flatten().map(|entry| entry.path());
        let linked = entries.chain([self.paths.config_file()]).filter(|path| path.is_symlink());
        let folders: Vec<PathBuf> = linked
            .filter_map(|path| fs::canonicalize(path).ok())
            .filter_map(|path| path.parent().map(Path::to_owned))
            .collect();
        [self.paths.config.clone(), keymaps].into_iter().chain(folders).collect()
    }

    /// Reads them.
    #[must_use]
    pub fn read(&self) -> Msg {
        let (config, keymap, problems) = load(&self.paths, self.keymap.as_deref());
        Msg::Reloaded { settings: of(&config), keymap: Arc::new(keymap), problems }
    }
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
    }
}

/// The colours that the terminal has, as far as the environment says.
#[must_use]
pub fn depth() -> Depth {
    Depth::of(|name| env::var(name).ok())
}

/// Whether everything is drawn without colours.
#[must_use]
pub fn mono(config: &Config) -> bool {
    config.colors == Colors::Mono || depth() == Depth::Mono
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
