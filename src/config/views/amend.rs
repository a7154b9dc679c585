//! Changing one view in the text of `views.toml`: its name, its key, or the whole of it. All else stays as a person wrote it,
//! comments too.

use super::{SavedView, read, text};
use crate::command::{Command, Context};
use crate::keymap::action::names;
use crate::keymap::diagnostic::quote;
use crate::keymap::{Found, Keymap, Sequence, toml_text};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is changed about a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewChange {
    /// It gets this name.
    Name(String),
    /// These keys show it, or none.
    Key(Option<Sequence>),
    /// It is removed.
    Removed,
}

impl ViewChange {
    /// What a view is after it; nothing where it is gone.
    fn of(&self, view: &SavedView) -> Option<(String, String, Option<Sequence>)> {
        let (name, query, key) = (view.name.clone(), view.query.clone(), view.key.clone());
        match self {
            Self::Name(name) => Some((name.clone(), query, key)),
            Self::Key(key) => Some((name, query, key.clone())),
            Self::Removed => None,
        }
    }
}

/// What `keys` do already in the panes, other than to show the view of this name; nothing where they can show it.
#[must_use]
pub fn taken(keymap: &Keymap, keys: &Sequence, view: &str) -> Option<String> {
    let whole = keys.keys();
    for context in [Context::List, Context::Reader] {
        for end in 1..=whole.len() {
            match keymap.find(context, whole.get(..end).unwrap_or(whole)) {
                Found::Matched(binding) => {
                    let own = matches!(binding.actions.as_slice(), [action] if action.command == Command::ShowView
                        && action.argument() == Some(view));
                    if end < whole.len() || !own {
                        let does = names(&binding.actions);
                        return Some(format!("{} does something already ({does}): choose another key", binding.keys));
                    }
                }
                Found::Pending if end == whole.len() => {
                    return Some(format!("{keys} begins other keys: choose another"));
                }
                Found::Pending | Found::NotFound => {}
            }
        }
    }
    None
}

/// `text`, which `file` holds, with the view of this name changed.
///
/// # Errors
/// What a person is told where there is a mistake in the text, or the view stands there in a form that is not to be changed here.
pub fn amended(file: &str, text: &str, name: &str, change: &ViewChange) -> Result<String, String> {
    let views = views(file, text)?;
    let by_hand = |line: usize| format!("{file}:{line}: this is not written as farz writes it: change it by hand");
    let at = views.iter().position(|view| view.name == name);
    let (Some(at), Some(view)) = (at, views.iter().find(|view| view.name == name)) else {
        return Err(format!("{file}: no view is called {} here", quote(name)));
    };
    let new = replaced(text, name, view, change).ok_or_else(|| by_hand(view.line))?;
    // Whatever form the file has: it says what it said before, but for this.
    let said = |view: &SavedView| (view.name.clone(), view.query.clone(), view.key.clone());
    let wanted = views.iter().enumerate().filter_map(
        |(number, view)| {
            if number == at { change.of(view) } else { Some(said(view)) }
        },
    );
    match self::views(file, &new) {
        Ok(views) if views.iter().map(said).eq(wanted) => Ok(new),
        Ok(_) | Err(_) => Err(by_hand(view.line)),
    }
}

fn views(file: &str, text: &str) -> Result<Vec<SavedView>, String> {
    let mut views = Vec::new();
    match read(file, text, &mut views).first() {
        Some(wrong) => Err(format!("{wrong}; nothing is changed before that is mended")),
        None => Ok(views),
    }
}

fn replaced(all: &str, name: &str, view: &SavedView, change: &ViewChange) -> Option<String> {
    let table = toml_text::table(all);
    let DeValue::Array(entries) = table.get("views")?.get_ref() else { return None };
    let named = |entry: &&Spanned<DeValue<'_>>| {
        let name_of = |table: &DeTable<'_>| table.get("name").and_then(|value| value.get_ref().as_str()) == Some(name);
        matches!(entry.get_ref(), DeValue::Table(table) if name_of(table))
    };
    let entry = entries.iter().find(named)?;
    let DeValue::Table(fields) = entry.get_ref() else { return None };
    if all.get(entry.span().start..)?.starts_with('{') {
        return inline(all, entry.span(), change.of(view));
    }
    let line_start = |at: usize| all.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line_end = |at: usize| all.get(at..).and_then(|rest| rest.find('\n')).map_or(all.len(), |end| at + end);
    let name_at = fields.get("name")?.span();
    let last = fields.values().map(|value| value.span().end).max()?;
    Some(match change {
        ViewChange::Name(name) => with(all, name_at, &text(name)),
        ViewChange::Key(Some(keys)) => {
            let keys = text(&keys.to_string());
            match fields.get("key") {
                Some(key) => with(all, key.span(), &keys),
                None => {
                    let end = line_end(last);
                    with(all, end..end, &format!("\nkey = {keys}"))
                }
            }
        }
        ViewChange::Key(None) => match fields.get_key_value("key") {
            Some((field, value)) => {
                with(all, line_start(field.span().start)..after(all, line_end(value.span().end)), "")
            }
            None => all.to_owned(),
        },
        ViewChange::Removed => {
            let end = after(all, line_end(last));
            let blank = all.get(end..)?.starts_with('\n');
            with(all, line_start(entry.span().start)..end + usize::from(blank), "")
        }
    })
}

/// An entry between braces, written anew: no comment stands in it.
fn inline(all: &str, place: Range<usize>, view: Option<(String, String, Option<Sequence>)>) -> Option<String> {
    let Some((name, query, key)) = view else {
        let rest = all.get(place.end..)?;
        let comma = rest.len() - rest.trim_start().len();
        let end = if rest.get(comma..)?.starts_with(',') { place.end + comma + 1 } else { place.end };
        return Some(with(all, place.start..end, ""));
    };
    let key = key.map_or_else(String::new, |key| format!(", key = {}", text(&key.to_string())));
    Some(with(all, place, &format!("{{ name = {}, query = {}{key} }}", text(&name), text(&query))))
}

/// The place behind the end of the line that ends at `end`.
fn after(all: &str, end: usize) -> usize {
    (end + 1).min(all.len())
}

fn with(all: &str, place: Range<usize>, new: &str) -> String {
    let (before, rest) = (all.get(..place.start).unwrap_or(all), all.get(place.end..).unwrap_or(""));
    format!("{before}{new}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str = "# mine, kept in git\n\n# about rain\n[[views]]\nname = \"Wet\" # a name\nquery = '''rain | snow'''   # both\n\
                        \n[[views]]\n# by hand\nquery = \"a\"\nkey = \"7\"  # seven\nname = \"One\"\n# the end\n";

    fn change(name: &str, change: &ViewChange) -> Result<String, String> {
        amended("v", FILE, name, change)
    }

    #[test]
    fn one_view_is_changed_and_every_comment_stays() {
        let renamed = change("Wet", &ViewChange::Name("It \"rains\"".into())).unwrap();
        assert_eq!(renamed, FILE.replace("\"Wet\"", "'It \"rains\"'"));
        let key = ViewChange::Key(Some("g r".parse().unwrap()));
        let keyed = change("Wet", &key).unwrap();
        assert_eq!(keyed, FILE.replace("# both\n", "# both\nkey = \"g r\"\n"));
        assert_eq!(change("One", &key).unwrap(), FILE.replace("\"7\"", "\"g r\""));
        assert_eq!(change("One", &ViewChange::Key(None)).unwrap(), FILE.replace("key = \"7\"  # seven\n", ""));
        assert_eq!(change("Wet", &ViewChange::Key(None)).unwrap(), FILE);
        let gone = change("Wet", &ViewChange::Removed).unwrap();
        assert!(gone.starts_with("# mine, kept in git\n\n# about rain\n[[views]]\n# by hand\n"), "{gone}");
        assert_eq!(
            change("One", &ViewChange::Removed).unwrap(),
            format!("{}# the end\n", &FILE[..FILE.rfind("[[").unwrap()])
        );
    }

    #[test]
    fn views_between_braces_are_changed_too() {
        let file = "views = [{name=\"A\", query=\"a\"}, { name = \"B\", query = \"b\", key = \"6\" }] # two\n";
        for (name, change, wanted) in [
            (
                "A",
                ViewChange::Name("C".into()),
                file.replace("{name=\"A\", query=\"a\"}", "{ name = \"C\", query = \"a\" }"),
            ),
            ("B", ViewChange::Key(None), file.replace(", key = \"6\"", "")),
            ("A", ViewChange::Removed, file.replace("{name=\"A\", query=\"a\"},", "")),
            ("B", ViewChange::Removed, file.replace("{ name = \"B\", query = \"b\", key = \"6\" }", "")),
        ] {
            assert_eq!(amended("v", file, name, &change), Ok(wanted));
        }
    }

    #[test]
    fn what_is_not_there_or_wrong_is_said_and_nothing_is_changed() {
        assert!(change("Dry", &ViewChange::Removed).unwrap_err().contains("no view is called \"Dry\""));
        assert!(change("Wet", &ViewChange::Name("one".into())).unwrap_err().contains("v:4: "));
        let broken = format!("{FILE}oops\n");
        assert!(amended("v", &broken, "Wet", &ViewChange::Removed).unwrap_err().contains("before that is mended"));
        let odd =
            "[[views]]\nname = \"A\"\nquery = \"a\"\n[[views]] # two\n\"name\" = \"B\"\nquery = \"\"\"\nb\nc\"\"\"\n";
        assert!(amended("v", odd, "B", &ViewChange::Key(Some("8".parse().unwrap()))).is_ok());
    }

    #[test]
    fn a_key_that_does_something_else_is_said() {
        let mut keymap = Keymap::default_map().clone();
        let show = crate::keymap::Action::with(Command::ShowView, "Wet");
        assert!(keymap.bind("6".parse().unwrap(), show, "v", 1).is_none());
        let taken = |keys: &str, view: &str| taken(&keymap, &keys.parse().unwrap(), view);
        assert_eq!((taken("6", "Wet"), taken("7", "Wet")), (None, None));
        assert!(taken("6", "One").unwrap().contains("view"));
        assert!(taken("a", "Wet").unwrap().contains("keep"));
        assert!(taken("a b", "Wet").unwrap().contains("keep"));
    }

    proptest! {
        #[test]
        fn whatever_the_names_are_the_others_stay(
            names in prop::collection::btree_set("[a-z \"'#\\\\]{0,6}[b-z]", 2..5), new in "[a-z\"'\\\\=]{0,6}[A-Z]", which in 0_usize..5,
        ) {
            let names: Vec<String> = names.into_iter().map(|name| name.trim().to_owned()).collect();
            let file: String = names.iter().map(|name| super::super::written(name, "a \"b c\"", Some("6"))).collect();
            prop_assume!(views("v", &file).is_ok());
            let name = &names[which % names.len()];
            for change in [ViewChange::Name(new.clone()), ViewChange::Key(None), ViewChange::Removed] {
                let Ok(text) = amended("v", &file, name, &change) else { continue };
                let left = views("v", &text).unwrap();
                prop_assert_eq!(left.len(), names.len() - usize::from(change == ViewChange::Removed));
                prop_assert!(names.iter().filter(|other| *other != name).all(|other| left.iter().any(|view| view.name == *other)));
            }
        }
    }
}
