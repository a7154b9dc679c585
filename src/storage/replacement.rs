//! Replaces a file atomically: writes the new file beside the old one, and then renames it.

use super::disk::{Appender, Disk};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How many bytes are collected before they are written.
const GATHERED: usize = 64 << 10;

/// A new file that is to replace `target`. If it is dropped before [`Replacement::finish`], `target` stays unchanged.
pub struct Replacement<'a> {
    disk: &'a dyn Disk,
    target: PathBuf,
    part: PathBuf,
    file: Option<Box<dyn Appender>>,
    gathered: Vec<u8>,
    length: u64,
}

/// Returns the path of the new file until it is complete: beside `target`, and hidden, so that it is not read as a
/// journal file.
#[must_use]
pub fn part_of(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.part"))
}

/// The longest chain of links that is followed, as by the system.
const MOST_LINKS: usize = 40;

/// Returns the file to replace for the path `file`: the target of a link, so that the link stays, or else `file`
/// itself.
///
/// # Errors
/// When the path cannot be resolved or is not a regular file: a replaced device would be gone for all programs, a
/// replaced pipe for its readers.
pub fn target_of(file: &Path) -> io::Result<PathBuf> {
    let mut target = file.to_owned();
    for _ in 0..MOST_LINKS {
        let found = match fs::symlink_metadata(&target) {
            Ok(found) => found.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(target),
            Err(error) => return Err(error),
        };
        if found.is_file() {
            return Ok(target);
        }
        if !found.is_symlink() {
            let what = if found.is_dir() { "is a folder" } else { "is a device or a pipe, not a file" };
            return Err(io::Error::other(what));
        }
        let link = fs::read_link(&target)?;
        target = target.parent().map_or_else(|| link.clone(), |folder| folder.join(&link));
    }
    Err(io::Error::other("is a link that leads nowhere"))
}

impl<'a> Replacement<'a> {
    /// Creates an empty file at `part`, which is in the same folder as `target`, and overwrites what an interrupted
    /// attempt left there. The file gets the permissions of `target`.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn begin(disk: &'a dyn Disk, target: &Path, part: PathBuf) -> io::Result<Self> {
        let file = Some(disk.create(&part)?);
        if let Ok(old) = fs::metadata(target) {
            // Ignores the error: a file system without permissions has none to keep.
            let _ = fs::set_permissions(&part, old.permissions());
        }
        Ok(Self { disk, target: target.to_owned(), part, file, gathered: Vec::with_capacity(GATHERED), length: 0 })
    }

    /// Returns how many bytes the file has so far.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Syncs the file, renames it to `target`, and waits until the name is on the disk.
    ///
    /// # Errors
    /// When the file could not be written: then `target` is unchanged. If only the sync of the folder failed,
    /// `target` is the new file, but a loss of power may bring back the old one.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        if let Some(file) = &mut self.file {
            file.sync()?;
        }
        self.disk.rename(&self.part, &self.target)?;
        self.file = None;
        let folder = self.target.parent().filter(|folder| !folder.as_os_str().is_empty());
        self.disk.sync_folder(folder.unwrap_or_else(|| Path::new(".")))
    }

    fn write_out(&mut self) -> io::Result<()> {
        let mut written = 0;
        let result = loop {
            let rest = self.gathered.get(written..).unwrap_or_default();
            let Some(file) = self.file.as_mut().filter(|_| !rest.is_empty()) else { break Ok(()) };
            match file.write(rest) {
                Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
                Ok(taken) => written += taken,
                Err(error) => break Err(error),
            }
        };
        self.gathered.drain(..written);
        result
    }
}

impl Write for Replacement<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gathered.len() + bytes.len() > GATHERED {
            self.write_out()?;
        }
        self.gathered.extend_from_slice(bytes);
        self.length += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_out()
    }
}

impl Drop for Replacement<'_> {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // A part that cannot be removed is hidden, and the next attempt overwrites it.
            let _ = self.disk.remove(&self.part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::disk::RealDisk;
    use crate::storage::faulty::{Fault, FaultyDisk};
    use std::fs;
    use tempfile::TempDir;

    fn write(disk: &dyn Disk, target: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut new = Replacement::begin(disk, target, part_of(target))?;
        bytes.chunks(50_000).try_for_each(|piece| new.write_all(piece))?;
        new.finish()
    }

    #[test]
    fn a_fault_at_every_call_leaves_the_old_or_the_new_file() {
        let new = b"0123456789".repeat(20_000);
        let mut faults = vec![Fault::Kill, Fault::Short(7), Fault::PowerLoss(0), Fault::PowerLoss(1000)];
        faults.extend([io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded].map(Fault::Error));
        let (mut kept, mut replaced) = (0, 0);
        for fault in faults {
            for call in 0.. {
                let home = TempDir::new().unwrap();
                let target = home.path().join("file");
                fs::write(&target, "old").unwrap();
                let disk = FaultyDisk::default();
                disk.plan(call, fault);
                let result = write(&disk, &target, &new);
                let found = fs::read(&target).unwrap();
                let context = format!("{fault:?} at call {call}: {result:?}");
                assert!(found == b"old" || found == new, "{context}: {} bytes", found.len());
                assert!(result.is_err() || found == new, "{context}");
                *if found == new { &mut replaced } else { &mut kept } += 1;
                // If the process survived, it leaves no part behind.
                if matches!(fault, Fault::Error(_)) && disk.calls() > call + 1 {
                    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "{context}");
                }
                write(&RealDisk, &target, b"again").unwrap();
                assert_eq!(fs::read(&target).unwrap(), b"again", "{context}");
                if disk.calls() <= call {
                    break;
                }
            }
        }
        assert!(kept > 20 && replaced > 5, "both happen: {kept} {replaced}");
    }
}
