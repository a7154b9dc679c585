//! Titles to search: made up from the word lists in `words/`, and read from files.

use crate::names::{LANGUAGES, Name};
use crate::numbers::Numbers;
use farz::ingest::{Item, Source, read};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const WORDS: [&str; 6] = [
    include_str!("words/en.txt"),
    include_str!("words/de.txt"),
    include_str!("words/ru.txt"),
    include_str!("words/ar.txt"),
    include_str!("words/fa.txt"),
    include_str!("words/he.txt"),
];

const SOURCES: [[&str; 3]; 6] = [
    ["Harbour Gazette", "The Evening Ledger", "Northern Wire"],
    ["Hafenkurier", "Abendblatt", "Nordbote"],
    ["Вечерний курьер", "Северный вестник", "Портовая газета"],
    ["صحيفة الميناء", "المساء", "بريد الشمال"],
    ["روزنامه بندر", "عصر", "پیک شمال"],
    ["עיתון הנמל", "הערב", "שליח הצפון"],
];

/// A title and the other texts of its row.
#[derive(Debug)]
pub struct Title {
    pub text: String,
    pub source: String,
    pub author: String,
    pub made_up: bool,
}

/// Makes up distinct titles, the same in every run.
pub fn made_up(count: usize, names: &[Name]) -> Vec<Title> {
    let languages: Vec<Language> = (0..LANGUAGES.len()).map(|number| Language::new(number, names)).collect();
    let (mut numbers, mut known, mut titles) = (Numbers::default(), HashSet::new(), Vec::new());
    while titles.len() < count {
        let number = numbers.below(languages.len());
        let text = languages[number].title(&mut numbers);
        if known.insert(text.clone()) {
            let source = numbers.one(&SOURCES[number]).to_owned();
            titles.push(Title { text, source, author: String::new(), made_up: true });
        }
    }
    titles
}

/// The word lists of one language.
struct Language {
    number: usize,
    sections: HashMap<&'static str, Vec<&'static str>>,
}

impl Language {
    fn new(number: usize, names: &[Name]) -> Self {
        let mut sections: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
        let mut section = "";
        for line in WORDS[number].lines().filter(|line| !line.starts_with('#')) {
            match line.strip_prefix("== ") {
                Some(name) => section = name,
                None if section == "titles" => sections.entry(section).or_default().push(line),
                None => {
                    let words = line.split([',', '،']).map(str::trim).filter(|word| !word.is_empty());
                    sections.entry(section).or_default().extend(words);
                }
            }
        }
        for name in names {
            sections.entry(name.slot).or_default().extend(&name.forms[number]);
        }
        Self { number, sections }
    }

    fn title(&self, numbers: &mut Numbers) -> String {
        let mut title = String::new();
        let mut rest = self.one("titles", numbers);
        while let Some((before, (slot, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            title.push_str(before);
            let word = self.slot(slot, numbers);
            // The Arabic article loses its alif after the preposition li-.
            let short = word.strip_prefix('ا').filter(|rest| rest.starts_with('ل') && title.ends_with(" ل"));
            title.push_str(short.unwrap_or(&word));
            rest = after;
        }
        title.push_str(rest);
        let mut letters = title.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        first + letters.as_str()
    }

    fn slot(&self, slot: &str, numbers: &mut Numbers) -> String {
        if slot == "number" {
            let number = (2 + numbers.below(998)).to_string();
            let eastern = match LANGUAGES[self.number] {
                "fa" => Some('۰'),
                "ar" if numbers.below(3) == 0 => Some('٠'),
                _ => None,
            };
            let digit = |c: char, zero: char| char::from_u32(zero as u32 + c as u32 - '0' as u32).unwrap_or(c);
            return eastern.map_or(number.clone(), |zero| number.chars().map(|c| digit(c, zero)).collect());
        }
        let (section, case) = slot.split_once('~').unwrap_or((slot, ""));
        let word = self.one(section, numbers);
        if case.is_empty() { word.to_owned() } else { declined(word, case) }
    }

    /// Chooses an entry of a section, with a probability of about 1 / (rank + offset).
    fn one(&self, section: &str, numbers: &mut Numbers) -> &'static str {
        let words = self.sections.get(section).map_or(&[][..], Vec::as_slice);
        let offset = match section {
            "person" | "place" | "topic" => 60.0,
            "titles" => 1000.0,
            _ => 4.0,
        };
        let part = numbers.below(1 << 20) as f64 / f64::from(1 << 20);
        let rank = offset * ((1.0 + words.len() as f64 / offset).powf(part) - 1.0);
        words.get(rank as usize).copied().unwrap_or_default()
    }
}

/// Declines a Russian name by its ending; returns indeclinable names unchanged.
fn declined(name: &str, case: &str) -> String {
    let ends = |end: &str| name.strip_suffix(end);
    let pick = |stem: &str, ends: [&str; 3]| {
        let end = match case {
            "gen" => ends[0],
            "loc" => ends[1],
            _ => ends[2],
        };
        format!("{stem}{end}")
    };
    if let Some(stem) = ends("ский") {
        pick(stem, ["ского", "ском", "ским"])
    } else if let Some(stem) = ends("ия") {
        pick(stem, ["ии", "ии", "ией"])
    } else if let Some(stem) = ends("а") {
        pick(stem, ["ы", "е", "ой"])
    } else if let Some(stem) = ends("ь") {
        pick(stem, ["я", "е", "ем"])
    } else if name.ends_with(|c: char| "бвгджзклмнпрстфхцчшщ".contains(c)) {
        pick(name, ["а", "е", "ом"])
    } else {
        name.to_owned()
    }
}

/// Returns the folder of shared data, if the machine has it.
pub fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("FARZ_SHARED").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")).join("data");
    folder.is_dir().then_some(folder)
}

/// Returns the titles of files and folders, read as `farz add` reads them. The program gzip unpacks `.jsonl.gz` files.
pub fn of_files(paths: &[PathBuf]) -> Vec<Title> {
    let mut titles = Vec::new();
    let mut take = |item: Item| {
        if let Item::Article(article) | Item::Cut(article) = item {
            let article = *article;
            let (text, source, author) = (article.title, article.source, article.author);
            titles.push(Title { text, source, author, made_up: false });
        }
        ControlFlow::Continue(())
    };
    for path in paths {
        read(&Source::Path(path.clone()), None, 0, &mut take);
        for packed in packed(path) {
            let unpacked = Command::new("gzip").arg("-dc").arg(&packed).stderr(Stdio::inherit()).output();
            match unpacked {
                Ok(unpacked) if unpacked.status.success() => {
                    read(&Source::Stdin, Some(&unpacked.stdout), 0, &mut take);
                }
                Ok(_) => println!("{} is left out", packed.display()),
                Err(error) => println!("gzip cannot be run ({error}): {} is left out", packed.display()),
            }
        }
    }
    titles.retain(|title| title.text.chars().any(char::is_alphabetic));
    titles
}

/// Returns the `.jsonl.gz` files of a folder.
fn packed(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".jsonl.gz"));
    files.sort();
    files
}
