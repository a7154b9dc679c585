//! The wait for the next feed that is due: one thread that sleeps until then, or none if no feed will be due.

use crate::app::msg::{Msg, Notice};
use crate::config::Config;
use crate::domain::Feed;
use crate::message::msg;
use crate::runtime::library_client::LibraryClient;
use crate::service::clock::now;
use crate::service::library::feeds;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// The shortest wait: whatever a feed or a clock says, farz asks no server more often.
const LEAST: Duration = Duration::from_secs(60);

/// The current wait.
#[derive(Debug, Default)]
pub struct Schedule {
    /// Ends the wait when dropped.
    waiting: Option<Sender<()>>,
}

impl Schedule {
    /// Restarts the wait, for the feed that is due first. When the wait is over, sends [`Msg::Due`] once.
    pub fn renew(&mut self, mut library: LibraryClient, config: &Arc<Config>, tell: UnboundedSender<Msg>) {
        let (waiting, ended) = channel();
        self.waiting = Some(waiting);
        let (config, errors) = (Arc::clone(config), tell.clone());
        let work = move || {
            let Ok(feeds) = feeds(&mut library, &config) else { return };
            let Some(wait) = wait(&feeds, now()) else { return };
            if ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                // The loop is gone only when the program ends.
                let _ = tell.send(Msg::Due);
            }
        };
        if let Err(error) = std::thread::Builder::new().name("schedule".into()).spawn(work) {
            let _ = errors.send(Msg::News(Notice::warning(msg!("schedule-failed", error = error.to_string()))));
        }
    }
}

/// Returns how long until the first of these feeds is due, at `now` (milliseconds since 1970-01-01 UTC), or `None` if
/// none will be.
fn wait(feeds: &[Feed], now: i64) -> Option<Duration> {
    let next = feeds.iter().filter(|feed| !feed.gone).map(|feed| feed.next).min()?;
    let ms = u64::try_from(next.saturating_sub(now)).unwrap_or(0);
    Some(Duration::from_millis(ms).max(LEAST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_is_due_is_waited_for_and_nothing_where_none_will_be() {
        let feed = |next, gone| Feed { next, gone, ..Feed::new("https://e.org/") };
        assert_eq!(wait(&[], 0), None);
        assert_eq!(wait(&[feed(5, true)], 0), None);
        assert_eq!(
            wait(&[feed(900_000, false), feed(600_000, false), feed(0, true)], 100_000),
            Some(Duration::from_secs(500))
        );
        assert_eq!(wait(&[feed(0, false)], i64::MAX), Some(LEAST), "what was due is not asked for again at once");
    }
}
