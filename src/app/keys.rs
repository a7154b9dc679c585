//! The current keymap, and the problems in the files that it comes from.

use super::msg::Notice;
use super::notices::Notices;
use super::settings::Settings;
use crate::keymap::{Diagnostic, Keymap, Layouts, Resolver};
use crate::message::{Message, msg};
use std::sync::Arc;

/// The current keymap, and the keys of a sequence pressed so far.
#[derive(Debug)]
pub(super) struct Keys {
    /// The keymap.
    pub(super) keymap: Arc<Keymap>,
    /// Resolves keys to commands.
    pub(super) resolver: Resolver,
    /// What is wrong in the keymap and config files.
    problems: Vec<Diagnostic>,
    /// What was told of them last.
    told: Option<Message>,
}

impl Keys {
    /// Returns these keys, with the keyboard layouts from the settings.
    #[must_use]
    pub(super) fn new(keymap: Arc<Keymap>, settings: &Settings) -> Self {
        let resolver = Resolver::new(Layouts::new(&settings.config().keyboards));
        Self { keymap, resolver, problems: Vec::new(), told: None }
    }

    /// What is wrong in the files.
    #[must_use]
    pub(super) fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Takes note of what is wrong in the files at the start.
    pub(super) fn take_problems(&mut self, problems: Vec<Diagnostic>, notices: &mut Notices) {
        self.tell(&problems, false, notices);
        self.problems = problems;
    }

    /// Takes note of what is wrong in files that were saved: the keys and settings stay as they were.
    pub(super) fn refuse(&mut self, mut problems: Vec<Diagnostic>, notices: &mut Notices) {
        // Nothing is used instead: the keys stay as they were.
        problems.iter_mut().for_each(|problem| problem.instead = None);
        self.tell(&problems, true, notices);
        self.problems = problems;
    }

    /// Records that the files have no problems. Returns whether they had some before.
    pub(super) fn mended(&mut self, notices: &mut Notices) -> bool {
        self.tell(&[], false, notices);
        !std::mem::take(&mut self.problems).is_empty()
    }

    /// Tells the first of what is wrong, in the place of what was told of it before; `refused` where it changes nothing.
    fn tell(&mut self, problems: &[Diagnostic], refused: bool, notices: &mut Notices) {
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
fn in_short(first: &Diagnostic, count: usize) -> Message {
    let (place, what, more) = (first.place(), first.reason(), count - 1);
    let place = place.rsplit('/').next().unwrap_or(&place);
    match more {
        0 => msg!("problems-first", place = place, what = what),
        _ => msg!("problems-more", place = place, more = more, what = what),
    }
}
