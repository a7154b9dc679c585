//! In tmux, with a server of its own that nobody else uses. Where tmux is missing, the test says so and ends.

use crate::support::tui::{Home, LIMIT, Tui};
use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

const FARZ: &str = env!("CARGO_BIN_EXE_farz");
/// The name of the server; its socket is in the home.
const NAME: &str = "farz-test";

/// A tmux server, ended when dropped.
struct Server<'a>(&'a Home);

impl Server<'_> {
    fn tmux(&self, arguments: &[&str]) -> Option<String> {
        let mut command = Command::new("tmux");
        command.args(["-L", NAME, "-f", "/dev/null"]).args(arguments).env_clear().envs(self.0.environment());
        // Its socket is in the home: another test, or a person, has another server of the same name.
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
        println!("skipped: tmux is missing");
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
    // What tmux passes on to the terminal outside.
    tui.until_written(b"aHR0cHM6Ly9leGFtcGxlLm9yZy9zdG9yeQ==");
    tui.send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}
