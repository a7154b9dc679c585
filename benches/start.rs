//! Whole-process figures with 100,000 articles in the library: the first frame against a bare program that opens the
//! same SQLite file and paints one page, a key to its frame, a burst of keys, and peak memory.
//!
//! `cargo bench --bench start` prints a table; `-- 1000000` takes another number of articles. Not a timed test: what
//! counts is the ratio to the bare program in the same run.

#![allow(clippy::expect_used, reason = "a measurement that cannot go on says why and stops")]

use farz::domain::{Article, ArticleId, Format};
use farz::storage::{Paths, Store};
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const WORDS: [&str; 24] = [
    "market",
    "river",
    "report",
    "winter",
    "bridge",
    "council",
    "signal",
    "harbour",
    "letter",
    "garden",
    "engine",
    "voice",
    "مدينة",
    "تقرير",
    "سوق",
    "نهر",
    "جسر",
    "شتاء",
    "رسالة",
    "صوت",
    "حديقة",
    "ميناء",
    "مجلس",
    "إشارة",
];
const RUNS: usize = 11;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--bare") {
        bare(Path::new(&arguments[at + 1]));
        return;
    }
    let count = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path(), count);
    let paths = Paths::within(folder.path());
    let itself = std::env::current_exe().expect("the bench's own path");
    let bare_command = [itself.display().to_string(), "--bare".into(), paths.library().display().to_string()];
    let farz_command = [env!("CARGO_BIN_EXE_farz").to_owned()];
    let (mut farz, mut bare, mut ratio) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let one = first_frame(&bare_command, &paths);
        let other = first_frame(&farz_command, &paths);
        ratio.push(other / one);
        bare.push(one);
        farz.push(other);
    }
    println!("{count} articles, 80x24, median of {RUNS} (least, most)");
    row("first frame: a bare SQLite page, ms", &mut bare);
    row("first frame: farz, ms", &mut farz);
    row("first frame: farz / bare", &mut ratio);
    keys(&farz_command, &paths, count);
}

fn row(what: &str, figures: &mut [f64]) {
    figures.sort_by(f64::total_cmp);
    let (least, median, most) = (figures[0], figures[figures.len() / 2], figures[figures.len() - 1]);
    println!("{what:<40} {median:>9.2}  ({least:.2}, {most:.2})");
}

/// The least that can be done: open the file, read a page by index, paint it.
fn bare(library: &Path) {
    let db = rusqlite::Connection::open(library).expect("the library");
    let sql = "SELECT title FROM articles WHERE verdict = 0 ORDER BY date DESC, id LIMIT 23";
    let mut page = db.prepare(sql).expect("a statement");
    let titles = page.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    let mut out = String::from("\x1b[?1049h\x1b[H");
    for title in titles {
        out.push_str(&title.expect("a title"));
        out.push_str("\r\n");
    }
    out.push_str("ready");
    std::io::stdout().write_all(out.as_bytes()).expect("a terminal");
    std::io::stdout().flush().expect("a terminal");
    let _ = std::io::stdin().read(&mut [0]);
}

fn fill(folder: &Path, count: usize) {
    let (mut store, _) = Store::open(&Paths::within(folder), 0).expect("a store");
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed as usize
    };
    let numbers: Vec<usize> = (0..count).collect();
    for chunk in numbers.chunks(5000) {
        let articles: Vec<Article> = chunk
            .iter()
            .map(|&number| {
                let arabic = if next() % 5 == 0 { 12 } else { 0 };
                let words: Vec<&str> = (0..7).map(|_| WORDS[arabic + next() % 12]).collect();
                let mut id = [0; 10];
                id[..8].copy_from_slice(&(next() as u64).to_be_bytes());
                Article {
                    id: ArticleId(id),
                    title: format!("{number} {}", words.join(" ")),
                    source: format!("source {}", next() % 200),
                    origin: String::new(),
                    author: String::new(),
                    link: format!("https://example.org/{number}"),
                    published: Some(1_700_000_000_000 + (next() % 80_000_000_000) as i64),
                    added: 1_780_000_000_000,
                    language: String::new(),
                    format: Format::Plain,
                    body: words.join(" ").repeat(20),
                    tags: Vec::new(),
                    changed: false,
                }
            })
            .collect();
        store.add(&articles).expect("added");
    }
}

struct Running {
    child: Box<dyn Child + Send + Sync>,
    bytes: Receiver<Vec<u8>>,
    keys: Box<dyn Write + Send>,
    emulator: vt100::Parser,
    _master: Box<dyn portable_pty::MasterPty + Send>,
    written: usize,
}

fn start(command: &[String], paths: &Paths) -> Running {
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pty = native_pty_system().openpty(size).expect("a pty");
    let mut builder = CommandBuilder::new(&command[0]);
    builder.args(&command[1..]);
    for (name, value) in
        [("FARZ_CONFIG_DIR", &paths.config), ("FARZ_DATA_DIR", &paths.data), ("FARZ_STATE_DIR", &paths.state)]
    {
        builder.env(name, value);
    }
    builder.env("TERM", "xterm-256color");
    let child = pty.slave.spawn_command(builder).expect("a process");
    drop(pty.slave);
    let (tx, bytes) = channel();
    let mut reader = pty.master.try_clone_reader().expect("a reader");
    std::thread::spawn(move || {
        let mut buffer = [0; 65536];
        while let Ok(count) = reader.read(&mut buffer) {
            if count == 0 || tx.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    let keys = pty.master.take_writer().expect("a writer");
    let nz = |n| NonZeroU16::new(n).expect("not zero");
    let emulator = vt100::Parser::new(nz(24), nz(80), 0);
    Running { child, bytes, keys, emulator, _master: pty.master, written: 0 }
}

impl Running {
    fn until(&mut self, wanted: impl Fn(&str) -> bool) {
        while !wanted(&self.emulator.screen().contents()) {
            let bytes = self.bytes.recv_timeout(Duration::from_secs(60)).expect("output in time");
            self.written += bytes.len();
            self.emulator.process(&bytes);
        }
    }

    fn send(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("keys");
        self.keys.flush().expect("keys");
    }

    fn end(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn first_frame(command: &[String], paths: &Paths) -> f64 {
    let since = Instant::now();
    let mut running = start(command, paths);
    running.until(|screen| screen.contains("ready") || screen.contains("saved"));
    let took = since.elapsed().as_secs_f64() * 1000.0;
    running.end();
    took
}

fn keys(command: &[String], paths: &Paths, count: usize) {
    let mut running = start(command, paths);
    running.until(|screen| screen.contains("saved") && !screen.contains("read "));
    let (mut times, before) = (Vec::new(), running.written);
    let (mut at, moves) = (1, 200);
    for _ in 0..moves {
        at += 1;
        let wanted = format!("{at}/{count} ");
        let since = Instant::now();
        running.send("j");
        running.until(|screen| screen.contains(&wanted));
        times.push(since.elapsed().as_secs_f64() * 1000.0);
    }
    row("`j` to its frame, ms", &mut times);
    println!("{:<40} {:>9}", "bytes for each `j`, text included", (running.written - before) / moves);
    let wanted = format!("{}/{count} ", at + 100);
    let since = Instant::now();
    running.send(&"j".repeat(100));
    running.until(|screen| screen.contains(&wanted));
    println!("{:<40} {:>9.2}", "100 `j` at once, ms", since.elapsed().as_secs_f64() * 1000.0);
    let mut times = Vec::new();
    running.send("/");
    let mut typed = "/".to_owned();
    for letter in "market".chars() {
        typed.push(letter);
        let since = Instant::now();
        running.send(&letter.to_string());
        running.until(|screen| {
            screen.contains(typed.as_str()) && screen.contains(" of ") && !screen.contains("searching")
        });
        times.push(since.elapsed().as_secs_f64() * 1000.0);
    }
    row("a letter in the filter to its rows, ms", &mut times);
    if let Some(pid) = running.child.process_id() {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or(" ?");
        println!("{:<40} {:>9}", "peak memory", peak.trim());
    }
    running.end();
}
