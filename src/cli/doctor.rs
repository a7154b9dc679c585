//! `farz doctor`: where everything is kept, and whether it is in order.

use super::{Failure, now, paths, shown};
use crate::config::Config;
use crate::message::{Message, msg};
use crate::service::log::{self, Setup};
use crate::service::settings;
use crate::service::terminal_choice::TerminalChoices;
use crate::storage::{Paths, Store, StoreError};
use crate::terminal::probe::{Answers, Between, writing};
use crate::terminal::{interview, modes};
use chrono::{DateTime, Utc};
use std::env;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// How long the terminal is waited for: it may be far away.
const LIMIT: Duration = Duration::from_secs(2);

/// What is written to try whether a folder takes it, in bytes: an empty file goes onto a full disk too.
const TRIED: usize = 64 << 10;

/// Prints the report, as much of it as there is. Exit status 1 if something is not in order.
pub fn run(rebuild: bool) -> Result<ExitCode, Failure> {
    let paths = paths()?;
    let mut out = io::stdout().lock();
    let mut say = |name: &str, value: String| writeln!(out, "{name:<11} {value}");
    say("farz", format!("{} ({} {})", env!("CARGO_PKG_VERSION"), env::consts::OS, env::consts::ARCH))?;
    say("config", paths.config.display().to_string())?;
    say("data", paths.data.display().to_string())?;
    say("state", paths.state.display().to_string())?;
    say("log", describe_log(&paths).to_string())?;
    let mut problems = Vec::new();
    let kept = match Store::open(&paths, now()) {
        Ok((mut store, told)) => {
            problems.extend(told.iter().map(ToString::to_string));
            keeping(&mut store, rebuild, &mut say, &mut problems)
        }
        Err(error) => Err(error),
    };
    if let Err(error) = kept {
        say("journal", paths.triage().display().to_string())?;
        say("library", paths.library().display().to_string())?;
        problems.push(error.to_string());
    }
    for folder in [paths.triage(), paths.data.clone(), paths.state.clone()] {
        if let Err(error) = writable(&folder) {
            problems.push(format!("{}: cannot be written: {error}", folder.display()));
        }
    }
    let (config, _, config_problems) = settings::load(&paths, None);
    problems.extend(config_problems);
    say("terminal", describe_terminal())?;
    for (name, value) in right_to_left(&paths, &config) {
        say(name, value)?;
    }
    for problem in &problems {
        say("problem", shown(problem))?;
    }
    if problems.is_empty() {
        writeln!(out, "all is in order")?;
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Says how the journal and the library are, and puts what is wrong with them among the `problems`.
fn keeping(
    store: &mut Store,
    rebuild: bool,
    say: &mut impl FnMut(&str, String) -> io::Result<()>,
    problems: &mut Vec<String>,
) -> Result<(), StoreError> {
    if rebuild {
        store.rebuild()?;
    } else {
        problems.extend(store.heal()?.iter().map(ToString::to_string));
    }
    let health = store.health(true, now())?;
    if let Err(error) = writable(&health.triage.join(health.replica.to_string())) {
        problems.push(format!("{}: cannot be written: {error}", health.triage.display()));
    }
    let last = health.last_saved.and_then(DateTime::<Utc>::from_timestamp_millis);
    let (lines, files, bytes) = (health.lines, health.journal_files, health.journal_bytes);
    let mut report = vec![
        ("journal", format!("{} ({:?})", health.triage.display(), health.triage_on)),
        ("", format!("{lines} lines in {files} files of {} machines, {bytes} bytes", health.replicas)),
        (
            "",
            format!(
                "{} lines not understood, {} bytes not in the library yet",
                health.unread_lines, health.behind_bytes
            ),
        ),
        ("replica", health.replica.to_string()),
        ("last saved", last.map_or_else(|| "never".to_owned(), |when| when.to_rfc3339())),
        ("library", format!("{} ({:?}, {})", health.library.display(), health.library_on, health.library_mode)),
    ];
    if health.written_again > 0 {
        let what = format!("{} of them were cut off and written again whole: nothing is lost", health.written_again);
        report.insert(3, ("", what));
    }
    let (articles, triaged, bytes) = (health.articles, health.triaged, health.library_bytes);
    report.push(("", format!("{articles} articles, {triaged} with triage, {bytes} bytes, schema {}", health.schema)));
    if rebuild {
        report.insert(0, ("rebuilt", "the library's copy of the triage state, from the journal".to_owned()));
    }
    for (name, value) in report {
        // Output that cannot be written is told by the next line.
        let _ = say(name, value);
    }
    problems.extend(health.unread.iter().map(ToString::to_string));
    problems.extend(health.damage);
    Ok(())
}

/// Tries whether files can be written in a folder; where it is missing, in the one that it would be made in.
fn writable(folder: &Path) -> io::Result<()> {
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return folder.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or(Ok(()), writable);
        }
        Err(error) => return Err(error),
    }
    let tried = folder.join(format!(".farz-doctor.{}.part", std::process::id()));
    let write = || {
        let mut file = fs::File::create(&tried)?;
        file.write_all(&vec![0; TRIED])?;
        file.sync_all()
    };
    let written = write();
    match fs::remove_file(&tried) {
        Err(error) if written.is_ok() => Err(error),
        _ => written,
    }
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
    let remembered = TerminalChoices::read(paths).strategy(&answers.fingerprint());
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

/// Where the log is, how large, and its level or how it is turned on.
fn describe_log(paths: &Paths) -> Message {
    let size = |path: &Path| fs::metadata(path).map(|file| file.len());
    if let Some(Setup { path, level }) = log::in_force() {
        let level = level.as_str().to_lowercase();
        return msg!("doctor-log-on", path = path, level = level, bytes = size(path).unwrap_or(0));
    }
    let path = log::default_file(&paths.state);
    match size(&path) {
        Ok(bytes) => msg!("doctor-log-off-left", path = path, bytes = bytes),
        Err(_) => msg!("doctor-log-off", path = path),
    }
}

fn describe_terminal() -> String {
    let name = |variable| env::var(variable).unwrap_or_default();
    let (width, height) = modes::size();
    let size = format!("{width}x{height}");
    let tty = if io::stdout().is_terminal() { "a terminal" } else { "not a terminal" };
    let ssh = if env::var_os("SSH_CONNECTION").is_some() { ", over SSH" } else { "" };
    format!("TERM={}, {size}, standard output is {tty}{ssh}", name("TERM"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_takes_no_file_is_told_and_nothing_is_left_in_one_that_does() {
        let home = tempfile::tempdir().unwrap();
        assert!(writable(home.path()).is_ok() && writable(&home.path().join("not/there")).is_ok());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
        // Not even for root.
        assert!(writable(Path::new("/proc")).is_err());
        fs::write(home.path().join("file"), "").unwrap();
        assert!(writable(&home.path().join("file")).is_err() && writable(&home.path().join("file/in")).is_err());
    }
}
