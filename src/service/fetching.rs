//! Fetches feeds and pages into the storage, for the command line and the reader.
//!
//! # Invariants
//!
//! - Any input can be shown or is rejected with a reason; the fuzz targets run the same checks.
//!   Tests: `whatever_comes_in_can_be_shown_or_says_why_not`, `whatever_is_marked_up_leaves_no_control_in_a_cell`,
//!   Tests: `every_real_file_goes_through_as_the_table_says`.
//! - farz gives up on a misbehaving server within fixed limits.
//!   Test: `servers_that_do_not_behave_are_given_up`.
//! - Logins and headers go only to their own host.
//!   Test: `secrets_stay_with_their_host_and_the_agent_is_named`.
//! - A failed feed waits, reports the reason, and does not affect the others.
//!   Test: `what_fails_says_why_waits_and_costs_the_others_nothing`.
//! - A truncated feed never replaces a known text.
//!   Test: `a_feed_that_is_cut_off_costs_no_text_that_is_known`.
//! - Two items of a feed with the same link do not change their article on every fetch.
//!   Test: `two_items_with_one_link_change_their_article_once`.
//! - Two feeds with the same story do not change it on every fetch.
//!   Test: `a_page_without_a_feed_is_an_article_and_the_same_story_is_one`.
//! - The user can undo the actions of a rule.
//!   Test: `rules_are_tried_applied_on_arrival_and_undone`.

use crate::config::Config;
use crate::domain::{ArticleId, Feed};
use crate::ingest::fetch::{self, Answer, Guard, Limits, Page, Request};
use crate::ingest::web::Web;
use crate::message::{Message, msg};
use crate::service::clock::now;
use crate::service::fetch_failure::FetchFailure;
use crate::service::ingestion::{self, Ingest, Ingested, Parsed, Which};
use crate::service::library::{AccessError, LibraryAccess, feeds as followed};
use crate::service::network::{self, Cancel};
use crate::storage::Added;
use std::sync::Arc;

/// The result of fetching one feed.
#[derive(Debug)]
pub struct Done {
    /// The feed in its new state. Its `error` is the reason for a failure.
    pub feed: Feed,
    /// The outcome for its articles.
    pub ingested: Ingested,
    /// The number of items that could not be parsed.
    pub failed: usize,
    /// The number of its articles that are truncated.
    pub cut: usize,
    /// The number of feeds done so far.
    pub done: usize,
    /// The total number of feeds.
    pub of: usize,
}

impl Done {
    /// Returns the result in one line.
    #[must_use]
    pub fn message(&self) -> Message {
        let feed = self.feed.name();
        if !self.feed.error.is_empty() {
            return msg!("fetch-failed", feed = feed, why = &self.feed.error);
        }
        let count = |wanted: Added| self.ingested.added.iter().filter(|added| **added == wanted).count();
        msg!(
            "fetch-done",
            feed = feed,
            new = count(Added::New),
            changed = count(Added::Changed),
            failed = self.failed,
            cut = self.cut
        )
    }
}

/// Fetches feeds and reports each as it is done. Returns the number of failed feeds.
///
/// # Errors
/// If nothing could be fetched at all: there is no such feed, or the library or the network cannot be used.
pub fn fetch(
    library: &mut impl LibraryAccess,
    config: &Arc<Config>,
    which: &Which,
    cancel: &Cancel,
    tell: &mut dyn FnMut(&Done),
) -> Result<usize, FetchFailure> {
    let all = followed(library, config)?;
    let feeds = ingestion::choose(all, which, now())?;
    let requests = feeds.iter().map(|feed| ingestion::request(feed, ingestion::setting(config, &feed.url))).collect();
    let (mut failed, mut done, mut broken) = (0, 0, None);
    let mut pages: Vec<(ArticleId, String, Guard)> = Vec::new();
    network::fetch(requests, Limits::default(), cancel, &mut |place, answer| {
        let Some(feed) = feeds.get(place) else { return };
        let (mut feed, now) = (feed.clone(), now());
        let set = ingestion::setting(config, &feed.url);
        let parsed = ingestion::read(&mut feed, set, answer, now);
        let (unreadable, cut) = (parsed.failed.len(), parsed.cut.len());
        match put(library, config, feed, parsed, now) {
            Ok((feed, ingested)) => {
                done += 1;
                failed += usize::from(!feed.error.is_empty());
                pages.extend(pages_of(&feed, &ingested, config));
                tell(&Done { feed, ingested, failed: unreadable, cut, done, of: feeds.len() });
            }
            Err(why) => {
                broken = Some(why);
                cancel.cancel();
            }
        }
    })
    .map_err(FetchFailure::Network)?;
    match broken {
        Some(why) => Err(why.into()),
        None => {
            full_texts(library, pages, cancel)?;
            Ok(failed)
        }
    }
}

/// Returns the article pages to fetch for a feed: all of them, or those that the rules ask for.
fn pages_of(feed: &Feed, ingested: &Ingested, config: &Config) -> Vec<(ArticleId, String, Guard)> {
    let all = ingestion::setting(config, &feed.url).is_some_and(|set| set.full_text);
    let guard = guard_of(feed, config);
    let linked = ingested.linked.iter().filter(|(id, _)| all || ingested.full_texts.contains(id));
    linked.map(|(id, link)| (*id, link.clone(), guard)).collect()
}

/// Returns the guard for pages that a feed links to: private networks are off limits, unless the feed itself may be in
/// one.
fn guard_of(feed: &Feed, config: &Config) -> Guard {
    if ingestion::setting(config, &feed.url).is_some_and(|set| set.private) { Guard::Off } else { Guard::All }
}

/// Stores a feed and its articles.
fn put(
    library: &mut impl LibraryAccess,
    config: &Config,
    feed: Feed,
    parsed: Parsed,
    now: i64,
) -> Result<(Feed, Ingested), AccessError> {
    let Parsed { articles, cut, .. } = parsed;
    let rules = config.rules.clone();
    let ingested = library.ingest(Ingest { articles, cut, rules, feed: Some(feed.clone()), now })?;
    Ok((feed, ingested))
}

/// Fetches the pages of articles and stores their stories as the texts to read. An article whose page has no story
/// keeps the feed's text.
fn full_texts(
    library: &mut impl LibraryAccess,
    pages: Vec<(ArticleId, String, Guard)>,
    cancel: &Cancel,
) -> Result<(), FetchFailure> {
    let request = |(_, url, guard): &(ArticleId, String, Guard)| Request {
        url: url.clone(),
        guard: *guard,
        ..Request::default()
    };
    let requests = pages.iter().map(request).collect();
    network::fetch(requests, Limits::default(), cancel, &mut |place, answer| {
        let Some((id, _, _)) = pages.get(place) else { return };
        let id = *id;
        if let Ok(Answer::Page(page)) = answer
            && let Ok(body) = ingestion::story(page, now())
        {
            // A text that cannot be stored now can be fetched again later.
            let _ = library.put_full_text(id, body);
        }
    })
    .map_err(FetchFailure::Network)
}

/// Fetches the page of one article and stores its story as the text to read.
///
/// # Errors
/// The reason why it could not be fetched or stored.
pub fn full_text(
    library: &mut impl LibraryAccess,
    id: ArticleId,
    link: &str,
    guard: Guard,
    cancel: &Cancel,
) -> Result<(), FetchFailure> {
    let page = get(link, guard, None, cancel)?;
    let body = ingestion::story(page, now()).map_err(FetchFailure::Story)?;
    Ok(library.put_full_text(id, body)?)
}

/// The result of subscribing to a web address.
#[derive(Debug)]
pub enum Subscribed {
    /// A feed, which farz now follows.
    Feed(Box<Done>),
    /// A page without a feed, which is now an article.
    Page(Box<Ingested>),
}

/// Fetches an address. Follows it if it is a feed; otherwise follows the first feed that the page names. Adds a page
/// without a feed as an article.
///
/// # Errors
/// The reason why it could not be fetched or stored.
pub fn subscribe(
    library: &mut impl LibraryAccess,
    config: &Arc<Config>,
    address: &str,
) -> Result<Subscribed, FetchFailure> {
    let url = fetch::named(address)?;
    let cancel = Cancel::default();
    let page = get(&url, Guard::Redirects, Some(config), &cancel)?;
    let feeds = Web::new(page.clone()).feeds();
    let (url, page) = match feeds.first() {
        // The page chose the feed's address, so only the page's own host may be in a private network.
        Some(feed) => {
            let own = host(&feed.url) == host(&url);
            (feed.url.clone(), get(&feed.url, if own { Guard::Redirects } else { Guard::All }, Some(config), &cancel)?)
        }
        None => (url, page),
    };
    let web = Web::new(page.clone());
    let now = now();
    if !web.is_feed() {
        let mut feed = Feed::new(&url);
        let parsed = ingestion::read_web(web, &mut feed, ingestion::setting(config, &url), now);
        if let (true, Some(why)) = (parsed.articles.is_empty(), parsed.failed.first()) {
            return Err(FetchFailure::Unreadable(why.what.clone()));
        }
        let (articles, rules) = (parsed.articles, config.rules.clone());
        let ingest = Ingest { articles, rules, now, ..Ingest::default() };
        let ingested = library.ingest(ingest)?;
        return Ok(Subscribed::Page(Box::new(ingested)));
    }
    let wanted = url.clone();
    let known = library.feeds()?;
    let mut feed = known.into_iter().find(|feed| feed.url == wanted).unwrap_or_else(|| Feed::new(&wanted));
    feed.imported = false;
    let parsed = ingestion::read(&mut feed, ingestion::setting(config, &url), Ok(Answer::Page(page)), now);
    if let Some(why) = parsed.unreadable() {
        return Err(FetchFailure::Unreadable(why));
    }
    let (failed, cut) = (parsed.failed.len(), parsed.cut.len());
    let (feed, ingested) = put(library, config, feed, parsed, now)?;
    full_texts(library, pages_of(&feed, &ingested, config), &cancel)?;
    Ok(Subscribed::Feed(Box::new(Done { feed, ingested, failed, cut, done: 1, of: 1 })))
}

/// Returns the host and port of an address.
#[must_use]
pub fn host(url: &str) -> Option<&str> {
    url.split_once("://").and_then(|(_, rest)| rest.split(['/', '?']).next())
}

/// Fetches one page.
fn get(url: &str, guard: Guard, config: Option<&Arc<Config>>, cancel: &Cancel) -> Result<Page, FetchFailure> {
    let set = config.and_then(|config| ingestion::setting(config, url));
    let mut request = ingestion::request(&Feed::new(url), set);
    if !set.is_some_and(|set| set.private) {
        request.guard = guard;
    }
    let mut found = Err(FetchFailure::Stopped);
    network::fetch(vec![request], Limits::default(), cancel, &mut |_, answer| {
        found = match answer {
            Ok(Answer::Page(page)) => Ok(page),
            Ok(Answer::Unchanged { .. }) => Err(FetchFailure::Unchanged),
            Ok(Answer::Gone) => Err(FetchFailure::Gone),
            Ok(Answer::Busy { status, .. }) => Err(FetchFailure::Busy(status)),
            Err(error) => Err(error.into()),
        };
    })
    .map_err(FetchFailure::Network)?;
    found
}
