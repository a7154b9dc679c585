//! Markdown: CommonMark with tables, strikethrough, footnotes and task lists.

use super::super::document::{BlockKind, Document, Inline};
use super::builder::Builder;
use super::html;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Parses Markdown into a document. Metadata before the text (YAML or TOML between lines of dashes or pluses) is
/// skipped. HTML in it is parsed as by [`super::html()`] and never run.
#[must_use]
pub fn markdown(text: &str) -> Document {
    let (_, body) = split_front_matter(text);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut reader = MarkdownParser::default();
    for event in Parser::new_ext(body, options) {
        reader.event(event);
    }
    reader.out.finish()
}

/// Metadata before a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontMatter<'a> {
    /// Between lines of `---`.
    Yaml(&'a str),
    /// Between lines of `+++`.
    Toml(&'a str),
}

/// Splits the metadata from the text after it.
///
/// A first line `---` begins metadata only if a line `---` or `...` ends it and the line after the first is not
/// blank; otherwise it is a thematic break.
#[must_use]
pub fn split_front_matter(text: &str) -> (Option<FrontMatter<'_>>, &str) {
    let start = text.trim_start_matches(['\u{feff}', '\r', '\n']);
    let (first, after) = start.split_once('\n').unwrap_or((start, ""));
    let fence = first.trim_end();
    if !matches!(fence, "---" | "+++") || after.split('\n').next().is_none_or(|line| line.trim().is_empty()) {
        return (None, text);
    }
    let mut at = 0;
    for line in after.split_inclusive('\n') {
        let end = line.trim_end();
        if end == fence || (fence == "---" && end == "...") {
            let (matter, rest) = after.split_at(at);
            let body = rest.get(line.len()..).unwrap_or_default();
            let matter = if fence == "---" { FrontMatter::Yaml(matter) } else { FrontMatter::Toml(matter) };
            return (Some(matter), body);
        }
        at += line.len();
    }
    (None, text)
}

/// The state of the parser.
#[derive(Default)]
struct MarkdownParser {
    out: Builder,
    /// The numbers of the next items of the open lists; `None` for a list with bullets.
    lists: Vec<Option<u64>>,
    /// Whether each open link can be followed.
    links: Vec<bool>,
    table: u32,
    /// The source of the HTML block being read.
    html: Option<String>,
    /// The alternative text of the picture being read, and how many pictures are open.
    image: (String, usize),
}

impl MarkdownParser {
    fn event(&mut self, event: Event<'_>) {
        if self.image.1 > 0 && self.image_event(&event) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.out.text(&text),
            Event::Code(code) => {
                self.out.style(Inline::Code);
                self.out.text(&code);
                self.out.unstyle();
            }
            Event::InlineMath(math) | Event::DisplayMath(math) => self.out.text(&math),
            Event::Html(source) => match &mut self.html {
                Some(html) => html.push_str(&source),
                None => html::into(&mut self.out, &source),
            },
            Event::InlineHtml(tag) => self.inline_html(&tag),
            Event::FootnoteReference(label) => self.out.text(&format!("[{label}]")),
            Event::SoftBreak => self.out.blank(),
            Event::HardBreak => self.out.line_break(),
            Event::Rule => self.out.rule(),
            Event::TaskListMarker(done) => self.out.text(if done { "☑ " } else { "☐ " }),
        }
    }

    /// Handles an event inside a picture, where only text counts.
    fn image_event(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(Tag::Image { .. }) => self.image.1 += 1,
            Event::End(TagEnd::Image) => {
                self.image.1 -= 1;
                if self.image.1 == 0 {
                    let text = std::mem::take(&mut self.image.0);
                    html::picture(&mut self.out, &text);
                }
            }
            Event::Text(text) | Event::Code(text) => self.image.0.push_str(text),
            Event::SoftBreak | Event::HardBreak => self.image.0.push(' '),
            _ => {}
        }
        true
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::DefinitionList | Tag::DefinitionListTitle => self.out.end(),
            Tag::Heading { level, .. } => self.out.enter(BlockKind::Heading(number(level))),
            Tag::BlockQuote(_) => self.out.enter_quote(),
            Tag::CodeBlock(_) => self.out.enter(BlockKind::Code),
            Tag::HtmlBlock => {
                self.out.end();
                self.html = Some(String::new());
            }
            Tag::List(first) => {
                self.lists.push(first);
                self.out.enter_list();
            }
            Tag::Item => {
                let marker = match self.lists.last_mut() {
                    Some(Some(next)) => {
                        let marker = format!("{next}.");
                        *next = next.saturating_add(1);
                        marker
                    }
                    _ => "*".to_owned(),
                };
                self.out.enter_item(marker);
            }
            Tag::FootnoteDefinition(label) => {
                self.out.enter_list();
                self.out.enter_item(format!("[{label}]"));
            }
            Tag::DefinitionListDefinition => self.out.enter_list(),
            Tag::Table(_) => self.table = self.out.table(),
            Tag::TableHead => self.out.enter_row(self.table, true),
            Tag::TableRow => self.out.enter_row(self.table, false),
            Tag::TableCell => self.out.cell(),
            Tag::Emphasis => self.out.style(Inline::Emphasis),
            Tag::Strong => self.out.style(Inline::Strong),
            Tag::Strikethrough => self.out.style(Inline::Deleted),
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => {}
            Tag::Link { dest_url, .. } => {
                let linked = self.out.link(&dest_url);
                self.links.push(linked);
            }
            Tag::Image { .. } => self.image = (String::new(), 1),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::DefinitionList | TagEnd::DefinitionListTitle | TagEnd::Table => self.out.end(),
            TagEnd::Heading(_) | TagEnd::CodeBlock => self.out.leave(),
            TagEnd::BlockQuote(_) => self.out.leave_quote(),
            TagEnd::HtmlBlock => {
                if let Some(source) = self.html.take() {
                    html::into(&mut self.out, &source);
                }
                self.out.end();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.out.leave_list();
            }
            TagEnd::Item => self.out.leave_item(),
            TagEnd::FootnoteDefinition => {
                self.out.leave_item();
                self.out.leave_list();
            }
            TagEnd::DefinitionListDefinition => self.out.leave_list(),
            TagEnd::TableHead | TagEnd::TableRow => self.out.leave_row(),
            TagEnd::TableCell | TagEnd::Superscript | TagEnd::Subscript | TagEnd::MetadataBlock(_) | TagEnd::Image => {}
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.out.unstyle(),
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.out.unstyle();
                }
            }
        }
    }

    /// Handles a single tag in running text: line breaks and pictures have an effect, other tags are skipped.
    fn inline_html(&mut self, tag: &str) {
        let name = tag.trim_start_matches('<').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if name.eq_ignore_ascii_case("br") {
            self.out.line_break();
        } else if name.eq_ignore_ascii_case("img") {
            html::into(&mut self.out, tag);
        }
    }
}

/// Returns the number of a heading level.
fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
