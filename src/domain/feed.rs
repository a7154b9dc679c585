//! A feed on the web that farz follows.

use super::Tag;

/// A followed feed and the state of its fetches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// The address that the user gave; it identifies the feed.
    pub url: String,
    /// The address to fetch from; differs from `url` if the feed moved permanently.
    pub address: String,
    /// The title; empty until it is known.
    pub title: String,
    /// The tags for its new articles.
    pub tags: Vec<Tag>,
    /// Whether its new articles are marked as read.
    pub hidden: bool,
    /// Whether it came from a list that somebody else may have made; if so, it is not fetched from private networks.
    pub imported: bool,
    /// The `ETag` of the last response; empty if there is none.
    pub etag: String,
    /// The `Last-Modified` of the last response; empty if there is none.
    pub modified: String,
    /// The time of the last successful fetch, in milliseconds since 1970-01-01 UTC.
    pub fetched: Option<i64>,
    /// The time when the next fetch is due, in milliseconds since 1970-01-01 UTC.
    pub next: i64,
    /// The number of failures since the last success.
    pub failures: u32,
    /// The reason for the last failure; empty after a success.
    pub error: String,
    /// Whether the feed is gone permanently; it is then fetched only if the user names it.
    pub gone: bool,
    /// The number of articles from this feed.
    pub articles: usize,
}

/// The time of a feed's next fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextFetch {
    /// Only if the user names the feed, because it is gone permanently.
    Never,
    /// The fetch is due.
    Now,
    /// The last fetch failed; the next attempt is due after this many milliseconds.
    Retry(i64),
    /// The fetch is due after this many milliseconds.
    In(i64),
}

/// The wait after the first failure: five minutes, in milliseconds.
const FIRST_WAIT: i64 = 300_000;
/// The longest wait after failures: a day, in milliseconds.
const LONGEST_WAIT: i64 = 86_400_000;

impl Feed {
    /// Creates a feed with this address that was never fetched.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned(), address: url.to_owned(), ..Self::default() }
    }

    /// Returns the title, or the address if there is no title.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.title.is_empty() { &self.url } else { &self.title }
    }

    /// Returns when the feed is fetched next, seen from `now` (milliseconds since 1970-01-01 UTC).
    #[must_use]
    pub fn next_fetch(&self, now: i64) -> NextFetch {
        match (self.gone, self.next.saturating_sub(now)) {
            (true, _) => NextFetch::Never,
            (false, wait) if wait <= 0 => NextFetch::Now,
            (false, wait) if self.failures > 0 => NextFetch::Retry(wait),
            (false, wait) => NextFetch::In(wait),
        }
    }

    /// Records a successful fetch at `now`; the next one is due in `every` milliseconds.
    pub fn succeeded(&mut self, now: i64, every: i64) {
        (self.fetched, self.next, self.failures, self.gone) = (Some(now), now.saturating_add(every), 0, false);
        self.error.clear();
    }

    /// Records a failed fetch at `now`. The wait before the next attempt doubles with each failure. If the server
    /// asked for a delay of `asked` milliseconds, the wait is at least that long, up to seven days.
    pub fn failed(&mut self, now: i64, why: String, asked: Option<i64>) {
        let wait = FIRST_WAIT.saturating_mul(1 << self.failures.min(16)).min(LONGEST_WAIT);
        self.failures = self.failures.saturating_add(1);
        self.next = now.saturating_add(wait.max(asked.unwrap_or(0).clamp(0, 7 * LONGEST_WAIT)));
        self.error = why;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_and_a_success_ends_it() {
        let mut feed = Feed::new("https://e.org/");
        feed.failed(0, "x".into(), None);
        assert_eq!(feed.next, FIRST_WAIT);
        feed.failed(0, "x".into(), None);
        assert_eq!(feed.next, 2 * FIRST_WAIT);
        (0..40).for_each(|_| feed.failed(0, "x".into(), None));
        assert_eq!(feed.next, LONGEST_WAIT);
        feed.succeeded(10, 5);
        assert_eq!((feed.next, feed.failures, feed.error.as_str()), (15, 0, ""));
        feed.failed(0, "busy".into(), Some(7_200_000));
        assert_eq!(feed.next, 7_200_000);
        feed.failed(0, "busy".into(), Some(i64::MAX));
        assert_eq!(feed.next, 7 * LONGEST_WAIT);
    }
}
