//! The filter being typed.

use crate::domain::RowIndex;
use crate::text::LineEditor;

/// The line at the bottom, and what to go back to.
#[derive(Debug, Default)]
pub struct FilterBar {
    /// What is typed.
    pub input: LineEditor,
    /// The filter that was in force when the bar was opened.
    pub before: String,
    /// The article under the cursor when the bar was opened.
    pub cursor: Option<RowIndex>,
    /// Whether the person moved the cursor since.
    pub moved: bool,
}
