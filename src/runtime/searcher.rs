//! The thread that searches: newest query first, an older one stops within a chunk.

use super::latest::Latest;
use crate::app::effect::Search;
use crate::app::msg::Msg;
use crate::filter::{Matches, Query, search};
use std::sync::Arc;
use std::thread::JoinHandle;

/// Starts the thread; it ends when the place is closed.
///
/// # Errors
/// When the system gives no thread.
pub fn start(place: Latest<Search>, tell: impl Fn(Msg) + Send + 'static) -> std::io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("search".into()).spawn(move || {
        let mut last: Option<(Search, Matches)> = None;
        while let Some((job, number)) = place.take() {
            let query = Query::parse(&job.query);
            // What an earlier query found can be narrowed only while the rows and what stands in them are the same.
            let same = last.as_ref().filter(|(earlier, _)| {
                Arc::ptr_eq(&earlier.candidates, &job.candidates)
                    && earlier.snapshot.revision() == job.snapshot.revision()
            });
            let previous = same.map(|(_, matches)| matches);
            let found = search(&job.snapshot, &query, &job.candidates, previous, &|| place.overtaken(number));
            if let Some(matches) = found {
                tell(Msg::Found { generation: job.generation, rows: matches.rows.clone() });
                last = Some((job, matches));
            }
        }
    })
}
