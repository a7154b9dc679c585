//! farz over a real SSH server on a port of 127.0.0.1 with its own keys, started and ended by the test.
//!
//! If sshd is missing or must not be started, the tests report this and end.

use crate::support::missing;
use crate::support::tui::{Home, LIMIT, Tui};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open};
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const FARZ: &str = env!("CARGO_BIN_EXE_farz");

/// A server, ended when dropped.
struct Server {
    child: Child,
    address: String,
    port: u16,
}

fn program(name: &str) -> Option<PathBuf> {
    ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"]
        .iter()
        .map(|folder| Path::new(folder).join(name))
        .find(|path| path.exists())
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

impl Server {
    /// Starts a server in `home`, on `address`, in the network namespace `space` if it is given. Returns `None` if no
    /// server can be started.
    fn start(home: &Home, address: &str, space: Option<&str>) -> Option<Self> {
        let (Some(sshd), Some(_), Some(keygen)) = (program("sshd"), program("ssh"), program("ssh-keygen")) else {
            missing::tool("one of sshd, ssh and ssh-keygen");
            return None;
        };
        let folder = home.path();
        for key in ["host", "user"] {
            let path = folder.join(key).display().to_string();
            assert!(runs(&keygen.display().to_string(), &["-q", "-t", "ed25519", "-N", "", "-f", &path]), "a key");
        }
        fs::copy(folder.join("user.pub"), folder.join("authorized")).unwrap();
        // Debian's sshd requires this folder when root starts it; normally its service creates it when the machine
        // boots.
        if rustix::process::geteuid().is_root() {
            let _ = fs::create_dir_all("/run/sshd");
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let config = format!(
            "Port {port}\nListenAddress {address}\nHostKey {0}/host\nAuthorizedKeysFile {0}/authorized\nPidFile none\n\
             StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n\
             PrintMotd no\nPrintLastLog no\nClientAliveInterval 1\nClientAliveCountMax 2\n",
            folder.display()
        );
        fs::write(folder.join("sshd_config"), config).unwrap();
        let mut command = match space {
            None => Command::new(&sshd),
            Some(space) => {
                let mut command = Command::new("ip");
                command.args(["netns", "exec", space]).arg(&sshd);
                command
            }
        };
        command.args(["-D", "-e", "-f"]).arg(folder.join("sshd_config"));
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        for line in lines.by_ref().map_while(Result::ok) {
            said.push_str(&line);
            if line.contains("Server listening") {
                // Read its later output, so that it never blocks.
                std::thread::spawn(move || lines.for_each(drop));
                return Some(Self { child, address: address.to_owned(), port });
            }
        }
        missing::permission(&format!("sshd does not start here: {said}"));
        let _ = child.wait();
        None
    }

    /// Logs in and opens farz; returns the terminal and a handle of the process at the far end.
    fn log_in(&self, home: &Home) -> (Tui, OwnedFd) {
        let folder = home.path().display().to_string();
        let settings: String = home
            .environment()
            .into_iter()
            .filter(|(name, _)| name.starts_with("FARZ") || name.starts_with("XDG") || *name == "LANG")
            .map(|(name, value)| format!("{name}='{value}' "))
            .collect();
        let told = format!("{folder}/pid-{}", fs::read_dir(home.path()).unwrap().count());
        let far = format!("env {settings} sh -c 'echo $$ > {told}; exec {FARZ}'");
        let (port, user, known) = (self.port.to_string(), format!("{folder}/user"), "UserKnownHostsFile=/dev/null");
        let quiet = ["-F", "/dev/null", "-o", known, "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR"];
        let mut arguments = vec!["-tt", "-p", &port, "-i", &user, "-o", "IdentitiesOnly=yes"];
        arguments.extend(quiet);
        arguments.extend([self.address.as_str(), far.as_str()]);
        let mut tui = Tui::spawn_in(home, "ssh", &arguments, &[], 80, 24);
        tui.wait("saved");
        let pid: i32 = fs::read_to_string(&told).unwrap().trim().parse().unwrap();
        (tui, pidfd_open(Pid::from_raw(pid).unwrap(), PidfdFlags::empty()).expect("farz runs"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until a process is gone, and returns whether it is.
fn is_gone(process: &OwnedFd) -> bool {
    let mut fds = [PollFd::new(process, PollFlags::IN)];
    let limit = Timespec { tv_sec: i64::try_from(LIMIT.as_secs()).unwrap(), tv_nsec: 0 };
    poll(&mut fds, Some(&limit)).is_ok_and(|count| count > 0)
}

fn home() -> Home {
    let home = Home::new();
    let lines: String = (0..9).map(|n| format!("{{\"title\":\"Story {n}\",\"text\":\"Text {n}\"}}\n")).collect();
    fs::write(home.path().join("stories.jsonl"), lines).unwrap();
    let mut command = Command::new(FARZ);
    command.args(["add", "stories.jsonl"]).env_clear().envs(home.environment()).current_dir(home.path());
    assert!(command.stdin(Stdio::null()).output().unwrap().status.success());
    home
}

#[test]
fn what_was_saved_survives_a_connection_that_is_killed() {
    let home = home();
    let Some(server) = Server::start(&home, "127.0.0.1", None) else { return };
    let (mut tui, farz) = server.log_in(&home);
    tui.send("a").wait("Kept 1").send("s").wait("Later 1").send("d").wait("Dropped 1").wait("  saved");
    tui.signal(Signal::KILL);
    tui.wait_exit(LIMIT);
    assert!(is_gone(&farz), "farz lives on without a terminal");
    let (mut tui, farz) = server.log_in(&home);
    tui.wait("Inbox 6").wait("Later 1").wait("Kept 1").wait("Dropped 1");
    tui.send("u").wait("Dropped 0").wait("  saved").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert!(is_gone(&farz));
}

#[test]
fn a_second_login_sees_the_decisions_of_the_first_as_they_are_made() {
    let home = home();
    let Some(server) = Server::start(&home, "127.0.0.1", None) else { return };
    let (mut one, _) = server.log_in(&home);
    let (mut two, _) = server.log_in(&home);
    two.wait("Inbox 9");
    // Neither terminal needs a key press to show the other's change.
    one.send("a").wait("Kept 1");
    two.wait("Kept 1").send("d").wait("Dropped 1");
    one.wait("Dropped 1");
    for tui in [&mut one, &mut two] {
        tui.send("q");
        assert_eq!(tui.wait_exit(LIMIT), 0);
    }
}

/// A network namespace and a link to it, removed when dropped.
struct Space(String);

impl Space {
    const NEAR: &str = "10.203.77.1/30";
    const FAR: &str = "10.203.77.2/30";

    fn new() -> Option<Self> {
        let id = std::process::id();
        let (space, near, far) = (format!("farz{id}"), format!("fn{id}"), format!("ff{id}"));
        if program("ip").is_none() {
            missing::tool("ip");
            return None;
        }
        if !runs("ip", &["netns", "add", &space]) {
            missing::permission("no network namespace may be made here");
            return None;
        }
        let made = Self(space.clone());
        let steps: [&[&str]; 5] = [
            &["link", "add", &near, "type", "veth", "peer", "name", &far, "netns", &space],
            &["addr", "add", Self::NEAR, "dev", &near],
            &["link", "set", &near, "up"],
            &["-n", &space, "addr", "add", Self::FAR, "dev", &far],
            &["-n", &space, "link", "set", &far, "up"],
        ];
        if !steps.into_iter().all(|step| runs("ip", step)) {
            missing::permission("no link into a network namespace may be made here");
            return None;
        }
        Some(made)
    }

    fn cut(&self) {
        assert!(runs("ip", &["link", "set", &format!("fn{}", std::process::id()), "down"]));
    }

    fn mend(&self) {
        assert!(runs("ip", &["link", "set", &format!("fn{}", std::process::id()), "up"]));
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        runs("ip", &["link", "del", &format!("fn{}", std::process::id())]);
        runs("ip", &["netns", "del", &self.0]);
    }
}

#[test]
fn what_was_saved_survives_a_link_that_is_cut() {
    let Some(space) = Space::new() else { return };
    let home = home();
    let Some(server) = Server::start(&home, "10.203.77.2", Some(&space.0)) else { return };
    let (mut tui, farz) = server.log_in(&home);
    tui.send("a").wait("Kept 1").send("s").wait("Later 1").wait("  saved");
    space.cut();
    // The server notices after two unanswered questions, and closes the terminal.
    assert!(is_gone(&farz), "farz lives on without a terminal");
    tui.signal(Signal::KILL);
    tui.wait_exit(LIMIT);
    space.mend();
    let (mut tui, _) = server.log_in(&home);
    tui.wait("Inbox 7").wait("Later 1").wait("Kept 1").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}
