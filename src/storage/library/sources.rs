//! The followed feeds, the sources of each article, and the full texts that were fetched.

use super::migrations::{SHARED, SHARED_END};
use super::schema::{Library, LibraryError};
use super::write::Writer;
use crate::domain::{Article, ArticleId, Feed, Tag};
use crate::storage::diagnostic::Part;
use rusqlite::{OptionalExtension, Row, params};

/// Returns the address of the feed or page in an origin; `None` for a file.
pub(super) fn web_source(origin: &str) -> Option<&str> {
    let source = origin.split('#').next().unwrap_or(origin);
    (source.starts_with("https://") || source.starts_with("http://")).then_some(source)
}

const FEED: &str =
    "SELECT url, address, title, tags, hidden, imported, etag, modified, fetched, next, failures, error, gone,
                           (SELECT count(*) FROM origins WHERE source = url) FROM feeds ";

fn feed_of(row: &Row<'_>) -> rusqlite::Result<Feed> {
    let names: Vec<String> = serde_json::from_str(row.get_ref(3)?.as_str()?).unwrap_or_default();
    Ok(Feed {
        url: row.get(0)?,
        address: row.get(1)?,
        title: row.get(2)?,
        tags: names.iter().filter_map(|name| Tag::new(name).ok()).collect(),
        hidden: row.get(4)?,
        imported: row.get(5)?,
        etag: row.get(6)?,
        modified: row.get(7)?,
        fetched: row.get(8)?,
        next: row.get(9)?,
        failures: row.get(10)?,
        error: row.get(11)?,
        gone: row.get(12)?,
        articles: usize::try_from(row.get::<_, i64>(13)?).unwrap_or(0),
    })
}

impl Library {
    /// Returns the followed feeds, sorted by title.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn feeds(&self) -> Result<Vec<Feed>, LibraryError> {
        let order = "ORDER BY iif(title = '', url, title) COLLATE NOCASE, url";
        let mut statement = self.connection.prepare_cached(&format!("{FEED}{order}"))?;
        let found = statement.query_map([], feed_of)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns the web sources of an article, each with its name, sorted by address.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn origins(&self, id: ArticleId) -> Result<Vec<(String, String)>, LibraryError> {
        let mut statement =
            self.connection.prepare_cached("SELECT source, name FROM origins WHERE id = ?1 ORDER BY source")?;
        let found = statement.query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns the full text of an article's page as HTML, and whether the reader shows it.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn full_text(&self, id: ArticleId) -> Result<Option<(String, bool)>, LibraryError> {
        let mut statement = self.connection.prepare_cached("SELECT body, shown FROM full_texts WHERE id = ?1")?;
        Ok(statement.query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }
}

impl Writer<'_> {
    /// Starts to follow a feed, or updates what is known about it. The `url` identifies the feed.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn put_feed(&mut self, feed: &Feed) -> Result<(), LibraryError> {
        let names: Vec<&str> = feed.tags.iter().map(Tag::as_str).collect();
        let tags = serde_json::to_string(&names).map_err(|_| LibraryError::Corrupt(Part::FeedTags))?;
        self.transaction()
            .prepare_cached(
                "INSERT OR REPLACE INTO feeds (url, address, title, tags, hidden, imported, etag, modified, fetched, next,
                                               failures, error, gone)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                feed.url,
                feed.address,
                feed.title,
                tags,
                feed.hidden,
                feed.imported,
                feed.etag,
                feed.modified,
                feed.fetched,
                feed.next,
                feed.failures,
                feed.error,
                feed.gone
            ])?;
        Ok(())
    }

    /// Stops following a feed. Its articles stay. Returns whether it was followed.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn remove_feed(&mut self, url: &str) -> Result<bool, LibraryError> {
        Ok(self.transaction().prepare_cached("DELETE FROM feeds WHERE url = ?1")?.execute([url])? > 0)
    }

    /// Stores the full text of an article, which the reader then shows.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn put_full_text(&mut self, id: ArticleId, body: &str) -> Result<(), LibraryError> {
        self.transaction()
            .prepare_cached("INSERT OR REPLACE INTO full_texts (id, body, shown) VALUES (?1, ?2, 1)")?
            .execute(params![id.0, body])?;
        self.detect_language(id)
    }

    /// Chooses which of the two texts of an article the reader shows.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn show_full_text(&mut self, id: ArticleId, shown: bool) -> Result<(), LibraryError> {
        self.transaction()
            .prepare_cached("UPDATE full_texts SET shown = ?2 WHERE id = ?1")?
            .execute(params![id.0, shown])?;
        self.detect_language(id)
    }

    /// Records that an article came from the source that `article` names. Returns whether this source, under this
    /// name, is new.
    pub(super) fn note_origin(&mut self, id: ArticleId, article: &Article) -> Result<bool, LibraryError> {
        let Some(source) = web_source(&article.origin) else { return Ok(false) };
        let mut note = self.transaction().prepare_cached(
            "INSERT INTO origins (id, source, name) VALUES (?1, ?2, ?3)
             ON CONFLICT (id, source) DO UPDATE SET name = ?3 WHERE name <> ?3",
        )?;
        Ok(note.execute(params![id.0, source, article.source])? > 0)
    }

    /// Rewrites the source names that the list shows for a story. Returns whether there are several.
    pub(super) fn name_sources(&mut self, id: ArticleId) -> Result<bool, LibraryError> {
        self.transaction().prepare_cached("DELETE FROM shared WHERE id = ?1")?.execute([id.0])?;
        let sql = [SHARED, "WHERE o.id = ?1", SHARED_END].concat();
        Ok(self.transaction().prepare_cached(&sql)?.execute([id.0])? > 0)
    }

    /// Returns whether an article comes from a source on the web.
    pub(super) fn is_of_web(article: &Article) -> bool {
        web_source(&article.origin).is_some()
    }

    /// Returns whether the text of the article with this key comes from another web source than `article` names. That
    /// text is then kept; otherwise two feeds with the same story would change it forever.
    pub(super) fn belongs_elsewhere(&self, key: i64, article: &Article) -> Result<bool, LibraryError> {
        let Some(source) = web_source(&article.origin) else { return Ok(false) };
        let mut statement = self.transaction().prepare_cached("SELECT origin FROM articles WHERE key = ?1")?;
        let known: String = statement.query_row([key], |row| row.get(0))?;
        Ok(web_source(&known).is_some_and(|known| known != source))
    }
}
