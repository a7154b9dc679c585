//! The time, and the random number of a run: what the reader and the command line both ask the system for.

use chrono::{Local, TimeZone};
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

/// The time, in milliseconds since 1970-01-01 UTC.
#[must_use]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A time in milliseconds since 1970-01-01 UTC as people here write it: `2026-11-23 22:05`.
#[must_use]
pub fn local_time(ms: i64) -> String {
    let time = Local.timestamp_millis_opt(ms).earliest();
    time.map_or_else(|| "?".to_owned(), |time| time.format("%Y-%m-%d %H:%M").to_string())
}

/// A random number that makes the steps of this process unique.
///
/// # Errors
/// When the system gives no random numbers.
pub fn session() -> io::Result<u64> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(u64::from_ne_bytes(bytes))
}
