//! The network thread: runs many requests at once, delivers their answers one by one, and can be cancelled at any
//! time.

use crate::ingest::fetch::{Answer, FetchError, Fetcher, Limits, Request, loggable};
use crate::message::msg;
use crate::service::clock::now;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// The maximum number of requests that run at once or whose answers are not delivered yet.
const UNDER_WAY: usize = 64;
/// The maximum number of buffered answers.
const WAITING: usize = 4;

/// A handle that cancels fetching from any thread.
#[derive(Clone, Debug)]
pub struct Cancel(Arc<watch::Sender<bool>>);

impl Default for Cancel {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Cancel {
    /// Aborts the running requests and starts no more.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Returns whether fetching was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }
}

/// Fetches all of `requests`. Calls `on` with the index of a request and its answer as soon as the answer arrives. Returns
/// when all requests are answered or fetching is cancelled.
///
/// # Errors
/// If no thread can be started, the network cannot be used, or the system's certificates cannot be read.
pub fn fetch(
    requests: Vec<Request>,
    limits: Limits,
    cancel: &Cancel,
    on: &mut dyn FnMut(usize, Result<Answer, FetchError>),
) -> io::Result<()> {
    if requests.is_empty() || cancel.is_cancelled() {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let fetcher = Arc::new(Fetcher::new(limits).map_err(io::Error::other)?);
    let (answers, mut answered) = mpsc::channel(WAITING);
    let mut stop = cancel.0.subscribe();
    let work = async move {
        let mut tasks = JoinSet::new();
        for (place, request) in requests.into_iter().enumerate() {
            if tasks.len() >= UNDER_WAY {
                tasks.join_next().await;
            }
            let (fetcher, answers) = (Arc::clone(&fetcher), answers.clone());
            tasks.spawn(async move {
                let started = Instant::now();
                let answer = fetcher.get(&request, now()).await;
                record(&request.url, &answer, started.elapsed());
                // The receiver no longer exists if fetching was cancelled.
                let _ = answers.send((place, answer)).await;
            });
        }
        while tasks.join_next().await.is_some() {}
    };
    let thread = std::thread::Builder::new().name("network".into()).spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                () = work => {}
                _ = stop.wait_for(|stopped| *stopped) => {}
            }
        });
        // A plain shutdown would wait for running DNS lookups.
        runtime.shutdown_background();
    })?;
    while let Some((place, answer)) = answered.blocking_recv() {
        if !cancel.is_cancelled() {
            on(place, answer);
        }
    }
    thread.join().map_err(|_| io::Error::other(msg!("network-thread-ended").to_string()))
}

/// Logs the outcome of a request. The time includes the wait for the request's turn.
fn record(url: &str, answer: &Result<Answer, FetchError>, took: Duration) {
    let ms = took.as_millis();
    let (status, bytes) = match answer {
        Ok(Answer::Page(page)) => (page.status, page.body.len()),
        Ok(Answer::Unchanged { .. }) => (304, 0),
        Ok(Answer::Gone) => (410, 0),
        Ok(Answer::Busy { status, .. }) | Err(FetchError::Status(status)) => (*status, 0),
        Err(error) => {
            tracing::warn!(address = %loggable(url), error = error.kind(), ms, "fetch failed");
            return;
        }
    };
    tracing::info!(address = %loggable(url), status, bytes, ms, "fetched");
}
