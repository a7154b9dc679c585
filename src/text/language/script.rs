//! Scripts, as far as they tell languages apart.

/// A script whose languages farz distinguishes, or a script of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Hebrew,
    Devanagari,
    /// Chinese characters; Japanese has them too.
    Han,
    /// The syllables of Japanese.
    Kana,
    Greek,
    Armenian,
    Georgian,
    Syriac,
    Thaana,
    Bengali,
    Gurmukhi,
    Gujarati,
    Oriya,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Sinhala,
    Thai,
    Lao,
    Tibetan,
    Burmese,
    Ethiopic,
    Khmer,
    Hangul,
}

impl Script {
    /// All scripts.
    pub const ALL: [Self; 28] = [
        Self::Latin,
        Self::Cyrillic,
        Self::Arabic,
        Self::Hebrew,
        Self::Devanagari,
        Self::Han,
        Self::Kana,
        Self::Greek,
        Self::Armenian,
        Self::Georgian,
        Self::Syriac,
        Self::Thaana,
        Self::Bengali,
        Self::Gurmukhi,
        Self::Gujarati,
        Self::Oriya,
        Self::Tamil,
        Self::Telugu,
        Self::Kannada,
        Self::Malayalam,
        Self::Sinhala,
        Self::Thai,
        Self::Lao,
        Self::Tibetan,
        Self::Burmese,
        Self::Ethiopic,
        Self::Khmer,
        Self::Hangul,
    ];
    /// The number of scripts.
    pub const COUNT: usize = Self::ALL.len();

    /// Returns the language of a script that one language has, or has in nearly all texts.
    pub fn language(self) -> Option<&'static str> {
        Some(match self {
            Self::Latin | Self::Cyrillic | Self::Arabic | Self::Hebrew | Self::Devanagari => return None,
            Self::Han => "zh",
            Self::Kana => "ja",
            Self::Greek => "el",
            Self::Armenian => "hy",
            Self::Georgian => "ka",
            Self::Syriac => "syr",
            Self::Thaana => "dv",
            Self::Bengali => "bn",
            Self::Gurmukhi => "pa",
            Self::Gujarati => "gu",
            Self::Oriya => "or",
            Self::Tamil => "ta",
            Self::Telugu => "te",
            Self::Kannada => "kn",
            Self::Malayalam => "ml",
            Self::Sinhala => "si",
            Self::Thai => "th",
            Self::Lao => "lo",
            Self::Tibetan => "bo",
            Self::Burmese => "my",
            Self::Ethiopic => "am",
            Self::Khmer => "km",
            Self::Hangul => "ko",
        })
    }
}

/// What a character is in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A letter, or a vowel sign that is written as a character of its own.
    Letter(Script),
    /// A mark or a joiner within a word, which counts for nothing.
    Mark,
    /// Anything else; it ends a word.
    Break,
}

/// Returns what a character that is not ASCII is.
pub fn kind(c: char) -> Kind {
    use Script as S;
    Kind::Letter(match u32::from(c) {
        // Soft hyphen, combining marks, points of Hebrew and Arabic, tatweel, zero width joiner.
        0xAD
        | 0x300..=0x36F
        | 0x591..=0x5BD
        | 0x5BF..=0x5C7
        | 0x610..=0x61A
        | 0x640
        | 0x64B..=0x65F
        | 0x670
        | 0x200D => {
            return Kind::Mark;
        }
        0xD7 | 0xF7 => return Kind::Break,
        0xC0..=0x2AF | 0x2BB | 0x1E00..=0x1EFF => S::Latin,
        0x370..=0x3FF | 0x1F00..=0x1FFF => S::Greek,
        0x400..=0x481 | 0x48A..=0x52F => S::Cyrillic,
        0x531..=0x556 | 0x560..=0x588 => S::Armenian,
        0x5D0..=0x5F2 | 0xFB1D..=0xFB4F => S::Hebrew,
        0x620..=0x64A | 0x66E..=0x6D3 | 0x6D5 | 0x6EE..=0x6EF | 0x6FA..=0x6FF => S::Arabic,
        0x750..=0x77F | 0x8A0..=0x8C9 | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => S::Arabic,
        0x710..=0x74F => S::Syriac,
        0x780..=0x7B1 => S::Thaana,
        0x900..=0x963 | 0x971..=0x97F => S::Devanagari,
        0x980..=0x9E3 | 0x9F0..=0x9F1 => S::Bengali,
        0xA01..=0xA5E | 0xA70..=0xA76 => S::Gurmukhi,
        0xA81..=0xAE3 => S::Gujarati,
        0xB01..=0xB63 => S::Oriya,
        0xB82..=0xBD7 => S::Tamil,
        0xC00..=0xC63 => S::Telugu,
        0xC80..=0xCE3 => S::Kannada,
        0xD00..=0xD63 => S::Malayalam,
        0xD81..=0xDDF => S::Sinhala,
        0xE01..=0xE4E => S::Thai,
        0xE81..=0xECD | 0xEDC..=0xEDF => S::Lao,
        0xF40..=0xFBC => S::Tibetan,
        0x1000..=0x103F | 0x1050..=0x109F => S::Burmese,
        0x10A0..=0x10FF | 0x1C90..=0x1CBF => S::Georgian,
        0x1200..=0x135A => S::Ethiopic,
        0x1780..=0x17D3 => S::Khmer,
        0x3041..=0x3096 | 0x30A1..=0x30FA | 0xFF66..=0xFF9D => S::Kana,
        0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF => S::Han,
        0x1100..=0x11FF | 0xAC00..=0xD7A3 => S::Hangul,
        _ => return Kind::Break,
    })
}
