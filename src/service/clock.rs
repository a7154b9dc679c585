//! The current time, and the random number of a run, for the reader and the command line.

use chrono::{Local, TimeZone};
use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the current time, in milliseconds since 1970-01-01 UTC.
#[must_use]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Formats a time in milliseconds since 1970-01-01 UTC as local time: `2026-11-23 22:05`.
#[must_use]
pub fn local_time(ms: i64) -> String {
    let time = Local.timestamp_millis_opt(ms).earliest();
    time.map_or_else(|| "?".to_owned(), |time| time.format("%Y-%m-%d %H:%M").to_string())
}

/// Returns a random number that makes the ids of this process's steps unique.
///
/// # Errors
/// If the system provides no random numbers.
pub fn session() -> io::Result<u64> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(u64::from_ne_bytes(bytes))
}
