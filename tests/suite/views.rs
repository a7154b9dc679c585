//! Saved views: from a file and from the reader, with live counts, in the list command, and after a restart.

use crate::support::tui::{Home, LIMIT, Tui};
use std::process::{Command, Output, Stdio};

const FARZ: &str = env!("CARGO_BIN_EXE_farz");

fn farz(home: &Home, arguments: &[&str]) -> Output {
    let mut command = Command::new(FARZ);
    command.args(arguments).env_clear().envs(home.environment()).current_dir(home.path()).stdin(Stdio::null());
    command.output().unwrap()
}

/// The titles that `farz list` prints.
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
    // A view that is written while farz runs.
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
    assert!(String::from_utf8(none.stderr).unwrap().contains("no view is called \"Wte\"; did you mean \"Wet\"?"));
}

#[test]
fn a_mistake_in_the_query_of_a_view_is_said_with_its_file_and_line() {
    let home = home();
    std::fs::write(home.config().join("views.toml"), "\n[[views]]\nname = \"Odd\"\nquery = \"'rain is:wet\"\n")
        .unwrap();
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[], 160, 24);
    tui.wait("views.toml:4:9: in the query at \"wet\": one of inbox").wait("Odd 1").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}
