"""Small judgements on values, shared by the lints of all formats.

They use nothing of the writers.  The writers use two of them: full text that ``html_faults`` refuses is not written,
and plain text that ``has_markup`` is declared as HTML in Atom.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from html.entities import name2codepoint


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule.  ``rule`` is its short name, ``where`` the place in words.

    A finding that is not ``grave`` is only a notice: readers work, a validator would warn.
    """

    rule: str
    where: str
    message: str
    grave: bool = True

    def __str__(self) -> str:
        return f"{self.rule} {self.where}: {self.message}"


_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_RFC822 = re.compile(
    rf"({'|'.join(_DAYS)}), (\d\d) ({'|'.join(_MONTHS)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(00|30)", re.ASCII
)
_URI = re.compile(
    r"https?://(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:\d{1,5})?"
    r"(/(?:[A-Za-z0-9\-._~:/@!$&'()*+,;=]++|%[0-9A-Fa-f]{2})*+)?"
    r"(\?(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]++|%[0-9A-Fa-f]{2})*+)?"
    r"(#(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]++|%[0-9A-Fa-f]{2})*+)?"
)
_TAG_URI = re.compile(r"tag:[a-z0-9.@_-]+,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=%]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]*/[A-Za-z0-9][A-Za-z0-9.+_-]*")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd-\uffff\ud800-\udfff]")

_TAG = re.compile(r"""<(/?)([A-Za-z][^\s/>"'<]*)((?:[^"'<>]|"[^"]*"|'[^']*')*+)>""")
_VOID_TAGS = frozenset("area br col hr img source track wbr".split())
_ATTRIBUTE = re.compile(r"""([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""")
_MARKUP = re.compile(r"<[A-Za-z/!?]")
_REFERENCE = re.compile(r"&(#?\w+)")
_RISKY_TAGS = frozenset(
    "script iframe object embed applet frame frameset meta link base style form input button select textarea "
    "svg math template noscript".split()
)
_RISKY_ATTRIBUTES = frozenset({"style", "srcdoc", "formaction", "action", "background", "ping"})
_URL_ATTRIBUTES = frozenset({"href", "src", "poster", "cite"})
_ABSOLUTE = re.compile(r"(https?://[^\s]|mailto:)", re.IGNORECASE)


def rfc3339(text: str) -> datetime | None:
    """The time, if it is written as RFC 3339 asks: capital T and Z, a zone with a colon, a day that exists."""
    if not _RFC3339.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def rfc822(text: str) -> datetime | None:
    """The time, if it is written as RSS asks: English names, the right weekday, a year of four digits, a zone of
    full or half hours like +0800 (validators find others problematic)."""
    match = _RFC822.fullmatch(text)
    if match is None:
        return None
    day, month, year = int(match[2]), _MONTHS.index(match[3]) + 1, match[4]
    at = rfc3339(f"{year}-{month:02}-{day:02}T{match[5]}:{match[6]}:{match[7]}{match[8]}{match[9]}:{match[10]}")
    return at if at is not None and _DAYS[at.weekday()] == match[1] else None


def is_uri(text: str | None) -> bool:
    """Absolute, http or https, ASCII, every other character percent-encoded (RFC 3986)."""
    return text is not None and _URI.fullmatch(text) is not None


def is_id(text: str) -> bool:
    """A tag URI (RFC 4151), a UUID or a web address in normal form, as validators accept it."""
    return is_uri(text) or _TAG_URI.fullmatch(text) is not None or text.startswith("urn:uuid:")


def is_language(tag: str | None) -> bool:
    return tag is not None and _LANGUAGE.fullmatch(tag) is not None


def is_media_type(name: str | None) -> bool:
    return name is not None and _MEDIA_TYPE.fullmatch(name) is not None


def is_blank(text: str | None) -> bool:
    return not text or not text.strip()


def has_markup(text: str) -> bool:
    """Whether plain text still holds a tag or a character reference, in the eyes of the W3C validator too."""
    names = _REFERENCE.findall(text) if "&" in text else []
    odd = any(name in name2codepoint or name == "apos" or not name.isalpha() for name in names)
    return odd or _MARKUP.search(text) is not None or bool(names) and unescape(text) != text


def forbidden_character(text: str) -> str | None:
    """The first character that XML or a validator refuses, as U+XXXX."""
    match = _FORBIDDEN.search(text)
    return f"U+{ord(match[0]):04X}" if match else None


def html_faults(html: str) -> Iterator[tuple[str, str]]:
    """What must not stand in published HTML, as (rule, words): active or broken parts (H1), addresses not absolute (R7)."""
    tags = [(slash, name.lower(), rest) for slash, name, rest in _TAG.findall(html)]
    if html.count("<") != sum(1 + rest.count("<") for _, _, rest in tags):
        yield "H1", "a < does not begin a tag"
    yield from _nesting_faults(tags)
    for _, name, rest in tags:
        if name in _RISKY_TAGS:
            yield "H1", f"<{name}> is not allowed"
        for attribute, value in _ATTRIBUTE.findall(rest) if rest else ():
            yield from _attribute_faults(attribute.lower(), unescape(value.strip("\"'")))


def _nesting_faults(tags: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """Every element must be closed, the innermost first; that is how sanitisers write.  A tag is its slash, name and the rest."""
    open_tags: list[str] = []
    for slash, name, _ in tags:
        if not slash:
            open_tags += [] if name in _VOID_TAGS else [name]
        elif not open_tags or open_tags.pop() != name:
            yield "H1", f"</{name}> closes nothing"
            return
    if open_tags:
        yield "H1", f"<{open_tags[-1]}> is not closed"


def _attribute_faults(name: str, value: str) -> Iterator[tuple[str, str]]:
    if name.startswith("on") or name in _RISKY_ATTRIBUTES:
        yield "H1", f"the attribute {name} is not allowed"
    urls: Iterable[str] = [value] if name in _URL_ATTRIBUTES else []
    if name == "srcset":
        urls = [candidate.split()[0] for candidate in value.split(",") if candidate.split()]
    for url in urls:
        if not _ABSOLUTE.match(url):
            yield "R7", f"{name}={url[:60]!r} is not an absolute web address"


def duplicates(values: Iterable[str]) -> list[str]:
    """Those that occur more than once, in order."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for value in values:
        if value in seen:
            twice[value] = None
        seen.add(value)
    return list(twice)
