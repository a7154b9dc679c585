//! Files that list subscriptions, recognised by their contents.

use super::decode::decode;
use super::place::extension;
use super::sniff::{Kind, sniff};
use super::{Subscription, Warning, newsboat, opml};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// The maximum size of a list, in bytes.
const MOST: u64 = 32 << 20;
/// The number of bytes at the start of a file that decide its kind.
const HEAD: u64 = 16 << 10;

/// The contents of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// The feeds.
    pub feeds: Vec<Subscription>,
    /// The views: the name and query of each.
    pub views: Vec<(String, String)>,
    /// The problems in it, and the entries that were skipped.
    pub wrong: Vec<Warning>,
}

/// Returns the contents of a list, or `None` if the file is not a list. Also returns `None` if the file cannot be
/// read: the caller then reads it as an article, which reports the error.
#[must_use]
pub fn subscriptions(path: &Path) -> Option<Listed> {
    if !fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MOST) {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let mut bytes = Vec::new();
    (&mut file).take(HEAD).read_to_end(&mut bytes).ok()?;
    let opml = sniff(&bytes, &extension(path)) == Kind::Opml;
    let plain = extension(path).is_empty() && {
        let head = decode(bytes.clone()).text;
        // The head may end inside a line.
        let whole = if bytes.len() as u64 == HEAD { head.rfind('\n').and_then(|end| head.get(..end)) } else { None };
        newsboat::is_list(whole.unwrap_or(&head), path.file_name().is_some_and(|name| name == "urls"))
    };
    if !opml && !plain {
        return None;
    }
    file.take(MOST).read_to_end(&mut bytes).ok()?;
    let place = path.display().to_string();
    let text = decode(bytes).text;
    let (feeds, wrong) = if opml { opml::read(&text, &place) } else { newsboat::read(&text, &place) };
    let views = if opml { Vec::new() } else { newsboat::views(&text) };
    Some(Listed { feeds, views, wrong })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_with_a_line_that_cannot_be_read_is_a_list_and_the_line_is_told() {
        let home = tempfile::tempdir().unwrap();
        let listed = |name: &str, text: &str| {
            fs::write(home.path().join(name), text).unwrap();
            subscriptions(&home.path().join(name))
        };
        let told = |name: &str, text: &str| {
            let Listed { feeds, views, wrong } = listed(name, text).unwrap();
            let wrong: Vec<String> = wrong.iter().map(|wrong| format!("{}: {}", wrong.place, wrong.what)).collect();
            (feeds.iter().map(|feed| feed.url.clone()).collect::<Vec<_>>(), views.len(), wrong)
        };
        let (feeds, _, wrong) = told("feeds", "https://e.org/a\ngopher://x.y/ old\nhttps://e.org/b\n");
        assert_eq!(feeds, ["https://e.org/a", "https://e.org/b"]);
        assert!(wrong.len() == 1 && wrong[0].contains("feeds:2: ") && wrong[0].contains("gopher"), "{wrong:?}");
        assert_eq!(told("feeds", "HTTPS://UP.example/x\n"), (vec!["https://up.example/x".to_owned()], 0, Vec::new()));
        let (feeds, _, wrong) = told("feeds", "\u{feff}https://e.org/a news\r\nhttps://e.org/b\r\n");
        assert_eq!((feeds.len(), wrong), (2, Vec::new()));
        assert_eq!(told("feeds", "\"query:Unread:unread = \\\"yes\\\"\"\n"), (Vec::new(), 1, Vec::new()));
        let (feeds, _, wrong) = told("urls", "https://e.org/a\nno address at all\n");
        assert!(feeds.len() == 1 && wrong.len() == 1 && wrong[0].contains("urls:2: "), "{wrong:?}");
        let long: String = (0..2000).map(|number| format!("https://e.org/{number}\n")).collect();
        assert_eq!(told("feeds", &long).0.len(), 2000);
        for story in ["A story.\nhttps://e.org/\n", "https://e.org/\nis where it stands.\n", "note: this\n"] {
            assert_eq!(listed("story", story), None);
        }
    }
}
