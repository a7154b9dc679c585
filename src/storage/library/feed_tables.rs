//! The tables of the feeds, of where articles came from, and of full texts.

/// What came with the third version of the tables.
pub(super) const TABLES: &str = "
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
    -- The names of the sources of a story that has several, the one whose text is kept first, for the list.
    CREATE TABLE IF NOT EXISTS shared (id BLOB PRIMARY KEY, names TEXT NOT NULL) STRICT, WITHOUT ROWID;
    -- Texts of pages, for articles whose source has a part only. `shown` says which of the two is read.
    CREATE TABLE IF NOT EXISTS full_texts (
        id BLOB PRIMARY KEY, body TEXT NOT NULL, shown INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- Articles that are one row with `story`, from another source on the web, because title and text are the same.
    CREATE TABLE IF NOT EXISTS twins (
        id BLOB PRIMARY KEY, story BLOB NOT NULL, digest BLOB NOT NULL, source TEXT NOT NULL, author TEXT NOT NULL,
        link TEXT NOT NULL, origin TEXT NOT NULL, published INTEGER, added INTEGER NOT NULL, language TEXT NOT NULL,
        tags TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS twins_by_story ON twins (story);
    -- Articles whose text changed, in the order of their latest changes: for the other processes that show them.
    CREATE TABLE IF NOT EXISTS edits (id BLOB PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS edits_by_number ON edits (n);
    CREATE INDEX IF NOT EXISTS articles_by_digest ON articles (digest);
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
