//! What a keystroke in the filter takes, against plain fuzzy-matcher, nucleo and frizbee on the same titles in the same run.
//!
//! `cargo bench --bench filter` types 29 queries letter by letter at 10,000, 100,000 and 1,000,000 titles, and prints for
//! each the median, the worst and the sum of all keystrokes, and how many times that is farz's sum. FARZ_BENCH_TITLES sets
//! other numbers (`100000,500000`). All have two threads. farz also searches the sources, authors and tags; the others have
//! the titles alone.

use farz::domain::{ArticleId, Catalogue, Row, RowIndex, Snapshot, Tag, Triage};
use farz::filter::{Answers, Listener, Look, Matches, Query, Readings, Searches, highlight};
use farz::text::fold::fold;
use frizbee::Matcher;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use nucleo::pattern::{CaseMatching, Normalization};
use nucleo::{Config, Nucleo};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

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

/// Numbers that are the same on every machine (xorshift64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }
}

/// Titles of 4 to 12 words, a fifth of them Arabic.
fn titles(count: usize) -> Vec<String> {
    let mut numbers = Numbers(0x5DEE_CE66_D1CE_4E5B);
    let (latin, arabic): (Vec<_>, Vec<_>) = (LATIN.split(' ').collect(), ARABIC.split(' ').collect());
    let title = |_| {
        let words = if numbers.below(5) == 0 { &arabic } else { &latin };
        let length = 4 + numbers.below(9);
        let mut title = (0..length).map(|_| words[numbers.below(words.len())]).collect::<Vec<_>>().join(" ");
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
            triage: Triage { tags: own, ..Triage::default() },
        });
    }
    catalogue.snapshot()
}

/// Notes when all matches were there, the best of them in order.
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

/// One keystroke: when all matches were there with the best in order, when all were in order, and what was found.
fn farz(
    searches: &mut Searches,
    snapshot: &Snapshot,
    rows: &Arc<Vec<RowIndex>>,
    typed: &str,
) -> (Duration, Duration, Arc<Matches>) {
    let watch = Watch { since: Instant::now(), first: Mutex::default() };
    let (query, answers) = (Query::parse(typed), Answers::new());
    let look = Look { snapshot, query: &query, answers: &answers, readings: Readings::NONE, candidates: rows };
    let found = searches.search(&look, &watch).unwrap_or_default();
    let all = watch.since.elapsed();
    let first = watch.first.into_inner().ok().flatten().unwrap_or(all);
    (first, all, found)
}

/// Plain fuzzy-matcher, each word by itself; the best hundred and the count.
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

/// nucleo with its own threads, and its own narrowing while letters are added.
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

/// Every text that is there while a query is typed, and whether it is the first of one.
fn keystrokes() -> impl Iterator<Item = (bool, String)> {
    QUERIES.split(", ").flat_map(|query| {
        let ends = query.char_indices().map(|(at, c)| at + c.len_utf8());
        ends.enumerate().map(|(number, end)| (number == 0, query[..end].to_owned()))
    })
}

/// What each keystroke took.
#[derive(Default)]
struct Times(Vec<(Duration, String)>);

impl Times {
    fn take<T>(&mut self, typed: &str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = black_box(work());
        self.0.push((start.elapsed(), typed.to_owned()));
        done
    }

    fn sum(&self) -> Duration {
        self.0.iter().map(|(time, _)| *time).sum()
    }

    fn print(&mut self, name: &str, own: Duration) {
        let sum = self.sum();
        self.0.sort();
        let median = self.0.get(self.0.len() / 2).map_or(0.0, |(time, _)| time.as_secs_f64() * 1e3);
        let (worst, typed) = self.0.last().map_or((0.0, ""), |(time, typed)| (time.as_secs_f64() * 1e3, typed));
        let ratio = sum.as_secs_f64() / own.as_secs_f64();
        println!("  {name:40} {median:8.2} {worst:8.2} {:9.1} {ratio:6.1}  {typed}", sum.as_secs_f64() * 1e3);
    }
}

fn compare(count: usize) {
    let titles = titles(count);
    let snapshot = catalogue(&titles);
    let rows: Arc<Vec<RowIndex>> = Arc::new((0..snapshot.len() as RowIndex).rev().collect());
    let (mut searches, mut nucleo) = (Searches::default(), Peer::new(&titles));
    let [mut first, mut all, mut shown, mut plains, mut nucleos, mut frizbees]: [Times; 6] = Default::default();
    for (start, typed) in keystrokes() {
        let (in_order, done, found) = farz(&mut searches, &snapshot, &rows, &typed);
        first.0.push((in_order, typed.clone()));
        all.0.push((done, typed.clone()));
        let query = Query::parse(&typed);
        shown.take(&typed, || {
            let shown = found.rows.iter().take(50).filter_map(|row| snapshot.get(*row));
            shown.map(|row| highlight(row.title(), &query).len()).sum::<usize>()
        });
        plains.take(&typed, || plain(&titles, &typed));
        nucleos.take(&typed, || nucleo.look(&typed, start));
        frizbees.take(&typed, || frizbee(&titles, &typed));
    }
    let own = first.sum();
    println!("{count} titles, {} keystrokes; ms", first.0.len());
    println!("  {:40} {:>8} {:>8} {:>9} {:>6}  worst at", "", "median", "worst", "sum", "ratio");
    first.print("farz: all matches, the best 200 in order", own);
    all.print("farz: all in order", own);
    shown.print("farz: letters of 50 titles marked", own);
    plains.print("plain fuzzy-matcher", own);
    nucleos.print("nucleo", own);
    frizbees.print("frizbee", own);
}

fn main() {
    let counts = std::env::var("FARZ_BENCH_TITLES").unwrap_or_else(|_| "10000,100000,1000000".to_owned());
    counts.split(',').filter_map(|count| count.trim().parse().ok()).for_each(compare);
}
