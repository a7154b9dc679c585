//! The full-text index, as the store offers it: the articles to index, and the indexed texts.

use super::{Store, StoreError};
use crate::domain::{Article, ArticleId, Row};
use crate::storage::library::{Finder, Text};

impl Store {
    /// Opens a second, read-only connection to the library, for another thread.
    ///
    /// # Errors
    /// When the library cannot be opened again.
    pub fn finder(&self) -> Result<Finder, StoreError> {
        Ok(self.library.finder()?)
    }

    /// Returns the next `limit` articles, after the one with `key`, whose texts are not in the index, each with its
    /// key.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn unread_texts(&self, key: i64, limit: usize) -> Result<Vec<(i64, Article)>, StoreError> {
        Ok(self.library.unread_texts(key, limit)?)
    }

    /// Detects the languages of up to `limit` articles that have none and whose text nobody has looked at for it. Returns
    /// their rows; none if there are no such articles left.
    ///
    /// # Errors
    /// If the library cannot be read or written; then nothing changed.
    pub fn detect_languages(&mut self, limit: usize) -> Result<Vec<Row>, StoreError> {
        let ids = self.library.undetected(limit)?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut writer = self.library.write()?;
        ids.iter().try_for_each(|id| writer.detect_language(*id))?;
        writer.commit()?;
        ids.into_iter().filter_map(|id| self.row(id).transpose()).collect()
    }

    /// The lowest key of these articles, for indexing them again; nothing where the library has none of them.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn first_key(&self, ids: &[ArticleId]) -> Result<Option<i64>, StoreError> {
        Ok(self.library.first_key(ids)?)
    }

    /// Returns the number of texts in the index.
    ///
    /// # Errors
    /// When the library cannot be read.
    pub fn texts(&self) -> Result<usize, StoreError> {
        Ok(self.library.texts()?)
    }

    /// Adds texts to the index.
    ///
    /// # Errors
    /// When the library cannot be written: then none of them is added.
    pub fn index(&mut self, texts: &[Text]) -> Result<(), StoreError> {
        let mut writer = self.library.write()?;
        writer.index(texts)?;
        Ok(writer.commit()?)
    }
}
