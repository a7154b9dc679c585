//! Every key without an effect shows a message.

use super::*;
use crate::command::Command;
use crate::keymap::Keymap;

/// Keys that lead to each context, and to its ends. Those from the fourth on need articles.
const WAYS: [&str; 12] = [
    "",
    "U",
    "/",
    "G",
    "*",
    "enter",
    "enter end",
    "t",
    ":",
    "?",
    "? pagedown pagedown pagedown pagedown pagedown pagedown pagedown pagedown pagedown",
    "enter /",
];

/// Returns whether a command edits a line. At the end of a line, or with nothing to delete, it may do nothing, as in
/// any line.
fn edits_a_line(command: Command) -> bool {
    let name = command.name();
    ["caret-", "delete-", "select-"].iter().any(|begin| name.starts_with(begin))
        && command.contexts().iter().all(|context| context.takes_text())
}

#[test]
fn a_key_never_does_nothing_without_a_word() {
    let keymap = Keymap::default_map();
    let mut wrong = String::new();
    let ways = WAYS.iter().map(|way| (30, *way)).chain(WAYS[..3].iter().map(|way| (0, *way)));
    for (articles, way) in ways {
        let arrive = || {
            let mut desk = TestProgram::of(articles);
            desk.press(way);
            desk.effects.clear();
            desk.pass_notices();
            desk
        };
        let context = arrive().model.context();
        let mut live: Vec<_> = keymap.bindings().filter(|binding| context.chain().contains(&binding.context)).collect();
        // Only one of several keys that do the same.
        live.sort_by_key(|binding| (binding.context, binding.actions[0].command));
        live.dedup_by_key(|binding| (binding.context, binding.actions[0].command));
        for binding in live {
            let mut desk = arrive();
            let before = screen(&desk, 80, 24);
            desk.press(&binding.keys.to_string());
            let silent = desk.effects.is_empty() && screen(&desk, 80, 24) == before;
            let in_line = binding.actions.iter().all(|action| edits_a_line(action.command));
            if silent && !in_line {
                let _ = writeln!(wrong, "{} in {context:?} after {way:?} with {articles} articles", binding.keys);
            }
        }
    }
    assert!(wrong.is_empty(), "nothing is done and nothing said by\n{wrong}");
}
