//! The library: articles, and a copy of what was decided about them, in SQLite. The only folder that names SQLite.
//!
//! The articles are here alone. The copy of the decisions is replayed from the journal: it carries the stamp of every
//! field, so that new lines merge into it one by one, and how far each journal file was read.
//!
//! # Invariants
//!
//! - The index of the texts can be lost: it is made anew.
//!   Test: `a_library_without_the_index_gets_one`.

mod merging;
mod migrations;
mod newsboat;
mod read;
mod schema;
mod texts;
mod sources;
mod twins;
mod write;

pub use merging::Merging;
pub use migrations::SCHEMA;
pub use newsboat::{NewsboatItem, is_database, newsboat_items};
pub use read::{Counts, Cursor, ROW_SQL};
pub use schema::{Library, LibraryError};
pub use texts::{Finder, Text};
pub use write::{Added, Outcome, Writer};

#[cfg(test)]
mod tests;
