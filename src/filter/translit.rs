//! Finds words of one script in another script by their sound.
//!
//! Arabic and Hebrew write consonants and long vowels, so a word in them is compared by its skeleton: the classes of
//! its consonants in order. Cyrillic and Greek words are first written in Latin letters (after ISO 9 and ISO 843, with
//! the digraphs of everyday use), and their vowels count too. A letter with more than one sound gives more than one
//! reading.
//!
//! Classes: B (b, p), F (f, v), T, D, G (j, g, gh), K (k, q), X (kh), H, S, Z, Y (sh), R, L, M, N. Vowels: a, i (i, e,
//! y), u (o, u, w).

use crate::domain::letters::Letters;
use crate::text::fold::fold;
use std::collections::HashMap;

/// The maximum number of readings of one word.
const MOST: usize = 24;
/// The longest word that gets readings, in letters.
const LONGEST: usize = 40;
/// The base score of a word with the same sound; lower than that of any word that matches as typed.
const SAME: i32 = 12;
/// How much less a word without its article or particle scores.
const STRIPPED: i32 = 2;
/// The base score of a word that only begins with the same sound.
const BEGINS: i32 = 6;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Arabic,
    Hebrew,
    Cyrillic,
    Greek,
}

impl Script {
    fn of(word: &str) -> Option<Self> {
        let of = |c: char| match c {
            'a'..='z' => Some(Self::Latin),
            '\u{0620}'..='\u{06FF}' => Some(Self::Arabic),
            '\u{05D0}'..='\u{05EA}' => Some(Self::Hebrew),
            '\u{0400}'..='\u{04FF}' => Some(Self::Cyrillic),
            '\u{0370}'..='\u{03FF}' => Some(Self::Greek),
            _ => None,
        };
        let first = of(word.chars().next()?)?;
        word.chars().all(|c| of(c) == Some(first) || c.is_ascii_digit()).then_some(first)
    }

    /// Returns whether the script omits short vowels.
    fn skips_vowels(self) -> bool {
        match self {
            Self::Arabic | Self::Hebrew => true,
            Self::Latin | Self::Cyrillic | Self::Greek => false,
        }
    }
}

/// One way to read a word: its consonants and its vowels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Reading {
    consonants: String,
    vowels: String,
}

/// The sounds of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sounds {
    script: Script,
    readings: Vec<Reading>,
}

impl Sounds {
    /// Returns the sounds of `word`, which is in search form; `None` if it is not a word of one script that is known
    /// here, or has fewer than two consonants.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let script = Script::of(word)?;
        let readings = stems(word, script).flat_map(|stem| readings(stem, script));
        let readings: Vec<Reading> = readings.filter(|reading| reading.consonants.len() >= 2).collect();
        (!readings.is_empty()).then_some(Self { script, readings })
    }

    /// Returns how well a word of another script in `text`, which is in search form, sounds like this one; `None` if
    /// no word does. `heard` caches the results of earlier words, for this word only.
    #[must_use]
    pub fn find(&self, text: &str, heard: &mut Heard) -> Option<i32> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.filter_map(|word| heard.ask(word, || self.like(word))).max()
    }

    /// Returns whether a text with these letters can contain a word of another script.
    #[must_use]
    pub fn can_be_in(&self, letters: Letters) -> bool {
        self.script != Script::Latin || letters.has_more_than_ascii()
    }

    fn like(&self, word: &str) -> Option<i32> {
        let script = Script::of(word).filter(|script| *script != self.script)?;
        let silent = script.skips_vowels() || self.script.skips_vowels();
        let best = |word: &str| {
            let others = readings(word, script);
            let pairs = self.readings.iter().flat_map(|own| others.iter().map(move |other| (own, other)));
            pairs.filter_map(|(own, other)| sound(own, other, silent)).max()
        };
        let mut scores = stems(word, script).map(best);
        let whole = scores.next().flatten();
        // The word as it is ranks before one that sounds so only without its article or particle.
        whole.max(scores.flatten().max().map(|score| score - STRIPPED))
    }
}

/// A cache of results per word, because the words of many titles repeat.
#[derive(Clone, Debug, Default)]
pub struct Heard(HashMap<String, Option<i32>>);

impl Heard {
    /// The maximum number of words in the cache.
    const MOST: usize = 1 << 16;
    /// The longest word that is cached, in bytes.
    const LONGEST: usize = 128;

    fn ask(&mut self, word: &str, like: impl FnOnce() -> Option<i32>) -> Option<i32> {
        if word.len() > Self::LONGEST {
            return like();
        }
        if let Some(known) = self.0.get(word) {
            return *known;
        }
        if self.0.len() == Self::MOST {
            self.0.clear();
        }
        let found = like();
        self.0.insert(word.to_owned(), found);
        found
    }
}

/// Compares two readings. If `silent`, one side may omit vowels; then only short skeletons must agree in their vowels.
fn sound(own: &Reading, other: &Reading, silent: bool) -> Option<i32> {
    let count = own.consonants.len();
    let vowels = || 2 * common(&own.vowels, &other.vowels) >= own.vowels.len().max(other.vowels.len());
    if own.consonants == other.consonants {
        let holds = if silent && count >= 3 { true } else { vowels() };
        // A word whose vowels agree too ranks first. A vowel that one of them writes and the other lacks is a sign against.
        let agreed = common(&own.vowels, &other.vowels);
        let lacking = own.vowels.len().min(other.vowels.len()).saturating_sub(agreed);
        return holds.then_some(SAME + (count + 2 * agreed) as i32 - 2 * lacking as i32);
    }
    // The user may have typed only the beginning of the word.
    let begins = count >= 3 && other.consonants.starts_with(&own.consonants) && other.consonants.len() <= count + 3;
    begins.then_some(BEGINS + count as i32)
}

/// Returns the length of the longest common subsequence.
fn common(a: &str, b: &str) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a.bytes() {
        let mut diagonal = 0;
        for (at, y) in b.bytes().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if x == y { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

fn readings(word: &str, script: Script) -> Vec<Reading> {
    if word.chars().count() > LONGEST {
        return Vec::new();
    }
    match script {
        Script::Latin => latin(word),
        Script::Cyrillic => latin(&word.chars().map(cyrillic).collect::<String>()),
        Script::Greek => latin(&greek(word)),
        Script::Arabic => spell(word, arabic),
        Script::Hebrew => spell(word, hebrew),
    }
}

/// Returns the word, and an Arabic word also without an article or particle that is attached to it.
fn stems(word: &str, script: Script) -> impl Iterator<Item = &str> {
    const BEFORE: [&str; 11] = ["ال", "وال", "بال", "فال", "كال", "لل", "و", "ب", "ل", "ف", "ك"];
    let before = BEFORE.into_iter().filter(move |_| script == Script::Arabic);
    let stripped = before.filter_map(|before| word.strip_prefix(before));
    std::iter::once(word).chain(stripped.filter(|rest| rest.chars().count() >= 3))
}

/// Adds each of `sounds` to each reading. A capital is a consonant, a small letter a vowel, and `-` no sound.
fn extend(readings: &mut Vec<Reading>, sounds: &[&str]) {
    let mut next: Vec<Reading> = Vec::with_capacity(readings.len() * sounds.len());
    for sound in sounds {
        for reading in readings.iter() {
            let mut longer = reading.clone();
            for c in sound.chars() {
                match c {
                    'a' | 'i' | 'u' => longer.vowels.push(c),
                    '-' => {}
                    c => longer.consonants.push(c),
                }
            }
            if next.len() < MOST && !next.contains(&longer) {
                next.push(longer);
            }
        }
    }
    *readings = next;
}

fn spell(word: &str, sounds: fn(char, bool) -> &'static [&'static str]) -> Vec<Reading> {
    let mut readings = vec![Reading::default()];
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        extend(&mut readings, sounds(letter, letters.peek().is_none()));
    }
    readings
}

fn arabic(letter: char, last: bool) -> &'static [&'static str] {
    match letter {
        'ب' | 'پ' => &["B"],
        'ت' | 'ط' => &["T"],
        'ث' => &["T", "S"],
        'ج' | 'گ' | 'غ' | 'ژ' | 'چ' => &["G"],
        'ه' if last => &["a", "H"],
        'ح' | 'ه' => &["H"],
        'خ' => &["X"],
        'د' | 'ض' => &["D"],
        'ذ' => &["D", "Z"],
        'ر' => &["R"],
        'ز' | 'ظ' => &["Z"],
        'س' | 'ص' => &["S"],
        'ش' => &["Y"],
        'ف' | 'ڤ' => &["F"],
        'ق' | 'ك' => &["K"],
        'ل' => &["L"],
        'م' => &["M"],
        'ن' => &["N"],
        'ا' | 'ع' => &["a"],
        'و' => &["u"],
        'ي' => &["i"],
        _ => &["-"],
    }
}

fn hebrew(letter: char, last: bool) -> &'static [&'static str] {
    match letter {
        'ב' => &["B", "F"],
        'ג' => &["G"],
        'ד' => &["D"],
        'ה' if last => &["a", "H"],
        'ה' => &["H"],
        'ו' => &["u", "F"],
        'ז' => &["Z"],
        'ח' => &["H", "X"],
        'ט' | 'ת' => &["T"],
        'י' => &["i"],
        'כ' => &["K", "X"],
        'ל' => &["L"],
        'מ' => &["M"],
        'נ' => &["N"],
        'ס' => &["S"],
        'פ' => &["B", "F"],
        'צ' => &["TS", "S"],
        'ק' => &["K"],
        'ר' => &["R"],
        'ש' => &["Y", "S"],
        'א' | 'ע' => &["a"],
        _ => &["-"],
    }
}

fn cyrillic(letter: char) -> &'static str {
    match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        // Russian writes h with it: Гамбург.
        'г' | 'ґ' => "gh",
        'д' => "d",
        'е' | 'э' | 'є' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' | 'ы' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "iu",
        'я' => "ia",
        _ => "",
    }
}

/// Writes a Greek word in Latin letters: ου is u, μπ b, ντ d, αυ av, ευ ev, γγ ng.
fn greek(word: &str) -> String {
    let pairs = [("ου", "u"), ("μπ", "b"), ("ντ", "d"), ("αυ", "av"), ("ευ", "ev"), ("γγ", "ng"), ("γκ", "g")];
    let word = pairs.into_iter().fold(word.to_owned(), |word, (from, to)| word.replace(from, to));
    let letter = |c: char| match c {
        'α' => "a",
        'β' => "v",
        'γ' => "g",
        'δ' => "d",
        'ε' => "e",
        'ζ' => "z",
        'η' | 'ι' | 'υ' => "i",
        'θ' => "th",
        'κ' => "k",
        'λ' => "l",
        'μ' => "m",
        'ν' => "n",
        'ξ' => "x",
        'ο' | 'ω' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' => "s",
        'τ' => "t",
        'φ' => "f",
        'χ' => "kh",
        'ψ' => "ps",
        _ => "",
    };
    word.chars().map(|c| if c.is_ascii() { c.to_string() } else { letter(c).to_owned() }).collect()
}

/// The German spellings of sounds that English writes with fewer letters (Duden, Transkription).
const GERMAN: [(&str, &[&str]); 3] = [("tsch", &["TY", "G"]), ("dsch", &["G"]), ("sch", &["Y", "SX", "SK"])];

fn begins(letters: &[char], at: usize, written: &str) -> bool {
    letters.iter().skip(at).take(written.len()).copied().eq(written.chars())
}

fn latin(word: &str) -> Vec<Reading> {
    let letters: Vec<char> = word.chars().collect();
    let mut readings = vec![Reading::default()];
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let pair: String = letters.iter().skip(at).take(2).collect();
        if let Some((written, sounds)) = GERMAN.iter().find(|(written, _)| begins(&letters, at, written)) {
            extend(&mut readings, sounds);
            at += written.len();
            continue;
        }
        let (sounds, mut length): (&[&str], usize) = match pair.as_str() {
            "sh" => (&["Y"], 2),
            "ch" => (&["Y", "G", "X", "K"], 2),
            "kh" => (&["X", "H"], 2),
            "gh" => (&["G", "H"], 2),
            "th" => (&["T", "D"], 2),
            "dh" => (&["D", "Z"], 2),
            "ph" => (&["F"], 2),
            "zh" => (&["G"], 2),
            "ck" => (&["K"], 2),
            "ts" | "tz" => (&["TS", "S"], 2),
            _ => (single(letter), 1),
        };
        // A doubled letter is one sound.
        if length == 1 && letters.get(at + 1) == Some(&letter) {
            length = 2;
        }
        extend(&mut readings, sounds);
        at += length;
    }
    readings
}

fn single(letter: char) -> &'static [&'static str] {
    match letter {
        'b' | 'p' => &["B"],
        'v' => &["F", "B", "u"],
        't' => &["T"],
        'g' => &["G"],
        'j' => &["G", "i"],
        'h' => &["H", "-"],
        'x' => &["KS"],
        'd' => &["D"],
        'r' => &["R"],
        'z' => &["Z", "TS"],
        's' => &["S"],
        'c' => &["K", "S"],
        'f' => &["F"],
        'k' | 'q' => &["K"],
        'l' => &["L"],
        'm' => &["M"],
        'n' => &["N"],
        'a' => &["a"],
        'e' | 'i' | 'y' => &["i"],
        'w' => &["u", "F"],
        'o' | 'u' => &["u"],
        _ => &["-"],
    }
}

/// Returns whether two words, as written, sound alike in different scripts.
#[must_use]
pub fn alike(a: &str, b: &str) -> bool {
    Sounds::of(&fold(a)).is_some_and(|sounds| sounds.find(&fold(b), &mut Heard::default()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_that_sound_alike() {
        let mut wrong = Vec::new();
        for (a, b) in [
            ("putin", "بوتين"),
            ("daesh", "داعش"),
            ("moskva", "Москва"),
            ("vladimir", "فلاديمير"),
            ("afghanistan", "أفغانستان"),
            ("bortnikov", "بورتنيكوف"),
            ("moscow", "موسكو"),
            ("russia", "روسيا"),
            ("syria", "سورية"),
            ("iran", "إيران"),
            ("qaeda", "القاعدة"),
            ("gaza", "غزة"),
            ("muhammad", "مُحَمَّد"),
            ("putin", "Путин"),
            ("putin", "פוטין"),
            ("khrushchev", "Хрущев"),
            ("athina", "Αθήνα"),
            ("papandreou", "Παπανδρέου"),
            ("yerushalaim", "ירושלים"),
            ("بوتين", "Putin"),
            ("Москва", "Moskva"),
            ("afghan", "أفغانستان"),
            ("baghdad", "وبغداد"),
        ] {
            if !alike(a, b) {
                wrong.push((a, b));
            }
        }
        assert_eq!(wrong, []);
    }

    #[test]
    fn words_that_do_not() {
        let mut wrong = Vec::new();
        for (a, b) in [
            ("putin", "بوش"),
            ("putin", "putin"),
            ("asia", "آسيا"),
            ("russia", "الرئيس"),
            ("syria", "وسائر"),
            ("moskva", "Минск"),
            ("terror", "إرهاب"),
            ("moscow", "مصر"),
            ("a", "ا"),
            ("putin", "日本"),
            ("", ""),
        ] {
            if alike(a, b) {
                wrong.push((a, b));
            }
        }
        assert_eq!(wrong, []);
    }

    #[test]
    fn vowels_that_agree_stand_first() {
        let putin = Sounds::of("putin").unwrap();
        let find = |text: &str| putin.find(&fold(text), &mut Heard::default());
        assert!(find("قال بوتين") > find("حفر الباطن"));
    }

    proptest! {
        #[test]
        fn any_words_are_compared_within_bounds(a in "\\PC{0,20}", b in "\\PC{0,20}", c in "[chtvx]{0,60}") {
            prop_assert!(!alike(&a, "") && !alike("", &b));
            prop_assert!(a.len() > 60 || alike(&a, &b) == alike(&a, &b));
            prop_assert!(alike(&c, "خطاب") || !alike(&c, "日本"));
            prop_assert!(latin(&c).len() <= MOST);
        }
    }
}
