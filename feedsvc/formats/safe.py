"""The last gate of the feed writers: what enters a document, whatever the store holds.

Text is cleaned once when it is read; this second, smaller filter keeps one bad character from killing a whole feed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote

from ..urls import UrlError, parse

# XML 1.0, section 2.2, less the C1 controls, which validators take for a wrong encoding.
_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = re.compile(r"[ \t\r\n]+")
_NOTHING_SEEN = re.compile("[\\s\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*\\Z")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_URI = re.compile(r"[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+_-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def legal(text: str) -> str:
    """The text with nothing in it that XML 1.0 or a validator refuses.

    U+FFFD becomes □, the sign Chinese print puts where a character could not be read.
    """
    if not text.isprintable():  # most text is, and the check costs a tenth of the filter
        text = _ILLEGAL.sub("", text)
    return text.replace("\ufffd", "□")


def line(text: str | None) -> str:
    """Legal text on one line, without white space at the ends; "" where nothing of it could be seen."""
    if not text:
        return ""
    if not text.isprintable() or "  " in text:
        text = _SPACE.sub(" ", text)
    text = legal(text).strip()
    return "" if _NOTHING_SEEN.match(text) else text


def paragraphs(text: str | None) -> list[str]:
    """The lines of a text that say something."""
    return [said for part in legal(text or "").splitlines() if (said := line(part))]


@lru_cache(maxsize=256)  # the formats of a feed ask for the same URLs
def web_url(url: str | None) -> str | None:
    """The URL as an ASCII URI (RFC 3986), or None unless it is http or https with a plain host."""
    if not url:
        return None
    address, hash_mark, fragment = url.strip().partition("#")
    try:
        target = parse(address)
    except UrlError:
        return None
    uri = target.origin + _encoded(target.path)
    return f"{uri}#{_encoded(legal(fragment))}" if hash_mark else uri


def media_type(name: str) -> str:
    """A media type a validator accepts; "application/octet-stream" when the source's is not one."""
    bare = name.partition(";")[0].strip().lower()
    return bare if _MEDIA_TYPE.fullmatch(bare) else "application/octet-stream"


def language(tag: str | None) -> str | None:
    """The tag if it has the form of RFC 5646, else None."""
    return tag if tag and _LANGUAGE.fullmatch(tag) else None


def moment(at: datetime) -> datetime:
    """The time in whole seconds with an offset both date formats can write: whole minutes, else UTC."""
    offset = at.utcoffset()
    whole = at.replace(microsecond=0)
    return whole if offset is not None and not offset.total_seconds() % 60 else whole.astimezone(UTC)


def _encoded(text: str) -> str:
    return _NOT_URI.sub(lambda match: quote(match[0], safe=""), _STRAY_PERCENT.sub("%25", text))
