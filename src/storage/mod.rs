//! Persistent storage: the journal of decisions, which is authoritative, and the library, which makes it fast.
//!
//! farz first appends a decision to a text file in the config directory and syncs it ([`journal`]). It then writes
//! the decision to a SQLite database in the data directory ([`library`]), whose copy of the decisions can be rebuilt
//! from those files at any time. [`store`] joins the two for the rest of the program.

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
pub use library::{Added, Condition, Counts, Cursor, Finder, Outcome, Text};
pub use paths::Paths;
pub use store::{Committed, Refreshed, Store, StoreError, Verification};
