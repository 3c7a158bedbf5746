"""Bytes of a page to text, by the web's own rules (WHATWG Encoding; HTML standard 13.2.3, "determining the character
encoding"), with one addition: a label counts only if the bytes really decode by it, as many pages are labelled wrongly.

The order is: what the operator pinned, a byte order mark, the HTTP header, a meta tag in the first bytes, UTF-8 if the
bytes are that, and detection last.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from ..model import Decoded

# How far into a page its meta tag is looked for, in bytes; the standard says 1024, real pages put scripts before it.
_PRESCAN = 8192
# A label is believed when at most one byte in so many would not decode.
_BYTES_PER_FLAW = 2000

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta[\s/]([^>]{1,2000})>", re.IGNORECASE)
_CHARSET = re.compile(rb"(?:^|[\s\"';,/])charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([^\s\"'/>;]{1,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"\s{0,99}<\?xml[^>]{1,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([^\s\"';,]{1,40})", re.IGNORECASE)
_THREE_BYTES = re.compile("[\u0800-\U0010ffff]")
# No second byte of a double-byte encoding is one of the signs that tags begin and end with.
_MARKUP = re.compile(rb"<(?:script\b[^>]*>(?:[^<]++|<(?!/?script))*+|style\b[^>]*>[^<]*+|[^<>]*+)>?|\s\s+", re.IGNORECASE)
# Bytes of a page that are looked at, and of its text that are shown to the detector.
_SAMPLE = 2_000_000
_ONLY_HIGH = b" " * 128 + bytes(range(128, 256))

# Supersets that browsers, too, decode by: the label names the smaller set, the pages use the larger.
_CODECS = {"gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc-kr": "cp949", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}
_CODECS |= {"windows-874": "cp874", "x-mac-cyrillic": "mac-cyrillic", "iso-8859-8-i": "iso8859-8"}  # Python's names
_CHARDET_NAMES = {"cp874": "windows-874", "cp949": "euc-kr", "cp932": "shift_jis", "big5hkscs": "big5", "euc_jis_2004": "euc-jp"}
_NAMES = {"gbk": "gb18030"}
# Latin letters, most of them one byte below 128.
_WESTERN = frozenset("windows-1250 windows-1252 windows-1254 windows-1257 windows-1258 macintosh".split()) | {f"iso-8859-{part}" for part in (2, 3, 4, 10, 13, 14, 15, 16)}
_WINDOWS = {"iso-8859-2": "windows-1250", "iso-8859-13": "windows-1257"}
_CONTROLS = bytes(range(0x80, 0xA0))
_UNREADABLE = {"replacement", "x-user-defined"}
"""Labels of the standard that name no text: the page's other signs decide."""


def decode(body: bytes, content_type: str | None = None, pinned: str | None = None) -> Decoded:
    """The text of a page.  ``content_type`` is the HTTP header's value; ``pinned`` an encoding label the operator fixed.

    Line ends and NUL stay as they are; bytes that do not decode become U+FFFD and are counted.
    """
    name = _lookup(pinned) if pinned else None
    if name:
        return _result(body, name)
    for mark, marked in _BOMS:
        if body.startswith(mark):
            return _result(body[len(mark) :], marked)
    if body.isascii():
        return _plain(body, content_type)
    text = _as_utf8(body)
    if text is not None:
        return _decoded(text, "utf-8")
    for label in _labels(body, content_type):
        if _believable(body, label):
            return _result(body, label)
    return _result(body, _detect(body))


def _plain(body: bytes, content_type: str | None) -> Decoded:
    """ASCII bytes read the same by every label, except where they are UTF-16 or ISO-2022-JP in disguise."""
    wide = _unmarked_utf16(body)
    if wide:
        return _result(body, wide)
    if b"\x1b$" in body and "iso-2022-jp" in _labels(body, content_type):
        return _result(body, "iso-2022-jp")
    label = next(iter(_labels(body, content_type)), "utf-8")
    return Decoded(body.decode("ascii"), label)


def _labels(body: bytes, content_type: str | None) -> Iterator[str]:
    """What the header and the page say, best first.  A header of latin-1 is a server's default and stands behind the page."""
    header = _HEADER_CHARSET.search(content_type or "")
    said = _lookup(header[1]) if header else None
    inside = _meta_label(body[:_PRESCAN])
    names = [inside, said] if said == "windows-1252" else [said, inside]
    return (name for name in names if name)


def _meta_label(head: bytes) -> str | None:
    head = _COMMENT.sub(b" ", head)
    for tag in _META.finditer(head):
        attributes = tag[1].lower()
        if b"content" in attributes and b"http-equiv" not in attributes:
            continue
        found = _CHARSET.search(attributes)
        name = _lookup(found[1].decode("latin-1")) if found else None
        if name:
            return "utf-8" if name.startswith("utf-16") else name
    declared = _XML_DECLARATION.match(head)
    return _lookup(declared[1].decode("latin-1")) if declared else None


def is_label(label: str) -> bool:
    """Whether a label names an encoding we read."""
    return _lookup(label) is not None


def _lookup(label: str) -> str | None:
    """The standard's name for a label, None for a label it does not know."""
    from webencodings import lookup  # type: ignore[import-untyped]

    encoding = lookup(label)
    if encoding is None or encoding.name in _UNREADABLE:
        return None
    name: str = encoding.name
    return _NAMES.get(name, name)


_ASCII = frozenset(map(chr, range(128)))
# So many different characters of two bytes, as in Cyrillic or Greek, are none by chance.
_NO_CHANCE = 16


def _as_utf8(body: bytes) -> str | None:
    """The text if the bytes are UTF-8 without a flaw but for a cut tail, and not only by the chance that makes short
    GBK words resemble it.  No other label can be right then, so none is asked."""
    try:
        text, _ = codecs.utf_8_decode(body, "strict", False)
    except UnicodeDecodeError:
        return None
    return text if _has_three_bytes(text) or not _looks_double_byte(body) or len(set(text) - _ASCII) >= _NO_CHANCE else None


def _has_three_bytes(text: str) -> bool:
    """Whether a character takes three bytes or more in UTF-8; latin-1 finds the first candidate a hundred times quicker."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError as error:
        return text[error.start] >= "\u0800" or _THREE_BYTES.search(text, error.start) is not None
    return False


def _believable(body: bytes, label: str) -> bool:
    """Whether the bytes are what the label says: few flaws, and no double bytes under latin-1."""
    if label.startswith("utf-16"):
        return _unmarked_utf16(body) is not None
    if label == "windows-1252" and _looks_double_byte(body):
        return False
    return _flaws(body, label) <= _tolerance(body)


def _flaws(body: bytes, name: str) -> int:
    return _decode(body, name).count("\ufffd")


def _tolerance(body: bytes) -> float:
    high = len(body) - len(body.translate(None, bytes(range(128, 256))))
    return max(1, min(len(body) / _BYTES_PER_FLAW, high / 10), high / 150)


def _high_runs(body: bytes) -> list[bytes]:
    """What stands together of bytes above 127."""
    return body.translate(_ONLY_HIGH).split()


def _looks_double_byte(body: bytes) -> bool:
    """True when most high bytes stand in runs: in Western words they stand alone, and a row of dashes is of one sign."""
    runs = [run for run in _high_runs(body) if len(run) < 4 or len(set(run)) > 1]
    total = sum(map(len, runs))
    return sum(len(run) for run in runs if len(run) >= 4) * 2 > total > 8


def _unmarked_utf16(body: bytes) -> str | None:
    """UTF-16 without a mark shows in the zero bytes of its tags."""
    head = body[:40]
    if head.count(0) * 3 < len(head) or len(head) < 4:
        return None
    return "utf-16le" if head[1::2].count(0) > head[::2].count(0) else "utf-16be"


def _detect(body: bytes) -> str:
    """No label holds: UTF-8 with few flaws, else gb18030 unless a detector is sure of another one."""
    wide = _unmarked_utf16(body)
    if wide:
        return wide
    if _flaws(body, "utf-8") <= _tolerance(body):
        return "utf-8"
    import chardet

    said = str(chardet.detect(_foreign(body))["encoding"] or "")
    guess = _lookup(_CHARDET_NAMES.get(said.lower(), said))
    doubled = _looks_double_byte(body)
    guess = _with_points(body, guess)
    if guess and guess != "utf-8" and _flaws(body, guess) <= _tolerance(body) and not (guess in _WESTERN and doubled):
        return guess
    if doubled and _flaws(body, "gb18030") <= _tolerance(body):
        return "gb18030"
    alone = all(len(run) == 1 for run in _high_runs(body))
    return "windows-1252" if alone else min(("utf-8", "gb18030", "windows-1252"), key=lambda n: _flaws(body, n))


def _foreign(body: bytes) -> bytes:
    """The pieces of text with bytes beyond ASCII: a detector takes the markup around them for words of the West."""
    return b"\n".join(piece for piece in _MARKUP.split(body[:_SAMPLE]) if not piece.isascii())[: _SAMPLE // 10]


def _with_points(body: bytes, guess: str | None) -> str | None:
    """The Windows encoding in the place of an ISO one, where bytes are used that only the former gives a meaning to."""
    controls = len(body) - len(body.translate(None, _CONTROLS))
    return _WINDOWS.get(guess, "windows-1252") if guess and guess.startswith("iso-8859") and guess in _WESTERN and controls else guess


def _decode(body: bytes, name: str) -> str:
    """The text, without the bytes of a last character that was cut off."""
    return codecs.getincrementaldecoder(_CODECS.get(name, name))("replace").decode(body)


def _result(body: bytes, name: str) -> Decoded:
    return _decoded(_decode(body, name), name)


def _decoded(text: str, name: str) -> Decoded:
    return Decoded(text, name, text.count("\ufffd") if "\ufffd" in text else 0)  # none is seen at once; counting takes twice as long
