//! Restores what the journal lost.
//!
//! A tool that synchronizes folders may replace a file with an old copy, or remove files. Then only the library has
//! the lost decisions, and they would be gone with the next rebuild of its copy. So the library keeps what it has
//! beyond the journal, and farz writes it to this replica's files, with the original stamps. Merging does not depend
//! on which file has a line, and if the lost lines come back later, they contain the same.

use super::StoreError;
use crate::domain::{Edit, Step, StepId, StepKind};
use crate::storage::diagnostic::{Diagnostic, Problem};
use crate::storage::journal::{Appended, Journal};
use crate::storage::library::Writer;
use crate::storage::record::Record;
use std::collections::HashSet;

/// Merges the decisions that were put aside and that the journal no longer has, appends them to the journal, and
/// reports what was done. A restored decision cannot be undone as a step: which decisions were made together is lost.
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
