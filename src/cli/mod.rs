//! The command line: one file per command. All commands use the same library as the reader.

mod args;
mod add;
mod calibrate;
mod completions;
mod doctor;
mod fetch;
mod help;
mod history;
mod ids;
mod keys;
mod list;
mod mark;
mod newsboat;
mod open;
mod refused;
mod rules;
mod samples;
mod show;
mod tags;
mod transfer;
mod views;
mod words;
mod sources;

use crate::config::Config;
use crate::service::{clock, log, settings};
use crate::storage::{Paths, Store};
use args::{Cli, Command, ExportFormat, RulesCommand};
use clap::FromArgMatches;
use mark::Bulk;
use refused::Refused;
use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use words::{complain, described, locale, warn};

/// An error to report on standard error; farz then exits with status 1.
type Failure = Box<dyn Error>;

/// Runs farz with the arguments and the environment of this process.
#[must_use]
pub fn run() -> ExitCode {
    let (log, arguments) = leading_log(std::env::args_os().collect());
    let parsed =
        help::command(locale()).try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(said) => return tell(&said),
    };
    let name = cli.command.as_ref().map_or("reader", Command::name);
    let outcome = start_log(cli.log.or(log).as_deref(), name).and_then(|()| match cli.command {
        None => open::run(&cli.open),
        Some(command) => dispatch(command),
    });
    match outcome {
        Ok(code) => {
            tracing::info!(exit = ?code, "end");
            code
        }
        Err(error) if is_broken_pipe(error.as_ref()) => {
            tracing::info!(exit = 0, "end");
            ExitCode::SUCCESS
        }
        Err(error) => {
            // The reason may quote the user's input or an address, so the log has only the status.
            tracing::error!(exit = 1, "end");
            // Standard error may be closed too; then there is no way to report the error.
            let _ = complain(described(error.as_ref()));
            if error.is::<Refused>() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

/// Removes `--log FILE` from the front of the arguments. clap looks for a command only if no option of the reader
/// precedes it, and would otherwise take the command's name for a source.
fn leading_log(mut arguments: Vec<OsString>) -> (Option<PathBuf>, Vec<OsString>) {
    let Some(first) = arguments.get(1).and_then(|first| first.to_str()) else { return (None, arguments) };
    let joined = first.strip_prefix("--log=").filter(|file| !file.is_empty()).map(PathBuf::from);
    if joined.is_some() {
        arguments.remove(1);
        return (joined, arguments);
    }
    if first == "--log" && arguments.len() > 2 {
        let file = arguments.drain(1..3).next_back();
        return (file.map(PathBuf::from), arguments);
    }
    (None, arguments)
}

/// Turns the log on if `--log` or `FARZ_LOG` asks for it, and writes its first line.
fn start_log(argument: Option<&Path>, command: &'static str) -> Result<(), Failure> {
    let variable = std::env::var_os(log::VARIABLE).filter(|value| !value.is_empty());
    if argument.is_none() && variable.is_none() {
        return Ok(());
    }
    if let Some(setup) = log::chosen(argument, variable.as_deref(), &paths()?.state)? {
        log::start(setup)?;
    }
    tracing::info!(version = env!("CARGO_PKG_VERSION"), command, process = std::process::id(), "start");
    Ok(())
}

/// Prints the messages that clap creates itself: help, the version, or a usage error.
fn tell(said: &clap::Error) -> ExitCode {
    match said.print().and_then(|()| io::stdout().flush()) {
        Ok(()) => ExitCode::from(u8::try_from(said.exit_code()).unwrap_or(2)),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed too.
            let _ = complain(error);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Add { sources } => add::run(&sources),
        Command::Fetch { sources, all } => fetch::run(&sources, all),
        Command::Sources { opml, remove } => sources::run(opml, remove.as_deref()),
        Command::Rules { command: RulesCommand::Test { view } } => rules::test(view.as_deref()),
        Command::List(list) => list::run(&list),
        Command::Show(show) => show::run(&show),
        Command::Mark { verdict, ids, query, view } => {
            mark::verdict(verdict.into(), &ids, Bulk { query: query.as_deref(), view: view.as_deref() })
        }
        Command::Tag { query, view, words } => {
            mark::tags(&words, Bulk { query: query.as_deref(), view: view.as_deref() })
        }
        Command::Undo { what } => history::undo(what.as_deref()),
        Command::Redo { count } => history::redo(count.as_deref()),
        Command::Log { limit } => history::log(limit),
        Command::Tags { action } => tags::run(action.as_ref()),
        Command::Views { action } => views::run(action.as_ref()),
        Command::Export { format: ExportFormat::Jsonl } => transfer::export(),
        Command::Import { file } => transfer::import(&file),
        Command::Backup { file } => transfer::backup(&file),
        Command::Compact => transfer::compact(),
        Command::Keys { keymap, command } => keys::run(keymap.as_deref(), command),
        Command::Doctor { rebuild } => doctor::run(rebuild),
        Command::Calibrate => calibrate::run(),
        Command::Man => manual(),
        Command::Completions { shell } => completions::run(shell),
    }
}

fn manual() -> Result<ExitCode, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(help::command(locale())).render(&mut page)?;
    io::stdout().lock().write_all(&page)?;
    Ok(ExitCode::SUCCESS)
}

/// Returns whether the reader of the output closed it, as `head` does. That is not an error.
fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |error| Error::source(*error));
    causes.any(|error| error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}

/// Returns the paths of farz.
fn paths() -> Result<Paths, Failure> {
    Ok(Paths::discover(&|name| std::env::var_os(name))?)
}

/// Opens the store and reports problems with its files on standard error.
fn store() -> Result<Store, Failure> {
    let (store, diagnostics) = Store::open(&paths()?, now())?;
    for diagnostic in diagnostics {
        complain(diagnostic)?;
    }
    Ok(store)
}

/// Reads the config file and reports problems with it on standard error.
fn config() -> Result<Config, Failure> {
    let (config, _, problems) = settings::load(&paths()?, None);
    for problem in problems {
        warn(&problem.message())?;
    }
    Ok(config)
}

/// Returns the current time, in milliseconds since 1970-01-01 UTC.
fn now() -> i64 {
    clock::now()
}
