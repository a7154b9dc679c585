use super::*;
use crate::app::msg::{LogLine, Notice};
use crate::domain::{Logged, StepKind};
use crate::keymap::Diagnostic;

#[test]
fn the_status_says_saved_only_when_it_is_true() {
    let mut desk = TestProgram::of(2);
    desk.press("a");
    let step = desk.saves()[0].id;
    assert_eq!(desk.model.saving().waiting(), [step]);
    desk.tell(Msg::Saved(step));
    assert!(desk.model.saving().waiting().is_empty());
}

#[test]
fn a_failure_stays_on_the_screen_until_it_is_made_good() {
    let mut desk = TestProgram::of(3);
    desk.press("a d");
    let steps = desk.saves();
    desk.tell(Msg::SaveFailed("no space left on the disk".into()));
    desk.press("j k");
    desk.tell(Msg::News(Notice::info("3 new")));
    assert!(desk.notice().contains("NOT SAVED (2): no space left"), "{}", desk.notice());
    desk.press("q");
    assert!(!desk.effects.contains(&Effect::Quit), "not without a word");
    desk.tell(Msg::Told(Notice::warning("something else")));
    assert!(desk.notice().contains("2 steps are not saved"), "the question stays: {}", desk.notice());
    desk.tell(Msg::Saved(steps[0].id));
    desk.tell(Msg::Saved(steps[1].id));
    assert!(desk.notice().contains("works again"));
    desk.press("j");
    assert_eq!(desk.notice().as_str(), "3 new", "what came meanwhile is told now");
    desk.press("q");
    assert!(desk.effects.contains(&Effect::Quit));
}

#[test]
fn leaving_twice_leaves_in_any_case() {
    let mut desk = TestProgram::of(1);
    desk.press("a");
    desk.tell(Msg::SaveFailed("gone".into()));
    desk.press("q q");
    assert!(desk.effects.contains(&Effect::Quit));
}

#[test]
fn history_of_earlier_runs_can_be_undone() {
    let mut desk = TestProgram::of(2);
    desk.press("a");
    let step = desk.saves().remove(0);
    let mut again = TestProgram::of(2);
    again.model.articles.catalogue.apply(&step.edit);
    let mut history = crate::domain::History::default();
    history.record(step);
    again.tell(Msg::HistoryRead(history));
    again.press("u");
    assert_eq!(again.verdict(0), Verdict::Inbox);
}

#[test]
fn quitting_keeps_the_place_in_the_text() {
    let mut desk = TestProgram::of(1);
    desk.press("l space");
    desk.effects.clear();
    desk.press("q");
    assert!(matches!(&desk.effects[..], [Effect::Save(_), Effect::Quit]), "{:?}", desk.effects);
}

#[test]
fn problems_of_the_keymap_are_told_and_shown() {
    let mut desk = TestProgram::of(1);
    let wrong = |what: &str| Diagnostic::at("keymaps/x.toml", "", 0, what);
    desk.tell(Msg::Problems(vec![wrong("wrong"), wrong("two")]));
    assert_eq!(desk.notice().as_str(), "x.toml:1:1 (and 1 more: :keymap-errors): wrong");
    desk.tell(Msg::Problems(vec![wrong(&format!("{}the end", "long words ".repeat(12)))]));
    desk.press(":").write("keymap-errors").press("enter");
    let crate::app::popup::Popup::Help(help) = desk.model.popup() else { panic!("no list") };
    let Some(crate::app::help::HelpLine::Text(last)) = help.shown().last() else { panic!("no line") };
    assert!(last.starts_with("    ") && last.ends_with("the end") && last.len() < 80, "{last:?}");
}

#[test]
fn undo_goes_back_to_the_view_and_the_article_of_the_step() {
    let mut desk = TestProgram::of(5);
    desk.press("j j a 3");
    assert_eq!(desk.view(), View::Verdict(Verdict::Keep));
    desk.press("u");
    assert_eq!((desk.view(), desk.current()), (View::Verdict(Verdict::Inbox), Some(2)));
    desk.press("5 G s 1 ctrl-r");
    assert_eq!(desk.notice().as_str(), "There is nothing to redo.");
    desk.press("u");
    assert_eq!((desk.view(), desk.current(), desk.verdict(4)), (View::All, Some(4), Verdict::Inbox));
}

#[test]
fn undo_and_redo_go_by_count_and_are_exact() {
    let mut desk = TestProgram::of(5);
    desk.press("a a s d");
    let decided: Vec<_> = (0..5).map(|row| desk.model.catalogue().triage(row)).collect();
    desk.model.run(&crate::keymap::Action::plain(crate::command::Command::Undo), 3, &mut Vec::new());
    assert_eq!(desk.notice().as_str(), "undone: 3 steps, 3 articles");
    assert_eq!((0..5).map(|row| desk.verdict(row)).filter(|verdict| *verdict != Verdict::Inbox).count(), 1);
    desk.model.run(&crate::keymap::Action::plain(crate::command::Command::Undo), 3, &mut Vec::new());
    assert_eq!(desk.notice().as_str(), "undone: 1 step; there are no more");
    desk.model.run(&crate::keymap::Action::plain(crate::command::Command::Redo), 4, &mut Vec::new());
    assert_eq!(desk.notice().as_str(), "redone: 4 steps, 4 articles");
    assert_eq!((0..5).map(|row| desk.model.catalogue().triage(row)).collect::<Vec<_>>(), decided);
}

#[test]
fn undo_leaves_alone_what_another_machine_decided_though_it_decided_the_same() {
    let mut desk = TestProgram::of(2);
    desk.press("a");
    let step = desk.saves().remove(0);
    desk.tell(Msg::Saved(step.id));
    let kept = Triage { verdict: Verdict::Keep, ..Triage::default() };
    desk.tell(Msg::Elsewhere {
        triage: vec![(id(0), kept)],
        steps: Vec::new(),
        theirs: vec![step.edit.clone()],
        rows: Vec::new(),
    });
    desk.press("u");
    assert_eq!(desk.verdict(0), Verdict::Keep);
    assert!(desk.notice().contains("1 changed since and left alone"), "{}", desk.notice());
}

fn log_of(steps: &[Step], elsewhere: Option<&str>) -> Vec<LogLine> {
    let line = |step: &Step| LogLine {
        step: Logged {
            id: step.id,
            at: NOW,
            elsewhere: elsewhere.map(ToOwned::to_owned),
            label: step.edit.label.clone(),
            articles: step.edit.changes.len(),
            undone: false,
        },
        when: "2026-01-01 00:00".to_owned(),
    };
    steps.iter().rev().map(line).collect()
}

#[test]
fn the_history_pane_takes_one_step_in_the_middle_back() {
    let mut desk = TestProgram::of(4);
    desk.press("a s d");
    let steps = desk.saves();
    desk.press("U");
    assert!(desk.effects.contains(&Effect::ReadLog));
    desk.tell(Msg::LogRead(log_of(&steps, None)));
    desk.press("j enter");
    assert_eq!([0, 1, 2].map(|row| desk.verdict(row)), [Verdict::Keep, Verdict::Inbox, Verdict::Drop]);
    assert_eq!((desk.notice().as_str(), desk.current()), ("undone: later", Some(1)));
    desk.press("u");
    assert_eq!(desk.verdict(2), Verdict::Inbox, "then undo goes on from the end");
}

#[test]
fn the_history_pane_says_why_a_step_stays() {
    let mut desk = TestProgram::of(2);
    desk.press("a k d");
    let steps = desk.saves();
    for (elsewhere, keys, why) in
        [(None, "j enter", "changed again since"), (Some("00000000000000bb"), "enter", "another machine")]
    {
        desk.press("U");
        desk.tell(Msg::LogRead(log_of(&steps, elsewhere)));
        desk.press(keys);
        assert!(desk.notice().contains(why), "{}", desk.notice());
    }
    assert_eq!((desk.verdict(0), desk.saves()), (Verdict::Drop, vec![]));
}

#[test]
fn an_undo_that_comes_before_the_history_is_read_is_done_then() {
    let mut desk = TestProgram::of(2);
    desk.press("a");
    let step = desk.saves().remove(0);
    let keymap = Arc::new(Keymap::default_map());
    let mut model = Model::new(Settings::default(), keymap, 2);
    model.update(Msg::Loaded { rows: vec![row(0, "x"), row(1, "y")], total: 2, done: true });
    model.articles.catalogue.apply(&step.edit);
    model.update(Msg::Key(Key::char('u')));
    assert_eq!(model.catalogue().triage(0).verdict, Verdict::Keep, "nothing is known to undo yet");
    let mut history = History::default();
    history.record(step);
    model.update(Msg::HistoryRead(history));
    assert_eq!(model.catalogue().triage(0).verdict, Verdict::Inbox);
}

/// Returns a program that knows nothing of its library yet, and a history with the step in which an earlier run kept
/// articles 0 and 1.
fn starting() -> (Model, History) {
    let mut desk = TestProgram::of(2);
    desk.press("* a");
    let mut history = History::default();
    history.record(desk.saves().remove(0));
    (Model::new(Settings::default(), Arc::new(Keymap::default_map()), 2), history)
}

fn kept(number: usize) -> Row {
    Row { triage: Triage { verdict: Verdict::Keep, ..Triage::default() }, ..row(number, "x") }
}

#[test]
fn an_undo_that_comes_before_its_rows_holds_for_them_when_they_come() {
    let (mut model, history) = starting();
    model.update(Msg::HistoryRead(history));
    let effects = model.update(Msg::Key(Key::char('u')));
    let Some(Effect::Save(step)) = effects.into_iter().find(|effect| matches!(effect, Effect::Save(_))) else {
        panic!("the undo is kept");
    };
    // The first row was read before the undo was saved, the second after.
    model.update(Msg::Loaded { rows: vec![row(2, "new"), kept(0)], total: 3, done: false });
    model.update(Msg::Saved(step.id));
    model.update(Msg::Loaded { rows: vec![row(1, "x")], total: 3, done: true });
    let verdicts: Vec<_> = model.catalogue().iter().map(|(_, article)| (article.id(), article.verdict())).collect();
    assert_eq!(verdicts, [2, 0, 1].map(|number| (id(number), Verdict::Inbox)));
    assert_eq!(model.list().current(), model.catalogue().find(id(0)), "the cursor is where the step was made");
}

#[test]
fn a_key_that_is_pressed_meanwhile_keeps_the_cursor_where_it_is() {
    let (mut model, history) = starting();
    model.update(Msg::HistoryRead(history));
    model.update(Msg::Key(Key::char('u')));
    model.update(Msg::Loaded { rows: vec![row(2, "new"), row(3, "newer")], total: 4, done: false });
    model.update(Msg::Key(Key::char('j')));
    let before = model.list().current();
    model.update(Msg::Loaded { rows: vec![kept(0), kept(1)], total: 4, done: true });
    assert_eq!(model.list().current(), before);
}

#[test]
fn an_early_undo_takes_back_what_was_done_before_and_not_what_is_done_meanwhile() {
    let (mut model, history) = starting();
    model.update(Msg::Loaded { rows: vec![row(2, "new"), kept(0), kept(1)], total: 3, done: true });
    "ud".chars().for_each(|key| drop(model.update(Msg::Key(Key::char(key)))));
    model.update(Msg::HistoryRead(history));
    let verdict = |number| model.catalogue().triage(model.catalogue().find(id(number)).unwrap()).verdict;
    assert_eq!([0, 1, 2].map(verdict), [Verdict::Inbox, Verdict::Inbox, Verdict::Drop]);
}

#[test]
fn an_early_redo_does_again_what_was_taken_back_before() {
    let (mut model, mut history) = starting();
    model.update(Msg::Loaded { rows: vec![row(0, "x"), row(1, "y")], total: 2, done: true });
    let step = history.next_undo().unwrap().clone();
    history.record(Step { id: step.id, kind: StepKind::Undo(step.id), edit: step.edit.inverse() });
    // Redo, undo, redo, and one redo too many.
    for key in [Key::ctrl('r'), Key::char('u'), Key::ctrl('r'), Key::ctrl('r')] {
        model.update(Msg::Key(key));
    }
    model.update(Msg::HistoryRead(history));
    assert_eq!([0, 1].map(|row| model.catalogue().triage(row).verdict), [Verdict::Keep; 2]);
    assert_eq!(
        model.notices().shown().map(|notice| notice.text.to_string()).as_deref(),
        Some("done: 3 steps; there are no more")
    );
    assert_eq!(model.steps.history().next_redo(), None);
}
