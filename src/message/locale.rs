//! The catalogue of one language, and the choice of the language.

use super::{Arg, Message};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// The English catalogue; it has every id.
const ENGLISH: &str = include_str!("../../locales/en.ftl");

/// The message that joins two values of a list: `$first` and `$second`.
const JOIN: &str = "list-join";

/// A language of the user interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// Machine-made English for tests: letters are doubled and each message is in brackets. It reveals text that
    /// bypasses the catalogue and layouts without room for longer words.
    Pseudo,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::English, Self::Pseudo];

    /// Returns the BCP 47 tag, which is also the language's name in the config.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Pseudo => "en-XA",
        }
    }

    /// Returns the language of a POSIX locale such as `en_XA.UTF-8`.
    fn of_locale(name: &str) -> Option<Self> {
        let name = name.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        let language = name.split('-').next().unwrap_or_default();
        let with_tag = |tag: &str| Self::ALL.into_iter().find(|known| known.tag().eq_ignore_ascii_case(tag));
        with_tag(&name).or_else(|| with_tag(language))
    }
}

/// The catalogue of a language, which turns messages into text. A clone shares the catalogue.
#[derive(Clone)]
pub struct Locale(Arc<Catalogues>);

struct Catalogues {
    language: Language,
    /// The catalogues in order of preference; English is last.
    bundles: Vec<FluentBundle<FluentResource>>,
}

impl PartialEq for Locale {
    /// Catalogues of the same language are equal.
    fn eq(&self, other: &Self) -> bool {
        self.language() == other.language()
    }
}

impl Eq for Locale {}

impl fmt::Debug for Locale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Locale({})", self.language().tag())
    }
}

impl Default for Locale {
    /// English.
    fn default() -> Self {
        Self::new(Language::English)
    }
}

impl Locale {
    /// Returns the catalogue of `language`. It is parsed once; all later locales of the language share it.
    #[must_use]
    pub fn new(language: Language) -> Self {
        static ENGLISH: OnceLock<Locale> = OnceLock::new();
        static PSEUDO: OnceLock<Locale> = OnceLock::new();
        let parsed = match language {
            Language::English => &ENGLISH,
            Language::Pseudo => &PSEUDO,
        };
        parsed.get_or_init(|| Self::parse(language)).clone()
    }

    fn parse(language: Language) -> Self {
        let bundles = match language {
            Language::English => vec![bundle("en", ENGLISH)],
            Language::Pseudo => {
                let mut pseudo = bundle("en", ENGLISH);
                pseudo.set_transform(Some(doubled));
                vec![pseudo]
            }
        };
        Self(Arc::new(Catalogues { language, bundles }))
    }

    /// Returns the catalogue of the language in the config, or else of the one that `LC_ALL`, `LC_MESSAGES` or `LANG`
    /// names; the first of them that is set and not empty decides. An unsupported language becomes English.
    #[must_use]
    pub fn choose(setting: Option<Language>, variable: impl Fn(&str) -> Option<String>) -> Self {
        let by_environment = || {
            let mut set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(&variable);
            Language::of_locale(&set.find(|name| !name.is_empty())?)
        };
        Self::new(setting.or_else(by_environment).unwrap_or(Language::English))
    }

    /// Returns the language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// Returns the text of the message `id`, which has no variables; `None` if neither the language nor English has
    /// it.
    #[must_use]
    pub fn text_of(&self, id: &str) -> Option<String> {
        self.0.bundles.iter().any(|bundle| bundle.has_message(id)).then(|| self.format(id, &[]))
    }

    /// Returns `message` as text. An id that the language lacks is taken from English; an id that English lacks is
    /// returned itself.
    #[must_use]
    pub fn text(&self, message: &Message) -> String {
        self.format(message.id(), message.args())
    }

    fn format(&self, id: &str, args: &[(&'static str, Arg)]) -> String {
        let found = self.0.bundles.iter().find_map(|bundle| Some((bundle, bundle.get_message(id)?.value()?)));
        let Some((bundle, pattern)) = found else { return id.to_owned() };
        let values: FluentArgs<'_> = args.iter().map(|(name, arg)| (*name, self.value(arg))).collect();
        // A missing variable is written as its name; a test ensures that none is missing.
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors);
        match self.language() {
            // The join message is not a sentence, and its values are already in brackets.
            Language::Pseudo if id != JOIN => format!("[{text}]"),
            Language::Pseudo | Language::English => text.into_owned(),
        }
    }

    fn value<'a>(&self, arg: &'a Arg) -> FluentValue<'a> {
        match arg {
            Arg::Text(text) => FluentValue::String(Cow::Borrowed(text)),
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Message(message) => FluentValue::String(Cow::Owned(self.text(message))),
            Arg::Path(path) => FluentValue::String(path.to_string_lossy()),
            Arg::List(values) => FluentValue::String(Cow::Owned(self.joined(values))),
        }
    }

    /// Joins the values in the way of the language.
    fn joined(&self, values: &[Arg]) -> String {
        let text = |arg: &Arg| match self.value(arg) {
            FluentValue::String(text) => text.into_owned(),
            FluentValue::Number(number) => number.as_string().into_owned(),
            _ => String::new(),
        };
        let join = |first: String, second: String| {
            self.format(JOIN, &[("first", Arg::from(first)), ("second", Arg::from(second))])
        };
        values.iter().map(text).reduce(join).unwrap_or_default()
    }
}

/// Parses the catalogue `source` with the plural rules of `tag`. Leaves out malformed entries; a test finds them.
fn bundle(tag: &str, source: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
    // farz isolates and orders text itself and would only have to remove Fluent's marks.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// Doubles every letter of `text`.
fn doubled(text: &str) -> Cow<'_, str> {
    let twice = |c: char| std::iter::repeat_n(c, if c.is_alphabetic() { 2 } else { 1 });
    Cow::Owned(text.chars().flat_map(twice).collect())
}

#[cfg(test)]
mod tests {
    use super::super::msg;
    use super::*;

    const CATALOGUE: &str = "plain = Two words\n\
        articles = { $count ->\n    [one] one article\n   *[other] { $count } articles\n }\n\
        decided = { $verdict }: { $articles } in { $place }\n\
        list-join = { $first }, { $second }\n";

    fn locale(language: Language, sources: &[&str]) -> Locale {
        let mut bundles: Vec<_> = sources.iter().map(|source| bundle("en", source)).collect();
        if language == Language::Pseudo {
            bundles.iter_mut().for_each(|bundle| bundle.set_transform(Some(doubled)));
        }
        Locale(Arc::new(Catalogues { language, bundles }))
    }

    fn decided(count: usize) -> Message {
        let place = std::path::Path::new("/a/b");
        msg!("decided", verdict = "keep", articles = msg!("articles", count = count), place = place)
    }

    #[test]
    fn numbers_choose_the_plural_and_messages_stand_within_messages() {
        let locale = locale(Language::English, &[CATALOGUE]);
        assert_eq!(locale.text(&decided(1)), "keep: one article in /a/b");
        assert_eq!(locale.text(&decided(1200)), "keep: 1200 articles in /a/b");
        let many = Arg::list([1_usize, 2, 30]);
        assert_eq!(locale.text(&Message::new("decided", vec![("verdict", many)])), "1, 2, 30: {$articles} in {$place}");
    }

    #[test]
    fn the_pseudo_language_doubles_what_is_of_the_catalogue_and_keeps_the_rest() {
        let locale = locale(Language::Pseudo, &[CATALOGUE]);
        assert_eq!(locale.text(&msg!("plain")), "[TTwwoo wwoorrddss]");
        assert_eq!(locale.text(&decided(2)), "[keep: [2 aarrttiicclleess] iinn /a/b]");
        let list = Message::new("decided", vec![("verdict", Arg::list(["a", "b"]))]);
        assert!(locale.text(&list).starts_with("[a, b: "));
    }

    #[test]
    fn what_a_language_lacks_is_english_and_what_english_lacks_is_the_id() {
        let locale = locale(Language::English, &["plain = Zwei Worte\n", CATALOGUE]);
        assert_eq!(locale.text(&msg!("plain")), "Zwei Worte");
        assert_eq!(locale.text(&msg!("articles", count = 1)), "one article");
        assert_eq!(locale.text(&msg!("nobody-has-it", count = 1)), "nobody-has-it");
    }

    #[test]
    fn the_setting_chooses_before_the_environment_and_english_is_the_last_resort() {
        let chosen = |setting, set: &[(&str, &str)]| {
            let variable =
                |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            Locale::choose(setting, variable).language()
        };
        let (english, pseudo) = (Language::English, Language::Pseudo);
        assert_eq!(chosen(None, &[]), english);
        assert_eq!(chosen(None, &[("LANG", "en_XA.UTF-8")]), pseudo);
        assert_eq!(chosen(Some(english), &[("LANG", "en_XA.UTF-8")]), english);
        assert_eq!(chosen(Some(pseudo), &[("LC_ALL", "C")]), pseudo);
        assert_eq!(chosen(None, &[("LC_ALL", ""), ("LC_MESSAGES", "en-XA"), ("LANG", "en_GB")]), pseudo);
        assert_eq!(chosen(None, &[("LC_ALL", "de_DE.UTF-8"), ("LANG", "en_XA")]), english);
        assert_eq!(chosen(None, &[("LANG", "en_GB.UTF-8@euro")]), english);
        assert_eq!(chosen(None, &[("LANG", "C.UTF-8")]), english);
    }

    #[test]
    fn the_english_catalogue_is_well_formed_and_no_id_stands_in_it_twice() {
        let resource = FluentResource::try_new(ENGLISH.to_owned());
        let resource = resource.unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
        let mut bundle: FluentBundle<FluentResource> = FluentBundle::new_concurrent(Vec::new());
        assert_eq!(bundle.add_resource(resource), Ok(()));
    }

    #[test]
    fn a_locale_goes_from_thread_to_thread() {
        fn is_shared<T: Send + Sync + Clone>() {}
        is_shared::<Locale>();
    }
}
