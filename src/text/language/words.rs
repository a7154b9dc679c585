//! The most frequent words of each language, and the letters that few languages have.

use super::script::Script::{self, Arabic, Cyrillic, Devanagari, Hebrew, Latin};

/// A language that is recognized by its words.
pub(super) struct Language {
    /// The BCP 47 subtag.
    pub tag: &'static str,
    /// The script of the words. The same language in another script is another entry.
    pub script: Script,
    /// Frequent words, in lower case, without apostrophes.
    pub words: &'static str,
}

const fn language(tag: &'static str, script: Script, words: &'static str) -> Language {
    Language { tag, script, words }
}

/// The languages; at most 64, because a set of them is a mask of 64 bits.
#[rustfmt::skip]
pub(super) const LANGUAGES: &[Language] = &[
    language("en", Latin, "the of and to in is that it was for on are as with his they at be this from have or had by but not what all were we when there can an your which their said if will would about other its has after been who more than into also these most many over such first two some between no new may both during using did used patients those how because through"),
    language("de", Latin, "der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei"),
    language("fr", Latin, "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec aux mais ou son cette ont elle été leur ses comme être nous vous ces fait l d qu n c s j aussi deux entre après même tout tous sans si on bien dont peut leurs avant depuis était y"),
    language("es", Latin, "de la que el en y los se del las un por con no una su para es al lo como más o pero sus le ha si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde porque así durante todos ante cada ellos tras hacia gobierno según tiene contra otros ese eso donde gran parte nos ni he hay"),
    language("it", Latin, "di e il la che in per un del non una si da è con dei le i al della più nel sono alla come anche lo ha gli dal delle ma nella se o su questo hanno essere suo loro stato dalla degli ai era l d dell all nell sull"),
    language("pt", Latin, "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos são"),
    language("ca", Latin, "de la i el que en a els del les per un amb una es no al ha com més dels seu va aquest aquesta és són també han pel però fer entre o ser l d als seva seus on aquests fins sobre quan tot molt"),
    language("gl", Latin, "de a o que e do da en un para os no na unha dos das con non se por máis as ao á como foi seu é polo súa pola aos ou tamén entre nos sobre este esta moi pero xa ser era onde ata"),
    language("ro", Latin, "de și în a la cu pe din care nu mai un o că este au pentru s se sunt fi lui ce sau prin fost după dar cel cea ale ai al lor acest această ar între când să şi ţi"),
    language("nl", Latin, "de van een het en in is dat op te zijn voor met die niet aan er om ook als dan maar bij of uit nog worden door naar heeft tot ze wordt over hij deze was werd kan geen hebben had dit wel meer zich onder"),
    language("af", Latin, "die van en in is het nie vir dit wat te sy ek met hy ons om aan op by hulle was as kan sal ook deur uit een haar word hê se na daar maar toe moet n"),
    language("sv", Latin, "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när år under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra mycket än här då sedan över bara blir upp även"),
    language("da", Latin, "og i at det er en til af på for med den de som har ikke der et fra var om kan men vil han sig blev så eller jeg efter også ved skal nu være havde hun hvor mod bliver været over ud kun hans mere når op meget blive hvad mig uden noget nogle mellem sagde siger lige mange derfor selv dem deres denne"),
    language("nb", Latin, "og i det er på en til som for med av at den har ikke de et fra var om kan men han vil seg ble så eller jeg etter også ved skal nå være hadde hun hvor mot blir vært over ut bare hans mer når opp mye bli hva meg uten noe noen mellom sa sier mange derfor selv dem deres denne kroner norge norske kommer fått"),
    language("nn", Latin, "og i det er på ein til som for med av at den har ikkje dei eit frå var om kan men han vil seg vart så eller eg etter også ved skal no vere hadde der mot blir vore ut berre hans meir når opp mykje kva kor noko bli meg utan nokon mellom sidan òg seier mange difor sjølv korleis skulle"),
    language("fi", Latin, "ja on ei se että oli hän mutta ovat joka mukaan kun myös kuin tai sen hänen olla niin ole jo vain jos voi nyt sitä mitä kanssa siitä jotka ollut vuoden vuonna sekä eivät olisi minä me kuitenkin sitten jälkeen ennen mukana jonka yli kaikki eri tämä tämän kuten mikä sillä noin paljon suomen suomessa tulee pitää hyvin kertoo sanoo asti mies vielä niitä näin ihmiset pois enää aina kaksi alle välillä suuri vuotta olen hyvä kerran koko sai"),
    language("is", Latin, "og að í á er sem það til við um en af ekki var með fyrir þess hann frá eru hefur því eftir verið þeir þá verður hafa þar ég voru þetta eða upp sér hún þau"),
    language("et", Latin, "ja on ei et ta oli see mis kui ka aga või ning oma mida kes pole nii siis selle veel ma olid seda tema mille pärast üle välja nagu juba sest ole mitte kas kus olnud aasta eesti"),
    language("lv", Latin, "un ir ar no kas uz par tas bet ka lai vai tā pie arī kā pēc viņš to nav līdz ja gan šo jau tika ko tikai vēl bija latvijas savu tie būs viņa būtu kur nevar gada gadā"),
    language("lt", Latin, "ir į kad iš yra su ne buvo tai kaip bet tik dar po už jau apie jis ar lietuvos gali kurie savo jų jo būti iki metų nuo per jei taip bus nei prie dėl pat kuris ji tačiau"),
    language("pl", Latin, "w i na z się nie do to że jest o jak po co za od ale przez tym dla są był było tak ich tylko oraz czy jego już może jej która które który być lub także przy ma bardzo jednak ze roku"),
    language("cs", Latin, "a v se na je že s z do o i to k ve pro za by ale si po jako podle od jsem které který jeho nebo až také jen bude jsou byl byla bylo při však už která tak jak více ze ne co být mezi ani její jejich kdy kde již jsme může mají tento proto ještě protože roku let své"),
    language("sk", Latin, "a v sa na je že s z do o aj to k vo pre za by ale si po ako podľa od som ktoré ktorý jeho alebo až tiež len bude sú bol bola bolo pri však už ktorá tak viac zo nie čo byť medzi keď ešte aby iba ani ich má môže sme svoje ktorých dňa roku ja toho tento slovenska slovensko"),
    language("sl", Latin, "in je v na se da za so z ki pa ne ni po kot iz tudi od sem bi o pri ali do bo ter še bil bila kar to kako tem lahko leta le med pred smo biti ker če jih kaj samo"),
    language("hr", Latin, "i je u na se da za su s od koji a ne o kako će iz što to koja koje kao ali bi po nije samo ili te do bio prema više nakon godine oko biti još sve može kod li dok kada jer ima sam mogu tako gdje koju kojima jedan prije odnosno također no već bilo bila protiv tko tijekom dio vrijeme mjesto uvijek eura hrvatske hrvatska hrvatskoj predsjednik poslije općine tjedna"),
    language("hu", Latin, "a az és hogy nem is egy meg ez volt már de csak mint még ha van el azt lehet ki le vagy szerint pedig után amely majd ezt minden több lesz között amikor kell sem ezek illetve azonban által"),
    language("sq", Latin, "të e në dhe i që për një me nga është se më si ka nuk do edhe u kanë janë duke ai ishte këtë ky kjo por nëse pas tij ose vetëm"),
    language("tr", Latin, "ve bir bu için da de ile olarak olan daha en çok ne gibi kadar sonra her olduğunu var ise ki o değil ama göre türkiye ya veya tarafından ancak yeni şekilde büyük iki oldu olduğu kendi etti eden dedi içinde nasıl"),
    language("az", Latin, "və bir bu ilə üçün olan da də o ki ən daha çox olaraq sonra görə edib deyil var isə onun həm kimi artıq bütün qədər etmək tərəfindən azərbaycan ancaq amma olub üzrə"),
    language("uz", Latin, "va bilan bu uchun bir ham deb edi esa lekin yil bor emas shu keyin har barcha qilish boʻlgan oʻzbekiston"),
    language("vi", Latin, "và của là có không được cho một các trong những với người đã này khi về để ra tôi vào từ đến cũng như nhiều còn phải tại năm nhưng đó sẽ theo hay sau việc trên lại ông bị"),
    language("id", Latin, "yang dan di dari untuk dengan ini itu pada tidak dalam akan adalah juga ke karena ada bisa oleh lebih sebagai saya telah mereka kami atau kita dia tersebut sudah menjadi bahwa tahun namun saat hanya seperti dapat lain banyak para jika ia sehingga pun sedang maka hari secara"),
    language("tl", Latin, "ang ng sa na mga ay at hindi ito si ni para kay siya niya nang ako kung mo pa ko isang may ka naman kanyang din rin lang nila kanilang ayon dahil"),
    language("sw", Latin, "na ya wa kwa katika ni za la kuwa hii cha huo watu hiyo kama yake baada pia huyo hilo wake bila wakati sana hata lakini kila hivyo ili bado sasa zaidi alisema"),
    language("eu", Latin, "eta da ez du bat ere izan dute egin baina dira zuen zen duen den beste hori bere baino dituzte arte edo gero horren egiten oso ditu hau berri dela bi lehen hauek gure nire beraz baita baitira izango egiteko batzuk"),
    language("ga", Latin, "agus an ar is bhí tá ag do sé sí ní leis ach mar faoi seo sin bheith ón chun atá gur nach raibh féin bhfuil ann aige acu chuid idir níos nuair mbliana éireann dó fós eile lena gach"),
    language("cy", Latin, "yn y yr ei wedi mae oedd am ar eu bod gan fod hynny hyn nid ond sydd gyda hefyd ni neu at bydd un rhai mewn wrth ym ac"),
    language("eo", Latin, "la kaj de en al estas ne mi ke li ĝi por kun sed kiu estis ili tiu oni pri ĉi ankaŭ per pli el sur unu kiel havas"),
    language("ku", Latin, "û di de ku li ji bi bo ne ew jî ya ye yên ên wî wê dike lê hemû kir ev dikin her an we me bû hat"),
    language("so", Latin, "oo iyo ka in ku waa soo la ah si uu ay wax ayaa kale waxaa inuu dalka mid isku markii waxay aan laga kuwa"),
    language("ru", Cyrillic, "и в не на что с по как это но из у за его от так все для же о к бы был она или ее мы только уже их когда было до во если еще ещё со может после года он при тем были который также я вы мне меня нас есть будет быть где себя чтобы там тоже лет сейчас этого этом россии эти этот эта которые которых которой том под между которая очень без всех"),
    language("uk", Cyrillic, "і в не на що з та до як це за у але від його про для був чи які було й так він того вже або при також щоб ще може яка після року бути під їх вони україни більше цього цей вона ми який бо ці коли яких лише тільки де україні можна треба час"),
    language("be", Cyrillic, "і ў не на што з да як гэта за у але ад яго пра для быў якія было так ён таго ўжо або пры таксама каб яшчэ можа якая пасля года быць пад іх яны беларусі больш"),
    language("bg", Cyrillic, "на и в за да от се е с че не по са си до ще това като но при има която който които след беше или към той те така през бъде само може още много"),
    language("sr", Cyrillic, "и у је да на се су за од са који не о као што али ће то из би како није он или по до која које био након још све године само може"),
    language("mk", Cyrillic, "на и во да се од за е со не ќе што го ги беше но како по која кои кој ја или до тоа дека нема сите само има биле каде уште сѐ"),
    language("kk", Cyrillic, "және мен бұл бір үшін деп да де бойынша ол болып кейін туралы жылы қазақстан еді бар емес осы болды дейін ғана екі бірақ сол өз арқылы"),
    language("ky", Cyrillic, "жана менен бул бир үчүн деп да ал болуп кийин тууралуу жылы кыргыз бар эмес ошол болгон чейин гана эки бирок өз аркылуу кыргызстан деген"),
    language("mn", Cyrillic, "нь байна энэ бол юм болон гэж ба байсан мөн тэр хүн улсын монгол байгаа гэсэн хийх болох тухай өөр ч дээр түүний хэд"),
    language("tg", Cyrillic, "ва дар ба ки аз ин барои бо он аст буд шуд мекунад низ як тоҷикистон соли бошад ҳам"),
    language("tt", Cyrillic, "һәм белән өчен бу бер да дә дип булган ул татарстан буенча"),
    language("ar", Arabic, "في من على إلى أن عن التي الذي هذا هذه مع كان ما لا بعد بين أو كما قد لم كل بن قال وقد كانت حيث خلال ذلك عام غير يوم فى الى"),
    language("fa", Arabic, "و در به از که این را با است برای آن یک می های شد ها تا بر هم نیز او خود کرد شده بود اما باید کند دو نمی ای هر اگر وی همه"),
    language("ur", Arabic, "کے کی میں ہے اور سے کا کو نے پر ہیں اس کہ یہ نہیں بھی ایک تھا گیا ان جو کر تو ہو تھے کیا وہ لیے بعد اپنے"),
    language("ckb", Arabic, "لە و بە بۆ کە ئەو لەگەڵ دەکات ئەم بوو هەر لەو کرد دوای ئەوەی نێوان وەک هەموو دوو ساڵ پێش"),
    language("ps", Arabic, "د په چې او کې سره له دې ته هغه یې دا کړې شوي دی ده چي کښې هم نه یو وي څخه لپاره"),
    language("sd", Arabic, "جي جو ۾ ۽ جا کي آهي ان سان به کان ته هن آهن نه تي ڪري جيڪو ڪيو لاءِ هڪ"),
    language("ug", Arabic, "بىلەن ۋە بۇ ئۇ بولۇپ ئۈچۈن بىر بولغان بولسا ھەم دەپ يىلى ياكى شۇ ھەر"),
    language("he", Hebrew, "של את על לא הוא זה גם עם כי או אם היא כל יותר רק בין אבל היה אני שלא מה הם לאחר כך יש אין זו בו אותו אך עוד לפי כבר ולא זאת ביותר אחרי כמו אלא היו להיות לו שלו אז די אנחנו עכשיו הזה הזאת אפשר"),
    language("yi", Hebrew, "און די פון איז אין דער צו מיט האט נישט אויף דאס זיך וואס ער א פאר אז ווי מען זענען זיי"),
    language("hi", Devanagari, "के है में की से को और का पर ने हैं यह कि एक नहीं भी लिए कर इस था गया तो हो"),
    language("mr", Devanagari, "आहे आणि या ने हे तो होते आहेत मध्ये नाही केली ला होता करण्यात असे त्यांनी म्हणून यांनी पण तर मात्र होती असून त्या येथे यांचे करून झाली झाले काही अशी यांच्या आपल्या त्याच्या भारत मुंबई त्यामुळे त्याने दिली गेल्या वर्षी यासाठी आला आली करण्यासाठी असलेल्या त्यांच्या याचा काय"),
    language("ne", Devanagari, "र को छ का मा ले भएको गरेको छन् यो पनि हो भने लागि गर्ने थियो गर्न हुन तर उनले"),
];

/// Letters that few languages have: the letters, and the tags of the languages.
#[rustfmt::skip]
pub(super) const LETTERS: &[(&str, &str)] = &[
    ("ß", "de"), ("ñ", "es gl eu tl"), ("¿¡", "es gl"), ("ã", "pt"), ("õ", "pt et"), ("å", "sv da nb nn"), ("ø", "da nb nn"), ("æ", "da nb nn is"),
    ("þð", "is"), ("ı", "tr az"), ("ğ", "tr az"), ("ş", "tr az ku ro"), ("ə", "az"), ("łżźśńę", "pl"), ("ć", "pl hr"), ("ą", "pl lt"), ("řů", "cs"), ("ě", "cs"),
    ("ľĺŕ", "sk"), ("őű", "hu"), ("țșţ", "ro"), ("ă", "ro vi"), ("đ", "vi hr"), ("ơư", "vi"), ("ģķļņ", "lv"), ("ėųį", "lt"),
    ("ĉĝĥĵŝŭ", "eo"), ("ŵŷ", "cy"), ("ç", "fr pt ca tr az sq ku"), ("ë", "sq nl"), ("û", "ku fr"), ("ê", "ku fr pt vi"), ("î", "ku ro fr"), ("ʻ", "uz"),
    ("ы", "ru be kk ky mn tt"), ("э", "ru be ky mn"), ("ё", "ru be"), ("ъ", "bg"), ("щ", "ru uk bg"), ("і", "uk be kk"), ("їєґ", "uk"), ("ў", "be"),
    ("ј", "sr mk"), ("љњџ", "sr mk"), ("ћђ", "sr"), ("ќѓѕ", "mk"), ("ә", "kk tt"), ("ғқ", "kk tg"), ("ұ", "kk"), ("ң", "kk ky tt"), ("өү", "kk ky mn tt"),
    ("һ", "kk tt"), ("ҳҷӣӯ", "tg"), ("җ", "tt"),
    ("ةأإؤ", "ar"), ("ى", "ar ug"), ("يك", "ar sd ug"), ("ھ", "ur ug sd"), ("گپچ", "fa ur ckb ug sd"), ("ک", "fa ur ckb ps sd"), ("ی", "fa ur ckb ps"), ("ژ", "fa ckb ps"),
    ("ٹڈڑںےہ", "ur"), ("ە", "ckb ug"), ("ێڕڵڤ", "ckb"), ("ۆ", "ckb ug"), ("ۇۈۋ", "ug"), ("ې", "ug ps"), ("ڭ", "ug"), ("ټډړږښڼۍګ", "ps"), ("ځڅ", "ps"),
    ("ٻڀٺٽڄڃڇڊڌڍڦڪڳڱڻ", "sd"),
    ("װױײ", "yi"),
];
