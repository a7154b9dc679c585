//! What was fetched, read and put into the storage: the same way for the reader and for the command line.

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

/// How often a feed is due that says nothing and for which nothing is set: an hour, in milliseconds.
const EVERY: i64 = 3_600_000;
/// The longest that a feed may ask to be left alone for: a day, in seconds.
const FRESH: u64 = 86_400;

/// Which feeds to fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that are due.
    Due,
    /// All but those that wait after a failure, and those that are gone.
    All,
    /// Those whose address or title is or holds one of these words, due or not.
    Named(Vec<String>),
    /// Those with exactly these addresses, due or not.
    Exactly(Vec<String>),
}

/// The setting for a feed.
#[must_use]
pub fn setting<'c>(config: &'c Config, url: &str) -> Option<&'c SourceSetting> {
    config.sources.iter().find(|setting| fetch::named(&setting.url).is_ok_and(|named| named == url))
}

/// Which articles are one row because their texts are the same, as the config file says.
#[must_use]
pub fn merging(config: &Config) -> Merging {
    let apart = config.sources.iter().filter(|source| source.apart);
    Merging { on: config.merge_same_text, apart: apart.filter_map(|source| fetch::named(&source.url).ok()).collect() }
}

/// A word that is in no address and no title of a followed feed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.message())]
pub struct UnknownFeed(pub String);

impl UnknownFeed {
    /// The sentence for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        msg!("fetch-no-such-feed", word = &self.0)
    }
}

/// Why a page gives no story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoryError {
    /// The address leads to something other than an HTML page.
    NotHtml,
    /// The page holds no story.
    NoStory,
}

/// Adds the feeds of the config file that `feeds` does not have yet.
#[must_use]
pub fn with_configured(mut feeds: Vec<Feed>, config: &Config) -> Vec<Feed> {
    for url in config.sources.iter().filter_map(|setting| fetch::named(&setting.url).ok()) {
        if !feeds.iter().any(|feed| feed.url == url) {
            feeds.push(Feed::new(&url));
        }
    }
    feeds
}

/// The feeds that are to be fetched at `now`.
///
/// # Errors
/// With a word that names no feed.
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

/// What to ask for, to fetch a feed.
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
        // Where it has a login, that goes to the address that the person wrote it for.
        url: if set.user.is_empty() && set.headers.is_empty() { feed.address.clone() } else { feed.url.clone() },
        etag: feed.etag.clone(),
        modified: feed.modified.clone(),
        headers: set.headers.clone(),
        login: (!set.user.is_empty()).then(|| (set.user.clone(), set.password.clone())),
        guard,
    }
}

/// What a feed gave.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Its articles.
    pub articles: Vec<Article>,
    /// What there is of articles in which it was cut off: less than what is known of them, where they are known.
    pub cut: Vec<Article>,
    /// Parts of it that could not be read.
    pub failed: Vec<Warning>,
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
            if parsed.articles.is_empty() && !parsed.failed.is_empty() {
                let why = parsed.failed.first().map(|warning| warning.what.clone()).unwrap_or_default();
                feed.failed(now, msg!("feed-unreadable", why = why.to_string()).to_string(), None);
            } else {
                // Of a feed that was cut off the rest is asked for the next time.
                (feed.etag, feed.modified) = if parsed.cut.is_empty() { (etag, modified) } else { Default::default() };
                feed.address = moved.unwrap_or_else(|| std::mem::take(&mut feed.address));
                feed.succeeded(now, every(fresh));
            }
            return parsed;
        }
    }
    Parsed::default()
}

/// Reads the articles of a feed, whose title is noted.
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

/// Articles to add, with what is done to them on arrival.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ingest {
    /// The articles.
    pub articles: Vec<Article>,
    /// Articles that were cut off: added only where the library does not know them, so that a known text stays.
    pub cut: Vec<Article>,
    /// The rules to apply to new articles.
    pub rules: Vec<Rule>,
    /// The feed that they came from, stored with how its fetch went. New articles of a hidden feed arrive read.
    pub feed: Option<Feed>,
    /// The time, in milliseconds since 1970-01-01 UTC.
    pub now: i64,
}

/// What became of articles that were put into the storage.
#[derive(Debug, Default)]
pub struct Ingested {
    /// For each article, in order: what became of it.
    pub added: Vec<Added>,
    /// The rows of what is new or changed.
    pub rows: Vec<Row>,
    /// The new articles that have a link.
    pub linked: Vec<(ArticleId, String)>,
    /// The articles whose pages the rules ask for.
    pub full_texts: Vec<ArticleId>,
    /// The steps that the rules made.
    pub steps: Vec<Step>,
    /// What is decided now about the articles in those steps.
    pub triage: Vec<(ArticleId, Triage)>,
}

/// Adds articles, applies the rules to the new ones, and stores their feed. Gives the rows of what is new or changed.
///
/// # Errors
/// When the articles, or the steps of the rules, cannot be saved.
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

/// Adds articles and applies the rules to the new ones, without reading rows that nobody shows. Gives the ids of what is
/// new or changed too. New articles that are `hidden` arrive read.
///
/// # Errors
/// When they, or the steps of the rules, could not be saved.
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

/// The story of a page, as HTML.
///
/// # Errors
/// With a reason, where the page holds none.
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
