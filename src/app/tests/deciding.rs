use super::*;
use crate::app::effect::Hook;
use crate::config::Config;
use crate::domain::{Change, FieldChange, StepKind};

#[test]
fn a_verdict_is_kept_stays_in_place_and_the_cursor_goes_on() {
    let mut desk = TestProgram::of(3);
    desk.effects.clear();
    desk.press("a");
    assert_eq!((desk.verdict(0), desk.current()), (Verdict::Keep, Some(1)));
    assert_eq!(desk.shown(), [0, 1, 2], "what was decided stays until the view is left");
    let saves = desk.saves();
    let fields = vec![FieldChange::Verdict { before: Verdict::Inbox, after: Verdict::Keep }];
    assert_eq!(saves.len(), 1);
    assert_eq!(saves[0].edit.changes, [Change { article: id(0), fields }]);
    assert_eq!(saves[0].kind, StepKind::Edit);
    desk.press("$");
    assert_eq!(desk.shown(), [1, 2]);
}

#[test]
fn the_cursor_passes_over_what_is_decided_and_goes_around() {
    let mut desk = TestProgram::of(4);
    desk.press("j s k k a");
    assert_eq!(desk.current(), Some(2), "1 was decided before");
    desk.press("j d");
    assert_eq!(desk.current(), Some(2), "around the end to the last one that waits");
    desk.press("a");
    assert_eq!(desk.notice().as_str(), "Everything here is decided.");
}

#[test]
fn auto_advance_can_be_switched_off() {
    let mut desk = TestProgram::of(3);
    desk.set(|set| set.auto_advance = false);
    desk.press("a");
    assert_eq!(desk.current(), Some(0));
}

#[test]
fn a_selection_is_decided_in_one_step_and_undone_in_one() {
    let mut desk = TestProgram::of(6);
    desk.press("d j v j v");
    desk.effects.clear();
    desk.press("a");
    let saves = desk.saves();
    assert_eq!(saves.len(), 1);
    assert_eq!(saves[0].edit.changes.len(), 2);
    assert!(desk.notice().contains("2 articles"), "{}", desk.notice());
    let kept: Vec<_> = (0..6).filter(|row| desk.verdict(*row) == Verdict::Keep).collect();
    assert_eq!(kept.len(), 2);
    desk.press("u");
    assert!(kept.iter().all(|row| desk.verdict(*row) == Verdict::Inbox));
    assert_eq!(desk.verdict(0), Verdict::Drop, "the step before stays");
    desk.press("ctrl-r");
    assert!(kept.iter().all(|row| desk.verdict(*row) == Verdict::Keep));
}

#[test]
fn a_range_follows_the_cursor() {
    let mut desk = TestProgram::of(6);
    desk.press("j V j j s");
    let later: Vec<_> = (0..6).filter(|row| desk.verdict(*row) == Verdict::Later).collect();
    assert_eq!(later, [1, 2, 3]);
}

#[test]
fn only_what_is_shown_as_selected_is_touched() {
    let mut desk = TestProgram::new(&["apple one", "pear", "apple two"]);
    desk.press("* /").write("apple").press("enter d");
    assert_eq!(desk.verdict(0), Verdict::Drop);
    assert_eq!(desk.verdict(1), Verdict::Inbox, "selected, but the filter hid it");
    assert_eq!(desk.verdict(2), Verdict::Drop);
}

#[test]
fn deciding_the_same_again_makes_no_step() {
    let mut desk = TestProgram::of(2);
    desk.press("a k");
    desk.effects.clear();
    desk.press("a");
    assert_eq!(desk.saves(), []);
    assert!(desk.notice().contains("already"), "{}", desk.notice());
}

#[test]
fn undo_leaves_alone_what_somebody_else_changed_since() {
    let mut desk = TestProgram::of(3);
    desk.press("a");
    let step = desk.saves()[0].id;
    desk.tell(Msg::Saved(step));
    let dropped = Triage { verdict: Verdict::Drop, ..Triage::default() };
    desk.tell(Msg::Elsewhere {
        triage: vec![(id(0), dropped)],
        steps: Vec::new(),
        theirs: Vec::new(),
        rows: Vec::new(),
    });
    desk.press("u");
    assert_eq!(desk.verdict(0), Verdict::Drop);
    assert!(desk.notice().contains("left alone"), "{}", desk.notice());
}

#[test]
fn undo_brings_an_article_back_that_had_left_the_view() {
    let mut desk = TestProgram::of(3);
    desk.press("a $");
    assert_eq!(desk.shown(), [1, 2]);
    desk.press("u");
    assert_eq!((desk.shown(), desk.current()), (vec![0, 1, 2], Some(0)));
}

#[test]
fn a_decision_is_repeated() {
    let mut desk = TestProgram::of(4);
    desk.press("t").write("x").press("enter enter j .");
    assert_eq!((desk.tags(0), desk.tags(1)), (vec!["x".to_owned()], vec!["x".to_owned()]));
    desk.press("d .");
    assert_eq!((desk.verdict(1), desk.verdict(2)), (Verdict::Drop, Verdict::Drop));
}

#[test]
fn tags_are_typed_marked_and_left() {
    let mut desk = TestProgram::of(3);
    desk.press("t").write("عاجل, world").press("enter enter");
    assert_eq!(desk.tags(0), ["world", "عاجل"]);
    desk.press("j t").write("wor").press("down enter enter");
    assert_eq!(desk.tags(1), ["world"], "the marked proposal, not what was typed");
    desk.press("t").write("lost").press("enter esc");
    assert_eq!(desk.tags(1), ["world"], "Esc leaves all as it was");
}

#[test]
fn tags_of_several_articles_change_in_one_step() {
    let mut desk = TestProgram::of(3);
    desk.press("t").write("a").press("enter enter *");
    desk.effects.clear();
    desk.press("t").write("b, -a").press("enter enter");
    assert_eq!(desk.saves().len(), 1);
    assert!((0..3).all(|row| desk.tags(row) == ["b"]));
    desk.press("u");
    assert_eq!((desk.tags(0), desk.tags(1)), (vec!["a".to_owned()], vec![]));
}

#[test]
fn a_note_is_written_and_emptied() {
    let mut desk = TestProgram::of(1);
    desk.press("e").write("read ثانية").press("enter");
    assert_eq!(desk.model.catalogue().note(0), "read ثانية");
    desk.press("e ctrl-u enter");
    assert_eq!(desk.model.catalogue().note(0), "");
}

#[test]
fn read_and_unread_are_toggled_together() {
    let mut desk = TestProgram::of(3);
    desk.press("m * m");
    assert!((0..3).all(|row| desk.model.catalogue().triage(row).read), "some were unread: all become read");
    desk.press("* m");
    assert!((0..3).all(|row| !desk.model.catalogue().triage(row).read));
}

#[test]
fn a_key_that_does_nothing_says_so() {
    let mut desk = TestProgram::of(1);
    desk.press("x");
    assert!(desk.notice().contains("x does nothing here"), "{}", desk.notice());
    desk.press("世");
    assert!(desk.notice().contains('世'));
}

#[test]
fn with_no_article_every_key_says_why_it_does_nothing() {
    let mut desk = TestProgram::of(0);
    for key in ["a", "t", "e", "l", "u", "ctrl-r", ".", "n"] {
        desk.press(key);
        assert!(!desk.notice().is_empty(), "{key}");
    }
    for key in ["o", "y", "Y", "T", "P"] {
        desk.press(key);
        assert!(desk.notice().starts_with("There is no article here"), "{key}: {}", desk.notice());
    }
}

/// Returns the requested hooks since the last call: the program, and the ids of the articles.
fn hooked(desk: &mut TestProgram) -> Vec<(String, Vec<ArticleId>)> {
    let hooks = desk.effects.drain(..).filter_map(|effect| match effect {
        Effect::Hook(Hook { words, articles, .. }) => Some((words.concat(), articles)),
        _ => None,
    });
    hooks.collect()
}

#[test]
fn a_hook_runs_on_what_a_verdict_was_given_to_and_not_when_it_is_taken_back() {
    let (config, wrong) = Config::parse("[hooks]\nkeep = [\"kept\"]\n", "c");
    assert_eq!(wrong, []);
    let mut desk = TestProgram::of(5);
    desk.set(|set| set.hooks = config.hooks);
    desk.press("a");
    assert_eq!(hooked(&mut desk), [("kept".to_owned(), vec![id(0)])]);
    desk.press("s");
    assert_eq!(hooked(&mut desk), [], "none is set for later");
    desk.press("u u ctrl-r");
    assert_eq!(hooked(&mut desk), [], "not for undo and redo");
    desk.press("1 * a");
    assert_eq!(
        hooked(&mut desk),
        [("kept".to_owned(), vec![id(1), id(2), id(3), id(4)])],
        "what was kept already is not"
    );
    for verdict in [Verdict::Inbox, Verdict::Keep] {
        let triage = vec![(id(0), Triage { verdict, ..Triage::default() })];
        desk.tell(Msg::Elsewhere { triage, steps: Vec::new(), theirs: Vec::new(), rows: Vec::new() });
    }
    assert_eq!((desk.verdict(0), hooked(&mut desk)), (Verdict::Keep, vec![]), "not for what others decide");
}
