//! A feed that is to be followed, as lists name it.

use crate::domain::Tag;
use crate::text::clean;

/// The longest title, in characters.
const TITLE: usize = 200;
/// The most tags of one subscription.
const TAGS: usize = 32;

/// A feed in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscription {
    /// Its address, in its normal form.
    pub url: String,
    /// The title that the list gives it; may be empty.
    pub title: String,
    /// The folders and tags that it is in.
    pub tags: Vec<Tag>,
    /// Whether the list hides the feed: its articles are added as read.
    pub hidden: bool,
}

impl Subscription {
    /// A subscription with its words cleaned.
    #[must_use]
    pub fn new(url: String, title: &str, tags: &[String]) -> Self {
        let mut kept: Vec<Tag> = Vec::new();
        for tag in tags.iter().filter_map(|tag| Tag::new(&clean::one_line(tag)).ok()) {
            if kept.len() < TAGS && !kept.contains(&tag) {
                kept.push(tag);
            }
        }
        let title: String = clean::one_line(title).chars().take(TITLE).collect();
        Self { url, title, tags: kept, hidden: false }
    }
}
