//! Finds articles by the text that the user types.
//!
//! Floor 1: imports from `text` and `domain` only. [`query`] parses the text, [`mod@search`] ranks rows,
//! [`mod@highlight`] finds the letters that matched, [`tags`] proposes tags, and [`translit`] and [`layouts`] read a
//! word in another script or as typed on another keyboard. The score is that of fuzzy-matcher ([`fuzzy`]); [`score`]
//! computes the same number fast, from the [`places`] of letters.

pub mod query;
pub mod fuzzy;
pub mod places;
pub mod tier;
pub mod standing;
pub mod typo;
pub mod score;
pub mod translit;
pub mod layouts;
pub mod search;
pub mod highlight;
pub mod tags;

pub use highlight::highlight;
pub use query::Query;
pub use search::{Answers, Listener, Look, Matches, Readings, Searches, Stage, search};
pub use tags::propose;
