//! `farz doctor`: where everything is kept, and whether it is in order.

use super::{Failure, now, paths};
use crate::runtime::{settings, terminal};
use crate::storage::Store;
use chrono::{DateTime, Utc};
use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Prints the report. Exit status 1 if something is not in order.
pub fn run(rebuild: bool) -> Result<ExitCode, Failure> {
    let paths = paths()?;
    let (mut store, mut problems) = Store::open(&paths, now())?;
    let mut out = io::stdout().lock();
    if rebuild {
        store.rebuild()?;
        writeln!(out, "rebuilt     the library's copy of the triage state, from the journal")?;
    }
    let health = store.health(true, now())?;
    let mut say = |name: &str, value: String| writeln!(out, "{name:<11} {value}");
    say("farz", format!("{} ({} {})", env!("CARGO_PKG_VERSION"), env::consts::OS, env::consts::ARCH))?;
    say("config", paths.config.display().to_string())?;
    say("data", paths.data.display().to_string())?;
    say("state", paths.state.display().to_string())?;
    let journal = format!("{} ({:?})", health.triage.display(), health.triage_on);
    say("journal", journal)?;
    let (lines, files, bytes) = (health.lines, health.journal_files, health.journal_bytes);
    say("", format!("{lines} lines in {files} files of {} machines, {bytes} bytes", health.replicas))?;
    say(
        "",
        format!("{} lines not understood, {} bytes not in the library yet", health.unread_lines, health.behind_bytes),
    )?;
    say("replica", health.replica.to_string())?;
    let last = health.last_saved.and_then(DateTime::<Utc>::from_timestamp_millis);
    say("last saved", last.map_or_else(|| "never".to_owned(), |when| when.to_rfc3339()))?;
    let library = format!("{} ({:?}, {})", health.library.display(), health.library_on, health.library_mode);
    say("library", library)?;
    let (articles, triaged, bytes) = (health.articles, health.triaged, health.library_bytes);
    say("", format!("{articles} articles, {triaged} with triage, {bytes} bytes, schema {}", health.schema))?;
    let (_, _, config_problems) = settings::load(&paths, None);
    say("terminal", describe_terminal())?;
    problems.extend(health.unread);
    let problems: Vec<String> =
        problems.iter().map(ToString::to_string).chain(config_problems).chain(health.damage).collect();
    for problem in &problems {
        writeln!(out, "problem     {problem}")?;
    }
    if problems.is_empty() {
        writeln!(out, "all is in order")?;
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn describe_terminal() -> String {
    let name = |variable| env::var(variable).unwrap_or_default();
    let (width, height) = terminal::size();
    let size = format!("{width}x{height}");
    let tty = if io::stdout().is_terminal() { "a terminal" } else { "not a terminal" };
    let ssh = if env::var_os("SSH_CONNECTION").is_some() { ", over SSH" } else { "" };
    format!("TERM={}, {size}, standard output is {tty}{ssh}", name("TERM"))
}
