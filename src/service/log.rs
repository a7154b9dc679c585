//! The log: what farz did and how long it took, one line per event, in a file that only its owner can read.
//!
//! The log is off by default. Then there is no subscriber, and each `tracing` call costs one comparison. `--log FILE`
//! and the variable `FARZ_LOG` turn it on; [`chosen`] combines them.
//!
//! farz never logs passwords, the HTTP headers of a source, the query part of an address, the user's input, notes, or
//! titles and texts of articles. It drops the events of other crates, because their authors made no such promise.
//! Test: `the_log_holds_no_secret_at_trace_level`.
//!
//! Invariants of the file:
//! - It has mode 0600. A file that has more is restricted when it is opened. Test: `the_log_is_open_to_its_owner_alone`.
//! - The file and the one that it replaced (`.old`) together stay under 10 MB. Test:
//!   `the_log_and_the_old_one_stay_under_ten_megabytes`.
//! - Any number of processes may append. A line is one `write` on a file opened with `O_APPEND`. Test:
//!   `several_writers_lose_no_line_over_rotations`.
//! - A control character in a value is escaped, so that a value is never two lines and never acts on a terminal.

use crate::message::{Message, msg};
use crate::service::clock;
use crate::text::clean;
use chrono::{DateTime, SecondsFormat, Utc};
use rustix::fs::OFlags;
use std::ffi::OsStr;
use std::fmt::{self, Write as _};
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use thiserror::Error;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::{Interest, set_global_default};
use tracing::{Event, Level, Metadata, Subscriber};

/// The variable that sets the level.
pub const VARIABLE: &str = "FARZ_LOG";
/// The name of the default file, in the state folder.
const FILE: &str = "farz.log";
/// The size, in bytes, at which the file becomes the old one. Both files together stay under 10 MB, even if several
/// processes write their last line at the same moment.
const ROTATED_AT: u64 = 4_800_000;
/// The longest line, in bytes.
const LINE: usize = 4096;
/// The longest value in a line, in bytes before escaping.
const VALUE: usize = 1024;
/// The crate whose events are logged; those of all other crates are dropped.
const OWN: &str = "farz";

/// The file and the level of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The file.
    pub path: PathBuf,
    /// The least important level to write.
    pub level: Level,
}

/// The reason why the requested log could not be opened.
#[derive(Debug, Error)]
#[error("{}", self.message())]
pub enum LogError {
    /// `FARZ_LOG` has a value that is not a level.
    Level(String),
    /// The file cannot be opened, or its permissions cannot be restricted.
    Open(PathBuf, #[source] io::Error),
}

impl LogError {
    /// Returns the reason as a sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Level(value) => msg!("log-level-unknown", value = value),
            Self::Open(path, error) => msg!("log-not-opened", path = path, reason = error.to_string()),
        }
    }
}

/// Returns the path of the default file, in the folder `state`.
#[must_use]
pub fn default_file(state: &Path) -> PathBuf {
    state.join(FILE)
}

/// Returns the log that the argument of `--log` and the value of `FARZ_LOG` ask for; `None` if neither asks for one.
/// An empty value counts as unset. `--log` without `FARZ_LOG` means level `info`; `FARZ_LOG` without `--log` means the
/// default file in the folder `state`.
///
/// # Errors
/// If the value of `FARZ_LOG` is not a level.
pub fn chosen(argument: Option<&Path>, variable: Option<&OsStr>, state: &Path) -> Result<Option<Setup>, LogError> {
    let level = match variable.filter(|value| !value.is_empty()) {
        None if argument.is_none() => return Ok(None),
        None => Level::INFO,
        Some(value) => level(value)?,
    };
    Ok(Some(Setup { path: argument.map_or_else(|| default_file(state), Path::to_owned), level }))
}

fn level(value: &OsStr) -> Result<Level, LogError> {
    let text = value.to_string_lossy();
    let levels = [Level::ERROR, Level::WARN, Level::INFO, Level::DEBUG, Level::TRACE];
    let found = levels.into_iter().find(|level| level.as_str().eq_ignore_ascii_case(&text));
    found.ok_or_else(|| LogError::Level(text.into_owned()))
}

static IN_FORCE: OnceLock<Setup> = OnceLock::new();

/// Returns the log of this process, if it is on.
#[must_use]
pub fn in_force() -> Option<&'static Setup> {
    IN_FORCE.get()
}

/// Opens the log and turns it on for this process. From then on, panics are logged without their message, which may
/// quote a text. Creates the folder of the file if it is missing.
///
/// # Errors
/// If the file cannot be opened.
pub fn start(setup: Setup) -> Result<(), LogError> {
    let failed = |error| LogError::Open(setup.path.clone(), error);
    if let Some(folder) = setup.path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    // An absolute path stays valid when the current folder changes.
    let path = std::path::absolute(&setup.path).map_err(failed)?;
    let file = LogFile::open(path, ROTATED_AT).map_err(failed)?;
    // This fails if a log is already on, which then stays on.
    if set_global_default(Log { level: setup.level, file: Mutex::new(file) }).is_ok() {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let thread = std::thread::current();
            let at = info.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(thread = thread.name().unwrap_or("unnamed"), at, "panic");
            before(info);
        }));
        let _ = IN_FORCE.set(setup);
    }
    Ok(())
}

/// Writes the events of farz's modules into a file.
struct Log {
    level: Level,
    file: Mutex<LogFile>,
}

impl Subscriber for Log {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let target = metadata.target();
        metadata.is_event() && *metadata.level() <= self.level && (target == OWN || target.starts_with("farz::"))
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::from_level(self.level))
    }

    fn event(&self, event: &Event<'_>) {
        let line = line(clock::now(), event);
        // A line that cannot be written, for example on a full disk, is lost: there is nowhere to report it.
        let _ = self.file.lock().unwrap_or_else(PoisonError::into_inner).append(line.as_bytes());
    }

    // farz does not use spans, but the trait requires these methods.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Formats a line of the log: time (UTC, milliseconds), level, module, message, fields.
fn line(now_ms: i64, event: &Event<'_>) -> String {
    let metadata = event.metadata();
    let when = DateTime::<Utc>::from_timestamp_millis(now_ms).unwrap_or_default();
    let when = when.to_rfc3339_opts(SecondsFormat::Millis, true);
    let mut fields = Fields::default();
    event.record(&mut fields);
    let Fields { message, rest } = fields;
    let mut line = format!("{when} {:<5} {} {message}{rest}", metadata.level().as_str(), metadata.target());
    cut(&mut line, LINE - 1);
    line.push('\n');
    line
}

#[derive(Default)]
struct Fields {
    message: String,
    rest: String,
}

impl Fields {
    fn put(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.message = escaped(value);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(self.rest, " {}={}", field.name(), quoted(value));
        }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, &format!("{value:?}"));
    }
}

/// Returns a value, in quotation marks if it would not read as one word.
fn quoted(value: &str) -> String {
    let text = escaped(value);
    if text.is_empty() || text.contains([' ', '"', '=']) { format!("\"{}\"", text.replace('"', "\\\"")) } else { text }
}

/// Returns the beginning of a text, and escapes the characters that act on a terminal, end a line, or change the
/// direction of the text after them.
fn escaped(text: &str) -> String {
    let mut beginning = text.to_owned();
    cut(&mut beginning, VALUE);
    clean::escaped(beginning, |c| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
    }
}

/// The open file.
struct LogFile {
    path: PathBuf,
    file: File,
    /// Whether it is a regular file; devices and pipes are neither restricted nor rotated.
    regular: bool,
    rotated_at: u64,
}

impl LogFile {
    fn open(path: PathBuf, rotated_at: u64) -> io::Result<Self> {
        let (file, regular) = open(&path)?;
        Ok(Self { path, file, regular, rotated_at })
    }

    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.regular {
            let length = u64::try_from(line.len()).unwrap_or(u64::MAX);
            self.make_room(length)?;
        }
        self.file.write_all(line)
    }

    /// Follows a rotation by another process, and rotates if the line would make the file too large.
    fn make_room(&mut self, length: u64) -> io::Result<()> {
        let own = self.file.metadata()?;
        if !self.is_current(&own) {
            self.file = open(&self.path)?.0;
        } else if own.len() + length > self.rotated_at {
            // The holder of the lock rotates. The others write at most one more line each to this file and follow with
            // the next one.
            if self.file.try_lock().is_err() {
                return Ok(());
            }
            if self.is_current(&own) {
                let mut old = self.path.clone().into_os_string();
                old.push(".old");
                fs::rename(&self.path, old)?;
            }
            // Opening a new file releases the lock.
            self.file = open(&self.path)?.0;
        }
        Ok(())
    }

    /// Returns whether the path still leads to the open file.
    fn is_current(&self, own: &fs::Metadata) -> bool {
        fs::metadata(&self.path).is_ok_and(|found| (found.dev(), found.ino()) == (own.dev(), own.ino()))
    }
}

/// Opens a file for appending, accessible to its owner only. Also returns whether it is a regular file.
fn open(path: &Path) -> io::Result<(File, bool)> {
    // A pipe without a reader gives an error instead of a wait.
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or(0);
    let file = OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(flags).open(path)?;
    let metadata = file.metadata()?;
    let regular = metadata.is_file();
    if regular && metadata.permissions().mode() & 0o777 != 0o600 {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok((file, regular))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logged(level: Level, act: impl FnOnce()) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let file = LogFile::open(path.clone(), ROTATED_AT).unwrap();
        tracing::subscriber::with_default(Log { level, file: Mutex::new(file) }, act);
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn the_argument_and_the_variable_choose_file_and_level() {
        let state = Path::new("/state");
        let chosen = |argument: Option<&str>, variable: Option<&str>| {
            chosen(argument.map(Path::new), variable.map(OsStr::new), state)
                .map(|setup| setup.map(|setup| (setup.path.display().to_string(), setup.level)))
                .map_err(|error| error.to_string())
        };
        assert_eq!(chosen(None, None), Ok(None));
        assert_eq!(chosen(None, Some("")), Ok(None));
        assert_eq!(chosen(Some("f"), None), Ok(Some(("f".into(), Level::INFO))));
        assert_eq!(chosen(None, Some("debug")), Ok(Some(("/state/farz.log".into(), Level::DEBUG))));
        assert_eq!(chosen(Some("f"), Some("TRACE")), Ok(Some(("f".into(), Level::TRACE))));
        assert!(chosen(None, Some("loud")).unwrap_err().contains("loud"));
    }

    #[test]
    fn a_line_has_time_level_module_message_and_escaped_fields_in_one_line() {
        let text = logged(Level::INFO, || {
            let value = "a b\n\u{1b}[2J\u{202e}\"";
            tracing::info!(count = 3, name = "x", value, "done");
            tracing::debug!("unimportant");
            tracing::info!(target: "hyper::client", "another crate");
            tracing::warn!(value = "é".repeat(5000), "long");
        });
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        let (when, rest) = lines[0].split_at(24);
        assert!(DateTime::parse_from_rfc3339(when).is_ok() && when.ends_with('Z'), "{when}");
        let wanted = " INFO  farz::service::log::tests done count=3 name=x value=\"a b\\n\\u{1b}[2J\\u{202e}\\\"\"";
        assert_eq!(rest, wanted);
        assert!(lines[1].len() < LINE && lines[1].contains(" WARN  "));
    }

    #[test]
    fn several_writers_lose_no_line_over_rotations() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let limit = 20_000;
        // 4 writers with 100 lines of 40 bytes fill most of one file, so no line is lost to rotation.
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let mut file = LogFile::open(path.clone(), limit / 2).unwrap();
                scope.spawn(move || {
                    for number in 0..100 {
                        file.append(format!("{writer} {number:<36}\n").as_bytes()).unwrap();
                    }
                });
            }
        });
        let old = fs::read_to_string(folder.path().join("log.old")).unwrap();
        let new = fs::read_to_string(&path).unwrap();
        let mut lines: Vec<&str> = old.lines().chain(new.lines()).collect();
        lines.sort_unstable();
        lines.dedup();
        assert!(lines.iter().all(|line| line.len() == 38), "{lines:?}");
        assert_eq!(lines.len(), 400);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn the_log_and_the_old_one_stay_under_ten_megabytes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        fs::write(&path, vec![b'x'; 30_000_000]).unwrap();
        let mut file = LogFile::open(path.clone(), ROTATED_AT).unwrap();
        let line = [&[b'y'; LINE - 1][..], b"\n"].concat();
        for _ in 0..5000 {
            file.append(&line).unwrap();
        }
        let size = |path: &Path| fs::metadata(path).unwrap().len();
        let (new, old) = (size(&path), size(&folder.path().join("log.old")));
        assert!(new > 0 && old > 4_000_000 && new + old < 10_000_000, "{new} {old}");
    }
}
