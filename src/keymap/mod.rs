//! Keys and their bindings.
//!
//! Floor 2: imports only from lower floors. Nothing here touches the file system: the caller that loads a keymap
//! passes a closure that reads files.
//!
//! # Invariants
//!
//! - A broken save changes nothing in a running reader.
//!   Test: `what_is_saved_is_in_force_at_once_and_a_broken_file_changes_nothing`.
//! - All settings, including those of the terminal, take effect when they are saved.
//!   Test: `colours_and_the_wait_after_esc_are_in_force_at_once_too`.
//! - The documents name only existing keys, files and tests.
//!   Tests: `every_key_it_shows_is_bound`, `every_test_that_an_invariant_names_exists`.

pub mod diagnostic;
pub mod key;
pub mod sequence;
pub mod trie;
pub mod layout;
pub mod plain;
pub mod action;
pub mod toml_text;
pub mod file;
pub mod map;
pub mod resolver;

pub use action::Action;
pub use diagnostic::{Diagnostic, Instead};
pub use file::Binding;
pub use key::{Code, Key, ParseKeyError};
pub use layout::{Keyboards, Layouts};
pub use map::{Continuation, Keymap};
pub use resolver::{Resolution, Resolver};
pub use sequence::{Sequence, written};
pub use trie::Found;
