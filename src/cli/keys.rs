//! `farz keys`: prints what the keys do.

use super::{Failure, paths};
use crate::reference;
use crate::runtime::settings;
use std::io::{self, Write};
use std::process::ExitCode;

/// Prints the keymap in force, and what is wrong in its files. Exit status 1 if anything is.
pub fn run(name: Option<&str>) -> Result<ExitCode, Failure> {
    let (_, keymap, problems) = settings::load(&paths()?, name);
    io::stdout().write_all(reference::table(&keymap).as_bytes())?;
    for problem in &problems {
        writeln!(io::stderr(), "farz: {problem}")?;
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
