//! Fetches from a server that is slow, endless, lying, dying, moving, busy or gone, or that sends a decompression
//! bomb.

use crate::support::server::{FEED, Reply, Server, ok, to};
use crate::support::tui::{Home, LIMIT, Tui};
use farz::ingest::fetch::{Answer, FetchError, Fetcher, Guard, Limits, Page, Request};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Sends a request with these limits.
fn get_with(limits: Limits, request: Request) -> Result<Answer, FetchError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { Fetcher::new(limits)?.get(&request, 0).await })
}

fn get(url: String) -> Result<Answer, FetchError> {
    get_with(Limits::default(), Request { url, ..Request::default() })
}

fn page(url: String) -> Page {
    match get(url).unwrap() {
        Answer::Page(page) => page,
        other => panic!("{other:?}"),
    }
}

/// Returns 30 MB of zeros, compressed with gzip (RFC 1951, fixed codes: a zero, then copies of 258 bytes at distance
/// 1).
fn gzip_bomb() -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    let (mut byte, mut count) = (0_u8, 0);
    let mut put = |bits: &str, out: &mut Vec<u8>| {
        for bit in bits.bytes() {
            byte |= u8::from(bit == b'1') << count;
            count += 1;
            if count == 8 {
                out.push(std::mem::take(&mut byte));
                count = 0;
            }
        }
    };
    put("110", &mut out);
    put("00110000", &mut out);
    (0..30 * 1024 * 1024 / 258).for_each(|_| put("1100010100000", &mut out));
    put("0000000", &mut out);
    put("0000000", &mut out);
    out
}

#[test]
fn servers_that_do_not_behave_are_given_up() {
    let server = Server::start(|path, _, _| match path {
        "/dying" => Reply::Dying(10_000, b"<rss><channel>"),
        "/endless" => Reply::Endless,
        "/silent" => Reply::Silent,
        "/nonsense" => Reply::Nonsense,
        "/bomb" => ok("Content-Encoding: gzip\r\n", gzip_bomb()),
        "/lying" => ok("Content-Encoding: gzip\r\n", "this is not gzip"),
        "/missing" => Reply::Full("404 Not Found", String::new(), Vec::new()),
        _ => ok("", FEED),
    });
    assert!(gzip_bomb().len() < 300_000);
    assert!(matches!(get(server.url("/dying")), Err(FetchError::Broken(_))));
    assert_eq!(get(server.url("/bomb")), Err(FetchError::TooLarge(25 << 20)));
    assert!(matches!(get(server.url("/lying")), Err(FetchError::Broken(_))));
    assert_eq!(get(server.url("/missing")), Err(FetchError::Status(404)));
    let small = Limits { body: 100_000, ..Limits::default() };
    let endless = Request { url: server.url("/endless"), ..Request::default() };
    assert_eq!(get_with(small, endless), Err(FetchError::TooLarge(100_000)));
    let hasty = Limits { idle: Duration::from_millis(200), total: Duration::from_secs(5), ..Limits::default() };
    let silent = Request { url: server.url("/silent"), ..Request::default() };
    assert_eq!(get_with(hasty, silent), Err(FetchError::Slow(0)));
    let short = Limits { total: Duration::from_millis(300), ..Limits::default() };
    let silent = Request { url: server.url("/silent"), ..Request::default() };
    assert_eq!(get_with(short, silent), Err(FetchError::Slow(0)));
    let Err(error) = get(server.url("/nonsense")) else { panic!("nonsense was understood") };
    assert!(!error.to_string().contains(char::is_control), "{error}");
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    assert!(matches!(get(format!("http://127.0.0.1:{nobody}/")), Err(FetchError::Broken(_))));
}

#[test]
fn redirects_are_followed_in_bounds_and_never_into_a_private_network() {
    let inner = Server::start(|_, _, _| ok("", "secret"));
    let inside = inner.url("/");
    let server = Server::start(move |path, _, _| match path {
        "/moved" => to("301 Moved Permanently", "/moved2"),
        "/moved2" => to("308 Permanent Redirect", "/new?a=1"),
        "/later" => to("302 Found", "/moved2"),
        "/loop" => to("302 Found", "/loop"),
        "/file" => to("302 Found", "file:///etc/passwd"),
        "/script" => to("301 Moved Permanently", "javascript:alert(1)"),
        "/none" => Reply::Full("302 Found", String::new(), Vec::new()),
        "/inside" => to("302 Found", &inside),
        "/name" => to("302 Found", &inside.replace("127.0.0.1", "localhost")),
        "/mapped" => to("302 Found", "http://[::ffff:169.254.169.254]/latest/meta-data"),
        "/number" => to("302 Found", "http://2130706433/"),
        _ => ok("", FEED),
    });
    let moved = page(server.url("/moved"));
    assert_eq!(moved.moved, Some(server.url("/new?a=1")));
    assert_eq!(moved.url, server.url("/new?a=1"));
    assert_eq!(page(server.url("/later")).moved, None, "only what every redirect called permanent");
    assert_eq!(get(server.url("/loop")), Err(FetchError::Redirects(10)));
    for path in ["/file", "/script", "/none"] {
        assert!(matches!(get(server.url(path)), Err(FetchError::Redirect(_))), "{path}");
    }
    for path in ["/inside", "/name", "/mapped", "/number"] {
        let answer = get(server.url(path));
        assert!(matches!(answer, Err(FetchError::Private(_))), "{path}: {answer:?}");
    }
    assert!(inner.heads().is_empty(), "nothing was asked of the server inside");
    let open = Request { url: server.url("/inside"), guard: Guard::Off, ..Request::default() };
    assert!(matches!(get_with(Limits::default(), open), Ok(Answer::Page(_))));
    let listed = Request { url: server.url("/"), guard: Guard::All, ..Request::default() };
    assert!(matches!(get_with(Limits::default(), listed), Err(FetchError::Private(_))));
}

#[test]
fn secrets_stay_with_their_host_and_the_agent_is_named() {
    let other = Server::start(|_, _, _| ok("", "x"));
    let there = other.url("/");
    let server = Server::start(move |path, _, _| if path == "/go" { to("302 Found", &there) } else { ok("", "x") });
    let request = Request {
        url: server.url("/go"),
        headers: vec![("X-Key".into(), "abc".into())],
        login: Some(("me".into(), "secret".into())),
        guard: Guard::Off,
        ..Request::default()
    };
    assert!(matches!(get_with(Limits::default(), request), Ok(Answer::Page(_))));
    let (first, second) = (server.heads().remove(0), other.heads().remove(0));
    assert!(first.contains("x-key: abc") && first.contains("authorization: basic"), "{first}");
    assert!(!second.contains("x-key") && !second.contains("authorization"), "{second}");
    assert!(first.contains("user-agent: farz/") && first.contains("accept-encoding: "), "{first}");
    assert!(["gzip", "br", "zstd"].iter().all(|packed| first.contains(packed)), "{first}");
}

#[test]
fn one_host_is_asked_for_two_things_at_a_time() {
    let (running, most) = (Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0)));
    let (r, m) = (Arc::clone(&running), Arc::clone(&most));
    let server = Server::start(move |_, _, _| {
        let now = {
            let mut running = r.lock().unwrap();
            *running += 1;
            *running
        };
        let mut most = m.lock().unwrap();
        *most = now.max(*most);
        drop(most);
        thread::yield_now();
        *r.lock().unwrap() -= 1;
        ok("", "x")
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let url = server.url("/");
    runtime.block_on(async {
        let fetcher = Arc::new(Fetcher::new(Limits::default()).unwrap());
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (fetcher, url) = (Arc::clone(&fetcher), url.clone());
            tasks.spawn(async move { fetcher.get(&Request { url, ..Request::default() }, 0).await });
        }
        while let Some(answer) = tasks.join_next().await {
            assert!(answer.unwrap().is_ok());
        }
    });
    assert_eq!(server.heads().len(), 20);
    assert!(*most.lock().unwrap() <= 2, "{}", most.lock().unwrap());
}

fn farz(home: &Home, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_farz"));
    command.args(arguments).env_clear().envs(home.environment()).current_dir(home.path()).stdin(Stdio::null());
    command.output().unwrap()
}

/// Returns the output of a command on both channels, and whether it succeeded.
fn says(home: &Home, arguments: &[&str]) -> (bool, String) {
    let output = farz(home, arguments);
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    (output.status.success(), text)
}

#[test]
fn a_feed_is_followed_from_its_page_and_asked_for_what_is_new_only() {
    let server = Server::start(|path, head, _| match path {
        "/" => ok(
            "Content-Type: text/html\r\n",
            "<html><head><link rel=alternate type=application/rss+xml href=feed></head></html>",
        ),
        "/feed" if head.contains("if-none-match: \"v1\"") => Reply::Full("304 Not Modified", String::new(), Vec::new()),
        _ => ok(
            "Content-Type: application/rss+xml\r\nETag: \"v1\"\r\nLast-Modified: Mon, 02 Nov 2026 10:00:00 GMT\r\n",
            FEED,
        ),
    });
    let home = Home::new();
    let (good, said) = says(&home, &["add", &server.url("/")]);
    assert!(good && said.contains("Following News: 2 new"), "{said}");
    let (good, said) = says(&home, &["fetch"]);
    assert!(good && said.contains("No feed is due."), "{said}");
    let (good, said) = says(&home, &["fetch", "--all"]);
    assert!(good && said.contains("[1/1] News: 0 new"), "{said}");
    let last = server.heads().pop().unwrap();
    assert!(last.contains("if-none-match: \"v1\"") && last.contains("if-modified-since: mon, 02 nov 2026"), "{last}");
    let (_, listed) = says(&home, &["sources"]);
    assert!(listed.contains("News  2 articles") && listed.contains("due in"), "{listed}");
    let (_, opml) = says(&home, &["sources", "--opml"]);
    assert!(opml.contains(&format!("xmlUrl=\"{}\"", server.url("/feed"))), "{opml}");
    let (good, _) = says(&home, &["sources", "--remove", "News"]);
    assert!(good && says(&home, &["sources"]).1.contains("You follow no feeds yet."));
    assert_eq!(says(&home, &["list"]).1.lines().count(), 2, "its articles stay");
}

#[test]
fn a_feed_that_is_cut_off_costs_no_text_that_is_known() {
    const HEAD: &str = "<rss version='2.0'><channel><title>Cut</title>";
    let item = |name: &str, text: &str| {
        format!("<item><title>{name}</title><link>https://e.org/{name}</link><description>{text}</description></item>")
    };
    let whole =
        [HEAD, &item("One", "First words."), &item("Two", "Long words of the second."), "</channel></rss>"].concat();
    let before =
        [HEAD, &item("One", "First words, changed."), "<item><title>Two</title><link>https://e.org/Two</link>"];
    let cut = [&before.concat(), "<description>Long wo"].concat();
    let fresh = [&before.concat().replace("Two", "Three"), "<description>Short"].concat();
    let server = Server::start(move |_, head, before| match before {
        0 => ok("ETag: \"1\"\r\n", whole.clone()),
        1 => ok("ETag: \"2\"\r\n", cut.clone()),
        2 if head.contains("\"2\"") => Reply::Full("304 Not Modified", String::new(), Vec::new()),
        2 => ok("", fresh.clone()),
        _ => ok("", whole.clone()),
    });
    let home = Home::new();
    assert!(says(&home, &["add", &server.url("/f")]).1.contains("2 new"));
    let (good, said) = says(&home, &["fetch", "--all"]);
    assert!(
        good && said.contains("0 new, 1 changed, truncated: farz keeps the known text of the last article"),
        "{said}"
    );
    let (_, list) = says(&home, &["list"]);
    let id = list.lines().find(|line| line.contains(" Two ")).unwrap()[..8].to_owned();
    assert!(says(&home, &["show", &id]).1.contains("Long words of the second."));
    // An unknown article is added as far as it goes, and the next fetch asks for the truncated feed again.
    let (_, said) = says(&home, &["fetch", "--all"]);
    assert!(said.contains("1 new, truncated"), "{said}");
}

#[test]
fn two_items_with_one_link_change_their_article_once() {
    let item = |guid: &str| {
        format!(
            "<item><title>Release {guid}</title><link>http://x.org/p</link><guid>{guid}</guid><description>News of {guid}.</description></item>"
        )
    };
    let feed = move |guids: &[&str]| {
        let items: String = guids.iter().map(|guid| item(guid)).collect();
        ok("", format!("<rss version='2.0'><channel><title>Releases</title>{items}</channel></rss>"))
    };
    let server = Server::start(move |_, _, before| if before < 3 { feed(&["B", "A"]) } else { feed(&["C", "B", "A"]) });
    let home = Home::new();
    assert!(says(&home, &["add", &server.url("/f")]).1.contains("1 new"));
    for wanted in ["0 new\n", "0 new\n", "0 new, 1 changed\n", "0 new\n"] {
        let (_, said) = says(&home, &["fetch", "--all"]);
        assert!(said.ends_with(&format!("Releases: {wanted}")), "{said}");
        assert!(says(&home, &["list"]).1.contains(if wanted.contains("changed") { "Release C" } else { "Release" }));
    }
}

#[test]
fn what_fails_says_why_waits_and_costs_the_others_nothing() {
    let server = Server::start(|path, _, before| match path {
        "/busy" if before > 3 => Reply::Full("429 Too Many Requests", "Retry-After: 7200\r\n".into(), Vec::new()),
        "/gone" if before > 3 => Reply::Full("410 Gone", String::new(), Vec::new()),
        "/moved" if before > 3 => to("301 Moved Permanently", "/new"),
        _ => ok("", FEED.replace("News", path).replace("example.org", &format!("example.org{path}"))),
    });
    let home = Home::new();
    for path in ["/busy", "/gone", "/moved", "/good"] {
        assert!(says(&home, &["add", &server.url(path)]).0);
    }
    let (good, said) = says(&home, &["fetch", "--all"]);
    assert!(!good, "one failed: {said}");
    assert!(
        said.contains("/busy: asks farz to wait (HTTP 429)") && said.contains("/gone: is gone for good (HTTP 410)"),
        "{said}"
    );
    assert!(said.contains("/good: 0 new"), "{said}");
    let (_, listed) = says(&home, &["sources"]);
    let line = |name: &str| listed.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    assert!(
        line("/busy").contains("tried again in 119 min") || line("/busy").contains("tried again in 2 h"),
        "{listed}"
    );
    assert!(line("/gone").contains("not tried again"), "{listed}");
    let asked = server.heads().len();
    let (good, _) = says(&home, &["fetch", "--all"]);
    assert!(good, "what waits is left alone");
    let after: Vec<String> = server.heads().split_off(asked);
    assert_eq!(after.len(), 2, "{after:?}");
    assert!(after.iter().any(|head| head.starts_with("get /new ")), "the new address is remembered: {after:?}");
}

#[test]
fn a_page_without_a_feed_is_an_article_and_the_same_story_is_one() {
    let body =
        "<p>A long story of the sea that is told here at some length, so that it is found in its page.</p>".repeat(8);
    let story = format!("<html><head><title>The sea</title></head><body><article>{body}</article></body></html>");
    let feed = |name: &str, text: &str| {
        format!(
            "<rss version='2.0'><channel><title>{name}</title><item><title>Same</title><link>https://example.org/same?utm_source={name}</link><description>{text}</description></item></channel></rss>"
        )
    };
    let (one, two) = (feed("A", "short"), feed("B", "another text"));
    let server = Server::start(move |path, _, _| match path {
        "/a" => ok("", one.clone()),
        "/b" => ok("", two.clone()),
        _ => ok("Content-Type: text/html\r\n", story.clone()),
    });
    let home = Home::new();
    let (good, said) = says(&home, &["add", &server.url("/story")]);
    assert!(good && said.contains("This page has no feed. farz added it as an article: added 1"), "{said}");
    assert!(says(&home, &["add", &server.url("/a"), &server.url("/b")]).0);
    let (_, fetched) = says(&home, &["fetch", "--all"]);
    assert!(!fetched.contains("changed"), "two texts of one story do not change it for ever: {fetched}");
    let (_, rows) = says(&home, &["list", "--format", "jsonl"]);
    assert_eq!(rows.lines().count(), 2, "{rows}");
    let same = rows.lines().find(|line| line.contains("\"Same\"")).unwrap();
    assert!(same.contains(&server.url("/a")) && same.contains(&server.url("/b")), "{same}");
    assert!(says(&home, &["list", "source:B"]).1.contains("Same  [A, B]"), "found by each, and named");
}

#[test]
fn rules_are_tried_applied_on_arrival_and_undone() {
    let server = Server::start(|_, _, _| ok("", FEED));
    let home = Home::new();
    std::fs::create_dir_all(home.config()).unwrap();
    let rules = "[[rules]]\nwhen = \"one\"\ntag = [\"first\"]\nverdict = \"drop\"\n";
    let broken = format!("{rules}[[rules]]\nwhen = \"date:\"\nverdict = \"keep\"\n");
    std::fs::write(home.config().join("config.toml"), &broken).unwrap();
    assert!(says(&home, &["add", &server.url("/")]).0);
    let (_, dropped) = says(&home, &["list", "--verdict", "drop"]);
    assert!(dropped.contains("One") && dropped.contains("#first") && dropped.lines().count() == 1, "{dropped}");
    // A rule with a mistake does nothing on arrival, and is refused when it is tried.
    let (good, refused) = says(&home, &["rules", "test"]);
    assert!(!good && refused == "farz: expected a value right after date:\n  date:\n  ^^^^^\n", "{refused}");
    std::fs::write(home.config().join("config.toml"), rules).unwrap();
    let (_, tried) = says(&home, &["rules", "test"]);
    assert!(tried.contains("rule: one: +first drop: 1 of 2 articles"), "{tried}");
    assert_eq!(says(&home, &["list", "--verdict", "keep"]).1, "");
    let (good, undone) = says(&home, &["undo"]);
    assert!(good && undone.contains("rule: one"), "{undone}");
    assert_eq!(says(&home, &["list", "--verdict", "drop"]).1, "");
}

#[test]
fn the_pages_of_a_source_are_fetched_where_that_is_set() {
    let body =
        "<p>The whole story, which the feed only begins, goes on here for many lines and ends well.</p>".repeat(8);
    let page = format!("<html><body><article>{body}</article></body></html>");
    let feed = Arc::new(Mutex::new(String::new()));
    let given = Arc::clone(&feed);
    let server = Server::start(move |path, _, _| match path {
        "/feed" => ok("", given.lock().unwrap().clone()),
        _ => ok("Content-Type: text/html\r\n", page.clone()),
    });
    let link = server.url("/story");
    *feed.lock().unwrap() = format!(
        "<rss version='2.0'><channel><title>Short</title><item><title>Story</title><link>{link}</link><description>It begins.</description></item></channel></rss>"
    );
    let home = Home::new();
    std::fs::create_dir_all(home.config()).unwrap();
    let set = format!("[[sources]]\nurl = \"{}\"\nfull-text = true\nprivate = true\n", server.url("/feed"));
    std::fs::write(home.config().join("config.toml"), set).unwrap();
    let (good, said) = says(&home, &["fetch"]);
    assert!(good && said.contains("Short: 1 new"), "{said}");
    assert!(says(&home, &["list", "--format", "markdown"]).1.contains("goes on here for many lines"));
}

#[test]
fn lists_of_feeds_are_followed_but_never_into_a_private_network() {
    let server = Server::start(|_, _, _| ok("", FEED));
    let home = Home::new();
    let feed = server.url("/feed");
    std::fs::write(
        home.path().join("feeds.opml"),
        format!("<opml><body><outline text='Folder'><outline xmlUrl='{feed}' text='Mine'/></outline></body></opml>"),
    )
    .unwrap();
    std::fs::write(
        home.path().join("urls"),
        format!(
            "{feed}\nhttps://example.org/f news \"~A title\"\nexec:rm -rf /\n\
             \"query:New ones:unread = \\\"yes\\\" and title =~ \\\"two|three\\\"\"\n\"query:Odd:title =~ \\\"a.*\\\"\"\n"
        ),
    )
    .unwrap();
    let (good, said) = says(&home, &["add", "feeds.opml"]);
    assert!(good && said.contains("Following one new feed"), "{said}");
    let (good, said) = says(&home, &["add", "urls"]);
    assert!(
        !good
            && said.contains("Following one new feed; 1 already followed.")
            && said.contains("urls:3: runs a program"),
        "{said}"
    );
    assert!(said.contains("Saved one view;") && said.contains("urls:5: the view \"Odd\" is left out"), "{said}");
    assert!(says(&home, &["views"]).1.contains("New ones  is:unread (title:two | title:three)"));
    assert!(says(&home, &["add", "urls"]).1.contains("Saved 0 views; 1 already saved."));
    assert!(says(&home, &["sources"]).1.contains("#Folder"));
    let (good, said) = says(&home, &["fetch", &feed]);
    assert!(!good && said.contains("private network"), "{said}");
    assert!(server.heads().is_empty());
    // The user names the feed, so it counts as the user's own.
    assert!(says(&home, &["add", &feed]).0);
    assert!(says(&home, &["fetch", &feed]).0);
}

#[test]
fn the_reader_fetches_shows_its_sources_and_the_page_of_an_article() {
    let body =
        "<p>The whole story, which the feed only begins, goes on here for many lines and ends well.</p>".repeat(8);
    let page = format!("<html><body><article>{body}</article></body></html>");
    let feed = Arc::new(Mutex::new(String::new()));
    let given = Arc::clone(&feed);
    let server = Server::start(move |path, _, before| match path {
        "/feed" if before == 0 => ok("", given.lock().unwrap().clone()),
        "/feed" => {
            ok("", given.lock().unwrap().replace("</channel>", "<item><title>Brand new</title></item></channel>"))
        }
        "/fails" if before > 1 => Reply::Full("404 Not Found", String::new(), Vec::new()),
        "/fails" => ok("", FEED.replace("News", "Failing")),
        _ => ok("Content-Type: text/html\r\n", page.clone()),
    });
    let link = server.url("/story");
    *feed.lock().unwrap() = format!(
        "<rss version='2.0'><channel><title>Short</title><item><title>Story</title><link>{link}</link><description>It begins.</description><pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"
    );
    let home = Home::new();
    assert!(says(&home, &["add", &server.url("/feed")]).0);
    assert!(says(&home, &["add", &server.url("/fails")]).0);
    let mut tui = Tui::spawn_in(&home, env!("CARGO_BIN_EXE_farz"), &[], &[], 100, 30);
    tui.wait("Inbox 3").send("R").wait("Brand new").wait("1 failed");
    tui.send("S").wait("FAILS: answers 404").send("q").wait("Inbox 4");
    tui.send("/").send("story").wait("1 of 4").send("\r").wait("It begins.");
    tui.send("T").wait("goes on here").send("T").wait("It begins.");
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn newsboats_cache_is_taken_over_and_not_touched() {
    let home = Home::new();
    let path = home.path().join("cache.db");
    let cache = rusqlite::Connection::open(&path).unwrap();
    cache
        .execute_batch(
            "CREATE TABLE rss_feed (rssurl VARCHAR(1024) PRIMARY KEY NOT NULL, url VARCHAR(1024) NOT NULL, title VARCHAR(1024) NOT NULL);
             CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL, title VARCHAR(1024) NOT NULL,
                author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL, feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL,
                content VARCHAR(65535) NOT NULL, unread INTEGER(1) NOT NULL, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0);
             INSERT INTO rss_feed VALUES ('https://e.org/f', 'https://e.org/', 'The feed');
             INSERT INTO rss_item VALUES (1, 'g1', 'Read &amp; flagged', 'me', 'https://e.org/1', 'https://e.org/f', 1700000000, '<p>Text</p>', 0, 'ab', 0);
             INSERT INTO rss_item VALUES (2, 'g2', 'Unread', '', 'javascript:alert(1)', 'https://e.org/f', 0, '', 1, NULL, 0);
             INSERT INTO rss_item VALUES (3, 'g3', 'Deleted', '', 'https://e.org/3', 'https://e.org/f', 0, '', 1, '', 1);",
        )
        .unwrap();
    drop(cache);
    let before = std::fs::read(&path).unwrap();
    let (good, said) = says(&home, &["add", "cache.db"]);
    assert!(good && said.contains("added 2, already there 0, failed 0"), "{said}");
    let (_, rows) = says(&home, &["list", "--json"]);
    let row = |title: &str| rows.lines().find(|line| line.contains(title)).unwrap();
    assert!(row("Read & flagged").contains("\"read\":true") && row("Read & flagged").contains("flag-a"), "{rows}");
    assert!(row("Unread").contains("\"read\":false") && row("Unread").contains("\"url\":\"\""), "{rows}");
    assert!(says(&home, &["add", "cache.db"]).1.contains("added 0, already there 2"));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
