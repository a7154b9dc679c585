//! Parses text into a tree. No text is rejected as a whole: the parser reports what it cannot parse and uses the rest.
//!
//! ```text
//! any   = all { ("|" | "or") all }
//! all   = one { [ "and" ] one }
//! one   = { "!" | "-" | "not" } ( "(" any ")" | [ field ":" ] text )
//! text  = word | "'" word | '"' phrase '"' | "^" word | word "$" | "=" word | "~" word
//! ```

use super::tree::{Ask, Bound, Field, How, Meaning, OPERATORS, Sort, State, Tree, Word};
use super::when::{Zone, date, period, span};
use crate::message::{Arg, Message, msg, nearest};
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
pub const FIELDS: [&str; 16] = [
    "title", "source", "tag", "author", "url", "lang", "dir", "note", "body", "is", "has", "date", "after", "before",
    "age", "words",
];

/// The values of `has:`.
pub const PARTS: [&str; 3] = ["link", "note", "tag"];

/// The values of `dir:`, and whether they mean "from right to left".
pub const DIRECTIONS: [(&str, bool); 2] = [("rtl", true), ("ltr", false)];

/// What the meaning of a text depends on, besides its letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Reading {
    /// The meaning of a bare word.
    pub meaning: Meaning,
    /// The current time, in milliseconds since 1970-01-01 UTC.
    pub now: i64,
    /// The zone in which days begin and end.
    pub zone: Zone,
}

/// The fields that `""` finds empty.
const EMPTY: [&str; 8] = ["title", "source", "tag", "author", "url", "lang", "note", "body"];

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

/// Parses `text`.
pub(super) fn read(text: &str, reading: Reading) -> Read {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut lexer = Lexer { text: text.get(..end).unwrap_or(""), at: 0, reading, sort: None, mistakes: Vec::new() };
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
    And,
    Or,
    Not,
    Term(Tree),
}

/// A text and how its quotes or anchors say to match it.
struct Value {
    text: String,
    /// `None` for a bare word.
    how: Option<How>,
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    reading: Reading,
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
                _ => match self.operator().or_else(|| self.term()) {
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
                // An empty phrase stands for an empty field.
                if value.text.is_empty() && (value.how != Some(How::Exact) || !EMPTY.contains(&lower.as_str())) {
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
        let value = self.value();
        if value.text.is_empty() {
            self.wrong(start..self.at, msg!("query-no-word"));
            return None;
        }
        let how = value.how.unwrap_or(match self.reading.meaning {
            Meaning::Fuzzy => How::Fuzzy,
            Meaning::Literal => How::Begin,
        });
        Some(Kind::Term(Tree::Word(Word { field: None, how, text: value.text })))
    }

    /// Reads an operator that is written as a word.
    fn operator(&mut self) -> Option<Kind> {
        let rest = self.rest();
        let is = |operator: &&&str| {
            rest.get(..operator.len()).is_some_and(|word| word.eq_ignore_ascii_case(operator))
                && rest.get(operator.len()..).is_some_and(|rest| {
                    rest.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')' | '|'))
                })
        };
        let operator = OPERATORS.iter().find(is)?;
        self.at += operator.len();
        Some(match *operator {
            "and" => Kind::And,
            "or" => Kind::Or,
            _ => Kind::Not,
        })
    }

    /// Reads a word, a quoted word or a phrase, with the signs that say how it must match.
    fn value(&mut self) -> Value {
        let start = self.at;
        let mut how = match self.peek() {
            Some('\'') => Some(How::Exact),
            Some('^') => Some(How::Start),
            Some('=') => Some(How::Words),
            Some('~') => Some(How::Fuzzy),
            Some('"') => {
                self.bump();
                return self.phrase(start, How::Exact);
            }
            Some(_) | None => None,
        };
        if how.is_some() {
            self.bump();
        }
        if how == Some(How::Words) && self.peek() == Some('"') {
            self.bump();
            return self.phrase(start, How::Words);
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
            how = Some(if how == Some(How::Start) { How::Whole } else { How::End });
        }
        Value { text, how }
    }

    fn phrase(&mut self, start: usize, how: How) -> Value {
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
        Value { text, how: Some(how) }
    }

    fn field(&mut self, name: &str, value: Value, range: Range<usize>) -> Option<Tree> {
        let Value { mut text, how } = value;
        if matches!(name, "date" | "after" | "before" | "age" | "words") {
            text = digits(&text);
        }
        let how = match (how, self.reading.meaning) {
            _ if text.is_empty() => How::Whole,
            // A field is named to be exact.
            (None | Some(How::Fuzzy), Meaning::Fuzzy) | (Some(How::Fuzzy), Meaning::Literal) => How::Exact,
            (None, Meaning::Literal) => How::Begin,
            (Some(how), _) => how,
        };
        let word = |field, text| Some(Tree::Word(Word { field: Some(field), how, text }));
        let (compare, number) = match text.strip_prefix(['<', '>']) {
            Some(rest) => (text.chars().next(), rest.trim_start_matches('=')),
            None => (None, text.as_str()),
        };
        match name {
            "title" => word(Field::Title, text),
            "source" => word(Field::Source, text),
            "tag" | "note" if text.is_empty() => {
                let state = if name == "tag" { State::Tagged } else { State::Noted };
                Some(Tree::Not(Box::new(Tree::Is(state))))
            }
            "tag" => Some(Tree::Tag(text.trim_start_matches('#').to_owned())),
            "author" => Some(Tree::Ask(Ask::Author(text))),
            "url" => Some(Tree::Ask(Ask::Url(text))),
            "lang" => Some(Tree::Ask(Ask::Lang(text))),
            "dir" => self.direction(&text, range),
            "note" => Some(Tree::Ask(Ask::Note(text))),
            "body" => Some(Tree::Ask(Ask::Body(text))),
            "is" | "has" => self.state(name, &text, range),
            "date" | "after" | "before" => self.date(name, text, range),
            "age" => {
                let ms = span(number).and_then(|span| self.reading.now.checked_sub(span));
                if ms.is_none() {
                    self.wrong(range, msg!("query-no-span"));
                }
                let bound = if compare == Some('>') { Bound::Before } else { Bound::After };
                ms.map(|ms| Tree::Date { bound, text: number.to_owned(), span: bounded(bound, ms) })
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

    /// Reads the value of `is:` or `has:`.
    fn state(&mut self, name: &str, text: &str, range: Range<usize>) -> Option<Tree> {
        let tree = match (name, text.to_ascii_lowercase().as_str()) {
            ("is", text) => State::named(text).map(Tree::Is),
            (_, "note") => Some(Tree::Is(State::Noted)),
            (_, "tag") => Some(Tree::Is(State::Tagged)),
            (_, "link") => Some(Tree::Not(Box::new(Tree::Ask(Ask::Url(String::new()))))),
            _ => None,
        };
        if tree.is_none() {
            let (names, near) = match name {
                "is" => (Arg::list(State::ALL.map(State::name)), near(text, State::ALL.map(State::name))),
                _ => (Arg::list(PARTS), near(text, PARTS)),
            };
            self.wrong(range, msg!("query-one-of", names = names, near = near));
        }
        tree
    }

    /// Reads the value of a field that is a date.
    fn date(&mut self, name: &str, text: String, range: Range<usize>) -> Option<Tree> {
        let Reading { now, zone, .. } = self.reading;
        let (bound, span) = match name {
            "after" => (Bound::After, date(&text, now, zone).map(|ms| bounded(Bound::After, ms))),
            "before" => (Bound::Before, date(&text, now, zone).map(|ms| bounded(Bound::Before, ms))),
            _ => (Bound::On, period(&text, now, zone)),
        };
        if span.is_none() {
            self.wrong(range, msg!("query-no-date"));
        }
        span.map(|span| Tree::Date { bound, text, span })
    }

    /// Reads the value of `dir:`.
    fn direction(&mut self, text: &str, range: Range<usize>) -> Option<Tree> {
        let direction = DIRECTIONS.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        if direction.is_none() {
            let names = DIRECTIONS.map(|(name, _)| name);
            self.wrong(range, msg!("query-one-of", names = Arg::list(names), near = near(text, names)));
        }
        direction.map(|(_, rtl)| Tree::Ask(Ask::Dir { rtl }))
    }

    /// Reads the value of `sort:`.
    fn sort_by(&mut self, text: &str, range: Range<usize>) {
        let (name, reversed) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        match Sort::ALL.into_iter().find(|sort| sort.name().eq_ignore_ascii_case(name)) {
            Some(sort) => self.sort = Some((sort, reversed)),
            None => {
                let names = Sort::ALL.map(Sort::name);
                self.wrong(range, msg!("query-no-order", names = Arg::list(names), near = near(name, names)));
            }
        }
    }
}

/// Returns the end of a message with the name that `text` most likely stands for, or nothing.
fn near<const N: usize>(text: &str, names: [&'static str; N]) -> Arg {
    nearest(text, names).map_or_else(|| Arg::from(""), |name| msg!("did-you-mean", name = name).into())
}

/// Returns the time from `ms` on, or before it.
fn bounded(bound: Bound, ms: i64) -> Range<i64> {
    if bound == Bound::Before { i64::MIN..ms } else { ms..i64::MAX }
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
                Kind::Open | Kind::And | Kind::Not | Kind::Term(_) => true,
            });
            let Some(token) = next else { break };
            match token.kind {
                Kind::And => {
                    let follows = |token: &Token| matches!(token.kind, Kind::Open | Kind::Not | Kind::Term(_));
                    if parts.is_empty() {
                        self.wrong(token.range, msg!("query-nothing-before-or"));
                    } else if !self.tokens.peek().is_some_and(follows) {
                        self.wrong(token.range, msg!("query-nothing-after-or"));
                    }
                }
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
                Kind::Not | Kind::Close | Kind::And | Kind::Or => {
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
