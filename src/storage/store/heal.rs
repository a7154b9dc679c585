//! Finding what the journal has lost, whatever way it was lost.

use super::follow::Pass;
use super::{Store, StoreError};
use crate::storage::diagnostic::Diagnostic;
use crate::storage::lines::Place;

impl Store {
    /// Looks through the whole journal for what the library has and the journal has not, whatever way it was lost, and
    /// writes it into the journal again. Says what was done.
    ///
    /// # Errors
    /// When the journal or the library cannot be read or written: then they are as before.
    pub fn heal(&mut self) -> Result<Vec<Diagnostic>, StoreError> {
        if !self.is_lost()? {
            return Ok(Vec::new());
        }
        self.read_anew()?;
        Ok(std::mem::take(&mut self.news.diagnostics))
    }

    /// [`Store::heal`] where a file that was read is not there: without one, that takes no time.
    pub(in crate::storage) fn heal_vanished(&mut self) -> Result<(), StoreError> {
        if self.vanished()?.is_empty() { Ok(()) } else { self.read_anew() }
    }

    /// Whether a replay gives less than the library has. The replay is not kept.
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
