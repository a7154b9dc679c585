//! The person's settings: the config, with the saved views parsed.

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
    /// Returns the settings of this config. It parses the queries of the saved views once, here.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let queries = config.views.iter().map(|view| Arc::new(Query::parse(&view.query))).collect();
        Self { config: Arc::new(config), queries, locale: Locale::default() }
    }

    /// Returns the same settings, in the language of this catalogue.
    #[must_use]
    pub fn speaking(self, locale: Locale) -> Self {
        Self { locale, ..self }
    }

    /// Returns the language of the interface.
    #[must_use]
    pub fn locale(&self) -> &Locale {
        &self.locale
    }

    /// Returns the config.
    #[must_use]
    pub fn config(&self) -> &Arc<Config> {
        &self.config
    }

    /// Returns the person's saved views.
    #[must_use]
    pub fn views(&self) -> &[SavedView] {
        &self.config.views
    }

    /// Iterates over the saved views with their queries.
    pub fn parsed_views(&self) -> impl Iterator<Item = (&SavedView, &Arc<Query>)> {
        self.config.views.iter().zip(&self.queries)
    }

    /// Returns the saved view that `view` names, with its query; `None` for built-in views and for a view that is
    /// gone.
    #[must_use]
    pub fn saved_view(&self, view: &View) -> Option<(&SavedView, &Arc<Query>)> {
        let View::Saved(name) = view else { return None };
        self.parsed_views().find(|(view, _)| view.name == *name)
    }

    /// Returns the other readings of a query that finds little.
    #[must_use]
    pub fn readings(&self) -> Readings {
        let (across_scripts, wrong_layout) = (self.config.across_scripts, self.config.wrong_layout);
        Readings { across_scripts, wrong_layout, scattered: true }
    }

    /// Returns the direction of paragraphs and titles, and whether parts such as dates keep their own order.
    #[must_use]
    pub fn order(&self) -> Order {
        Order { base: self.config.bidi.base, isolate: self.config.bidi.isolate }
    }

    /// Returns the maximum width of a line of text, in columns.
    #[must_use]
    pub fn reader_width(&self) -> usize {
        usize::from(self.config.reader_width)
    }
}
