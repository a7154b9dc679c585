//! Keymaps as the user uses them: checked files, presets, other keyboards, and changes while farz runs.

use crate::rust_source::root;
use crate::support::tui::{Home, LIMIT, Tui};
use rustix::process::Signal;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const FARZ: &str = env!("CARGO_BIN_EXE_farz");

fn farz(home: &Home, arguments: &[&str]) -> Output {
    let mut command = Command::new(FARZ);
    command.args(arguments).env_clear().envs(home.environment()).current_dir(home.path()).stdin(Stdio::null());
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Returns a home with five articles, Story 1 first.
fn home() -> Home {
    let home = Home::new();
    let lines: Vec<String> = (1..=5)
        .map(|n| format!("{{\"title\":\"Story {n}\",\"text\":\"Body {n}.\",\"url\":\"https://example.org/{n}\",\"date\":\"2026-01-{:02}\"}}\n", 20 - n))
        .collect();
    std::fs::write(home.path().join("a.jsonl"), lines.concat()).unwrap();
    let added = farz(&home, &["add", "a.jsonl"]);
    assert!(added.status.success(), "{}", text(&added.stderr));
    home
}

fn keymap(home: &Home, name: &str, written: &str) {
    let folder = home.config().join("keymaps");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.toml")), written).unwrap();
}

fn open(home: &Home, arguments: &[&str]) -> Tui {
    let mut tui = Tui::spawn_in(home, FARZ, arguments, &[], 80, 24);
    tui.wait("saved").wait("Inbox 5");
    tui
}

fn fixtures(kind: &str) -> Vec<PathBuf> {
    let folder = root().join("tests/fixtures/keymaps").join(kind);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(!files.is_empty());
    files
}

fn check(home: &Home, file: &Path) -> (bool, String) {
    let output = farz(home, &["keys", "check", file.to_str().unwrap()]);
    (output.status.success(), text(&output.stderr))
}

#[test]
fn valid_files_have_nothing_wrong_and_invalid_ones_exactly_what_stands_beside_them() {
    let home = Home::new();
    for file in fixtures("valid") {
        assert_eq!(check(&home, &file), (true, String::new()), "{}", file.display());
    }
    for file in fixtures("invalid") {
        let wanted = std::fs::read_to_string(file.with_extension("txt")).unwrap_or_default();
        assert_eq!(check(&home, &file), (false, wanted), "{}", file.display());
    }
}

#[test]
fn the_arabic_keyboard_types_jja_and_text_stays_as_it_is_typed() {
    let home = home();
    let mut tui = open(&home, &[]);
    tui.send("تتش").wait("Kept 1").wait("saved").send("/").wait("/").send("تت").wait("0 of 5").send("\x1b");
    // The same letters once more, and the key of the letter q, which is dad.
    tui.wait("4/5").send("ض");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    let list = text(&farz(&home, &["list", "--verdict", "keep"]).stdout);
    assert!(list.contains("Story 3"), "{list}");
}

#[test]
fn each_shipped_map_works_in_its_ten_main_keys() {
    for (name, steps) in [
        (
            "vim",
            &[
                ("j", "2/5"),
                ("k", "1/5"),
                ("G", "5/5"),
                ("gg", "1/5"),
                ("3d", "Dropped 3"),
                ("u", "Dropped 0"),
                ("\x12", "Dropped 3"),
                ("gd", "1/3"),
                ("gi", "1/2"),
                ("/zzz", "0 of 2"),
                ("\x1b", "1/2"),
                ("ZZ", ""),
            ][..],
        ),
        (
            "newsboat",
            &[
                ("j", "2/5"),
                ("k", "1/5"),
                ("n", "2/5"),
                ("p", "1/5"),
                ("D", "Dropped 1"),
                ("u", "Dropped 0"),
                ("\x05", "Tags"),
                ("\x1b", "!Tags"),
                ("Fzzz", "0 of 5"),
                ("\x1b", "1/5"),
                ("?", "Keys "),
                ("q", "!Keys "),
                ("q", ""),
            ],
        ),
        (
            "mutt",
            &[
                ("j", "2/5"),
                ("k", "1/5"),
                ("\t", "2/5"),
                ("=", "1/5"),
                ("*", "5/5"),
                ("=", "1/5"),
                ("t", "1 selected"),
                ("\x1b", "!selected"),
                ("d", "Dropped 1"),
                ("U", "Dropped 0"),
                ("lzzz", "0 of 5"),
                ("\x1b", "2/5"),
                ("q", ""),
            ],
        ),
        (
            "emacs",
            &[
                ("n", "2/5"),
                ("p", "1/5"),
                ("\x0e", "2/5"),
                ("\x10", "1/5"),
                ("\x1b>", "5/5"),
                ("\x1b<", "1/5"),
                ("d", "Dropped 1"),
                ("\x1f", "Dropped 0"),
                ("\x13zzz", "0 of 5"),
                ("\x07", "1/5"),
                ("\x1bx", "Commands"),
                ("\x07", "!Commands"),
                ("\x18\x03", ""),
            ],
        ),
        (
            "default",
            &[
                ("j", "2/5"),
                ("k", "1/5"),
                ("G", "5/5"),
                ("gg", "1/5"),
                ("n", "2/5"),
                ("a", "Kept 1"),
                ("s", "Later 1"),
                ("d", "Dropped 1"),
                ("u", "Dropped 0"),
                ("\x12", "Dropped 1"),
                ("?", "Keys "),
                ("q", "!Keys "),
                ("q", ""),
            ],
        ),
    ] {
        let home = home();
        let mut tui = open(&home, &["--keymap", name]);
        for (keys, seen) in steps {
            tui.send(keys);
            match seen.strip_prefix('!') {
                Some(gone) => {
                    tui.until(&format!("no {gone}"), |screen| !screen.contents().contains(gone));
                }
                None => {
                    tui.wait(seen);
                }
            }
        }
        assert_eq!(tui.wait_exit(LIMIT), 0, "{name}");
    }
}

#[test]
fn what_is_saved_is_in_force_at_once_and_a_broken_file_changes_nothing() {
    let home = home();
    keymap(&home, "mine", "[list]\n\"x\" = \"drop\"\n");
    let mut tui = open(&home, &["--keymap", "mine"]);
    tui.send("x").wait("Dropped 1").wait("  saved");
    // The first decision creates a folder beside the file, and farz then looks at the file: wait, so that farz does
    // not read it while it is being written.
    let _ = tui.silence(Duration::from_millis(500));
    keymap(&home, "mine", "[list]\n\"x\" = \"keep\"\n");
    tui.wait("in force").send("x").wait("Kept 1");
    keymap(&home, "mine", "[list]\n\"x\" = \"kep\"\n");
    tui.wait("mine.toml:2:7").send("x").wait("Kept 2").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn colours_and_the_wait_after_esc_are_in_force_at_once_too() {
    let home = home();
    let config = |text: &str| std::fs::write(home.config().join("config.toml"), text).unwrap();
    let mut tui = open(&home, &[]);
    tui.send("a").wait("Kept 1").wait("2/5").wait("  saved");
    let coloured = |screen: &vt100::Screen| {
        screen.cell(1, 2).is_some_and(|mark| mark.contents() == "K" && mark.fgcolor() != vt100::Color::Default)
    };
    tui.until("a coloured mark", coloured);
    config("colors = \"mono\"\ninput.escape-ms = 2000\n");
    tui.wait("in force").until("a mark without colour", |screen| {
        screen.cell(1, 2).is_some_and(|mark| mark.contents() == "K") && !coloured(screen)
    });
    // An arrow key in two parts, far apart: with the previous setting, this was Esc and two letters.
    tui.send("\x1b");
    let _ = tui.silence(Duration::from_millis(300));
    tui.send("[B").wait("3/5");
    config("colors = \"blue\"\n");
    tui.wait("config.toml:1:10").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn a_broken_keymap_starts_all_the_same_and_says_why() {
    let home = home();
    keymap(&home, "mine", "[list]\n\"x\" = \"kep\"\n\"X\" = \"keep\"\n");
    let mut tui = open(&home, &["--keymap", "mine"]);
    tui.wait("unknown command \"kep\"").send("X").wait("Kept 1");
    tui.send(":keymap-errors\r").wait("did you mean \"keep\"?").send("qq");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

#[test]
fn hints_programs_macros_and_counts() {
    let home = home();
    keymap(
        &home,
        "mine",
        "inherits = \"vim\"\n[global]\n\"b\" = { label = \"tags\" }\n\"b l\" = { add-tag = \"later\", label = \"for later\" }\n\
         \"X\" = { shell = \"printf '%s|' \\\"$FARZ_TITLE\\\" > out; cat >> out; exit 7\" }\n\
         \"W\" = { run = [\"tee\", \"$HOME; two words\"] }\n",
    );
    let mut tui = open(&home, &["--keymap", "mine"]);
    tui.send("b").wait("for later").wait("esc cancels").send("l").wait("#later");
    tui.wait("Body 1.").send("X").wait("exit status: 7");
    assert_eq!(std::fs::read_to_string(home.path().join("out")).unwrap(), "Story 1|Story 1\n\nBody 1.\n");
    // A program gets its words unchanged: no shell reads them.
    tui.send("W").until("the reader again", |screen| {
        let text = screen.contents();
        let written = std::fs::read_to_string(home.path().join("$HOME; two words"));
        text.contains("Inbox 5") && written.is_ok_and(|written| written == "Story 1\n\nBody 1.\n")
    });
    // Record tag and go down, then replay it three times.
    tui.send("jq")
        .wait("recording")
        .send("blj")
        .wait("3/5")
        .send("q")
        .wait("Recorded 2")
        .send("3@")
        .wait("5/5")
        .send("ZZ");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    let json = text(&farz(&home, &["list", "--json"]).stdout);
    assert_eq!(json.matches("\"tags\":[\"later\"]").count(), 5, "{json}");
}

#[test]
fn the_command_line_checks_explains_and_begins_a_keymap() {
    let home = Home::new();
    let made = farz(&home, &["keys", "init", "mine"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(!farz(&home, &["keys", "init", "mine"]).status.success(), "never written over");
    assert!(farz(&home, &["keys", "check", "--keymap", "mine"]).status.success());
    let which = text(&farz(&home, &["keys", "which", "g g"]).stdout);
    assert!(
        which.contains("list     g g  first-article: Go to the first article or line  (shipped default.toml:"),
        "{which}"
    );
    assert!(which.contains("filter   g g  types its character"), "{which}");
    keymap(&home, "mine", "[global]\n\"ctrl-i\" = \"keep\"\n");
    let note = farz(&home, &["keys", "check", "--keymap", "mine"]);
    assert!(note.status.success());
    assert!(text(&note.stdout).starts_with("keymaps/mine.toml:2:1: note: ctrl-i needs"), "{}", text(&note.stdout));
    assert!(text(&farz(&home, &["keys"]).stdout).contains("(shipped default.toml:"));
    let which = text(&farz(&home, &["keys", "which", "ctrl-i"]).stdout);
    assert!(which.contains("list     ctrl-i  does nothing") && which.contains("other terminals send tab"), "{which}");
    assert!(which.contains("list     tab  "), "{which}");
}

#[test]
fn what_was_typed_is_there_in_the_next_run_and_the_palette_writes_names_out() {
    let home = home();
    keymap(&home, "mine", "[macros]\n\"file-away\" = [{ add-tag = \"filed\" }, \"keep\"]\n");
    let mut tui = open(&home, &["--keymap", "mine"]);
    tui.send("/").send("story 2").wait("1 of 5").send("\r").send("\x1b").wait("2/5");
    tui.send(":replay-macro fi").wait(" file-away").send("\t\r").wait("#filed").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    let mut tui = Tui::spawn_in(&home, FARZ, &["--keymap", "mine"], &[], 80, 24);
    tui.wait("saved").wait("Inbox 4").send(":\x1b[A").wait(":replay-macro file-away").send("\x1b");
    tui.until("the palette is closed", |screen| !screen.contents().contains("Commands"))
        .send("/\x1b[A")
        .wait("Nothing matches")
        .wait("/story 2")
        .send("\x1b")
        .wait("Story 1")
        .send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
}

/// Returns whether `first` was written, and `second` after it.
fn in_order(tui: &Tui, first: &[u8], second: &[u8]) -> bool {
    let place = |wanted: &[u8]| tui.written.windows(wanted.len()).rposition(|bytes| bytes == wanted);
    place(first).is_some_and(|first| place(second).is_some_and(|second| first < second))
}

#[test]
fn where_kittys_protocol_is_ctrl_i_is_not_tab_and_it_is_given_back_on_every_way_out() {
    for way in [None, Some(Signal::TERM), Some(Signal::HUP)] {
        let home = home();
        let own = "[list]\n\"ctrl-i\" = \"keep\"\n\"tab\" = \"drop\"\n\"X\" = { shell = \"exit 7\" }\n";
        keymap(&home, "mine", own);
        let mut tui = open(&home, &["--keymap", "mine"]);
        tui.until_written(b"\x1b[?u").send("\x1b[?0u\x1b[?62;c").until_written(b"\x1b[>1u");
        assert!(in_order(&tui, b"\x1b[?1049h", b"\x1b[>1u"), "the alternate screen has a stack of its own");
        assert!(!tui.has_written(b"\x1b[<u"));
        if let Some(signal) = way {
            tui.signal(signal);
            tui.wait_exit(LIMIT);
        } else {
            tui.send("\x1b[105;5u").wait("Kept 1").send("\t").wait("Dropped 1");
            // Another program gets the keyboard in its original mode, and farz gets its own mode back.
            tui.wait("Body 3.").send("X").wait("exit status: 7");
            assert!(in_order(&tui, b"\x1b[<u", b"\x1b[>1u"));
            tui.send("q");
            assert_eq!(tui.wait_exit(LIMIT), 0);
        }
        assert!(in_order(&tui, b"\x1b[>1u", b"\x1b[<u") && in_order(&tui, b"\x1b[<u", b"\x1b[?1049l"), "{way:?}");
    }
}

#[test]
fn a_terminal_without_kittys_protocol_gets_nothing_of_it() {
    let mut tui = open(&home(), &[]);
    tui.until_written(b"\x1b[?u").send("\x1b[?62;c").send("q");
    assert_eq!(tui.wait_exit(LIMIT), 0);
    assert!(!tui.has_written(b"\x1b[>1u") && !tui.has_written(b"\x1b[<u"));
}
