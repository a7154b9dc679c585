use super::*;
use crate::domain::{Article, ArticleId, Change, Edit, FieldChange, Format, Step, StepId, StepKind, Tag};
use crate::service::articles::every_row;
use crate::storage::Paths;
use proptest::prelude::*;
use std::path::Path;
use tempfile::TempDir;

const NOW: i64 = 1_795_000_000_000;
const DAY: i64 = 86_400_000;

fn article(number: u8) -> Article {
    Article {
        id: ArticleId([number; 10]),
        title: if number.is_multiple_of(3) { format!("Bread {number}") } else { format!("Title {number}") },
        source: "paper".into(),
        origin: String::new(),
        author: String::new(),
        link: format!("https://example.org/{number}"),
        // Several have the same date, and the ids are in another order than the dates.
        published: Some(NOW - i64::from(number) * 7 % 10 * DAY),
        added: NOW,
        language: "en".into(),
        format: Format::Plain,
        body: "Body".into(),
        tags: Vec::new(),
        changed: false,
    }
}

/// Returns a store of 40 articles with all combinations of decisions.
fn store(home: &Path) -> Store {
    let (mut store, _) = Store::open(&Paths::within(home), NOW).unwrap();
    store.add(&(1..=40).map(article).collect::<Vec<_>>()).unwrap();
    let changed = |number| Article { body: "Another".into(), ..article(number) };
    store.add(&(1..=40).filter(|number| number % 4 == 1).map(changed).collect::<Vec<_>>()).unwrap();
    let decided = |number: u8| {
        let after = [Verdict::Inbox, Verdict::Keep, Verdict::Later, Verdict::Drop][usize::from(number % 4)];
        let mut fields = vec![FieldChange::Verdict { before: Verdict::Inbox, after }];
        if number % 5 < 2 {
            fields.push(FieldChange::Read { before: false, after: true });
        }
        if number.is_multiple_of(6) {
            fields.push(FieldChange::Note { before: String::new(), after: "see".into() });
        }
        if number.is_multiple_of(7) {
            fields.push(FieldChange::Tag { tag: Tag::new("food").unwrap(), added: true });
        }
        Change { article: ArticleId([number; 10]), fields }
    };
    // Some have no decision, and some that have one are not here.
    let edit = Edit::new("test", (10..=50).map(decided));
    store.commit(&Step { id: StepId { session: 1, number: 1 }, kind: StepKind::Edit, edit }, NOW).unwrap();
    store
}

/// Returns what the search finds among all articles with this verdict.
fn found_among_all(store: &mut Store, query: &Query, verdict: Option<Verdict>) -> Found {
    let mut rows = Vec::new();
    every_row(store, |row| {
        if verdict.is_none_or(|verdict| row.triage.verdict == verdict) {
            rows.push(row);
        }
        Ok::<_, StoreError>(())
    })
    .unwrap();
    Articles::from_iter(rows).search(store, query, Readings::default()).unwrap()
}

fn texts(leaves: &'static [&'static str]) -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(leaves).prop_map(str::to_owned);
    leaf.prop_recursive(4, 12, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts.clone().prop_map(|parts| parts.join(" ")),
            parts.prop_map(|parts| format!("({})", parts.join(" | "))),
            inner.prop_map(|part| format!("!({part})")),
        ]
    })
}

const CONDITIONS: &[&str] = &[
    "is:inbox",
    "is:keep",
    "is:later",
    "is:drop",
    "is:read",
    "is:unread",
    "is:changed",
    "is:noted",
    "is:tagged",
    "after:3d",
    "before:4d",
    "after:2026-11-15",
    "before:2026-11-16",
    "date:2026-11-14",
    "date:2026-11",
];

const ANY: &[&str] =
    &["is:keep", "is:unread", "is:noted", "after:5d", "bread", "~ttl", "tag:food", "lang:en", "title:tit", "note:see"];

#[test]
fn sqlite_selects_what_the_search_finds() {
    let home = TempDir::new().unwrap();
    let mut store = store(home.path());
    for leaf in CONDITIONS.iter().filter(|leaf| **leaf != "date:2026-11") {
        let found = found_among_all(&mut store, &Query::parse_at(leaf, NOW), None).ids.len();
        assert!((1..40).contains(&found), "{leaf} says something: {found}");
    }
    let verdict = prop::option::weighted(0.3, prop::sample::select(&Verdict::ALL[..]));
    let texts = (texts(CONDITIONS), prop::sample::select(&["", " sort:date"][..]));
    let mut runner = proptest::test_runner::TestRunner::default();
    let store = std::cell::RefCell::new(store);
    let holds = runner.run(&(texts, verdict, 0..50_usize), |((text, sort), verdict, limit)| {
        let store = &mut *store.borrow_mut();
        let query = Query::parse_at(&(text + sort), NOW);
        prop_assert_eq!(query.mistakes(), &[]);
        let selection = Selection::of(&query, verdict);
        prop_assert!(selection.is_whole);
        let mut wanted = found_among_all(store, &query, verdict);
        prop_assert_eq!(&find(store, &query, verdict, Readings::default(), None).unwrap(), &wanted);
        prop_assert_eq!(store.count(&selection.condition).unwrap(), wanted.ids.len());
        wanted.ids.truncate(limit);
        prop_assert_eq!(find(store, &query, verdict, Readings::default(), Some(limit)).unwrap().ids, wanted.ids);
        Ok(())
    });
    holds.unwrap();
}

#[test]
fn a_search_of_what_sqlite_leaves_finds_what_a_search_of_all_finds() {
    let home = TempDir::new().unwrap();
    let store = std::cell::RefCell::new(store(home.path()));
    let verdict = prop::option::weighted(0.3, prop::sample::select(&Verdict::ALL[..]));
    let mut runner = proptest::test_runner::TestRunner::default();
    let sort = prop::sample::select(&["", " sort:-date", " sort:title", " sort:score"][..]);
    let holds = runner.run(&(texts(ANY), sort, verdict), |(text, sort, verdict)| {
        let store = &mut *store.borrow_mut();
        let query = Query::parse_at(&(text + sort), NOW);
        let wanted = found_among_all(store, &query, verdict);
        prop_assert_eq!(find(store, &query, verdict, Readings::default(), None).unwrap(), wanted);
        Ok(())
    });
    holds.unwrap();
    let query = Query::parse_at("is:keep bread", NOW);
    let selection = Selection::of(&query, None);
    assert!(!selection.is_whole && !selection.is_open(), "{selection:?}");
}

#[test]
fn the_longest_query_is_one_that_sqlite_takes() {
    let home = TempDir::new().unwrap();
    let mut store = store(home.path());
    let deep = (1..30).fold("is:keep".to_owned(), |inner, hour| format!("!(after:{hour}h | {inner})"));
    let many: Vec<String> = (0..400).map(|hour| format!("after:{hour}h")).collect();
    for text in [deep, many.join(" | "), many.join(" ")] {
        let query = Query::parse_at(&text, NOW);
        assert!(Selection::of(&query, None).is_whole, "{text}");
        let found = find(&mut store, &query, None, Readings::NONE, None).unwrap();
        assert_eq!(found, found_among_all(&mut store, &query, None), "{text}");
    }
}
