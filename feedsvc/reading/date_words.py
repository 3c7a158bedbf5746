"""Words of dates: months in many languages, zones by their letters, Han numerals and eras."""

from __future__ import annotations

import unicodedata

_MONTHS = """
january jan januar janvier janv enero ene gennaio gen janeiro januari sijecanj sijecnja stycznia styczen января январь янв
  січня ianuarie ocak tammikuu tammikuuta leden ledna januara janner xaneiro gener januarja ιανουαριου ιαν януари jaanuar
february feb februar februarf febr fevrier fevr fev febrero febbraio febb fevereiro februari veljaca veljace lutego luty
  февраля февраль фев лютого februarie subat helmikuu helmikuuta unor unora februara feber febrer februarja φεβρουαριου φεβ
  февруари veebruar
march mar marz maerz marzo mars mrz marco maart mrt marcius marc ozujak ozujka marca marzec марта март мар березня martie mart
  maaliskuu maaliskuuta brezen brezna marts maret μαρτιου μαρ marta
april apr април avril avr abril abr aprile aprilis travanj travnja kwietnia kwiecien апреля апрель апр квітня aprilie nisan huhtikuu
  huhtikuuta duben dubna aprila απριλιου απρ aprill
may mai mayo maggio mag maio mei maj majus svibanj svibnja maja мая май травня mayis toukokuu toukokuuta kveten kvetna maig
  μαιου μαι
june jun juni juin junio giugno giu junho junius lipanj lipnja czerwca czerwiec июня июнь июн червня iunie haziran kesakuu
  kesakuuta cerven cervna juna juny junija ιουνιου ιουν юни juuni
july jul juli juillet juil julio luglio lug julho julius srpanj srpnja lipca lipiec июля июль июл липня iulie temmuz heinakuu
  heinakuuta cervenec cervence jula juliol julija ιουλιου ιουλ юли juuli
august aug aout agosto ago augustus augusti augusztus kolovoz kolovoza sierpnia sierpien августа август авг серпня agustos
  elokuu elokuuta srpen srpna avgust avgusta avg agost agustus ağustos augusta αυγουστου αυγ
september sep sept septembre septiembre setiembre settembre set setembro szeptember szept rujan rujna wrzesnia wrzesien
  сентября сентябрь сен сент вересня septembrie eylul syyskuu syyskuuta zari septembar septembra setembre septembri
  σεπτεμβριου σεπ септември
october oct oktober okt octobre octubre ottobre ott outubro out listopad listopada pazdziernika pazdziernik октября октябрь
  окт жовтня octombrie ekim lokakuu lokakuuta rijen rijna oktobar oktobra οκτωβριου οκτ октомври oktoober
november nov novembre noviembre novembro studeni studenoga studenog listopada ноября ноябрь ноя листопада noiembrie kasim
  marraskuu marraskuuta listopadu novembar novembra νοεμβριου νοε ноември
december dec dezember dez decembre diciembre dic dicembre dezembro prosinac prosinca grudnia grudzien декабря декабрь дек
  грудня decembrie aralik joulukuu joulukuuta prosinec prosince decembar decembra desember des desembre δεκεμβριου δεκ
  декември detsember
"""
# "listopad(a)" is October in Croatian and November in Polish and Czech: a word that means two months proves none.
_AMBIGUOUS = {"listopad", "listopada"}


def fold(word: str) -> str:
    """Lower case without accents, so that "Août" is "aout" and "Mär" is "mar"."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.casefold().replace("ё", "е").replace("ı", "i").replace("ł", "l"))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c) or c == "\u0306"))


MONTHS = {
    fold(word): number
    for number, words in enumerate(_MONTHS.replace("\n  ", " ").split("\n")[1:-1], 1)
    for word in words.split()
    if word not in _AMBIGUOUS
}

# Offsets in minutes.  CST is left out: the page's own zone decides between China and America.
ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180,
    "msk": 180, "est": -300, "edt": -240, "et": -300, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pt": -480, "ct": -360, "mt": -420, "pdt": -420, "jst": 540, "kst": 540, "hkt": 480,
    "sgt": 480, "ist": 330, "aest": 600, "aedt": 660, "awst": 480, "nzst": 720, "nzdt": 780,
}  # fmt: skip

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "O": 0, "◯": 0, "元": 1, "两": 2}
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民国": 1911, "民國": 1911}


def han_number(word: str) -> int | None:
    """ "二〇二一" → 2021, "十一" → 11, "廿三" → 23, "21" → 21; None if it is no number below 10,000."""
    if word.isdigit() and word.isascii():
        return int(word)
    word = word.replace("廿", "二十").replace("卅", "三十")
    if "十" in word:
        tens, _, ones = word.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            return None
        return _DIGITS.get(tens or "一", 0) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    digits = [_DIGITS.get(c) for c in word]
    if not digits or None in digits or len(digits) > 4:
        return None
    return int("".join(map(str, digits)))

# Seconds of a unit in "3小时前"; days back of a word.
UNITS = {
    "秒": 1, "秒钟": 1, "分": 60, "分钟": 60, "分鐘": 60, "小时": 3600, "个小时": 3600, "小時": 3600, "天": 86400, "日": 86400, "分前": 60, "時間": 3600,
    "시간": 3600, "분": 60, "일": 86400,
    "second": 1, "seconds": 1, "sec": 1, "secs": 1, "minute": 60, "minutes": 60, "min": 60, "mins": 60, "hour": 3600, "hours": 3600, "hr": 3600,
    "hrs": 3600, "day": 86400, "days": 86400, "sekunden": 1, "minuten": 60, "stunde": 3600, "stunden": 3600, "tag": 86400, "tagen": 86400,
    "heure": 3600, "heures": 3600, "jour": 86400, "jours": 86400,
}  # fmt: skip
DAY_WORDS = {
    "今天": 0,
    "今日": 0,
    "昨天": 1,
    "昨日": 1,
    "前天": 2,
    "today": 0,
    "yesterday": 1,
    "heute": 0,
    "gestern": 1,
    "vorgestern": 2,
    "hier": 1,
}
