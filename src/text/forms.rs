//! The presentation forms of the Arabic letters.
//!
//! Source: UnicodeData.txt of the Unicode Character Database 15.0.0, field 5 (decomposition): every character of the
//! blocks Arabic Presentation Forms-A and -B that is `<isolated>`, `<final>`, `<initial>` or `<medial>` of one single
//! letter. Unicode adds no more characters of this kind to either block, so the table does not age. It has no
//! ligatures; [`lam_alef`] handles the only obligatory one.

/// The four positional forms of one letter, 0 where Unicode has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forms {
    /// Joined to nothing.
    pub isolated: u16,
    /// Joined to the letter before it.
    pub last: u16,
    /// Joined to the letter after it.
    pub initial: u16,
    /// Joined on both sides.
    pub medial: u16,
}

/// Returns the form of a letter for these joins, or `None` where Unicode has none.
///
/// `before` says that it joins the letter before it in the text (on its right), `after` the letter after it.
pub fn form(letter: char, before: bool, after: bool) -> Option<char> {
    let forms = TABLE.get((letter as usize).checked_sub(FIRST)?)?;
    let code = match (before, after) {
        (false, false) => forms.isolated,
        (true, false) => forms.last,
        (false, true) => forms.initial,
        (true, true) => forms.medial,
    };
    if code == 0 { None } else { char::from_u32(u32::from(code)) }
}

/// Returns the ligature of lam (U+0644) with this alef. `before` says whether it joins the letter before the lam.
pub fn lam_alef(alef: char, before: bool) -> Option<char> {
    Some(match (alef, before) {
        ('\u{0622}', false) => '\u{FEF5}',
        ('\u{0622}', true) => '\u{FEF6}',
        ('\u{0623}', false) => '\u{FEF7}',
        ('\u{0623}', true) => '\u{FEF8}',
        ('\u{0625}', false) => '\u{FEF9}',
        ('\u{0625}', true) => '\u{FEFA}',
        ('\u{0627}', false) => '\u{FEFB}',
        ('\u{0627}', true) => '\u{FEFC}',
        _ => return None,
    })
}

/// Returns the letters of a presentation form: one, or lam with its alef. Returns `None` for every other character.
pub fn letters_of(form: char) -> Option<Letters> {
    if let Some(alef) = ALEFS.get((form as usize).wrapping_sub(0xFEF5) / 2)
        && form as usize >= 0xFEF5
    {
        return Some(Letters {
            first: '\u{0644}',
            alef: Some(*alef),
            before: (form as u32).is_multiple_of(2),
            after: false,
        });
    }
    let (letter, joins) = *REVERSE.get((form as usize).checked_sub(FIRST_FORM)?)?;
    let first = char::from_u32(letter.into()).filter(|_| letter != 0)?;
    Some(Letters { first, alef: None, before: joins & 1 != 0, after: joins & 2 != 0 })
}

/// The result of [`letters_of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters {
    /// The letter.
    pub first: char,
    /// The alef after the lam.
    pub alef: Option<char>,
    /// Whether the form is joined to the letter before it in the text.
    pub before: bool,
    /// Whether it is joined to the letter after it.
    pub after: bool,
}

const ALEFS: [char; 4] = ['\u{0622}', '\u{0623}', '\u{0625}', '\u{0627}'];

/// The first form of the reverse table.
const FIRST_FORM: usize = 0xFB50;

/// Maps forms to letters, with 1 for a form joined before and 2 for one joined after.
const REVERSE: [(u16, u8); 0xFEFD - FIRST_FORM] = {
    let mut table = [(0, 0); 0xFEFD - FIRST_FORM];
    let mut i = 0;
    while i < LETTERS.len() {
        let (letter, isolated, last, initial, medial) = LETTERS[i];
        let forms = [isolated, last, initial, medial];
        let mut joins = 0;
        while joins < 4 {
            if forms[joins as usize] != 0 {
                table[forms[joins as usize] as usize - FIRST_FORM] = (letter, joins);
            }
            joins += 1;
        }
        i += 1;
    }
    table
};

const NONE: Forms = Forms { isolated: 0, last: 0, initial: 0, medial: 0 };

/// The first letter of the table.
const FIRST: usize = 0x0621;

/// One entry for every code point from [`FIRST`] on, so that a lookup is one index.
const TABLE: [Forms; 0x06D3 - FIRST + 1] = {
    let mut table = [NONE; 0x06D3 - FIRST + 1];
    let mut i = 0;
    while i < LETTERS.len() {
        let (letter, isolated, last, initial, medial) = LETTERS[i];
        table[letter as usize - FIRST] = Forms { isolated, last, initial, medial };
        i += 1;
    }
    table
};

/// Letter, isolated, final, initial, medial.
#[rustfmt::skip]
const LETTERS: [(u16, u16, u16, u16, u16); 76] = [
    (0x0621, 0xFE80, 0, 0, 0),
    (0x0622, 0xFE81, 0xFE82, 0, 0),
    (0x0623, 0xFE83, 0xFE84, 0, 0),
    (0x0624, 0xFE85, 0xFE86, 0, 0),
    (0x0625, 0xFE87, 0xFE88, 0, 0),
    (0x0626, 0xFE89, 0xFE8A, 0xFE8B, 0xFE8C),
    (0x0627, 0xFE8D, 0xFE8E, 0, 0),
    (0x0628, 0xFE8F, 0xFE90, 0xFE91, 0xFE92),
    (0x0629, 0xFE93, 0xFE94, 0, 0),
    (0x062A, 0xFE95, 0xFE96, 0xFE97, 0xFE98),
    (0x062B, 0xFE99, 0xFE9A, 0xFE9B, 0xFE9C),
    (0x062C, 0xFE9D, 0xFE9E, 0xFE9F, 0xFEA0),
    (0x062D, 0xFEA1, 0xFEA2, 0xFEA3, 0xFEA4),
    (0x062E, 0xFEA5, 0xFEA6, 0xFEA7, 0xFEA8),
    (0x062F, 0xFEA9, 0xFEAA, 0, 0),
    (0x0630, 0xFEAB, 0xFEAC, 0, 0),
    (0x0631, 0xFEAD, 0xFEAE, 0, 0),
    (0x0632, 0xFEAF, 0xFEB0, 0, 0),
    (0x0633, 0xFEB1, 0xFEB2, 0xFEB3, 0xFEB4),
    (0x0634, 0xFEB5, 0xFEB6, 0xFEB7, 0xFEB8),
    (0x0635, 0xFEB9, 0xFEBA, 0xFEBB, 0xFEBC),
    (0x0636, 0xFEBD, 0xFEBE, 0xFEBF, 0xFEC0),
    (0x0637, 0xFEC1, 0xFEC2, 0xFEC3, 0xFEC4),
    (0x0638, 0xFEC5, 0xFEC6, 0xFEC7, 0xFEC8),
    (0x0639, 0xFEC9, 0xFECA, 0xFECB, 0xFECC),
    (0x063A, 0xFECD, 0xFECE, 0xFECF, 0xFED0),
    (0x0641, 0xFED1, 0xFED2, 0xFED3, 0xFED4),
    (0x0642, 0xFED5, 0xFED6, 0xFED7, 0xFED8),
    (0x0643, 0xFED9, 0xFEDA, 0xFEDB, 0xFEDC),
    (0x0644, 0xFEDD, 0xFEDE, 0xFEDF, 0xFEE0),
    (0x0645, 0xFEE1, 0xFEE2, 0xFEE3, 0xFEE4),
    (0x0646, 0xFEE5, 0xFEE6, 0xFEE7, 0xFEE8),
    (0x0647, 0xFEE9, 0xFEEA, 0xFEEB, 0xFEEC),
    (0x0648, 0xFEED, 0xFEEE, 0, 0),
    (0x0649, 0xFEEF, 0xFEF0, 0xFBE8, 0xFBE9),
    (0x064A, 0xFEF1, 0xFEF2, 0xFEF3, 0xFEF4),
    (0x0671, 0xFB50, 0xFB51, 0, 0),
    (0x0677, 0xFBDD, 0, 0, 0),
    (0x0679, 0xFB66, 0xFB67, 0xFB68, 0xFB69),
    (0x067A, 0xFB5E, 0xFB5F, 0xFB60, 0xFB61),
    (0x067B, 0xFB52, 0xFB53, 0xFB54, 0xFB55),
    (0x067E, 0xFB56, 0xFB57, 0xFB58, 0xFB59),
    (0x067F, 0xFB62, 0xFB63, 0xFB64, 0xFB65),
    (0x0680, 0xFB5A, 0xFB5B, 0xFB5C, 0xFB5D),
    (0x0683, 0xFB76, 0xFB77, 0xFB78, 0xFB79),
    (0x0684, 0xFB72, 0xFB73, 0xFB74, 0xFB75),
    (0x0686, 0xFB7A, 0xFB7B, 0xFB7C, 0xFB7D),
    (0x0687, 0xFB7E, 0xFB7F, 0xFB80, 0xFB81),
    (0x0688, 0xFB88, 0xFB89, 0, 0),
    (0x068C, 0xFB84, 0xFB85, 0, 0),
    (0x068D, 0xFB82, 0xFB83, 0, 0),
    (0x068E, 0xFB86, 0xFB87, 0, 0),
    (0x0691, 0xFB8C, 0xFB8D, 0, 0),
    (0x0698, 0xFB8A, 0xFB8B, 0, 0),
    (0x06A4, 0xFB6A, 0xFB6B, 0xFB6C, 0xFB6D),
    (0x06A6, 0xFB6E, 0xFB6F, 0xFB70, 0xFB71),
    (0x06A9, 0xFB8E, 0xFB8F, 0xFB90, 0xFB91),
    (0x06AD, 0xFBD3, 0xFBD4, 0xFBD5, 0xFBD6),
    (0x06AF, 0xFB92, 0xFB93, 0xFB94, 0xFB95),
    (0x06B1, 0xFB9A, 0xFB9B, 0xFB9C, 0xFB9D),
    (0x06B3, 0xFB96, 0xFB97, 0xFB98, 0xFB99),
    (0x06BA, 0xFB9E, 0xFB9F, 0, 0),
    (0x06BB, 0xFBA0, 0xFBA1, 0xFBA2, 0xFBA3),
    (0x06BE, 0xFBAA, 0xFBAB, 0xFBAC, 0xFBAD),
    (0x06C0, 0xFBA4, 0xFBA5, 0, 0),
    (0x06C1, 0xFBA6, 0xFBA7, 0xFBA8, 0xFBA9),
    (0x06C5, 0xFBE0, 0xFBE1, 0, 0),
    (0x06C6, 0xFBD9, 0xFBDA, 0, 0),
    (0x06C7, 0xFBD7, 0xFBD8, 0, 0),
    (0x06C8, 0xFBDB, 0xFBDC, 0, 0),
    (0x06C9, 0xFBE2, 0xFBE3, 0, 0),
    (0x06CB, 0xFBDE, 0xFBDF, 0, 0),
    (0x06CC, 0xFBFC, 0xFBFD, 0xFBFE, 0xFBFF),
    (0x06D0, 0xFBE4, 0xFBE5, 0xFBE6, 0xFBE7),
    (0x06D2, 0xFBAE, 0xFBAF, 0, 0),
    (0x06D3, 0xFBB0, 0xFBB1, 0, 0),
];

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn forms_lead_back_to_their_letters() {
        for (letter, isolated, last, initial, medial) in LETTERS {
            for (form, before, after) in
                [(isolated, false, false), (last, true, false), (initial, false, true), (medial, true, true)]
            {
                if let Some(form) = char::from_u32(form.into()).filter(|_| form != 0) {
                    let found = letters_of(form).unwrap();
                    assert_eq!(
                        (found.first as u32, found.alef, found.before, found.after),
                        (letter.into(), None, before, after)
                    );
                }
            }
        }
        for alef in ALEFS {
            for before in [false, true] {
                let found = letters_of(lam_alef(alef, before).unwrap()).unwrap();
                assert_eq!(found, Letters { first: '\u{644}', alef: Some(alef), before, after: false });
            }
        }
        assert_eq!(
            ['a', '\u{628}', '\u{FEF4}', '\u{FEFD}', '\u{FDFD}', '日'].map(|c| letters_of(c).is_some()),
            [false, false, true, false, false, false]
        );
    }

    #[test]
    fn every_form_is_compatible_with_its_letter() {
        for (letter, isolated, last, initial, medial) in LETTERS {
            let letter = char::from_u32(u32::from(letter)).unwrap();
            let base: String = letter.to_string().nfkc().collect();
            for code in [isolated, last, initial, medial].into_iter().filter(|code| *code != 0) {
                let form = char::from_u32(u32::from(code)).unwrap();
                assert_eq!(form.to_string().nfkc().collect::<String>(), base, "{form:?} of {letter:?}");
            }
        }
    }

    #[test]
    fn beh_has_four_forms_and_latin_none() {
        let all = [(false, false), (true, false), (false, true), (true, true)];
        let forms: Vec<_> = all.iter().filter_map(|(before, after)| form('ب', *before, *after)).collect();
        assert_eq!(forms, ['\u{FE8F}', '\u{FE90}', '\u{FE91}', '\u{FE92}']);
        assert_eq!(form('b', false, false), None);
        assert_eq!(form('ا', false, true), None, "alef never joins the letter after it");
    }
}
