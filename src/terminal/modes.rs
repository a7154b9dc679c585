//! One idempotent pair: entering the terminal, and leaving it as it was found.
//!
//! A process has one terminal, so whether it is entered is the one thing here that is known to the whole process: the
//! panic hook, the loop and the guard may all leave, in any order, and only the first does.
//!
//! # Invariants
//!
//! - It is given back on every way out.
//!   Tests: `sigterm_restores_the_terminal`, `every_mode_that_is_set_is_unset`.
//! - A terminal that goes away ends the program, saved.
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

/// What was set: [`ENTERED`] and, with it, the modes that not every terminal is given.
static STATE: AtomicU8 = AtomicU8::new(0);

/// "The program orders right-to-left text itself": BDSM explicit (ECMA-48 RM 8), direction left to right (SCP), and no
/// swapping of the arrow keys. Terminals with a bidi mode keep it per row and give it to rows made afterwards, so this
/// comes before the alternate screen (see the BiDi in Terminal Emulators draft of the terminal working group).
const BIDI_ON: &[u8] = b"\x1b[8l\x1b[1 k\x1b[?1243l";
const BIDI_OFF: &[u8] = b"\x1b[8h\x1b[0 k\x1b[?1243h";
/// Alternate screen, no cursor, no wrapping at the right margin (text that a terminal takes for wider than it is stays
/// in its row).
const ENTER: &[u8] = b"\x1b[?1049h\x1b[H\x1b[2J\x1b[?25l\x1b[?7l";
/// Kitty's keyboard protocol, "disambiguate escape codes" pushed and popped: the alternate screen has a stack of its
/// own, so this comes after it is entered and before it is left.
const KEYS_ON: &[u8] = b"\x1b[>1u";
const KEYS_OFF: &[u8] = b"\x1b[<u";
/// The reverse of that, and of what only a frame sets: a synchronized update, attributes, a scroll region.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[m\x1b[r\x1b[?7h\x1b[?25h\x1b[?1049l";
/// Bracketed paste.
const PASTE_ON: &[u8] = b"\x1b[?2004h";
const PASTE_OFF: &[u8] = b"\x1b[?2004l";
/// How long a line that takes nothing is waited for before what it holds is thrown away, to leave.
const STALLED: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };

/// What to set besides what every terminal gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modes {
    /// Tell the terminal that farz orders right-to-left text itself.
    pub explicit_bidi: bool,
    /// Ask for keys by kitty's keyboard protocol: only where the terminal has said that it has it.
    pub keys: bool,
    /// Ask for pastes in brackets.
    pub paste: bool,
}

impl Modes {
    /// The modes for a terminal of the name `term` (the variable TERM). Old Linux consoles and true VT100s print the
    /// end of a sequence with an intermediate byte, and know nothing of pastes.
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

/// Enters the terminal on standard output: raw mode, alternate screen, bracketed paste, explicit bidi. Nothing happens
/// where it is entered already.
///
/// # Errors
/// When standard output is no terminal, or the terminal does not take it. Then it is left again.
pub fn enter(modes: Modes) -> io::Result<()> {
    if STATE.load(Ordering::SeqCst) & ENTERED != 0 {
        return Ok(());
    }
    let stdout = io::stdout();
    if !rustix::termios::isatty(&stdout) {
        return Err(io::Error::other("standard output is not a terminal"));
    }
    // Before the modes are set: a panic or a signal in between then leaves too much rather than too little.
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

/// Leaves the terminal as it was found. Nothing happens where it is not entered; no error is an error here, for a
/// terminal that is gone cannot be restored. For any thread, a panic hook included.
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
    // A line that takes nothing any more must not keep the program: what it holds is thrown away, and where that does
    // not help, there is nobody to restore the screen for.
    let takes = |limit: &Timespec| {
        let mut fds = [PollFd::new(&stdout, PollFlags::OUT)];
        poll(&mut fds, Some(limit)).is_ok_and(|count| count > 0)
    };
    if takes(&STALLED) || (tcflush(&stdout, QueueSelector::OFlush).is_ok() && takes(&Timespec::default())) {
        let _ = write_all(stdout.as_fd(), &bytes);
    }
    let _ = disable_raw_mode();
}

/// What switches kitty's keyboard protocol on, to be written with the frames: from now on leaving takes it back. Nothing
/// where the terminal is not entered, or the protocol is on already.
#[must_use]
pub fn keys_on() -> Option<&'static [u8]> {
    let on = |state: u8| (state & (ENTERED | KEYS) == ENTERED).then_some(state | KEYS);
    STATE.fetch_update(Ordering::SeqCst, Ordering::SeqCst, on).is_ok().then_some(KEYS_ON)
}

/// Whether the terminal is entered.
#[must_use]
pub fn is_entered() -> bool {
    STATE.load(Ordering::SeqCst) & ENTERED != 0
}

/// Enters again after the process was stopped and continues: whatever the shell did to the terminal, it is set anew.
/// What is on the screen is unknown afterwards.
///
/// # Errors
/// As [`enter`].
pub fn reenter(modes: Modes) -> io::Result<()> {
    // Raw mode is remembered as set although the shell may have unset it: take it back, then set it.
    STATE.store(0, Ordering::SeqCst);
    let _ = disable_raw_mode();
    enter(modes)
}

/// Whether a shell with job control is there to bring farz back after [`stop`]: the process group is not that of the
/// session's leader, as it would be under `ssh -t host farz` or in a terminal opened with `-e farz`.
#[must_use]
pub fn can_stop() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Leaves the terminal and stops the process group, as a shell's ctrl-z does. It goes on with SIGCONT: only when that
/// arrives (or this fails) is the terminal to be entered again, by [`reenter`], for this call may come back first.
///
/// SIGSTOP, because a handled SIGTSTP stops nobody.
///
/// # Errors
/// When the signal cannot be sent.
pub fn stop() -> io::Result<()> {
    leave();
    Ok(kill_current_process_group(Signal::STOP)?)
}

/// The terminal's size in columns and rows; 80 by 24 where it does not know (serial lines, some pseudo-terminals).
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
    /// The reason as a sentence for a person.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Unset => msg!("term-unset"),
            Self::Dumb => msg!("term-dumb"),
        }
    }
}

/// Whether farz can draw on a terminal of this name.
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

/// Enters when made, leaves when dropped.
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
