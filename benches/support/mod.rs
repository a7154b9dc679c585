//! Shared by the measurements of whole programs: a library, and a program in a pseudo-terminal.

mod numbers;

use farz::domain::{Article, ArticleId, Format};
use farz::storage::{Paths, Store};
use numbers::Numbers;
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

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

/// Prints the median of some figures, with the minimum and the maximum.
pub fn row(what: &str, figures: &mut [f64]) {
    figures.sort_by(f64::total_cmp);
    let (least, median, most) = (figures[0], figures[figures.len() / 2], figures[figures.len() - 1]);
    println!("{what:<40} {median:>9.2}  ({least:.2}, {most:.2})");
}

/// Fills a library with `count` articles.
pub fn fill(folder: &Path, count: usize) {
    let (mut store, _) = Store::open(&Paths::within(folder), 0).expect("a store");
    let mut numbers = Numbers::default();
    let all: Vec<usize> = (0..count).collect();
    for chunk in all.chunks(5000) {
        let articles: Vec<Article> = chunk
            .iter()
            .map(|&number| {
                let words = if numbers.below(5) == 0 { &WORDS[12..] } else { &WORDS[..12] };
                let words: Vec<&str> = (0..7).map(|_| numbers.one(words)).collect();
                let mut id = [0; 10];
                id[..8].copy_from_slice(&numbers.next().to_be_bytes());
                Article {
                    id: ArticleId(id),
                    title: format!("{number} {}", words.join(" ")),
                    source: format!("source {}", numbers.below(200)),
                    origin: String::new(),
                    author: String::new(),
                    link: format!("https://example.org/{number}"),
                    published: Some(1_700_000_000_000 + numbers.below(80_000_000_000) as i64),
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

/// A program in a terminal.
pub struct Running {
    /// The process.
    pub child: Box<dyn Child + Send + Sync>,
    /// The output of the program.
    pub bytes: Receiver<Vec<u8>>,
    keys: Box<dyn Write + Send>,
    /// The screen.
    pub emulator: vt100::Parser,
    _master: Box<dyn portable_pty::MasterPty + Send>,
    /// The number of bytes that it has written.
    pub written: usize,
}

/// Starts a program in its own terminal, with these folders as its home.
pub fn start(command: &[String], paths: &Paths, (columns, rows): (u16, u16)) -> Running {
    let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
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
    let emulator = vt100::Parser::new(nz(rows), nz(columns), 0);
    Running { child, bytes, keys, emulator, _master: pty.master, written: 0 }
}

impl Running {
    /// Waits until the screen passes `wanted`.
    pub fn until(&mut self, wanted: impl Fn(&str) -> bool) {
        while !wanted(&self.emulator.screen().contents()) {
            let bytes = self.bytes.recv_timeout(Duration::from_secs(60)).expect("output in time");
            self.written += bytes.len();
            self.emulator.process(&bytes);
        }
    }

    /// Types `keys`.
    pub fn send(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("keys");
        self.keys.flush().expect("keys");
    }

    /// Ends the program.
    pub fn end(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
