//! Everything that leaves farz: links opened by their letters, articles passed to programs, hooks after verdicts.

use crate::support::server::{FEED, Server, ok};
use crate::support::tui::{Home, LIMIT, Tui};
use std::path::Path;
use std::process::{Command, Output, Stdio};

const FARZ: &str = env!("CARGO_BIN_EXE_farz");

fn farz(home: &Home, arguments: &[&str]) -> Output {
    let mut command = Command::new(FARZ);
    command.args(arguments).env_clear().envs(home.environment()).current_dir(home.path()).stdin(Stdio::null());
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Returns a home with one article that has links of every kind, and another article.
fn home() -> Home {
    let home = Home::new();
    let page = "<title>Links</title><p>One <a href='https://a.example/1'>good</a>, one \
        <a href='https://b.example/;touch${IFS}pwned;`id`$(id)&x=|y'>evil</a>, and <a href='javascript:alert(1)'>none</a> \
        <a href='file:///etc/passwd'>of</a> <a href='data:text/html,x'>these</a>.</p>";
    std::fs::write(home.path().join("links.html"), page).unwrap();
    std::fs::write(home.path().join("other.txt"), "Other\n\nNothing here.\n").unwrap();
    assert!(farz(&home, &["add", "links.html"]).status.success());
    home
}

/// Writes a script that serves as a program in the tests.
fn script(home: &Home, name: &str, text: &str) -> String {
    let path = home.path().join(name);
    std::fs::write(&path, text).unwrap();
    format!("/bin/sh {}", path.display())
}

/// Returns what a program wrote to a file, once the screen shows `after`.
fn written(path: &Path, tui: &mut Tui, after: &str) -> String {
    tui.wait(after);
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_link_is_opened_by_its_letter_as_one_argument_and_only_links_of_the_web_have_one() {
    let home = home();
    let seen = home.path().join("seen");
    rustix::fs::mkfifoat(rustix::fs::CWD, &seen, rustix::fs::Mode::RWXU).unwrap();
    let browser = script(&home, "browser", &format!("printf '%s\\n' \"$#\" \"$@\" > '{}'\n", seen.display()));
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[("BROWSER", &browser)], 80, 24);
    tui.wait("Inbox 1").wait("saved").send("l").wait("good[1]").wait("evil[2]").wait("none of these.");
    tui.send("f").wait("letters of the link to open:").wait("good a ").wait("evil s ");
    tui.send("z").wait("No link here has the letters z").send("s").wait("Opened https://b.example/");
    let arguments = std::fs::read_to_string(&seen).unwrap();
    assert_eq!(arguments, "1\nhttps://b.example/;touch${IFS}pwned;`id`$(id)&x=|y\n");
    tui.wait("good[1]")
        .send("c")
        .wait("letters of the link to copy:")
        .send("a")
        .wait("Copied the link (19 characters)")
        .send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert!(!home.path().join("pwned").exists());
}

#[test]
fn programs_get_the_article_in_the_form_that_is_asked_for_and_give_the_terminal_back() {
    let home = home();
    let out = home.path().join("out");
    let editor = script(&home, "editor", &format!("cp \"$1\" '{}'\nprintf 'the editor is here'\n", out.display()));
    let pager = script(&home, "pager", &format!("cat > '{}'\n", out.display()));
    let tool = script(&home, "tool", &format!("cat > '{}'; exit 3\n", out.display()));
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[("EDITOR", &editor), ("PAGER", &pager)], 80, 24);
    tui.wait("Inbox 1").wait("saved").wait("good[1]");
    let text = written(&out, tui.send("E"), "/bin/sh: exit status 0");
    assert!(text.starts_with("Links\n\nOne good, one evil, and none of these."), "{text}");
    assert!(tui.has_written(b"the editor is here"));
    let left = tui.written.windows(8).filter(|bytes| bytes == b"\x1b[?1049l").count();
    assert_eq!(left, 1, "the terminal was given away once, whole");
    std::fs::remove_file(&out).unwrap();
    tui.send("j").wait("This is the last article here.");
    let text = written(&out, tui.send("P"), "/bin/sh: exit status 0");
    assert!(text.starts_with("Links\n\nOne good"), "{text}");
    let json = written(&out, tui.send(format!(":pipe json {tool}\r")), "/bin/sh: exit status: 3");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["title"], "Links");
    tui.send("j").wait("This is the last article here.");
    let html = written(&out, tui.send(format!(":pipe html {tool}\r")), "/bin/sh: exit status: 3");
    assert!(html.contains("<a href=\"https://a.example/1\">good</a>") && !html.contains("javascript:"), "{html}");
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn hooks_run_after_a_verdict_and_a_failure_is_told() {
    let home = home();
    std::fs::create_dir_all(home.config()).unwrap();
    let out = home.path().join("out");
    let config = format!(
        "[hooks]\nkeep = [\"/bin/sh\", \"-c\", \"printf '%s %s\\\\n' $FARZ_VERDICT $FARZ_TITLE >> {0}\"]\n\
         drop = [\"/bin/sh\", \"-c\", \"echo no room >&2; exit 5\"]\n",
        out.display()
    );
    std::fs::write(home.config().join("config.toml"), config).unwrap();
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[], 80, 24);
    tui.wait("Inbox 1").wait("saved").send("d").wait("The hook of drop failed: /bin/sh: exit status: 5: no room");
    // The hook of the last decision runs before farz exits.
    tui.send("u").wait("undone: drop").send("a").wait("Kept 1").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "keep Links\n");
    // The hook also runs for a verdict from a script, but not for a verdict that the article already has.
    let id = said(&farz(&home, &["list"]))[..8].to_owned();
    let again = farz(&home, &["mark", "keep", &id]);
    assert!(again.status.success(), "{}", said(&again));
    let dropped = farz(&home, &["mark", "drop", &id]);
    assert!(!dropped.status.success());
    assert!(
        said(&dropped).contains("but the hook for \"drop\" failed: /bin/sh: exit status: 5: no room"),
        "{}",
        said(&dropped)
    );
    assert!(farz(&home, &["undo"]).status.success());
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "keep Links\n", "not for undo");
}

#[test]
fn feeds_that_are_due_are_fetched_by_themselves_only_where_that_is_asked_for() {
    let server = Server::start(|_, _, _| ok("", FEED));
    let home = home();
    std::fs::create_dir_all(home.config()).unwrap();
    let source = format!("[[sources]]\nurl = \"{}\"\n", server.url("/feed"));
    std::fs::write(home.config().join("config.toml"), &source).unwrap();
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[], 80, 24);
    tui.wait("Inbox 1").wait("saved").send("j").wait("This is the last article here.").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert_eq!(server.heads().len(), 0, "nobody asked");
    std::fs::write(home.config().join("config.toml"), format!("fetch.auto = true\n{source}")).unwrap();
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[], 80, 24);
    tui.wait("Inbox 3").wait("Fetched 1: 2 new or changed.").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert_eq!(server.heads().len(), 1);
}

#[test]
fn one_story_of_two_papers_is_one_row_that_names_them_and_can_be_split() {
    let text = "The same words in both papers, which is long enough to be no chance. ".repeat(6);
    let server = Server::start(move |path, _, _| {
        let paper = path.trim_start_matches('/').to_owned();
        ok(
            "",
            format!(
                "<rss version='2.0'><channel><title>The {paper}</title><item><title>Shared story</title>\
             <link>https://{paper}.example/story</link><description>{text}</description></item></channel></rss>"
            ),
        )
    });
    let home = Home::new();
    for paper in ["/herald", "/times"] {
        let added = farz(&home, &["add", &server.url(paper)]);
        assert!(added.status.success(), "{}", said(&added));
    }
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[], 80, 24);
    tui.wait("Inbox 1").wait("saved").wait("Also from: The times").send("a").wait("Kept 1");
    tui.send("5")
        .wait("1/1")
        .send(":split-story\r")
        .wait("Split into separate articles: 1 more, undecided.")
        .wait("Inbox 1")
        .wait("Kept 1");
    tui.until("the other source is named no more", |screen| !screen.contents().contains("Also from"));
    tui.send(":split-story\r").wait("No other source has this text").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    let list = said(&farz(&home, &["list"]));
    assert!(list.contains("[The herald]") && list.contains("[The times]"), "{list}");
}
