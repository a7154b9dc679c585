//! newsboat's list of feeds: the file `urls`.
//!
//! A line is an address followed by words, in quotes if they contain blanks: tags, `~TITLE` for the user's own title,
//! `!` for a hidden feed. An entry that begins with `query:` is a view. `exec:` and `filter:` run programs and `file:`
//! reads a file: farz reports and skips those.

use super::draft::{Draft, EmptyDraft};
use super::fetch;
use super::newsboat_filter::query_of;
use super::{Subscription, Warning, warning};
use crate::domain::{Article, Format};
use crate::message::msg;
use crate::text::{clean, markup};

/// Returns the feeds in the list, and the warnings about skipped entries. `place` is its file, for the warnings.
#[must_use]
pub fn read(text: &str, place: &str) -> (Vec<Subscription>, Vec<Warning>) {
    let (mut found, mut wrong) = (Vec::<Subscription>::new(), Vec::new());
    for (number, line) in text.lines().enumerate() {
        let words = words(line);
        let Some((address, rest)) = words.split_first() else { continue };
        let at = format!("{place}:{}", number + 1);
        if let Some((name, expression)) = view(address) {
            if let Err(why) = query_of(expression) {
                let what = msg!("ingest-newsboat-view", name = format!("{name:?}"), why = why.message());
                wrong.push(warning(&at, what));
            }
            continue;
        }
        if let Some(kind) = ["exec:", "filter:"].into_iter().find(|kind| address.starts_with(kind)) {
            wrong.push(warning(&at, msg!("ingest-newsboat-program", kind = kind)));
            continue;
        }
        let title = rest.iter().find_map(|word| word.strip_prefix('~')).unwrap_or_default();
        let tags: Vec<String> = rest.iter().filter(|word| !word.starts_with(['~', '!'])).cloned().collect();
        match fetch::named(address) {
            Ok(url) if found.iter().any(|known| known.url == url) => {}
            Ok(url) => {
                let hidden = rest.iter().any(|word| word == "!");
                found.push(Subscription { hidden, ..Subscription::new(url, title, &tags) });
            }
            Err(error) => {
                let address = format!("{address:?}");
                wrong.push(warning(&at, msg!("ingest-list-address", address = address, why = error.message())));
            }
        }
    }
    (found, wrong)
}

/// Returns the views in the list, each with its query. [`read`] warns about those that no query can express.
#[must_use]
pub fn views(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(words);
    let named = |words: Vec<String>| {
        let (name, expression) = view(words.first()?)?;
        Some((clean::one_line(name).trim().to_owned(), query_of(expression).ok()?))
    };
    lines.filter_map(named).collect()
}

/// Returns the name and the filter expression of a view.
fn view(address: &str) -> Option<(&str, &str)> {
    let view = address.strip_prefix("query:")?;
    Some(view.split_once(':').unwrap_or((view, "")))
}

/// An item in newsboat's cache.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cached<'a> {
    /// Its identifier in its feed.
    pub guid: &'a str,
    /// Its title, which may hold HTML.
    pub title: &'a str,
    /// Its author.
    pub author: &'a str,
    /// Its link.
    pub link: &'a str,
    /// The address of its feed.
    pub feed: &'a str,
    /// The title of its feed.
    pub feed_title: &'a str,
    /// Its publication time, in seconds since 1970-01-01 UTC; 0 if unknown.
    pub published: i64,
    /// Its text, as HTML.
    pub text: &'a str,
}

/// Converts an item of newsboat's cache into the same article that its feed yields.
///
/// # Errors
/// If it has neither title nor text.
pub fn article(item: Cached<'_>, now_ms: i64) -> Result<Article, EmptyDraft> {
    let feed = fetch::named(item.feed).unwrap_or_default();
    let Cached { guid, title, author, link, feed_title, published, text, .. } = item;
    let draft = Draft {
        title: markup::html(title).text,
        source: if feed_title.is_empty() { feed.clone() } else { feed_title.to_owned() },
        origin: if feed.is_empty() { String::new() } else { format!("{feed}#{guid}") },
        author: author.to_owned(),
        link: link.to_owned(),
        guid: Some((feed_title.to_owned(), guid.to_owned())),
        published: (published > 0).then(|| published.saturating_mul(1000)),
        body: text.to_owned(),
        format: Some(Format::Html),
        ..Draft::default()
    };
    draft.finish(now_ms)
}

/// Returns whether a text looks like such a list: at least one line begins with something that newsboat reads, and
/// every other line with an address of any scheme; blank lines and comments do not count. If `named` is set, the file
/// has newsboat's name and its other lines may hold anything.
#[must_use]
pub fn is_list(text: &str, named: bool) -> bool {
    let mut any = false;
    for line in text.lines().take(1000).map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let start: String = line.trim_start_matches('"').chars().take_while(|c| !c.is_whitespace()).collect();
        let start = start.to_ascii_lowercase();
        let kinds = ["http://", "https://", "query:", "exec:", "filter:", "file:"];
        let known = kinds.iter().any(|kind| start.starts_with(kind));
        let scheme = start.split_once("://").map(|(scheme, _)| scheme);
        let address = scheme.is_some_and(|scheme| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        if !known && !address && !named {
            return false;
        }
        any |= known;
    }
    any
}

/// Splits a line into words at blanks. A word in quotes may contain blanks, and `\"` is a quote in it. A word that
/// begins with `#` ends the line.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut letters = line.trim().chars().peekable();
    loop {
        while letters.next_if(|c| c.is_whitespace()).is_some() {}
        let Some(first) = letters.peek().copied() else { return words };
        if first == '#' {
            return words;
        }
        let mut word = String::new();
        if first == '"' {
            letters.next();
            while let Some(c) = letters.next() {
                match c {
                    '"' => break,
                    '\\' => word.extend(letters.next()),
                    c => word.push(c),
                }
            }
        } else {
            while let Some(c) = letters.next_if(|c| !c.is_whitespace()) {
                word.push(c);
            }
        }
        words.push(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_titles_and_hidden_feeds_are_read() {
        let text = "# mine\nhttps://e.org/rss news \"two words\" ~\"never\" \"~My \\\"feed\\\"\" !\n\nhttp://e.org/2\n\"query:Unread:unread = \\\"yes\\\"\"\n\"query:Odd:title =~ \\\"a.*\\\"\"\n\"exec:~/bin/x\"\nfile:///etc/passwd\nhttps://e.org/rss again\n";
        let (found, wrong) = read(text, "urls");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].url, "https://e.org/rss");
        assert!(found[0].hidden && found[0].tags.iter().any(|tag| tag.as_str() == "two words"));
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        let said = |at: usize| wrong[at].what.to_string();
        assert!(said(0).contains("\"Odd\" is left out") && said(1).contains("program"));
        assert_eq!(views(text), [("Unread".to_owned(), "is:unread".to_owned())]);
        assert!(
            is_list(text, false) && !is_list("A story.\nhttps://e.org/", false) && !is_list("# only a heading\n", true)
        );
    }
}
