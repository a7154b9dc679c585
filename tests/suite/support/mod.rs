//! What the tests of all subjects use.

pub mod tui;
