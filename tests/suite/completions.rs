//! The completion scripts: there is one for each shell, and bash accepts its own.

use crate::support::home::command;
use crate::support::tui::Home;
use std::io::Write;
use std::process::{Command, Stdio};

fn script(home: &Home, shell: &str) -> String {
    let output = command(home, &["completions", shell], &[]);
    assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn each_shell_has_a_script_that_names_the_commands() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = script(&home, shell);
        for word in ["export", "doctor", "calibrate", "sample"] {
            assert!(script.contains(word), "{shell}: no {word:?} in the script");
        }
    }
    assert_eq!(command(&home, &["completions", "tcsh"], &[]).status.code(), Some(2));
}

#[test]
fn bash_takes_its_script() {
    let mut bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    bash.stdin.take().unwrap().write_all(script(&Home::new(), "bash").as_bytes()).unwrap();
    let output = bash.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}
