//! `farz`: opens the reader.

use super::args::Open;
use super::{Failure, now, samples};
use crate::runtime::remembered::Remembered;
use crate::runtime::session::{Ending, Opening};
use crate::runtime::typed::TypedFile;
use crate::runtime::{self, importer, intake, settings, terminal};
use crate::storage::{Paths, Store};
use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

/// Opens the reader on the library, or on the samples.
pub fn run(open: &Open) -> Result<ExitCode, Failure> {
    if !io::stdout().is_terminal() {
        return Err("standard output is not a terminal, and the reader draws on one; `farz list` prints instead".into());
    }
    terminal::check_term(std::env::var("TERM").ok().as_deref())?;
    let paths = super::paths()?;
    if !open.sample {
        return reader(open, &paths, &paths);
    }
    let throw_away = ThrowAway::new()?;
    let own = Paths::within(&throw_away.0);
    add_samples(&own)?;
    reader(open, &paths, &own)
}

/// Runs the reader on the library in `library`, with the config and the keymaps of `person`.
fn reader(open: &Open, person: &Paths, library: &Paths) -> Result<ExitCode, Failure> {
    let loaded = settings::load(person, open.keymap.as_deref());
    let (keymap, last, saved) = (open.keymap.clone(), loaded.clone(), settings::saved(person));
    let reload = settings::Reload { paths: person.clone(), keymap, last, saved };
    let (config, keymap, mut problems) = loaded;
    let (mut store, diagnostics) = Store::open(library, now())?;
    store.merge_same_text(intake::merging(&config));
    problems.extend(diagnostics.iter().map(ToString::to_string));
    let opening = Opening {
        store,
        settings: settings::of(&config),
        keymap,
        problems,
        sources: open.sources.clone(),
        session: runtime::session()?,
        reload: Some(reload),
        remembered: Remembered::read(person),
        typed: Some(TypedFile::within(&library.state)),
    };
    let Ending { code, message } = runtime::run(opening)?;
    if !message.is_empty() {
        // The terminal may be gone; the exit status still tells.
        let _ = writeln!(io::stderr(), "{message}");
    }
    Ok(ExitCode::from(code))
}

/// When the samples without a date of their own are said to have come: 2026-01-01, before those with one.
const SAMPLES_ADDED: i64 = 1_767_225_600_000;

fn add_samples(paths: &Paths) -> Result<(), Failure> {
    let folder = paths.data.join("samples");
    std::fs::create_dir_all(&folder)?;
    for (name, text) in samples::files() {
        std::fs::write(folder.join(name), text)?;
    }
    let (mut store, _) = Store::open(paths, now())?;
    let mut broken = None;
    importer::import(
        &[folder.into_os_string()],
        SAMPLES_ADDED,
        importer::MANY,
        &mut |_| {},
        &mut |articles| match store.add(&articles) {
            Ok(_) => ControlFlow::Continue(()),
            Err(error) => {
                broken = Some(error);
                ControlFlow::Break(())
            }
        },
    );
    broken.map_or(Ok(()), |error| Err(error.into()))
}

/// A folder that is gone when this is dropped.
struct ThrowAway(PathBuf);

impl ThrowAway {
    fn new() -> io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("farz-sample-{:016x}", runtime::session()?));
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        // A temporary folder that cannot be removed is the system's to clean.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
