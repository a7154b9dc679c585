//! The help screen: first the keys of this place, then all others. Also the screens of problems and of sources.
//!
//! Context: help, and note while the person types a search. Its keys scroll and search; cancel closes it. It requests
//! nothing.

use super::pane::{Around, Pane, Reply, page, way};
use crate::command::{Command, Context};
use crate::keymap::{Action, Diagnostic, Keymap, action};
use crate::message::{Locale, Message, msg};
use crate::text::fold::fold;
use crate::text::{LineEditor, columns};

/// The help screen's state.
#[derive(Debug)]
pub struct Help {
    /// The lines, computed when the screen was opened.
    lines: Vec<HelpLine>,
    top: usize,
    search: Option<LineEditor>,
    /// The search text: the screen shows only the lines that match it.
    sought: String,
    title: Message,
}

/// A line of the help screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HelpLine {
    /// A heading.
    Heading(String),
    /// A command with its keys.
    Keys {
        /// The keys, as a keymap writes them.
        keys: String,
        /// The name of the command, or what the keys run.
        name: String,
        /// What the keys do.
        help: String,
    },
    /// Anything else.
    Text(String),
    /// An empty line.
    Blank,
}

impl Help {
    /// Returns a screen of these lines.
    #[must_use]
    pub fn screen(title: Message, lines: Vec<HelpLine>) -> Self {
        Self { lines, top: 0, search: None, sought: String::new(), title }
    }

    /// Returns the title.
    #[must_use]
    pub fn title(&self) -> Message {
        self.title.clone()
    }

    /// Returns the number of the first line on the screen.
    #[must_use]
    pub fn top(&self) -> usize {
        self.top
    }

    /// Returns the search line, while the person types in it.
    #[must_use]
    pub fn search(&self) -> Option<&LineEditor> {
        self.search.as_ref()
    }

    fn scroll_to(&mut self, delta: isize, around: &Around<'_>) -> Reply {
        Reply::moved(self.scroll(delta, around.height), || {
            if delta < 0 { msg!("screen-top") } else { msg!("screen-bottom") }
        })
    }

    /// Lists the keys: first all that are live in `context`, then those of other contexts that differ, then the saved
    /// views.
    #[must_use]
    pub fn keys(keymap: &Keymap, context: Context, views: Vec<HelpLine>, locale: &Locale) -> Self {
        let mut lines = Vec::new();
        let mut contexts: Vec<Context> = context.chain().to_vec();
        contexts.extend(Context::ALL.into_iter().filter(|other| !context.chain().contains(other)));
        for context in contexts {
            let before = lines.len();
            lines.push(HelpLine::Heading(locale.text(&context.heading())));
            let bound = Command::ALL.iter().filter_map(|&command| {
                let keys: Vec<String> = keymap.keys_for(command, context).iter().map(ToString::to_string).collect();
                (!keys.is_empty()).then(|| HelpLine::Keys {
                    keys: keys.join("  "),
                    name: command.name().to_owned(),
                    help: locale.text(&command.help()),
                })
            });
            let bound: Vec<HelpLine> = bound.filter(|line| !lines.contains(line)).collect();
            lines.extend(bound);
            let own = keymap.bindings().filter(|binding| binding.context == context);
            let is_view = |action: &Action| action.command == Command::ShowView && !views.is_empty();
            let own = own.filter(|binding| !matches!(binding.actions.as_slice(), [action] if is_view(action)));
            let own = own.filter(|binding| !Command::ALL.iter().any(|command| binding.runs(*command)));
            lines.extend(own.map(|binding| HelpLine::Keys {
                keys: binding.keys.to_string(),
                name: action::names(&binding.actions),
                help: binding.label.clone().unwrap_or_else(|| {
                    action::help(&binding.actions).map(|help| locale.text(&help)).unwrap_or_default()
                }),
            }));
            if lines.len() == before + 1 {
                lines.truncate(before);
            } else {
                lines.push(HelpLine::Blank);
            }
        }
        if !views.is_empty() {
            lines.push(HelpLine::Heading(locale.text(&msg!("screen-your-views"))));
            lines.extend(views);
        }
        Self::screen(msg!("screen-keys"), lines)
    }

    /// Lists the problems in the keymap and config files, for a screen of `width` columns.
    #[must_use]
    pub fn problems(problems: &[Diagnostic], width: usize, locale: &Locale) -> Self {
        let mut lines = vec![HelpLine::Heading(locale.text(&msg!("screen-problems-heading")))];
        lines.extend(problems.iter().flat_map(|problem| wrapped(&problem.text(locale), width, 4)).map(HelpLine::Text));
        Self::screen(msg!("screen-problems"), lines)
    }

    /// Iterates over the lines to show: all, or those that match the search, under their headings. A key matches by
    /// its notation, or if its name and help together contain each word.
    pub fn shown(&self) -> impl Iterator<Item = &HelpLine> {
        let found = self.found();
        let is_heading = |line: &&HelpLine| matches!(line, HelpLine::Heading(_));
        let next: Vec<Option<&HelpLine>> = found.iter().skip(1).copied().map(Some).chain([None]).collect();
        // Omit a heading without a match below it.
        let told = move |(line, next): &(&HelpLine, Option<&HelpLine>)| {
            self.sought.is_empty() || !is_heading(line) || next.is_some_and(|next| !is_heading(&next))
        };
        found.into_iter().zip(next).filter(told).map(|(line, _)| line)
    }

    /// Returns the lines that match the search, and all headings.
    fn found(&self) -> Vec<&HelpLine> {
        let sought = fold(&self.sought);
        let key = self.sought.clone();
        let holds = |line: &HelpLine| match line {
            _ if sought.is_empty() => true,
            HelpLine::Keys { keys, name, help } => {
                let text = fold(&format!("{name} {help}"));
                keys.split("  ").any(|written| written == key)
                    || sought.split_whitespace().all(|word| text.contains(word))
            }
            HelpLine::Text(text) => fold(text).contains(&sought),
            HelpLine::Heading(_) => true,
            HelpLine::Blank => false,
        };
        self.lines.iter().filter(|line| holds(line)).collect()
    }

    /// Scrolls by `delta` lines on a screen of `height`, stopping at the ends. Returns whether anything moved.
    pub fn scroll(&mut self, delta: isize, height: usize) -> bool {
        let (before, last) = (self.top, self.shown().count().saturating_sub(height));
        self.top = self.top.saturating_add_signed(delta).min(last);
        self.top != before
    }
}

impl Pane for Help {
    fn context(&self) -> Context {
        if self.search.is_some() { Context::Note } else { Context::Help }
    }

    fn line(&self) -> Option<&LineEditor> {
        self.search.as_ref()
    }

    fn prompt(&self) -> Option<&'static str> {
        self.search.is_some().then_some("search: ")
    }

    fn line_mut(&mut self) -> Option<&mut LineEditor> {
        self.search.as_mut()
    }

    fn changed(&mut self, _: &Around<'_>) -> Reply {
        if let Some(search) = &self.search {
            self.sought = search.text().trim().to_owned();
            self.top = 0;
        }
        Reply::Done
    }

    fn command(&mut self, command: Command, times: isize, around: &Around<'_>) -> Reply {
        if let Some(delta) = page(command, times, around.height) {
            return self.scroll_to(delta, around);
        }
        match command {
            Command::HelpDown => self.scroll_to(times, around),
            Command::HelpUp => self.scroll_to(-times, around),
            Command::FirstArticle => self.scroll_to(isize::MIN, around),
            Command::LastArticle => self.scroll_to(isize::MAX, around),
            Command::Filter => {
                self.search = Some(LineEditor::with_text(&self.sought));
                Reply::Done
            }
            Command::Accept => {
                self.search = None;
                Reply::Done
            }
            Command::Cancel if self.search.take().is_some() => {
                self.sought.clear();
                Reply::Done
            }
            Command::Cancel => Reply::Close,
            _ => Reply::Pass,
        }
    }

    fn go_to(&mut self, number: usize, around: &Around<'_>) -> Reply {
        self.scroll_to(way(self.top, number), around)
    }
}

/// Wraps `text` into lines of at most `width` columns. It breaks at blanks where there are any, preferably at two of
/// them. All lines but the first start with the leading blanks of the text and `hang` more.
#[must_use]
pub fn wrapped(text: &str, width: usize, hang: usize) -> Vec<String> {
    let indent = text.len() - text.trim_start_matches(' ').len() + hang;
    let width = width.max(indent + 4);
    let (mut lines, mut rest) = (Vec::new(), text.to_owned());
    while columns(&rest) > width {
        let begins = if lines.is_empty() { indent - hang } else { indent };
        let fits = |end: &usize| rest.get(..*end).is_some_and(|head| columns(head) <= width);
        let end = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(fits).last();
        let end = end.unwrap_or(rest.len());
        let head = rest.get(..end).unwrap_or("");
        let blank = |blank: &str| head.rfind(blank).filter(|at| *at > begins);
        let at = blank("  ").or_else(|| blank(" ")).unwrap_or(end);
        let (line, after) = rest.split_at(at);
        lines.push(line.trim_end().to_owned());
        rest = format!("{}{}", " ".repeat(indent), after.trim_start());
    }
    lines.push(rest);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_broken_at_blanks_and_never_lost() {
        assert_eq!(wrapped("short", 20, 2), ["short"]);
        assert_eq!(wrapped("one two three four", 9, 2), ["one two", "  three", "  four"]);
        assert_eq!(wrapped("  a b   c d", 8, 0), ["  a b", "  c d"], "at two blanks");
        assert_eq!(wrapped(&"a word ".repeat(20), 60, 0).iter().map(String::len).max(), Some(57), "however long");
        assert_eq!(wrapped("abcdefghijkl", 8, 2), ["abcdefgh", "  ijkl"], "a word that has no room");
        assert_eq!(wrapped("كلمة كلمة", 4, 0), ["كلمة", "كلمة"]);
    }
}
