//! Reads newsboat's `cache.db`, and never writes to it.

use super::schema::LibraryError;
use rusqlite::{Connection, OpenFlags, Row};
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

/// An item of newsboat's cache.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewsboatItem {
    /// Its identifier in its feed.
    pub guid: String,
    /// Its title, which may hold HTML.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// Its link.
    pub link: String,
    /// The address of its feed.
    pub feed: String,
    /// The title of its feed.
    pub feed_title: String,
    /// When it was published, in seconds since 1970-01-01 UTC.
    pub published: i64,
    /// Its text, as HTML.
    pub text: String,
    /// Whether it is unread.
    pub unread: bool,
    /// Its flags, as letters.
    pub flags: String,
}

/// Returns whether a file is a SQLite database.
#[must_use]
pub fn is_database(path: &Path) -> bool {
    let mut head = [0; 16];
    std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file())
        && File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
        && head == *b"SQLite format 3\0"
}

/// Passes every item that is not deleted to `sink`, until `sink` breaks. Opens the file read-only.
///
/// # Errors
/// When it is not a newsboat database, or cannot be read.
pub fn newsboat_items(path: &Path, sink: &mut dyn FnMut(NewsboatItem) -> ControlFlow<()>) -> Result<(), LibraryError> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let found: i64 = connection.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('rss_item', 'rss_feed')",
        [],
        |row| row.get(0),
    )?;
    if found != 2 {
        return Err(LibraryError::Foreign { path: path.to_owned() });
    }
    let mut statement = connection.prepare(
        "SELECT i.guid, i.title, i.author, i.url, i.feedurl, f.title, i.pubDate, i.content, i.unread, i.flags
         FROM rss_item i LEFT JOIN rss_feed f ON f.rssurl = i.feedurl WHERE coalesce(i.deleted, 0) = 0 ORDER BY i.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let item = NewsboatItem {
            guid: text(row, 0),
            title: text(row, 1),
            author: text(row, 2),
            link: text(row, 3),
            feed: text(row, 4),
            feed_title: text(row, 5),
            published: row.get(6).unwrap_or(0),
            text: text(row, 7),
            unread: row.get::<_, i64>(8).unwrap_or(1) != 0,
            flags: text(row, 9),
        };
        if sink(item).is_break() {
            break;
        }
    }
    Ok(())
}

/// Returns a column of text or bytes as a string; any other type gives an empty string.
fn text(row: &Row<'_>, column: usize) -> String {
    let value = row.get_ref(column).ok();
    let bytes = value.and_then(|value| value.as_bytes_or_null().ok().flatten().map(<[u8]>::to_vec)).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}
