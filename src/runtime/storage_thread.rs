//! The thread that owns the store: it saves steps, reads bodies and rows, answers requests, and indexes texts.
//!
//! Decisions come first. The thread writes steps in order before anything else, and retries a step that cannot be
//! written until it succeeds. Indexing resumes after each job where it was. It goes back only as far as the first
//! article that a request added or changed.

mod languages;

use crate::app::msg::{LogLine, Msg, Notice, Opened};
use crate::domain::{Article, ArticleId, History, Step};
use crate::ingest::document;
use crate::message::{Message, msg};
use crate::service::clock::{local_time, now};
use crate::service::library::{Part, Request, Response};
use crate::storage::{Cursor, Diagnostic, Refreshed, Store, StoreError, Text, Verification};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A job for the storage thread.
#[derive(Debug, PartialEq, Eq)]
pub enum Job {
    /// Save a step.
    Save(Step),
    /// Read bodies. Only the newest request counts.
    Open(Vec<ArticleId>),
    /// Record that the user has seen the changed text of an article.
    Seen(ArticleId),
    /// Read what other processes and machines decided.
    Sync,
    /// Read the last steps.
    Log,
    /// Carry out a request between two decisions, and send the answer.
    Ask(Request, Option<Reply>),
    /// Write what remains, and end.
    Stop,
}

/// Where the answer to a request goes.
#[derive(Clone, Debug)]
pub struct Reply(pub Sender<Result<Response, StoreError>>);

/// Two jobs are equal if they ask for the same, wherever the answer goes.
impl PartialEq for Reply {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Reply {}

/// The thread, and the way to it.
#[derive(Debug)]
pub struct StorageThread {
    jobs: Sender<Job>,
    thread: JoinHandle<usize>,
}

/// How long to wait before retrying a step that could not be written.
const RETRY: Duration = Duration::from_secs(2);
/// How many rows to read at a time while the catalogue fills: few enough that a decision never waits long.
const CHUNK: usize = 2048;
/// How many steps the history pane shows.
const LOGGED: usize = 1000;
/// How many texts to read into the index at a time: few enough that a decision never waits long.
const INDEX_CHUNK: usize = 32;
/// How many texts to index between two progress reports.
const PROGRESS_EVERY: usize = 512;

impl StorageThread {
    /// Starts the thread on an open store.
    ///
    /// # Errors
    /// When the system cannot start a thread.
    pub fn start(store: Store, tell: impl Fn(Msg) + Send + 'static) -> io::Result<Self> {
        let (jobs, inbox) = channel();
        let work = Worker {
            store,
            inbox,
            tell: Box::new(tell),
            steps: VecDeque::new(),
            retry: None,
            open: None,
            sync: false,
            behind: None,
            reading: Some(RowProgress::default()),
            texts: Some(IndexProgress::default()),
            check: Some(Verification::default()),
        };
        let thread = std::thread::Builder::new().name("storage".into()).spawn(move || work.run())?;
        Ok(Self { jobs, thread })
    }

    /// Returns the way to the thread.
    #[must_use]
    pub fn jobs(&self) -> Sender<Job> {
        self.jobs.clone()
    }

    /// Ends the thread once everything is written. Returns how many steps could not be written.
    #[must_use]
    pub fn stop(self) -> usize {
        // If the thread is gone, it lost nothing that it reported as saved.
        let _ = self.jobs.send(Job::Stop);
        self.thread.join().unwrap_or(0)
    }
}

/// How far the catalogue has been read.
#[derive(Clone, Copy, Debug, Default)]
struct RowProgress {
    after: Option<Cursor>,
    total: usize,
}

/// How far the texts have been read into the index.
#[derive(Clone, Copy, Debug, Default)]
struct IndexProgress {
    /// The key of the last article read.
    after: i64,
    /// How many texts were read since the last report.
    untold: usize,
    /// How many texts were read in total.
    read: usize,
}

struct Worker {
    store: Store,
    inbox: Receiver<Job>,
    tell: Box<dyn Fn(Msg) + Send>,
    /// Steps to write, oldest first.
    steps: VecDeque<Step>,
    /// When to retry after a failure.
    retry: Option<Instant>,
    /// The bodies to read, from the newest request.
    open: Option<Vec<ArticleId>>,
    /// Whether others may have decided something. Any number of requests lead to one look.
    sync: bool,
    /// When to look again, and the warning already shown, while the library cannot keep up. A look may itself write,
    /// which the watch takes for a change by others. Without the pause, that would never end.
    behind: Option<(Instant, Message)>,
    /// The progress of reading the catalogue, until it is done.
    reading: Option<RowProgress>,
    /// The progress of reading texts into the index, until it is done.
    texts: Option<IndexProgress>,
    /// The check of the library's copy of the decisions, until it is done.
    check: Option<Verification>,
}

impl Worker {
    fn run(mut self) -> usize {
        self.read_history();
        if let (Some(reading), Ok(counts)) = (&mut self.reading, self.store.counts()) {
            reading.total = counts.all();
        }
        loop {
            match self.next_job() {
                // More steps may be queued behind this one. Takes them all first, so that no reading comes between
                // them.
                Some(Job::Save(step)) => {
                    self.steps.push_back(step);
                    continue;
                }
                Some(Job::Open(ids)) => {
                    self.open = Some(ids);
                    continue;
                }
                Some(Job::Seen(id)) => {
                    if let Err(error) = self.store.seen(id) {
                        self.warn(&error);
                    }
                }
                Some(Job::Sync) => {
                    self.sync = true;
                    continue;
                }
                Some(Job::Log) => {
                    self.save();
                    self.log();
                }
                Some(Job::Ask(request, reply)) => self.answer(request, reply),
                Some(Job::Stop) => {
                    self.save();
                    return self.steps.len();
                }
                None => {}
            }
            if !self.steps.is_empty() && self.retry.is_none_or(|at| at <= Instant::now()) {
                self.save();
            } else if let Some(ids) = self.open.take() {
                self.read_bodies(&ids);
            } else if self.sync && self.behind.as_ref().is_none_or(|(at, _)| *at <= Instant::now()) {
                self.sync = false;
                self.sync();
            } else if self.reading.is_some() {
                self.read_rows();
            } else if self.check.is_some() {
                self.check();
            } else if self.texts.is_some() {
                self.read_texts();
            }
        }
    }

    /// Returns the next job, or `None` if the thread has work of its own to do or to retry.
    fn next_job(&self) -> Option<Job> {
        let can_save = !self.steps.is_empty() && self.retry.is_none();
        let reading = self.reading.is_some() || self.check.is_some() || self.texts.is_some();
        if can_save || self.open.is_some() || (self.sync && self.behind.is_none()) || reading {
            return match self.inbox.try_recv() {
                Ok(job) => Some(job),
                Err(TryRecvError::Empty) => None,
                Err(TryRecvError::Disconnected) => Some(Job::Stop),
            };
        }
        let look = self.behind.as_ref().map(|(at, _)| *at).filter(|_| self.sync);
        let next = [self.retry, look].into_iter().flatten().min();
        let Some(at) = next else { return Some(self.inbox.recv().unwrap_or(Job::Stop)) };
        match self.inbox.recv_timeout(at.saturating_duration_since(Instant::now())) {
            Ok(job) => Some(job),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Job::Stop),
        }
    }

    fn answer(&mut self, request: Request, reply: Option<Reply>) {
        let writes_articles = request.access().writes.contains(&Part::Articles);
        let before = self.text_of(&request);
        let answer = request.perform(&mut self.store);
        if writes_articles && let Ok(response) = &answer {
            self.index_again(&response.changed());
        }
        self.tell_direction(before);
        match (reply, answer) {
            // The send fails if whoever asked has ended and no longer needs the answer.
            (Some(Reply(reply)), answer) => drop(reply.send(answer)),
            (None, Err(error)) => self.warn(&error),
            (None, Ok(_)) => {}
        }
    }

    /// Has these articles indexed again. Indexing resumes where it was, or at the first of them.
    fn index_again(&mut self, changed: &[ArticleId]) {
        if changed.is_empty() {
            return;
        }
        // If the library cannot tell which one is first, indexing looks at all articles.
        let first = self.store.first_key(changed).unwrap_or_default().unwrap_or(0);
        let texts = self.texts.get_or_insert_with(|| IndexProgress { after: i64::MAX, ..IndexProgress::default() });
        texts.after = texts.after.min(first.saturating_sub(1));
    }

    /// Writes the steps, oldest first, until one cannot be written.
    fn save(&mut self) {
        self.retry = None;
        while let Some(step) = self.steps.front() {
            match self.store.commit_and(step, now(), || (self.tell)(Msg::Saved(step.id))) {
                Ok(committed) => {
                    self.steps.pop_front();
                    self.tell_all(committed.diagnostics);
                    if let Some(error) = committed.library {
                        (self.tell)(Msg::News(Notice::warning(msg!(
                            "saved-library-behind",
                            error = error.to_string()
                        ))));
                    }
                }
                Err(error) => {
                    self.retry = Some(Instant::now() + RETRY);
                    (self.tell)(Msg::SaveFailed(error.to_string()));
                    return;
                }
            }
        }
    }

    fn read_bodies(&mut self, ids: &[ArticleId]) {
        for &id in ids {
            match self.store.article(id) {
                Ok(Some(article)) => {
                    let document = Arc::new(document(&article));
                    // The sources are useful but not essential.
                    let origins = self.store.origins(id).unwrap_or_default();
                    let sources = origins.into_iter().map(|(_, name)| name).collect();
                    (self.tell)(Msg::Opened(id, Some(Arc::new(Opened { article, document, sources }))));
                }
                Ok(None) => (self.tell)(Msg::Opened(id, None)),
                Err(error) => self.warn(&error),
            }
        }
    }

    fn read_rows(&mut self) {
        let Some(RowProgress { after, total }) = self.reading else { return };
        match self.store.rows(after, CHUNK) {
            Ok(rows) => {
                let done = rows.len() < CHUNK;
                let after = rows.last().map(Cursor::after);
                self.reading = (!done).then_some(RowProgress { after, total });
                (self.tell)(Msg::Loaded { rows, total, done });
            }
            Err(error) => {
                self.reading = None;
                self.warn(&error);
            }
        }
    }

    /// Detects some languages; if there are none left to detect, reads some texts into the index.
    fn read_texts(&mut self) {
        let Some(mut texts) = self.texts.take() else { return };
        let detected = self.detect_languages();
        if detected > 0 {
            texts.read += detected;
            self.texts = Some(texts);
            return;
        }
        let read = self.store.unread_texts(texts.after, INDEX_CHUNK).and_then(|articles| {
            let last = articles.last().map(|(key, _)| *key);
            let ready = |(key, article): &(i64, Article)| Text { key: *key, text: document(article).text };
            self.store.index(&articles.iter().map(ready).collect::<Vec<_>>())?;
            Ok((last, articles.len()))
        });
        let done = match read {
            Ok((Some(last), count)) => {
                texts.after = last;
                texts.untold += count;
                texts.read += count;
                false
            }
            Ok((None, _)) => true,
            Err(error) => {
                self.warn(&error);
                true
            }
        };
        if texts.untold >= PROGRESS_EVERY || (done && texts.read > 0) {
            texts.untold = 0;
            if let (Ok(read), Ok(counts)) = (self.store.texts(), self.store.counts()) {
                (self.tell)(Msg::Indexed { read, total: counts.all(), done });
            }
        }
        self.texts = (!done).then_some(texts);
    }

    fn read_history(&self) {
        match self.store.history() {
            Ok(history) => (self.tell)(Msg::HistoryRead(history)),
            Err(error) => {
                // The history must not stay pending: even without it, this run's steps can be undone.
                (self.tell)(Msg::HistoryRead(History::default()));
                self.warn(&error);
            }
        }
    }

    /// Checks a piece of the library's copy of the decisions. Repairs are read once the check is done.
    fn check(&mut self) {
        let Some(check) = self.check.take() else { return };
        match self.store.verify(check) {
            Ok(check) => {
                self.sync |= check.is_none();
                self.check = check;
            }
            Err(error) => self.warn(&error),
        }
    }

    fn sync(&mut self) {
        match self.store.refresh() {
            Ok(Refreshed { triage, steps, theirs, rows, rebuilt, diagnostics, .. }) => {
                if self.behind.take().is_some() {
                    (self.tell)(Msg::News(Notice::info(msg!("library-caught-up"))));
                }
                let changed: Vec<ArticleId> = rows.iter().map(|row| row.id).collect();
                self.index_again(&changed);
                if !(triage.is_empty() && steps.is_empty() && rows.is_empty()) {
                    (self.tell)(Msg::Elsewhere { triage, steps, theirs, rows });
                }
                if rebuilt {
                    self.reading = Some(RowProgress::default());
                    // After a rebuild, the steps of other processes and machines are not reported one by one.
                    self.read_history();
                }
                self.tell_all(diagnostics);
            }
            Err(error) => {
                let what = msg!("library-behind", error = error.to_string());
                if self.behind.as_ref().is_none_or(|(_, told)| *told != what) {
                    (self.tell)(Msg::News(Notice::warning(what.clone())));
                }
                self.behind = Some((Instant::now() + RETRY, what));
                self.sync = true;
            }
        }
    }

    fn log(&self) {
        match self.store.log(LOGGED) {
            Ok(log) => {
                let lines = log.into_iter().map(|step| LogLine { when: local_time(step.at), step });
                (self.tell)(Msg::LogRead(lines.collect()));
            }
            Err(error) => self.warn(&error),
        }
    }

    fn warn(&self, error: &StoreError) {
        (self.tell)(Msg::News(Notice::warning(error.to_string())));
    }

    fn tell_all(&self, diagnostics: Vec<Diagnostic>) {
        for diagnostic in diagnostics {
            (self.tell)(Msg::News(Notice::warning(diagnostic.to_string())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Format;
    use crate::service::ingestion::Ingest;
    use crate::storage::Paths;
    use crate::storage::library::Merging;
    use std::path::Path;

    /// How many articles the library holds before the thread starts: three chunks of the index.
    pub(super) const STORED: usize = 3 * INDEX_CHUNK;

    pub(super) fn article(number: usize) -> Article {
        let number = u8::try_from(number).unwrap();
        Article {
            id: ArticleId([number; 10]),
            title: format!("Story {number}"),
            source: "paper".into(),
            origin: String::new(),
            author: String::new(),
            link: format!("https://e.example/{number}"),
            published: None,
            added: 0,
            language: String::new(),
            format: Format::Plain,
            body: format!("Text {number}."),
            tags: Vec::new(),
            changed: false,
        }
    }

    /// Returns the thread's worker, driven by the test itself, with two of three chunks indexed.
    pub(super) fn worker(folder: &Path) -> Worker {
        let (mut store, _) = Store::open(&Paths::within(folder), 0).unwrap();
        store.add(&(0..STORED).map(article).collect::<Vec<_>>()).unwrap();
        let mut worker = Worker {
            store,
            inbox: channel().1,
            tell: Box::new(drop),
            steps: VecDeque::new(),
            retry: None,
            open: None,
            sync: false,
            behind: None,
            reading: None,
            texts: Some(IndexProgress::default()),
            check: None,
        };
        worker.read_texts();
        worker.read_texts();
        worker
    }

    pub(super) fn ask(worker: &mut Worker, request: Request) {
        let (reply, answer) = channel();
        worker.answer(request, Some(Reply(reply)));
        answer.recv().unwrap().unwrap();
    }

    /// Returns the key of the last article that the index read.
    fn place(worker: &Worker) -> i64 {
        worker.texts.unwrap().after
    }

    fn key(worker: &Worker, number: usize) -> i64 {
        worker.store.first_key(&[article(number).id]).unwrap().unwrap()
    }

    pub(super) fn finish(worker: &mut Worker) -> usize {
        while worker.texts.is_some() {
            worker.read_texts();
        }
        worker.store.texts().unwrap()
    }

    #[test]
    fn requests_that_change_no_text_leave_the_indexing_where_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let mut worker = worker(folder.path());
        let before = place(&worker);
        assert_eq!(before, key(&worker, 2 * INDEX_CHUNK - 1));
        let id = article(0).id;
        let requests = [
            Request::Feeds,
            Request::Article(id),
            Request::Origins(id),
            Request::FullText(id),
            Request::Merging(Merging { on: true, apart: Vec::new() }),
        ];
        for request in requests {
            let name = format!("{request:?}");
            ask(&mut worker, request);
            assert_eq!(place(&worker), before, "{name}");
        }
        assert_eq!(finish(&mut worker), STORED);
        ask(&mut worker, Request::Feeds);
        assert!(worker.texts.is_none());
    }

    #[test]
    fn an_added_article_is_indexed_and_the_indexing_goes_on_from_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let mut worker = worker(folder.path());
        let before = place(&worker);
        let add = |number| Request::Ingest(Box::new(Ingest { articles: vec![article(number)], ..Ingest::default() }));
        ask(&mut worker, add(STORED));
        assert_eq!(place(&worker), before);
        assert_eq!(finish(&mut worker), STORED + 1);
        // The same once indexing is done: it starts at the new article.
        ask(&mut worker, add(STORED + 1));
        assert_eq!(place(&worker), key(&worker, STORED + 1) - 1);
        assert_eq!(finish(&mut worker), STORED + 2);
    }

    #[test]
    fn an_early_article_with_another_text_takes_the_indexing_back_to_that_article_only() {
        let folder = tempfile::tempdir().unwrap();
        let mut worker = worker(folder.path());
        let early = article(5).id;
        ask(&mut worker, Request::PutFullText(early, "<p>The whole story.</p>".to_owned()));
        finish(&mut worker);
        ask(&mut worker, Request::ShowFullText(early, false));
        assert_eq!(place(&worker), key(&worker, 5) - 1);
        assert_eq!(finish(&mut worker), STORED);
    }
}
