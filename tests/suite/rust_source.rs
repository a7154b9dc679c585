//! A minimal Rust parser that finds the names in a source file: tokens without comments and literals, the parts that
//! are compiled for tests only, and the paths of `use` trees.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A word, a number, `::` or any other single character of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    /// The line number, from 1.
    pub line: usize,
    /// Whether it is in an item under `#[cfg(test)]`.
    pub test: bool,
}

/// A path of a `use` tree or of running code, such as `["crate", "text", "fold"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
    pub test: bool,
    /// Whether it is in a `use`.
    pub in_use: bool,
    /// Whether that is a `pub use`.
    pub public: bool,
}

/// Returns the folder of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns every Rust file in `folder` of the project with its text, sorted; names are relative to the project, with
/// `/`.
pub fn files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root()).unwrap_or(Path::new("")).to_string_lossy().replace('\\', "/");
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Returns the tokens of `source`, without comments, strings, characters and lifetimes.
pub fn tokens(source: &str) -> Vec<Token> {
    scan(source, false)
}

/// Returns the tokens of `source`, including strings with their quotes and prefix.
pub fn tokens_and_strings(source: &str) -> Vec<Token> {
    scan(source, true)
}

fn scan(source: &str, strings: bool) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let at = |place: usize| chars.get(place).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let (mut place, mut line) = (0, 1);
    while place < chars.len() {
        let start = place;
        let first = at(place);
        if first == '/' && at(place + 1) == '/' {
            while place < chars.len() && at(place) != '\n' {
                place += 1;
            }
        } else if first == '/' && at(place + 1) == '*' {
            place = after_block_comment(&chars, place);
        } else if let Some(end) = after_string(&chars, place) {
            place = end;
            if strings {
                tokens.push(Token { text: chars[start..end].iter().collect(), line, test: false });
            }
        } else if first == '\'' {
            place = after_quote(&chars, place);
        } else if first.is_alphanumeric() || first == '_' {
            while at(place).is_alphanumeric() || at(place) == '_' {
                place += 1;
            }
            tokens.push(Token { text: chars[start..place].iter().collect(), line, test: false });
        } else if first == ':' && at(place + 1) == ':' {
            place += 2;
            tokens.push(Token { text: "::".to_owned(), line, test: false });
        } else {
            place += 1;
            if !first.is_whitespace() {
                tokens.push(Token { text: first.to_string(), line, test: false });
            }
        }
        line += chars[start..place].iter().filter(|c| **c == '\n').count();
    }
    mark_tests(&mut tokens);
    tokens
}

/// Returns the position after a block comment, which may be nested.
fn after_block_comment(chars: &[char], mut place: usize) -> usize {
    let mut depth = 0;
    while place < chars.len() {
        match (chars[place], chars.get(place + 1)) {
            ('/', Some('*')) => (depth, place) = (depth + 1, place + 2),
            ('*', Some('/')) => (depth, place) = (depth - 1, place + 2),
            _ => place += 1,
        }
        if depth == 0 {
            break;
        }
    }
    place
}

/// Returns the position after the string that starts here, if there is one: `"…"`, `b"…"`, `c"…"`, `r#"…"#` and so on.
fn after_string(chars: &[char], start: usize) -> Option<usize> {
    let mut place = start;
    while matches!(chars.get(place), Some('b' | 'c' | 'r')) && place - start < 2 {
        place += 1;
    }
    let raw = place > start && chars[place - 1] == 'r';
    let mut hashes = 0;
    while raw && chars.get(place) == Some(&'#') {
        hashes += 1;
        place += 1;
    }
    if chars.get(place) != Some(&'"') {
        return None;
    }
    place += 1;
    while place < chars.len() {
        match chars[place] {
            '\\' if !raw => place += 2,
            '"' if (1..=hashes).all(|after| chars.get(place + after) == Some(&'#')) => return Some(place + 1 + hashes),
            _ => place += 1,
        }
    }
    Some(chars.len())
}

/// Returns the position after a character literal or after the quote of a lifetime.
fn after_quote(chars: &[char], place: usize) -> usize {
    match (chars.get(place + 1), chars.get(place + 2)) {
        (Some('\\'), _) => {
            let close = (place + 3..chars.len()).find(|at| chars[*at] == '\'');
            close.map_or(chars.len(), |close| close + 1)
        }
        (Some(_), Some('\'')) => place + 3,
        _ => place + 1,
    }
}

/// Marks every item under `#[cfg(test)]` or another `cfg` that requires tests.
fn mark_tests(tokens: &mut [Token]) {
    let mut place = 0;
    while place + 3 < tokens.len() {
        let is = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.text == text);
        if !(is(place, "#") && is(place + 1, "[") && is(place + 2, "cfg")) {
            place += 1;
            continue;
        }
        let attribute_end = after_group(tokens, place + 1);
        let attribute = &tokens[place..attribute_end];
        let asks = |text: &str| attribute.iter().any(|token| token.text == text);
        if !asks("test") || asks("not") {
            place = attribute_end;
            continue;
        }
        let mut end = attribute_end;
        while end < tokens.len() && tokens[end].text == "#" {
            end = after_group(tokens, end + 1);
        }
        while end < tokens.len() && !["{", ";"].contains(&tokens[end].text.as_str()) {
            end += 1;
        }
        end = if end < tokens.len() && tokens[end].text == "{" { after_group(tokens, end) } else { end + 1 };
        let end = end.min(tokens.len());
        tokens[place..end].iter_mut().for_each(|token| token.test = true);
        place = end;
    }
}

/// Returns the position after the group whose opening bracket is at `open`.
pub fn after_group(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_i32;
    for (place, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return place + 1;
        }
    }
    tokens.len()
}

/// Returns the entries of `needs` that are in a cycle or on a path between two cycles. Repeatedly removes the entries
/// that need no remaining entry, and those that no remaining entry needs.
pub fn cyclic(mut needs: BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<String>> {
    loop {
        let left: BTreeSet<String> = needs.keys().cloned().collect();
        let needed: BTreeSet<String> = needs.values().flatten().cloned().collect();
        needs.retain(|one, _| needed.contains(one));
        needs.values_mut().for_each(|needed| needed.retain(|one| left.contains(one)));
        needs.retain(|_, needed| !needed.is_empty());
        if needs.len() == left.len() {
            return needs;
        }
    }
}

/// Returns every path in the tokens: each leaf of each `use` tree, and each `a::b` of running code.
pub fn paths(tokens: &[Token]) -> Vec<Named> {
    let mut named = Vec::new();
    let mut place = 0;
    while place < tokens.len() {
        let before = |back: usize| place.checked_sub(back).map_or("", |at| tokens[at].text.as_str());
        if tokens[place].text == "use" {
            // `pub use`, `pub(crate) use`; `impl Trait + use<'a>` is not an import.
            let public = before(1) == "pub" || (before(1) == ")" && before(4) == "pub");
            let first = named.len();
            place = use_tree(tokens, place + 1, &[], &mut named);
            named[first..].iter_mut().for_each(|named| named.public = public);
            continue;
        }
        // `pub(in crate::text)` sets the visibility of an item and imports nothing.
        let visibility = before(1) == "in" && before(2) == "(" && before(3) == "pub";
        let starts = is_word(&tokens[place].text) && !visibility && !["::", ".", "$"].contains(&before(1));
        if starts && tokens.get(place + 1).is_some_and(|next| next.text == "::") {
            let Token { line, test, .. } = tokens[place];
            let mut path = vec![tokens[place].text.clone()];
            place += 1;
            while place + 1 < tokens.len() && tokens[place].text == "::" && is_word(&tokens[place + 1].text) {
                path.push(tokens[place + 1].text.clone());
                place += 2;
            }
            named.push(Named { path, line, test, in_use: false, public: false });
            continue;
        }
        place += 1;
    }
    named
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads one tree of a `use` and returns the position after it; adds every leaf to `named`.
fn use_tree(tokens: &[Token], mut place: usize, prefix: &[String], named: &mut Vec<Named>) -> usize {
    let mut path = prefix.to_vec();
    let (mut line, mut test) = tokens.get(place).map_or((0, false), |token| (token.line, token.test));
    let mut renamed = false;
    while let Some(token) = tokens.get(place) {
        match token.text.as_str() {
            "{" => {
                place += 1;
                while tokens.get(place).is_some_and(|token| token.text != "}") {
                    place = use_tree(tokens, place, &path, named);
                    place += usize::from(tokens.get(place).is_some_and(|token| token.text == ","));
                }
                return place + 1;
            }
            "::" => {}
            "as" => renamed = true,
            "*" => path.push("*".to_owned()),
            word if is_word(word) && renamed => renamed = false,
            "self" if !prefix.is_empty() => {}
            word if is_word(word) => {
                (line, test) = (token.line, token.test);
                path.push(word.to_owned());
            }
            _ => break,
        }
        place += 1;
    }
    if path.len() > prefix.len() || !prefix.is_empty() {
        named.push(Named { path, line, test, in_use: true, public: false });
    }
    // The token that ends the tree is left to the caller. In every other case at least one token is consumed, so that
    // no text causes an endless loop.
    if tokens.get(place).is_some_and(|token| [",", "}", ";"].contains(&token.text.as_str())) {
        place
    } else {
        place + 1
    }
}

#[test]
fn comments_strings_characters_and_lifetimes_are_no_code() {
    let source = "// crate::ui\n/* a /* crate::ui */ b */ let s = \"crate::ui \\\" \"; r#\"crate::\"ui\"#; b'\\''; 'c'; &'a str; 'x'";
    let words: Vec<_> = tokens(source).into_iter().map(|token| token.text).collect();
    assert_eq!(words.join(" "), "let s = ; ; b ; ; & a str ;");
}

#[test]
fn what_is_compiled_for_tests_is_known_as_such() {
    let source = "use a::b;\n#[cfg(test)]\n#[path = \"x\"]\nmod tests { fn f() { c::d(); } }\n#[cfg(not(test))]\nfn g() { e::f() }";
    let marks: Vec<_> =
        paths(&tokens(source)).into_iter().map(|named| (named.path.concat(), named.line, named.test)).collect();
    assert_eq!(marks, [("ab".to_owned(), 1, false), ("cd".to_owned(), 4, true), ("ef".to_owned(), 6, false)]);
}

#[test]
fn a_use_tree_is_read_leaf_by_leaf() {
    let source = "pub(crate) use crate::{\n    text::{self, fold::*},\n    domain::Tag as T,\n};\npub(in crate::text) fn f() { x.y(); std::fs::read(p) }";
    let named = paths(&tokens(source));
    let leaves: Vec<_> =
        named.iter().map(|named| (named.path.join("::"), named.line, named.in_use, named.public)).collect();
    let expected = [
        ("crate::text", 2, true, true),
        ("crate::text::fold::*", 2, true, true),
        ("crate::domain::Tag", 3, true, true),
        ("std::fs::read", 5, false, false),
    ];
    assert_eq!(leaves, expected.map(|(path, line, in_use, public)| (path.to_owned(), line, in_use, public)));
}
