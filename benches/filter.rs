//! One keystroke in the filter over 100,000 titles, against plain fuzzy-matcher in the same run.
//!
//! `cargo bench --bench filter` first prints, for both, the median, the worst and the sum over all keystrokes of the
//! queries typed letter by letter; then criterion measures chosen keystrokes. FARZ_BENCH_TITLES sets another number.

use criterion::{Criterion, criterion_group};
use farz::domain::{ArticleId, Catalogue, Row, RowIndex, Snapshot, Tag, Triage};
use farz::filter::search::{Matches, search};
use farz::filter::{Query, highlight};
use farz::text::fold::fold;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use std::collections::BTreeSet;
use std::hint::black_box;
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
            source: format!("Source {}", number % 200),
            date: number as i64,
            changed: false,
            triage: Triage { tags: own, ..Triage::default() },
        });
    }
    catalogue.snapshot()
}

/// Newest first, as in a view.
fn view(snapshot: &Snapshot) -> Vec<RowIndex> {
    (0..snapshot.len() as RowIndex).rev().collect()
}

fn farz(snapshot: &Snapshot, rows: &[RowIndex], typed: &str, previous: Option<&Matches>) -> Matches {
    let query = Query::parse(typed);
    let matches = search(snapshot, &query, rows, previous, &|| false).unwrap_or_default();
    // What is on the screen is highlighted, too.
    for row in matches.rows.iter().take(50).filter_map(|row| snapshot.get(*row)) {
        black_box(highlight(row.title(), &query));
    }
    matches
}

/// Plain fuzzy-matcher on two threads, over titles alone, each word by itself; the best hundred and the count.
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

/// Every text that is there while a query is typed.
fn keystrokes() -> impl Iterator<Item = (bool, String)> {
    QUERIES.split(", ").flat_map(|query| {
        let ends = query.char_indices().map(|(at, c)| at + c.len_utf8());
        ends.enumerate().map(|(number, end)| (number == 0, query[..end].to_owned()))
    })
}

fn summary(name: &str, mut times: Vec<(Duration, String)>) {
    times.sort();
    let sum: Duration = times.iter().map(|(time, _)| *time).sum();
    if let (Some((median, _)), Some((worst, typed))) = (times.get(times.len() / 2), times.last()) {
        println!("{name}: median {median:.1?}, worst {worst:.1?} ({typed}), sum {sum:.1?} of {}", times.len());
    }
}

fn compare(titles: &[String], snapshot: &Snapshot, rows: &[RowIndex]) {
    let (mut own, mut plains) = (Vec::new(), Vec::new());
    let mut previous: Option<Matches> = None;
    for (first, typed) in keystrokes() {
        let start = Instant::now();
        let matches = farz(snapshot, rows, &typed, previous.as_ref().filter(|_| !first));
        own.push((start.elapsed(), typed.clone()));
        let start = Instant::now();
        black_box(plain(titles, &typed));
        plains.push((start.elapsed(), typed));
        previous = Some(matches);
    }
    summary("farz", own);
    summary("plain fuzzy-matcher", plains);
}

fn bench(criterion: &mut Criterion) {
    let count = std::env::var("FARZ_BENCH_TITLES").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let titles = titles(count);
    let snapshot = catalogue(&titles);
    let rows = view(&snapshot);
    compare(&titles, &snapshot, &rows);
    let mut group = criterion.benchmark_group(format!("filter, {count} titles"));
    group.sample_size(10);
    for typed in ["e", "moscow", "بو"] {
        group.bench_function(format!("farz {typed}"), |bench| bench.iter(|| farz(&snapshot, &rows, typed, None)));
        group.bench_function(format!("plain {typed}"), |bench| bench.iter(|| plain(&titles, typed)));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().without_plots();
    targets = bench
}

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
}
