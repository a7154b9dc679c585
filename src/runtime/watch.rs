//! Notices that others wrote: farz in other terminals, commands, a sync tool, an editor.
//!
//! Where the file system tells (inotify on a disk of this machine), nothing is done until it does. A disk that other
//! machines share tells of this machine's writes only (inotify(7), "Limitations and caveats"): there it is looked at
//! every two seconds as well, as it is where there is nobody to tell.

use crate::storage::filesystem::FileSystem;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, PipeReader, PipeWriter, pipe};
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::Duration;

/// How often a disk is looked at that does not tell.
const LOOK: Duration = Duration::from_secs(2);

/// A folder in which something is to be noticed; folders inside it are not looked into. One that is not there yet is
/// noticed when it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedFolder {
    /// Where it is.
    pub folder: PathBuf,
    /// What is noticed in it, besides files and folders that are made, moved or removed.
    pub what: Noticed,
}

/// What is noticed of the files in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// Every write: the journal and the library are kept open by those who write them.
    Writes,
    /// That a file which was written is closed: before, what an editor saves is half there.
    Saves,
}

/// Why one looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The watch begins: what was written before is not told.
    Begun,
    /// Something was written.
    Told,
    /// It is time to look at a disk that does not tell.
    Due,
}

/// What one watches for.
pub trait Watched: Send + 'static {
    /// The folders; asked for each time, for some may have come.
    fn places(&self) -> Vec<WatchedFolder>;

    /// How long more is gathered after the first that is told: a save is several writes.
    fn gather(&self) -> Duration;

    /// Looks; says whether to go on.
    fn look(&mut self, cause: Cause) -> bool;
}

/// The thread that watches, until it is stopped or this is dropped.
#[derive(Debug)]
pub struct Watch {
    stop: PipeWriter,
    thread: JoinHandle<()>,
}

impl Watch {
    /// Starts to watch: looks at once, and then whenever something may be new.
    ///
    /// # Errors
    /// When the system gives no pipe or no thread.
    pub fn start(watched: impl Watched) -> io::Result<Self> {
        let (stopped, stop) = pipe()?;
        let thread = std::thread::Builder::new().name("watch".into()).spawn(move || watch(watched, &stopped))?;
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

fn watch(mut watched: impl Watched, stopped: &PipeReader) {
    let inotify_watch = inotify_watch::Inotify::open();
    let mut cause = Cause::Begun;
    loop {
        let places = watched.places();
        let tells = inotify_watch.as_ref().is_some_and(|inotify_watch| inotify_watch.look_at(&places));
        let shared = places.iter().any(|place| FileSystem::of(&place.folder) != FileSystem::Local);
        // After the watches are set, so that nothing written before is missed.
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

    /// What the kernel tells through. Reading is not among it, so that looking at the files tells nothing.
    #[derive(Debug)]
    pub struct Inotify(OwnedFd);

    /// Files and folders that come and go; and the folder itself.
    const NAMES: WatchFlags = WatchFlags::CREATE
        .union(WatchFlags::MOVED_TO)
        .union(WatchFlags::DELETE)
        .union(WatchFlags::MOVED_FROM)
        .union(WatchFlags::DELETE_SELF)
        .union(WatchFlags::MOVE_SELF);

    impl Inotify {
        /// Nothing where the system has no more watches to give.
        pub fn open() -> Option<Self> {
            inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok().map(Self)
        }

        /// Watches these folders, and of one that is not there the nearest above it. Says whether all are watched.
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
            // Between the look and the watch a folder may come: then there is a nearer one.
            let nearest = || place.folder.ancestors().find(|folder| folder.is_dir());
            nearest()
                .filter(|above| *above != place.folder)
                .is_some_and(|above| self.watch(above, NAMES) && nearest() == Some(above))
        }

        /// Watches one folder for these and for what it is watched for already.
        fn watch(&self, folder: &Path, flags: WatchFlags) -> bool {
            let flags = flags | WatchFlags::ONLYDIR | WatchFlags::MASK_ADD;
            inotify::add_watch(&self.0, folder, flags).is_ok()
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
mod inotify_watch {
    use super::WatchedFolder;
    use rustix::event::PollFd;

    /// Nobody tells here: the disk is looked at from time to time.
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

    /// Waits until something was told, and takes away what comes with it.
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
        // As editors save: written beside it, and moved over it.
        fs::write(home.path().join("new"), "b").unwrap();
        fs::rename(home.path().join("new"), inner.join("mine.toml")).unwrap();
        told(&causes);
        watch.stop();
    }
}
