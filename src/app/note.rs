//! The note: the input line for a note on one article or several.
//!
//! Context: note. Accept requests the decision; cancel changes nothing.

use super::decision::Decision;
use super::pane::{Around, Pane, Reply, Request};
use crate::command::{Command, Context};
use crate::domain::RowIndex;
use crate::text::LineEditor;

/// The state of the note line.
#[derive(Debug)]
pub struct NoteEditor {
    input: LineEditor,
    /// The articles, fixed when the line was opened.
    rows: Vec<RowIndex>,
}

impl NoteEditor {
    /// Returns a line for a note on these rows, whose note is now `text`.
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
