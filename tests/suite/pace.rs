//! A slow line: how many bytes are in flight while a key is held and after it is released, with the real binary.

use crate::support::tui::{Home, Tui};
use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FARZ: &str = env!("CARGO_BIN_EXE_farz");
const QUESTION: &[u8] = b"\x1b[5n";

/// Returns a home with 200 articles with long titles and texts.
fn home() -> Home {
    let home = Home::new();
    let mut lines = String::new();
    for number in 0..200 {
        let words: String = (0..300).fold(String::new(), |mut words, n| {
            let _ = write!(words, "{:x} ", (number * 7919 + n * 104_729) % 1_000_003);
            words
        });
        let _ = writeln!(lines, "{{\"title\":\"{number:03} {}\",\"text\":\"{words}\"}}", &words[..120]);
    }
    std::fs::write(home.path().join("stories.jsonl"), lines).unwrap();
    let mut command = Command::new(FARZ);
    command.args(["add", "stories.jsonl"]).env_clear().envs(home.environment()).current_dir(home.path());
    assert!(command.stdin(Stdio::null()).output().unwrap().status.success());
    home
}

/// A line with a rate in bytes per second behind the pseudo-terminal. Its server accepts all output at once, like that
/// of SSH, and the terminal at its end answers only what has arrived.
struct Line {
    rate: f64,
    carried: f64,
    seen: Instant,
    asked: usize,
}

impl Line {
    /// Lets time pass, in which the line carries more. Returns the number of bytes still in flight.
    fn pass(&mut self, tui: &mut Tui, most: Duration) -> usize {
        let _ = tui.silence(most);
        let passed = self.seen.elapsed().as_secs_f64();
        self.seen += Duration::from_secs_f64(passed);
        self.carried = (self.carried + passed * self.rate).min(tui.bytes() as f64);
        let there = self.carried as usize;
        let asked = tui.written[..there].windows(QUESTION.len()).filter(|bytes| *bytes == QUESTION).count();
        for _ in self.asked..asked {
            tui.send("\x1b[0n");
        }
        self.asked = asked;
        tui.bytes() - there
    }
}

/// Holds `j` for two seconds on a line of 5 kB per second. Returns the maximum number of bytes in flight while the key
/// was held, and the number of bytes written from the release until no more came.
fn hold(columns: u16, rows: u16) -> (usize, usize) {
    let home = home();
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")], columns, rows);
    let mut line = Line { rate: 5_000.0, carried: 0.0, seen: Instant::now(), asked: 0 };
    while !tui.text().contains("saved") || line.pass(&mut tui, Duration::from_millis(20)) > 0 {
        line.pass(&mut tui, Duration::from_millis(20));
    }
    // The first move is drawn with its text; the key repeats half a second later.
    tui.send("j");
    let pressed = Instant::now();
    while pressed.elapsed() < Duration::from_secs(1) {
        line.pass(&mut tui, Duration::from_millis(10));
    }
    let (start, mut keys, mut most) = (Instant::now(), 1, 0);
    while start.elapsed() < Duration::from_secs(2) {
        tui.send("j");
        keys += 1;
        let next = start + Duration::from_millis(33) * keys;
        while Instant::now() < next {
            most = most.max(line.pass(&mut tui, Duration::from_millis(5)));
        }
    }
    let carried = line.carried as usize;
    let wanted = format!("{}/200", keys + 1);
    let mut quiet = Instant::now();
    let mut bytes = tui.bytes();
    while !tui.text().contains(&wanted) || quiet.elapsed() < Duration::from_millis(600) {
        assert!(start.elapsed() < Duration::from_secs(30), "{wanted} does not come:\n{}", tui.text());
        line.pass(&mut tui, Duration::from_millis(5));
        if tui.bytes() > bytes {
            (bytes, quiet) = (tui.bytes(), Instant::now());
        }
    }
    println!("{columns}x{rows}: {keys} keys, at most {most} on the way, {} from the release on", bytes - carried);
    tui.send("q");
    (most, bytes - carried)
}

#[test]
fn a_key_that_is_held_on_a_slow_line_leaves_little_behind() {
    // The bytes in flight are a tenth of a second's worth and a frame of the list, about 900 and 3,000; without the
    // pacing they were 2,500 and 51,800. After the release come the rest of them, the list at its final position, and
    // the text. The bounds leave room for a machine with other work, on which answers come late and make the line look
    // faster.
    for (columns, rows, under_way, release) in [(80, 24, 2_300, 3_300), (200, 50, 12_000, 18_000)] {
        // Other work on the machine only adds bytes: the best of three attempts counts, and without the pacing all fail.
        let (mut most, mut after) = hold(columns, rows);
        for _ in 1..3 {
            if most > under_way || after > release {
                (most, after) = hold(columns, rows);
            }
        }
        assert!(most <= under_way, "{most} bytes were on their way at {columns}x{rows}");
        assert!(after <= release, "{after} bytes after the release at {columns}x{rows}");
    }
}

#[test]
fn no_answer_of_the_terminal_is_left_for_the_shell() {
    let home = home();
    let script = format!("'{FARZ}'; echo shell; read -r rest; echo \"got <$rest>\"");
    let line = [("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")];
    let mut tui = Tui::spawn_in(&home, "/bin/sh", &["-c", &script], &line, 80, 24);
    tui.until_written(QUESTION).send("\x1b[0n").wait("saved");
    // Another screenful and its question; the answer arrives after the key to leave has been pressed.
    let asked = |tui: &Tui| tui.written.windows(QUESTION.len()).filter(|bytes| *bytes == QUESTION).count();
    while tui.silence(Duration::from_millis(100)) > 0 {}
    let before = asked(&tui);
    for _ in 1..before {
        tui.send("\x1b[0n");
    }
    tui.send("\x0c");
    tui.until("the list", |screen| screen.contents().contains("saved"));
    while asked(&tui) == before {
        let _ = tui.silence(Duration::from_millis(20));
    }
    tui.send("q");
    let _ = tui.silence(Duration::from_millis(100));
    assert!(tui.screen().alternate_screen(), "left before the answer came");
    tui.send("\x1b[0n").wait("shell").send("\r").wait("got <>");
}
