//! Imports articles from files, folders and standard input, in batches: memory stays bounded, and decisions can be saved
//! between two batches.

use crate::domain::Article;
use crate::ingest::{self, Item, Source, Warning};
use crate::message::{Message, msg};
use crate::storage::Added;
use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::sync::mpsc::{SendError, SyncSender, sync_channel};

/// Articles taken in at a time while somebody decides: few enough that no decision waits for long.
pub const FEW: usize = 500;
/// Articles taken in at a time where nobody waits: every transaction writes a page for nearly every article into each index
/// whose order is that of chance, so that few large ones write much less than many small ones.
pub const MANY: usize = 5000;
/// Bytes of bodies taken in at a time.
const BATCH_BYTES: usize = 8 << 20;
/// Batches and warnings that are read ahead.
const AHEAD: usize = 1;

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
    /// The counts, as a person reads them.
    #[must_use]
    pub fn message(&self) -> Message {
        let Self { added, known, changed, failed } = *self;
        msg!("add-outcome", added = added, known = known, changed = changed, failed = failed)
    }

    /// Counts what became of a batch.
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

/// What the reading gives.
enum Part {
    Articles(Vec<Article>),
    /// Something is wrong; whether an article was lost to it.
    Wrong(Warning, bool),
}

/// Reads the sources in their order, on a thread that is some batches ahead. `warn` is told what is wrong, `take` gets the
/// articles in batches of `most` and can stop it. Gives how many could not be read.
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
            warn(&Warning {
                place: "farz".to_owned(),
                what: msg!("import-no-thread", why = error.to_string()).to_string(),
            });
            return sources.len();
        }
        let mut failed = 0;
        // Once it is stopped nobody receives any more, and that stops the reading.
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

/// Reads the sources until nobody receives what is in them.
fn read(sources: &[OsString], now: i64, most: usize, parts: &SyncSender<Part>) {
    let flow = |sent: Result<(), SendError<Part>>| match sent {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let wrong = |place: String, what: String| flow(parts.send(Part::Wrong(Warning { place, what }, true)));
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for source in sources {
        let named = source.to_string_lossy().into_owned();
        let (source, stdin) = match Source::from_argument(source) {
            Ok(Source::Stdin) => match read_stdin() {
                Ok(bytes) => (Source::Stdin, Some(bytes)),
                Err(error) => {
                    match wrong("stdin".to_owned(), msg!("import-unreadable", why = error.to_string()).to_string()) {
                        ControlFlow::Continue(()) => continue,
                        ControlFlow::Break(()) => return,
                    }
                }
            },
            Ok(source) => (source, None),
            Err(what) => match wrong(named, what.to_string()) {
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
        // The last batch: there is nothing left to stop.
        let _ = parts.send(Part::Articles(batch));
    }
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
