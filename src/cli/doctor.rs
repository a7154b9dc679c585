//! `farz doctor`: where farz keeps its data, and what is wrong with it.

use super::words::{shown, text};
use super::{Failure, now, paths};
use crate::config::Config;
use crate::message::{Message, msg};
use crate::service::log::{self, Setup};
use crate::service::settings;
use crate::service::terminal_choice::TerminalChoices;
use crate::storage::{Paths, Store};
use crate::terminal::probe::{Answers, Between, writing};
use crate::terminal::{interview, modes};
use crate::text::{columns, padded};
use chrono::{DateTime, Utc};
use std::env;
use std::fmt::Display;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// How long farz waits for answers from the terminal, which may be on a slow connection.
const LIMIT: Duration = Duration::from_secs(2);

/// The number of bytes written to test whether a folder is writable; a full disk still accepts an empty file.
const TRIED: usize = 64 << 10;

/// The report, line by line: a name and a value.
struct Report<W> {
    out: W,
    /// The width of the longest name, in columns.
    width: usize,
}

impl<W: Write> Report<W> {
    fn new(out: W) -> Self {
        let names = [
            msg!("doctor-config"),
            msg!("doctor-data"),
            msg!("doctor-state"),
            msg!("doctor-log"),
            msg!("doctor-journal"),
            msg!("doctor-replica"),
            msg!("doctor-last-saved"),
            msg!("doctor-library"),
            msg!("doctor-rebuilt"),
            msg!("doctor-terminal"),
            msg!("doctor-asked"),
            msg!("doctor-answered"),
            msg!("doctor-bidi"),
            msg!("doctor-problem"),
        ];
        let width = names.iter().map(|name| columns(&text(name))).max().unwrap_or(0);
        Self { out, width: width.max(11) }
    }

    /// Prints a line about `name`.
    fn say(&mut self, name: Message, value: impl Display) -> io::Result<()> {
        self.line(&text(&name), value)
    }

    /// Prints another line about the same name.
    fn more(&mut self, value: impl Display) -> io::Result<()> {
        self.line("", value)
    }

    fn line(&mut self, name: &str, value: impl Display) -> io::Result<()> {
        writeln!(self.out, "{} {}", padded(name, self.width), shown(value))
    }
}

/// Prints the report, as far as the data is readable. Exit status 1 if there is a problem.
pub fn run(rebuild: bool) -> Result<ExitCode, Failure> {
    let paths = paths()?;
    let mut report = Report::new(io::stdout().lock());
    report.line("farz", format_args!("{} ({} {})", env!("CARGO_PKG_VERSION"), env::consts::OS, env::consts::ARCH))?;
    report.say(msg!("doctor-config"), paths.config.display())?;
    report.say(msg!("doctor-data"), paths.data.display())?;
    report.say(msg!("doctor-state"), paths.state.display())?;
    report.say(msg!("doctor-log"), text(&describe_log(&paths)))?;
    let mut problems = Vec::new();
    let kept = match Store::open(&paths, now()) {
        Ok((mut store, told)) => {
            problems.extend(told.iter().map(ToString::to_string));
            keeping(&mut store, rebuild, &mut report, &mut problems)
        }
        Err(error) => Err(error.into()),
    };
    if let Err(error) = kept {
        report.say(msg!("doctor-journal"), paths.triage().display())?;
        report.say(msg!("doctor-library"), paths.library().display())?;
        problems.push(error.to_string());
    }
    for folder in [paths.triage(), paths.data.clone(), paths.state.clone()] {
        if let Err(error) = writable(&folder) {
            problems.push(unwritable(&folder, &error));
        }
    }
    let (config, _, config_problems) = settings::load(&paths, None);
    problems.extend(config_problems.iter().map(|problem| text(&problem.message())));
    report.say(msg!("doctor-terminal"), describe_terminal())?;
    right_to_left(&paths, &config, &mut report)?;
    for problem in &problems {
        report.say(msg!("doctor-problem"), problem)?;
    }
    if problems.is_empty() {
        writeln!(report.out, "{}", text(&msg!("doctor-in-order")))?;
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn unwritable(folder: &Path, error: &io::Error) -> String {
    text(&msg!("doctor-unwritable", folder = folder, why = error.to_string()))
}

/// Reports the state of the journal and the library, and adds their faults to `problems`.
fn keeping(
    store: &mut Store,
    rebuild: bool,
    report: &mut Report<impl Write>,
    problems: &mut Vec<String>,
) -> Result<(), Failure> {
    if rebuild {
        store.rebuild()?;
    } else {
        problems.extend(store.heal()?.iter().map(ToString::to_string));
    }
    let health = store.health(true, now())?;
    if let Err(error) = writable(&health.triage.join(health.replica.to_string())) {
        problems.push(unwritable(&health.triage, &error));
    }
    if rebuild {
        report.say(msg!("doctor-rebuilt"), text(&msg!("doctor-rebuilt-what")))?;
    }
    report.say(msg!("doctor-journal"), format_args!("{} ({:?})", health.triage.display(), health.triage_on))?;
    let lines = msg!(
        "doctor-journal-size",
        lines = health.lines,
        files = health.journal_files,
        machines = health.replicas,
        bytes = health.journal_bytes
    );
    report.more(text(&lines))?;
    let (unread, behind) = (health.unread_lines, health.behind_bytes);
    report.more(text(&msg!("doctor-journal-unread", lines = unread, bytes = behind)))?;
    if health.written_again > 0 {
        report.more(text(&msg!("doctor-journal-rewritten", lines = health.written_again)))?;
    }
    report.say(msg!("doctor-replica"), health.replica)?;
    let last = health.last_saved.and_then(DateTime::<Utc>::from_timestamp_millis);
    report
        .say(msg!("doctor-last-saved"), last.map_or_else(|| text(&msg!("doctor-never")), |when| when.to_rfc3339()))?;
    let (library, on, mode) = (health.library.display(), health.library_on, health.library_mode);
    report.say(msg!("doctor-library"), format_args!("{library} ({on:?}, {mode})"))?;
    let size = msg!(
        "doctor-library-size",
        articles = msg!("count-articles", count = health.articles),
        triaged = health.triaged,
        bytes = health.library_bytes,
        schema = health.schema
    );
    report.more(text(&size))?;
    problems.extend(health.unread.iter().map(ToString::to_string));
    problems.extend(health.damage);
    Ok(())
}

/// Tests whether files can be written in `folder`, or in its nearest parent that exists.
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

/// Reports the questions to the terminal and its answers, and how and why farz writes right-to-left text to it.
fn right_to_left(paths: &Paths, config: &Config, report: &mut Report<impl Write>) -> io::Result<()> {
    if !io::stdout().is_terminal() {
        return report.say(msg!("doctor-bidi"), text(&msg!("doctor-bidi-no-terminal")));
    }
    let variable = |name: &str| env::var(name).ok();
    let answers = interview::ask(LIMIT).unwrap_or_else(|_| Answers::new(variable));
    let nothing = text(&msg!("doctor-no-answer"));
    let or_nothing = |answer: &Option<String>| answer.clone().unwrap_or_else(|| nothing.clone());
    match answers.between {
        Between::Screen => report.say(msg!("doctor-asked"), text(&msg!("doctor-asked-screen")))?,
        Between::Tmux => {
            report.say(msg!("doctor-asked"), "tmux: client_termtype, client_termname")?;
            let answer = format_args!("{}; TERM {}", or_nothing(&answers.version), answers.term).to_string();
            report.say(msg!("doctor-answered"), answer)?;
        }
        Between::Nothing => {
            report.say(msg!("doctor-asked"), "DECRQM 8, XTVERSION, DA2, DA3, XTGETTCAP TN, ENQ, DA1")?;
            let mode = answers.bidi_mode.map_or_else(|| nothing.clone(), |mode| mode.to_string());
            report.say(msg!("doctor-answered"), text(&msg!("doctor-bidi-mode", mode = mode)))?;
            report.more(format_args!("XTVERSION: {}", or_nothing(&answers.version)))?;
            report.more(format_args!("DA1: {}", or_nothing(&answers.primary)))?;
            report.more(format_args!("DA2: {}", or_nothing(&answers.secondary)))?;
            report.more(format_args!("DA3: {}", or_nothing(&answers.unit)))?;
            report.more(format_args!("TN: {}", or_nothing(&answers.name)))?;
            report.more(format_args!("ENQ: {}", if answers.putty { "PuTTY" } else { &nothing }))?;
        }
    }
    let choice = answers.choose();
    let remembered = TerminalChoices::read(paths).strategy(&answers.fingerprint());
    let writing = writing(&config.bidi, remembered, &choice);
    let why = if config.bidi.strategy.is_some() {
        text(&msg!("doctor-bidi-config"))
    } else if remembered.is_some() {
        text(&msg!("doctor-bidi-calibrated"))
    } else {
        text(&choice.why)
    };
    let marks = match writing.strip_marks {
        true => format!("; {}", text(&msg!("doctor-bidi-no-marks"))),
        false => String::new(),
    };
    report.say(msg!("doctor-bidi"), format_args!("{}: {why}{marks}", writing.strategy.name()))
}

/// Returns the path and size of the log, with its level or how to turn it on.
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
    let term = format!("TERM={}", env::var("TERM").unwrap_or_default());
    let (width, height) = modes::size();
    let size = format!("{width}x{height}");
    text(&match (io::stdout().is_terminal(), env::var_os("SSH_CONNECTION").is_some()) {
        (true, false) => msg!("doctor-terminal-local", term = term, size = size),
        (true, true) => msg!("doctor-terminal-ssh", term = term, size = size),
        (false, false) => msg!("doctor-terminal-none", term = term, size = size),
        (false, true) => msg!("doctor-terminal-none-ssh", term = term, size = size),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_takes_no_file_is_told_and_nothing_is_left_in_one_that_does() {
        let home = tempfile::tempdir().unwrap();
        assert!(writable(home.path()).is_ok() && writable(&home.path().join("not/there")).is_ok());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
        // Even root cannot write there.
        assert!(writable(Path::new("/proc")).is_err());
        fs::write(home.path().join("file"), "").unwrap();
        assert!(writable(&home.path().join("file")).is_err() && writable(&home.path().join("file/in")).is_err());
    }
}
