//! The reader's background tasks: one thread for each, which reports its progress and can be stopped.

use crate::app::effect::{Fetch, Hook};
use crate::app::msg::{Fetched, Msg, Notice};
use crate::config::Config;
use crate::domain::ArticleId;
use crate::ingest::fetch::Guard;
use crate::message::msg;
use crate::runtime::hook_runner::HookRunner;
use crate::runtime::library_client::LibraryClient;
use crate::runtime::schedule::Schedule;
use crate::runtime::storage_thread::Job;
use crate::service::clock::now;
use crate::service::fetch_failure::FetchFailure;
use crate::service::fetching::{self, Done};
use crate::service::ingestion::{Ingested, Which};
use crate::service::library::{self, AccessError, LibraryAccess};
use crate::service::network::Cancel;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// The starter of background tasks.
#[derive(Debug)]
pub struct BackgroundTasks {
    library: LibraryClient,
    tell: UnboundedSender<Msg>,
    config: Arc<Config>,
    /// Stops fetching feeds.
    feeds: Cancel,
    /// Stops fetching a page.
    page: Cancel,
    schedule: Schedule,
    hooks: HookRunner,
}

impl BackgroundTasks {
    /// Creates a starter with no task running. Tasks reach the library through `jobs` and the program through `tell`.
    #[must_use]
    pub fn new(jobs: Sender<Job>, tell: UnboundedSender<Msg>, config: Arc<Config>) -> Self {
        let library = LibraryClient(jobs);
        let hooks = HookRunner::new(library.clone(), tell.clone());
        Self {
            library,
            tell,
            config,
            feeds: Cancel::default(),
            page: Cancel::default(),
            schedule: Schedule::default(),
            hooks,
        }
    }

    /// Sets the config of the tasks that start from now on.
    pub fn set_up(&mut self, config: Arc<Config>) {
        self.config = config;
    }

    /// Starts a task.
    pub fn run(&mut self, what: Fetch) {
        let cancel = Cancel::default();
        match what {
            Fetch::Article(_) | Fetch::All | Fetch::Due => self.feeds = cancel.clone(),
            Fetch::FullText(..) => self.page = cancel.clone(),
        }
        let task = BackgroundTask {
            library: self.library.clone(),
            tell: self.tell.clone(),
            config: Arc::clone(&self.config),
            cancel,
        };
        let tell = self.tell.clone();
        let page = page_of(&what);
        if let Err(error) = std::thread::Builder::new().name("task".into()).spawn(move || task.run(what)) {
            let notice = Notice::warning(msg!("fetch-no-thread", error = error.to_string()));
            // The loop is gone only when the program ends.
            let _ = tell.send(Msg::Fetched(end(page, notice, 0)));
        }
    }

    /// Restarts the wait for the feed that is due first. When the wait is over, sends [`Msg::Due`].
    pub fn renew_schedule(&mut self) {
        self.schedule.renew(self.library.clone(), &self.config, self.tell.clone());
    }

    /// Reads the subscribed feeds, and sends them with [`Msg::FeedsRead`].
    pub fn read_feeds(&self) {
        let (mut library, config, tell) = (self.library.clone(), Arc::clone(&self.config), self.tell.clone());
        let work = move || {
            let said = match library::feeds(&mut library, &config) {
                Ok(feeds) => Msg::FeedsRead(feeds),
                Err(AccessError::Ended) => return,
                Err(error) => Msg::News(Notice::warning(error.message())),
            };
            // The loop is gone only when the program ends.
            let _ = tell.send(said);
        };
        if let Err(error) = std::thread::Builder::new().name("sources".into()).spawn(work) {
            let _ = self.tell.send(Msg::News(Notice::warning(msg!("sources-unreadable", error = error.to_string()))));
        }
    }

    /// Splits the articles that share a row with `story` into rows of their own.
    pub fn split(&self, story: ArticleId) {
        let tell = self.tell.clone();
        let mut library = self.library.clone();
        let work = move || {
            let notice = match library.split(story, now()) {
                Err(AccessError::Ended) => return,
                Err(error) => Notice::warning(error.message()),
                Ok(rows) if rows.is_empty() => Notice::info(msg!("split-one-source")),
                Ok(rows) => {
                    let notice = Notice::info(msg!("split-done", count = rows.len() - 1));
                    // The loop is gone only when the program ends.
                    let _ = tell.send(Msg::Arrived(rows));
                    let _ = tell.send(Msg::Fetched(Fetched::Text(story)));
                    notice
                }
            };
            let _ = tell.send(Msg::News(notice));
        };
        if let Err(error) = std::thread::Builder::new().name("split".into()).spawn(work) {
            let _ = self.tell.send(Msg::News(Notice::warning(msg!("split-failed", error = error.to_string()))));
        }
    }

    /// Runs a command after a verdict.
    pub fn hook(&mut self, hook: Hook) {
        self.hooks.run(hook.words, hook.verdict, hook.articles);
    }

    /// Waits for the commands after verdicts, but no longer than `limit`. Returns whether all of them ran.
    #[must_use]
    pub fn finish_hooks(&mut self, limit: Duration) -> bool {
        self.hooks.finish(limit)
    }

    /// Stops the running fetches.
    pub fn stop(&self) {
        self.feeds.cancel();
        self.page.cancel();
    }
}

struct BackgroundTask {
    library: LibraryClient,
    tell: UnboundedSender<Msg>,
    config: Arc<Config>,
    cancel: Cancel,
}

impl BackgroundTask {
    fn run(mut self, what: Fetch) {
        let mut new = 0;
        let page = page_of(&what);
        let ended = match what {
            Fetch::All => self.feeds(&Which::All, &mut new),
            Fetch::Due => self.feeds(&Which::Due, &mut new),
            Fetch::Article(id) => self.article(id, &mut new),
            Fetch::FullText(id, link) => self.full_text(id, &link),
        };
        let notice = ended.unwrap_or_else(|why| Notice::warning(why.message()));
        let stopped = self.cancel.is_cancelled();
        let notice = if stopped { Notice::info(msg!("fetch-stopped")) } else { notice };
        // The loop is gone only when the program ends.
        let _ = self.tell.send(Msg::Fetched(end(page, notice, new)));
    }

    fn article(&mut self, id: ArticleId, new: &mut usize) -> Result<Notice, FetchFailure> {
        let origins = self.library.origins(id)?;
        let urls: Vec<String> = origins.into_iter().map(|(url, _)| url).collect();
        self.feeds(&Which::Exactly(urls), new)
    }

    fn feeds(&mut self, which: &Which, new: &mut usize) -> Result<Notice, FetchFailure> {
        let (mut done, mut why) = (0, None);
        let tell = self.tell.clone();
        let mut each = |one: &Done| {
            arrived(&tell, &one.ingested);
            done += 1;
            *new += one.ingested.linked.len().max(one.ingested.rows.len());
            if !one.feed.error.is_empty() {
                why.get_or_insert_with(|| one.message());
            }
            // The loop is gone only when the program ends.
            let _ = tell.send(Msg::Fetched(Fetched::Progress { done: one.done, of: one.of, line: one.message() }));
        };
        let failed = fetching::fetch(&mut self.library, &self.config, which, &self.cancel, &mut each)?;
        Ok(match (done, failed, why) {
            (0, _, _) => Notice::info(msg!("fetch-none")),
            (_, 0, _) | (_, _, None) => Notice::info(msg!("fetching-done", done = done, new = *new)),
            (_, _, Some(why)) => {
                Notice::warning(msg!("fetch-done-failed", done = done, new = *new, failed = failed, why = why))
            }
        })
    }

    /// Switches between the feed's text and the page's text of an article. Fetches the page's text the first time.
    fn full_text(&mut self, id: ArticleId, link: &str) -> Result<Notice, FetchFailure> {
        let said = match self.library.full_text(id)? {
            Some(shown) => {
                self.library.show_full_text(id, !shown)?;
                if shown { msg!("text-of-source") } else { msg!("text-of-page") }
            }
            None => {
                let origins = self.library.origins(id)?;
                // A feed may link to pages on its own host, even one in a private network.
                let own = origins.iter().any(|(url, _)| fetching::host(url) == fetching::host(link));
                let guard = if own { Guard::Redirects } else { Guard::All };
                fetching::full_text(&mut self.library, id, link, guard, &self.cancel)
                    .map_err(|why| FetchFailure::At(link.to_owned(), Box::new(why)))?;
                msg!("text-of-page-new")
            }
        };
        Ok(Notice::info(said))
    }
}

fn page_of(what: &Fetch) -> Option<ArticleId> {
    match what {
        Fetch::FullText(id, _) => Some(*id),
        _ => None,
    }
}

/// Returns the message for the end of a task: that for a `page` if there is one, else that for feeds.
fn end(page: Option<ArticleId>, notice: Notice, new: usize) -> Fetched {
    match page {
        Some(id) => Fetched::Page(id, notice),
        None => Fetched::Ended { notice, new },
    }
}

/// Tells the program what arrived.
pub fn arrived(tell: &UnboundedSender<Msg>, ingested: &Ingested) {
    // The loop is gone only when the program ends.
    if !ingested.rows.is_empty() {
        let _ = tell.send(Msg::Arrived(ingested.rows.clone()));
    }
    if !ingested.steps.is_empty() {
        let (triage, steps) = (ingested.triage.clone(), ingested.steps.clone());
        let _ = tell.send(Msg::Elsewhere { triage, steps, theirs: Vec::new(), rows: Vec::new() });
    }
}
