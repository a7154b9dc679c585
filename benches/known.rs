//! How well known titles are found again, and how much else is found: farz beside fzf and nucleo, on the same titles in
//! the same run.
//!
//! `cargo bench --bench known` prints two tables. The first has, for each kind of query, the mean reciprocal rank of
//! the wanted title among the first ten rows (MRR@10), and how often it is the first (success@1). The second has, for
//! 200 common words, how many of the rows that are acted on have the word. The titles are 20,000 made-up ones and those
//! of the data beside the project, if the machine has it.
//!
//! One title in ten and one name in four are kept back for judging. Tune the engine without them, and judge it with
//! `-- --held-back`, which takes its queries from them alone; the rows to search are the same. `-- --misses` also
//! prints each query whose title is not the first row. Other arguments are files and folders with more articles. A
//! missed goal is not a failure: the status is 1 only if nothing can be measured.

#[path = "support/index.rs"]
mod index;
#[path = "support/layouts.rs"]
mod layouts;
#[path = "support/names.rs"]
mod names;
#[path = "support/numbers.rs"]
mod numbers;
#[path = "support/peers.rs"]
mod peers;
#[path = "support/queries.rs"]
mod queries;
#[path = "support/titles.rs"]
mod titles;

use farz::domain::{ArticleId, Catalogue, Row, RowIndex, Snapshot, Triage};
use farz::filter::{Answers, Look, Query, Readings, search};
use farz::text::fold::fold;
use index::Index;
use names::names;
use numbers::Numbers;
use peers::{Fuzzy, Fzf};
use queries::{Kind, Known, OPERATORS, kinds, shuffled};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use titles::{Title, made_up, of_files, shared};

const MADE_UP: usize = 20_000;
/// Ranks beyond this one count as not found.
const RANKS: usize = 10;
/// The number of common words.
const WORDS: usize = 200;

/// A meaning of a bare word: its users, how they read it, and the share of the found rows that must have the word, in
/// percent.
type Meaning = (&'static str, fn(&str) -> Query, Option<f64>);

/// All meanings. One that the engine gains is a line here.
const MEANINGS: [Meaning; 3] = [
    ("word: rules, views, commands", Query::parse, Some(100.0)),
    ("word: filter, `*`", |word| Query::typed(word, 0), None),
    ("'word", |word| Query::parse(&format!("'{word}")), None),
];

/// The rows that a query finds.
struct Found {
    /// The rows in the order in which the filter shows them.
    rows: Vec<usize>,
    /// The number of rows, from the first, that `*` and commands act on.
    acted_on: usize,
}

/// Searches all rows but those in `without`. Only this function, [`library`] and [`MEANINGS`] know the engine.
fn find(library: &Snapshot, query: &Query, without: &BTreeSet<usize>) -> Found {
    let candidates = (0..library.len()).filter(|row| !without.contains(row)).map(|row| row as RowIndex).collect();
    let (answers, readings, candidates) = (Answers::new(), Readings::default(), Arc::new(candidates));
    let found = search(&Look { snapshot: library, query, answers: &answers, readings, candidates: &candidates });
    let rows: Vec<usize> = found.rows.iter().map(|row| *row as usize).collect();
    Found { acted_on: found.parts.close(), rows }
}

/// Makes articles of the titles, newest first.
fn library(titles: &[Title]) -> Snapshot {
    let mut catalogue = Catalogue::default();
    for (at, title) in titles.iter().enumerate() {
        let mut id = [0; 10];
        id[..8].copy_from_slice(&(at as u64).to_be_bytes());
        catalogue.insert(&Row {
            id: ArticleId(id),
            folded_title: fold(&title.text),
            title: title.text.clone(),
            source: title.source.clone(),
            author: title.author.clone(),
            date: (titles.len() - at) as i64,
            changed: false,
            rtl: None,
            triage: Triage::default(),
        });
    }
    catalogue.snapshot()
}

/// The rank of the wanted title for each query; `None` if it is not among the first [`RANKS`].
#[derive(Default)]
struct Ranks(Vec<Option<usize>>);

impl Ranks {
    /// Adds and returns the rank in the rows that a query found.
    fn note(&mut self, known: &Known, rows: &[usize]) -> Option<usize> {
        let mut counted = rows.iter().filter(|row| !known.without.contains(row)).take(RANKS);
        let rank = counted.position(|row| known.hits.contains(row)).map(|at| at + 1);
        self.0.push(rank);
        rank
    }

    fn reciprocal(&self) -> f64 {
        mean(self.0.iter().map(|rank| rank.map_or(0.0, |rank| 1.0 / rank as f64)))
    }

    fn first(&self) -> f64 {
        mean(self.0.iter().map(|rank| if *rank == Some(1) { 1.0 } else { 0.0 }))
    }

    fn cells(&self) -> String {
        if self.0.is_empty() {
            format!("{:>15}", "-")
        } else {
            format!("{:>9.3} {:.3}", self.reciprocal(), self.first())
        }
    }
}

fn mean(figures: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = figures.len().max(1) as f64;
    figures.sum::<f64>() / count
}

/// Measures one kind and prints its line.
fn measure(kind: &Kind, library: &Snapshot, index: &Index<'_>, peers: &mut (Option<Fzf>, Fuzzy), show: bool) {
    let [mut own, mut fzf, mut nucleo, mut made_up, mut others]: [Ranks; 5] = Default::default();
    let mut missed = Vec::new();
    for known in &kind.queries {
        let rows = find(library, &Query::typed(&known.typed, 0), &known.without).rows;
        let rank = own.note(known, &rows);
        if known.made_up { &mut made_up } else { &mut others }.note(known, &rows);
        if rank != Some(1) {
            missed.push((known, rank, rows));
        }
        if let Some(peer) = &peers.0 {
            fzf.note(known, &peer.rows(index, &known.typed).unwrap_or_default());
        }
        nucleo.note(known, &peers.1.rows(&known.typed));
    }
    let goal = kind.goal.map_or(String::new(), |goal| {
        // A peer that ranks every title first leaves no room ahead of it.
        let (rank, best) = (own.reciprocal(), fzf.reciprocal().max(nucleo.reciprocal()));
        let ahead = rank > best || rank == 1.0;
        format!("{goal:.2} {}", if rank >= goal && ahead { "met" } else { "missed" })
    });
    println!(
        "{:<27}{:>5}{}{}{}{}{}   {goal}",
        kind.name,
        kind.queries.len(),
        own.cells(),
        fzf.cells(),
        nucleo.cells(),
        made_up.cells(),
        others.cells()
    );
    for (known, rank, rows) in missed.iter().filter(|_| show) {
        let rank = rank.map_or("-".to_owned(), |rank| rank.to_string());
        let cut = |text: &str| text.chars().take(100).collect::<String>();
        let first = rows.first().map_or("nothing".to_owned(), |row| cut(&index.titles[*row].text));
        println!("    {rank:>2} of {:>5}: {} | {} | {first}", rows.len(), known.typed, cut(&known.target));
    }
}

/// Prints, for common words, how many of the rows that are acted on have the word.
fn precision(library: &Snapshot, index: &Index<'_>) {
    let usual = |word: &str| (3..=6).contains(&word.chars().count()) && !OPERATORS.contains(&word);
    let words = index
        .frequent()
        .into_iter()
        .map(|(_, word)| word)
        .filter(|word| usual(word) && word.chars().all(char::is_alphabetic));
    let words: Vec<&str> = words.take(WORDS).collect();
    println!("\n{} common words of 3 to 6 letters: the rows that are acted on", words.len());
    println!("{:<37}{:>9}{:>17}{:>12}{:>17}   goal", "", "rows", "begins a word", "stands in", "only right ones");
    for (place, meaning, goal) in MEANINGS {
        let (mut all, mut beginning, mut inside, mut clean) = (0, 0, 0, 0);
        for word in &words {
            let found = find(library, &meaning(word), &BTreeSet::new());
            let rows = &found.rows[..found.acted_on];
            let texts = |row: &usize| {
                let title = &index.titles[*row];
                [&title.text, &title.source, &title.author]
            };
            let begins = |row: &&usize| {
                texts(row).into_iter().flat_map(|text| index::words(text)).any(|other| other.folded.starts_with(word))
            };
            let right = rows.iter().filter(begins).count();
            all += rows.len();
            beginning += right;
            inside += rows.iter().filter(|row| texts(row).into_iter().any(|text| fold(text).contains(word))).count();
            clean += usize::from(right == rows.len());
        }
        let percent = |part: usize| 100.0 * part as f64 / all.max(1) as f64;
        let goal = goal.map_or(String::new(), |goal| {
            format!("{goal} % {}", if percent(beginning) >= goal { "met" } else { "missed" })
        });
        println!(
            "{place:<37}{all:>9}{:>15.1} %{:>10.1} %{clean:>10} of {:>3}   {goal}",
            percent(beginning),
            percent(inside),
            words.len()
        );
    }
}

fn main() -> ExitCode {
    let (mut held_back, mut show, mut files) = (false, false, Vec::new());
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--held-back" => held_back = true,
            "--misses" => show = true,
            // Cargo's own.
            "--bench" => {}
            path => files.push(PathBuf::from(path)),
        }
    }
    match shared() {
        Some(data) => files.extend(["articles", "arabic", "feeds", "ranking"].map(|part| data.join(part))),
        None => println!("there is no ../shared/data, and FARZ_SHARED names none: its titles are left out"),
    }
    if let Some(missing) = files.iter().find(|file| !file.exists()) {
        println!("there is no {}", missing.display());
        return ExitCode::FAILURE;
    }
    let names = names();
    let mut all = made_up(MADE_UP, &names);
    all.extend(of_files(&files));
    let mut places: Vec<Option<Title>> = all.into_iter().map(Some).collect();
    let order = shuffled(places.len(), &mut Numbers::default());
    let titles: Vec<Title> = order.into_iter().filter_map(|at| places[at].take()).collect();
    let (index, library) = (Index::new(&titles), library(&titles));
    let fzf = Fzf::new(&index);
    if let Err(error) = &fzf {
        println!("fzf cannot be run ({error}): its column stays empty");
    }
    let mut peers = (fzf.ok(), Fuzzy::new(&index));
    let invented = titles.iter().filter(|title| title.made_up).count();
    println!(
        "{} titles, {invented} of them made up; queries for {}; MRR@10 and success@1",
        titles.len(),
        if held_back { "what is kept back" } else { "what is not kept back" }
    );
    println!(
        "{:<27}{:>5}{:>15}{:>15}{:>15}{:>15}{:>15}   goal",
        "", "", "farz", "fzf", "nucleo", "farz, made up", "farz, others"
    );
    for kind in kinds(&index, &names, held_back) {
        measure(&kind, &library, &index, &mut peers, show);
    }
    precision(&library, &index);
    ExitCode::SUCCESS
}
