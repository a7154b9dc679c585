//! Watching folders for changes: a thread that sleeps until something in them is written, made, moved or removed.
//!
//! inotify(7) on Linux; elsewhere the files' times are looked at every two seconds.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, PipeReader, PipeWriter};
use std::path::PathBuf;

/// After a change it is waited until so long nothing more has changed, in milliseconds: an editor saves in several steps.
const QUIET: i64 = 30;

/// A watch; it ends when this is dropped.
#[derive(Debug)]
pub struct Watch {
    _end: PipeWriter,
}

/// Calls `on_change`, on a thread of its own, after something changed in one of these folders (not in folders inside
/// them). A folder that is not there yet is seen when it comes, as long as the one that it is in is there.
///
/// # Errors
/// When the system gives no watch, or the thread cannot be started.
pub fn watch(paths: &[PathBuf], on_change: impl FnMut() + Send + 'static) -> io::Result<Watch> {
    let (ended, end) = io::pipe()?;
    let paths = paths.to_vec();
    system::start(paths, ended, on_change)?;
    Ok(Watch { _end: end })
}

#[cfg(target_os = "linux")]
mod system {
    use super::{Errno, PathBuf, PipeReader, PollFd, PollFlags, QUIET, Timespec, io, poll};
    use rustix::fs::inotify::{CreateFlags, Reader, WatchFlags, add_watch, init};
    use std::mem::MaybeUninit;
    use std::os::fd::OwnedFd;

    pub fn start(
        paths: Vec<PathBuf>,
        ended: PipeReader,
        mut on_change: impl FnMut() + Send + 'static,
    ) -> io::Result<()> {
        let changes = init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
        add(&changes, &paths);
        std::thread::Builder::new().name("watch".into()).spawn(move || {
            let quiet = Timespec { tv_sec: 0, tv_nsec: QUIET * 1_000_000 };
            let mut changed = false;
            loop {
                let mut fds = [PollFd::new(&changes, PollFlags::IN), PollFd::new(&ended, PollFlags::IN)];
                match poll(&mut fds, changed.then_some(&quiet)) {
                    Err(Errno::INTR) => continue,
                    Err(_) => return,
                    Ok(0) => {
                        changed = false;
                        on_change();
                        continue;
                    }
                    Ok(_) => {}
                }
                let [_, end] = fds.map(|fd| fd.revents());
                if !end.is_empty() {
                    return;
                }
                drain(&changes);
                // A folder may have come, or have been put in the place of another.
                add(&changes, &paths);
                changed = true;
            }
        })?;
        Ok(())
    }

    fn drain(changes: &OwnedFd) {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut reader = Reader::new(changes, &mut buffer);
        while reader.next().is_ok() {}
    }

    /// Watches the folders, and of one that is not there the one that it is in. To watch twice is to watch once.
    fn add(changes: &OwnedFd, paths: &[PathBuf]) {
        let what = WatchFlags::CLOSE_WRITE
            | WatchFlags::CREATE
            | WatchFlags::DELETE
            | WatchFlags::MOVED_TO
            | WatchFlags::MOVED_FROM
            | WatchFlags::MOVE_SELF;
        for path in paths {
            if add_watch(changes, path, what).is_err()
                && let Some(above) = path.parent()
            {
                // Where that is not there either, nothing is to be seen.
                let _ = add_watch(changes, above, what);
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::{Errno, PathBuf, PipeReader, PollFd, PollFlags, Timespec, io, poll};
    use std::time::SystemTime;

    pub fn start(
        paths: Vec<PathBuf>,
        ended: PipeReader,
        mut on_change: impl FnMut() + Send + 'static,
    ) -> io::Result<()> {
        std::thread::Builder::new().name("watch".into()).spawn(move || {
            let pause = Timespec { tv_sec: 2, tv_nsec: 0 };
            let mut known = times(&paths);
            loop {
                match poll(&mut [PollFd::new(&ended, PollFlags::IN)], Some(&pause)) {
                    Err(Errno::INTR) => continue,
                    Ok(0) => {}
                    Ok(_) | Err(_) => return,
                }
                let now = times(&paths);
                if now != known {
                    known = now;
                    on_change();
                }
            }
        })?;
        Ok(())
    }

    fn times(paths: &[PathBuf]) -> Vec<(PathBuf, Option<SystemTime>)> {
        let entries = paths.iter().filter_map(|path| std::fs::read_dir(path).ok()).flatten().flatten();
        let mut times: Vec<_> = entries
            .map(|entry| (entry.path(), entry.metadata().and_then(|metadata| metadata.modified()).ok()))
            .collect();
        times.sort();
        times
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    #[test]
    fn what_is_saved_is_seen_in_a_folder_that_comes_later_too() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("keymaps");
        let (tx, rx) = channel();
        let watch = watch(&[folder.path().into(), inner.clone()], move || tx.send(()).unwrap_or_default()).unwrap();
        let seen = || rx.recv_timeout(Duration::from_secs(20)).unwrap();
        fs::write(folder.path().join("config.toml"), "a").unwrap();
        seen();
        fs::create_dir(&inner).unwrap();
        seen();
        fs::write(inner.join("mine.toml"), "a").unwrap();
        seen();
        // As editors save: written beside it, and moved over it.
        fs::write(folder.path().join("new"), "b").unwrap();
        fs::rename(folder.path().join("new"), inner.join("mine.toml")).unwrap();
        seen();
        drop(watch);
        while rx.recv().is_ok() {}
    }
}
