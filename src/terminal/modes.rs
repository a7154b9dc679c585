//! An idempotent pair of functions: one enters the terminal, the other restores it.
//!
//! A process has one terminal, so the state "entered" is the only global state here. The panic hook, the loop and the
//! guard may all call [`leave`], in any order, and only the first call does anything.
//!
//! # Invariants
//!
//! - farz restores the terminal however it ends.
//!   Tests: `sigterm_restores_the_terminal`, `every_mode_that_is_set_is_unset`.
//! - When the terminal goes away, farz saves and ends.
//!   Test: `the_terminal_going_away_ends_the_program_saved`.

use crate::message::{Message, msg};
use crate::terminal::output::write_all;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use rustix::termios::{QueueSelector, tcflush};
use std::io;
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU8, Ordering};
use thiserror::Error;

const ENTERED: u8 = 1;
const EXPLICIT_BIDI: u8 = 2;
const KEYS: u8 = 4;
const PASTE: u8 = 8;

/// The modes that are set: [`ENTERED`], and those that only some terminals get.
static STATE: AtomicU8 = AtomicU8::new(0);

/// Tells the terminal that farz orders right-to-left text itself: BDSM explicit (ECMA-48 RM 8), direction left to
/// right (SCP), and no swapping of the arrow keys. Terminals with a bidi mode store it per row and apply it to new
/// rows, so this comes before the alternate screen (see the BiDi in Terminal Emulators draft of the terminal working
/// group).
const BIDI_ON: &[u8] = b"\x1b[8l\x1b[1 k\x1b[?1243l";
const BIDI_OFF: &[u8] = b"\x1b[8h\x1b[0 k\x1b[?1243h";
/// Alternate screen, hidden cursor, no wrapping at the right margin (if the terminal takes text for wider than farz
/// does, the text stays in its row).
const ENTER: &[u8] = b"\x1b[?1049h\x1b[H\x1b[2J\x1b[?25l\x1b[?7l";
/// Pushes and pops "disambiguate escape codes" of kitty's keyboard protocol. The alternate screen has its own stack,
/// so farz pushes after entering that screen and pops before leaving it.
const KEYS_ON: &[u8] = b"\x1b[>1u";
const KEYS_OFF: &[u8] = b"\x1b[<u";
/// Reverses [`ENTER`], and what only a frame sets: a synchronized update, attributes, a scroll region.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[m\x1b[r\x1b[?7h\x1b[?25h\x1b[?1049l";
/// Bracketed paste.
const PASTE_ON: &[u8] = b"\x1b[?2004h";
const PASTE_OFF: &[u8] = b"\x1b[?2004l";
/// How long to wait for a line that accepts nothing. After that, [`leave`] discards the pending output.
const STALLED: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };

/// The modes to set besides those that every terminal gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modes {
    /// Whether to tell the terminal that farz orders right-to-left text itself.
    pub explicit_bidi: bool,
    /// Whether to use kitty's keyboard protocol. Set only if the terminal has reported that it supports it.
    pub keys: bool,
    /// Whether to use bracketed paste.
    pub paste: bool,
}

impl Modes {
    /// Returns the modes for a terminal named `term` (the variable TERM). Old Linux consoles and real VT100s print
    /// the end of a sequence that has an intermediate byte, and do not support bracketed paste.
    #[must_use]
    pub fn of(term: &str) -> Self {
        let knows = !(term.starts_with("linux") || term.starts_with("vt"));
        Self { explicit_bidi: knows, keys: false, paste: knows }
    }
}

impl Default for Modes {
    fn default() -> Self {
        Self { explicit_bidi: true, keys: false, paste: true }
    }
}

/// Enters the terminal on standard output: raw mode, alternate screen, bracketed paste, explicit bidi. Does nothing
/// if it is already entered.
///
/// # Errors
/// When standard output is no terminal, or the terminal cannot be set up. In that case farz leaves it again.
pub fn enter(modes: Modes) -> io::Result<()> {
    if STATE.load(Ordering::SeqCst) & ENTERED != 0 {
        return Ok(());
    }
    let stdout = io::stdout();
    if !rustix::termios::isatty(&stdout) {
        return Err(rustix::io::Errno::NOTTY.into());
    }
    // Stored before the modes are set: a panic or signal in between then resets too much rather than too little.
    let bidi = if modes.explicit_bidi { EXPLICIT_BIDI } else { 0 };
    let keys = if modes.keys { KEYS } else { 0 };
    STATE.store(ENTERED | bidi | keys | if modes.paste { PASTE } else { 0 }, Ordering::SeqCst);
    let mut bytes = Vec::with_capacity(64);
    if modes.explicit_bidi {
        bytes.extend_from_slice(BIDI_ON);
    }
    bytes.extend_from_slice(ENTER);
    if modes.keys {
        bytes.extend_from_slice(KEYS_ON);
    }
    if modes.paste {
        bytes.extend_from_slice(PASTE_ON);
    }
    let entered = enable_raw_mode().and_then(|()| write_all(stdout.as_fd(), &bytes));
    if entered.is_err() {
        leave();
    }
    entered
}

/// Restores the terminal as farz found it. Does nothing if it is not entered. Ignores errors, because a terminal that
/// is gone cannot be restored. Callable from any thread and from the panic hook.
pub fn leave() {
    let state = STATE.swap(0, Ordering::SeqCst);
    if state & ENTERED == 0 {
        return;
    }
    let mut bytes = if state & KEYS != 0 { KEYS_OFF.to_vec() } else { Vec::new() };
    if state & PASTE != 0 {
        bytes.extend_from_slice(PASTE_OFF);
    }
    bytes.extend_from_slice(LEAVE);
    if state & EXPLICIT_BIDI != 0 {
        bytes.extend_from_slice(BIDI_OFF);
    }
    let stdout = io::stdout();
    // A line that accepts nothing must not keep the program running: discard its pending output. If that does not
    // help, nobody is there to see the restored screen.
    let takes = |limit: &Timespec| {
        let mut fds = [PollFd::new(&stdout, PollFlags::OUT)];
        poll(&mut fds, Some(limit)).is_ok_and(|count| count > 0)
    };
    if takes(&STALLED) || (tcflush(&stdout, QueueSelector::OFlush).is_ok() && takes(&Timespec::default())) {
        let _ = write_all(stdout.as_fd(), &bytes);
    }
    let _ = disable_raw_mode();
}

/// Returns the bytes that switch on kitty's keyboard protocol, to be written with the frames. From then on, [`leave`]
/// switches it off. Returns `None` if the terminal is not entered, or the protocol is already on.
#[must_use]
pub fn keys_on() -> Option<&'static [u8]> {
    let on = |state: u8| (state & (ENTERED | KEYS) == ENTERED).then_some(state | KEYS);
    STATE.fetch_update(Ordering::SeqCst, Ordering::SeqCst, on).is_ok().then_some(KEYS_ON)
}

/// Returns whether the terminal is entered.
#[must_use]
pub fn is_entered() -> bool {
    STATE.load(Ordering::SeqCst) & ENTERED != 0
}

/// Enters the terminal again after the process was stopped and continues. Sets every mode again, because the shell
/// may have changed any of them. The content of the screen is unknown afterwards.
///
/// # Errors
/// As [`enter`].
pub fn reenter(modes: Modes) -> io::Result<()> {
    // crossterm remembers raw mode as set, although the shell may have unset it: unset it, then set it.
    STATE.store(0, Ordering::SeqCst);
    let _ = disable_raw_mode();
    enter(modes)
}

/// Returns whether a shell with job control can resume farz after [`stop`]. No such shell exists if the process group
/// is that of the session leader, as under `ssh -t host farz` or in a terminal opened with `-e farz`.
#[must_use]
pub fn can_stop() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Leaves the terminal and stops the process group, like ctrl-z in a shell. The process continues at SIGCONT. Call
/// [`reenter`] only once SIGCONT arrives or this call fails, because this call may return earlier.
///
/// Sends SIGSTOP, because a handled SIGTSTP does not stop the process.
///
/// # Errors
/// When the signal cannot be sent.
pub fn stop() -> io::Result<()> {
    leave();
    Ok(kill_current_process_group(Signal::STOP)?)
}

/// Returns the terminal's size in columns and rows, or 80 by 24 if it is unknown (serial lines, some
/// pseudo-terminals).
#[must_use]
pub fn size() -> (u16, u16) {
    match rustix::termios::tcgetwinsize(io::stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col, size.ws_row),
        Ok(_) | Err(_) => (80, 24),
    }
}

/// Why farz cannot draw on the terminal that TERM names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{}", self.message())]
pub enum TermError {
    /// TERM is unset or empty.
    Unset,
    /// TERM is `dumb`.
    Dumb,
}

impl TermError {
    /// Returns the reason as a sentence for the user.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Unset => msg!("term-unset"),
            Self::Dumb => msg!("term-dumb"),
        }
    }
}

/// Checks whether farz can draw on a terminal with this name.
///
/// # Errors
/// When TERM is unset, empty or `dumb`.
pub fn check_term(term: Option<&str>) -> Result<(), TermError> {
    match term {
        None | Some("") => Err(TermError::Unset),
        Some("dumb") => Err(TermError::Dumb),
        Some(_) => Ok(()),
    }
}

/// A guard that enters the terminal when created and leaves it when dropped.
#[derive(Debug)]
pub struct Terminal(());

impl Terminal {
    /// Enters the terminal.
    ///
    /// # Errors
    /// As [`enter`].
    pub fn enter(modes: Modes) -> io::Result<Self> {
        enter(modes).map(|()| Self(()))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_that_is_set_is_unset() {
        for (on, off) in [(&ENTER, &LEAVE), (&BIDI_ON, &BIDI_OFF), (&PASTE_ON, &PASTE_OFF)] {
            let (on, off) = (String::from_utf8_lossy(on), String::from_utf8_lossy(off));
            for (sequence, set, unset) in on.split('\x1b').skip(1).filter_map(|sequence| {
                let (head, last) = sequence.split_at_checked(sequence.len() - 1)?;
                match last {
                    "h" => Some((sequence, head, "l")),
                    "l" => Some((sequence, head, "h")),
                    _ => None,
                }
            }) {
                assert!(off.contains(&format!("{set}{unset}")), "{sequence} is never unset");
            }
        }
        assert!(String::from_utf8_lossy(BIDI_OFF).contains("[0 k"));
    }

    #[test]
    fn leaving_what_was_not_entered_does_nothing() {
        assert!(!is_entered());
        leave();
        assert!(!is_entered());
        assert_eq!(keys_on(), None, "nothing is pushed where nothing would pop it");
    }

    #[test]
    fn a_terminal_that_cannot_be_drawn_on_is_refused_with_a_way_out() {
        assert_eq!(check_term(Some("xterm-256color")), Ok(()));
        assert!(check_term(Some("dumb")).unwrap_err().to_string().contains("farz list"));
        assert!(check_term(None).unwrap_err().to_string().contains("not set"));
    }

    #[test]
    fn consoles_that_would_print_it_get_no_bidi_sequence() {
        assert!(!Modes::of("linux").paste && Modes::of("xterm").paste);
        assert!(!Modes::of("linux").explicit_bidi && !Modes::of("vt100").explicit_bidi);
        assert!(Modes::of("xterm-256color").explicit_bidi && Modes::of("screen").explicit_bidi);
    }
}
