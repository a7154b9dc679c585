//! Any text gives subscriptions to the web alone, as OPML and as newsboat's list, and what is written is read back.
#![no_main]

mod common;

use common::acts;
use farz::filter::Query;
use farz::ingest::{newsboat, opml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    for (name, query) in newsboat::views(&text) {
        assert!(!name.contains(acts), "{name:?}");
        let _ = Query::parse(&query);
    }
    for (found, wrong) in [opml::read(&text, "list"), newsboat::read(&text, "list")] {
        for subscription in &found {
            assert!(subscription.url.starts_with("http://") || subscription.url.starts_with("https://"), "{subscription:?}");
            assert!(!subscription.title.contains(acts) && !subscription.url.contains(acts), "{subscription:?}");
        }
        for warning in &wrong {
            assert!(!warning.place.contains(acts) && !warning.what.to_string().contains(acts), "{warning:?}");
        }
        let (again, wrong) = opml::read(&opml::write(&found), "list");
        assert!(wrong.is_empty() || found.is_empty(), "{wrong:?}");
        let addresses = |list: &[farz::ingest::Subscription]| list.iter().map(|one| one.url.clone()).collect::<Vec<_>>();
        assert_eq!(addresses(&again), addresses(&found));
    }
});
