//! A source on the web that is followed.

use super::Tag;

/// A feed that is followed, and how fetching it went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// The address that the person gave: its name.
    pub url: String,
    /// The address that it is fetched from: another one where it moved for good.
    pub address: String,
    /// Its title; empty until it is known.
    pub title: String,
    /// Put on its new articles.
    pub tags: Vec<Tag>,
    /// Whether its new articles come read.
    pub hidden: bool,
    /// Whether it came from a list that somebody else may have made: then it is not fetched from private networks.
    pub imported: bool,
    /// The `ETag` of the last time; empty when there is none.
    pub etag: String,
    /// The `Last-Modified` of the last time; empty when there is none.
    pub modified: String,
    /// When it was fetched last with success, in milliseconds since 1970-01-01 UTC.
    pub fetched: Option<i64>,
    /// When it is due, in milliseconds since 1970-01-01 UTC.
    pub next: i64,
    /// How many times it failed since.
    pub failures: u32,
    /// Why it failed the last time; empty when it did not.
    pub error: String,
    /// Whether it is gone for good: it is not fetched any more unless it is named.
    pub gone: bool,
    /// How many articles came from it.
    pub articles: usize,
}

/// When a feed is fetched next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextFetch {
    /// Only when it is named: it is gone for good.
    Never,
    /// It is due.
    Now,
    /// It failed, and is tried again after so many milliseconds.
    Retry(i64),
    /// It is due after so many milliseconds.
    In(i64),
}

/// The wait after a first failure: five minutes, in milliseconds.
const FIRST_WAIT: i64 = 300_000;
/// The longest wait after failures: a day.
const LONGEST_WAIT: i64 = 86_400_000;

impl Feed {
    /// A feed with this address, never fetched.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self { url: url.to_owned(), address: url.to_owned(), ..Self::default() }
    }

    /// How it is called: its title, or its address.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.title.is_empty() { &self.url } else { &self.title }
    }

    /// When it is fetched next, seen from `now` (milliseconds since 1970-01-01 UTC).
    #[must_use]
    pub fn next_fetch(&self, now: i64) -> NextFetch {
        match (self.gone, self.next.saturating_sub(now)) {
            (true, _) => NextFetch::Never,
            (false, wait) if wait <= 0 => NextFetch::Now,
            (false, wait) if self.failures > 0 => NextFetch::Retry(wait),
            (false, wait) => NextFetch::In(wait),
        }
    }

    /// It was fetched at `now`, and is due again in `every` milliseconds.
    pub fn succeeded(&mut self, now: i64, every: i64) {
        (self.fetched, self.next, self.failures, self.gone) = (Some(now), now.saturating_add(every), 0, false);
        self.error.clear();
    }

    /// It failed at `now`. It is tried again after a wait that doubles each time, and not before `asked` milliseconds,
    /// where the server asked for patience.
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
