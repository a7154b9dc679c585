//! The versions of the library's tables, as an ordered list of migrations.
//!
//! A library stores its version in SQLite's `user_version`. A new library has version 0 and runs every migration; an
//! older one runs those that it lacks, all in one transaction. To change the tables, append a migration. Never change
//! one that was released: libraries made by it exist. Save the tables of the previous version as `migrations/N.sql`
//! for the tests.
//!
//! Tests: `a_library_of_each_earlier_schema_opens_with_its_articles_and_decisions`,
//! `a_new_library_has_the_same_tables_as_a_migrated_one`, `a_newer_or_foreign_file_is_left_alone`.
//!
//! # Invariants
//!
//! - A library of each earlier schema opens with its articles and decisions; a failed migration changes nothing.
//!   Tests: `a_library_of_each_earlier_schema_opens_with_its_articles_and_decisions`,
//!   Tests: `a_new_library_has_the_same_tables_as_a_migrated_one`,
//!   Tests: `a_declared_language_of_an_older_library_gets_its_usual_form`, `the_titles_of_an_older_library_are_folded_again`,
//!   Tests: `a_migration_that_fails_leaves_the_library_as_it_was`, `a_newer_or_foreign_file_is_left_alone`.

use crate::text::fold::fold;
use crate::text::language::normalized;
use rusqlite::{Connection, params};

/// Migrates a library from the version that is its index in [`MIGRATIONS`] to the next.
type Migration = fn(&Connection) -> rusqlite::Result<()>;

/// The migration at place `n` takes a library from version `n` to version `n + 1`.
const MIGRATIONS: &[Migration] = &[
    make_articles,
    index_texts,
    follow_feeds,
    merge_same_texts,
    name_all_sources,
    number_changed_texts,
    detect_languages,
    fold_punctuation,
];

/// The version of the tables that this farz writes.
pub const SCHEMA: i64 = MIGRATIONS.len() as i64;

/// Runs the migrations that a library of version `found` lacks. The caller holds a transaction.
///
/// # Errors
/// When SQLite reports an error in one of them.
pub(super) fn migrate(connection: &Connection, found: i64) -> rusqlite::Result<()> {
    let found = usize::try_from(found).unwrap_or(0);
    for migration in MIGRATIONS.iter().skip(found) {
        migration(connection)?;
    }
    connection.pragma_update(None, "user_version", SCHEMA)
}

fn make_articles(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(ARTICLES)
}

fn index_texts(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(TEXTS)
}

// Some libraries of version 2 already have these tables: one build created them without a new version number.
fn follow_feeds(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(FEEDS)
}

fn merge_same_texts(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(TWINS)
}

fn name_all_sources(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(&[SHARED_TABLE, SHARED, SHARED_END].concat())
}

fn number_changed_texts(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(EDITS)
}

/// Adds the column for detected languages, and normalizes the declared ones. Some sources declare `utf-8`.
fn detect_languages(connection: &Connection) -> rusqlite::Result<()> {
    let has = "SELECT count(*) FROM pragma_table_info('articles') WHERE name = 'detected'";
    if connection.query_row(has, [], |row| row.get::<_, i64>(0))? == 0 {
        connection.execute_batch(DETECTED)?;
    }
    connection.execute_batch(UNDETECTED)?;
    for table in ["articles", "twins"] {
        let mut statement = connection.prepare(&format!("SELECT DISTINCT language FROM {table}"))?;
        let declared = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        for old in declared {
            let new = normalized(&old);
            if new != old {
                let change = format!("UPDATE {table} SET language = ?2 WHERE language = ?1");
                connection.execute(&change, params![old, new])?;
            }
        }
    }
    Ok(())
}

/// Folds the titles again: quotation marks, apostrophes and dashes are folded since this version.
fn fold_punctuation(connection: &Connection) -> rusqlite::Result<()> {
    let mut changed = Vec::new();
    {
        let mut statement = connection.prepare("SELECT key, title, folded FROM articles")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let folded = fold(row.get_ref(1)?.as_str().unwrap_or_default());
            if row.get_ref(2)?.as_str() != Ok(folded.as_str()) {
                changed.push((row.get::<_, i64>(0)?, folded));
            }
        }
    }
    let mut update = connection.prepare("UPDATE articles SET folded = ?2 WHERE key = ?1")?;
    for (key, folded) in changed {
        update.execute(params![key, folded])?;
    }
    Ok(())
}

/// Articles, bodies, the copy of the decisions, and the counts.
const ARTICLES: &str = "
    -- `date` is when it was published, else added: the order of the list. `verdict` and `read` are copies of what the
    -- triage table says, for the indices.
    CREATE TABLE articles (
        key INTEGER PRIMARY KEY, id BLOB NOT NULL, title TEXT NOT NULL, folded TEXT NOT NULL, source TEXT NOT NULL,
        date INTEGER NOT NULL, verdict INTEGER NOT NULL, read INTEGER NOT NULL, changed INTEGER NOT NULL,
        author TEXT NOT NULL, link TEXT NOT NULL, published INTEGER, added INTEGER NOT NULL, language TEXT NOT NULL,
        format TEXT NOT NULL, origin TEXT NOT NULL, origin_key INTEGER, tags TEXT NOT NULL, digest BLOB NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX articles_by_id ON articles (id);
    CREATE INDEX articles_by_verdict ON articles (verdict, date DESC, id);
    CREATE INDEX articles_by_date ON articles (date DESC, id);
    CREATE INDEX articles_by_origin ON articles (origin_key) WHERE origin_key IS NOT NULL;
    -- Apart, so that the list never reads them.
    CREATE TABLE bodies (key INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
    -- Also of articles that are not here (yet). `registers` has the stamp of every field and every tag ever set.
    CREATE TABLE triage (
        id BLOB PRIMARY KEY, verdict INTEGER NOT NULL, read INTEGER NOT NULL, note TEXT NOT NULL,
        position INTEGER NOT NULL, tags TEXT NOT NULL, registers TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- How far each file of the journal was read; names are relative to the triage folder.
    CREATE TABLE journal (
        name TEXT PRIMARY KEY, offset INTEGER NOT NULL, lines INTEGER NOT NULL, seal INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE unread_lines (
        name TEXT NOT NULL, line INTEGER NOT NULL, what TEXT NOT NULL, PRIMARY KEY (name, line)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    -- Kept by the triggers, so that counting a million articles takes no time.
    CREATE TABLE counts (
        verdict INTEGER NOT NULL, read INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (verdict, read)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO counts SELECT v.value, r.value, 0 FROM json_each('[0,1,2,3]') v, json_each('[0,1]') r;
    CREATE TRIGGER count_added AFTER INSERT ON articles BEGIN
        UPDATE counts SET n = n + 1 WHERE verdict = new.verdict AND read = new.read;
    END;
    CREATE TRIGGER count_removed AFTER DELETE ON articles BEGIN
        UPDATE counts SET n = n - 1 WHERE verdict = old.verdict AND read = old.read;
    END;
    CREATE TRIGGER count_changed AFTER UPDATE OF verdict, read ON articles BEGIN
        UPDATE counts SET n = n - 1 WHERE verdict = old.verdict AND read = old.read;
        UPDATE counts SET n = n + 1 WHERE verdict = new.verdict AND read = new.read;
    END;
";

/// The full-text index. It is rebuilt if it is missing, so each statement skips what exists.
pub(super) const TEXTS: &str = r#"
    CREATE TABLE IF NOT EXISTS texts (key INTEGER PRIMARY KEY, digest BLOB NOT NULL, words INTEGER NOT NULL) STRICT;
    -- The texts are folded before they come here: this tokenizer need not know of marks.
    CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
        body, stems, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0"
    );
    CREATE TRIGGER IF NOT EXISTS text_removed AFTER DELETE ON articles BEGIN
        DELETE FROM texts WHERE key = old.key;
        DELETE FROM words WHERE rowid = old.key;
    END;
"#;

/// The tables of feeds, of the sources of articles, and of full texts.
const FEEDS: &str = "
    -- `url` is how a person named it; `address` is where it is now.
    CREATE TABLE IF NOT EXISTS feeds (
        url TEXT PRIMARY KEY, address TEXT NOT NULL, title TEXT NOT NULL, tags TEXT NOT NULL, hidden INTEGER NOT NULL,
        imported INTEGER NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL, fetched INTEGER, next INTEGER NOT NULL,
        failures INTEGER NOT NULL, error TEXT NOT NULL, gone INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- All sources of a story: the first is the one whose text is kept.
    CREATE TABLE IF NOT EXISTS origins (
        id BLOB NOT NULL, source TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id, source)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS origins_by_source ON origins (source);
    -- Texts of pages, for articles whose source has a part only. `shown` says which of the two is read.
    CREATE TABLE IF NOT EXISTS full_texts (
        id BLOB PRIMARY KEY, body TEXT NOT NULL, shown INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS articles_by_digest ON articles (digest);
";

/// The table of articles that have the same title and text as another one.
const TWINS: &str = "
    -- Articles that are one row with `story`, from another source on the web, because title and text are the same.
    CREATE TABLE IF NOT EXISTS twins (
        id BLOB PRIMARY KEY, story BLOB NOT NULL, digest BLOB NOT NULL, source TEXT NOT NULL, author TEXT NOT NULL,
        link TEXT NOT NULL, origin TEXT NOT NULL, published INTEGER, added INTEGER NOT NULL, language TEXT NOT NULL,
        tags TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS twins_by_story ON twins (story);
";

const SHARED_TABLE: &str = "
    -- The names of the sources of a story that has several, the one whose text is kept first, for the list.
    CREATE TABLE IF NOT EXISTS shared (id BLOB PRIMARY KEY, names TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

const EDITS: &str = "
    -- Articles whose text changed, in the order of their latest changes: for the other processes that show them.
    CREATE TABLE IF NOT EXISTS edits (id BLOB PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS edits_by_number ON edits (n);
";

const DETECTED: &str = "
    -- Whether farz itself told the `language` by the text, or could not. Else it is the one that the source declares;
    -- without that, nobody has looked at the text yet.
    ALTER TABLE articles ADD COLUMN detected INTEGER NOT NULL DEFAULT 0;
";

const UNDETECTED: &str = "
    CREATE INDEX IF NOT EXISTS articles_without_language ON articles (key) WHERE language = '' AND detected = 0;
";

/// Writes the names of the sources of stories that have several, of which there may be many; to be continued with a condition
/// on `o`, the origins, or nothing, and [`SHARED_END`].
pub(super) const SHARED: &str = "
    INSERT OR REPLACE INTO shared (id, names)
    SELECT a.id, (SELECT group_concat(name, ', ') FROM (
        SELECT name FROM origins WHERE id = a.id AND name <> '' GROUP BY name ORDER BY name <> a.source, name LIMIT 8
    ))
    FROM origins o JOIN articles a ON a.id = o.id ";

/// The end of [`SHARED`].
pub(super) const SHARED_END: &str = " GROUP BY o.id HAVING count(DISTINCT o.name) > 1";

#[cfg(test)]
mod tests;
