//! What the person set: the config, with the saved views parsed.

use crate::config::{Config, SavedView};
use crate::domain::View;
use crate::filter::{Query, Readings};
use crate::message::Locale;
use crate::text::Order;
use std::sync::Arc;

/// The config, with its saved views parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    config: Arc<Config>,
    /// The query of each saved view, in their order.
    queries: Vec<Arc<Query>>,
    locale: Locale,
}

impl Settings {
    /// The settings of this config. The queries of the saved views are parsed here, once.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let queries = config.views.iter().map(|view| Arc::new(Query::parse(&view.query))).collect();
        Self { config: Arc::new(config), queries, locale: Locale::default() }
    }

    /// The same, in the language of this catalogue.
    #[must_use]
    pub fn speaking(self, locale: Locale) -> Self {
        Self { locale, ..self }
    }

    /// The language of the interface.
    #[must_use]
    pub fn locale(&self) -> &Locale {
        &self.locale
    }

    /// The config.
    #[must_use]
    pub fn config(&self) -> &Arc<Config> {
        &self.config
    }

    /// The person's saved views.
    #[must_use]
    pub fn views(&self) -> &[SavedView] {
        &self.config.views
    }

    /// The saved views with their queries.
    pub fn parsed_views(&self) -> impl Iterator<Item = (&SavedView, &Arc<Query>)> {
        self.config.views.iter().zip(&self.queries)
    }

    /// The saved view that `view` names, with its query; nothing for the views of farz, and for one that is gone.
    #[must_use]
    pub fn saved_view(&self, view: &View) -> Option<(&SavedView, &Arc<Query>)> {
        let View::Saved(name) = view else { return None };
        self.parsed_views().find(|(view, _)| view.name == *name)
    }

    /// What else a query is read as where it finds little.
    #[must_use]
    pub fn readings(&self) -> Readings {
        Readings { across_scripts: self.config.across_scripts, wrong_layout: self.config.wrong_layout }
    }

    /// The direction of paragraphs and titles, and what keeps an order of its own.
    #[must_use]
    pub fn order(&self) -> Order {
        Order { base: self.config.bidi.base, isolate: self.config.bidi.isolate }
    }

    /// The widest that a line of text gets, in columns.
    #[must_use]
    pub fn reader_width(&self) -> usize {
        usize::from(self.config.reader_width)
    }
}
