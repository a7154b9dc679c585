//! The search thread: the newest query comes first, and an older one stops within a chunk.

use crate::app::effect::{Count, Search};
use crate::app::msg::{Msg, Notice};
use crate::filter::{Answers, Listener, Look, Matches, Query, Readings, Searches};
use crate::runtime::latest::Latest;
use crate::storage::Finder;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long until partial results are reported: one frame.
const PARTIAL: Duration = Duration::from_millis(16);

/// Starts the thread. It ends when the slot is closed. `finder` answers what only the library knows.
///
/// # Errors
/// When the system cannot start a thread.
pub fn start(
    place: Latest<Search>,
    finder: Finder,
    tell: impl Fn(Msg) + Send + Sync + 'static,
) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("search".into()).spawn(move || {
        let mut searches = Searches::default();
        while let Some((job, number)) = place.take() {
            let answers = answers(&finder, &job.query, &tell);
            let look = Look {
                snapshot: &job.snapshot,
                query: &job.query,
                answers: &answers,
                readings: job.readings,
                candidates: &job.candidates,
            };
            let listener =
                Waiting { place: &place, number, tell: &tell, generation: job.generation, since: Instant::now() };
            if let Some(found) = searches.search(&look, &listener) {
                listener.tell(&found);
            }
        }
    })
}

/// Starts the thread that counts the articles in saved views. It ends when the slot is closed.
///
/// # Errors
/// When the system cannot start a thread.
pub fn start_counting(
    place: Latest<Count>,
    finder: Finder,
    tell: impl Fn(Msg) + Send + 'static,
) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("count".into()).spawn(move || {
        let mut searches = Searches::default();
        while let Some((Count { views, snapshot }, number)) = place.take() {
            let candidates = Arc::new(snapshot.iter().map(|(row, _)| row).collect());
            let readings = Readings::NONE;
            let count = |(name, query): (String, Arc<Query>)| {
                let answers = answers(&finder, &query, &tell);
                let look =
                    Look { snapshot: &snapshot, query: &query, answers: &answers, readings, candidates: &candidates };
                Some((name, searches.count(&look, &|| place.overtaken(number))?))
            };
            if let Some(counts) = views.into_iter().map(count).collect() {
                tell(Msg::Counted(counts));
            }
        }
    })
}

/// Asks the library the parts of a query that only it can answer.
fn answers(finder: &Finder, query: &Query, tell: &impl Fn(Msg)) -> Answers {
    let mut answers = Answers::new();
    for ask in query.asks() {
        match finder.answer(&ask) {
            Ok(answer) => drop(answers.insert(ask, answer)),
            Err(error) => tell(Msg::News(Notice::warning(format!("{ask}: {error}")))),
        }
    }
    answers
}

/// The program as the listener of one search.
struct Waiting<'a, T> {
    place: &'a Latest<Search>,
    number: u64,
    tell: &'a T,
    generation: u64,
    since: Instant,
}

impl<T: Fn(Msg) + Sync> Listener for Waiting<'_, T> {
    fn stop(&self) -> bool {
        self.place.overtaken(self.number)
    }

    fn is_due(&self) -> bool {
        self.since.elapsed() >= PARTIAL
    }

    fn tell(&self, found: &Arc<Matches>) {
        (self.tell)(Msg::Found { generation: self.generation, found: Arc::clone(found) });
    }
}
