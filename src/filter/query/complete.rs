//! Completes the last word of a query.

use super::parse::{DIRECTIONS, FIELDS};
use super::tree::{Sort, State};
use crate::text::fold::fold;

/// Returns `text` with its last word completed: the name of a field, a tag after `tag:`, a source after `source:`, or
/// a name after `is:`, `dir:` or `sort:`. Returns `None` if nothing fits. Takes the first of `tags` or `sources` that fits.
#[must_use]
pub fn complete(text: &str, tags: &[&str], sources: &[&str]) -> Option<String> {
    let start = text.rfind([' ', '(', '|', '!']).map_or(0, |at| at + 1);
    let (before, word) = text.split_at_checked(start)?;
    let (before, word) =
        word.strip_prefix('-').map_or((before, word), |rest| (text.get(..=start).unwrap_or(before), rest));
    let Some((field, begun)) = word.split_once(':') else {
        let begun = word.to_ascii_lowercase();
        let field = FIELDS.into_iter().chain(["sort"]).find(|field| !begun.is_empty() && field.starts_with(&begun))?;
        return Some(format!("{before}{field}:"));
    };
    let field = field.to_ascii_lowercase();
    let begins = |name: &&str| fold(name).starts_with(&fold(begun));
    let name = match field.as_str() {
        "tag" => tags.iter().copied().find(begins)?,
        "source" => sources.iter().copied().find(begins)?,
        "is" => State::ALL.into_iter().map(State::name).find(begins)?,
        "dir" => DIRECTIONS.into_iter().map(|(name, _)| name).find(begins)?,
        "sort" => Sort::ALL.into_iter().map(Sort::name).find(begins)?,
        _ => return None,
    };
    let name = if name.contains([' ', '(', ')', '|', '"']) {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        name.to_owned()
    };
    Some(format!("{before}{field}:{name} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_is_written_out() {
        for (text, wanted) in [
            ("ti", Some("title:")),
            ("putin ta", Some("putin tag:")),
            ("tag:wo", Some("tag:world ")),
            ("!tag:عا", Some("!tag:عالم ")),
            ("-so", Some("-source:")),
            ("source:the", Some("source:\"The Paper\" ")),
            ("(is:ke", Some("(is:keep ")),
            ("sort:le", Some("sort:length ")),
            ("dir:r", Some("dir:rtl ")),
            ("putin", None),
            ("body:x", None),
            ("", None),
        ] {
            assert_eq!(complete(text, &["world", "عالم"], &["The Paper"]).as_deref(), wanted, "{text}");
        }
    }
}
