//! The fetch commands: what was requested, its progress, and the screen of the sources.

use super::Model;
use super::effect::{Effect, Fetch};
use super::help::{Help, HelpLine};
use super::msg::{Fetched, Notice};
use super::popup::Popup;
use crate::command::Command;
use crate::domain::{ArticleId, Feed};
use crate::message::msg;
use crate::service::feed_state::state;

impl Model {
    fn current_id(&self) -> Option<ArticleId> {
        Some(self.articles.catalogue.get(self.panes.list.current()?)?.id())
    }

    /// Fetches the feeds of the article under the cursor.
    pub(super) fn fetch(&mut self, effects: &mut Vec<Effect>) {
        match self.current_id() {
            Some(id) => self.begin_fetch(Fetch::Article(id), effects),
            None => {
                let all = self.key_hint(Command::FetchAll);
                let text = msg!("fetch-no-article", all = all);
                self.tell(Notice::warning(text));
            }
        }
    }

    /// Starts fetching, unless feeds are being fetched already.
    pub(super) fn begin_fetch(&mut self, what: Fetch, effects: &mut Vec<Effect>) {
        let stop = self.key_hint(Command::Clear);
        if self.fetching.feeds() {
            self.tell(Notice::warning(msg!("fetch-already", stop = stop)));
            return;
        }
        self.fetching.begin_feeds(false);
        self.notices.news(Notice::info(msg!("fetch-started", stop = stop)));
        effects.push(Effect::Fetch(what));
    }

    /// Fetches the feeds that are due. Nobody requested this, so it reports little.
    pub(super) fn fetch_due(&mut self, effects: &mut Vec<Effect>) {
        // If a fetch is running, the schedule shows afterwards which feeds are still due.
        if self.settings.config().fetch_auto && !self.fetching.feeds() {
            self.fetching.begin_feeds(true);
            effects.push(Effect::Fetch(Fetch::Due));
        }
    }

    /// Waits for the next due feed, if automatic fetching is on.
    pub(super) fn schedule(&self, effects: &mut Vec<Effect>) {
        if self.settings.config().fetch_auto {
            effects.push(Effect::Schedule);
        }
    }

    /// Stops fetching. Returns whether anything was being fetched.
    pub(super) fn stop_fetching(&mut self, effects: &mut Vec<Effect>) -> bool {
        let fetching = self.fetching.any();
        if fetching {
            effects.push(Effect::StopFetching);
        }
        fetching
    }

    /// Switches between the text of the source and the text of the page.
    pub(super) fn full_text(&mut self, effects: &mut Vec<Effect>) {
        match self.current_article().map(|article| (article.id, article.link.clone())) {
            Some((_, link)) if link.is_empty() => self.tell(Notice::warning(msg!("article-no-link"))),
            // A fetch of feeds does not delay a page.
            Some(_) if self.fetching.page() => {
                let stop = self.key_hint(Command::Clear);
                self.tell(Notice::warning(msg!("fetch-page-already", stop = stop)));
            }
            Some((id, link)) => {
                self.fetching.begin_page();
                let stop = self.key_hint(Command::Clear);
                self.notices.news(Notice::info(msg!("fetch-page-started", stop = stop)));
                effects.push(Effect::Fetch(Fetch::FullText(id, link)));
            }
            None => self.nothing_read(),
        }
    }

    /// Gives each source of a merged text its own row.
    pub(super) fn split_story(&mut self, effects: &mut Vec<Effect>) {
        match self.current_id() {
            Some(id) => effects.push(Effect::Split(id)),
            None => self.tell(Notice::warning(msg!("split-none"))),
        }
    }

    /// Handles the progress of a fetch. The place in the list and in the text stays.
    pub(super) fn fetched(&mut self, fetched: Fetched, effects: &mut Vec<Effect>) {
        match fetched {
            Fetched::Progress { .. } if self.fetching.quietly() => {}
            Fetched::Progress { done, of, line } => {
                self.notices.news(Notice::info(msg!("fetching-progress", done = done, of = of, line = line)));
            }
            Fetched::Ended { notice, new } => {
                self.fetching.end_feeds();
                if !self.fetching.quietly() || new > 0 {
                    self.notices.news(notice);
                }
                self.schedule(effects);
            }
            // One message reports the text and the end of the task, so whoever sees the text can switch to the other
            // one.
            Fetched::Page(id, notice) => {
                self.fetching.end_page();
                self.notices.news(notice);
                self.panes.reader.ask_again(id);
            }
            Fetched::Text(id) => self.panes.reader.ask_again(id),
        }
    }

    /// Opens the screen of the sources.
    pub(super) fn show_feeds(&mut self, feeds: &[Feed]) {
        let mut lines = Vec::new();
        for feed in feeds {
            lines.push(HelpLine::Heading(feed.name().to_owned()));
            lines.push(HelpLine::Text(self.settings.locale().text(&state(feed, self.now))));
            if !feed.error.is_empty() {
                lines.push(HelpLine::Text(self.settings.locale().text(&msg!("sources-fails", error = &feed.error))));
            }
            lines.push(HelpLine::Text(feed.url.clone()));
            lines.push(HelpLine::Blank);
        }
        if lines.is_empty() {
            lines.push(HelpLine::Text(self.settings.locale().text(&msg!("following-none"))));
        }
        self.panes.popup = Popup::Help(Help::screen(msg!("sources-title"), lines));
    }
}
