//! `farz`: opens the reader.

use super::args::Open;
use super::{Failure, now, samples};
use crate::keymap::Diagnostic;
use crate::message::msg;
use crate::runtime;
use crate::runtime::input_history::InputHistoryFile;
use crate::runtime::session::{Ending, Opening};
use crate::runtime::settings_thread::{Reload, saved, settings_of};
use crate::service::terminal_choice::TerminalChoices;
use crate::service::{clock, importing, ingestion, settings};
use crate::storage::{self, Paths, Store};
use crate::terminal::modes;
use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

/// Opens the reader on the library or on the samples.
pub fn run(open: &Open) -> Result<ExitCode, Failure> {
    if !io::stdout().is_terminal() {
        return Err(msg!("open-no-terminal").into());
    }
    modes::check_term(std::env::var("TERM").ok().as_deref())?;
    let paths = super::paths()?;
    if !open.sample {
        return reader(open, &paths, &paths);
    }
    let throw_away = ThrowAway::new()?;
    let own = Paths::within(&throw_away.0);
    add_samples(&own)?;
    reader(open, &paths, &own)
}

/// Runs the reader on the library in `library` with the user's config and keymaps in `person`.
fn reader(open: &Open, person: &Paths, library: &Paths) -> Result<ExitCode, Failure> {
    let loaded = settings::load(person, open.keymap.as_deref());
    let (keymap, last, saved) = (open.keymap.clone(), loaded.clone(), saved(person));
    let reload = Reload { paths: person.clone(), keymap, last, saved };
    let (config, keymap, mut problems) = loaded;
    let (mut store, diagnostics) = Store::open(library, now())?;
    store.merge_same_text(ingestion::merging(&config));
    problems.extend(diagnostics.iter().map(of_storage));
    let opening = Opening {
        store,
        settings: settings_of(config),
        keymap,
        problems,
        sources: open.sources.clone(),
        session: clock::session()?,
        reload: Some(reload),
        remembered: TerminalChoices::read(person),
        typed: Some(InputHistoryFile::within(&library.state)),
    };
    let Ending { code, message } = runtime::run(opening)?;
    if !message.is_empty() {
        // The terminal may be gone. The exit status still reports the failure.
        let _ = writeln!(io::stderr(), "{message}");
    }
    Ok(ExitCode::from(code))
}

/// What is wrong in the library or the journal, as one of the person's problems.
fn of_storage(diagnostic: &storage::Diagnostic) -> Diagnostic {
    let file = diagnostic.file.display().to_string();
    let place = diagnostic.line.map_or_else(|| file.clone(), |line| format!("{file}:{line}"));
    Diagnostic::whole(&place, diagnostic.what.to_string())
}

/// The date of samples without one: 2026-01-01, older than all others, in milliseconds since 1970-01-01 UTC.
const SAMPLES_ADDED: i64 = 1_767_225_600_000;

fn add_samples(paths: &Paths) -> Result<(), Failure> {
    let folder = paths.data.join("samples");
    std::fs::create_dir_all(&folder)?;
    for (name, text) in samples::files() {
        std::fs::write(folder.join(name), text)?;
    }
    let (mut store, _) = Store::open(paths, now())?;
    let mut broken = None;
    importing::import(&[folder.into_os_string()], SAMPLES_ADDED, importing::MANY, &mut |_| {}, &mut |articles| {
        match store.add(&articles) {
            Ok(_) => ControlFlow::Continue(()),
            Err(error) => {
                broken = Some(error);
                ControlFlow::Break(())
            }
        }
    });
    broken.map_or(Ok(()), |error| Err(error.into()))
}

/// A temporary folder, removed on drop.
struct ThrowAway(PathBuf);

impl ThrowAway {
    fn new() -> io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("farz-sample-{:016x}", clock::session()?));
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        // The system cleans up a temporary folder that cannot be removed.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
