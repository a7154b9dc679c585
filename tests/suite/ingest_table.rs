//! The outcome for every real feed, list, page and Arabic file in the folder beside the project: one table, kept as a
//! snapshot. Skipped if that folder is missing. After an intended change: `INSTA_UPDATE=always cargo test
//! ingest_table`.

use crate::support::missing;
use farz::domain::Article;
use farz::ingest::{
    Item, Source, document,
    lists::{self, Listed},
    read,
};
use farz::text::{Base, Layout, LayoutOptions};
use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// 2026-11-01.
const NOW: i64 = 1_793_491_200_000;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Returns the number of items in a feed according to its tags, even if the rest is malformed; `None` if it is not an
/// XML feed.
fn items(bytes: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(bytes);
    let head: String = text.chars().take(4000).collect();
    if !["<rss", "<feed", "<rdf:RDF"].iter().any(|root| head.contains(root)) {
        return None;
    }
    let begins = |name: &str| {
        let after = text.split(name).skip(1);
        after.filter(|rest| rest.starts_with(|c: char| c == '>' || c.is_whitespace())).count()
    };
    Some(begins("<item") + begins("<entry"))
}

/// Returns whether an article yields no control character on any line of the reading view.
fn clean(article: &Article) -> bool {
    let control = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let fields = [&article.title, &article.source, &article.author, &article.link, &article.language];
    let document = Arc::new(document(article));
    let text = !document.text.contains(|c: char| c.is_control() && c != '\n' && c != '\t');
    let mut layout = Layout::new(document, LayoutOptions { width: 72, order: Base::FirstStrong.into() });
    let mut at = layout.first();
    let mut cells = true;
    while let Some(line) = layout.line(at) {
        cells &= !line.cells.iter().any(|cell| cell.cell.text.contains(control));
        let next = layout.step(at, 1);
        if next == at {
            break;
        }
        at = next;
    }
    text && cells && !fields.iter().any(|field| field.contains(control))
}

fn row(path: &Path, out: &mut String) {
    if let Some(Listed { feeds, views, wrong }) = lists::subscriptions(path) {
        let _ = write!(out, "list of {} feeds", feeds.len());
        if !views.is_empty() {
            let _ = write!(out, " and {} views", views.len());
        }
        wrong.iter().take(2).for_each(|warning| {
            let _ = write!(out, "; warned: {}", warning.what);
        });
        return;
    }
    let (mut articles, mut failed, mut warned, mut dirty, mut replaced) = (0, Vec::new(), Vec::new(), 0, 0);
    read(&Source::Path(path.to_owned()), None, NOW, &mut |item| {
        match item {
            Item::Article(article) | Item::Cut(article) => {
                articles += 1;
                dirty += usize::from(!clean(&article));
                replaced += usize::from(article.body.contains('\u{fffd}') || article.title.contains('\u{fffd}'));
            }
            Item::Failed(warning) => failed.push(warning.what.to_string()),
            Item::Warned(warning) => warned.push(warning.what.to_string()),
        }
        ControlFlow::Continue(())
    });
    assert_eq!(dirty, 0, "{}", path.display());
    let _ = write!(out, "{articles} articles");
    if let Some(items) = items(&std::fs::read(path).unwrap()) {
        assert!(articles + failed.len() >= items || !warned.is_empty(), "{}: {articles} of {items}", path.display());
        let _ = write!(out, " of {items} items");
    }
    if replaced > 0 {
        let _ = write!(out, "; {replaced} with U+FFFD");
    }
    for (what, list) in [("warned", warned), ("refused", failed)] {
        if let Some(first) = list.first() {
            let _ = write!(out, "; {what} {}: {first}", list.len());
        }
    }
}

#[test]
fn every_real_file_goes_through_as_the_table_says() {
    let Some(data) = missing::shared("data") else { return };
    let mut table = String::new();
    for part in ["feeds", "opml", "html", "arabic"] {
        let mut found = Vec::new();
        files(&data.join(part), &mut found);
        found.sort();
        for path in found {
            let name = path.strip_prefix(&data).unwrap().display().to_string();
            let _ = write!(table, "{name}: ");
            row(&path, &mut table);
            table.push('\n');
        }
    }
    assert!(!table.contains(|c: char| c.is_control() && c != '\n'));
    insta::assert_snapshot!(table);
}
