//! Measures bytes and milliseconds per key against a plain ratatui loop over the same titles in the same run.
//!
//! `cargo bench --bench line` prints a table; `-- 100000` takes another number of articles. `--plain LIBRARY` is the
//! plain loop itself, for comparison with other programs.

#![allow(clippy::expect_used, reason = "a measurement that cannot go on says why and stops")]

mod support;

use farz::storage::Paths;
use ratatui::crossterm::event::{self, Event, KeyCode};
use ratatui::style::{Color, Style};
use ratatui::widgets::{List, ListState, Paragraph};
use std::path::Path;
use std::time::{Duration, Instant};
use support::{Running, fill, row, start};

/// No more output follows after a pause of this length.
const QUIET: Duration = Duration::from_millis(60);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--plain") {
        plain(Path::new(&arguments[at + 1])).expect("a terminal");
        return;
    }
    let count = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path(), count);
    let paths = Paths::within(folder.path());
    std::fs::create_dir_all(&paths.config).expect("a folder");
    std::fs::write(paths.config_file(), "layout = \"single\"\n").expect("a file");
    let itself = std::env::current_exe().expect("the bench's own path");
    let plain = [itself.display().to_string(), "--plain".into(), paths.library().display().to_string()];
    let farz = [env!("CARGO_BIN_EXE_farz").to_owned()];
    println!("{count} articles, the list alone; medians of 15 (least, most)");
    for (columns, rows) in [(80, 24), (200, 50)] {
        for (name, command) in [("plain ratatui", &plain[..]), ("farz", &farz[..])] {
            println!("{columns}x{rows} {name}");
            measure(start(command, &paths, (columns, rows)), count, rows);
        }
    }
}

fn measure(mut running: Running, count: usize, rows: u16) {
    let wanted = format!("1/{count}");
    running.until(|screen| screen.contains(&wanted) && !screen.contains("loaded "));
    drain(&mut running, QUIET * 5);
    keys(&mut running, "a move", 15);
    running.send(&"j".repeat(usize::from(rows)));
    drain(&mut running, QUIET);
    keys(&mut running, "a scroll by one", 15);
    let since = Instant::now();
    running.send(&"j".repeat(100));
    let (bytes, last) = drain(&mut running, QUIET);
    println!("  {:<36} {:>9.2}", "100 keys at once, ms", last.map_or(0.0, |last| ms(last - since)));
    println!("  {:<36} {bytes:>9}", "100 keys at once, bytes");
    println!("  {:<36} {:>9}", "bytes in 2 s without a key", drain(&mut running, Duration::from_secs(2)).0);
    running.end();
}

/// Presses a key and waits until no more output comes; `times` times.
fn keys(running: &mut Running, what: &str, times: usize) {
    let (mut bytes, mut took) = (Vec::new(), Vec::new());
    for _ in 0..times {
        let since = Instant::now();
        running.send("j");
        let (count, last) = drain(running, QUIET);
        bytes.push(count as f64);
        took.push(last.map_or(f64::NAN, |last| ms(last - since)));
    }
    row(&format!("  {what}, bytes"), &mut bytes);
    row(&format!("  {what}, ms to the last byte"), &mut took);
}

/// Reads output until none has come for `quiet`. Returns the number of bytes and the time of the last of them.
fn drain(running: &mut Running, quiet: Duration) -> (usize, Option<Instant>) {
    let (before, mut last) = (running.written, None);
    while let Ok(bytes) = running.bytes.recv_timeout(quiet) {
        last = Some(Instant::now());
        running.written += bytes.len();
        running.emulator.process(&bytes);
    }
    (running.written - before, last)
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The plain loop: reads a key, and draws the rows that fit as a list, a bar over the row under the cursor, and a
/// counter.
fn plain(library: &Path) -> std::io::Result<()> {
    let db = rusqlite::Connection::open(library).expect("the library");
    let mut page = db.prepare("SELECT title FROM articles ORDER BY date DESC, id").expect("a statement");
    let titles = page.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    let titles: Vec<String> = titles.map(|title| title.expect("a title")).collect();
    let mut terminal = ratatui::try_init()?;
    let (mut at, mut top) = (0, 0);
    loop {
        terminal.draw(|frame| {
            let [list, line] = ratatui::layout::Layout::vertical([
                ratatui::layout::Constraint::Min(1),
                ratatui::layout::Constraint::Length(1),
            ])
            .areas(frame.area());
            let height = usize::from(list.height);
            top = usize::clamp(top, (at + 1_usize).saturating_sub(height), at);
            let rows = titles.iter().skip(top).take(height).map(String::as_str);
            let bar = Style::new().bg(Color::Indexed(4)).fg(Color::Indexed(15));
            let mut state = ListState::default().with_selected(Some(at - top));
            frame.render_stateful_widget(List::new(rows).highlight_style(bar), list, &mut state);
            frame.render_widget(Paragraph::new(format!("{}/{}", at + 1, titles.len())), line);
        })?;
        if let Event::Key(key) = event::read()? {
            match key.code {
                KeyCode::Char('j') => at = (at + 1).min(titles.len() - 1),
                KeyCode::Char('k') => at = at.saturating_sub(1),
                KeyCode::Char('q') => break,
                _ => {}
            }
        }
    }
    ratatui::try_restore()
}
