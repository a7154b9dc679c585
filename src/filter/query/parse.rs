//! Parses text into a tree. No text is rejected as a whole: the parser reports what it cannot parse and uses the rest.
//!
//! ```text
//! any   = all { ("|" | "or") all }
//! all   = { one }
//! one   = { "!" | "-" } ( "(" any ")" | [ field ":" ] text )
//! text  = word | "'" word | '"' phrase '"' | "^" word | word "$"
//! ```

use super::tree::{Ask, Field, How, Sort, State, Tree, Word};
use super::when::{date, span};
use crate::message::{Arg, Message, msg};
use crate::text::fold::digits;
use std::ops::Range;

/// The maximum number of terms.
pub const MAX_WORDS: usize = 32;
/// The maximum length of a query, in bytes; the rest is ignored.
pub const MAX_BYTES: usize = 4096;
/// The maximum depth of parentheses.
const MAX_DEPTH: usize = 32;
/// The maximum number of reported mistakes.
const MAX_MISTAKES: usize = 16;

/// The field names before a colon.
pub const FIELDS: [&str; 13] =
    ["title", "source", "tag", "author", "url", "lang", "note", "body", "is", "after", "before", "age", "words"];

/// A part of a query that could not be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Its byte range in the text.
    pub range: Range<usize>,
    /// What the parser expected there.
    pub expected: Message,
}

/// The result of parsing.
#[derive(Debug)]
pub(super) struct Read {
    pub tree: Tree,
    pub sort: Option<(Sort, bool)>,
    pub mistakes: Vec<Mistake>,
    pub cut: bool,
}

/// Parses `text`; relative dates count from `now`, in milliseconds since 1970-01-01 UTC.
pub(super) fn read(text: &str, now: i64) -> Read {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut lexer = Lexer { text: text.get(..end).unwrap_or(""), at: 0, now, sort: None, mistakes: Vec::new() };
    let mut tokens = lexer.tokens();
    let mut mistakes = lexer.mistakes;
    let mut cut = end < text.len();
    if cut {
        mistakes.push(Mistake { range: end..text.len(), expected: msg!("query-too-long", bytes = MAX_BYTES) });
    }
    let terms = tokens.iter().enumerate().filter(|(_, token)| matches!(token.kind, Kind::Term(_)));
    if let Some(first) = terms.map(|(at, _)| at).nth(MAX_WORDS) {
        let from = tokens.get(first).map_or(end, |token| token.range.start);
        mistakes.push(Mistake { range: from..end, expected: msg!("query-too-many-terms", terms = MAX_WORDS) });
        let closing = tokens.split_off(first).into_iter().filter(|token| matches!(token.kind, Kind::Close));
        tokens.extend(closing);
        cut = true;
    }
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), end, mistakes, ignored: 0 };
    let tree = parser.any(0).unwrap_or(Tree::All(Vec::new()));
    let mut mistakes = parser.mistakes;
    mistakes.sort_by_key(|mistake| (mistake.range.start, mistake.range.end));
    Read { tree, sort: lexer.sort, mistakes, cut }
}

struct Token {
    range: Range<usize>,
    kind: Kind,
}

enum Kind {
    Open,
    Close,
    Or,
    Not,
    Term(Tree),
}

/// A text and how its quotes or anchors say to match it.
struct Value {
    text: String,
    how: How,
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    now: i64,
    sort: Option<(Sort, bool)>,
    mistakes: Vec<Mistake>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn wrong(&mut self, range: Range<usize>, expected: Message) {
        if self.mistakes.len() < MAX_MISTAKES {
            self.mistakes.push(Mistake { range, expected });
        }
    }

    fn tokens(&mut self) -> Vec<Token> {
        let mut tokens = Vec::new();
        while let Some(c) = self.peek() {
            let start = self.at;
            let kind = match c {
                c if c.is_whitespace() => {
                    self.bump();
                    continue;
                }
                '(' => self.take(Kind::Open),
                ')' => self.take(Kind::Close),
                '|' => self.take(Kind::Or),
                '!' | '-' => {
                    self.bump();
                    if self.peek().is_none_or(|next| next.is_whitespace() || matches!(next, ')' | '|')) {
                        self.wrong(start..self.at, msg!("query-no-negated", sign = c));
                        continue;
                    }
                    Kind::Not
                }
                _ => match self.term() {
                    Some(kind) => kind,
                    None => continue,
                },
            };
            tokens.push(Token { range: start..self.at, kind });
        }
        tokens
    }

    fn take(&mut self, kind: Kind) -> Kind {
        self.bump();
        kind
    }

    fn term(&mut self) -> Option<Kind> {
        let start = self.at;
        let name: String = self.rest().chars().take_while(|c| c.is_ascii_alphabetic()).collect();
        let follows = self.rest().get(name.len()..).unwrap_or("");
        if !name.is_empty() && follows.starts_with(':') {
            let lower = name.to_ascii_lowercase();
            if FIELDS.contains(&lower.as_str()) || lower == "sort" {
                self.at += name.len() + 1;
                let value_at = self.at;
                let value = self.value();
                if value.text.is_empty() {
                    self.wrong(start..self.at, msg!("query-no-value", field = lower));
                    return None;
                }
                return self.field(&lower, value, value_at..self.at).map(Kind::Term);
            }
            let near =
                FIELDS.into_iter().chain(["sort"]).map(|field| (strsim::damerau_levenshtein(field, &lower), field));
            if let Some((1 | 2, field)) = near.min().filter(|(far, _)| *far < lower.len().min(3)) {
                self.wrong(start..start + name.len(), msg!("query-unknown-field", field = name, near = field));
            }
        }
        if self.rest().get(..2).is_some_and(|word| word.eq_ignore_ascii_case("or")) {
            let after = self.rest().chars().nth(2);
            if after.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')' | '|')) {
                self.at += 2;
                return Some(Kind::Or);
            }
        }
        let value = self.value();
        if value.text.is_empty() {
            self.wrong(start..self.at, msg!("query-no-word"));
            return None;
        }
        Some(Kind::Term(Tree::Word(Word { field: None, how: value.how, text: value.text })))
    }

    /// Reads a word, a quoted word or a phrase, with `^` and `$`.
    fn value(&mut self) -> Value {
        let start = self.at;
        let mut how = match self.peek() {
            Some('\'') => How::Exact,
            Some('^') => How::Start,
            Some('"') => {
                self.bump();
                return self.phrase(start);
            }
            Some(_) | None => How::Fuzzy,
        };
        if how != How::Fuzzy {
            self.bump();
        }
        let (mut text, mut dollar) = (String::new(), false);
        while let Some(c) = self.peek() {
            if c.is_whitespace() || matches!(c, '(' | ')' | '|' | '"') {
                break;
            }
            self.bump();
            dollar = c == '$';
            match c {
                '\\' => text.extend(self.bump()),
                c => text.push(c),
            }
        }
        if dollar && text.len() > 1 {
            text.pop();
            how = match how {
                How::Start | How::Whole => How::Whole,
                How::Fuzzy | How::Exact | How::End => How::End,
            };
        }
        Value { text, how }
    }

    fn phrase(&mut self, start: usize) -> Value {
        let mut text = String::new();
        loop {
            match self.bump() {
                Some('"') => break,
                Some('\\') => text.extend(self.bump()),
                Some(c) => text.push(c),
                None => {
                    self.wrong(start..self.at, msg!("query-open-phrase"));
                    break;
                }
            }
        }
        Value { text, how: How::Exact }
    }

    fn field(&mut self, name: &str, value: Value, range: Range<usize>) -> Option<Tree> {
        let Value { mut text, how } = value;
        if matches!(name, "after" | "before" | "age" | "words") {
            text = digits(&text);
        }
        let how = if how == How::Fuzzy { How::Exact } else { how };
        let word = |field, text| Some(Tree::Word(Word { field: Some(field), how, text }));
        let (compare, number) = match text.strip_prefix(['<', '>']) {
            Some(rest) => (text.chars().next(), rest.trim_start_matches('=')),
            None => (None, text.as_str()),
        };
        match name {
            "title" => word(Field::Title, text),
            "source" => word(Field::Source, text),
            "tag" => Some(Tree::Tag(text.trim_start_matches('#').to_owned())),
            "author" => Some(Tree::Ask(Ask::Author(text))),
            "url" => Some(Tree::Ask(Ask::Url(text))),
            "lang" => Some(Tree::Ask(Ask::Lang(text))),
            "note" => Some(Tree::Ask(Ask::Note(text))),
            "body" => Some(Tree::Ask(Ask::Body(text))),
            "is" => {
                let state = State::ALL.into_iter().find(|state| state.name().eq_ignore_ascii_case(&text));
                if state.is_none() {
                    self.wrong(range, msg!("query-one-of", names = Arg::list(State::ALL.map(State::name))));
                }
                state.map(Tree::Is)
            }
            "after" | "before" => {
                let ms = date(&text, self.now);
                if ms.is_none() {
                    self.wrong(range, msg!("query-no-date"));
                }
                ms.map(|ms| Tree::Date { after: name == "after", text, ms })
            }
            "age" => {
                let ms = span(number).and_then(|span| self.now.checked_sub(span));
                if ms.is_none() {
                    self.wrong(range, msg!("query-no-span"));
                }
                ms.map(|ms| Tree::Date { after: compare != Some('>'), text: number.to_owned(), ms })
            }
            "words" => {
                let count = number.parse().ok();
                if count.is_none() {
                    self.wrong(range, msg!("query-no-number"));
                }
                count.map(|count| Tree::Ask(Ask::Words { more: compare != Some('<'), count }))
            }
            _ => {
                self.sort_by(&text, range);
                None
            }
        }
    }

    /// Reads the value of `sort:`.
    fn sort_by(&mut self, text: &str, range: Range<usize>) {
        let (name, reversed) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        match Sort::ALL.into_iter().find(|sort| sort.name().eq_ignore_ascii_case(name)) {
            Some(sort) => self.sort = Some((sort, reversed)),
            None => {
                self.wrong(range, msg!("query-no-order", names = Arg::list(Sort::ALL.map(Sort::name))));
            }
        }
    }
}

struct Parser<T: Iterator<Item = Token>> {
    tokens: std::iter::Peekable<T>,
    end: usize,
    mistakes: Vec<Mistake>,
    /// The number of open parentheses that are ignored because they are nested too deep.
    ignored: usize,
}

impl<T: Iterator<Item = Token>> Parser<T> {
    fn wrong(&mut self, range: Range<usize>, expected: Message) {
        if self.mistakes.len() < MAX_MISTAKES {
            self.mistakes.push(Mistake { range, expected });
        }
    }

    fn any(&mut self, depth: usize) -> Option<Tree> {
        let mut parts: Vec<Tree> = Vec::new();
        parts.extend(self.all(depth));
        while let Some(or) = self.tokens.next_if(|token| matches!(token.kind, Kind::Or)) {
            let before = !parts.is_empty();
            let next = self.all(depth);
            if !before || next.is_none() {
                self.wrong(
                    or.range,
                    if before { msg!("query-nothing-after-or") } else { msg!("query-nothing-before-or") },
                );
            }
            parts.extend(next);
        }
        (!parts.is_empty()).then(|| Tree::any(parts))
    }

    fn all(&mut self, depth: usize) -> Option<Tree> {
        let mut parts = Vec::new();
        loop {
            let ends = depth > 0 && self.ignored == 0;
            let next = self.tokens.next_if(|token| match token.kind {
                Kind::Or => false,
                Kind::Close => !ends,
                Kind::Open | Kind::Not | Kind::Term(_) => true,
            });
            let Some(token) = next else { break };
            match token.kind {
                Kind::Close if self.ignored > 0 => self.ignored -= 1,
                Kind::Close | Kind::Or => self.wrong(token.range, msg!("query-extra-close")),
                Kind::Open | Kind::Not | Kind::Term(_) => parts.extend(self.one(token, depth)),
            }
        }
        (!parts.is_empty()).then(|| Tree::all(parts))
    }

    fn one(&mut self, mut token: Token, depth: usize) -> Option<Tree> {
        let mut wanted = true;
        loop {
            let tree = match token.kind {
                Kind::Term(tree) => Some(tree),
                Kind::Open => self.group(token.range, depth),
                Kind::Not | Kind::Close | Kind::Or => {
                    let next = |token: &Token| matches!(token.kind, Kind::Open | Kind::Not | Kind::Term(_));
                    match self.tokens.next_if(next) {
                        Some(next) => {
                            token = next;
                            wanted = !wanted;
                            continue;
                        }
                        None => {
                            self.wrong(token.range, msg!("query-no-negated-here"));
                            None
                        }
                    }
                }
            };
            return if wanted { tree } else { tree.map(Tree::negated) };
        }
    }

    fn group(&mut self, open: Range<usize>, depth: usize) -> Option<Tree> {
        if depth == MAX_DEPTH {
            self.wrong(open, msg!("query-too-deep", levels = MAX_DEPTH));
            self.ignored += 1;
            return None;
        }
        let inner = self.any(depth + 1);
        let closed = self.tokens.next_if(|token| matches!(token.kind, Kind::Close)).is_some();
        if !closed {
            self.wrong(open.start..self.end.max(open.end), msg!("query-open-group"));
        }
        inner
    }
}
