//! The user's choices in `farz calibrate`: a file in the state directory with one line per terminal.

use crate::config::bidi::Strategy;
use crate::storage::Paths;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

/// The choices, by the fingerprint of the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TerminalChoices(BTreeMap<String, Strategy>);

impl TerminalChoices {
    /// Returns the path of the file.
    #[must_use]
    pub fn file(paths: &Paths) -> PathBuf {
        paths.state.join("terminals")
    }

    /// Reads the choices. Ignores lines that it cannot parse and a file that it cannot read; then the terminal's own
    /// answers decide.
    #[must_use]
    pub fn read(paths: &Paths) -> Self {
        Self::parse(&fs::read_to_string(Self::file(paths)).unwrap_or_default())
    }

    fn parse(text: &str) -> Self {
        let line = |line: &str| {
            let (name, fingerprint) = line.split_once(' ')?;
            Some((fingerprint.to_owned(), Strategy::named(name)?))
        };
        Self(text.lines().filter_map(line).collect())
    }

    /// Returns the strategy chosen for a terminal.
    #[must_use]
    pub fn strategy(&self, fingerprint: &str) -> Option<Strategy> {
        self.0.get(fingerprint).copied()
    }

    /// Sets the choice for a terminal, or removes it.
    pub fn set(&mut self, fingerprint: &str, strategy: Option<Strategy>) {
        match strategy {
            Some(strategy) => self.0.insert(fingerprint.to_owned(), strategy),
            None => self.0.remove(fingerprint),
        };
    }

    /// Writes the file completely or not at all.
    ///
    /// # Errors
    /// If the state directory cannot be written.
    pub fn write(&self, paths: &Paths) -> io::Result<()> {
        let text: String = self.0.iter().map(|(print, strategy)| format!("{} {print}\n", strategy.name())).collect();
        fs::create_dir_all(&paths.state)?;
        let file = Self::file(paths);
        let beside = file.with_extension("new");
        fs::write(&beside, text)?;
        fs::rename(beside, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_read_back_and_nonsense_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::within(folder.path());
        assert_eq!(TerminalChoices::read(&paths), TerminalChoices::default());
        let mut remembered = TerminalChoices::default();
        remembered.set("XTerm(379)|41;379;0|xterm", Some(Strategy::Armoured));
        remembered.write(&paths).unwrap();
        assert_eq!(TerminalChoices::read(&paths), remembered);
        assert_eq!(remembered.strategy("XTerm(379)|41;379;0|xterm"), Some(Strategy::Armoured));
        remembered.set("XTerm(379)|41;379;0|xterm", None);
        assert_eq!(remembered, TerminalChoices::parse("sideways a|b|c\n\nvisual\n"));
    }
}
