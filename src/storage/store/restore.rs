//! Keeping what the journal has lost.
//!
//! A tool that synchronizes folders may put an old copy of a file in the place of the new one, or take files away. What was
//! decided is then in the library alone, and would be gone with the next copy. So what the library has beyond the journal
//! stays, and is written into this replica's files, with the stamps that it had: merging does not care where a line stands,
//! and what comes back later says the same.

use super::StoreError;
use crate::domain::{Edit, Step, StepId, StepKind};
use crate::storage::diagnostic::{Diagnostic, Problem};
use crate::storage::journal::{Appended, Journal};
use crate::storage::library::Writer;
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
    let what = Problem::Restored { articles: articles.len() };
    Ok(Some((Diagnostic::file(journal.folder(), what), appended)))
}
