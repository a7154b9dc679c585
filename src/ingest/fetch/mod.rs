//! Fetches from the web: politely, within limits, and never where an address from outside must not lead.
//!
//! Only `client` uses the HTTP client. This module follows redirects itself, one by one, so that it can
//! check each first.

mod address;
mod client;

pub use address::{is_private, loggable, named};
pub use client::Fetcher;
pub use reqwest::Url;

use crate::message::{Message, msg};
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
#[error("{}", self.message())]
pub enum AddressError {
    /// A login stands in it: that would be kept, shown and exported.
    Login,
    /// Another scheme than those of the web.
    Scheme(String),
    /// It is no URL, as the parser says in English.
    Syntax(String),
}

impl AddressError {
    /// The reason as a sentence for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Login => msg!("ingest-address-login"),
            Self::Scheme(scheme) => msg!("ingest-address-scheme", scheme = scheme),
            Self::Syntax(reason) => reason.clone().into(),
        }
    }
}

/// Why nothing was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.message())]
pub enum FetchError {
    /// The address is none that is fetched.
    Address(#[from] AddressError),
    /// A redirect leads to where none is followed: to this address, which is empty where none is named.
    Redirect(String),
    /// Too many redirects, or one that goes in a circle: the most that are followed.
    Redirects(usize),
    /// It leads into a private network: the host.
    Private(String),
    /// The server refused: its status.
    Status(u16),
    /// More bytes than are taken: the limit.
    TooLarge(usize),
    /// Nothing came for so many seconds, or not all of it.
    Slow(u64),
    /// The connection failed, was broken off, or what came is broken: the answer of the system or of a library, in English.
    Broken(String),
    /// The connection failed, and nothing says why.
    Failed,
    /// The program ends.
    Ended,
}

impl FetchError {
    /// The reason as a clause that goes on after the address.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Address(error) => msg!("ingest-no-address", why = error.message()),
            Self::Redirect(to) if to.is_empty() => msg!("ingest-redirect-nowhere"),
            Self::Redirect(to) => msg!("ingest-redirect", to = to),
            Self::Redirects(most) => msg!("ingest-redirects", most = *most),
            Self::Private(host) => msg!("ingest-private", host = host),
            Self::Status(status) => answers(*status),
            Self::TooLarge(most) => msg!("ingest-answer-too-large", most = most >> 20),
            Self::Slow(seconds) => msg!("ingest-slow", seconds = *seconds),
            Self::Broken(reason) => msg!("ingest-unfetched", why = reason),
            Self::Failed => msg!("ingest-unfetched", why = msg!("ingest-connection-failed")),
            Self::Ended => msg!("ingest-unfetched", why = msg!("ingest-program-ends")),
        }
    }

    /// What kind of error it is, in a word. Unlike the sentence, it quotes nothing of an address or an answer.
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
            Self::Broken(_) | Self::Failed | Self::Ended => "connection",
        }
    }
}

/// What a server that answers with `status` refuses, and why.
fn answers(status: u16) -> Message {
    let number = status.to_string();
    match status {
        401 => msg!("ingest-status-login", status = number),
        403 => msg!("ingest-status-forbidden", status = number),
        404 => msg!("ingest-status-not-found", status = number),
        407 => msg!("ingest-status-proxy", status = number),
        500..=599 => msg!("ingest-status-fault", status = number),
        _ => msg!("ingest-status", status = number),
    }
}
