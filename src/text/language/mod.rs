//! The language of a text, and the direction of a language.
//!
//! The language is recognized by its script and, where several languages share one, by its most frequent words and by
//! letters that few of them have. docs/decisions/0031-detected-languages.md has the figures.
//!
//! # Invariants
//!
//! - A short text, such as a title, and a text that fits no language or several, has no language.
//!   Tests: `short_texts_and_texts_of_no_language_stay_unknown`.
//! - No text makes it panic, and a long one takes no longer than its beginning.
//!   Tests: `any_text_can_be_read`, `only_the_beginning_of_a_text_counts`.

mod scan;
mod script;
mod tag;
#[cfg(test)]
mod tests;
mod words;

use scan::Scan;
pub use tag::{is_in, is_rtl, normalized};

/// The numbers of letters after which farz tries to decide; the first is enough for most texts.
const LOOKS: [u32; 3] = [120, 400, 1200];

/// The maximum part of a body that is read, in bytes.
const BYTES: usize = 64 * 1024;

/// Returns the BCP 47 tag of the language of a text; an empty one if that is unknown. `markup` is whether the body is
/// HTML.
#[must_use]
pub fn detect(title: &str, body: &str, markup: bool) -> &'static str {
    let mut scan = Scan::new();
    scan.text(title, false, LOOKS[0]);
    scan.end_word();
    let end = (0..=body.len().min(BYTES)).rev().find(|end| body.is_char_boundary(*end)).unwrap_or_default();
    let mut rest = body.get(..end).unwrap_or_default();
    for most in LOOKS {
        rest = scan.text(rest, markup, most);
        if rest.is_empty() {
            scan.end_word();
        }
        let whole = rest.is_empty() || most == LOOKS[LOOKS.len() - 1];
        if let Some(tag) = scan.language(whole) {
            return tag;
        }
        if whole || (most > LOOKS[0] && scan.is_strange()) {
            break;
        }
    }
    ""
}
