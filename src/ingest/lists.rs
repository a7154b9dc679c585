//! Files that list subscriptions, recognised by what is in them.

use super::decode::decode;
use super::place::extension;
use super::sniff::{Kind, sniff};
use super::{Subscription, Warning, newsboat, opml};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// How large a list may be, in bytes.
const MOST: u64 = 32 << 20;
/// How much of a file tells what it is, in bytes.
const HEAD: u64 = 16 << 10;

/// What a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// The feeds.
    pub feeds: Vec<Subscription>,
    /// The views: their names and queries.
    pub views: Vec<(String, String)>,
    /// What is wrong in it, or was passed over.
    pub wrong: Vec<Warning>,
}

/// What a file lists; nothing where it is no list (or cannot be read, which is told where it is then read as an article).
#[must_use]
pub fn subscriptions(path: &Path) -> Option<Listed> {
    if !fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MOST) {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let mut bytes = Vec::new();
    (&mut file).take(HEAD).read_to_end(&mut bytes).ok()?;
    let opml = sniff(&bytes, &extension(path)) == Kind::Opml;
    let plain = extension(path).is_empty() && newsboat::is_list(&String::from_utf8_lossy(&bytes));
    if !opml && !plain {
        return None;
    }
    file.take(MOST).read_to_end(&mut bytes).ok()?;
    let place = path.display().to_string();
    let text = decode(bytes).text;
    let (feeds, wrong) = if opml { opml::read(&text, &place) } else { newsboat::read(&text, &place) };
    let views = if opml { Vec::new() } else { newsboat::views(&text) };
    Some(Listed { feeds, views, wrong })
}
