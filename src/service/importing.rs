//! Imports articles from files, folders and standard input in batches, so that memory stays bounded and decisions can
//! be saved between two batches.

use crate::domain::Article;
use crate::ingest::{self, Item, Source, Warning};
use crate::message::{Message, msg};
use crate::storage::Added;
use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::mpsc::{SendError, SyncSender, sync_channel};

/// The batch size while the user may decide on articles: small enough that no decision waits long.
pub const FEW: usize = 500;
/// The batch size when nobody waits. Each transaction writes one page for nearly every article to each index with a
/// random order, so a few large transactions write much less than many small ones.
pub const MANY: usize = 5000;
/// The maximum number of body bytes in a batch.
const BATCH_BYTES: usize = 8 << 20;
/// The number of batches and warnings that are read ahead.
const AHEAD: usize = 1;

/// The number of articles per outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// New articles.
    pub added: usize,
    /// Articles that the library already had.
    pub known: usize,
    /// Articles that the library had with another text.
    pub changed: usize,
    /// Articles that could not be read.
    pub failed: usize,
}

impl Outcome {
    /// Returns the counts as a sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        let Self { added, known, changed, failed } = *self;
        msg!("add-outcome", added = added, known = known, changed = changed, failed = failed)
    }

    /// Adds the outcomes of a batch to the counts.
    pub fn count(&mut self, batch: impl IntoIterator<Item = Added>) {
        for added in batch {
            match added {
                Added::New => self.added += 1,
                Added::Known | Added::Joined => self.known += 1,
                Added::Changed => self.changed += 1,
            }
        }
    }
}

/// One message from the reading thread.
enum Part {
    Articles(Vec<Article>),
    /// A problem, and whether an article was lost to it.
    Wrong(Warning, bool),
}

/// Reads the sources in order, on a thread that works ahead. Reports problems to `warn` and passes the articles to
/// `take` in batches of at most `most`; `take` can stop the import. Returns the number of articles that could not be
/// read.
pub fn import(
    sources: &[OsString],
    now: i64,
    most: usize,
    warn: &mut dyn FnMut(&Warning),
    take: &mut dyn FnMut(Vec<Article>) -> ControlFlow<()>,
) -> usize {
    std::thread::scope(|scope| {
        let (parts, ready) = sync_channel(AHEAD);
        let reading = std::thread::Builder::new().name("reading".into());
        if let Err(error) = reading.spawn_scoped(scope, move || read(sources, now, most, &parts)) {
            let what = msg!("import-no-thread", why = error.to_string());
            warn(&Warning { place: "farz".to_owned(), what });
            return sources.len();
        }
        let mut failed = 0;
        // After a stop, nobody receives any more, which stops the reading thread.
        for part in ready {
            match part {
                Part::Articles(articles) => {
                    if take(articles).is_break() {
                        break;
                    }
                }
                Part::Wrong(warning, lost) => {
                    failed += usize::from(lost);
                    warn(&warning);
                }
            }
        }
        failed
    })
}

/// Reads the sources until nobody receives their articles.
fn read(sources: &[OsString], now: i64, most: usize, parts: &SyncSender<Part>) {
    let flow = |sent: Result<(), SendError<Part>>| match sent {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let wrong = |place: String, what: Message| flow(parts.send(Part::Wrong(Warning { place, what }, true)));
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for source in sources {
        let named = source.to_string_lossy().into_owned();
        let (source, stdin) = match Source::from_argument(source) {
            Ok(Source::Stdin) => match read_stdin() {
                Ok(bytes) => (Source::Stdin, Some(bytes)),
                Err(error) => match wrong("stdin".to_owned(), msg!("ingest-unreadable", why = error.to_string())) {
                    ControlFlow::Continue(()) => continue,
                    ControlFlow::Break(()) => return,
                },
            },
            Ok(source) => (source, None),
            Err(what) => match wrong(named, what.message()) {
                ControlFlow::Continue(()) => continue,
                ControlFlow::Break(()) => return,
            },
        };
        let mut stopped = false;
        ingest::read(&source, stdin.as_deref(), now, &mut |item| {
            let sent = match item {
                Item::Article(article) | Item::Cut(article) => {
                    bytes += article.body.len();
                    batch.push(*article);
                    if batch.len() < most && bytes < BATCH_BYTES {
                        return ControlFlow::Continue(());
                    }
                    bytes = 0;
                    parts.send(Part::Articles(std::mem::take(&mut batch)))
                }
                Item::Failed(warning) => parts.send(Part::Wrong(warning, true)),
                Item::Warned(warning) => parts.send(Part::Wrong(warning, false)),
            };
            stopped = sent.is_err();
            flow(sent)
        });
        if stopped {
            return;
        }
    }
    if !batch.is_empty() {
        // This is the last batch: there is nothing left to stop.
        let _ = parts.send(Part::Articles(batch));
    }
}

/// Returns the argument as a web address, or `None` if it is not one.
#[must_use]
pub fn is_address(source: &OsStr) -> Option<&str> {
    let text = source.to_str()?;
    let lower = text.get(..8.min(text.len()))?.to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://")).then_some(text)
}

/// Returns a warning in one line.
#[must_use]
pub fn line_of(warning: &Warning) -> Message {
    msg!("file-error", file = &warning.place, why = warning.what.clone())
}

fn read_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
