//! The parts of the terminal together, in a pseudo-terminal: this test binary starts itself again as a small program
//! that shows the events that it gets.

use crate::support::tui::{LIMIT, Tui};
use farz::keymap::{Code, Key};
use farz::runtime::signals::Signals;
use farz::terminal::event::{EXIT_HANGUP, EXIT_PANIC, Event, Signal};
use farz::terminal::input::{Input, Patience};
use farz::terminal::modes::{self, Modes, Terminal};
use farz::terminal::output::Output;
use farz::terminal::writer::{Features, Screen};
use farz::terminal::{clipboard, panic};
use rustix::process::Signal as Posix;
use std::os::fd::AsFd;
use std::time::Duration;
use tokio::sync::mpsc::unbounded_channel;

/// Set in the environment of the started program.
const CHILD: &str = "FARZ_TEST_CHILD";
/// The arguments that make this binary run only that program.
const ARGUMENTS: [&str; 4] = ["--exact", "terminal::program", "--nocapture", "--test-threads=1"];

fn this() -> String {
    std::env::current_exe().expect("this program").display().to_string()
}

fn start(environment: &[(&str, &str)]) -> Tui {
    let mut all = vec![(CHILD, "1")];
    all.extend(environment);
    let mut tui = Tui::spawn(&this(), &ARGUMENTS, &all, 60, 12);
    tui.wait("ready 60x12");
    tui
}

/// Starts the program under a shell with job control, which reports when it stops, resumes it, and reports how it
/// ended.
fn start_as_job() -> Tui {
    let script = format!("set -m; '{}' {}; echo stopped $?; read x; fg; echo ended $?", this(), ARGUMENTS.join(" "));
    let mut tui = Tui::spawn("/bin/sh", &["-c", &script], &[(CHILD, "1")], 60, 12);
    tui.wait("ready 60x12");
    tui
}

/// Not a test: the program itself, in the process that a test starts.
#[test]
fn program() {
    if std::env::var_os(CHILD).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let code = runtime.block_on(show_events());
        std::process::exit(code.into());
    }
}

async fn show_events() -> u8 {
    let (tx, mut rx) = unbounded_channel();
    panic::install(tx.clone());
    let modes = Modes::of("xterm-256color");
    let guard = Terminal::enter(modes).unwrap();
    let input = Input::terminal(Patience::new(false), tx.clone()).unwrap();
    tokio::spawn(Signals::new().unwrap().forward(tx.clone()));
    let output = Output::spawn(std::io::stdout().as_fd().try_clone_to_owned().unwrap(), tx.clone()).unwrap();
    let (columns, rows) = modes::size();
    let mut screen = Screen::new(columns, rows, Features::default());
    let mut lines = vec![format!("ready {columns}x{rows}")];
    let mut count = 0;
    let (code, message) = loop {
        if modes::is_entered() && output.ready() {
            output.send(screen.draw(|frame| {
                let from = lines.len().saturating_sub(usize::from(frame.area().height));
                frame.render_widget(ratatui::text::Text::from(lines[from..].join("\n")), frame.area());
            }));
        }
        let Some(event) = rx.recv().await else { break (1, String::new()) };
        if let Event::Key(_) = event {
            count += 1;
        }
        match event {
            Event::Key(key) if key == Key::char('q') => break (0, "bye".into()),
            Event::Key(key) if key == Key::char('P') => {
                std::hint::black_box(&guard);
                std::panic::panic_any("a mistake on the loop");
            }
            Event::Key(key) if key == Key::char('T') => {
                std::thread::Builder::new()
                    .name("worker".into())
                    .spawn(|| std::panic::panic_any("a mistake elsewhere"))
                    .unwrap();
            }
            Event::Key(key) if key == Key::char('#') => lines.push(format!("count {count}")),
            Event::Key(key) if key == Key::char('y') => {
                output.send(clipboard::copy("فرز", clipboard::Between::Nothing).unwrap())
            }
            Event::Key(key) if key == Key::char('e') => {
                input.pause();
                assert!(output.finish(LIMIT));
                modes::leave();
                let _ = std::process::Command::new("/bin/sh")
                    .args(["-c", "echo editor; read line; echo \"got $line\""])
                    .status();
                modes::reenter(modes).unwrap();
                input.resume();
                screen.invalidate();
            }
            Event::Key(Key { code: Code::Char('z'), ctrl: true, .. }) if !modes::can_stop() => {
                lines.push("no shell to go back to".into())
            }
            Event::Key(Key { code: Code::Char('z'), ctrl: true, .. }) | Event::Signal(Signal::Stop) => {
                output.finish(LIMIT);
                lines.push("was stopped".into());
                modes::stop().unwrap();
            }
            Event::Signal(Signal::Continue) => {
                modes::reenter(modes).unwrap();
                screen.invalidate();
            }
            Event::Signal(signal) => break (signal.exit_code(), "bye".into()),
            Event::Hangup => break (EXIT_HANGUP, "bye".into()),
            Event::Panic(message) => break (EXIT_PANIC, message),
            Event::Resize => {
                let (columns, rows) = modes::size();
                screen.resize(columns, rows);
                lines = vec![format!("size {columns}x{rows}")];
            }
            Event::Key(key) if key == Key::char('j') => {}
            Event::Key(key) => {
                lines.push(format!("key {:?} ctrl {} alt {} shift {}", key.code, key.ctrl, key.alt, key.shift))
            }
            Event::Paste(text) => {
                lines.push(format!("paste {} {:?}", text.len(), text.chars().take(20).collect::<String>()))
            }
            Event::Answer(_) | Event::Flushed => {}
        }
    };
    output.finish(Duration::from_millis(200));
    drop(guard);
    panic::print(&message);
    code
}

/// Checks that the terminal was left in order.
fn assert_left(tui: &Tui) {
    assert!(!tui.screen().alternate_screen(), "still on the alternate screen");
    assert!(!tui.screen().bracketed_paste(), "still in bracketed paste");
    assert!(!tui.screen().hide_cursor(), "the cursor is hidden");
    assert!(tui.has_written(b"\x1b[8h\x1b[0 k\x1b[?1243h"), "bidi is not given back");
}

#[test]
fn entering_sets_the_modes_in_order_and_quitting_unsets_them() {
    let mut tui = start(&[]);
    assert!(tui.screen().alternate_screen() && tui.screen().bracketed_paste() && tui.screen().hide_cursor());
    assert!(
        tui.has_written(b"\x1b[8l\x1b[1 k\x1b[?1243l\x1b[?1049h"),
        "explicit bidi comes before the alternate screen"
    );
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert_left(&tui);
    assert!(tui.text().contains("bye"), "the last word comes after the screen is back");
}

#[test]
fn keys_pastes_and_sizes_arrive() {
    let mut tui = start(&[]);
    tui.send("ف").wait("key Char('ف')");
    tui.send("\x1b[1;5A").wait("key Up ctrl true");
    tui.send("\x1b").wait("key Esc");
    tui.send("\x1b[200~one\rtwo\x1b[201~").wait("paste 7");
    tui.send("\x1b[?62;22c\x1b[8;1$y\x1b]11;rgb:0/0/0\x1b\\x").wait("key Char('x')");
    tui.resize(40, 8);
    tui.wait("size 40x8");
    tui.send("y");
    tui.until_written(b"\x1b]52;c;2YHYsdiy\x07");
}

#[test]
fn a_burst_of_3000_keys_is_counted_whole() {
    let mut tui = start(&[]);
    tui.send("j".repeat(2999));
    tui.send("#");
    tui.wait("count 3000");
}

#[test]
fn signals_end_in_order_with_their_code() {
    for (signal, code) in [(Posix::TERM, 143), (Posix::INT, 130), (Posix::HUP, 129), (Posix::QUIT, 131)] {
        let mut tui = start(&[]);
        tui.signal(signal);
        assert_eq!(tui.wait_exit(LIMIT), code, "{signal:?}");
        assert_left(&tui);
    }
}

#[test]
fn a_terminal_that_goes_away_ends_the_program_with_129() {
    let mut tui = start(&[]);
    tui.hangup();
    assert_eq!(tui.wait_exit(Duration::from_secs(1)), 129);
}

#[test]
fn a_hangup_ends_it_also_where_the_signal_is_ignored() {
    let script = format!("trap '' HUP; exec '{}' {}", this(), ARGUMENTS.join(" "));
    let mut tui = Tui::spawn("/bin/sh", &["-c", &script], &[(CHILD, "1")], 60, 12);
    tui.wait("ready 60x12");
    tui.hangup();
    assert_eq!(tui.wait_exit(Duration::from_secs(1)), 129);
}

#[test]
fn keys_come_from_the_terminal_where_standard_input_is_a_pipe() {
    let script = format!("echo story | '{}' {}; echo ended $?", this(), ARGUMENTS.join(" "));
    let mut tui = Tui::spawn("/bin/sh", &["-c", &script], &[(CHILD, "1")], 60, 12);
    tui.wait("ready 60x12");
    tui.send("x").wait("key Char('x')");
    tui.send("q").wait("ended 0");
}

#[test]
fn a_storm_of_sizes_ends_at_the_last_one() {
    let mut tui = start(&[]);
    for columns in 20..120 {
        tui.resize(columns, 10);
    }
    tui.wait("size 119x10");
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn a_panic_restores_the_screen_and_then_speaks() {
    for (key, said) in [("P", "a mistake on the loop"), ("T", "a mistake elsewhere")] {
        let mut tui = start(&[]);
        tui.send(key);
        assert_eq!(tui.wait_exit(LIMIT), 101, "{key}");
        assert_left(&tui);
        // The message may be wider than the terminal.
        assert!(tui.text().replace('\n', "").contains(said), "{}", tui.text());
    }
}

#[test]
fn another_program_gets_the_keys_and_the_screen_comes_back() {
    let mut tui = start(&[]);
    tui.send("e");
    tui.until("the main screen", |screen| !screen.alternate_screen() && screen.contents().contains("editor"));
    tui.send("jqP\r");
    tui.until("the screen again", |screen| screen.alternate_screen() && screen.contents().contains("ready"));
    tui.send("x").wait("key Char('x')");
}

#[test]
fn without_a_shell_ctrl_z_stops_nothing() {
    let mut tui = start(&[]);
    tui.send("\x1a").wait("no shell to go back to");
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_takes_it_again() {
    let mut tui = start_as_job();
    tui.send("\x1a");
    tui.until("the shell", |screen| !screen.alternate_screen() && screen.contents().contains("stopped 1"));
    assert_left(&tui);
    tui.send("\r");
    tui.until("the program", |screen| screen.alternate_screen() && screen.contents().contains("was stopped"));
    tui.send("x").wait("key Char('x')");
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert!(tui.text().contains("ended 0"));
}

#[test]
fn nothing_is_written_when_nothing_changes() {
    let mut tui = start(&[]);
    tui.send("x").wait("key Char('x')");
    let before = tui.bytes();
    tui.send("jjjjj");
    tui.send("#");
    tui.wait("count 7");
    assert!(tui.bytes() - before < 30, "{}", tui.written[before..].escape_ascii());
}
