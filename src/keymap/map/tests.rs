use super::*;
use proptest::prelude::*;

fn keys(text: &str) -> Vec<Key> {
    text.parse::<Sequence>().unwrap().keys().to_vec()
}

/// Loads the keymap `mine` from these files.
fn mine(files: &[(&str, &str)]) -> (Keymap, Vec<String>) {
    let read = |name: &str| Ok(files.iter().find(|(own, _)| *own == name).map(|(_, text)| (*text).to_owned()));
    let (map, diagnostics) = Keymap::load("mine", read);
    (map, diagnostics.iter().map(|wrong| wrong.message().to_string()).collect())
}

/// Returns the names of the commands that `text` runs in `context`.
fn runs(map: &Keymap, context: Context, text: &str) -> Vec<&'static str> {
    match map.find(context, &keys(text)) {
        Found::Matched(binding) => binding.actions.iter().map(|action| action.command.name()).collect(),
        Found::Pending => vec!["..."],
        Found::NotFound => Vec::new(),
    }
}

#[test]
fn the_shipped_keymap_has_nothing_wrong() {
    for (name, _) in SHIPPED {
        assert_eq!(Keymap::load(name, |_| Ok(None)).1, [], "{name}");
    }
}

#[test]
fn every_command_is_bound_or_said_to_be_palette_only() {
    let text = SHIPPED[0].1;
    let palette_only: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# palette only:"))
        .flat_map(|names| names.split([',', ' ']).filter(|name| !name.is_empty()))
        .collect();
    let map = Keymap::default_map();
    for command in Command::ALL {
        let bound = map.bindings().any(|binding| binding.actions.iter().any(|action| action.command == *command));
        assert_ne!(bound, palette_only.contains(command.name()), "{}", command.name());
    }
    assert!(palette_only.iter().all(|name| Command::from_name(name).is_some()));
}

#[test]
fn every_context_that_takes_the_keys_has_a_way_out() {
    let map = Keymap::default_map();
    for context in [Context::Tags, Context::Note, Context::Filter, Context::Palette, Context::Help, Context::History] {
        assert_eq!(runs(&map, context, "esc"), ["cancel"], "{context:?}");
    }
    assert_eq!(runs(&map, Context::List, "q"), ["quit"]);
}

#[test]
fn the_keys_that_people_are_told_do_what_they_say() {
    let map = Keymap::default_map();
    for (text, list, reader) in [
        ("j", "next-article", "scroll-down"),
        ("k", "previous-article", "scroll-up"),
        ("l", "open-article", "open-article"),
        ("enter", "open-article", "open-article"),
        ("h", "back", "back"),
        ("a", "keep", "keep"),
        ("s", "later", "later"),
        ("d", "drop", "drop"),
        ("i", "inbox", "inbox"),
        ("t", "edit-tags", "edit-tags"),
        ("e", "edit-note", "edit-note"),
        ("m", "toggle-read", "toggle-read"),
        ("n", "next-undecided", "next-undecided"),
        ("N", "previous-undecided", "previous-undecided"),
        ("space", "page-or-next", "page-or-next"),
        ("v", "select", "select"),
        ("V", "select-range", "select-range"),
        ("*", "select-all", "select-all"),
        ("/", "filter", "find"),
        ("esc", "clear", "clear"),
        ("u", "undo", "undo"),
        ("ctrl-r", "redo", "redo"),
        (".", "repeat", "repeat"),
        ("o", "open-browser", "open-browser"),
        ("y", "copy-link", "copy-link"),
        ("Y", "copy-text", "copy-text"),
        ("z", "cycle-layout", "cycle-layout"),
        ("1", "view-inbox", "view-inbox"),
        ("2", "view-later", "view-later"),
        ("3", "view-kept", "view-kept"),
        ("4", "view-dropped", "view-dropped"),
        ("5", "view-all", "view-all"),
        (":", "palette", "palette"),
        ("?", "help", "help"),
        ("q", "quit", "quit"),
        ("J", "next-article", "next-article"),
        ("K", "previous-article", "previous-article"),
        ("g g", "first-article", "text-start"),
        ("G", "last-article", "text-end"),
        ("home", "first-article", "text-start"),
        ("end", "last-article", "text-end"),
        ("down", "next-article", "scroll-down"),
        ("up", "previous-article", "scroll-up"),
        ("pagedown", "page-down", "page-down"),
        ("ctrl-d", "half-page-down", "half-page-down"),
        ("$", "refresh", "refresh"),
        ("r", "fetch", "fetch"),
        ("R", "fetch-all", "fetch-all"),
        ("tab", "switch-pane", "switch-pane"),
        ("ctrl-z", "suspend", "suspend"),
    ] {
        assert_eq!(runs(&map, Context::List, text), [list], "{text} in the list");
        assert_eq!(runs(&map, Context::Reader, text), [reader], "{text} in the reader");
    }
    for context in [Context::Tags, Context::Note, Context::Filter, Context::Palette] {
        for c in (' '..='~').chain(['ج', 'ש', 'я']) {
            assert_eq!(map.find(context, &[Key::char(c)]), Found::NotFound, "{c} is text in {context:?}");
        }
    }
}

#[test]
fn a_file_changes_what_it_names_and_keeps_the_rest() {
    let text =
        "[list]\n\"j\" = [\"drop\", \"next-article\"]\n\"g\" = \"keep\"\n\"t l\" = \"later\"\n\"q\" = \"none\"\n";
    let (map, said) = mine(&[("mine", text)]);
    assert_eq!(said, [""; 0]);
    assert_eq!(runs(&map, Context::List, "j"), ["drop", "next-article"]);
    assert_eq!(runs(&map, Context::Reader, "j"), ["scroll-down"]);
    assert_eq!(runs(&map, Context::List, "g"), ["keep"], "its own g takes the place of g g");
    assert_eq!(runs(&map, Context::List, "t"), ["..."], "its own t l takes the place of t");
    assert_eq!(runs(&map, Context::Reader, "t"), ["edit-tags"]);
    assert_eq!(runs(&map, Context::List, "q"), [""; 0], "unbound here");
    assert_eq!(runs(&map, Context::Reader, "q"), ["quit"]);
    assert_eq!(runs(&map, Context::List, "k"), ["previous-article"]);
    let origin = map.bindings().find(|binding| binding.keys.keys() == keys("t l")).unwrap();
    assert_eq!((&*origin.file, origin.line), ("keymaps/mine.toml", 4));
}

#[test]
fn own_files_inherit_from_each_other() {
    let (map, said) = mine(&[
        ("mine", "inherits = \"base\"\n[global]\n\"x\" = \"keep\"\n"),
        ("base", "[global]\n\"x\" = \"drop\"\n\"X\" = \"drop\"\n"),
    ]);
    assert_eq!(said, [""; 0]);
    assert_eq!(runs(&map, Context::List, "x"), ["keep"]);
    assert_eq!(runs(&map, Context::List, "X"), ["drop"]);
    assert_eq!(runs(&map, Context::List, "j"), ["next-article"]);
}

#[test]
fn an_own_default_lies_over_the_shipped_one() {
    let read =
        |name: &str| Ok((name == DEFAULT).then(|| "inherits = \"default\"\n[list]\n\"x\" = \"keep\"\n".to_owned()));
    let (map, diagnostics) = Keymap::load(DEFAULT, read);
    assert_eq!(diagnostics, []);
    assert_eq!(runs(&map, Context::List, "x"), ["keep"]);
    assert_eq!(runs(&map, Context::List, "j"), ["next-article"]);
}

#[test]
fn what_cannot_be_found_or_read_leaves_the_default_and_says_so() {
    let (map, said) = mine(&[]);
    assert_eq!(said, ["keymaps/mine.toml: unknown keymap \"mine\" (farz uses the default keymap)"]);
    assert_eq!(runs(&map, Context::List, "j"), ["next-article"]);

    let (map, said) = mine(&[("mine", "inherits = \"defualt\"\n[list]\n\"x\" = \"keep\"\n")]);
    assert_eq!(
        said,
        [
            "keymaps/mine.toml:1:12: unknown keymap \"defualt\"; did you mean \"default\"? (farz uses the default keymap)"
        ]
    );
    assert_eq!(runs(&map, Context::List, "x"), ["keep"]);

    let (_, said) = mine(&[("mine", "inherits = \"other\""), ("other", "inherits = \"mine\"")]);
    assert_eq!(
        said,
        ["keymaps/other.toml:1:12: the keymap \"mine\" inherits from itself (farz uses the default keymap)"]
    );

    let (_, diagnostics) = Keymap::load("../secret", |name| {
        assert_eq!(name, DEFAULT, "nothing outside the folder is asked for");
        Ok(None)
    });
    let said: Vec<_> = diagnostics.iter().map(|wrong| wrong.message().to_string()).collect();
    assert_eq!(
        said,
        ["keymaps/NAME.toml: \"../secret\" cannot be the name of a keymap (farz uses the default keymap)"]
    );

    let (map, diagnostics) = Keymap::load(DEFAULT, |_| Err("permission denied".into()));
    assert_eq!(
        diagnostics[0].message().to_string(),
        "keymaps/default.toml: cannot read the keymap \"default\": permission denied (farz uses the keymap of this name that comes with it)"
    );
    assert_eq!(runs(&map, Context::List, "j"), ["next-article"]);
}

#[test]
fn toml_that_cannot_be_read_keeps_the_defaults() {
    let (map, said) = mine(&[("mine", "[list\n\"j\" = \"drop\"\n")]);
    assert!(said[0].starts_with("keymaps/mine.toml:1:"), "{said:?}");
    assert_eq!(runs(&map, Context::List, "j"), ["next-article"]);
}

#[test]
fn the_keys_of_a_command_are_those_that_reach_it() {
    let (map, _) = mine(&[("mine", "[list]\n\"l\" = \"drop\"\n")]);
    let shown =
        |context| map.keys_for(Command::OpenArticle, context).iter().map(|keys| keys.to_string()).collect::<Vec<_>>();
    assert_eq!(shown(Context::List), ["enter", "right"]);
    assert_eq!(shown(Context::Reader), ["l", "enter", "right"]);
    assert_eq!(shown(Context::Filter), [""; 0]);
    assert_eq!(map.keys_for(Command::FirstArticle, Context::List)[0].to_string(), "g g");
}

#[test]
fn what_can_follow_is_of_all_contexts_in_force() {
    let (map, _) = mine(&[("mine", "[global]\n\"g x\" = \"drop\"\n\"g g\" = \"keep\"\n")]);
    let next = map.continuations(Context::List, &keys("g"));
    assert_eq!(
        next,
        [
            Continuation { key: Key::char('g'), actions: vec![Action::plain(Command::FirstArticle)], label: None },
            Continuation { key: Key::char('x'), actions: vec![Action::plain(Command::Drop)], label: None },
        ]
    );
    let help = map.continuations(Context::Help, &keys("g"));
    assert_eq!(help.iter().map(|next| next.key).collect::<Vec<_>>(), [Key::char('g')], "nothing of the panes");
}

#[test]
fn a_label_names_keys_and_a_macro_that_is_not_there_is_said() {
    let text = "[macros]\ndone = [\"keep\", \"next-undecided\"]\n[list]\nt = { label = \"tags\" }\n\"t l\" = { add-tag = \"later\", label = \"for later\" }\nx = { replay-macro = \"doen\" }\n";
    let (map, said) = mine(&[("mine", text)]);
    assert_eq!(said, ["keymaps/mine.toml:6:1: unknown macro \"doen\"; did you mean \"done\"?"]);
    assert_eq!(map.label(Context::List, &keys("t")), Some("tags"));
    let next = map.continuations(Context::List, &keys("t"));
    assert_eq!(next[0].label.as_deref(), Some("for later"));
    assert_eq!(next[0].actions, [Action::with(Command::AddTag, "later")]);
    assert_eq!(map.named_macro("done").map(<[Action]>::len), Some(2));
}

#[test]
fn a_place_without_a_way_out_is_said_and_keeps_one() {
    let text = "[help]\nq = \"none\"\nesc = \"none\"\n\"?\" = \"none\"\nctrl-c = \"none\"\n";
    let (map, said) = mine(&[("mine", text)]);
    assert_eq!(said, ["keymaps/mine.toml:3:1: no key leaves \"help\"; esc stays bound to cancel"]);
    assert_eq!(runs(&map, Context::Help, "esc"), ["cancel"]);
}

#[test]
fn the_order_of_files_with_different_keys_does_not_matter() {
    let one = "[list]\nx = \"keep\"\n\"b x\" = \"drop\"\n";
    let two = "[list]\nX = \"keep\"\n\"B x\" = \"drop\"\n";
    let under = |text: &str| format!("inherits = \"base\"\n{text}");
    let (a, _) = mine(&[("mine", &under(one)), ("base", two)]);
    let (b, _) = mine(&[("mine", &under(two)), ("base", one)]);
    for text in ["x", "X", "b", "b x", "B", "B x", "j", "g g"] {
        assert_eq!(runs(&a, Context::List, text), runs(&b, Context::List, text), "{text}");
    }
}

#[test]
fn each_shipped_map_has_the_habits_of_its_program() {
    for (name, context, said) in [
        (
            "vim",
            Context::List,
            "j next-article, k previous-article, g,g first-article, G last-article, u undo, ctrl-r redo, . repeat, / filter, : palette, v select, ctrl-d half-page-down, ctrl-f page-down, Z,Z quit",
        ),
        (
            "newsboat",
            Context::List,
            "enter open-article, n next-undecided, p previous-undecided, N toggle-read, o open-browser, ctrl-e edit-tags, ? help, q quit, D drop, F filter",
        ),
        (
            "mutt",
            Context::List,
            "j next-article, k previous-article, tab next-undecided, enter open-article, d drop, u inbox, t select, l filter, N toggle-read, q quit",
        ),
        (
            "emacs",
            Context::List,
            "n next-article, p previous-article, ctrl-n next-article, ctrl-p previous-article, ctrl-/ undo, ctrl-v page-down, alt-v page-up, alt-x palette, ctrl-s filter, ctrl-x,ctrl-c quit, ctrl-h,b help, f1,b help",
        ),
    ] {
        let (map, _) = Keymap::load(name, |_| Ok(None));
        for pair in said.split(", ") {
            let (keys, command) = pair.split_once(' ').unwrap();
            assert_eq!(runs(&map, context, &keys.replace(',', " ")), [command], "{name}: {keys}");
        }
    }
}

proptest! {
    #[test]
    fn files_that_name_different_keys_may_be_laid_in_any_order(
        bound in prop::collection::btree_map((1..36_u8, prop::char::range('a', 'z')), (any::<bool>(), 0..4_usize), 0..40),
    ) {
        let commands = ["keep", "drop", "next-article", "none"];
        let lines = |wanted: bool| -> String {
            let lines = bound.iter().filter(|(_, (one, _))| *one == wanted);
            lines.map(|((f, letter), (_, command))| format!("\"f{f} {letter}\" = \"{}\"\n", commands[*command])).collect()
        };
        let (one, two) = (format!("[list]\n{}", lines(true)), format!("[list]\n{}", lines(false)));
        let under = |text: &str| format!("inherits = \"base\"\n{text}");
        let (a, wrong) = mine(&[("mine", &under(&one)), ("base", &two)]);
        prop_assert_eq!(wrong, Vec::<String>::new());
        let (b, _) = mine(&[("mine", &under(&two)), ("base", &one)]);
        let all = |map: &Keymap| -> BTreeSet<(&'static str, String, Vec<&'static str>)> {
            let names = |binding: &Binding| binding.actions.iter().map(|action| action.command.name()).collect();
            map.bindings().map(|binding| (binding.context.name(), binding.keys.to_string(), names(binding))).collect()
        };
        prop_assert_eq!(all(&a), all(&b));
        for ((f, letter), (_, command)) in &bound {
            let wanted = if *command == 3 { Vec::new() } else { vec![commands[*command]] };
            prop_assert_eq!(runs(&a, Context::List, &format!("f{f} {letter}")), wanted.clone());
            prop_assert_eq!(runs(&b, Context::List, &format!("f{f} {letter}")), wanted);
        }
    }
}
