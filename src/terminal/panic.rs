//! What happens on a panic: the screen comes back first, the message after it, the exit code is 101.

use crate::terminal::event::Event;
use crate::terminal::modes;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::thread::ThreadId;
use tokio::sync::mpsc::UnboundedSender;

/// Sets the panic hook. Called on the thread of the loop.
///
/// A panic there restores the terminal and prints the message at once: nobody else would. A panic on another thread
/// becomes [`Event::Panic`], so that the loop ends in order (what is unsaved is saved) and prints it after leaving;
/// where the loop is gone, it is printed as on the loop's thread.
pub fn install(events: UnboundedSender<Event>) {
    let ui = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| answer(info, ui, &events)));
}

fn answer(info: &PanicHookInfo<'_>, ui: ThreadId, events: &UnboundedSender<Event>) {
    let thread = std::thread::current();
    let message = message(thread.name(), info);
    let here = thread.id() == ui;
    // The message may quote a text: the log has the place alone.
    let at = info.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(thread = thread.name().unwrap_or("unnamed"), at, "panic");
    // An executor may catch the panic of a task on the loop's own thread: the loop is told to end in either case.
    let told = events.send(Event::Panic(if here { String::new() } else { message.clone() })).is_ok();
    if here || !told {
        modes::leave();
        print(&message);
    }
}

fn message(thread: Option<&str>, info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let said = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
    let mut text =
        format!("farz stopped on a mistake of its own (thread {}{place}): {said}", thread.unwrap_or("unnamed"));
    let trace = std::backtrace::Backtrace::capture();
    if trace.status() == std::backtrace::BacktraceStatus::Captured {
        text.push_str(&format!("\n{trace}"));
    }
    text
}

/// Says something on standard error, for a terminal that may be gone: an error is ignored, where `eprintln!` would panic.
/// Nothing is printed for an empty text.
pub fn print(text: &str) {
    if !text.is_empty() {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}
