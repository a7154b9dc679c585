//! The log: when it is on, what it contains, and what it never contains.

use crate::support::home::{command, leave, refuses, says};
use crate::support::server::{Server, ok};
use crate::support::tui::{Home, Tui};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs a command that succeeds, with `FARZ_LOG` at a level.
fn logging(home: &Home, level: &str, arguments: &[&str]) -> String {
    let output = command(home, arguments, &[("FARZ_LOG", level)]);
    assert!(output.status.success(), "farz {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Returns the path of the default file.
fn default_file(home: &Home) -> std::path::PathBuf {
    let doctor = says(home, &["doctor"]);
    let line = doctor.lines().find(|line| line.starts_with("log ")).unwrap();
    line.split_whitespace().nth(1).unwrap().into()
}

#[test]
fn there_is_no_log_unless_it_is_asked_for_and_doctor_says_where_it_is() {
    let home = Home::new();
    let file = default_file(&home);
    assert!(!file.exists());
    assert!(says(&home, &["doctor"]).contains("off; `FARZ_LOG=debug farz`"));
    let told = logging(&home, "debug", &["doctor"]);
    assert!(told.contains("level debug, "), "{told}");
    let log = read(&file);
    assert!(log.contains(" INFO  farz::cli start version=") && log.contains("library opened"), "{log}");
    assert!(log.lines().last().unwrap().contains(" end exit="), "{log}");
    assert!(says(&home, &["doctor"]).contains("bytes from before"));
    assert_eq!(read(&file), log);
}

#[test]
fn the_option_stands_before_or_after_any_command_and_bad_values_are_errors() {
    let home = Home::new();
    for (number, arguments) in [
        &["--log", "a0", "list"][..],
        &["--log=a1", "list"],
        &["list", "--log", "a2"],
        &["tags", "--log=a3"],
        &["views", "remove", "--log", "a4", "none"],
    ]
    .into_iter()
    .enumerate()
    {
        command(&home, arguments, &[]);
        let log = read(&home.path().join(format!("a{number}")));
        assert!(log.contains(" start ") && log.contains(" end ") && !log.contains("DEBUG"), "{arguments:?}: {log}");
        assert_eq!(log.contains(" ERROR farz::cli end exit=1"), number == 4, "{arguments:?}: {log}");
    }
    assert!(refuses(&home, &["list", "--log", "/proc/none/log"]).contains("/proc/none/log"));
    let output = command(&home, &["list"], &[("FARZ_LOG", "loud")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("FARZ_LOG is \"loud\""));
}

#[test]
fn the_log_is_open_to_its_owner_alone() {
    let home = Home::new();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let own = home.path().join("open.log");
    fs::write(&own, "before\n").unwrap();
    fs::set_permissions(&own, fs::Permissions::from_mode(0o666)).unwrap();
    says(&home, &["list", "--log", "open.log"]);
    assert_eq!(mode(&own), 0o600);
    assert!(read(&own).starts_with("before\n2"));
    logging(&home, "info", &["list"]);
    assert_eq!(mode(&default_file(&home)), 0o600);
}

#[test]
fn the_log_holds_no_secret_at_trace_level() {
    let home = Home::new();
    let feed = "<rss version='2.0'><channel><title>secretfeed</title><item><title>secrettitle</title>\
        <link>https://e.example/a?key=secretlink</link><description>secretbody</description></item></channel></rss>";
    let server = Server::start(move |_, _, _| ok("X-Answer: secretanswer\r\n", feed));
    let url = server.url("/feed?token=secrettoken");
    let config = format!(
        "[[sources]]\nurl = \"{url}\"\nuser = \"secretuser\"\npassword = \"secretpassword\"\nprivate = true\n\
         headers = {{ \"X-Key\" = \"secretheader\" }}\n\n[[rules]]\nwhen = \"secrettitle\"\ntag = [\"secretrule\"]\n\n\
         [hooks]\nkeep = [\"/bin/sh\", \"-c\", \"echo secrethook >&2; exit 3\"]\n"
    );
    fs::create_dir_all(home.config()).unwrap();
    fs::write(home.config().join("config.toml"), config).unwrap();
    logging(&home, "trace", &["fetch", "--all"]);
    let heads = server.heads().join("\n");
    assert!(heads.contains("secretheader") && heads.contains("authorization: basic"), "{heads}");
    let login = heads.split("authorization: basic ").nth(1).unwrap().lines().next().unwrap().to_owned();
    let list = logging(&home, "trace", &["list", "secrettitle"]);
    assert!(list.contains("secrettitle"), "{list}");
    logging(&home, "trace", &["tag", "--query", "secrettitle", "+secrettag"]);
    let mut tui = Tui::spawn_in(&home, crate::support::home::FARZ, &[], &[("FARZ_LOG", "trace")], 100, 24);
    tui.wait("saved").wait("secrettitle");
    tui.send("e").send("secretnote\r").wait(" secretnote");
    tui.send("a").wait("exit status: 3").send("/secretfilter\r").wait("secretfilter");
    leave(tui);
    let log = read(&default_file(&home));
    let all = [
        "fetched address=http://127.0.0.1:",
        "/feed status=200 bytes=",
        "feed stored",
        "new=1",
        "rule applied",
        "hook failed program=/bin/sh status=\"exit status: 3\"",
        "terminal asked",
    ];
    for wanted in all {
        assert!(log.contains(wanted), "{wanted}: {log}");
    }
    assert!(log.contains(" saved step=") && log.contains("changes=1"), "{log}");
    let lower = log.to_lowercase();
    assert!(!lower.contains("secret") && !lower.contains(&login) && !log.contains('?'), "{log}");
}
