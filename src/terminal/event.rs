//! Events from outside that the loop receives.

use crate::keymap::Key;
use crate::terminal::answer::Answer;
use rustix::process::Signal as Posix;

/// A signal that farz handles, instead of dying from it with the terminal in raw mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// SIGHUP: the terminal or the connection is gone.
    Hangup,
    /// SIGINT, sent by another program; ctrl-c is a key in raw mode.
    Interrupt,
    /// SIGQUIT, sent by another program.
    Quit,
    /// SIGTERM: end in an orderly way.
    Terminate,
    /// SIGTSTP: restore the terminal, then stop.
    Stop,
    /// SIGCONT: the process runs again, and another program may have changed the terminal's modes.
    Continue,
}

impl Signal {
    /// Returns the signal's number on this system.
    #[must_use]
    pub const fn number(self) -> i32 {
        match self {
            Self::Hangup => Posix::HUP.as_raw(),
            Self::Interrupt => Posix::INT.as_raw(),
            Self::Quit => Posix::QUIT.as_raw(),
            Self::Terminate => Posix::TERM.as_raw(),
            Self::Stop => Posix::TSTP.as_raw(),
            Self::Continue => Posix::CONT.as_raw(),
        }
    }

    /// Returns the exit code of a program that this signal ends: 128 + its number, as in shells. Signals that end a
    /// program have the same numbers on every system. The others return 0.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Hangup => 129,
            Self::Interrupt => 130,
            Self::Quit => 131,
            Self::Terminate => 143,
            Self::Stop | Self::Continue => 0,
        }
    }

    /// Returns whether the program ends on this signal.
    #[must_use]
    pub const fn ends(self) -> bool {
        match self {
            Self::Hangup | Self::Interrupt | Self::Quit | Self::Terminate => true,
            Self::Stop | Self::Continue => false,
        }
    }
}

/// The exit code after the terminal went away, the same as for SIGHUP.
pub const EXIT_HANGUP: u8 = Signal::Hangup.exit_code();
/// The exit code after a panic, the same as the standard library's.
pub const EXIT_PANIC: u8 = 101;

/// Something that happened outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted. Line ends are `\n`, control characters are removed, and the size is at most 1 MB.
    Paste(String),
    /// The terminal answered a question. Never a key.
    Answer(Answer),
    /// The terminal's size may have changed. The loop must query it.
    Resize,
    /// The terminal is gone: end of input, EIO or POLLHUP. No input follows.
    Hangup,
    /// A signal arrived.
    Signal(Signal),
    /// The output that the loop waited for is written: there is room for the newest frame.
    Flushed,
    /// Any thread panicked. Carries the message to print once the screen is restored. The program ends.
    Panic(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_that_shells_count() {
        assert_eq!(Signal::Terminate.exit_code(), 143);
        assert_eq!(Signal::Interrupt.exit_code(), 130);
        assert_eq!(EXIT_HANGUP, 129);
        for signal in [Signal::Hangup, Signal::Interrupt, Signal::Quit, Signal::Terminate] {
            assert_eq!(i32::from(signal.exit_code()), 128 + signal.number());
        }
        assert!(!Signal::Stop.ends() && Signal::Hangup.ends());
    }
}
