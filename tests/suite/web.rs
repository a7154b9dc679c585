//! More cases from the web: proxies, IPv6, freshness, other compression formats, links that must not be followed.

use crate::support::missing;
use crate::support::server::{FEED, Reply, Server, ok};
use crate::support::tui::Home;
use farz::ingest::fetch::{FetchError, Fetcher, Guard, Limits, Request};
use std::net::TcpListener;
use std::process::{Command, Stdio};

/// Returns the output of a command on both channels, and whether it succeeded.
fn says(home: &Home, arguments: &[&str], environment: &[(&str, &str)]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_farz"));
    command.args(arguments).env_clear().envs(home.environment()).envs(environment.iter().copied());
    let output = command.current_dir(home.path()).stdin(Stdio::null()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    (output.status.success(), text)
}

#[test]
fn the_proxy_of_the_environment_is_asked_and_no_proxy_is_honoured() {
    let proxy = Server::start(|_, _, _| ok("", FEED));
    let address = format!("http://127.0.0.1:{}", proxy.port);
    let home = Home::new();
    // The name does not resolve here: the proxy resolves it.
    let set = [("HTTP_PROXY", address.as_str())];
    let (good, said) = says(&home, &["add", "http://news.example/feed"], &set);
    assert!(good && said.contains("Following News: 2 new"), "{said}");
    let head = proxy.heads().remove(0);
    assert!(head.starts_with("get http://news.example/feed http/1.1"), "{head}");
    assert!(head.contains("host: news.example"), "{head}");
    let server = Server::start(|_, _, _| ok("", FEED.replace("News", "Direct")));
    let set = [("HTTP_PROXY", address.as_str()), ("NO_PROXY", "127.0.0.1")];
    let (good, said) = says(&home, &["add", &server.url("/feed")], &set);
    assert!(good && said.contains("Following Direct"), "{said}");
    assert_eq!((proxy.heads().len(), server.heads().len()), (1, 1));
}

#[test]
fn an_address_of_ipv6_is_fetched() {
    let Ok(listener) = TcpListener::bind("[::1]:0") else {
        missing::permission("there is no IPv6 here");
        return;
    };
    let port = listener.local_addr().unwrap().port();
    let server = Server::on(listener, |_, _, _| ok("", FEED));
    let home = Home::new();
    let (good, said) = says(&home, &["add", &format!("http://[::1]:{port}/feed")], &[]);
    assert!(good && said.contains("Following News: 2 new"), "{said}");
    assert!(server.heads()[0].contains(&format!("host: [::1]:{port}")), "{:?}", server.heads());
}

#[test]
fn a_feed_is_left_alone_as_long_as_it_says_that_it_is_fresh_but_no_longer_than_a_day() {
    let server = Server::start(|path, _, _| {
        let age = match path {
            "/short" => "max-age=60",
            "/long" => "public, max-age=25000",
            _ => "max-age=99999999",
        };
        ok(&format!("Cache-Control: {age}\r\n"), FEED.replace("News", path))
    });
    let home = Home::new();
    for path in ["/short", "/long", "/endless"] {
        assert!(says(&home, &["add", &server.url(path)], &[]).0);
    }
    let (_, listed) = says(&home, &["sources"], &[]);
    let line = |name: &str| listed.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    // The minimum is an hour, of which 59 minutes and some seconds are left.
    assert!(line("/short").contains("due in 59 min"), "{listed}");
    assert!(line("/long").contains("due in 6 h"), "{listed}");
    assert!(line("/endless").contains("due in 23 h"), "{listed}");
}

/// Returns 38 MB of one byte, compressed with zstd (RFC 8878: a frame with a window of 128 KB, and blocks that repeat
/// a byte).
fn zstd_bomb() -> Vec<u8> {
    let mut out = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38];
    for number in 0..300_u32 {
        let head = u32::from(number == 299) | 1 << 1 | (128 << 10) << 3;
        out.extend_from_slice(&head.to_le_bytes()[..3]);
        out.push(b'x');
    }
    out
}

#[test]
fn what_is_packed_by_zstd_is_unpacked_within_bounds() {
    let server = Server::start(|path, _, _| match path {
        "/bomb" => ok("Content-Encoding: zstd\r\n", zstd_bomb()),
        _ => Reply::Full("200 OK", "Content-Encoding: br\r\n".into(), b"this is not brotli".to_vec()),
    });
    assert!(zstd_bomb().len() < 2000);
    let get = |path: &str| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let request = Request { url: server.url(path), guard: Guard::Off, ..Request::default() };
        runtime.block_on(async { Fetcher::new(Limits::default())?.get(&request, 0).await })
    };
    assert_eq!(get("/bomb"), Err(FetchError::TooLarge(25 << 20)));
    assert!(matches!(get("/lying"), Err(FetchError::Broken(_))));
}

#[test]
fn links_that_lead_out_of_the_web_are_no_links() {
    let items: String = ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "JaVaScRiPt:x", "vbscript:x"]
        .iter()
        .enumerate()
        .map(|(n, link)| format!("<item><title>Story {n}</title><link>{link}</link><guid>{n}</guid></item>"))
        .collect();
    let feed = format!("<rss version='2.0'><channel><title>Bad \x1b[2J links</title>{items}</channel></rss>");
    let server = Server::start(move |_, _, _| ok("", feed.clone()));
    let home = Home::new();
    let (good, said) = says(&home, &["add", &server.url("/")], &[]);
    assert!(good, "{said}");
    let (_, listed) = says(&home, &["list", "--json"], &[]);
    assert_eq!(listed.lines().count(), 5, "{listed}");
    assert_eq!(listed.matches("\"url\":\"\"").count(), 5, "{listed}");
    // As sources, farz refuses them and gives the reason.
    for address in ["javascript:alert(1)", "data:text/html,x", "ftp://e.org/"] {
        let (good, said) = says(&home, &["add", address], &[]);
        assert!(!good && said.contains(address), "{said}");
    }
}

#[test]
fn a_rule_fetches_the_pages_of_what_it_matches_alone() {
    let page = format!(
        "<html><head><title>One</title></head><body><article>{}</article></body></html>",
        "<p>The whole story of the one, in a paragraph that is long enough to be the story of the page.</p>".repeat(8)
    );
    let server = Server::start(move |path, head, _| match path {
        "/feed" => {
            let host = head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
            ok("", FEED.replace("https://example.org", &format!("http://{host}")))
        }
        _ => ok("Content-Type: text/html\r\n", page.clone()),
    });
    let home = Home::new();
    std::fs::create_dir_all(home.config()).unwrap();
    let config = format!(
        "[[sources]]\nurl = \"{}\"\nprivate = true\n[[rules]]\nwhen = \"one\"\nfull-text = true\n",
        server.url("/feed")
    );
    std::fs::write(home.config().join("config.toml"), config).unwrap();
    let (good, said) = says(&home, &["add", &server.url("/feed")], &[]);
    assert!(good, "{said}");
    let asked: Vec<String> =
        server.heads().iter().filter_map(|head| head.split(' ').nth(1).map(str::to_owned)).collect();
    assert_eq!(asked, ["/feed", "/1"]);
    let (_, listed) = says(&home, &["list", "--format", "jsonl"], &[]);
    let line = listed.lines().find(|line| line.contains("\"One\"")).unwrap();
    assert!(line.contains("The whole story of the one"), "{line}");
}
