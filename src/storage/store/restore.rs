//! Keeping what the journal has lost.
//!
//! A tool that synchronizes folders may put an old copy of a file in the place of the new one, or take files away. What was
//! decided is then in the library alone, and would be gone with the next copy. So what the library has beyond the journal
//! stays, and is written into this replica's files, with the stamps that it had: merging does not care where a line stands,
//! and what comes back later says the same.

use super::follow::{Pass, Reading};
use super::{PATIENCE, Store, StoreError};
use crate::domain::{Edit, Step, StepId, StepKind};
use crate::storage::diagnostic::Diagnostic;
use crate::storage::journal::{Appended, Journal};
use crate::storage::library::Writer;
use crate::storage::lines::Place;
use crate::storage::record::Record;
use std::collections::HashSet;

/// Merges what was put aside and is not in the journal any more, and says what was done. A restored decision cannot be
/// taken back as a step: which ones were made together is lost.
pub(super) fn restore(
    journal: &mut Journal,
    writer: &mut Writer<'_>,
    id: &mut StepId,
    sessions: &mut HashSet<u64>,
) -> Result<Option<(Diagnostic, Appended)>, StoreError> {
    let (mut records, mut articles) = (Vec::new(), HashSet::new());
    for (stamp, changes) in writer.lost()? {
        articles.extend(changes.iter().map(|change| change.article));
        let step = Step { id: *id, kind: StepKind::Silent, edit: Edit::new("restored", changes) };
        let record = Record { stamp, step };
        writer.merge(&record)?;
        id.number += 1;
        records.push(record);
    }
    let Some(appended) = journal.restore(&records)? else { return Ok(None) };
    sessions.insert(id.session);
    if appended.follows(writer.place(&appended.name)?) {
        writer.set_place(&appended.name, appended.after)?;
    }
    let what = format!(
        "lost what was decided on {} article{}: it was still in the library, and is written into the journal again",
        articles.len(),
        if articles.len() == 1 { "" } else { "s" }
    );
    Ok(Some((Diagnostic::file(journal.folder(), what), appended)))
}

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
        self.follow(Reading::Anew, PATIENCE)?;
        Ok(std::mem::take(&mut self.news.diagnostics))
    }

    /// [`Store::heal`] where a file that was read is not there: without one, that takes no time.
    pub(in crate::storage) fn heal_vanished(&mut self) -> Result<(), StoreError> {
        let there: HashSet<String> = self.journal.files()?.into_iter().map(|file| file.name).collect();
        if self.library.places()?.keys().any(|name| !there.contains(name)) {
            self.follow(Reading::Anew, PATIENCE)?;
        }
        Ok(())
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
