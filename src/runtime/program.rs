//! A program that gets the terminal while it runs: an argument vector, never a shell of farz's own choice.

use crate::app::effect::Program;
use std::io::{self, Write};
use std::process::{Command, ExitStatus, Stdio};

/// Starts `program` with the article's text on its standard input and waits for its end.
///
/// # Errors
/// When it cannot be started.
pub fn run(program: Program) -> io::Result<ExitStatus> {
    let Program { words, environment, input } = program;
    let (name, arguments) = words.split_first().ok_or(io::ErrorKind::NotFound)?;
    let mut child = Command::new(name).args(arguments).envs(environment).stdin(Stdio::piped()).spawn()?;
    if let Some(mut pipe) = child.stdin.take() {
        // It may end, or close its input, without having read all: that is its right.
        std::thread::Builder::new().name("program input".into()).spawn(move || pipe.write_all(input.as_bytes()))?;
    }
    child.wait()
}

/// What its end says to the person.
#[must_use]
pub fn told(name: &str, ended: &io::Result<ExitStatus>) -> (bool, String) {
    let name: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
    match ended {
        Ok(status) if status.success() => (true, format!("{name}: exit status 0")),
        Ok(status) => (false, format!("{name}: {status}")),
        Err(error) => (false, format!("{name} could not be started: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(words: &[&str], input: &str) -> Program {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Program { words, environment: vec![("FARZ_TITLE", "a $(id) title".into())], input: input.into() }
    }

    #[test]
    fn a_program_gets_the_fields_and_the_text_and_its_status_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out");
        let line = format!("{{ printf '%s|' \"$FARZ_TITLE\"; cat; }} > '{}'; exit 3", file.display());
        let ended = run(program(&["/bin/sh", "-c", &line], "نص"));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "a $(id) title|نص");
        assert_eq!(told("sh", &ended), (false, "sh: exit status: 3".to_owned()));
    }

    #[test]
    fn a_program_that_does_not_read_or_is_not_there_is_no_harm() {
        let ended = run(program(&["/bin/true"], &"x".repeat(1 << 20)));
        assert_eq!(told("true", &ended), (true, "true: exit status 0".to_owned()));
        let ended = run(program(&["/nonexistent/program"], ""));
        assert!(told("p\u{1b}", &ended).1.starts_with("p could not be started: "));
    }
}
