//! What the reader and the command line both do with the library: ingest, fetch, import, apply rules, run hooks, search,
//! and read and change the person's settings.
//!
//! Nothing here knows the program [`crate::app`] or a terminal. The library is reached through
//! [`library::LibraryAccess`], which takes comparable requests.

pub mod clock;
pub mod feed_state;
pub mod fetch_failure;
pub mod fetching;
pub mod hooks;
pub mod importing;
pub mod ingestion;
pub mod library;
pub mod locked_file;
pub mod log;
pub mod network;
pub mod rules;
pub mod settings;
pub mod terminal_choice;
