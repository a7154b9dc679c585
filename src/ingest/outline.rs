//! The tags of an XML text, one after the other. The reader tolerates errors, never resolves declared entities, and
//! does not recurse.

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its name in lower case.
    pub name: String,
    /// Its attributes: names in lower case, values with references resolved.
    pub attributes: Vec<(String, String)>,
    /// `</name>`.
    pub closes: bool,
    /// `<name/>`.
    pub empty: bool,
    /// Its line, from 1.
    pub line: usize,
}

impl Mark {
    /// Returns the value of an attribute; empty if it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

/// The maximum length of a value, in bytes; longer ones are skipped.
const VALUE: usize = 16 << 10;
/// The maximum number of attributes of one tag.
const ATTRIBUTES: usize = 64;

/// An iterator over the tags in a text.
pub struct Marks<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    counted: usize,
}

impl<'t> Marks<'t> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, line: 1, counted: 0 }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Skips to after the next `end`, or to the end of the text.
    fn pass(&mut self, end: &str) {
        self.at = self.rest().find(end).map_or(self.text.len(), |found| self.at + found + end.len());
    }
}

impl Iterator for Marks<'_> {
    type Item = Mark;

    fn next(&mut self) -> Option<Mark> {
        loop {
            self.at += self.rest().find('<')?;
            let rest = self.rest();
            if rest.starts_with("<!--") {
                self.pass("-->");
            } else if rest.starts_with("<![CDATA[") {
                self.pass("]]>");
            } else if rest.starts_with("<?") {
                self.pass("?>");
            } else if rest.starts_with("<!") {
                // A declaration, possibly with entities inside: they are never resolved.
                let bracket = rest.find('[').filter(|at| rest.find('>').is_some_and(|end| *at < end));
                if bracket.is_some() {
                    self.pass("]");
                }
                self.pass(">");
            } else {
                break;
            }
        }
        let passed = self.text.get(self.counted..self.at).unwrap_or_default();
        self.line += passed.bytes().filter(|&byte| byte == b'\n').count();
        self.counted = self.at;
        let (mark, length) = mark(self.rest(), self.line);
        self.at += length.max(1);
        Some(mark)
    }
}

/// Returns the tag at the start of `text`, and its length in bytes.
fn mark(text: &str, line: usize) -> (Mark, usize) {
    let bytes = text.as_bytes();
    let mut at = 1;
    let closes = bytes.get(at) == Some(&b'/');
    at += usize::from(closes);
    let word = |from: usize| {
        let length =
            bytes.iter().skip(from).take_while(|b| !b.is_ascii_whitespace() && !b"=/>\"'<".contains(b)).count();
        (text.get(from..from + length).unwrap_or_default().to_ascii_lowercase(), from + length)
    };
    let (name, end) = word(at);
    at = end;
    let mut found = Mark { name, attributes: Vec::new(), closes, empty: false, line };
    loop {
        at += bytes.iter().skip(at).take_while(|b| b.is_ascii_whitespace()).count();
        match bytes.get(at) {
            None | Some(b'<') => return (found, at),
            Some(b'>') => return (found, at + 1),
            Some(b'/') => {
                found.empty = true;
                at += 1;
            }
            Some(b'=' | b'"' | b'\'') => at += 1,
            Some(_) => {
                let (key, end) = word(at);
                at = end.max(at + 1);
                let blank = bytes.iter().skip(at).take_while(|b| b.is_ascii_whitespace()).count();
                if bytes.get(at + blank) != Some(&b'=') {
                    continue;
                }
                at += blank + 1;
                at += bytes.iter().skip(at).take_while(|b| b.is_ascii_whitespace()).count();
                let value = match bytes.get(at) {
                    Some(&quote @ (b'"' | b'\'')) => {
                        let from = at + 1;
                        let length = bytes.iter().skip(from).position(|b| *b == quote).unwrap_or(bytes.len() - from);
                        at = from + length + 1;
                        text.get(from..from + length).unwrap_or_default()
                    }
                    _ => {
                        let (from, (_, end)) = (at, word(at));
                        at = end;
                        text.get(from..end).unwrap_or_default()
                    }
                };
                if value.len() <= VALUE && found.attributes.len() < ATTRIBUTES {
                    found.attributes.push((key, resolved(value)));
                }
            }
        }
    }
}

/// Resolves the five references of XML and the numeric ones in a text; others stay as written.
fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let named = from.get(1..).and_then(|from| from.split_once(';')).filter(|(name, _)| name.len() <= 10);
        match named.and_then(|(name, after)| Some((reference(name)?, after))) {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let value = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_are_read_as_they_are_written() {
        let text = "<?xml?><!DOCTYPE o [<!ENTITY a \"<x>\">]>\n<!-- <no/> --><Outline Text=\"a &amp; &#x41;&a;\" xmlUrl='u>' flag/>\n</outline>";
        let marks: Vec<Mark> = Marks::new(text).collect();
        assert_eq!(marks.len(), 2, "{marks:?}");
        assert_eq!((marks[0].name.as_str(), marks[0].empty, marks[0].line), ("outline", true, 2));
        assert_eq!((marks[0].get("text"), marks[0].get("xmlurl")), ("a & A&a;", "u>"));
        assert!(marks[1].closes && marks[1].line == 3);
    }

    proptest! {
        #[test]
        fn any_text_ends(text in "([<>/=\"'! a&;#\\[\\]-]|<!--|<!\\[CDATA\\[|é|\n){0,60}") {
            prop_assert!(Marks::new(&text).count() <= text.len());
        }
    }
}
