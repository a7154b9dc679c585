//! Signals as events.
//!
//! The handlers stay installed for the life of the process. farz receives SIGHUP even if its parent made it ignore
//! SIGHUP (nohup).

use crate::terminal::event::{Event, Signal};
use std::io;
use tokio::signal::unix::{Signal as Stream, SignalKind, signal};
use tokio::sync::mpsc::UnboundedSender;

/// The signals that farz handles.
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
    /// Installs the handlers. Requires a tokio runtime with its I/O driver enabled.
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

    /// Waits for the next signal. No signal is lost if this future is dropped. Signals of one kind that arrive
    /// together count as one.
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

    /// Sends each signal to the loop's channel, until the loop is gone.
    pub async fn forward(mut self, events: UnboundedSender<Event>) {
        loop {
            let event = self.next().await;
            if events.send(event).is_err() {
                return;
            }
        }
    }
}
