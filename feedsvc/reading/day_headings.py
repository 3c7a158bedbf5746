"""Days that stand once above the rows of that day: a list of news parted by headings, on which the rows tell no day, or the time of day alone.

A recipe that reaches "under" has the headings' selector for its time: a row's day is that of the last heading before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from ..model import Recipe
from .selectors import compound, lasting
from .stamps import smells_of_date
from .text import one_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from .regions import Region

# How far a heading may be from its rows: elements before one, levels outwards; and how long it is.
_BEFORE, _OUTWARDS, _LONGEST = 60, 4, 40
_CLOCK = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])")
_OF_A_DAY = re.compile(r"[\W\d_年月日号星期周礼拜一二三四五六今昨前天農农历曆]+")
# Letters that a month's name and a weekday's have at most.
_NAMES = 22


def tells_day(cell: str) -> bool:
    """Whether a row's own words tell more than a time of day."""
    return smells_of_date(_CLOCK.sub(" ", cell))


def learned(tree: LexborHTMLParser, row: str, found: Sequence[Region]) -> str | None:
    """The selector of the headings above these rows; None where not all rows stand under one, or all under the same."""
    first, last = (_heading(region.row) for region in (found[0], found[-1]))
    if first is None or last is None or first.mem_id == last.mem_id:
        return None
    shared = [name for name in lasting((first.attributes.get("class") or "").split()) if name in (last.attributes.get("class") or "").split()]
    if first.tag != last.tag:
        return None
    css = compound(first.tag or "*", shared[:1])
    days = _days(tree, Recipe(row, time=css, reach="under"))
    told = [days.get(region.row.mem_id, "") for region in found]
    return css if all(told) and len(set(told)) > 1 and _in_runs(told) else None


def day_cells(tree: LexborHTMLParser, recipe: Recipe, found: Sequence[Region]) -> list[str]:
    """The day above each row, and the time of day that the row tells."""
    days = _days(tree, recipe)
    return [f"{days.get(region.row.mem_id, '')} {_clock(region)}".strip() for region in found]


def _days(tree: LexborHTMLParser, recipe: Recipe) -> dict[int, str]:
    """What the last heading before each row says."""
    rows = {node.mem_id for node in tree.css(recipe.row)}
    told: dict[int, str] = {}
    day = ""
    for node in tree.css(f"{recipe.time}, {recipe.row}"):
        if (said := _day(node)) is not None:
            day = said
        elif node.mem_id in rows:
            told[node.mem_id] = day
    return told


def _in_runs(told: Sequence[str]) -> bool:
    """Whether no day comes back after another one."""
    changes = sum(one != other for one, other in zip(told, told[1:], strict=False))
    return changes == len(set(told)) - 1


def _clock(region: Region) -> str:
    times = _CLOCK.findall(one_line(region.text())[:300])
    return times[0] if len(set(times)) == 1 else ""


def _heading(row: LexborNode) -> LexborNode | None:
    """The nearest element before a row, or before what it stands in, that says a day and nothing else."""
    around: LexborNode | None = row
    for _ in range(_OUTWARDS):
        if around is None or around.tag in ("body", "html"):
            return None
        for node in islice(_elements_before(around), _BEFORE):
            if _day(node) is not None:
                return node
        around = around.parent
    return None


def _elements_before(node: LexborNode) -> Iterator[LexborNode]:
    before = node.prev
    while before is not None:
        if before.is_element_node:
            yield before
        before = before.prev


def _day(node: LexborNode) -> str | None:
    """What an element says, if that is a day; None for any other, and for one with a link that may be a row."""
    text = one_line(node.text(deep=True, separator=" ") or "") if node.first_child is not None else ""
    if not 1 < len(text) <= _LONGEST or not smells_of_date(text) or not tells_day(text):
        return None
    letters = _OF_A_DAY.sub("", text)
    return text if len(letters) <= _NAMES and letters.isascii() else None
