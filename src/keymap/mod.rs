//! Keys, and what they are bound to.
//!
//! Floor 2: imports from the floors below only. Nothing here touches the file system: who loads a keymap brings a
//! closure that reads.

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
pub use diagnostic::Diagnostic;
pub use file::Binding;
pub use key::{Code, Key, ParseKeyError};
pub use layout::{Keyboards, Layouts};
pub use map::{Continuation, DEFAULT_USED, Keymap};
pub use resolver::{Resolution, Resolver};
pub use sequence::{Sequence, written};
pub use trie::Found;
