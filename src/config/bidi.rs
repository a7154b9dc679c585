//! The user's settings for right-to-left text: the table `bidi`.

use crate::text::Base;

/// The way in which farz writes right-to-left text to a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Strategy {
    /// Cells in visual order with presentation forms: correct on terminals that do not reorder.
    #[default]
    Visual,
    /// The same, with U+200E after each right-to-left cell: also correct on many terminals that reorder.
    Armoured,
    /// Reading order, for terminals that reorder every row by themselves and do not know isolates. Panes are never
    /// side by side.
    Logical,
    /// Base letters in reading order between isolates, for Konsole.
    Isolates,
    /// Visual order with each right-to-left word reversed, for kitty, which reverses such words again.
    Kitty,
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Self; 5] = [Self::Visual, Self::Armoured, Self::Logical, Self::Isolates, Self::Kitty];

    /// Returns its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Visual => "visual",
            Self::Armoured => "armoured",
            Self::Logical => "logical",
            Self::Isolates => "isolates",
            Self::Kitty => "kitty",
        }
    }

    /// Returns the strategy with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|strategy| strategy.name() == name)
    }
}

/// Whether vowel signs and other marks of right-to-left letters are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Marks {
    /// If the terminal is known to draw the letters correctly with them.
    #[default]
    Auto,
    /// Always.
    Keep,
    /// Never.
    Strip,
}

/// The digits that farz shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Digits {
    /// As written in the text.
    #[default]
    Keep,
    /// 0123456789 everywhere.
    Western,
    /// ٠١٢٣٤٥٦٧٨٩ beside Arabic letters.
    ArabicIndic,
}

/// How farz writes text to this terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Writing {
    /// The order and the letters.
    pub strategy: Strategy,
    /// Whether farz omits the marks of right-to-left letters.
    pub strip_marks: bool,
    /// The digits that farz shows.
    pub digits: Digits,
}

/// The table `bidi`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bidi {
    /// `bidi.strategy`; `None`: the one that suits the terminal.
    pub strategy: Option<Strategy>,
    /// `bidi.marks`.
    pub marks: Marks,
    /// `bidi.base`: the direction of paragraphs and titles.
    pub base: Base,
    /// `bidi.isolate`: whether numbers with separators, addresses, links and code keep their own order.
    pub isolate: bool,
    /// `bidi.digits`.
    pub digits: Digits,
}

impl Default for Bidi {
    fn default() -> Self {
        let (strategy, marks, base, digits) = Default::default();
        Self { strategy, marks, base, isolate: true, digits }
    }
}

/// The names of `bidi.strategy`.
pub const STRATEGIES: [(&str, Option<Strategy>); 6] = [
    ("auto", None),
    ("visual", Some(Strategy::Visual)),
    ("armoured", Some(Strategy::Armoured)),
    ("logical", Some(Strategy::Logical)),
    ("isolates", Some(Strategy::Isolates)),
    ("kitty", Some(Strategy::Kitty)),
];
/// The names of `bidi.marks`.
pub const MARKS: [(&str, Marks); 3] = [("auto", Marks::Auto), ("keep", Marks::Keep), ("strip", Marks::Strip)];
/// The names of `bidi.base`.
pub const BASES: [(&str, Base); 4] =
    [("first-strong", Base::FirstStrong), ("majority", Base::Majority), ("rtl", Base::Rtl), ("ltr", Base::Ltr)];
/// The names of `bidi.digits`.
pub const DIGITS: [(&str, Digits); 3] =
    [("keep", Digits::Keep), ("western", Digits::Western), ("arabic-indic", Digits::ArabicIndic)];
