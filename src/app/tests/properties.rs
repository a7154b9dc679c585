use super::*;
use crate::command::{Command, Context};
use crate::keymap::Code;
use proptest::prelude::*;

fn any_key() -> impl Strategy<Value = Key> {
    let letters = "abcdefghijklmnopqrstuvwxyzGJKNRVY123456789./:?*- شسبو".chars().collect::<Vec<_>>();
    prop_oneof![
        6 => proptest::sample::select(letters).prop_map(Key::char),
        1 => proptest::sample::select(vec!['a', 'd', 'u', 'r', 'n', 'p', 'w', 'k', 'l', 'e', 'f', 'b']).prop_map(Key::ctrl),
        2 => proptest::sample::select(vec![
            Code::Enter, Code::Esc, Code::Tab, Code::Backspace, Code::Delete, Code::Up, Code::Down, Code::Left,
            Code::Right, Code::Home, Code::End, Code::PageUp, Code::PageDown,
        ]).prop_map(Key::plain),
    ]
}

#[derive(Clone, Debug)]
enum Fact {
    Key(Key),
    Paste(String),
    Size(u16, u16),
    Arrive(usize, String),
    Saved,
    Failed,
}

fn any_fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        20 => any_key().prop_map(Fact::Key),
        1 => "\\PC{0,20}".prop_map(Fact::Paste),
        1 => (1_u16..200, 1_u16..60).prop_map(|(width, height)| Fact::Size(width, height)),
        1 => (0_usize..20, "\\PC{1,30}").prop_map(|(number, title)| Fact::Arrive(number, title)),
        1 => Just(Fact::Saved),
        1 => Just(Fact::Failed),
    ]
}

fn tell(desk: &mut TestProgram, fact: Fact) {
    match fact {
        Fact::Key(key) => desk.tell(Msg::Key(key)),
        Fact::Paste(text) => desk.tell(Msg::Paste(text)),
        Fact::Size(width, height) => desk.tell(Msg::Resized { width, height }),
        Fact::Arrive(number, title) => desk.tell(Msg::Arrived(vec![row(number, &title)])),
        Fact::Saved => {
            if let Some(id) = desk.model.saving().waiting().first().copied() {
                desk.tell(Msg::Saved(id));
            }
        }
        Fact::Failed => desk.tell(Msg::SaveFailed("full".into())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn random_facts_never_panic_and_every_screen_can_be_drawn(facts in proptest::collection::vec(any_fact(), 1..80)) {
        let mut desk = TestProgram::of(8);
        for fact in facts {
            tell(&mut desk, fact);
            let rows = desk.model.list().rows().len();
            prop_assert!(rows == 0 || desk.model.list().cursor() < rows);
        }
    }

    #[test]
    fn the_steps_to_keep_are_the_state_in_memory(facts in proptest::collection::vec(any_fact(), 1..80)) {
        let mut desk = TestProgram::of(8);
        facts.into_iter().for_each(|fact| tell(&mut desk, fact));
        let mut replayed = TestProgram::of(20);
        for step in desk.saves() {
            replayed.model.articles.catalogue.apply(&step.edit);
        }
        for (row, article) in desk.model.catalogue().iter() {
            let there = replayed.model.catalogue().find(article.id()).unwrap();
            prop_assert_eq!(desk.model.catalogue().triage(row), replayed.model.catalogue().triage(there));
        }
    }

    #[test]
    fn undo_and_redo_are_exact_inverses(keys in proptest::collection::vec(any_key(), 1..60)) {
        let mut desk = TestProgram::of(8);
        desk.set(|set| set.auto_advance = true);
        let state = |desk: &TestProgram| (0..8).map(|row| {
            let triage = desk.model.catalogue().triage(row);
            (triage.verdict, triage.tags, triage.note)
        }).collect::<Vec<_>>();
        let before = state(&desk);
        keys.into_iter().for_each(|key| desk.tell(Msg::Key(key)));
        desk.press("esc esc esc");
        let after = state(&desk);
        let mut undone = 0;
        while desk.model.steps.history().next_undo().is_some() {
            desk.press("u");
            undone += 1;
            prop_assert!(undone < 500);
        }
        // Earlier undone steps can be redone too, so the test redoes only the steps just undone.
        prop_assert_eq!(state(&desk), before);
        for _ in 0..undone {
            desk.press("ctrl-r");
        }
        prop_assert_eq!(state(&desk), after);
    }
}

#[test]
fn every_command_of_the_panes_can_be_run_from_the_palette() {
    for command in Command::ALL.iter().filter(|command| command.contexts().contains(&Context::List)) {
        let mut desk = TestProgram::of(3);
        desk.press(":").write(command.name()).press("enter");
    }
}
