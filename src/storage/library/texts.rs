//! The full-text index: which article has which words, in search form.
//!
//! The library stores bodies as they came. A background task above this module extracts their plain text. This module
//! stores the folded text and the stems of its Arabic words in an FTS5 table, the number of words, and the state of
//! the article (its digest) to which they apply. No text is stored twice: the FTS5 table has no copy of it.

use super::schema::{Library, LibraryError};
use super::write::Writer;
use crate::domain::{Article, ArticleId, Ask};
use crate::text::bidi::first_strong;
use crate::text::fold::fold;
use crate::text::language;
use crate::text::stem::stem;
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use std::collections::HashMap;

/// The score of an article whose text has the words as entered.
const AS_ASKED: i32 = 64;
/// The score of an article whose text has words with the same stems.
const SAME_STEMS: i32 = 1;

/// The text of an article, ready for the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its key in the library.
    pub key: i64,
    /// The plain text.
    pub text: String,
}

/// A second connection to the library, for slow queries.
#[derive(Debug)]
pub struct Finder {
    connection: Connection,
}

impl Library {
    /// Opens a second, read-only connection to the library.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn finder(&self) -> Result<Finder, LibraryError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(self.path(), flags)?;
        connection.busy_timeout(super::schema::PATIENCE)?;
        Ok(Finder { connection })
    }

    /// Returns the next `limit` articles, after the one with `key`, whose text is not in the index or has changed
    /// since, each with its key.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn unread_texts(&self, key: i64, limit: usize) -> Result<Vec<(i64, Article)>, LibraryError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT a.key, a.id FROM articles a LEFT JOIN texts t ON t.key = a.key
             WHERE a.key > ?1 AND (t.key IS NULL OR t.digest <> a.digest) ORDER BY a.key LIMIT ?2",
        )?;
        let keys = statement.query_map(params![key, limit as i64], |row| Ok((row.get(0)?, ArticleId(row.get(1)?))))?;
        let keys = keys.collect::<Result<Vec<(i64, ArticleId)>, _>>()?;
        let mut articles = Vec::with_capacity(keys.len());
        for (key, id) in keys {
            articles.extend(self.article(id)?.map(|article| (key, article)));
        }
        Ok(articles)
    }

    /// Returns the lowest key of these articles; `None` if the library has none of them.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn first_key(&self, ids: &[ArticleId]) -> Result<Option<i64>, LibraryError> {
        let mut statement = self.connection.prepare_cached("SELECT key FROM articles WHERE id = ?1")?;
        let mut first: Option<i64> = None;
        for id in ids {
            let key: Option<i64> = statement.query_row([id.0], |row| row.get(0)).optional()?;
            first = first.into_iter().chain(key).min();
        }
        Ok(first)
    }

    /// Returns the number of texts in the index.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn texts(&self) -> Result<usize, LibraryError> {
        let count: i64 = self.connection.query_row("SELECT count(*) FROM texts", [], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }
}

impl Writer<'_> {
    /// Indexes texts, and replaces what the index had for their articles.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn index(&mut self, texts: &[Text]) -> Result<(), LibraryError> {
        for Text { key, text } in texts {
            let folded = fold(text);
            let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let (mut count, mut stems) = (0_i64, String::new());
            for word in words {
                count += 1;
                if let Some(stem) = stem(word) {
                    stems.push_str(stem);
                    stems.push(' ');
                }
            }
            let transaction = self.transaction();
            transaction.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute([key])?;
            transaction
                .prepare_cached("INSERT INTO words (rowid, body, stems) VALUES (?1, ?2, ?3)")?
                .execute(params![key, folded, stems])?;
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO texts (key, digest, words) SELECT key, digest, ?2 FROM articles WHERE key = ?1",
                )?
                .execute(params![key, count])?;
        }
        Ok(())
    }
}

impl Finder {
    /// Returns the articles that match `ask`, each with its score; for [`Ask::Length`], with its length in words.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn answer(&self, ask: &Ask) -> Result<HashMap<ArticleId, i32>, LibraryError> {
        let empty = |column| self.scores(&format!("SELECT id, 0 FROM articles WHERE {column} = ''"), []);
        match ask {
            Ask::Author(text) if text.is_empty() => empty("author"),
            Ask::Url(text) if text.is_empty() => empty("link"),
            Ask::Lang(text) if text.is_empty() => empty("language"),
            Ask::Body(text) if text.is_empty() => {
                self.scores("SELECT a.id, 0 FROM texts t JOIN articles a ON a.key = t.key WHERE t.words = 0", [])
            }
            Ask::Author(text) => self.holds("SELECT id, author FROM articles WHERE author <> ''", text),
            Ask::Url(text) => self.holds("SELECT id, link FROM articles WHERE link <> ''", text),
            Ask::Note(text) => self.holds("SELECT id, note FROM triage WHERE note <> ''", text),
            Ask::Lang(tag) => {
                let tag = language::normalized(tag);
                let wanted = |language: &str| language::is_in(language, &tag);
                self.select("SELECT id, language FROM articles WHERE language <> ''", wanted)
            }
            Ask::Dir { rtl } => self.direction(*rtl),
            Ask::Words { more, count } => {
                let than = if *more { "t.words > ?1" } else { "t.words < ?1" };
                let sql = format!("SELECT a.id, 0 FROM texts t JOIN articles a ON a.key = t.key WHERE {than}");
                self.scores(&sql, [i64::from(*count)])
            }
            Ask::Length => self.scores("SELECT a.id, t.words FROM texts t JOIN articles a ON a.key = t.key", []),
            Ask::Body(text) => self.body(text),
        }
    }

    /// Returns the articles whose titles go from right to left, or the others.
    fn direction(&self, rtl: bool) -> Result<HashMap<ArticleId, i32>, LibraryError> {
        let mut statement = self.connection.prepare_cached("SELECT id, language, title FROM articles")?;
        let mut rows = statement.query([])?;
        let mut found = HashMap::new();
        while let Some(row) = rows.next()? {
            let (language, title) = (row.get_ref(1)?.as_str(), row.get_ref(2)?.as_str());
            let by_language = language.ok().and_then(language::is_rtl);
            if by_language.or_else(|| first_strong(title.unwrap_or_default())).unwrap_or(false) == rtl {
                found.insert(ArticleId(row.get(0)?), 0);
            }
        }
        Ok(found)
    }

    /// The articles with a column that has `text` in it, both in search form.
    fn holds(&self, sql: &str, text: &str) -> Result<HashMap<ArticleId, i32>, LibraryError> {
        let text = fold(text);
        self.select(sql, |column| fold(column).contains(&text))
    }

    fn select(&self, sql: &str, wanted: impl Fn(&str) -> bool) -> Result<HashMap<ArticleId, i32>, LibraryError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut found = HashMap::new();
        while let Some(row) = rows.next()? {
            if row.get_ref(1)?.as_str().is_ok_and(&wanted) {
                found.insert(ArticleId(row.get(0)?), 0);
            }
        }
        Ok(found)
    }

    fn scores(&self, sql: &str, params: impl rusqlite::Params) -> Result<HashMap<ArticleId, i32>, LibraryError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| Ok((ArticleId(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Finds the words as a phrase, of which the last word may be a prefix; and, if all words have Arabic stems,
    /// words with the same stems.
    fn body(&self, text: &str) -> Result<HashMap<ArticleId, i32>, LibraryError> {
        const SQL: &str = "SELECT a.id, ?2 FROM words w JOIN articles a ON a.key = w.rowid WHERE words MATCH ?1";
        let folded = fold(text);
        let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Ok(HashMap::new());
        }
        let mut found = HashMap::new();
        let stems: Option<Vec<&str>> = words.iter().map(|word| stem(word)).collect();
        if let Some(stems) = stems {
            found = self.scores(SQL, params![format!("stems : \"{}\"", stems.join(" ")), SAME_STEMS])?;
        }
        // In quotes, FTS5 interprets nothing in the text: the words are only letters and digits.
        found.extend(self.scores(SQL, params![format!("body : \"{}\" *", words.join(" ")), AS_ASKED])?);
        Ok(found)
    }
}
