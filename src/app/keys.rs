//! The keys in force, and what is wrong in the files that they come from.

use super::msg::Notice;
use super::notices::Notices;
use super::settings::Settings;
use crate::keymap::{DEFAULT_USED, Keymap, Layouts, Resolver};
use crate::message::{Message, msg};
use std::sync::Arc;

/// The keys in force, and the keys pressed so far of a longer sequence.
#[derive(Debug)]
pub(super) struct Keys {
    /// The keymap.
    pub(super) keymap: Arc<Keymap>,
    /// The way from keys to commands.
    pub(super) resolver: Resolver,
    /// What is wrong in the keymap and config files, a line each.
    problems: Vec<String>,
    /// What was told of them last.
    told: Option<Message>,
}

impl Keys {
    /// These keys, on the keyboards that are set.
    #[must_use]
    pub(super) fn new(keymap: Arc<Keymap>, settings: &Settings) -> Self {
        let resolver = Resolver::new(Layouts::new(&settings.config().keyboards));
        Self { keymap, resolver, problems: Vec::new(), told: None }
    }

    /// What is wrong in the files, a line each.
    #[must_use]
    pub(super) fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Takes note of what is wrong in the files at the start.
    pub(super) fn take_problems(&mut self, problems: Vec<String>, notices: &mut Notices) {
        self.tell(&problems, false, notices);
        self.problems = problems;
    }

    /// Takes note of what is wrong in files that were saved: the keys and settings stay as they were.
    pub(super) fn refuse(&mut self, problems: Vec<String>, notices: &mut Notices) {
        // That is said at the start only.
        let said = |problem: String| problem.strip_suffix(DEFAULT_USED).map_or(problem.clone(), str::to_owned);
        let problems: Vec<String> = problems.into_iter().map(said).collect();
        self.tell(&problems, true, notices);
        self.problems = problems;
    }

    /// The files are in order. Says whether they were not before.
    pub(super) fn mended(&mut self, notices: &mut Notices) -> bool {
        self.tell(&[], false, notices);
        !std::mem::take(&mut self.problems).is_empty()
    }

    /// Tells the first of what is wrong, in the place of what was told of it before; `refused` where it changes nothing.
    fn tell(&mut self, problems: &[String], refused: bool, notices: &mut Notices) {
        if let Some(before) = self.told.take() {
            notices.unsay(&before);
        }
        if let Some(first) = problems.first() {
            let problem = in_short(first, problems.len());
            let text = if refused { msg!("problems-refused", problem = problem) } else { problem };
            self.told = Some(text.clone());
            notices.news(Notice::warning(text));
        }
    }
}

/// The first of `count` problems as the status line has room for it: the name of the file alone, and how many more there are
/// before what is wrong, which may be cut.
fn in_short(first: &str, count: usize) -> Message {
    let more = count - 1;
    let Some((place, what)) = first.split_once(": ") else {
        return match more {
            0 => msg!("problems-plain", problem = first),
            _ => msg!("problems-plain-more", problem = first, more = more),
        };
    };
    let place = place.rsplit('/').next().unwrap_or(place);
    match more {
        0 => msg!("problems-first", place = place, what = what),
        _ => msg!("problems-more", place = place, more = more, what = what),
    }
}
