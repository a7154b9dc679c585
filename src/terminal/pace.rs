//! How much may be on its way to a terminal at the far end of a line.
//!
//! What a slow line has not carried yet waits in places that nobody here can look into: the pseudo-terminal and the SSH
//! server take thousands of bytes at once, whatever the line carries. So the terminal is asked: after some bytes a status
//! report (DSR 5, which VT100 had) goes along, and its answer says that all before it has arrived. Until then no more is
//! drawn than what the line is known to carry in a tenth of a second.
//!
//! # Invariants
//!
//! - Over SSH no more is on its way than a tenth of a second of the line and a frame: what the pseudo-terminal and
//!   the server have taken is counted by asking the terminal (DSR 5), for no system call tells.
//!   Tests: `a_key_that_is_held_on_a_slow_line_leaves_little_behind`,
//!   Tests: `small_frames_go_until_the_line_is_full_and_an_answer_makes_room`.

use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// Asks the terminal to say that it is there: `CSI 5 n`, answered by `CSI 0 n`.
const QUESTION: &[u8] = b"\x1b[5n";
/// Bytes a second that any line carries: what is reckoned with until the terminal has answered.
const SLOWEST: usize = 5_000;
/// Bytes that may always be on their way: a tenth of a second of [`SLOWEST`].
const FREE: usize = SLOWEST / 10;
/// A question goes along after so many bytes.
const ASK: usize = FREE / 2;
/// An answer that has not come after this is lost.
const LOST: Duration = Duration::from_secs(2);
/// An answer of a terminal that never answered is waited for so long before the terminal is left.
const FIRST: Duration = Duration::from_millis(300);

/// What is on its way.
#[derive(Debug, Default)]
pub struct Pace {
    on: bool,
    /// Bytes since the last question.
    since: usize,
    /// What was sent up to each question that is not answered, the bytes of the last frame before it, and when.
    asked: VecDeque<(usize, usize, Instant)>,
    /// Whether the terminal ever answered.
    answers: bool,
    /// Bytes a second that the line has carried at least.
    rate: usize,
}

impl Pace {
    /// A pace for a line, if it is one: otherwise all may be drawn at any time, and nothing is asked.
    #[must_use]
    pub fn new(line: bool) -> Self {
        Self { on: line, ..Self::default() }
    }

    /// Whether there is a line to keep pace with.
    #[must_use]
    pub const fn on(&self) -> bool {
        self.on
    }

    /// Bytes are about to be sent; adds the question, if it is time for it.
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

    /// The terminal has answered: what was sent up to the oldest question is there.
    pub fn answered(&mut self, now: Instant) {
        let Some((_, frame, at)) = self.asked.pop_front() else { return };
        self.answers = true;
        if frame >= FREE {
            // The frame went over within this time, and a way there and back: the line carries at least so much. What it
            // carried before counts for less and less.
            let ms = usize::try_from(now.duration_since(at).as_millis()).unwrap_or(usize::MAX).max(1);
            self.rate = (frame * 1000 / ms).max(self.rate - self.rate / 4);
        }
    }

    /// When more may be drawn: nothing where that is now.
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

    /// Until when an answer is to be waited for before somebody else reads the terminal. Nothing where none is to come.
    /// For a terminal that never answered yet that is not long.
    #[must_use]
    pub fn settled(&self) -> Option<Instant> {
        self.asked.back().map(|(.., at)| *at + if self.answers { LOST } else { FIRST })
    }

    /// Forgets what was asked: somebody else has read the answers.
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
        // It has become slow: what it carried once is forgotten.
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
