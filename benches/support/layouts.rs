//! Text typed on the wrong keyboard layout: US, Arabic 101 and Russian ЙЦУКЕН, after xkb-data (us, ara basic, ru).

const ARABIC: [(&str, &str); 2] =
    [("`qwertyuiop[]asdfghjkl;'zxcvbnm,./", "ذضصثقفغعهخحجدشسيبلاتنمكطئءؤرﻻىةوزظ"), ("YHGN", "إأﻷآ")];

const RUSSIAN: [(&str, &str); 1] = [("`qwertyuiop[]asdfghjkl;'zxcvbnm,.", "ёйцукенгшщзхъфывапролджэячсмитьбю")];

/// The intended layout and the active one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    ArabicOnUs,
    UsOnArabic,
    RussianOnUs,
    UsOnRussian,
}

impl Slip {
    pub const ALL: [Self; 4] = [Self::ArabicOnUs, Self::UsOnArabic, Self::RussianOnUs, Self::UsOnRussian];

    /// Returns whether people type this letter on the intended layout.
    pub fn is_meant(self, c: char) -> bool {
        match self {
            Self::ArabicOnUs => ('\u{0620}'..='\u{064A}').contains(&c),
            Self::RussianOnUs => ('\u{0430}'..='\u{0451}').contains(&c),
            Self::UsOnArabic | Self::UsOnRussian => c.is_ascii_lowercase(),
        }
    }

    /// Returns what the active layout makes of the keys; `None` if a letter has no key.
    pub fn typed(self, text: &str) -> Option<String> {
        let tables: &[(&str, &str)] = match self {
            Self::ArabicOnUs | Self::UsOnArabic => &ARABIC,
            Self::RussianOnUs | Self::UsOnRussian => &RUSSIAN,
        };
        let back = matches!(self, Self::ArabicOnUs | Self::RussianOnUs);
        let key = |c: char| {
            let pairs = tables.iter().flat_map(|(us, other)| us.chars().zip(other.chars()));
            let mut pairs = pairs.map(|(us, other)| if back { (other, us) } else { (us, other) });
            pairs.find(|(from, _)| *from == c).map(|(_, to)| to)
        };
        // Lam-alef has its own key.
        let text =
            if self == Self::ArabicOnUs { text.replace("لا", "ﻻ").replace("لأ", "ﻷ") } else { text.to_owned() };
        text.chars().map(|c| if c == ' ' { Some(c) } else { key(c) }).collect()
    }
}
