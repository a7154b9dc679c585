//! TOML that a person wrote: its entries with their places, and what is wrong with it.

use super::diagnostic::Diagnostic;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// Reads `text`, which is what `file` holds. Nothing when it is not TOML.
///
/// A name that is written twice is the one mistake that loses nothing else: the first one holds.
#[must_use]
pub fn read<'t>(file: &str, text: &'t str) -> (Option<DeTable<'t>>, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut readable = true;
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for error in &errors {
        let offset = error.span().map_or(0, |span| span.start);
        let twice = error.message() == "duplicate key";
        readable &= twice;
        let what = if twice {
            "written twice; of two values the first one holds".to_owned()
        } else {
            one_line(error.message())
        };
        diagnostics.push(Diagnostic::at(file, text, offset, what));
    }
    (readable.then(|| table.into_inner()), diagnostics)
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

    #[test]
    fn only_what_is_written_twice_leaves_the_rest() {
        let (table, diagnostics) = read("x.toml", "a = 1\nb = 2\na = 3\n");
        assert_eq!(diagnostics[0].to_string(), "x.toml:3:1: written twice; of two values the first one holds");
        let table = table.unwrap();
        let entries = in_order(&table);
        let values: Vec<_> = entries.iter().map(|(_, value)| value.get_ref().as_integer().unwrap().as_str()).collect();
        assert_eq!(values, ["1", "2"]);
        assert!(read("x.toml", "a = \n").0.is_none());
    }
}
