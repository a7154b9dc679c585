//! The way to the storage from any thread.

use super::keeper::{Job, Task};
use crate::storage::Store;
use std::sync::mpsc::{Sender, channel};

/// The way to the storage: it is this thread's own, or belongs to another thread.
pub trait Shelf {
    /// Does something with the store, and gives its answer; nothing where the storage has ended.
    fn with<T: Send + 'static>(&mut self, work: impl FnOnce(&mut Store) -> T + Send + 'static) -> Option<T>;
}

/// A store of this thread's own.
#[derive(Debug)]
pub struct Own(pub Store);

impl Shelf for Own {
    fn with<T: Send + 'static>(&mut self, work: impl FnOnce(&mut Store) -> T + Send + 'static) -> Option<T> {
        Some(work(&mut self.0))
    }
}

/// The store, by way of the thread that owns it.
#[derive(Clone, Debug)]
pub struct Far(pub Sender<Job>);

impl Shelf for Far {
    fn with<T: Send + 'static>(&mut self, work: impl FnOnce(&mut Store) -> T + Send + 'static) -> Option<T> {
        let (answer, answered) = channel();
        // A storage thread that is gone gives no answer: the program is ending.
        let _ = self.0.send(Job::Task(Task::new(move |store| drop(answer.send(work(store))))));
        answered.recv().ok()
    }
}
