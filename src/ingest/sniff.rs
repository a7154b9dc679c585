//! Recognises the kind of a file, first by its beginning, then by the extension of its name.

use super::decode::decode;
use crate::message::{Message, msg};

/// The kind of a file's contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// RSS, RDF or Atom.
    Feed,
    /// One JSON value: a JSON Feed, a list of articles, or one article.
    Json,
    /// One JSON object on each line.
    JsonLines,
    /// A page or part of a page.
    Html,
    /// CommonMark.
    Markdown,
    /// Text.
    Plain,
    /// A list of subscriptions.
    Opml,
    /// Nothing that can be read, with the reason.
    Refused(Refused),
}

/// Why a file holds nothing that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    Pdf,
    /// A ZIP archive, which many documents are.
    Zip,
    /// Compressed by this program.
    Compressed(&'static str),
    Picture,
    /// RIFF, which holds pictures, sound or film.
    Media,
    Sound,
    Program,
    Database,
    Rtf,
    /// A document of Microsoft Office before 2007.
    Office,
    /// No text, and not known.
    Binary,
    /// XML that is no feed, in a file that is named as one.
    NoFeed,
    /// XML that is neither a feed nor a page.
    Xml,
}

impl Refused {
    /// The reason as a sentence for a person.
    pub fn message(self) -> Message {
        match self {
            Self::Pdf => msg!("ingest-pdf"),
            Self::Zip => msg!("ingest-zip"),
            Self::Compressed(program) => msg!("ingest-compressed", program = program),
            Self::Picture => msg!("ingest-picture"),
            Self::Media => msg!("ingest-media"),
            Self::Sound => msg!("ingest-sound"),
            Self::Program => msg!("ingest-program"),
            Self::Database => msg!("ingest-database"),
            Self::Rtf => msg!("ingest-rtf"),
            Self::Office => msg!("ingest-office"),
            Self::Binary => msg!("ingest-binary"),
            Self::NoFeed => msg!("ingest-xml-no-feed"),
            Self::Xml => msg!("ingest-xml"),
        }
    }
}

/// Beginnings of files that are not text, and what they are.
const MAGIC: [(&[u8], Refused); 16] = [
    (b"%PDF", Refused::Pdf),
    (b"PK\x03\x04", Refused::Zip),
    (b"\x1f\x8b", Refused::Compressed("gzip")),
    (b"BZh", Refused::Compressed("bzip2")),
    (b"\xfd7zXZ", Refused::Compressed("xz")),
    (b"\x28\xb5\x2f\xfd", Refused::Compressed("zstd")),
    (b"\x89PNG", Refused::Picture),
    (b"\xff\xd8\xff", Refused::Picture),
    (b"GIF8", Refused::Picture),
    (b"RIFF", Refused::Media),
    (b"\x7fELF", Refused::Program),
    (b"MZ\x90", Refused::Program),
    (b"SQLite format 3", Refused::Database),
    (b"{\\rtf", Refused::Rtf),
    (b"\xd0\xcf\x11\xe0", Refused::Office),
    (b"OggS", Refused::Sound),
];

/// Extensions of files that accompany articles but are none; farz skips them in a folder without opening them.
const BESIDE: [&str; 44] = [
    "png", "jpg", "jpeg", "gif", "webp", "svg", "ico", "avif", "bmp", "tif", "tiff", "css", "js", "mjs", "map", "woff",
    "woff2", "ttf", "otf", "eot", "mp3", "mp4", "m4a", "ogg", "opus", "wav", "webm", "avi", "mov", "mkv", "zip", "gz",
    "bz2", "xz", "zst", "tar", "7z", "pdf", "epub", "doc", "docx", "db", "sqlite", "lock",
];

/// Returns whether a file in a folder is not worth opening, by its extension in lower case.
#[must_use]
pub fn beside(extension: &str) -> bool {
    BESIDE.contains(&extension)
}

/// Returns the kind of a file that begins with `head`. `extension` is in lower case without the dot; empty if there is
/// none.
#[must_use]
pub fn sniff(head: &[u8], extension: &str) -> Kind {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Kind::Refused(*what);
    }
    let text = decode(head.to_vec()).text;
    let odd = text.chars().filter(|&c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1b')).count();
    if text.contains('\0') || odd * 20 > text.chars().count() {
        return Kind::Refused(Refused::Binary);
    }
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match extension {
        "jsonl" | "ndjson" => return Kind::JsonLines,
        "json" => return json(start),
        _ => {}
    }
    if start.starts_with('<') {
        return xml(start, extension);
    }
    match extension {
        "html" | "htm" | "xhtml" | "xht" => Kind::Html,
        "md" | "markdown" | "mkd" | "mdown" => Kind::Markdown,
        "" if start.starts_with('{') || start.starts_with("[{") => json(start),
        "" if looks_like_markdown(start) => Kind::Markdown,
        _ => Kind::Plain,
    }
}

/// Recognises one JSON value or JSON Lines: a first line that is a complete object, with another one after it, is JSON
/// Lines.
fn json(start: &str) -> Kind {
    let mut lines = start.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let whole = first.starts_with('{') && first.ends_with('}');
    if whole && lines.next().is_some_and(|line| line.starts_with('{')) { Kind::JsonLines } else { Kind::Json }
}

/// Recognises a text in angle brackets by the name of its first element.
fn xml(start: &str, extension: &str) -> Kind {
    let page = matches!(extension, "html" | "htm" | "xhtml" | "xht");
    let name = root(start).to_ascii_lowercase();
    let local = name.rsplit(':').next().unwrap_or_default();
    match local {
        "rss" | "feed" | "rdf" | "entry" if !page || local != "entry" => return Kind::Feed,
        "opml" => return Kind::Opml,
        _ => {}
    }
    let declaration = start.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"));
    let xml = start.starts_with("<?xml");
    let element = start.get(1..2).is_some_and(|c| c.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!'));
    match extension {
        _ if page || local == "html" || declaration => Kind::Html,
        "xml" | "rss" | "atom" | "rdf" => Kind::Refused(Refused::NoFeed),
        _ if xml => Kind::Refused(Refused::Xml),
        "md" | "markdown" | "mkd" | "mdown" => Kind::Markdown,
        "" if element => Kind::Html,
        _ if element && known_element(local) => Kind::Html,
        _ => Kind::Plain,
    }
}

/// Returns whether only a page begins with this element.
fn known_element(name: &str) -> bool {
    [
        "head", "body", "title", "meta", "div", "p", "article", "main", "section", "table", "h1", "h2", "center",
        "font", "script", "style",
    ]
    .contains(&name)
}

/// Returns the name of the first element, after declarations, comments and processing instructions.
fn root(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let Some(after) = rest.strip_prefix('<') else { return "" };
        let end = if after.starts_with("!--") {
            after.find("-->").map(|at| at + 3)
        } else if after.starts_with(['!', '?']) {
            // A document type may contain declarations: <!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>.
            let open = after.find(['[', '>']).filter(|at| after[*at..].starts_with('['));
            let inside = open.map_or(Some(0), |at| Some(at + after[at..].find(']')?));
            inside.and_then(|from| Some(from + after[from..].find('>')? + 1))
        } else {
            let end = after.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(after.len());
            return after.get(..end).unwrap_or_default();
        };
        let Some(end) = end else { return "" };
        rest = after.get(end..).unwrap_or_default();
    }
}

/// Returns whether a text without an extension is Markdown: it begins with a heading or with metadata.
fn looks_like_markdown(start: &str) -> bool {
    let (first, rest) = start.split_once('\n').unwrap_or((start, ""));
    let matter = matches!(first.trim_end(), "---" | "+++")
        && rest.lines().next().is_some_and(|line| line.contains(':') || line.contains('='));
    let heading = first.trim_start_matches('#');
    let hashes = first.len() - heading.len();
    matter || ((1..=6).contains(&hashes) && heading.starts_with(' ') && !heading.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_more_than_a_name() {
        for (text, extension, kind) in [
            ("<?xml version='1.0'?>\n<!-- x --><rss version='2.0'>", "txt", Kind::Feed),
            ("\n <rdf:RDF xmlns='x'>", "", Kind::Feed),
            ("<feed xmlns='http://www.w3.org/2005/Atom'>", "html", Kind::Feed),
            ("<!DOCTYPE html><html>", "txt", Kind::Html),
            ("<div>x</div>", "", Kind::Html),
            ("words", "html", Kind::Html),
            ("# Title\n", "", Kind::Markdown),
            ("---\ntitle: x\n---\n", "", Kind::Markdown),
            ("# Title\n", "txt", Kind::Plain),
            ("<3 is a heart", "txt", Kind::Plain),
            ("{\"title\":1}\n{\"title\":2}", "", Kind::JsonLines),
            ("{\"version\":\"https://jsonfeed.org/version/1\",\n\"items\":[]}", "json", Kind::Json),
            ("[{\"title\":1}]", "", Kind::Json),
            ("", "jsonl", Kind::JsonLines),
            ("#1 in the list", "", Kind::Plain),
            ("<?xml version='1.0'?><opml version='2'>", "xml", Kind::Opml),
            ("<!DOCTYPE rss [<!ENTITY a \"b\"> <!ENTITY c 'd'>\n] >\n<rss version='0.91'>", "xml", Kind::Feed),
            ("<!DOCTYPE rss [<!ENTITY a \"b\">", "txt", Kind::Html),
        ] {
            assert_eq!(sniff(text.as_bytes(), extension), kind, "{text:?} .{extension}");
        }
        for bytes in [&b"%PDF-1.4"[..], b"PK\x03\x04", b"a\0b\0\0\0c\x01\x02", b"<?xml version='1.0'?><svg/>"] {
            assert!(matches!(sniff(bytes, ""), Kind::Refused(_)), "{bytes:?}");
        }
    }
}
