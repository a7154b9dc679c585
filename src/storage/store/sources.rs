//! The feeds that are followed, and the full texts of articles.

use super::{Store, StoreError};
use crate::domain::{ArticleId, Feed};
use crate::storage::library::Merging;

impl Store {
    /// The feeds that are followed, by title.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn feeds(&self) -> Result<Vec<Feed>, StoreError> {
        Ok(self.library.feeds()?)
    }

    /// Follows feeds, or keeps what is now known of them.
    ///
    /// # Errors
    /// When the library cannot be written: then nothing is kept.
    pub fn put_feeds(&mut self, feeds: &[Feed]) -> Result<(), StoreError> {
        let mut writer = self.library.write()?;
        feeds.iter().try_for_each(|feed| writer.put_feed(feed))?;
        Ok(writer.commit()?)
    }

    /// Follows a feed no more; its articles stay. Says whether it was followed.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn remove_feed(&mut self, url: &str) -> Result<bool, StoreError> {
        let mut writer = self.library.write()?;
        let removed = writer.remove_feed(url)?;
        writer.commit()?;
        Ok(removed)
    }

    /// The sources on the web that an article came from, each with its name.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn origins(&self, id: ArticleId) -> Result<Vec<(String, String)>, StoreError> {
        Ok(self.library.origins(id)?)
    }

    /// Makes rows of their own of all articles that are one row with this one, because their texts were the same. Gives
    /// their ids.
    ///
    /// # Errors
    /// When the library, or the journal for the tags of their sources, cannot be written: then nothing changed.
    pub fn split(&mut self, story: ArticleId, now_ms: i64) -> Result<Vec<ArticleId>, StoreError> {
        self.adding(now_ms, |writer| writer.split(story))
    }

    /// Whether articles that are added are one row with one that has the same text, from another source on the web. They are
    /// unless it is said.
    pub fn merge_same_text(&mut self, merging: Merging) {
        self.library.merge_same_text(merging);
    }

    /// The full text of an article's page as HTML, and whether it is the one that is read.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn full_text(&self, id: ArticleId) -> Result<Option<(String, bool)>, StoreError> {
        Ok(self.library.full_text(id)?)
    }

    /// Keeps the full text of an article, which is then the one that is read.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn put_full_text(&mut self, id: ArticleId, body: &str) -> Result<(), StoreError> {
        let mut writer = self.library.write()?;
        writer.put_full_text(id, body)?;
        Ok(writer.commit()?)
    }

    /// Chooses which of the two texts of an article is read.
    ///
    /// # Errors
    /// When the library cannot be written.
    pub fn show_full_text(&mut self, id: ArticleId, shown: bool) -> Result<(), StoreError> {
        let mut writer = self.library.write()?;
        writer.show_full_text(id, shown)?;
        Ok(writer.commit()?)
    }
}
