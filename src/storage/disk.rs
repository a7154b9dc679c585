//! The few file system calls that saving needs, behind a trait so that tests can make each of them fail.

use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// How long to wait for a lock that another process holds. A process that appends holds it while it reads the new lines,
/// writes and syncs; one that compacts holds it until all files are rewritten.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The full path.
    pub path: PathBuf,
    /// Whether the entry is a folder.
    pub folder: bool,
}

/// The result of locking a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// The lock is held until the file is closed.
    Held,
    /// The file system has no locks: nothing is held.
    Unsupported,
}

/// A file system. Any call can fail at any time with an error of the operating system.
pub trait Disk: Send + Sync + fmt::Debug {
    /// Returns the entries of `folder`, sorted by name; none if the folder does not exist.
    ///
    /// # Errors
    /// When it cannot be read.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;

    /// Reads up to `limit` bytes of `file` from the offset `from`; fewer only at the end of the file.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, file: &Path, from: u64, limit: usize) -> io::Result<Vec<u8>>;

    /// Returns the length of `file` in bytes.
    ///
    /// # Errors
    /// When the file does not exist, or its metadata cannot be read.
    fn length(&self, file: &Path) -> io::Result<u64>;

    /// Returns the length of `file` in bytes, and the time of its last write if the file system can tell.
    ///
    /// # Errors
    /// When the file does not exist, or its metadata cannot be read.
    fn written(&self, file: &Path) -> io::Result<(u64, Option<SystemTime>)>;

    /// Creates `folder` and its parents.
    ///
    /// # Errors
    /// When one of them cannot be created.
    fn create_folders(&self, folder: &Path) -> io::Result<()>;

    /// Waits until the names in `folder` are on the disk.
    ///
    /// # Errors
    /// When they may not be on the disk.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// Opens `file` for appending, and creates it if it does not exist. Its folder must exist.
    ///
    /// # Errors
    /// When it cannot be opened or created.
    fn open_append(&self, file: &Path) -> io::Result<Box<dyn Appender>>;

    /// Creates `file`, or empties it, and opens it for appending. Its folder must exist.
    ///
    /// # Errors
    /// When it cannot be created.
    fn create(&self, file: &Path) -> io::Result<Box<dyn Appender>>;

    /// Renames the file `from` to `to`, and replaces any file with that name.
    ///
    /// # Errors
    /// When the system refuses: then both files are unchanged.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// When it cannot be removed.
    fn remove(&self, file: &Path) -> io::Result<()>;
}

/// A file that is open for appending. Closing it releases the lock.
pub trait Appender {
    /// Waits for the lock that keeps other processes from appending at the same time.
    ///
    /// # Errors
    /// When another process holds the lock for too long, or the system cannot lock the file.
    fn lock(&mut self) -> io::Result<Lock>;

    /// Returns the length of the file in bytes.
    ///
    /// # Errors
    /// When its metadata cannot be read.
    fn length(&mut self) -> io::Result<u64>;

    /// Returns the last `limit` bytes of a file that is `length` bytes long, or all of a shorter file.
    ///
    /// # Errors
    /// When they cannot be read.
    fn tail(&mut self, length: u64, limit: usize) -> io::Result<Vec<u8>>;

    /// Appends in one write, and returns the number of bytes written.
    ///
    /// # Errors
    /// When no byte was written.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Waits until the written bytes are on the disk.
    ///
    /// # Errors
    /// When they may not be on the disk.
    fn sync(&mut self) -> io::Result<()>;

    /// Returns whether the file still has a name, which is not so if it was deleted after it was opened.
    ///
    /// # Errors
    /// When its metadata cannot be read.
    fn is_linked(&mut self) -> io::Result<bool>;
}

/// The file system of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        let found = match fs::read_dir(folder) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut entries = Vec::new();
        for entry in found {
            let path = entry?.path();
            // Skips a name that vanishes while the folder is read, and a dangling link.
            if let Ok(metadata) = fs::metadata(&path) {
                entries.push(Entry { path, folder: metadata.is_dir() });
            }
        }
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(entries)
    }

    fn read(&self, file: &Path, from: u64, limit: usize) -> io::Result<Vec<u8>> {
        let mut file = File::open(file)?;
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(limit as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn length(&self, file: &Path) -> io::Result<u64> {
        Ok(fs::metadata(file)?.len())
    }

    fn written(&self, file: &Path) -> io::Result<(u64, Option<SystemTime>)> {
        fs::metadata(file).map(|found| (found.len(), found.modified().ok()))
    }

    fn create_folders(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        match File::open(folder)?.sync_all() {
            // Some network file systems have no such call for folders; they persist names by themselves.
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
            result => result,
        }
    }

    fn open_append(&self, file: &Path) -> io::Result<Box<dyn Appender>> {
        let file = OpenOptions::new().append(true).read(true).create(true).open(file)?;
        Ok(Box::new(RealAppender(file)))
    }

    fn create(&self, file: &Path) -> io::Result<Box<dyn Appender>> {
        let file = OpenOptions::new().write(true).read(true).create(true).truncate(true).open(file)?;
        Ok(Box::new(RealAppender(file)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }
}

#[derive(Debug)]
struct RealAppender(File);

impl Appender for RealAppender {
    fn lock(&mut self) -> io::Result<Lock> {
        lock(&self.0)
    }

    fn length(&mut self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn tail(&mut self, length: u64, limit: usize) -> io::Result<Vec<u8>> {
        let start = length.saturating_sub(limit as u64);
        let mut bytes = vec![0; (length - start) as usize];
        self.0.seek(SeekFrom::Start(start))?;
        self.0.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }

    #[cfg(unix)]
    fn is_linked(&mut self) -> io::Result<bool> {
        use std::os::unix::fs::MetadataExt;
        Ok(self.0.metadata()?.nlink() > 0)
    }

    #[cfg(not(unix))]
    fn is_linked(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}

/// Locks `file` against other processes until it is closed.
///
/// Gives up after ten seconds: a process that was stopped while it held the lock must not block this one forever.
///
/// # Errors
/// When another process holds the lock for too long, or the system cannot lock the file.
pub fn lock(file: &File) -> io::Result<Lock> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(200);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock::Held),
            Err(TryLockError::WouldBlock) if start.elapsed() > LOCK_PATIENCE => {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "another process holds its lock"));
            }
            Err(TryLockError::WouldBlock) => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(5));
            }
            Err(TryLockError::Error(error)) if knows_no_locks(&error) => return Ok(Lock::Unsupported),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

#[cfg(unix)]
fn knows_no_locks(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let errnos = [Errno::NOLCK, Errno::NOSYS, Errno::OPNOTSUPP, Errno::NOTSUP];
    error.kind() == io::ErrorKind::Unsupported
        || error.raw_os_error().is_some_and(|raw| errnos.iter().any(|errno| errno.raw_os_error() == raw))
}

#[cfg(not(unix))]
fn knows_no_locks(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_and_a_missing_folder_is_empty() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a");
        fs::write(&file, b"0123456789").unwrap();
        assert_eq!(RealDisk.read(&file, 3, 4).unwrap(), b"3456");
        assert_eq!(RealDisk.read(&file, 8, 40).unwrap(), b"89");
        assert_eq!(RealDisk.length(&file).unwrap(), 10);
        assert_eq!(RealDisk.list(&home.path().join("nothing")).unwrap(), []);
        assert_eq!(RealDisk.list(home.path()).unwrap(), [Entry { path: file, folder: false }]);
    }

    #[test]
    fn a_file_deleted_while_open_is_noticed() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("a");
        let mut open = RealDisk.open_append(&file).unwrap();
        assert_eq!(open.lock().unwrap(), Lock::Held);
        assert_eq!(open.tail(0, 1).unwrap(), b"");
        open.write(b"ab").unwrap();
        assert_eq!((open.tail(2, 1).unwrap(), open.tail(2, 5).unwrap()), (b"b".to_vec(), b"ab".to_vec()));
        assert!(open.is_linked().unwrap());
        fs::remove_file(&file).unwrap();
        assert!(!open.is_linked().unwrap());
    }
}
