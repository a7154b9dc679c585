//! The find line: what to find in the shown text.
//!
//! Context: filter. Each change requests a find and goes to the first hit; accept stays there, cancel returns to where
//! the text was.

use super::pane::{Around, Pane, Reply, Request};
use crate::command::{Command, Context};
use crate::text::LineEditor;

/// The find line while the person types.
#[derive(Debug)]
pub struct FindBar {
    input: LineEditor,
}

impl FindBar {
    /// Returns a line that contains the text of the last find.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { input: LineEditor::with_text(text) }
    }
}

impl Pane for FindBar {
    fn context(&self) -> Context {
        Context::Filter
    }

    fn line(&self) -> Option<&LineEditor> {
        Some(&self.input)
    }

    fn prompt(&self) -> Option<&'static str> {
        Some("find: ")
    }

    fn line_mut(&mut self) -> Option<&mut LineEditor> {
        Some(&mut self.input)
    }

    fn changed(&mut self, _: &Around<'_>) -> Reply {
        Reply::Ask(Request::Find(self.input.text().to_owned()))
    }

    fn command(&mut self, command: Command, _: isize, _: &Around<'_>) -> Reply {
        match command {
            Command::Accept => Reply::Close,
            Command::Cancel => Reply::CloseAnd(Request::CancelFind),
            Command::NextProposal => Reply::Ask(Request::StepHit(true)),
            Command::PreviousProposal => Reply::Ask(Request::StepHit(false)),
            Command::Complete => Reply::nothing_to_complete(),
            _ => Reply::Pass,
        }
    }
}
