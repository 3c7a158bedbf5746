"""What on an article's page tells of other articles: lists of links beside it, most of them with their days."""

from __future__ import annotations

from .body import LABEL
from .outline import Line, Outline
from .stamps import smells_of_date

# Characters: of a link that could be a title, and of a day with its clock and brackets.
_TELLING, _DAY = 5, 20


def in_list(outline: Outline, at: int) -> bool:
    """Whether the day that line ``at`` tells is that of a link in a list: the next row, or the one before, is made alike."""
    lines = outline.lines
    if kind := _row(lines[at]):
        return any(_row(lines[to]) == kind for to in (at - 1, at + 1) if 0 <= to < len(lines))
    return _is_day(lines[at]) and any(
        _is_link(lines[at + step]) and _is_day(lines[at + 2 * step]) for step in (-1, 1) if 0 <= at + 2 * step < len(lines)
    )


def heads_list(outline: Outline, end: int) -> bool:
    """Whether what ends before line ``end`` stands over links to others: three rows, or three links with days between them or none."""
    links = 0
    for line in outline.lines[end : end + 6]:
        if _is_link(line) or _row(line):
            links += 1
        elif not _is_day(line):
            break
    return links >= 3


def _is_link(line: Line) -> bool:
    return line.linked >= _TELLING and line.linked + 4 >= len(line.text)


def _row(line: Line) -> str:
    """How a link and its day share the line, if they do: "beside" or "within" the link, and which comes first."""
    text = line.text
    if line.linked < _TELLING or line.linked + _DAY < len(text) or LABEL.search(text) or not smells_of_date(text):
        return ""
    return ("within" if line.linked + 4 >= len(text) else "beside") + (", first" if text[0].isdigit() else "")


def _is_day(line: Line) -> bool:
    return line.linked == 0 and len(line.text) <= _DAY and smells_of_date(line.text)
