//! `farz doctor`: where everything is kept, and whether it is in order.

use super::{Failure, now, paths};
use crate::config::Config;
use crate::runtime::probe::{Answers, Between, writing};
use crate::runtime::remembered::Remembered;
use crate::runtime::{interview, settings, terminal};
use crate::storage::{Paths, Store};
use chrono::{DateTime, Utc};
use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

/// How long the terminal is waited for: it may be far away.
const LIMIT: Duration = Duration::from_secs(2);

/// Prints the report. Exit status 1 if something is not in order.
pub fn run(rebuild: bool) -> Result<ExitCode, Failure> {
    let paths = paths()?;
    let (mut store, mut problems) = Store::open(&paths, now())?;
    let mut out = io::stdout().lock();
    if rebuild {
        store.rebuild()?;
        writeln!(out, "rebuilt     the library's copy of the triage state, from the journal")?;
    } else {
        problems.extend(store.heal()?);
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
    let (config, _, config_problems) = settings::load(&paths, None);
    say("terminal", describe_terminal())?;
    for (name, value) in right_to_left(&paths, &config) {
        say(name, value)?;
    }
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

/// What the terminal was asked, what it answered, and how right-to-left text is written to it, and why.
fn right_to_left(paths: &Paths, config: &Config) -> Vec<(&'static str, String)> {
    if !io::stdout().is_terminal() {
        return vec![("bidi", "not asked: standard output is not a terminal".into())];
    }
    let variable = |name: &str| env::var(name).ok();
    let answers = interview::ask(LIMIT).unwrap_or_else(|_| Answers::new(variable));
    let unknown = || "nothing".to_owned();
    let or_nothing = |answer: &Option<String>| answer.clone().unwrap_or_else(unknown);
    let mut lines = match answers.between {
        Between::Screen => vec![("asked", "nothing: GNU screen does not pass the questions on".to_owned())],
        Between::Tmux => vec![
            ("asked", "tmux: client_termtype, client_termname".to_owned()),
            ("answered", format!("{}; TERM {}", or_nothing(&answers.version), answers.term)),
        ],
        Between::Nothing => vec![
            ("asked", "DECRQM 8, XTVERSION, DA2, DA3, XTGETTCAP TN, ENQ, DA1".to_owned()),
            ("answered", format!("bidi mode: {}", answers.bidi_mode.map_or_else(unknown, |mode| mode.to_string()))),
            ("", format!("XTVERSION: {}", or_nothing(&answers.version))),
            ("", format!("DA1: {}", or_nothing(&answers.primary))),
            ("", format!("DA2: {}", or_nothing(&answers.secondary))),
            ("", format!("DA3: {}", or_nothing(&answers.unit))),
            ("", format!("TN: {}", or_nothing(&answers.name))),
            ("", format!("ENQ: {}", if answers.putty { "PuTTY" } else { "nothing" })),
        ],
    };
    let choice = answers.choose();
    let remembered = Remembered::read(paths).strategy(&answers.fingerprint());
    let writing = writing(&config.bidi, remembered, &choice);
    let why = if config.bidi.strategy.is_some() {
        "bidi.strategy in the config".to_owned()
    } else if remembered.is_some() {
        "chosen with farz calibrate".to_owned()
    } else {
        choice.why
    };
    let marks = if writing.strip_marks { "; marks are left out" } else { "" };
    lines.push(("bidi", format!("{}: {why}{marks}", writing.strategy.name())));
    lines
}

fn describe_terminal() -> String {
    let name = |variable| env::var(variable).unwrap_or_default();
    let (width, height) = terminal::size();
    let size = format!("{width}x{height}");
    let tty = if io::stdout().is_terminal() { "a terminal" } else { "not a terminal" };
    let ssh = if env::var_os("SSH_CONNECTION").is_some() { ", over SSH" } else { "" };
    format!("TERM={}, {size}, standard output is {tty}{ssh}", name("TERM"))
}
