"""Which part of a page is worth a close look.

Most of a page is menus, teasers and footers.  The article lies between the first and the last running text, or the
title where that comes before; a quick scan finds these, and the margins are left out of the close reading.
"""

from __future__ import annotations

import re
from html import escape

_LONG_TEXT = re.compile(r">([^<>]{20,})<")
_STOPS = re.compile("[，。；？！]|[,.;?!](?:[\\s\"'”’)]|$)")
_HAN = re.compile("[\u3400-\u9fff\u3041-\u30ff\uac00-\ud7af]")
_SPLIT = re.compile(r"\s+[-–—|/:·•«»›>~]{1,3}\s+|\s*[|_｜»«›]+\s*|--+|[-–—](?=[^\x00-\xff])")
_LINK_TEXT = re.compile(r">\s{0,40}([^<>\s][^<>]{1,30}?)\s{0,40}</a>")
# Characters of source kept before and after, and at the very end where sites put their rights.
_STEP = 4_000
_BEFORE, _AFTER, _END = 5_000, 4_000, 3_000


def spans(source: str, titles: list[str]) -> list[tuple[int, int]]:
    """The parts of a body's source to read, in order; all of it when there is no running text or little to save."""
    prose = _prose(source)
    if not prose or len(source) < 3 * _BEFORE:
        return [(0, len(source))]
    starts = [prose[0], source.find("<h1")]
    starts += [source.find(escape(piece, quote=False)) for title in titles for piece in _pieces(title)]
    start = max(0, min(at for at in starts if at >= 0) - _BEFORE)
    end = min(len(source), prose[-1] + _AFTER)
    start, end = _tag_at(source, start), _tag_at(source, end)
    tail = _tag_at(source, max(end, len(source) - _END))
    return [(start, end), (tail, len(source))]


def link_texts(source: str) -> set[str]:
    """Short texts of links, as menus have them."""
    return set(_LINK_TEXT.findall(source))


def _pieces(title: str) -> list[str]:
    """The longest part of a document's title: the others name section and site."""
    return [piece for piece in [max(_SPLIT.split(title), key=len, default="")] if len(piece) >= 4]


def _tag_at(source: str, at: int) -> int:
    """The next place where a tag begins."""
    found = source.find("<", at) if at else 0
    return len(source) if found < 0 else found


def _prose(source: str) -> list[int]:
    """Where running text starts, and where the last of it ends: looked for from both ends."""
    first = next((match.start() for match in _LONG_TEXT.finditer(source) if _is_prose(source, match)), None)
    if first is None:
        return []
    for start in range(len(source) - _STEP, first - _STEP, -_STEP):
        end = source.find("<", start + _STEP) + 1 or len(source)  # what begins in this step may end in the next
        texts = list(_LONG_TEXT.finditer(source, max(first, start), end))
        last = next((match.end() for match in reversed(texts) if _is_prose(source, match)), None)
        if last is not None:
            return [first, last]
    return []


def _is_prose(source: str, match: re.Match[str]) -> bool:
    text = match[1]
    if len(text) < 60 and (text.isascii() or len(_HAN.findall(text)) < 18):
        return False
    return _STOPS.search(text) is not None and not source.startswith("<a ", source.rfind("<", 0, match.start()))
