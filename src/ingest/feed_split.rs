//! Cuts a feed into its head and its items without parsing it, so that items are read one by one and a broken item
//! costs only itself.

use std::borrow::Cow;

/// An XML feed, split into parts.
pub struct Split<'a> {
    source: &'a str,
    /// The name of the item elements, with its prefix.
    item: &'a str,
    /// The text before and after an item that makes it a feed of its own.
    before: String,
    after: String,
    /// The feed without its items, in two forms, of which at least one should be well-formed.
    heads: [String; 2],
    at: usize,
    /// The position up to which lines are counted, and the number of that line.
    counted: (usize, usize),
}

/// One item, cut out of the feed.
pub struct Piece<'a> {
    /// From its start tag to its end tag; without an end tag, to the start of the next item or the end of the file.
    pub source: &'a str,
    /// The line of the file on which it begins.
    pub line: usize,
    /// Whether it has its end tag.
    pub whole: bool,
}

impl<'a> Split<'a> {
    /// Finds the root and the first item. Returns `None` if there is no root.
    pub fn new(source: &'a str) -> Option<Self> {
        let mut tag = next_tag(source, 0)?;
        while tag.closing {
            tag = next_tag(source, tag.end)?;
        }
        let root = tag;
        let item = if local(root.name).eq_ignore_ascii_case("feed") { "entry" } else { "item" };
        let mut channel = "<channel>";
        let mut channel_name = "channel";
        let mut first: Option<Tag<'a>> = None;
        let mut at = root.end;
        while let Some(tag) = next_tag(source, at) {
            at = tag.end;
            if !tag.closing && local(tag.name) == item {
                first = Some(tag);
                break;
            }
            if !tag.closing && local(tag.name) == "channel" {
                channel = source.get(tag.start..tag.end)?;
                channel_name = tag.name;
            }
        }
        if local(root.name).eq_ignore_ascii_case("entry") {
            first = Some(Tag { name: root.name, ..root });
        }
        let opening = root_tag(source, &root);
        let rss = local(root.name).eq_ignore_ascii_case("rss");
        let (inner, outer) =
            if rss { (channel.to_owned(), format!("</{channel_name}>")) } else { (String::new(), String::new()) };
        let single = local(root.name).eq_ignore_ascii_case("entry");
        let (before, after) = if single {
            (String::new(), String::new())
        } else {
            (opening.clone() + &inner, format!("{outer}</{}>", root.name))
        };
        let start = first.as_ref().map_or(source.len(), |first| first.start);
        let item = first.map_or(item, |first| first.name);
        let head = source.get(root.end..start).unwrap_or_default();
        let end = format!("</{item}>");
        let tail = source.rfind(&end).and_then(|at| source.get(at + end.len()..)).unwrap_or_default();
        let head = without_media(head, item);
        let tail = without_media(tail, item);
        let heads = if single {
            [source.to_owned(), String::new()]
        } else {
            [format!("{opening}{head}{tail}"), format!("{opening}{head}{after}")]
        };
        Some(Self { source, item, before, after, heads, at: start, counted: (0, 1) })
    }

    /// Returns the feed without its items; the second form is for feeds that are cut off.
    pub fn heads(&self) -> &[String; 2] {
        &self.heads
    }

    /// Returns the name of an item's element.
    pub fn item(&self) -> &'a str {
        self.item
    }

    /// Wraps an item in a feed of its own.
    pub fn wrap(&self, item: &str) -> String {
        [&self.before, without_media(item, self.item).as_ref(), &self.after].concat()
    }

    /// Returns the next item.
    pub fn next_piece(&mut self) -> Option<Piece<'a>> {
        let mut at = self.at;
        let start = loop {
            let tag = next_tag(self.source, at)?;
            at = tag.end;
            if !tag.closing && tag.name == self.item {
                if tag.empty {
                    continue;
                }
                break tag.start;
            }
        };
        let (counted, line) = self.counted;
        let line = line + self.source.get(counted..start).unwrap_or_default().matches('\n').count();
        self.counted = (start, line);
        let (end, whole) = loop {
            let Some(tag) = next_tag(self.source, at) else {
                // An unclosed section swallows the rest: continue at what looks like the next item.
                let next = self.following(start + 1);
                break (next.unwrap_or(self.source.len()), false);
            };
            at = tag.end;
            if tag.name == self.item {
                break if tag.closing { (tag.end, true) } else { (tag.start, false) };
            }
        };
        self.at = end;
        Some(Piece { source: self.source.get(start..end)?, line, whole })
    }

    /// Returns the position at which the next item seems to begin, whatever surrounds it.
    fn following(&self, from: usize) -> Option<usize> {
        let start = format!("<{}", self.item);
        let mut at = from;
        loop {
            at += self.source.get(at..)?.find(&start)?;
            let after = self.source.get(at + start.len()..)?;
            if after.starts_with(|c: char| c == '>' || c.is_whitespace()) {
                return Some(at);
            }
            at += start.len();
        }
    }
}

/// Cuts the broken end off an item: keeps its complete children and adds its end tag.
pub fn whole_children(item: &str, name: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut kept = 0;
    let mut at = 0;
    while let Some(tag) = next_tag(item, at) {
        at = tag.end;
        if tag.closing {
            // An end tag closes the elements left open inside its own.
            if let Some(place) = open.iter().rposition(|name| *name == tag.name) {
                open.truncate(place);
            }
        } else if !tag.empty {
            open.push(tag.name);
        }
        if open.len() == 1 {
            kept = at;
        }
    }
    let kept = item.get(..kept).filter(|kept| !kept.is_empty())?;
    Some(format!("{kept}</{name}>"))
}

/// Prefixes of extensions for sound and film. farz needs nothing in them, and the parser's code for them panics on
/// numbers that are too large and recurses as deep as their groups nest.
const MEDIA: [&str; 5] = ["media:", "itunes:", "podcast:", "psc:", "googleplay:"];
/// Parts of the namespaces of these extensions, whatever their prefix.
const MEDIA_NAMESPACES: [&str; 5] =
    ["search.yahoo.com/mrss", "itunes.com/dtds", "podcastindex.org/", "/podcast-namespace/", "podlove.org/"];

/// Removes the tags of media extensions from an item. If it has no title or description, theirs take that place.
fn without_media<'a>(item: &'a str, name: &str) -> Cow<'a, str> {
    if !MEDIA.iter().any(|prefix| item.contains(prefix)) && !MEDIA_NAMESPACES.iter().any(|part| item.contains(part)) {
        return Cow::Borrowed(item);
    }
    let text = if local(name) == "entry" { "summary" } else { "description" };
    let (mut has_title, mut has_text) = (false, false);
    let mut at = 0;
    while let Some(tag) = next_tag(item, at) {
        at = tag.end;
        has_title |= tag.name == "title";
        has_text |= matches!(tag.name, "description" | "summary" | "content" | "content:encoded");
    }
    let (mut out, mut copied, mut at) = (String::with_capacity(item.len()), 0, 0);
    while let Some(tag) = next_tag(item, at) {
        at = tag.end;
        if !MEDIA.iter().any(|prefix| tag.name.starts_with(prefix)) {
            continue;
        }
        out.push_str(item.get(copied..tag.start).unwrap_or_default());
        copied = tag.end;
        let own = match tag.name {
            "media:title" if !has_title => "title",
            "media:description" if !has_text => text,
            _ => continue,
        };
        if !tag.empty {
            out.push_str(&format!("<{}{own}>", if tag.closing { "/" } else { "" }));
        }
    }
    out.push_str(item.get(copied..).unwrap_or_default());
    for part in MEDIA_NAMESPACES {
        out = out.replace(part, "unread.invalid/");
    }
    Cow::Owned(out)
}

/// Returns a name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Namespaces of old versions, each with that of the closest known version.
const NAMESPACES: [(&str, &str); 6] = [
    ("http://my.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/"),
    ("http://channel.netscape.com/rdf/simple/0.9/", "http://purl.org/rss/1.0/"),
    ("http://backend.userland.com/rss2", "http://purl.org/rss/1.0/"),
    ("http://blogs.law.harvard.edu/tech/rss", "http://purl.org/rss/1.0/"),
    ("http://cyber.law.harvard.edu/rss/rss.html", "http://purl.org/rss/1.0/"),
    ("http://purl.org/atom/ns#", "http://www.w3.org/2005/Atom"),
];

/// Returns the start tag of the root, with a version that the parser does not know replaced by the closest known one.
fn root_tag(source: &str, root: &Tag<'_>) -> String {
    let mut tag = source.get(root.start..root.end).unwrap_or_default().to_owned();
    for (old, new) in NAMESPACES {
        for quote in ['"', '\''] {
            tag = tag.replace(&format!("{quote}{old}{quote}"), &format!("{quote}{new}{quote}"));
        }
    }
    for part in MEDIA_NAMESPACES {
        tag = tag.replace(part, "unread.invalid/");
    }
    if !local(root.name).eq_ignore_ascii_case("rss") {
        return tag;
    }
    let lower = tag.to_ascii_lowercase();
    let version = lower.find("version").filter(|at| !lower.get(..*at).unwrap_or_default().ends_with(':'));
    let Some(at) = version else {
        return tag.replacen(root.name, &format!("{} version=\"2.0\"", root.name), 1);
    };
    let value = tag.get(at..).unwrap_or_default();
    let quote = value.find(['"', '\'']);
    let inner = quote.and_then(|open| {
        let mark = value.get(open..=open)?;
        let close = open + 1 + value.get(open + 1..)?.find(mark)?;
        Some((at + open + 1, at + close))
    });
    match inner {
        Some((from, to)) if !matches!(tag.get(from..to), Some("2.0" | "0.91" | "0.92" | "")) => {
            [tag.get(..from).unwrap_or_default(), "2.0", tag.get(to..).unwrap_or_default()].concat()
        }
        _ => tag,
    }
}

/// A tag in the source.
#[derive(Clone, Copy)]
struct Tag<'a> {
    name: &'a str,
    closing: bool,
    empty: bool,
    start: usize,
    end: usize,
}

/// Returns the next tag at or after `from`, skipping comments, CDATA sections, processing instructions and
/// declarations.
fn next_tag(source: &str, from: usize) -> Option<Tag<'_>> {
    let bytes = source.as_bytes();
    let after = |from: usize, end: &str| -> Option<usize> {
        Some(from + memchr::memmem::find(bytes.get(from..)?, end.as_bytes())? + end.len())
    };
    let mut at = from;
    loop {
        let start = at + memchr::memchr(b'<', bytes.get(at..)?)?;
        let rest = bytes.get(start + 1..)?;
        if rest.starts_with(b"!--") {
            at = after(start + 4, "-->")?;
        } else if rest.starts_with(b"![CDATA[") {
            at = after(start + 9, "]]>")?;
        } else if rest.starts_with(b"?") {
            at = after(start, "?>")?;
        } else if rest.starts_with(b"!") {
            let end = after(start, ">")?;
            let subset = bytes.get(start..end)?.contains(&b'[');
            at = if subset { after(start, "]>").unwrap_or(end) } else { end };
        } else if rest.first().is_some_and(|&b| b == b'/' || b == b'_' || b.is_ascii_alphabetic() || b >= 0x80) {
            if let Some(tag) = tag_at(source, start) {
                return Some(tag);
            }
            at = start + 1;
        } else {
            at = start + 1;
        }
    }
}

/// Returns the tag that begins at `start`, or `None` if another one begins, or the source ends, inside it.
fn tag_at(source: &str, start: usize) -> Option<Tag<'_>> {
    let bytes = source.as_bytes();
    let closing = bytes.get(start + 1) == Some(&b'/');
    let from = start + 1 + usize::from(closing);
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>' | b'<');
    let length = bytes.get(from..)?.iter().position(ends)?;
    let name = source.get(from..from + length)?;
    let mut at = from + length;
    loop {
        match *bytes.get(at)? {
            b'>' => {
                return Some(Tag {
                    name,
                    closing,
                    empty: !closing && bytes.get(at - 1) == Some(&b'/'),
                    start,
                    end: at + 1,
                });
            }
            b'<' => return None,
            quote @ (b'"' | b'\'') => at += 1 + memchr::memchr(quote, bytes.get(at + 1..)?)?,
            _ => {}
        }
        at += 1;
    }
}
