//! What is told to the person in the status line.

use super::msg::{Level, Notice};

/// The notice of the moment, and those that stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    question: Option<Notice>,
    passing: Option<Notice>,
    news: Option<Notice>,
    standing: Option<Notice>,
}

impl Notices {
    /// Answers a key. An error stays until [`Notices::mend`]; the rest goes with the next key.
    pub fn tell(&mut self, notice: Notice) {
        match notice.level {
            Level::Error => self.standing = Some(notice),
            Level::Info | Level::Warning => self.passing = Some(notice),
        }
    }

    /// Tells what happened by itself. It does not take the place of an answer to a key, but waits until that has gone; and what
    /// went wrong is not told over by what went well before somebody who saw it pressed a key.
    pub fn news(&mut self, notice: Notice) {
        let worse = self.news.as_ref().is_some_and(|old| old.level == Level::Warning) && notice.level == Level::Info;
        match notice.level {
            Level::Error => self.standing = Some(notice),
            Level::Info | Level::Warning if worse => {}
            Level::Info | Level::Warning => self.news = Some(notice),
        }
    }

    /// Asks something that the next key answers: what is told meanwhile does not take its place.
    pub fn ask(&mut self, question: Notice) {
        self.question = Some(question);
    }

    /// Takes away what was shown and does not stay: a key was pressed.
    pub fn pass(&mut self) {
        if self.question.is_none() && self.passing.is_none() {
            self.news = None;
        }
        (self.question, self.passing) = (None, None);
    }

    /// Takes the standing notice away, and what was asked because of it: what was wrong is mended.
    pub fn mend(&mut self) {
        (self.question, self.standing) = (None, None);
    }

    /// What to show: the question, else the answer to the last key, else the news, else the standing notice.
    #[must_use]
    pub fn shown(&self) -> Option<&Notice> {
        let first = self.question.as_ref().or(self.passing.as_ref());
        first.or(self.news.as_ref()).or(self.standing.as_ref())
    }
}
