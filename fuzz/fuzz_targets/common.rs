//! What holds of everything that comes in, whatever it was.

use farz::domain::Article;
use farz::ingest::fetch::Page;
use farz::ingest::web::Web;
use farz::ingest::{Item, document};
use farz::text::document::Document;
use farz::text::{Base, Layout, LayoutOptions};
use std::ops::ControlFlow;
use std::sync::Arc;

/// What a terminal would act on, or what would turn the text around it.
pub fn acts(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// No cell of a document acts on the terminal, at a width that the input chooses.
pub fn cells(document: Document, width: usize) {
    let text = &document.text;
    assert!(!text.contains(|c: char| c.is_control() && c != '\n' && c != '\t'), "{text:?}");
    for block in &document.blocks {
        assert!(text.get(block.range.clone()).is_some(), "{block:?} of {text:?}");
    }
    let mut layout = Layout::new(Arc::new(document), LayoutOptions { width, order: Base::FirstStrong.into() });
    let mut at = layout.first();
    for _ in 0..2000 {
        let Some(line) = layout.line(at) else { break };
        let used: usize = line.cells.iter().map(|cell| usize::from(cell.cell.width)).sum();
        assert!(used + line.offset <= width.max(2), "{used} cells at {} in {width}", line.offset);
        for cell in &line.cells {
            assert!(!cell.cell.text.contains(acts) && !cell.cell.text.is_empty(), "{:?}", cell.cell.text);
        }
        let next = layout.step(at, 1);
        if next == at {
            break;
        }
        at = next;
    }
}

/// No field of an article acts, and its text can be shown.
pub fn article(article: &Article) {
    for line in [&article.title, &article.source, &article.author, &article.link, &article.language] {
        assert!(!line.contains(acts), "{line:?}");
    }
    assert!(!article.title.is_empty());
    let link = &article.link;
    assert!(link.is_empty() || link.starts_with("http://") || link.starts_with("https://"), "{link:?}");
    cells(document(article), 40);
}

/// What one answer makes.
pub fn item(item: &Item) {
    match item {
        Item::Article(found) | Item::Cut(found) => article(found),
        Item::Failed(warning) | Item::Warned(warning) => {
            let what = warning.what.to_string();
            assert!(!what.is_empty(), "{warning:?}");
            assert!(!what.contains(acts) && !warning.place.contains(acts), "{warning:?}");
        }
    }
}

/// Reads `body` as what a server calls `kind`.
pub fn web(kind: &str, body: &[u8]) {
    let page = Page { url: "https://e.example/a/".into(), kind: kind.into(), body: body.to_vec(), ..Page::default() };
    let web = Web::new(page.clone());
    for feed in web.feeds() {
        assert!(feed.url.starts_with("http") && !feed.title.contains(acts), "{feed:?}");
    }
    Web::new(page).read("https://e.example/a/", 0, &mut |found| {
        item(&found);
        ControlFlow::Continue(())
    });
}
