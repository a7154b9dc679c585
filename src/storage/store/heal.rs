//! Finds the decisions that the journal lost, however they were lost.

use super::follow::Pass;
use super::{Store, StoreError};
use crate::storage::diagnostic::Diagnostic;
use crate::storage::lines::Place;

impl Store {
    /// Searches the whole journal for decisions that the library has and the journal lost, however they were lost,
    /// and writes them to the journal again. Returns diagnostics about what was done.
    ///
    /// # Errors
    /// When the journal or the library cannot be read or written: then they are unchanged.
    pub fn heal(&mut self) -> Result<Vec<Diagnostic>, StoreError> {
        if !self.is_lost()? {
            return Ok(Vec::new());
        }
        self.read_anew()?;
        Ok(std::mem::take(&mut self.news.diagnostics))
    }

    /// Reads the journal again, and restores what it lost, if a file that was read before is missing. If none is
    /// missing, this takes no time.
    pub(in crate::storage) fn heal_vanished(&mut self) -> Result<(), StoreError> {
        if self.vanished()?.is_empty() { Ok(()) } else { self.read_anew() }
    }

    /// Returns whether a replay gives less than the library has. The replay is discarded.
    fn is_lost(&mut self) -> Result<bool, StoreError> {
        let mut writer = self.library.write()?;
        writer.put_aside()?;
        writer.forget_triage()?;
        let files = self.journal.files()?;
        let mut pass = Pass::new(&mut self.journal, &mut writer, &self.sessions);
        for file in &files {
            pass.read(file, Place::default(), true)?;
        }
        Ok(!writer.lost()?.is_empty())
    }
}
