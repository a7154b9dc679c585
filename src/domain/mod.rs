//! The triage model: articles, the user's decisions about them, and changes of these decisions.
//!
//! Floor 0: pure values without input or output, independent of the rest of the crate.

pub mod article;
pub mod ask;
pub mod catalogue;
pub mod edit;
pub mod feed;
pub mod history;
pub mod letters;
pub mod tag;
pub mod triage;
pub mod view;

pub use article::{Article, ArticleId, Format};
pub use ask::Ask;
pub use catalogue::{Catalogue, Row, RowIndex, Snapshot};
pub use edit::{Change, Edit, Field, FieldChange, Place};
pub use feed::{Feed, NextFetch};
pub use history::{History, Logged, Step, StepId, StepKind};
pub use tag::{Tag, TagError};
pub use triage::{Triage, Verdict};
pub use view::View;
