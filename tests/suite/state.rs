//! The saved decisions: several terminals on one home, the log, exports, tags, machines synced with git.

use crate::support::home::{FARZ, command, home, leave, open, refuses, says};
use crate::support::tui::Home;
use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn two_terminals_and_commands_show_one_truth() {
    let (home, ids) = home(3);
    let (mut one, mut other) = (open(&home, &[]), open(&home, &[]));
    one.wait("Inbox 3");
    other.wait("Inbox 3");
    let start = Instant::now();
    one.send("a");
    other.wait("Kept 1");
    let between = start.elapsed();
    // Without notification by the file system it would take two seconds.
    assert!(between < Duration::from_millis(1500), "{between:?}");
    let start = Instant::now();
    other.send("d");
    one.wait("Dropped 1");
    println!("seen in the other terminal after {between:?} and {:?}", start.elapsed());
    // A command beside them makes a decision and adds articles.
    fs::write(home.path().join("more.txt"), "One more\n\nText.\n").unwrap();
    assert!(says(&home, &["add", "more.txt"]).starts_with("added 1"));
    one.wait("One more");
    other.wait("One more");
    says(&home, &["mark", "later", &ids[0], &ids[1], &ids[2]]);
    one.wait("Later 3");
    other.wait("Later 3");
    // The other terminal undoes the step: both belong to the same user.
    other.send("u").wait("undone: later, 3 articles");
    one.wait("Later 0").wait("Dropped 1");
    leave(one);
    leave(other);
    assert_eq!(says(&home, &["undo"]), "Undone: drop, 1 article\n");
}

#[test]
fn undo_after_a_restart_goes_back_to_where_the_step_was_made() {
    let (home, ids) = home(3);
    says(&home, &["mark", "keep", &ids[0], &ids[1], &ids[2]]);
    let mut tui = open(&home, &[]);
    // Drop the second of the kept articles.
    tui.wait("Kept 3").send("3").wait("Story 0").send("j").send("d").wait("Dropped 1").wait("saved");
    leave(tui);
    let list = says(&home, &["list"]);
    assert_eq!(list.lines().count(), 3, "{list}");
    let json = says(&home, &["list", "--json"]);
    let dropped = json.lines().find(|line| line.contains("\"verdict\":\"drop\"")).unwrap();
    let number = (0..3).find(|number| dropped.contains(&format!("\"Story {number}\""))).unwrap();
    let mut tui = open(&home, &[]);
    tui.send("1").wait("Inbox 0").until("the inbox is empty", |screen| !screen.contents().contains("Story"));
    tui.send("u").wait("undone: drop").wait("Kept 3");
    (0..3).for_each(|number| drop(tui.wait(&format!("Story {number}")).text()));
    tui.wait(&format!("Text of {number}."));
    leave(tui);
}

#[test]
fn the_history_pane_takes_back_one_step_in_the_middle() {
    let (home, _) = home(3);
    let mut tui = open(&home, &[]);
    tui.wait("Inbox 3").send("a").wait("Kept 1").send("s").wait("Later 1").send("d").wait("Dropped 1").wait("saved");
    leave(tui);
    let mut tui = open(&home, &[]);
    tui.send("U").wait("History").wait("here").wait("drop").wait("keep").send("jj\r").wait("undone: keep");
    tui.wait("Kept 0").wait("Later 1").wait("Dropped 1").send("U").wait("(undone)").send("q");
    leave(tui);
    let log = says(&home, &["log"]);
    let labels: Vec<_> = log.lines().map(|line| line.contains("(undone)")).collect();
    assert_eq!(labels, [false, false, true], "{log}");
}

#[test]
fn steps_are_listed_and_taken_back_by_count_and_by_name() {
    let (home, ids) = home(3);
    for (verdict, id) in ["keep", "later", "drop"].iter().zip(&ids) {
        says(&home, &["mark", verdict, id]);
    }
    let log = says(&home, &["log", "--limit", "2"]);
    assert_eq!(log.lines().count(), 2, "{log}");
    assert!(log.lines().next().unwrap().contains("  here      drop      1 article"), "{log}");
    let later = log.lines().nth(1).unwrap().split(' ').next().unwrap().to_owned();
    assert_eq!(says(&home, &["undo", &later]), "Undone: later, 1 article\n");
    assert!(refuses(&home, &["undo", &later]).contains("is already undone"));
    assert_eq!(says(&home, &["undo", "2"]), "Undone: drop, 1 article\nUndone: keep, 1 article\n");
    assert!(refuses(&home, &["undo"]).contains("nothing to undo"));
    assert_eq!(says(&home, &["redo", "9"]).lines().count(), 4);
    let verdicts = |verdict: &str| says(&home, &["list", "--verdict", verdict]).lines().count();
    assert_eq!([verdicts("keep"), verdicts("later"), verdicts("drop")], [1, 1, 1]);
    // An article that was decided again since keeps its verdict, and farz reports this.
    says(&home, &["mark", "keep", &ids[1]]);
    let name = says(&home, &["log"])
        .lines()
        .find(|line| line.contains(" later "))
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .to_owned();
    assert!(refuses(&home, &["undo", &name]).contains("changed again since"));
    assert!(refuses(&home, &["undo", "much"]).contains("farz log"));
}

#[test]
fn everything_is_exported_backed_up_and_taken_in() {
    let (home, ids) = home(4);
    says(&home, &["mark", "keep", &ids[0]]);
    says(&home, &["tag", &ids[1], "+عاجل", "+x"]);
    let all = says(&home, &["export", "--format", "jsonl"]);
    assert_eq!(all.lines().count(), 8);
    let reader = open(&home, &[]);
    assert_eq!(says(&home, &["backup", "all.jsonl"]), "all.jsonl: 4 articles, 2 steps\n");
    leave(reader);
    assert_eq!(fs::read_to_string(home.path().join("all.jsonl")).unwrap(), all);
    let other = Home::new();
    let file = home.path().join("all.jsonl").display().to_string();
    assert_eq!(says(&other, &["import", &file]), "Imported 4 articles and 2 steps; 0 already in the library.\n");
    assert_eq!(says(&other, &["list", "--json"]), says(&home, &["list", "--json"]));
    assert_eq!(says(&other, &["show", &ids[2]]), says(&home, &["show", &ids[2]]));
    assert_eq!(says(&other, &["export"]), all);
    assert!(says(&other, &["doctor"]).contains("No problems found."));
    assert!(refuses(&home, &["backup", "no/such/folder/x"]).contains("cannot write no/such/folder/x"));
}

#[test]
fn an_export_that_was_cut_off_is_told_and_what_is_whole_is_taken() {
    let (home, ids) = home(3);
    says(&home, &["mark", "keep", &ids[0]]);
    let all = says(&home, &["export"]);
    let lines: Vec<&str> = all.lines().collect();
    let taken = |text: &str| {
        let other = Home::new();
        fs::write(other.path().join("all"), text).unwrap();
        let done = command(&other, &["import", "all"], &[]);
        let [out, error] = [done.stdout, done.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (done.status.code(), out, error)
    };
    let cut = |text: &str, out: &str, error: &str| {
        let (status, said, told) = taken(text);
        assert!(status == Some(1) && said.contains(out) && told.contains(error), "{status:?} {said}{told}");
    };
    // The start marker, a step, three articles and the end marker.
    assert_eq!(lines.len(), 6, "{all}");
    cut(
        &all[..all.len() - lines[5].len() - 10],
        "Imported 2 articles and 1 step;",
        "all:5: The file is truncated in this line",
    );
    cut(
        &(lines[..4].join("\n") + "\n"),
        "Imported 2 articles and 1 step;",
        "all:4: The file is truncated: its end marker",
    );
    cut(
        &(lines[..1].join("\n") + "\n"),
        "Imported 0 articles and 0 steps;",
        "all:1: The file is truncated: its end marker",
    );
    cut(
        &[lines[0], lines[1], lines[2], lines[5]].join("\n"),
        "Imported 1 article ",
        "all:4: The end marker counts other",
    );
    cut(
        &format!("{}\n{all}", lines[..3].join("\n")),
        "Imported 3 articles",
        "all:3: The file is truncated: its end marker",
    );
    // No line end at the end, two exports in one file, an export by an older farz, and one from which lines were
    // removed.
    for whole in [all.trim_end(), &(all.clone() + &all), &lines[1..5].join("\n"), &lines[2..4].join("\n")] {
        assert_eq!((taken(whole).0, taken(whole).2), (Some(0), String::new()), "{whole}");
    }
    // Truncation of an old export shows only within a line.
    cut(
        &lines[1..4].join("\n")[..lines[1..4].join("\n").len() - 1],
        "Imported 1 article ",
        "all:3: The file is truncated",
    );
}

#[test]
fn a_backup_replaces_files_alone_and_goes_through_links() {
    let (home, _) = home(1);
    let path = |name: &str| home.path().join(name);
    fs::create_dir(path("disk")).unwrap();
    fs::write(path("disk/old.jsonl"), "old").unwrap();
    fs::set_permissions(path("disk/old.jsonl"), fs::Permissions::from_mode(0o600)).unwrap();
    symlink("disk/old.jsonl", path("link")).unwrap();
    symlink("link", path("second")).unwrap();
    says(&home, &["backup", "second"]);
    assert!(path("second").is_symlink() && path("link").is_symlink());
    assert!(fs::read_to_string(path("disk/old.jsonl")).unwrap().contains("Story 0"));
    assert_eq!(fs::metadata(path("disk/old.jsonl")).unwrap().permissions().mode() & 0o777, 0o600);
    symlink("disk/new.jsonl", path("ahead")).unwrap();
    says(&home, &["backup", "ahead"]);
    assert!(path("ahead").is_symlink() && path("disk/new.jsonl").is_file());
    rustix::fs::mkfifoat(rustix::fs::CWD, path("pipe"), rustix::fs::Mode::RWXU).unwrap();
    symlink("pipe", path("to-pipe")).unwrap();
    symlink("round", path("round")).unwrap();
    for (name, why) in [("pipe", "not a file"), ("to-pipe", "not a file"), ("disk", "a folder"), ("round", "nowhere")] {
        assert!(refuses(&home, &["backup", name]).contains(why), "{name}");
    }
    assert!(fs::metadata(path("pipe")).unwrap().file_type().is_fifo());
    let left: Vec<_> = fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".part")), "{left:?}");
}

#[test]
fn tags_are_counted_renamed_merged_and_deleted_in_one_step_each() {
    let (home, ids) = home(3);
    says(&home, &["tag", &ids[0], "+old", "+a"]);
    says(&home, &["tag", &ids[1], "+old", "+b"]);
    assert_eq!(says(&home, &["tags"]), "      1  a\n      1  b\n      2  old\n");
    assert_eq!(says(&home, &["tags", "rename", "old", "قديم"]), "Renamed the tag on 2 articles.\n");
    assert!(says(&home, &["tags"]).contains("      2  قديم"));
    assert!(refuses(&home, &["tags", "rename", "a", "b"]).contains("farz tags merge a b"));
    assert_eq!(says(&home, &["tags", "merge", "a", "b", "c"]), "Merged the tags on 2 articles.\n");
    assert_eq!(says(&home, &["tags"]), "      2  c\n      2  قديم\n");
    assert_eq!(says(&home, &["tags", "delete", "c"]), "Deleted the tag from 2 articles.\n");
    assert!(refuses(&home, &["tags", "delete", "c"]).contains("No article has the tag c"));
    says(&home, &["undo", "3"]);
    assert_eq!(says(&home, &["tags"]), "      1  a\n      1  b\n      2  old\n");
}

#[test]
fn compacting_changes_nothing_seen_and_the_last_steps_can_be_taken_back() {
    let (home, ids) = home(2);
    let mut reader = open(&home, &[]);
    for verdict in ["keep", "later", "drop"] {
        says(&home, &["mark", verdict, &ids[0], &ids[1]]);
    }
    reader.wait("Dropped 2");
    assert!(says(&home, &["compact"]).starts_with("Journal of this machine: "));
    assert_eq!(says(&home, &["list", "--verdict", "drop"]).lines().count(), 2);
    assert_eq!(says(&home, &["undo"]), "Undone: drop, 2 articles\n");
    reader.wait("Later 2");
    leave(reader);
}

#[test]
fn the_triage_folder_deleted_under_a_running_farz_costs_nothing() {
    let (home, _) = home(3);
    let mut tui = open(&home, &[]);
    tui.wait("Inbox 3").send("a").wait("Kept 1").wait("saved");
    fs::remove_dir_all(home.config()).unwrap();
    tui.send("d").wait("Dropped 1").wait("saved");
    leave(tui);
    let verdicts = |verdict: &str| says(&home, &["list", "--verdict", verdict]).lines().count();
    assert_eq!([verdicts("keep"), verdicts("drop")], [1, 1]);
}

/// The four lines of docs/files.md, on two machines and a server, each a folder.
#[test]
fn two_machines_are_synced_with_git_as_the_documents_say() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/files.md")).unwrap();
    let part = page.split("## On another machine").nth(1).unwrap();
    let lines: Vec<&str> = part.split("```sh\n").nth(1).unwrap().split("```").next().unwrap().lines().collect();
    let [init, push, clone, sync] = lines[..] else { panic!("four lines: {lines:?}") };
    let server = Home::new();
    let url = server.path().join("triage.git").display().to_string();
    let shell = |home: &Home, line: &str| {
        let mut command = Command::new("sh");
        command.env_clear().envs(home.environment().into_iter().filter(|(name, _)| !name.starts_with("FARZ_")));
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Someone").env(format!("GIT_{who}_EMAIL"), "someone@example.org");
        }
        command
            .env("PATH", format!("{}:{}", Path::new(FARZ).parent().unwrap().display(), std::env::var("PATH").unwrap()));
        let line = line.replace("git@example.org:me/triage.git", &url);
        let output = command.args(["-ec", &line]).current_dir(home.path()).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {error}");
        String::from_utf8(output.stdout).unwrap()
    };
    shell(&server, "git init -q --bare triage.git");
    let homes = [Home::new(), Home::new()];
    for home in &homes {
        let line = |title: &str| {
            format!("{{\"title\":\"{title}\",\"text\":\"A text.\",\"url\":\"https://example.org/{title}\"}}\n")
        };
        fs::write(home.path().join("all.jsonl"), line("One") + &line("Two")).unwrap();
    }
    let [here, there] = &homes;
    let id = |home: &Home, title: &str| shell(home, &format!("farz list {title}"))[..8].to_owned();
    let in_triage = |line: &str| format!("cd ~/.config/farz/triage; {line}");
    // The links identify the articles, so they are the same on both machines.
    shell(here, "farz add all.jsonl");
    let decide =
        |home: &Home, verdict: &str, title: &str| shell(home, &format!("farz mark {verdict} {}", id(home, title)));
    decide(here, "keep", "One");
    shell(here, init);
    shell(here, &in_triage(push));
    shell(there, clone);
    shell(there, "farz add all.jsonl");
    assert!(shell(there, "farz list --verdict keep").contains("One"));
    // Both machines make decisions and sync at any time.
    decide(here, "later", "One");
    decide(there, "drop", "Two");
    for home in [here, there, here] {
        shell(home, &in_triage(sync));
    }
    let lists = [here, there].map(|home| shell(home, "farz list"));
    assert_eq!(lists[0], lists[1]);
    assert!(lists[0].contains("later") && lists[0].contains("drop"), "{}", lists[0]);
    // Undo on a machine affects only its own steps.
    assert_eq!(shell(here, "farz undo"), "Undone: later, 1 article\n");
    assert!(shell(here, "farz log").lines().any(|line| line.contains(" drop ") && !line.contains(" here ")));
}

#[test]
fn no_argument_and_no_file_name_acts_on_the_terminal() {
    let (home, _) = home(1);
    let file = "a\u{1b}[31m\u{9b}x";
    fs::write(home.path().join(format!("{file}.toml")), "[list\n").unwrap();
    for arguments in [
        &["import", file][..],
        &["import", &format!("{file}.toml")],
        &["backup", file],
        &["backup", &format!("/nope/{file}")],
        &["keys", "check", file],
        &["keys", "check", &format!("{file}.toml")],
        &["list", "--explain", file],
        &["list", "--explain", &format!("is:{file}")],
        &["list", "--view", file],
        &["mark", "keep", file],
        &["mark", "keep", "--query", &format!("is:{file}")],
        &["tag", "--query", "x", &format!("+{file}")],
        &["views", "remove", file],
        &["add", file],
        &["fetch", file],
    ] {
        let output = command(&home, arguments, &[]);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!said.is_empty() && !said.contains(['\u{1b}', '\u{9b}']), "{arguments:?}: {said:?}");
    }
}

#[test]
fn a_reader_that_has_enough_is_no_failure_and_output_that_cannot_be_written_is() {
    let (home, _) = home(1);
    fs::write(home.path().join("long.txt"), "A line of a long text.\n".repeat(10_000)).unwrap();
    says(&home, &["add", "long.txt"]);
    let run = |arguments: &[&str], out: Stdio| {
        let mut farz = Command::new(FARZ);
        farz.args(arguments).env_clear().envs(home.environment()).stdin(Stdio::null()).stdout(out);
        farz.output().unwrap()
    };
    for arguments in [&["export"][..], &["list", "--json"], &["keys"], &["man"], &["--help"], &["--version"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = run(arguments, writer.into());
        assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()), "{arguments:?} into a closed pipe");
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = run(arguments, full.into());
        assert_eq!(output.status.code(), Some(1), "{arguments:?} onto a full disk");
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("farz: "), "{arguments:?}");
    }
    assert_eq!(command(&home, &["--nonsense"], &[]).status.code(), Some(2));
}

#[test]
fn a_tag_that_is_changed_into_itself_is_told_as_that() {
    let (home, ids) = home(1);
    says(&home, &["tag", &ids[0], "+all"]);
    for arguments in [&["tags", "rename", "all", "all"], &["tags", "merge", "all", "all"]] {
        assert_eq!(refuses(&home, arguments), "farz: The tag is already called \"all\".\n");
    }
    assert!(refuses(&home, &["tags", "rename", "none", "none"]).contains("No article has the tag none"));
    fs::create_dir_all(home.config()).unwrap();
    let rules = "[[rules]]\nwhen = \"a (\"\ntag = [\"x\"]\n";
    fs::write(home.config().join("config.toml"), rules).unwrap();
    let output = command(&home, &["rules", "test"], &[]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "farz: expected ) at the end\n  a (\n    ^\n");
}

#[test]
fn the_doctor_says_what_is_wrong_where_nothing_can_be_opened() {
    type Break = fn(&Home);
    let breaks: [Break; 3] = [
        |home| {
            fs::rename(home.config().join("triage"), home.path().join("aside")).unwrap();
            fs::write(home.config().join("triage"), "").unwrap();
        },
        |home| {
            fs::rename(home.config(), home.path().join("aside")).unwrap();
            fs::write(home.config(), "").unwrap();
        },
        |home| {
            fs::rename(home.data(), home.path().join("aside")).unwrap();
            fs::write(home.data(), "").unwrap();
        },
    ];
    for spoil in breaks {
        let (home, ids) = home(1);
        says(&home, &["mark", "keep", &ids[0]]);
        spoil(&home);
        let output = command(&home, &["doctor"], &[]);
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        for name in ["farz ", "config ", "data ", "state ", "journal ", "library ", "terminal ", "problem "] {
            assert!(said.lines().any(|line| line.starts_with(name)), "{name}: {said}");
        }
        assert!(said.contains(": cannot be written: ") && !said.contains("No problems found."), "{said}");
    }
}
