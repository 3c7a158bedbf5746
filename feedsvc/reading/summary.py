"""A summary that stands alone: the page's own description if it is about this article, else the first real sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .agreement import normal, says_title
from .body import ADDRESS, BOILERPLATE
from .han import both
from .info import is_info
from .meta import Metadata, text_of
from .opening import without_lead
from .text import HAN, SUMMARY_WIDTH, close_up, columns, cut, han_share, join_han, one_line, stops

_ENDS = re.compile("[。！？.!?…][”’\"'」』）)»]{0,2}$")
_STOPS = stops("。！？；，", ".!?;:,", "[\\s\"'”’)]|$")
_PAIR = re.compile(f"(?=([{HAN}][{HAN}]))")
_WORD, _PLAIN_WORD = re.compile(r"[^\W\d_]{4,30}"), re.compile("[a-z]{4,30}")
# What a site says of how it earns its money.
_DISCLOSURE = re.compile(
    r"affiliate (?:links?|partner)|(?:earn|receive|get) (?:a |an )?(?:affiliate |small )?(?:commission|compensation)|(?:enthält|mit) (?:werbung|affiliate)|provisions-?links?"
    r"|we use cookies|cookies? (?:policy|to )|(?:subscribe|subscribers) (?:only|now|to (?:read|continue))|diesen artikel (?:erwerben|kaufen)|abonnent\w* (?:lesen|vorbehalten)",
    re.IGNORECASE,
)
# One of these words is in each of them, and in few other sentences.
_OF_MONEY = ("affiliate", "commission", "compensation", "werbung", "provision", "cookie", "subscribe", "artikel", "abonnent")
_QUOTES, _DASHES = "\"“”'", " -–—_|:："
_SALUTATION = re.compile("(?:各|尊敬的|致)[^。！？]{0,200}[：:]")
# Words on a picture.
_CAPTION = re.compile(both(r"(?:[上下左右本]?图(?:为|[:：])|图\s?[一二三四五六七八九十\d]{1,2}\s?[:：]).{0,80}|.{0,80}(?:[^拍]摄|供图|/图|资料图片?)[）)]?。?"))
# Hundredths of a description's words that its article has, in so many characters.
_SHARED, _READ = 55, 8000


@dataclass(frozen=True, slots=True)
class Summary:
    text: str | None
    reason: str


def read_summary(meta: Metadata, title: str, paragraphs: list[str]) -> Summary:
    """Plain text of at most 280 columns (140 Han characters) and 500 graphemes."""
    rejected = []
    for source, description in _descriptions(meta):
        description = without_lead(_after_title(description, title))
        fault = _fault(description, title, paragraphs)
        if fault is None and not (_is_excerpt(description, paragraphs) and first_sentences(paragraphs, title)):
            return Summary(cut(_tidy(description), SUMMARY_WIDTH), f"{source}, which is about this article")
        rejected.append(f"{source} was passed over: {fault or 'it only repeats the beginning of the text'}")
    lost = "; ".join(dict.fromkeys(rejected))
    if own := first_sentences(paragraphs, title):
        return Summary(own, "the first sentences of the text" + (f"; {lost}" if lost else ""))
    return Summary(None, "the page has no text that could be a summary" + (f"; {lost}" if lost else ""))


def first_sentences(paragraphs: list[str], title: str) -> str:
    """The beginning of the text without headings, captions and labels."""
    taken: list[str] = []
    wide = 0
    for paragraph in paragraphs:
        if not _is_prose(paragraph, title):
            continue
        taken.append(without_lead(paragraph))
        wide += columns(taken[-1])
        if wide >= SUMMARY_WIDTH:
            break
    text = _tidy(" ".join(taken or [p for p in paragraphs if (columns(p) >= 24 or columns(p) >= 6 and _STOPS.search(p)) and not says_title(p, title) and not is_info(p) and not BOILERPLATE.match(p) and not ADDRESS.match(p)][:3]))
    return cut(text, SUMMARY_WIDTH)


def _tidy(text: str) -> str:
    return close_up(join_han(one_line(text)))


def _is_prose(paragraph: str, title: str) -> bool:
    if columns(paragraph[:60]) < 30 or not _STOPS.search(paragraph) or BOILERPLATE.match(paragraph):
        return False
    if len(paragraph) < 400 and _is_disclosure(paragraph) or len(paragraph) < 90 and _CAPTION.fullmatch(paragraph):
        return False
    if len(paragraph) < 100 and is_info(paragraph) or len(paragraph) < 200 and _SALUTATION.fullmatch(paragraph):
        return False
    return not says_title(paragraph, title)


def _is_disclosure(paragraph: str) -> bool:
    folded = paragraph.casefold()
    return any(word in folded for word in _OF_MONEY) and _DISCLOSURE.search(paragraph) is not None


def _descriptions(meta: Metadata) -> list[tuple[str, str]]:
    found = [("the page's description", meta.first("description")), ("og:description", meta.first("ogdescription"))]
    found += [("JSON-LD description", text_of(thing.get("description"))) for thing in list(meta.articles())[:1]]
    return [(source, one_line(text)) for source, text in found if text]


def _after_title(description: str, title: str) -> str:
    """What a description says after the title it begins with (title-"first sentence.")."""
    rest = description[len(title) :].lstrip() if title and description.startswith(title) else ""
    if not rest or rest[0] not in _DASHES:
        return description
    rest = rest.strip(_DASHES)
    return rest[1:-1] if rest[:1] in _QUOTES and rest[-1:] in _QUOTES else rest


def _fault(description: str, title: str, paragraphs: list[str]) -> str | None:
    """Why a description will not do; None if it is about the article and whole."""
    if columns(description[:60]) < 40:
        return "it is too short"
    if says_title(description, title) or not normal(description) or is_info(description[:80]) or BOILERPLATE.match(description):
        return "it is a title or a label"
    if not _ENDS.search(description) or description.endswith(("...", "…")):
        return "it is cut off"
    return None if _is_about(description, [title, *paragraphs[:40]]) else "it is not about this article"


def _is_excerpt(description: str, paragraphs: list[str]) -> bool:
    start = normal(description)[:24]
    return any(start in normal(paragraph[:200]) for paragraph in paragraphs[:5])


def _is_about(description: str, article: list[str]) -> bool:
    """Whether the article has most of the description's words (pairs of Han characters); its beginning mostly does."""
    paired = han_share(description) > 0.3
    words = set((_PAIR if paired else _WORD).findall(description.casefold()))
    missing, most, left = words, len(words) * (100 - _SHARED) // 100, _READ
    for part in article if len(words) >= 4 else ():
        text = part[:left].casefold()
        # A pair is there wherever it stands; a word is not, where it is a part of another one.
        missing = {pair for pair in missing if pair not in text} if paired else missing.difference((_PLAIN_WORD if text.isascii() else _WORD).findall(text))
        left -= len(part) + 1
        if len(missing) <= most or left <= 0:
            return len(missing) <= most
    return False
