//! The lines typed in earlier runs, in a file of the state directory: one line for each text, after `filter` or
//! `command`.

use crate::app::earlier::KEPT;
use crate::app::effect::Typed;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputHistoryFile(PathBuf);

impl InputHistoryFile {
    /// Returns the file in the state directory `state`.
    #[must_use]
    pub fn within(state: &Path) -> Self {
        Self(state.join("typed"))
    }

    /// Reads the filters and the commands, the latest last. Ignores lines that it does not understand, and a file
    /// that cannot be read. Shortens a file that has grown long.
    #[must_use]
    pub fn read(&self) -> (Vec<String>, Vec<String>) {
        let bytes = fs::read(&self.0).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let of = |kind: &str| {
            let mut latest: Vec<&str> = Vec::new();
            for typed in text.lines().rev().filter_map(|line| line.strip_prefix(kind)?.strip_prefix(' ')) {
                if latest.len() < KEPT && !latest.contains(&typed) {
                    latest.push(typed);
                }
            }
            latest.reverse();
            latest.into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let (filters, commands) = (of("filter"), of("command"));
        if text.lines().count() > 4 * KEPT {
            let lines = filters.iter().cloned().map(Typed::Filter).chain(commands.iter().cloned().map(Typed::Command));
            let short: String = lines.map(|typed| line(&typed)).collect();
            let beside = self.0.with_extension("new");
            // A file that stays long does no harm.
            let _ = fs::write(&beside, short).and_then(|()| fs::rename(beside, &self.0));
        }
        (filters, commands)
    }

    /// Appends a text in one write, so that several programs can append at the same time.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn append(&self, typed: &Typed) -> io::Result<()> {
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder)?;
        }
        OpenOptions::new().create(true).append(true).open(&self.0)?.write_all(line(typed).as_bytes())
    }
}

fn line(typed: &Typed) -> String {
    let (kind, text) = match typed {
        Typed::Filter(text) => ("filter", text),
        Typed::Command(text) => ("command", text),
    };
    format!("{kind} {}\n", text.replace(char::is_control, " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_read_back_in_order_and_the_file_stays_short() {
        let folder = tempfile::tempdir().unwrap();
        let file = InputHistoryFile::within(&folder.path().join("state"));
        assert_eq!(file.read(), (vec![], vec![]));
        for typed in
            [Typed::Filter("بوتين | putin".into()), Typed::Command("add-tag a\nb".into()), Typed::Filter("x".into())]
        {
            file.append(&typed).unwrap();
        }
        file.append(&Typed::Filter("بوتين | putin".into())).unwrap();
        let filters = ["x", "بوتين | putin"].map(str::to_owned).to_vec();
        assert_eq!(file.read(), (filters, vec!["add-tag a b".to_owned()]));
        (0..5 * KEPT).for_each(|number| file.append(&Typed::Filter(number.to_string())).unwrap());
        let before = file.read();
        assert_eq!((before.0.len(), before.0.last().map(String::as_str)), (KEPT, Some("499")));
        assert_eq!(
            fs::read_to_string(&file.0).unwrap().lines().count(),
            KEPT + 1,
            "one command is kept beside the filters"
        );
        assert_eq!(file.read(), before);
        fs::write(&file.0, b"filter \xff\xfe\nnonsense\n").unwrap();
        assert_eq!(file.read().1, Vec::<String>::new());
    }
}
