//! A feed to follow, as lists name it.

use crate::domain::Tag;
use crate::text::clean;

/// The maximum length of a title, in characters.
const TITLE: usize = 200;
/// The maximum number of tags of one subscription.
const TAGS: usize = 32;

/// A feed in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscription {
    /// Its address, in normal form.
    pub url: String,
    /// The title that the list gives it; may be empty.
    pub title: String,
    /// The folders that contain it, and its tags.
    pub tags: Vec<Tag>,
    /// Whether the list hides the feed: its articles are added as read.
    pub hidden: bool,
}

impl Subscription {
    /// Creates a subscription, and cleans its title and tags.
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
