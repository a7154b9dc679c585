//! What is told to the person in the status line.

use super::msg::{Level, Notice};

/// The notice of the moment, and those that stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    question: Option<Notice>,
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

    /// Asks something that the next key answers: what is told meanwhile does not take its place.
    pub fn ask(&mut self, question: Notice) {
        self.question = Some(question);
    }

    /// Takes the passing notice and the question away: a key was pressed.
    pub fn pass(&mut self) {
        (self.question, self.passing) = (None, None);
    }

    /// Takes the standing notice away, and what was asked because of it: what was wrong is mended.
    pub fn mend(&mut self) {
        (self.question, self.standing) = (None, None);
    }

    /// What to show: the question, else the passing notice, else the standing one.
    #[must_use]
    pub fn shown(&self) -> Option<&Notice> {
        self.question.as_ref().or(self.passing.as_ref()).or(self.standing.as_ref())
    }
}
