//! The HTTP client: only this file uses it.

use super::address::{is_private, literal, loggable, parsed};
use super::{Answer, FetchError, Guard, Limits, Page, Request};
use crate::ingest::date;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, Url};
use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The user agent.
const AGENT: &str = concat!("farz/", env!("CARGO_PKG_VERSION"), " (feed reader)");
/// The accepted media types, in order of preference.
const WANTED: &str = "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/xml;q=0.8, \
                      text/xml;q=0.8, text/html;q=0.7, */*;q=0.5";
/// The maximum length of a header value, in bytes; longer ones are dropped, except `Location`.
const HEADER: usize = 1024;

/// Fetches many addresses at a time, within limits.
#[derive(Debug)]
pub struct Fetcher {
    limits: Limits,
    /// The client that may reach every address.
    open: Client,
    /// The client that refuses host names that resolve to a private address, when it connects.
    guarded: Client,
    all: Semaphore,
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// A final answer, or the next address to request.
enum Hop {
    Done(Answer),
    On { to: Url, permanent: bool },
}

impl Fetcher {
    /// Creates a fetcher with these limits. It uses the proxies of the environment (`HTTP_PROXY`, `HTTPS_PROXY`,
    /// `ALL_PROXY`, `NO_PROXY`).
    ///
    /// # Errors
    /// If the system's certificates cannot be used.
    pub fn new(limits: Limits) -> Result<Self, FetchError> {
        // Fails only if a provider is already installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = || {
            Client::builder()
                .user_agent(AGENT)
                .redirect(Policy::none())
                .referer(false)
                .connect_timeout(limits.connect)
                .read_timeout(limits.idle)
                .pool_max_idle_per_host(limits.per_host)
        };
        let made = |client: Result<Client, reqwest::Error>| client.map_err(|error| failed(&error));
        let open = made(client().build())?;
        let guarded = made(client().dns_resolver(Arc::new(Guarded { proxies: proxy_hosts() })).build())?;
        let all = Semaphore::new(limits.at_once);
        Ok(Self { limits, open, guarded, all, hosts: Mutex::default() })
    }

    /// Fetches one address, once its turn comes. `now_ms` is the time in milliseconds since 1970-01-01 UTC, for
    /// servers that answer with a date at which to retry.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn get(&self, request: &Request, now_ms: i64) -> Result<Answer, FetchError> {
        let url = parsed(&request.url)?;
        let host = self.host(url.host_str().unwrap_or_default());
        let closed = |_| FetchError::Ended;
        let _turn = host.acquire().await.map_err(closed)?;
        let _place = self.all.acquire().await.map_err(closed)?;
        match timeout(self.limits.total, self.follow(request, url, now_ms)).await {
            Ok(answer) => answer,
            Err(_) => Err(FetchError::Slow(self.limits.total.as_secs())),
        }
    }

    fn host(&self, name: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(name.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(self.limits.per_host))))
    }

    async fn follow(&self, request: &Request, first: Url, now_ms: i64) -> Result<Answer, FetchError> {
        let mut url = first.clone();
        // The new address, as long as every redirect so far was permanent.
        let mut moved: Option<String> = None;
        let mut permanent_so_far = true;
        for _ in 0..=self.limits.redirects {
            let home = url.origin() == first.origin();
            match self.hop(request, &url, home, now_ms).await? {
                Hop::Done(answer) => return Ok(with_move(answer, &url, moved)),
                Hop::On { to, permanent } => {
                    permanent_so_far &= permanent;
                    if permanent_so_far {
                        moved = Some(to.to_string());
                    }
                    url = to;
                }
            }
        }
        Err(FetchError::Redirects(self.limits.redirects))
    }

    async fn hop(&self, request: &Request, url: &Url, home: bool, now_ms: i64) -> Result<Hop, FetchError> {
        let guarded = match request.guard {
            Guard::Off => false,
            Guard::Redirects => !home,
            Guard::All => true,
        };
        if guarded && literal(url).is_some_and(is_private) {
            return Err(FetchError::Private(url.host_str().unwrap_or_default().to_owned()));
        }
        let client = if guarded { &self.guarded } else { &self.open };
        let mut asked = client.get(url.clone()).headers(conditions(request));
        // Secrets go only to the origin for which the user set them.
        if home {
            asked = asked.headers(own_headers(&request.headers));
            if let Some((user, password)) = &request.login {
                asked = asked.basic_auth(user, Some(password));
            }
        }
        let response = asked.send().await.map_err(|error| self.broken(&error))?;
        self.read(response, url, now_ms).await
    }

    async fn read(&self, response: Response, url: &Url, now_ms: i64) -> Result<Hop, FetchError> {
        let status = response.status();
        tracing::debug!(address = %loggable(url.as_str()), status = status.as_u16(), "answered");
        let header = |name: HeaderName| text_of(response.headers(), &name);
        match status {
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::PERMANENT_REDIRECT
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT => {
                let permanent = matches!(status, StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT);
                let location = header(LOCATION);
                let mut to = url
                    .join(&location)
                    .ok()
                    .filter(|to| parsed(to.as_str()).is_ok() && !location.is_empty())
                    .ok_or_else(|| FetchError::Redirect(shown(&location)))?;
                // Drops a login that the server put into the address.
                let _ = (to.set_username(""), to.set_password(None));
                Ok(Hop::On { to, permanent })
            }
            StatusCode::NOT_MODIFIED => Ok(Hop::Done(Answer::Unchanged { moved: None })),
            StatusCode::GONE => Ok(Hop::Done(Answer::Gone)),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                let seconds = retry_after(&header(RETRY_AFTER), now_ms);
                Ok(Hop::Done(Answer::Busy { status: status.as_u16(), seconds }))
            }
            _ if status.is_success() => {
                let (kind, charset) = content_type(&header(CONTENT_TYPE));
                let (etag, modified) = (header(ETAG), header(LAST_MODIFIED));
                let fresh = max_age(&header(CACHE_CONTROL));
                let body = self.body(response).await?;
                let status = status.as_u16();
                Ok(Hop::Done(Answer::Page(Page {
                    status,
                    kind,
                    charset,
                    etag,
                    modified,
                    fresh,
                    body,
                    ..Page::default()
                })))
            }
            _ => Err(FetchError::Status(status.as_u16())),
        }
    }

    /// Reads the body, unpacking it chunk by chunk, and gives up as soon as it is too large.
    async fn body(&self, mut response: Response) -> Result<Vec<u8>, FetchError> {
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| self.broken(&error))? {
            if body.len() + piece.len() > self.limits.body {
                return Err(FetchError::TooLarge(self.limits.body));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }

    fn broken(&self, error: &reqwest::Error) -> FetchError {
        let why = chain(error).unwrap_or_default();
        if let Some(host) = why.strip_prefix(REFUSED).or_else(|| why.split(REFUSED).nth(1)) {
            return FetchError::Private(host.trim().to_owned());
        }
        if error.is_timeout() {
            let limit = if error.is_connect() { self.limits.connect } else { self.limits.idle };
            return FetchError::Slow(limit.as_secs());
        }
        failed(error)
    }
}

fn with_move(answer: Answer, url: &Url, moved: Option<String>) -> Answer {
    match answer {
        Answer::Page(page) => Answer::Page(Page { url: url.to_string(), moved, ..page }),
        Answer::Unchanged { .. } => Answer::Unchanged { moved },
        Answer::Gone | Answer::Busy { .. } => answer,
    }
}

fn conditions(request: &Request) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(WANTED));
    for (name, value) in [(IF_NONE_MATCH, &request.etag), (IF_MODIFIED_SINCE, &request.modified)] {
        if let (false, Ok(value)) = (value.is_empty(), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
    headers
}

fn own_headers(given: &[(String, String)]) -> HeaderMap {
    let pairs = given.iter().filter_map(|(name, value)| {
        Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
    });
    pairs.collect()
}

fn text_of(headers: &HeaderMap, name: &HeaderName) -> String {
    let value = headers.get(name).map(HeaderValue::as_bytes).unwrap_or_default();
    let text = String::from_utf8_lossy(value).trim().to_owned();
    if text.len() > HEADER && *name != LOCATION { String::new() } else { text }
}

/// Returns the media type and the encoding of a `Content-Type`.
fn content_type(value: &str) -> (String, String) {
    let mut parts = value.split(';');
    let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset =
        parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    (kind, charset.map(|(_, value)| value.trim().trim_matches(['"', '\'']).to_owned()).unwrap_or_default())
}

/// Returns the seconds of a `Cache-Control: max-age`.
fn max_age(value: &str) -> Option<u64> {
    let parts = value.split(',').filter_map(|part| part.split_once('='));
    let age = parts.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("max-age"))?;
    age.1.trim().trim_matches('"').parse().ok()
}

/// Returns the seconds of a `Retry-After`, which is a number or a date.
fn retry_after(value: &str, now_ms: i64) -> Option<u64> {
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let at = date::parse(value, now_ms)?;
    u64::try_from(at.saturating_sub(now_ms) / 1000).ok()
}

/// Shortens text from outside, and removes its control characters.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// A connection that failed, or was broken off.
fn failed(error: &reqwest::Error) -> FetchError {
    chain(error).map_or(FetchError::Failed, FetchError::Broken)
}

/// What an error says, down to its cause, without the address (which is shown before it); nothing where it has no cause.
fn chain(error: &reqwest::Error) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !parts.contains(&text) {
            parts.push(text);
        }
        cause = error.source();
    }
    let last = parts.last()?;
    Some(match parts.len() {
        _ if last.contains(REFUSED) => last.clone(),
        1 => shown(last),
        // The outermost says what was done, the innermost why it failed.
        _ => format!("{}: {}", parts[0], shown(last)),
    })
}

/// The beginning of the error for a host name that resolves to a private address.
const REFUSED: &str = "refused, for it is private: ";

/// A resolver that refuses host names with an address in a private network.
struct Guarded {
    /// The hosts of the user's proxies: these may have any address.
    proxies: Vec<String>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let free = self.proxies.contains(&host);
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            if !free && found.iter().any(|address| is_private(address.ip())) {
                return Err(format!("{REFUSED}{host}").into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Returns the hosts of the proxies that the environment names.
fn proxy_hosts() -> Vec<String> {
    let names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let values = names.iter().filter_map(|name| std::env::var(name).ok());
    let urls = values.filter_map(|value| {
        let whole = if value.contains("://") { value } else { format!("http://{value}") };
        Url::parse(&whole).ok()?.host_str().map(str::to_owned)
    });
    urls.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_servers_write_them() {
        assert_eq!(content_type("Text/XML; Charset=\"windows-1256\""), ("text/xml".into(), "windows-1256".into()));
        assert_eq!(content_type(""), (String::new(), String::new()));
        assert_eq!(max_age("public, Max-Age=3600"), Some(3600));
        assert_eq!(max_age("no-store"), None);
        assert_eq!(retry_after("120", 0), Some(120));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:02:00 GMT", 0), Some(120));
        assert_eq!(retry_after("Thu, 01 Jan 1970 00:02:00 GMT", 200_000), None);
        assert_eq!(retry_after("soon", 0), None);
        assert_eq!(shown("java\u{1b}[2Jscript:x"), "java[2Jscript:x");
    }

    #[test]
    fn a_header_that_cannot_be_sent_is_left_out() {
        let given = [
            ("X-Key".to_owned(), "a".to_owned()),
            ("bad name".into(), "b".into()),
            ("X".into(), "a\r\nHost: b".into()),
        ];
        assert_eq!(own_headers(&given).len(), 1);
    }
}
