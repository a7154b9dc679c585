//! `farz sources`: the feeds that are followed.

use super::{Failure, config, now, store};
use crate::domain::Feed;
use crate::ingest::{Subscription, opml};
use crate::service::ingestion;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Lists the feeds, writes them as OPML, or takes one off the list.
pub fn run(as_opml: bool, remove: Option<&str>) -> Result<ExitCode, Failure> {
    let mut store = store()?;
    if let Some(url) = remove {
        let known = store.feeds()?;
        let named = ingestion::choose(known, &ingestion::Which::Named(vec![url.to_owned()]), now())?;
        let [feed] = &named[..] else {
            let names: Vec<&str> = named.iter().map(|feed| feed.url.as_str()).collect();
            return Err(format!("{url:?} fits several feeds; write the address: {}", names.join(", ")).into());
        };
        store.remove_feed(&feed.url)?;
        writeln!(io::stdout(), "not followed any more: {} ({}); its articles stay", feed.name(), feed.url)?;
        return Ok(ExitCode::SUCCESS);
    }
    let feeds = ingestion::with_configured(store.feeds()?, &config()?);
    let mut out = BufWriter::new(io::stdout().lock());
    if as_opml {
        let all: Vec<Subscription> = feeds.into_iter().map(subscription).collect();
        write!(out, "{}", opml::write(&all))?;
    } else {
        for feed in &feeds {
            writeln!(out, "{}", feed.status(now()))?;
        }
        if feeds.is_empty() {
            writeln!(out, "no feed is followed; farz add ADDRESS follows one, farz add FILE.opml those of a list")?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn subscription(feed: Feed) -> Subscription {
    Subscription { url: feed.url, title: feed.title, tags: feed.tags, hidden: feed.hidden }
}
