use super::best::MOST;
use super::scan::{BLOCK, WORKERS};
use super::*;
use crate::domain::{ArticleId, Catalogue, Row, Tag, Triage};
use crate::filter::fuzzy::Fuzzy;
use crate::filter::query::MAX_WORDS;
use crate::filter::score::whole_bonus;
use crate::filter::standing;
use crate::filter::tier::Rank;
use crate::filter::typo::Typo;
use crate::text::fold::fold;
use proptest::prelude::*;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Builds a catalogue of rows: title, source, tags, date.
fn catalogue(rows: &[(&str, &str, &[&str], i64)]) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (number, (title, source, tags, date)) in rows.iter().enumerate() {
        let mut id = [0; 10];
        // The ids do not ascend with the rows.
        id[..4].copy_from_slice(&(number as u32).wrapping_mul(0x9E37_79B1).to_be_bytes());
        let tags = tags.iter().map(|tag| Tag::new(tag).unwrap()).collect();
        catalogue.insert(&Row {
            id: ArticleId(id),
            title: (*title).to_owned(),
            folded_title: fold(title),
            source: (*source).to_owned(),
            author: String::new(),
            date: *date,
            changed: false,
            rtl: None,
            triage: Triage { tags, ..Triage::default() },
        });
    }
    catalogue
}

/// Returns all rows of a catalogue, newest first.
fn all(snapshot: &Snapshot) -> Arc<Vec<RowIndex>> {
    let mut rows: Vec<_> = snapshot.iter().map(|(at, row)| (row.sort_key(), at)).collect();
    rows.sort();
    Arc::new(rows.into_iter().map(|(_, at)| at).collect())
}

/// Searches for `query` as typed and reports to `listener`.
fn look(
    searches: &mut Searches,
    snapshot: &Snapshot,
    query: &str,
    candidates: &Arc<Vec<RowIndex>>,
    listener: &dyn Listener,
) -> Option<Arc<Matches>> {
    let (query, answers) = (Query::typed(query, 0), Answers::new());
    let look = Look { snapshot, query: &query, answers: &answers, readings: Readings::NONE, candidates };
    searches.search(&look, listener)
}

fn found(snapshot: &Snapshot, query: &str, candidates: &Arc<Vec<RowIndex>>) -> Vec<RowIndex> {
    look(&mut Searches::default(), snapshot, query, candidates, &()).unwrap().rows.to_vec()
}

/// Returns the bonus of a match if `text` contains the word as typed, ignoring case.
fn exact_bonus(whole: bool, folded: &str, raw: &str, text: &str) -> i32 {
    let same = match text.is_ascii() {
        true => raw.is_ascii(),
        false => text.contains(raw) || text.to_lowercase().contains(&raw.to_lowercase()),
    };
    whole_bonus(folded.chars().count(), whole && same)
}

/// Returns the tier of `word` in `text`, both in search form, without typos; `None` if its letters do not occur.
fn tier(text: &str, word: &str) -> Option<Tier> {
    let finder = memchr::memmem::Finder::new(word);
    match standing::find(text, &finder, word.chars().count()) {
        Some((_, tier)) => Some(tier),
        None if standing::initials(text, word).is_some() => Some(Tier::Initials),
        None => Fuzzy::default().score(text, word).map(|_| Tier::Scattered),
    }
}

/// The reference implementation: ranks every field of every row with the crate, then sorts once.
fn naive(snapshot: &Snapshot, query: &str, candidates: &[RowIndex]) -> Vec<RowIndex> {
    let fuzzy = Fuzzy::default();
    let rank = |raw: &str, word: &str, typos: bool| {
        let text = fold(raw);
        let tier = tier(&text, word);
        if typos
            && tier.is_none_or(|tier| !tier.is_contained())
            && let Some((_, whole)) = Typo::of(word).and_then(|typo| typo.find(&text))
        {
            return Some(Rank::new(Tier::Typo, i32::from(whole)));
        }
        let tier = tier?;
        let contained = tier.is_contained();
        let bonus = whole_bonus(word.chars().count(), contained) + exact_bonus(contained, word, word, raw);
        let all = tier == Tier::Initials && standing::initials(&text, word) == Some(true);
        Some(Rank::new(tier, fuzzy.score(&text, word)? + bonus + if all { 1 << 16 } else { 0 }))
    };
    let query = Query::typed(query, 0);
    let title = query.words().join(" ");
    let ranked = |typos: bool| {
        let mut hits = Vec::new();
        for (place, row) in candidates.iter().enumerate() {
            let found = snapshot.get(*row).unwrap();
            let fields: Vec<String> = [found.title(), found.source(), found.author()]
                .map(str::to_owned)
                .into_iter()
                .chain(found.tags().iter().map(|tag| tag.as_str().to_owned()))
                .collect();
            let best = |word: &String| fields.iter().filter_map(|field| rank(field, word, typos)).max();
            if let Some(ranks) = query.words().iter().map(best).collect::<Option<Vec<Rank>>>() {
                let rank = ranks.into_iter().fold(Rank::NEUTRAL, Rank::and);
                let rank = if rank.tier().is_contained() && fold(found.title()) == title {
                    rank.in_tier(Tier::Exact)
                } else {
                    rank
                };
                hits.push((Reverse(rank), place, *row));
            }
        }
        hits
    };
    let mut hits = ranked(false);
    if hits.iter().filter(|(Reverse(rank), ..)| rank.tier().is_contained()).count() < FEW {
        hits = ranked(true);
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
    assert_eq!(found(&catalogue.snapshot(), "b", &Arc::new(vec![2, 1, 0, 77])), [2, 1]);
    assert_eq!(found(&catalogue.snapshot(), "a", &Arc::new(vec![2, 0, 77])), [0, 2], "the title that is the query");
}

#[test]
fn a_search_that_nobody_waits_for_stops() {
    let rows: Vec<_> = (0..3 * BLOCK as i64).map(|date| ("a title", "x", [].as_slice(), date)).collect();
    let catalogue = catalogue(&rows);
    let (snapshot, asked) = (catalogue.snapshot(), AtomicUsize::new(0));
    struct Leaves<'a>(&'a AtomicUsize);
    impl Listener for Leaves<'_> {
        fn stop(&self) -> bool {
            self.0.fetch_add(1, Ordering::Relaxed) > 0
        }
        fn is_due(&self) -> bool {
            false
        }
        fn tell(&self, _: &Arc<Matches>) {}
    }
    assert_eq!(look(&mut Searches::default(), &snapshot, "a", &all(&snapshot), &Leaves(&asked)), None);
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
            Arc::make_mut(&mut candidates).reverse();
        }
        // Type the query letter by letter and delete it again: each search may narrow the one before.
        let ends: Vec<usize> = typed.char_indices().map(|(at, _)| at).chain([typed.len()]).collect();
        let mut searches = Searches::default();
        for end in ends.iter().chain(ends.iter().rev()) {
            let matches = look(&mut searches, &snapshot, &typed[..*end], &candidates, &()).unwrap();
            prop_assert_eq!(&*matches.rows, &naive(&snapshot, &typed[..*end], &candidates), "{}", &typed[..*end]);
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
    let mut searches = Searches::default();
    for query in [open.as_str(), &letters, &words, &line, "\u{FFFD}"] {
        let (query, answers, readings) = (Query::typed(query, 0), Answers::new(), Readings::default());
        let look = Look { snapshot: &snapshot, query: &query, answers: &answers, readings, candidates: &rows };
        assert!(searches.search(&look, &()).is_some());
        // The text and the query do not matter here: three rows are three rows.
        assert!(searches.bytes() <= 2_000, "{} bytes", searches.bytes());
        assert!(
            query.explain().len() <= 3 * crate::filter::query::parse::MAX_BYTES && query.words().len() <= MAX_WORDS
        );
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

#[test]
fn very_many_tags_sources_and_authors_are_searched_in_bounds() {
    const MANY: usize = 100_000;
    let mut catalogue = catalogue(&[("Rain", "x", &[], 1), ("Snow", "x", &[], 2)]);
    let id = catalogue.get(0).unwrap().id();
    let tags = (0..MANY).map(|number| Tag::new(&format!("tag/{number}")).unwrap()).collect();
    let change = crate::domain::Change::between(id, &Triage::default(), &Triage { tags, ..Triage::default() });
    catalogue.apply(&crate::domain::Edit::new("tags", [change]));
    let snapshot = catalogue.snapshot();
    let (rows, mut searches) = (all(&snapshot), Searches::default());
    for (query, wanted) in [("99999", 0), ("tag:tag/5*", 0), ("!tag:tag/5*", 1), ("tg99998 rain", 0)] {
        let found = look(&mut searches, &snapshot, query, &rows, &()).unwrap();
        assert_eq!(*found.rows, [wanted], "{query}");
    }
}

/// A listener that wants every intermediate result.
#[derive(Default)]
struct Curious(Mutex<Vec<Arc<Matches>>>);

impl Listener for Curious {
    fn stop(&self) -> bool {
        false
    }

    fn is_due(&self) -> bool {
        true
    }

    fn tell(&self, found: &Arc<Matches>) {
        self.0.lock().unwrap().push(Arc::clone(found));
    }
}

#[test]
fn what_is_found_is_told_while_it_is_found_the_best_first_and_in_the_end_all_in_order() {
    let titles: Vec<String> = (0..5 * BLOCK).map(|at| format!("{}abc {at}", "x ".repeat(at * 7 % 11))).collect();
    let rows: Vec<(&str, &str, &[&str], i64)> =
        titles.iter().enumerate().map(|(at, title)| (title.as_str(), "y", &[][..], at as i64)).collect();
    let snapshot = catalogue(&rows).snapshot();
    let (candidates, curious) = (all(&snapshot), Curious::default());
    let wanted = naive(&snapshot, "abc", &candidates);
    let done = look(&mut Searches::default(), &snapshot, "abc", &candidates, &curious).unwrap();
    assert_eq!((done.stage, &*done.rows), (Stage::Done, &wanted));
    let told = curious.0.into_inner().unwrap();
    assert_eq!(
        told.iter().map(|found| found.stage).collect::<Vec<_>>(),
        [Stage::Begun, Stage::Matched, Stage::Matched]
    );
    assert!(told[0].rows.len() < wanted.len());
    assert_eq!(told[1].rows[..MOST], wanted[..MOST]);
    let sorted = |rows: &[RowIndex]| rows.iter().copied().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(sorted(&told[1].rows), sorted(&wanted));
}

/// Returns titles of a few words, many of them alike, in two scripts.
fn many(count: usize) -> Vec<String> {
    const WORDS: [&str; 12] = [
        "putin",
        "Police",
        "moscow",
        "transport",
        "plan",
        "a",
        "lantern",
        "بوتين",
        "بُوت",
        "موسكو",
        "انتخابات",
        "pu-tin",
    ];
    let word = |seed: usize| WORDS[(seed.wrapping_mul(0x9E37_79B9) >> 7) % WORDS.len()];
    (0..count).map(|at| (0..3 + at % 4).map(|n| word(at * 7 + n * 31)).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn typed_letter_by_letter_over_many_rows_the_best_stand_first_and_all_in_order() {
    let titles = many(BLOCK + 500);
    let rows: Vec<(&str, &str, &[&str], i64)> =
        titles.iter().enumerate().map(|(at, title)| (title.as_str(), "plain", &[][..], at as i64 % 50)).collect();
    let snapshot = catalogue(&rows).snapshot();
    let candidates = all(&snapshot);
    for query in ["putin", "tran l", "plxn", "بوت م", "is:inbox tin", "(moscow | plan) p"] {
        let mut searches = Searches::default();
        let ends: Vec<usize> = query.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        for end in ends.iter().chain(ends.iter().rev()) {
            let (curious, typed) = (Curious::default(), &query[..*end]);
            let found = look(&mut searches, &snapshot, typed, &candidates, &curious).unwrap();
            let wanted = found_anew(&snapshot, typed, &candidates);
            assert_eq!(found.rows, wanted, "{typed}");
            for told in curious.0.into_inner().unwrap().iter().filter(|told| told.stage == Stage::Matched) {
                let wanted = &wanted[..found.parts.contained];
                let best = MOST.min(wanted.len());
                assert_eq!(told.rows[..best], wanted[..best], "{typed}");
                let sorted = |rows: &[RowIndex]| rows.iter().copied().collect::<std::collections::BTreeSet<_>>();
                assert_eq!((told.rows.len(), sorted(&told.rows)), (wanted.len(), sorted(wanted)), "{typed}");
            }
        }
        if query.split_whitespace().eq(Query::typed(query, 0).words()) {
            let found = look(&mut searches, &snapshot, query, &candidates, &()).unwrap();
            assert_eq!(*found.rows, naive(&snapshot, query, &candidates), "{query}");
        }
    }
}

/// Returns the result of a search that knows no earlier one.
fn found_anew(snapshot: &Snapshot, query: &str, candidates: &Arc<Vec<RowIndex>>) -> Arc<Vec<RowIndex>> {
    Arc::clone(&look(&mut Searches::default(), snapshot, query, candidates, &()).unwrap().rows)
}

#[test]
fn what_is_kept_of_searches_is_bounded_for_each_row() {
    let titles = vec!["abcdefgh"; 2 * BLOCK];
    let rows: Vec<(&str, &str, &[&str], i64)> = titles.iter().map(|title| (*title, "x", &[][..], 0)).collect();
    let snapshot = catalogue(&rows).snapshot();
    let candidates = all(&snapshot);
    let (typed, mut searches) = ("abcdefgh", Searches::default());
    let mut most = 0;
    for end in 1..=typed.len() {
        let found = look(&mut searches, &snapshot, &typed[..end], &candidates, &()).unwrap();
        assert_eq!(found.rows.len(), candidates.len());
        most = most.max(searches.bytes());
    }
    assert!(most <= MOST_BYTES * candidates.len(), "{} bytes for each row", most / candidates.len());
    assert!(searches.found.len() > 1, "there is something to go back to");
}

#[test]
fn an_author_is_found_by_bare_words() {
    let mut catalogue = catalogue(&[("Nothing of the kind", "gazette", &[], 1), ("Rain", "gazette", &[], 2)]);
    let article = |number: u8| catalogue.get(number.into()).unwrap().id();
    let row = Row {
        id: article(1),
        title: "Rain".into(),
        folded_title: "rain".into(),
        source: "gazette".into(),
        author: "Leïla Haddad".into(),
        date: 2,
        changed: false,
        rtl: None,
        triage: Triage::default(),
    };
    catalogue.insert(&row);
    let snapshot = catalogue.snapshot();
    let rows = all(&snapshot);
    assert_eq!(found(&snapshot, "leila", &rows), [1]);
    assert_eq!(found(&snapshot, "haddad gazette", &rows), [1]);
    assert_eq!(found(&snapshot, "'haddad", &rows), [1]);
    assert_eq!(found(&snapshot, "!haddad", &rows), [0]);
}

#[test]
fn scattered_rows_that_are_not_wanted_are_counted_and_found_when_they_are() {
    let titles = many(BLOCK + 500);
    let rows: Vec<(&str, &str, &[&str], i64)> =
        titles.iter().enumerate().map(|(at, title)| (title.as_str(), "plain", &[][..], at as i64)).collect();
    let snapshot = catalogue(&rows).snapshot();
    let candidates = all(&snapshot);
    for typed in ["put", "tran l", "(moscow | plan) p"] {
        let (query, answers) = (Query::typed(typed, 0), Answers::new());
        let look = |scattered| Look {
            snapshot: &snapshot,
            query: &query,
            answers: &answers,
            readings: Readings { scattered, ..Readings::NONE },
            candidates: &candidates,
        };
        let mut searches = Searches::default();
        let counted = searches.search(&look(false), &()).unwrap();
        let found = searches.search(&look(true), &()).unwrap();
        assert!(counted.parts.contained >= FEW && found.parts.scattered > 0, "{typed}: {:?}", found.parts);
        assert_eq!((counted.parts, counted.rows.len()), (found.parts, found.parts.close()), "{typed}");
        assert_eq!(
            (found.rows.len(), &found.rows[..counted.rows.len()]),
            (found.parts.total(), &counted.rows[..]),
            "{typed}"
        );
    }
}
