"""The line that stands under a heading: time, source, author, counters."""

from __future__ import annotations

import re
from functools import lru_cache

from . import dates
from .date_forms import Found
from .date_words import MONTHS, fold
from .han import both
from .labels import BETWEEN, PUBLISHED, PUBLISHED_JOINED, UPDATED, UPDATED_JOINED
from .quick import quick
from .text import HAN

_DATED = re.compile(r"(?-i:(?<![A-Z\d]))(?:19|20)\d\d\s?(?:[-/.]\s?\d\d?(?!\d)|年\s?\d)|[\s,.](?:19|20)\d\d\b.{0,6}\d\d?:\d\d|\d\d?[./]\d\d?[./](?:19|20)\d\d|[a-zé]{3,9}\.? \d\d?,? (?:19|20)\d\d|\d\d?:\d\d.{0,4}\d\d? [^\W\d]{3,9}\.? (?:19|20)\d\d", re.IGNORECASE)
# A day that is part of what the words say, as in the title "关于举办2021年9月8日培训班的通知", or in brackets at a title's end.
_HAN_DAY = r"(?:19|20)\d\d年\d\d?月(?:\d\d?[日号])?"
_NOT_OF_IT = "(?!来源|作者|编辑|星期|上午|下午|发布|报道|点击|浏览|阅读)"
_IN_WORDS = re.compile(
    both(
        f"(?:(?<![{HAN}]){_HAN_DAY}(?=[{HAN}]{{10}})|(?<=[{HAN}]{{2}})(?<!时间|日期|发布|发表|更新|上传){_HAN_DAY}(?=[{HAN}]{{3}})"
        rf"|(?:19|20)\d\d年\d\d?月(?:份|(?!\d))(?=[{HAN}]{{3}})){_NOT_OF_IT}"
        f"|{_HAN_DAY}[{HAN}]{{2,9}}(?:通知|公告|通告|公示|通报|简报|月报|日报|纪要|名单|启事)$|[{HAN}]{{6}}[（(]{_HAN_DAY}[）)]$"
    )
)
_WORDS = r"(?:[^\W\d]{2,12}\s){0,2}"
_LABEL_ALONE = re.compile(rf"\W{{0,3}}{_WORDS}(?:(?:{PUBLISHED}|{UPDATED})(?!\w){BETWEEN}|(?:{PUBLISHED_JOINED}|{UPDATED_JOINED})\s?[:：]?\s?)", re.IGNORECASE)
_LONGEST_LABEL = 32
_SHORT_LINE = 60
_FIRST_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\d{4}")
_HAN_WORDS = re.compile(f"[{HAN}]{{3}}")
_DIGITS_OF_A_DAY = 5
_SENTENCE = re.compile("[。！？；]|[^\\W\\d]{3}[.!?]$")
LABEL = quick(
    "发更上添录公成来作编责记供撰审点浏阅查访人字日时稿出文信单部",
    r"(?:发布|发表|更新|上传|添加|录入|公布|成文|发文|来源|作者|编辑|责编|记者|供稿|撰稿|审核|点击|浏览|阅读|查看|访问|人气|字号|字体|日期|时间|发布人|发布者|稿源|出处|文章来源|信息来源|单位|部门)(?:时间|日期|次数|数|量|人|者)?\s?[:：]",
)
# "各会员单位：", whom a notice is written to, and "一、会议时间：…", what it says point by point.
_SALUTATION = re.compile(both(r"\W{0,3}(?:各|有关|相关|尊敬的|致)[^:：\d]{1,60}[:：]|[（(]?[一二三四五六七八九十]{1,3}\s?[）)、].*|\d{1,2}[、．]\s?[^\d\s].*"))
_SAID_ON = re.compile(both(r"(?:发布|发表|刊登|上传|更新)于.{0,8}\d"))
_BYLINE = re.compile(
    r"(?:by|von|par|por|posted|published|updated|written|text|foto|photo|image|credit|bild|fotocredit|bildnachweis|bildquelle)\b"
    r"|(?:vor|prije|il y a|hace|fa)\s\d{1,3}\s[^\W\d]{3,9}\b|\d{1,3}\s(?:minutes?|mins?|hours?|days?)\sago\b"
    r"|(?:publi[ée]e?|publi[ck]ad[oa]|pubblicato|veröffentlicht|erschienen|aktualisiert|stand|mis(?:e)? à jour|a[ck]?tuali[sz]ad[oa]|aggiornato|gepubliceerd"
    r"|bijgewerkt|opublikowano|publicerad|опубликовано|обновлено|投稿日|更新日|公開日|掲載日|입력|수정)\b[^\d]{0,30}\d"
    r"|(?:(?:this|dieser|este|cet|questo) (?:entry|post|article|beitrag|eintrag|artículo|articolo) (?:was|wurde|fue|a été|è stato)|escrito (?:en|el|por)|scritto (?:il|da)|écrit (?:le|par)"
    r"|geschrieben (?:am|von)|geplaatst (?:op|door)|skrivet (?:av|den)|kirjoitettu|objavljeno|napisan[oe])\b[^\d]{0,80}\d",
    re.IGNORECASE,
)


# A line that begins with a day, its month in words, in any tongue: "24. juli 2011 af Anna Exempel".
_DAY_FIRST = re.compile(r"\W{0,3}(?:[^\W\d]{2,12}\.?,?\s)?\d{1,2}\.?\s(?:de\s)?([^\W\d_]{3,12})\.?,?\s(?:de\s)?(?:19|20)\d\d\b")
_COUNTED = re.compile(r"\d(?<!\w\d)\d{0,6}\s(?:views?|reads?|fois|lectures?|aufrufe|visitas|letture|просмотр\w*|odsłon)\b", re.IGNORECASE)


def is_label(text: str) -> bool:
    """Whether a line says no more than that a day of publishing, or of a change, follows."""
    return len(text) <= _LONGEST_LABEL and _LABEL_ALONE.fullmatch(text) is not None


def _says_when(text: str) -> bool:
    """Whether a line is a label, alone or with a day, or little but a day, and no sentence."""
    number = _FIRST_DIGIT.search(text, 0, _LONGEST_LABEL)
    if number is None:
        return is_label(text)
    if not _YEAR.search(text) or _SENTENCE.search(text):
        return False
    if is_label(text[: number.start()].strip()):
        return not _is_prose(text) and any(one.start < 3 for one in dates.find(text[number.start() : number.start() + 60], "UTC", None, "dmy"))
    return len(text) < _SHORT_LINE and sum(map(str.isdigit, text)) >= _DIGITS_OF_A_DAY and any(_is_most(one, text) for one in dates.find(text, "UTC", None, "dmy"))


def _is_prose(text: str) -> bool:
    """Whether a line that begins as one with a label goes on as a sentence ("Sáng ngày 3 tháng 5 năm 2024, …")."""
    return len(text) > _SHORT_LINE and text.endswith(".") and " | " not in text


def _is_most(day: Found, text: str) -> bool:
    """Whether a day is most of a text, and no words in Han stand beside it, which take little room."""
    return 2 * (day.end - day.start) > len(text) and not _HAN_WORDS.search(text[: day.start] + " " + text[day.end :])


@lru_cache(maxsize=256)
def is_info(text: str) -> bool:
    """A line with time, source, author or counters, as it stands under a heading."""
    if len(text) > 160 or _SALUTATION.fullmatch(text):
        return False
    if (":" in text or "：" in text) and LABEL.search(text) or _BYLINE.match(text) or ("于" in text or "於" in text) and _SAID_ON.search(text):
        return True
    if (len(text) < 100 or " | " in text) and _says_when(text):
        return True
    if len(text) < 100 and _COUNTED.search(text):
        return True
    if len(text) < 70 and (day := _DAY_FIRST.match(text)) and fold(day[1]) in MONTHS and not _SENTENCE.search(text):
        return True
    if len(text) < 60 and sum(map(str.isdigit, text)) * 2 > len(text) > 7:
        return True
    return len(text) < 70 and ("20" in text or "19" in text) and bool(_DATED.search(text)) and not (_SENTENCE.search(text) or _IN_WORDS.search(text))
