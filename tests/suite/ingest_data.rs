//! Real articles, feeds and pages from a folder beside the project. Skipped if the folder is missing.

use crate::support::missing;
use farz::domain::{Article, Format};
use farz::ingest::{Item, Source, Warning, document, read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// 2026-11-01.
const NOW: i64 = 1_793_491_200_000;

fn data(part: &str) -> Option<PathBuf> {
    missing::shared(&format!("data/{part}"))
}

#[derive(Default)]
struct Found {
    articles: Vec<Article>,
    failed: Vec<Warning>,
    warned: Vec<Warning>,
}

fn take(path: &Path) -> Found {
    let mut found = Found::default();
    read(&Source::Path(path.to_owned()), None, NOW, &mut |item| {
        match item {
            Item::Article(article) | Item::Cut(article) => found.articles.push(*article),
            Item::Failed(warning) => found.failed.push(warning),
            Item::Warned(warning) => found.warned.push(warning),
        }
        ControlFlow::Continue(())
    });
    for article in &found.articles {
        let control = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        for line in [&article.title, &article.source, &article.author, &article.link] {
            assert!(!line.contains(control), "{line:?} in {}", article.origin);
        }
        assert!(!article.title.is_empty() && !article.source.is_empty(), "{}", article.origin);
        let document = document(article);
        assert!(!document.text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "{}", article.origin);
    }
    for warning in found.failed.iter().chain(&found.warned) {
        assert!(!warning.place.is_empty() && !warning.what.to_string().contains(char::is_control), "{warning:?}");
    }
    if std::env::var_os("FARZ_SHOW").is_some() {
        for warning in &found.failed {
            println!("failed {}: {}", warning.place, warning.what);
        }
        for warning in &found.warned {
            println!("warned {}: {}", warning.place, warning.what);
        }
        for article in &found.articles {
            let text = document(article).text;
            let start: String = text.chars().take(60).collect();
            println!(
                "{} | {} | {} | {} | {:?} | {} | {:?} {} | {start:?}",
                article.title,
                article.source,
                article.author,
                article.link,
                article.published,
                article.language,
                article.format,
                text.chars().count()
            );
        }
    }
    println!(
        "{}: {} articles, {} failed, {} warned",
        path.display(),
        found.articles.len(),
        found.failed.len(),
        found.warned.len()
    );
    found
}

#[test]
fn the_story_of_the_user() {
    let Some(path) = data("articles") else { return };
    let found = take(&path);
    assert_eq!((found.articles.len(), found.failed.len()), (1, 0));
    let article = &found.articles[0];
    assert_eq!(article.title, "بوتين: إنشاء آليات لردع الإرهابيين ومنع تمويلهم");
    assert_eq!(article.source, "articles");
    let document = document(article);
    assert!(document.text.starts_with("تتزايد التحذيرات"));
    assert!(document.blocks.len() > 3, "{}", document.blocks.len());
}

#[test]
fn five_hundred_stories() {
    let Some(path) = data("arabic/newspapers/stories.jsonl") else { return };
    let found = take(&path);
    assert_eq!((found.articles.len(), found.failed.len()), (500, 0));
    for article in &found.articles {
        assert!(article.published.is_some() && !article.link.is_empty(), "{}", article.title);
        assert_eq!(document(article).text.is_empty(), article.body.trim().is_empty(), "{}", article.title);
        assert_eq!(article.format, Format::Plain, "{}", article.title);
    }
    // The rest are cartoons and lists of results, which have no text at the source either.
    let without = found.articles.iter().filter(|article| article.body.trim().is_empty()).count();
    assert_eq!(without, 6);
    let mut ids: Vec<String> = found.articles.iter().map(|article| article.id.to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 500);
}

#[test]
fn arabic_pages_and_feeds_in_legacy_encodings() {
    let Some(path) = data("arabic/newspapers") else { return };
    let found = take(&path);
    assert_eq!(found.failed, []);
    let pages: Vec<&Article> = found.articles.iter().filter(|a| a.origin.ends_with("1256.html")).collect();
    assert_eq!(pages.len(), 16);
    for page in pages {
        let text = document(page).text;
        assert!(
            ["من", "في"].iter().all(|word| text.split_whitespace().any(|other| other == *word)),
            "{}: {text}",
            page.origin
        );
        assert!(!text.contains('\u{fffd}'));
    }
    let titles = |end: &str| -> Vec<String> {
        found.articles.iter().filter(|a| a.origin.contains(end)).map(|a| a.title.clone()).collect()
    };
    for paper in ["aawsat", "okaz"] {
        let utf_8 = titles(&format!("{paper}_utf8.xml#"));
        assert!(!utf_8.is_empty());
        assert_eq!(utf_8, titles(&format!("{paper}_windows-1256.xml#")));
    }
}

#[test]
fn encodings_are_guessed() {
    let Some(path) = data("arabic/encodings") else { return };
    let found = take(&path);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let script = |text: &str| text.chars().filter(|c| matches!(c, '\u{590}'..='\u{6ff}') && c.is_alphabetic()).count();
    for article in found.articles.iter().filter(|article| !article.origin.contains(".xml#")) {
        let text = document(article).text + &article.title;
        assert!(script(&text) * 10 > letters(&text) * 2, "{}: {text}", article.origin);
    }
    assert_eq!(found.failed, []);
    let feeds = found.articles.iter().filter(|article| article.origin.contains(".xml#"));
    let (hebrew, all) = feeds.fold((0, 0), |(hebrew, all), a| (hebrew + usize::from(script(&a.title) > 0), all + 1));
    assert!(hebrew * 10 > all * 8, "{hebrew} of {all}");
}

#[test]
fn other_arabic_sources() {
    for (part, least) in
        [("arabic/newspaper4k", 1), ("arabic/trafilatura", 1), ("arabic/urdu-feed", 5), ("arabic/fundus-lb", 0)]
    {
        let Some(path) = data(part) else { return };
        assert!(take(&path).articles.len() >= least, "{part}");
    }
}

#[test]
fn feeds() {
    let Some(path) = data("feeds") else { return };
    let found = take(&path);
    assert!(found.articles.len() > 550, "{}", found.articles.len());
    assert!(found.articles.iter().filter(|article| !article.link.is_empty()).count() > 500);
    assert!(found.failed.len() < 10, "{:?}", found.failed);
}

#[test]
fn pages() {
    let Some(path) = data("html/readability") else { return };
    let mut pages = 0;
    for folder in std::fs::read_dir(path).unwrap() {
        let folder = folder.unwrap().path();
        let found = take(&folder.join("source.html"));
        assert_eq!((found.articles.len(), found.failed.len()), (1, 0), "{}", folder.display());
        let expected = std::fs::read_to_string(folder.join("expected.html")).unwrap();
        let expected = farz::text::markup::html(&expected).text;
        let words: Vec<&str> = expected.split_whitespace().filter(|word| word.chars().count() > 5).collect();
        let text = document(&found.articles[0]).text;
        let there = words.iter().filter(|word| text.contains(**word)).count();
        println!(
            "{}: {there} of {} words, {} for {} characters",
            folder.display(),
            words.len(),
            text.len(),
            expected.len()
        );
        assert!(there * 10 >= words.len() * 8, "{}: {there} of {}", folder.display(), words.len());
        pages += 1;
    }
    assert!(pages > 20);
}

/// Returns how often each word occurs in a text.
fn words(text: &str) -> std::collections::HashMap<String, usize> {
    let mut counts = std::collections::HashMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

/// Returns the harmonic mean of precision and recall of words, each counted as often as it occurs.
fn word_f1(found: &str, expected: &str) -> f64 {
    let (found, expected) = (words(found), words(expected));
    let shared: usize = expected.iter().map(|(word, count)| (*count).min(found.get(word).copied().unwrap_or(0))).sum();
    let total = found.values().sum::<usize>() + expected.values().sum::<usize>();
    if total == 0 { 1.0 } else { 2.0 * shared as f64 / total as f64 }
}

#[test]
fn the_stories_of_pages_are_found_in_nearly_all_their_words() {
    let Some(folder) = data("html/readability") else { return };
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let mut scores = Vec::new();
    for page in pages.iter().filter(|page| page.join("expected.html").exists()) {
        let expected = std::fs::read_to_string(page.join("expected.html")).unwrap();
        let expected = farz::text::markup::html(&expected).text;
        let mut text = String::new();
        read(&Source::Path(page.join("source.html")), None, NOW, &mut |item| {
            if let Item::Article(article) = item {
                // The addresses of links follow the text.
                text = document(&article).text.split("\n\n[1] http").next().unwrap_or_default().to_owned();
            }
            ControlFlow::Continue(())
        });
        let score = word_f1(&text, &expected);
        println!("{score:.3} {}", page.file_name().unwrap().to_string_lossy());
        scores.push(score);
    }
    scores.sort_by(f64::total_cmp);
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    println!(
        "{} pages: word F1 mean {mean:.4}, median {:.4}, worst {:.4}",
        scores.len(),
        scores[scores.len() / 2],
        scores[0]
    );
    assert!(mean > 0.9, "{mean}");
}
