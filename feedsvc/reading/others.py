"""What on an article's page tells of other articles: lists of links beside it, most of them with their days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .han import both
from .info import LABEL
from .outline import Line, Outline
from .stamps import smells_of_date

# Characters: of a link that could be a title, and of a day with its clock and brackets.
_TELLING, _DAY = 5, 20
# By how much names of months, and counters, make the lines of two days differ.
_MONTHS = 4
# The line that tells day and author of an entry.
_SIGNED = 60
_SUMMARY, _TEASER = 20, 160
# Lines of one entry of a list whose days have a line of their own: with or without a summary.
_SIZES = (2, 3, 4)


_DISCUSSION = re.compile(
    both(
        r"\W{0,3}(?:网友|最新|全部|热门|精彩|用户|我要|我来|发表|读者)?(?:评论|留言|跟帖|回复)(?:区|列表)?\s?\W{0,2}\d{0,6}\s?[条个]?\W{0,3}|共?\s?\d{1,6}\s?条(?:评论|留言|跟帖)\W{0,2}"
        r"|(?:\d{1,6}|no|leave a|post a|add a|reader|user)?\s?(?:comments?|reply|replies|responses?)(?:\s?\W\s?\d{1,6}\W?|\s?\(\d{1,6}\))?:?"
        r"|(?:\d{1,6}|keine|leser)?\s?-?kommentare?|\d{0,6}\s?(?:commentaires?|comentarios?|commenti|reacties)|コメント(?:一覧)?|댓글\s?\d{0,6}"
    ),
    re.IGNORECASE,
)


def in_list(outline: Outline, at: int) -> bool:
    """Whether the day that line ``at`` tells is that of a link in a list: the next row, or the one before, is made alike."""
    lines = outline.lines
    kind = _row(lines[at])
    if kind and any(_row(lines[to]) == kind for to in (at - 1, at + 1) if 0 <= to < len(lines)):
        return True
    return _is_day(lines[at]) and any(_comes_back(lines, at, at + step * size) for size in _SIZES for step in (-1, 1))


def in_calendar(outline: Outline, at: int) -> bool:
    """Whether line ``at`` and the next one each tell a day and something with it, as dates of events do; time and source of
    an article that stand on two lines bear labels."""
    pair = outline.lines[at : at + 2]
    return len(pair) == 2 and all(not LABEL.search(line.text) and _SIGNED > len(line.text) > _DAY and smells_of_date(line.text) for line in pair)


def _comes_back(lines: Sequence[Line], at: int, to: int) -> bool:
    """Whether line ``to`` is a day, too, and both stand right below a link, or right above one."""
    if not (0 <= to < len(lines) and _is_day(lines[to])) or not _as_long(lines[at].text, lines[to].text):
        return False
    sides = (side for side in (-1, 1) if min(at, to) + side >= 0 and max(at, to) + side < len(lines))
    return any(_is_link(lines[at + side]) and _is_link(lines[to + side]) for side in sides)


def _as_long(one: str, other: str) -> bool:
    """Whether both say a day alone, or more; months differ in length."""
    return (len(one) > _DAY) == (len(other) > _DAY) or abs(len(one) - len(other)) <= _MONTHS


def heads_list(outline: Outline, end: int) -> bool:
    """Whether what ends before line ``end`` stands over links to others: three that follow each other, each with as many
    lines of its own, a day or a summary."""
    lines = outline.lines
    first = next((at for at, line in enumerate(lines[end : end + 2], end) if line.linked >= _TELLING), None)
    if first is None or not _leads(lines[first : first + 1]) or first > end and not _is_day(lines[end]):
        return False
    return any(_entries(lines[first : first + 3 * size], size) for size in (1, *_SIZES))


def _entries(lines: Sequence[Line], size: int) -> bool:
    """Three links with the same number of lines between, each a day or a summary; the last one's may be cut off."""
    links = lines[::size]
    between = [line for at, line in enumerate(lines) if at % size]
    return len(links) == 3 and _leads(links) and all(_is_day(line) or len(line.text) >= _SUMMARY for line in between)


def _leads(lines: Sequence[Line]) -> bool:
    return bool(lines) and all(_is_link(line) or _row(line) for line in lines)


@lru_cache(maxsize=256)
def opens_discussion(text: str) -> bool:
    """Whether this is what stands over readers' comments, alone on its line."""
    return len(text) <= 30 and _DISCUSSION.fullmatch(text) is not None


def discussion(outline: Outline, first: int) -> int:
    """The line under which readers have their say: a heading, or any line from ``first`` on, as counters of comments stand
    above the text, too.  The number of lines if there is none."""
    headings = [heading.line for heading in outline.headings if opens_discussion(heading.text)]
    lines = [line.index for line in outline.lines[first:] if opens_discussion(line.text)]
    return min([*headings[:1], *lines[:1], len(outline.lines)])


def is_teaser(outline: Outline, at: int) -> bool:
    """Whether line ``at`` is the summary below a link in a list: three entries that follow each other are made alike."""
    lines = outline.lines
    below = next((distance for distance in (1, 2) if at >= distance and _is_link(lines[at - distance])), 0)
    if not below or len(lines[at].text) > _TEASER or below == 2 and not _is_day(lines[at - 1]):
        return False
    for size in range(below + 1, below + 3):
        alike = [below <= to < len(lines) and _is_link(lines[to - below]) and not lines[to].linked for to in range(at - 2 * size, at + 2 * size + 1, size)]
        if any(all(alike[first : first + 3]) for first in range(3)):
            return True
    return False


def _is_link(line: Line) -> bool:
    """A line that is a link; an address written out is no title."""
    return line.linked >= _TELLING and line.linked + 4 >= len(line.text) and "://" not in line.text


def _row(line: Line) -> str:
    """How a link and its day share the line, if they do: "beside" or "within" the link, and which comes first."""
    text = line.text
    if line.linked < _TELLING or line.linked + _DAY < len(text) or LABEL.search(text) or not smells_of_date(text):
        return ""
    return ("within" if line.linked + 4 >= len(text) else "beside") + (", first" if text[0].isdigit() else "")


def _is_day(line: Line) -> bool:
    return line.linked * 2 <= len(line.text) <= _SIGNED and smells_of_date(line.text)
