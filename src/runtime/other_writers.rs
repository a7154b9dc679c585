//! What farz in other terminals, commands and sync tools write: the storage thread is told to read it.

use crate::runtime::storage_thread::Job;
use crate::runtime::watch::{Cause, Noticed, Watched, WatchedFolder};
use crate::storage::Paths;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::Duration;

/// Where others write, and who reads it.
#[derive(Debug)]
pub struct OtherWriters {
    /// The library and the journal.
    pub paths: Paths,
    /// The storage thread.
    pub jobs: Sender<Job>,
}

impl Watched for OtherWriters {
    /// The library's folder, the journal's, and each replica's in it.
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
