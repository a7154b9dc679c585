//! The place that an article comes from, and its name in messages.

use super::Results;
use crate::message::{Message, msg};
use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::path::Path;

/// The place that an article comes from.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Its name in warnings.
    pub shown: String,
    /// The stable origin of an article that is the whole file; empty if there is none.
    pub origin: String,
    /// The name of the source if the text does not name one.
    pub source: String,
    /// The file's name without its extension.
    pub name: String,
    /// Whether the user named the file itself rather than its folder.
    pub named: bool,
}

impl Place {
    /// Returns the place of the file at `path`.
    pub fn of(path: &Path, named: bool) -> Self {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder = absolute.parent().and_then(Path::file_name).unwrap_or(OsStr::new("/"));
        Self {
            shown: path.display().to_string(),
            origin: format!("file:{}", written(absolute.as_os_str())),
            source: folder.to_string_lossy().into_owned(),
            name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            named,
        }
    }

    /// Returns the stable origin of an item in the file that has its own name; empty if there is none.
    pub fn origin_of(&self, item: &str) -> String {
        if self.origin.is_empty() || item.is_empty() { String::new() } else { format!("{}#{item}", self.origin) }
    }
}

/// Returns a path as text. Percent-encodes bytes that are not UTF-8, so that different names stay different.
fn written(path: &OsStr) -> String {
    let mut out = String::new();
    for chunk in path.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
    }
    out
}

/// Reports a file that holds no article: as a failure when it was named, else only as passed over.
pub fn refused(what: Message, place: &Place, results: &mut Results<'_>) -> ControlFlow<()> {
    if place.named {
        results.failed(&place.shown, what)
    } else {
        results.warned(&place.shown, msg!("ingest-skipped", what = what))
    }
}

/// Returns a path's extension in lower case; empty if it has none.
pub fn extension(path: &Path) -> String {
    path.extension().map(OsStr::to_string_lossy).unwrap_or_default().to_ascii_lowercase()
}

/// Returns the text of a system error without its number.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
