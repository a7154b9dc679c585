//! The thread that imports the sources from the command line while the reader is open.

use crate::app::msg::{Msg, Notice};
use crate::config::Config;
use crate::message::{Message, msg};
use crate::runtime::background::arrived;
use crate::runtime::library_client::LibraryClient;
use crate::service::clock::now;
use crate::service::fetching::{self, Subscribed};
use crate::service::importing::{FEW, Outcome, import, is_address, line_of};
use crate::service::ingestion::Ingest;
use crate::service::library::{AccessError, LibraryAccess};
use std::ffi::OsString;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// Starts a thread that imports the sources and reports its progress.
///
/// # Errors
/// When the system cannot start a thread.
pub fn start(
    sources: Vec<OsString>,
    mut library: LibraryClient,
    config: Arc<Config>,
    tell: UnboundedSender<Msg>,
) -> io::Result<()> {
    let work = move || {
        let mut counted = Outcome::default();
        let mut reasons: Vec<Message> = Vec::new();
        let mut broken = None;
        let (web, files): (Vec<_>, Vec<_>) = sources.into_iter().partition(|source| is_address(source).is_some());
        for address in web.iter().filter_map(|source| is_address(source)) {
            match fetching::subscribe(&mut library, &config, address) {
                Ok(Subscribed::Feed(done)) => {
                    arrived(&tell, &done.ingested);
                    counted.count(done.ingested.added);
                }
                Ok(Subscribed::Page(ingested)) => {
                    arrived(&tell, &ingested);
                    counted.count(ingested.added);
                }
                Err(why) => {
                    counted.failed += 1;
                    reasons.push(msg!("fetch-at", address = address, reason = why.message()));
                }
            }
        }
        let failed = import(&files, now(), FEW, &mut |warning| reasons.push(line_of(warning)), &mut |articles| {
            let rules = config.rules.clone();
            match library.ingest(Ingest { articles, rules, now: now(), ..Ingest::default() }) {
                Ok(ingested) => {
                    arrived(&tell, &ingested);
                    counted.count(ingested.added);
                    let so_far = counted.added + counted.known + counted.changed;
                    // The loop is gone only when the program ends.
                    let _ = tell.send(Msg::News(Notice::info(msg!("import-progress", so_far = so_far))));
                    ControlFlow::Continue(())
                }
                Err(AccessError::Ended) => ControlFlow::Break(()),
                Err(why) => {
                    broken = Some(why.message());
                    ControlFlow::Break(())
                }
            }
        });
        let outcome = Outcome { failed: failed + counted.failed, ..counted };
        let counts = outcome.message();
        let notice = match broken.or(reasons.into_iter().next()) {
            None => Notice::info(counts),
            Some(why) => Notice::warning(msg!("import-ended-why", counts = counts, why = why)),
        };
        let _ = tell.send(Msg::News(notice));
    };
    std::thread::Builder::new().name("import".into()).spawn(work)?;
    Ok(())
}
