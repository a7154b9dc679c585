//! The part of a query that SQLite answers, so that the other articles are not read.
//!
//! # Invariants
//!
//! - The articles that SQLite selects are those that the search finds among all, in the same order.
//!   Tests: `sqlite_selects_what_the_search_finds`,
//!   Tests: `a_search_of_what_sqlite_leaves_finds_what_a_search_of_all_finds`,
//!   Tests: `the_longest_query_is_one_that_sqlite_takes`.

use super::articles::{Articles, Found};
use crate::domain::Verdict;
use crate::filter::query::tree::{Sort, State, Tree};
use crate::filter::{Query, Readings};
use crate::storage::{Condition, Store, StoreError};

/// What SQLite can answer of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// A condition that holds for every article that matches.
    pub condition: Condition,
    /// Whether the matching articles are exactly those, in the order of the list.
    pub is_whole: bool,
}

impl Selection {
    /// Returns what SQLite can answer of `query` among the articles with this verdict.
    #[must_use]
    pub fn of(query: &Query, verdict: Option<Verdict>) -> Self {
        let mut known: Vec<Condition> = verdict.into_iter().map(Condition::Verdict).collect();
        let parts = match query.tree() {
            Tree::All(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let mut is_whole = matches!(query.sort(), None | Some((Sort::Date, false)));
        for part in parts {
            match condition(part) {
                Some(part) => known.push(part),
                None => is_whole = false,
            }
        }
        Self { condition: Condition::All(known), is_whole }
    }

    /// Returns whether the condition holds for every article.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(&self.condition, Condition::All(parts) if parts.is_empty())
    }
}

/// Returns the condition that says the same as `tree`; `None` if SQLite cannot check it. The parser limits the
/// parts and their depth to what SQLite takes.
fn condition(tree: &Tree) -> Option<Condition> {
    let all = |parts: &[Tree]| parts.iter().map(condition).collect::<Option<Vec<_>>>();
    match tree {
        Tree::All(parts) => Some(Condition::All(all(parts)?)),
        Tree::Any(parts) => Some(Condition::Any(all(parts)?)),
        Tree::Not(part) => Some(Condition::Not(Box::new(condition(part)?))),
        Tree::Date { span, .. } => Some(Condition::Date(span.clone())),
        Tree::Is(state) => Some(match state {
            State::Inbox => Condition::Verdict(Verdict::Inbox),
            State::Keep => Condition::Verdict(Verdict::Keep),
            State::Later => Condition::Verdict(Verdict::Later),
            State::Drop => Condition::Verdict(Verdict::Drop),
            State::Read => Condition::Read,
            State::Unread => Condition::Not(Box::new(Condition::Read)),
            State::Changed => Condition::Changed,
            State::Noted => Condition::Noted,
            State::Tagged => Condition::Tagged,
        }),
        // Words and tags are compared in search form; the answers to questions have scores.
        Tree::Word(_) | Tree::Tag(_) | Tree::Ask(_) => None,
    }
}

/// Returns the articles with this verdict that match the query, at least the first `limit`. Reads only those that
/// SQLite does not exclude.
///
/// # Errors
/// If the library cannot answer.
pub fn find(
    store: &mut Store,
    query: &Query,
    verdict: Option<Verdict>,
    readings: Readings,
    limit: Option<usize>,
) -> Result<Found, StoreError> {
    let selection = Selection::of(query, verdict);
    if selection.is_whole {
        let ids = store.select(&selection.condition, limit)?;
        return Ok(Found { close: ids.len(), ids, layout: None });
    }
    let condition = Some(&selection.condition).filter(|_| !selection.is_open());
    Articles::read(store, condition)?.search(store, query, readings)
}

#[cfg(test)]
mod tests;
