//! The current keymap, and the problems in the files that it comes from.

use super::msg::Notice;
use super::notices::Notices;
use super::settings::Settings;
use crate::keymap::{DEFAULT_USED, Keymap, Layouts, Resolver};
use crate::message::{Message, msg};
use std::sync::Arc;

/// The current keymap, and the keys of a sequence pressed so far.
#[derive(Debug)]
pub(super) struct Keys {
    /// The keymap.
    pub(super) keymap: Arc<Keymap>,
    /// Resolves keys to commands.
    pub(super) resolver: Resolver,
    /// The problems in the keymap and config files, one line each.
    problems: Vec<String>,
    /// The last message about them.
    told: Option<Message>,
}

impl Keys {
    /// Returns these keys, with the keyboard layouts from the settings.
    #[must_use]
    pub(super) fn new(keymap: Arc<Keymap>, settings: &Settings) -> Self {
        let resolver = Resolver::new(Layouts::new(&settings.config().keyboards));
        Self { keymap, resolver, problems: Vec::new(), told: None }
    }

    /// Returns the problems in the files, one line each.
    #[must_use]
    pub(super) fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Records the problems in the files at the start.
    pub(super) fn take_problems(&mut self, problems: Vec<String>, notices: &mut Notices) {
        self.tell(&problems, false, notices);
        self.problems = problems;
    }

    /// Records the problems in files that were saved: the keys and settings stay as they were.
    pub(super) fn refuse(&mut self, problems: Vec<String>, notices: &mut Notices) {
        // Only the start reports that the default is used.
        let said = |problem: String| problem.strip_suffix(DEFAULT_USED).map_or(problem.clone(), str::to_owned);
        let problems: Vec<String> = problems.into_iter().map(said).collect();
        self.tell(&problems, true, notices);
        self.problems = problems;
    }

    /// Records that the files have no problems. Returns whether they had some before.
    pub(super) fn mended(&mut self, notices: &mut Notices) -> bool {
        self.tell(&[], false, notices);
        !std::mem::take(&mut self.problems).is_empty()
    }

    /// Reports the first problem, in place of the message about earlier ones. `refused` means that the files change
    /// nothing.
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

/// Returns the first of `count` problems in the form for the status line: only the name of the file, and the number of
/// further problems before the reason, which may be cut off.
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
