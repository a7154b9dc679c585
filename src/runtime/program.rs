//! A program that gets the terminal while it runs: farz starts an argument vector, and never chooses a shell for it.
//!
//! # Invariants
//!
//! - The program has the whole terminal to itself until it ends. Then farz takes the terminal back and redraws.
//!   Test: `programs_get_the_article_in_the_form_that_is_asked_for_and_give_the_terminal_back`.

use crate::app::effect::{Program, Tool};
use crate::message::{Message, msg};
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// A program that is ready to start.
#[derive(Debug)]
pub struct Ready {
    words: Vec<String>,
    program: Program,
}

impl Ready {
    /// Looks up the program: `VISUAL`, `EDITOR` and `PAGER` name a program and its arguments, separated by blanks.
    /// The defaults are `vi` and `less`.
    #[must_use]
    pub fn new(program: Program, variable: impl Fn(&str) -> Option<String>) -> Self {
        let of = |names: &[&str], other: &str| {
            let named = names.iter().find_map(|name| variable(name).filter(|value| !value.trim().is_empty()));
            named.unwrap_or_else(|| other.to_owned()).split_whitespace().map(str::to_owned).collect()
        };
        let words = match &program.tool {
            Tool::Words(words) => words.clone(),
            Tool::Editor => of(&["VISUAL", "EDITOR"], "vi"),
            Tool::Pager => of(&["PAGER"], "less"),
        };
        Self { words, program }
    }

    /// Returns the name of the program.
    #[must_use]
    pub fn name(&self) -> String {
        self.words.first().cloned().unwrap_or_default()
    }

    /// Starts the program and waits for its end. It gets the article's text on its standard input, or an editor gets
    /// it in a file.
    ///
    /// # Errors
    /// When the program cannot be started, or the file cannot be written.
    pub fn run(self) -> io::Result<ExitStatus> {
        let Self { words, program: Program { tool, environment, input } } = self;
        let (name, arguments) = words.split_first().ok_or(io::ErrorKind::NotFound)?;
        let mut command = Command::new(name);
        command.args(arguments).envs(environment);
        if tool == Tool::Editor {
            let copy = Copy::new(&std::env::temp_dir(), &input)?;
            return command.arg(&copy.0).status();
        }
        let mut child = command.stdin(Stdio::piped()).spawn()?;
        if let Some(mut pipe) = child.stdin.take() {
            // The program may end, or close its input, before it has read everything. That is no error.
            std::thread::Builder::new().name("program-input".into()).spawn(move || pipe.write_all(input.as_bytes()))?;
        }
        child.wait()
    }
}

/// A temporary file with a text. Nobody else can read it, and it is removed when this value is dropped.
struct Copy(PathBuf);

impl Copy {
    fn new(folder: &Path, text: &str) -> io::Result<Self> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let path = folder.join(format!("farz-{:016x}.txt", u64::from_ne_bytes(random)));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        let copy = Self(path);
        file.write_all(text.as_bytes())?;
        Ok(copy)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // An editor may have moved the file.
        let _ = fs::remove_file(&self.0);
    }
}

/// Returns whether the program succeeded, and the message for the user about its end.
#[must_use]
pub fn told(name: &str, ended: &io::Result<ExitStatus>) -> (bool, Message) {
    let name: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
    match ended {
        Ok(status) if status.success() => (true, msg!("program-done", name = name)),
        Ok(status) => (false, msg!("program-status", name = name, status = status.to_string())),
        Err(error) => (false, msg!("program-not-started", name = name, error = error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(tool: Tool, input: &str, variables: &[(&str, &str)]) -> Ready {
        let program = Program { tool, environment: vec![("FARZ_TITLE", "a $(id) title".into())], input: input.into() };
        Ready::new(program, |name| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    fn words(words: &[&str]) -> Tool {
        Tool::Words(words.iter().map(|word| (*word).to_owned()).collect())
    }

    #[test]
    fn a_program_gets_the_fields_and_the_text_and_its_status_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out");
        let line = format!("{{ printf '%s|' \"$FARZ_TITLE\"; cat; }} > '{}'; exit 3", file.display());
        let ended = ready(words(&["/bin/sh", "-c", &line]), "\u{646}\u{635}", &[]).run();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "a $(id) title|\u{646}\u{635}");
        let (well, text) = told("sh", &ended);
        assert_eq!((well, text.to_string().as_str()), (false, "sh: exit status: 3"));
    }

    #[test]
    fn a_program_that_does_not_read_or_is_not_there_is_no_harm() {
        let ended = ready(words(&["/bin/true"]), &"x".repeat(1 << 20), &[]).run();
        let (well, text) = told("true", &ended);
        assert_eq!((well, text.to_string().as_str()), (true, "true: exit status 0"));
        let ended = ready(words(&["/nonexistent/program"]), "", &[]).run();
        assert!(told("p\u{1b}", &ended).1.to_string().starts_with("p cannot be started: "));
    }

    #[test]
    fn the_editor_gets_a_file_that_only_it_can_read_and_that_goes_away() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("edit");
        let seen = folder.path().join("seen");
        let line =
            format!("stat -c %a \"$2\" > '{0}'; cat \"$2\" >> '{0}'; printf '%s' \"$1 $2\" >> '{0}'\n", seen.display());
        std::fs::write(&script, line).unwrap();
        let editor = format!("/bin/sh {} -f", script.display());
        let ready = ready(Tool::Editor, "text\n", &[("EDITOR", &editor), ("VISUAL", " ")]);
        assert_eq!(ready.name(), "/bin/sh");
        assert!(ready.run().unwrap().success());
        let seen = std::fs::read_to_string(seen).unwrap();
        let path = seen.strip_prefix("600\ntext\n-f ").unwrap_or_else(|| panic!("{seen}"));
        assert!(path.ends_with(".txt") && !Path::new(path).exists(), "{path}");
    }

    #[test]
    fn what_is_not_set_is_vi_and_less() {
        assert_eq!(ready(Tool::Editor, "", &[]).words, ["vi"]);
        assert_eq!(ready(Tool::Pager, "", &[("PAGER", "")]).words, ["less"]);
        assert_eq!(ready(Tool::Pager, "", &[("PAGER", "most -s")]).words, ["most", "-s"]);
        assert_eq!(ready(Tool::Editor, "", &[("VISUAL", "a"), ("EDITOR", "b")]).words, ["a"]);
    }
}
