//! `farz export`, `farz import`, `farz backup` and `farz compact`: everything in one file, and less of it.

use super::{Failure, complain, shown, store};
use crate::storage::transfer::Transferred;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

/// Writes everything to standard output.
pub fn export() -> Result<ExitCode, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    store()?.export(&mut out, Path::new("standard output"))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes everything to a file: the whole of it, or the file stays as it was.
pub fn backup(file: &Path) -> Result<ExitCode, Failure> {
    if file.file_name().is_none() {
        return Err(format!("{} is no file name", file.display()).into());
    }
    let Transferred { articles, steps, .. } = store()?.backup(file)?;
    writeln!(io::stdout(), "{}: {articles} articles, {steps} steps", shown(file.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Takes in what an export or a backup wrote.
pub fn import(file: &Path) -> Result<ExitCode, Failure> {
    let Transferred { steps, articles, known, foreign, cut } = store()?.import(file)?;
    writeln!(io::stdout(), "imported {articles} articles and {steps} steps; {known} articles were here")?;
    if foreign > 0 {
        complain(format_args!("{}: {foreign} lines are not of an export, and were passed over", file.display()))?;
    }
    if let Some(cut) = cut {
        complain(cut.told(file))?;
    }
    Ok(if foreign > 0 || cut.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Makes this machine's files of the journal shorter.
pub fn compact() -> Result<ExitCode, Failure> {
    let done = store()?.compact()?;
    writeln!(io::stdout(), "the journal of this machine: {} bytes before, {} now", done.before, done.after)?;
    Ok(ExitCode::SUCCESS)
}
