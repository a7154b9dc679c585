//! Fetching from the web: politely, in bounds, and never where an address from outside should not lead.
//!
//! Only `client` names the HTTP client. Redirects are followed here, one by one, so that each is looked at first.

mod address;
mod client;

pub use address::{is_private, named};
pub use client::Fetcher;
pub use reqwest::Url;

use std::fmt;
use std::time::Duration;

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
    /// Its bytes, unpacked.
    pub body: Vec<u8>,
}

/// Why nothing was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// The address is none that is fetched, with a reason.
    Address(String),
    /// A redirect leads to where none is followed.
    Redirect(String),
    /// Too many redirects, or one that goes in a circle.
    Redirects(usize),
    /// It leads into a private network.
    Private(String),
    /// The server refused: its status.
    Status(u16),
    /// More bytes than are taken.
    TooLarge(usize),
    /// Nothing came for so many seconds, or not all of it.
    Slow(u64),
    /// The connection failed, was broken off, or what came is broken.
    Broken(String),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(why) => write!(f, "is no address to fetch: {why}"),
            Self::Redirect(to) => write!(f, "redirects to {to}, which is neither http nor https"),
            Self::Redirects(count) => write!(f, "redirects more than {count} times"),
            Self::Private(host) => write!(
                f,
                "leads into a private network ({host}); where that is meant, set private = true in its [[sources]]"
            ),
            Self::Status(status) => write!(f, "answers {status}{}", meaning(*status)),
            Self::TooLarge(most) => write!(f, "is larger than {} MB", most >> 20),
            Self::Slow(seconds) => write!(f, "did not answer in full within {seconds} s"),
            Self::Broken(why) => write!(f, "cannot be fetched: {why}"),
        }
    }
}

impl std::error::Error for FetchError {}

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
