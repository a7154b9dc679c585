//! Fetching from the web: politely, in bounds, and never where an address from outside should not lead.
//!
//! Only `client` names the HTTP client. Redirects are followed here, one by one, so that each is looked at first.

mod address;
mod client;

pub use address::{is_private, loggable, named};
pub use client::Fetcher;
pub use reqwest::Url;

use std::time::Duration;
use thiserror::Error;

/// The bounds of fetching.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The most bytes that a body may have, counted after it is unpacked.
    pub body: usize,
    /// How long a connection may take.
    pub connect: Duration,
    /// How long nothing may come.
    pub idle: Duration,
    /// How long all of it may take, redirects and all, after waiting for its turn.
    pub total: Duration,
    /// How many redirects are followed.
    pub redirects: usize,
    /// How many requests run at a time.
    pub at_once: usize,
    /// How many of them to one host.
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

/// Which addresses in private networks (loopback, RFC 1918, link-local and so on) may be fetched from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Guard {
    /// All of them.
    Off,
    /// The one that the person named; none that a redirect leads to.
    #[default]
    Redirects,
    /// None: the address came from a list that somebody else made.
    All,
}

/// What to fetch.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The address.
    pub url: String,
    /// The `ETag` that was given the last time; empty when there is none.
    pub etag: String,
    /// The `Last-Modified` that was given the last time; empty when there is none.
    pub modified: String,
    /// More headers. They go to the host of the address only.
    pub headers: Vec<(String, String)>,
    /// User name and password for basic authentication. They go to the host of the address only.
    pub login: Option<(String, String)>,
    /// Which addresses may be reached.
    pub guard: Guard,
}

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A text.
    Page(Page),
    /// Nothing new since the last time.
    Unchanged {
        /// The address that every redirect on the way called permanent; nothing where it did not move.
        moved: Option<String>,
    },
    /// It is gone for good (410).
    Gone,
    /// It asks for patience (429, 503).
    Busy {
        /// The status.
        status: u16,
        /// For how many seconds; nothing where it does not say.
        seconds: Option<u64>,
    },
}

/// A text from the web.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The address that it came from, after all redirects.
    pub url: String,
    /// The address that every redirect on the way called permanent; nothing where it did not move.
    pub moved: Option<String>,
    /// Its `ETag`; empty when there is none.
    pub etag: String,
    /// Its `Last-Modified`; empty when there is none.
    pub modified: String,
    /// Its media type in lower case, without parameters; empty when it is not said.
    pub kind: String,
    /// The encoding that the header names; empty when it is not said.
    pub charset: String,
    /// How many seconds it is fresh (`Cache-Control: max-age`).
    pub fresh: Option<u64>,
    /// The HTTP status; 0 where the page did not come over HTTP.
    pub status: u16,
    /// Its bytes, unpacked.
    pub body: Vec<u8>,
}

/// Why an address is not fetched.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// A login stands in it: that would be kept, shown and exported.
    #[error("it holds a login, which would be shown and exported; set user and password in its [[sources]]")]
    Login,
    /// Another scheme than those of the web.
    #[error("{0}: is neither http nor https")]
    Scheme(String),
    /// It is no URL, as the parser says in English.
    #[error("{0}")]
    Syntax(String),
}

/// Why nothing was fetched.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FetchError {
    /// The address is none that is fetched.
    #[error("is no address to fetch: {0}")]
    Address(#[from] AddressError),
    /// A redirect leads to where none is followed.
    #[error("redirects to {0}, which is neither http nor https")]
    Redirect(String),
    /// Too many redirects, or one that goes in a circle: the most that are followed.
    #[error("redirects more than {0} times")]
    Redirects(usize),
    /// It leads into a private network: the host.
    #[error("leads into a private network ({0}); to allow this, set private = true in its [[sources]]")]
    Private(String),
    /// The server refused: its status.
    #[error("answers {0}{meaning}", meaning = meaning(*.0))]
    Status(u16),
    /// More bytes than are taken: the limit.
    #[error("is larger than {} MB", .0 >> 20)]
    TooLarge(usize),
    /// Nothing came for so many seconds, or not all of it.
    #[error("did not answer in full within {0} s")]
    Slow(u64),
    /// The connection failed, was broken off, or what came is broken: the answer of the system or of a library, in English.
    #[error("cannot be fetched: {0}")]
    Broken(String),
}

impl FetchError {
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
