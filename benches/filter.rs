//! Measures a keystroke in the filter against plain fuzzy-matcher, nucleo and frizbee on the same titles in the same
//! run.
//!
//! `cargo bench --bench filter` types 29 queries letter by letter at 10,000, 100,000 and 1,000,000 titles. For each
//! program it prints the median, the worst and the sum of all keystrokes, and the ratio of the sum to farz's sum.
//! FARZ_BENCH_TITLES sets other numbers (`100000,500000`). All programs have two threads. farz also searches the
//! sources, authors and tags; the others search only the titles. With FARZ_BENCH_ROUNDS=3, every program types each
//! query three times and the shortest time of each keystroke counts, which leaves out the effect of other work on the
//! machine. The memory of the filter is measured before the other programs begin.

#[path = "support/numbers.rs"]
mod numbers;

use farz::domain::{ArticleId, Catalogue, Row, RowIndex, Snapshot, Tag, Triage};
use farz::filter::{Answers, Listener, Look, Matches, Query, Readings, Searches, highlight};
use farz::text::fold::fold;
use frizbee::Matcher;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use nucleo::pattern::{CaseMatching, Normalization};
use nucleo::{Config, Nucleo};
use numbers::Numbers;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Scattered letters are only counted until somebody asks for them.
const AS_THE_READER: Readings = Readings { scattered: false, ..Readings::NONE };

const LATIN: &str = "\
    minister election market Moscow Putin court energy climate report against after the of in for with new world \
    police strike border trade bank science study football final city water fire storm health hospital vaccine \
    school teacher music film review opinion parliament president opens closes says warns plans talks peace \
    budget inflation prices housing railway airport satellite Mars ocean forest harvest Rust compiler terminal \
    keyboard release security update network language translation";
const ARABIC: &str = "\
    بوتين موسكو الرئيس الوزير انتخابات السوق الطاقة المناخ تقرير ضد بعد في من على الى العالم الشرطة اضراب الحدود \
    التجارة البنك دراسة كرة القدم المدينة المياه حريق عاصفة الصحة مستشفى لقاح مدرسة موسيقى فيلم رأي البرلمان \
    يفتتح يحذر محادثات السلام الميزانية التضخم الاسعار مطار قمر المحيط الغابة لغة ترجمة روسيا سورية";
const QUERIES: &str = "\
    putin, moscow, election, climate rep, the, rust compiler, storm warn, satlite, hospital vac, keybrd, \
    trans lang, border trade, mars, xq, a e i, بوتين, موسكو, انتخابات, المناخ, السلام, روسيا, كرة القدم, \
    مستشفى, لغة, peace talks, science, prices, inflation budget, ocean";

/// Returns titles of 4 to 12 words, a fifth of them Arabic.
fn titles(count: usize) -> Vec<String> {
    let mut numbers = Numbers::default();
    let (latin, arabic): (Vec<_>, Vec<_>) = (LATIN.split(' ').collect(), ARABIC.split(' ').collect());
    let title = |_| {
        let words = if numbers.below(5) == 0 { &arabic } else { &latin };
        let length = 4 + numbers.below(9);
        let mut title = (0..length).map(|_| numbers.one(words)).collect::<Vec<_>>().join(" ");
        if numbers.below(4) == 0 {
            title.push_str(&format!(" {}", numbers.below(3000)));
        }
        title
    };
    (0..count).map(title).collect()
}

fn catalogue(titles: &[String]) -> Snapshot {
    let mut catalogue = Catalogue::default();
    let tags: Vec<Option<Tag>> = ["world", "tech", "sport", "ثقافة"].iter().map(|name| Tag::new(name).ok()).collect();
    for (number, title) in titles.iter().enumerate() {
        let mut id = [0; 10];
        id[..8].copy_from_slice(&(number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
        let own: BTreeSet<Tag> = tags.iter().filter(|_| number % 7 == 0).skip(number % 4).flatten().cloned().collect();
        catalogue.insert(&Row {
            id: ArticleId(id),
            folded_title: fold(title),
            title: title.clone(),
            source: format!("Feed {}", number % 200),
            author: String::new(),
            date: number as i64,
            changed: false,
            rtl: None,
            triage: Triage { tags: own, ..Triage::default() },
        });
    }
    catalogue.snapshot()
}

/// Records when all matches were found, with the best of them in order.
struct Watch {
    since: Instant,
    first: Mutex<Option<Duration>>,
}

impl Listener for Watch {
    fn stop(&self) -> bool {
        false
    }

    fn is_due(&self) -> bool {
        false
    }

    fn tell(&self, _: &Arc<Matches>) {
        if let Ok(mut first) = self.first.lock() {
            first.get_or_insert(self.since.elapsed());
        }
    }
}

/// Words that no Latin title here contains, and that match Arabic titles by their sound.
const SOUNDS: &str = "lqah, qamar, taqrir, iqtisad";

/// Measures one keystroke: returns the time until all matches were found with the best in order, the time until all
/// were in order, and the matches.
fn farz(
    searches: &mut Searches,
    snapshot: &Snapshot,
    rows: &Arc<Vec<RowIndex>>,
    typed: &str,
    readings: Readings,
) -> (Duration, Duration, Arc<Matches>) {
    let watch = Watch { since: Instant::now(), first: Mutex::default() };
    let (query, answers) = (Query::typed(typed, 0), Answers::new());
    let look = Look { snapshot, query: &query, answers: &answers, readings, candidates: rows };
    let found = searches.search(&look, &watch).unwrap_or_default();
    let all = watch.since.elapsed();
    let first = watch.first.into_inner().ok().flatten().unwrap_or(all);
    (first, all, found)
}

/// Searches with plain fuzzy-matcher, word by word, for the best hundred and the count.
fn plain(titles: &[String], typed: &str) -> usize {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let part = |titles: &[String], first: usize| {
        let matcher = SkimMatcherV2::default();
        let score =
            |title: &String| words.iter().try_fold(0, |sum, word| Some(sum + matcher.fuzzy_match(title, word)?));
        titles.iter().enumerate().filter_map(|(at, title)| Some((score(title)?, first + at))).collect::<Vec<_>>()
    };
    let (left, right) = titles.split_at(titles.len() / 2);
    let mut hits = std::thread::scope(|scope| {
        let other = scope.spawn(|| part(right, left.len()));
        let mut hits = part(left, 0);
        hits.extend(other.join().unwrap_or_default());
        hits
    });
    let count = hits.len();
    if count > 100 {
        hits.select_nth_unstable_by(100, |a, b| b.cmp(a));
    }
    count
}

/// nucleo with its own threads, and with its own narrowing as letters are added.
struct Peer(Nucleo<u32>);

impl Peer {
    fn new(titles: &[String]) -> Self {
        let mut nucleo = Nucleo::new(Config::DEFAULT, Arc::new(|| ()), Some(2), 1);
        let injector = nucleo.injector();
        for (at, title) in titles.iter().enumerate() {
            injector.push(at as u32, |_, columns| columns[0] = title.as_str().into());
        }
        while nucleo.tick(1000).running {}
        Self(nucleo)
    }

    fn look(&mut self, typed: &str, first: bool) -> usize {
        self.0.pattern.reparse(0, typed, CaseMatching::Smart, Normalization::Smart, !first);
        while self.0.tick(1000).running {}
        self.0.snapshot().matched_item_count() as usize
    }
}

fn frizbee(titles: &[String], typed: &str) -> usize {
    Matcher::from_query(typed, &frizbee::Config::default()).match_list_parallel(titles, 2).len()
}

/// Returns every intermediate text while `query` is typed.
fn keystrokes(query: &str) -> impl Iterator<Item = &str> {
    query.char_indices().map(|(at, c)| &query[..at + c.len_utf8()])
}

/// The time of each keystroke, the shortest of all rounds.
#[derive(Default)]
struct Times(Vec<(Duration, String)>);

impl Times {
    /// Records the time of the keystroke with this number, after which the text was `typed`.
    fn note(&mut self, number: usize, typed: &str, time: Duration) {
        match self.0.get_mut(number) {
            Some((least, _)) => *least = time.min(*least),
            None => self.0.push((time, typed.to_owned())),
        }
    }

    fn take<T>(&mut self, number: usize, typed: &str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = black_box(work());
        self.note(number, typed, start.elapsed());
        done
    }

    fn sum(&self) -> Duration {
        self.0.iter().map(|(time, _)| *time).sum()
    }

    fn print(&mut self, name: &str, own: Duration) {
        let sum = self.sum();
        self.0.sort();
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        let median = self.0.get(self.0.len() / 2).map_or(0.0, |(time, _)| ms(*time));
        let worst = self.0.iter().rev().take(3).map(|(time, typed)| format!("{typed} {:.1}", ms(*time)));
        let worst = worst.collect::<Vec<_>>().join(", ");
        let most = self.0.last().map_or(0.0, |(time, _)| ms(*time));
        let ratio = sum.as_secs_f64() / own.as_secs_f64();
        println!("  {name:40} {median:8.2} {most:8.2} {:9.1} {ratio:6.1}  {worst}", ms(sum));
    }
}

/// Returns the current and the peak memory of the process, in MB.
fn memory() -> Option<(f64, f64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.split_whitespace().next()?.parse::<f64>().ok()? * 1024.0 / 1e6)
    };
    Some((kilobytes("VmRSS:")?, kilobytes("VmHWM:")?))
}

/// Types all queries, and prints the memory that this takes besides the texts.
fn measure_memory(snapshot: &Snapshot, rows: &Arc<Vec<RowIndex>>) {
    // Reset the peak memory of the process (proc(5)).
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (before, mut searches, mut kept) = (memory(), Searches::default(), 0);
    for typed in QUERIES.split(", ").flat_map(keystrokes) {
        farz(&mut searches, snapshot, rows, typed, Readings::NONE);
        kept = kept.max(searches.bytes());
    }
    let (columns, candidates) =
        (snapshot.search_bytes() as f64 / 1e6, (rows.len() * size_of::<RowIndex>()) as f64 / 1e6);
    let grown = before.zip(memory()).map_or_else(String::new, |((before, _), (_, most))| {
        format!("; the process grew by {:.1} at most while all queries were typed", most - before)
    });
    println!(
        "  memory besides the texts, MB: columns {columns:.1}, candidates {candidates:.1}, kept of searches at most {:.1}{grown}",
        kept as f64 / 1e6
    );
}

/// Types hostile input, and prints the time of the worst keystroke and the growth of the process, without the memory
/// of the input itself.
fn hostile() {
    const TAGS: usize = 1_000_000;
    let titles = ["word ".repeat(6_000), "ج".repeat(100_000), "a".repeat(100_000), "\u{FFFD}\u{FFFD} a".to_owned()];
    let mut catalogue = Catalogue::default();
    let row = |at: usize, title: &str, tags| Row {
        id: ArticleId([at as u8; 10]),
        folded_title: fold(title),
        title: title.to_owned(),
        source: "x".to_owned(),
        author: String::new(),
        date: at as i64,
        changed: false,
        rtl: None,
        triage: Triage { tags, ..Triage::default() },
    };
    for (at, title) in titles.iter().enumerate() {
        catalogue.insert(&row(at, title, BTreeSet::new()));
    }
    let tags = (0..TAGS).filter_map(|number| Tag::new(&format!("tag/{number}")).ok()).collect();
    catalogue.insert(&row(titles.len(), "all tags", tags));
    let snapshot = catalogue.snapshot();
    let rows: Arc<Vec<RowIndex>> = Arc::new((0..snapshot.len() as RowIndex).collect());
    let queries = [
        "word".to_owned(),
        "999999".to_owned(),
        "tag:tag/5*".to_owned(),
        "(".repeat(10_000),
        "(a".repeat(5_000),
        "a".repeat(10_000),
        "a b | ".repeat(2_000),
        titles[1].clone(),
    ];
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (before, mut searches, mut times) = (memory(), Searches::default(), Times::default());
    for (number, typed) in queries.iter().enumerate() {
        let shown: String = typed.chars().take(12).collect();
        times.take(number, &shown, || {
            farz(&mut searches, &snapshot, &rows, typed, Readings { scattered: false, ..Readings::default() })
        });
    }
    println!("hostile: titles of 6,000 words and 100,000 letters, {TAGS} tags, queries of 10,000 characters; ms");
    times.print("farz", times.sum());
    if let (Some((before, _)), Some((_, most))) = (before, memory()) {
        println!("  the process grew by {:.1} MB at most; kept of searches {} bytes", most - before, searches.bytes());
    }
}

fn compare(count: usize, rounds: usize) {
    let titles = titles(count);
    let snapshot = catalogue(&titles);
    let rows: Arc<Vec<RowIndex>> = Arc::new((0..snapshot.len() as RowIndex).rev().collect());
    println!("{count} titles, typed {rounds} times; ms");
    measure_memory(&snapshot, &rows);
    let (mut searches, mut nucleo) = (Searches::default(), Peer::new(&titles));
    let [mut first, mut all, mut shown, mut plains, mut nucleos, mut frizbees]: [Times; 6] = Default::default();
    let mut known = 0;
    for query in QUERIES.split(", ") {
        for _ in 0..rounds {
            // An empty filter, so that the search does not return to earlier text.
            farz(&mut searches, &snapshot, &rows, "", Readings::NONE);
            for (number, typed) in keystrokes(query).enumerate() {
                let (start, number) = (number == 0, known + number);
                let (in_order, done, found) = farz(&mut searches, &snapshot, &rows, typed, AS_THE_READER);
                first.note(number, typed, in_order);
                all.note(number, typed, done);
                let query = Query::typed(typed, 0);
                shown.take(number, typed, || {
                    let shown = found.rows.iter().take(50).filter_map(|row| snapshot.get(*row));
                    shown.map(|row| highlight(row.title(), &query).len()).sum::<usize>()
                });
                plains.take(number, typed, || plain(&titles, typed));
                nucleos.take(number, typed, || nucleo.look(typed, start));
                frizbees.take(number, typed, || frizbee(&titles, typed));
            }
        }
        known += query.chars().count();
    }
    let mut others = [Times::default(), Times::default()];
    for query in SOUNDS.split(", ") {
        farz(&mut searches, &snapshot, &rows, "", Readings::NONE);
        for typed in keystrokes(query) {
            let (as_typed, done, _) =
                farz(&mut searches, &snapshot, &rows, typed, Readings { scattered: false, ..Readings::default() });
            others.iter_mut().zip([as_typed, done]).for_each(|(times, time)| times.note(usize::MAX, typed, time));
        }
    }
    let own = first.sum();
    println!("  {:40} {:>8} {:>8} {:>9} {:>6}  the worst three", "", "median", "worst", "sum", "ratio");
    first.print("farz: all matches, the best 200 in order", own);
    all.print("farz: all in order", own);
    shown.print("farz: letters of 50 titles marked", own);
    plains.print("plain fuzzy-matcher", own);
    nucleos.print("nucleo", own);
    frizbees.print("frizbee", own);
    others[0].print("farz, found by sound: as typed", own);
    others[1].print("farz, found by sound: all", own);
}

fn main() {
    let set = |name: &str, other: &str| std::env::var(name).unwrap_or_else(|_| other.to_owned());
    let rounds = set("FARZ_BENCH_ROUNDS", "1").parse().unwrap_or(1).max(1);
    let counts = set("FARZ_BENCH_TITLES", "10000,100000,1000000");
    hostile();
    counts.split(',').filter_map(|count| count.trim().parse().ok()).for_each(|count| compare(count, rounds));
}
