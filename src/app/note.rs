//! The note: a line in which one writes a note on one article or on many.
//!
//! Context: note. Accept asks for the decision; cancel leaves all as it was.

use super::decision::Decision;
use super::pane::{Around, Pane, Reply, Request};
use crate::command::{Command, Context};
use crate::domain::RowIndex;
use crate::text::LineEditor;

/// A note being written.
#[derive(Debug)]
pub struct NoteEditor {
    input: LineEditor,
    /// The articles, frozen when it was opened.
    rows: Vec<RowIndex>,
}

impl NoteEditor {
    /// A note on these rows, which have this text now.
    #[must_use]
    pub fn new(rows: Vec<RowIndex>, text: &str) -> Self {
        Self { input: LineEditor::with_text(text), rows }
    }
}

impl Pane for NoteEditor {
    fn context(&self) -> Context {
        Context::Note
    }

    fn line(&self) -> Option<&LineEditor> {
        Some(&self.input)
    }

    fn prompt(&self) -> Option<&'static str> {
        Some("note: ")
    }

    fn line_mut(&mut self) -> Option<&mut LineEditor> {
        Some(&mut self.input)
    }

    fn command(&mut self, command: Command, _: isize, _: &Around<'_>) -> Reply {
        match command {
            Command::Accept => {
                let note = Decision::Note(self.input.text().trim().to_owned());
                Reply::CloseAnd(Request::Decide(std::mem::take(&mut self.rows), note))
            }
            Command::Cancel => Reply::Close,
            _ => Reply::Pass,
        }
    }
}
