//! The catalogue of sentences: the source and `locales/en.ftl` agree, no text for the user bypasses the catalogue, and
//! the output in another language is entirely in that language.

use crate::rust_source::{Token, after_group, files, root, tokens_and_strings};
use crate::support::home::command;
use crate::support::tui::Home;
use farz::command::Command;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The folders and files whose sentences are all in the catalogue.
const CONVERTED: &[&str] = &[
    "src/cli/",
    "src/command.rs",
    "src/export/",
    "src/filter/",
    "src/message/",
    "src/reference.rs",
    "src/service/",
    "src/app/",
    "src/ui/",
    "src/runtime/",
    "src/keymap/",
    "src/config/",
    "src/config.rs",
    "src/ingest/",
    "src/terminal/",
];

/// Literals with two words that do not belong in the catalogue: the beginning of the file's name, the beginning of the
/// literal, and the reason.
const ALLOWED: &[(&str, &str, &str)] = &[
    ("src/cli/tags.rs", "rename tag", "the label of a step in the journal, which every machine reads"),
    ("src/cli/tags.rs", "merge tags", "as above"),
    ("src/cli/tags.rs", "delete tag", "as above"),
    ("src/cli/newsboat.rs", "from newsboat", "as above"),
    ("src/service/ingestion.rs", "hidden feed", "as above"),
    ("src/service/hooks.rs", "hook ", "the name of a thread"),
    ("src/ui/calibration.rs", "السلام", "a sample of Arabic text"),
    ("src/export/html.rs", "<!DOCTYPE", "markup"),
    ("src/export/html.rs", "</body>", "markup"),
    ("src/cli/doctor.rs", "DECRQM 8, XTVERSION", "the names of the questions"),
    ("src/config/views.rs", "[[views]]", "what is written into views.toml"),
    ("src/ingest/fetch/address.rs", "not an address", "for the log alone"),
    ("src/ingest/fetch/client.rs", " (feed reader)", "what servers are told"),
    ("src/ingest/fetch/client.rs", "refused, for it is private", "a mark within an error, which is taken out again"),
    ("src/ingest/json.rs", " at line ", "words of serde_json, which are cut off"),
    ("src/ingest/opml.rs", "<?xml", "markup"),
    ("src/ingest/opml.rs", "    <outline", "markup"),
    ("src/ingest/opml.rs", "  </body>", "markup"),
    ("src/ingest/opml.rs", "{:indent$}<outline", "markup"),
    ("src/ingest/page.rs", "body nav", "a selector"),
    ("src/ingest/page_meta.rs", "head > title", "a selector"),
    ("src/ingest/place.rs", " (os error", "words of Rust's library, which are cut off"),
    ("src/ingest/sniff.rs", "SQLite format 3", "the beginning of a file"),
    ("src/keymap/map.rs", "shipped {name}.toml", "the name of a file in the program"),
    ("src/keymap/toml_text.rs", "duplicate key", "words of the TOML parser, which are compared"),
    ("src/terminal/panic.rs", "", "a panic: before any language is known"),
    ("src/terminal/probe/table.rs", "GNU screen", "the name of a terminal"),
    ("src/terminal/probe/table.rs", "Linux console", "the name of a terminal"),
];

/// Ids that code builds instead of naming them: their beginning, and the file that builds them. Tests beside that file
/// check them.
const MADE: &[(&str, &str)] = &[("help-", "src/cli/help.rs")];

/// Ids with their variables.
type Uses = BTreeMap<String, BTreeSet<String>>;

/// Returns the ids of a catalogue with the variables of their patterns, and the ids that other patterns refer to.
fn catalogue(source: &str) -> (Uses, BTreeSet<String>) {
    let (mut uses, mut referred) = (Uses::new(), BTreeSet::new());
    let mut id = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_alphabetic())) {
            id = name.trim().to_owned();
            uses.insert(id.clone(), BTreeSet::new());
        }
        for part in line.split('{').skip(1) {
            let part = part.trim_start();
            let name: String =
                part.trim_start_matches('$').chars().take_while(|c| c.is_alphanumeric() || "-_".contains(*c)).collect();
            if part.starts_with('$') {
                uses.entry(id.clone()).or_default().insert(name);
            } else if name.starts_with(|c: char| c.is_ascii_lowercase()) {
                referred.insert(name);
            }
        }
    }
    (uses, referred)
}

/// Returns the id, the variables and the line of each `msg!` outside of tests.
fn named(source: &str) -> Vec<(String, BTreeSet<String>, usize)> {
    let tokens = tokens_and_strings(source);
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.text == text);
    let mut named = Vec::new();
    for place in 0..tokens.len() {
        if !(is(place, "msg") && is(place + 1, "!") && is(place + 2, "(")) || tokens[place].test {
            continue;
        }
        let end = after_group(&tokens, place + 2);
        let Some(id) = tokens.get(place + 3).and_then(|token| unquoted(&token.text)) else { continue };
        let mut variables = BTreeSet::new();
        let mut at = place + 4;
        while at + 2 < end {
            match tokens[at].text.as_str() {
                "(" | "[" | "{" => at = after_group(&tokens, at),
                "," if is(at + 2, "=") => {
                    variables.insert(tokens[at + 1].text.clone());
                    at += 3;
                }
                _ => at += 1,
            }
        }
        named.push((id.to_owned(), variables, tokens[place].line));
    }
    named
}

/// Returns the text between the quotes of a string.
fn unquoted(token: &str) -> Option<&str> {
    let inner = token.trim_start_matches(['b', 'c', 'r']).trim_matches('#');
    inner.strip_prefix('"')?.strip_suffix('"')
}

/// Returns the errors in a file's uses of messages.
fn wrong_uses(name: &str, source: &str, catalogue: &Uses) -> Vec<String> {
    let mut wrong = Vec::new();
    for (id, variables, line) in named(source) {
        match catalogue.get(&id) {
            None => wrong.push(format!("{name}:{line}: `{id}` is not in locales/en.ftl")),
            Some(wanted) if *wanted != variables => {
                wrong.push(format!("{name}:{line}: `{id}` has the variables {wanted:?} and is given {variables:?}"));
            }
            Some(_) => {}
        }
    }
    wrong
}

/// Returns the literals outside of tests and attributes that have two or more words of letters.
fn bypasses(name: &str, source: &str) -> Vec<String> {
    let tokens = tokens_and_strings(source);
    let (mut place, mut found) = (0, Vec::new());
    while place < tokens.len() {
        let Token { text, line, test } = &tokens[place];
        let attribute =
            text == "#" && tokens.get(place + 1).is_some_and(|next| ["[", "!"].contains(&next.text.as_str()));
        if attribute {
            place = after_group(&tokens, place + if tokens[place + 1].text == "!" { 2 } else { 1 });
            continue;
        }
        // Log lines are for finding faults and are always in English.
        let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.text == text);
        if text == "tracing" && is(place + 1, "::") && is(place + 3, "!") {
            place = after_group(&tokens, place + 4);
            continue;
        }
        place += 1;
        let Some(literal) = unquoted(text).filter(|_| !test) else { continue };
        let allowed = ALLOWED.iter().any(|(file, start, _)| name.starts_with(file) && literal.starts_with(start));
        if words(literal) >= 2 && !allowed {
            found.push(format!("{name}:{line}: {text} bypasses locales/en.ftl"));
        }
    }
    found
}

/// Returns the number of words of at least two letters in a literal, without text in braces and without escapes.
fn words(literal: &str) -> usize {
    let (mut text, mut depth) = (String::new(), 0_usize);
    for c in literal.replace("\\n", " ").replace("\\t", " ").chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(c),
            _ => {}
        }
    }
    let is_word = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && word.chars().all(|c| c.is_alphabetic() || c == '\'')
    };
    text.split_whitespace().filter(|word| is_word(word)).count()
}

/// Returns the literals outside of tests that pad a text by counting its characters.
fn character_counts(name: &str, source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for Token { text, line, .. } in tokens_and_strings(source).iter().filter(|token| !token.test) {
        let Some(literal) = unquoted(text) else { continue };
        for place in literal.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            let Some((value, form)) = place.split_once(':') else { continue };
            // A number may be padded and is right-aligned; an empty text is an indent.
            let pads = form.starts_with(['<', '^']) || form.starts_with(|c: char| ('1'..='9').contains(&c));
            if pads || (!value.is_empty() && form.ends_with('$')) {
                found.push(format!("{name}:{line}: {text} pads by characters: use `padded`"));
            }
        }
    }
    found
}

fn english() -> String {
    fs::read_to_string(root().join("locales/en.ftl")).unwrap()
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_message_is_in_the_catalogue_with_its_variables() {
    let (uses, _) = catalogue(&english());
    report(&files("src").iter().flat_map(|(name, source)| wrong_uses(name, source, &uses)).collect::<Vec<_>>());
}

#[test]
fn every_id_of_the_catalogue_is_used() {
    let (uses, mut used) = catalogue(&english());
    used.extend(files("src").iter().flat_map(|(_, source)| named(source)).map(|(id, _, _)| id));
    used.extend(Command::ALL.iter().map(|command| command.help().id().to_owned()));
    used.insert("list-join".to_owned());
    let made = |id: &&String| MADE.iter().any(|(start, _)| id.starts_with(start));
    let unused: Vec<_> = uses.keys().filter(|id| !used.contains(*id)).filter(|id| !made(id)).collect();
    assert_eq!(unused, [] as [&String; 0], "locales/en.ftl has ids that nothing names");
    let missing: Vec<_> = used.iter().filter(|id| !uses.contains_key(*id)).collect();
    assert_eq!(missing, [] as [&String; 0], "locales/en.ftl lacks ids");
}

#[test]
fn no_sentence_bypasses_the_catalogue() {
    let is_test = |name: &str| name.ends_with("/tests.rs") || name.contains("/tests/");
    let converted = |name: &str| CONVERTED.iter().any(|folder| name.starts_with(folder)) && !is_test(name);
    let files: Vec<_> = files("src").into_iter().filter(|(name, _)| converted(name)).collect();
    assert!(!files.is_empty());
    report(&files.iter().flat_map(|(name, source)| bypasses(name, source)).collect::<Vec<_>>());
    // The columns of a log are ASCII.
    let drawn = files.iter().filter(|(name, _)| name != "src/service/log.rs");
    report(&drawn.flat_map(|(name, source)| character_counts(name, source)).collect::<Vec<_>>());
}

#[test]
fn a_sentence_that_bypasses_the_catalogue_is_found() {
    let cases = [
        "fn f() { println!(\"nothing is due\") }",
        "fn f() { writeln!(out, \"{count} articles imported\\n{rest}\") }",
        "#[test_only]\nfn f() -> &'static str { r#\"two words\"# }",
    ];
    for source in cases {
        assert_eq!(bypasses("src/cli/a.rs", source).len(), 1, "{source}");
    }
    let fine = "#[arg(help = \"two words\")]\n/// two words\nfn f() { msg!(\"one-id\"); \"{a b}: {c}\"; \"--flag x\"; \"path/to a/file\" }\n\
                #[cfg(test)]\nmod tests { fn f() { \"two words\" } }";
    assert_eq!(bypasses("src/cli/a.rs", fine), [] as [String; 0]);
}

#[test]
fn a_message_with_another_id_or_other_variables_is_found() {
    let (uses, _) =
        catalogue("# no-id = x\none = { $count ->\n    [one] { $a }\n   *[other] b\n }\ntwo = x { one } { -t }\n");
    assert_eq!(uses.keys().collect::<Vec<_>>(), ["one", "two"]);
    let wrong = |source: &str| wrong_uses("src/a.rs", source, &uses).len();
    assert_eq!(wrong("fn f() { msg!(\"one\", count = list(1, 2), a = msg!(\"two\")) }"), 0);
    assert_eq!(wrong("fn f() { msg!(\"one\", count = 1) }"), 1);
    assert_eq!(wrong("fn f() { msg!(\"two\", count = 1) }"), 1);
    assert_eq!(wrong("fn f() { msg!(\"one\", count = 1, a = msg!(\"three\")) }"), 1);
}

#[test]
fn a_text_that_is_padded_by_characters_is_found() {
    let found = |literal: &str| character_counts("src/cli/a.rs", &format!("fn f() {{ \"{literal}\" }}")).len();
    assert_eq!(["{name:<11} {value}", "{:8}", "{name:width$}", "{:^3}"].map(found), [1; 4]);
    assert_eq!(["{count:>7}", "{:indent$}{text}", "{:016x}", "{a}: {b:?}"].map(found), [0; 4]);
}

/// clap's own words, and the names of commands in its lists.
const CLAP: &str = "Usage Options Commands Arguments Print help version or the of given subcommand default possible values value \
    this message Possible see summary with farz error unexpected argument found For more information try add fetch sources rules list show mark tag undo redo log \
    tags views key export import backup compact keys doctor calibrate man test";

/// Returns the words of two or more letters outside of brackets; names of files, options, values and keys do not
/// count.
fn unbracketed(text: &str) -> BTreeSet<String> {
    let (mut outside, mut depth) = (String::new(), 0_usize);
    for c in text.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    let trimmed = outside.split_whitespace().map(|word| word.trim_matches(|c: char| ",.:;()\"'`".contains(c)));
    let is_word = |word: &&str| {
        word.len() >= 2 && word.chars().all(|c| c.is_ascii_alphabetic()) && word.chars().any(|c| c.is_ascii_lowercase())
    };
    trimmed.filter(is_word).map(str::to_owned).collect()
}

/// Returns a home whose config sets the machine-made language.
fn pseudo_home() -> Home {
    let home = Home::new();
    let folder = home.config();
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), "language = \"en-XA\"\n").unwrap();
    home
}

/// Returns the output of a command on both channels.
fn prints(home: &Home, arguments: &[&str]) -> String {
    let output = command(home, arguments, &[]);
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

#[test]
fn in_another_language_nothing_is_printed_that_is_not_of_its_catalogue() {
    let home = pseudo_home();
    fs::write(home.path().join("a.txt"), "1\n\nText.\n").unwrap();
    let known: BTreeSet<String> = CLAP.split_whitespace().map(str::to_owned).collect();
    // Names that are the same in every language: verdicts as in queries, labels of steps, contexts, layouts.
    let names = "inbox keep drop later tags linux global reader note filter palette history csv jsonl line markdown Local wal completions \
                 shipped ab cd";
    let names: BTreeSet<String> = names.split_whitespace().map(str::to_owned).collect();
    let commands: Vec<Vec<&str>> = [
        "--help|add --help|list --help|views key --help|add a.txt|list|list 1|doctor|undo|fetch|sources|rules test",
        "mark keep zz|mark keep abc|mark keep --query 1|log|undo|redo|undo 9|undo x.y|undo x|tag +a|tag --query 1 +ab",
        "tags|tags rename ab cd|tags rename no x|tags delete cd|views|views add ab 1|views rename ab cd|views remove no",
        "keys which j|keys which g|keys check|keys init mine|keys init mine|backup b.jsonl|import b.jsonl|compact|show zz",
        "sources --remove no|fetch no|calibrate|add missing.txt|keys check missing.toml|keys which nokey-x",
    ]
    .iter()
    .flat_map(|line| line.split('|'))
    .map(|line| line.split(' ').collect())
    .collect();
    let mut wrong = Vec::new();
    for arguments in &commands {
        let text = prints(&home, arguments);
        let words: Vec<String> =
            unbracketed(&text).into_iter().filter(|word| !known.contains(word) && !names.contains(word)).collect();
        if !words.is_empty() {
            wrong.push(format!("farz {}: {words:?} in:\n{text}", arguments.join(" ")));
        }
    }
    report(&wrong);
}

/// A home whose files have mistakes of every kind in them: settings, views, a keymap, articles and lists.
fn broken_home() -> Home {
    let home = pseudo_home();
    let settings = "bogus = 1\nlayuot = 1\nlayout = \"besides\"\nauto-advance = 3\nkeymap = 1\nbogus = 2\n[reader]\nwidth = 1\n\
        [keys]\nlayout = [\"arabian\"]\n[hooks]\nkepe = [\"x\"]\nkeep = 1\n[[rules]]\nwhen = \"x\"\n[[rules]]\ntag = 1\n\
        [[rules]]\nwhen = 1\nverdict = \"kepe\"\n[[sources]]\nevery = \"x\"\nheaders = 1\ntags = 1\nprivate = 1\n";
    let views = "[other]\n[[views]]\nname = \"Inbox\"\nquery = \"1\"\n[[views]]\nname = \" \"\n[[views]]\nquery = \"is:kepd\"\n\
        key = \"nokey-x\"\n[[views]]\nname = 1\n[[views]]\nname = \"ab\"\nquery = \"1\"\nkey = \"j\"\n";
    let keymap = "inherits = \"vm\"\ninherit = 1\nlist = 1\n[lists]\n[list]\n\"a\" = \"kepe\"\n\"b\" = \"scroll-up\"\n\
        \"c\" = 1\n\"e\" = []\n\"f\" = [\"none\", 1]\n\"g\" = \"drop\"\n\"g g\" = \"keep\"\n\"g esc\" = \"keep\"\n\"x\" = \"add-tag\"\n\
        \"v\" = { keep = \"x\" }\n\"w\" = { add-tag = 1 }\n\"y\" = {}\n\"z\" = { label = 1 }\n\"nokey-x\" = \"keep\"\n\
        \"ctrl-shift-x\" = \"keep\"\n\"Q\" = { replay-macro = \"no\" }\n\"X\" = \"keep\"\n\" X\" = \"drop\"\n\"ctrl-i\" = \"keep\"\n\
        [filter]\n\"j k\" = \"cancel\"\n[note]\nesc = \"none\"\nenter = \"none\"\nctrl-c = \"none\"\n[macros]\nab = \"record-macro\"\n";
    let texts = [
        ("config/farz/views.toml", views),
        ("keymap.toml", keymap),
        ("nul.toml", "inherits = \"nul\"\n"),
        ("empty.txt", ""),
        ("a.pdf", "%PDF-1"),
        ("a.gz", "\x1f\u{8b}"),
        ("a.xml", "<?xml version='1.0'?><svg/>"),
        ("nul.txt", "\0"),
        ("a.json", "{\"name\":1}"),
        ("b.json", "[{\"title\":1},{]"),
        ("a.jsonl", "[]\n{\"title\":\"\"}\n"),
        ("a.rss", "<rss><channel><item><title>1</title></item><item></item></channel></rss>"),
        ("b.rss", "<rss><channel></channel></rss>"),
        ("a.opml", "<opml><body><outline xmlUrl='ftp://1/'/><outline xmlUrl='https://1:1@2/'/></body></opml>"),
        ("b.opml", "<opml><body></body></opml>"),
        ("urls", "exec:1\nftp://1/\n\"query:ab:zz = 1\"\n\"query:ab:title\"\n\"query:ab:title =~ \\\"a.*\\\"\"\n"),
    ];
    fs::write(home.config().join("config.toml"), format!("language = \"en-XA\"\n{settings}")).unwrap();
    for (name, text) in texts {
        let file = if name.ends_with("views.toml") { home.config().join("views.toml") } else { home.path().join(name) };
        fs::write(file, text).unwrap();
    }
    fs::write(home.path().join("latin.txt"), b"1\n\n\xe9\xff 2\n").unwrap();
    let pipe = home.path().join("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
    home
}

/// The words of two letters or more whose letters do not stand there twice: those that are of no catalogue.
fn undoubled(text: &str) -> BTreeSet<String> {
    let doubled = |word: &str| word.as_bytes().chunks(2).all(|pair| pair.len() == 2 && pair[0] == pair[1]);
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1);
    words.filter(|word| !doubled(word)).map(str::to_owned).collect()
}

#[test]
fn what_is_wrong_in_a_file_is_told_in_the_language_word_by_word() {
    let home = broken_home();
    // Names that are the same in every language, what stands in the files, and words of the system and of parsers.
    let names = "kepd tagged farz config views keymaps toml list note later inbox changed noted read unread auto single stacked arabic persian \
        hebrew russian ukrainian greek urdu bogus layuot layout beside kepe keep Inbox kept nokey other drop cancel reader filter \
        vm vim inherit inherits lists scroll up add tag esc ctrl shift no tab gzip exec https ftp ab zz title help \
        No such file or directory os error key must be string";
    let names: BTreeSet<String> = names.split_whitespace().map(str::to_owned).collect();
    let commands = "keys check keymap.toml|keys check nul.toml|keys check --keymap no|doctor|views add Inbox 1|views key ab a|\
        views key ab g|views key ab nokey-x|add missing.txt|add empty.txt|add a.pdf|add a.gz|add a.xml|add nul.txt|add a.json|\
        add b.json|add a.jsonl|add a.rss|add b.rss|add a.opml|add b.opml|add urls|add latin.txt|add pipe|add /dev/null|\
        add https://1:1@2/|keys which nokey-x";
    let mut wrong = Vec::new();
    for line in commands.split('|') {
        let arguments: Vec<&str> = line.split(' ').collect();
        let mut text = prints(&home, &arguments);
        if arguments[0] == "doctor" {
            text = text.lines().filter(|line| line.starts_with("[pprroobblleemm]")).collect::<Vec<_>>().join("\n");
        }
        assert!(!text.is_empty(), "farz {line} says nothing");
        let words: Vec<String> =
            undoubled(&text).into_iter().filter(|word| !names.contains(word) && !line.contains(word)).collect();
        if !words.is_empty() {
            wrong.push(format!("farz {line}: {words:?} in:\n{text}"));
        }
    }
    report(&wrong);
}

#[test]
fn the_values_of_the_doctor_stand_in_one_column_in_every_language() {
    let text = prints(&pseudo_home(), &["doctor"]);
    let starts: BTreeSet<usize> = text
        .lines()
        .filter(|line| line.starts_with('['))
        .filter_map(|line| line.split_once("] "))
        .filter(|(_, rest)| !rest.is_empty())
        .map(|(name, rest)| name.len() + 2 + rest.len() - rest.trim_start().len())
        .collect();
    assert_eq!(starts.len(), 1, "{text}");
}
