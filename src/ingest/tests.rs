use super::*;
use crate::domain::{ArticleId, Format};
use std::fs;
use std::path::Path;

/// 2026-11-01.
const NOW: i64 = 1_793_491_200_000;

#[derive(Default, Debug)]
struct Found {
    articles: Vec<Article>,
    failed: Vec<(String, String)>,
    warned: Vec<(String, String)>,
}

fn taken(source: &Source, stdin: Option<&[u8]>) -> Found {
    let mut found = Found::default();
    read(source, stdin, NOW, &mut |item| {
        match item {
            Item::Article(article) | Item::Cut(article) => found.articles.push(*article),
            Item::Failed(Warning { place, what }) => found.failed.push((place, what.to_string())),
            Item::Warned(Warning { place, what }) => found.warned.push((place, what.to_string())),
        }
        ControlFlow::Continue(())
    });
    found
}

fn piped(text: impl AsRef<[u8]>) -> Found {
    taken(&Source::Stdin, Some(text.as_ref()))
}

fn path(path: &Path) -> Found {
    taken(&Source::Path(path.to_owned()), None)
}

fn one(found: Found) -> Article {
    assert!(found.failed.is_empty() && found.articles.len() == 1, "{found:?}");
    found.articles.into_iter().next().unwrap()
}

fn titles(found: &Found) -> Vec<&str> {
    found.articles.iter().map(|article| article.title.as_str()).collect()
}

#[test]
fn a_plain_story() {
    let article = one(piped("\n  عنوان\tالخبر \n\nالفقرة الأولى\nالفقرة الثانية\n"));
    assert_eq!(
        (article.title.as_str(), article.source.as_str(), article.origin.as_str()),
        ("عنوان الخبر", "stdin", "")
    );
    assert_eq!((article.format, article.added, article.changed), (Format::Plain, NOW, false));
    assert_eq!(document(&article).text, "الفقرة الأولى\n\nالفقرة الثانية");
    assert_eq!(document(&one(piped("only a title"))).text, "");
    let long = "x".repeat(400);
    assert!(document(&one(piped(&long))).text.contains(&long), "a title that was cut stays in the text");
}

#[test]
fn nothing_and_blanks_are_empty() {
    assert_eq!(piped("").failed, [("stdin".into(), "is empty".into())]);
    assert_eq!(piped(" \n\n").failed.len(), 1);
    assert!(taken(&Source::Stdin, None).failed[0].1.contains("pipe a text"));
}

#[test]
fn markdown_with_metadata() {
    let yaml = "---\ntitle: \"The: title\"\nauthor: Ann # me\ndate: 2024-05-06\nurl: https://e.org/x\ntags: [one, 'two b']\nlang: fa\n---\n# The: Title\n\nText\n";
    let article = one(piped(yaml));
    assert_eq!(
        (article.title.as_str(), article.author.as_str(), article.language.as_str()),
        ("The: title", "Ann", "fa")
    );
    assert_eq!((article.link.as_str(), article.published), ("https://e.org/x", Some(1_714_953_600_000)));
    assert_eq!(article.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(), ["one", "two b"]);
    assert_eq!(document(&article).text, "Text");
    let article = one(piped("+++\ntitle = 'T'\ndate = 2024-05-06T00:00:00Z\ntags = ['a']\n+++\nText\n"));
    assert_eq!((article.title.as_str(), article.published, article.tags.len()), ("T", Some(1_714_953_600_000), 1));
    let article = one(piped("---\ntags:\n- a\n- b\n---\nSome *words* first\n\n# Head"));
    assert_eq!((article.title.as_str(), article.tags.len()), ("Head", 2));
}

#[test]
fn a_page_and_what_it_says_of_itself() {
    let story =
        "<p>A long enough sentence about something that matters, with a comma and more words in it.</p>".repeat(12);
    let page = format!(
        "<!DOCTYPE html><html lang=ar_SA><head><title>Head | Site</title><meta property=og:site_name content=Site>\
         <meta name=author content='Ann B'><meta property=article:published_time content='2024-05-06T00:00:00Z'>\
         <link rel=canonical href='https://e.org/story'></head><body><nav><ul><li><a href=/>Home</a></ul></nav>\
         <article><h1>Head</h1>{story}</article><footer>Copyright</footer></body></html>"
    );
    let article = one(piped(&page));
    assert_eq!((article.title.as_str(), article.author.as_str(), article.source.as_str()), ("Head", "Ann B", "Site"));
    assert_eq!((article.link.as_str(), article.language.as_str()), ("https://e.org/story", "ar-SA"));
    assert_eq!((article.published, article.format), (Some(1_714_953_600_000), Format::Html));
    let text = document(&article).text;
    assert!(text.starts_with("A long enough") && !text.contains("Copyright") && !text.contains("Home"), "{text}");
    let linked = "<html><head><script type='application/ld+json'>{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"no\"},\
        {\"@type\":\"NewsArticle\",\"headline\":\"Linked\",\"author\":[{\"name\":\"A\"},{\"name\":\"B\"}],\
        \"datePublished\":\"2024-05-06\",\"publisher\":{\"name\":\"Paper\"}}]}</script></head><body><p>short</p></body></html>";
    let article = one(piped(linked));
    assert_eq!((article.title.as_str(), article.author.as_str(), article.source.as_str()), ("Linked", "A, B", "Paper"));
    assert_eq!(document(&article).text, "short");
}

#[test]
fn a_hostile_page_takes_no_time() {
    let page = format!("<html><title>T</title>{}deep words{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert!(document(&one(piped(&page))).text.contains("deep words"));
}

const RSS: &str = "<?xml version='1.0'?>\n<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'>\n<channel><title>Feed &amp; co</title><language>he</language>\n<item><title>One &amp;amp; only</title><link>http://e.org/1?utm_source=rss</link><guid>g1</guid><pubDate>Fri, 24 Jul 2015 06:32:48 GMT</pubDate><dc:creator>Ann</dc:creator><category>a</category><description>short</description><content:encoded><![CDATA[<p>Body <b>x</b></item></p>]]></content:encoded></item>\n<item><title>Two</title><guid>g2</guid><description>line\nline</description></item>\n";

#[test]
fn rss_items() {
    let found = piped(format!("{RSS}</channel></rss>"));
    assert_eq!(titles(&found), ["One & only", "Two"]);
    assert!(found.failed.is_empty() && found.warned.is_empty(), "{found:?}");
    let first = &found.articles[0];
    assert_eq!((first.source.as_str(), first.author.as_str(), first.language.as_str()), ("Feed & co", "Ann", "he"));
    assert_eq!((first.published, first.format), (Some(1_437_719_568_000), Format::Html));
    assert_eq!(document(first).text, "Body x");
    assert_eq!(first.tags.len(), 1);
    assert_eq!(first.id, identity::id("https://e.org/1", None, "", ""));
    let second = &found.articles[1];
    assert_eq!((second.format, second.link.as_str()), (Format::Plain, ""));
    assert_eq!(second.id, identity::id("", Some(("Feed & co", "g2")), "", ""));
    let again = piped(format!("{RSS}</channel></rss>").replace("Two", "Two, changed"));
    assert_eq!(again.articles[1].id, second.id);
}

#[test]
fn a_broken_item_costs_only_itself() {
    let found = piped(format!(
        "{RSS}<item><title>R&D <x</title></item>\n<item><title>AT&T</title></item><item><title>Cut</title><description>half <b"
    ));
    assert_eq!(titles(&found), ["One & only", "Two", "AT&T", "Cut"], "{found:?}");
    assert_eq!(found.failed.len(), 1, "{found:?}");
    assert_eq!(found.failed[0].0, "stdin:7");
    assert!(found.warned.iter().any(|(place, what)| place == "stdin:8" && what.contains("cut off")), "{found:?}");
    let open = format!(
        "{RSS}<item><title>Open</title><description><![CDATA[ never closed </description></item>\n<item><title>Next</title></item></channel></rss>"
    );
    assert_eq!(titles(&piped(open)), ["One & only", "Two", "Open", "Next"]);
}

#[test]
fn a_declaration_in_the_middle_of_a_feed_does_no_harm() {
    let inner = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>";
    for feed in [
        format!("<rss version='2.0'><channel><title>T</title><item>{inner}<title>One</title></item></channel></rss>"),
        format!("<rss version='2.0'><channel>{inner}<title>T</title><item><title>One</title></item></channel></rss>"),
        format!(
            "{inner}<entry xmlns='http://www.w3.org/2005/Atom'><title>One</title>{inner}<summary>x</summary></entry>"
        ),
        format!(
            "<rss version='2.0'><channel><item><title>One</title><description><![CDATA[<p>{inner}]]></description></item></channel></rss>"
        ),
    ] {
        assert_eq!(titles(&piped(&feed)), ["One"], "{feed}");
    }
}

#[test]
fn hostile_feeds_neither_panic_nor_crawl() {
    let item = |inner: &str| {
        format!(
            "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:m='http://search.yahoo.com/mrss/' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>F</title><item><title>T</title>{inner}</item><item><title>U</title></item></channel></rss>"
        )
    };
    let number = "9".repeat(40);
    for inner in [
        format!("<itunes:duration>{number}</itunes:duration><m:content duration='{number}' url='http://e.org/x'/>"),
        format!("<media:group>{}</media:group>", "<media:group>".repeat(50_000)),
        format!("{}x{}", "<m:group>".repeat(50_000), "</m:group>".repeat(50_000)),
        format!("<description>{}x{}</description>", "<div>".repeat(50_000), "</div>".repeat(50_000)),
        "<a>".repeat(50_000),
        "&".repeat(50_000),
        "<![CDATA[".repeat(10_000),
    ] {
        let found = piped(item(&inner));
        assert!(titles(&found).contains(&"U"), "{found:?}");
    }
    let deep = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><entry><title>T</title><content type='xhtml'>{}x{}</content></entry></feed>",
        "<div>".repeat(50_000),
        "</div>".repeat(50_000)
    );
    assert_eq!(titles(&piped(deep)), ["T"]);
    let tube = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'><title>F</title><entry><title>T</title><media:group><media:title>M</media:title><media:description>Said &amp; done</media:description></media:group></entry></feed>";
    assert_eq!(one(piped(tube)).body, "Said & done");
}

#[test]
fn atom_and_rdf_and_old_versions() {
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>F</title><author><name>Bob</name></author><id>x</id><updated>2024-05-06T00:00:00Z</updated><entry><title type='html'>A &lt;b&gt;b&lt;/b&gt;</title><id>urn:1</id><link rel='self' href='http://e.org/self'/><link href='http://e.org/a'/><updated>2024-05-06T00:00:00Z</updated><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Hi</p></div></content></entry></feed>";
    let article = one(piped(atom));
    assert_eq!(
        (article.title.as_str(), article.author.as_str(), article.link.as_str()),
        ("A b", "Bob", "http://e.org/a")
    );
    assert_eq!(document(&article).text, "Hi");
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel><title>R</title></channel><item><title>x</title><link>http://e.org/r</link></item></rdf:RDF>";
    let article = one(piped(rdf));
    assert_eq!((article.title.as_str(), article.source.as_str()), ("x", "R"));
    for version in ["", " version='0.93'", " version=\"2.01\""] {
        assert_eq!(
            one(piped(format!("<rss{version}><channel><title>F</title><item><title>x</title></item></channel></rss>")))
                .source,
            "F"
        );
    }
    assert!(
        piped("<rss version='2.0'><channel><title>F</title></channel></rss>").warned[0].1.contains("without items")
    );
}

#[test]
fn json_feeds_lists_and_single_articles() {
    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[
{"id":"1","title":"A","content_html":"<p>x</p>","url":"https://e.org/1","date_published":"2024-05-06","authors":[{"name":"Z"}],"tags":["t"]},
{"id":2,"content_text":"no <b>title</b> here"},
{"id":"3","title": broken},
{"id":"4","title":"D","#;
    let found = piped(feed);
    assert_eq!(titles(&found), ["A", "no <b>title</b> here"]);
    assert_eq!(found.articles[0].source, "J");
    assert_eq!(found.articles[0].author, "Z");
    assert_eq!(found.articles[1].id, identity::id("", Some(("J", "2")), "", ""));
    assert_eq!(found.failed.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), ["stdin:4", "stdin:5"]);
    assert_eq!(titles(&piped(r#"[{"title":"a","text":"b"},{"title":"c"} }"#)), ["a", "c"]);
    assert_eq!(one(piped("{\n\"title\":\"t\",\n\"body\":\"b\"}")).title, "t");
    assert!(piped(r#"{"name":"package"}"#).failed[0].1.contains("neither"));
}

#[test]
fn json_lines_and_their_faults() {
    let lines = concat!(
        r#"{"title":"A","content":"<p>x</p>","url":"http://e.org/a","author":"N","date":"2015-07-24 06:32:48","source":"S","tags":"one, two","language":"ar"}"#,
        "\n\n",
        r#"{"title":"B","text":"a < b"}"#,
        "\r\n",
        "{\"title\": \n",
        r#"{"title":"lone \ud800 x \ud83d\ude00 \\ud800","body":"y"}"#,
        "\n",
        "[1]\n{}\n",
        r#"{"title":"E","published":1437719568,"tags":["p","q"]}"#,
    );
    let found = piped(lines);
    assert_eq!(titles(&found), ["A", "B", "lone \u{fffd} x 😀 \\ud800", "E"]);
    let first = &found.articles[0];
    assert_eq!((first.format, first.source.as_str(), first.published), (Format::Html, "S", Some(1_437_719_568_000)));
    assert_eq!((first.tags.len(), found.articles[3].tags.len()), (2, 2));
    assert_eq!((found.articles[1].format, found.articles[1].source.as_str()), (Format::Plain, "stdin"));
    let places: Vec<&str> = found.failed.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["stdin:4", "stdin:6", "stdin:7"]);
    assert!(found.failed[0].1.starts_with("is not valid JSON: "), "{:?}", found.failed[0]);
}

#[test]
fn folders_are_read_in_order_and_faults_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("News/inner")).unwrap();
    fs::write(at("News/b.txt"), "B\ntext").unwrap();
    fs::write(at("News/a.md"), "# A\n\ntext").unwrap();
    fs::write(at("News/inner/c.html"), "<title>C</title><p>c").unwrap();
    fs::write(at("News/.hidden"), "H").unwrap();
    fs::write(at("News/empty.txt"), "").unwrap();
    fs::write(at("News/d.bin"), b"\0\x01\x02\x03").unwrap();
    fs::write(at("News/e.png"), b"\x89PNG").unwrap();
    let found = path(&at("News"));
    assert_eq!(titles(&found), ["A", "B", "C"]);
    assert_eq!(found.articles[0].source, "News");
    assert_eq!(found.articles[0].origin, format!("file:{}", at("News/a.md").display()));
    assert_eq!(found.failed, [(at("News/empty.txt").display().to_string(), "is empty".to_owned())]);
    assert_eq!(found.warned.len(), 1, "{found:?}");
    assert_eq!(path(&at("News/e.png")).failed[0].1, "is a picture");
    assert!(path(&at("missing")).failed[0].1.starts_with("cannot be read: No such file"));
}

#[cfg(unix)]
#[test]
fn loops_pipes_and_strange_names() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    for name in [&b"a\xff.txt"[..], b"a\xfe.txt", b"z\x1b[2J.txt"] {
        fs::write(folder.path().join(std::ffi::OsStr::from_bytes(name)), "Title\nText").unwrap();
    }
    rustix::fs::mknodat(
        rustix::fs::CWD,
        folder.path().join("pipe"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    )
    .unwrap();
    let found = path(folder.path());
    assert_eq!(found.articles.len(), 3, "{found:?}");
    assert!(found.articles[0].origin.ends_with("a%FE.txt") && found.articles[1].origin.ends_with("a%FF.txt"));
    assert_eq!(found.failed.len(), 1);
    assert!(found.failed[0].1.contains("named pipe"));
    assert!(path(Path::new("/dev/null")).failed[0].1.contains("device"));
}

#[test]
fn reading_stops_when_it_is_told_to() {
    let lines = "{\"title\":\"x\"}\n".repeat(100);
    let mut seen = 0;
    read(&Source::Stdin, Some(lines.as_bytes()), NOW, &mut |_| {
        seen += 1;
        if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(seen, 3);
}

#[test]
fn changed_text_is_noticed_and_moved_blanks_are_not() {
    let article = one(piped("Title\n\nsome text"));
    let moved = one(piped("Title\nsome  text\n"));
    let changed = one(piped("Title\nother text\n"));
    assert_eq!(identity::text_hash(&article), identity::text_hash(&moved));
    assert_eq!(article.id, moved.id);
    assert_ne!(identity::text_hash(&article), identity::text_hash(&changed));
    assert_eq!(article.id.to_string().len(), ArticleId::DIGITS);
}

#[test]
fn broken_bytes_are_reported_with_their_place() {
    let mut bytes = "خبر عاجل من القاهرة\nنص الخبر هنا".as_bytes().to_vec();
    bytes.push(0xd9);
    let found = piped(&bytes);
    assert_eq!(found.articles.len(), 1);
    assert!(found.warned[0].1.contains("not valid UTF-8"), "{found:?}");
    let utf_16: Vec<u8> =
        "\u{feff}{\"title\":\"x\"}\n{\"title\":\"y\"}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(titles(&piped(utf_16)), ["x", "y"]);
}
