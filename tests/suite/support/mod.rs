//! What the tests of all subjects use.

pub mod home;
pub mod server;
pub mod tui;
