//! Text for terminals in every script: folding for search, documents, and their layout on a grid of cells.
//!
//! Floor 0: pure functions and values, nothing of the rest of the crate, and no terminal.
//!
//! The way of a text to the screen: [`clean`] takes control characters off what came from outside; `paragraph` finds
//! clusters, levels ([`bidi`]), joined letters ([`shape`]) and break opportunities once; `wrap` cuts it into lines for
//! one width; [`mod@line`] or [`layout`] put a line's cells in visual order.

pub mod bidi;
mod breaks;
pub mod cell;
pub mod clean;
pub mod cluster;
pub mod document;
pub mod fold;
pub mod find;
pub mod forms;
mod isolate;
pub mod layout;
pub mod line;
pub mod line_editor;
pub mod markup;
mod paragraph;
pub mod shape;
pub mod stem;
pub mod style;
pub mod width;
mod wrap;
#[cfg(test)]
mod tests;

pub use bidi::{Base, Order};
pub use fold::{Folded, fold, fold_mapped};
pub use layout::{LaidLine, Layout, LayoutOptions, LineRef, StyledCell};
pub use line::{Cell, VisualLine, columns, truncated, visual};
pub use line_editor::{EditorView, LineEditor};
pub use style::Style;
pub use width::cluster_width;
