//! The user's settings in `<config>/config.toml`.
//!
//! ```toml
//! keymap = "default"     # a keymap that comes with farz, or keymaps/NAME.toml beside this file
//! language = "auto"      # auto: from LC_ALL, LC_MESSAGES or LANG; en, en-XA (for tests of the interface)
//! layout = "auto"        # auto, beside, stacked, single
//! auto-advance = true    # after a decision, go to the next undecided article
//! colors = "auto"        # auto, mono
//! reader.width = 80      # the maximum line width of the reading view, in cells
//! filter.across-scripts = true   # if a filter finds little, match words in other scripts by their sound
//! filter.wrong-layout = true     # if it finds nothing, read it as typed on another keyboard layout
//! keys.layout = "auto"   # or ["arabic", "persian"]: the keyboards whose letters act as keys; [] for none
//! input.escape-ms = 25   # how long to wait after Esc for the rest of a key
//! caret = "visual"       # what the arrow keys follow in an input line: visual, logical
//! bidi.strategy = "auto" # how farz writes right-to-left text: auto, visual, armoured, logical, isolates, kitty
//! bidi.marks = "auto"    # vowel signs on the screen: auto, keep, strip
//! bidi.base = "first-strong" # the direction of paragraphs: first-strong, majority, rtl, ltr
//! bidi.isolate = true    # dates, telephone numbers, signs, links and code keep their own order
//! bidi.digits = "keep"   # keep, western, arabic-indic
//! fetch.auto = false     # fetch due feeds while the reader is open
//! merge-same-text = true # the same text from several feeds is one article
//! ```
//!
//! Floor 3: imports only from lower floors; diagnostics have the form that the keymap module defines.

pub mod bidi;
mod feeds;
mod hooks;
pub mod views;

pub use feeds::{Rule, SourceSetting};
pub use hooks::Hooks;
pub use views::SavedView;

use crate::keymap::diagnostic::{quote, suggestion};
use crate::keymap::toml_text::{self, in_order};
use crate::keymap::{Diagnostic, Keyboards};
use crate::message::{Arg, Language, Message, msg, nearest};
use bidi::{BASES, Bidi, DIGITS, MARKS, STRATEGIES};
use std::ops::RangeInclusive;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The arrangement of the panes on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LayoutChoice {
    /// Chosen by the size of the terminal.
    #[default]
    Auto,
    /// The list beside the reading view.
    Beside,
    /// The list above the reading view.
    Stacked,
    /// One pane at a time.
    Single,
}

impl LayoutChoice {
    /// Every choice, in the order in which the key cycles through them.
    pub const ALL: [Self; 4] = [Self::Auto, Self::Beside, Self::Stacked, Self::Single];

    /// Returns its name in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Beside => "beside",
            Self::Stacked => "stacked",
            Self::Single => "single",
        }
    }
}

/// The colours that the interface uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Colors {
    /// The terminal's colours; none if it has none or if `NO_COLOR` is set.
    #[default]
    Auto,
    /// None: only bold, underlined and reversed text.
    Mono,
}

impl Colors {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::Auto, Self::Mono];

    /// Returns its name in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Mono => "mono",
        }
    }
}

/// The user's settings, with defaults for the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name of the keymap.
    pub keymap: String,
    /// The language of the interface; `None`: from the environment.
    pub language: Option<Language>,
    /// The arrangement of the panes.
    pub layout: LayoutChoice,
    /// Whether the cursor moves to the next undecided article after a decision.
    pub auto_advance: bool,
    /// The colours that the interface uses.
    pub colors: Colors,
    /// The keyboards whose letters act as the keys that they are printed on.
    pub keyboards: Keyboards,
    /// The maximum line width of the reading view, in cells.
    pub reader_width: u16,
    /// How long to wait after an Esc for the rest of a key, in milliseconds; `None`: the default of the terminal
    /// input.
    pub escape_ms: Option<u16>,
    /// Whether a filter that finds little also matches words in other scripts by their sound.
    pub across_scripts: bool,
    /// Whether a filter that finds nothing is read as typed on another keyboard layout.
    pub wrong_layout: bool,
    /// How farz shows right-to-left text.
    pub bidi: Bidi,
    /// Whether the arrow keys move the caret in visual order (`visual`) rather than in reading order (`logical`).
    pub visual_caret: bool,
    /// Whether farz fetches due feeds while the reader is open.
    pub fetch_auto: bool,
    /// Whether articles from several feeds with the same title and the same long text are one article.
    pub merge_same_text: bool,
    /// The programs that farz runs after each verdict.
    pub hooks: Hooks,
    /// The settings of single feeds.
    pub sources: Vec<SourceSetting>,
    /// The rules for arriving articles, in the order in which they apply.
    pub rules: Vec<Rule>,
    /// The user's views, in the order of their keys.
    pub views: Vec<SavedView>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            keymap: "default".to_owned(),
            language: None,
            layout: LayoutChoice::Auto,
            auto_advance: true,
            colors: Colors::Auto,
            keyboards: Keyboards::Auto,
            reader_width: 80,
            escape_ms: None,
            across_scripts: true,
            wrong_layout: true,
            bidi: Bidi::default(),
            visual_caret: true,
            fetch_auto: false,
            merge_same_text: true,
            hooks: Hooks::default(),
            sources: Vec::new(),
            rules: Vec::new(),
            views: Vec::new(),
        }
    }
}

/// The allowed values of `reader.width`, in cells.
pub const READER_WIDTH: RangeInclusive<u16> = 20..=500;

/// The allowed values of `input.escape-ms`, in milliseconds.
pub const ESCAPE_MS: RangeInclusive<u16> = 0..=2000;

/// The names of the settings. The name of a setting in a table begins with the table's name and a dot.
const FIELDS: [&str; 18] = [
    "keymap",
    "language",
    "layout",
    "auto-advance",
    "colors",
    "reader.width",
    "keys.layout",
    "input.escape-ms",
    "filter.across-scripts",
    "filter.wrong-layout",
    "caret",
    "bidi.strategy",
    "bidi.marks",
    "bidi.base",
    "bidi.isolate",
    "bidi.digits",
    "fetch.auto",
    "merge-same-text",
];

impl Config {
    /// Parses `text`, the contents of `file`. Reports each mistake and keeps the default of that setting.
    #[must_use]
    pub fn parse(text: &str, file: &str) -> (Self, Vec<Diagnostic>) {
        let (legible, diagnostics) = toml_text::legible(file, text);
        let mut parser = ConfigParser { file, text, diagnostics, config: Self::default() };
        parser.table("", &toml_text::table(&legible));
        parser.diagnostics.sort();
        (parser.config, parser.diagnostics)
    }
}

struct ConfigParser<'t> {
    file: &'t str,
    text: &'t str,
    diagnostics: Vec<Diagnostic>,
    config: Config,
}

impl ConfigParser<'_> {
    fn say(&mut self, offset: usize, what: Message) {
        self.diagnostics.push(Diagnostic::at(self.file, self.text, offset, what));
    }

    fn table(&mut self, path: &str, table: &DeTable<'_>) {
        for (name, value) in in_order(table) {
            let whole = format!("{path}{}", name.get_ref());
            let inner = format!("{whole}.");
            match value.get_ref() {
                DeValue::Table(table) if FIELDS.iter().any(|field| field.starts_with(&inner)) => {
                    self.table(&inner, table);
                }
                DeValue::Table(table) if whole == "hooks" => self.hooks(table),
                _ if path.is_empty() && self.list(&whole, value) => {}
                _ => self.field(&whole, name.span().start, value),
            }
        }
    }

    fn field(&mut self, name: &str, at: usize, value: &Spanned<DeValue<'_>>) {
        match name {
            "keymap" => match value.get_ref() {
                DeValue::String(keymap) => self.config.keymap = keymap.to_string(),
                _ => self.say(value.span().start, msg!("keymap-expected-keymap")),
            },
            "language" => {
                let tags = Language::ALL.map(|language| (language.tag(), Some(language)));
                let choices: Vec<_> = std::iter::once(("auto", None)).chain(tags).collect();
                self.config.language = self.choice(value, &choices).unwrap_or(self.config.language);
            }
            "layout" => {
                let choices = LayoutChoice::ALL.map(|layout| (layout.name(), layout));
                self.config.layout = self.choice(value, &choices).unwrap_or(self.config.layout);
            }
            "colors" => {
                let choices = Colors::ALL.map(|colors| (colors.name(), colors));
                self.config.colors = self.choice(value, &choices).unwrap_or(self.config.colors);
            }
            "auto-advance" => match value.get_ref() {
                DeValue::Boolean(on) => self.config.auto_advance = *on,
                _ => self.say(value.span().start, msg!("config-expected-boolean")),
            },
            "reader.width" => {
                self.config.reader_width = self.number(value, READER_WIDTH).unwrap_or(self.config.reader_width);
            }
            "filter.across-scripts" => {
                self.config.across_scripts = self.switch(value).unwrap_or(self.config.across_scripts);
            }
            "filter.wrong-layout" => {
                self.config.wrong_layout = self.switch(value).unwrap_or(self.config.wrong_layout);
            }
            "keys.layout" => self.keyboards(value),
            "input.escape-ms" => {
                self.config.escape_ms = self.number(value, ESCAPE_MS).or(self.config.escape_ms);
            }
            "bidi.strategy" => {
                self.config.bidi.strategy = self.choice(value, &STRATEGIES).unwrap_or(self.config.bidi.strategy);
            }
            "caret" => {
                let choices = [("visual", true), ("logical", false)];
                self.config.visual_caret = self.choice(value, &choices).unwrap_or(self.config.visual_caret);
            }
            "fetch.auto" => self.config.fetch_auto = self.switch(value).unwrap_or(self.config.fetch_auto),
            "merge-same-text" => {
                self.config.merge_same_text = self.switch(value).unwrap_or(self.config.merge_same_text);
            }
            "bidi.marks" => self.config.bidi.marks = self.choice(value, &MARKS).unwrap_or(self.config.bidi.marks),
            "bidi.base" => self.config.bidi.base = self.choice(value, &BASES).unwrap_or(self.config.bidi.base),
            "bidi.isolate" => self.config.bidi.isolate = self.switch(value).unwrap_or(self.config.bidi.isolate),
            "bidi.digits" => self.config.bidi.digits = self.choice(value, &DIGITS).unwrap_or(self.config.bidi.digits),
            _ => {
                let near = suggestion(nearest(name, FIELDS));
                self.say(at, msg!("config-unknown-setting", name = quote(name), near = near));
            }
        }
    }

    fn switch(&mut self, value: &Spanned<DeValue<'_>>) -> Option<bool> {
        if let DeValue::Boolean(on) = value.get_ref() {
            return Some(*on);
        }
        self.say(value.span().start, msg!("config-expected-boolean"));
        None
    }

    fn keyboards(&mut self, value: &Spanned<DeValue<'_>>) {
        let listed: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::String(name) if name == "auto" => {
                self.config.keyboards = Keyboards::Auto;
                return;
            }
            DeValue::Array(names) => names.iter().collect(),
            _ => vec![value],
        };
        let mut known = Vec::new();
        for value in listed {
            let name = value.get_ref().as_str();
            match name.and_then(Keyboards::named) {
                Some(name) => known.push(name),
                None => {
                    let near = suggestion(name.and_then(|name| nearest(name, Keyboards::names())));
                    let names = Arg::list(Keyboards::names());
                    self.say(value.span().start, msg!("config-expected-keyboards", names = names, near = near));
                    return;
                }
            }
        }
        self.config.keyboards = Keyboards::These(known);
    }

    fn choice<T: Copy>(&mut self, value: &Spanned<DeValue<'_>>, choices: &[(&str, T)]) -> Option<T> {
        let name = value.get_ref().as_str();
        if let Some((_, choice)) = choices.iter().find(|(choice, _)| Some(*choice) == name) {
            return Some(*choice);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let near = suggestion(name.and_then(|name| nearest(name, names.iter().copied())));
        self.say(value.span().start, msg!("config-expected-one-of", names = Arg::list(names), near = near));
        None
    }

    fn number(&mut self, value: &Spanned<DeValue<'_>>, range: RangeInclusive<u16>) -> Option<u16> {
        let integer = value.get_ref().as_integer();
        let number = integer.and_then(|integer| u16::from_str_radix(integer.as_str(), integer.radix()).ok());
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let (least, most) = (range.start().to_string(), range.end().to_string());
            self.say(value.span().start, msg!("config-expected-number", least = least, most = most));
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::bidi::{Digits, Marks, Strategy};
    use super::*;
    use crate::text::Base;
    use proptest::prelude::*;

    fn said(text: &str) -> (Config, Vec<String>) {
        let (config, diagnostics) = Config::parse(text, "config.toml");
        (config, diagnostics.iter().map(|wrong| wrong.message().to_string()).collect())
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        assert_eq!(said(""), (Config::default(), Vec::new()));
    }

    #[test]
    fn everything_can_be_set() {
        let text = "keymap = \"vim\"\nlayout = \"stacked\"\nauto-advance = false\ncolors = \"mono\"\nreader.width = 72\n[input]\nescape-ms = 25\n[keys]\nlayout = [\"persian\"]\n[filter]\nacross-scripts = false\nwrong-layout = false\n[bidi]\nstrategy = \"armoured\"\nmarks = \"strip\"\nbase = \"majority\"\nisolate = false\ndigits = \"western\"\n";
        let text = format!("caret = \"logical\"\nlanguage = \"en-XA\"\n{text}");
        let config = Config {
            keymap: "vim".into(),
            language: Some(Language::Pseudo),
            layout: LayoutChoice::Stacked,
            auto_advance: false,
            colors: Colors::Mono,
            keyboards: Keyboards::These(vec!["persian"]),
            reader_width: 72,
            escape_ms: Some(25),
            across_scripts: false,
            wrong_layout: false,
            bidi: Bidi {
                strategy: Some(Strategy::Armoured),
                marks: Marks::Strip,
                base: Base::Majority,
                isolate: false,
                digits: Digits::Western,
            },
            visual_caret: false,
            ..Config::default()
        };
        assert_eq!(said(&text), (config, Vec::new()));
    }

    #[test]
    fn what_is_wrong_is_said_and_the_rest_is_kept() {
        let text = "keymap = 3\nlayuot = \"auto\"\nlayout = \"besides\"\nauto-advance = \"yes\"\nwidth = 3\n[reader]\nwidth = 7\nwdith = 70\n[input]\nescape-ms = -1\n[x]\ny = 1\n";
        let (config, said) = said(&format!("colors = \"mono\"\n{text}"));
        assert_eq!(
            said,
            [
                "config.toml:2:10: expected the name of a keymap",
                "config.toml:3:1: unknown setting \"layuot\"; did you mean \"layout\"?",
                "config.toml:4:10: expected one of auto, beside, stacked, single; did you mean \"beside\"?",
                "config.toml:5:16: expected true or false",
                "config.toml:6:1: unknown setting \"width\"",
                "config.toml:8:9: expected a number from 20 to 500",
                "config.toml:9:1: unknown setting \"reader.wdith\"; did you mean \"reader.width\"?",
                "config.toml:11:13: expected a number from 0 to 2000",
                "config.toml:12:2: unknown setting \"x\"",
            ]
        );
        assert_eq!(config, Config { colors: Colors::Mono, ..Config::default() });
    }

    #[test]
    fn a_wrong_word_about_right_to_left_text_is_said() {
        let (config, said) = said("[bidi]\nstrategy = \"armored\"\nmarks = 1\ndigits = \"western\"\n");
        assert_eq!(
            said,
            [
                "config.toml:2:12: expected one of auto, visual, armoured, logical, isolates, kitty; did you mean \"armoured\"?",
                "config.toml:3:9: expected one of auto, keep, strip",
            ]
        );
        assert_eq!(config.bidi, Bidi { digits: Digits::Western, ..Bidi::default() });
    }

    #[test]
    fn what_is_not_toml_keeps_its_default() {
        let (config, said) = said("layout = \"single\"\nreader.width = \n");
        assert_eq!(config, Config { layout: LayoutChoice::Single, ..Config::default() });
        assert!(said[0].starts_with("config.toml:2:"), "{said:?}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "((keymap|layout|reader|reader.width|x) = (1|\"auto\"|\\{\\}|)\n|.{0,6}){0,8}") {
            let (_, diagnostics) = Config::parse(&text, "config.toml");
            prop_assert!(diagnostics.iter().all(|diagnostic| !diagnostic.what.to_string().chars().any(char::is_control)));
        }
    }
}
