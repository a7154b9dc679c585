//! A driver for journeys: the program in a pseudo-terminal, with its screen in a terminal emulator.
//!
//! Nothing here sleeps: every wait is on a channel, with a limit, and a failure shows the screen. Linux only: the
//! hang-up needs every copy of the terminal's other end, and pidfd_getfd(2) is the safe way to own one.

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, Signal, getpid, kill_process, pidfd_getfd, pidfd_open};
use std::fs::File;
use std::io::{PipeReader, PipeWriter, Read, Write, pipe};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The limit of every wait; after it, the test fails.
pub const LIMIT: Duration = Duration::from_secs(20);

/// A separate home, deleted afterwards; the real one is never touched.
pub struct Home(TempDir);

impl Home {
    pub fn new() -> Self {
        Self(TempDir::with_prefix("farz-test-").expect("a temporary folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Returns the folder of the configuration and the journal (FARZ_CONFIG_DIR).
    pub fn config(&self) -> PathBuf {
        self.path().join("config")
    }

    /// Returns the folder of the library (FARZ_DATA_DIR).
    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Returns the complete environment of a program in this home.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let within = |name: &str| self.path().join(name).display().to_string();
        let mut all = vec![
            ("PATH", std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".into())),
            ("LANG", "C.UTF-8".into()),
            ("TERM", "xterm-256color".into()),
            ("HOME", self.path().display().to_string()),
            ("FARZ_CONFIG_DIR", self.config().display().to_string()),
            ("FARZ_DATA_DIR", self.data().display().to_string()),
        ];
        for (name, folder) in [
            ("XDG_CONFIG_HOME", ".config"),
            ("XDG_DATA_HOME", ".local/share"),
            ("XDG_STATE_HOME", ".local/state"),
            ("XDG_CACHE_HOME", ".cache"),
            ("XDG_RUNTIME_DIR", ".run"),
        ] {
            all.push((name, within(folder)));
        }
        all
    }
}

/// A program in a terminal.
pub struct Tui {
    vt: vt100::Parser,
    output: Receiver<Vec<u8>>,
    exit: Receiver<u32>,
    code: Option<u32>,
    terminal: Option<Terminal>,
    pid: Pid,
    /// All bytes that the program has written.
    pub written: Vec<u8>,
    _home: Option<Home>,
}

/// Every copy of the terminal's other end.
struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: File,
    stop: PipeWriter,
    reader: JoinHandle<()>,
}

impl Tui {
    /// Starts `program` in its own home and terminal. Its environment is that of the home plus `environment`, and
    /// nothing from the test process: no NO_COLOR, no SSH_CONNECTION.
    pub fn spawn(program: &str, args: &[&str], environment: &[(&str, &str)], columns: u16, rows: u16) -> Self {
        let home = Home::new();
        let mut tui = Self::spawn_in(&home, program, args, environment, columns, rows);
        tui._home = Some(home);
        tui
    }

    /// Starts `program` in a home that outlives it, for later use. An empty value removes a variable.
    pub fn spawn_in(
        home: &Home,
        program: &str,
        args: &[&str],
        environment: &[(&str, &str)],
        columns: u16,
        rows: u16,
    ) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.cwd(home.path());
        command.env_clear();
        for (name, value) in home.environment() {
            command.env(name, value);
        }
        for (name, value) in environment {
            if value.is_empty() {
                command.env_remove(name);
            } else {
                command.env(name, value);
            }
        }
        let mut child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let id = child.process_id().and_then(|id| i32::try_from(id).ok()).expect("a process id");
        let (ended, exit) = channel();
        thread::spawn(move || child.wait().map(|status| ended.send(status.exit_code())));
        let (terminal, output) = Terminal::own(pair.master);
        Self {
            vt: vt100::Parser::new(nonzero(rows), nonzero(columns), 0),
            output,
            exit,
            code: None,
            terminal: Some(terminal),
            pid: Pid::from_raw(id).expect("a process id"),
            written: Vec::new(),
            _home: None,
        }
    }

    /// Types `keys`.
    pub fn send(&mut self, keys: impl AsRef<[u8]>) -> &mut Self {
        let terminal = self.terminal.as_mut().expect("the terminal is there");
        terminal.keys.write_all(keys.as_ref()).expect("the terminal takes keys");
        self
    }

    /// Returns the screen as text.
    pub fn text(&self) -> String {
        self.vt.screen().contents()
    }

    /// Returns the screen with its styles.
    pub fn screen(&self) -> &vt100::Screen {
        self.vt.screen()
    }

    /// Returns the number of bytes that the program has written, as far as they have been read.
    pub fn bytes(&self) -> usize {
        self.written.len()
    }

    /// Waits until the screen contains `text`.
    pub fn wait(&mut self, text: &str) -> &mut Self {
        self.until(text, |screen| screen.contents().contains(text))
    }

    /// Waits until `holds` accepts the screen; `what` names the condition in the failure.
    pub fn until(&mut self, what: &str, holds: impl Fn(&vt100::Screen) -> bool) -> &mut Self {
        let start = Instant::now();
        while !holds(self.vt.screen()) {
            self.take_more(what, start);
        }
        self
    }

    /// Waits until the program has written `bytes` (a sequence without a visible effect).
    pub fn until_written(&mut self, bytes: &[u8]) -> &mut Self {
        let start = Instant::now();
        while !self.has_written(bytes) {
            self.take_more(&bytes.escape_ascii().to_string(), start);
        }
        self
    }

    /// Returns whether the program has written `bytes`.
    pub fn has_written(&self, bytes: &[u8]) -> bool {
        self.written.windows(bytes.len()).any(|window| window == bytes)
    }

    /// Reads output until none has come for `how_long`; returns the number of bytes.
    pub fn silence(&mut self, how_long: Duration) -> usize {
        let before = self.bytes();
        while let Ok(bytes) = self.output.recv_timeout(how_long) {
            self.took(&bytes);
        }
        self.bytes() - before
    }

    /// Stops reading the program's output, like a stalled line.
    pub fn stop_reading(&mut self) {
        let terminal = self.terminal.as_mut().expect("the terminal is there");
        terminal.stop.write_all(&[0]).expect("the reader takes orders");
    }

    fn take_more(&mut self, what: &str, start: Instant) {
        match self.output.recv_timeout(LIMIT.saturating_sub(start.elapsed())) {
            Ok(bytes) => self.took(&bytes),
            Err(error) => panic!("waiting for {what}: {error}; the screen:\n{}", self.text()),
        }
    }

    fn took(&mut self, bytes: &[u8]) {
        self.vt.process(bytes);
        self.written.extend_from_slice(bytes);
    }

    /// Changes the size of the terminal; the program gets SIGWINCH.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let terminal = self.terminal.as_ref().expect("the terminal is there");
        self.vt.screen_mut().set_size(nonzero(rows), nonzero(columns));
        terminal.master.resize(size(columns, rows)).expect("the terminal takes a size");
    }

    /// Sends a signal to the program.
    pub fn signal(&mut self, signal: Signal) {
        kill_process(self.pid, signal).expect("the program is there");
    }

    /// Returns the processor time that the program has used, in seconds.
    pub fn processor_seconds(&self) -> f64 {
        processor_seconds(self.pid)
    }

    /// Removes the terminal, like a dropped connection.
    pub fn hangup(&mut self) {
        if let Some(terminal) = self.terminal.take() {
            terminal.close();
        }
    }

    /// Waits for the program's end, and reads all that it wrote before. Returns its exit code. For a program that a
    /// signal killed, this is 1, as in portable-pty, not 128 + n.
    pub fn wait_exit(&mut self, limit: Duration) -> u32 {
        let code = match self.code {
            Some(code) => code,
            None => self
                .exit
                .recv_timeout(limit)
                .unwrap_or_else(|error| panic!("no end within {limit:?}: {error}; the screen:\n{}", self.text())),
        };
        self.code = Some(code);
        // The reader ends when the last copy of the program's end of the terminal is closed. A child of the program
        // may live on, so read the available output and wait only for a moment's silence.
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.took(&bytes);
        }
        code
    }
}

impl Drop for Tui {
    fn drop(&mut self) {
        if self.code.is_none() && self.exit.try_recv().is_err() {
            // The program may be stopped or ignore signals; a test leaves nothing behind.
            let _ = kill_process(self.pid, Signal::KILL);
        }
        self.hangup();
    }
}

impl Terminal {
    /// Owns the other end, and starts reading it.
    fn own(master: Box<dyn MasterPty + Send>) -> (Self, Receiver<Vec<u8>>) {
        let fd = master.as_raw_fd().expect("a descriptor");
        let this = pidfd_open(getpid(), PidfdFlags::empty()).expect("pidfd_open");
        let keys = File::from(pidfd_getfd(this, fd, PidfdGetfdFlags::empty()).expect("pidfd_getfd"));
        let screen = keys.try_clone().expect("another descriptor");
        let (stopped, stop) = pipe().expect("a pipe");
        let (tx, output) = channel();
        let reader = thread::spawn(move || read(screen, &stopped, &tx));
        (Self { master, keys, stop, reader }, output)
    }

    fn close(self) {
        drop(self.stop);
        let _ = self.reader.join();
    }
}

/// Reads the program's output until it ends, or until `stopped` is closed.
fn read(mut screen: File, stopped: &PipeReader, output: &Sender<Vec<u8>>) {
    let mut bytes = vec![0; 1 << 16];
    loop {
        let mut fds = [PollFd::new(&screen, PollFlags::IN), PollFd::new(stopped, PollFlags::IN)];
        if poll(&mut fds, None).is_err() {
            continue;
        }
        let [_, stop] = fds.map(|fd| fd.revents());
        if !stop.is_empty() {
            return;
        }
        match screen.read(&mut bytes) {
            Ok(n) if n > 0 => {
                if output.send(bytes[..n].to_vec()).is_err() {
                    return;
                }
            }
            _ => return,
        }
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).expect("not zero")
}

/// Returns the processor time that a process has used, in seconds.
pub fn processor_seconds(pid: Pid) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).expect("it runs");
    // After the name in parentheses come the state and 10 more fields, then the ticks in user and system mode.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks: u64 = fields[11..13].iter().map(|ticks| ticks.parse::<u64>().expect("a number")).sum();
    // Linux counts a hundred ticks per second on every machine (proc(5), USER_HZ).
    ticks as f64 / 100.0
}
