//! Where an article is read from, and how that is said.

use super::Intake;
use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::path::Path;

/// Where an article is read from.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// For warnings.
    pub shown: String,
    /// The stable origin of an article that is the whole file; empty when there is none.
    pub origin: String,
    /// The name of the source when the text does not name one.
    pub source: String,
    /// The file's name without its extension.
    pub name: String,
    /// Whether a person named the file rather than the folder it is in.
    pub named: bool,
}

impl Place {
    /// The place of the file at `path`.
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

    /// The stable origin of an item in the file that has a name of its own; empty when there is none.
    pub fn origin_of(&self, item: &str) -> String {
        if self.origin.is_empty() || item.is_empty() { String::new() } else { format!("{}#{item}", self.origin) }
    }
}

/// A path as text; bytes that are no UTF-8 are percent-encoded, so that two names stay two.
fn written(path: &OsStr) -> String {
    let mut out = String::new();
    for chunk in path.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
    }
    out
}

/// Reports a file that holds no article: as a failure when it was named, else only as passed over.
pub fn refused(what: &str, place: &Place, intake: &mut Intake<'_>) -> ControlFlow<()> {
    if place.named {
        intake.failed(&place.shown, what)
    } else {
        intake.warned(&place.shown, format!("{what}; passed over"))
    }
}

/// A path's extension in lower case, empty when it has none.
pub fn extension(path: &Path) -> String {
    path.extension().map(OsStr::to_string_lossy).unwrap_or_default().to_ascii_lowercase()
}

/// What an error of the system means to a person, without its number.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}
