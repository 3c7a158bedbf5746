"""The words that say who wrote an article, in many tongues, and the lines that say no more than that."""

from __future__ import annotations

import re

# What one calls who wrote it, with a sign before the name.
_WRITER = (
    r"(?:autor(?:/?in|e|[aei]s|[ai]|k[ai]|zy|s|ius)?|authors?|auteure?s?|words|texte?s?|testo|texto|tekst(?:en|i|s)?|автор(?:ы|и|ка)?(?: (?:статьи|материала|текста))?|аутор|аўтар|текст|пише|avtor(?:ica)?"
    r"|szerző|írta|piš[eu]|yaza[rn]|muhabir|müəllif|forfatter|skribent|journalist|höfundur|kirjoittaja|toimittaja|door|av|af|oleh|penulis|pewarta|reporter|tác giả|người viết|bài(?: viết)? và ảnh|συντάκτης|συντάκτρια|αρθρογράφος|κείμενο"
    r"|(?:dodał|napisał|opracował|vložil|napsal|připravil|napisal|kirjutas|parengė|запис(?:ал|ала)|подготовил|опубликовал|написал|беседовал|підготував|опублікував)(?:[aа]|ла)?|підготувала|опублікувала|napisao"
    r"|כתבה?|מחבר(?:ת)?|כותב(?:ת)?|מאת|بقلم|كتبت?|الكاتبة?|إعداد|تأليف|تحرير|نویسنده|نوشته(?: شده توسط)?|گزارش از|خبرنگار|تحریر|مصنف|लेखक|लेखिका|लेखन|रिपोर्ट|संवाददाता|লেখক|লিখেছেন|প্রতিবেদক"
    r"|ผู้เขียน|เขียนโดย|เรื่อง|โดย|글쓴이|글|작성자|저자|기자명?|취재|文|取材・文|著者|執筆者?|ライター|投稿者|筆者|ავტორი|[Հհ]եղինակ)\s?[:：՝]"
)
# Those that stand right before the name, too.
_BARE = (
    r"(?:מאת|נכתב על ידי|بقلم|द्वारा|โดย|(?:取材・)?文・|取材・文\s)\s?|(?:γράφει [οη]|автор(?:ом)?|автори|penulis|tác giả|ผู้เขียน|글쓴이|작성자|기자명|نویسنده|(?:نوشته شده )?توسط|գրեց"
    r"|napisał[ao]?|opracował[ao]?|napsala?|napisala?|napisao|írta|piše|kirjutas|parengė|подготовила?|беседовала?|підготува(?:ла|в))\s"
)
WRITER = rf"(?:{_WRITER}\s?|{_BARE})"
_VERB = (
    r"(?:(?:written|posted|submitted|published|reported|words|story|article|text|ein (?:beitrag|artikel|bericht|text)|geschrieben|verfasst|erstellt|veröffentlicht|écrit|rédigé|publié|propos recueillis|escrito|publicado|scritto|pubblicato|a cura"
    r"|geschreven|geplaatst|skrevet|skriven|opublikowane|ditulis|dipublikasikan|đăng|viết|shkruar|imeandikwa)\s)?"
)
# "Von unserer Korrespondentin Anna Rot": what the paper calls her is no part of the name.
_ROLE = r"(?:(?:unsere[mr]|our|notre|nuestr[oa]|nostr[oa]|onze|vår|vores)\s[\w-]{4,30}\s(?:in\s[^\W\d]{3,20}\s)?)?"
_SMALL = r"(?:by|von|par|por|di|da|door|(?-i:[Aa][vf])|από|oleh|bởi|przez|nga|(?:scris|publicat) de|imeandikwa na|text:)\s+"
_ENDS = (
    r"(?:\s*[|•·,\d]|\s[—–-]\s|\s(?:le|am|on|at|il|el|vom|i|in|em|dans|im|pada|den|op|vào|dnia|dne|в)\b|\s(?:leave a |no |\d+ )?comments?\b|\s(?:기자|특파원)\b|\s(?:leave a|filed|under|special to|(?:symbolbild|fotos?|photos?|bild|images?|bilder|text):?)\b"
    r"|\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d|$)"
)
BYLINE = re.compile(rf"^(?:{_VERB}{_SMALL}|{WRITER}){_ROLE}(?P<value>[^\W\d_][^|•·\d]{{1,60}}?){_ENDS}", re.IGNORECASE)
BY = re.compile(r"^(?:(?:by|von|par|por|(?-i:[Aa][vf])|από|oleh)\s+|" + WRITER + r"|(?:本报|本网|特约)?(?:通讯员|记者)[:：\s]*(?=\S))", re.IGNORECASE)
# Where a line goes on with who wrote it: after a sign, or right after a number; "di" and "da" after a day that is told in Italian.
GOES_ON = re.compile(
    rf"\s?[|•·]\s?|(?<=\d)(?=(?:By|Von|Par|Por|Di|Door|Av|Af)\s)|(?:(?<=\d)|(?<=Uhr)|(?<=[ap]m))[,.]?\s(?=(?i:{_VERB})(?:by|von|par|por|door|av|af|przez|oleh|bởi|nga|By|Von|Par|Por|Door|Av|Af|Oleh)\s|(?i:escrito por|scritto da|pubblicato da|a cura di|imeandikwa na|scris de)\s)|(?<=[^\W\dd][oe]\s\d{{4}})\s(?=d[ia]\s)"
    rf"|(?<=\d)[,.]?\s(?=(?i:{WRITER}))"
)
# "홍길동 기자": the name stands before what he is.
KOREAN = re.compile(r"(?:^|[\[(（【|=·)\]】]\s?)(?!취재|사진|담당|소속|전문|시민|학생|본지|인턴|수습|선임|영상|방송)(?P<value>[가-힣]{2,4})\s?(?:(?:선임|객원|인턴|수습)\s?)?(?:기자|특파원)(?=\s?(?:$|[=|\])】·]|\d|[\w.]{2,30}@))")
_LONGEST = 70
_MOST_WORDS = 7
_PARTICLES = frozenset("de da do dos das van von der den di del della la le du y e et and und og och i i̇ u a en ja és și ve dan và и та і й و और และ & ter ten bin al".split())
_SENTENCE = re.compile(r"(?:[^\W\d]{4}[.!?]|[。！？!?,，;；:：])$")


def names_writer(text: str) -> bool:
    """Whether a line says no more than who wrote it."""
    if not 3 < len(text) <= _LONGEST or _SENTENCE.search(text):
        return False
    if KOREAN.match(text):
        return True
    found = BYLINE.match(text)
    return found is not None and found.end() >= len(text) and is_name(found["value"])


def is_name(text: str) -> bool:
    """Whether all words are written as those of names are, but for small ones between them."""
    words = text.split()
    if not 0 < len(words) <= _MOST_WORDS or any(map(str.isdigit, text)):
        return False
    return not _is_small(text) and all(not _is_small(word) or word in _PARTICLES or word[:2] in ("d'", "d’") for word in words)


def _is_small(word: str) -> bool:
    """Georgian letters are called small, and hardly anybody writes the capital ones."""
    return word[0].islower() and not "ა" <= word[0] <= "ჿ"
