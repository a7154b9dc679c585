//! Which parts of an article make its id.
//!
//! The first of these that there is, hashed with BLAKE3 after a word and a zero byte that name the rule:
//!
//! 1. `link`: the `http` or `https` address, normalised: without its scheme (both schemes are one page), host in lower
//!    case without `www.`, without the default port, fragment, tracking parameters and trailing slashes; the other
//!    parameters in their order.
//! 2. `guid`: the title of the feed, a zero byte, and the identifier that the feed gives the item.
//! 3. `text`: title, a zero byte, and body, each in NFC with white space folded.
//!
//! So the same story is one article on every machine, whichever way it came, as long as it has the same address.

use crate::domain::{Article, ArticleId};
use unicode_normalization::UnicodeNormalization;

/// Parameters that say how a reader came to the page, never which page it is; `utm_` stands for all that begin so.
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

/// The id of an article with these parts; `guid` is a feed's title and the item's identifier in it.
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

/// A digest of an article's title and body: it changes when the text changed at its source, not when only its white
/// space or its Unicode normalisation did.
#[must_use]
pub fn text_hash(article: &Article) -> [u8; 32] {
    let mut hash = blake3::Hasher::new();
    hash.update(folded(&article.title).as_bytes()).update(b"\0").update(folded(&article.body).as_bytes());
    *hash.finalize().as_bytes()
}

/// An address as rule 1 says, without its scheme; none when it is not one.
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

/// Whether a parameter of a query only tracks.
fn tracks(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or(parameter).to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

/// A text for comparing: NFC, every run of white space one space.
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
