//! The operations on the library that the reader and the command line share: ingest, fetch, import, apply rules, run
//! hooks, search, and read and change the user's settings.
//!
//! This module does not depend on the program [`crate::app`] or a terminal. It accesses the library through
//! [`library::LibraryAccess`], which takes comparable requests.

pub mod articles;
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
pub mod selection;
pub mod settings;
pub mod terminal_choice;
