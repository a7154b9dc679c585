//! Measures durations for the log.

use std::time::Instant;

/// A running stopwatch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts a stopwatch.
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    /// Returns the milliseconds since the start.
    pub(super) fn ms(self) -> u128 {
        self.0.elapsed().as_millis()
    }
}
