//! What is told to the person in the status line.

use super::msg::{Level, Notice};

/// The notice of the moment, and those that stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    passing: Option<Notice>,
    standing: Option<Notice>,
}

impl Notices {
    /// Tells something. An error stays until [`Notices::mend`]; the rest goes with the next key.
    pub fn tell(&mut self, notice: Notice) {
        match notice.level {
            Level::Error => self.standing = Some(notice),
            Level::Info | Level::Warning => self.passing = Some(notice),
        }
    }

    /// Takes the passing notice away.
    pub fn pass(&mut self) {
        self.passing = None;
    }

    /// Takes the standing notice away: what was wrong is mended.
    pub fn mend(&mut self) {
        self.standing = None;
    }

    /// What to show: the passing notice, else the standing one.
    #[must_use]
    pub fn shown(&self) -> Option<&Notice> {
        self.passing.as_ref().or(self.standing.as_ref())
    }
}
