//! Fetches from the web: politely, within limits, and never where an address from outside must not lead.
//!
//! Only `client` uses the HTTP client. This module follows redirects itself, one by one, so that it can
//! check each first.

mod address;
mod client;

pub use address::{is_private, loggable, named};
pub use client::Fetcher;
pub use reqwest::Url;

use std::time::Duration;
use thiserror::Error;

/// The limits of fetching.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The maximum size of a body, in bytes after unpacking.
    pub body: usize,
    /// The time limit for connecting.
    pub connect: Duration,
    /// The maximum time without any data.
    pub idle: Duration,
    /// The time limit for the whole request with its redirects, not counting the wait for its turn.
    pub total: Duration,
    /// The maximum number of redirects.
    pub redirects: usize,
    /// The maximum number of concurrent requests.
    pub at_once: usize,
    /// The maximum number of concurrent requests to one host.
    pub per_host: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 25 << 20,
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(20),
            total: Duration::from_secs(60),
            redirects: 10,
            at_once: 16,
            per_host: 2,
        }
    }
}

/// The addresses in private networks (loopback, RFC 1918, link-local and so on) that farz may fetch from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Guard {
    /// All.
    Off,
    /// Only the one that the user named, and none that a redirect leads to.
    #[default]
    Redirects,
    /// None: the address comes from a list that somebody else made.
    All,
}

/// A request to fetch.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The address.
    pub url: String,
    /// The `ETag` of the last answer; empty if there is none.
    pub etag: String,
    /// The `Last-Modified` of the last answer; empty if there is none.
    pub modified: String,
    /// More headers, sent only to the origin of the address.
    pub headers: Vec<(String, String)>,
    /// The user name and password for basic authentication, sent only to the origin of the address.
    pub login: Option<(String, String)>,
    /// The private addresses that it may reach.
    pub guard: Guard,
}

/// The answer of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A page.
    Page(Page),
    /// Nothing new since the last answer.
    Unchanged {
        /// The address to which permanent redirects led; `None` if it did not move.
        moved: Option<String>,
    },
    /// The address is gone for good (410).
    Gone,
    /// The server asks to retry later (429, 503).
    Busy {
        /// The HTTP status.
        status: u16,
        /// The seconds to wait; `None` if the server does not say.
        seconds: Option<u64>,
    },
}

/// A page from the web.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Its address, after all redirects.
    pub url: String,
    /// The address to which permanent redirects led; `None` if it did not move.
    pub moved: Option<String>,
    /// Its `ETag`; empty if there is none.
    pub etag: String,
    /// Its `Last-Modified`; empty if there is none.
    pub modified: String,
    /// Its media type in lower case, without parameters; empty if there is none.
    pub kind: String,
    /// The encoding that the header names; empty if there is none.
    pub charset: String,
    /// The seconds for which it stays fresh (`Cache-Control: max-age`).
    pub fresh: Option<u64>,
    /// The HTTP status; 0 if the page did not come over HTTP.
    pub status: u16,
    /// Its unpacked bytes.
    pub body: Vec<u8>,
}

/// The reason why farz does not fetch an address.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// It contains a login, which farz would store, show and export.
    #[error("it holds a login, which would be shown and exported; set user and password in its [[sources]]")]
    Login,
    /// Its scheme is not one of the web's.
    #[error("{0}: is neither http nor https")]
    Scheme(String),
    /// It is not a URL; the parser's message in English.
    #[error("{0}")]
    Syntax(String),
}

/// The reason why a fetch failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FetchError {
    /// The address is not one that farz fetches.
    #[error("is no address to fetch: {0}")]
    Address(#[from] AddressError),
    /// A redirect leads to an address that farz does not follow.
    #[error("redirects to {0}, which is neither http nor https")]
    Redirect(String),
    /// Too many redirects, or a redirect loop; contains the limit.
    #[error("redirects more than {0} times")]
    Redirects(usize),
    /// It leads into a private network; contains the host.
    #[error("leads into a private network ({0}); to allow this, set private = true in its [[sources]]")]
    Private(String),
    /// The server refused; contains its status.
    #[error("answers {0}{meaning}", meaning = meaning(*.0))]
    Status(u16),
    /// The body is too large; contains the limit.
    #[error("is larger than {} MB", .0 >> 20)]
    TooLarge(usize),
    /// No complete answer came within this many seconds.
    #[error("did not answer in full within {0} s")]
    Slow(u64),
    /// The connection failed or broke, or the answer is invalid; the message of the system or of a library, in
    /// English.
    #[error("cannot be fetched: {0}")]
    Broken(String),
}

impl FetchError {
    /// Returns the kind of error as one word. Unlike the message, it quotes nothing of an address or an answer.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Address(_) => "address",
            Self::Redirect(_) => "redirect",
            Self::Redirects(_) => "redirects",
            Self::Private(_) => "private-network",
            Self::Status(_) => "status",
            Self::TooLarge(_) => "too-large",
            Self::Slow(_) => "timeout",
            Self::Broken(_) => "connection",
        }
    }
}

fn meaning(status: u16) -> &'static str {
    match status {
        401 => " (it wants a login: set user and password in its [[sources]])",
        403 => " (forbidden)",
        404 => " (not found)",
        407 => " (the proxy wants a login)",
        500..=599 => " (the server has a fault)",
        _ => "",
    }
}
