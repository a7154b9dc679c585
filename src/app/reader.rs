//! The reading view: the article's head and text on the rows of the screen, and the position in it.
//!
//! Context: reader, while it has the focus. It handles scrolling and receives bodies, and reports whether it moved;
//! the program requests the bodies that it lacks from the library.

use super::geometry::Focus;
use super::msg::{Notice, Opened};
use super::pane::{Around, Pane, Reply, Request, page};
use crate::command::{Command, Context};
use crate::domain::{Article, ArticleId, Triage};
use crate::message::{Locale, msg};
use crate::text::document::{Block, BlockKind, Document};
use crate::text::language::is_rtl;
use crate::text::{Base, LaidLine, Layout, LayoutOptions, LineRef, Order, VisualLine, truncated};
use chrono::{DateTime, Utc};
use std::collections::VecDeque;
use std::sync::Arc;

/// The number of cached bodies: the article under the cursor, its neighbours, and those just left.
const KEPT: usize = 12;

/// A line of the reading view.
#[derive(Clone, Debug)]
pub enum ReaderLine {
    /// A line of the title.
    Title(Arc<LaidLine>),
    /// Source, author and date; the link; the tags; the note.
    Head(HeadKind, VisualLine),
    /// An empty line.
    Blank,
    /// A line of the text.
    Body(Arc<LaidLine>),
}

/// The kind of a line of the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadKind {
    /// Source, author and date.
    Byline,
    /// The other sources of the article.
    Sources,
    /// Its address.
    Link,
    /// Its tags.
    Tags,
    /// The person's note.
    Note,
    /// The message that the text changed.
    Changed,
}

/// The shown article, laid out.
#[derive(Debug)]
struct Shown {
    id: ArticleId,
    opened: Arc<Opened>,
    head: Vec<ReaderLine>,
    layout: Layout,
    options: LayoutOptions,
    rows: usize,
    /// The number of lines of the head above the screen.
    head_top: usize,
    /// The first line of the text that is not above the screen.
    line: LineRef,
    screen: Vec<ReaderLine>,
    at_end: bool,
    percent: Option<u8>,
}

/// The state of the reading view.
#[derive(Debug, Default)]
pub struct ReadingView {
    cache: VecDeque<(ArticleId, Option<Arc<Opened>>)>,
    shown: Option<Shown>,
    /// The bodies that were requested last.
    asked: Vec<ArticleId>,
}

impl ReadingView {
    /// Returns those of these bodies that are not cached, unless the last request was for the same ones.
    pub fn wants(&mut self, ids: Vec<ArticleId>) -> Option<Vec<ArticleId>> {
        let wanted: Vec<ArticleId> = ids.into_iter().filter(|id| self.lacks(*id)).collect();
        if wanted.is_empty() || wanted == self.asked {
            return None;
        }
        self.asked.clone_from(&wanted);
        Some(wanted)
    }

    /// Drops an article's body, so that it is requested again: the article has another text.
    pub fn ask_again(&mut self, id: ArticleId) {
        self.forget(id);
        self.asked.clear();
    }

    /// Caches a body; `None` if the article is gone.
    pub fn keep(&mut self, id: ArticleId, opened: Option<Arc<Opened>>) {
        self.forget(id);
        self.cache.push_back((id, opened));
        if self.cache.len() > KEPT {
            self.cache.pop_front();
        }
    }

    /// Drops a cached body: its text changed.
    pub fn forget(&mut self, id: ArticleId) {
        self.cache.retain(|(kept, _)| *kept != id);
    }

    /// Returns whether this article's body is not cached.
    #[must_use]
    pub fn lacks(&self, id: ArticleId) -> bool {
        !self.cache.iter().any(|(kept, _)| *kept == id)
    }

    /// Returns the body of an article, if it is cached.
    #[must_use]
    pub fn opened(&self, id: ArticleId) -> Option<&Arc<Opened>> {
        self.cache.iter().find(|(kept, _)| *kept == id).and_then(|(_, opened)| opened.as_ref())
    }

    /// Returns the lines on the screen, from the top.
    #[must_use]
    pub fn screen(&self) -> &[ReaderLine] {
        self.shown.as_ref().map_or(&[], |shown| &shown.screen)
    }

    /// Returns the article on the screen.
    #[must_use]
    pub fn shown(&self) -> Option<ArticleId> {
        self.shown.as_ref().map(|shown| shown.id)
    }

    /// Returns whether the end of the text is on the screen.
    #[must_use]
    pub fn at_end(&self) -> bool {
        self.shown.as_ref().is_none_or(|shown| shown.at_end)
    }

    /// Returns how much of the text is above the lower edge of the screen, in percent; `None` if all of it fits.
    #[must_use]
    pub fn percent(&self) -> Option<u8> {
        self.shown.as_ref().and_then(|shown| shown.percent)
    }

    /// Returns the position of the top of the screen: a byte offset in the document's text.
    #[must_use]
    pub fn position(&mut self) -> Option<(ArticleId, u32)> {
        let shown = self.shown.as_mut()?;
        let at_top = shown.head_top == 0 && shown.line == shown.layout.first();
        let offset = if at_top { 0 } else { shown.layout.offset_of(shown.line).max(1) };
        Some((shown.id, u32::try_from(offset).unwrap_or(u32::MAX)))
    }

    /// Closes the article.
    pub fn close(&mut self) {
        self.shown = None;
    }

    /// Lays the article out for `width` columns and `rows` rows, at the position where the person left it, and fills
    /// the screen.
    pub fn show(
        &mut self,
        id: ArticleId,
        triage: &Triage,
        (width, rows): (usize, usize),
        order: Order,
        locale: &Locale,
    ) {
        let Some(opened) = self.opened(id).cloned() else {
            self.shown = None;
            return;
        };
        let options = LayoutOptions { width, order };
        let same = self
            .shown
            .as_ref()
            .is_some_and(|shown| shown.id == id && shown.options == options && Arc::ptr_eq(&shown.opened, &opened));
        if !same {
            let offset = match self.position() {
                Some((shown, offset)) if shown == id => offset,
                Some(_) | None => triage.position,
            };
            // The same text at another width keeps the analysis of its paragraphs.
            let kept = self.shown.take().filter(|shown| Arc::ptr_eq(&shown.opened, &opened));
            let layout = match kept.map(|shown| shown.layout) {
                Some(mut layout) => {
                    layout.resize(options);
                    layout
                }
                None => Layout::new(Arc::clone(&opened.document), options),
            };
            self.shown = Some(Shown::new(id, opened, layout, offset as usize));
        }
        if let Some(shown) = &mut self.shown {
            shown.rows = rows;
            shown.head = head(&shown.opened.article, &shown.opened.sources, triage, options, locale);
            shown.head_top = shown.head_top.min(shown.head.len());
            shown.fill();
        }
    }

    /// Scrolls by `delta` lines, stopping at the ends. Returns whether anything moved.
    pub fn scroll(&mut self, delta: isize) -> bool {
        self.shown.as_mut().is_some_and(|shown| {
            let before = (shown.head_top, shown.line);
            shown.step(delta);
            shown.fill();
            before != (shown.head_top, shown.line)
        })
    }

    /// Goes to the start of the text, or to its end. Returns whether anything moved.
    pub fn jump(&mut self, to_end: bool) -> bool {
        self.shown.as_mut().is_some_and(|shown| {
            let before = (shown.head_top, shown.line);
            (shown.head_top, shown.line) = (0, shown.layout.first());
            if to_end {
                (shown.head_top, shown.line) = (shown.head.len(), shown.layout.last());
            }
            shown.fill();
            before != (shown.head_top, shown.line)
        })
    }

    /// Scrolls the byte at `offset` of the text onto the screen, with some lines above it; nothing moves if it is
    /// there already.
    pub fn go_to(&mut self, offset: usize) {
        let Some(shown) = &mut self.shown else { return };
        let on_screen = shown.screen.iter().any(|line| match line {
            ReaderLine::Body(line) => line.range.contains(&offset),
            ReaderLine::Title(_) | ReaderLine::Head(..) | ReaderLine::Blank => false,
        });
        if !on_screen {
            shown.line = shown.layout.line_of(offset);
            shown.head_top = shown.head.len();
            shown.step(-((shown.rows / 3) as isize));
            shown.fill();
        }
    }

    /// Returns the text to the offset that [`ReadingView::position`] returned.
    pub fn go_back_to(&mut self, offset: usize) {
        self.jump(false);
        if let Some(shown) = self.shown.as_mut().filter(|_| offset > 0) {
            (shown.head_top, shown.line) = (shown.head.len(), shown.layout.line_of(offset));
            shown.fill();
        }
    }

    /// Returns the number of rows for the text on the screen.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.shown.as_ref().map_or(0, |shown| shown.rows)
    }
}

impl ReadingView {
    /// Returns the reply to a scroll: follow the text if it moved, or else the reason why it did not.
    fn moved(&self, moved: bool, up: bool) -> Reply {
        if moved {
            return Reply::Ask(Request::Follow);
        }
        Reply::tell(Notice::info(match (self.shown(), up) {
            (None, _) => msg!("scroll-none"),
            (Some(_), true) => msg!("text-at-start"),
            (Some(_), false) => msg!("text-at-end"),
        }))
    }

    fn scroll_by(&mut self, delta: isize) -> Reply {
        let moved = self.scroll(delta);
        self.moved(moved, delta < 0)
    }

    fn jump_to(&mut self, to_end: bool) -> Reply {
        let moved = self.jump(to_end);
        self.moved(moved, !to_end)
    }
}

impl Pane for ReadingView {
    fn context(&self) -> Context {
        Context::Reader
    }

    fn command(&mut self, command: Command, times: isize, around: &Around<'_>) -> Reply {
        if let Some(delta) = page(command, times, self.rows()) {
            return if around.focus == Focus::Reader { self.scroll_by(delta) } else { Reply::Pass };
        }
        match command {
            Command::ScrollDown => self.scroll_by(times),
            Command::ScrollUp => self.scroll_by(-times),
            Command::TextStart => self.jump_to(false),
            Command::TextEnd => self.jump_to(true),
            _ => Reply::Pass,
        }
    }
}

impl Shown {
    fn new(id: ArticleId, opened: Arc<Opened>, mut layout: Layout, offset: usize) -> Self {
        let options = layout.options();
        let line = if offset == 0 { layout.first() } else { layout.line_of(offset) };
        let head_top = if offset == 0 { 0 } else { usize::MAX };
        let (head, screen) = (Vec::new(), Vec::new());
        Self { id, opened, head, layout, options, rows: 0, head_top, line, screen, at_end: false, percent: None }
    }

    fn step(&mut self, delta: isize) {
        let lines = delta.unsigned_abs();
        if delta >= 0 {
            let of_head = lines.min(self.head.len() - self.head_top);
            self.head_top += of_head;
            self.line = self.layout.step(self.line, (lines - of_head) as isize);
        } else {
            let first = self.layout.first();
            let of_body = self.layout.distance(first, self.line, lines).min(lines);
            self.line = self.layout.step(self.line, -(of_body as isize));
            self.head_top = self.head_top.saturating_sub(lines - of_body);
        }
    }

    /// Counts the lines from the top of the screen to the end, up to `limit`.
    fn left(&mut self, limit: usize) -> usize {
        let body = if self.layout.document().blocks.is_empty() {
            0
        } else {
            let last = self.layout.last();
            self.layout.distance(self.line, last, limit) + 1
        };
        self.head.len() - self.head_top + body
    }

    fn fill(&mut self) {
        let left = self.left(self.rows + 1);
        if left < self.rows {
            self.step(-((self.rows - left) as isize));
        }
        let mut screen: Vec<ReaderLine> = self.head[self.head_top..].iter().take(self.rows).cloned().collect();
        let mut at = self.line;
        let mut below = 0;
        while screen.len() < self.rows {
            let Some(line) = self.layout.line(at) else { break };
            below = line.range.end.max(below);
            screen.push(ReaderLine::Body(line));
            let next = self.layout.step(at, 1);
            if next == at {
                break;
            }
            at = next;
        }
        self.screen = screen;
        self.at_end = self.left(self.rows + 1) <= self.rows;
        let fits = self.at_end && self.head_top == 0 && self.line == self.layout.first();
        let length = self.layout.document().text.len().max(1);
        self.percent = match (fits, self.at_end) {
            (true, _) => None,
            (false, true) => Some(100),
            (false, false) => Some((below * 100 / length).min(99) as u8),
        };
    }
}

/// Returns the lines above the text.
fn head(
    article: &Article,
    sources: &[String],
    triage: &Triage,
    options: LayoutOptions,
    locale: &Locale,
) -> Vec<ReaderLine> {
    let LayoutOptions { width, order } = options;
    let title_order = order.of_title(is_rtl(&article.language));
    let mut lines = title(&article.title, LayoutOptions { order: title_order, ..options });
    // The isolates hide every letter of the byline from the search for the first strong letter, so the byline takes
    // the side of the title.
    let side = if title_order.base.is_rtl(&article.title, false) { Base::Rtl } else { Base::Ltr };
    lines.push(ReaderLine::Head(HeadKind::Byline, truncated(&isolated_byline(article), side, width)));
    let mut add = |kind, text: &str| {
        if !text.is_empty() {
            lines.push(ReaderLine::Head(kind, truncated(text, order, width)));
        }
    };
    let others: Vec<&str> = sources.iter().map(String::as_str).filter(|name| *name != article.source).collect();
    if !others.is_empty() {
        let names = format!("\u{2068}{}\u{2069}", others.join("\u{2069}, \u{2068}"));
        add(HeadKind::Sources, &locale.text(&msg!("head-sources", sources = names)));
    }
    add(HeadKind::Link, &article.link);
    let tags: Vec<String> = triage.tags.iter().map(|tag| format!("\u{2068}#{tag}\u{2069}")).collect();
    add(HeadKind::Tags, &tags.join(" "));
    add(HeadKind::Note, &triage.note);
    if article.changed {
        add(HeadKind::Changed, &locale.text(&msg!("head-changed")));
    }
    lines.push(ReaderLine::Blank);
    lines
}

/// Returns source, author and date, as far as they are known.
#[must_use]
pub fn byline(article: &Article) -> String {
    parts(article).join(" | ")
}

fn parts(article: &Article) -> Vec<String> {
    let date = article.published.map(date).unwrap_or_default();
    [article.source.clone(), article.author.clone(), date].into_iter().filter(|part| !part.is_empty()).collect()
}

/// Returns the byline for the screen: each part between FSI and PDI (UAX #9), so that a date keeps its order beside
/// Arabic.
fn isolated_byline(article: &Article) -> String {
    parts(article).iter().map(|part| format!("\u{2068}{part}\u{2069}")).collect::<Vec<_>>().join(" | ")
}

/// Returns every line of an article, head and text, as the reading view shows them at this width.
#[must_use]
pub fn lines(
    article: &Article,
    triage: &Triage,
    document: Arc<Document>,
    width: usize,
    locale: &Locale,
) -> Vec<ReaderLine> {
    let options = LayoutOptions { width, order: Order { base: Base::FirstStrong, isolate: true } };
    let mut lines = head(article, &[], triage, options, locale);
    let mut layout = Layout::new(document, options);
    lines.extend(all_lines(&mut layout).into_iter().map(ReaderLine::Body));
    lines
}

fn all_lines(layout: &mut Layout) -> Vec<Arc<LaidLine>> {
    let (mut at, last) = (layout.first(), layout.last());
    let mut lines = Vec::new();
    while let Some(line) = layout.line(at) {
        lines.push(line);
        if at == last {
            break;
        }
        at = layout.step(at, 1);
    }
    lines
}

fn title(title: &str, options: LayoutOptions) -> Vec<ReaderLine> {
    let block = Block {
        kind: BlockKind::Heading(1),
        range: 0..title.len(),
        quote: 0,
        indent: 0,
        marker: None,
        spans: Vec::new(),
    };
    let document = Document { text: title.to_owned(), blocks: vec![block], links: Vec::new() };
    let mut layout = Layout::new(Arc::new(document), options);
    all_lines(&mut layout).into_iter().map(ReaderLine::Title).collect()
}

/// Formats a date as in ISO 8601, with the time of day unless it is midnight.
fn date(ms: i64) -> String {
    let Some(when) = DateTime::<Utc>::from_timestamp_millis(ms) else { return String::new() };
    let format = if ms % 86_400_000 == 0 { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M UTC" };
    when.format(format).to_string()
}
