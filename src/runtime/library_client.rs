//! Access to the library through the storage thread, for threads of the reader that do not own a store.

use crate::runtime::storage_thread::{Job, Reply};
use crate::service::library::{AccessError, LibraryAccess, Request, Response};
use std::sync::mpsc::{Sender, channel};

/// Access to the library for any thread.
#[derive(Clone, Debug)]
pub struct LibraryClient(pub Sender<Job>);

impl LibraryClient {
    /// Sends a request whose answer nobody needs.
    pub fn send(&self, request: Request) {
        // If the storage thread is gone, it panicked, and its panic ends the program.
        let _ = self.0.send(Job::Ask(request, None));
    }
}

impl LibraryAccess for LibraryClient {
    fn ask(&mut self, request: Request) -> Result<Response, AccessError> {
        let (reply, answer) = channel();
        self.0.send(Job::Ask(request, Some(Reply(reply)))).map_err(|_| AccessError::Ended)?;
        answer.recv().map_err(|_| AccessError::Ended)?.map_err(AccessError::Store)
    }
}
