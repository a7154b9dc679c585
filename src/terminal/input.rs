//! The input thread: reads bytes as soon as the terminal sends them, and turns them into events.
//!
//! farz does not use the reader of crossterm 0.29, which stalls after 1,024 bytes, spins on a terminal that is gone,
//! and separates an Esc from its sequence. poll(2) is level triggered, so it reports unread bytes again.

use crate::terminal::event::Event;
use crate::terminal::parse::{Parser, Wait};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// How long to wait for the rest of unfinished input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// After an ESC, before it counts as the Esc key.
    pub escape: Duration,
    /// In a sequence, before the parser drops it.
    pub rest: Duration,
    /// In a bracketed paste, since its last bytes, before it is delivered without its end.
    pub paste: Duration,
}

impl Patience {
    /// Returns 25 ms for Esc, or 100 ms over SSH, where a sequence may arrive in two packets.
    #[must_use]
    pub const fn new(over_ssh: bool) -> Self {
        Self {
            escape: Duration::from_millis(if over_ssh { 100 } else { 25 }),
            rest: Duration::from_millis(500),
            paste: Duration::from_secs(2),
        }
    }

    const fn of(self, wait: Wait) -> Option<Duration> {
        match wait {
            Wait::Nothing => None,
            Wait::Escape => Some(self.escape),
            Wait::Rest => Some(self.rest),
            Wait::Paste => Some(self.paste),
        }
    }
}

/// Reads shorter than this are typing and do not keep an unfinished paste open: without its end, the paste would
/// swallow every key.
const TYPING: usize = 64;
/// How long [`Input::pause`] waits for the thread, which may hang in a read if another program took the bytes.
const PAUSE_LIMIT: Duration = Duration::from_millis(200);

/// What the thread must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Read,
    Pause,
    End,
}

/// The state that the thread and the loop share.
#[derive(Debug)]
struct Shared {
    order: Order,
    /// Whether the thread has stopped reading.
    resting: bool,
    /// Whether the parser must expect an answer to ENQ from the next read on.
    answerback: bool,
    patience: Patience,
}

/// The input thread. It ends when this value is dropped, and by itself after [`Event::Hangup`].
#[derive(Debug)]
pub struct Input {
    shared: Arc<(Mutex<Shared>, Condvar)>,
    wake: PipeWriter,
}

impl Input {
    /// Reads the terminal: standard input if it is a terminal, otherwise the controlling terminal
    /// (`cat urls | farz -`).
    ///
    /// # Errors
    /// When there is no terminal, or the thread cannot be started.
    pub fn terminal(patience: Patience, events: UnboundedSender<Event>) -> io::Result<Self> {
        let stdin = io::stdin();
        let tty = if rustix::termios::isatty(&stdin) {
            stdin.as_fd().try_clone_to_owned()?
        } else {
            std::fs::File::open("/dev/tty")?.into()
        };
        Self::spawn(tty, patience, events)
    }

    /// Reads `tty`.
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub fn spawn(tty: OwnedFd, patience: Patience, events: UnboundedSender<Event>) -> io::Result<Self> {
        let (woken, wake) = io::pipe()?;
        let shared = Arc::new((
            Mutex::new(Shared { order: Order::Read, resting: false, answerback: false, patience }),
            Condvar::new(),
        ));
        let reader =
            InputThread { tty, woken, shared: Arc::clone(&shared), parser: Parser::new(), deadline: None, events };
        std::thread::Builder::new().name("input".into()).spawn(move || reader.run())?;
        Ok(Self { shared, wake })
    }

    /// Stops reading, so that another program (an editor, the shell) gets the keys. When this returns, the thread
    /// reads nothing, unless it hangs in a read, which ends with the next key.
    pub fn pause(&self) {
        self.order(Order::Pause);
        let shared = lock(&self.shared.0);
        let _ = self.shared.1.wait_timeout_while(shared, PAUSE_LIMIT, |shared| !shared.resting);
    }

    /// Starts reading again.
    pub fn resume(&self) {
        self.order(Order::Read);
    }

    /// From now on, the parser distinguishes an answer to ENQ from keys, until the terminal answers DA1, which farz
    /// asks last.
    pub fn expect_answerback(&self) {
        lock(&self.shared.0).answerback = true;
    }

    /// Sets how long to wait for the rest of unfinished input. Takes effect with the next bytes.
    pub fn set_patience(&self, patience: Patience) {
        lock(&self.shared.0).patience = patience;
    }

    fn order(&self, order: Order) {
        lock(&self.shared.0).order = order;
        self.shared.1.notify_all();
        // The byte makes poll return. If the thread has ended, the write fails and nobody needs it.
        let _ = (&self.wake).write(&[0]);
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.order(Order::End);
    }
}

/// The state of the thread.
struct InputThread {
    tty: OwnedFd,
    woken: PipeReader,
    shared: Arc<(Mutex<Shared>, Condvar)>,
    parser: Parser,
    /// What the parser is in the middle of, and when to give it up.
    deadline: Option<(Wait, Instant)>,
    events: UnboundedSender<Event>,
}

/// How a step of the thread ended.
enum Step {
    Went,
    /// A new order may be there.
    Woken,
    /// The terminal is gone.
    Gone,
}

impl InputThread {
    fn run(mut self) {
        loop {
            match self.step() {
                Step::Went => {}
                Step::Woken => {
                    if !self.obey() {
                        break;
                    }
                }
                Step::Gone => {
                    self.expire();
                    let _ = self.events.send(Event::Hangup);
                    break;
                }
            }
            if self.events.is_closed() {
                break;
            }
        }
        lock(&self.shared.0).resting = true;
        self.shared.1.notify_all();
    }

    /// Waits for one event and handles it.
    fn step(&mut self) -> Step {
        let wait = self.deadline.map(|(_, at)| at.saturating_duration_since(Instant::now()));
        let limit = wait.map(|left| Timespec {
            tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: left.subsec_nanos().into(),
        });
        let mut fds = [PollFd::new(&self.tty, PollFlags::IN), PollFd::new(&self.woken, PollFlags::IN)];
        match poll(&mut fds, limit.as_ref()) {
            Err(Errno::INTR) => return Step::Went,
            Err(_) => return Step::Gone,
            Ok(0) => {
                self.expire();
                return Step::Went;
            }
            Ok(_) => {}
        }
        let [tty, woken] = fds.map(|fd| fd.revents());
        if !woken.is_empty() {
            return Step::Woken;
        }
        if tty.contains(PollFlags::IN) {
            return self.read();
        }
        if tty.is_empty() { Step::Went } else { Step::Gone }
    }

    fn read(&mut self) -> Step {
        let mut bytes = [0; 1 << 16];
        match rustix::io::read(&self.tty, &mut bytes) {
            Ok(0) => Step::Gone,
            Ok(n) => {
                self.took(bytes.get(..n).unwrap_or_default());
                Step::Went
            }
            Err(Errno::INTR | Errno::AGAIN) => Step::Went,
            Err(_) => Step::Gone,
        }
    }

    fn took(&mut self, bytes: &[u8]) {
        let mut found = Vec::new();
        let mut shared = lock(&self.shared.0);
        let patience = shared.patience;
        if std::mem::take(&mut shared.answerback) {
            self.parser.expect_answerback();
        }
        drop(shared);
        self.parser.feed(bytes, &mut found);
        self.deliver(found);
        let wait = self.parser.wait();
        let kept = self
            .deadline
            .filter(|(for_what, _)| *for_what == Wait::Paste && wait == Wait::Paste && bytes.len() < TYPING);
        self.deadline = kept.or_else(|| patience.of(wait).map(|patience| (wait, Instant::now() + patience)));
    }

    fn expire(&mut self) {
        let mut found = Vec::new();
        self.parser.expire(&mut found);
        self.deadline = None;
        self.deliver(found);
    }

    fn deliver(&self, found: Vec<Event>) {
        for event in found {
            // If the loop is gone, `run` notices.
            let _ = self.events.send(event);
        }
    }

    /// Follows the newest order. A pause lasts until the next order. Returns whether to continue.
    fn obey(&mut self) -> bool {
        // One read usually takes every pending wake-up. A wake-up too many costs one turn of the loop.
        let _ = self.woken.read(&mut [0; 64]);
        let order = lock(&self.shared.0).order;
        if order == Order::Pause {
            self.expire();
        }
        let mut shared = lock(&self.shared.0);
        while shared.order == Order::Pause {
            shared.resting = true;
            self.shared.1.notify_all();
            shared = self.shared.1.wait(shared).unwrap_or_else(PoisonError::into_inner);
        }
        shared.resting = false;
        shared.order == Order::Read
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keymap::{Code, Key};
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

    /// Timeouts that never expire in a test, unless the test shortens one.
    const LONG: Patience =
        Patience { escape: Duration::from_secs(60), rest: Duration::from_secs(60), paste: Duration::from_secs(60) };

    fn reading(patience: Patience) -> (Input, PipeWriter, UnboundedReceiver<Event>) {
        let (reader, writer) = io::pipe().unwrap();
        let (tx, rx) = unbounded_channel();
        (Input::spawn(reader.into(), patience, tx).unwrap(), writer, rx)
    }

    fn key(c: char) -> Option<Event> {
        Some(Event::Key(Key::char(c)))
    }

    #[test]
    fn a_burst_of_any_length_comes_whole() {
        let (_input, mut keys, mut rx) = reading(LONG);
        keys.write_all(&[b'j'; 5000]).unwrap();
        for _ in 0..5000 {
            assert_eq!(rx.blocking_recv(), key('j'));
        }
    }

    #[test]
    fn esc_is_a_key_after_its_time_and_a_sequence_before() {
        let (_input, mut keys, mut rx) = reading(Patience { escape: Duration::from_millis(1), ..LONG });
        keys.write_all(b"\x1b").unwrap();
        assert_eq!(rx.blocking_recv(), Some(Event::Key(Key::plain(Code::Esc))));
        let (_input, mut keys, mut rx) = reading(LONG);
        for part in [&b"\x1b"[..], b"[", b"B"] {
            keys.write_all(part).unwrap();
        }
        assert_eq!(rx.blocking_recv(), Some(Event::Key(Key::plain(Code::Down))));
    }

    #[test]
    fn a_paste_without_its_end_is_delivered_and_typing_cannot_keep_it_open() {
        let (_input, mut keys, mut rx) = reading(Patience { paste: Duration::from_millis(1), ..LONG });
        keys.write_all(b"\x1b[200~half").unwrap();
        assert_eq!(rx.blocking_recv(), Some(Event::Paste("half".into())));
        keys.write_all(b"j").unwrap();
        assert_eq!(rx.blocking_recv(), key('j'));
    }

    #[test]
    fn the_end_of_input_is_a_hangup_after_what_was_typed() {
        let (_input, mut keys, mut rx) = reading(LONG);
        keys.write_all(b"q\x1b").unwrap();
        drop(keys);
        assert_eq!(rx.blocking_recv(), key('q'));
        assert_eq!(rx.blocking_recv(), Some(Event::Key(Key::plain(Code::Esc))));
        assert_eq!(rx.blocking_recv(), Some(Event::Hangup));
        assert_eq!(rx.blocking_recv(), None, "the thread has ended");
    }

    #[test]
    fn a_paused_reader_leaves_the_bytes_to_others() {
        let (reader, mut keys) = io::pipe().unwrap();
        let mut other = reader.try_clone().unwrap();
        let (tx, mut rx) = unbounded_channel();
        let input = Input::spawn(reader.into(), LONG, tx).unwrap();
        for _ in 0..50 {
            input.pause();
            keys.write_all(b"x").unwrap();
            let mut taken = [0; 1];
            other.read_exact(&mut taken).unwrap();
            assert_eq!(&taken, b"x");
            input.resume();
            keys.write_all(b"j").unwrap();
            assert_eq!(rx.blocking_recv(), key('j'));
        }
    }

    #[test]
    fn dropping_it_ends_the_thread() {
        let (input, _keys, mut rx) = reading(LONG);
        drop(input);
        assert_eq!(rx.blocking_recv(), None);
    }

    #[test]
    fn esc_waits_longer_over_ssh() {
        assert_eq!(Patience::new(false).escape, Duration::from_millis(25));
        assert_eq!(Patience::new(true).escape, Duration::from_millis(100));
    }
}
