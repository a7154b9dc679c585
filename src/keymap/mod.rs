//! Keys, and what they are bound to.
//!
//! Floor 2: imports from the floors below only.

pub mod key;

pub use key::{Code, Key};
