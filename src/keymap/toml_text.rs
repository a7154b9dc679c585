//! TOML that a person wrote: its entries with their places, and what is wrong with it.

use super::diagnostic::Diagnostic;
use std::borrow::Cow;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// What the parser says of a name that is written twice: the one mistake that loses nothing else.
const TWICE: &str = "duplicate key";
/// So many lines that are not TOML are left out; a text with more is none at all.
const MOST: usize = 100;

/// `text`, which is what `file` holds, with blanks in place of the lines that are not TOML, and what is wrong with it.
///
/// The places of all else stay as they are. With the head of a table that cannot be read, what stands below it is left
/// out too: it would be taken for what belongs to the table above.
#[must_use]
pub fn legible<'t>(file: &str, text: &'t str) -> (Cow<'t, str>, Vec<Diagnostic>) {
    let mut legible = Cow::Borrowed(text);
    let mut diagnostics = Vec::new();
    for _ in 0..MOST {
        let errors = DeTable::parse_recoverable(&legible).1;
        let Some((offset, message)) = first(&errors) else {
            let twice = "written twice; of two values the first one holds";
            diagnostics.extend(errors.iter().map(|error| Diagnostic::at(file, text, place(error), twice.to_owned())));
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

/// The entries of a legible text. Of two with one name the first holds.
#[must_use]
pub fn table(legible: &str) -> DeTable<'_> {
    DeTable::parse_recoverable(legible).0.into_inner()
}

fn place(error: &toml::de::Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// The first mistake that loses more than itself.
fn first(errors: &[toml::de::Error]) -> Option<(usize, &str)> {
    let mistakes = errors.iter().filter(|error| error.message() != TWICE);
    mistakes.map(|error| (place(error), error.message())).min()
}

/// `text` without the line of the mistake at `offset`, or without the one above it where that is what mends it.
fn without_mistake(text: &str, offset: usize) -> Option<String> {
    let before = text.get(..offset)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let above = text.get(..start)?.trim_end();
    let above = above.rfind('\n').map_or(0, |at| at + 1);
    let next = |text: &str| first(&DeTable::parse_recoverable(text).1).map_or(usize::MAX, |(next, _)| next);
    let rests = [above, start].into_iter().filter_map(|start| without_line(text, start));
    // The one after which most is legible; of two alike the line itself.
    let (reached, rest) = rests.map(|rest| (next(&rest), rest)).max_by_key(|(reached, _)| *reached)?;
    (reached > offset).then_some(rest)
}

/// `text` with blanks in place of the line that begins at `start`; nothing where that is blank already.
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
fn one_line(message: &str) -> String {
    let lines: Vec<String> = message.lines().map(|line| line.chars().filter(|c| !c.is_control()).collect()).collect();
    format!("this is not TOML: {}", lines.join(", "))
}

/// A name in a table, and what it is set to.
pub type Entry<'t, 'i> = (&'t Spanned<DeString<'i>>, &'t Spanned<DeValue<'i>>);

/// The entries of a table as they stand in the file.
#[must_use]
pub fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<Entry<'t, 'i>> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The integers that are read, and what is said.
    fn read(text: &str) -> (Vec<(String, String)>, Vec<String>) {
        let (legible, diagnostics) = legible("x.toml", text);
        assert_eq!(legible.len() * usize::from(!legible.is_empty()), text.len() * usize::from(!legible.is_empty()));
        let table = table(&legible);
        let entries = in_order(&table).into_iter().map(|(name, value)| {
            (name.get_ref().to_string(), value.get_ref().as_integer().map_or("table", |n| n.as_str()).to_owned())
        });
        (entries.collect(), diagnostics.iter().map(ToString::to_string).collect())
    }

    fn names(entries: &[(String, String)]) -> Vec<&str> {
        entries.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[test]
    fn what_is_written_twice_leaves_the_rest() {
        let (entries, said) = read("a = 1\nb = 2\na = 3\n");
        assert_eq!(said, ["x.toml:3:1: written twice; of two values the first one holds"]);
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
