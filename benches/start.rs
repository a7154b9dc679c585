//! Measures the whole process with 100,000 articles in the library: the time to the first frame against a minimal
//! program that opens the same SQLite file and paints one page, the time from a key to its frame, a burst of keys, and
//! peak memory.
//!
//! `cargo bench --bench start` prints a table; `-- 1000000` takes another number of articles. It is not a timed test:
//! the relevant figure is the ratio to the minimal program in the same run.

#![allow(clippy::expect_used, reason = "a measurement that cannot go on says why and stops")]

mod support;

use farz::storage::Paths;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Instant;
use support::{fill, row, start};

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

/// The minimal program: opens the file, reads a page by index, paints it.
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

fn first_frame(command: &[String], paths: &Paths) -> f64 {
    let since = Instant::now();
    let mut running = start(command, paths, (80, 24));
    running.until(|screen| screen.contains("ready") || screen.contains("saved"));
    let took = since.elapsed().as_secs_f64() * 1000.0;
    running.end();
    took
}

fn keys(command: &[String], paths: &Paths, count: usize) {
    let mut running = start(command, paths, (80, 24));
    running.until(|screen| screen.contains("saved") && !screen.contains("loaded "));
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
