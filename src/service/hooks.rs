//! Hooks: the commands that the config runs after a verdict. farz starts them by an argument vector, never by a shell.

use crate::domain::{Article, Triage};
use crate::export::program;
use crate::ingest::document;
use crate::message::{Message, msg};
use crate::text::clean;
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};
use thiserror::Error;

/// How long farz waits for running hooks before it exits.
pub const LIMIT: Duration = Duration::from_secs(5);
/// The maximum number of bytes kept of a command's standard error.
const SAID: usize = 1024;
/// How long to wait for the rest of standard error after a command ends: one of its children may hold the pipe open.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Whether a command ended within its time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waited {
    /// It ended with status 0.
    Ended,
    /// It is still running.
    Running,
}

/// The reason why a hook failed.
#[derive(Debug, Error)]
#[error("{}", self.message())]
pub enum HookError {
    /// The config names no program.
    NoProgram,
    /// This program cannot be started, or waiting for it fails.
    Start(String, #[source] io::Error),
    /// This program ended with a status other than 0. The second text is the first line of its standard error, which may
    /// be empty.
    Status(String, ExitStatus, String),
}

impl HookError {
    /// Returns the reason as a sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoProgram => msg!("hook-no-program"),
            Self::Start(name, error) => msg!("hook-not-started", program = name, reason = error.to_string()),
            Self::Status(name, status, said) if said.is_empty() => {
                msg!("hook-status", program = name, status = status.to_string())
            }
            Self::Status(name, status, said) => {
                msg!("hook-status-said", program = name, status = status.to_string(), said = said)
            }
        }
    }
}

/// Runs a command on one article and waits until it ends. The command receives the article's fields as environment
/// variables and its text on standard input.
///
/// # Errors
/// As [`run_within`].
pub fn run(words: &[String], article: &Article, triage: &Triage) -> Result<(), HookError> {
    run_within(words, article, triage, Duration::MAX).map(drop)
}

/// Like [`run`], but waits no longer than `limit`.
///
/// # Errors
/// If the command cannot be started, or ends with a status other than 0.
pub fn run_within(words: &[String], article: &Article, triage: &Triage, limit: Duration) -> Result<Waited, HookError> {
    let started = Instant::now();
    let outcome = execute(words, article, triage, limit);
    let (program, ms) = (words.first().map_or("", String::as_str), started.elapsed().as_millis());
    match &outcome {
        Ok(Waited::Ended) => tracing::info!(program, status = 0, ms, "hook ended"),
        Ok(Waited::Running) => tracing::warn!(program, ms, "hook still running"),
        Err(HookError::NoProgram) => tracing::warn!("hook without a program"),
        Err(HookError::Start(_, error)) => tracing::warn!(program, error = ?error.kind(), ms, "hook not started"),
        // Its standard error may quote the article.
        Err(HookError::Status(_, status, _)) => tracing::warn!(program, %status, ms, "hook failed"),
    }
    outcome
}

fn execute(words: &[String], article: &Article, triage: &Triage, limit: Duration) -> Result<Waited, HookError> {
    let name = words.first().map(|name| clean::one_line(name)).unwrap_or_default();
    let failed = |error: io::Error| HookError::Start(name.clone(), error);
    let (program, arguments) = words.split_first().ok_or(HookError::NoProgram)?;
    let mut child = Command::new(program)
        .args(arguments)
        .envs(program::environment(article, triage))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        // In its own process group, it does not receive signals from the terminal.
        .process_group(0)
        .spawn()
        .map_err(failed)?;
    let input = program::input(article, triage, &document(article));
    if let Some(mut pipe) = child.stdin.take() {
        // The command may end without reading all of its input.
        std::thread::Builder::new()
            .name("hook input".into())
            .spawn(move || pipe.write_all(input.as_bytes()))
            .map_err(failed)?;
    }
    let (says, said) = channel();
    if let Some(pipe) = child.stderr.take() {
        std::thread::Builder::new().name("hook errors".into()).spawn(move || listen(pipe, &says)).map_err(failed)?;
    }
    let (over, ended) = channel();
    // The receiver no longer exists once the limit has passed.
    let wait = move || drop(over.send(child.wait()));
    std::thread::Builder::new().name("hook end".into()).spawn(wait).map_err(failed)?;
    let status = match ended.recv_timeout(limit) {
        Ok(status) => status.map_err(failed)?,
        Err(_) => return Ok(Waited::Running),
    };
    if status.success() {
        return Ok(Waited::Ended);
    }
    let said = said.recv_timeout(LAST_WORDS).unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let line = clean::one_line(said.lines().next().unwrap_or_default());
    Err(HookError::Status(name, status, line.to_string()))
}

/// Reads a pipe to its end, so that the writer never blocks, and sends its first bytes.
fn listen(mut pipe: impl Read, says: &Sender<Vec<u8>>) {
    let mut first = Vec::new();
    let mut bytes = [0; 4096];
    while let Ok(count) = pipe.read(&mut bytes) {
        if count == 0 {
            break;
        }
        let room = SAID.saturating_sub(first.len()).min(count);
        first.extend_from_slice(bytes.get(..room).unwrap_or_default());
    }
    // The receiver no longer exists if the command succeeded.
    let _ = says.send(first);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ArticleId, Format, Verdict};

    fn article() -> Article {
        Article {
            id: ArticleId([7; 10]),
            title: "A $(touch x) title".into(),
            source: "paper".into(),
            origin: String::new(),
            author: String::new(),
            link: "https://e.org/;id".into(),
            published: None,
            added: 0,
            language: String::new(),
            format: Format::Plain,
            body: "Body.".into(),
            tags: Vec::new(),
            changed: false,
        }
    }

    fn shell(line: &str) -> Result<(), String> {
        let words = ["/bin/sh", "-c", line].map(str::to_owned);
        run(&words, &article(), &Triage { verdict: Verdict::Keep, ..Triage::default() })
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_hook_gets_the_fields_and_the_text() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let line =
            format!("{{ printf '%s|' \"$FARZ_TITLE\" \"$FARZ_URL\" \"$FARZ_VERDICT\"; cat; }} > '{}'", out.display());
        assert_eq!(shell(&line), Ok(()));
        let said = std::fs::read_to_string(out).unwrap();
        assert_eq!(said, "A $(touch x) title|https://e.org/;id|keep|A $(touch x) title\n\nBody.\n");
    }

    #[test]
    fn a_failure_says_what_the_command_said_without_what_acts_on_a_terminal() {
        assert_eq!(
            shell("printf 'no \\033[2Jroom\\nmore\\n' >&2; exit 3"),
            Err("/bin/sh: exit status: 3: no room".into())
        );
        assert_eq!(shell("exit 4"), Err("/bin/sh: exit status: 4".into()));
        let missing = run(&["/nonexistent/hook".to_owned()], &article(), &Triage::default());
        assert!(missing.unwrap_err().to_string().starts_with("/nonexistent/hook cannot be started: "));
    }

    #[test]
    fn one_that_talks_without_end_and_leaves_a_child_behind_is_not_waited_for() {
        let long = shell(
            "i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789 >&2; i=$((i+1)); done; exit 1",
        );
        assert!(long.unwrap_err().len() < 200);
        // The child keeps the pipe open until its own input ends, and the test holds that input.
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).unwrap();
        let held = shell(&format!("cat '{}' >&2 & exit 5", fifo.display()));
        assert_eq!(held, Err("/bin/sh: exit status: 5".into()));
        // This releases the child.
        drop(std::fs::OpenOptions::new().write(true).open(&fifo).unwrap());
    }

    #[test]
    fn one_that_does_not_end_is_left_to_run_when_the_limit_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("fifo");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).unwrap();
        let words = ["/bin/sh", "-c", &format!("read x < '{}'; exit 3", fifo.display())].map(str::to_owned);
        let waited = run_within(&words, &article(), &Triage::default(), Duration::from_millis(20));
        assert_eq!(waited.unwrap(), Waited::Running);
        // It is still running: it opens the pipe, so this end opens too.
        drop(std::fs::OpenOptions::new().write(true).open(&fifo).unwrap());
        let done = run_within(&["/bin/true".to_owned()], &article(), &Triage::default(), Duration::from_secs(20));
        assert_eq!(done.unwrap(), Waited::Ended);
    }
}
