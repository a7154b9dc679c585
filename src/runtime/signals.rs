//! Signals as events.
//!
//! Each has a handler from here on, for good: even where the parent made the program ignore SIGHUP (nohup), it is told.

use crate::terminal::event::{Event, Signal};
use std::io;
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;

/// The signals that are answered.
#[derive(Debug)]
pub struct Signals {
    hangup: Stream,
    interrupt: Stream,
    quit: Stream,
    terminate: Stream,
    stop: Stream,
    go_on: Stream,
    resize: Stream,
}

impl Signals {
    /// Takes the handlers. Within a tokio runtime whose I/O driver is on.
    ///
    /// # Errors
    /// When a handler cannot be set.
    pub fn new() -> io::Result<Self> {
        let raw = |signal: Signal| SignalKind::from_raw(signal.number());
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            terminate: signal(SignalKind::terminate())?,
            stop: signal(raw(Signal::Stop))?,
            go_on: signal(raw(Signal::Continue))?,
            resize: signal(SignalKind::window_change())?,
        })
    }

    /// Waits for the next one. Nothing is lost where this future is dropped; signals of a kind that come together are one.
    pub async fn next(&mut self) -> Event {
        tokio::select! {
            biased;
            _ = self.terminate.recv() => Event::Signal(Signal::Terminate),
            _ = self.hangup.recv() => Event::Signal(Signal::Hangup),
            _ = self.interrupt.recv() => Event::Signal(Signal::Interrupt),
            _ = self.quit.recv() => Event::Signal(Signal::Quit),
            _ = self.stop.recv() => Event::Signal(Signal::Stop),
            _ = self.go_on.recv() => Event::Signal(Signal::Continue),
            _ = self.resize.recv() => Event::Resize,
        }
    }

    /// Sends each one into the loop's channel, until the loop is gone.
    pub async fn forward(mut self, events: UnboundedSender<Event>) {
        loop {
            let event = self.next().await;
            if events.send(event).is_err() {
                return;
            }
        }
    }
}
