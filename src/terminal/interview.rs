//! Questions to the terminal, for commands that do nothing else while they wait for the answers.

use crate::terminal::event::Event;
use crate::terminal::output::write_all;
use crate::terminal::parse::{Parser, Wait};
use crate::terminal::probe::{Answers, Between, QUESTIONS, tmux_says};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, stdin, stdout};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

/// How long an Esc waits for the rest of its sequence.
const ESCAPE: Duration = Duration::from_millis(100);

/// A reader of the terminal on standard input, in raw mode.
#[derive(Debug, Default)]
pub struct Listener {
    parser: Parser,
}

impl Listener {
    /// Returns the next events, or none if nothing arrives in time.
    ///
    /// # Errors
    /// When the terminal cannot be read, or is gone.
    pub fn listen(&mut self, limit: Option<Duration>) -> io::Result<Vec<Event>> {
        let until = limit.map(|limit| Instant::now() + limit);
        let mut events = Vec::new();
        while events.is_empty() {
            let open = self.parser.wait() != Wait::Nothing;
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            let wait = if open { Some(left.map_or(ESCAPE, |left| left.min(ESCAPE))) } else { left };
            if !ready(wait)? {
                self.parser.expire(&mut events);
                if left.is_some_and(|left| left.is_zero() || !open) {
                    break;
                }
                continue;
            }
            let mut bytes = [0; 4096];
            let count = rustix::io::read(stdin(), &mut bytes)?;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.parser.feed(bytes.get(..count).unwrap_or_default(), &mut events);
        }
        Ok(events)
    }
}

/// Returns whether standard input has data within this time.
fn ready(wait: Option<Duration>) -> io::Result<bool> {
    let limit = wait.map(|wait| Timespec {
        tv_sec: i64::try_from(wait.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: wait.subsec_nanos().into(),
    });
    match poll(&mut [PollFd::new(&stdin(), PollFlags::IN)], limit.as_ref()) {
        Ok(count) => Ok(count > 0),
        Err(Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Asks the terminal (in tmux, asks tmux about it) and waits for the answers, but no longer than `limit`. If raw mode
/// is off, sets it for that time.
///
/// # Errors
/// When standard input is not a terminal, or it cannot be written to or read.
pub fn ask(limit: Duration) -> io::Result<Answers> {
    if !rustix::termios::isatty(stdin()) {
        return Err(Errno::NOTTY.into());
    }
    let raw = crossterm::terminal::is_raw_mode_enabled()?;
    if !raw {
        enable_raw_mode()?;
    }
    let answers = asked(limit);
    if !raw {
        disable_raw_mode()?;
    }
    answers
}

fn asked(limit: Duration) -> io::Result<Answers> {
    let mut answers = Answers::new(|name| std::env::var(name).ok());
    match answers.between {
        Between::Screen => {}
        Between::Tmux => {
            if let Some(answer) = tmux_says() {
                answers.take(answer);
            }
        }
        Between::Nothing => {
            let mut listener = Listener::default();
            listener.parser.expect_answerback();
            write_all(stdout().as_fd(), QUESTIONS)?;
            // Some terminals print a question that they do not know, see `probe::questions`.
            write_all(stdout().as_fd(), b"\r\x1b[K")?;
            let until = Instant::now() + limit;
            while !answers.whole {
                let left = until.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    break;
                }
                for event in listener.listen(Some(left))? {
                    if let Event::Answer(answer) = event {
                        answers.take(answer);
                    }
                }
            }
        }
    }
    answers.record();
    Ok(answers)
}
