//! The interface of every pane and line: the list and the reading view, and those over them.
//!
//! A pane is a value with private fields. It gets keys as commands and as text, and returns a [`Reply`]; it never
//! accesses the program. [`Around`] has what it may read of the program. A [`Request`] asks the program for something,
//! and `popups.rs` carries it out.

use super::decision::Decision;
use super::earlier::Earlier;
use super::geometry::Focus;
use super::msg::{LogLine, Notice};
use crate::command::{Command, Context};
use crate::config::SavedView;
use crate::domain::{Catalogue, RowIndex, Verdict};
use crate::keymap::{Action, Key, Keymap};
use crate::message::{Message, msg};
use crate::text::LineEditor;

/// Returns the message of a list's keys at its ends.
#[must_use]
pub fn no_other() -> Message {
    msg!("pane-no-other")
}

/// Returns the message of the completion key when it has nothing to do.
#[must_use]
pub fn nothing_to_complete() -> Message {
    msg!("pane-nothing-to-complete")
}

/// The data that a pane may read.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The articles.
    pub catalogue: &'a Catalogue,
    /// The current keymap.
    pub keymap: &'a Keymap,
    /// The person's saved views.
    pub views: &'a [SavedView],
    /// The filters that were accepted before.
    pub filters: &'a Earlier,
    /// Which of the list and the reading view has the focus.
    pub focus: Focus,
    /// The verdict of the articles that wait for a decision in this view.
    pub waits_in: Verdict,
    /// The number of lines that a popup shows.
    pub height: usize,
    /// The number of rows that the list shows.
    pub list_height: usize,
}

/// A pane's answer to a command, a text or a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Reply {
    /// The command is not for this pane: the next pane below gets it, and finally the program.
    Pass,
    /// The pane handled it.
    Done,
    /// The pane handled it, and requests something.
    Ask(Request),
    /// The pane closes.
    Close,
    /// The pane closes, and requests something.
    CloseAnd(Request),
}

impl Reply {
    /// Returns the reply that there is nothing to complete.
    #[must_use]
    pub fn nothing_to_complete() -> Self {
        Self::tell(Notice::info(nothing_to_complete()))
    }

    /// Returns a reply that shows a notice.
    #[must_use]
    pub fn tell(notice: Notice) -> Self {
        Self::Ask(Request::Tell(notice))
    }

    /// Returns `Done` if a mark or a screen moved, or else a reply with the reason why not.
    #[must_use]
    pub fn moved(moved: bool, why: impl FnOnce() -> Message) -> Self {
        if moved { Self::Done } else { Self::tell(Notice::info(why())) }
    }
}

/// A request from a pane to the program.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// Show this notice.
    Tell(Notice),
    /// Make this decision on these rows.
    Decide(Vec<RowIndex>, Decision),
    /// Search by the typed text.
    Filter(String),
    /// Accept the typed text as the filter.
    AcceptFilter(String),
    /// Return to the previous filter.
    CancelFilter,
    /// Take the filter below into the empty line.
    PopFilter,
    /// In the reading view, mark the article under the cursor as read.
    Follow,
    /// Move the cursor of the list by this many rows.
    MoveInList(isize),
    /// The same for the keys that step by one row: they wait while a search is running.
    StepInList(bool),
    /// Find this in the shown text.
    Find(String),
    /// Cancel the find, and return to where the text was.
    CancelFind,
    /// Go to the next or the previous hit.
    StepHit(bool),
    /// Run the choice of the palette.
    Run(Action),
    /// Close the palette without a choice.
    NoChoice(Option<Notice>),
    /// Undo this step.
    TakeBack(LogLine),
    /// Open the link at this address, or copy it.
    Link {
        /// The address.
        address: String,
        /// Whether to copy it.
        copies: bool,
    },
}

/// A pane or a line.
pub trait Pane {
    /// Returns the context whose keys are live.
    fn context(&self) -> Context;

    /// Returns the input line, if the pane has one.
    fn line(&self) -> Option<&LineEditor> {
        None
    }

    /// Returns the prompt before the line, if the line is in the last row of the screen.
    fn prompt(&self) -> Option<&'static str> {
        None
    }

    /// Returns the input line for changes.
    fn line_mut(&mut self) -> Option<&mut LineEditor> {
        None
    }

    /// Handles a change of the line.
    fn changed(&mut self, _: &Around<'_>) -> Reply {
        Reply::Done
    }

    /// Handles a command; `times` says how often, where that applies.
    fn command(&mut self, command: Command, times: isize, around: &Around<'_>) -> Reply;

    /// Goes to the line with this number, from 1.
    fn go_to(&mut self, _: usize, _: &Around<'_>) -> Reply {
        Reply::Pass
    }

    /// Handles a key before the keymap does. `printed` is the letter on it. Returns `None` to leave the key to the
    /// keymap.
    fn key(&mut self, _: Key, _printed: Option<char>) -> Option<Reply> {
        None
    }
}

/// Edits a line according to `command`. Returns whether the command edits lines. `visual` means that the arrow keys
/// move the caret in screen order instead of reading order.
pub fn write(line: &mut LineEditor, command: Command, visual: bool) -> bool {
    match command {
        Command::CaretLeft if visual => line.left(),
        Command::CaretRight if visual => line.right(),
        Command::CaretLeft => line.back(),
        Command::CaretRight => line.forward(),
        Command::CaretWordLeft => line.word_left(),
        Command::CaretWordRight => line.word_right(),
        Command::CaretStart => line.home(),
        Command::CaretEnd => line.end(),
        Command::SelectLeft if visual => line.select(LineEditor::left),
        Command::SelectRight if visual => line.select(LineEditor::right),
        Command::SelectLeft => line.select(LineEditor::back),
        Command::SelectRight => line.select(LineEditor::forward),
        Command::SelectWordLeft => line.select(LineEditor::word_left),
        Command::SelectWordRight => line.select(LineEditor::word_right),
        Command::SelectToStart => line.select(LineEditor::home),
        Command::SelectToEnd => line.select(LineEditor::end),
        Command::DeleteBack => line.backspace(),
        Command::DeleteForward => line.delete(),
        Command::DeleteWordBack => line.delete_word_back(),
        Command::DeleteWordForward => line.delete_word_forward(),
        Command::DeleteToStart => line.delete_to_start(),
        Command::DeleteToEnd => line.delete_to_end(),
        _ => return false,
    }
    true
}

/// Returns by how many lines a command moves on a screen of `height` lines; a page keeps one line of the page before.
/// Returns `None` if the command does not move by pages.
#[must_use]
pub fn page(command: Command, times: isize, height: usize) -> Option<isize> {
    let lines = |lines: usize| isize::try_from(lines.max(1)).unwrap_or(1);
    match command {
        Command::PageDown => Some(times.saturating_mul(lines(height.saturating_sub(1)))),
        Command::PageUp => Some((-times).saturating_mul(lines(height.saturating_sub(1)))),
        Command::HalfPageDown => Some(times.saturating_mul(lines(height / 2))),
        Command::HalfPageUp => Some((-times).saturating_mul(lines(height / 2))),
        _ => None,
    }
}

/// Returns the distance from line `from`, counted from 0, to the line with this number, counted from 1.
#[must_use]
pub fn way(from: usize, number: usize) -> isize {
    let at = number.saturating_sub(1);
    let far = isize::try_from(at.abs_diff(from)).unwrap_or(isize::MAX);
    if at < from { -far } else { far }
}
