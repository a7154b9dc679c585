//! What the tests of all subjects use.

pub mod home;
pub mod missing;
pub mod server;
pub mod skip;
pub mod tui;
