//! Describes the state of a followed feed, for `farz sources` and the reader.

use crate::domain::{Feed, NextFetch};
use crate::message::{Message, msg};

/// Returns the number of articles, the last fetch and the next fetch, at `now` (milliseconds since 1970-01-01 UTC).
#[must_use]
pub fn state(feed: &Feed, now: i64) -> Message {
    let fetched = match feed.fetched {
        Some(at) => msg!("feed-fetched", span = span(now.saturating_sub(at))),
        None => msg!("feed-never-fetched"),
    };
    let next = match feed.next_fetch(now) {
        NextFetch::Never => msg!("feed-not-retried"),
        NextFetch::Now => msg!("feed-due"),
        NextFetch::Retry(wait) => msg!("feed-retry", span = span(wait)),
        NextFetch::In(wait) => msg!("feed-due-in", span = span(wait)),
    };
    msg!("feed-state", articles = msg!("count-articles", count = feed.articles), fetched = fetched, next = next)
}

/// Returns a time span, given in milliseconds, in its largest whole unit.
fn span(ms: i64) -> Message {
    let seconds = ms.max(0) / 1000;
    match seconds {
        0..120 => msg!("span-seconds", count = seconds),
        120..7200 => msg!("span-minutes", count = seconds / 60),
        7200..172_800 => msg!("span-hours", count = seconds / 3600),
        _ => msg!("span-days", count = seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_says_when_it_was_fetched_and_when_it_is_due() {
        let mut feed = Feed { articles: 1, ..Feed::new("https://e.org/") };
        assert_eq!(state(&feed, 0).to_string(), "1 article  never fetched, due now");
        feed.succeeded(0, 7_200_000);
        assert_eq!(state(&feed, 60_000).to_string(), "1 article  fetched 60 s ago, due in 119 min");
        feed.failed(180_000, "x".into(), Some(3 * 86_400_000));
        assert_eq!(state(&feed, 180_000).to_string(), "1 article  fetched 3 min ago, tried again in 3 days");
        feed.gone = true;
        assert_eq!(state(&feed, 7_200_000).to_string(), "1 article  fetched 2 h ago, not tried again");
    }
}
