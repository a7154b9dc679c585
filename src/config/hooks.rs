//! The commands that farz runs after a verdict: a table in the config file.
//!
//! ```toml
//! [hooks]
//! keep = ["notify-send", "kept"]   # a program and its arguments, never a shell command line
//! ```

use super::ConfigParser;
use crate::domain::Verdict;
use crate::keymap::diagnostic::{quote, suggestion};
use crate::keymap::toml_text::in_order;
use crate::message::{msg, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The programs that farz runs after each verdict, with their arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hooks(Vec<(Verdict, Vec<String>)>);

impl Hooks {
    /// Returns the program and its arguments for this verdict, or `None`.
    #[must_use]
    pub fn after(&self, verdict: Verdict) -> Option<&[String]> {
        self.0.iter().find(|(of, _)| *of == verdict).map(|(_, words)| words.as_slice())
    }
}

const VERDICTS: [Verdict; 4] = [Verdict::Inbox, Verdict::Keep, Verdict::Later, Verdict::Drop];

impl ConfigParser<'_> {
    pub(super) fn hooks(&mut self, table: &DeTable<'_>) {
        for (name, value) in in_order(table) {
            let verdict = VERDICTS.into_iter().find(|verdict| verdict.name() == name.get_ref().as_ref());
            match (verdict, words(value)) {
                (None, _) => {
                    let near = suggestion(nearest(name.get_ref(), VERDICTS.map(Verdict::name)));
                    let what = msg!("config-unknown-verdict", name = quote(name.get_ref()), near = near);
                    self.say(name.span().start, what);
                }
                (Some(_), None) => self.say(value.span().start, msg!("config-expected-program")),
                (Some(verdict), Some(words)) => self.config.hooks.0.push((verdict, words)),
            }
        }
    }
}

fn words(value: &Spanned<DeValue<'_>>) -> Option<Vec<String>> {
    let DeValue::Array(words) = value.get_ref() else { return None };
    let words: Option<Vec<String>> = words.iter().map(|word| word.get_ref().as_str().map(str::to_owned)).collect();
    words.filter(|words| {
        words.first().is_some_and(|first| !first.trim().is_empty()) && words.iter().all(|word| !word.contains('\0'))
    })
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    #[test]
    fn a_hook_is_a_list_of_words_for_a_verdict() {
        let text = "[hooks]\nkeep = [\"sh\", \"-c\", \"a; b\"]\nlater = \"a line\"\ndrpo = [\"x\"]\ninbox = []\n";
        let (config, wrong) = Config::parse(text, "c");
        assert_eq!(config.hooks.after(Verdict::Keep), Some(&["sh", "-c", "a; b"].map(str::to_owned)[..]));
        assert_eq!(config.hooks.after(Verdict::Drop), None);
        let wrong: Vec<String> = wrong.iter().map(|wrong| wrong.message().to_string()).collect();
        assert_eq!(wrong.len(), 3, "{wrong:?}");
        for (said, part) in wrong.iter().zip(["a program and its arguments", "did you mean \"drop\"", "a program and"])
        {
            assert!(said.contains(part), "{said}");
        }
    }
}
