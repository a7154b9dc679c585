//! The settings of single feeds and the rules for arriving articles: lists of tables in the config file.
//!
//! ```toml
//! [[sources]]
//! url = "https://example.org/feed.xml"
//! every = "1h"              # how often to fetch it: s, m, h, d
//! tags = ["news"]
//! full-text = true          # fetch the page of each new article
//! merge-same-text = false   # its articles keep their own rows
//! private = true            # it may be in a private network
//! user = "me"
//! password = "secret"
//! headers = { X-Key = "abc" }
//!
//! [[rules]]
//! when = "football"         # a query, as in the filter
//! tag = ["sport"]
//! verdict = "drop"
//! full-text = true          # fetch its page
//! ```

use super::ConfigParser;
use crate::domain::{Tag, Verdict};
use crate::keymap::diagnostic::{quote, suggestion};
use crate::keymap::toml_text::in_order;
use crate::message::{msg, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The user's settings for one feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceSetting {
    /// Its address, as written in the file.
    pub url: String,
    /// How often it is due, in seconds; `None`: when the feed asks for it, but not more often than once an hour.
    pub every: Option<u64>,
    /// The tags that its new articles get.
    pub tags: Vec<Tag>,
    /// Whether farz fetches the page of each new article.
    pub full_text: bool,
    /// Whether its articles keep their own rows even if others have the same text.
    pub apart: bool,
    /// Whether it may be in a private network.
    pub private: bool,
    /// The user name for its login.
    pub user: String,
    /// The password for its login.
    pub password: String,
    /// The headers that farz sends to it.
    pub headers: Vec<(String, String)>,
}

/// A rule for arriving articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// The query that selects the articles.
    pub when: String,
    /// The tags to add.
    pub tags: Vec<Tag>,
    /// The verdict to give.
    pub verdict: Option<Verdict>,
    /// Whether farz fetches their pages.
    pub full_text: bool,
}

/// The minimum time between two fetches, in seconds.
const LEAST: u64 = 60;

const SOURCE_FIELDS: [&str; 9] =
    ["url", "every", "tags", "full-text", "merge-same-text", "private", "user", "password", "headers"];
const RULE_FIELDS: [&str; 4] = ["when", "tag", "verdict", "full-text"];

impl ConfigParser<'_> {
    /// Reads a list of tables. Returns whether `name` names one.
    pub(super) fn list(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> bool {
        if name == "views" {
            self.views(value);
            return true;
        }
        if name != "sources" && name != "rules" {
            return false;
        }
        let DeValue::Array(entries) = value.get_ref() else {
            self.say(value.span().start, msg!("config-expected-tables", name = name));
            return true;
        };
        for entry in entries.iter() {
            match entry.get_ref() {
                DeValue::Table(table) if name == "sources" => self.source(entry.span().start, table),
                DeValue::Table(table) => self.rule(entry.span().start, table),
                _ => self.say(entry.span().start, msg!("config-expected-tables", name = name)),
            }
        }
        true
    }

    fn source(&mut self, at: usize, table: &DeTable<'_>) {
        let mut source = SourceSetting::default();
        for (name, value) in in_order(table) {
            match name.get_ref().as_ref() {
                "url" => source.url = self.text(value).unwrap_or_default(),
                "every" => source.every = self.duration(value),
                "tags" => source.tags = self.tags(value),
                "full-text" => source.full_text = self.yes(value),
                "merge-same-text" => source.apart = self.switch(value) == Some(false),
                "private" => source.private = self.yes(value),
                "user" => source.user = self.text(value).unwrap_or_default(),
                "password" => source.password = self.text(value).unwrap_or_default(),
                "headers" => match value.get_ref() {
                    DeValue::Table(headers) => {
                        for (name, value) in in_order(headers) {
                            source.headers.extend(self.text(value).map(|text| (name.get_ref().to_string(), text)));
                        }
                    }
                    _ => self.say(value.span().start, msg!("config-expected-headers")),
                },
                other => self.unknown(name.span().start, other, &SOURCE_FIELDS),
            }
        }
        if source.url.is_empty() {
            self.say(at, msg!("config-source-no-url"));
        } else {
            self.config.sources.push(source);
        }
    }

    fn rule(&mut self, at: usize, table: &DeTable<'_>) {
        let mut rule = Rule::default();
        for (name, value) in in_order(table) {
            match name.get_ref().as_ref() {
                "when" => rule.when = self.text(value).unwrap_or_default(),
                "tag" | "tags" => rule.tags = self.tags(value),
                "full-text" => rule.full_text = self.yes(value),
                "verdict" => {
                    let all = [Verdict::Inbox, Verdict::Keep, Verdict::Later, Verdict::Drop];
                    rule.verdict = self.choice(value, &all.map(|verdict| (verdict.name(), verdict)));
                }
                other => self.unknown(name.span().start, other, &RULE_FIELDS),
            }
        }
        if rule.when.trim().is_empty() {
            self.say(at, msg!("config-rule-no-query"));
        } else if rule.tags.is_empty() && rule.verdict.is_none() && !rule.full_text {
            self.say(at, msg!("config-rule-does-nothing"));
        } else {
            self.config.rules.push(rule);
        }
    }

    fn unknown(&mut self, at: usize, name: &str, known: &[&'static str]) {
        let near = suggestion(nearest(name, known.iter().copied()));
        self.say(at, msg!("config-unknown-setting", name = quote(name), near = near));
    }

    fn text(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.say(value.span().start, msg!("config-expected-text"));
        }
        text
    }

    fn yes(&mut self, value: &Spanned<DeValue<'_>>) -> bool {
        match value.get_ref() {
            DeValue::Boolean(on) => *on,
            _ => {
                self.say(value.span().start, msg!("config-expected-boolean"));
                false
            }
        }
    }

    fn tags(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Tag> {
        let words: Vec<String> = match value.get_ref() {
            DeValue::String(one) => vec![one.to_string()],
            DeValue::Array(many) => many.iter().filter_map(|one| one.get_ref().as_str().map(str::to_owned)).collect(),
            _ => {
                self.say(value.span().start, msg!("config-expected-tags"));
                return Vec::new();
            }
        };
        let mut tags = Vec::new();
        for word in words {
            match Tag::new(&word) {
                Ok(tag) => tags.push(tag),
                Err(error) => {
                    let why = error.to_string();
                    self.say(value.span().start, msg!("config-bad-tag", tag = quote(&word), why = why));
                }
            }
        }
        tags
    }

    fn duration(&mut self, value: &Spanned<DeValue<'_>>) -> Option<u64> {
        let text = value.get_ref().as_str().unwrap_or_default().trim();
        let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
        let factor = match unit.trim() {
            "s" => Some(1),
            "m" => Some(60),
            "h" => Some(3600),
            "d" => Some(86_400),
            _ => None,
        };
        let seconds = factor.and_then(|factor: u64| number.parse::<u64>().ok()?.checked_mul(factor));
        let seconds = seconds.filter(|seconds| (LEAST..=366 * 86_400).contains(seconds));
        if seconds.is_none() {
            self.say(value.span().start, msg!("config-expected-time"));
        }
        seconds
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use crate::domain::Verdict;

    #[test]
    fn sources_and_rules_are_read_and_what_is_wrong_is_said() {
        let text = "[[sources]]\nurl = \"https://e.org/f\"\nevery = \"2h\"\ntags = [\"a\", \"b\"]\nfull-text = true\nmerge-same-text = false\nheaders = { X-Key = \"1\" }\n\
                    [[sources]]\nevry = \"1h\"\n[[rules]]\nwhen = \"x y\"\ntag = \"t\"\nverdict = \"drop\"\n[[rules]]\nwhen = \"x\"\n\
                    [[sources]]\nurl = \"https://e.org/g\"\nevery = \"1s\"\n";
        let (config, wrong) = Config::parse(text, "c");
        let wrong: Vec<String> = wrong.iter().map(|wrong| wrong.message().to_string()).collect();
        assert_eq!(config.sources.len(), 2);
        let first = &config.sources[0];
        assert_eq!((first.every, first.tags.len(), first.full_text, first.apart), (Some(7200), 2, true, true));
        assert!(!config.sources[1].apart);
        assert_eq!(first.headers, [("X-Key".to_owned(), "1".to_owned())]);
        assert_eq!(config.rules.len(), 1);
        assert_eq!(config.rules[0].verdict, Some(Verdict::Drop));
        assert_eq!(wrong.len(), 4, "{wrong:?}");
        for (said, part) in wrong.iter().zip(["needs an address", "did you mean \"every\"", "something to do", "1m"]) {
            assert!(said.contains(part), "{said}");
        }
    }
}
