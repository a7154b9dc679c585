//! A file system for tests that fails at any chosen call, or whose process or machine dies there.

use super::disk::{Appender, Disk, Entry, Lock, RealDisk};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::SystemTime;

/// What happens at the chosen call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The call fails and does nothing; later calls work again.
    Error(io::ErrorKind),
    /// A write writes only this many bytes; any other call fails.
    Short(usize),
    /// The process is killed before the call: this and all later calls fail.
    Kill,
    /// The machine loses power before the call. Each file keeps what was synced, and this many bytes of the rest.
    /// Files whose names were not synced are gone. If the number is 0, a rename that was not synced is undone too.
    PowerLoss(usize),
}

#[derive(Debug, Default)]
struct State {
    calls: usize,
    plan: Option<(usize, Fault)>,
    dead: bool,
    no_locks: bool,
    synced: HashMap<PathBuf, u64>,
    unnamed: HashSet<PathBuf>,
    /// The previous file under a name that a rename replaced, until the folder is synced.
    replaced: HashMap<PathBuf, Option<Vec<u8>>>,
}

/// The real file system, with faults.
#[derive(Clone, Debug, Default)]
pub struct FaultyDisk(Arc<Mutex<State>>);

impl FaultyDisk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Plans `fault` for the call with this number, counted from 0 from now on.
    pub fn plan(&self, call: usize, fault: Fault) {
        let mut state = self.state();
        state.plan = Some((state.calls + call, fault));
    }

    /// Makes this a file system without locks.
    pub fn without_locks(self) -> Self {
        self.state().no_locks = true;
        self
    }

    /// Returns how many calls were made.
    pub fn calls(&self) -> usize {
        self.state().calls
    }

    /// Counts one call, and applies or returns the fault that is planned for it.
    fn step(&self) -> io::Result<Option<Fault>> {
        let mut state = self.state();
        if state.dead {
            return Err(io::Error::other("the process is dead"));
        }
        let call = state.calls;
        state.calls += 1;
        let Some((_, fault)) = state.plan.filter(|(at, _)| *at == call) else { return Ok(None) };
        match fault {
            Fault::Error(kind) => return Err(kind.into()),
            Fault::Short(_) => return Ok(Some(fault)),
            Fault::Kill => {}
            Fault::PowerLoss(kept) => {
                let replaced = std::mem::take(&mut state.replaced);
                for (file, old) in replaced.iter().filter(|_| kept == 0) {
                    old.as_ref().map_or_else(|| fs::remove_file(file), |old| fs::write(file, old)).unwrap();
                    state.synced.remove(file);
                }
                for (file, synced) in &state.synced {
                    if state.unnamed.contains(file) {
                        let _ = fs::remove_file(file);
                    } else if let Ok(metadata) = fs::metadata(file) {
                        let left = (synced + kept as u64).min(metadata.len());
                        fs::OpenOptions::new().write(true).open(file).unwrap().set_len(left).unwrap();
                    }
                }
            }
        }
        state.dead = true;
        Err(io::Error::other("the process died"))
    }

    fn whole_step(&self) -> io::Result<()> {
        self.step()?.map_or(Ok(()), |_| Err(io::ErrorKind::StorageFull.into()))
    }
}

impl Disk for FaultyDisk {
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.whole_step()?;
        RealDisk.list(folder)
    }

    fn read(&self, file: &Path, from: u64, limit: usize) -> io::Result<Vec<u8>> {
        self.whole_step()?;
        RealDisk.read(file, from, limit)
    }

    fn length(&self, file: &Path) -> io::Result<u64> {
        self.whole_step()?;
        RealDisk.length(file)
    }

    fn written(&self, file: &Path) -> io::Result<(u64, Option<SystemTime>)> {
        self.whole_step()?;
        RealDisk.written(file)
    }

    fn create_folders(&self, folder: &Path) -> io::Result<()> {
        self.whole_step()?;
        RealDisk.create_folders(folder)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.whole_step()?;
        RealDisk.sync_folder(folder)?;
        let mut state = self.state();
        state.unnamed.retain(|file| file.parent() != Some(folder));
        state.replaced.retain(|file, _| file.parent() != Some(folder));
        Ok(())
    }

    fn open_append(&self, file: &Path) -> io::Result<Box<dyn Appender>> {
        self.whole_step()?;
        let length = RealDisk.length(file).ok();
        let inner = RealDisk.open_append(file)?;
        let mut state = self.state();
        if length.is_none() {
            state.unnamed.insert(file.to_owned());
        }
        state.synced.entry(file.to_owned()).or_insert(length.unwrap_or(0));
        drop(state);
        Ok(Box::new(FaultyAppender { inner, disk: self.clone(), file: file.to_owned() }))
    }

    fn create(&self, file: &Path) -> io::Result<Box<dyn Appender>> {
        self.whole_step()?;
        let inner = RealDisk.create(file)?;
        let mut state = self.state();
        state.unnamed.insert(file.to_owned());
        state.synced.insert(file.to_owned(), 0);
        drop(state);
        Ok(Box::new(FaultyAppender { inner, disk: self.clone(), file: file.to_owned() }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.whole_step()?;
        let old = fs::read(to).ok();
        RealDisk.rename(from, to)?;
        let mut state = self.state();
        state.replaced.insert(to.to_owned(), old);
        state.unnamed.remove(from);
        if let Some(synced) = state.synced.remove(from) {
            state.synced.insert(to.to_owned(), synced);
        }
        Ok(())
    }

    fn remove(&self, file: &Path) -> io::Result<()> {
        self.whole_step()?;
        RealDisk.remove(file)
    }
}

struct FaultyAppender {
    inner: Box<dyn Appender>,
    disk: FaultyDisk,
    file: PathBuf,
}

impl Appender for FaultyAppender {
    fn lock(&mut self) -> io::Result<Lock> {
        self.disk.whole_step()?;
        if self.disk.state().no_locks { Ok(Lock::Unsupported) } else { self.inner.lock() }
    }

    fn length(&mut self) -> io::Result<u64> {
        self.disk.whole_step()?;
        self.inner.length()
    }

    fn tail(&mut self, length: u64, limit: usize) -> io::Result<Vec<u8>> {
        self.disk.whole_step()?;
        self.inner.tail(length, limit)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.disk.step()? {
            Some(Fault::Short(taken)) => self.inner.write(&bytes[..taken.min(bytes.len())]),
            _ => self.inner.write(bytes),
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.whole_step()?;
        self.inner.sync()?;
        let length = RealDisk.length(&self.file).unwrap_or(0);
        self.disk.state().synced.insert(self.file.clone(), length);
        Ok(())
    }

    fn is_linked(&mut self) -> io::Result<bool> {
        self.disk.whole_step()?;
        self.inner.is_linked()
    }
}
