//! Other programs: farz starts the browser with an argument vector, never through a shell, and never waits for it.
//!
//! # Invariants
//!
//! - farz opens only web links, each as one argument.
//!   Tests: `only_links_of_the_web_are_opened`,
//!   Tests: `a_link_is_opened_by_its_letter_as_one_argument_and_only_links_of_the_web_have_one`.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use thiserror::Error;

/// Why a link was not opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Not an `http` or `https` link, or one with characters that cannot occur in a link.
    #[error("only http and https links can be opened")]
    NotALink,
    /// No display can show a browser: copy the link instead.
    #[error("no display to open a browser on")]
    NoDisplay,
    /// No program that opens links was found, or none could be started: the names tried, and the last error.
    #[error("no browser could be started ({0}): {1}")]
    NoBrowser(String, #[source] io::Error),
}

/// Opens `link` in the browser, detached, without waiting for it.
///
/// # Errors
/// See [`OpenError`]; on [`OpenError::NoDisplay`] the caller copies the link.
pub fn open_link(link: &str, variable: impl Fn(&str) -> Option<String>) -> Result<(), OpenError> {
    let commands = browsers(link, variable)?;
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for command in &commands {
        match start(command) {
            Ok(()) => return Ok(()),
            Err(error) => last = error,
        }
    }
    let tried: Vec<&str> = commands.iter().filter_map(|command| command.first()).map(String::as_str).collect();
    Err(OpenError::NoBrowser(tried.join(", "), last))
}

/// Returns the argument vectors that may open `link`, in the order to try them: those of `BROWSER` (separated by
/// colons, with `%s` for the link), then the desktop's own.
fn browsers(link: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Vec<Vec<String>>, OpenError> {
    if !is_link(link) {
        return Err(OpenError::NotALink);
    }
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let named = set("BROWSER");
    let mac = cfg!(target_os = "macos");
    let display = mac || set("DISPLAY").is_some() || set("WAYLAND_DISPLAY").is_some();
    // Over SSH, the display is not in front of the user, unless `BROWSER` says what to do.
    let far = set("SSH_CONNECTION").is_some();
    if named.is_none() && (far || !display) {
        return Err(OpenError::NoDisplay);
    }
    let mut commands: Vec<Vec<String>> =
        named.iter().flat_map(|list| list.split(':')).filter_map(|command| with_link(command, link)).collect();
    if display && !far {
        commands.push(vec![if mac { "open" } else { "xdg-open" }.to_owned(), link.to_owned()]);
    }
    Ok(commands)
}

fn with_link(command: &str, link: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = command.split_whitespace().map(|word| word.replace("%s", link)).collect();
    words.first()?;
    if !command.contains("%s") {
        words.push(link.to_owned());
    }
    Some(words)
}

/// Returns whether this is a link that a browser opens, and nothing else.
fn is_link(link: &str) -> bool {
    let scheme = link.split_once("://").map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
    scheme.is_some_and(|(scheme, rest)| (scheme == "http" || scheme == "https") && !rest.is_empty())
        && !link.chars().any(|c| c.is_control() || c.is_whitespace())
}

fn start(command: &[String]) -> io::Result<()> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(io::ErrorKind::NotFound.into());
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A separate process group: signals that stop or end farz do not reach the browser.
        .process_group(0)
        .spawn()?;
    // Some thread must reap it, or it stays in the process table.
    std::thread::Builder::new().name("browser".into()).spawn(move || {
        let _ = child.wait();
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(link: &str, variables: &[(&str, &str)]) -> Result<Vec<Vec<String>>, OpenError> {
        browsers(link, |name| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn only_links_of_the_web_are_opened() {
        for link in ["file:///etc/passwd", "javascript:alert(1)", "--help", "", "https://", "http://a b", "https://a\n"]
        {
            assert!(matches!(tried(link, &[("BROWSER", "x"), ("DISPLAY", ":0")]), Err(OpenError::NotALink)), "{link}");
        }
        assert!(tried("HTTPS://example.org/ف?a=1&b=$(id)", &[("BROWSER", "x")]).is_ok());
    }

    #[test]
    fn without_a_display_the_caller_is_told_to_copy() {
        for variables in [&[][..], &[("DISPLAY", ":10"), ("SSH_CONNECTION", "x")], &[("DISPLAY", "")]] {
            if cfg!(not(target_os = "macos")) {
                assert!(matches!(tried("https://a", variables), Err(OpenError::NoDisplay)), "{variables:?}");
            }
        }
    }

    #[test]
    fn browser_is_a_list_of_argument_vectors() {
        let commands = tried("https://a/;id", &[("BROWSER", "one --new %s:two"), ("SSH_CONNECTION", "x")]).unwrap();
        assert_eq!(commands, [vec!["one", "--new", "https://a/;id"], vec!["two", "https://a/;id"]]);
        let local = tried("https://a", &[("BROWSER", "one"), ("WAYLAND_DISPLAY", "w")]).unwrap();
        assert_eq!(local.len(), 2, "the desktop's own comes last");
    }

    #[test]
    fn a_missing_browser_is_an_error_that_names_it() {
        let variables = |name: &str| (name == "BROWSER").then(|| "/nonexistent/browser".to_owned());
        let error = open_link("https://a", variables).unwrap_err();
        assert!(error.to_string().contains("/nonexistent/browser"), "{error}");
    }

    #[test]
    fn a_browser_is_started_with_the_link() {
        let folder = tempfile::tempdir().unwrap();
        let fifo = folder.path().join("seen");
        rustix::fs::mkfifoat(rustix::fs::CWD, &fifo, rustix::fs::Mode::RWXU).unwrap();
        let script = folder.path().join("browser");
        std::fs::write(&script, format!("#!/bin/sh\nprintf %s \"$1\" > '{}'\n", fifo.display())).unwrap();
        let browser = format!("/bin/sh {} %s", script.display());
        open_link("https://a/$(id)", |name| (name == "BROWSER").then(|| browser.clone())).unwrap();
        assert_eq!(std::fs::read_to_string(&fifo).unwrap(), "https://a/$(id)");
    }
}
