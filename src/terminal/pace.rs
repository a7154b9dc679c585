//! Flow control: how many bytes may be in flight to a terminal at the far end of a line.
//!
//! Bytes that a slow line has not carried yet wait where farz cannot see them: the pseudo-terminal and the SSH server
//! accept thousands of bytes at once, however slow the line is. So farz asks the terminal: after some bytes it sends
//! a request for a status report (DSR 5, known since the VT100), and the answer proves that everything before it has
//! arrived. Until then farz draws no more than the line is known to carry in a tenth of a second.
//!
//! # Invariants
//!
//! - Over SSH, at most a tenth of a second's worth of bytes and one frame are in flight. farz asks the terminal
//!   (DSR 5) to count what the pseudo-terminal and the server have accepted, because no system call reports it.
//!   Tests: `a_key_that_is_held_on_a_slow_line_leaves_little_behind`,
//!   Tests: `small_frames_go_until_the_line_is_full_and_an_answer_makes_room`.

use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// Asks the terminal for a status report: `CSI 5 n`, answered by `CSI 0 n`.
const QUESTION: &[u8] = b"\x1b[5n";
/// Bytes a second that any line carries: the assumed rate until the terminal has answered.
const SLOWEST: usize = 5_000;
/// Bytes that may always be in flight: a tenth of a second at [`SLOWEST`].
const FREE: usize = SLOWEST / 10;
/// A question follows after this many bytes.
const ASK: usize = FREE / 2;
/// An answer that has not arrived after this time is lost.
const LOST: Duration = Duration::from_secs(2);
/// How long to wait for an answer before leaving a terminal that has never answered.
const FIRST: Duration = Duration::from_millis(300);

/// The bytes in flight.
#[derive(Debug, Default)]
pub struct Pace {
    on: bool,
    /// Bytes since the last question.
    since: usize,
    /// For each unanswered question: the bytes sent since the question before it, the size of the frame that it
    /// follows, and when it was sent.
    asked: VecDeque<(usize, usize, Instant)>,
    /// Whether the terminal has ever answered.
    answers: bool,
    /// Bytes a second that the line has carried at least.
    rate: usize,
}

impl Pace {
    /// Creates flow control for a line. If there is no `line`, a frame may be drawn at any time, and nothing is
    /// asked.
    #[must_use]
    pub fn new(line: bool) -> Self {
        Self { on: line, ..Self::default() }
    }

    /// Returns whether there is a line to pace.
    #[must_use]
    pub const fn on(&self) -> bool {
        self.on
    }

    /// Counts bytes that are about to be sent, and appends the question if it is time for it.
    pub fn send(&mut self, bytes: &mut Vec<u8>, now: Instant) {
        if !self.on || bytes.is_empty() {
            return;
        }
        self.since += bytes.len();
        if self.since >= ASK {
            self.asked.push_back((std::mem::take(&mut self.since), bytes.len(), now));
            bytes.extend_from_slice(QUESTION);
        }
    }

    /// Records an answer: everything sent up to the oldest question has arrived.
    pub fn answered(&mut self, now: Instant) {
        let Some((_, frame, at)) = self.asked.pop_front() else { return };
        self.answers = true;
        if frame >= FREE {
            // The line carried the frame within this time, which includes a round trip, so its rate is at least this.
            // Earlier measurements count for less with each answer.
            let ms = usize::try_from(now.duration_since(at).as_millis()).unwrap_or(usize::MAX).max(1);
            self.rate = (frame * 1000 / ms).max(self.rate - self.rate / 4);
        }
    }

    /// Returns when the next frame may be drawn, or `None` if that is now. Drops questions whose answers are overdue.
    pub fn due(&mut self, now: Instant) -> Option<Instant> {
        loop {
            let under_way = self.since + self.asked.iter().map(|(bytes, ..)| bytes).sum::<usize>();
            let &(bytes, _, at) = self.asked.front().filter(|_| under_way >= FREE.max(self.rate / 10))?;
            let ms = u64::try_from(bytes * 1000 / SLOWEST).unwrap_or(u64::MAX);
            let due = at + if self.answers { LOST } else { LOST.min(Duration::from_millis(ms)) };
            if now < due {
                return Some(due);
            }
            self.asked.pop_front();
        }
    }

    /// Returns until when to wait for an answer before another program reads the terminal, or `None` if no answer is
    /// pending. The wait is short for a terminal that has never answered.
    #[must_use]
    pub fn settled(&self) -> Option<Instant> {
        self.asked.back().map(|(.., at)| *at + if self.answers { LOST } else { FIRST })
    }

    /// Forgets the pending questions, because another program has read the answers.
    pub fn forget(&mut self) {
        self.since = 0;
        self.asked.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(pace: &mut Pace, length: usize, now: Instant) -> bool {
        let mut bytes = vec![b'x'; length];
        pace.send(&mut bytes, now);
        bytes.ends_with(QUESTION)
    }

    #[test]
    fn without_a_line_nothing_is_asked_and_nothing_waits() {
        let (mut pace, now) = (Pace::new(false), Instant::now());
        assert!(!frame(&mut pace, 10_000, now));
        assert_eq!((pace.due(now), pace.settled()), (None, None));
    }

    #[test]
    fn small_frames_go_until_the_line_is_full_and_an_answer_makes_room() {
        let (mut pace, now) = (Pace::new(true), Instant::now());
        pace.answers = true;
        let mut questions = 0;
        let mut sent = 0;
        while pace.due(now).is_none() {
            questions += usize::from(frame(&mut pace, 60, now));
            sent += 60;
        }
        assert!((FREE..FREE + 60).contains(&sent), "{sent}");
        assert_eq!(questions, 1);
        assert_eq!(pace.due(now), Some(now + LOST));
        pace.answered(now + Duration::from_millis(80));
        assert_eq!(pace.due(now), None);
        assert_eq!(pace.settled(), None);
        pace.answered(now);
        assert_eq!(pace.due(now), None, "an answer to nothing");
    }

    #[test]
    fn a_terminal_that_never_answers_is_taken_for_the_slowest() {
        let (mut pace, now) = (Pace::new(true), Instant::now());
        assert!(frame(&mut pace, 1_000, now));
        assert_eq!(pace.due(now), Some(now + Duration::from_millis(200)));
        assert_eq!(pace.settled(), Some(now + FIRST));
        assert_eq!(pace.due(now + Duration::from_millis(200)), None);
    }

    #[test]
    fn a_line_that_carries_more_has_more_under_way() {
        let (mut pace, now) = (Pace::new(true), Instant::now());
        assert!(frame(&mut pace, 4_000, now));
        let mut later = now + Duration::from_millis(40);
        pace.answered(later);
        assert!(frame(&mut pace, 6_000, later));
        assert_eq!(pace.due(later), None, "100 kB a second are 10 kB in a tenth");
        assert!(frame(&mut pace, 6_000, later));
        assert_eq!(pace.due(later), Some(later + LOST));
        // The line has become slow: its former rate must be forgotten.
        for _ in 0..12 {
            pace.forget();
            assert!(frame(&mut pace, 1_000, later));
            later += Duration::from_millis(500);
            pace.answered(later);
        }
        assert!(frame(&mut pace, 1_000, later));
        assert!(pace.due(later).is_some());
    }
}
