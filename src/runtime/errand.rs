//! What the reader has fetched: a thread for each errand, which tells how it goes and can be stopped.

use super::fetcher::{self, Done};
use super::hooks::Hooks;
use super::intake::{self, Kept, Which};
use super::keeper::{Job, Task};
use super::network::Cancel;
use super::now;
use super::schedule::Schedule;
use super::shelf::{Far, Shelf};
use crate::app::effect::{Fetch, Hook};
use crate::app::msg::{Fetched, Msg, Notice};
use crate::config::Config;
use crate::domain::{ArticleId, Row};
use crate::ingest::fetch::Guard;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;

/// Starts errands, one at a time.
#[derive(Debug)]
pub struct Errands {
    shelf: Far,
    tell: UnboundedSender<Msg>,
    config: Arc<Config>,
    /// Stops the feeds that are being fetched.
    feeds: Cancel,
    /// Stops the page that is being fetched.
    page: Cancel,
    schedule: Schedule,
    hooks: Hooks,
}

impl Errands {
    /// Errands that reach the storage through `jobs` and tell the program through `tell`.
    #[must_use]
    pub fn new(jobs: Sender<Job>, tell: UnboundedSender<Msg>, config: Arc<Config>) -> Self {
        let shelf = Far(jobs);
        let hooks = Hooks::new(shelf.clone(), tell.clone());
        Self {
            shelf,
            tell,
            config,
            feeds: Cancel::default(),
            page: Cancel::default(),
            schedule: Schedule::default(),
            hooks,
        }
    }

    /// Those that are started from now on follow these settings.
    pub fn set_up(&mut self, config: Arc<Config>) {
        self.config = config;
    }

    /// Starts an errand, or stops the one that runs.
    pub fn run(&mut self, what: Fetch) {
        let cancel = Cancel::default();
        match what {
            Fetch::Stop => return self.stop(),
            Fetch::Schedule => return self.schedule.renew(self.shelf.clone(), &self.config, self.tell.clone()),
            Fetch::Article(_) | Fetch::All | Fetch::Due => self.feeds = cancel.clone(),
            Fetch::FullText(..) => self.page = cancel.clone(),
            Fetch::Feeds => {}
        }
        let errand =
            Errand { shelf: self.shelf.clone(), tell: self.tell.clone(), config: Arc::clone(&self.config), cancel };
        let tell = self.tell.clone();
        let page = page_of(&what);
        if let Err(error) = std::thread::Builder::new().name("errand".into()).spawn(move || errand.run(what)) {
            let notice = Notice::warning(format!("Nothing can be fetched: {error}"));
            // The loop is gone only when the program ends.
            let _ = tell.send(Msg::Fetched(end(page, notice, 0)));
        }
    }

    /// Makes rows of their own of the articles that are one row with `story`.
    pub fn split(&self, story: ArticleId) {
        let tell = self.tell.clone();
        let task = Task::new(move |store| {
            let rows = store.split(story, now()).and_then(|ids| {
                // The story itself names fewer sources then.
                let changed = if ids.is_empty() { None } else { Some(story) };
                ids.into_iter()
                    .chain(changed)
                    .filter_map(|id| store.row(id).transpose())
                    .collect::<Result<Vec<Row>, _>>()
            });
            let notice = match rows {
                Err(error) => Notice::warning(error.to_string()),
                Ok(rows) if rows.is_empty() => Notice::info("No other source tells this text under another link."),
                Ok(rows) => {
                    let notice = Notice::info(format!("Split: {} more, undecided.", rows.len() - 1));
                    // The loop is gone only when the program ends.
                    let _ = tell.send(Msg::Arrived(rows));
                    let _ = tell.send(Msg::Fetched(Fetched::Text(story)));
                    notice
                }
            };
            let _ = tell.send(Msg::News(notice));
        });
        // A storage thread that is gone has panicked, and its panic ends the program.
        let _ = self.shelf.0.send(Job::Task(task));
    }

    /// Runs a command after a verdict.
    pub fn hook(&mut self, hook: Hook) {
        self.hooks.run(hook.words, hook.verdict, hook.articles);
    }

    /// Waits for the commands after verdicts, `limit` at most. Says whether all were run.
    #[must_use]
    pub fn finish_hooks(&mut self, limit: Duration) -> bool {
        self.hooks.finish(limit)
    }

    /// Stops what runs: the program ends.
    pub fn stop(&self) {
        self.feeds.cancel();
        self.page.cancel();
    }
}

struct Errand {
    shelf: Far,
    tell: UnboundedSender<Msg>,
    config: Arc<Config>,
    cancel: Cancel,
}

impl Errand {
    fn run(mut self, what: Fetch) {
        let mut new = 0;
        let page = page_of(&what);
        let ended = match what {
            Fetch::All => self.feeds(&Which::All, &mut new),
            Fetch::Due => self.feeds(&Which::Due, &mut new),
            Fetch::Article(id) => self.article(id, &mut new),
            Fetch::FullText(id, link) => self.full_text(id, &link),
            Fetch::Feeds => {
                let config = Arc::clone(&self.config);
                let said = match self.shelf.with(move |store| intake::feeds(store, &config)) {
                    Some(Ok(feeds)) => Msg::Fetched(Fetched::Feeds(feeds)),
                    Some(Err(error)) => Msg::News(Notice::warning(error.to_string())),
                    None => return,
                };
                // The loop is gone only when the program ends.
                let _ = self.tell.send(said);
                return;
            }
            Fetch::Stop | Fetch::Schedule => return,
        };
        let notice = ended.unwrap_or_else(Notice::warning);
        let stopped = self.cancel.is_cancelled();
        let notice = if stopped { Notice::info("Fetching was stopped.") } else { notice };
        // The loop is gone only when the program ends.
        let _ = self.tell.send(Msg::Fetched(end(page, notice, new)));
    }

    fn article(&mut self, id: ArticleId, new: &mut usize) -> Result<Notice, String> {
        let origins = self.shelf.with(move |store| store.origins(id)).ok_or("the storage has ended")?;
        let urls: Vec<String> = origins.map_err(|error| error.to_string())?.into_iter().map(|(url, _)| url).collect();
        self.feeds(&Which::Exactly(urls), new)
    }

    fn feeds(&mut self, which: &Which, new: &mut usize) -> Result<Notice, String> {
        let (mut done, mut why) = (0, None);
        let tell = self.tell.clone();
        let mut each = |one: &Done| {
            arrived(&tell, &one.kept);
            done += 1;
            *new += one.kept.linked.len().max(one.kept.rows.len());
            if !one.feed.error.is_empty() {
                why.get_or_insert_with(|| one.line());
            }
            // The loop is gone only when the program ends.
            let _ = tell.send(Msg::Fetched(Fetched::Progress { done: one.done, of: one.of, line: one.line() }));
        };
        let failed = fetcher::fetch(&mut self.shelf, &self.config, which, &self.cancel, &mut each)?;
        Ok(match (done, failed, why) {
            (0, _, _) => Notice::info("No feed is to be fetched: none is followed here, or all wait after a failure."),
            (_, 0, _) | (_, _, None) => Notice::info(format!("Fetched {done}: {new} new or changed.")),
            (_, _, Some(why)) => {
                Notice::warning(format!("Fetched {done}: {new} new or changed, {failed} failed: {why}"))
            }
        })
    }

    /// Shows the other of the two texts; the page's is fetched the first time.
    fn full_text(&mut self, id: ArticleId, link: &str) -> Result<Notice, String> {
        let known = self.shelf.with(move |store| store.full_text(id)).ok_or("the storage has ended")?;
        let said = match known.map_err(|error| error.to_string())? {
            Some((_, shown)) => {
                let changed = self.shelf.with(move |store| store.show_full_text(id, !shown));
                changed.ok_or("the storage has ended")?.map_err(|error| error.to_string())?;
                if shown { "The text of the source." } else { "The text of the page." }
            }
            None => {
                let origins = self.shelf.with(move |store| store.origins(id)).ok_or("the storage has ended")?;
                let origins = origins.map_err(|error| error.to_string())?;
                // A feed may lead to pages on its own host, wherever that is.
                let own = origins.iter().any(|(url, _)| fetcher::host(url) == fetcher::host(link));
                let guard = if own { Guard::Redirects } else { Guard::All };
                fetcher::full_text(&mut self.shelf, id, link, guard, &self.cancel)
                    .map_err(|why| format!("{link}: {why}"))?;
                "The text of the page. The same key shows the text of the source."
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

/// The end of an errand: of that for a `page`, or of that for feeds.
fn end(page: Option<ArticleId>, notice: Notice, new: usize) -> Fetched {
    match page {
        Some(id) => Fetched::Page(id, notice),
        None => Fetched::Ended { notice, new },
    }
}

/// Tells the program what came.
pub fn arrived(tell: &UnboundedSender<Msg>, kept: &Kept) {
    // The loop is gone only when the program ends.
    if !kept.rows.is_empty() {
        let _ = tell.send(Msg::Arrived(kept.rows.clone()));
    }
    if !kept.steps.is_empty() {
        let (triage, steps) = (kept.triage.clone(), kept.steps.clone());
        let _ = tell.send(Msg::Elsewhere { triage, steps, theirs: Vec::new(), rows: Vec::new() });
    }
}
