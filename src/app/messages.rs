//! The messages pane: the messages of this run, newest first.
//!
//! Context: help. Its keys scroll; cancel closes it. It requests nothing.

use super::msg::Notice;
use super::pane::{Around, Pane, Reply, page, way};
use crate::command::{Command, Context};
use crate::message::msg;

/// The messages on the screen.
#[derive(Debug)]
pub struct Messages {
    /// Each message with its time in milliseconds since 1970-01-01 UTC, newest first; a snapshot from when the pane
    /// was opened.
    told: Vec<(i64, Notice)>,
    top: usize,
}

impl Messages {
    /// Returns a pane with these messages, newest first.
    #[must_use]
    pub fn new(told: Vec<(i64, Notice)>) -> Self {
        Self { told, top: 0 }
    }

    /// Returns each message with its time in milliseconds since 1970-01-01 UTC, newest first.
    #[must_use]
    pub fn told(&self) -> &[(i64, Notice)] {
        &self.told
    }

    /// Returns the number of the first message on the screen.
    #[must_use]
    pub fn top(&self) -> usize {
        self.top
    }

    fn scroll(&mut self, delta: isize, height: usize) -> Reply {
        let (before, last) = (self.top, self.told.len().saturating_sub(height));
        self.top = self.top.saturating_add_signed(delta).min(last);
        Reply::moved(self.top != before, || if delta < 0 { msg!("messages-newest") } else { msg!("messages-oldest") })
    }
}

impl Pane for Messages {
    fn context(&self) -> Context {
        Context::Help
    }

    fn command(&mut self, command: Command, times: isize, around: &Around<'_>) -> Reply {
        if let Some(delta) = page(command, times, around.height) {
            return self.scroll(delta, around.height);
        }
        match command {
            Command::HelpDown => self.scroll(times, around.height),
            Command::HelpUp => self.scroll(-times, around.height),
            Command::FirstArticle => self.scroll(isize::MIN, around.height),
            Command::LastArticle => self.scroll(isize::MAX, around.height),
            Command::Accept | Command::Cancel => Reply::Close,
            Command::Filter => Reply::tell(Notice::info(msg!("messages-no-search"))),
            _ => Reply::Pass,
        }
    }

    fn go_to(&mut self, number: usize, around: &Around<'_>) -> Reply {
        self.scroll(way(self.top, number), around.height)
    }
}
