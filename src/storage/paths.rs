//! The folders where farz keeps its files on this machine.

use directories::BaseDirs;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The folders that farz uses. They need not exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Settings, keymaps and the journal of decisions: what the user copies or syncs.
    pub config: PathBuf,
    /// Articles, which can be fetched or added again.
    pub data: PathBuf,
    /// Data of this machine alone, which must not be copied or synced.
    pub state: PathBuf,
}

/// The error that no folder of this user is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no home directory is known: set HOME, or FARZ_CONFIG_DIR and FARZ_DATA_DIR")]
pub struct PathsError;

impl Paths {
    /// Finds the folders from the environment. For each folder, the first of these applies:
    ///
    /// - `FARZ_CONFIG_DIR`, `FARZ_DATA_DIR` or `FARZ_STATE_DIR`. If `FARZ_DATA_DIR` is set and `FARZ_STATE_DIR` is
    ///   not, the state is in `state` inside the former.
    /// - `farz` in `XDG_CONFIG_HOME`, `XDG_DATA_HOME` or `XDG_STATE_HOME`, if the path is absolute (the XDG Base
    ///   Directory Specification says to ignore relative paths).
    /// - The standard folder of this system. On macOS the config is in `~/.config`, where terminal users look for it.
    ///
    /// # Errors
    /// When no variable names a folder and no home directory is known.
    pub fn discover(env: &dyn Fn(&str) -> Option<OsString>) -> Result<Self, PathsError> {
        let set = |name: &str| env(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let own = |name: &str| set(name).map(|path| std::path::absolute(&path).unwrap_or(path));
        let xdg = |name: &str| set(name).filter(|path| path.is_absolute()).map(|path| path.join("farz"));
        let base = BaseDirs::new();
        let home = set("HOME").filter(|path| path.is_absolute()).or(base.as_ref().map(|base| base.home_dir().into()));
        let unix = |below: &str| home.as_ref().map(|home| home.join(below).join("farz"));
        let system = |of: fn(&BaseDirs) -> Option<&Path>, below: &str| {
            if cfg!(windows) { base.as_ref().and_then(of).map(|path| path.join("farz")) } else { unix(below) }
        };
        let mac = cfg!(target_os = "macos");
        let data_below = if mac { "Library/Application Support" } else { ".local/share" };

        let config = own("FARZ_CONFIG_DIR")
            .or_else(|| xdg("XDG_CONFIG_HOME"))
            .or_else(|| system(|base| Some(base.config_dir()), ".config"))
            .ok_or(PathsError)?;
        let own_data = own("FARZ_DATA_DIR");
        let data = own_data
            .clone()
            .or_else(|| xdg("XDG_DATA_HOME"))
            .or_else(|| system(|base| Some(base.data_local_dir()), data_below))
            .ok_or(PathsError)?;
        let state = own("FARZ_STATE_DIR")
            .or_else(|| own_data.map(|data| data.join("state")))
            .or_else(|| xdg("XDG_STATE_HOME"))
            .or_else(|| {
                if mac { Some(data.join("state")) } else { system(|base| Some(base.data_local_dir()), ".local/state") }
            })
            .ok_or(PathsError)?;
        Ok(Self { config, data, state })
    }

    /// Returns paths that are all inside `folder`, for a temporary library.
    #[must_use]
    pub fn within(folder: &Path) -> Self {
        Self { config: folder.join("config"), data: folder.join("data"), state: folder.join("state") }
    }

    /// Returns the folder of the journal, which contains a folder for each replica.
    #[must_use]
    pub fn triage(&self) -> PathBuf {
        self.config.join("triage")
    }

    /// Returns the settings file.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// Returns the folder of the user's keymaps.
    #[must_use]
    pub fn keymaps(&self) -> PathBuf {
        self.config.join("keymaps")
    }

    /// Returns the library's file.
    #[must_use]
    pub fn library(&self) -> PathBuf {
        self.data.join("library.db")
    }

    /// Returns the file that names this replica.
    #[must_use]
    pub fn replica(&self) -> PathBuf {
        self.state.join("replica")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn discover(vars: &[(&str, &str)]) -> Paths {
        let vars: Vec<(String, String)> = vars.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Paths::discover(&|name| vars.iter().find(|(known, _)| known == name).map(|(_, value)| value.into())).unwrap()
    }

    #[test]
    fn own_variables_win_over_xdg_and_xdg_over_home() {
        let all = [
            ("HOME", "/home/u"),
            ("XDG_CONFIG_HOME", "/x/c"),
            ("XDG_DATA_HOME", "/x/d"),
            ("XDG_STATE_HOME", "/x/s"),
            ("FARZ_CONFIG_DIR", "/f/c"),
            ("FARZ_DATA_DIR", "/f/d"),
            ("FARZ_STATE_DIR", "/f/s"),
        ];
        let farz = discover(&all);
        assert_eq!(farz, Paths { config: "/f/c".into(), data: "/f/d".into(), state: "/f/s".into() });
        assert_eq!(discover(&all[..6]).state, Path::new("/f/d/state"));
        let xdg = discover(&all[..4]);
        assert_eq!(xdg, Paths { config: "/x/c/farz".into(), data: "/x/d/farz".into(), state: "/x/s/farz".into() });
        assert_eq!(xdg.library(), Path::new("/x/d/farz/library.db"));
        assert_eq!(xdg.triage(), Path::new("/x/c/farz/triage"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn relative_and_empty_xdg_variables_are_ignored() {
        let paths = discover(&[("HOME", "/home/u"), ("XDG_CONFIG_HOME", "c"), ("XDG_DATA_HOME", "")]);
        assert_eq!(paths.config, Path::new("/home/u/.config/farz"));
        assert_eq!(paths.data, Path::new("/home/u/.local/share/farz"));
        assert_eq!(paths.state, Path::new("/home/u/.local/state/farz"));
    }
}
