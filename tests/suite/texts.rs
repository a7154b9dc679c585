//! Compares the text index with a naive scan of real newspaper stories. Skipped if the stories are missing.

use crate::support::missing;
use farz::domain::{Ask, Verdict};
use farz::ingest::{Item, Source, document, read};
use farz::storage::{Paths, Store, Text};
use farz::text::fold::fold;
use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;

/// 2026-11-01.
const NOW: i64 = 1_793_491_200_000;

#[test]
fn every_folded_word_of_the_newspapers_is_found_where_it_stands() {
    let Some(stories) = missing::shared("data/arabic/newspapers/stories.jsonl") else { return };
    let mut articles = Vec::new();
    read(&Source::Path(stories), None, NOW, &mut |item| {
        if let Item::Article(article) = item {
            articles.push(*article);
        }
        ControlFlow::Continue(())
    });
    assert!(!articles.is_empty());
    let home = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(&Paths::within(home.path()), NOW).unwrap();
    store.add(&articles).unwrap();
    let mut after = 0;
    let mut texts = Vec::new();
    loop {
        let unread = store.unread_texts(after, 50).unwrap();
        let Some((last, _)) = unread.last() else { break };
        after = *last;
        let ready: Vec<Text> =
            unread.iter().map(|(key, article)| Text { key: *key, text: document(article).text }).collect();
        store.index(&ready).unwrap();
        texts.extend(unread.iter().zip(ready).map(|((_, article), text)| (article.id, fold(&text.text))));
    }
    assert_eq!(store.texts().unwrap(), store.counts().unwrap().of(Verdict::Inbox));
    let words_of = |text: &str| -> HashSet<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let words: Vec<HashSet<String>> = texts.iter().map(|(_, text)| words_of(text)).collect();
    let all: BTreeSet<&String> = words.iter().flatten().collect();
    let finder = store.finder().unwrap();
    let every = (all.len() / 2_000).max(1);
    for word in all.into_iter().step_by(every) {
        let found = finder.answer(&Ask::Body(word.clone())).unwrap();
        for ((id, _), words) in texts.iter().zip(&words) {
            assert!(!words.contains(word) || found.contains_key(id), "{word} in {id}");
        }
    }
}
