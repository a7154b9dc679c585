//! JSON Lines: one article on each line.

use super::Results;
use super::decode::decode;
use super::draft::Draft;
use super::json;
use super::place::{Place, reason};
use crate::message::msg;
use std::io::{BufRead, Read};
use std::ops::ControlFlow;

/// The maximum length of a line, in bytes.
const LINE: u64 = 64 << 20;

/// Reads the input line by line. Reports a bad line with its number and continues after it.
pub fn read(mut input: impl BufRead, place: &Place, results: &mut Results<'_>) -> ControlFlow<()> {
    let mut number = 0_u64;
    let mut articles = false;
    loop {
        let mut line = Vec::new();
        let read = match (&mut input).take(LINE).read_until(b'\n', &mut line) {
            Ok(read) => read as u64,
            Err(error) => {
                let what = msg!("ingest-unreadable-after", line = number.to_string(), why = reason(&error));
                return results.failed(&place.shown, what);
            }
        };
        if read == 0 {
            break;
        }
        number += 1;
        let at = format!("{}:{number}", place.shown);
        if read == LINE && !line.ends_with(b"\n") {
            articles = true;
            results.failed(&at, msg!("ingest-line-too-long", most = LINE >> 20))?;
            drop(line);
            if let Err(error) = input.skip_until(b'\n') {
                return results.failed(&at, msg!("ingest-unreadable-end", why = reason(&error)));
            }
            continue;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        articles = true;
        let decoded = decode(line);
        if let Some(what) = decoded.warning() {
            results.warned(&at, what)?;
        }
        match json::object(&decoded.text).map(|object| json::draft(&object, results.now_ms)) {
            Ok(draft) => {
                let draft = Draft { origin: place.origin_of(&draft.link), ..or_place(draft, place) };
                match draft.finish(results.now_ms) {
                    Ok(article) => results.article(article)?,
                    Err(error) => results.failed(&at, error.message())?,
                }
            }
            Err(error) => results.failed(&at, error.message())?,
        }
    }
    if articles { ControlFlow::Continue(()) } else { results.failed(&place.shown, msg!("ingest-empty")) }
}

/// Fills in the source from the file if the article does not name one.
fn or_place(mut draft: Draft, place: &Place) -> Draft {
    if draft.source.trim().is_empty() {
        draft.source = if place.name.is_empty() { place.source.clone() } else { place.name.clone() };
    }
    draft
}
