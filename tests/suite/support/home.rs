//! Commands and readers in the home of a test.

use super::tui::{Home, LIMIT, Tui};
use std::fs;
use std::process::{Command, Output, Stdio};

/// The program.
pub const FARZ: &str = env!("CARGO_BIN_EXE_farz");

/// Runs a command to its end, with `environment` on top of the home's.
pub fn command(home: &Home, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(FARZ);
    command.args(arguments).env_clear().envs(home.environment()).envs(environment.iter().copied());
    command.current_dir(home.path()).stdin(Stdio::null()).output().unwrap()
}

/// Returns the output of a command that succeeds.
pub fn says(home: &Home, arguments: &[&str]) -> String {
    let output = command(home, arguments, &[]);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "farz {arguments:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the error output of a command that fails.
pub fn refuses(home: &Home, arguments: &[&str]) -> String {
    let output = command(home, arguments, &[]);
    assert_eq!(output.status.code(), Some(1), "farz {arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Opens a reader at 100x24.
pub fn open(home: &Home, environment: &[(&str, &str)]) -> Tui {
    let mut tui = Tui::spawn_in(home, FARZ, &[], environment, 100, 24);
    tui.wait("saved");
    tui
}

/// Leaves a reader and checks that it exits with status 0.
pub fn leave(mut tui: Tui) {
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

/// Returns a home with `count` texts, and their ids, in the order of the texts.
pub fn home(count: usize) -> (Home, Vec<String>) {
    let home = Home::new();
    let folder = home.path().join("stories");
    fs::create_dir(&folder).unwrap();
    for number in 0..count {
        fs::write(folder.join(format!("{number:03}.txt")), format!("Story {number}\n\nText of {number}.\n")).unwrap();
    }
    says(&home, &["add", "stories"]);
    let list = says(&home, &["list"]);
    let id = |number: usize| {
        let title = format!(" Story {number}  ");
        list.lines().find(|line| line.contains(&title)).unwrap()[..8].to_owned()
    };
    let ids = (0..count).map(id).collect();
    (home, ids)
}
