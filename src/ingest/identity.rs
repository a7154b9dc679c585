//! The parts of an article that form its id.
//!
//! The id is the BLAKE3 hash of a word that names the rule, a zero byte, and the first of these that the article has:
//!
//! 1. `link`: the `http` or `https` address, normalised: without its scheme (both schemes lead to the same page), with
//!    the host in lower case without `www.`, without the default port, fragment, tracking parameters and trailing
//!    slashes, and with the other parameters in their order.
//! 2. `guid`: the title of the feed, a zero byte, and the item's identifier in the feed.
//! 3. `text`: title, a zero byte, and body, each in NFC with white space folded.
//!
//! So the same story is one article on every machine and from every source, as long as it has the same address.

use crate::domain::{Article, ArticleId};
use unicode_normalization::UnicodeNormalization;

/// Parameters that say how a reader came to the page, never which page it is. Those that begin with `utm_` count too.
const TRACKING: [&str; 24] = [
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "cmpid",
    "dclid",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "oly_anon_id",
    "oly_enc_id",
    "ref_src",
    "s_cid",
    "twclid",
    "vero_id",
    "wbraid",
    "wickedid",
    "yclid",
];

/// Returns the id of an article with these parts; `guid` is the feed's title and the item's identifier in it.
#[must_use]
pub fn id(link: &str, guid: Option<(&str, &str)>, title: &str, body: &str) -> ArticleId {
    let mut hash = blake3::Hasher::new();
    match (normalised(link), guid) {
        (Some(link), _) => {
            hash.update(b"link\0").update(link.as_bytes());
        }
        (None, Some((feed, guid))) if !guid.trim().is_empty() => {
            hash.update(b"guid\0").update(folded(feed).as_bytes()).update(b"\0").update(guid.trim().as_bytes());
        }
        _ => {
            hash.update(b"text\0").update(folded(title).as_bytes()).update(b"\0").update(folded(body).as_bytes());
        }
    }
    ArticleId::from_digest(hash.finalize().as_bytes())
}

/// Returns a digest of an article's title and body. It changes when the text changed at its source, but not when only
/// white space or the Unicode normalisation did.
#[must_use]
pub fn text_hash(article: &Article) -> [u8; 32] {
    let mut hash = blake3::Hasher::new();
    hash.update(folded(&article.title).as_bytes()).update(b"\0").update(folded(&article.body).as_bytes());
    *hash.finalize().as_bytes()
}

/// Normalises an address by rule 1, without its scheme. Returns `None` if it is not a web address.
#[must_use]
pub fn normalised(link: &str) -> Option<String> {
    let link = link.trim();
    let (scheme, rest) = link.split_once("://")?;
    let default_port = match scheme.to_ascii_lowercase().as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let rest = rest.split('#').next().unwrap_or(rest);
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = host.rsplit('@').next().unwrap_or(host).to_lowercase();
    let host = host.strip_suffix(default_port).unwrap_or(&host).trim_end_matches('.');
    let host = host.strip_prefix("www.").unwrap_or(host);
    if host.is_empty() {
        return None;
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let kept: Vec<&str> = query.split('&').filter(|parameter| !parameter.is_empty() && !tracks(parameter)).collect();
    let mut out = format!("{host}{}", path.trim_end_matches('/'));
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&kept.join("&"));
    }
    Some(out)
}

/// Returns whether a query parameter only tracks the reader.
fn tracks(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or(parameter).to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

/// Folds a text for comparison: NFC, with every run of white space as one space.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.nfc());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_has_one_address() {
        let same = [
            "http://www.Example.org/Story?id=7&page=2",
            "https://example.org/Story/?utm_source=x&id=7&fbclid=1&page=2#top",
            "https://example.org:443/Story?id=7&page=2&UTM_medium=rss",
        ];
        for link in same {
            assert_eq!(normalised(link).as_deref(), Some("example.org/Story?id=7&page=2"), "{link}");
        }
        assert_eq!(normalised("http://www.alriyadh.com/1067411").as_deref(), Some("alriyadh.com/1067411"));
        assert_eq!(normalised("https://example.org").as_deref(), Some("example.org"));
        assert_eq!(normalised("https://example.org:8443/").as_deref(), Some("example.org:8443"));
        assert_ne!(normalised("https://e.org/a?b=1&c=2"), normalised("https://e.org/a?c=2&b=1"));
        assert_eq!(normalised("ftp://e.org/"), None);
        assert_eq!(normalised("http://"), None);
    }

    #[test]
    fn the_id_comes_from_link_then_guid_then_text() {
        let text = id("", None, "A  title", "cafe\u{301} body");
        assert_eq!(text, id("", None, "A title", "café\n body"));
        assert_ne!(text, id("", None, "A title", "other"));
        let guid = id("", Some(("Feed", "1")), "A", "b");
        assert_eq!(guid, id("", Some(("Feed", "1")), "changed", "changed"));
        assert_ne!(guid, id("", Some(("Other", "1")), "A", "b"));
        assert_eq!(id("http://e.org/1", Some(("Feed", "1")), "A", "b"), id("https://e.org/1/", None, "x", "y"));
        assert_eq!(id("https://example.org/1", None, "", "").to_string().len(), 20);
    }
}
