//! farz in tmux, in GNU screen and through mosh, each with its own private server. A missing program is reported and
//! skipped.

use crate::support::missing;
use crate::support::tui::{Home, LIMIT, Tui};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const FARZ: &str = env!("CARGO_BIN_EXE_farz");
/// The name of the server; its socket is in the home.
const NAME: &str = "farz-test";

/// A tmux server, ended when dropped.
struct Server<'a>(&'a Home);

impl Server<'_> {
    fn tmux(&self, arguments: &[&str]) -> Option<String> {
        let mut command = Command::new("tmux");
        command.args(["-L", NAME, "-f", "/dev/null"]).args(arguments).env_clear().envs(self.0.environment());
        // The socket is in the home, because another test or user may have a server of the same name.
        command.env("TMUX_TMPDIR", self.0.path()).stdin(Stdio::null());
        let output = command.output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        let _ = self.tmux(&["kill-server"]);
    }
}

#[test]
fn a_copied_link_is_in_the_buffer_of_tmux_and_goes_on_to_the_terminal() {
    let home = Home::new();
    let server = Server(&home);
    let Some(version) = server.tmux(&["-V"]) else {
        missing::tool("tmux");
        return;
    };
    let story = "{\"title\":\"Story\",\"text\":\"Text\",\"url\":\"https://example.org/story\"}\n";
    fs::write(home.path().join("stories.jsonl"), story).unwrap();
    let mut command = Command::new(FARZ);
    command.args(["add", "stories.jsonl"]).env_clear().envs(home.environment()).current_dir(home.path());
    assert!(command.stdin(Stdio::null()).output().unwrap().status.success());
    let folder = home.path().display().to_string();
    let arguments = ["-L", NAME, "-f", "/dev/null", "set", "-g", "set-clipboard", "on", ";", "new-session", FARZ];
    let mut tui = Tui::spawn_in(&home, "tmux", &arguments, &[("TMUX_TMPDIR", &folder)], 80, 24);
    tui.wait("  saved").wait("https://example.org/story").send("y").wait("Copied the link");
    let started = Instant::now();
    let buffer = loop {
        let buffer = server.tmux(&["show-buffer"]).unwrap_or_default();
        if !buffer.is_empty() || started.elapsed() > LIMIT {
            break buffer;
        }
    };
    assert_eq!(buffer, "https://example.org/story", "{version}");
    // tmux passes this on to the terminal outside.
    tui.until_written(b"aHR0cHM6Ly9leGFtcGxlLm9yZy9zdG9yeQ==");
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

/// Returns what the user sees: the letters, without the marks that only tell a terminal the order, and the reversed
/// cells.
fn seen(tui: &Tui) -> Vec<String> {
    let row = |y: u16| -> String {
        let cells = (0..80).filter_map(|x| tui.screen().cell(y, x));
        let one = |cell: &vt100::Cell| {
            let letter = cell.contents().replace('\u{200e}', "");
            let letter = if letter.is_empty() { " ".to_owned() } else { letter };
            if cell.inverse() { format!("[{letter}]") } else { letter }
        };
        cells.map(one).collect::<String>().trim_end().to_owned()
    };
    (0..24).map(row).collect()
}

/// A mosh server that runs farz, ended when dropped.
struct Mosh {
    pid: Pid,
    port: String,
    key: String,
}

impl Mosh {
    fn start(home: &Home) -> Option<Self> {
        let mut command = Command::new("mosh-server");
        command.args(["new", "-i", "127.0.0.1", "-p", "60100:60999", "--", FARZ]);
        command.env_clear().envs(home.environment()).current_dir(home.path()).stdin(Stdio::null());
        let output = command.output().ok()?;
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        let connect = said.lines().find_map(|line| line.strip_prefix("MOSH CONNECT "))?;
        let (port, key) = connect.trim().split_once(' ')?;
        let pid = said.split("pid = ").nth(1)?.split(']').next()?.parse().ok()?;
        Some(Self { pid: Pid::from_raw(pid)?, port: port.to_owned(), key: key.to_owned() })
    }
}

impl Drop for Mosh {
    fn drop(&mut self) {
        // The server has already ended if farz was left.
        let _ = kill_process(self.pid, Signal::TERM);
    }
}

/// Returns a home with three undecided stories.
fn stories() -> Home {
    let home = Home::new();
    let titles = ["بوتين: رسالة (جديدة) 2015", "An English story", "שלום עולם"];
    let one = |(n, title): (usize, &str)| {
        format!("{{\"title\":\"{title}\",\"text\":\"Text {n}: {title}\",\"date\":\"2020-01-0{}\"}}\n", 9 - n)
    };
    let lines: String = titles.into_iter().enumerate().map(one).collect();
    fs::write(home.path().join("stories.jsonl"), lines).unwrap();
    let mut command = Command::new(FARZ);
    command.args(["add", "stories.jsonl"]).env_clear().envs(home.environment()).current_dir(home.path());
    assert!(command.stdin(Stdio::null()).output().unwrap().status.success());
    home
}

/// Uses farz, and returns the screen after each step.
fn walk(mut tui: Tui) -> Vec<Vec<String>> {
    let mut looks = Vec::new();
    tui.wait("3  saved").wait("Text 0");
    for (keys, shown) in
        [("j", "2/3"), ("a", "Kept 1"), ("l", "back"), ("h", "filter"), ("u", "undone: keep"), ("/eng", "1 of 3")]
    {
        tui.send(keys).wait(shown).until("saved", |screen| screen.contents().contains("  saved"));
        while tui.silence(Duration::from_millis(250)) > 0 {}
        looks.push(seen(&tui));
    }
    tui.send("\x1b").wait("/3  saved").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    looks
}

#[test]
fn in_tmux_in_screen_and_through_mosh_it_looks_and_works_the_same() {
    let home = stories();
    let wanted = walk(Tui::spawn_in(&home, FARZ, &[], &[], 80, 24));
    let home = stories();
    if Server(&home).tmux(&["-V"]).is_some() {
        let folder = home.path().display().to_string();
        let arguments = ["-L", NAME, "-f", "/dev/null", "set", "-g", "status", "off", ";", "new-session", FARZ];
        let tui = Tui::spawn_in(&home, "tmux", &arguments, &[("TMUX_TMPDIR", &folder)], 80, 24);
        assert_eq!(walk(tui), wanted, "in tmux");
    } else {
        missing::tool("tmux");
    }
    let home = stories();
    if Command::new("screen").arg("-v").stdin(Stdio::null()).output().is_ok() {
        let sockets = home.path().join("screens");
        fs::create_dir(&sockets).unwrap();
        fs::set_permissions(&sockets, fs::Permissions::from_mode(0o700)).unwrap();
        fs::write(home.path().join("screenrc"), "startup_message off\n").unwrap();
        let sockets = sockets.display().to_string();
        let arguments = ["-c", "screenrc", "-U", "-S", NAME, FARZ];
        let tui = Tui::spawn_in(&home, "screen", &arguments, &[("SCREENDIR", &sockets)], 80, 24);
        assert_eq!(walk(tui), wanted, "in screen");
    } else {
        missing::tool("screen");
    }
    let home = stories();
    if let Some(mosh) = Mosh::start(&home) {
        let arguments = ["127.0.0.1", &mosh.port];
        let tui = Tui::spawn_in(&home, "mosh-client", &arguments, &[("MOSH_KEY", &mosh.key)], 80, 24);
        assert_eq!(walk(tui), wanted, "through mosh");
    } else {
        missing::tool("mosh");
    }
}
