//! The thread that searches: newest query first, an older one stops within a chunk.

use super::latest::Latest;
use crate::app::effect::Search;
use crate::app::msg::{Msg, Notice};
use crate::filter::{Answers, Matches, Query, search_with};
use crate::storage::Finder;
use std::sync::Arc;
use std::thread::JoinHandle;

/// How many searches are kept to go back to: what is typed after them narrows them, and deleting comes back to them.
const KEPT: usize = 6;

/// Starts the thread; it ends when the place is closed. `finder` answers what only the library knows.
///
/// # Errors
/// When the system gives no thread.
pub fn start(
    place: Latest<Search>,
    finder: Finder,
    tell: impl Fn(Msg) + Send + 'static,
) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("search".into()).spawn(move || {
        let mut stack = Stack::default();
        while let Some((job, number)) = place.take() {
            let query = Query::parse_at(&job.query, job.now);
            stack.go_to(&job, &query);
            let mut answers = Answers::new();
            for ask in query.asks() {
                match finder.answer(&ask) {
                    Ok(answer) => drop(answers.insert(ask, answer)),
                    Err(error) => tell(Msg::Told(Notice::warning(format!("{ask}: {error}")))),
                }
            }
            let known = answers.is_empty().then(|| stack.last(&query)).flatten();
            let found = known.or_else(|| {
                let (rows, wider) = (&job.candidates, stack.found.last().map(Arc::as_ref));
                let stop = || place.overtaken(number);
                search_with(&job.snapshot, &query, &answers, job.readings, rows, wider, &stop).map(Arc::new)
            });
            if let Some(matches) = found {
                let Matches { rows, other, layout, .. } = &*matches;
                let (generation, rows, other, layout) = (job.generation, rows.clone(), *other, layout.clone());
                tell(Msg::Found { generation, rows, other, layout });
                stack.push(matches, job);
            }
        }
    })
}

/// What the queries found that led to this one, each narrower than the one before.
#[derive(Default)]
struct Stack {
    /// The rows and the state of the catalogue that all of them looked at.
    of: Option<Search>,
    found: Vec<Arc<Matches>>,
}

impl Stack {
    /// Leaves only what `query` narrows, in the same rows with the same in them.
    fn go_to(&mut self, job: &Search, query: &Query) {
        let same = self.of.as_ref().is_some_and(|of| {
            Arc::ptr_eq(&of.candidates, &job.candidates) && of.snapshot.revision() == job.snapshot.revision()
        });
        if !same {
            self.found.clear();
        }
        while self.found.last().is_some_and(|last| !query.narrows(&last.query)) {
            self.found.pop();
        }
    }

    /// What was found before for the same query.
    fn last(&self, query: &Query) -> Option<Arc<Matches>> {
        self.found.last().filter(|last| last.query.text() == query.text() && last.query.tree() == query.tree()).cloned()
    }

    fn push(&mut self, matches: Arc<Matches>, job: Search) {
        self.of = Some(job);
        if self.found.last().is_none_or(|last| !Arc::ptr_eq(last, &matches)) {
            if self.found.len() == KEPT {
                self.found.remove(0);
            }
            self.found.push(matches);
        }
    }
}
