//! The thread that waits for the network: many requests at a time, one answer after the other, stopped at any moment.

use crate::ingest::fetch::{Answer, FetchError, Fetcher, Limits, Request};
use crate::service::clock::now;
use std::io;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// Requests that are under way or whose answers wait to be taken.
const UNDER_WAY: usize = 64;
/// Answers that wait to be taken.
const WAITING: usize = 4;

/// Stops fetching, from any thread.
#[derive(Clone, Debug)]
pub struct Cancel(Arc<watch::Sender<bool>>);

impl Default for Cancel {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Cancel {
    /// Stops what is under way; nothing more is fetched.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was stopped.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }
}

/// Fetches all of `requests`, and gives each answer with the place of its request as soon as it is there. Comes back when
/// all are answered or it was stopped.
///
/// # Errors
/// When the system gives no thread or no network, or its certificates cannot be used.
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
                let answer = fetcher.get(&request, now()).await;
                // Nobody takes it any more: it was stopped.
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
        // A name that is being looked up would be waited for.
        runtime.shutdown_background();
    })?;
    while let Some((place, answer)) = answered.blocking_recv() {
        if !cancel.is_cancelled() {
            on(place, answer);
        }
    }
    thread.join().map_err(|_| io::Error::other("the network thread ended in disorder"))
}
