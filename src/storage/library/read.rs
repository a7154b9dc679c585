//! Queries of the library.

use super::schema::{Library, LibraryError};
use crate::domain::{Article, ArticleId, Format, Row, Tag, Triage, Verdict, View};
use crate::storage::lines::Place;
use crate::text::language::{detect, is_rtl};
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeSet, HashMap};

/// The number of articles, by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    total: [usize; 4],
    unread: [usize; 4],
}

impl Counts {
    /// Returns how many articles have this verdict.
    #[must_use]
    pub fn of(&self, verdict: Verdict) -> usize {
        self.total[verdict as usize]
    }

    /// Returns how many of them are unread.
    #[must_use]
    pub fn unread(&self, verdict: Verdict) -> usize {
        self.unread[verdict as usize]
    }

    /// Returns how many articles there are.
    #[must_use]
    pub fn all(&self) -> usize {
        self.total.iter().sum()
    }

    /// Returns how many articles are in `view`.
    #[must_use]
    pub fn view(&self, view: View) -> usize {
        match view {
            View::Verdict(verdict) => self.of(verdict),
            View::All | View::Saved(_) => self.all(),
        }
    }
}

/// A position in the order of the list: newest first, then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The date of the last row that was read, in milliseconds since 1970-01-01 UTC.
    pub date: i64,
    /// The id of that row's article.
    pub id: ArticleId,
}

impl Cursor {
    /// Returns the position right after `row`.
    #[must_use]
    pub fn after(row: &Row) -> Self {
        Self { date: row.date, id: row.id }
    }
}

/// The columns of a [`Row`], to be continued with a condition and an order. The source column names all sources of a
/// story that has several.
pub const ROW_SQL: &str = "SELECT a.id, a.title, a.folded, coalesce(s.names, a.source), a.date, a.changed, a.verdict, a.read, t.tags, t.note, \
                           t.position, a.author, a.language FROM articles a LEFT JOIN triage t ON t.id = a.id \
                           LEFT JOIN shared s ON s.id = a.id ";

pub(super) fn verdict_of(number: i64) -> Verdict {
    let all = [Verdict::Inbox, Verdict::Keep, Verdict::Later, Verdict::Drop];
    all.into_iter().find(|verdict| *verdict as i64 == number).unwrap_or_default()
}

pub(super) fn tags_of(json: &str) -> BTreeSet<Tag> {
    // Most articles have no tags.
    if json == "[]" {
        return BTreeSet::new();
    }
    let names: Vec<String> = serde_json::from_str(json).unwrap_or_default();
    names.iter().filter_map(|name| Tag::new(name).ok()).collect()
}

pub(super) fn row_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let tags = row.get_ref(8)?.as_str_or_null()?.map(tags_of).unwrap_or_default();
    let triage = Triage {
        verdict: verdict_of(row.get(6)?),
        read: row.get(7)?,
        tags,
        note: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
        position: row.get::<_, Option<u32>>(10)?.unwrap_or_default(),
    };
    Ok(Row {
        id: ArticleId(row.get(0)?),
        title: row.get(1)?,
        folded_title: row.get(2)?,
        source: row.get(3)?,
        author: row.get(11)?,
        date: row.get(4)?,
        changed: row.get(5)?,
        rtl: is_rtl(row.get_ref(12)?.as_str()?),
        triage,
    })
}

/// Returns the language that the source of an article declares, or else the one of its text (empty if unknown), and
/// whether it is the latter.
pub(super) fn language_of(article: &Article) -> (&str, bool) {
    match article.language.as_str() {
        "" => (detect(&article.title, &article.body, article.format == Format::Html), true),
        declared => (declared, false),
    }
}

impl Library {
    fn query_rows(&self, rest: &str, params: impl rusqlite::Params) -> Result<Vec<Row>, LibraryError> {
        let mut statement = self.connection.prepare_cached(&format!("{ROW_SQL}{rest}"))?;
        let rows = statement.query_map(params, row_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns the newest `limit` rows of a view, using an index.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn page(&self, view: View, limit: usize) -> Result<Vec<Row>, LibraryError> {
        match view {
            View::Verdict(verdict) => self.query_rows(
                "WHERE a.verdict = ?1 ORDER BY a.date DESC, a.id LIMIT ?2",
                params![verdict as i64, limit as i64],
            ),
            View::All | View::Saved(_) => self.rows(None, limit),
        }
    }

    /// Returns the next `limit` rows of all articles, newest first.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn rows(&self, after: Option<Cursor>, limit: usize) -> Result<Vec<Row>, LibraryError> {
        let order = "ORDER BY a.date DESC, a.id LIMIT ?1";
        let Some(Cursor { date, id }) = after else { return self.query_rows(order, [limit as i64]) };
        // Two queries, each of which starts at one place in the index: a hundred thousand articles may have the same
        // date.
        let mut rows = self
            .query_rows("WHERE a.date = ?1 AND a.id > ?2 ORDER BY a.id LIMIT ?3", params![date, id.0, limit as i64])?;
        if rows.len() < limit {
            let left = (limit - rows.len()) as i64;
            rows.extend(self.query_rows("WHERE a.date < ?1 ORDER BY a.date DESC, a.id LIMIT ?2", params![date, left])?);
        }
        Ok(rows)
    }

    /// Returns the rows of the articles that were added after the one with `key`, in the order in which they were
    /// added, and the key of the last; see [`Library::last_key`].
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn rows_since(&self, key: i64) -> Result<(Vec<Row>, i64), LibraryError> {
        let last = self.last_key()?;
        let rows = self.query_rows("WHERE a.key > ?1 AND a.key <= ?2 ORDER BY a.key", [key, last])?;
        Ok((rows, last))
    }

    /// Returns the rows of the articles whose texts changed after the change `number`, and the number of the last
    /// change; see [`Library::last_edit`].
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn rows_edited_since(&self, number: i64) -> Result<(Vec<Row>, i64), LibraryError> {
        let last = self.last_edit()?;
        if last == number {
            return Ok((Vec::new(), last));
        }
        let edited = "WHERE a.id IN (SELECT id FROM edits WHERE n > ?1 AND n <= ?2) ORDER BY a.key";
        Ok((self.query_rows(edited, [number, last])?, last))
    }

    /// Returns the number of the last text change; it only grows.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn last_edit(&self) -> Result<i64, LibraryError> {
        let mut statement = self.connection.prepare_cached("SELECT coalesce(max(n), 0) FROM edits")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Returns the key of the article that was added last; it only grows.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn last_key(&self) -> Result<i64, LibraryError> {
        let mut statement = self.connection.prepare_cached("SELECT coalesce(max(key), 0) FROM articles")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// Returns the row of one article, if it is in the library.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn row(&self, id: ArticleId) -> Result<Option<Row>, LibraryError> {
        Ok(self.query_rows("WHERE a.id = ?1", [id.0])?.pop())
    }

    /// Returns one article with its body, if it is in the library.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>, LibraryError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT a.title, a.source, a.origin, a.author, a.link, a.published, a.added, a.language, a.format, b.body,
                    a.tags, a.changed, f.body, a.detected
             FROM articles a LEFT JOIN bodies b ON b.key = a.key
             LEFT JOIN full_texts f ON f.id = a.id AND f.shown WHERE a.id = ?1",
        )?;
        let found = statement.query_row([id.0], |row| {
            let format = Format::from_name(row.get_ref(8)?.as_str()?).unwrap_or(Format::Plain);
            let (body, format) = match row.get::<_, Option<String>>(12)? {
                Some(full) => (full, Format::Html),
                None => (row.get::<_, Option<String>>(9)?.unwrap_or_default(), format),
            };
            let mut article = Article {
                id,
                title: row.get(0)?,
                source: row.get(1)?,
                origin: row.get(2)?,
                author: row.get(3)?,
                link: row.get(4)?,
                published: row.get(5)?,
                added: row.get(6)?,
                language: row.get(7)?,
                format,
                body,
                tags: tags_of(row.get_ref(10)?.as_str()?).into_iter().collect(),
                changed: row.get(11)?,
            };
            if !row.get::<_, bool>(13)? {
                // Nobody has looked at the text for it yet.
                article.language = language_of(&article).0.to_owned();
            }
            Ok(article)
        });
        Ok(found.optional()?)
    }

    /// Returns the articles whose id begins with the hexadecimal digits `prefix`, with their titles, sorted by id; at
    /// most `limit`. Returns none if `prefix` is empty or not hexadecimal.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn find_prefix(&self, prefix: &str, limit: usize) -> Result<Vec<(ArticleId, String)>, LibraryError> {
        let whole = |fill: char| {
            let padding = ArticleId::DIGITS.saturating_sub(prefix.len());
            format!("{prefix}{}", String::from(fill).repeat(padding)).parse::<ArticleId>()
        };
        let (false, Ok(first), Ok(last)) = (prefix.is_empty(), whole('0'), whole('f')) else { return Ok(Vec::new()) };
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, title FROM articles WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3")?;
        let found = statement.query_map(params![first.0, last.0, limit as i64], |row| {
            Ok((ArticleId(row.get(0)?), row.get::<_, String>(1)?))
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns the triage of an article, even if the article is not in the library.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn triage(&self, id: ArticleId) -> Result<Triage, LibraryError> {
        let mut statement =
            self.connection.prepare_cached("SELECT verdict, read, note, position, tags FROM triage WHERE id = ?1")?;
        let found = statement.query_row([id.0], |row| {
            Ok(Triage {
                verdict: verdict_of(row.get(0)?),
                read: row.get(1)?,
                note: row.get(2)?,
                position: row.get(3)?,
                tags: tags_of(row.get_ref(4)?.as_str()?),
            })
        });
        Ok(found.optional()?.unwrap_or_default())
    }

    /// Returns every article that has tags, with its tags, even if the article is not in the library.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn tagged(&self) -> Result<Vec<(ArticleId, BTreeSet<Tag>)>, LibraryError> {
        let mut statement = self.connection.prepare_cached("SELECT id, tags FROM triage WHERE tags <> '[]'")?;
        let found = statement.query_map([], |row| Ok((ArticleId(row.get(0)?), tags_of(row.get_ref(1)?.as_str()?))))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns the number of articles.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn counts(&self) -> Result<Counts, LibraryError> {
        let mut counts = Counts::default();
        let mut statement = self.connection.prepare_cached("SELECT verdict, read, n FROM counts")?;
        let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?)))?;
        for entry in found {
            let (verdict, read, n): (i64, bool, i64) = entry?;
            let (at, n) = (verdict_of(verdict) as usize, usize::try_from(n).unwrap_or(0));
            counts.total[at] += n;
            counts.unread[at] += if read { 0 } else { n };
        }
        Ok(counts)
    }

    /// Returns how many articles have decisions, including articles that are not in the library.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn triaged(&self) -> Result<usize, LibraryError> {
        let count: i64 = self.connection.query_row("SELECT count(*) FROM triage", [], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// Returns how far each journal file was read.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn places(&self) -> Result<HashMap<String, Place>, LibraryError> {
        let mut statement = self.connection.prepare_cached("SELECT name, offset, lines, seal FROM journal")?;
        let found = statement.query_map([], |row| {
            let (offset, lines, seal): (i64, i64, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
            let place = Place { offset: offset.max(0) as u64, lines: lines.max(0) as usize, seal: seal as u64 };
            Ok((row.get(0)?, place))
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns the first `limit` journal lines that could not be read: the file's name, the line number, the reason.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn unread_lines(&self, limit: usize) -> Result<Vec<(String, usize, String)>, LibraryError> {
        let mut statement =
            self.connection.prepare_cached("SELECT name, line, what FROM unread_lines ORDER BY name, line LIMIT ?1")?;
        let found = statement.query_map([limit as i64], |row| {
            Ok((row.get(0)?, usize::try_from(row.get::<_, i64>(1)?).unwrap_or(0), row.get(2)?))
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns how many journal lines could not be read.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn unread_line_count(&self) -> Result<usize, LibraryError> {
        let count: i64 = self.connection.query_row("SELECT count(*) FROM unread_lines", [], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// Returns a value that farz stored about the library itself.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn meta(&self, name: &str) -> Result<Option<String>, LibraryError> {
        let mut statement = self.connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }
}
