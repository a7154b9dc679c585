//! TOML that a user wrote: its entries with their positions, and its mistakes.

use super::diagnostic::Diagnostic;
use crate::message::{Message, msg};
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// The parser's message about a duplicate name: the only mistake that loses nothing else.
const TWICE: &str = "duplicate key";
/// The maximum number of lines that may fail to parse; a text with more counts as empty.
const MOST: usize = 100;

/// Returns `text`, the contents of `file`, with blanks in place of the lines that are not TOML, and the mistakes in
/// it.
///
/// All other positions stay the same. If the header of a table is invalid, the lines below it are blanked too:
/// otherwise they would belong to the table above.
#[must_use]
pub fn legible<'t>(file: &str, text: &'t str) -> (Cow<'t, str>, Vec<Diagnostic>) {
    let mut legible = Cow::Borrowed(text);
    let mut diagnostics = Vec::new();
    for _ in 0..MOST {
        let errors = DeTable::parse_recoverable(&legible).1;
        let Some((offset, message)) = first(&errors) else {
            let twice = |error| Diagnostic::at(file, text, place(error), msg!("toml-twice"));
            diagnostics.extend(errors.iter().map(twice));
            return (legible, diagnostics);
        };
        diagnostics.push(Diagnostic::at(file, text, offset, one_line(message)));
        match without_mistake(&legible, offset) {
            Some(rest) => legible = Cow::Owned(rest),
            None => break,
        }
    }
    (Cow::Borrowed(""), diagnostics)
}

/// Returns the entries of a legible text. Of two entries with one name, the first one counts.
#[must_use]
pub fn table(legible: &str) -> DeTable<'_> {
    DeTable::parse_recoverable(legible).0.into_inner()
}

fn place(error: &toml::de::Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// Returns the first mistake that loses more than itself.
fn first(errors: &[toml::de::Error]) -> Option<(usize, &str)> {
    let mistakes = errors.iter().filter(|error| error.message() != TWICE);
    mistakes.map(|error| (place(error), error.message())).min()
}

/// Blanks the line of the mistake at `offset`, or the line above it if that repairs more of the text.
fn without_mistake(text: &str, offset: usize) -> Option<String> {
    let before = text.get(..offset)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let above = text.get(..start)?.trim_end();
    let above = above.rfind('\n').map_or(0, |at| at + 1);
    let next = |text: &str| first(&DeTable::parse_recoverable(text).1).map_or(usize::MAX, |(next, _)| next);
    let rests = [above, start].into_iter().filter_map(|start| without_line(text, start));
    // Prefers the text whose next mistake comes latest; on a tie, blanks the line of the mistake.
    let (reached, rest) = rests.map(|rest| (next(&rest), rest)).max_by_key(|(reached, _)| *reached)?;
    (reached > offset).then_some(rest)
}

/// Blanks the line that begins at `start`, with the lines of its table if it is a header. `None` if it is blank
/// already.
fn without_line(text: &str, start: usize) -> Option<String> {
    let (before, from) = text.split_at_checked(start)?;
    let end = if from.trim_start_matches([' ', '\t']).starts_with('[') {
        let next = from.match_indices('\n').map(|(at, _)| at + 1);
        next.into_iter().find(|at| from.get(*at..).is_some_and(|rest| rest.starts_with('[')))
    } else {
        from.find('\n')
    };
    let (line, after) = from.split_at_checked(end.unwrap_or(from.len()))?;
    let blank: String = line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    (blank != line).then(|| format!("{before}{blank}{after}"))
}

/// A message of the TOML parser, on one line and without control characters.
fn one_line(message: &str) -> Message {
    let lines: Vec<String> = message.lines().map(|line| line.chars().filter(|c| !c.is_control()).collect()).collect();
    msg!("toml-invalid", reason = lines.join(", "))
}

/// A name in a table, and its value.
pub type Entry<'t, 'i> = (&'t Spanned<DeString<'i>>, &'t Spanned<DeValue<'i>>);

/// Returns the entries of a table in the order of the file.
#[must_use]
pub fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<Entry<'t, 'i>> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the parsed integers and the messages.
    fn read(text: &str) -> (Vec<(String, String)>, Vec<String>) {
        let (legible, diagnostics) = legible("x.toml", text);
        assert_eq!(legible.len() * usize::from(!legible.is_empty()), text.len() * usize::from(!legible.is_empty()));
        let table = table(&legible);
        let entries = in_order(&table).into_iter().map(|(name, value)| {
            (name.get_ref().to_string(), value.get_ref().as_integer().map_or("table", |n| n.as_str()).to_owned())
        });
        (entries.collect(), diagnostics.iter().map(|wrong| wrong.message().to_string()).collect())
    }

    fn names(entries: &[(String, String)]) -> Vec<&str> {
        entries.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn what_is_written_twice_leaves_the_rest() {
        let (entries, said) = read("a = 1\nb = 2\na = 3\n");
        assert_eq!(said, ["x.toml:3:1: defined twice; the first value is used"]);
        assert_eq!(entries, [("a".into(), "1".into()), ("b".into(), "2".into())]);
    }

    #[test]
    fn a_line_that_is_not_toml_costs_itself_alone() {
        for broken in ["b = \n", "b = \"\n", "b 2\n", "= 2\n", "b = [1, 2\n", "\"b = 2\n", "b = 2 2\n", "]\n"] {
            let (entries, said) = read(&format!("a = 1\n{broken}c = 3\n\nd = 4\n"));
            assert_eq!(said.len(), 1, "{broken:?}: {said:?}");
            assert_eq!(names(&entries), ["a", "c", "d"], "{broken:?}: {said:?}");
        }
    }

    #[test]
    fn what_stands_below_a_broken_head_is_nobody_elses() {
        let (entries, said) = read("[a]\nx = 1\n[b\ny = 2\n[c]\nz = 3\n");
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!(names(&entries), ["a", "c"]);
    }

    #[test]
    fn a_text_that_is_no_toml_at_all_is_empty_and_says_why() {
        for text in ["a = \"\"\"x\ny\n", &"x y z\n".repeat(200)] {
            let (entries, said) = read(text);
            assert!(entries.is_empty() && !said.is_empty(), "{text:?}: {said:?}");
        }
    }
}
