//! Texts that break parsers and terminals, through every input: the checks of the fuzz targets, for a moment in every
//! run.

#[path = "../../fuzz/fuzz_targets/common.rs"]
mod common;

use farz::filter::Query;
use farz::ingest::decode::decode;
use farz::ingest::{Source, newsboat, opml, read};
use farz::text::markup;
use proptest::prelude::*;
use std::ops::ControlFlow;

const PIECES: [&[u8]; 59] = [
    b"\"query:View:",
    b"title =~ \\\"a|b\\\" and (",
    b"unread = \\\"yes\\\" or tags !# \\\"",
    b"<rss version='2.0'><channel><title>",
    b"<item>",
    b"</item>",
    b"<title>",
    b"</title>",
    b"<link>",
    b"</link>",
    b"<description>",
    b"</description>",
    b"<![CDATA[",
    b"]]>",
    b"<feed xmlns='http://www.w3.org/2005/Atom'>",
    b"<entry>",
    b"</entry>",
    b"<p>",
    b"</p>",
    b"<a href='javascript:x'>",
    b"<a href=\"https://e.org/?\x1b[2J\">",
    b"</a>",
    b"<table><tr><td>",
    b"<pre>",
    b"<li>",
    b"<blockquote>",
    b"<script>alert(1)</script>",
    b"<!DOCTYPE x [<!ENTITY a \"&a;&a;\">]>",
    b"&a;",
    b"&#27;",
    b"&#x202e;",
    b"&#0;",
    b"&#xD800;",
    b"&amp;",
    b"\x1b]52;c;AAAA\x07",
    b"\x1b[31m",
    b"\xc2\x9b2J",
    b"\x00",
    b"\x07",
    b"\xff\xfe",
    b"\xe2\x80\xae",
    b"\xe2\x81\xa6",
    b"\xc0\xaf",
    b"{\"title\":\"",
    b"\",\"text\":\"",
    b"\"}\n",
    b"\\u001b",
    b"\\ud800",
    b"[{",
    b"<outline xmlUrl='https://e.org/' text='",
    b"'/>",
    b"\"query:a:b\" \"",
    b"# ",
    b"| a | b |\n|---|---|\n",
    b"[x](file:///etc)",
    "\u{644}\u{627} \u{628}\u{64e}".as_bytes(),
    b"\n\n",
    b" word ",
    b"\xc7\xe1\xda\xd1\xc8",
];

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => proptest::sample::select(PIECES.to_vec()).prop_map(<[u8]>::to_vec),
        1 => proptest::collection::vec(any::<u8>(), 0..8),
        1 => "\\PC{0,8}".prop_map(String::into_bytes),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_in_can_be_shown_or_says_why_not(bytes in bytes()) {
        for kind in ["application/rss+xml", "text/html", "application/json", "application/jsonl", "text/markdown", "text/plain"] {
            common::web(kind, &bytes);
        }
        read(&Source::Stdin, Some(&bytes), 0, &mut |found| {
            common::item(&found);
            ControlFlow::Continue(())
        });
    }

    #[test]
    fn whatever_is_marked_up_leaves_no_control_in_a_cell(bytes in bytes(), width in 2_usize..120) {
        let text = decode(bytes).text;
        for document in [markup::html(&text), markup::markdown(&text), markup::plain(&text)] {
            prop_assert!(document.links.iter().all(|link| !link.contains(common::acts)), "{:?}", document.links);
            common::cells(markup::with_addresses(document), width);
        }
    }

    #[test]
    fn whatever_is_in_a_list_is_an_address_of_the_web_or_told(bytes in bytes()) {
        let text = decode(bytes).text;
        for (name, query) in newsboat::views(&text) {
            prop_assert!(!name.contains(common::acts), "{name:?}");
            // The text may contain more than a query can hold, or a part without letters; everything else is
            // understood.
            let few = query.len() < 200 && query.matches(':').count() < 20;
            let query = Query::parse(&query);
            prop_assert!(!few || query.mistakes().iter().all(|one| one.expected.to_string().contains("letter")), "{:?}", query.mistakes());
        }
        for (found, wrong) in [opml::read(&text, "list"), newsboat::read(&text, "list")] {
            prop_assert!(found.iter().all(|one| one.url.starts_with("http") && !one.title.contains(common::acts)), "{found:?}");
            prop_assert!(wrong.iter().all(|one| !one.what.to_string().contains(common::acts)), "{wrong:?}");
            let (again, _) = opml::read(&opml::write(&found), "list");
            let addresses = |list: &[farz::ingest::Subscription]| list.iter().map(|one| one.url.clone()).collect::<Vec<_>>();
            prop_assert_eq!(addresses(&again), addresses(&found));
        }
    }
}
