//! Converts newsboat's filter expressions into farz queries. Source of the language: newsboat's manual, "Filter
//! Language".
//!
//! ```text
//! any      = all { "or" all }
//! all      = one { "and" one }
//! one      = "(" any ")" | attribute operator value
//! operator = "=" | "==" | "!=" | "=~" | "!~" | "<" | ">" | "<=" | ">=" | "between" | "#" | "!#"
//! value    = "\"" text "\"" | number | number ":" number
//! ```

use crate::message::{Message, msg};
use std::iter::Peekable;
use std::str::CharIndices;
use thiserror::Error;

/// The reason why an expression cannot become a query.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", self.message())]
pub enum FilterError {
    /// A character that no part of an expression begins with.
    Character(char),
    /// A part stands where it cannot, as it was written.
    Unexpected(String),
    /// A text in quotes does not end.
    OpenText,
    /// A parenthesis is not closed.
    OpenParenthesis,
    /// More parentheses inside one another than are read.
    TooDeep,
    /// Something is missing at the end.
    End,
    /// No operator follows this attribute.
    Operator(String),
    /// No value follows this attribute and its operator.
    Value(String),
    /// Queries know no such attribute.
    Attribute(String),
    /// The value is a pattern; queries have none.
    Pattern(String),
    /// Queries have no way to say this.
    Condition {
        /// The attribute.
        attribute: String,
        /// The operator.
        operator: String,
        /// The value.
        value: String,
    },
}

impl FilterError {
    /// The reason as a sentence for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Character(c) => msg!("ingest-filter-unexpected", part = format!("{c:?}")),
            Self::Unexpected(part) => msg!("ingest-filter-unexpected", part = part),
            Self::OpenText => msg!("ingest-filter-open-text"),
            Self::OpenParenthesis => msg!("ingest-filter-open-parenthesis"),
            Self::TooDeep => msg!("ingest-filter-too-deep"),
            Self::End => msg!("ingest-filter-end"),
            Self::Operator(attribute) => msg!("ingest-filter-no-operator", attribute = attribute),
            Self::Value(attribute) => msg!("ingest-filter-no-value", attribute = attribute),
            Self::Attribute(attribute) => msg!("ingest-filter-attribute", attribute = attribute),
            Self::Pattern(pattern) => msg!("ingest-filter-pattern", pattern = format!("{pattern:?}")),
            Self::Condition { attribute, operator, value } => {
                let value = format!("{value:?}");
                msg!("ingest-filter-condition", attribute = attribute, operator = operator, value = value)
            }
        }
    }
}

/// How deep parentheses are read.
const MAX_DEPTH: usize = 32;

/// Converts a filter expression into the query that finds the same. It supports the attributes that articles have in
/// farz, and patterns that are plain words or several of them with `|` between.
///
/// # Errors
/// If the expression is invalid, or a query cannot express it.
pub fn query_of(expression: &str) -> Result<String, FilterError> {
    let mut reader = Reader { tokens: tokens(expression)?, at: 0 };
    let query = reader.any(0)?;
    match reader.next() {
        None => Ok(query),
        Some(token) => Err(FilterError::Unexpected(token.shown())),
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Word(String),
    Sign(&'static str),
    Text(String),
}

impl Token {
    fn shown(&self) -> String {
        match self {
            Self::Open => "\"(\"".to_owned(),
            Self::Close => "\")\"".to_owned(),
            Self::Sign(sign) => format!("{sign:?}"),
            Self::Word(text) | Self::Text(text) => format!("{text:?}"),
        }
    }
}

/// The operators between an attribute and a value, the longer ones first.
const SIGNS: [&str; 11] = ["==", "!=", "=~", "!~", "<=", ">=", "!#", "=", "<", ">", "#"];

fn tokens(text: &str) -> Result<Vec<Token>, FilterError> {
    let mut tokens = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some(&(at, c)) = letters.peek() {
        let rest = text.get(at..).unwrap_or_default();
        if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            letters.nth(sign.len() - 1);
            tokens.push(Token::Sign(sign));
            continue;
        }
        let token = match c {
            c if c.is_whitespace() => {
                letters.next();
                continue;
            }
            '(' => Token::Open,
            ')' => Token::Close,
            '"' => {
                letters.next();
                tokens.push(Token::Text(quoted(&mut letters)?));
                continue;
            }
            c if is_of_word(c) => {
                let mut word = String::new();
                while let Some((_, c)) = letters.next_if(|(_, c)| is_of_word(*c)) {
                    word.push(c);
                }
                tokens.push(Token::Word(word));
                continue;
            }
            c => return Err(FilterError::Character(c)),
        };
        letters.next();
        tokens.push(token);
    }
    Ok(tokens)
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | ':')
}

fn quoted(letters: &mut Peekable<CharIndices<'_>>) -> Result<String, FilterError> {
    let mut text = String::new();
    while let Some((_, c)) = letters.next() {
        match c {
            '"' => return Ok(text),
            '\\' => text.extend(letters.next().map(|(_, c)| c)),
            c => text.push(c),
        }
    }
    Err(FilterError::OpenText)
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    /// Consumes the next token if it is this word.
    fn takes(&mut self, word: &str) -> bool {
        let is_next = matches!(self.tokens.get(self.at), Some(Token::Word(next)) if next == word);
        self.at += usize::from(is_next);
        is_next
    }

    fn any(&mut self, depth: usize) -> Result<String, FilterError> {
        let mut parts = vec![self.all(depth)?];
        while self.takes("or") {
            parts.push(self.all(depth)?);
        }
        Ok(one_of(parts))
    }

    fn all(&mut self, depth: usize) -> Result<String, FilterError> {
        let mut parts = vec![self.one(depth)?];
        while self.takes("and") {
            parts.push(self.one(depth)?);
        }
        Ok(parts.join(" "))
    }

    fn one(&mut self, depth: usize) -> Result<String, FilterError> {
        let attribute = match self.next() {
            Some(Token::Open) if depth < MAX_DEPTH => {
                let inside = self.any(depth + 1)?;
                return match self.next() {
                    Some(Token::Close) => Ok(inside),
                    _ => Err(FilterError::OpenParenthesis),
                };
            }
            Some(Token::Open) => return Err(FilterError::TooDeep),
            Some(Token::Word(word)) => word,
            Some(token) => return Err(FilterError::Unexpected(token.shown())),
            None => return Err(FilterError::End),
        };
        let sign = match self.next() {
            Some(Token::Sign(sign)) => sign,
            Some(Token::Word(word)) if word == "between" => "between",
            _ => return Err(FilterError::Operator(attribute)),
        };
        let value = match self.next() {
            Some(Token::Text(text) | Token::Word(text)) => text,
            _ => return Err(FilterError::Value(attribute)),
        };
        term(&attribute, sign, &value)
    }
}

fn term(attribute: &str, sign: &str, value: &str) -> Result<String, FilterError> {
    let untold = || FilterError::Condition {
        attribute: attribute.to_owned(),
        operator: sign.to_owned(),
        value: value.to_owned(),
    };
    let field = match attribute {
        "title" => "title",
        "author" => "author",
        "link" => "url",
        "content" => "body",
        "feedtitle" => "source",
        "tags" => "tag",
        "unread" => {
            let unread = matches!((sign, value), ("=" | "==", "yes") | ("!=", "no"));
            let read = matches!((sign, value), ("=" | "==", "no") | ("!=", "yes"));
            return if unread || read {
                Ok(if unread { "is:unread" } else { "is:read" }.to_owned())
            } else {
                Err(untold())
            };
        }
        "age" => return age(sign, value).ok_or_else(untold),
        "flags" => "tag",
        _ => return Err(FilterError::Attribute(attribute.to_owned())),
    };
    if value.trim().is_empty() {
        return Err(untold());
    }
    let not = if sign.starts_with('!') { "-" } else { "" };
    let prefix = if attribute == "flags" { "flag-" } else { "" };
    let asked = |value: &str| format!("{field}:{}", written(&format!("{prefix}{value}")));
    match (sign, attribute) {
        ("#" | "!#", "tags" | "flags") => Ok(format!("{not}{}", asked(value))),
        ("=" | "==" | "!=", "title" | "author" | "link" | "content" | "feedtitle") => {
            Ok(format!("{not}{}", asked(value)))
        }
        ("=~" | "!~", "title" | "author" | "link" | "content" | "feedtitle") => {
            let inside = value.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')).unwrap_or(value);
            let plain = inside.trim_start_matches('^').trim_end_matches('$');
            let words: Vec<&str> = plain.split('|').collect();
            let is_plain = |word: &&str| !word.trim().is_empty() && !word.contains(PATTERN);
            if !words.iter().all(is_plain) {
                return Err(FilterError::Pattern(value.to_owned()));
            }
            let words = one_of(words.into_iter().map(asked).collect());
            Ok(format!("{not}{words}"))
        }
        _ => Err(untold()),
    }
}

/// The characters that make a pattern more than plain text.
const PATTERN: [char; 11] = ['.', '*', '+', '?', '[', ']', '{', '}', '(', ')', '\\'];

/// Converts an age in days: `3`, or a range `3:5`.
fn age(sign: &str, value: &str) -> Option<String> {
    let days = |text: &str| text.parse::<u32>().ok().filter(|days| *days < 100_000);
    let within = |from: u32, to: u32| match from {
        0 => format!("age:<{}d", to + 1),
        from => format!("age:>{from}d age:<{}d", to + 1),
    };
    Some(match sign {
        "between" => {
            let (from, to) = value.split_once(':')?;
            within(days(from)?, days(to)?)
        }
        "=" | "==" => within(days(value)?, days(value)?),
        "<" => format!("age:<{}d", days(value)?),
        "<=" => format!("age:<{}d", days(value)? + 1),
        ">" => format!("age:>{}d", days(value)? + 1),
        ">=" => format!("age:>{}d", days(value)?),
        _ => return None,
    })
}

fn one_of(parts: Vec<String>) -> String {
    match parts.as_slice() {
        [one] => one.clone(),
        _ => format!("({})", parts.join(" | ")),
    }
}

/// Formats a value as a query contains it.
fn written(value: &str) -> String {
    if value.chars().all(char::is_alphanumeric) {
        value.to_owned()
    } else {
        format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_a_query() {
        for (expression, query) in [
            ("unread = \"yes\"", "is:unread"),
            ("unread != \"yes\" and age between 0:7", "is:read age:<8d"),
            ("tags # \"news\" and tags !# \"sport\"", "tag:news -tag:sport"),
            ("title =~ \"linux|bsd\" or author = \"A. Writer\"", "((title:linux | title:bsd) | author:\"A. Writer\")"),
            (
                "(unread = \"yes\" or flags # \"a\") and feedtitle =~ \"^The Paper$\"",
                "(is:unread | tag:\"flag-a\") source:\"The Paper\"",
            ),
            ("title !~ \"(كرة|رياضة)\"", "-(title:كرة | title:رياضة)"),
            ("age >= 3 and age < 10", "age:>3d age:<10d"),
            ("link =~ \"example\" and content =~ \"two words\"", "url:example body:\"two words\""),
        ] {
            assert_eq!(query_of(expression), Ok(query.to_owned()), "{expression}");
        }
    }

    #[test]
    fn what_a_query_cannot_say_is_said() {
        for (expression, why) in [
            ("title =~ \"^[Rr]ust.*\"", "is a pattern"),
            ("unread_count > \"0\"", "cannot ask for \"unread_count\""),
            ("title", "an operator is missing"),
            ("title =~", "a value is missing"),
            ("(title = \"a\"", "\")\" is missing"),
            ("title = \"a", "has no end"),
            ("title = \"a\" nonsense", "not expected"),
            ("title = \"\"", "a query cannot express title"),
            ("age < \"young\"", "a query cannot express age"),
            ("", "ends too early"),
            ("title = \"a\" & b", "'&' is not expected"),
        ] {
            let said = query_of(expression).unwrap_err().to_string();
            assert!(said.contains(why), "{expression}: {said}");
        }
        assert!(query_of(&"(".repeat(100_000)).unwrap_err() == FilterError::TooDeep);
    }
}
