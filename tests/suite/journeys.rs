//! Runs the real binary in a pseudo-terminal, as the user would use it.

use crate::support::home::{FARZ, says};
use crate::support::tui::{Home, LIMIT, Tui};
use rustix::process::Signal;
use std::process::Output;
use std::time::Duration;

/// A made-up story with the words that the journeys search for.
const STORY: &str = "بوتين: رسالة (جديدة) من موسكو\nقال المتحدّث إنّ الاجتماع بدأ في الساعة 12:30 وانتهى عام 2015.\n\
    وأضاف: «الأمرُ واضحٌ للجميع»، ثم غادر القاعة.\nAn English paragraph closes the story.\n";

fn open(home: &Home, arguments: &[&str]) -> Tui {
    let mut tui = Tui::spawn_in(home, FARZ, arguments, &[], 80, 24);
    tui.wait("saved");
    tui
}

fn command(home: &Home, arguments: &[&str]) -> Output {
    crate::support::home::command(home, arguments, &[])
}

/// Returns a home with the story and two more texts in its library.
fn home() -> Home {
    let home = Home::new();
    let folder = home.path().join("stories");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.txt"), STORY).unwrap();
    std::fs::write(folder.join("b.md"), "# Second story\n\nA *short* one.\n").unwrap();
    std::fs::write(folder.join("c.html"), "<title>Third</title><p>The last one has a few words more to read.").unwrap();
    assert_eq!(says(&home, &["add", "stories"]), "added 3, already there 0, failed 0\n");
    home
}

#[test]
fn the_whole_main_job_on_an_arabic_story() {
    let home = home();
    let mut tui = open(&home, &[]);
    tui.wait("Inbox 3");
    // Search for the title in Arabic, without its marks.
    tui.send("/").send("بوتين").wait("1 of 3").send("\r");
    // The title is joined, in visual order and right-aligned: its last letter is first on its row.
    let title = "ﻮﻜﺳﻮﻣ ﻦﻣ (ﺓﺪﻳﺪﺟ) ﺔﻟﺎﺳﺭ :ﻦﻴﺗﻮﺑ";
    tui.wait(title);
    tui.send("l").wait("2015 ﻡﺎﻋ ﻰﻬﺘﻧﺍﻭ 12:30 ﺔﻋﺎﺴﻟﺍ");
    // Tag it, add a note, and keep it.
    tui.send("t").wait("Tags").send("عاجل").wait("ﻞﺟﺎﻋ").send("\r\r").wait("ﻞﺟﺎﻋ#");
    tui.send("e").wait("note:").send("ثقة").send("\r").wait("ﺔﻘﺛ");
    tui.send("a").wait("Kept 1").wait("saved");
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    // It is still there after a restart, and for scripts.
    let mut tui = open(&home, &[]);
    tui.wait("Kept 1").send("3").wait(title).send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    let json = says(&home, &["list", "بوتين", "--json"]);
    for wanted in
        ["\"verdict\":\"keep\"", "\"tags\":[\"عاجل\"]", "\"read\":true", "\"note\":\"ثقة\"", "\"direction\":\"rtl\""]
    {
        assert!(json.contains(wanted), "{wanted} is not in {json}");
    }
    // Undo from the command line, one step at a time.
    assert_eq!(says(&home, &["undo"]), "Undone: keep, 1 article\n");
    assert!(says(&home, &["list", "--json"]).contains("\"verdict\":\"inbox\",\"tags\":[\"عاجل\"]"));
    assert_eq!(says(&home, &["redo"]), "Redone: keep, 1 article\n");
}

#[test]
fn nothing_that_was_called_saved_is_lost_to_kill_9() {
    let home = home();
    let mut tui = open(&home, &[]);
    tui.wait("Inbox 3").send("s").wait("Later 1").until("saved again", |screen| {
        let last = screen.contents();
        last.contains("saved") && !last.contains("saving")
    });
    tui.signal(Signal::KILL);
    tui.wait_exit(LIMIT);
    let mut tui = open(&home, &[]);
    tui.wait("Later 1").send("u").wait("undone: later").wait("Later 0").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn the_terminal_going_away_ends_the_program_saved() {
    let home = home();
    let mut tui = open(&home, &[]);
    tui.wait("Inbox 3").send("d").wait("Dropped 1").wait("saved");
    tui.hangup();
    assert_eq!(tui.wait_exit(Duration::from_secs(1)), 129);
    assert!(says(&home, &["list", "--verdict", "drop", "--json"]).lines().count() == 1);
}

#[test]
fn a_journal_that_cannot_be_written_is_told_and_made_good() {
    let home = home();
    let triage = home.config().join("triage");
    let away = home.config().join("away");
    let id = says(&home, &["list"])[..8].to_owned();
    says(&home, &["mark", "later", &id]);
    let mut tui = open(&home, &[]);
    tui.wait("Inbox 2");
    // The folder is removed and a file takes its place, so no folder can be created there.
    std::fs::rename(&triage, &away).unwrap();
    std::fs::write(&triage, "in the way").unwrap();
    tui.send("a").wait("NOT SAVED (1)").wait("Kept 1").send("j").wait("NOT SAVED (1)");
    tui.send("q")
        .wait("not saved")
        .send("k")
        .until("the question is gone", |screen| !screen.contents().contains("not saved"));
    std::fs::remove_file(&triage).unwrap();
    std::fs::rename(&away, &triage).unwrap();
    tui.until("what is true again", |screen| {
        let shown = screen.contents();
        shown.contains("  saved") && !shown.contains("NOT SAVED")
    });
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert_eq!(says(&home, &["list", "--verdict", "keep", "--json"]).lines().count(), 1);
}

#[test]
fn sigterm_restores_the_terminal() {
    let home = home();
    let mut tui = open(&home, &[]);
    tui.signal(Signal::TERM);
    assert_eq!(tui.wait_exit(LIMIT), 143);
    tui.until_written(b"\x1b[?1049l");
    assert!(tui.has_written(b"\x1b[?2004l") && tui.has_written(b"\x1b[8h"));
}

#[test]
fn the_samples_open_and_leave_nothing_behind() {
    let home = Home::new();
    let mut tui = open(&home, &["--sample"]);
    tui.wait("Inbox 14").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert!(!home.data().join("library.db").exists());
}

#[test]
fn an_empty_library_says_what_to_do_next() {
    let home = Home::new();
    let mut tui = open(&home, &[]);
    tui.wait("The library is empty").wait("farz add").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn a_story_is_piped_in_while_keys_come_from_the_terminal() {
    let home = Home::new();
    std::fs::write(home.path().join("story.txt"), STORY).unwrap();
    let line = format!("cat story.txt | '{FARZ}' -");
    let mut tui = Tui::spawn_in(&home, "/bin/sh", &["-c", &line], &[], 80, 24);
    tui.wait("Inbox 1").send("a").wait("Kept 1").wait("saved").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert!(says(&home, &["list", "--verdict", "keep"]).contains("بوتين: رسالة"));
}

#[test]
fn an_article_that_changed_keeps_its_triage_and_shows_it() {
    let home = home();
    let id = says(&home, &["list", "بوتين"]).split(' ').next().unwrap().to_owned();
    assert!(says(&home, &["mark", "keep", &id]).contains("1 changed"));
    std::fs::write(home.path().join("stories/a.txt"), format!("{STORY}فقرة أخرى.\n")).unwrap();
    assert_eq!(says(&home, &["add", "stories"]), "added 0, already there 2, changed 1, failed 0\n");
    let json = says(&home, &["list", "بوتين", "--json"]);
    assert!(json.contains("\"verdict\":\"keep\"") && json.contains("\"changed\":true"), "{json}");
    let mut tui = open(&home, &["--", "stories/a.txt"]);
    tui.send("3").wait("The text changed").send("lq");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert!(says(&home, &["list", "بوتين", "--json"]).contains("\"changed\":false"));
}

#[test]
fn a_keymap_of_ones_own_changes_what_it_names_and_a_wrong_line_is_told() {
    let home = home();
    let keymaps = home.config().join("keymaps");
    std::fs::create_dir_all(&keymaps).unwrap();
    std::fs::write(home.config().join("config.toml"), "keymap = \"mine\"\n").unwrap();
    std::fs::write(keymaps.join("mine.toml"), "[global]\n\"x\" = \"drop\"\n\"Z\" = \"kepe\"\n").unwrap();
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[], 80, 24);
    tui.wait("mine.toml:3").send("x").wait("Dropped 1").send("a").wait("Kept 1").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    let output = command(&home, &["keys"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("mine.toml:3"));
}

#[test]
fn every_size_is_drawn_and_resizing_never_ends_it() {
    let home = home();
    let mut tui = open(&home, &[]);
    for (columns, rows) in [(40, 12), (120, 40), (19, 4), (80, 24), (59, 24), (500, 200), (80, 24)] {
        tui.resize(columns, rows);
        tui.send("G");
        if columns < 20 {
            tui.wait("farz needs");
        } else {
            let last = |screen: &vt100::Screen| screen.contents_between(rows - 1, 0, rows - 1, columns);
            tui.until("the last row", |screen| last(screen).trim_end().ends_with("3/3  saved"));
        }
    }
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn without_a_terminal_it_says_so() {
    let home = Home::new();
    let output = command(&home, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output is not one"));
    assert_eq!(command(&home, &["mark", "maybe", "x"]).status.code(), Some(2), "misuse");
    assert_eq!(command(&home, &["show", "abc"]).status.code(), Some(1));
}

#[test]
fn failures_are_counted_with_their_reasons() {
    let home = home();
    std::fs::write(home.path().join("lines.jsonl"), "{\"title\":\"ok\",\"text\":\"x\"}\n{broken\n").unwrap();
    let output = command(&home, &["add", "lines.jsonl", "missing.txt"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "added 1, already there 0, failed 2\n");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("lines.jsonl:2") && told.contains("missing.txt"), "{told}");
}

#[test]
fn a_story_is_printed_as_it_is_read_and_as_it_is_written() {
    let home = home();
    let id = says(&home, &["list", "بوتين"]).split(' ').next().unwrap().to_owned();
    let visual = says(&home, &["show", &id, "--width", "40", "--text", "visual"]);
    assert!(visual.lines().all(|line| line.chars().count() <= 40 + 3), "{visual}");
    assert!(visual.contains("ﻮﻜﺳﻮﻣ ﻦﻣ (ﺓﺪﻳﺪﺟ) ﺔﻟﺎﺳﺭ :ﻦﻴﺗﻮﺑ"), "{visual}");
    let logical = says(&home, &["show", &id]);
    assert!(
        logical.starts_with("بوتين: رسالة (جديدة) من موسكو\n") && logical.contains("«الأمرُ واضحٌ للجميع»"),
        "{logical}"
    );
}

#[test]
fn tags_and_verdicts_are_put_on_from_scripts() {
    let home = home();
    let ids: Vec<String> = says(&home, &["list"]).lines().map(|line| line[..8].to_owned()).collect();
    assert_eq!(says(&home, &["tag", &ids[0], &ids[1], "+world news", "+x"]), "tags: 2 changed, 0 unchanged\n");
    assert_eq!(says(&home, &["tag", &ids[0], "-x"]), "tags: 1 changed, 0 unchanged\n");
    assert!(says(&home, &["list", "world"]).lines().count() == 2);
    assert_eq!(command(&home, &["tag", &ids[0]]).status.code(), Some(2));
    assert!(says(&home, &["doctor"]).contains("No problems found."));
}

#[test]
fn all_that_a_query_finds_is_decided_on_in_one_step_and_nothing_by_mistake() {
    let home = home();
    let verdicts = |verdict: &str| says(&home, &["list", "--verdict", verdict]).lines().count();
    assert_eq!(
        says(&home, &["mark", "drop", "--query", "title:second | title:third"]),
        "drop: 2 changed, 0 unchanged\n"
    );
    assert_eq!((verdicts("drop"), verdicts("inbox")), (2, 1));
    assert_eq!(says(&home, &["tag", "--query", "is:drop", "+gone", "-x"]), "tags: 2 changed, 0 unchanged\n");
    assert_eq!(says(&home, &["list", "tag:gone"]).lines().count(), 2);
    // No other reading of the query, no query with an error, and no empty query changes an article.
    assert_eq!(says(&home, &["mark", "keep", "--query", "'putin"]), "keep: 0 changed, 0 unchanged\n");
    for (query, status, said) in [
        ("is:kep", 2, "did you mean keep?\n  is:kep\n     ^^^\n"),
        ("putin (", 2, "expected ) at the end\n  putin (\n        ^\n"),
        ("and not", 2, "  and not\n"),
        (" ", 1, "No article was changed."),
    ] {
        for arguments in [vec!["mark", "keep", "--query", query], vec!["tag", "--query", query, "+x"]] {
            let output = command(&home, &arguments);
            assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(status), &b""[..]), "{arguments:?}");
            assert!(String::from_utf8_lossy(&output.stderr).contains(said), "{arguments:?}: {output:?}");
        }
    }
    for arguments in [&["list", "is:kep"][..], &["list", "--json", "(a"], &["views", "add", "x", "is:kep"]] {
        let output = command(&home, arguments);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains('^'), "{arguments:?}");
    }
    assert_eq!(command(&home, &["mark", "keep"]).status.code(), Some(2));
    assert_eq!(command(&home, &["tag", "--query", "is:drop"]).status.code(), Some(2));
    assert_eq!(says(&home, &["undo", "2"]).lines().count(), 2);
    assert_eq!((verdicts("drop"), verdicts("inbox")), (0, 3));
}
