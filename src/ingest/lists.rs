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

/// The subscriptions in a file and what is wrong in it; nothing where it is no list (or cannot be read, which is told
/// where it is then read as an article).
#[must_use]
pub fn subscriptions(path: &Path) -> Option<(Vec<Subscription>, Vec<Warning>)> {
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
    Some(if opml { opml::read(&text, &place) } else { newsboat::read(&text, &place) })
}
