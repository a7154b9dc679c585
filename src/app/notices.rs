//! What is told to the person in the status line.

use super::msg::{Level, Notice};
use crate::message::Message;
use std::collections::VecDeque;

/// The most news that wait to be seen.
const WAITING: usize = 16;

/// How many notices of this run are kept for the messages pane.
const KEPT: usize = 1000;

/// The notice of the moment, those that stay, and those of this run that are gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    /// The time, in milliseconds since 1970-01-01 UTC.
    now: i64,
    /// All that were told in this run, each with its time, the oldest first.
    told: VecDeque<(i64, Notice)>,
    question: Option<Notice>,
    passing: Option<Notice>,
    /// The first is shown first.
    news: VecDeque<Notice>,
    standing: Option<Notice>,
}

impl Notices {
    /// What time it is, in milliseconds since 1970-01-01 UTC.
    pub fn tick(&mut self, now: i64) {
        self.now = now;
    }

    /// What was told in this run, each with its time in milliseconds since 1970-01-01 UTC, the newest first.
    pub fn told(&self) -> impl Iterator<Item = &(i64, Notice)> {
        self.told.iter().rev()
    }

    fn keep(&mut self, notice: &Notice) {
        if self.told.len() == KEPT {
            self.told.pop_front();
        }
        self.told.push_back((self.now, notice.clone()));
    }

    /// Answers a key. An error stays until [`Notices::mend`]; the rest goes with the next key.
    pub fn tell(&mut self, notice: Notice) {
        self.keep(&notice);
        match notice.level {
            Level::Error => self.standing = Some(notice),
            Level::Info | Level::Warning => self.passing = Some(notice),
        }
    }

    /// Tells what happened by itself. It does not take the place of an answer to a key, unless it is a warning and the answer is
    /// none, nor of an error that stays: it waits until that has gone. A warning is not told over: what comes after it waits until
    /// somebody who saw it pressed a key.
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

    /// Takes back news that do not hold any more.
    pub fn unsay(&mut self, text: &Message) {
        self.news.retain(|news| news.text != *text);
    }

    /// Asks something that the next key answers: what is told meanwhile does not take its place.
    pub fn ask(&mut self, question: Notice) {
        self.keep(&question);
        self.question = Some(question);
    }

    /// Takes away what was shown and does not stay: a key was pressed.
    pub fn pass(&mut self) {
        if self.shown() == self.news.front() {
            self.news.pop_front();
        }
        (self.question, self.passing) = (None, None);
    }

    /// Takes the standing notice away, and what was asked because of it: what was wrong is mended.
    pub fn mend(&mut self) {
        (self.question, self.standing) = (None, None);
    }

    /// What to show: the question, else the answer to the last key, else the standing notice, else the news; but a warning before
    /// an answer that is none.
    #[must_use]
    pub fn shown(&self) -> Option<&Notice> {
        let warns = self.news.front().is_some_and(|news| news.level == Level::Warning);
        let answer = self.passing.as_ref().filter(|answer| !warns || answer.level == Level::Warning);
        let first = self.question.as_ref().or(answer);
        first.or(self.standing.as_ref()).or(self.news.front())
    }
}
