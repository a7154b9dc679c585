//! The followed feeds, and the full texts of articles.

use super::{Store, StoreError};
use crate::domain::{ArticleId, Feed};
use crate::storage::library::Merging;

impl Store {
    /// Returns the followed feeds, sorted by title.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn feeds(&self) -> Result<Vec<Feed>, StoreError> {
        Ok(self.library.feeds()?)
    }

    /// Starts to follow feeds, or updates what is known about them.
    ///
    /// # Errors
    /// When the library cannot be written: then nothing changes.
    pub fn put_feeds(&mut self, feeds: &[Feed]) -> Result<(), StoreError> {
        let mut writer = self.library.write()?;
        feeds.iter().try_for_each(|feed| writer.put_feed(feed))?;
        Ok(writer.commit()?)
    }

    /// Stops following a feed; its articles stay. Returns whether it was followed.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn remove_feed(&mut self, url: &str) -> Result<bool, StoreError> {
        let mut writer = self.library.write()?;
        let removed = writer.remove_feed(url)?;
        writer.commit()?;
        Ok(removed)
    }

    /// Returns the web sources of an article, each with its name.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn origins(&self, id: ArticleId) -> Result<Vec<(String, String)>, StoreError> {
        Ok(self.library.origins(id)?)
    }

    /// Gives separate rows to all articles that share the row of this one, because their texts are the same. Returns
    /// their ids.
    ///
    /// # Errors
    /// When the library, or the journal for the tags of their sources, cannot be written: then nothing changes.
    pub fn split(&mut self, story: ArticleId, now_ms: i64) -> Result<Vec<ArticleId>, StoreError> {
        self.adding(now_ms, |writer| writer.split(story))
    }

    /// Sets which added articles share a row with an article that has the same text, from another web source. By
    /// default, merging is on for all sources.
    pub fn merge_same_text(&mut self, merging: Merging) {
        self.library.merge_same_text(merging);
    }

    /// Returns the full text of an article's page as HTML, and whether the reader shows it.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn full_text(&self, id: ArticleId) -> Result<Option<(String, bool)>, StoreError> {
        Ok(self.library.full_text(id)?)
    }

    /// Stores the full text of an article, which the reader then shows.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn put_full_text(&mut self, id: ArticleId, body: &str) -> Result<(), StoreError> {
        let mut writer = self.library.write()?;
        writer.put_full_text(id, body)?;
        Ok(writer.commit()?)
    }

    /// Chooses which of the two texts of an article the reader shows.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn show_full_text(&mut self, id: ArticleId, shown: bool) -> Result<(), StoreError> {
        let mut writer = self.library.write()?;
        writer.show_full_text(id, shown)?;
        Ok(writer.commit()?)
    }
}
