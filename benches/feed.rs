//! Measures the time and peak memory of adding a feed file with many items, and compares them in the same run with
//! newsboat on the same file, if it is installed, and with the minimum: reading the file.
//!
//! `cargo bench --bench feed` prints a table for 10,000 and 100,000 items; `-- 1000` takes another number. It is not a
//! timed test: the relevant figure is the ratio to newsboat in the same run.

#![allow(clippy::expect_used, reason = "a measurement that cannot go on says why and stops")]

#[path = "support/numbers.rs"]
mod numbers;

use numbers::Numbers;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const LATIN: [&str; 16] = [
    "trial",
    "screening",
    "library",
    "network",
    "retrieval",
    "review",
    "climate",
    "wheat",
    "recall",
    "cohort",
    "bridge",
    "harbour",
    "signal",
    "winter",
    "council",
    "letter",
];
const ARABIC: [&str; 16] = [
    "دراسة",
    "المكتبة",
    "العربية",
    "نظام",
    "تحليل",
    "النصوص",
    "البيانات",
    "مراجعة",
    "تجربة",
    "علاج",
    "التعلّم",
    "تصنيف",
    "المقالات",
    "القاهرة",
    "الوفيات",
    "النتائج",
];

/// The cost of a run.
struct Taken {
    time: Duration,
    /// The peak memory, in MB.
    peak: f64,
}

fn main() {
    let counts: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let counts = if counts.is_empty() { vec![10_000, 100_000] } else { counts };
    println!("{:>9} {:>9} {:>22} {:>22} {:>14}", "items", "MB", "farz: s, MB", "newsboat: s, MB", "farz/newsboat");
    for count in counts {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("feed.xml");
        let text = feed(count);
        fs::write(&file, &text).expect("a file");
        let size = text.len() as f64 / 1e6;
        drop(text);
        let farz = farz(folder.path(), &file, count);
        let newsboat = newsboat(folder.path(), &file);
        let (other, ratio) = match &newsboat {
            Some(taken) => (
                format!("{:.2} s {:.0} MB", taken.time.as_secs_f64(), taken.peak),
                format!("{:.3}", farz.time.as_secs_f64() / taken.time.as_secs_f64()),
            ),
            None => ("not installed".to_owned(), String::new()),
        };
        let own = format!("{:.2} s {:.0} MB", farz.time.as_secs_f64(), farz.peak);
        println!("{count:>9} {size:>9.1} {own:>22} {other:>22} {ratio:>14}");
    }
}

/// Returns RSS with items of about 900 bytes, half of them in Arabic script.
fn feed(count: usize) -> String {
    let mut numbers = Numbers::default();
    let mut words =
        |from: &[&str; 16], count: usize| (0..count).map(|_| numbers.one(from)).collect::<Vec<_>>().join(" ");
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Bench</title>\n",
    );
    for number in 0..count {
        let (from, length) = if number % 2 == 0 { (&LATIN, 90) } else { (&ARABIC, 55) };
        let (title, first, second) = (words(from, 8), words(from, length / 2), words(from, length / 2));
        let (day, minute) = (1 + number / 1440 % 28, number % 1440);
        let _ = writeln!(
            out,
            "<item><title>{number} {title}</title><link>http://127.0.0.1/a/{number}</link><guid isPermaLink=\"false\">bench-{number}</guid>\
             <pubDate>{day:02} Jan 2026 {:02}:{:02}:00 +0000</pubDate><author>a@example.org (Author)</author>\
             <description>&lt;p&gt;{first}.&lt;/p&gt;&lt;p&gt;&lt;b&gt;{second}&lt;/b&gt; &lt;a href=\"http://127.0.0.1/x/{number}\"&gt;link&lt;/a&gt;.\
             &lt;/p&gt;</description></item>",
            minute / 60,
            minute % 60,
        );
    }
    out.push_str("</channel></rss>\n");
    out
}

fn farz(folder: &Path, file: &Path, count: usize) -> Taken {
    let mut command = Command::new(env!("CARGO_BIN_EXE_farz"));
    command
        .arg("add")
        .arg(file)
        .env("FARZ_CONFIG_DIR", folder.join("config"))
        .env("FARZ_DATA_DIR", folder.join("data"));
    let taken = run(&mut command).expect("farz");
    let mut list = Command::new(env!("CARGO_BIN_EXE_farz"));
    list.arg("list").env("FARZ_CONFIG_DIR", folder.join("config")).env("FARZ_DATA_DIR", folder.join("data"));
    let listed = list.output().expect("farz").stdout;
    let lines = listed.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines, count, "all are there");
    taken
}

/// Measures newsboat's reload of the same file; returns `None` if newsboat is not installed.
fn newsboat(folder: &Path, file: &Path) -> Option<Taken> {
    let home = folder.join("newsboat");
    fs::create_dir_all(&home).expect("a folder");
    let (urls, config, cache) = (home.join("urls"), home.join("config"), home.join("cache.db"));
    fs::write(&urls, format!("file://{}\n", file.display())).expect("a file");
    fs::write(&config, "").expect("a file");
    let mut command = Command::new("newsboat");
    command.arg("-u").arg(urls).arg("-c").arg(cache).arg("-C").arg(config).args(["-x", "reload"]).env("HOME", &home);
    run(&mut command).ok()
}

/// Runs a program to its end. Its peak memory is the last figure from the system, because the figure only grows.
fn run(command: &mut Command) -> std::io::Result<Taken> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0_f64;
    let ended = loop {
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        let kilobytes = line.split_whitespace().next().and_then(|word| word.parse::<f64>().ok()).unwrap_or(0.0);
        peak = peak.max(kilobytes / 1024.0);
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(ended.success(), "{command:?}: {ended}");
    Ok(Taken { time: start.elapsed(), peak })
}
