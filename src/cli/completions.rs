//! `farz completions`: prints completion scripts for shells.

use super::Failure;
use super::args::Cli;
use clap::CommandFactory;
use clap_complete::{Shell, generate};
use std::io::{self, Write};
use std::process::ExitCode;

/// Prints the completion script of a shell.
///
/// # Errors
/// If it cannot be written.
pub fn run(shell: Shell) -> Result<ExitCode, Failure> {
    // `generate` panics on a write error such as a closed pipe, so it writes to memory.
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "farz", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
