//! What every pane and line has in common: the list and the reading view, and those that stand over them.
//!
//! A pane is a value with private fields. It takes keys as commands and as text, and gives a [`Reply`]: it never reaches
//! into the program. What it needs of the program is in [`Around`]; what it asks of the program is a [`Request`], which
//! `popups.rs` carries out.

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

/// What the keys of a list say at its ends.
#[must_use]
pub fn no_other() -> Message {
    msg!("pane-no-other")
}

/// What the key that completes says where it has nothing to do.
#[must_use]
pub fn nothing_to_complete() -> Message {
    msg!("pane-nothing-to-complete")
}

/// What a pane may look at.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The articles.
    pub catalogue: &'a Catalogue,
    /// The keys in force.
    pub keymap: &'a Keymap,
    /// The person's saved views.
    pub views: &'a [SavedView],
    /// The filters that were accepted before.
    pub filters: &'a Earlier,
    /// Which of the list and the reading view has the focus.
    pub focus: Focus,
    /// The verdict of the articles that wait for a decision in this view.
    pub waits_in: Verdict,
    /// How many lines a popup shows.
    pub height: usize,
    /// How many rows the list shows.
    pub list_height: usize,
}

/// What a pane answers to a command, a text or a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Reply {
    /// The command is not for this pane: the pane below gets it, at last the program.
    Pass,
    /// The pane took it.
    Done,
    /// The pane took it, and asks for something.
    Ask(Request),
    /// The pane closes.
    Close,
    /// The pane closes, and asks for something.
    CloseAnd(Request),
}

impl Reply {
    /// There is nothing to complete.
    #[must_use]
    pub fn nothing_to_complete() -> Self {
        Self::tell(Notice::info(nothing_to_complete()))
    }

    /// The pane took it, and has something to tell.
    #[must_use]
    pub fn tell(notice: Notice) -> Self {
        Self::Ask(Request::Tell(notice))
    }

    /// A mark or a screen moved, or else this says why it did not.
    #[must_use]
    pub fn moved(moved: bool, why: impl FnOnce() -> Message) -> Self {
        if moved { Self::Done } else { Self::tell(Notice::info(why())) }
    }
}

/// What a pane asks of the program.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// Tell this.
    Tell(Notice),
    /// Make this decision on these rows.
    Decide(Vec<RowIndex>, Decision),
    /// Search by what is typed now.
    Filter(String),
    /// Keep what was typed as the filter in force.
    AcceptFilter(String),
    /// Go back to the filter from before.
    CancelFilter,
    /// Take the filter below into the empty line.
    PopFilter,
    /// In the reading view, take the article under the cursor for read.
    Follow,
    /// Move the cursor of the list by this many rows.
    MoveInList(isize),
    /// The same by the keys that step from row to row: they wait for rows that are being searched.
    StepInList(bool),
    /// Find this in the text that is read.
    Find(String),
    /// Find nothing, and go back to where the text was.
    CancelFind,
    /// Go to the next place that was found, or the one before.
    StepHit(bool),
    /// Run what was chosen in the palette.
    Run(Action),
    /// The palette closes without a choice.
    NoChoice(Option<Notice>),
    /// Take this step back.
    TakeBack(LogLine),
    /// Open the link at this address, or copy it.
    Link {
        /// The address.
        address: String,
        /// Whether it is copied.
        copies: bool,
    },
}

/// A pane or a line.
pub trait Pane {
    /// The context whose keys are live.
    fn context(&self) -> Context;

    /// The line that is being written, where there is one.
    fn line(&self) -> Option<&LineEditor> {
        None
    }

    /// What stands before the line, where it is written in the last row of the screen.
    fn prompt(&self) -> Option<&'static str> {
        None
    }

    /// The line, to be changed.
    fn line_mut(&mut self) -> Option<&mut LineEditor> {
        None
    }

    /// Follows a change of the line.
    fn changed(&mut self, _: &Around<'_>) -> Reply {
        Reply::Done
    }

    /// Takes a command; `times` says how often, where that means something.
    fn command(&mut self, command: Command, times: isize, around: &Around<'_>) -> Reply;

    /// Goes to the line with this number, from 1.
    fn go_to(&mut self, _: usize, _: &Around<'_>) -> Reply {
        Reply::Pass
    }

    /// Takes a key before the keymap does. `printed` is the letter on it. Nothing where the keymap is to have it.
    fn key(&mut self, _: Key, _printed: Option<char>) -> Option<Reply> {
        None
    }
}

/// Writes in a line as `command` says. Says whether the command writes. `visual` says whether the arrow keys move the caret as it
/// is seen, rather than in the order of reading.
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

/// By how many lines a command moves on a screen of `height` lines: a page keeps a line of the one before. Nothing where the
/// command moves no page.
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

/// The way from line `from` to the line with this number, from 1.
#[must_use]
pub fn way(from: usize, number: usize) -> isize {
    let at = number.saturating_sub(1);
    let far = isize::try_from(at.abs_diff(from)).unwrap_or(isize::MAX);
    if at < from { -far } else { far }
}
