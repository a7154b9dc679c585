//! fzf and nucleo on the same titles.

use crate::index::Index;
use nucleo::pattern::{CaseMatching, Normalization};
use nucleo::{Config, Nucleo};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::NamedTempFile;

/// nucleo with all titles.
pub struct Fuzzy(Nucleo<usize>);

impl Fuzzy {
    pub fn new(index: &Index<'_>) -> Self {
        let nucleo = Nucleo::new(Config::DEFAULT, Arc::new(|| ()), Some(2), 1);
        let injector = nucleo.injector();
        for (row, title) in index.titles.iter().enumerate() {
            injector.push(row, |_, columns| columns[0] = title.text.as_str().into());
        }
        Self(nucleo)
    }

    /// Returns the matching rows, best first.
    pub fn rows(&mut self, typed: &str) -> Vec<usize> {
        self.0.pattern.reparse(0, typed, CaseMatching::Smart, Normalization::Smart, false);
        while self.0.tick(1000).running {}
        self.0.snapshot().matched_items(..).map(|item| *item.data).collect()
    }
}

/// fzf with a file of all titles.
pub struct Fzf(NamedTempFile);

impl Fzf {
    /// Writes the file; fails if fzf cannot run.
    pub fn new(index: &Index<'_>) -> io::Result<Self> {
        let mut file = NamedTempFile::new()?;
        let mut lines = BufWriter::new(&mut file);
        for title in index.titles {
            writeln!(lines, "{}", title.text)?;
        }
        lines.flush()?;
        drop(lines);
        let fzf = Self(file);
        fzf.rows(index, "a")?;
        Ok(fzf)
    }

    /// Returns the matching rows, best first; for rows with the same title, the first of them.
    pub fn rows(&self, index: &Index<'_>, typed: &str) -> io::Result<Vec<usize>> {
        let mut command = Command::new("fzf");
        command.arg(format!("--filter={typed}")).env_remove("FZF_DEFAULT_OPTS").env_remove("FZF_DEFAULT_COMMAND");
        let output = command.stdin(File::open(self.0.path())?).stderr(Stdio::inherit()).output()?;
        // Status 1 means no match, 2 an error.
        if output.status.code().is_none_or(|code| code > 1) {
            return Err(io::Error::other(format!("fzf ended with {}", output.status)));
        }
        let lines = String::from_utf8_lossy(&output.stdout);
        Ok(lines.lines().filter_map(|line| index.row(line)).collect())
    }
}
