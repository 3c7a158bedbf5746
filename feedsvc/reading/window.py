"""Which part of a page is worth parsing and a close look.

Most of a page is menus, teasers and footers.  The article lies between the first and the last running text, or the
title where that comes before; a quick scan of the source finds these, and the margins are left out before anything else
is done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from .text import stops

_BODY = re.compile(r"<body[\s>]", re.IGNORECASE)
_NAMES = re.compile(r"<title[^>]{0,200}>([^<]{4,400})|<meta\s[^>]{0,300}og:title[^>]{0,300}", re.IGNORECASE)
_CONTENT = re.compile(r"""content=(?:"([^"]{4,400})|'([^']{4,400}))""", re.IGNORECASE)
# Ends at the next one that begins, so that many without an end cost no more than one.
_MACHINE_DATA = re.compile("(<script(?:[^<]++|<(?!/?script))*+</script>)", re.IGNORECASE)
_HEADING = re.compile("<[hH]1")
# What may be running text, taken to its end: a ">" in it begins no other one.
_LONG_TEXT = re.compile(r">([^<]{20,}+)<?")
_STOPS = stops("，。；？！", ",.;?!", "[\\s\"'”’)]|$")
_HAN = re.compile("[\u3400-\u9fff\u3041-\u30ff\uac00-\ud7af]")
_SPLIT = re.compile(r"\s+[-–—|/:·•«»›>~]{1,3}\s+|\s*[|_｜»«›]+\s*|--+|[-–—](?=[^\x00-\xff])")
_PARTED = re.compile("[_|｜]")
_LINK_TEXT, _LONGEST_LINK = re.compile(r">([^<>]{2,110}+)</[aA]>"), 31
_RIGHTS = (("©", "&copy;"), ("版权所有", "opyright", "OPYRIGHT"))
_TABLE = re.compile("<(/?)table", re.IGNORECASE)
# Characters of source kept before and after, and at the very end where sites put their rights.
_BEFORE, _AFTER, _END = 5_000, 8_000, 3_000
_LEAST = 3 * _BEFORE  # shorter ones are read whole
_APART = 8_000
"""Running text so far behind the one before it is another matter: teasers, comments, words on cookies."""
_SHARE = 8
"""Such is left out when it is less than this part of the longest."""
CUT = '<wbr data-cut="">'
"""Stands between the parts that are read."""
_CLOSED = "".join(f"</{name}>" for name in "textarea iframe noscript select template button object audio video canvas map a b i u em strong font".split())
"""What may be open at a cut and would swallow or link what follows; an end tag of what is not open means nothing."""


_Tables = Sequence[tuple[int, int]]


class View(NamedTuple):
    """What of a page is read, as HTML, and the short texts of links left out before it, as menus have them."""

    html: str
    skipped: frozenset[str] = frozenset()


class _Passage(NamedTuple):
    """Running text that hangs together: where it starts and ends in the source, and its length in bytes, by which a Han
    character counts as three."""

    start: int
    end: int
    size: int


def view(page: str, title: str = "") -> View:
    """What of a page without scripts is worth reading; ``title`` is what a listing calls it."""
    bare, data = page, ""
    if "ld+json" in page:
        pieces = _MACHINE_DATA.split(page)
        data, bare = "".join(pieces[1::2]), "".join(pieces[::2])
    begins = _BODY.search(bare)
    if begins is None or len(bare) - begins.start() < _LEAST:
        return View(page)
    head, body = bare[: begins.start()], bare[begins.start() :]
    passages = _passages(body)
    if not passages:
        return View(page)
    tables = _tables(body)
    start, end = _between(body, passages, [*_names(head), title], tables)
    tail = _tag_at(body, max(end, min(len(body) - _END, _rights(body, end) - 500)))
    parts = [_in_tables(body, tables, *part) for part in ((start, end), (tail, len(body)))]
    links = map(str.strip, _LINK_TEXT.findall(body, 0, start))
    return View(head + data + (_CLOSED + CUT).join(parts), frozenset(text for text in links if 1 < len(text) <= _LONGEST_LINK))


def _between(body: str, passages: Sequence[_Passage], names: Sequence[str], tables: _Tables) -> tuple[int, int]:
    """Where to begin and end: around the long passages, the title, and the first passage after the title."""
    named = [at for piece in {piece for name in names for piece in _pieces(name)} if (at := body.find(piece)) >= 0]
    if heading := _HEADING.search(body):
        named.append(heading.start())
    most = max(passage.size for passage in passages)
    long = [passage for passage in passages if passage.size * _SHARE >= most]
    titled = next((passage.end for passage in passages if named and passage.end > min(named)), 0)
    start = max(0, min([long[0].start, *named]) - _BEFORE)
    end = min(len(body), max(long[-1].end, titled) + _AFTER)
    return _tag_at(body, start), _tag_at(body, _after_table(tables, long[0].start, end))


def _after_table(tables: _Tables, start: int, end: int) -> int:
    """``end``, or where the table ends that is open there: what follows the text in it belongs to the text."""
    opened = _opened(tables, start, end)
    for at, step in tables if opened else ():
        if at >= end:
            opened += step
            if not opened:
                return at + len("</table")
    return end


def _passages(body: str) -> list[_Passage]:
    found: list[_Passage] = []
    for match in _LONG_TEXT.finditer(body):
        if not _is_prose(body, match):
            continue
        size = len(match[1].encode("utf-8", "replace"))
        if found and match.start() - found[-1].end < _APART:
            found[-1] = _Passage(found[-1].start, match.end(), found[-1].size + size)
        else:
            found.append(_Passage(match.start(), match.end(), size))
    return found


def _names(head: str) -> Iterator[str]:
    """What the page calls itself, as it is written there."""
    for match in _NAMES.finditer(head):
        content = _CONTENT.search(match[0])
        yield match[1] or (content[1] or content[2] if content else "")


def _pieces(title: str) -> set[str]:
    """The longest part of a document's title, the others name section and site; where that stands behind, what is before it, too.
    With and without their escapes."""
    longest, first = max(_SPLIT.split(title), key=len, default=""), _PARTED.split(title, maxsplit=1)[0]
    pieces = {longest.strip(), first.strip() if longest not in first else ""}
    return {form for piece in pieces if len(piece) >= 4 for form in (piece, unescape(piece))}


def _rights(body: str, start: int) -> int:
    """Where the last words on rights after ``start`` stand; the sign for them is surer than the words, which classes bear, too."""
    return next((at for signs in _RIGHTS if (at := max(body.rfind(sign, start) for sign in signs)) >= 0), len(body))


def _in_tables(body: str, tables: _Tables, start: int, end: int) -> str:
    """A part of the body; where it begins in a table's cell, in one, as a parser drops rows and cells that are in none."""
    open_at = _opened(tables, 0, start)
    left = open_at + _opened(tables, start, end)
    return "<table><tr><td>" * open_at + body[start:end] + "</table>" * left


def _tables(body: str) -> _Tables:
    """The tags of tables, if one is closed: where each begins, and 1 for one that opens a table, -1 for one that closes it."""
    tags = [(tag.start(), -1 if tag[1] else 1) for tag in _TABLE.finditer(body)]
    return tags if any(step < 0 for _, step in tags) else []


def _opened(tables: _Tables, start: int, end: int) -> int:
    """How many tables are open at ``end`` that were not at ``start``, at most eight."""
    return min(8, max(0, sum(step for at, step in tables if start <= at < end)))


def _tag_at(body: str, at: int) -> int:
    """The next place where a tag begins."""
    found = body.find("<", at)
    return len(body) if found < 0 else found


def _is_prose(source: str, match: re.Match[str]) -> bool:
    text = match[1]
    if len(text) < 60 and (text.isascii() or len(_HAN.findall(text)) < 18):
        return False
    return _STOPS.search(text) is not None and not source.startswith(("<a ", "<A "), source.rfind("<", 0, match.start()))
