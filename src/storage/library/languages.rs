//! The languages of articles: those that their sources declare, or else those that farz detects in the texts.

use super::schema::{Library, LibraryError};
use super::write::Writer;
use crate::domain::ArticleId;
use crate::text::language::detect;
use rusqlite::{OptionalExtension, params};

impl Library {
    /// Returns up to `limit` articles without a language in whose text farz has not looked for it yet.
    ///
    /// # Errors
    /// If SQLite refuses.
    pub fn undetected(&self, limit: usize) -> Result<Vec<ArticleId>, LibraryError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id FROM articles WHERE language = '' AND detected = 0 ORDER BY key LIMIT ?1")?;
        let found = statement.query_map([limit as i64], |row| Ok(ArticleId(row.get(0)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Returns whether farz detected the language of an article in its text.
    ///
    /// # Errors
    /// If SQLite refuses.
    pub fn is_detected(&self, id: ArticleId) -> Result<bool, LibraryError> {
        let mut statement = self.connection.prepare_cached("SELECT detected FROM articles WHERE id = ?1")?;
        Ok(statement.query_row([id.0], |row| row.get(0)).optional()?.unwrap_or_default())
    }
}

impl Writer<'_> {
    /// Detects the language of an article in the text that is shown, unless its source declares one.
    ///
    /// # Errors
    /// If SQLite refuses.
    pub fn detect_language(&mut self, id: ArticleId) -> Result<(), LibraryError> {
        let transaction = self.transaction();
        let mut statement = transaction.prepare_cached(
            "SELECT a.title, coalesce(f.body, b.body, ''), f.body IS NOT NULL OR a.format = 'html'
             FROM articles a LEFT JOIN bodies b ON b.key = a.key LEFT JOIN full_texts f ON f.id = a.id AND f.shown
             WHERE a.id = ?1 AND (a.language = '' OR a.detected)",
        )?;
        let language = statement
            .query_row([id.0], |row| Ok(detect(row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?, row.get(2)?)));
        if let Some(language) = language.optional()? {
            transaction
                .prepare_cached("UPDATE articles SET language = ?2, detected = 1 WHERE id = ?1")?
                .execute(params![id.0, language])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Article, Ask, Format};
    use std::collections::BTreeMap;
    use tempfile::TempDir;

    const ARABIC: &str =
        "قرر مجلس المدينة يوم الاثنين أن الجسر القديم لن يُبنى من جديد قبل نهاية العام، وأن الدولة ستدفع.";
    const PERSIAN: &str =
        "شورای شهر روز دوشنبه تصمیم گرفت که پل قدیمی پیش از پایان سال بازسازی نشود و دولت هزینه آن را می‌دهد.";
    const ENGLISH: &str = "The council said on Monday that it would not rebuild the bridge before the end of the year.";

    fn article(number: u8, title: &str, body: &str, language: &str) -> Article {
        Article {
            id: ArticleId([number; 10]),
            title: title.into(),
            source: "paper".into(),
            origin: format!("/stories/{number}.txt"),
            author: String::new(),
            link: format!("https://example.org/{number}"),
            published: None,
            added: i64::from(number),
            language: language.into(),
            format: Format::Plain,
            body: body.into(),
            tags: Vec::new(),
            changed: false,
        }
    }

    fn library(articles: &[Article]) -> (TempDir, Library) {
        let folder = TempDir::new().unwrap();
        let (mut library, _) = Library::open(&folder.path().join("library.db")).unwrap();
        write(&mut library, |writer| writer.add(articles).map(drop));
        (folder, library)
    }

    fn write(library: &mut Library, change: impl FnOnce(&mut Writer<'_>) -> Result<(), LibraryError>) {
        let mut writer = library.write().unwrap();
        change(&mut writer).unwrap();
        writer.commit().unwrap();
    }

    /// The language of an article as it is read, and as the list has it.
    fn language(library: &Library, number: u8) -> (String, Option<bool>) {
        let id = ArticleId([number; 10]);
        (library.article(id).unwrap().unwrap().language, library.row(id).unwrap().unwrap().rtl)
    }

    fn answer(library: &Library, ask: &Ask) -> Vec<u8> {
        let found = library.finder().unwrap().answer(ask).unwrap();
        found.into_keys().map(|id| (id.0[0], ())).collect::<BTreeMap<_, _>>().into_keys().collect()
    }

    /// Leaves the library as a farz without detection would.
    fn forget(library: &Library) {
        library
            .connection
            .execute_batch("UPDATE articles SET language = '' WHERE detected; UPDATE articles SET detected = 0")
            .unwrap();
    }

    #[test]
    fn the_declared_language_stays_and_where_there_is_none_the_text_tells_it() {
        let (_folder, library) = library(&[
            article(1, "STC Super Cup", ARABIC, ""),
            article(2, "جسر", ENGLISH, "ar-SA"),
            article(3, "A bridge", "Short.", ""),
            article(4, "A bridge", ENGLISH, ""),
            article(5, "جسر", "قصير", ""),
        ]);
        assert_eq!(language(&library, 1), ("ar".into(), Some(true)));
        assert_eq!(language(&library, 2), ("ar-SA".into(), Some(true)));
        assert_eq!(language(&library, 3), (String::new(), None));
        assert_eq!(language(&library, 4), ("en".into(), Some(false)));
        assert_eq!(answer(&library, &Ask::Lang("ar".into())), [1, 2], "declared and detected");
        assert_eq!(answer(&library, &Ask::Lang("Arabic".into())), [1, 2]);
        assert_eq!(answer(&library, &Ask::Lang("nonsense".into())), [0; 0]);
        assert_eq!(answer(&library, &Ask::Dir { rtl: true }), [1, 2, 5], "a title without a language by its letters");
        assert_eq!(answer(&library, &Ask::Dir { rtl: false }), [3, 4]);
        assert_eq!(library.undetected(9).unwrap(), [], "all were looked at when they came");
    }

    #[test]
    fn another_text_is_looked_at_again_and_a_declared_language_is_not_overwritten() {
        let (_folder, mut library) = library(&[article(1, "a", ARABIC, ""), article(2, "b", ARABIC, "ar")]);
        write(&mut library, |writer| {
            writer.add(&[article(1, "a", PERSIAN, ""), article(2, "b", PERSIAN, "")]).map(drop)
        });
        assert_eq!(language(&library, 1).0, "fa");
        assert_eq!(language(&library, 2).0, "ar", "its source said so once");
        write(&mut library, |writer| writer.add(&[article(1, "a", ENGLISH, "ur")]).map(drop));
        assert_eq!(language(&library, 1).0, "ur", "the source says it now");
        write(&mut library, |writer| writer.add(&[article(1, "a", "Short.", "")]).map(drop));
        assert_eq!(language(&library, 1).0, "ur");
    }

    #[test]
    fn the_text_of_the_page_counts_while_it_is_shown() {
        let (_folder, mut library) = library(&[article(1, "a", "Short.", ""), article(2, "b", "Short.", "en")]);
        for number in [1, 2] {
            let id = ArticleId([number; 10]);
            write(&mut library, |writer| writer.put_full_text(id, &format!("<p>{ARABIC}</p>")));
        }
        assert_eq!(language(&library, 1), ("ar".into(), Some(true)));
        assert_eq!(language(&library, 2).0, "en");
        write(&mut library, |writer| writer.show_full_text(ArticleId([1; 10]), false));
        assert_eq!(language(&library, 1), (String::new(), None));
        write(&mut library, |writer| writer.show_full_text(ArticleId([1; 10]), true));
        assert_eq!(language(&library, 1).0, "ar");
    }

    #[test]
    fn articles_of_an_older_farz_are_looked_at_once() {
        let (_folder, mut library) = library(&[
            article(1, "a", ARABIC, ""),
            article(2, "b", ARABIC, "fa"),
            article(3, "c", "Short.", ""),
            article(4, "d", ENGLISH, ""),
        ]);
        forget(&library);
        assert_eq!(answer(&library, &Ask::Lang("ar".into())), [0; 0]);
        assert_eq!(language(&library, 1), ("ar".into(), None), "whoever reads the whole article knows it");
        let mut looked = Vec::new();
        loop {
            let ids = library.undetected(2).unwrap();
            if ids.is_empty() {
                break;
            }
            looked.extend(ids.iter().map(|id| id.0[0]));
            write(&mut library, |writer| ids.iter().try_for_each(|id| writer.detect_language(*id)));
        }
        assert_eq!(looked, [1, 3, 4], "each once, also one without a language; the declared one not");
        assert_eq!(language(&library, 1), ("ar".into(), Some(true)));
        assert_eq!(language(&library, 2).0, "fa");
        assert_eq!(answer(&library, &Ask::Lang("ar".into())), [1]);
    }
}
