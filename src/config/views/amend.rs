//! Changes or adds one view in the text of `views.toml`. Comments, order and blanks stay as the user wrote them.

use super::{SavedView, read};
use crate::command::{Command, Context};
use crate::keymap::action::names;
use crate::keymap::diagnostic::quote;
use crate::keymap::{Diagnostic, Found, Keymap, Sequence};
use crate::message::{Message, msg};
use toml_edit::{Array, Decor, DocumentMut, InlineTable, Item, RawString, Table, TableLike, Value};

/// A change to one view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewChange {
    /// Gives it this name.
    Name(String),
    /// Gives it these keys, or none.
    Key(Option<Sequence>),
    /// Removes it.
    Removed,
}

impl ViewChange {
    /// Returns the view after the change; `None` if it is removed.
    fn of(&self, view: &SavedView) -> Option<Said> {
        let (name, query, key) = (view.name.clone(), view.query.clone(), view.key.clone());
        match self {
            Self::Name(name) => Some((name.clone(), query, key)),
            Self::Key(key) => Some((name, query, key.clone())),
            Self::Removed => None,
        }
    }
}

/// Returns why `keys` cannot show the view of this name in the panes, or `None` if they can.
///
/// The reason is another binding of these keys, of keys that they begin with, or of keys that begin with them.
#[must_use]
pub fn taken(keymap: &Keymap, keys: &Sequence, view: &str) -> Option<Message> {
    let whole = keys.keys();
    for context in [Context::List, Context::Reader] {
        for end in 1..=whole.len() {
            match keymap.find(context, whole.get(..end).unwrap_or(whole)) {
                Found::Matched(binding) => {
                    let own = matches!(binding.actions.as_slice(), [action] if action.command == Command::ShowView
                        && action.argument() == Some(view));
                    if end < whole.len() || !own {
                        let (keys, commands) = (binding.keys.to_string(), names(&binding.actions));
                        return Some(msg!("config-key-taken", keys = keys, commands = commands));
                    }
                }
                Found::Pending if end == whole.len() => {
                    return Some(msg!("config-key-begins", keys = keys.to_string()));
                }
                Found::Pending | Found::NotFound => {}
            }
        }
    }
    None
}

/// The reason why farz does not change the text of `views.toml`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum AmendError {
    /// The file has a mistake: a change could make it worse.
    Mistake(Diagnostic),
    /// The file has no view of this name.
    Unknown {
        /// The file, as shown to the user.
        file: String,
        /// The name to look for.
        name: String,
    },
    /// The view is written in a form in which the change would also change something else.
    Form {
        /// The file, as shown to the user.
        file: String,
        /// The line on which the view begins, from 1.
        line: usize,
    },
}

impl AmendError {
    /// The reason as a sentence for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Mistake(mistake) => msg!("config-views-mistake", mistake = mistake.message()),
            Self::Unknown { file, name } => msg!("config-views-unknown", file = file, name = quote(name)),
            Self::Form { file, line } => msg!("config-views-form", file = file, line = line.to_string()),
        }
    }
}

/// `text`, which `file` holds, with the view of this name changed. Comments, order and blanks of all else stay.
///
/// # Errors
/// If the text has a mistake, has no such view, or has it in a form that cannot be edited automatically.
pub fn amended(file: &str, text: &str, name: &str, change: &ViewChange) -> Result<String, AmendError> {
    let views = views(file, text)?;
    let at = views.iter().position(|view| view.name == name);
    let Some((at, view)) = at.and_then(|at| Some((at, views.get(at)?))) else {
        return Err(AmendError::Unknown { file: file.to_owned(), name: name.to_owned() });
    };
    let wanted = views.iter().enumerate().filter_map(
        |(number, view)| {
            if number == at { change.of(view) } else { Some(said(view)) }
        },
    );
    checked(file, view.line, edited(text, |document| change_in(document, name, change)), wanted)
}

/// Returns `text`, the contents of `file`, with one more view at its end. Everything else stays byte for byte.
///
/// # Errors
/// If the text has a mistake, or lists its views in a form to which none can be added.
pub fn appended(file: &str, text: &str, name: &str, query: &str, key: Option<&str>) -> Result<String, AmendError> {
    let views = views(file, text)?;
    let listed = edited(text, |document| {
        let Item::Value(Value::Array(list)) = document.get_mut("views")? else { return None };
        add(list, name, query, key);
        Some(())
    });
    let new = listed.unwrap_or_else(|| {
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let blank = if text.is_empty() { "" } else { "\n" };
        format!("{text}{end}{blank}{}", super::written(name, query, key))
    });
    let wanted =
        views.iter().map(said).chain([(name.to_owned(), query.to_owned(), key.and_then(|key| key.parse().ok()))]);
    checked(file, text.lines().count().max(1), Some(new), wanted)
}

/// The content of a view, without its position in the file.
type Said = (String, String, Option<Sequence>);

fn said(view: &SavedView) -> Said {
    (view.name.clone(), view.query.clone(), view.key.clone())
}

fn views(file: &str, text: &str) -> Result<Vec<SavedView>, AmendError> {
    let mut views = Vec::new();
    match read(file, text, &mut views).into_iter().next() {
        Some(wrong) => Err(AmendError::Mistake(wrong)),
        None => Ok(views),
    }
}

/// Returns the new text if it defines exactly the `wanted` views. `line` is the line of the edit, for the error.
fn checked(
    file: &str,
    line: usize,
    new: Option<String>,
    wanted: impl Iterator<Item = Said>,
) -> Result<String, AmendError> {
    new.filter(|new| views(file, new).is_ok_and(|views| views.iter().map(said).eq(wanted)))
        .ok_or_else(|| AmendError::Form { file: file.to_owned(), line })
}

/// Applies `edit` to `text`. Returns `None` if the text is not TOML or the edit cannot be made.
///
/// `toml_edit` writes every line end as LF and drops a byte order mark; this function restores both.
fn edited(text: &str, edit: impl FnOnce(&mut DocumentMut) -> Option<()>) -> Option<String> {
    const MARK: char = '\u{feff}';
    let body = text.strip_prefix(MARK).unwrap_or(text);
    let crlf = body.contains("\r\n") && body.matches("\r\n").count() == body.matches('\n').count();
    let mut document: DocumentMut = if crlf { body.replace("\r\n", "\n").parse() } else { body.parse() }.ok()?;
    edit(&mut document)?;
    let new = if crlf { document.to_string().replace('\n', "\r\n") } else { document.to_string() };
    Some(if text.starts_with(MARK) { format!("{MARK}{new}") } else { new })
}

fn change_in(document: &mut DocumentMut, name: &str, change: &ViewChange) -> Option<()> {
    let named = |fields: &dyn TableLike| fields.get("name").and_then(Item::as_str) == Some(name);
    let left = match document.get_mut("views")? {
        Item::ArrayOfTables(tables) => {
            let at = tables.iter().position(|table| named(table))?;
            let left = match change {
                ViewChange::Removed => prefix(tables.remove(at).decor()).to_owned(),
                ViewChange::Key(None) => unset_key(tables.get_mut(at)?),
                ViewChange::Name(name) => set(tables.get_mut(at)?, "name", name),
                ViewChange::Key(Some(keys)) => set(tables.get_mut(at)?, "key", &keys.to_string()),
            };
            let next = if *change == ViewChange::Removed { at } else { at + 1 };
            match tables.get_mut(next) {
                Some(next) => {
                    let above = joined(&left, prefix(next.decor()), change);
                    next.decor_mut().set_prefix(above);
                    None
                }
                None => Some(left),
            }
        }
        Item::Value(Value::Array(list)) => {
            let named = |value: &Value| value.as_inline_table().is_some_and(|table| named(table));
            let at = list.iter().position(named)?;
            match change {
                ViewChange::Removed => remove(list, at),
                ViewChange::Key(None) => unset_inline(list.get_mut(at)?.as_inline_table_mut()?),
                ViewChange::Name(name) => {
                    set(list.get_mut(at)?.as_inline_table_mut()?, "name", name);
                }
                ViewChange::Key(Some(keys)) => set_inline(list.get_mut(at)?.as_inline_table_mut()?, &keys.to_string()),
            }
            None
        }
        _ => return None,
    };
    if let Some(left) = left {
        let trailing = joined(&left, document.trailing().as_str().unwrap_or(""), change);
        document.set_trailing(trailing);
    }
    Some(())
}

/// Puts the comments above the removed part before those that follow. The removal of a view also removes one blank
/// line.
fn joined(left: &str, next: &str, change: &ViewChange) -> String {
    let next = if *change == ViewChange::Removed { next.strip_prefix('\n').unwrap_or(next) } else { next };
    format!("{left}{next}")
}

fn prefix(decor: &Decor) -> &str {
    decor.prefix().and_then(RawString::as_str).unwrap_or("")
}

fn suffix(decor: &Decor) -> &str {
    decor.suffix().and_then(RawString::as_str).unwrap_or("")
}

/// Sets a field and keeps the comment after it. Returns the comments left over: always empty, to match [`unset_key`].
fn set(fields: &mut dyn TableLike, field: &str, text: &str) -> String {
    let mut new = Value::from(text);
    match fields.get_mut(field) {
        Some(Item::Value(old)) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        _ => {
            fields.insert(field, Item::Value(new));
        }
    }
    String::new()
}

/// Removes the key of a view. Comments in the lines above it move above the next field; if there is none, returns
/// them.
fn unset_key(fields: &mut Table) -> String {
    let names: Vec<String> = fields.iter().map(|(name, _)| name.to_owned()).collect();
    let next = names.iter().skip_while(|name| *name != "key").nth(1);
    let Some((key, _)) = fields.remove_entry("key") else { return String::new() };
    let left = prefix(key.leaf_decor());
    match next.and_then(|next| fields.key_mut(next)) {
        Some(mut next) => {
            let above = format!("{left}{}", prefix(next.leaf_decor()));
            next.leaf_decor_mut().set_prefix(above);
            String::new()
        }
        None => left.to_owned(),
    }
}

/// Removes the key of a view between braces. The blank before the closing brace stays.
fn unset_inline(fields: &mut InlineTable) {
    let last = fields.iter().last().is_some_and(|(name, _)| name == "key");
    let Some(key) = fields.remove("key") else { return };
    if let Some((_, value)) = fields.iter_mut().last().filter(|_| last) {
        value.decor_mut().set_suffix(suffix(key.decor()));
    }
}

/// Sets the key of a view between braces. The blank before the closing brace stays there.
fn set_inline(fields: &mut InlineTable, keys: &str) {
    if fields.contains_key("key") {
        set(fields, "key", keys);
        return;
    }
    let mut new = Value::from(keys);
    new.decor_mut().set_prefix(" ");
    if let Some((_, value)) = fields.iter_mut().last() {
        new.decor_mut().set_suffix(suffix(value.decor()));
        value.decor_mut().set_suffix("");
    }
    fields.insert("key", new);
}

/// Removes an entry of a list. The comments above it stay, and so does the blank space before the first entry.
fn remove(list: &mut Array, at: usize) {
    let gone = list.remove(at);
    let above = prefix(gone.decor());
    let next = list.get(at).map_or_else(|| list.trailing().as_str().unwrap_or(""), |next| prefix(next.decor()));
    let left = if above.contains('#') {
        let line_end = if next.contains('\n') { "" } else { "\n" };
        format!("{}{line_end}{next}", above.trim_end())
    } else if at == 0 && next.trim().is_empty() && !list.is_empty() {
        above.to_owned()
    } else {
        next.to_owned()
    };
    match list.get_mut(at) {
        Some(next) => next.decor_mut().set_prefix(left),
        None => list.set_trailing(left),
    }
}

/// Adds an entry to a list, on its own line if the last entry is on its own line.
fn add(list: &mut Array, name: &str, query: &str, key: Option<&str>) {
    let mut fields = InlineTable::new();
    fields.insert("name", name.into());
    fields.insert("query", query.into());
    if let Some(key) = key {
        fields.insert("key", key.into());
    }
    let mut new = Value::from(fields);
    if let Some(last) = list.iter().last() {
        let above = prefix(last.decor());
        let blanks = above.rfind('\n').and_then(|at| above.get(at..)).unwrap_or(" ");
        new.decor_mut().set_prefix(blanks);
    }
    list.push_formatted(new);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FILE: &str = "# mine, kept in git\n\n# about rain\n[[views]]\nname = \"Wet\" # a name\nquery = '''rain | snow'''   # both\n\
                        \n[[views]]\n# by hand\nquery = \"a\"\nkey = \"7\"  # seven\nname = \"One\"\n# the end\n";

    fn change(name: &str, change: &ViewChange) -> Result<String, AmendError> {
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
            ("A", ViewChange::Name("C".into()), file.replace("\"A\"", "\"C\"")),
            ("B", ViewChange::Key(None), file.replace(", key = \"6\"", "")),
            ("A", ViewChange::Removed, file.replace("{name=\"A\", query=\"a\"}, ", "")),
            ("B", ViewChange::Key(Some("8".parse().unwrap())), file.replace('6', "8")),
            ("A", ViewChange::Key(Some("8".parse().unwrap())), file.replace("query=\"a\"", "query=\"a\", key = \"8\"")),
            ("B", ViewChange::Removed, file.replace(", { name = \"B\", query = \"b\", key = \"6\" }", "")),
        ] {
            assert_eq!(amended("v", file, name, &change), Ok(wanted));
        }
        let lines = "views = [\n  # a\n  { name = \"A\", query = \"a\" }, # one\n  # b\n  { name = \"B\", query = \"b\" },\n  # end\n]\n";
        let entry = |name: &str, query: &str| format!("  {{ name = \"{name}\", query = \"{query}\" }},");
        assert_eq!(
            amended("v", lines, "A", &ViewChange::Removed),
            Ok(lines.replace(&format!("\n{}", entry("A", "a")), ""))
        );
        assert_eq!(
            amended("v", lines, "B", &ViewChange::Removed),
            Ok(lines.replace(&format!("{}\n", entry("B", "b")), ""))
        );
    }

    #[test]
    fn comments_stay_also_above_a_key_that_is_removed() {
        let key = ViewChange::Key(None);
        for (file, gone) in [
            ("[[views]]\nname = \"A\"\nquery = \"a\"\n# six\nkey = \"6\" # 6\n# end\n", "key = \"6\" # 6\n"),
            ("[[views]]\nname = \"A\"\n# six\nkey = \"6\"\nquery = \"a\"\n", "key = \"6\"\n"),
            (
                "[[views]]\nname = \"A\"\nquery = \"a\"\n# six\nkey = \"6\"\n\n# two\n[[views]]\nname = \"B\"\nquery = \"b\"\n",
                "key = \"6\"\n",
            ),
        ] {
            assert_eq!(amended("v", file, "A", &key), Ok(file.replace(gone, "")));
        }
    }

    #[test]
    fn line_ends_and_the_byte_order_mark_stay() {
        let file = format!("\u{feff}{}", FILE.replace('\n', "\r\n"));
        let renamed = amended("v", &file, "Wet", &ViewChange::Name("Dry".into())).unwrap();
        assert_eq!(renamed, file.replace("Wet", "Dry"));
    }

    #[test]
    fn a_view_is_added_in_the_form_that_the_file_has() {
        let added = |file: &str| appended("v", file, "New", "n", Some("9")).unwrap();
        let block = "[[views]]\nname = \"New\"\nquery = \"n\"\nkey = \"9\"\n";
        let braces = "{ name = \"New\", query = \"n\", key = \"9\" }";
        assert_eq!(added(""), block);
        assert_eq!(added(FILE), format!("{FILE}\n{block}"));
        assert_eq!(added(FILE.trim_end()), format!("{FILE}\n{block}"));
        assert_eq!(added("views = [] # none\n"), format!("views = [{braces}] # none\n"));
        assert_eq!(
            added("views = [\n  # a\n  { name = \"A\", query = \"a\" }, # one\n]\n"),
            format!("views = [\n  # a\n  {{ name = \"A\", query = \"a\" }},\n  {braces}, # one\n]\n")
        );
        assert!(matches!(appended("v", "oops\n", "New", "n", None), Err(AmendError::Mistake(_))));
    }

    #[test]
    fn what_is_not_there_or_wrong_is_said_and_nothing_is_changed() {
        assert!(change("Dry", &ViewChange::Removed).unwrap_err().to_string().contains("there is no view \"Dry\""));
        assert!(change("Wet", &ViewChange::Name("one".into())).unwrap_err().to_string().contains("v:4: "));
        let broken = format!("{FILE}oops\n");
        assert!(
            amended("v", &broken, "Wet", &ViewChange::Removed).unwrap_err().to_string().contains("nothing is saved")
        );
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
        assert!(taken("6", "One").unwrap().to_string().contains("view"));
        assert!(taken("a", "Wet").unwrap().to_string().contains("keep"));
        assert!(taken("a b", "Wet").unwrap().to_string().contains("keep"));
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
