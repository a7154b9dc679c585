//! What each command does.

use super::decide::Decision;
use super::effect::{Effect, Fetch, Tool, Typed};
use super::geometry::{Focus, next_mode};
use super::help::Help;
use super::msg::{Level, Notice};
use super::palette::Palette;
use super::tags::TagEditor;
use super::{Model, Overlay};
use crate::command::{Command, Context};
use crate::domain::{Triage, Verdict, View};
use crate::keymap::Action;
use crate::text::LineEditor;

/// How often the layout is changed at most for one key: a number may be very large.
const LAYOUTS: u32 = 100;

impl Model {
    /// Runs a command, `count` times where that means something.
    pub(super) fn run(&mut self, command: Command, count: u32, effects: &mut Vec<Effect>) {
        let times = isize::try_from(count).unwrap_or(isize::MAX);
        match command {
            Command::Keep => self.decide_times(Decision::Verdict(Verdict::Keep), count, effects),
            Command::Later => self.decide_times(Decision::Verdict(Verdict::Later), count, effects),
            Command::Drop => self.decide_times(Decision::Verdict(Verdict::Drop), count, effects),
            Command::Inbox => self.decide_times(Decision::Verdict(Verdict::Inbox), count, effects),
            Command::EditTags => self.open_tags(),
            Command::EditNote => self.open_note(),
            Command::ToggleRead => self.toggle_read(effects),
            Command::AddTag
            | Command::RemoveTag
            | Command::RunProgram
            | Command::Shell
            | Command::Pipe
            | Command::ShowView
            | Command::SaveView
            | Command::RenameView
            | Command::BindView
            | Command::RemoveView => self.needs(command),
            Command::Undo => self.undo(count, effects),
            Command::Redo => self.redo(count, effects),
            Command::History => self.open_history(effects),
            Command::Repeat => self.repeat(count, effects),
            Command::NextArticle => self.step_article(times, effects),
            Command::PreviousArticle => self.step_article(-times, effects),
            Command::NextUndecided => self.next_hit_or_undecided(true, count, effects),
            Command::PreviousUndecided => self.next_hit_or_undecided(false, count, effects),
            Command::Find => self.open_find(),
            Command::FindInTexts => self.open_find_in_texts(),
            Command::FirstArticle => self.step_to_end(isize::MIN),
            Command::LastArticle => self.step_to_end(isize::MAX),
            Command::OpenArticle => self.open_article(effects),
            Command::Back => self.back(effects),
            Command::PageOrNext => self.page_or_next(effects),
            Command::ScrollDown => self.scroll(times, effects),
            Command::ScrollUp => self.scroll(-times, effects),
            Command::PageDown => self.page(times, 1, effects),
            Command::PageUp => self.page(-times, 1, effects),
            Command::HalfPageDown => self.page(times, 2, effects),
            Command::HalfPageUp => self.page(-times, 2, effects),
            Command::TextStart => self.jump_in_text(false, effects),
            Command::TextEnd => self.jump_in_text(true, effects),
            Command::Select | Command::SelectRange | Command::SelectAll => self.select(command, count),
            Command::Clear => self.clear(effects),
            Command::Filter if matches!(self.overlay, Overlay::Help(_)) => self.search_help(),
            Command::Filter => self.open_filter(),
            Command::ViewInbox => self.go_to_view(View::Verdict(Verdict::Inbox), effects),
            Command::ViewLater => self.go_to_view(View::Verdict(Verdict::Later), effects),
            Command::ViewKept => self.go_to_view(View::Verdict(Verdict::Keep), effects),
            Command::ViewDropped => self.go_to_view(View::Verdict(Verdict::Drop), effects),
            Command::ViewAll => self.go_to_view(View::All, effects),
            Command::Refresh => self.refresh(effects),
            Command::Fetch => self.fetch(effects),
            Command::FetchAll => self.begin_fetch(Fetch::All, effects),
            Command::FullText => self.full_text(effects),
            Command::SplitStory => self.split_story(effects),
            Command::Sources => effects.push(Effect::Fetch(Fetch::Feeds)),
            Command::CycleLayout => self.cycle_layout(count),
            Command::SwitchPane => self.switch_pane(effects),
            Command::OpenBrowser => self.with_link(effects, Effect::Browse),
            Command::CopyLink => self.with_link(effects, |text| Effect::Copy { what: "link", text }),
            Command::CopyText => self.copy_text(effects),
            Command::OpenInEditor => self.start(Tool::Editor, effects),
            Command::OpenInPager => self.start(Tool::Pager, effects),
            Command::OpenTextLink => self.choose_link(false),
            Command::CopyTextLink => self.choose_link(true),
            Command::Accept => self.accept(effects),
            Command::Cancel => self.cancel(effects),
            Command::CaretLeft if self.settings.visual_caret => self.edit_line(LineEditor::left, effects),
            Command::CaretRight if self.settings.visual_caret => self.edit_line(LineEditor::right, effects),
            Command::CaretLeft => self.edit_line(LineEditor::back, effects),
            Command::CaretRight => self.edit_line(LineEditor::forward, effects),
            Command::CaretWordLeft => self.edit_line(LineEditor::word_left, effects),
            Command::CaretWordRight => self.edit_line(LineEditor::word_right, effects),
            Command::CaretStart => self.edit_line(LineEditor::home, effects),
            Command::CaretEnd => self.edit_line(LineEditor::end, effects),
            Command::SelectLeft if self.settings.visual_caret => self.select_in_line(LineEditor::left, effects),
            Command::SelectRight if self.settings.visual_caret => self.select_in_line(LineEditor::right, effects),
            Command::SelectLeft => self.select_in_line(LineEditor::back, effects),
            Command::SelectRight => self.select_in_line(LineEditor::forward, effects),
            Command::SelectWordLeft => self.select_in_line(LineEditor::word_left, effects),
            Command::SelectWordRight => self.select_in_line(LineEditor::word_right, effects),
            Command::SelectToStart => self.select_in_line(LineEditor::home, effects),
            Command::SelectToEnd => self.select_in_line(LineEditor::end, effects),
            Command::DeleteBack => {
                if !self.pop_filter(effects) {
                    self.edit_line(LineEditor::backspace, effects);
                }
            }
            Command::DeleteForward => self.edit_line(LineEditor::delete, effects),
            Command::DeleteWordBack => self.edit_line(LineEditor::delete_word_back, effects),
            Command::DeleteWordForward => self.edit_line(LineEditor::delete_word_forward, effects),
            Command::DeleteToStart => self.edit_line(LineEditor::delete_to_start, effects),
            Command::DeleteToEnd => self.edit_line(LineEditor::delete_to_end, effects),
            Command::NextProposal if matches!(self.overlay, Overlay::History(_)) => self.step_history(times),
            Command::PreviousProposal if matches!(self.overlay, Overlay::History(_)) => self.step_history(-times),
            Command::NextProposal => self.step_proposal(true, effects),
            Command::PreviousProposal => self.step_proposal(false, effects),
            Command::Complete => self.complete(effects),
            Command::RecordMacro => self.record(),
            Command::ReplayMacro => self.replay(count, effects),
            Command::Palette => {
                self.overlay = Overlay::Palette(Palette::new(self.context(), self.commands_typed.clone()));
            }
            Command::Help => self.overlay = Overlay::Help(self.help()),
            Command::HelpDown => self.scroll_help(times),
            Command::HelpUp => self.scroll_help(-times),
            Command::KeymapErrors => self.show_problems(),
            Command::Redraw => effects.push(Effect::Redraw),
            Command::Suspend => {
                self.keep_position(effects);
                effects.push(Effect::Suspend);
            }
            Command::Quit => self.quit(effects),
        }
    }

    fn open_tags(&mut self) {
        let rows = self.targets();
        if rows.is_empty() {
            self.notices.tell(Notice::warning("There is no article here to tag."));
            return;
        }
        let triages: Vec<Triage> = rows.iter().map(|&row| self.catalogue.triage(row)).collect();
        self.overlay = Overlay::Tags(TagEditor::new(rows, &triages, self.catalogue.tags()));
    }

    fn open_note(&mut self) {
        let rows = self.targets();
        match rows.first() {
            Some(&first) => {
                let text = if rows.len() == 1 { self.catalogue.note(first) } else { "" };
                self.overlay = Overlay::Note(LineEditor::with_text(text), rows);
            }
            None => self.notices.tell(Notice::warning("There is no article here to write a note on.")),
        }
    }

    fn step_article(&mut self, delta: isize, effects: &mut Vec<Effect>) {
        self.step_list(delta);
        self.follow(effects);
    }

    /// Goes to a view, or says that it is on the screen already, as it is now.
    fn go_to_view(&mut self, view: View, effects: &mut Vec<Effect>) {
        let shown = |model: &Self| (model.view.clone(), model.focus, model.list.cursor(), model.base.clone());
        let before = shown(self);
        self.set_view(view.clone(), effects);
        if shown(self) == before {
            self.notices.tell(Notice::info(format!("This is {} already.", view.name())));
        }
    }

    /// Moves the cursor of the list, or says why it does not move.
    pub(super) fn step_list(&mut self, delta: isize) {
        if !self.list.step(delta) {
            self.notices.tell(Notice::info(match (self.list.current(), delta < 0) {
                (None, _) => "There is no article here.",
                (Some(_), true) => "This is the first article here.",
                (Some(_), false) => "This is the last article here.",
            }));
        }
    }

    /// Goes to the first or the last line of what has the keys.
    fn step_to_end(&mut self, delta: isize) {
        match self.overlay {
            Overlay::Help(_) => self.scroll_help(delta),
            Overlay::History(_) => self.step_history(delta),
            _ => self.step_list(delta),
        }
    }

    /// Goes to the row of this number, from 1, or says that it is there.
    pub(super) fn step_to_number(&mut self, number: u32) {
        let at = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
        let delta = |from: usize| {
            let far = isize::try_from(at.abs_diff(from)).unwrap_or(isize::MAX);
            if at < from { -far } else { far }
        };
        match &self.overlay {
            Overlay::Help(help) => self.scroll_help(delta(help.top)),
            Overlay::History(timeline) => self.step_history(delta(timeline.marked)),
            _ if at == self.list.cursor() && self.list.current().is_some() => {
                self.notices.tell(Notice::info(format!("This is article {number} here.")));
            }
            _ => self.step_list(delta(self.list.cursor())),
        }
    }

    fn jump_undecided(&mut self, down: bool, count: u32, effects: &mut Vec<Effect>) {
        let most = u32::try_from(self.list.rows().len()).unwrap_or(u32::MAX);
        for step in 0..count.min(most.max(1)) {
            let Some(at) = self.list.search(down, |row| self.waits(row)) else {
                if step == 0 {
                    self.notices.tell(Notice::info("No other article here waits for a decision."));
                }
                break;
            };
            self.list.go(at);
            self.follow(effects);
        }
    }

    /// In the reading view, while something is looked for in texts, the keys go from hit to hit.
    fn next_hit_or_undecided(&mut self, down: bool, count: u32, effects: &mut Vec<Effect>) {
        if self.focus != Focus::Reader || !self.step_hit(down) {
            self.jump_undecided(down, count, effects);
        } else {
            self.follow(effects);
        }
    }

    /// In the reading view, what the cursor goes to is being read.
    fn follow(&mut self, effects: &mut Vec<Effect>) {
        if self.focus == Focus::Reader {
            self.mark_read(effects);
        }
    }

    fn open_article(&mut self, effects: &mut Vec<Effect>) {
        if self.list.current().is_none() {
            self.notices.tell(Notice::warning("There is no article here to read."));
            return;
        }
        if self.focus == Focus::Reader {
            self.notices.tell(Notice::info("The article is open already."));
            return;
        }
        self.focus = Focus::Reader;
        self.mark_read(effects);
    }

    fn back(&mut self, effects: &mut Vec<Effect>) {
        match self.focus {
            Focus::Reader => {
                self.keep_position(effects);
                self.focus = Focus::List;
            }
            Focus::List => self.notices.tell(Notice::info("This is the list.")),
        }
    }

    fn switch_pane(&mut self, effects: &mut Vec<Effect>) {
        match self.focus {
            Focus::Reader => self.back(effects),
            Focus::List => self.open_article(effects),
        }
    }

    fn page_or_next(&mut self, effects: &mut Vec<Effect>) {
        if self.geometry().reader.is_none() {
            self.open_article(effects);
        } else if self.reader.shown().is_none() {
            self.notices.tell(Notice::info("There is no text here to page."));
        } else {
            self.mark_read(effects);
            if self.reader.at_end() {
                self.jump_undecided(true, 1, effects);
            } else {
                let page = self.reader.rows().saturating_sub(1).max(1);
                self.reader.scroll(isize::try_from(page).unwrap_or(1));
            }
        }
    }

    /// The lines of a whole page (part 1) or of half a page (part 2) of what the keys move in.
    fn page_height(&self, part: usize) -> isize {
        let places = self.geometry();
        let list = usize::from(places.list.map_or(1, |area| area.height));
        let rows = match (&self.overlay, self.focus) {
            (Overlay::Help(_) | Overlay::History(_), _) => usize::from(places.popup.height).saturating_sub(2),
            (Overlay::Filter(_), _) | (_, Focus::List) => list,
            (
                Overlay::None
                | Overlay::Tags(_)
                | Overlay::Note(..)
                | Overlay::Palette(_)
                | Overlay::Find(_)
                | Overlay::Links(_),
                Focus::Reader,
            ) => self.reader.rows(),
        };
        let rows = if part == 1 { rows.saturating_sub(1) } else { rows / part };
        isize::try_from(rows.max(1)).unwrap_or(1)
    }

    fn scroll(&mut self, delta: isize, effects: &mut Vec<Effect>) {
        if self.reader.scroll(delta) { self.follow(effects) } else { self.tell_ends_of_text(delta < 0) }
    }

    fn jump_in_text(&mut self, to_end: bool, effects: &mut Vec<Effect>) {
        if self.reader.jump(to_end) { self.follow(effects) } else { self.tell_ends_of_text(!to_end) }
    }

    /// Says why the text does not move.
    fn tell_ends_of_text(&mut self, up: bool) {
        self.notices.tell(Notice::info(match (self.reader.shown(), up) {
            (None, _) => "There is no text here to scroll.",
            (Some(_), true) => "This is the start of the text.",
            (Some(_), false) => "This is the end of the text.",
        }));
    }

    fn page(&mut self, pages: isize, part: usize, effects: &mut Vec<Effect>) {
        let delta = pages.saturating_mul(self.page_height(part));
        match (&mut self.overlay, self.focus) {
            (Overlay::Help(_), _) => self.scroll_help(delta),
            (Overlay::History(_), _) => self.step_history(delta),
            (Overlay::Filter(bar), _) => {
                bar.moved = true;
                self.step_list(delta);
            }
            (_, Focus::Reader) => self.scroll(delta, effects),
            (_, Focus::List) => self.step_list(delta),
        }
    }

    fn select(&mut self, command: Command, count: u32) {
        if self.list.current().is_none() {
            self.notices.tell(Notice::warning("There is no article here to select."));
            return;
        }
        match command {
            Command::SelectRange => self.list.toggle_range(),
            Command::SelectAll => {
                if !self.list.select_all() {
                    self.notices.tell(Notice::info("All that are shown here are selected already."));
                }
            }
            _ if count > 1 => {
                let selected = self.list.select_down(usize::try_from(count).unwrap_or(usize::MAX));
                if self.focus == Focus::List {
                    self.list.step(isize::try_from(selected).unwrap_or(isize::MAX));
                }
            }
            _ => {
                self.list.toggle();
                if self.focus == Focus::List {
                    self.list.step(1);
                }
            }
        }
    }

    fn clear(&mut self, effects: &mut Vec<Effect>) {
        if self.list.clear_selection() || self.clear_find() {
            return;
        }
        if !self.filter.is_empty() {
            self.drop_filters(effects);
        } else if !self.stop_fetching(effects) {
            self.notices.tell(Notice::info("There is nothing to clear here."));
        }
    }

    fn refresh(&mut self, effects: &mut Vec<Effect>) {
        self.refresh_view(effects);
        effects.push(Effect::Sync);
        self.notices.tell(Notice::info("The view shows what is decided now."));
    }

    fn cycle_layout(&mut self, count: u32) {
        (0..count.min(LAYOUTS)).for_each(|_| self.layout = next_mode(self.layout));
        self.notices.tell(Notice::info(format!("Layout: {}", self.layout.name())));
    }

    fn with_link(&mut self, effects: &mut Vec<Effect>, effect: impl Fn(String) -> Effect) {
        match self.current_article().map(|article| article.link.clone()) {
            Some(link) if link.is_empty() => self.notices.tell(Notice::warning("This article has no link.")),
            Some(link) => effects.push(effect(link)),
            None => self.nothing_read(),
        }
    }

    /// Says why there is nothing to take of the article under the cursor.
    pub(super) fn nothing_read(&mut self) {
        self.notices.tell(Notice::warning(match self.list.current() {
            None => "There is no article here.",
            Some(_) => "The article is not read yet; try again.",
        }));
    }

    fn copy_text(&mut self, effects: &mut Vec<Effect>) {
        let id = self.list.current().and_then(|row| Some(self.catalogue.get(row)?.id()));
        match id.and_then(|id| self.reader.opened(id)) {
            Some(opened) => {
                let text = format!("{}\n\n{}\n", opened.article.title, opened.document.copied());
                effects.push(Effect::Copy { what: "text", text });
            }
            None => self.nothing_read(),
        }
    }

    fn accept(&mut self, effects: &mut Vec<Effect>) {
        match &mut self.overlay {
            Overlay::Tags(editor) => {
                if editor.accept() {
                    if editor.problem.is_none() {
                        editor.refresh(self.catalogue.tags());
                    }
                } else {
                    self.close_tags(effects);
                }
            }
            Overlay::Note(..) => self.close_note(effects),
            Overlay::Filter(_) => self.accept_filter(effects),
            Overlay::Find(_) => self.overlay = Overlay::None,
            // Which view it is is chosen next.
            Overlay::Palette(palette) if palette.action() == Some(Action::plain(Command::ShowView)) => {
                palette.complete();
                self.input_changed(effects);
            }
            Overlay::Palette(palette) => {
                let chosen = palette.action();
                let typed = palette.input.text().trim().to_owned();
                self.overlay = Overlay::None;
                self.record_no_palette();
                match chosen {
                    Some(action) => {
                        self.commands_typed.push(action.to_string());
                        effects.push(Effect::Remember(Typed::Command(action.to_string())));
                        self.act(&[action], None, effects);
                    }
                    None => self.notices.tell(Notice::warning(format!("No command matches {typed:?}."))),
                }
            }
            Overlay::History(timeline) => {
                let chosen = timeline.chosen().cloned();
                match chosen {
                    Some(line) => {
                        self.overlay = Overlay::None;
                        self.take_back(&line, effects);
                    }
                    None => self.notices.tell(Notice::info("There is no step here to take back.")),
                }
            }
            Overlay::Help(help) => help.search = None,
            Overlay::None | Overlay::Links(_) => {}
        }
    }

    fn cancel(&mut self, effects: &mut Vec<Effect>) {
        if let Overlay::Help(help) = &mut self.overlay
            && help.search.take().is_some()
        {
            help.sought.clear();
            return;
        }
        let overlay = std::mem::take(&mut self.overlay);
        if matches!(overlay, Overlay::Palette(_)) {
            self.record_no_palette();
        }
        if let Overlay::Find(bar) = &overlay {
            self.cancel_find(bar);
        }
        if let Overlay::Filter(bar) = overlay {
            self.filters.clear();
            self.set_filter(&bar.before, effects);
            if let (Some(row), false) = (bar.cursor, bar.moved) {
                self.list.go_to_row(row);
            }
        }
    }

    fn edit_line(&mut self, change: impl FnOnce(&mut LineEditor), effects: &mut Vec<Effect>) {
        if let Some(input) = self.input() {
            let before = input.text().to_owned();
            change(input);
            if input.text() != before {
                self.input_changed(effects);
            }
        }
    }

    fn select_in_line(&mut self, motion: impl FnOnce(&mut LineEditor), effects: &mut Vec<Effect>) {
        self.edit_line(|line| line.select(motion), effects);
    }

    fn step_proposal(&mut self, down: bool, effects: &mut Vec<Effect>) {
        if self.step_earlier(!down, effects) {
            return;
        }
        let moved = match &mut self.overlay {
            Overlay::Tags(editor) => editor.step(down),
            Overlay::Palette(palette) => {
                if !down && palette.recall() {
                    self.refresh_palette();
                    true
                } else {
                    palette.step(if down { 1 } else { -1 })
                }
            }
            Overlay::Filter(_) if self.stale => {
                self.steps_ahead += if down { 1 } else { -1 };
                return;
            }
            Overlay::Filter(bar) => {
                bar.moved = true;
                return self.step_list(if down { 1 } else { -1 });
            }
            Overlay::Find(_) => self.step_hit(down),
            Overlay::None | Overlay::Note(..) | Overlay::Help(_) | Overlay::History(_) | Overlay::Links(_) => false,
        };
        if !moved {
            self.notices.tell(Notice::info("There is no other to go to here."));
        }
    }

    fn complete(&mut self, effects: &mut Vec<Effect>) {
        let before = self.input().map(|input| input.text().to_owned());
        match &mut self.overlay {
            Overlay::Tags(editor) => editor.complete(),
            Overlay::Palette(palette) => palette.complete(),
            Overlay::Filter(_) => self.complete_filter(effects),
            Overlay::Find(_)
            | Overlay::None
            | Overlay::Note(..)
            | Overlay::Help(_)
            | Overlay::History(_)
            | Overlay::Links(_) => {}
        }
        if self.input().map(|input| input.text().to_owned()) == before {
            self.notices.tell(Notice::info("There is nothing here to write out."));
        } else if !matches!(self.overlay, Overlay::Filter(_)) {
            self.input_changed(effects);
        }
    }

    fn scroll_help(&mut self, delta: isize) {
        let height = usize::from(self.geometry().popup.height).saturating_sub(2);
        if let Overlay::Help(help) = &mut self.overlay
            && !help.scroll(delta, height)
        {
            let end = if delta < 0 { "This is the top of it." } else { "This is the end of it." };
            self.notices.tell(Notice::info(end));
        }
    }

    fn show_problems(&mut self) {
        if self.problems.is_empty() {
            self.notices.tell(Notice::info("The keymap and config files are in order."));
        } else {
            let width = usize::from(self.geometry().popup.width).saturating_sub(3);
            self.overlay = Overlay::Help(Help::problems(&self.problems, width));
        }
    }

    fn quit(&mut self, effects: &mut Vec<Effect>) {
        self.keep_position(effects);
        if let (Some(why), false) = (&self.saving.failure, self.quit_asked) {
            let waiting = self.saving.waiting.len();
            let text = format!("{waiting} steps are not saved ({why}). Leave again to lose them.");
            self.notices.ask(Notice { level: Level::Warning, text });
            self.quit_asked = true;
            return;
        }
        effects.push(Effect::Quit);
    }

    /// Whether the panes have the keys, not a line or a screen over them.
    #[must_use]
    pub fn in_panes(&self) -> bool {
        matches!(self.context(), Context::Global | Context::List | Context::Reader)
    }
}
