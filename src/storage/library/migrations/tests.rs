use super::super::{Library, Merging};
use super::*;
use crate::domain::{Article, ArticleId, Format, Tag, Verdict};
use crate::text::fold::fold;
use rusqlite::params;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The tables as each earlier version made them; the first is version 1.
const EARLIER: [&str; 7] = [
    include_str!("1.sql"),
    include_str!("2.sql"),
    include_str!("3.sql"),
    include_str!("4.sql"),
    include_str!("5.sql"),
    include_str!("6.sql"),
    include_str!("7.sql"),
];

const NAMES: [&str; 2] = ["The Paper", "الجريدة"];

fn article(number: u8) -> Article {
    Article {
        id: ArticleId([number; 10]),
        title: format!("عنوان {number}"),
        source: NAMES[0].into(),
        origin: format!("https://paper.example/feed#{number}"),
        author: "A. Writer".into(),
        link: format!("https://paper.example/{number}"),
        published: Some(1000 + i64::from(number)),
        added: 7,
        language: "ar".into(),
        format: Format::Plain,
        body: format!("Body {number}"),
        tags: vec![Tag::new("خبر").unwrap()],
        changed: number == 2,
    }
}

/// Creates a library of an earlier version with two articles: the first is kept, with a note, a tag and a reading
/// position; the second is untouched.
fn made(home: &TempDir, version: usize) -> PathBuf {
    let path = home.path().join(format!("{version}.db"));
    let old = Connection::open(&path).unwrap();
    old.execute_batch(EARLIER[version - 1]).unwrap();
    for number in 1..=2 {
        let one = article(number);
        old.execute(
            "INSERT INTO articles (id, title, folded, source, date, verdict, read, changed, author, link, published, added,
                                   language, format, origin, origin_key, tags, digest)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9, ?5, ?10, ?11, 'plain', ?12, ?13, '[\"خبر\"]', zeroblob(16))",
            params![
                one.id.0,
                one.title,
                fold(&one.title),
                one.source,
                one.published,
                i64::from(number == 1),
                one.changed,
                one.author,
                one.link,
                one.added,
                one.language,
                one.origin,
                i64::from(number),
            ],
        )
        .unwrap();
        old.execute("INSERT INTO bodies (key, body) VALUES (?1, ?2)", params![number, one.body]).unwrap();
    }
    old.execute(
        "INSERT INTO triage (id, verdict, read, note, position, tags, registers)
         VALUES (?1, 1, 1, 'for Monday', 12, '[\"sport\"]',
                 '{\"v\":[5,0,9],\"r\":[5,0,9],\"n\":[6,0,9],\"p\":[7,0,9],\"t\":[[\"sport\",true,[8,0,9]]]}')",
        [article(1).id.0],
    )
    .unwrap();
    old.execute_batch(
        "INSERT INTO journal (name, offset, lines, seal) VALUES ('ab/2026-01.jsonl', 120, 3, 77);
         INSERT INTO unread_lines (name, line, what) VALUES ('ab/2026-01.jsonl', 2, 'cut off');
         INSERT INTO meta (name, value) VALUES ('clock', '[8,0]');",
    )
    .unwrap();
    if version >= 3 {
        for (source, name) in ["https://paper.example/feed", "https://other.example/feed"].iter().zip(NAMES) {
            old.execute(
                "INSERT INTO origins (id, source, name) VALUES (?1, ?2, ?3)",
                params![[1_u8; 10], source, name],
            )
            .unwrap();
        }
        old.execute_batch(
            "INSERT INTO feeds (url, address, title, tags, hidden, imported, etag, modified, fetched, next, failures, error, gone)
             VALUES ('https://paper.example/feed', 'https://paper.example/feed.xml', 'The Paper', '[]', 0, 0, 'e', '', 5, 9, 0, '', 0);",
        )
        .unwrap();
    }
    if version >= 5 {
        old.execute("INSERT INTO shared (id, names) VALUES (?1, ?2)", params![[1_u8; 10], NAMES.join(", ")]).unwrap();
    }
    path
}

fn opened(path: &Path) -> Library {
    let (library, told) = Library::open(path).unwrap();
    assert_eq!(told, []);
    library
}

#[test]
fn a_library_of_each_earlier_schema_opens_with_its_articles_and_decisions() {
    assert_eq!(
        EARLIER.len() as i64 + 1,
        SCHEMA,
        "keep the tables of the version before as migrations/N.sql, and add it here"
    );
    for version in 1..=EARLIER.len() {
        let home = TempDir::new().unwrap();
        let path = made(&home, version);
        let mut library = opened(&path);
        let asked: i64 = library.connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(asked, SCHEMA, "version {version}");
        assert_eq!(library.check().unwrap(), Vec::<String>::new(), "version {version}");
        for number in 1..=2 {
            assert_eq!(library.article(article(number).id).unwrap(), Some(article(number)), "version {version}");
        }
        let triage = library.triage(article(1).id).unwrap();
        assert_eq!((triage.verdict, triage.read, triage.position), (Verdict::Keep, true, 12), "version {version}");
        assert_eq!((triage.note.as_str(), triage.tags), ("for Monday", BTreeSet::from([Tag::new("sport").unwrap()])));
        assert_eq!(library.row(article(1).id).unwrap().unwrap().triage.verdict, Verdict::Keep);
        let counts = library.counts().unwrap();
        assert_eq!((counts.of(Verdict::Keep), counts.of(Verdict::Inbox), counts.unread(Verdict::Inbox)), (1, 1, 1));
        let place = library.places().unwrap()["ab/2026-01.jsonl"];
        assert_eq!((place.offset, place.lines, place.seal), (120, 3, 77), "version {version}");
        assert_eq!(library.unread_line_count().unwrap(), 1);
        assert_eq!(library.feeds().unwrap().len(), usize::from(version >= 3), "version {version}");
        let sources = if version >= 3 { NAMES.join(", ") } else { NAMES[0].to_owned() };
        assert_eq!(library.row(article(1).id).unwrap().unwrap().source, sources, "version {version}");
        // The tables of later versions work too.
        library.merge_same_text(Merging::default());
        let mut writer = library.write().unwrap();
        writer.add(&[Article { body: "Another".into(), ..article(2) }]).unwrap();
        assert_eq!(writer.latest_stamp().unwrap(), Some((8, 0)));
        writer.commit().unwrap();
        assert_eq!(library.last_edit().unwrap(), 1, "version {version}");
        assert_eq!(library.article(article(2).id).unwrap().unwrap().body, "Another");
    }
}

#[test]
fn a_declared_language_of_an_older_library_gets_its_usual_form() {
    let home = TempDir::new().unwrap();
    for (old, new) in [("ar", "ar"), ("utf-8", ""), ("ara", "ar"), ("", "")] {
        let path = made(&home, 6);
        let library = Connection::open(&path).unwrap();
        library.execute("UPDATE articles SET language = ?1", [old]).unwrap();
        drop(library);
        let library = opened(&path);
        let held: String =
            library.connection.query_row("SELECT DISTINCT language FROM articles", [], |row| row.get(0)).unwrap();
        assert_eq!(held, new, "{old:?}");
        assert_eq!(library.undetected(9).unwrap().len(), if new.is_empty() { 2 } else { 0 }, "{old:?}");
        drop(library);
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn the_titles_of_an_older_library_are_folded_again() {
    let home = TempDir::new().unwrap();
    let path = made(&home, 7);
    let library = Connection::open(&path).unwrap();
    library.execute("UPDATE articles SET title = 'It’s 1–2', folded = 'it’s 1–2' WHERE key = 1", []).unwrap();
    drop(library);
    let folded = |key: i64| -> String {
        let library = opened(&path);
        library.connection.query_row("SELECT folded FROM articles WHERE key = ?1", [key], |row| row.get(0)).unwrap()
    };
    assert_eq!((folded(1), folded(2)), ("it's 1-2".to_owned(), fold("عنوان 2")));
}

#[test]
fn a_new_library_has_the_same_tables_as_a_migrated_one() {
    // Each table with its columns and each index, view and trigger. Comments in the statements may differ.
    let tables = |library: &Library| -> BTreeSet<(String, String, String)> {
        let mut statement = library
            .connection
            .prepare(
                "SELECT s.type, s.name, coalesce(group_concat(c.name || ' ' || c.type || ' ' || c.\"notnull\"), '')
                 FROM sqlite_schema s LEFT JOIN pragma_table_xinfo(s.name) c GROUP BY s.type, s.name",
            )
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let home = TempDir::new().unwrap();
    let new = tables(&opened(&home.path().join("new.db")));
    for version in 1..=EARLIER.len() {
        assert_eq!(tables(&opened(&made(&home, version))), new, "version {version}");
    }
}

#[test]
fn a_migration_that_fails_leaves_the_library_as_it_was() {
    let home = TempDir::new().unwrap();
    let path = made(&home, 4);
    // A view has the name of a table that a migration creates.
    Connection::open(&path).unwrap().execute_batch("CREATE VIEW edits AS SELECT 1").unwrap();
    assert!(Library::open(&path).is_err());
    let old = Connection::open(&path).unwrap();
    let version: i64 = old.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    let tables: i64 =
        old.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'shared'", [], |row| row.get(0)).unwrap();
    assert_eq!((version, tables), (4, 0));
    old.execute_batch("DROP VIEW edits").unwrap();
    drop(old);
    assert_eq!(opened(&path).article(article(1).id).unwrap(), Some(article(1)));
}
