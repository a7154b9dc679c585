//! The rules for what arrives: each application is a step like one of the person's, named after its rule.

use crate::config::Rule;
use crate::domain::{ArticleId, Catalogue, Change, Edit, Row, RowIndex, Step, StepId, StepKind};
use crate::filter::{Query, search};
use crate::storage::{Store, StoreError};

/// Which of these rows a rule matches.
#[must_use]
pub fn matching(rule: &Rule, rows: &[Row]) -> Vec<ArticleId> {
    let mut catalogue = Catalogue::default();
    let all: Vec<RowIndex> = rows.iter().map(|row| catalogue.insert(row).0).collect();
    let found = search(&catalogue.snapshot(), &Query::parse(&rule.when), &all, None, &|| false);
    let rows = found.map(|matches| matches.rows).unwrap_or_default();
    rows.into_iter().filter_map(|row| Some(catalogue.get(row)?.id())).collect()
}

/// The name of a rule's steps in the history.
#[must_use]
pub fn label(rule: &Rule) -> String {
    format!("rule: {}", rule.when)
}

/// Applies the rules to articles that are new, in their order. Gives the steps that were made, which are saved and can be
/// taken back.
///
/// # Errors
/// When a step could not be saved.
pub fn apply(store: &mut Store, rules: &[Rule], new: &[ArticleId], now: i64) -> Result<Vec<Step>, StoreError> {
    let mut steps = Vec::new();
    for rule in rules {
        if new.is_empty() {
            break;
        }
        let mut rows = Vec::with_capacity(new.len());
        for id in new {
            rows.extend(store.row(*id)?);
        }
        let mut changes = Vec::new();
        for id in matching(rule, &rows) {
            let before = store.triage(id)?;
            let mut after = before.clone();
            after.tags.extend(rule.tags.iter().cloned());
            after.verdict = rule.verdict.unwrap_or(after.verdict);
            changes.push(Change::between(id, &before, &after));
        }
        let edit = Edit::new(&label(rule), changes);
        if !edit.is_empty() {
            let id = StepId { session: session_of()?, number: 1 };
            let step = Step { id, kind: StepKind::Edit, edit };
            store.commit(&step, now)?;
            steps.push(step);
        }
    }
    Ok(steps)
}

/// A session of its own for each step: it is made once.
pub(super) fn session_of() -> Result<u64, StoreError> {
    super::session().map_err(StoreError::Random)
}
