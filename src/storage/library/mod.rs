//! The library: articles, and a copy of the decisions about them, in SQLite. Only this folder names SQLite.
//!
//! Only the library has the articles. The copy of the decisions is a replay of the journal. It has the stamp of every
//! field, so that new lines merge into it one by one, and how far each journal file was read.
//!
//! # Invariants
//!
//! - The full-text index can be lost: farz rebuilds it.
//!   Test: `a_library_without_the_index_gets_one`.
//! - An article has the language that its source declares, or else that of its text, also in a library of an older farz.
//!   Tests: `the_declared_language_stays_and_where_there_is_none_the_text_tells_it`,
//!   Tests: `another_text_is_looked_at_again_and_a_declared_language_is_not_overwritten`,
//!   Tests: `articles_of_an_older_farz_are_looked_at_once`.

mod languages;
mod merging;
mod migrations;
mod newsboat;
mod read;
mod schema;
mod select;
mod texts;
mod sources;
mod twins;
mod write;

pub use merging::Merging;
pub use migrations::SCHEMA;
pub use newsboat::{NewsboatItem, is_database, newsboat_items};
pub use read::{Counts, Cursor, ROW_SQL};
pub use schema::{Library, LibraryError};
pub use select::Condition;
pub use texts::{Finder, Text};
pub use write::{Added, Outcome, Writer};

#[cfg(test)]
mod tests;
