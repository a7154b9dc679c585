//! Takes articles from sources into the storage, in batches, so that neither memory nor anybody waits for the whole.

use super::errand::arrived;
use super::fetcher::{self, Subscribed};
use super::shelf::{Far, Shelf};
use super::{intake, now};
use crate::app::msg::{Msg, Notice};
use crate::config::Config;
use crate::domain::Article;
use crate::ingest::{self, Item, Source, Warning};
use crate::storage::Added;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// Articles taken in at a time.
const BATCH: usize = 500;
/// Bytes of bodies taken in at a time.
const BATCH_BYTES: usize = 4 << 20;

/// What became of the articles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// New.
    pub added: usize,
    /// Here already.
    pub known: usize,
    /// Here already, with another text.
    pub changed: usize,
    /// Could not be read.
    pub failed: usize,
}

impl Outcome {
    /// Counts what became of a batch.
    pub fn count(&mut self, batch: impl IntoIterator<Item = Added>) {
        for added in batch {
            match added {
                Added::New => self.added += 1,
                Added::Known => self.known += 1,
                Added::Changed => self.changed += 1,
            }
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "added {}, already there {}", self.added, self.known)?;
        if self.changed > 0 {
            write!(f, ", changed {}", self.changed)?;
        }
        write!(f, ", failed {}", self.failed)
    }
}

/// Reads the sources in their order. `warn` is told what is wrong, `take` gets the articles in batches and can stop it.
/// Gives how many could not be read.
pub fn import(
    sources: &[OsString],
    now: i64,
    warn: &mut dyn FnMut(&Warning),
    take: &mut dyn FnMut(Vec<Article>) -> ControlFlow<()>,
) -> usize {
    let (mut batch, mut bytes, mut failed) = (Vec::new(), 0, 0);
    for source in sources {
        let source = match Source::from_argument(source) {
            Ok(source) => source,
            Err(what) => {
                warn(&Warning { place: source.to_string_lossy().into_owned(), what });
                failed += 1;
                continue;
            }
        };
        let stdin = match &source {
            Source::Stdin => match read_stdin() {
                Ok(bytes) => Some(bytes),
                Err(error) => {
                    warn(&Warning { place: "stdin".to_owned(), what: format!("cannot be read: {error}") });
                    failed += 1;
                    continue;
                }
            },
            Source::Path(_) => None,
        };
        let mut stopped = false;
        ingest::read(&source, stdin.as_deref(), now, &mut |item| match item {
            Item::Article(article) => {
                bytes += article.body.len();
                batch.push(*article);
                if batch.len() < BATCH && bytes < BATCH_BYTES {
                    return ControlFlow::Continue(());
                }
                bytes = 0;
                let flow = take(std::mem::take(&mut batch));
                stopped = flow.is_break();
                flow
            }
            Item::Failed(warning) => {
                failed += 1;
                warn(&warning);
                ControlFlow::Continue(())
            }
            Item::Warned(warning) => {
                warn(&warning);
                ControlFlow::Continue(())
            }
        });
        if stopped {
            return failed;
        }
    }
    if !batch.is_empty() {
        // The last batch: there is nothing left to stop.
        let _ = take(batch);
    }
    failed
}

/// Starts a thread that adds what the sources hold, and tells how it goes.
///
/// # Errors
/// When the system gives no thread.
pub fn start(
    sources: Vec<OsString>,
    mut shelf: Far,
    config: Arc<Config>,
    tell: UnboundedSender<Msg>,
) -> io::Result<()> {
    let work = move || {
        let mut counted = Outcome::default();
        let mut reasons: Vec<String> = Vec::new();
        let mut broken = None;
        let (web, files): (Vec<_>, Vec<_>) = sources.into_iter().partition(|source| is_address(source).is_some());
        for address in web.iter().filter_map(|source| is_address(source)) {
            match fetcher::subscribe(&mut shelf, &config, address) {
                Ok(Subscribed::Feed(done)) => {
                    arrived(&tell, &done.kept);
                    counted.count(done.kept.added);
                }
                Ok(Subscribed::Page(kept)) => {
                    arrived(&tell, &kept);
                    counted.count(kept.added);
                }
                Err(why) => {
                    counted.failed += 1;
                    reasons.push(format!("{address}: {why}"));
                }
            }
        }
        let failed = import(&files, now(), &mut |warning| reasons.push(line_of(warning)), &mut |articles| {
            let rules = Arc::clone(&config);
            match shelf.with(move |store| intake::keep(store, &articles, &rules.rules, false, now())) {
                Some(Ok(kept)) => {
                    arrived(&tell, &kept);
                    counted.count(kept.added);
                    let so_far = counted.added + counted.known + counted.changed;
                    // The loop is gone only when the program ends.
                    let _ = tell.send(Msg::Told(Notice::info(format!("adding: {so_far} so far"))));
                    ControlFlow::Continue(())
                }
                Some(Err(why)) => {
                    broken = Some(why.to_string());
                    ControlFlow::Break(())
                }
                None => ControlFlow::Break(()),
            }
        });
        let outcome = Outcome { failed: failed + counted.failed, ..counted };
        let why = broken.as_ref().or(reasons.first()).map(|why| format!(": {why}")).unwrap_or_default();
        let text = format!("{outcome}{why}");
        let quiet = why.is_empty();
        let _ = tell.send(Msg::Told(if quiet { Notice::info(text) } else { Notice::warning(text) }));
    };
    std::thread::Builder::new().name("import".into()).spawn(work)?;
    Ok(())
}

/// The address on the web that an argument is; nothing where it is none.
#[must_use]
pub fn is_address(source: &OsStr) -> Option<&str> {
    let text = source.to_str()?;
    let lower = text.get(..8.min(text.len()))?.to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://")).then_some(text)
}

/// A warning in one line.
#[must_use]
pub fn line_of(warning: &Warning) -> String {
    format!("{}: {}", warning.place, warning.what)
}

fn read_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
