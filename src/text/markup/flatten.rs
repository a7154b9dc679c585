//! Prevents endlessly nested HTML from costing quadratic time.
//!
//! The tree construction of the HTML standard (13.2.6) searches the stack of open elements at many tags and the list
//! of active formatting elements at others, so a page of 100,000 open `<div>` takes minutes. Browsers cap the depth
//! of the tree (at 512). This module removes the tags beyond a depth before the parser sees them. No text is lost.

use std::borrow::Cow;
use std::collections::HashMap;

/// The maximum depth of elements; no honest page comes near it.
const DEPTH: usize = 200;
/// The maximum number of open formatting elements.
const FORMATTING: usize = 64;
/// The maximum number of attributes of a tag.
const ATTRIBUTES: usize = 256;

/// Elements without content, and elements that the parser itself closes before a sibling.
const UNCOUNTED: [&str; 31] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p",
    "li", "dd", "dt", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "option", "optgroup", "html", "head",
    "body", "frame",
];
/// Of these, the ones that end an SVG or MathML subtree instead of becoming part of it.
const BREAKOUT: [&str; 12] = ["p", "li", "dd", "dt", "br", "hr", "img", "embed", "meta", "body", "head", "tr"];
/// Elements that the parser reopens in every block until they are closed.
const FORMATS: [&str; 12] = ["b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"];
/// Elements whose content is not markup.
const RAW: [&str; 9] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];

/// Returns `html` without the tags that are nested deeper than on any honest page. Linear time.
#[must_use]
pub fn flatten(html: &str) -> Cow<'_, str> {
    let mut edit = Edit { html, out: String::new(), copied: 0 };
    let mut state = State::default();
    let mut at = 0;
    while let Some(tag) = next_tag(html, at) {
        at = tag.end;
        let name = tag.name.to_ascii_lowercase();
        match state.decide(&tag, &name) {
            Decision::Keep => {}
            Decision::Drop => {
                edit.replace(&tag, if tag.closing || FORMATS.contains(&name.as_str()) { "" } else { "<br>" })
            }
            Decision::Bare => edit.replace(&tag, &format!("<{name}>")),
        }
        if !tag.closing && RAW.contains(&name.as_str()) {
            at = end_of_raw(html, at, &name);
        }
    }
    edit.finish()
}

/// A tag in the source.
struct Tag<'a> {
    name: &'a str,
    closing: bool,
    attributes: usize,
    start: usize,
    end: usize,
}

/// How to treat a tag.
enum Decision {
    Keep,
    Drop,
    /// Keep only its name.
    Bare,
}

/// The open elements.
#[derive(Default)]
struct State {
    open: Vec<String>,
    /// The positions of each name in `open`, so that an end tag finds its start at once.
    places: HashMap<String, Vec<usize>>,
    formats: HashMap<String, usize>,
    formatting: usize,
}

impl State {
    fn decide(&mut self, tag: &Tag<'_>, name: &str) -> Decision {
        if FORMATS.contains(&name) {
            return self.format(tag, name);
        }
        let foreign = ["svg", "math"].iter().filter_map(|name| self.places.get(*name)?.first().copied()).min();
        if let Some(at) = foreign
            && !tag.closing
            && BREAKOUT.contains(&name)
        {
            self.truncate(at);
        } else if foreign.is_none() && UNCOUNTED.contains(&name) {
            return Self::keep(tag);
        }
        if UNCOUNTED.contains(&name) && foreign.is_none() {
            return Self::keep(tag);
        }
        if tag.closing {
            let place = self.places.get(name).and_then(|places| places.last().copied());
            let depth = place.unwrap_or(self.open.len());
            if let Some(place) = place {
                self.truncate(place);
            }
            return if depth >= DEPTH { Decision::Drop } else { Decision::Keep };
        }
        self.places.entry(name.to_owned()).or_default().push(self.open.len());
        self.open.push(name.to_owned());
        if self.open.len() > DEPTH { Decision::Drop } else { Self::keep(tag) }
    }

    fn format(&mut self, tag: &Tag<'_>, name: &str) -> Decision {
        let count = self.formats.entry(name.to_owned()).or_default();
        if tag.closing {
            if *count > 0 {
                *count -= 1;
                self.formatting -= 1;
            }
            return Decision::Keep;
        }
        if self.formatting >= FORMATTING {
            return Decision::Drop;
        }
        *count += 1;
        self.formatting += 1;
        Self::keep(tag)
    }

    fn keep(tag: &Tag<'_>) -> Decision {
        if tag.attributes > ATTRIBUTES { Decision::Bare } else { Decision::Keep }
    }

    fn truncate(&mut self, length: usize) {
        for name in self.open.drain(length..) {
            if let Some(places) = self.places.get_mut(&name) {
                places.pop();
            }
        }
    }
}

/// The edited source, copied only once something changes.
struct Edit<'a> {
    html: &'a str,
    out: String,
    copied: usize,
}

impl<'a> Edit<'a> {
    fn replace(&mut self, tag: &Tag<'_>, with: &str) {
        self.out.push_str(self.html.get(self.copied..tag.start).unwrap_or_default());
        self.out.push_str(with);
        self.copied = tag.end;
    }

    fn finish(mut self) -> Cow<'a, str> {
        if self.copied == 0 {
            return Cow::Borrowed(self.html);
        }
        self.out.push_str(self.html.get(self.copied..).unwrap_or_default());
        Cow::Owned(self.out)
    }
}

/// Returns the next tag at or after `from`, skipping comments, declarations and instructions.
fn next_tag(html: &str, from: usize) -> Option<Tag<'_>> {
    let bytes = html.as_bytes();
    let mut at = from;
    loop {
        let start = at + memchr::memchr(b'<', bytes.get(at..)?)?;
        let rest = bytes.get(start + 1..)?;
        match rest.first()? {
            b'!' if rest.starts_with(b"!--") => {
                let body = bytes.get(start + 4..)?;
                at = if body.starts_with(b">") || body.starts_with(b"->") {
                    start + 4
                } else {
                    start + 4 + memchr::memmem::find(body, b"-->")? + 3
                };
            }
            b'!' | b'?' => at = start + 1 + memchr::memchr(b'>', rest)? + 1,
            b'/' if rest.get(1).is_some_and(u8::is_ascii_alphabetic) => return tag_at(html, start, true),
            c if c.is_ascii_alphabetic() => return tag_at(html, start, false),
            _ => at = start + 1,
        }
    }
}

/// Returns the tag that begins at `start`; `None` if the source ends inside it.
fn tag_at(html: &str, start: usize, closing: bool) -> Option<Tag<'_>> {
    let bytes = html.as_bytes();
    let from = start + 1 + usize::from(closing);
    let length = bytes.get(from..)?.iter().position(|&b| b.is_ascii_whitespace() || b == b'/' || b == b'>')?;
    let name = html.get(from..from + length)?;
    let mut at = from + length;
    let (mut attributes, mut before) = (0, b' ');
    loop {
        let &byte = bytes.get(at)?;
        match byte {
            b'>' => return Some(Tag { name, closing, attributes, start, end: at + 1 }),
            b'"' | b'\'' if before == b'=' => {
                at += 1 + memchr::memchr(byte, bytes.get(at + 1..)?)?;
                before = b' ';
                at += 1;
                continue;
            }
            b if b.is_ascii_whitespace() => {
                // White space between `=` and the quote does not end the attribute.
                if before != b'=' {
                    before = b' ';
                }
            }
            b => {
                attributes += usize::from(before == b' ' && b != b'/' && b != b'=');
                before = b;
            }
        }
        at += 1;
    }
}

/// Returns where the end tag of a raw text element begins, or the end of the source if there is none.
fn end_of_raw(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memmem::find(rest, b"</")) {
        let after = at + found + 2;
        if bytes.get(after..after + name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes())) {
            return at + found;
        }
        at = after;
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_honest_page_is_not_touched() {
        let page =
            "<!-- <div> --><p a='>'>x<p>y<ul><li>1<li>2</ul><script>if (a<b) '<div>'</script><svg><path/><path/></svg>";
        assert!(matches!(flatten(page), Cow::Borrowed(_)));
        let many = "<p>x".repeat(1000);
        assert!(matches!(flatten(&many), Cow::Borrowed(_)));
    }

    #[test]
    fn the_depth_is_capped_and_text_stays() {
        let deep = format!("{}text{}<p>after", "<div>".repeat(1000), "</div>".repeat(1000));
        let flat = flatten(&deep);
        assert_eq!(flat.matches("<div>").count(), DEPTH);
        assert_eq!(flat.matches("</div>").count(), DEPTH);
        assert!(flat.contains("text") && flat.ends_with("<p>after"));
        assert_eq!(flatten(&"<font a=1>".repeat(500)).matches("<font").count(), FORMATTING);
    }

    #[test]
    fn a_tag_with_endless_attributes_keeps_its_name() {
        let attributes: String = (0..1000).map(|n| format!(" a{n}=\"1\"")).collect();
        assert_eq!(flatten(&format!("<p{attributes}>x")), "<p>x");
    }
}
