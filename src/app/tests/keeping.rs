use super::*;

#[test]
fn the_status_says_saved_only_when_it_is_true() {
    let mut desk = Desk::of(2);
    desk.press("a");
    let step = desk.saves()[0].id;
    assert_eq!(desk.model.saving().waiting, [step]);
    desk.tell(Msg::Saved(step));
    assert!(desk.model.saving().waiting.is_empty());
}

#[test]
fn a_failure_stays_on_the_screen_until_it_is_made_good() {
    let mut desk = Desk::of(3);
    desk.press("a d");
    let steps = desk.saves();
    desk.tell(Msg::SaveFailed("no space left on the disk".into()));
    desk.press("j k");
    assert!(desk.notice().contains("NOT SAVED (2): no space left"), "{}", desk.notice());
    desk.press("q");
    assert!(!desk.effects.contains(&Effect::Quit), "not without a word");
    assert!(desk.notice().contains("2 steps are not saved"), "{}", desk.notice());
    desk.tell(Msg::Saved(steps[0].id));
    desk.tell(Msg::Saved(steps[1].id));
    assert!(desk.notice().contains("works again"));
    desk.press("q");
    assert!(desk.effects.contains(&Effect::Quit));
}

#[test]
fn leaving_twice_leaves_in_any_case() {
    let mut desk = Desk::of(1);
    desk.press("a");
    desk.tell(Msg::SaveFailed("gone".into()));
    desk.press("q q");
    assert!(desk.effects.contains(&Effect::Quit));
}

#[test]
fn history_of_earlier_runs_can_be_undone() {
    let mut desk = Desk::of(2);
    desk.press("a");
    let step = desk.saves().remove(0);
    let mut again = Desk::of(2);
    again.model.catalogue.apply(&step.edit);
    let mut history = crate::domain::History::default();
    history.record(step);
    again.tell(Msg::HistoryRead(history));
    again.press("u");
    assert_eq!(again.verdict(0), Verdict::Inbox);
}

#[test]
fn quitting_keeps_the_place_in_the_text() {
    let mut desk = Desk::of(1);
    desk.press("l space");
    desk.effects.clear();
    desk.press("q");
    assert!(matches!(&desk.effects[..], [Effect::Save(_), Effect::Quit]), "{:?}", desk.effects);
}

#[test]
fn problems_of_the_keymap_are_told_and_shown() {
    let mut desk = Desk::of(1);
    desk.tell(Msg::Problems(vec!["keymaps/x.toml:1:1: wrong".into(), "two".into()]));
    assert!(desk.notice().contains("keymaps/x.toml:1:1: wrong (and 1 more)"), "{}", desk.notice());
    desk.press(":").write("keymap-errors").press("enter");
    assert!(matches!(desk.model.overlay, crate::app::Overlay::Help(_)));
}
