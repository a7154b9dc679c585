//! Lists of subscriptions: reads and writes OPML.
//!
//! The format is that of <http://opml.org/spec2.opml>: `outline` elements with `xmlUrl` are feeds; those without it
//! are folders, which become tags of the feeds in them.

use super::fetch;
use super::outline::Marks;
use super::{Subscription, Warning, warning};
use crate::message::msg;

/// The maximum depth at which the name of a folder becomes a tag.
const DEPTH: usize = 64;
/// The maximum number of subscriptions in one list.
const MOST: usize = 20_000;

/// Returns the feeds in a list, and the problems. `place` is the list's file, for the warnings.
#[must_use]
pub fn read(text: &str, place: &str) -> (Vec<Subscription>, Vec<Warning>) {
    let mut found: Vec<Subscription> = Vec::new();
    let mut wrong = Vec::new();
    // The name of each open outline; `None` for a feed, an unnamed folder, or one that is too deep.
    let mut folders: Vec<Option<String>> = Vec::new();
    for mark in Marks::new(text).filter(|mark| mark.name == "outline") {
        if mark.closes {
            folders.pop();
            continue;
        }
        let title = [mark.get("title"), mark.get("text")].into_iter().find(|text| !text.trim().is_empty());
        let title = title.unwrap_or_default();
        let url = [mark.get("xmlurl"), mark.get("url")].into_iter().find(|url| !url.trim().is_empty());
        let is_feed = !mark.get("xmlurl").trim().is_empty() || mark.get("type").eq_ignore_ascii_case("rss");
        if is_feed {
            match fetch::named(url.unwrap_or_default()) {
                Ok(url) if found.len() < MOST => {
                    let categories = mark.get("category").split(',').map(|path| path.trim_matches('/').to_owned());
                    let tags: Vec<String> = folders.iter().flatten().cloned().chain(categories).collect();
                    match found.iter_mut().find(|known| known.url == url) {
                        Some(known) => {
                            let more = Subscription::new(url, title, &tags).tags;
                            let new = more.into_iter().filter(|tag| !known.tags.contains(tag)).collect::<Vec<_>>();
                            known.tags.extend(new);
                        }
                        None => found.push(Subscription::new(url, title, &tags)),
                    }
                }
                Ok(_) => {
                    let what = msg!("ingest-list-most", most = MOST);
                    wrong.push(warning(&format!("{place}:{}", mark.line), what));
                    break;
                }
                Err(error) => {
                    let address = format!("{:?}", url.unwrap_or(title));
                    let what = msg!("ingest-list-address", address = address, why = error.message());
                    wrong.push(warning(&format!("{place}:{}", mark.line), what));
                }
            }
        }
        if !mark.empty {
            let folder = (!is_feed && folders.len() < DEPTH && !title.trim().is_empty()).then(|| title.to_owned());
            folders.push(folder);
        }
    }
    if found.is_empty() && wrong.is_empty() {
        wrong.push(warning(place, msg!("ingest-list-empty")));
    }
    (found, wrong)
}

/// Writes these subscriptions as OPML 2.0: each in the folder of its first tag, with all its tags in `category`.
#[must_use]
pub fn write(subscriptions: &[Subscription]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n");
    out.push_str("  <head><title>farz</title></head>\n  <body>\n");
    let mut folders: Vec<&str> = subscriptions.iter().filter_map(|one| Some(one.tags.first()?.as_str())).collect();
    folders.sort_unstable();
    folders.dedup();
    let inside = |folder: Option<&str>| {
        subscriptions.iter().filter(move |one| one.tags.first().map(|tag| tag.as_str()) == folder).collect::<Vec<_>>()
    };
    for one in inside(None) {
        line(&mut out, one, 4);
    }
    for folder in folders {
        let name = escaped(folder);
        out.push_str(&format!("    <outline text=\"{name}\" title=\"{name}\">\n"));
        for one in inside(Some(folder)) {
            line(&mut out, one, 6);
        }
        out.push_str("    </outline>\n");
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

fn line(out: &mut String, one: &Subscription, indent: usize) {
    let title = escaped(if one.title.is_empty() { &one.url } else { &one.title });
    let url = escaped(&one.url);
    let tags: Vec<String> = one.tags.iter().map(|tag| escaped(tag.as_str())).collect();
    out.push_str(&format!("{:indent$}<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{url}\"", ""));
    if !tags.is_empty() {
        out.push_str(&format!(" category=\"{}\"", tags.join(",")));
    }
    out.push_str("/>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(one: &Subscription) -> Vec<&str> {
        one.tags.iter().map(|tag| tag.as_str()).collect()
    }

    #[test]
    fn folders_become_tags() {
        let (found, wrong) = read(
            "<opml><body><outline text='News'><outline title='Arabic'><outline type='rss' text='أخبار' xmlUrl='https://e.org/1'/></outline>\
             <outline text='B' xmlUrl='http://e.org/2' category='x,y'></outline></outline>\n<outline text='bad' xmlUrl='file:///etc/passwd'/>\
             <outline text='C' xmlUrl='https://e.org/3'/></body></opml>",
            "l.opml",
        );
        assert_eq!(found.len(), 3);
        assert_eq!((found[0].title.as_str(), tags(&found[0])), ("أخبار", vec!["News", "Arabic"]));
        assert_eq!(tags(&found[1]), ["News", "x", "y"]);
        assert_eq!(tags(&found[2]), [""; 0]);
        assert_eq!(wrong.len(), 1);
        assert!(
            wrong[0].place == "l.opml:2" && wrong[0].what.to_string().contains("neither http nor https"),
            "{wrong:?}"
        );
    }

    #[test]
    fn what_is_written_is_read_back() {
        let made = [
            Subscription::new("https://e.org/?a=1&b=2".into(), "A \"<&>\" b", &["News".into(), "x".into()]),
            Subscription::new("https://e.org/2".into(), "", &[]),
        ];
        let (mut found, wrong) = read(&write(&made), "x");
        assert!(wrong.is_empty(), "{wrong:?}");
        found.sort_by_key(|one| std::cmp::Reverse(one.url.len()));
        assert_eq!(found[0], made[0]);
        assert_eq!(found[1].url, made[1].url);
    }

    #[test]
    fn a_deep_list_and_one_with_entities_do_no_harm() {
        let deep = "<outline text='a'>".repeat(100_000) + "<outline xmlUrl='https://e.org/'/>";
        let (found, _) = read(&deep, "x");
        assert!(found[0].tags.len() <= 1);
        let bomb = "<!DOCTYPE l [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]><opml><outline text='&b;&f;' xmlUrl='https://e.org/'/></opml>";
        assert_eq!(read(bomb, "x").0[0].title, "&b;&f;");
    }
}
