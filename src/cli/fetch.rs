//! `farz fetch`: fetches feeds, for the user or for cron.

use super::words::{print, warn};
use super::{Failure, config, store};
use crate::message::msg;
use crate::service::fetching;
use crate::service::ingestion::{self, Which};
use crate::service::library::DirectLibrary;
use crate::service::network::Cancel;
use std::process::ExitCode;
use std::sync::Arc;

/// Fetches the feeds that are due, all feeds, or the named ones. Exit status 1 if any fetch failed.
pub fn run(sources: &[String], all: bool) -> Result<ExitCode, Failure> {
    let which = match (sources, all) {
        ([], false) => Which::Due,
        ([], true) => Which::All,
        (names, _) => Which::Named(names.to_vec()),
    };
    let config = Arc::new(config()?);
    let mut store = store()?;
    store.merge_same_text(ingestion::merging(&config));
    let mut library = DirectLibrary(store);
    let mut any = false;
    let failed = fetching::fetch(&mut library, &config, &which, &Cancel::default(), &mut |done| {
        any = true;
        // A closed output must not stop the fetches.
        let _ = match done.feed.error.is_empty() {
            true => print(&msg!("fetch-progress", done = done.done, of = done.of, feed = done.message())),
            false => warn(&done.message()),
        };
    })?;
    if !any {
        print(&msg!("fetch-nothing-due"))?;
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
