//! `farz sources`: lists or removes the feeds that the user follows.

use super::words::{print, text};
use super::{Failure, config, now, store};
use crate::domain::Feed;
use crate::ingest::{Subscription, opml};
use crate::message::{Arg, msg};
use crate::service::feed_state::state;
use crate::service::ingestion;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Lists the feeds, writes them as OPML, or stops following one.
pub fn run(as_opml: bool, remove: Option<&str>) -> Result<ExitCode, Failure> {
    let mut store = store()?;
    if let Some(url) = remove {
        let known = store.feeds()?;
        let named = ingestion::choose(known, &ingestion::Which::Named(vec![url.to_owned()]), now())?;
        let [feed] = &named[..] else {
            let feeds = Arg::list(named.iter().map(|feed| feed.url.as_str()));
            return Err(msg!("sources-ambiguous", name = url, feeds = feeds).into());
        };
        store.remove_feed(&feed.url)?;
        print(&msg!("sources-removed", feed = feed.name(), url = &feed.url))?;
        return Ok(ExitCode::SUCCESS);
    }
    let feeds = ingestion::with_configured(store.feeds()?, &config()?);
    let mut out = BufWriter::new(io::stdout().lock());
    if as_opml {
        let all: Vec<Subscription> = feeds.into_iter().map(subscription).collect();
        write!(out, "{}", opml::write(&all))?;
    } else {
        for feed in &feeds {
            let why = match feed.error.as_str() {
                "" => String::new(),
                error => format!("  {}", text(&msg!("feed-fails", why = error))),
            };
            let tags: String = feed.tags.iter().map(|tag| format!("  #{tag}")).collect();
            let state = text(&state(feed, now()));
            writeln!(out, "{}  {state}{why}{tags}  {}", feed.name(), feed.url)?;
        }
        if feeds.is_empty() {
            writeln!(out, "{}", text(&msg!("sources-none")))?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn subscription(feed: Feed) -> Subscription {
    Subscription { url: feed.url, title: feed.title, tags: feed.tags, hidden: feed.hidden }
}
