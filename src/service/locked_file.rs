//! A file of the user that farz changes. farz reads, changes and writes it under a lock, so that two programs that do
//! this at the same time do not lose each other's changes.
//!
//! # Invariants
//!
//! - Views that are saved at the same time are all kept.
//!   Tests: `views_that_are_saved_at_once_are_all_kept`,
//!   Tests: `of_many_that_change_a_file_at_once_none_loses_what_another_wrote`.

use crate::message::msg;
use crate::storage::disk::{self, RealDisk};
use crate::storage::replacement::{Replacement, target_of};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The maximum number of attempts to lock the file. An attempt fails if another program replaced the file before farz
/// got the lock.
const MOST_TRIES: usize = 1000;

/// A file and its lock, which is released when this value is dropped.
#[derive(Debug)]
pub struct LockedFile {
    target: PathBuf,
    _lock: File,
}

impl LockedFile {
    /// Creates the file and its folder if they are missing, and waits for the lock. Follows a symbolic link to its
    /// target.
    ///
    /// # Errors
    /// If the file cannot be opened or is not a regular file, or another process holds its lock for too long.
    pub fn lock(file: &Path) -> io::Result<Self> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let target = target_of(file)?;
        for _ in 0..MOST_TRIES {
            let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&target);
            let lock = match open {
                // Only the folder has to be writable.
                Err(error) if error.kind() == ErrorKind::PermissionDenied => File::open(&target)?,
                open => open?,
            };
            disk::lock(&lock)?;
            let held = lock.metadata()?;
            if fs::metadata(&target).is_ok_and(|now| (now.dev(), now.ino()) == (held.dev(), held.ino())) {
                return Ok(Self { target, _lock: lock });
            }
        }
        Err(io::Error::new(ErrorKind::TimedOut, msg!("file-always-locked").to_string()))
    }

    /// Replaces the whole content of the file, or leaves the file unchanged on failure. Keeps the file's permissions.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(self, text: &str) -> io::Result<()> {
        let name = self.target.file_name().unwrap_or_default().to_string_lossy();
        // The process id keeps two programs apart even on a file system without locks.
        let part = self.target.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let mut new = Replacement::begin(&RealDisk, &self.target, part)?;
        new.write_all(text.as_bytes())?;
        new.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn of_many_that_change_a_file_at_once_none_loses_what_another_wrote() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("folder/views.toml");
        std::thread::scope(|scope| {
            for name in ["a", "b", "c", "d"] {
                let file = &file;
                scope.spawn(move || {
                    for number in 0..20 {
                        let kept = LockedFile::lock(file).unwrap();
                        let text = fs::read_to_string(file).unwrap();
                        kept.write(&format!("{text}{name}{number}\n")).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 80);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        LockedFile::lock(&file).unwrap().write("new").unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(home.path().join("folder")).unwrap().count(), 1, "nothing is left beside it");
    }
}
