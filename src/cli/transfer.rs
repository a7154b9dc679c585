//! `farz export`, `farz import`, `farz backup` and `farz compact`.

use super::words::{print, text, warn};
use super::{Failure, store};
use crate::message::{Message, msg};
use crate::storage::transfer::{Cut, Transferred};
use std::io::{self, BufWriter};
use std::path::Path;
use std::process::ExitCode;

/// Writes everything to standard output.
pub fn export() -> Result<ExitCode, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    store()?.export(&mut out, Path::new(&text(&msg!("standard-output"))))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes everything to a file. On failure, an existing file is unchanged.
pub fn backup(file: &Path) -> Result<ExitCode, Failure> {
    if file.file_name().is_none() {
        return Err(msg!("transfer-no-file-name", file = file).into());
    }
    let Transferred { articles, steps, .. } = store()?.backup(file)?;
    let (articles, steps) = (msg!("count-articles", count = articles), msg!("count-steps", count = steps));
    print(&msg!("transfer-written", file = file, articles = articles, steps = steps))?;
    Ok(ExitCode::SUCCESS)
}

/// Imports an export or a backup.
pub fn import(file: &Path) -> Result<ExitCode, Failure> {
    let Transferred { steps, articles, known, foreign, cut } = store()?.import(file)?;
    let (articles, steps) = (msg!("count-articles", count = articles), msg!("count-steps", count = steps));
    print(&msg!("transfer-imported", articles = articles, steps = steps, known = known))?;
    if foreign > 0 {
        warn(&msg!("transfer-foreign", file = file, count = foreign))?;
    }
    if let Some(cut) = cut {
        warn(&incomplete(cut, file))?;
    }
    Ok(if foreign > 0 || cut.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Returns the warning about an incomplete export.
fn incomplete(cut: Cut, file: &Path) -> Message {
    match cut {
        Cut::Within(line) => msg!("transfer-cut-within", file = file, line = line),
        Cut::After(line) => msg!("transfer-cut-after", file = file, line = line),
        Cut::Otherwise(line) => msg!("transfer-cut-otherwise", file = file, line = line),
    }
}

/// Shortens this machine's journal files.
pub fn compact() -> Result<ExitCode, Failure> {
    let done = store()?.compact()?;
    print(&msg!("transfer-compacted", before = done.before, after = done.after))?;
    Ok(ExitCode::SUCCESS)
}
