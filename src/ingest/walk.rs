//! Files and folders on disk.

use super::Results;
use super::file;
use super::place::{extension, reason};
use super::sniff;
use crate::message::{Message, msg};
use std::collections::HashSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Reads a file, or every file in a folder and its subfolders, in the order of their names. Skips hidden ones (a
/// leading dot), and folders already seen through symbolic links.
pub fn path(path: &Path, results: &mut Results<'_>) -> ControlFlow<()> {
    let mut seen = HashSet::new();
    let mut todo: Vec<PathBuf> = vec![path.to_owned()];
    let mut named = true;
    while let Some(path) = todo.pop() {
        match fs::metadata(&path) {
            Err(error) => {
                results.failed(&path.display().to_string(), msg!("ingest-unreadable", why = reason(&error)))?;
            }
            Ok(metadata) if metadata.is_dir() => folder(&path, &mut seen, &mut todo, results)?,
            Ok(metadata) if metadata.is_file() => {
                if named || !sniff::beside(&extension(&path)) {
                    file::file(&path, named, results)?;
                }
            }
            Ok(metadata) => results.failed(&path.display().to_string(), special(&metadata))?,
        }
        named = false;
    }
    ControlFlow::Continue(())
}

/// Pushes the entries of a folder onto the stack, the first name on top.
fn folder(
    path: &Path,
    seen: &mut HashSet<PathBuf>,
    todo: &mut Vec<PathBuf>,
    results: &mut Results<'_>,
) -> ControlFlow<()> {
    let place = path.display().to_string();
    let entries = match fs::canonicalize(path)
        .and_then(|real| if seen.insert(real) { fs::read_dir(path).map(Some) } else { Ok(None) })
    {
        Ok(Some(entries)) => entries,
        Ok(None) => return ControlFlow::Continue(()),
        Err(error) => return results.failed(&place, msg!("ingest-unopened", why = reason(&error))),
    };
    let mut names = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => names.push(entry.file_name()),
            Err(error) => results.failed(&place, msg!("ingest-unreadable-end", why = reason(&error)))?,
        }
    }
    names.retain(|name| !name.as_encoded_bytes().starts_with(b"."));
    names.sort_unstable_by(|one, other| other.cmp(one));
    todo.extend(names.into_iter().map(|name| path.join(name)));
    ControlFlow::Continue(())
}

/// Why something that is neither file nor folder is not opened: reading it could wait for ever.
fn special(metadata: &fs::Metadata) -> Message {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = metadata.file_type();
        if kind.is_fifo() {
            return msg!("ingest-pipe");
        }
        if kind.is_socket() {
            return msg!("ingest-socket");
        }
        if kind.is_block_device() || kind.is_char_device() {
            return msg!("ingest-device");
        }
    }
    let _ = metadata;
    msg!("ingest-no-file")
}
