//! Text for terminals in every script: folding for search, documents, and their layout on a grid of cells.
//!
//! Floor 0: pure functions and values. Nothing here depends on the rest of the crate or on a terminal.
//!
//! The path of a text to the screen: [`clean`] removes control characters from external text. `paragraph` finds
//! clusters, levels ([`bidi`]), joined letters ([`shape`]) and break opportunities once. `wrap` cuts the paragraph
//! into lines for one width. [`mod@line`] or [`layout`] put the cells of a line in visual order.
//!
//! # Invariants
//!
//! - The order of every line of 500 newspaper stories at 20, 40 and 72 columns is that of GNU FriBidi, an independent
//!   implementation. These differences are by design: levels are those of the whole paragraph (128 of 90,075 lines
//!   differ from FriBidi's levels of the line alone, and all of these follow from its levels of the paragraph),
//!   blanks at the end of a line are not shown, marks stay after their letter, and lam-alef is one cell.
//!   Test: `the_order_of_newspaper_lines_is_that_of_fribidi`.
//! - Clusters match the conformance file (Unicode 15.0), except for one case of newer data. Line breaks match it too,
//!   except for 15 cases, all from rules that newer versions of UAX #14 changed (LB15c and LB25 of Unicode 16, LB21a
//!   of 15.1).
//!   Tests: `clusters_are_those_of_uax_29`, `lines_break_where_uax_14_says`.

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
pub mod language;
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
pub use line::{Cell, VisualLine, columns, padded, truncated, visual};
pub use line_editor::{EditorView, LineEditor};
pub use style::Style;
pub use width::cluster_width;
