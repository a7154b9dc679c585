//! Handling of panics: farz restores the screen, then prints the message, and exits with code 101.

use crate::terminal::event::Event;
use crate::terminal::modes;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::thread::ThreadId;
use tokio::sync::mpsc::UnboundedSender;

/// Sets the panic hook. Call it on the loop's thread.
///
/// A panic on that thread restores the terminal and prints the message at once, because nobody else would. A panic on
/// another thread becomes [`Event::Panic`]: the loop saves what is unsaved, leaves the terminal and prints the
/// message. If the loop is gone, the hook prints it as on the loop's thread.
pub fn install(events: UnboundedSender<Event>) {
    let ui = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| answer(info, ui, &events)));
}

fn answer(info: &PanicHookInfo<'_>, ui: ThreadId, events: &UnboundedSender<Event>) {
    let thread = std::thread::current();
    let message = message(thread.name(), info);
    let here = thread.id() == ui;
    // The message may quote an article, so the log gets the location only.
    let at = info.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(thread = thread.name().unwrap_or("unnamed"), at, "panic");
    // An executor may catch the panic of a task on the loop's own thread, so the loop must always be told to end.
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

/// Prints a line on standard error and ignores errors, because the terminal may be gone; `eprintln!` would panic.
/// Prints nothing if the text is empty.
pub fn print(text: &str) {
    if !text.is_empty() {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}
