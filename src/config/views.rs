//! The user's views: named queries, in the config file and in `views.toml` beside it.
//!
//! ```toml
//! [[views]]
//! name = "Football"
//! query = "tag:sport/* is:inbox sort:-date"   # a query, as in the filter, with its sort order
//! key = "6"                                   # optional
//! ```
//! farz appends a saved view to `views.toml`, and edits a view there when the user changes it ([`amend`]). It never
//! writes to `config.toml`: that file and its comments belong to the user, and it may be a link to a read-only file.
//! nothing else: `config.toml` is the person's alone, with its comments, and may be a link to a file that cannot be written.

pub mod amend;

use super::ConfigParser;
use crate::domain::View;
use crate::filter::Query;
use crate::keymap::diagnostic::{position, quote, suggestion};
use crate::keymap::toml_text::{self, in_order};
use crate::keymap::{Diagnostic, ParseKeyError, Sequence};
use crate::message::{Message, msg, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A query to save as a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveView {
    /// The name of the view.
    pub name: String,
    /// Its query.
    pub query: String,
    /// The key that will show it, as a keymap writes it.
    pub key: Option<String>,
}

/// A named query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its name: not empty, at most [`LONGEST`] characters, and not the name of a built-in view.
    pub name: String,
    /// Its query, including its sort order.
    pub query: String,
    /// The keys that show it.
    pub key: Option<Sequence>,
    /// The file that defines it.
    pub file: String,
    /// Its line there, from 1.
    pub line: usize,
}

/// The maximum length of a view's name, in characters.
pub const LONGEST: usize = 40;

/// The maximum number of views.
pub const MOST: usize = 100;

const FIELDS: [&str; 3] = ["name", "query", "key"];

/// Returns why a view besides `others` cannot have `name`, or `None` if it can.
#[must_use]
pub fn wrong_name(name: &str, others: &[SavedView]) -> Option<Message> {
    if name.trim().is_empty() || name.trim() != name || name.chars().any(char::is_control) {
        return Some(msg!("config-view-name"));
    }
    if name.chars().count() > LONGEST {
        return Some(msg!("config-view-name-long", most = LONGEST));
    }
    if let Some(view) = View::named(name) {
        return Some(msg!("config-view-built-in", name = view.name()));
    }
    let known = named(others, name)?;
    let line = known.line.to_string();
    Some(msg!("config-view-exists", name = quote(name), file = &known.file, line = line))
}

/// Returns the view with this name, ignoring case.
#[must_use]
pub fn named<'a>(views: &'a [SavedView], name: &str) -> Option<&'a SavedView> {
    let lower = name.to_lowercase();
    views.iter().find(|view| view.name.to_lowercase() == lower)
}

/// Adds the views of `text`, the contents of `views.toml`, to `views`, and returns the mistakes.
pub fn read(file: &str, text: &str, views: &mut Vec<SavedView>) -> Vec<Diagnostic> {
    let (legible, diagnostics) = toml_text::legible(file, text);
    let mut reader = ConfigParser { file, text, diagnostics, config: super::Config::default() };
    reader.config.views = std::mem::take(views);
    for (name, value) in in_order(&toml_text::table(&legible)) {
        match name.get_ref().as_ref() {
            "views" => reader.views(value),
            other => reader.say(name.span().start, msg!("config-views-only", name = quote(other))),
        }
    }
    *views = reader.config.views;
    reader.diagnostics.sort();
    reader.diagnostics
}

/// Returns the text to append to `views.toml` for a view.
#[must_use]
pub fn written(name: &str, query: &str, key: Option<&str>) -> String {
    let key = key.map_or_else(String::new, |key| format!("key = {}\n", text(key)));
    format!("[[views]]\nname = {}\nquery = {}\n{key}", text(name), text(query))
}

/// Returns `text` as a TOML string.
fn text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

impl ConfigParser<'_> {
    /// Reads the list of views.
    pub(super) fn views(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Array(entries) = value.get_ref() else {
            self.say(value.span().start, msg!("config-expected-tables", name = "views"));
            return;
        };
        for entry in entries.iter() {
            match entry.get_ref() {
                DeValue::Table(table) => self.view(entry.span().start, table),
                _ => self.say(entry.span().start, msg!("config-expected-tables", name = "views")),
            }
        }
    }

    fn view(&mut self, at: usize, table: &DeTable<'_>) {
        let (file, line) = (self.file.to_owned(), position(self.text, at).0);
        let mut view = SavedView { name: String::new(), query: String::new(), key: None, file, line };
        let mut wrong = false;
        for (name, value) in in_order(table) {
            let (text, at) = (value.get_ref().as_str(), value.span().start);
            match (name.get_ref().as_ref(), text) {
                ("name", Some(name)) => match wrong_name(name, &self.config.views) {
                    Some(what) => {
                        self.say(at, what);
                        wrong = true;
                    }
                    None => name.clone_into(&mut view.name),
                },
                ("query", Some(query)) => {
                    if let Some(mistake) = Query::parse(query).mistakes().first() {
                        let part = query.get(mistake.range.clone()).unwrap_or("");
                        let why = mistake.expected.clone();
                        self.say(at, msg!("config-view-query", part = quote(part), why = why));
                    }
                    query.clone_into(&mut view.query);
                }
                ("key", Some(keys)) => match keys.parse() {
                    Ok(keys) => view.key = Some(keys),
                    Err(error) => self.say(at, ParseKeyError::message(&error)),
                },
                ("name" | "query" | "key", None) => self.say(at, msg!("config-expected-text")),
                (other, _) => {
                    let near = suggestion(nearest(other, FIELDS));
                    self.say(name.span().start, msg!("config-unknown-setting", name = quote(other), near = near));
                }
            }
        }
        if wrong {
            return;
        }
        if view.name.is_empty() {
            self.say(at, msg!("config-view-no-name"));
        } else if view.query.trim().is_empty() {
            self.say(at, msg!("config-view-no-query"));
        } else if self.config.views.len() == MOST {
            self.say(at, msg!("config-views-most", most = MOST));
        } else {
            self.config.views.push(view);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use proptest::prelude::*;

    #[test]
    fn views_are_read_and_what_is_wrong_is_said_with_its_line() {
        let text = "[[views]]\nname = \"Football\"\nquery = \"tag:sport sort:-date\"\nkey = \"6\"\n\
                    [[views]]\nname = \"inbox\"\nquery = \"x\"\n[[views]]\nname = \"football\"\nquery = \"y\"\n\
                    [[views]]\nname = \"Broken\"\nquery = \"a is:kepd\"\nkye = \"7\"\n[[views]]\nname = \"Empty\"\n\
                    [[views]]\nname = \"Seven\"\nquery = \"z\"\nkey = \"nokey-x\"\n";
        let (config, wrong) = Config::parse(text, "c");
        let names: Vec<&str> = config.views.iter().map(|view| view.name.as_str()).collect();
        assert_eq!(names, ["Football", "Broken", "Seven"]);
        assert_eq!(config.views[0].key.as_ref().map(ToString::to_string).as_deref(), Some("6"));
        let wrong: Vec<String> = wrong.iter().map(|wrong| wrong.message().to_string()).collect();
        let parts = [
            "c:6:8: farz has a view called Inbox",
            "c:9:8: \"football\" is a view already (c:1)",
            "c:13:9: in the query at \"kepd\": expected one of inbox",
            "c:14:1: unknown setting \"kye\"; did you mean \"key\"?",
            "c:15:1: a view needs a query",
            "c:20:7: unknown key \"nokey-x\"",
        ];
        assert_eq!(wrong.len(), parts.len(), "{wrong:#?}");
        for (said, part) in wrong.iter().zip(parts) {
            assert!(said.starts_with(part), "{said} / {part}");
        }
        let mut views = config.views;
        let wrong = read("v", "[[views]]\nname = \"More\"\nquery = \"w\"\n[other]\n", &mut views);
        assert_eq!((views.len(), views[3].line), (4, 1));
        assert_eq!(
            wrong.iter().map(|wrong| wrong.message().to_string()).collect::<Vec<_>>(),
            ["v:4:2: expected only [[views]] here, not \"other\""]
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(name in "[^\\p{Cc}]{1,20}", query in "\\PC{1,40}", key in prop::option::of("[6-9]")) {
            prop_assume!(wrong_name(&name, &[]).is_none() && !query.trim().is_empty());
            let mut views = Vec::new();
            read("v", &format!("# mine\n\n{}", written(&name, &query, key.as_deref())), &mut views);
            prop_assert_eq!(views.len(), 1);
            prop_assert_eq!((&views[0].name, &views[0].query), (&name, &query));
            prop_assert_eq!(views[0].key.as_ref().map(ToString::to_string), key);
        }
    }
}
