//! Articles of the library in memory, and the search among them.

use crate::domain::{ArticleId, Ask, Catalogue, Row, RowIndex};
use crate::filter::{Answers, Look, Query, Readings, search};
use crate::ingest::document;
use crate::storage::{Condition, Cursor, Store, StoreError, Text};
use std::collections::HashSet;
use std::sync::Arc;

/// The number of rows read at a time.
pub const CHUNK: usize = 4096;

/// The number of texts that are indexed at a time.
const TEXTS: usize = 256;

/// Articles, in the order in which they were added: in that of the list if the library gave them.
#[derive(Debug, Default)]
pub struct Articles {
    catalogue: Catalogue,
    rows: Arc<Vec<RowIndex>>,
}

impl FromIterator<Row> for Articles {
    fn from_iter<T: IntoIterator<Item = Row>>(rows: T) -> Self {
        let mut articles = Self::default();
        rows.into_iter().for_each(|row| articles.add(&row));
        articles
    }
}

impl Articles {
    /// Adds an article, unless it is here already.
    pub fn add(&mut self, row: &Row) {
        let (at, new) = self.catalogue.insert(row);
        if new {
            Arc::make_mut(&mut self.rows).push(at);
        }
    }

    /// Reads the articles for which `condition` holds, or all.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn read(store: &Store, condition: Option<&Condition>) -> Result<Self, StoreError> {
        let mut articles = Self::default();
        let ids = condition.map(|condition| store.select(condition, None)).transpose()?;
        match ids {
            // To read one row after the other is several times as quick as to look up each.
            Some(ids) if ids.len() < store.counts()?.all() / 3 => {
                for ids in ids.chunks(CHUNK) {
                    store.rows_of(ids)?.iter().for_each(|row| articles.add(row));
                }
            }
            ids => {
                let ids: Option<HashSet<ArticleId>> = ids.map(HashSet::from_iter);
                every_row(store, |row| {
                    if ids.as_ref().is_none_or(|ids| ids.contains(&row.id)) {
                        articles.add(&row);
                    }
                    Ok::<_, StoreError>(())
                })?;
            }
        }
        Ok(articles)
    }

    /// Returns the articles that match the query.
    ///
    /// # Errors
    /// If the library cannot answer what the query asks it.
    pub fn search(&self, store: &mut Store, query: &Query, readings: Readings) -> Result<Found, StoreError> {
        let answers = answers(store, query)?;
        let snapshot = self.catalogue.snapshot();
        let found = search(&Look { snapshot: &snapshot, query, answers: &answers, readings, candidates: &self.rows });
        let ids = found.rows.iter().filter_map(|row| Some(snapshot.get(*row)?.id())).collect();
        Ok(Found { ids, close: found.parts.close(), layout: found.layout.clone() })
    }
}

/// The articles that match, in the order of the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Their ids.
    pub ids: Vec<ArticleId>,
    /// How many of them match more than by scattered letters; they come first.
    pub close: usize,
    /// See [`Matches::layout`](crate::filter::Matches::layout).
    pub layout: Option<String>,
}

/// Passes every row to `take`, in the order of the list, until it fails.
///
/// # Errors
/// If the library cannot be read, or `take` fails.
pub fn every_row<E: From<StoreError>>(store: &Store, mut take: impl FnMut(Row) -> Result<(), E>) -> Result<(), E> {
    let mut after = None;
    loop {
        let chunk = store.rows(after, CHUNK)?;
        let done = chunk.len() < CHUNK;
        after = chunk.last().map(Cursor::after);
        chunk.into_iter().try_for_each(&mut take)?;
        if done {
            return Ok(());
        }
    }
}

/// Returns the library's answers to the questions of a query, after indexing all texts and detecting all languages that
/// it asks about.
///
/// # Errors
/// If the library cannot be read or its index cannot be written.
fn answers(store: &mut Store, query: &Query) -> Result<Answers, StoreError> {
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
