//! Helpers for the tests of all subjects.

pub mod home;
pub mod missing;
pub mod server;
pub mod skip;
pub mod tui;
