//! The terminal: its input, its output, and what kind of terminal it is. This module knows cells and keys, but no
//! articles.
//!
//! [`modes`] enters and leaves the terminal. [`input`] reads bytes and [`parse`] turns them into [`event`]s.
//! [`probe`] asks which terminal this is, and [`answer`] holds its answers. [`writer`] turns a drawn frame into
//! bytes, [`output`] sends them, and [`pace`] measures how fast the line carries them.

pub mod answer;
pub mod clipboard;
pub mod event;
pub mod input;
pub mod interview;
pub mod modes;
pub mod output;
pub mod pace;
pub mod panic;
pub mod parse;
pub mod probe;
pub mod writer;
