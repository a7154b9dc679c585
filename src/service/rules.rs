//! The rules for new articles. Each application of a rule is a step like one of the user's, named after the rule.

use super::articles::Articles;
use crate::config::Rule;
use crate::domain::{ArticleId, Change, Edit, Step, StepId, StepKind};
use crate::filter::{Query, Readings};
use crate::message::{Message, msg};
use crate::storage::{Store, StoreError};
use std::io;

/// Returns the error in the query of a rule, or `None` if the query is usable. A misread query could match too much,
/// so a rule with an error does nothing.
#[must_use]
pub fn mistake(rule: &Rule) -> Option<Message> {
    mistake_in(&Query::parse(&rule.when))
}

fn mistake_in(query: &Query) -> Option<Message> {
    match query.mistakes().first() {
        Some(mistake) => Some(msg!("rule-mistake", why = mistake.expected.clone())),
        None if query.is_empty() || query.is_cut() => Some(msg!("rule-no-query")),
        None => None,
    }
}

/// Returns which of these articles a rule matches, as typed; none if its query has an error. `now` is the current time,
/// in milliseconds since 1970-01-01 UTC.
///
/// # Errors
/// If the library cannot answer.
pub fn matching(store: &mut Store, rule: &Rule, articles: &Articles, now: i64) -> Result<Vec<ArticleId>, StoreError> {
    let query = Query::parse_at(&rule.when, now);
    if mistake_in(&query).is_some() {
        return Ok(Vec::new());
    }
    Ok(articles.search(store, &query, Readings::NONE)?.ids)
}

/// Returns the query of a rule with its bare words fuzzy; `None` if it has no bare word. `now` is as in [`matching`].
#[must_use]
pub fn fuzzy(rule: &Rule, now: i64) -> Option<Query> {
    Some(Query::typed(&rule.when, now)).filter(|query| !query.words().is_empty())
}

/// Returns the label of a rule's steps in the history.
#[must_use]
pub fn label(rule: &Rule) -> String {
    format!("rule: {}", rule.when)
}

/// The result of applying the rules.
#[derive(Debug, Default)]
pub struct Applied {
    /// The steps, which are saved and can be undone.
    pub steps: Vec<Step>,
    /// The articles whose pages farz has to fetch.
    pub full_texts: Vec<ArticleId>,
}

/// Applies the rules, in order, to new articles.
///
/// # Errors
/// If a step cannot be saved.
pub fn apply(store: &mut Store, rules: &[Rule], new: &[ArticleId], now: i64) -> Result<Applied, StoreError> {
    let mut applied = Applied::default();
    for (place, rule) in rules.iter().enumerate() {
        if new.is_empty() {
            break;
        }
        let mut rows = Vec::with_capacity(new.len());
        for id in new {
            rows.extend(store.row(*id)?);
        }
        let (count, articles) = (rows.len(), Articles::from_iter(rows));
        let mut changes = Vec::new();
        let matched = matching(store, rule, &articles, now)?;
        if rule.full_text {
            applied.full_texts.extend(&matched);
        }
        for id in matched {
            let before = store.triage(id)?;
            let mut after = before.clone();
            after.tags.extend(rule.tags.iter().cloned());
            after.verdict = rule.verdict.unwrap_or(after.verdict);
            changes.push(Change::between(id, &before, &after));
        }
        // The user typed the query, so the log has only the rule's position in the config.
        tracing::info!(rule = place + 1, articles = count, changes = changes.len(), "rule applied");
        let edit = Edit::new(&label(rule), changes);
        if !edit.is_empty() {
            let id = StepId { session: session_of()?, number: 1 };
            let step = Step { id, kind: StepKind::Edit, edit };
            store.commit(&step, now)?;
            applied.steps.push(step);
        }
    }
    Ok(applied)
}

/// Returns a random session number, which makes the single step with it unique.
pub(super) fn session_of() -> Result<u64, StoreError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Random(io::Error::other(error)))?;
    Ok(u64::from_ne_bytes(bytes))
}
