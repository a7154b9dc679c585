//! The history pane: the last steps, newest first. The person can undo each of them.
//!
//! Context: history. Its keys move the mark; accept closes the pane and requests an undo of the marked step.

use super::msg::{LogLine, Notice};
use super::pane::{Around, Pane, Reply, Request, page, way};
use crate::command::{Command, Context};
use crate::message::msg;

/// The state of the history pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryPane {
    /// The steps; `None` while they are being read.
    lines: Option<Vec<LogLine>>,
    marked: usize,
}

impl HistoryPane {
    /// Returns the last steps, newest first; `None` while they are being read.
    #[must_use]
    pub fn lines(&self) -> Option<&[LogLine]> {
        self.lines.as_deref()
    }

    /// Returns the place of the mark.
    #[must_use]
    pub fn marked(&self) -> usize {
        self.marked
    }

    /// Shows the steps that were read.
    pub fn fill(&mut self, lines: Vec<LogLine>) {
        self.marked = self.marked.min(lines.len().saturating_sub(1));
        self.lines = Some(lines);
    }

    /// Moves the mark by `delta`, stopping at the ends. Returns whether it moved.
    pub fn step(&mut self, delta: isize) -> bool {
        let (before, last) = (self.marked, self.lines.as_ref().map_or(0, Vec::len).saturating_sub(1));
        self.marked = self.marked.saturating_add_signed(delta).min(last);
        self.marked != before
    }

    /// Returns the marked step.
    #[must_use]
    pub fn chosen(&self) -> Option<&LogLine> {
        self.lines.as_ref()?.get(self.marked)
    }
}

impl HistoryPane {
    fn step_to(&mut self, delta: isize) -> Reply {
        let moved = self.step(delta);
        Reply::moved(moved, || match (&self.lines, delta < 0) {
            (None, _) => msg!("history-loading"),
            (Some(_), true) => msg!("history-newest"),
            (Some(_), false) => msg!("history-oldest"),
        })
    }
}

impl Pane for HistoryPane {
    fn context(&self) -> Context {
        Context::History
    }

    fn command(&mut self, command: Command, times: isize, around: &Around<'_>) -> Reply {
        if let Some(delta) = page(command, times, around.height) {
            return self.step_to(delta);
        }
        match command {
            Command::NextProposal => self.step_to(times),
            Command::PreviousProposal => self.step_to(-times),
            Command::FirstArticle => self.step_to(isize::MIN),
            Command::LastArticle => self.step_to(isize::MAX),
            Command::Accept => match self.chosen().cloned() {
                Some(line) => Reply::CloseAnd(Request::TakeBack(line)),
                None => Reply::tell(Notice::info(msg!("history-none"))),
            },
            Command::Cancel => Reply::Close,
            _ => Reply::Pass,
        }
    }

    fn go_to(&mut self, number: usize, _: &Around<'_>) -> Reply {
        self.step_to(way(self.marked, number))
    }
}
