//! Changes by farz in other terminals, commands and sync tools: tells the storage thread to read them.

use crate::runtime::storage_thread::Job;
use crate::runtime::watch::{Cause, Noticed, Watched, WatchedFolder};
use crate::storage::Paths;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::Duration;

/// The places where others write, and the thread that reads them.
#[derive(Debug)]
pub struct OtherWriters {
    /// Where the library and the journal are.
    pub paths: Paths,
    /// The way to the storage thread.
    pub jobs: Sender<Job>,
}

impl Watched for OtherWriters {
    /// Returns the library's folder, the journal's folder, and each replica's folder in it.
    fn places(&self) -> Vec<WatchedFolder> {
        let triage = self.paths.triage();
        let replicas = fs::read_dir(&triage).into_iter().flatten().flatten();
        let replicas: Vec<PathBuf> = replicas.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
        let folders = [self.paths.data.clone(), triage].into_iter().chain(replicas);
        folders.map(|folder| WatchedFolder { folder, what: Noticed::Writes }).collect()
    }

    fn gather(&self) -> Duration {
        Duration::from_millis(20)
    }

    fn look(&mut self, _: Cause) -> bool {
        self.jobs.send(Job::Sync).is_ok()
    }
}
