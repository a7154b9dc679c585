//! Reads one file, or all of standard input.

use super::decode::{Decoded, decode};
use super::place::{Place, extension, reason, refused};
use super::sniff::{Kind, sniff};
use super::{Results, feed, json, jsonl, markdown, page, plain};
use crate::message::{Message, msg};
use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

/// How large a file with one story may be, in bytes.
const STORY: u64 = 64 << 20;
/// The maximum size of a file with many stories, in bytes.
const MANY: u64 = 2 << 30;
/// The number of bytes at the start of a file that decide its kind.
const HEAD: u64 = 16 << 10;

/// Reads a regular file. `named` is true if the user named the file itself rather than its folder.
pub fn file(path: &Path, named: bool, results: &mut Results<'_>) -> ControlFlow<()> {
    let place = Place::of(path, named);
    let cannot = |error: std::io::Error| msg!("ingest-unreadable", why = reason(&error));
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return results.failed(&place.shown, cannot(error)),
    };
    let mut bytes = Vec::new();
    if let Err(error) = (&mut file).take(HEAD).read_to_end(&mut bytes) {
        return results.failed(&place.shown, cannot(error));
    }
    if bytes.is_empty() {
        return results.failed(&place.shown, msg!("ingest-empty"));
    }
    let kind = sniff(&bytes, &extension(path));
    let most = match kind {
        Kind::Refused(what) => return refused(what.message(), &place, results),
        Kind::Opml => return refused(msg!("ingest-list"), &place, results),
        Kind::JsonLines if !is_utf_16(&bytes) => {
            let head = std::io::Cursor::new(bytes);
            return jsonl::read(BufReader::with_capacity(1 << 18, head.chain(file)), &place, results);
        }
        Kind::Feed | Kind::Json | Kind::JsonLines => MANY,
        Kind::Html | Kind::Markdown | Kind::Plain => STORY,
    };
    if file.metadata().is_ok_and(|metadata| metadata.len() > most) {
        return results.failed(&place.shown, too_large(most));
    }
    let left = most.saturating_sub(bytes.len() as u64);
    if let Err(error) = (&mut file).take(left + 1).read_to_end(&mut bytes) {
        return results.failed(&place.shown, cannot(error));
    }
    if bytes.len() as u64 > most {
        return results.failed(&place.shown, too_large(most));
    }
    contents(kind, bytes, &place, results)
}

/// Reads all of standard input.
pub fn stdin(bytes: &[u8], results: &mut Results<'_>) -> ControlFlow<()> {
    let place = Place { shown: "stdin".into(), source: "stdin".into(), named: true, ..Place::default() };
    if bytes.is_empty() {
        return results.failed(&place.shown, msg!("ingest-empty"));
    }
    let kind = sniff(bytes.get(..HEAD as usize).unwrap_or(bytes), "");
    let most = match kind {
        Kind::Refused(what) => return results.failed(&place.shown, what.message()),
        Kind::Opml => return results.failed(&place.shown, msg!("ingest-list")),
        Kind::JsonLines if !is_utf_16(bytes) => return jsonl::read(bytes, &place, results),
        Kind::Feed | Kind::Json | Kind::JsonLines => MANY,
        Kind::Html | Kind::Markdown | Kind::Plain => STORY,
    };
    if bytes.len() as u64 > most {
        return results.failed(&place.shown, too_large(most));
    }
    contents(kind, bytes.to_vec(), &place, results)
}

fn too_large(most: u64) -> Message {
    msg!("ingest-too-large", most = most >> 20)
}

/// Returns whether a text is UTF-16, which cannot be split at line ends before it is decoded.
fn is_utf_16(head: &[u8]) -> bool {
    head.get(..256.min(head.len())).is_some_and(|head| decode(head.to_vec()).encoding.starts_with("UTF-16"))
}

/// Decodes and reads bytes of a known kind.
fn contents(kind: Kind, bytes: Vec<u8>, place: &Place, results: &mut Results<'_>) -> ControlFlow<()> {
    text(kind, decode(bytes), place, results)
}

/// Reads a text of a known kind.
pub fn text(kind: Kind, decoded: Decoded, place: &Place, results: &mut Results<'_>) -> ControlFlow<()> {
    if let Some(what) = decoded.warning() {
        results.warned(&place.shown, what)?;
    }
    let Decoded { text, .. } = decoded;
    let draft = match kind {
        Kind::Feed => return feed::read(&text, place, results),
        Kind::Json => return json::read(&text, place, results),
        Kind::JsonLines => return jsonl::read(text.as_bytes(), place, results),
        Kind::Refused(what) => return results.failed(&place.shown, what.message()),
        Kind::Opml => return results.failed(&place.shown, msg!("ingest-list")),
        Kind::Html => page::draft(&text, place, results.now_ms),
        Kind::Markdown => markdown::draft(text, place, results.now_ms),
        Kind::Plain => plain::draft(text, place),
    };
    match draft.finish(results.now_ms) {
        Ok(article) => results.article(article),
        Err(what) => results.failed(&place.shown, what.message()),
    }
}
