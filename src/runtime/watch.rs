//! Notices writes by others: farz in other terminals, commands, a sync tool, an editor.
//!
//! Where the file system reports changes (inotify on a local disk), farz does nothing until it does. A disk shared
//! with other machines reports only the writes of this machine (inotify(7), "Limitations and caveats"). There, and
//! where nothing reports changes, farz also looks every two seconds.

use crate::storage::filesystem::FileSystem;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, PipeReader, PipeWriter, pipe};
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::Duration;

/// How often to look at a disk that does not report changes.
const LOOK: Duration = Duration::from_secs(2);

/// A folder to watch, without its subfolders. If it does not exist yet, farz notices when it is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedFolder {
    /// Where it is.
    pub folder: PathBuf,
    /// What to notice in it, besides files and folders that are created, moved or removed.
    pub what: Noticed,
}

/// What to notice about the files in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// Every write: programs that write the journal or the library keep them open.
    Writes,
    /// The closing of a file that was written: before that, a file that an editor saves is incomplete.
    Saves,
}

/// The reason for a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The watch begins: earlier writes are not reported.
    Begun,
    /// The file system reported a write.
    Told,
    /// It is time to look at a disk that does not report changes.
    Due,
}

/// Something to watch.
pub trait Watched: Send + 'static {
    /// Returns the folders. Called before each look, because new folders may have appeared.
    fn places(&self) -> Vec<WatchedFolder>;

    /// Returns how long to gather more reports after the first, because one save causes several writes.
    fn gather(&self) -> Duration;

    /// Looks at the files. Returns whether to continue.
    fn look(&mut self, cause: Cause) -> bool;
}

/// The thread that watches, until it is stopped or this value is dropped.
#[derive(Debug)]
pub struct Watch {
    stop: PipeWriter,
    thread: JoinHandle<()>,
}

impl Watch {
    /// Starts to watch: looks at once, and then whenever something may be new.
    ///
    /// # Errors
    /// When the system cannot create a pipe or a thread.
    pub fn start(watched: impl Watched) -> io::Result<Self> {
        let (stopped, stop) = pipe()?;
        let thread = std::thread::Builder::new().name("watch".into()).spawn(move || watch(watched, &stopped))?;
        Ok(Self { stop, thread })
    }

    /// Ends the thread.
    pub fn stop(self) {
        drop(self.stop);
        // If the thread panicked, it has ended too.
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

fn watch(mut watched: impl Watched, stopped: &PipeReader) {
    let inotify_watch = inotify_watch::Inotify::open();
    let mut cause = Cause::Begun;
    loop {
        let places = watched.places();
        let tells = inotify_watch.as_ref().is_some_and(|inotify_watch| inotify_watch.look_at(&places));
        let shared = places.iter().any(|place| FileSystem::of(&place.folder) != FileSystem::Local);
        // Looks after the watches are set, so that it misses no earlier write.
        if !watched.look(cause) {
            return;
        }
        let patience = (shared || !tells).then_some(LOOK);
        cause = match wait(stopped, inotify_watch.as_ref(), patience) {
            Woken::Stopped => return,
            Woken::InTime => Cause::Due,
            Woken::Told => {
                if wait(stopped, None, Some(watched.gather())) == Woken::Stopped {
                    return;
                }
                if let Some(inotify_watch) = &inotify_watch {
                    inotify_watch.forget_events();
                }
                Cause::Told
            }
        };
    }
}

fn wait(stopped: &PipeReader, inotify_watch: Option<&inotify_watch::Inotify>, patience: Option<Duration>) -> Woken {
    let limit = patience.and_then(|patience| Timespec::try_from(patience).ok());
    let mut fds = vec![PollFd::new(stopped, PollFlags::IN)];
    fds.extend(inotify_watch.and_then(inotify_watch::Inotify::poll_fd));
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
mod inotify_watch {
    use super::{Noticed, WatchedFolder};
    use rustix::event::{PollFd, PollFlags};
    use rustix::fd::OwnedFd;
    use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
    use std::path::Path;

    /// The kernel's reports. They do not cover reading, so looking at the files causes no report.
    #[derive(Debug)]
    pub struct Inotify(OwnedFd);

    /// Reports about files and folders that come and go, and about the folder itself.
    const NAMES: WatchFlags = WatchFlags::CREATE
        .union(WatchFlags::MOVED_TO)
        .union(WatchFlags::DELETE)
        .union(WatchFlags::MOVED_FROM)
        .union(WatchFlags::DELETE_SELF)
        .union(WatchFlags::MOVE_SELF);

    impl Inotify {
        /// Returns `None` if the system has no more inotify instances to give.
        pub fn open() -> Option<Self> {
            inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok().map(Self)
        }

        /// Watches these folders, and for a missing one its nearest existing ancestor. Returns whether all are
        /// watched.
        pub fn look_at(&self, places: &[WatchedFolder]) -> bool {
            places.iter().filter(|place| !self.add(place)).count() == 0
        }

        fn add(&self, place: &WatchedFolder) -> bool {
            let writes = match place.what {
                Noticed::Writes => WatchFlags::MODIFY,
                Noticed::Saves => WatchFlags::CLOSE_WRITE,
            };
            if self.watch(&place.folder, NAMES | writes) {
                return true;
            }
            // A folder may appear between the check and the watch. Then a nearer ancestor exists.
            let nearest = || place.folder.ancestors().find(|folder| folder.is_dir());
            nearest()
                .filter(|above| *above != place.folder)
                .is_some_and(|above| self.watch(above, NAMES) && nearest() == Some(above))
        }

        /// Watches one folder for these events, in addition to those that it is already watched for.
        fn watch(&self, folder: &Path, flags: WatchFlags) -> bool {
            let flags = flags | WatchFlags::ONLYDIR | WatchFlags::MASK_ADD;
            inotify::add_watch(&self.0, folder, flags).is_ok()
        }

        pub fn poll_fd(&self) -> Option<PollFd<'_>> {
            Some(PollFd::new(&self.0, PollFlags::IN))
        }

        /// Discards all pending reports, because each of them means the same: look.
        pub fn forget_events(&self) {
            let mut bytes = [0; 4096];
            while rustix::io::read(&self.0, &mut bytes).is_ok_and(|read| read > 0) {}
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod inotify_watch {
    use super::WatchedFolder;
    use rustix::event::PollFd;

    /// Nothing reports changes here: farz looks at the disk at intervals.
    #[derive(Debug)]
    pub struct Inotify;

    impl Inotify {
        pub fn open() -> Option<Self> {
            None
        }

        pub fn look_at(&self, _places: &[WatchedFolder]) -> bool {
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
    use std::path::Path;
    use std::sync::mpsc::{Receiver, Sender, channel};

    struct Folders(Vec<WatchedFolder>, Sender<Cause>);

    impl Watched for Folders {
        fn places(&self) -> Vec<WatchedFolder> {
            self.0.clone()
        }

        fn gather(&self) -> Duration {
            Duration::from_millis(20)
        }

        fn look(&mut self, cause: Cause) -> bool {
            self.1.send(cause).is_ok()
        }
    }

    fn watch(what: Noticed, folders: &[&Path]) -> (Watch, Receiver<Cause>) {
        let places = folders.iter().map(|folder| WatchedFolder { folder: (*folder).into(), what }).collect();
        let (tell, told) = channel();
        let watch = Watch::start(Folders(places, tell)).unwrap();
        assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok(Cause::Begun));
        (watch, told)
    }

    /// Waits for a report, and discards those that come with it.
    fn told(causes: &Receiver<Cause>) {
        assert_eq!(causes.recv_timeout(Duration::from_secs(20)), Ok(Cause::Told), "told, not looked for");
        while causes.recv_timeout(Duration::from_millis(300)).is_ok() {}
    }

    #[test]
    fn what_is_written_is_told_also_in_folders_that_were_not_there() {
        let home = tempfile::tempdir().unwrap();
        let (near, far) = (home.path().join("data"), home.path().join("config/triage/replica"));
        fs::create_dir(&near).unwrap();
        let (watch, causes) = watch(Noticed::Writes, &[&near, &far]);
        fs::create_dir_all(&far).unwrap();
        fs::write(far.join("2026-11.jsonl"), "one\n").unwrap();
        told(&causes);
        let mut file = fs::OpenOptions::new().append(true).open(far.join("2026-11.jsonl")).unwrap();
        io::Write::write_all(&mut file, b"two\n").unwrap();
        told(&causes);
        fs::write(near.join("library.db"), "x").unwrap();
        told(&causes);
        watch.stop();
        while causes.recv().is_ok() {}
    }

    #[test]
    fn what_is_saved_is_told_when_it_is_whole_and_in_the_way_of_editors_too() {
        let home = tempfile::tempdir().unwrap();
        let inner = home.path().join("keymaps");
        let (watch, causes) = watch(Noticed::Saves, &[home.path(), &inner]);
        fs::create_dir(&inner).unwrap();
        told(&causes);
        let mut file = fs::File::create(inner.join("mine.toml")).unwrap();
        told(&causes);
        io::Write::write_all(&mut file, b"half").unwrap();
        assert!(causes.recv_timeout(Duration::from_millis(300)).is_err(), "half a file is told");
        drop(file);
        told(&causes);
        // The way editors save: they write a file beside the original, and move it over the original.
        fs::write(home.path().join("new"), "b").unwrap();
        fs::rename(home.path().join("new"), inner.join("mine.toml")).unwrap();
        told(&causes);
        watch.stop();
    }
}
