//! The program as a value: keys in, state and effects out.

mod deciding;
mod fetching;
mod reading;
mod finding;
mod keeping;
mod properties;
mod keys;
mod links;
mod places;
mod views;

use super::effect::Effect;
use super::msg::{Msg, Opened};
use super::popup::Popup;
use super::{Model, Settings};
use crate::config::Config;
use crate::domain::{Article, ArticleId, Format, History, Row, RowIndex, Step, Triage, Verdict, View};
use crate::filter::{Answers, Look, Query, Readings, search};
use crate::keymap::{Key, Keymap};
use crate::message::Locale;
use crate::text::document::{Block, BlockKind, Document};
use crate::text::fold::fold;
use std::sync::Arc;

/// A model with articles, and everything that it requested.
pub struct TestProgram {
    pub model: Model,
    pub effects: Vec<Effect>,
}

/// A day in milliseconds.
const DAY: i64 = 86_400_000;
/// The time in every test: 2026-01-01.
const NOW: i64 = 1_767_225_600_000;

pub fn id(number: usize) -> ArticleId {
    let mut bytes = [0; 10];
    bytes[..8].copy_from_slice(&(number as u64).to_be_bytes());
    ArticleId(bytes)
}

pub fn row(number: usize, title: &str) -> Row {
    Row {
        id: id(number),
        title: title.to_owned(),
        folded_title: fold(title),
        source: "paper".to_owned(),
        author: String::new(),
        date: NOW - number as i64 * DAY,
        changed: false,
        rtl: None,
        triage: Triage::default(),
    }
}

pub fn keys(text: &str) -> Vec<Key> {
    text.split_whitespace().map(|key| key.parse().unwrap()).collect()
}

/// Returns a body of `paragraphs` paragraphs of one line each.
pub fn body(paragraphs: usize) -> Document {
    let (mut text, mut blocks) = (String::new(), Vec::new());
    for number in 0..paragraphs {
        if number > 0 {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&format!("Paragraph {number} of the text."));
        let range = start..text.len();
        blocks.push(Block { kind: BlockKind::Paragraph, range, quote: 0, indent: 0, marker: None, spans: Vec::new() });
    }
    Document { text, blocks, links: Vec::new() }
}

impl TestProgram {
    /// Returns a program at 80x24, with one article for each title, the first one the newest.
    pub fn new(titles: &[&str]) -> Self {
        let keymap = Arc::new(Keymap::default_map().clone());
        let mut desk = Self { model: Model::new(Settings::default(), keymap, 1), effects: Vec::new() };
        desk.tell(Msg::Clock(NOW));
        desk.tell(Msg::Resized { width: 80, height: 24 });
        let rows: Vec<Row> = titles.iter().enumerate().map(|(number, title)| row(number, title)).collect();
        let total = rows.len();
        desk.tell(Msg::Loaded { rows, total, done: true });
        desk.tell(Msg::HistoryRead(History::default()));
        desk
    }

    /// Removes the notices that disappear with the next key.
    pub fn pass_notices(&mut self) {
        self.model.notices.pass();
    }

    /// Changes the config.
    pub fn set(&mut self, change: impl FnOnce(&mut Config)) {
        let mut config = Config::clone(self.model.settings.config());
        change(&mut config);
        self.model.settings = Settings::new(config);
    }

    /// Shows the interface in this language.
    pub fn speak(&mut self, locale: Locale) {
        self.model.settings = self.model.settings.clone().speaking(locale);
    }

    pub fn of(count: usize) -> Self {
        let titles: Vec<String> = (0..count).map(|number| format!("Article {number}")).collect();
        Self::new(&titles.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Sends a fact, and answers searches and requests for bodies as the runtime would.
    pub fn tell(&mut self, msg: Msg) {
        let effects = self.model.update(msg);
        self.carry_out(effects);
    }

    /// Presses keys that arrive all at once, before any request is answered.
    pub fn press_at_once(&mut self, text: &str) {
        let effects = keys(text).into_iter().flat_map(|key| self.model.update(Msg::Key(key))).collect();
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.effects.push(effect.clone());
            match effect {
                Effect::Search(job) => {
                    let found = search(&Look {
                        snapshot: &job.snapshot,
                        query: &job.query,
                        answers: &Answers::new(),
                        readings: job.readings,
                        candidates: &job.candidates,
                    });
                    self.tell(Msg::Found { generation: job.generation, found });
                }
                Effect::Count(job) => {
                    let candidates = Arc::new(job.snapshot.iter().map(|(row, _)| row).collect());
                    let count = |(name, query): (String, Arc<Query>)| {
                        let (answers, readings) = (Answers::new(), Readings::NONE);
                        let snapshot = &job.snapshot;
                        let look =
                            Look { snapshot, query: &query, answers: &answers, readings, candidates: &candidates };
                        (name, search(&look).rows.len())
                    };
                    self.tell(Msg::Counted(job.views.into_iter().map(count).collect()));
                }
                Effect::Open(ids) => ids.into_iter().for_each(|id| self.open(id, 60)),
                _ => {}
            }
        }
    }

    pub fn open(&mut self, id: ArticleId, paragraphs: usize) {
        self.open_as(id, body(paragraphs));
    }

    /// Gives an article this text.
    pub fn open_as(&mut self, id: ArticleId, document: Document) {
        let article = Article {
            id,
            title: "Title".into(),
            source: "paper".into(),
            origin: String::new(),
            author: String::new(),
            link: "https://example.org/a".into(),
            published: None,
            added: NOW,
            language: String::new(),
            format: Format::Plain,
            body: String::new(),
            tags: Vec::new(),
            changed: false,
        };
        self.tell(Msg::Opened(
            id,
            Some(Arc::new(Opened { article, document: Arc::new(document), sources: Vec::new() })),
        ));
    }

    /// Presses keys, named as in a keymap and separated by blanks.
    pub fn press(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.tell(Msg::Key(key));
        }
        self
    }

    /// Types a text, letter by letter.
    pub fn write(&mut self, text: &str) -> &mut Self {
        text.chars().for_each(|c| self.tell(Msg::Key(Key::char(c))));
        self
    }

    /// Returns the steps to save that were requested since the last call.
    pub fn saves(&mut self) -> Vec<Step> {
        let effects = std::mem::take(&mut self.effects);
        effects
            .into_iter()
            .filter_map(|effect| if let Effect::Save(step) = effect { Some(step) } else { None })
            .collect()
    }

    /// Returns the number of the article under the cursor.
    pub fn current(&self) -> Option<RowIndex> {
        self.model.list().current()
    }

    pub fn verdict(&self, row: RowIndex) -> Verdict {
        self.model.catalogue().triage(row).verdict
    }

    pub fn tags(&self, row: RowIndex) -> Vec<String> {
        self.model.catalogue().triage(row).tags.iter().map(ToString::to_string).collect()
    }

    pub fn notice(&self) -> String {
        self.model.notices().shown().map_or_else(String::new, |notice| notice.text.to_string())
    }

    pub fn shown(&self) -> Vec<RowIndex> {
        self.model.list().rows().to_vec()
    }

    pub fn view(&self) -> View {
        self.model.search().view().clone()
    }
}
