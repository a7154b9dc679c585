//! Any text, as HTML, Markdown or plain, becomes a document whose cells do nothing to a terminal, at any width.
#![no_main]

mod common;

use farz::text::{language, markup};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let _ = language::detect(&text, &text, first % 2 == 0);
    let width = usize::from(*first % 120) + 2;
    for document in [markup::html(&text), markup::markdown(&text), markup::plain(&text)] {
        assert!(document.links.iter().all(|link| !link.contains(common::acts)), "{:?}", document.links);
        common::cells(markup::with_addresses(document), width);
    }
});
