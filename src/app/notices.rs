//! The messages to the person in the status line.

use super::msg::{Level, Notice};
use crate::message::Message;
use std::collections::VecDeque;

/// The maximum number of waiting news.
const WAITING: usize = 16;

/// The number of notices that the messages pane keeps.
const KEPT: usize = 1000;

/// The current notice, those that stay or wait, and the past ones of this run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// The time, in milliseconds since 1970-01-01 UTC.
    now: i64,
    /// All notices of this run, each with its time, the oldest first.
    told: VecDeque<(i64, Notice)>,
    question: Option<Notice>,
    passing: Option<Notice>,
    /// The news that wait; the first is shown first.
    news: VecDeque<Notice>,
    standing: Option<Notice>,
}

impl Notices {
    /// Sets the time, in milliseconds since 1970-01-01 UTC.
    pub fn tick(&mut self, now: i64) {
        self.now = now;
    }

    /// Iterates over the notices of this run, each with its time in milliseconds since 1970-01-01 UTC, the newest
    /// first.
    pub fn told(&self) -> impl Iterator<Item = &(i64, Notice)> {
        self.told.iter().rev()
    }

    fn keep(&mut self, notice: &Notice) {
        if self.told.len() == KEPT {
            self.told.pop_front();
        }
        self.told.push_back((self.now, notice.clone()));
    }

    /// Shows an answer to a key. An error stays until [`Notices::mend`]; other notices disappear with the next key.
    pub fn tell(&mut self, notice: Notice) {
        self.keep(&notice);
        match notice.level {
            Level::Error => self.standing = Some(notice),
            Level::Info | Level::Warning => self.passing = Some(notice),
        }
    }

    /// Shows news: something that happened without a key. News wait while an answer to a key or a standing error is
    /// shown; only a warning takes precedence over an answer that is not a warning. News replace a waiting notice of
    /// level info, but never a warning: what comes after a warning waits until the person has seen the warning and
    /// pressed a key.
    pub fn news(&mut self, notice: Notice) {
        self.keep(&notice);
        if notice.level == Level::Error {
            self.standing = Some(notice);
            return;
        }
        if self.news.back().is_some_and(|latest| latest.level == Level::Info) {
            self.news.pop_back();
        }
        if self.news.len() < WAITING {
            self.news.push_back(notice);
        }
    }

    /// Removes news that no longer hold.
    pub fn unsay(&mut self, text: &Message) {
        self.news.retain(|news| news.text != *text);
    }

    /// Asks a question that the next key answers: no notice replaces it meanwhile.
    pub fn ask(&mut self, question: Notice) {
        self.keep(&question);
        self.question = Some(question);
    }

    /// Removes the shown notice unless it stays: a key was pressed.
    pub fn pass(&mut self) {
        if self.shown() == self.news.front() {
            self.news.pop_front();
        }
        (self.question, self.passing) = (None, None);
    }

    /// Removes the standing notice and the question about it: the problem is solved.
    pub fn mend(&mut self) {
        (self.question, self.standing) = (None, None);
    }

    /// Returns the notice to show: the question, else the answer to the last key, else the standing notice, else the
    /// news. A warning among the news goes before an answer that is not a warning.
    #[must_use]
    pub fn shown(&self) -> Option<&Notice> {
        let warns = self.news.front().is_some_and(|news| news.level == Level::Warning);
        let answer = self.passing.as_ref().filter(|answer| !warns || answer.level == Level::Warning);
        let first = self.question.as_ref().or(answer);
        first.or(self.standing.as_ref()).or(self.news.front())
    }
}
