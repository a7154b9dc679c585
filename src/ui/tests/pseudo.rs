//! In the language that is made by machine, every sentence on every screen comes from the catalogue: its letters are doubled.
//! The articles of these tests have no Latin letters.

use super::*;
use crate::command::Command;
use crate::keymap::Keymap;
use crate::message::{Language, Locale};
use std::collections::BTreeSet;

/// Keys that lead to each screen and to each kind of notice; no text with Latin letters is typed.
const SCREENS: [&str; 40] = [
    "",
    "l",
    "l space space",
    "l j k",
    "z",
    "z z",
    "z z z",
    "a",
    "a u",
    "s",
    "d",
    "* a",
    "v j",
    "V j",
    "e",
    "e 1 enter",
    "t",
    "t 1 enter",
    "t 1 enter enter",
    "/",
    "/ 9",
    "/ 9 enter",
    "/ ( 9",
    "F",
    "l / 9",
    "l / 1 enter n",
    ":",
    ": 9",
    "?",
    "? pagedown",
    "U",
    "Q",
    "Q a Q @",
    "u",
    "ctrl-r",
    "r",
    "R",
    "g",
    "o",
    "1 2 3 4 5",
];

/// A program in the language made by machine, with or without articles. No title, source or text has a Latin letter.
fn program(articles: usize) -> TestProgram {
    let titles: Vec<String> = (0..articles).map(|number| format!("خبر {number}")).collect();
    let rows: Vec<Row> = titles
        .iter()
        .enumerate()
        .map(|(number, title)| Row { source: "الجريدة".into(), ..row(number, title) })
        .collect();
    let mut program = TestProgram::new(&[]);
    program.speak(Locale::new(Language::Pseudo));
    let total = rows.len();
    program.tell(Msg::Loaded { rows, total, done: true });
    for number in 0..articles {
        let document = markup::plain("نص قصير 1.\n\nفقرة ثانية 2.");
        let mut opened = opened(document);
        opened.article.link = "1".into();
        opened.article.id = id(number);
        program.tell(Msg::Opened(id(number), Some(Arc::new(opened))));
    }
    program
}

/// Names that are the same in every language: of keys, commands, contexts, views as they are typed, and farz itself.
fn names() -> BTreeSet<String> {
    let commands = Command::ALL.iter().map(|command| command.name().to_owned());
    let contexts = crate::command::Context::ALL.iter().map(|context| context.name().to_owned());
    let keymap = Keymap::default_map();
    let keys = keymap.bindings().map(|binding| binding.keys.to_string());
    let words =
        commands.chain(contexts).chain(keys).flat_map(|name| words(&name).map(str::to_owned).collect::<Vec<_>>());
    let mut names: BTreeSet<String> = words.collect();
    names.extend(["farz", "body"].map(str::to_owned));
    names
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1)
}

/// Whether each letter of the word stands there twice; the edge of a pane may cut the last pair, or the first.
fn doubled(word: &str) -> bool {
    let pairs = |word: &str| word.as_bytes().chunks(2).all(|pair| pair.len() < 2 || pair[0] == pair[1]);
    pairs(word) || pairs(&word[1..])
}

#[test]
fn every_word_on_every_screen_is_of_the_catalogue() {
    let names = names();
    let mut wrong = BTreeSet::new();
    for (width, height) in [(40, 12), (80, 24), (120, 40), (200, 60)] {
        for articles in [0, 5] {
            for keys in SCREENS {
                let mut program = program(articles);
                program.tell(Msg::Resized { width, height });
                program.press(keys);
                let (buffer, _) = screen(&program, width, height);
                for y in 0..height {
                    let text: String = (0..width).map(|x| buffer[(x, y)].symbol()).collect();
                    let cut = |word: &str| text.contains(&format!("{word}…"));
                    let known = |word: &str| {
                        names.contains(word) || cut(word) && names.iter().any(|name| name.starts_with(word))
                    };
                    let bad: Vec<&str> = words(&text).filter(|word| !known(word) && !doubled(word)).collect();
                    if !bad.is_empty() {
                        wrong.insert(format!("{keys:?}: {bad:?} in {:?}", text.trim()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_word_with_single_letters_is_found() {
    assert!(doubled("ffiill") && doubled("ffiil") && doubled("fiill"));
    assert!(!doubled("filter") && !doubled("Inbox"));
}
