//! Parses fetched feeds and pages and stores their articles, in the same way for the reader and the command line.

use crate::config::{Config, Rule, SourceSetting};
use crate::domain::{Article, ArticleId, Change, Edit, Feed, Row, Step, StepId, StepKind, Tag, Triage};
use crate::ingest::fetch::{self, Answer, FetchError, Guard, Page, Request};
use crate::ingest::web::Web;
use crate::ingest::{Item, Warning};
use crate::message::{Message, msg};
use crate::service::rules;
use crate::storage::library::Merging;
use crate::storage::{Added, Store, StoreError};
use std::ops::ControlFlow;
use std::time::Instant;
use thiserror::Error;

/// The interval between fetches of a feed without a setting, unless the feed asks for a longer one: an hour, in
/// milliseconds.
const EVERY: i64 = 3_600_000;
/// The longest interval that a feed may ask for: a day, in seconds.
const FRESH: u64 = 86_400;

/// The feeds to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The feeds that are due.
    Due,
    /// All feeds except those that wait after a failure and those that are gone.
    All,
    /// The feeds whose address is one of these words, or whose address or title contains one, due or not.
    Named(Vec<String>),
    /// The feeds with exactly these addresses, due or not.
    Exactly(Vec<String>),
}

/// Returns the setting for a feed.
#[must_use]
pub fn setting<'c>(config: &'c Config, url: &str) -> Option<&'c SourceSetting> {
    config.sources.iter().find(|setting| fetch::named(&setting.url).is_ok_and(|named| named == url))
}

/// Returns which articles with the same text are merged into one row, according to the config file.
#[must_use]
pub fn merging(config: &Config) -> Merging {
    let apart = config.sources.iter().filter(|source| source.apart);
    Merging { on: config.merge_same_text, apart: apart.filter_map(|source| fetch::named(&source.url).ok()).collect() }
}

/// A word that no followed feed has in its address or title.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.message())]
pub struct UnknownFeed(pub String);

impl UnknownFeed {
    /// Returns the message as a sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        msg!("fetch-no-such-feed", word = &self.0)
    }
}

/// The reason why a page yields no story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoryError {
    /// The address leads to something other than an HTML page.
    NotHtml,
    /// The page contains no story.
    NoStory,
}

/// Adds the feeds of the config file that are not in `feeds` yet.
#[must_use]
pub fn with_configured(mut feeds: Vec<Feed>, config: &Config) -> Vec<Feed> {
    for url in config.sources.iter().filter_map(|setting| fetch::named(&setting.url).ok()) {
        if !feeds.iter().any(|feed| feed.url == url) {
            feeds.push(Feed::new(&url));
        }
    }
    feeds
}

/// Returns the feeds to fetch at `now`.
///
/// # Errors
/// If a word matches no feed; the error has the word.
pub fn choose(feeds: Vec<Feed>, which: &Which, now: i64) -> Result<Vec<Feed>, UnknownFeed> {
    let words = match which {
        Which::Due => return Ok(feeds.into_iter().filter(|feed| !feed.gone && feed.next <= now).collect()),
        Which::All => {
            return Ok(feeds
                .into_iter()
                .filter(|feed| !feed.gone && (feed.failures == 0 || feed.next <= now))
                .collect());
        }
        Which::Exactly(urls) => return Ok(feeds.into_iter().filter(|feed| urls.contains(&feed.url)).collect()),
        Which::Named(words) => words,
    };
    let is = |feed: &Feed, word: &str| {
        let exact = feed.url == word || fetch::named(word).is_ok_and(|url| url == feed.url);
        exact || [&feed.url, &feed.title].iter().any(|text| text.to_lowercase().contains(&word.to_lowercase()))
    };
    if let Some(word) = words.iter().find(|word| !feeds.iter().any(|feed| is(feed, word))) {
        return Err(UnknownFeed(word.clone()));
    }
    Ok(feeds.into_iter().filter(|feed| words.iter().any(|word| is(feed, word))).collect())
}

/// Returns the request that fetches a feed.
#[must_use]
pub fn request(feed: &Feed, setting: Option<&SourceSetting>) -> Request {
    let default = SourceSetting::default();
    let set = setting.unwrap_or(&default);
    let guard = match (set.private, feed.imported) {
        (true, _) => Guard::Off,
        (false, true) => Guard::All,
        (false, false) => Guard::Redirects,
    };
    Request {
        // Send a login or headers only to the address for which the user configured them.
        url: if set.user.is_empty() && set.headers.is_empty() { feed.address.clone() } else { feed.url.clone() },
        etag: feed.etag.clone(),
        modified: feed.modified.clone(),
        headers: set.headers.clone(),
        login: (!set.user.is_empty()).then(|| (set.user.clone(), set.password.clone())),
        guard,
    }
}

/// The parsed content of a feed.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The complete articles.
    pub articles: Vec<Article>,
    /// The available parts of truncated articles; for a known article, this is less than the library has.
    pub cut: Vec<Article>,
    /// The parts of the feed that could not be parsed.
    pub failed: Vec<Warning>,
}

impl Parsed {
    /// Why none of it can be read; nothing where there is an article, or nothing failed.
    #[must_use]
    pub fn unreadable(&self) -> Option<Message> {
        let first = self.failed.first().filter(|_| self.articles.is_empty())?;
        Some(msg!("feed-unreadable", why = first.what.clone()))
    }
}

/// Reads what was fetched of a feed, and notes in `feed` how it went. An error is the reason why it failed.
pub fn read(feed: &mut Feed, set: Option<&SourceSetting>, answer: Result<Answer, FetchError>, now: i64) -> Parsed {
    let every = |fresh: Option<u64>| {
        let asked = i64::try_from(fresh.unwrap_or(0).min(FRESH) * 1000).unwrap_or(0);
        match set.and_then(|set| set.every) {
            Some(seconds) => i64::try_from(seconds.saturating_mul(1000)).unwrap_or(EVERY),
            None => EVERY.max(asked),
        }
    };
    // A reason is kept in the library as English text, whatever language is in force when it is shown.
    match answer {
        Err(error) => feed.failed(now, error.to_string(), None),
        Ok(Answer::Gone) => {
            feed.failed(now, msg!("feed-gone").to_string(), None);
            feed.gone = true;
        }
        Ok(Answer::Busy { status, seconds }) => {
            let asked =
                seconds.and_then(|seconds| i64::try_from(seconds).ok()).map(|seconds| seconds.saturating_mul(1000));
            feed.failed(now, msg!("feed-busy", status = status.to_string()).to_string(), asked);
        }
        Ok(Answer::Unchanged { moved }) => {
            feed.address = moved.unwrap_or_else(|| std::mem::take(&mut feed.address));
            feed.succeeded(now, every(None));
        }
        Ok(Answer::Page(page)) => {
            let (etag, modified, fresh, moved) =
                (page.etag.clone(), page.modified.clone(), page.fresh, page.moved.clone());
            let web = Web::new(page);
            if !web.is_feed() {
                feed.failed(now, msg!("feed-no-feed").to_string(), None);
                return Parsed::default();
            }
            let parsed = read_web(web, feed, set, now);
            if let Some(why) = parsed.unreadable() {
                feed.failed(now, why.to_string(), None);
            } else {
                // Without the validators of a truncated feed, the next fetch asks for the rest.
                (feed.etag, feed.modified) = if parsed.cut.is_empty() { (etag, modified) } else { Default::default() };
                feed.address = moved.unwrap_or_else(|| std::mem::take(&mut feed.address));
                feed.succeeded(now, every(fresh));
            }
            return parsed;
        }
    }
    Parsed::default()
}

/// Parses the articles of a feed, and records the feed's title.
pub fn read_web(web: Web, feed: &mut Feed, set: Option<&SourceSetting>, now: i64) -> Parsed {
    let mut parsed = Parsed::default();
    let url = feed.url.clone();
    let title = web.read(&url, now, &mut |item| {
        match item {
            Item::Article(article) => parsed.articles.push(*article),
            Item::Cut(article) => parsed.cut.push(*article),
            Item::Failed(warning) => parsed.failed.push(warning),
            Item::Warned(_) => {}
        }
        ControlFlow::Continue(())
    });
    if feed.title.is_empty() {
        feed.title = title;
    }
    let given: Vec<&Tag> = feed.tags.iter().chain(set.iter().flat_map(|set| &set.tags)).collect();
    for article in parsed.articles.iter_mut().chain(&mut parsed.cut) {
        for tag in &given {
            if !article.tags.contains(tag) {
                article.tags.push((*tag).clone());
            }
        }
    }
    parsed
}

/// Articles to add, and what to do with them on arrival.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ingest {
    /// The articles.
    pub articles: Vec<Article>,
    /// Truncated articles; added only if the library does not know them, so that a known text stays.
    pub cut: Vec<Article>,
    /// The rules to apply to new articles.
    pub rules: Vec<Rule>,
    /// The feed of the articles, stored with the outcome of its fetch. New articles of a hidden feed arrive marked as
    /// read.
    pub feed: Option<Feed>,
    /// The current time, in milliseconds since 1970-01-01 UTC.
    pub now: i64,
}

/// The outcome of storing articles.
#[derive(Debug, Default)]
pub struct Ingested {
    /// The outcome for each article, in order.
    pub added: Vec<Added>,
    /// The rows of the articles that are new or changed.
    pub rows: Vec<Row>,
    /// The new articles that have a link.
    pub linked: Vec<(ArticleId, String)>,
    /// The articles whose pages the rules ask for.
    pub full_texts: Vec<ArticleId>,
    /// The steps that the rules made.
    pub steps: Vec<Step>,
    /// The new triage of the articles in those steps.
    pub triage: Vec<(ArticleId, Triage)>,
}

/// Adds articles, applies the rules to the new ones, and stores their feed. Returns the rows of the articles that are
/// new or changed.
///
/// # Errors
/// If the articles or the steps of the rules cannot be saved.
pub fn ingest(store: &mut Store, ingest: Ingest) -> Result<Ingested, StoreError> {
    let Ingest { mut articles, cut, rules, feed, now } = ingest;
    for article in cut {
        if store.row(article.id)?.is_none() {
            articles.push(article);
        }
    }
    let hidden = feed.as_ref().is_some_and(|feed| feed.hidden);
    let (mut ingested, touched) = put(store, &articles, &rules, hidden, now)?;
    for id in touched {
        ingested.rows.extend(store.row(id)?);
    }
    if let Some(feed) = feed {
        let count = |wanted: Added| ingested.added.iter().filter(|added| **added == wanted).count();
        let (new, changed) = (count(Added::New), count(Added::Changed));
        tracing::info!(address = %fetch::loggable(&feed.url), new, changed, failures = feed.failures, "feed stored");
        store.put_feeds(std::slice::from_ref(&feed))?;
    }
    Ok(ingested)
}

/// Adds articles and applies the rules to the new ones, without reading rows that nobody shows. Also returns the ids
/// of the articles that are new or changed. If `hidden`, new articles arrive marked as read.
///
/// # Errors
/// If the articles or the steps of the rules cannot be saved.
pub fn put(
    store: &mut Store,
    articles: &[Article],
    rules: &[Rule],
    hidden: bool,
    now: i64,
) -> Result<(Ingested, Vec<ArticleId>), StoreError> {
    let started = Instant::now();
    let outcome = store.add(articles)?;
    let count = |wanted: Added| outcome.iter().filter(|(_, added)| *added == wanted).count();
    let (new, changed, ms) = (count(Added::New), count(Added::Changed), started.elapsed().as_millis());
    tracing::info!(articles = articles.len(), new, changed, ms, "imported");
    let mut ingested = Ingested::default();
    let mut new = Vec::new();
    for ((id, added), article) in outcome.iter().zip(articles) {
        ingested.added.push(*added);
        if *added == Added::New {
            new.push(*id);
            if !article.link.is_empty() {
                ingested.linked.push((*id, article.link.clone()));
            }
        }
    }
    if hidden && !new.is_empty() {
        let mut changes = Vec::new();
        for id in &new {
            let before = store.triage(*id)?;
            changes.push(Change::between(*id, &before, &Triage { read: true, ..before.clone() }));
        }
        let edit = Edit::new("hidden feed", changes);
        if !edit.is_empty() {
            let id = StepId { session: rules::session_of()?, number: 1 };
            store.commit(&Step { id, kind: StepKind::Silent, edit }, now)?;
        }
    }
    let applied = rules::apply(store, rules, &new, now)?;
    (ingested.steps, ingested.full_texts) = (applied.steps, applied.full_texts);
    for id in ingested.steps.iter().flat_map(|step| &step.edit.changes).map(|change| change.article) {
        ingested.triage.push((id, store.triage(id)?));
    }
    let touched = outcome.iter().filter(|(_, added)| *added != Added::Known).map(|(id, _)| *id).collect();
    Ok((ingested, touched))
}

/// Returns the story of a page, as HTML.
///
/// # Errors
/// The reason why the page yields no story.
pub fn story(page: Page, now: i64) -> Result<String, StoryError> {
    let web = Web::new(page);
    if !web.is_page() {
        return Err(StoryError::NotHtml);
    }
    let mut body = None;
    web.read("", now, &mut |item| {
        if let Item::Article(article) = item {
            body = Some(article.body);
        }
        ControlFlow::Break(())
    });
    body.filter(|body| !body.trim().is_empty()).ok_or(StoryError::NoStory)
}
