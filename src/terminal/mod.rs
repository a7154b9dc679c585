//! The terminal: bytes in, bytes out, and what this terminal is. This room knows cells and keys, and nothing of articles.
//!
//! [`modes`] enters and leaves the terminal. [`input`] reads bytes and [`parse`] turns them into [`event`]s. [`probe`]
//! asks which terminal this is, and [`answer`] holds what it says. [`writer`] turns a drawn frame into bytes, [`output`]
//! sends them, and [`pace`] measures how fast the line carries them.

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
