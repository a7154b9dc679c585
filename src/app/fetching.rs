//! Fetching from within the reader: what was asked for, how far it is, and the screen of the feeds.

use super::effect::{Effect, Fetch};
use super::help::{Help, HelpLine};
use super::msg::{Fetched, Notice};
use super::{Model, Overlay};
use crate::command::Command;
use crate::domain::{ArticleId, Feed};

impl Model {
    fn current_id(&self) -> Option<ArticleId> {
        Some(self.catalogue.get(self.list.current()?)?.id())
    }

    /// Whether something is being fetched.
    #[must_use]
    pub fn fetching(&self) -> bool {
        self.fetching || self.fetching_page
    }

    /// Fetches the feeds of the article under the cursor.
    pub(super) fn fetch(&mut self, effects: &mut Vec<Effect>) {
        match self.current_id() {
            Some(id) => self.begin_fetch(Fetch::Article(id), effects),
            None => {
                let all = self.key_hint(Command::FetchAll);
                let text = format!("There is no article here whose source could be fetched; {all} fetches all.");
                self.notices.tell(Notice::warning(text));
            }
        }
    }

    /// Starts fetching, unless something is being fetched.
    pub(super) fn begin_fetch(&mut self, what: Fetch, effects: &mut Vec<Effect>) {
        let stop = self.key_hint(Command::Clear);
        if self.fetching {
            self.notices.tell(Notice::warning(format!("Something is being fetched already; {stop} stops it.")));
            return;
        }
        (self.fetching, self.quietly) = (true, false);
        self.notices.news(Notice::info(format!("Fetching; {stop} stops it.")));
        effects.push(Effect::Fetch(what));
    }

    /// Fetches the feeds that are due. It was asked for by nobody, so that little is said of it.
    pub(super) fn fetch_due(&mut self, effects: &mut Vec<Effect>) {
        // Where something is being fetched, it is seen afterwards what is still due.
        if self.settings.fetch_auto && !self.fetching {
            (self.fetching, self.quietly) = (true, true);
            effects.push(Effect::Fetch(Fetch::Due));
        }
    }

    /// Waits for the next feed to be due, where feeds are fetched by themselves.
    pub(super) fn schedule(&self, effects: &mut Vec<Effect>) {
        if self.settings.fetch_auto {
            effects.push(Effect::Fetch(Fetch::Schedule));
        }
    }

    /// Stops what is being fetched. Says whether there was anything.
    pub(super) fn stop_fetching(&mut self, effects: &mut Vec<Effect>) -> bool {
        let fetching = self.fetching();
        if fetching {
            effects.push(Effect::Fetch(Fetch::Stop));
        }
        fetching
    }

    /// Changes between the text of the source and the text of the page.
    pub(super) fn full_text(&mut self, effects: &mut Vec<Effect>) {
        match self.current_article().map(|article| (article.id, article.link.clone())) {
            Some((_, link)) if link.is_empty() => self.notices.tell(Notice::warning("This article has no link.")),
            // Feeds that are being fetched do not keep a page waiting.
            Some(_) if self.fetching_page => {
                let stop = self.key_hint(Command::Clear);
                self.notices.tell(Notice::warning(format!("A page is being fetched already; {stop} stops it.")));
            }
            Some((id, link)) => {
                self.fetching_page = true;
                let stop = self.key_hint(Command::Clear);
                self.notices.news(Notice::info(format!("Fetching the page; {stop} stops it.")));
                effects.push(Effect::Fetch(Fetch::FullText(id, link)));
            }
            None => self.nothing_read(),
        }
    }

    /// Makes rows of their own of the sources of one text.
    pub(super) fn split_story(&mut self, effects: &mut Vec<Effect>) {
        match self.current_id() {
            Some(id) => effects.push(Effect::Split(id)),
            None => self.notices.tell(Notice::warning("There is no article here to split.")),
        }
    }

    /// Follows what is being fetched. The place in the list and in the text stays as it is.
    pub(super) fn fetched(&mut self, fetched: Fetched, effects: &mut Vec<Effect>) {
        match fetched {
            Fetched::Progress { .. } if self.quietly => {}
            Fetched::Progress { done, of, line } => {
                self.notices.news(Notice::info(format!("Fetching {done} of {of}: {line}")));
            }
            Fetched::Ended { notice, new } => {
                self.fetching = false;
                if !self.quietly || new > 0 {
                    self.notices.news(notice);
                }
                self.schedule(effects);
            }
            // The text and the end of its errand are one message: who sees the text can ask for the other one.
            Fetched::Page(id, notice) => {
                self.fetching_page = false;
                self.notices.news(notice);
                self.other_text(id);
            }
            Fetched::Text(id) => self.other_text(id),
            Fetched::Feeds(feeds) => self.show_feeds(&feeds),
        }
    }

    fn other_text(&mut self, id: ArticleId) {
        self.reader.forget(id);
        self.asked.clear();
    }

    fn show_feeds(&mut self, feeds: &[Feed]) {
        let mut lines = Vec::new();
        for feed in feeds {
            lines.push(HelpLine::Heading(feed.name().to_owned()));
            lines.push(HelpLine::Text(feed.state(self.now)));
            if !feed.error.is_empty() {
                lines.push(HelpLine::Text(format!("FAILS: {}", feed.error)));
            }
            lines.push(HelpLine::Text(feed.url.clone()));
            lines.push(HelpLine::Blank);
        }
        if lines.is_empty() {
            lines.push(HelpLine::Text("No feed is followed: farz add ADDRESS follows one.".to_owned()));
        }
        self.overlay = Overlay::Help(Help { lines, top: 0, search: None, sought: String::new(), title: "Sources" });
    }
}
