//! What is kept: the journal of decisions, which is the truth, and the library, which makes it quick.
//!
//! A decision is first appended to a text file in the config directory and synced ([`journal`]), then written to a
//! SQLite database in the data directory ([`library`]) that can be rebuilt from those files at any time. [`store`]
//! joins the two and is what the rest of the program uses.

pub mod clock;
pub mod decoded;
pub mod diagnostic;
pub mod disk;
#[cfg(test)]
pub mod faulty;
pub mod filesystem;
pub mod health;
pub mod journal;
pub mod library;
pub mod lines;
pub mod merge;
pub mod paths;
pub mod record;
pub mod replacement;
pub mod replica;
pub mod replica_id;
pub mod store;
pub mod compact;
mod stopwatch;
pub mod transfer;

pub use diagnostic::Diagnostic;
pub use library::{Added, Counts, Cursor, Finder, Outcome, Text};
pub use paths::Paths;
pub use store::{Committed, Refreshed, Store, StoreError, Verification};
