//! Keyboards of other scripts: the key of a US keyboard for each of their letters.
//!
//! The tables in keymaps/layouts/ come from the symbol files of xkb-data 2.35.1 (X.Org, MIT licence), read through
//! libxkbcommon. They omit the characters that a US keyboard types: those always mean themselves.

use std::sync::OnceLock;
use toml::de::{DeTable, DeValue};

/// The layouts that come with farz, each with its name and table, in the order in which farz tries them.
const TABLES: [(&str, &str); 7] = [
    ("arabic", include_str!("../../keymaps/layouts/arabic.toml")),
    ("persian", include_str!("../../keymaps/layouts/persian.toml")),
    ("hebrew", include_str!("../../keymaps/layouts/hebrew.toml")),
    ("russian", include_str!("../../keymaps/layouts/russian.toml")),
    ("ukrainian", include_str!("../../keymaps/layouts/ukrainian.toml")),
    ("greek", include_str!("../../keymaps/layouts/greek.toml")),
    ("urdu", include_str!("../../keymaps/layouts/urdu.toml")),
];

/// The user's setting for the keyboards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keyboards {
    /// Any that farz knows; farz recognizes the layout by the letters that the user types.
    #[default]
    Auto,
    /// These, by name; none if the list is empty. If two have a letter, the first one counts until farz has recognized
    /// the layout in use.
    These(Vec<&'static str>),
}

impl Keyboards {
    /// Returns the names of all layouts.
    #[must_use]
    pub fn names() -> [&'static str; 7] {
        TABLES.map(|(name, _)| name)
    }

    /// Returns the layout with this name, as farz spells it.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static str> {
        Self::names().into_iter().find(|known| *known == name)
    }
}

/// One layout: its letters, in order, each with the character printed on its key.
type Table = Vec<(char, char)>;

/// Returns the character printed on the key of `letter`.
fn key_of(table: &Table, letter: char) -> Option<char> {
    let at = table.binary_search_by_key(&letter, |(letter, _)| *letter).ok()?;
    table.get(at).map(|(_, key)| *key)
}

fn tables() -> &'static [(&'static str, Table)] {
    static READ: OnceLock<Vec<(&str, Table)>> = OnceLock::new();
    READ.get_or_init(|| TABLES.iter().map(|(name, text)| (*name, read(text))).collect())
}

fn read(text: &str) -> Table {
    let (table, _) = DeTable::parse_recoverable(text);
    let one = |text: &str| Some(text.chars().next()?).filter(|c| text.len() == c.len_utf8());
    let pair = |(letter, key): (&str, &DeValue<'_>)| Some((one(letter)?, one(key.as_str()?)?));
    let pairs = table.get_ref().iter().filter_map(|(name, value)| pair((name.get_ref().as_ref(), value.get_ref())));
    let mut letters: Table = pairs.collect();
    letters.sort_unstable();
    letters
}

/// The configured keyboards, and the ones that may be in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layouts {
    /// The configured layouts, as indices into [`tables`].
    all: Vec<usize>,
    /// The candidates: the layouts with every letter typed since the last one that no candidate had. The first one
    /// counts.
    likely: Vec<usize>,
}

impl Layouts {
    /// Creates the state for the user's setting.
    #[must_use]
    pub fn new(set: &Keyboards) -> Self {
        let all: Vec<usize> = match set {
            Keyboards::Auto => (0..TABLES.len()).collect(),
            Keyboards::These(names) => {
                names.iter().filter_map(|name| TABLES.iter().position(|(known, _)| known == name)).collect()
            }
        };
        Self { likely: all.clone(), all }
    }

    /// Notes that the user typed `c`, and keeps only the candidates that have it.
    pub fn learn(&mut self, c: char) {
        if c.is_ascii() {
            return;
        }
        let has = |at: &usize| tables().get(*at).is_some_and(|(_, table)| key_of(table, c).is_some());
        if !self.likely.is_empty() && self.likely.iter().all(has) {
            return;
        }
        let having = |among: &[usize]| -> Vec<usize> { among.iter().copied().filter(has).collect() };
        let still = having(&self.likely);
        let likely = if still.is_empty() { having(&self.all) } else { still };
        if !likely.is_empty() {
            self.likely = likely;
        }
    }

    /// Returns the character printed on the key that types `c`, on the keyboard that is probably in use.
    #[must_use]
    pub fn printed(&self, c: char) -> Option<char> {
        let mut among = self.likely.iter().chain(&self.all);
        among.find_map(|at| key_of(&tables().get(*at)?.1, c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(layouts: &mut Layouts, text: &str) -> String {
        let one = |c: char| {
            layouts.learn(c);
            layouts.printed(c).unwrap_or('-')
        };
        text.chars().map(one).collect()
    }

    #[test]
    fn every_table_is_read_whole_and_leaves_ascii_alone() {
        for (name, text) in TABLES {
            let lines = text.lines().filter(|line| line.starts_with('"')).count();
            let table = read(text);
            assert_eq!(table.len(), lines, "{name}");
            assert!(table.iter().all(|(letter, key)| !letter.is_ascii() && key.is_ascii_graphic()), "{name}");
        }
    }

    #[test]
    fn a_letter_is_the_key_that_it_is_printed_on() {
        let auto = || Layouts::new(&Keyboards::Auto);
        assert_eq!(printed(&mut auto(), "تتش"), "jja");
        assert_eq!(printed(&mut auto(), "ооф"), "jja");
        assert_eq!(printed(&mut auto(), "ξξα"), "jja");
        assert_eq!(printed(&mut auto(), "חחש"), "jja");
        assert_eq!(printed(&mut auto(), "\u{64e}\u{fef7}\u{fefb}"), "QGb", "marks and ligatures are keys too");
        assert_eq!(Layouts::new(&Keyboards::These(Vec::new())).printed('ت'), None);
    }

    #[test]
    fn which_keyboard_it_is_is_learned_from_its_own_letters() {
        let mut layouts = Layouts::new(&Keyboards::Auto);
        assert_eq!(printed(&mut layouts, "ذ"), "`", "Arabic comes first");
        assert_eq!(printed(&mut layouts, "گ"), "'", "Persian has it and Arabic does not");
        assert_eq!(printed(&mut layouts, "ذد"), "bn", "so that what both have is Persian now");
        assert_eq!(printed(&mut layouts, "؟"), "?");
        let mut layouts = Layouts::new(&Keyboards::Auto);
        assert_eq!(printed(&mut layouts, "і"), "s", "Ukrainian");
        assert_eq!(printed(&mut layouts, "ы"), "s", "another keyboard is taken up");
        let mut layouts = Layouts::new(&Keyboards::These(vec!["persian", "arabic"]));
        assert_eq!(printed(&mut layouts, "ذ"), "b", "the order of the person's own list");
    }
}
