//! The reasons why a feed or page could not be fetched.

use crate::ingest::fetch::FetchError;
use crate::message::{Message, msg};
use crate::service::ingestion::{StoryError, UnknownFeed};
use crate::service::library::AccessError;
use std::io;
use thiserror::Error;

/// The reason why a feed or page could not be fetched.
#[derive(Debug, Error)]
#[error("{}", self.message())]
pub enum FetchFailure {
    /// No followed feed has this word in its address or title.
    NoSuchFeed(#[from] UnknownFeed),
    /// The library did not answer.
    Library(#[from] AccessError),
    /// The network cannot be used: no thread, no certificates.
    Network(#[source] io::Error),
    /// The request failed, or the address is invalid.
    Request(#[from] FetchError),
    /// Fetching was cancelled.
    Stopped,
    /// The server reports that nothing changed, although nothing was fetched before.
    Unchanged,
    /// The server reports that the page is gone permanently (HTTP 410).
    Gone,
    /// The server asks farz to wait, with this HTTP status.
    Busy(u16),
    /// The page yields no story.
    Story(StoryError),
    /// The page at this address cannot be fetched, for this reason.
    At(String, #[source] Box<FetchFailure>),
    /// What was fetched cannot be read, for this reason.
    Unreadable(Message),
}

impl FetchFailure {
    /// Returns the reason as a sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoSuchFeed(word) => word.message(),
            Self::Library(error) => error.message(),
            Self::Network(error) => msg!("fetch-no-network", reason = error.to_string()),
            Self::Request(error) => error.message(),
            Self::Stopped => msg!("fetch-stopped"),
            Self::Unchanged => msg!("fetch-unchanged"),
            Self::Gone => msg!("fetch-gone"),
            Self::Busy(status) => msg!("fetch-busy", status = status.to_string()),
            Self::Story(StoryError::NotHtml) => msg!("fetch-not-html"),
            Self::Story(StoryError::NoStory) => msg!("fetch-no-story"),
            Self::At(address, reason) => msg!("fetch-at", address = address, reason = reason.message()),
            Self::Unreadable(reason) => reason.clone(),
        }
    }
}
