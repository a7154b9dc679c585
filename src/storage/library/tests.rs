use super::*;
use crate::domain::{Article, ArticleId, Format, Tag, Verdict, View};
use crate::text::fold::fold;
use std::fs;
use tempfile::TempDir;

fn article(number: u32) -> Article {
    let mut id = ArticleId([0; 10]);
    id.0[..4].copy_from_slice(&number.to_be_bytes());
    Article {
        id,
        title: format!("Título {number}"),
        source: "paper".into(),
        origin: String::new(),
        author: "A. Writer".into(),
        link: format!("https://example.org/{number}"),
        published: Some(i64::from(number / 2)),
        added: 7,
        language: "en".into(),
        format: Format::Plain,
        body: format!("Body {number}"),
        tags: Vec::new(),
        changed: false,
    }
}

fn library(home: &TempDir) -> Library {
    let (library, told) = Library::open(&home.path().join("data/library.db")).unwrap();
    assert_eq!(told, []);
    library
}

fn add(library: &mut Library, articles: &[Article]) -> Vec<(ArticleId, Added)> {
    let mut writer = library.write().unwrap();
    let (outcome, _) = writer.add(articles).unwrap();
    writer.commit().unwrap();
    outcome
}

#[test]
fn an_article_is_kept_whole() {
    let home = TempDir::new().unwrap();
    let mut library = library(&home);
    let mut one = article(1);
    one.tags = vec![Tag::new("خبر").unwrap()];
    one.published = None;
    assert_eq!(add(&mut library, std::slice::from_ref(&one)), [(one.id, Added::New)]);
    assert_eq!(library.article(one.id).unwrap(), Some(one.clone()));
    assert_eq!(library.row(one.id).unwrap().unwrap().date, one.added);
    assert_eq!(library.article(article(2).id).unwrap(), None);
}

#[test]
fn known_and_changed_are_told_apart() {
    let home = TempDir::new().unwrap();
    let mut library = library(&home);
    let one = article(1);
    add(&mut library, std::slice::from_ref(&one));
    assert_eq!(add(&mut library, std::slice::from_ref(&one)), [(one.id, Added::Known)]);
    let changed = Article { body: "Another".into(), author: String::new(), ..one.clone() };
    assert_eq!(
        add(&mut library, &[changed.clone(), changed.clone()]),
        [(one.id, Added::Changed), (one.id, Added::Known)]
    );
    let kept = library.article(one.id).unwrap().unwrap();
    assert_eq!((kept.body.as_str(), kept.author.as_str(), kept.changed), ("Another", "A. Writer", true));
    let mut writer = library.write().unwrap();
    writer.seen(one.id).unwrap();
    writer.commit().unwrap();
    assert!(!library.article(one.id).unwrap().unwrap().changed);
}

#[test]
fn a_new_text_of_a_known_origin_keeps_its_id() {
    let home = TempDir::new().unwrap();
    let mut library = library(&home);
    let file = |number: u32| Article { link: String::new(), origin: "/a/story.txt".into(), ..article(number) };
    assert_eq!(add(&mut library, &[file(1)]), [(article(1).id, Added::New)]);
    assert_eq!(add(&mut library, &[file(2)]), [(article(1).id, Added::Changed)]);
    assert_eq!(add(&mut library, &[file(2)]), [(article(1).id, Added::Known)]);
    assert_eq!(library.article(article(1).id).unwrap().unwrap().body, "Body 2");
    let elsewhere = Article { origin: "/b/story.txt".into(), ..file(3) };
    assert_eq!(add(&mut library, &[elsewhere]), [(article(3).id, Added::New)]);
    let linked = Article { link: "https://example.org/x".into(), ..file(4) };
    assert_eq!(add(&mut library, &[linked]), [(article(4).id, Added::New)], "its link says what it is");
}

#[test]
fn texts_of_one_origin_that_come_together_are_different_articles() {
    let home = TempDir::new().unwrap();
    let mut library = library(&home);
    let line = |number: u32| Article { link: String::new(), origin: "/a/stories.jsonl".into(), ..article(number) };
    let all: Vec<_> = (1..5).map(line).collect();
    assert!(add(&mut library, &all).iter().all(|(_, added)| *added == Added::New));
    assert!(add(&mut library, &all).iter().all(|(_, added)| *added == Added::Known));
}

#[test]
fn rows_come_newest_first_and_in_pieces_without_gaps() {
    let home = TempDir::new().unwrap();
    let mut library = library(&home);
    let mut articles: Vec<_> = (0..50).map(article).collect();
    articles[10..30].iter_mut().for_each(|article| article.published = Some(5));
    add(&mut library, &articles);
    let all = library.page(View::All, 100).unwrap();
    assert_eq!(all.len(), 50);
    assert!(all.is_sorted_by_key(|row| (std::cmp::Reverse(row.date), row.id)));
    assert_eq!(all[0].folded_title, fold("Título 48"));
    for piece in [1, 3, 7, 50, 60] {
        let (mut rows, mut cursor) = (Vec::new(), None);
        loop {
            let next = library.rows(cursor, piece).unwrap();
            let Some(last) = next.last() else { break };
            cursor = Some(Cursor::after(last));
            rows.extend(next);
        }
        assert_eq!(rows, all, "in pieces of {piece}");
    }
    assert_eq!(library.page(View::Verdict(Verdict::Inbox), 5).unwrap(), all[..5]);
    assert_eq!(library.page(View::Verdict(Verdict::Keep), 5).unwrap(), []);
    assert_eq!(library.counts().unwrap().unread(Verdict::Inbox), 50);
}

#[test]
fn a_page_is_found_by_index_alone() {
    let home = TempDir::new().unwrap();
    let library = library(&home);
    for (rest, index) in [
        ("WHERE a.verdict = 1 ORDER BY a.date DESC, a.id LIMIT 200", "articles_by_verdict"),
        ("ORDER BY a.date DESC, a.id LIMIT 200", "articles_by_date"),
        ("WHERE a.date = 1 AND a.id > x'00' ORDER BY a.id LIMIT 200", "articles_by_date"),
        ("WHERE a.date < 1 ORDER BY a.date DESC, a.id LIMIT 200", "articles_by_date"),
    ] {
        let mut plan = library.connection.prepare(&format!("EXPLAIN QUERY PLAN {ROW_SQL}{rest}")).unwrap();
        let steps: Vec<String> = plan.query_map([], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
        assert!(steps[0].contains(index), "{steps:?}");
        assert!(!steps.iter().any(|step| step.contains("TEMP B-TREE")), "{steps:?}");
    }
}

#[test]
fn an_id_is_found_by_any_beginning() {
    let home = TempDir::new().unwrap();
    let mut library = library(&home);
    add(&mut library, &[article(0x1234_0000), article(0x1235_0000), article(0x2000_0000)]);
    let found = |prefix: &str| library.find_prefix(prefix, 10).unwrap().len();
    assert_eq!([found("1"), found("123"), found("1235"), found("9"), found("")], [2, 2, 1, 0, 0]);
    assert_eq!([found("zz"), found(&"1".repeat(30)), found(&article(0x2000_0000).id.to_string())], [0, 0, 1]);
    assert_eq!(found("123\u{301}"), 0);
}

#[test]
fn a_broken_file_is_moved_aside() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("library.db");
    for number in 1..3 {
        fs::write(&path, vec![b'x'; 9000]).unwrap();
        let (library, told) = Library::open(&path).unwrap();
        assert_eq!(library.counts().unwrap().all(), 0);
        assert!(told[0].what.to_string().contains(&format!("library.db.broken-{number}")), "{told:?}");
        assert_eq!(fs::read(home.path().join(format!("library.db.broken-{number}"))).unwrap().len(), 9000);
    }
    assert_eq!(Library::open(&path).unwrap().1, []);
}

#[test]
fn a_newer_or_foreign_file_is_left_alone() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("library.db");
    let (library, _) = Library::open(&path).unwrap();
    library.connection.pragma_update(None, "user_version", SCHEMA + 1).unwrap();
    drop(library);
    let newer = Library::open(&path).unwrap_err();
    assert!(matches!(newer, LibraryError::Newer { found, .. } if found == SCHEMA + 1), "{newer:?}");
    let said = newer.to_string();
    assert!(said.contains("library.db") && said.contains("newer farz") && said.contains("FARZ_DATA_DIR"), "{said}");
    let other = home.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    assert!(matches!(Library::open(&other), Err(LibraryError::Foreign { .. })));
}

#[test]
fn an_older_library_names_the_sources_of_its_stories_from_now_on() {
    let home = TempDir::new().unwrap();
    let mut library = library(&home);
    let from = |number: u32| Article {
        origin: format!("https://paper{number}.example/feed#1"),
        source: format!("Paper {number}"),
        ..article(7)
    };
    add(&mut library, &[from(2), from(1)]);
    assert_eq!(library.row(article(7).id).unwrap().unwrap().source, "Paper 2, Paper 1");
    library.connection.execute_batch("DROP TABLE shared; PRAGMA user_version = 4").unwrap();
    let path = library.path().to_owned();
    drop(library);
    let (library, _) = Library::open(&path).unwrap();
    assert_eq!(library.row(article(7).id).unwrap().unwrap().source, "Paper 2, Paper 1");
}

#[test]
fn on_a_shared_disk_there_is_no_log() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("library.db");
    for (shared, mode) in [(false, "wal"), (true, "delete"), (false, "wal")] {
        let (mut library, _) = Library::open_on(&path, shared).unwrap();
        assert_eq!(library.mode().unwrap(), mode);
        add(&mut library, &[article(1)]);
        assert_eq!(library.check().unwrap(), Vec::<String>::new());
    }
}

#[test]
fn many_may_open_it_for_the_first_time_at_once() {
    let home = TempDir::new().unwrap();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let home = &home;
            scope.spawn(move || add(&mut library(home), &[article(number)]));
        }
    });
    assert_eq!(library(&home).counts().unwrap().all(), 8);
}

/// Returns an article with this text.
fn story(number: u8, title: &str, body: &str) -> Article {
    Article {
        id: ArticleId([number; 10]),
        title: title.into(),
        source: "paper".into(),
        origin: String::new(),
        author: "Émile Zola".into(),
        link: format!("https://example.org/{number}"),
        published: None,
        added: i64::from(number),
        language: "ar-EG".into(),
        format: crate::domain::Format::Plain,
        body: body.into(),
        tags: Vec::new(),
        changed: false,
    }
}

/// Indexes every text that is not in the index, a few at a time. Returns how many.
fn index(library: &mut Library) -> usize {
    let (mut after, mut read) = (0, 0);
    loop {
        let articles = library.unread_texts(after, 2).unwrap();
        let Some((last, _)) = articles.last() else { return read };
        after = *last;
        read += articles.len();
        let ready =
            articles.iter().map(|(key, article)| crate::storage::Text { key: *key, text: article.body.clone() });
        let ready: Vec<_> = ready.collect();
        let mut writer = library.write().unwrap();
        writer.index(&ready).unwrap();
        writer.commit().unwrap();
    }
}

fn answered(library: &Library, ask: &crate::domain::Ask) -> Vec<u8> {
    let mut found: Vec<u8> = library.finder().unwrap().answer(ask).unwrap().keys().map(|id| id.0[0]).collect();
    found.sort_unstable();
    found
}

#[test]
fn texts_are_found_by_their_words_in_any_writing() {
    use crate::domain::Ask;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.db");
    let (mut library, _) = Library::open(&path).unwrap();
    let mut writer = library.write().unwrap();
    let stories = [
        story(1, "a", "قالَ بُوتِيــن إن المدرسةَ بعيدة"),
        story(2, "b", "The café was closed; nobody \"cared\"."),
        story(3, "c", "مدرسة على الطريق"),
    ];
    writer.add(&stories).unwrap();
    writer.commit().unwrap();
    assert_eq!(answered(&library, &Ask::Body("بوتين".into())), [0; 0], "nothing is read yet");
    assert_eq!(index(&mut library), 3);
    assert_eq!(index(&mut library), 0);
    for (text, found) in [
        ("بوتين", &[1][..]),
        ("المدرسه بعيده", &[1]),
        ("المدرسة", &[1, 3]),
        ("CAFE was", &[2]),
        ("caf", &[2]),
        ("was cafe", &[]),
        ("\"cared\" OR *", &[]),
        ("^:-\"", &[]),
        ("", &[]),
    ] {
        assert_eq!(answered(&library, &Ask::Body(text.into())), found, "{text}");
    }
    let scores = library.finder().unwrap().answer(&Ask::Body("المدرسة".into())).unwrap();
    assert!(scores[&ArticleId([1; 10])] > scores[&ArticleId([3; 10])], "the word itself stands above its stem");
    assert_eq!(answered(&library, &Ask::Words { more: true, count: 4 }), [1, 2]);
    assert_eq!(answered(&library, &Ask::Author("zola".into())), [1, 2, 3]);
    assert_eq!(answered(&library, &Ask::Url("org/2".into())), [2]);
    assert_eq!(answered(&library, &Ask::Lang("ar".into())), [1, 2, 3]);
    assert_eq!(answered(&library, &Ask::Lang("a".into())), [0; 0]);
    // A text that changes is indexed again, and only that one.
    let mut writer = library.write().unwrap();
    writer.add(&[story(2, "b", "Open again.")]).unwrap();
    writer.commit().unwrap();
    assert_eq!(index(&mut library), 1);
    assert_eq!(answered(&library, &Ask::Body("cafe".into())), [0; 0]);
    assert_eq!(answered(&library, &Ask::Body("again".into())), [2]);
}

#[test]
fn a_library_without_the_index_gets_one() {
    use crate::domain::Ask;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("library.db");
    let (mut library, _) = Library::open(&path).unwrap();
    let mut writer = library.write().unwrap();
    writer.add(&[story(1, "a", "some words")]).unwrap();
    writer.commit().unwrap();
    index(&mut library);
    // The state that an older farz left.
    library
        .connection
        .execute_batch("DROP TABLE words; DROP TABLE texts; DROP TRIGGER text_removed; PRAGMA user_version = 1;")
        .unwrap();
    drop(library);
    let (mut library, told) = Library::open(&path).unwrap();
    assert!(told.is_empty());
    assert_eq!(index(&mut library), 1, "what was there is read into it");
    assert_eq!(answered(&library, &Ask::Body("words".into())), [1]);
}

#[test]
fn a_statement_is_prepared_once_whatever_is_bound() {
    let home = tempfile::tempdir().unwrap();
    let (library, _) = Library::open(&home.path().join("library.db")).unwrap();
    let sql = "SELECT source, name FROM origins WHERE id = ?1 ORDER BY source";
    for number in 0..3_u8 {
        let mut statement = library.connection.prepare_cached(sql).unwrap();
        assert!(!statement.exists([[number; 10]]).unwrap());
        assert_eq!(statement.get_status(rusqlite::StatementStatus::RePrepare), 0);
    }
}
