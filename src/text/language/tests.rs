use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// A few sentences in each of some languages.
const TEXTS: &[(&str, &str)] = &[
    (
        "en",
        "The council said on Monday that it would rebuild the old bridge, but not before the end of the year, and that the work is to be paid for by the state.",
    ),
    (
        "de",
        "Der Stadtrat hat am Montag beschlossen, dass die alte Brücke nicht vor dem Ende des Jahres gebaut wird und dass das Land für die Arbeiten bezahlt.",
    ),
    (
        "fr",
        "Le conseil a décidé lundi que le vieux pont ne sera pas reconstruit avant la fin de l'année, et que les travaux seront payés par l'État dans les prochains mois.",
    ),
    (
        "es",
        "El ayuntamiento decidió el lunes que el puente viejo no se va a reconstruir antes de fin de año, y que las obras las pagará el Estado, como también los nuevos caminos.",
    ),
    (
        "it",
        "Il consiglio ha deciso lunedì che il vecchio ponte non sarà ricostruito prima della fine dell'anno e che i lavori sono pagati dallo Stato, come anche le nuove strade.",
    ),
    (
        "pt",
        "A câmara decidiu na segunda-feira que a ponte velha não será reconstruída antes do fim do ano e que as obras são pagas pelo Estado, como também as novas estradas.",
    ),
    (
        "nl",
        "De gemeenteraad heeft maandag besloten dat de oude brug niet voor het einde van het jaar wordt gebouwd en dat de staat voor het werk en ook voor de wegen betaalt.",
    ),
    (
        "sv",
        "Kommunen beslutade i måndags att den gamla bron inte ska byggas om före årets slut och att staten betalar för arbetet, men också för de nya vägarna som har planerats.",
    ),
    (
        "da",
        "Kommunen besluttede mandag, at den gamle bro ikke bliver bygget om før årets slutning, og at staten betaler for arbejdet, men også for de nye veje, som blev lovet af regeringen.",
    ),
    (
        "pl",
        "Rada miasta postanowiła w poniedziałek, że stary most nie będzie odbudowany przed końcem roku i że za prace zapłaci państwo, ale także za nowe drogi, które są potrzebne.",
    ),
    (
        "cs",
        "Rada města v pondělí rozhodla, že starý most se do konce roku nebude opravovat a že práce zaplatí stát, který také postaví nové silnice, ale až později.",
    ),
    (
        "hu",
        "A városi tanács hétfőn úgy döntött, hogy a régi hidat nem építik újjá az év vége előtt, és hogy a munkát az állam fizeti, de az új utakat is csak később kezdik meg.",
    ),
    (
        "fi",
        "Kaupunginhallitus päätti maanantaina, että vanhaa siltaa ei korjata ennen vuoden loppua ja että valtio maksaa työt, mutta myös uudet tiet ovat vielä kesken, kun hän sen kertoi.",
    ),
    (
        "tr",
        "Belediye meclisi pazartesi günü eski köprünün yıl sonundan önce yeniden yapılmayacağını ve çalışmaların devlet tarafından ödeneceğini açıkladı; yeni yollar için de bir karar daha bekleniyor.",
    ),
    (
        "id",
        "Dewan kota memutuskan pada hari Senin bahwa jembatan tua itu tidak akan dibangun kembali sebelum akhir tahun dan pekerjaan ini dibayar oleh negara untuk warga yang tinggal di sana.",
    ),
    (
        "vi",
        "Hội đồng thành phố hôm thứ hai đã quyết định rằng cây cầu cũ sẽ không được xây lại trước cuối năm và nhà nước sẽ trả tiền cho công việc này.",
    ),
    (
        "ru",
        "Городской совет в понедельник решил, что старый мост не будут перестраивать до конца года и что работы оплатит государство, но также и новые дороги, которые были обещаны.",
    ),
    (
        "uk",
        "Міська рада в понеділок вирішила, що старий міст не будуть перебудовувати до кінця року і що роботи оплатить держава, але також і нові дороги, які вже були обіцяні.",
    ),
    (
        "bg",
        "Общинският съвет реши в понеделник, че старият мост няма да се строи отново преди края на годината и че работата ще бъде платена от държавата, както и новите пътища.",
    ),
    (
        "kk",
        "Қала әкімдігі дүйсенбі күні ескі көпір жыл соңына дейін қайта салынбайды және бұл жұмыс үшін мемлекет төлейді деп хабарлады, жаңа жолдар туралы да айтылды.",
    ),
    (
        "el",
        "Το δημοτικό συμβούλιο αποφάσισε τη Δευτέρα ότι η παλιά γέφυρα δεν θα ξαναχτιστεί πριν από το τέλος του χρόνου.",
    ),
    (
        "ar",
        "قرر مجلس المدينة يوم الاثنين أن الجسر القديم لن يُبنى من جديد قبل نهاية العام، وأن الدولة هي التي ستدفع تكاليف العمل على الطرق الجديدة.",
    ),
    (
        "fa",
        "شورای شهر روز دوشنبه تصمیم گرفت که پل قدیمی پیش از پایان سال بازسازی نشود و دولت هزینه این کار را می‌پردازد، اما راه‌های تازه هم برای مردم ساخته می‌شود.",
    ),
    (
        "ur",
        "شہر کی کونسل نے پیر کو فیصلہ کیا کہ پرانا پل سال کے آخر سے پہلے دوبارہ نہیں بنایا جائے گا اور اس کام کے لیے ریاست پیسے دے گی۔",
    ),
    (
        "ckb",
        "ئەنجومەنی شار ڕۆژی دووشەممە بڕیاری دا کە پردە کۆنەکە پێش کۆتایی ساڵ دروست ناکرێتەوە و دەوڵەت پارەی کارەکە دەدات بۆ خەڵکی ناوچەکە.",
    ),
    (
        "ps",
        "د ښار شورا د دوشنبې په ورځ پرېکړه وکړه چې زوړ پل به د کال تر پایه بیا نه جوړېږي او دولت به د دې کار لګښت ورکړي.",
    ),
    (
        "ug",
        "شەھەرلىك ھۆكۈمەت دۈشەنبە كۈنى كونا كۆۋرۈك يىل ئاخىرىدىن بۇرۇن قايتا ياسالمايدۇ، بۇ خىزمەت ئۈچۈن دۆلەت پۇل تۆلەيدۇ دەپ جاكارلىدى.",
    ),
    (
        "he",
        "מועצת העיר החליטה ביום שני כי הגשר הישן לא ייבנה מחדש לפני סוף השנה, וכי המדינה תשלם על העבודה ועל הכבישים החדשים.",
    ),
    (
        "yi",
        "דער שטאטראט האט מאנטיק באשלאסן אז די אלטע בריק וועט נישט געבויט ווערן פאר דעם סוף פון יאר און אז די מלוכה צאלט פאר דער ארבעט.",
    ),
    ("hi", "नगर परिषद ने सोमवार को कहा कि पुराने पुल को साल के अंत से पहले फिर से नहीं बनाया जाएगा और इस काम के लिए राज्य पैसे देगा।"),
    ("ja", "市議会は月曜日、古い橋を年末までに建て直さないことを決め、工事の費用は国が支払うと発表した。"),
    ("zh", "市议会星期一决定，旧桥在年底之前不会重建，工程费用由国家承担，新的道路也要等到明年。"),
    ("ko", "시의회는 월요일에 낡은 다리를 연말 전에는 다시 짓지 않기로 하였고 공사 비용은 국가가 부담한다고 밝혔다."),
];

#[test]
fn a_few_sentences_tell_the_language() {
    for (tag, text) in TEXTS {
        assert_eq!(detect("", text, false), *tag, "{text}");
        let html =
            format!("<div class=\"the and of to\"><p>{text}</p><script>var the = \"und der die\";</script></div>");
        assert_eq!(detect("", &html, true), *tag, "{html}");
    }
}

#[test]
fn the_title_and_the_text_count_together() {
    let (tag, text) = TEXTS[1];
    let (title, body) = text.split_at(text.find(',').unwrap());
    assert_eq!(detect(title, body, false), tag);
    assert_eq!(detect("STC: Super Cup Live", TEXTS[21].1, false), "ar", "a title in other letters");
}

#[test]
fn letters_written_as_numbers_are_letters() {
    let text: String = TEXTS[21].1.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    assert_eq!(detect("", &text, true), "ar");
    let text: String = TEXTS[21].1.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect();
    assert_eq!(detect("", &text, true), "ar");
}

#[test]
fn short_texts_and_texts_of_no_language_stay_unknown() {
    for title in [
        "",
        "The end of the world",
        "Trump: Wall Street",
        "أخبار الاقتصاد",
        "عاجل: السوق السعودية",
        "東京株式市場",
        "Die Woche in Berlin und Wien",
    ] {
        assert_eq!(detect(title, "", false), "", "{title}");
        assert_eq!(detect(title, "<p><img src=\"the-and-of.png\" alt=\"\"></p>", true), "", "{title}");
    }
    let list =
        "trial screening library network retrieval review climate wheat recall cohort bridge harbour signal winter ";
    assert_eq!(detect("", &list.repeat(9), false), "", "words of no sentence");
    assert_eq!(detect("", &"https://example.org/the/and/of/to/in ".repeat(40), false), "", "addresses");
    assert_eq!(detect("", &"0123456789 +-*/ ".repeat(400), false), "");
    let words = TEXTS[0].1.split(' ').zip(TEXTS[21].1.split(' ')).map(|(one, other)| format!("{one} {other} "));
    assert_eq!(detect("", &words.collect::<String>(), false), "", "half English, half Arabic");
}

#[test]
fn a_quotation_does_not_count_against_the_rest() {
    let text = format!("{} «The end of the world», {}", TEXTS[21].1, TEXTS[21].1);
    assert_eq!(detect("", &text, false), "ar");
}

#[test]
fn every_word_and_letter_is_of_a_language_of_the_table() {
    assert!(words::LANGUAGES.len() <= 64);
    for (letters, tags) in words::LETTERS {
        for tag in tags.split(' ') {
            assert!(words::LANGUAGES.iter().any(|language| language.tag == tag), "{tag}");
        }
        assert!(letters.chars().all(|c| matches!(script::kind(c), script::Kind::Letter(_) | script::Kind::Break)));
    }
    for language in words::LANGUAGES {
        assert_eq!(normalized(language.tag), language.tag);
        let mut words: Vec<&str> = language.words.split(' ').collect();
        assert!(words.iter().all(|word| word.chars().all(|c| c.to_lowercase().eq([c]))), "{}", language.tag);
        words.sort_unstable();
        let count = words.len();
        words.dedup();
        assert_eq!(words.len(), count, "{}: a word stands there twice", language.tag);
        let letters = language.words.chars().filter(|c| !matches!(c, ' ' | '\u{2bb}' | 'a'..='z'));
        for c in letters {
            let of = matches!(script::kind(c), script::Kind::Letter(script) if script == language.script);
            assert!(
                of || script::kind(c) == script::Kind::Mark || language.script == script::Script::Devanagari,
                "{c:?}"
            );
        }
    }
}

#[test]
fn only_the_beginning_of_a_text_counts() {
    let start = Instant::now();
    let text = format!("{}{}", "1 ".repeat(BYTES), TEXTS[0].1);
    assert_eq!(detect("", &text, false), "");
    let long = TEXTS[0].1.repeat(100_000);
    assert_eq!(detect("", &long, false), "en");
    let broken = format!("{}{}", "<".repeat(BYTES), "<script>".repeat(BYTES));
    assert_eq!(detect("", &broken, true), "");
    assert!(start.elapsed() < Duration::from_secs(5));
}

proptest! {
    #[test]
    fn any_text_can_be_read(title in "\\PC{0,40}", body in "(<[a-z!/]{0,6}>?|&#?x?[0-9a-f]{0,8};?|://|\\PC|\\s){0,200}", markup: bool) {
        let tag = detect(&title, &body, markup);
        prop_assert_eq!(normalized(tag), tag);
    }
}
