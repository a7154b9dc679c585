//! Language tags (BCP 47): their usual form, and the direction of what they name.

/// The two-letter codes of ISO 639-1. Others are codes of countries (`jp`, `cn`) or slips.
#[rustfmt::skip]
const TWO_LETTERS: [&str; 185] = [
    "aa", "ab", "ae", "af", "ak", "am", "an", "ar", "as", "av", "ay", "az", "ba", "be", "bg", "bh", "bi", "bm", "bn",
    "bo", "br", "bs", "ca", "ce", "ch", "co", "cr", "cs", "cu", "cv", "cy", "da", "de", "dv", "dz", "ee", "el", "en",
    "eo", "es", "et", "eu", "fa", "ff", "fi", "fj", "fo", "fr", "fy", "ga", "gd", "gl", "gn", "gu", "gv", "ha", "he",
    "hi", "ho", "hr", "ht", "hu", "hy", "hz", "ia", "id", "ie", "ig", "ii", "ik", "io", "is", "it", "iu", "ja", "jv",
    "ka", "kg", "ki", "kj", "kk", "kl", "km", "kn", "ko", "kr", "ks", "ku", "kv", "kw", "ky", "la", "lb", "lg", "li",
    "ln", "lo", "lt", "lu", "lv", "mg", "mh", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "na", "nb", "nd", "ne",
    "ng", "nl", "nn", "no", "nr", "nv", "ny", "oc", "oj", "om", "or", "os", "pa", "pi", "pl", "ps", "pt", "qu", "rm",
    "rn", "ro", "ru", "rw", "sa", "sc", "sd", "se", "sg", "sh", "si", "sk", "sl", "sm", "sn", "so", "sq", "sr", "ss",
    "st", "su", "sv", "sw", "ta", "te", "tg", "th", "ti", "tk", "tl", "tn", "to", "tr", "ts", "tt", "tw", "ty", "ug",
    "uk", "ur", "uz", "ve", "vi", "vo", "wa", "wo", "xh", "yi", "yo", "za", "zh", "zu",
];

/// Codes that name no language.
const NONE: [&str; 5] = ["und", "mul", "mis", "zxx", "utf"];

/// Returns the code to use instead of an old one, of one of three letters, or of a name, as feeds write them.
fn instead(code: &str) -> Option<&'static str> {
    Some(match code {
        "ara" | "arabic" | "arb" => "ar",
        "sorani" => "ckb",
        "ces" | "cze" | "czech" => "cs",
        "dan" | "danish" => "da",
        "deu" | "ger" | "german" => "de",
        "ell" | "gre" | "greek" => "el",
        "eng" | "english" => "en",
        "spa" | "spanish" => "es",
        "farsi" | "fas" | "per" | "persian" | "pes" => "fa",
        "fin" | "finnish" => "fi",
        "fra" | "fre" | "french" => "fr",
        "heb" | "hebrew" | "iw" => "he",
        "hin" | "hindi" => "hi",
        "hun" | "hungarian" => "hu",
        "in" | "ind" | "indonesian" => "id",
        "ita" | "italian" => "it",
        "japanese" | "jpn" => "ja",
        "kor" | "korean" => "ko",
        "kur" | "kurdish" => "ku",
        "dut" | "dutch" | "nld" => "nl",
        "nor" | "norwegian" => "no",
        "pol" | "polish" => "pl",
        "pashto" | "pus" => "ps",
        "por" | "portuguese" => "pt",
        "romanian" | "ron" | "rum" => "ro",
        "rus" | "russian" => "ru",
        "swe" | "swedish" => "sv",
        "tha" | "thai" => "th",
        "tur" | "turkish" => "tr",
        "ukr" | "ukrainian" => "uk",
        "urd" | "urdu" => "ur",
        "vie" | "vietnamese" => "vi",
        "ji" | "yid" | "yiddish" => "yi",
        "chi" | "chinese" | "cmn" | "zho" => "zh",
        _ => return None,
    })
}

/// Returns a BCP 47 tag in its usual form (`ar`, `zh-Hant-TW`); an empty text if `text` names no language.
///
/// POSIX locales (`ar_SA.UTF-8`), codes of three letters for which there are two (`ara`), and the English names of
/// widespread languages are understood.
#[must_use]
pub fn normalized(text: &str) -> String {
    let text = text.trim().split(['.', '@', ',', ';']).next().unwrap_or_default();
    let lower = text.replace('_', "-").to_ascii_lowercase();
    let (code, rest) = lower.split_once('-').map_or((lower.as_str(), None), |(code, rest)| (code, Some(rest)));
    let code = instead(code).unwrap_or(code);
    let letters = code.bytes().all(|byte| byte.is_ascii_lowercase());
    let known = match code.len() {
        2 => TWO_LETTERS.binary_search(&code).is_ok(),
        3 => letters && !NONE.contains(&code),
        _ => false,
    };
    if !known || lower.len() > 35 {
        return String::new();
    }
    let mut tag = code.to_owned();
    for part in rest.into_iter().flat_map(|rest| rest.split('-')) {
        if !(2..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            // Extensions say nothing of the language, and `utf-8` is none.
            break;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 if part.bytes().all(|byte| byte.is_ascii_lowercase()) => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&part[1..]);
            }
            _ => tag.push_str(part),
        }
    }
    tag
}

/// Returns whether a language is written from right to left if its tag names no script.
#[rustfmt::skip]
fn language_is_rtl(code: &str) -> bool {
    matches!(
        code,
        "acm" | "acq" | "aeb" | "afb" | "aii" | "ajp" | "apc" | "apd" | "ar" | "arc" | "ary" | "arz" | "ayl" | "azb"
            | "bal" | "bqi" | "brh" | "ckb" | "dv" | "fa" | "glk" | "haz" | "hbo" | "he" | "iw" | "jpr" | "jrb"
            | "ks" | "lki" | "lrc" | "luz" | "mzn" | "nqo" | "pbt" | "pbu" | "pes" | "phl" | "pnb" | "prs"
            | "ps" | "rhg" | "sam" | "sd" | "sdh" | "skr" | "syr" | "tmr" | "ug" | "ur" | "uzs" | "ydd" | "yi"
    )
}

/// Returns whether a script is written from right to left.
#[rustfmt::skip]
fn script_is_rtl(script: &str) -> bool {
    matches!(
        script,
        "adlm" | "arab" | "aran" | "armi" | "avst" | "chrs" | "elym" | "hatr" | "hebr" | "hung" | "khar" | "lydi"
            | "mand" | "mani" | "mend" | "merc" | "mero" | "narb" | "nbat" | "nkoo" | "orkh" | "ougr" | "palm"
            | "phli" | "phlp" | "phnx" | "prti" | "rohg" | "samr" | "sarb" | "sogd" | "sogo" | "syrc" | "thaa"
            | "yezi"
    )
}

/// Returns whether a language is written in both directions, so that its tag without a script says nothing.
fn is_of_both(code: &str) -> bool {
    matches!(code, "az" | "ha" | "kk" | "ku" | "ky" | "ms" | "pa" | "tg" | "tk" | "uz")
}

/// Returns whether what is written in the language of a tag goes from right to left; `None` if the tag does not tell.
#[must_use]
pub fn is_rtl(tag: &str) -> Option<bool> {
    let (code, rest) = tag.split_once('-').unwrap_or((tag, ""));
    let script = rest.split('-').find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    match script {
        _ if code.is_empty() => None,
        Some(script) => Some(script_is_rtl(&script.to_ascii_lowercase())),
        None if is_of_both(code) => None,
        None => Some(language_is_rtl(code)),
    }
}

/// Returns whether `tag` names the language that `asked` names, or a part of it: `ar-EG` is in `ar`, `ckb` in `ku`.
#[must_use]
pub fn is_in(tag: &str, asked: &str) -> bool {
    let begins = |asked: &str| tag.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    begins(asked)
        || match asked {
            "ku" => ["ckb", "kmr", "sdh"].into_iter().any(begins),
            "no" => ["nb", "nn"].into_iter().any(begins),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_gets_its_usual_form_and_what_is_no_language_gets_none() {
        for (text, tag) in [
            ("ar", "ar"),
            ("ar_SA.UTF-8", "ar-SA"),
            ("ZH-hant-tw", "zh-Hant-TW"),
            (" en-us ", "en-US"),
            ("ara", "ar"),
            ("fas-IR", "fa-IR"),
            ("Arabic", "ar"),
            ("iw", "he"),
            ("ckb", "ckb"),
            ("de-CH-1996", "de-CH-1996"),
            ("en-u-ca-gregory", "en"),
            ("utf-8", ""),
            ("UTF8", ""),
            ("windows-1256", ""),
            ("arabic please", ""),
            ("jp", ""),
            ("und", ""),
            ("c++", ""),
            ("-", ""),
            ("", ""),
        ] {
            assert_eq!(normalized(text), tag, "{text:?}");
            assert_eq!(normalized(tag), tag, "normalized again");
        }
    }

    #[test]
    fn the_direction_is_that_of_the_script_or_else_of_the_language() {
        for (tag, rtl) in [
            ("ar", Some(true)),
            ("fa-IR", Some(true)),
            ("ckb", Some(true)),
            ("he", Some(true)),
            ("en-US", Some(false)),
            ("ar-Latn", Some(false)),
            ("az-Arab-IR", Some(true)),
            ("sd-Deva", Some(false)),
            ("ku", None),
            ("az", None),
            ("", None),
        ] {
            assert_eq!(is_rtl(tag), rtl, "{tag:?}");
        }
    }

    #[test]
    fn a_tag_is_in_a_language_that_is_wider() {
        for (tag, asked, holds) in [
            ("ar", "ar", true),
            ("ar-EG", "ar", true),
            ("ar", "ar-EG", false),
            ("arz", "ar", false),
            ("ckb", "ku", true),
            ("nb", "no", true),
            ("nb", "nn", false),
        ] {
            assert_eq!(is_in(tag, asked), holds, "{tag} in {asked}");
        }
    }
}
