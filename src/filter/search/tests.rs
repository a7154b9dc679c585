use super::*;
use crate::domain::{ArticleId, Catalogue, Row, Tag, Triage};
use crate::filter::fuzzy::Fuzzy;
use crate::filter::score::whole_bonus;
use crate::text::fold::fold;
use proptest::prelude::*;

/// A catalogue of rows: title, source, tags, date.
fn catalogue(rows: &[(&str, &str, &[&str], i64)]) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (number, (title, source, tags, date)) in rows.iter().enumerate() {
        let mut id = [0; 10];
        // Ids do not rise with the rows.
        id[..4].copy_from_slice(&(number as u32).wrapping_mul(0x9E37_79B1).to_be_bytes());
        let tags = tags.iter().map(|tag| Tag::new(tag).unwrap()).collect();
        catalogue.insert(&Row {
            id: ArticleId(id),
            title: (*title).to_owned(),
            folded_title: fold(title),
            source: (*source).to_owned(),
            date: *date,
            changed: false,
            triage: Triage { tags, ..Triage::default() },
        });
    }
    catalogue
}

/// All rows of a catalogue, newest first.
fn all(snapshot: &Snapshot) -> Vec<RowIndex> {
    let mut rows: Vec<_> = snapshot.iter().map(|(at, row)| (row.sort_key(), at)).collect();
    rows.sort();
    rows.into_iter().map(|(_, at)| at).collect()
}

fn found(snapshot: &Snapshot, query: &str, candidates: &[RowIndex]) -> Vec<RowIndex> {
    search(snapshot, &Query::parse(query), candidates, None, &|| false).unwrap().rows
}

/// The plain way: every field of every row by the crate, and one sort.
fn naive(snapshot: &Snapshot, query: &str, candidates: &[RowIndex]) -> Vec<RowIndex> {
    let fuzzy = Fuzzy::default();
    let score = |raw: &str, word: &str| {
        let text = fold(raw);
        let score = fuzzy.score(&text, word)?;
        let whole = text.contains(word);
        let exact = exact_bonus(whole, word, word, raw);
        Some(score + whole_bonus(word.chars().count(), whole) + exact)
    };
    let query = Query::parse(query);
    let mut hits = Vec::new();
    for row in candidates {
        let found = snapshot.get(*row).unwrap();
        let fields: Vec<String> = [found.title().to_owned(), found.source().to_owned()]
            .into_iter()
            .chain(found.tags().iter().map(|tag| tag.as_str().to_owned()))
            .collect();
        let best = |word: &String| fields.iter().filter_map(|field| score(field, word)).max();
        if let Some(scores) = query.words().iter().map(best).collect::<Option<Vec<i32>>>() {
            hits.push((Reverse(scores.into_iter().sum::<i32>()), found.sort_key(), *row));
        }
    }
    if !query.is_empty() {
        hits.sort();
    }
    hits.into_iter().map(|(_, _, row)| row).collect()
}

#[test]
fn all_words_must_match_somewhere() {
    let catalogue = catalogue(&[
        ("Putin in Moscow", "gazette", &[], 1),
        ("Nothing of the kind", "putin watch", &["moscow"], 2),
        ("Moscow", "gazette", &[], 3),
        ("قال بوتين", "جريدة", &[], 4),
    ]);
    let snapshot = catalogue.snapshot();
    let rows = all(&snapshot);
    assert_eq!(found(&snapshot, "moscow put", &rows), [1, 0]);
    assert_eq!(found(&snapshot, "بوتين", &rows), [3]);
    assert_eq!(found(&snapshot, "", &rows), [3, 2, 1, 0]);
    assert_eq!(found(&snapshot, "xyzzy", &rows), [0; 0]);
}

#[test]
fn what_stands_there_beats_what_is_scattered() {
    let catalogue =
        catalogue(&[("a mosaic cow", "x", &[], 9), ("old moscow", "x", &[], 1), ("new moscow", "x", &[], 2)]);
    let snapshot = catalogue.snapshot();
    assert_eq!(found(&snapshot, "moscow", &all(&snapshot)), [2, 1, 0], "equals: newest first");
}

#[test]
fn only_candidates_are_found() {
    let catalogue = catalogue(&[("a", "x", &[], 1), ("ab", "x", &[], 2), ("abc", "x", &[], 3)]);
    assert_eq!(found(&catalogue.snapshot(), "a", &[0, 2, 77]), [2, 0]);
}

#[test]
fn a_search_that_nobody_waits_for_stops() {
    let rows: Vec<_> = (0..3 * BLOCK as i64).map(|date| ("a title", "x", [].as_slice(), date)).collect();
    let catalogue = catalogue(&rows);
    let (snapshot, asked) = (catalogue.snapshot(), AtomicUsize::new(0));
    let cancelled = || asked.fetch_add(1, Ordering::Relaxed) > 0;
    assert_eq!(search(&snapshot, &Query::parse("a"), &all(&snapshot), None, &cancelled), None);
    assert!(asked.into_inner() <= 1 + WORKERS, "once for each worker after the first yes");
    assert_eq!(found(&snapshot, "title", &all(&snapshot)).len(), 3 * BLOCK);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn it_finds_what_the_plain_way_finds(
        rows in prop::collection::vec(
            ("[A-Ca-c بوت./-]{0,16}", "[ab]{1,3}", prop::collection::vec("[a-cب]{1,3}", 0..3), 0_i64..3), 0..40),
        typed in "[a-cبوت ]{0,6}",
        reversed in any::<bool>(),
    ) {
        let tags: Vec<Vec<&str>> = rows.iter().map(|(_, _, tags, _)| tags.iter().map(String::as_str).collect()).collect();
        let plain: Vec<(&str, &str, &[&str], i64)> = rows.iter().zip(&tags)
            .map(|((title, source, _, date), tags)| (title.as_str(), source.as_str(), tags.as_slice(), *date)).collect();
        let snapshot = catalogue(&plain).snapshot();
        let mut candidates = all(&snapshot);
        if reversed {
            candidates.reverse();
        }
        // Letter by letter, as it is typed: each search may narrow the one before.
        let mut previous: Option<Matches> = None;
        for end in typed.char_indices().map(|(at, _)| at).chain([typed.len()]) {
            let query = Query::parse(&typed[..end]);
            let matches = search(&snapshot, &query, &candidates, previous.as_ref(), &|| false).unwrap();
            prop_assert_eq!(&matches.rows, &naive(&snapshot, &typed[..end], &candidates), "{:?}", query);
            previous = Some(matches);
        }
    }
}

#[test]
fn one_query_says_what_the_naive_reading_says() {
    let catalogue = catalogue(&[
        ("Putin in Moscow", "gazette", &["world/asia"], 1),
        ("Nothing of the kind", "putin watch", &["moscow"], 2),
        ("Moscow nights", "gazette", &["world"], 3),
        ("قال على", "جريدة", &[], 4),
        ("قال علي", "جريدة", &[], 0),
    ]);
    let snapshot = catalogue.snapshot();
    let rows = all(&snapshot);
    for (query, wanted) in [
        ("putin | nights", &[2, 1, 0][..]),
        ("moscow !putin", &[2]),
        ("moscow -(putin | nights)", &[]),
        ("tag:world/*", &[0]),
        ("tag:world*", &[2, 0]),
        ("title:moscow sort:-date", &[0, 2]),
        ("source:gaz sort:title", &[2, 0]),
        ("^nothing", &[1]),
        ("nights$", &[2]),
        ("'kind", &[1]),
        ("'knd", &[]),
        ("knd", &[1]),
        ("\"in moscow\"", &[0]),
        ("علي", &[4, 3]),
        ("على", &[3, 4]),
        ("is:keep", &[]),
        ("is:inbox is:unread sort:date", &[3, 2, 1, 0, 4]),
        ("after:1970-01-02", &[]),
    ] {
        let mut found = found(&snapshot, query, &rows);
        if query == "putin | nights" {
            found.sort_by_key(|row| Reverse(*row));
        }
        assert_eq!(found, wanted, "{query}");
    }
}

#[test]
fn hostile_rows_and_queries_are_searched_in_bounds() {
    let long = "word ".repeat(6_000);
    let line = "ج".repeat(100_000);
    let catalogue = catalogue(&[(&long, "x", &[], 1), (&line, "x", &[], 2), ("\u{FFFD}\u{FFFD} a", "x", &[], 3)]);
    let snapshot = catalogue.snapshot();
    let rows = all(&snapshot);
    let open = "(".repeat(10_000);
    let letters = "a".repeat(10_000);
    let words = "a b | ".repeat(2_000);
    let readings = Readings::default();
    for query in [open.as_str(), &letters, &words, &line, "\u{FFFD}"] {
        let query = Query::parse(query);
        assert!(search_with(&snapshot, &query, &Answers::new(), readings, &rows, None, &|| false).is_some());
    }
    assert_eq!(found(&snapshot, "word", &rows), [0]);
}

proptest! {
    #[test]
    fn either_of_two_is_the_union(
        titles in prop::collection::vec("[a-c بو]{0,8}", 0..20), a in "[a-cب]{1,3}", b in "[a-cو]{1,3}",
    ) {
        let rows: Vec<(&str, &str, &[&str], i64)> = titles.iter().map(|title| (title.as_str(), "x", &[][..], 0)).collect();
        let snapshot = catalogue(&rows).snapshot();
        let candidates = all(&snapshot);
        let set = |query: &str| found(&snapshot, query, &candidates).into_iter().collect::<std::collections::BTreeSet<_>>();
        let union: std::collections::BTreeSet<_> = set(&a).union(&set(&b)).copied().collect();
        prop_assert_eq!(set(&format!("{a} | {b}")), union);
        let both: std::collections::BTreeSet<_> = set(&a).intersection(&set(&b)).copied().collect();
        prop_assert_eq!(set(&format!("{a} {b}")), both);
    }
}
