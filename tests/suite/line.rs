//! farz over a slow or remote connection: entering and leaving, input, sizes, and terminals of every name, with the
//! real binary.

use crate::support::tui::{Home, LIMIT, Tui, processor_seconds};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{PidfdFlags, Signal, pidfd_open};
use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FARZ: &str = env!("CARGO_BIN_EXE_farz");

/// Returns a home with `count` short texts in its library, the newest called `Story 000`.
fn home_of(count: usize) -> Home {
    let home = Home::new();
    let mut lines = String::new();
    for number in 0..count {
        let day = 28 - number % 28;
        let _ = writeln!(
            lines,
            "{{\"title\":\"Story {number:03}\",\"text\":\"Text … of “{number}” — one\",\"url\":\"https://example.org/{number}\",\"date\":\"{}-01-{day:02}\"}}",
            2020 - number / 28
        );
    }
    std::fs::write(home.path().join("stories.jsonl"), lines).unwrap();
    let mut command = Command::new(FARZ);
    command.args(["add", "stories.jsonl"]).env_clear().envs(home.environment()).current_dir(home.path());
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    home
}

fn open(home: &Home, environment: &[(&str, &str)]) -> Tui {
    let mut tui = Tui::spawn_in(home, FARZ, &[], environment, 80, 24);
    tui.wait("saved");
    tui
}

/// Starts the program under a shell with job control, which reports when it stops, resumes it, and reports how it
/// ended.
fn open_as_job(home: &Home) -> Tui {
    let script = format!("set -m; '{FARZ}'; echo stopped $?; read x; fg; echo ended $?");
    let mut tui = Tui::spawn_in(home, "/bin/sh", &["-c", &script], &[], 80, 24);
    tui.wait("saved");
    tui
}

/// Checks that the terminal was left in order: every mode that was set is unset, in any order.
fn assert_left(tui: &Tui) {
    let screen = tui.screen();
    assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor(), "{}", tui.text());
    for sequence in ["\x1b[?7h", "\x1b[r", "\x1b[?25h", "\x1b[8h\x1b[0 k\x1b[?1243h"] {
        assert!(tui.has_written(sequence.as_bytes()), "{sequence:?} was not written");
    }
}

/// Returns the process that draws: the one whose executable is farz among those that `tui` started.
fn farz_in(home: &Home) -> rustix::process::Pid {
    let wanted = home.data().display().to_string();
    let found = std::fs::read_dir("/proc").unwrap().flatten().find_map(|entry| {
        let pid: i32 = entry.file_name().to_str()?.parse().ok()?;
        let is_farz = std::fs::read_link(entry.path().join("exe")).ok()?.as_os_str() == FARZ;
        let environment = std::fs::read(entry.path().join("environ")).ok()?;
        (is_farz && String::from_utf8_lossy(&environment).contains(&wanted)).then_some(pid)
    });
    rustix::process::Pid::from_raw(found.expect("farz runs")).unwrap()
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_takes_it_again() {
    let home = home_of(3);
    let mut tui = open_as_job(&home);
    tui.send("\x1a");
    tui.until("the shell", |screen| !screen.alternate_screen() && screen.contents().contains("stopped 1"));
    assert_left(&tui);
    tui.send("\r");
    tui.until("farz again", |screen| screen.alternate_screen() && screen.contents().contains("Story 000"));
    assert!(tui.screen().bracketed_paste() && tui.screen().hide_cursor());
    tui.send("a").wait("Kept 1").wait("  saved");
    tui.send("q").wait("ended 0");
    assert_left(&tui);
}

#[test]
fn a_stop_from_outside_gives_the_terminal_back() {
    let home = home_of(3);
    let mut tui = open_as_job(&home);
    rustix::process::kill_process(farz_in(&home), Signal::TSTP).unwrap();
    tui.until("the shell", |screen| !screen.alternate_screen() && screen.contents().contains("stopped 1"));
    assert_left(&tui);
    tui.send("\r");
    tui.until("farz again", |screen| screen.alternate_screen() && screen.contents().contains("Story 000"));
    tui.send("s").wait("Later 1").send("q").wait("ended 0");
}

#[test]
fn after_a_stop_that_nobody_can_handle_the_modes_are_set_again() {
    let home = home_of(3);
    let mut tui = open_as_job(&home);
    rustix::process::kill_process(farz_in(&home), Signal::STOP).unwrap();
    // Nothing was restored: the shell writes where farz drew, and Enter sends the raw-mode line ending.
    tui.wait("stopped 1");
    let before = tui.bytes();
    tui.send("\n");
    tui.until("farz again", |screen| screen.contents().contains("Story 000") && !screen.contents().contains("stopped"));
    assert!(tui.written[before..].windows(8).any(|bytes| bytes == b"\x1b[?1049h"), "entered again");
    // The terminal is in raw mode again: a key arrives without a line end and is not echoed.
    tui.send("s").wait("Later 1").send("q").wait("ended 0");
    assert_left(&tui);
}

#[test]
fn signals_end_it_in_order_with_their_status() {
    let home = home_of(3);
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130), (Signal::HUP, 129), (Signal::QUIT, 131)] {
        let mut tui = open(&home, &[]);
        tui.signal(signal);
        assert_eq!(tui.wait_exit(LIMIT), code, "{signal:?}");
        assert_left(&tui);
    }
}

/// Returns the processor time, in seconds, of the processes that a shell has waited for, from the second line of
/// `times`.
fn seconds_of_children(times: &str) -> f64 {
    let time = |text: &str| -> f64 {
        let (minutes, seconds) = text.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60.0 + seconds.parse::<f64>().unwrap()
    };
    times.lines().nth(1).unwrap().split_whitespace().map(time).sum()
}

#[test]
fn a_terminal_that_goes_while_hangups_are_ignored_ends_it_at_once_and_saved() {
    let home = home_of(3);
    let told = home.path().join("times");
    // The shell outlives the terminal too, and reports the total processor time of farz.
    let script = format!("trap '' HUP; '{FARZ}'; code=$?; times > '{}'; exit $code", told.display());
    // Other work on the machine may delay any single run: each run must end soon, and one of them at once.
    let (mut took, mut used, mut saved) = (Duration::MAX, f64::MAX, "");
    for number in 0..10 {
        let (key, shown) = [("d", "Dropped 1"), ("u", "Dropped 0")][number % 2];
        let mut tui = Tui::spawn_in(&home, "/bin/sh", &["-c", &script], &[], 80, 24);
        tui.wait("  saved").send(key).wait(shown).wait("  saved");
        let pid = farz_in(&home);
        let process = pidfd_open(pid, PidfdFlags::empty()).unwrap();
        let before = processor_seconds(pid);
        let closed = Instant::now();
        tui.hangup();
        let mut fds = [PollFd::new(&process, PollFlags::IN)];
        let limit = Timespec { tv_sec: 2, tv_nsec: 0 };
        assert_eq!(poll(&mut fds, Some(&limit)), Ok(1), "farz lives on without a terminal");
        took = took.min(closed.elapsed());
        assert_eq!(tui.wait_exit(LIMIT), 129);
        used = used.min(seconds_of_children(&std::fs::read_to_string(&told).unwrap()) - before);
        saved = shown;
        if took < Duration::from_millis(100) && used < 0.05 {
            break;
        }
    }
    println!("ended after {} ms and {used:.3} s of processor time", took.as_millis());
    assert!(took < Duration::from_millis(100), "{took:?}");
    assert!(used < 0.05, "{used} s of processor time after the terminal had gone");
    let mut tui = open(&home, &[]);
    tui.wait(saved).send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn nothing_is_written_and_no_time_is_used_when_nothing_happens() {
    let home = home_of(3);
    // Dates that change with the time and with each day: farz recounts these views only when they can have changed.
    let views =
        "[[views]]\nname = \"New\"\nquery = \"age:<100y\"\n[[views]]\nname = \"Today\"\nquery = \"after:yesterday\"\n";
    std::fs::create_dir_all(home.config()).unwrap();
    std::fs::write(home.config().join("views.toml"), views).unwrap();
    let mut tui = open(&home, &[]);
    tui.wait("New 3").wait("Today").send("j").wait("2/3").send("k").wait("1/3");
    let pid = farz_in(&home);
    // By then, everything that is drawn late (the text under the cursor) is on the screen.
    let _ = tui.silence(Duration::from_millis(300));
    let (bytes, used) = (tui.bytes(), processor_seconds(pid));
    assert_eq!(tui.silence(Duration::from_secs(5)), 0, "{}", tui.written[bytes..].escape_ascii());
    assert!(processor_seconds(pid) - used <= 0.01, "{used} then {}", processor_seconds(pid));
}

#[test]
fn a_burst_of_3000_keys_is_taken_whole_and_a_held_key_does_not_run_on() {
    let home = home_of(300);
    let mut tui = open(&home, &[]);
    tui.wait("1/300");
    let before = tui.bytes();
    tui.send("j".repeat(2999));
    tui.send("k").wait("299/300");
    assert!(tui.bytes() - before < 20_000, "{} bytes for 3000 keys", tui.bytes() - before);
    // Nothing is left over: farz handles the next key immediately.
    tui.send("g").send("g").wait(" 1/300");
    tui.send("G").wait("300/300");
}

#[test]
fn a_torn_sequence_is_one_key_and_a_late_answer_is_none() {
    let home = home_of(5);
    // The setting makes the test independent of how slowly the machine types the parts.
    std::fs::create_dir_all(home.config()).unwrap();
    std::fs::write(home.config().join("config.toml"), "input.escape-ms = 2000\n").unwrap();
    let mut tui = open(&home, &[("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22")]);
    for part in ["\x1b", "[", "B"] {
        tui.send(part);
    }
    tui.wait("2/5");
    // Answers of a terminal to questions that were never asked, or were asked long ago.
    tui.send("\x1b[?62;22c\x1b[12;40R\x1b]11;rgb:0000/0000/0000\x1b\\\x1bP>|XTerm(370)\x1b\\\x1b[8;1$y\x1b[I");
    tui.send("j").wait("3/5");
    assert!(tui.text().contains("Kept 0") && tui.text().contains("Dropped 0"), "{}", tui.text());
}

#[test]
fn a_paste_without_its_end_is_bounded_in_time_and_is_no_commands() {
    let home = home_of(5);
    let mut tui = open(&home, &[]);
    tui.send("/").send("\x1b[200~Story 00").wait("/Story 00");
    tui.send("\x1b").until("no filter", |screen| !screen.contents().contains("/Story"));
    tui.send("\x1b[200~aaaddd\x1b[201~j").wait("2/5");
    assert!(tui.text().contains("Kept 0") && tui.text().contains("Dropped 0"), "{}", tui.text());
}

#[test]
fn a_storm_of_sizes_is_drawn_25_times_a_second_at_most() {
    let home = home_of(5);
    let mut tui = open(&home, &[]);
    let before = tui.bytes();
    let started = Instant::now();
    for number in 0..100 {
        tui.resize(60 + number % 40, 20);
        // Half a second for all resizes; the call only lets time pass.
        let _ = tui.silence(Duration::from_millis(5));
    }
    tui.resize(100, 20);
    tui.until("the last size", |screen| screen.cell(0, 98).is_some_and(|cell| cell.contents() == "z"));
    let seconds = started.elapsed().as_secs_f64();
    let frames = tui.written[before..].windows(4).filter(|bytes| bytes == b"\x1b[2J").count();
    println!("100 sizes in {seconds:.2} s: {frames} frames");
    assert!(frames as f64 <= seconds * 25.0 + 2.0, "{frames} frames in {seconds} s");
}

#[test]
fn every_terminal_gets_what_it_has() {
    let home = home_of(3);
    for term in ["xterm-256color", "screen", "tmux-256color", "linux", "vt100", "rxvt"] {
        let mut tui = open(&home, &[("TERM", term)]);
        tui.send("j").wait("2/3").send("a").wait("Kept 1");
        let mark = tui.screen().cell(2, 2).unwrap();
        assert_eq!(mark.contents(), "K", "{term}");
        let colours = mark.fgcolor() != vt100::Color::Default;
        tui.wait("  saved").send("u").wait("Kept 0").wait("  saved").send("q");
        assert_eq!(tui.wait_exit(LIMIT), 0, "{term}");
        let written = String::from_utf8_lossy(&tui.written).into_owned();
        let console = matches!(term, "linux" | "vt100");
        assert_eq!(written.contains("\x1b[?2004h"), !console, "{term}: bracketed paste");
        assert!(!console || !written.contains("\x1b[?2026h"), "{term}: synchronized updates");
        assert_eq!(written.contains("\x1b[8l"), !console, "{term}: bidi");
        assert!(!written.contains("\x1b]"), "{term}: an operating system command");
        assert_eq!(colours, term != "vt100", "{term}: colours");
    }
    for (term, why) in [("dumb", "TERM is \"dumb\""), ("", "TERM is not set")] {
        let mut tui = Tui::spawn_in(&home, FARZ, &[], &[("TERM", term)], 80, 24);
        assert_eq!(tui.wait_exit(LIMIT), 1, "{term}");
        let said = tui.text().replace('\n', "");
        assert!(said.contains(why) && said.contains("farz list"), "{said}");
        let mut tui = Tui::spawn_in(&home, FARZ, &["list"], &[("TERM", term)], 80, 24);
        assert_eq!(tui.wait_exit(LIMIT), 0);
        assert!(tui.text().contains("Story 002"), "the command line works");
    }
}

#[test]
fn no_color_keeps_what_stands_out() {
    let home = home_of(3);
    let mut tui = open(&home, &[("NO_COLOR", "1")]);
    tui.send("V").send("j").wait("2/3");
    let cell = |x| tui.screen().cell(2, x).unwrap();
    assert!(cell(0).inverse() && cell(0).contents() == ">", "the row under the cursor");
    assert!(cell(6).bold(), "an unread title");
    let written = String::from_utf8_lossy(&tui.written).into_owned();
    let colour = |sequence: &str| {
        let parameters = sequence.split_once('m').map_or("", |(parameters, _)| parameters);
        parameters.bytes().all(|b| b.is_ascii_digit() || b == b';')
            && parameters.split(';').any(|n| matches!(n.parse::<u8>(), Ok(30..=49 | 90..=107)))
    };
    assert!(!written.split("\x1b[").any(colour), "{written:?}");
}

#[test]
fn a_locale_without_utf_8_gets_ascii_and_is_told() {
    let home = home_of(3);
    let mut tui = Tui::spawn_in(&home, FARZ, &[], &[("LC_ALL", "C")], 80, 24);
    tui.wait("This locale is not UTF-8").wait("Story 000").wait("Text ~ of \"0\" - one");
    tui.send("l").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert!(tui.written.is_ascii(), "{}", tui.written.escape_ascii());
}

#[test]
fn a_link_without_a_display_is_copied_and_can_be_clicked() {
    let home = home_of(3);
    let mut tui = open(&home, &[]);
    tui.wait("Text … of").send("o").wait("Copied: https://example.org/0");
    tui.until_written(b"\x1b]8;;https://example.org/0\x1b\\https://example.org/0\x1b]8;;\x1b\\");
    tui.until_written(b"\x1b]52;c;aHR0cHM6Ly9leGFtcGxlLm9yZy8w\x07");
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn a_line_that_takes_nothing_does_not_keep_it() {
    let home = home_of(300);
    let mut tui = open(&home, &[]);
    tui.stop_reading();
    // This is more than a pseudo-terminal holds, so the writing thread waits forever.
    for _ in 0..200 {
        tui.send("\x0c");
    }
    tui.signal(Signal::TERM);
    assert_eq!(tui.wait_exit(Duration::from_secs(5)), 143);
}
