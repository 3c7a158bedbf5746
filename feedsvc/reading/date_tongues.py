"""Dates in tongues whose months are more than one word of letters ("3 เม.ย. 2567", "3 tháng 4, 2024", "3 تشرين الأول 2023"),
and in calendars with years of their own: the Thai one, 543 years ahead, and the Persian one, whose year begins in March.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from .date_forms import Form, Found, Scan

_WIDE_SIGN = re.compile("[\uff01-\uff5e\u3000\xa0\u202f\u2010\u2011\u2f00\u060c\u200e\u200f\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]")
_NARROW = (
    {i: i - 0xFEE0 for i in range(0xFF01, 0xFF5F)}
    | {0x3000: 0x20, 0xA0: 0x20, 0x202F: 0x20, 0x2010: 0x2D, 0x2011: 0x2D, 0x2F00: 0x4E00, 0x060C: 0x2C, 0x200E: 0x20, 0x200F: 0x20}
    | {zero + i: 0x30 + i for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50) for i in range(10)}
)
_MONTHS = """
يناير|كانون الثاني|جانفي|ژانویه|جنوری|ינואר|ינו|जनवरी|जानेवारी|জানুয়ারি|জানুয়ারী|มกราคม|ม.ค.|tháng một|tháng giêng
فبراير|شباط|فيفري|فوریه|فروری|פברואר|פבר|फ़रवरी|फरवरी|फेब्रुवारी|ফেব্রুয়ারি|ফেব্রুয়ারী|กุมภาพันธ์|ก.พ.|tháng hai
مارس|آذار|مارچ|מרץ|מרס|मार्च|মার্চ|มีนาคม|มี.ค.|tháng ba
أبريل|ابريل|إبريل|نيسان|أفريل|آوریل|اپریل|אפריל|אפר|अप्रैल|एप्रिल|এপ্রিল|เมษายน|เม.ย.|tháng tư
مايو|أيار|ماي|مه|می|مئی|מאי|मई|मे|মে|พฤษภาคม|พ.ค.|tháng năm
يونيو|يونيه|حزيران|جوان|ژوئن|جون|יוני|जून|জুন|มิถุนายน|มิ.ย.|tháng sáu
يوليو|يوليه|تموز|جويلية|يوليوز|ژوئیه|جولای|جولائی|יולי|जुलाई|जुलै|জুলাই|กรกฎาคม|ก.ค.|tháng bảy
أغسطس|اغسطس|آب|أوت|غشت|اوت|آگوست|اگست|אוגוסט|אוג|अगस्त|ऑगस्ट|আগস্ট|สิงหาคม|ส.ค.|tháng tám
سبتمبر|أيلول|شتنبر|سپتامبر|ستمبر|ספטמבר|ספט|सितंबर|सितम्बर|सप्टेंबर|সেপ্টেম্বর|กันยายน|ก.ย.|tháng chín
أكتوبر|اكتوبر|تشرين الأول|اکتبر|اکتوبر|אוקטובר|אוק|अक्टूबर|अक्तूबर|ऑक्टोबर|অক্টোবর|ตุลาคม|ต.ค.|tháng mười
نوفمبر|تشرين الثاني|نونبر|نوامبر|نومبر|נובמבר|נוב|नवंबर|नवम्बर|नोव्हेंबर|নভেম্বর|พฤศจิกายน|พ.ย.|tháng mười một
ديسمبر|كانون الأول|دجنبر|دسامبر|دسمبر|דצמבר|דצמ|दिसंबर|दिसम्बर|डिसेंबर|ডিসেম্বর|ธันวาคม|ธ.ค.|tháng mười hai|tháng chạp
"""
_PERSIAN = "فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند"
# Letters that are written as one sign or as two.
_ALIKE = (("\u09af\u09bc", "\u09df"), ("\u092b\u093c", "\u095e"), ("ی", "ي"))

_PERSIANS = {name.replace(*pair): number for number, name in enumerate(_PERSIAN.split("|"), 1) for pair in (("", ""), _ALIKE[2])}
_PHRASES = {
    name.replace(*pair): number
    for number, names in enumerate(_MONTHS.split("\n")[1:-1], 1)
    for name in names.split("|")
    for pair in (("", ""), *_ALIKE)
} | {f"{word} {number}": number for number in range(1, 13) for word in ("tháng", "thg")}
_ANY = "|".join(re.escape(name).replace(r"\ ", r"\s") for name in sorted([*_PHRASES, *_PERSIANS], key=len, reverse=True))

_SCRIPTS = re.compile("[\u05d0-\u0e7f]")


class _Signs:
    """Finds what must stand in a text for such a month to be there."""

    def search(self, text: str, /) -> bool:
        return "thg " in text or not text.isascii() and ("áng " in text or _SCRIPTS.search(text) is not None)


_SIGNS = _Signs()
_PERSIAN_YEAR = re.compile(r"1[34]\d\d/")
_YEAR = r"(?P<y>(?:19|20|25|1[34])\d\d)(?!\d)"
_DAY_FIRST = re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})[\s.]{{0,2}}ב?(?P<month>{_ANY}|tháng\s0[1-9])(?!\d)[\u0654'’׳]?(?:/\w{{3,8}})?(?:\s?,|\snăm|\s[พค]\.\s?ศ\.|\sของปี|\sم\b)?\s{{0,2}}{_YEAR}", re.IGNORECASE)
# 3 เม.ย. 67: the year's last two figures, with a month whose name is Thai.
_DAY_FIRST_SHORT = re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s{{0,2}}(?P<month>(?=[\u0e01-\u0e4e])(?:{_ANY}))\s{{0,2}}(?P<y>[4-9]\d)(?![\d:.])")
_MONTH_FIRST = re.compile(rf"(?P<month>{_ANY})[\u0654'’׳]?\s(?P<d>\d{{1,2}})\s?,?\s{_YEAR}", re.IGNORECASE)
# Without a year, where the name is long, or Thai, so that no other word is like it.
_LONG = "|".join(re.escape(name).replace(r"\ ", r"\s") for name in sorted(_PHRASES, key=len, reverse=True) if len(name) > 3 and not name.startswith("tháng"))
_NO_YEAR = re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s{{0,2}}ב?(?P<month>{_LONG})(?![\w\d]|\s?\d{{2}}|\s[พค]\.\s?ศ\.)")
_PERSIAN_NUMBERS = re.compile(r"(?<![\d./-])(?P<y>1(?:3[89]|4[0-4])\d)/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/])")

# In the scripts of India each run of letters is looked up, so that no pattern holds all names.
_INDIC = """
जन जाने|ஜனவரி ஜன|జనవరి జన|જાન્યુઆરી જાન્યુ|ਜਨਵਰੀ ਜਨ|ಜನವರಿ ಜನ|ജനുവരി ജനു|জানু
फ़र फर फेब्रु फेब्रुअरी|பிப்ரவரி பிப்|ఫిబ్రవరి ఫిబ్ర|ફેબ્રુઆરી ફેબ્રુ|ਫ਼ਰਵਰੀ ਫਰਵਰੀ ਫ਼ਰ|ಫೆಬ್ರವರಿ ಫೆಬ್ರ|ഫെബ്രുവരി ഫെബ്രു|ফেব
மார்ச் மார்|మార్చి|માર્ચ|ਮਾਰਚ|ಮಾರ್ಚ್|മാർച്ച് മാർ
एप्रि अप्रिल|ஏப்ரல் ஏப்|ఏప్రిల్ ఏప్రి|એપ્રિલ|ਅਪ੍ਰੈਲ ਅਪ੍ਰੈ|ಏಪ್ರಿಲ್ ಏಪ್ರಿ|ഏപ്രിൽ ഏപ്രി|এপ্রি
மே|మే|મે|ਮਈ|ಮೇ|മേയ് മെയ്
जुन|ஜூன்|జూన్|જૂન|ਜੂਨ|ಜೂನ್|ജൂൺ
जुल|ஜூலை|జులై జూలై|જુલાઈ|ਜੁਲਾਈ ਜੁਲਾ|ಜುಲೈ|ജൂലൈ|জুল
अग अगस्ट ऑग|ஆகஸ்ட் ஆக|ఆగస్టు ఆగ|ઑગસ્ટ ઓગસ્ટ|ਅਗਸਤ ਅਗ|ಆಗಸ್ಟ್ ಆಗ|ഓഗസ്റ്റ് ഓഗ|আগ
सित सप्टें सेप्टेम्बर|செப்டம்பர் செப்|సెప్టెంబర్ సెప్టెం|સપ્ટેમ્બર સપ્ટે|ਸਤੰਬਰ ਸਤੰ|ಸೆಪ್ಟೆಂಬರ್ ಸೆಪ್ಟೆಂ|സെപ്റ്റംബർ സെപ്റ്റം|সেপ সেপ্ট
अक्टू ऑक्टो अक्टोबर|அக்டோபர் அக்|అక్టోబర్ అక్టో|ઑક્ટોબર ઓક્ટોબર ઑક્ટો|ਅਕਤੂਬਰ ਅਕਤੂ|ಅಕ್ಟೋಬರ್ ಅಕ್ಟೋ|ഒക്ടോബർ ഒക്ടോ|অক্টো
नव नोव्हें नोभेम्बर|நவம்பர் நவ|నవంబర్ నవం|નવેમ્બર નવે|ਨਵੰਬਰ ਨਵੰ|ನವೆಂಬರ್ ನವೆಂ|നവംബർ നവം|নভে
दिस डिसें डिसेम्बर|டிசம்பர் டிச|డిసెంబర్ డిసెం|ડિસેમ્બર ડિસે|ਦਸੰਬਰ ਦਸੰ|ಡಿಸೆಂಬರ್ ಡಿಸೆಂ|ഡിസംബർ ഡിസം|ডিসে
"""
_PHRASES |= {name: number for number, names in enumerate(_INDIC.split("\n")[1:-1], 1) for name in names.replace("|", " ").split()}
_INDIC_MONTH = r"(?P<month>[\u0900-\u0963\u0971-\u0d7f]{2,16})[.॰]?"
_INDIC_DAY_FIRST = re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})\s?,?\s?{_INDIC_MONTH}\s?,?\s?{_YEAR}")
_INDIC_YEAR_FIRST = re.compile(rf"(?<!\d){_YEAR}\s{_INDIC_MONTH}\s(?P<d>\d{{1,2}})(?!\d)")
_INDIC_MONTH_FIRST = re.compile(rf"{_INDIC_MONTH}\s(?P<d>\d{{1,2}})\s?,?\s?{_YEAR}")

# Days from the first of Farvardin to the first of each month.
_PASSED = (0, 31, 62, 93, 124, 155, 186, 216, 246, 276, 306, 336)
_BUDDHIST = 543


def _worded(scan: Scan, m: re.Match[str]) -> Found | None:
    return scan.dated(m.start(), m.end(), day_of(int(m["y"]), m["month"], int(m["d"])))


def _persian(scan: Scan, m: re.Match[str]) -> Found | None:
    return scan.dated(m.start(), m.end(), persian_day(int(m["y"]), int(m["m"]), int(m["d"])))


def _without_year(scan: Scan, m: re.Match[str]) -> Found | None:
    return scan.dated(m.start(), m.end(), scan.latest(_PHRASES[" ".join(m["month"].split())], int(m["d"])), inferred=True)


def narrow(text: str) -> str:
    """Full-width signs, and figures of other scripts, in their usual form; as long as before."""
    return text if text.isascii() or not _WIDE_SIGN.search(text) else text.translate(_NARROW)


FORMS: tuple[Form, ...] = (
    (_DAY_FIRST, _SIGNS, _worded, "number"),
    (_DAY_FIRST_SHORT, _SIGNS, _worded, "number"),
    (_MONTH_FIRST, _SIGNS, _worded, "any"),
    (_INDIC_DAY_FIRST, _SIGNS, _worded, "number"),
    (_INDIC_YEAR_FIRST, _SIGNS, _worded, "number"),
    (_INDIC_MONTH_FIRST, _SIGNS, _worded, "any"),
    (_PERSIAN_NUMBERS, _PERSIAN_YEAR, _persian, "number"),
    (_NO_YEAR, _SIGNS, _without_year, "number"),
)
NEED_NOW = (_without_year,)


def names_day(text: str) -> bool:
    """Whether a text tells a day in one of these forms."""
    return names_year(text) or _SIGNS.search(text) and _NO_YEAR.search(narrow(text)) is not None


def names_year(text: str) -> bool:
    """Whether it does so with the year."""
    plain = narrow(text) if _SIGNS.search(text) else ""
    worded = plain and any(form.search(plain) for form in (_DAY_FIRST, _DAY_FIRST_SHORT, _MONTH_FIRST, _INDIC_DAY_FIRST, _INDIC_MONTH_FIRST))
    return bool(worded) or "/" in text and _PERSIAN_NUMBERS.search(plain or text) is not None


def day_of(year: int, month: str, day: int) -> date | None:
    """The day in our calendar; None for one that does not exist, or where month and year are of different calendars."""
    name = " ".join(month.casefold().split()).replace("tháng 0", "tháng ")
    if year < 1500 and year > 100:
        return persian_day(year, _PERSIANS[name], day) if name in _PERSIANS else None
    if name not in _PHRASES:
        return None
    if year < 100:
        year += 2500
    try:
        return date(year - _BUDDHIST if year > 2400 else year, _PHRASES[name], day)
    except ValueError:
        return None


def persian_day(year: int, month: int, day: int) -> date | None:
    """A day of the Persian calendar (solar Hijri) in ours, by its cycle of 33 years with 8 leap years, true for 1343 to 1502."""
    if not (1343 <= year <= 1502 and 1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return None
    leaps = sum(one % 33 in (1, 5, 9, 13, 17, 22, 26, 30) for one in range(1343, year))
    return date(1964, 3, 21) + timedelta(days=(year - 1343) * 365 + leaps + _PASSED[month - 1] + day - 1)
