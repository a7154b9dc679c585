-- The tables of a library of schema 7, as farz made them then. Never change this file.
-- `date` is when it was published, else added: the order of the list. `verdict` and `read` are copies of what the
-- triage table says, for the indices.
CREATE TABLE articles (
    key INTEGER PRIMARY KEY, id BLOB NOT NULL, title TEXT NOT NULL, folded TEXT NOT NULL, source TEXT NOT NULL,
    date INTEGER NOT NULL, verdict INTEGER NOT NULL, read INTEGER NOT NULL, changed INTEGER NOT NULL,
    author TEXT NOT NULL, link TEXT NOT NULL, published INTEGER, added INTEGER NOT NULL, language TEXT NOT NULL,
    format TEXT NOT NULL, origin TEXT NOT NULL, origin_key INTEGER, tags TEXT NOT NULL, digest BLOB NOT NULL,
    detected INTEGER NOT NULL DEFAULT 0
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
CREATE TABLE IF NOT EXISTS texts (key INTEGER PRIMARY KEY, digest BLOB NOT NULL, words INTEGER NOT NULL) STRICT;
-- The texts are folded before they come here: this tokenizer need not know of marks.
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    body, stems, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0"
);
CREATE TRIGGER IF NOT EXISTS text_removed AFTER DELETE ON articles BEGIN
    DELETE FROM texts WHERE key = old.key;
    DELETE FROM words WHERE rowid = old.key;
END;
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
CREATE INDEX IF NOT EXISTS articles_by_digest ON articles (digest);
-- Articles whose text changed, in the order of their latest changes: for the other processes that show them.
CREATE TABLE IF NOT EXISTS edits (id BLOB PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS edits_by_number ON edits (n);
CREATE INDEX articles_without_language ON articles (key) WHERE language = '' AND detected = 0;
PRAGMA application_id = 0x6661727a;
PRAGMA user_version = 7;
