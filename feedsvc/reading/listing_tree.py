"""A listing page's tree, fit to find rows in: without scripts, and with an element for each row that has none.

Old pages write ``<a>title</a> [day]<br>`` again and again in one cell.  What stands in such a line differs from row to
row (a mark, a coloured title, a second link), so that only the line tells where a row begins and ends: it becomes an
``<x-row>``, which a recipe's selectors name like any other element.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..model import Recipe
from . import tree as trees
from .data import MARK
from .parked import ROW, unparked
from .regions import LINKS
from .scripts import without_scripts
from .stamps import smells_of_date

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# Rows that make a list.
_LEAST = 3
_BREAKS = frozenset(("br", "hr"))
_BLOCKS = frozenset(
    "address article aside blockquote center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header li main nav ol p pre section "
    "select table tbody tfoot thead tr td th ul".split()
)

_NOT_TEXT = ["script", "style", "noscript", "template"]

Line = list["LexborNode"]


def parse(html: str, recipe: Recipe | None = None) -> LexborHTMLParser:
    """The tree of a listing page.  Where a recipe is known, or rows are pinned, that do not name our element, the page is left
    as it is; where they do, even a list of one row is given them.

    Raises SuspectError as ``tree.parse`` does.
    """
    tree = trees.parse(without_scripts(unparked(html)))
    tree.strip_tags(_NOT_TEXT)
    if recipe is None:
        _give_elements(tree, _LEAST)
    elif not recipe.row.startswith(MARK) and any(ROW in (css or "") for css in (recipe.row, recipe.link, recipe.title, recipe.time, recipe.summary)):
        _give_elements(tree, _LEAST)
        if tree.css_first(recipe.row) is None:
            _give_elements(tree, 1)
    return tree


def _give_elements(tree: LexborHTMLParser, least: int) -> None:
    """Puts each row of such lists, if they have as many, into an element of its own.  Linear in the page's length."""
    parents = [parent for node in tree.css("br, hr") if (parent := node.parent) is not None]
    boxes = {parent.mem_id: parent for parent in parents}
    for key, count in Counter(parent.mem_id for parent in parents).items():
        rows = _rows(_lines(boxes[key])) if count >= least - 1 else []
        for row in rows if len(rows) >= least else ():
            _wrap(tree, row)


def _lines(box: LexborNode) -> list[Line]:
    """What stands between breaks; an empty line where a block element stands."""
    lines: list[Line] = [[]]
    for node in box.iter(include_text=True):
        if node.tag in _BLOCKS:
            lines += [[], []]
            continue
        lines[-1].append(node)
        if node.tag in _BREAKS:
            lines.append([])
    return lines


def _rows(lines: list[Line]) -> list[Line]:
    """A line with a link and those without that follow it; where the first line is a day, those before it."""
    rows: list[Line] = []
    before: Line = []
    days_first = _is_day(next((line for line in lines if _text(line)), []))
    for line in lines:
        linked = any(_is_linked(node) for node in line)
        if not line:
            before = []
            rows.append([])
        elif linked:
            rows.append([*before, *line])
            before = []
        elif days_first:
            before = [*before, *line]
        elif rows and rows[-1]:
            rows[-1] += line
    return [row for row in rows if row]


def _text(line: Line) -> str:
    return " ".join(" ".join(node.text(deep=True) or "" for node in line).split())


def _is_day(line: Line) -> bool:
    return not any(_is_linked(node) for node in line) and smells_of_date(_text(line)[:60])


def _is_linked(node: LexborNode) -> bool:
    return node.is_element_node and node.css_first(LINKS) is not None


def _wrap(tree: LexborHTMLParser, row: Line) -> None:
    element = tree.create_node(ROW)
    row[0].insert_before(element, move=True)
    for node in row:
        element.insert_child(node, move=True)
