//! The rules for new articles. Each application of a rule is a step like one of the user's, named after the rule.

use crate::config::Rule;
use crate::domain::{ArticleId, Ask, Catalogue, Change, Edit, Row, RowIndex, Step, StepId, StepKind};
use crate::filter::{Answers, Look, Query, Readings, search};
use crate::ingest::document;
use crate::message::{Message, msg};
use crate::storage::{Store, StoreError, Text};
use std::io;
use std::sync::Arc;

/// The number of texts that are indexed at a time.
const TEXTS: usize = 256;

/// Returns the error in the query of a rule, or `None` if the query is usable. A misread query could match too much,
/// so a rule with an error does nothing.
#[must_use]
pub fn mistake(rule: &Rule) -> Option<Message> {
    let query = Query::parse(&rule.when);
    match query.mistakes().first() {
        Some(mistake) => Some(msg!("rule-mistake", why = mistake.expected.clone())),
        None if query.is_empty() || query.is_cut() => Some(msg!("rule-no-query")),
        None => None,
    }
}

/// The articles among which rules look for those that they match.
#[derive(Debug, Default)]
pub struct Articles {
    catalogue: Catalogue,
    all: Arc<Vec<RowIndex>>,
}

impl FromIterator<Row> for Articles {
    fn from_iter<T: IntoIterator<Item = Row>>(rows: T) -> Self {
        let mut catalogue = Catalogue::default();
        let all = rows.into_iter().map(|row| catalogue.insert(&row).0).collect();
        Self { catalogue, all: Arc::new(all) }
    }
}

/// Returns which of these articles a rule matches, as typed; none if its query has an error. `now` is the current time,
/// in milliseconds since 1970-01-01 UTC.
///
/// # Errors
/// If the library cannot answer.
pub fn matching(store: &mut Store, rule: &Rule, rows: &Articles, now: i64) -> Result<Vec<ArticleId>, StoreError> {
    if mistake(rule).is_some() {
        return Ok(Vec::new());
    }
    matching_query(store, &Query::parse_at(&rule.when, now), rows)
}

/// Returns how many of these articles the rule matches if its bare words are fuzzy, and the query that says so; `None` if
/// it has no bare word.
///
/// # Errors
/// If the library cannot answer.
pub fn fuzzy(store: &mut Store, rule: &Rule, rows: &Articles, now: i64) -> Result<Option<(String, usize)>, StoreError> {
    let query = Query::typed(&rule.when, now);
    if query.words().is_empty() {
        return Ok(None);
    }
    Ok(Some((query.explain(), matching_query(store, &query, rows)?.len())))
}

fn matching_query(store: &mut Store, query: &Query, rows: &Articles) -> Result<Vec<ArticleId>, StoreError> {
    let answers = answers(store, query)?;
    let (snapshot, readings) = (rows.catalogue.snapshot(), Readings::NONE);
    let found = search(&Look { snapshot: &snapshot, query, answers: &answers, readings, candidates: &rows.all });
    Ok(found.rows.iter().filter_map(|row| Some(snapshot.get(*row)?.id())).collect())
}

/// Returns the library's answers to the questions of a query, after indexing all texts and detecting all languages that
/// it asks about.
///
/// # Errors
/// If the library cannot be read or its index cannot be written.
pub fn answers(store: &mut Store, query: &Query) -> Result<Answers, StoreError> {
    let asks = query.asks();
    if asks.is_empty() {
        return Ok(Answers::new());
    }
    if asks.iter().any(|ask| matches!(ask, Ask::Body(_) | Ask::Words { .. } | Ask::Length)) {
        let mut after = 0;
        loop {
            let articles = store.unread_texts(after, TEXTS)?;
            let Some((last, _)) = articles.last() else { break };
            after = *last;
            let ready = articles.iter().map(|(key, article)| Text { key: *key, text: document(article).text });
            store.index(&ready.collect::<Vec<_>>())?;
        }
    }
    if asks.iter().any(|ask| matches!(ask, Ask::Lang(_) | Ask::Dir { .. })) {
        while !store.detect_languages(TEXTS)?.is_empty() {}
    }
    let finder = store.finder()?;
    let answer = |ask: Ask| Ok((ask.clone(), finder.answer(&ask).map_err(StoreError::from)?));
    asks.into_iter().map(answer).collect()
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
        let (count, rows) = (rows.len(), Articles::from_iter(rows));
        let mut changes = Vec::new();
        let matched = matching(store, rule, &rows, now)?;
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
