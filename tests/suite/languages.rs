//! The language of an article, declared or detected, whichever way it comes in; queries for it, and the direction of titles.

use crate::support::home::{command, leave, open, says};
use crate::support::missing;
use crate::support::server::{Server, ok};
use crate::support::tui::Home;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;

const ARABIC: &str =
    "قرر مجلس المدينة يوم الاثنين أن الجسر القديم لن يُبنى من جديد قبل نهاية العام، وأن الدولة هي التي ستدفع.";
const PERSIAN: &str =
    "شورای شهر روز دوشنبه تصمیم گرفت که پل قدیمی پیش از پایان سال بازسازی نشود و دولت هزینه این کار را می‌پردازد.";
const ENGLISH: &str = "The council said on Monday that it would not rebuild the old bridge before the end of the year.";
const GERMAN: &str =
    "Der Stadtrat hat am Montag beschlossen, dass die alte Brücke nicht vor dem Ende des Jahres gebaut wird.";

/// The language and the direction of each article, by its title.
fn languages(home: &Home, query: &str) -> BTreeMap<String, (String, String)> {
    let mut all: Vec<BTreeMap<String, (String, String)>> = Vec::new();
    for form in [&["--json"][..], &["--format", "jsonl"]] {
        let listed = says(home, &[&["list"], form, &[query]].concat());
        let values = listed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
        all.push(
            values
                .map(|value| (text(&value, "title"), (text(&value, "language"), text(&value, "direction"))))
                .collect(),
        );
    }
    assert_eq!(all[0], all[1], "both forms say the same");
    all.remove(0)
}

fn language(home: &Home, title: &str) -> String {
    languages(home, "").remove(title).unwrap_or_else(|| panic!("there is no {title:?}")).0
}

fn titles(home: &Home, query: &str) -> Vec<String> {
    languages(home, query).into_keys().collect()
}

fn write(home: &Home, name: &str, text: &str) {
    fs::write(home.path().join(name), text).unwrap();
}

/// A story as a line of JSON.
fn line(title: &str, text: &str, language: &str) -> String {
    let url = format!("https://e.org/{}", title.replace(' ', "-"));
    format!("{}\n", serde_json::json!({ "title": title, "text": text, "language": language, "url": url }))
}

#[test]
fn whichever_way_an_article_comes_in_it_has_the_declared_language_or_that_of_its_text() {
    let home = Home::new();
    write(&home, "Plain.txt", &format!("Plain\n\n{ARABIC}\n"));
    write(&home, "Markdown.md", &format!("# Markdown\n\n{GERMAN} [more](https://example.org/the/and/of)\n"));
    write(&home, "Front.md", &format!("---\ntitle: Front\nlang: fas\n---\n\n{GERMAN}\n"));
    let page = |title: &str, start: &str, text: &str| {
        let body = format!("<p>{text}</p>").repeat(4);
        format!("<html{start}<title>{title}</title></head><body><article>{body}</article></body></html>")
    };
    write(&home, "1.html", &page("Page", "><head>", PERSIAN));
    write(&home, "2.html", &page("Declared page", " lang=\"ar-EG\"><head>", PERSIAN));
    write(
        &home,
        "3.html",
        &page("Wrong page", "><head><meta http-equiv=\"content-language\" content=\"utf-8\">", PERSIAN),
    );
    let start = " lang=\"utf-8\"><head><meta property=\"og:locale\" content=\"fa_IR\">";
    write(&home, "4.html", &page("Locale page", start, GERMAN));
    let feed = |title: &str, language: &str| {
        format!(
            "<rss version='2.0'><channel><title>Feed</title>{language}<item><title>{title}</title>\
             <guid>{title}</guid><description>&lt;p&gt;{ARABIC}&lt;/p&gt;</description></item></channel></rss>"
        )
    };
    write(&home, "1.xml", &feed("Feed item", ""));
    write(&home, "2.xml", &feed("Declared item", "<language>he</language>"));
    write(&home, "3.xml", &feed("Wrong item", "<language>windows-1256</language>"));
    let json = serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "Feed", "items": [
        {"id": "1", "title": "JSON item", "content_html": format!("<p>{GERMAN}</p>")},
        {"id": "2", "title": "Declared JSON item", "content_text": GERMAN, "language": "nl"},
    ]});
    write(&home, "feed.json", &json.to_string());
    write(&home, "a.jsonl", &[line("Line", ENGLISH, ""), line("Declared line", ENGLISH, "ur")].concat());
    let cache = rusqlite::Connection::open(home.path().join("cache.db")).unwrap();
    cache
        .execute_batch(&format!(
            "CREATE TABLE rss_feed (rssurl VARCHAR(1024) PRIMARY KEY NOT NULL, url VARCHAR(1024) NOT NULL, title VARCHAR(1024) NOT NULL);
             CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL, title VARCHAR(1024) NOT NULL,
                author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL, feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL,
                content VARCHAR(65535) NOT NULL, unread INTEGER(1) NOT NULL, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0);
             INSERT INTO rss_feed VALUES ('https://e.org/f', 'https://e.org/', 'The feed');
             INSERT INTO rss_item VALUES (1, 'g1', 'Newsboat', 'me', 'https://e.org/1', 'https://e.org/f', 1700000000, '<p>{ARABIC}</p>', 0, '', 0);",
        ))
        .unwrap();
    drop(cache);
    let files =
        ["Plain.txt", "Markdown.md", "Front.md", "1.html", "2.html", "3.html", "4.html", "1.xml", "2.xml", "3.xml"];
    says(&home, &[&["add"][..], &files, &["feed.json", "a.jsonl", "cache.db"]].concat());
    let server = Server::start(move |_, _, _| {
        let item = format!("<item><title>Fetched</title><guid>f</guid><description>{PERSIAN}</description></item>");
        ok("", format!("<rss version='2.0'><channel><title>Web</title>{item}</channel></rss>"))
    });
    says(&home, &["add", &server.url("/feed")]);
    let found = languages(&home, "");
    for (title, language, direction) in [
        ("Plain", "ar", "rtl"),
        ("Markdown", "de", "ltr"),
        ("Front", "fa", "rtl"),
        ("Page", "fa", "rtl"),
        ("Declared page", "ar-EG", "rtl"),
        ("Wrong page", "fa", "rtl"),
        ("Locale page", "fa-IR", "rtl"),
        ("Feed item", "ar", "rtl"),
        ("Declared item", "he", "rtl"),
        ("Wrong item", "ar", "rtl"),
        ("JSON item", "de", "ltr"),
        ("Declared JSON item", "nl", "ltr"),
        ("Line", "en", "ltr"),
        ("Declared line", "ur", "rtl"),
        ("Newsboat", "ar", "rtl"),
        ("Fetched", "fa", "rtl"),
    ] {
        assert_eq!(found.get(title), Some(&(language.to_owned(), direction.to_owned())), "{title}");
    }
    assert_eq!(found.len(), 16);
}

#[test]
fn languages_and_directions_are_found_by_query() {
    let home = Home::new();
    let lines = [
        line("Bridge", ENGLISH, ""),
        line("STC Super Cup", ARABIC, ""),
        line("STC App", "x", "ar-SA"),
        line("کتاب", PERSIAN, ""),
        line("خبر", "قصير", ""),
        line("Short", "x", ""),
        line("كلمة", ENGLISH, ""),
    ];
    write(&home, "a.jsonl", &lines.concat());
    says(&home, &["add", "a.jsonl"]);
    assert_eq!(titles(&home, "lang:ar"), ["STC App", "STC Super Cup"]);
    assert_eq!(titles(&home, "lang:Arabic"), ["STC App", "STC Super Cup"]);
    assert_eq!(titles(&home, "lang:ar-sa"), ["STC App"]);
    assert_eq!(titles(&home, "lang:fa | lang:en"), ["Bridge", "كلمة", "کتاب"]);
    assert_eq!(titles(&home, "dir:rtl"), ["STC App", "STC Super Cup", "خبر", "کتاب"]);
    assert_eq!(titles(&home, "dir:ltr"), ["Bridge", "Short", "كلمة"]);
    assert_eq!(titles(&home, "!dir:rtl stc"), [""; 0]);
    assert_eq!(titles(&home, "dir:rtl !lang:ar"), ["خبر", "کتاب"]);
    let wrong = command(&home, &["list", "dir:up"], &[]);
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("one of rtl, ltr"));
}

#[test]
fn a_library_of_a_farz_without_detection_gets_its_languages() {
    let home = Home::new();
    let lines =
        [line("Bridge", ENGLISH, ""), line("STC", ARABIC, ""), line("Short", "x", ""), line("Own", ARABIC, "fa")];
    write(&home, "a.jsonl", &lines.concat());
    says(&home, &["add", "a.jsonl"]);
    let forget = || {
        let library = rusqlite::Connection::open(home.data().join("library.db")).unwrap();
        library
            .execute_batch("UPDATE articles SET language = '' WHERE detected; UPDATE articles SET detected = 0")
            .unwrap();
    };
    let pending = || {
        let library = rusqlite::Connection::open(home.data().join("library.db")).unwrap();
        let sql = "SELECT count(*) FROM articles WHERE language = '' AND detected = 0";
        library.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    forget();
    assert_eq!(pending(), 3);
    assert_eq!(language(&home, "STC"), "ar", "an article that is read as a whole");
    assert_eq!(pending(), 3, "a list without a question writes nothing");
    assert_eq!(titles(&home, "lang:ar"), ["STC"]);
    assert_eq!(pending(), 0, "all were looked at once");
    forget();
    assert_eq!(titles(&home, "dir:rtl"), ["Own", "STC"]);
    // The reader does so by itself, and shows the title where it belongs.
    forget();
    let mut tui = open(&home, &[]);
    tui.until("the title at the right", |screen| {
        screen.rows(0, 100).any(|row| row.find("STC").is_some_and(|at| at > 20 && !row.contains("STC  ")))
    });
    tui.send("/").send("lang:ar").wait("1 of 4").send("\r");
    leave(tui);
    assert_eq!(pending(), 0);
}

#[test]
fn the_text_of_a_page_tells_the_language_of_a_story_of_a_few_words() {
    let page = format!("<html><head><title>One</title></head><body><article>{}</article></body></html>", {
        format!("<p>{ARABIC}</p>").repeat(6)
    });
    let server = Server::start(move |path, head, _| match path {
        "/feed" => {
            let host = head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
            let item = |name: &str| {
                format!(
                    "<item><title>{name}</title><link>http://{host}/{name}</link><description>STC</description></item>"
                )
            };
            ok(
                "",
                format!("<rss version='2.0'><channel><title>Web</title>{}{}</channel></rss>", item("One"), item("Two")),
            )
        }
        _ => ok("Content-Type: text/html\r\n", page.clone()),
    });
    let home = Home::new();
    fs::create_dir_all(home.config()).unwrap();
    let config = format!(
        "[[sources]]\nurl = \"{}\"\nprivate = true\n[[rules]]\nwhen = \"one\"\nfull-text = true\n",
        server.url("/feed")
    );
    fs::write(home.config().join("config.toml"), config).unwrap();
    says(&home, &["add", &server.url("/feed")]);
    assert_eq!((language(&home, "One").as_str(), language(&home, "Two").as_str()), ("ar", ""));
    assert_eq!(titles(&home, "lang:ar"), ["One"]);
}

#[test]
fn an_export_says_the_language_and_an_import_detects_it_again() {
    let home = Home::new();
    write(&home, "a.jsonl", &[line("Bridge", ENGLISH, ""), line("Own", ENGLISH, "fa")].concat());
    says(&home, &["add", "a.jsonl"]);
    let file = home.path().join("all.jsonl");
    let exported = says(&home, &["export"]);
    assert!(exported.contains("\"language\":\"en\""));
    fs::write(&file, exported).unwrap();
    let other = Home::new();
    says(&other, &["import", file.to_str().unwrap()]);
    let library = rusqlite::Connection::open(other.data().join("library.db")).unwrap();
    let mut statement = library.prepare("SELECT title, language, detected FROM articles ORDER BY title").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let rows: Vec<(String, String, bool)> = rows.collect::<Result<_, _>>().unwrap();
    assert_eq!(rows, [("Bridge".into(), "en".into(), true), ("Own".into(), "fa".into(), false)]);
}

#[test]
fn stories_of_newspapers_that_declare_no_language_are_found() {
    let Some(stories) = missing::shared("data/arabic/newspapers/stories.jsonl") else { return };
    let home = Home::new();
    says(&home, &["add", stories.to_str().unwrap()]);
    let (all, arabic) = (says(&home, &["list"]).lines().count(), says(&home, &["list", "lang:ar"]).lines().count());
    assert!(all >= 490 && arabic * 100 >= all * 97, "{arabic} of {all}");
}
