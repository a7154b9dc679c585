//! Reads the beginning of a text once and weighs the signs of its language: letters and frequent words.

use super::script::{Kind, Script, kind};
use super::words::{LANGUAGES, LETTERS};
use std::sync::LazyLock;

/// The languages that have a word or a letter, as bits in the order of [`LANGUAGES`].
type Languages = u64;

/// The weight of a word that one language has, and of a letter. What several languages have weighs as much less.
const WORD: u32 = 12;
const LETTER: u32 = 4;

/// The characters below this code point have a place in the table: Latin, Cyrillic, Hebrew and Arabic ones.
const CHARACTERS: usize = 0x700;

/// The number of slots in the table of words, a power of two of which half is filled.
const SLOTS: usize = 8192;

/// The longest character reference, in bytes without its ampersand.
const LONGEST_REFERENCE: usize = 10;

/// The fewest letters that tell a language, and the fewest where a letter is a syllable or a word.
const LEAST_LETTERS: u32 = 45;
const LEAST_SYLLABLES: u32 = 20;
/// The share of the letters, in percent, that the script of a text has at least; a beginning where it has fewer than the
/// second share says nothing yet.
const SHARE: u64 = 60;
const CLEAR_SHARE: u64 = 85;
/// The lowest score that identifies a language: three words that no other language has.
const LEAST_SCORE: u32 = 3 * WORD;
/// How much higher than the second the highest score is: a word that no other language has, and this share of it.
const LEAD: u32 = WORD;
const LEAD_SHARE: u32 = 16;
/// The number of different words and letters that tell a language.
const LEAST_DIFFERENT: u32 = 4;
/// The lowest score for each 100 words, in words that no other language has.
const DENSITY: u32 = 7;
/// The same, of a language that the text is not in.
const STRAY: u32 = 5;

/// The start and the factor of the hash of a word (FNV-1a).
const START: u64 = 0xcbf2_9ce4_8422_2325;
const FACTOR: u64 = 0x0000_0100_0000_01b3;
/// Spreads a hash over its high bits (Fibonacci hashing).
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

fn add(hash: u64, c: u32) -> u64 {
    (hash ^ u64::from(c)).wrapping_mul(FACTOR)
}

fn hash(word: &str) -> u64 {
    word.chars().fold(START, |hash, c| add(hash, u32::from(c)))
}

/// Returns the slot where a word is looked for first, and the part of its hash that is kept there, which is not 0.
fn slot(hash: u64) -> (usize, u32) {
    let hash = hash.wrapping_mul(SPREAD);
    ((hash >> 51) as usize % SLOTS, (hash >> 16) as u32 | 1)
}

/// The words and letters of [`LANGUAGES`], ready to be looked up.
struct Table {
    /// A part of the hash of each word; 0 in an empty slot. Apart from the languages, because most words are in none.
    words: Box<[u32]>,
    languages: Box<[Languages]>,
    characters: Box<[Character]>,
    /// The article of Arabic, which is part of the word.
    article: u64,
    arabic: Languages,
    vietnamese: Languages,
}

/// A character: its kind, its lower case, and the languages that it indicates.
#[derive(Clone, Copy)]
struct Character {
    kind: Kind,
    lower: u32,
    languages: Languages,
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Self {
        let (mut words, mut languages) = (vec![0; SLOTS].into_boxed_slice(), vec![0; SLOTS].into_boxed_slice());
        for (place, language) in LANGUAGES.iter().enumerate() {
            for word in language.words.split(' ') {
                let (mut at, part) = slot(hash(word));
                while words[at] != 0 && words[at] != part {
                    at = (at + 1) % SLOTS;
                }
                words[at] = part;
                languages[at] |= 1 << place;
            }
        }
        let vietnamese = languages_with("vi");
        let mut characters: Box<[Character]> = (0..CHARACTERS as u32)
            .map(|code| character(char::from_u32(code).unwrap_or_default(), vietnamese))
            .collect();
        for (text, tags) in LETTERS {
            for c in text.chars() {
                if let Some(character) = characters.get_mut(c as usize) {
                    character.languages |= tags.split(' ').map(languages_with).fold(0, |all, one| all | one);
                }
            }
        }
        Self { words, languages, characters, article: hash("ال"), arabic: languages_with("ar"), vietnamese }
    }

    fn word(&self, hash: u64) -> Languages {
        let (mut at, part) = slot(hash);
        loop {
            match self.words[at] {
                0 => return 0,
                known if known == part => return self.languages[at],
                _ => at = (at + 1) % SLOTS,
            }
        }
    }

    fn character(&self, c: char) -> Character {
        self.characters.get(c as usize).copied().unwrap_or_else(|| character(c, self.vietnamese))
    }
}

/// Returns a character beyond the table. Those of Latin with two marks, and ạ and the like, are Vietnamese; ẹ and ọ are
/// Yoruba too.
fn character(c: char, vietnamese: Languages) -> Character {
    let is_vietnamese = matches!(c, '\u{1EA0}'..='\u{1EF9}') && !matches!(c, '\u{1EB9}' | '\u{1ECD}');
    Character { kind: kind(c), lower: lower(c), languages: if is_vietnamese { vietnamese } else { 0 } }
}

fn languages_with(tag: &str) -> Languages {
    let found = LANGUAGES.iter().enumerate().filter(|(_, language)| language.tag == tag);
    found.fold(0, |all, (place, _)| all | 1 << place)
}

/// What was read of a text.
pub(super) struct Scan {
    table: &'static Table,
    letters: [u32; Script::COUNT],
    scores: [u32; 64],
    /// A bit for each different word and letter of a language.
    different: [u64; 64],
    /// The languages that have a score.
    scored: Languages,
    words: u32,
    /// The hash of the word that is being read, and the number of its letters.
    word: u64,
    length: u32,
    read: u32,
}

impl Scan {
    pub fn new() -> Self {
        Self {
            table: &TABLE,
            letters: [0; Script::COUNT],
            scores: [0; 64],
            different: [0; 64],
            scored: 0,
            words: 0,
            word: START,
            length: 0,
            read: 0,
        }
    }

    /// Counts a word or letter, of this hash, for the languages that have it.
    fn weigh(&mut self, mut languages: Languages, weight: u32, hash: u64) {
        self.scored |= languages;
        let (weight, bit) = (weight / languages.count_ones().max(1), 1 << (hash.wrapping_mul(SPREAD) >> 58));
        while languages != 0 {
            let at = languages.trailing_zeros() as usize;
            self.scores[at] += weight;
            self.different[at] |= bit;
            languages &= languages - 1;
        }
    }

    /// Counts the word that was being read; a text ends it too.
    pub fn end_word(&mut self) {
        if self.length > 0 {
            self.words += 1;
            let languages = self.table.word(self.word);
            if languages != 0 {
                self.weigh(languages, WORD, self.word);
            }
            (self.word, self.length) = (START, 0);
        }
    }

    /// Reads a character that is not ASCII.
    fn letter(&mut self, c: char) {
        let Character { kind, lower, languages } = self.table.character(c);
        let script = match kind {
            Kind::Mark => return,
            Kind::Break => return self.end_word(),
            Kind::Letter(script) => script,
        };
        self.read += 1;
        self.letters[script as usize] += 1;
        self.length += 1;
        let before = self.word;
        self.word = add(before, lower);
        if self.length == 3 && before == self.table.article {
            self.weigh(self.table.arabic, WORD, before);
        }
        if languages != 0 {
            self.weigh(languages, LETTER, u64::from(lower));
        }
    }

    /// Reads on until the text ends or `most` letters have been read in all. Returns the rest of the text. `markup` is
    /// whether the text is HTML.
    pub fn text<'t>(&mut self, text: &'t str, markup: bool, most: u32) -> &'t str {
        let mut chars = text.chars();
        while self.read < most {
            let Some(c) = chars.next() else { break };
            if c.is_ascii_alphabetic() {
                self.read += 1;
                self.letters[Script::Latin as usize] += 1;
                self.word = add(self.word, u32::from(c) | 0x20);
                self.length += 1;
            } else if !c.is_ascii() {
                self.letter(c);
            } else if let Some((c, rest)) = reference(c, chars.as_str(), markup) {
                self.letter(c);
                chars = rest.chars();
            } else {
                self.end_word();
                let rest = chars.as_str();
                match c {
                    '<' if markup => chars = after_tag(rest).chars(),
                    '&' if markup => chars = after_reference(rest).chars(),
                    ':' if rest.starts_with("//") => {
                        chars = rest.get(rest.find(ends_address).unwrap_or(rest.len())..).unwrap_or_default().chars();
                    }
                    _ => {}
                }
            }
        }
        chars.as_str()
    }

    /// Returns the language of what was read; `None` if that is too little, or fits no language or several. `whole` is
    /// whether no more will be read.
    pub fn language(&self, whole: bool) -> Option<&'static str> {
        let (script, letters) = self.script(if whole { SHARE } else { CLEAR_SHARE })?;
        let syllables = matches!(script, Script::Han | Script::Kana | Script::Hangul);
        if letters < if syllables { LEAST_SYLLABLES } else { LEAST_LETTERS } {
            return None;
        }
        script.language().or_else(|| self.by_words(script)).or_else(|| self.is_hebrew(script).then_some("he"))
    }

    /// Returns the script that most letters have, and the number of these letters; `None` if it is less than this
    /// share of all, in percent.
    fn script(&self, share: u64) -> Option<(Script, u32)> {
        let of = |script: Script| self.letters[script as usize];
        let japanese = of(Script::Han) + of(Script::Kana);
        let (script, letters) = if japanese * 2 > self.read {
            let script = if of(Script::Kana) * 20 >= japanese { Script::Kana } else { Script::Han };
            (script, japanese)
        } else {
            Script::ALL.into_iter().map(|script| (script, of(script))).max_by_key(|(_, letters)| *letters)?
        };
        (u64::from(letters) * 100 >= u64::from(self.read) * share).then_some((script, letters))
    }

    /// Returns whether a text in Hebrew script has next to no word or letter of Yiddish: few words of Hebrew are frequent.
    fn is_hebrew(&self, script: Script) -> bool {
        let yiddish = LANGUAGES.iter().zip(&self.scores).find(|(language, _)| language.tag == "yi");
        script == Script::Hebrew && yiddish.is_some_and(|(_, score)| score * 100 < self.words * WORD * STRAY)
    }

    /// Returns whether so few words are known that reading on is of no use.
    pub fn is_strange(&self) -> bool {
        let best = self.scores.iter().max().copied().unwrap_or_default();
        best * 200 < self.words * WORD * DENSITY
    }

    /// Returns the language of this script whose words and letters are many, different and clearly more than another's.
    fn by_words(&self, script: Script) -> Option<&'static str> {
        let (mut best, mut second) = ((0, 0), 0);
        let mut scored = self.scored;
        while scored != 0 {
            let place = scored.trailing_zeros() as usize;
            scored &= scored - 1;
            let score = if LANGUAGES[place].script == script { self.scores[place] } else { 0 };
            if score > best.0 {
                (best, second) = ((score, place), best.0);
            } else {
                second = second.max(score);
            }
        }
        let (score, place) = best;
        let clear = score >= LEAST_SCORE && score - second >= LEAD + score / LEAD_SHARE;
        let different = self.different[place].count_ones() >= LEAST_DIFFERENT;
        (clear && different && score * 100 >= self.words * WORD * DENSITY).then_some(LANGUAGES[place].tag)
    }
}

fn ends_address(c: char) -> bool {
    c.is_whitespace() || matches!(c, '<' | '"' | ')')
}

/// Returns the lower case of a letter that is not ASCII.
fn lower(c: char) -> u32 {
    let code = u32::from(c);
    match code {
        0xC0..=0xDE | 0x410..=0x42F => code + 0x20,
        0x400..=0x40F => code + 0x50,
        0x130 => u32::from('i'),
        0x100..=0x24F | 0x460..=0x52F | 0x1E00..=0x1EFF => c.to_lowercase().next().map_or(code, u32::from),
        _ => code,
    }
}

/// Returns what follows a tag, a comment, or an element whose content is not text.
fn after_tag(rest: &str) -> &str {
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return rest;
    }
    let after = |end: &str| rest.find(end).and_then(|at| rest.get(at + end.len()..));
    let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    let end = match rest {
        _ if rest.starts_with("!--") => after("-->"),
        _ if is("script") => after("</script>"),
        _ if is("style") => after("</style>"),
        _ if is("pre") => after("</pre>"),
        _ if is("code") => after("</code>"),
        _ => after(">"),
    };
    // What has no end is no text.
    end.unwrap_or_default()
}

/// Splits off the name of a character reference, which follows an ampersand and ends with a semicolon.
fn name_of_reference(rest: &str) -> Option<(&str, &str)> {
    let end = rest.bytes().take(LONGEST_REFERENCE).position(|byte| byte == b';')?;
    Some((rest.get(..end)?, rest.get(end + 1..)?))
}

/// Returns the character, not of ASCII, whose reference by number begins with `c`, and the rest of the text.
fn reference(c: char, rest: &str, markup: bool) -> Option<(char, &str)> {
    if c != '&' || !markup {
        return None;
    }
    let (name, after) = name_of_reference(rest)?;
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => digits.parse().ok()?,
    };
    Some((char::from_u32(code).filter(|c| !c.is_ascii())?, after))
}

fn after_reference(rest: &str) -> &str {
    name_of_reference(rest).map_or(rest, |(_, after)| after)
}
