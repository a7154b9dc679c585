//! Saved views: from a file and from the reader, with live counts, in the list command, and after a restart.

use crate::support::tui::{Home, LIMIT, Tui};
use std::process::{Command, Output, Stdio};

const FARZ: &str = env!("CARGO_BIN_EXE_farz");

fn farz(home: &Home, arguments: &[&str]) -> Output {
    let mut command = Command::new(FARZ);
    command.args(arguments).env_clear().envs(home.environment()).current_dir(home.path()).stdin(Stdio::null());
    command.output().unwrap()
}

/// Returns the titles that `farz list` prints.
fn titles(output: &Output) -> Vec<String> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().filter_map(|line| Some(line.split_once("* ")?.1.split("  [").next()?.to_owned())).collect()
}

fn home() -> Home {
    let home = Home::new();
    let lines: Vec<String> = ["Brazil wins", "Rain", "Brazil again", "Snow"]
        .iter()
        .enumerate()
        .map(|(n, title)| {
            format!("{{\"title\":\"{title}\",\"text\":\"Body {n}.\",\"url\":\"https://example.org/{n}\",\"author\":\"Leïla Haddad {n}\",\"date\":\"2026-01-{:02}\"}}\n", 20 - n)
        })
        .collect();
    std::fs::write(home.path().join("a.jsonl"), lines.concat()).unwrap();
    assert!(farz(&home, &["add", "a.jsonl"]).status.success());
    std::fs::create_dir_all(home.config()).unwrap();
    home
}

#[test]
fn a_view_is_saved_in_the_reader_and_shown_counted_listed_and_changed_while_it_runs() {
    let home = home();
    let config = "# mine\n[[views]]\nname = \"Brazil\"\nquery = \"brazil is:inbox sort:-date\"\nkey = \"6\"\n";
    std::fs::write(home.config().join("config.toml"), config).unwrap();
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[], 100, 24);
    tui.wait("saved").wait("6 Brazil 2").send("6").wait("1/2").send("a").wait("6 Brazil 1").wait("Kept 1");
    tui.send("5/'rain | 'snow\r")
        .wait("filter: 'rain | 'snow")
        .send(":save-view Wet\r")
        .wait("7 shows it")
        .wait("7 Wet 2");
    assert_eq!(std::fs::read_to_string(home.config().join("config.toml")).unwrap(), config);
    // A view is added to the file while farz runs.
    let file = home.config().join("views.toml");
    let written = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{written}\n[[views]]\nname = \"Winter\"\nquery = \"snow\"\nkey = \"8\"\n")).unwrap();
    tui.wait("8 Winter 1").send("8").wait("1/1").send(":view we\r").wait("1/2").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert_eq!(titles(&farz(&home, &["list", "--view", "Wet"])), ["Rain", "Snow"]);
    assert_eq!(titles(&farz(&home, &["list", "--view", "wet", "sno"])), ["Snow"]);
    assert_eq!(titles(&farz(&home, &["list", "haddad 3"])), ["Snow"], "an author by bare words");
    let none = farz(&home, &["list", "--view", "Wte"]);
    assert!(!none.status.success());
    assert!(String::from_utf8(none.stderr).unwrap().contains("There is no view \"Wte\"; did you mean \"Wet\"?"));
}

#[test]
fn views_are_renamed_bound_and_removed_in_the_reader_and_by_command_and_comments_stay() {
    let home = home();
    let file = home.config().join("views.toml");
    let written = "# mine\n[[views]]\nname = \"Wet\" # not dry\nquery = \"'rain | 'snow\"\n\n# of football\n[[views]]\nname = \"Brazil\"\n\
                   query = \"brazil\"\nkey = \"6\"\n";
    std::fs::write(&file, written).unwrap();
    std::fs::write(home.config().join("config.toml"), "[[views]]\nname = \"Fixed\"\nquery = \"snow\"\nkey = \"8\"\n")
        .unwrap();
    let read = || std::fs::read_to_string(&file).unwrap();
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[], 120, 24);
    tui.wait("saved").wait("6 Brazil 2").send("6").wait("1/2");
    // The list marks the matches of the view's query, like those of the filter.
    tui.until("a hit that is marked", |screen| {
        let (_, columns) = screen.size();
        (0..columns.get()).any(|x| {
            let cell = screen.cell(1, x);
            cell.is_some_and(|cell| cell.contents() == "B" && cell.underline())
        })
    });
    tui.send(":rename-view Match day\r").wait("6 Match day 2").wait("is now called \"Match day\"");
    tui.send(":bind-view 7\r").wait("7 Match day 2");
    tui.send(":remove-view w\r").wait("run :remove-view Wet again");
    assert_eq!(read(), written.replace("\"Brazil\"", "\"Match day\"").replace("\"6\"", "\"7\""));
    tui.send(":remove-view Wet\r").wait("Removed the view \"Wet\": 'rain | 'snow");
    assert_eq!(read(), "# mine\n# of football\n[[views]]\nname = \"Match day\"\nquery = \"brazil\"\nkey = \"7\"\n");
    tui.send("8").wait("Fixed 1").wait("1/1").send(":rename-view Other\r").wait("farz does not write this file");
    // Run commands while farz runs.
    let run = |arguments: &[&str]| {
        let output = farz(&home, arguments);
        let [out, error] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        (output.status.success(), out + &error)
    };
    assert!(run(&["views", "add", "Dry", "!rain", "--key", "9"]).0);
    tui.wait("9 Dry 3");
    assert!(run(&["views", "rename", "dry", "Arid"]).0);
    tui.wait("9 Arid 3");
    assert!(run(&["views", "key", "Arid", "none"]).0);
    tui.until("no key of Arid", |screen| {
        screen.contents().contains(" Arid 3") && !screen.contents().contains("9 Arid")
    });
    let listed = run(&["views"]).1;
    let lines: Vec<&str> = listed.lines().map(|line| line.split("  (").next().unwrap()).collect();
    assert_eq!(lines, ["    8       1  Fixed  snow", "    7       2  Match day  brazil", "            3  Arid  !rain"]);
    for (arguments, said) in [
        (&["views", "key", "Arid", "7"][..], "the key 7 already runs"),
        (&["views", "key", "Arid", "a"], "the key a already runs keep"),
        (&["views", "rename", "Arid", "inbox"], "farz has a view called Inbox"),
        (&["views", "remove", "Ardi"], "did you mean \"Arid\"?"),
        (&["views", "remove", "Fixed"], "farz does not write this file"),
        (&["views", "add", "Odd", "is:wet"], "expected one of inbox"),
    ] {
        let (well, text) = run(arguments);
        assert!(!well && text.contains(said), "{arguments:?}: {text}");
    }
    assert!(run(&["views", "remove", "Arid"]).0);
    tui.until("Arid is gone", |screen| !screen.contents().contains("Arid")).send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn views_that_are_saved_at_once_are_all_kept() {
    let home = home();
    let names: Vec<String> = (0..8).map(|number| format!("V{number}")).collect();
    std::thread::scope(|scope| {
        let home = &home;
        let save = |name| scope.spawn(move || farz(home, &["views", "add", name, "rain"]));
        let all: Vec<_> = names.iter().map(String::as_str).map(save).collect();
        for one in all {
            let output = one.join().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    });
    let list = String::from_utf8(farz(&home, &["views"]).stdout).unwrap();
    assert!(names.iter().all(|name| list.contains(&format!("  {name}  "))), "{list}");
}

#[test]
fn commands_and_rules_work_on_what_a_view_holds() {
    let home = home();
    let config = "[[views]]\nname = \"Brazil\"\nquery = \"brazil is:inbox\"\n[[views]]\nname = \"Odd\"\nquery = \"rain is:wet\"\n\
                  [[rules]]\nwhen = \"again | snow\"\ntag = [\"x\"]\n";
    std::fs::write(home.config().join("config.toml"), config).unwrap();
    let run = |arguments: &[&str]| {
        let output = farz(&home, arguments);
        let [out, error] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        (output.status.success(), out + &error)
    };
    assert!(run(&["rules", "test"]).1.contains("2 of 4 articles"));
    let tried = run(&["rules", "test", "--view", "Brazil"]).1;
    assert!(tried.contains("1 of 2 articles") && tried.contains("Brazil again") && !tried.contains("Snow"), "{tried}");
    assert!(run(&["tag", "--view", "Brazil", "--query", "again", "+old"]).1.contains("1 changed"));
    assert!(run(&["mark", "keep", "--view", "brazil"]).1.contains("2 changed"));
    assert_eq!(titles(&farz(&home, &["list", "is:keep sort:title"])), ["Brazil again", "Brazil wins"]);
    for (arguments, said) in [
        (&["mark", "drop", "--view", "All"][..], "The query is empty"),
        (&["mark", "drop", "--view", "Odd"], "expected one of inbox"),
        (&["mark", "drop", "--view", "Brazil", "--query", "is:wet"], "expected one of inbox"),
        (&["mark", "drop", "--view", "Brasil"], "did you mean \"Brazil\"?"),
    ] {
        let (well, text) = run(arguments);
        assert!(!well && text.contains(said), "{arguments:?}: {text}");
    }
    assert_eq!(titles(&farz(&home, &["list", "is:drop"])), [""; 0]);
}

#[test]
fn a_mistake_in_the_query_of_a_view_is_said_with_its_file_and_line() {
    let home = home();
    std::fs::write(home.config().join("views.toml"), "\n[[views]]\nname = \"Odd\"\nquery = \"'rain is:wet\"\n")
        .unwrap();
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[], 160, 24);
    tui.wait("views.toml:4:9 (:keymap-errors): in the query at \"wet\": expected one of inbox").wait("Odd 1").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}
