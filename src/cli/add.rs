//! `farz add`: adds articles without opening the reader, and follows feeds.

use super::words::{complain, described, print, warn};
use super::{Failure, config, newsboat, now, paths, store};
use crate::config::Config;
use crate::config::views::{SaveView, wrong_name};
use crate::domain::Feed;
use crate::filter::Query;
use crate::ingest::Subscription;
use crate::ingest::lists::{self, Listed};
use crate::message::msg;
use crate::service::fetching::{self, Subscribed};
use crate::service::importing::{MANY, Outcome, import, is_address, line_of};
use crate::service::library::DirectLibrary;
use crate::service::{ingestion, settings};
use crate::storage::StoreError;
use crate::storage::library::is_database;
use std::ffi::OsString;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Adds the articles of the sources and prints the counts. Exit status 1 if anything failed.
pub fn run(sources: &[OsString]) -> Result<ExitCode, Failure> {
    let config = Arc::new(config()?);
    let mut store = store()?;
    store.merge_same_text(ingestion::merging(&config));
    let mut library = DirectLibrary(store);
    let mut counted = Outcome::default();
    let mut files = Vec::new();
    let mut said = false;
    for source in sources {
        if let Some(address) = is_address(source) {
            web(&mut library, &config, address, &mut counted)?;
            said = true;
        } else if let Some(Listed { feeds, views, wrong }) = lists::subscriptions(Path::new(source)) {
            counted.failed += wrong.len();
            for warning in wrong {
                warn(&line_of(&warning))?;
            }
            follow(&mut library, feeds)?;
            counted.failed += keep(views)?;
            said = true;
        } else if is_database(Path::new(source)) {
            newsboat::take(&mut library.0, Path::new(source), &mut counted)?;
        } else {
            files.push(source.clone());
        }
    }
    if !files.is_empty() {
        read(&mut library, &config, &files, &mut counted)?;
    }
    let other = sources.iter().any(|source| is_database(Path::new(source)));
    if !files.is_empty() || other || !said {
        print(&counted.message())?;
    }
    Ok(if counted.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(
    library: &mut DirectLibrary,
    config: &Config,
    files: &[OsString],
    counted: &mut Outcome,
) -> Result<(), Failure> {
    let mut broken: Option<StoreError> = None;
    let failed = import(
        files,
        now(),
        MANY,
        &mut |warning| {
            // A warning that cannot be printed must not stop the import.
            let _ = warn(&line_of(warning));
        },
        &mut |articles| match ingestion::put(&mut library.0, &articles, &config.rules, false, now()) {
            Ok((kept, _)) => {
                counted.count(kept.added);
                ControlFlow::Continue(())
            }
            Err(error) => {
                broken = Some(error);
                ControlFlow::Break(())
            }
        },
    );
    counted.failed += failed;
    broken.map_or(Ok(()), |error| Err(error.into()))
}

fn web(library: &mut DirectLibrary, config: &Arc<Config>, address: &str, counted: &mut Outcome) -> Result<(), Failure> {
    match fetching::subscribe(library, config, address) {
        Ok(Subscribed::Feed(done)) => {
            print(&msg!("add-following", feed = done.message(), url = &done.feed.url))?;
            counted.count(done.ingested.added);
        }
        Ok(Subscribed::Page(kept)) => {
            let mut one = Outcome::default();
            one.count(kept.added.iter().copied());
            counted.count(kept.added);
            print(&msg!("add-page", address = address, outcome = one.message()))?;
        }
        Err(why) => {
            counted.failed += 1;
            complain(format_args!("{address}: {}", described(&why)))?;
        }
    }
    Ok(())
}

/// Saves the views of a list that do not exist yet. Returns how many could not be saved.
fn keep(views: Vec<(String, String)>) -> Result<usize, Failure> {
    let paths = paths()?;
    let (mut saved, mut already, mut failed) = (0, 0, 0);
    for (name, query) in views {
        // Reload each time: the view saved last may have the same name.
        let (Config { views: known, .. }, _, _) = settings::load(&paths, None);
        if known.iter().any(|view| (&view.name, &view.query) == (&name, &query)) {
            already += 1;
            continue;
        }
        let view = SaveView { name, query, key: None };
        let mistake = Query::parse(&view.query).mistakes().first().map(|mistake| mistake.expected.clone());
        let kept = match wrong_name(&view.name, &known).or(mistake) {
            Some(wrong) => Err(wrong),
            None => settings::save_view(&paths, &view).map_err(|error| error.message()),
        };
        match kept {
            Ok(()) => saved += 1,
            Err(why) => {
                failed += 1;
                warn(&msg!("add-view-failed", name = view.name, why = why))?;
            }
        }
    }
    if saved + already > 0 {
        print(&msg!("add-views", saved = saved, already = already))?;
    }
    Ok(failed)
}

/// Follows the feeds of a list without fetching them.
fn follow(library: &mut DirectLibrary, found: Vec<Subscription>) -> Result<(), Failure> {
    let known = library.0.feeds()?;
    let new: Vec<Feed> = found
        .iter()
        .filter(|one| !known.iter().any(|feed| feed.url == one.url))
        .map(|one| Feed {
            title: one.title.clone(),
            tags: one.tags.clone(),
            hidden: one.hidden,
            imported: true,
            ..Feed::new(&one.url)
        })
        .collect();
    library.0.put_feeds(&new)?;
    let already = found.len() - new.len();
    print(&msg!("add-feeds", new = new.len(), already = already))?;
    Ok(())
}
