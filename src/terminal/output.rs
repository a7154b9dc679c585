//! Output to the terminal: farz writes each frame at once, and is never more than one frame behind a slow line.
//!
//! # Invariants
//!
//! - No answer of the terminal is left for the shell to read.
//!   Test: `no_answer_of_the_terminal_is_left_for_the_shell`.
//! - farz resets every mode that it set, however it ends.
//!   Tests: `signals_end_it_in_order_with_their_status`, `ctrl_z_gives_the_terminal_back_and_fg_takes_it_again`,
//!   Tests: `a_stop_from_outside_gives_the_terminal_back`, `a_panic_restores_the_screen_and_then_speaks`.
//! - A terminal that is gone, or accepts no output, does not keep farz running.
//!   Tests: `a_terminal_that_goes_while_hangups_are_ignored_ends_it_at_once_and_saved`,
//!   Tests: `a_line_that_takes_nothing_does_not_keep_it`.
//! - Saved decisions survive the loss of the connection.
//!   Tests: `what_was_saved_survives_a_connection_that_is_killed`, `what_was_saved_survives_a_link_that_is_cut`.
//! - A terminal receives only what its name and the locale say it supports.
//!   Tests: `every_terminal_gets_what_it_has`, `a_locale_without_utf_8_gets_ascii_and_is_told`.
//! - While the terminal is resized, farz draws at most 25 times a second.
//!   Test: `a_storm_of_sizes_is_drawn_25_times_a_second_at_most`.

use crate::terminal::event::Event;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// Writes all of `bytes`, with one write(2) if the terminal accepts them at once. On a non-blocking descriptor, waits
/// until the terminal accepts more.
///
/// # Errors
/// The error of write(2): EIO if the terminal is gone.
pub fn write_all(fd: BorrowedFd<'_>, bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        match rustix::io::write(fd, rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(n) => rest = rest.get(n..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => {
                let mut fds = [PollFd::new(&fd, PollFlags::OUT)];
                match poll(&mut fds, None) {
                    Ok(_) | Err(Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The state that the output thread and the loop share.
#[derive(Debug, Default)]
struct Shared {
    /// The frame to write next.
    frame: Option<Vec<u8>>,
    /// Whether a frame is being written.
    writing: bool,
    /// Whether the loop wants an [`Event::Flushed`].
    awaited: bool,
    /// Whether the thread must end, or has ended.
    closed: bool,
}

/// A thread that writes frames, so that a slow line never delays the keys.
///
/// The loop calls [`Output::ready`] before it draws. If output is pending, the loop skips the frame and draws the
/// newest state at the [`Event::Flushed`] that follows. It never builds the frames in between.
#[derive(Debug)]
pub struct Output {
    shared: Arc<(Mutex<Shared>, Condvar)>,
    /// The terminal, opened a second time as non-blocking.
    direct: Option<OwnedFd>,
}

impl Output {
    /// Starts the thread on `fd`. It sends [`Event::Hangup`] when writing to the terminal fails.
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub fn spawn(fd: OwnedFd, events: UnboundedSender<Event>) -> io::Result<Self> {
        let shared = Arc::new((Mutex::new(Shared::default()), Condvar::new()));
        let theirs = Arc::clone(&shared);
        let direct = without_waiting(fd.as_fd());
        std::thread::Builder::new().name("output".into()).spawn(move || write_frames(&theirs, fd.as_fd(), &events))?;
        Ok(Self { shared, direct })
    }

    /// Returns whether everything sent has been written. If not, an [`Event::Flushed`] will follow.
    #[must_use]
    pub fn ready(&self) -> bool {
        let mut shared = lock(&self.shared.0);
        let ready = shared.closed || (!shared.writing && shared.frame.is_none());
        shared.awaited |= !ready;
        ready
    }

    /// Queues a frame or other bytes behind the unwritten ones. Empty input writes nothing.
    pub fn send(&self, bytes: Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let mut shared = lock(&self.shared.0);
        let mut rest = bytes;
        if !shared.writing && !shared.closed && shared.frame.is_none() {
            // What the terminal accepts at once is written here: waking the thread costs more than the write.
            let written = self.direct.as_ref().map_or(0, |fd| rustix::io::write(fd, &rest).unwrap_or(0));
            rest.drain(..written);
        }
        if rest.is_empty() {
            return;
        }
        match &mut shared.frame {
            Some(frame) => frame.extend(rest),
            none => *none = Some(rest),
        }
        self.shared.1.notify_all();
    }

    /// Waits until everything is written, but no longer than `limit`: for the moment before farz leaves the terminal.
    /// Returns whether everything was written.
    pub fn finish(&self, limit: Duration) -> bool {
        let shared = lock(&self.shared.0);
        let busy = |shared: &mut Shared| !shared.closed && (shared.writing || shared.frame.is_some());
        let (mut shared, _) =
            self.shared.1.wait_timeout_while(shared, limit, busy).unwrap_or_else(PoisonError::into_inner);
        !busy(&mut shared)
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        lock(&self.shared.0).closed = true;
        self.shared.1.notify_all();
    }
}

/// Opens the terminal behind `fd` a second time, non-blocking, so that other users of `fd` are not affected. Returns
/// `None` if `fd` is no terminal or cannot be opened.
fn without_waiting(fd: BorrowedFd<'_>) -> Option<OwnedFd> {
    use rustix::fs::{Mode, OFlags, open};
    let name = rustix::termios::ttyname(fd, Vec::new()).ok()?;
    open(name, OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC, Mode::empty()).ok()
}

fn write_frames(shared: &(Mutex<Shared>, Condvar), fd: BorrowedFd<'_>, events: &UnboundedSender<Event>) {
    loop {
        let mut held = lock(&shared.0);
        let frame = loop {
            if let Some(frame) = held.frame.take() {
                break frame;
            }
            if held.closed {
                return;
            }
            held = shared.1.wait(held).unwrap_or_else(PoisonError::into_inner);
        };
        held.writing = true;
        drop(held);
        let written = write_all(fd, &frame);
        let mut held = lock(&shared.0);
        held.writing = false;
        let told = held.frame.is_none() && std::mem::take(&mut held.awaited);
        if written.is_err() {
            held.closed = true;
        }
        shared.1.notify_all();
        drop(held);
        if written.is_err() {
            // The send fails only if the loop is gone, and then the program is ending.
            let _ = events.send(Event::Hangup);
            return;
        }
        if told {
            let _ = events.send(Event::Flushed);
        }
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use tokio::sync::mpsc::unbounded_channel;

    #[test]
    fn frames_arrive_in_order_and_finish_waits_for_them() {
        let (mut reader, writer) = std::io::pipe().unwrap();
        let (tx, _rx) = unbounded_channel();
        let output = Output::spawn(writer.into(), tx).unwrap();
        output.send(b"one ".to_vec());
        output.send(b"two".to_vec());
        assert!(output.finish(Duration::from_secs(20)));
        assert!(output.ready());
        drop(output);
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "one two");
    }

    #[test]
    fn a_line_that_does_not_take_a_frame_is_not_ready_and_says_when_it_is() {
        let (mut reader, writer) = std::io::pipe().unwrap();
        let (tx, mut rx) = unbounded_channel();
        let output = Output::spawn(writer.into(), tx).unwrap();
        output.send(vec![b'x'; 1 << 20]);
        assert!(!output.ready());
        assert!(!output.finish(Duration::ZERO));
        let mut taken = vec![0; 1 << 20];
        reader.read_exact(&mut taken).unwrap();
        assert_eq!(rx.blocking_recv(), Some(Event::Flushed));
        assert!(output.ready());
    }

    #[test]
    fn a_dead_terminal_is_a_hangup_and_never_waited_for() {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (tx, mut rx) = unbounded_channel();
        let output = Output::spawn(writer.into(), tx).unwrap();
        output.send(b"x".to_vec());
        assert_eq!(rx.blocking_recv(), Some(Event::Hangup));
        assert!(output.ready() && output.finish(Duration::from_secs(20)));
    }
}
