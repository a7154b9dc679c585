//! The only interface to the library: all requests of the reader and the command line, as comparable data.
//!
//! The command line owns its [`Store`] and performs requests itself ([`DirectLibrary`]). The reader's threads send the
//! same requests to the storage thread. A request declares which parts of the library it reads and writes: the storage
//! thread's indexing restarts only for requests that write articles.

use crate::config::Config;
use crate::domain::{Article, ArticleId, Feed, Row, Triage};
use crate::message::{Message, msg};
use crate::service::ingestion::{self, Ingest, Ingested};
use crate::storage::library::Merging;
use crate::storage::{Store, StoreError};
use thiserror::Error;

/// A part of the stored data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Articles: their metadata and bodies.
    Articles,
    /// Verdicts, tags, notes and reading positions.
    Triage,
    /// The followed feeds and the state of their fetches.
    Feeds,
    /// The options of the store, kept in memory only.
    Options,
}

/// The parts that a request reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// The parts that it reads.
    pub reads: &'static [Part],
    /// The parts that it writes.
    pub writes: &'static [Part],
}

/// A request to the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Return the followed feeds.
    Feeds,
    /// Return an article and its triage.
    Article(ArticleId),
    /// Return the address and name of each feed that an article came from.
    Origins(ArticleId),
    /// Return whether the text of an article's page is stored, and whether it is the text shown.
    FullText(ArticleId),
    /// Show the text of the page (`true`) or of the feed.
    ShowFullText(ArticleId, bool),
    /// Store the text of an article's page, as HTML, and show it.
    PutFullText(ArticleId, String),
    /// Add articles, apply rules, and store the feed.
    Ingest(Box<Ingest>),
    /// Split a story that several sources share into one article per source, at this time in milliseconds since
    /// 1970-01-01 UTC.
    Split(ArticleId, i64),
    /// Merge articles with the same text in this way from now on.
    Merging(Merging),
}

impl Request {
    /// Returns the parts that the request reads and writes.
    #[must_use]
    pub fn access(&self) -> Access {
        const ALL: &[Part] = &[Part::Articles, Part::Triage, Part::Feeds];
        let (reads, writes): (&[Part], &[Part]) = match self {
            Self::Feeds => (&[Part::Feeds], &[]),
            Self::Article(_) => (&[Part::Articles, Part::Triage], &[]),
            Self::Origins(_) | Self::FullText(_) => (&[Part::Articles], &[]),
            Self::ShowFullText(..) | Self::PutFullText(..) => (&[Part::Articles], &[Part::Articles]),
            Self::Ingest(_) => (ALL, ALL),
            Self::Split(..) => (&[Part::Articles, Part::Triage], &[Part::Articles, Part::Triage]),
            Self::Merging(_) => (&[], &[Part::Options]),
        };
        Access { reads, writes }
    }

    /// Performs the request on `store`.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn perform(self, store: &mut Store) -> Result<Response, StoreError> {
        Ok(match self {
            Self::Feeds => Response::Feeds(store.feeds()?),
            Self::Article(id) => Response::Article(match store.article(id)? {
                Some(article) => Some(Box::new((article, store.triage(id)?))),
                None => None,
            }),
            Self::Origins(id) => Response::Origins(store.origins(id)?),
            Self::FullText(id) => Response::FullText(store.full_text(id)?.map(|(_, shown)| shown)),
            Self::ShowFullText(id, shown) => {
                store.show_full_text(id, shown)?;
                Response::TextChanged(id)
            }
            Self::PutFullText(id, body) => {
                store.put_full_text(id, &body)?;
                Response::TextChanged(id)
            }
            Self::Ingest(ingest) => Response::Ingested(Box::new(ingestion::ingest(store, *ingest)?)),
            Self::Split(id, now) => Response::Split(split(store, id, now)?),
            Self::Merging(merging) => {
                store.merge_same_text(merging);
                Response::Done
            }
        })
    }
}

/// Splits a story. Returns the rows of the new articles and, last, that of the story itself, which now has fewer
/// sources.
fn split(store: &mut Store, story: ArticleId, now: i64) -> Result<Vec<Row>, StoreError> {
    let ids = store.split(story, now)?;
    let changed = if ids.is_empty() { None } else { Some(story) };
    ids.into_iter().chain(changed).filter_map(|id| store.row(id).transpose()).collect()
}

/// The answer to a [`Request`].
#[derive(Debug)]
pub enum Response {
    /// The response to [`Request::Feeds`].
    Feeds(Vec<Feed>),
    /// The response to [`Request::Article`]; `None` if there is no such article.
    Article(Option<Box<(Article, Triage)>>),
    /// The response to [`Request::Origins`].
    Origins(Vec<(String, String)>),
    /// The response to [`Request::FullText`]: whether the page's text is shown; `None` if none is stored.
    FullText(Option<bool>),
    /// The response to a request that changed the text that the article shows.
    TextChanged(ArticleId),
    /// The response to [`Request::Ingest`].
    Ingested(Box<Ingested>),
    /// The response to [`Request::Split`]: the rows of the new articles, then that of the story; empty if there was
    /// nothing to split.
    Split(Vec<Row>),
    /// The response to a request without a result.
    Done,
}

impl Response {
    /// Returns the articles that the request added or whose text it changed; the text index has to read them.
    #[must_use]
    pub fn changed(&self) -> Vec<ArticleId> {
        match self {
            Self::TextChanged(id) => vec![*id],
            Self::Ingested(ingested) => ingested.rows.iter().map(|row| row.id).collect(),
            Self::Split(rows) => rows.iter().map(|row| row.id).collect(),
            Self::Feeds(_) | Self::Article(_) | Self::Origins(_) | Self::FullText(_) | Self::Done => Vec::new(),
        }
    }
}

/// The reason why a request to the library got no answer.
#[derive(Debug, Error)]
#[error("{}", self.message())]
pub enum AccessError {
    /// The storage thread has ended, because the program is ending.
    Ended,
    /// The store failed.
    Store(#[from] StoreError),
    /// The answer does not fit the request, which is a bug in farz.
    Mismatch,
}

impl AccessError {
    /// Returns the reason as a sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Ended => msg!("library-ended"),
            Self::Store(error) => error.to_string().into(),
            Self::Mismatch => msg!("library-mismatch"),
        }
    }
}

/// Extracts the answer of one kind from a response.
macro_rules! answer {
    ($response:expr, $pattern:pat => $value:expr) => {
        match $response? {
            $pattern => Ok($value),
            _ => Err(AccessError::Mismatch),
        }
    };
}

/// Access to the library, either direct or through the storage thread.
pub trait LibraryAccess {
    /// Makes a request and waits for the answer.
    ///
    /// # Errors
    /// If the store fails, or the storage thread has ended.
    fn ask(&mut self, request: Request) -> Result<Response, AccessError>;

    /// Returns the followed feeds.
    ///
    /// # Errors
    /// As [`LibraryAccess::ask`].
    fn feeds(&mut self) -> Result<Vec<Feed>, AccessError> {
        answer!(self.ask(Request::Feeds), Response::Feeds(feeds) => feeds)
    }

    /// Returns an article and its triage; `None` if there is no such article.
    ///
    /// # Errors
    /// As [`LibraryAccess::ask`].
    fn article(&mut self, id: ArticleId) -> Result<Option<(Article, Triage)>, AccessError> {
        answer!(self.ask(Request::Article(id)), Response::Article(found) => found.map(|found| *found))
    }

    /// Returns the address and name of each feed that an article came from.
    ///
    /// # Errors
    /// As [`LibraryAccess::ask`].
    fn origins(&mut self, id: ArticleId) -> Result<Vec<(String, String)>, AccessError> {
        answer!(self.ask(Request::Origins(id)), Response::Origins(origins) => origins)
    }

    /// Returns whether the text of an article's page is the text shown; `None` if the page is not stored.
    ///
    /// # Errors
    /// As [`LibraryAccess::ask`].
    fn full_text(&mut self, id: ArticleId) -> Result<Option<bool>, AccessError> {
        answer!(self.ask(Request::FullText(id)), Response::FullText(shown) => shown)
    }

    /// Shows the text of the page (`true`) or of the feed.
    ///
    /// # Errors
    /// As [`LibraryAccess::ask`].
    fn show_full_text(&mut self, id: ArticleId, shown: bool) -> Result<(), AccessError> {
        answer!(self.ask(Request::ShowFullText(id, shown)), Response::TextChanged(_) => ())
    }

    /// Stores the text of an article's page, as HTML, and shows it.
    ///
    /// # Errors
    /// As [`LibraryAccess::ask`].
    fn put_full_text(&mut self, id: ArticleId, body: String) -> Result<(), AccessError> {
        answer!(self.ask(Request::PutFullText(id, body)), Response::TextChanged(_) => ())
    }

    /// Adds articles, applies rules, and stores the feed.
    ///
    /// # Errors
    /// As [`LibraryAccess::ask`].
    fn ingest(&mut self, ingest: Ingest) -> Result<Ingested, AccessError> {
        answer!(self.ask(Request::Ingest(Box::new(ingest))), Response::Ingested(ingested) => *ingested)
    }

    /// Splits a story that several sources share. Returns the rows of the new articles and, last, that of the story.
    ///
    /// # Errors
    /// As [`LibraryAccess::ask`].
    fn split(&mut self, id: ArticleId, now: i64) -> Result<Vec<Row>, AccessError> {
        answer!(self.ask(Request::Split(id, now)), Response::Split(rows) => rows)
    }
}

/// Returns the followed feeds, and those of the config file that were not fetched yet.
///
/// # Errors
/// If the library cannot be read.
pub fn feeds(library: &mut impl LibraryAccess, config: &Config) -> Result<Vec<Feed>, AccessError> {
    Ok(ingestion::with_configured(library.feeds()?, config))
}

/// A store that this thread owns.
#[derive(Debug)]
pub struct DirectLibrary(pub Store);

impl LibraryAccess for DirectLibrary {
    fn ask(&mut self, request: Request) -> Result<Response, AccessError> {
        Ok(request.perform(&mut self.0)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_can_be_compared_and_say_what_they_touch() {
        let id = ArticleId([1; 10]);
        assert_eq!(Request::ShowFullText(id, true), Request::ShowFullText(id, true));
        assert_ne!(Request::ShowFullText(id, true), Request::ShowFullText(id, false));
        let reading = [Request::Feeds, Request::Article(id), Request::Origins(id), Request::FullText(id)];
        assert!(reading.iter().all(|request| request.access().writes.is_empty()));
        let ingest = Request::Ingest(Box::default());
        assert!(ingest.access().writes.contains(&Part::Articles));
        assert_eq!(Request::Merging(Merging::default()).access().writes, [Part::Options]);
    }
}
