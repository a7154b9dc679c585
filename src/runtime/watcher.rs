//! Notices that others wrote: farz in other terminals, commands, a sync tool.
//!
//! Where the file system tells (inotify on a disk of this machine), nothing is done until it does. A disk that other
//! machines share tells of this machine's writes only (inotify(7), "Limitations and caveats"): there it is looked at
//! every two seconds as well, as it is where there is nobody to tell.

use super::keeper::Job;
use crate::storage::Paths;
use crate::storage::filesystem::FileSystem;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, PipeReader, PipeWriter, pipe};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::Duration;

/// How often a disk is looked at that does not tell.
const LOOK: Duration = Duration::from_secs(2);
/// How long more events are gathered after the first one: a save writes several times.
const GATHER: Duration = Duration::from_millis(20);

/// The thread that watches, until it is stopped.
#[derive(Debug)]
pub struct Watcher {
    stop: PipeWriter,
    thread: JoinHandle<()>,
}

impl Watcher {
    /// Starts to watch the triage folder and the library of `paths`, and puts [`Job::Sync`] to `jobs` when something may
    /// be new there.
    ///
    /// # Errors
    /// When the system gives no pipe or no thread.
    pub fn start(paths: Paths, jobs: Sender<Job>) -> io::Result<Self> {
        let (stopped, stop) = pipe()?;
        let thread =
            std::thread::Builder::new().name("watcher".into()).spawn(move || watch(&paths, &jobs, &stopped))?;
        Ok(Self { stop, thread })
    }

    /// Ends the thread.
    pub fn stop(self) {
        drop(self.stop);
        // A thread that panicked has ended too.
        let _ = self.thread.join();
    }
}

/// What woke the thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Woken {
    Stopped,
    Told,
    InTime,
}

fn watch(paths: &Paths, jobs: &Sender<Job>, stopped: &PipeReader) {
    let shared = [paths.triage(), paths.library()].iter().any(|path| FileSystem::of(path) != FileSystem::Local);
    let eyes = eyes::Eyes::open();
    loop {
        // Looked for again each time: a folder may have come, or been deleted and made anew.
        let sees_all = eyes.as_ref().is_some_and(|eyes| eyes.look_at(paths));
        // After the watches are set, so that nothing written before is missed.
        if jobs.send(Job::Sync).is_err() {
            return;
        }
        let patience = (shared || !sees_all).then_some(LOOK);
        match wait(stopped, eyes.as_ref(), patience) {
            Woken::Stopped => return,
            Woken::InTime => {}
            Woken::Told => {
                if wait(stopped, None, Some(GATHER)) == Woken::Stopped {
                    return;
                }
                if let Some(eyes) = &eyes {
                    eyes.forget_events();
                }
            }
        }
    }
}

fn wait(stopped: &PipeReader, eyes: Option<&eyes::Eyes>, patience: Option<Duration>) -> Woken {
    let limit = patience.and_then(|patience| Timespec::try_from(patience).ok());
    let mut fds = vec![PollFd::new(stopped, PollFlags::IN)];
    fds.extend(eyes.and_then(eyes::Eyes::poll_fd));
    loop {
        match poll(&mut fds, limit.as_ref()) {
            Err(Errno::INTR) => {}
            Err(_) => return Woken::Stopped,
            Ok(_) if !fds[0].revents().is_empty() => return Woken::Stopped,
            Ok(0) => return Woken::InTime,
            Ok(_) => return Woken::Told,
        }
    }
}

#[cfg(target_os = "linux")]
mod eyes {
    use crate::storage::Paths;
    use rustix::event::{PollFd, PollFlags};
    use rustix::fd::OwnedFd;
    use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
    use std::fs;
    use std::path::Path;

    /// What the kernel tells through. Reading is not among it, so that looking at the files tells nothing.
    #[derive(Debug)]
    pub struct Eyes(OwnedFd);

    impl Eyes {
        /// Nothing where the system has no more watches to give.
        pub fn open() -> Option<Self> {
            inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok().map(Self)
        }

        /// Watches the folders of the journal, the one above them, and the library's. Says whether all are watched.
        pub fn look_at(&self, paths: &Paths) -> bool {
            let names = WatchFlags::CREATE | WatchFlags::MOVED_TO | WatchFlags::DELETE | WatchFlags::MOVED_FROM;
            let gone = WatchFlags::DELETE_SELF | WatchFlags::MOVE_SELF;
            let writes = names | gone | WatchFlags::MODIFY;
            let triage = paths.triage();
            let mut all = self.add(&paths.data, writes);
            // The nearest folder above that is there: it tells when the triage folder is made.
            if let Some(above) = triage.ancestors().skip(1).find(|folder| folder.is_dir()) {
                all &= self.add(above, names | gone);
            }
            if triage.is_dir() {
                all &= self.add(&triage, writes);
            }
            let replicas = fs::read_dir(&triage).into_iter().flatten().flatten();
            for folder in replicas.map(|entry| entry.path()).filter(|path| path.is_dir()) {
                all &= self.add(&folder, writes) || !folder.is_dir();
            }
            all
        }

        fn add(&self, folder: &Path, flags: WatchFlags) -> bool {
            inotify::add_watch(&self.0, folder, flags | WatchFlags::ONLYDIR).is_ok()
        }

        pub fn poll_fd(&self) -> Option<PollFd<'_>> {
            Some(PollFd::new(&self.0, PollFlags::IN))
        }

        /// Reads away what was told: all of it means to look.
        pub fn forget_events(&self) {
            let mut bytes = [0; 4096];
            while rustix::io::read(&self.0, &mut bytes).is_ok_and(|read| read > 0) {}
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod eyes {
    use crate::storage::Paths;
    use rustix::event::PollFd;

    /// Nobody tells here: the disk is looked at from time to time.
    #[derive(Debug)]
    pub struct Eyes;

    impl Eyes {
        pub fn open() -> Option<Self> {
            None
        }

        pub fn look_at(&self, _paths: &Paths) -> bool {
            false
        }

        pub fn poll_fd(&self) -> Option<PollFd<'_>> {
            None
        }

        pub fn forget_events(&self) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::mpsc::{Receiver, channel};

    fn told(jobs: &Receiver<Job>) {
        assert!(matches!(jobs.recv_timeout(Duration::from_secs(10)), Ok(Job::Sync)));
    }

    #[test]
    fn what_is_written_is_told_also_in_folders_that_were_not_there() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::within(home.path());
        fs::create_dir_all(&paths.data).unwrap();
        let (sender, jobs) = channel();
        let watcher = Watcher::start(paths.clone(), sender).unwrap();
        told(&jobs);
        let file = paths.triage().join("00000000000000aa/2026-11.jsonl");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "one\n").unwrap();
        told(&jobs);
        // What comes of the folders is taken away, until it is quiet.
        while jobs.recv_timeout(Duration::from_millis(300)).is_ok() {}
        let start = std::time::Instant::now();
        fs::write(&file, "one\ntwo\n").unwrap();
        told(&jobs);
        assert!(start.elapsed() < Duration::from_millis(1500), "told, not looked for every two seconds");
        while jobs.recv_timeout(Duration::from_millis(300)).is_ok() {}
        fs::write(paths.library(), "x").unwrap();
        told(&jobs);
        watcher.stop();
    }
}
