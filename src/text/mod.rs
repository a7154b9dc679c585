//! Text for terminals in every script: folding for search, documents, and their layout on a grid of cells.
//!
//! Floor 0: pure functions and values, nothing of the rest of the crate, and no terminal.

pub mod document;
