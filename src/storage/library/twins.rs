//! One story from several sources. If the title and text of an article are the same as another's, and only the links
//! differ, farz stores it under the id of the other one. A split gives these articles separate rows again.
//!
//! # Invariants
//!
//! - A story from several sources is one row until it is split, and then its articles stay separate.
//!   Test: `the_same_text_is_one_row_that_names_its_sources_until_it_is_split`.

use super::read::tags_of;
use super::schema::LibraryError;
use super::sources::web_source;
use super::write::Writer;
use crate::domain::{Article, ArticleId, Change, Format, Tag};
use crate::storage::diagnostic::Part;
use rusqlite::{OptionalExtension, params};

/// The shortest text, in bytes, that is enough to merge two articles.
const SAME_TEXT: usize = 280;

impl Writer<'_> {
    /// Checks whether `article`, whose id is not in the library, has the text of another source's article, and if so
    /// records it there. Returns the id of that article.
    pub(super) fn twin(&mut self, article: &Article, digest: &[u8; 16]) -> Result<Option<ArticleId>, LibraryError> {
        let known: Option<(ArticleId, [u8; 16])> = self
            .transaction()
            .prepare_cached("SELECT story, digest FROM twins WHERE id = ?1")?
            .query_row([article.id.0], |row| Ok((ArticleId(row.get(0)?), row.get(1)?)))
            .optional()?;
        if let Some((story, before)) = known {
            if before == *digest && web_source(&article.origin).is_some_and(|source| self.merging().takes(source)) {
                return Ok(Some(story));
            }
            // The text changed, or its source may no longer share a row.
            self.forget_twin(article.id, story)?;
        }
        let Some(story) = self.same_text(article, digest)? else { return Ok(None) };
        let names: Vec<&str> = article.tags.iter().map(Tag::as_str).collect();
        let tags = serde_json::to_string(&names).map_err(|_| LibraryError::Corrupt(Part::ArticleTags))?;
        self.transaction()
            .prepare_cached(
                "INSERT OR REPLACE INTO twins (id, story, digest, source, author, link, origin, published, added, language,
                                               tags)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .execute(params![
                article.id.0,
                story.0,
                digest,
                article.source,
                article.author,
                article.link,
                article.origin,
                article.published,
                article.added,
                article.language,
                tags,
            ])?;
        Ok(Some(story))
    }

    /// Returns the article from another web source that has the same title and text.
    fn same_text(&self, article: &Article, digest: &[u8; 16]) -> Result<Option<ArticleId>, LibraryError> {
        let source = web_source(&article.origin).filter(|source| self.merging().takes(source));
        if article.body.len() < SAME_TEXT || source.is_none() {
            return Ok(None);
        }
        let mut statement =
            self.transaction().prepare_cached("SELECT id, origin FROM articles WHERE digest = ?1 LIMIT 4")?;
        let found = statement.query_map([digest], |row| Ok((ArticleId(row.get(0)?), row.get::<_, String>(1)?)))?;
        for entry in found {
            let (id, origin) = entry?;
            if web_source(&origin).is_some_and(|other| Some(other) != source && self.merging().takes(other)) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn forget_twin(&mut self, id: ArticleId, story: ArticleId) -> Result<(), LibraryError> {
        let transaction = self.transaction();
        let origin: String =
            transaction.query_row("SELECT origin FROM twins WHERE id = ?1", [id.0], |row| row.get(0))?;
        transaction.execute("DELETE FROM twins WHERE id = ?1", [id.0])?;
        // Another twin may have come from the same source.
        let others = transaction
            .prepare_cached("SELECT origin FROM twins WHERE story = ?1")?
            .query_map([story.0], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        if let Some(source) = web_source(&origin)
            && !others.iter().any(|other| web_source(other) == Some(source))
        {
            transaction.execute("DELETE FROM origins WHERE id = ?1 AND source = ?2", params![story.0, source])?;
            self.name_sources(story)?;
        }
        Ok(())
    }

    /// Gives separate rows to all articles that share the row of `story`, with its text. Returns their ids, and the
    /// changes that add the tags of their sources.
    ///
    /// # Errors
    /// When SQLite reports an error.
    pub fn split(&mut self, story: ArticleId) -> Result<(Vec<ArticleId>, Vec<Change>), LibraryError> {
        let transaction = self.transaction();
        let text = transaction.query_row(
            "SELECT a.title, a.format, b.body FROM articles a JOIN bodies b ON b.key = a.key WHERE a.id = ?1",
            [story.0],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)),
        );
        let Some((title, format, body)) = text.optional()? else { return Ok((Vec::new(), Vec::new())) };
        let format = Format::from_name(&format).unwrap_or(Format::Plain);
        let mut statement = transaction.prepare_cached(
            "SELECT id, source, author, link, origin, published, added, language, digest, tags FROM twins WHERE story = ?1 ORDER BY id",
        )?;
        let twins = statement.query_map([story.0], |row| {
            let article = Article {
                id: ArticleId(row.get(0)?),
                source: row.get(1)?,
                author: row.get(2)?,
                link: row.get(3)?,
                origin: row.get(4)?,
                published: row.get(5)?,
                added: row.get(6)?,
                language: row.get(7)?,
                title: title.clone(),
                format,
                body: body.clone(),
                changed: false,
                tags: tags_of(row.get_ref(9)?.as_str()?).into_iter().collect(),
            };
            Ok((article, row.get::<_, [u8; 16]>(8)?))
        })?;
        let twins = twins.collect::<Result<Vec<_>, _>>()?;
        drop(statement);
        let (mut ids, mut tagged) = (Vec::new(), Vec::new());
        for (article, digest) in twins {
            self.forget_twin(article.id, story)?;
            // Keeps the article's own digest: if the story changed since, its own next text is a change.
            tagged.extend(self.insert(&article, &digest)?);
            self.note_origin(article.id, &article)?;
            ids.push(article.id);
        }
        Ok((ids, tagged))
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::{Article, ArticleId, Format, Tag};
    use crate::storage::library::Merging;
    use crate::storage::{Added, Paths, Store};

    const NOW: i64 = 1_790_000_000_000;

    /// Returns the story as published by one feed.
    fn told(number: u8, text: &str) -> Article {
        Article {
            id: ArticleId([number; 10]),
            title: "One story".into(),
            source: format!("Paper {number}"),
            origin: format!("https://paper{number}.example/feed#1"),
            author: String::new(),
            link: format!("https://paper{number}.example/story"),
            published: Some(NOW - i64::from(number)),
            added: NOW,
            language: "en".into(),
            format: Format::Plain,
            body: text.repeat(20),
            tags: vec![Tag::new(&format!("paper{number}")).unwrap()],
            changed: false,
        }
    }

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let (store, wrong) = Store::open(&Paths::within(folder.path()), NOW).unwrap();
        assert!(wrong.is_empty());
        (folder, store)
    }

    fn became(store: &mut Store, articles: &[Article]) -> Vec<(u8, Added)> {
        store.add(articles).unwrap().into_iter().map(|(id, added)| (id.0[0], added)).collect()
    }

    fn sources(store: &Store, number: u8) -> Vec<String> {
        store.origins(ArticleId([number; 10])).unwrap().into_iter().map(|(_, name)| name).collect()
    }

    const TEXT: &str = "The very same words. ";

    #[test]
    fn the_same_text_is_one_row_that_names_its_sources_until_it_is_split() {
        let (_folder, mut store) = store();
        let all = [told(1, TEXT), told(2, TEXT), told(3, TEXT)];
        assert_eq!(became(&mut store, &all), [(1, Added::New), (1, Added::Joined), (1, Added::Joined)]);
        assert_eq!(became(&mut store, &all), [(1, Added::Known), (1, Added::Known), (1, Added::Known)]);
        assert_eq!(sources(&store, 1), ["Paper 1", "Paper 2", "Paper 3"]);
        let named = |store: &Store| store.row(ArticleId([1; 10])).unwrap().unwrap().source;
        assert_eq!(named(&store), "Paper 1, Paper 2, Paper 3", "the list names them");
        let split = store.split(ArticleId([1; 10]), NOW).unwrap();
        assert_eq!(split, [ArticleId([2; 10]), ArticleId([3; 10])]);
        assert_eq!(named(&store), "Paper 1");
        for number in [1, 2, 3] {
            assert_eq!(sources(&store, number), [format!("Paper {number}")]);
            let article = store.article(ArticleId([number; 10])).unwrap().unwrap();
            assert_eq!((&article.link, &article.body), (&told(number, "").link, &TEXT.repeat(20)));
            let tags: Vec<String> = store.triage(article.id).unwrap().tags.iter().map(ToString::to_string).collect();
            assert_eq!(tags, [format!("paper{number}")]);
        }
        assert_eq!(became(&mut store, &all), [(1, Added::Known), (2, Added::Known), (3, Added::Known)], "and stays so");
        assert_eq!(store.split(ArticleId([1; 10]), NOW).unwrap(), []);
        assert_eq!(store.split(ArticleId([9; 10]), NOW).unwrap(), []);
    }

    #[test]
    fn a_source_can_be_kept_apart_from_the_others() {
        let (_folder, mut store) = store();
        store.merge_same_text(Merging { apart: vec!["https://paper2.example/feed".into()], ..Merging::default() });
        let all = [told(1, TEXT), told(2, TEXT), told(3, TEXT)];
        assert_eq!(became(&mut store, &all), [(1, Added::New), (2, Added::New), (1, Added::Joined)]);
    }

    #[test]
    fn one_that_tells_something_else_later_gets_a_row_of_its_own() {
        let (_folder, mut store) = store();
        became(&mut store, &[told(1, TEXT), told(2, TEXT)]);
        assert_eq!(became(&mut store, &[told(1, "The first paper wrote on. ")]), [(1, Added::Changed)]);
        assert_eq!(became(&mut store, &[told(2, TEXT)]), [(1, Added::Known)], "this one still says what it said");
        assert_eq!(became(&mut store, &[told(2, "Now other words. ")]), [(2, Added::New)]);
        assert_eq!((sources(&store, 1), sources(&store, 2)), (vec!["Paper 1".to_owned()], vec!["Paper 2".to_owned()]));
    }

    #[test]
    fn it_can_be_turned_off_and_short_texts_are_never_one() {
        let (_folder, mut store) = store();
        let short = |number| Article { body: "Short.".into(), ..told(number, "") };
        assert_eq!(became(&mut store, &[short(5), short(6)]), [(5, Added::New), (6, Added::New)]);
        store.merge_same_text(Merging { on: false, ..Merging::default() });
        assert_eq!(became(&mut store, &[told(1, TEXT), told(2, TEXT)]), [(1, Added::New), (2, Added::New)]);
    }
}
