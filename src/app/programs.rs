//! Programs that run on the article under the cursor: programs that get it as text, HTML or JSON, an editor, a pager.

use super::Model;
use super::effect::{Effect, Program, Tool};
use super::msg::Notice;
use crate::command::Command;
use crate::export::Single;
use crate::export::program::environment;
use crate::message::msg;

impl Model {
    /// Starts a program on the article under the cursor, with its text on standard input.
    pub(super) fn start(&mut self, tool: Tool, effects: &mut Vec<Effect>) {
        self.start_with(tool, Single::Text, effects);
    }

    /// Starts a program with the article in the form that the first of `words` names, or as text if it names none.
    pub(super) fn pipe(&mut self, words: &[String], effects: &mut Vec<Effect>) {
        let form = words.first().and_then(|word| Single::from_name(word));
        let words = if form.is_some() { words.get(1..).unwrap_or_default() } else { words };
        if words.is_empty() {
            self.needs(Command::Pipe);
        } else {
            self.start_with(Tool::Words(words.to_vec()), form.unwrap_or_default(), effects);
        }
    }

    fn start_with(&mut self, tool: Tool, form: Single, effects: &mut Vec<Effect>) {
        let row = self.panes.list.current();
        let opened = row.and_then(|row| self.panes.reader.opened(self.articles.catalogue.get(row)?.id()));
        let (Some(row), Some(opened)) = (row, opened) else {
            let what = if row.is_none() { msg!("program-none") } else { msg!("article-loading") };
            self.tell(Notice::warning(what));
            return;
        };
        let (article, triage) = (&opened.article, self.articles.catalogue.triage(row));
        let environment = environment(article, &triage);
        let input = form.write(article, &triage, &opened.document);
        effects.push(Effect::Run(Program { tool, environment, input }));
    }
}
