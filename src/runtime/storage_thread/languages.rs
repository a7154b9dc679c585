//! Detects the languages of older articles in the background, and reports to the list the titles whose direction
//! changes.

use super::Worker;
use crate::app::msg::Msg;
use crate::domain::Row;
use crate::service::library::Request;
use crate::text::bidi::first_strong;

/// The number of articles per step: so few that a decision never waits long.
const CHUNK: usize = 128;

impl Worker {
    /// Detects the languages of some articles. Returns the number of articles that it examined.
    pub(super) fn detect_languages(&mut self) -> usize {
        let mut rows = match self.store.detect_languages(CHUNK) {
            Ok(rows) => rows,
            Err(error) => {
                self.warn(&error);
                return 0;
            }
        };
        let count = rows.len();
        // The letters of the other titles give the same direction already.
        rows.retain(|row| row.rtl.is_some_and(|rtl| first_strong(&row.title).unwrap_or(false) != rtl));
        if !rows.is_empty() {
            (self.tell)(Msg::Arrived(rows));
        }
        count
    }

    /// Returns the row of the article whose text the request changes.
    pub(super) fn text_of(&self, request: &Request) -> Option<Row> {
        match request {
            Request::ShowFullText(id, _) | Request::PutFullText(id, _) => self.store.row(*id).unwrap_or_default(),
            _ => None,
        }
    }

    /// Reports the row of an article if the direction of its language differs from that in `before`.
    pub(super) fn tell_direction(&self, before: Option<Row>) {
        if let Some(before) = before
            && let Ok(Some(row)) = self.store.row(before.id)
            && row.rtl != before.rtl
        {
            (self.tell)(Msg::Arrived(vec![row]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{STORED, article, ask, finish, worker};
    use super::super::{IndexProgress, Request};
    use crate::app::msg::Msg;
    use crate::domain::Article;
    use crate::service::ingestion::Ingest;
    use crate::storage::Paths;
    use crate::storage::library::Library;
    use std::sync::mpsc::channel;

    #[test]
    fn languages_of_an_older_library_are_detected_first_and_only_what_looks_different_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut worker = worker(folder.path());
        finish(&mut worker);
        let arabic = "قرر مجلس المدينة يوم الاثنين أن الجسر القديم لن يُبنى من جديد قبل نهاية العام، وأن الدولة ستدفع.";
        let story =
            |at: usize, title: &str| Article { title: title.into(), body: arabic.into(), ..article(STORED + at) };
        let (latin, own) = (story(0, "STC Super Cup"), story(1, "كأس السوبر"));
        ask(&mut worker, Request::Ingest(Box::new(Ingest { articles: vec![latin, own.clone()], ..Ingest::default() })));
        finish(&mut worker);
        let (library, _) = Library::open(&Paths::within(folder.path()).library()).unwrap();
        library.tamper("UPDATE articles SET language = '', detected = 0");
        let (tell, told) = channel();
        worker.tell = Box::new(move |msg| drop(tell.send(msg)));
        worker.texts = Some(IndexProgress { after: i64::MAX, ..IndexProgress::default() });
        finish(&mut worker);
        let told: Vec<Msg> = told.try_iter().collect();
        let [Msg::Arrived(rows), Msg::Indexed { done: true, .. }] = told.as_slice() else { panic!("{told:?}") };
        let rows: Vec<(&str, Option<bool>)> = rows.iter().map(|row| (row.title.as_str(), row.rtl)).collect();
        assert_eq!(rows, [("STC Super Cup", Some(true))], "the other titles look as before");
        assert_eq!(worker.store.row(own.id).unwrap().unwrap().rtl, Some(true));
    }

    #[test]
    fn a_text_of_a_page_in_another_language_is_told_to_the_list() {
        let folder = tempfile::tempdir().unwrap();
        let mut worker = worker(folder.path());
        let (tell, told) = channel();
        worker.tell = Box::new(move |msg| drop(tell.send(msg)));
        let id = article(5).id;
        let page =
            "<p>قرر مجلس المدينة يوم الاثنين أن الجسر القديم لن يُبنى من جديد قبل نهاية العام، وأن الدولة ستدفع.</p>";
        for (request, rtl) in [
            (Request::PutFullText(id, page.to_owned()), Some(Some(true))),
            (Request::ShowFullText(id, true), None),
            (Request::ShowFullText(id, false), Some(None)),
        ] {
            ask(&mut worker, request);
            let told: Vec<Msg> = told.try_iter().collect();
            let row = match told.as_slice() {
                [] => None,
                [Msg::Arrived(rows)] => Some(rows[0].rtl),
                other => panic!("{other:?}"),
            };
            assert_eq!(row, rtl);
        }
    }
}
