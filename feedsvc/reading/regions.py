"""Where the rows of a page are: the elements a row selector picks, what stands beside them, and the links in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ..model import Recipe

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# A selector names an element once for each of its parts that fits.
LINKS = "a, [onclick]:not(a)"
# What follows or precedes a row element is looked at so far.
_NEIGHBOURS = 30


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: ``base`` is what relative links start from, ``url`` the page's own address."""

    base: str
    url: str
    zone: str
    now: datetime | None


class Region:
    """One row: its element and, where rows are flat, the nodes beside it that belong to it."""

    __slots__ = ("nodes", "row")

    def __init__(self, row: LexborNode, nodes: Sequence[LexborNode]) -> None:
        self.row = row
        self.nodes = nodes

    def find(self, css: str) -> LexborNode | None:
        for node in self.nodes:
            if node.is_element_node and (found := node.css_first(css)) is not None:
                return found
        return None

    def all(self, css: str) -> list[LexborNode]:
        return [found for node in self.nodes if node.is_element_node for found in node.css(css)]

    def text(self) -> str:
        return " ".join(node.text(deep=True, separator=" ") or "" for node in self.nodes)

    def pieces(self) -> Iterator[str]:
        """The single runs of text."""
        for node in self.nodes:
            yield from (one.text(deep=False) or "" for one in node.traverse(include_text=True) if one.is_text_node)


@dataclass(slots=True)
class Offer:
    """One link of a row.  ``url`` is None if a script leads to where nobody can read; ``width`` is what text and hint take, up to 80."""

    node: LexborNode
    url: str | None
    text: str
    hint: str
    width: int


Anchor = tuple["LexborNode", str]
"""An ``a`` and its text as written."""


def anchors(tree: LexborHTMLParser) -> list[Anchor]:
    """Those of a page, for all who look through them: each search goes through the whole page, and so does each look at their texts."""
    return [(node, node.text(deep=True) or "") for node in tree.css("a")]


def regions(tree: LexborHTMLParser, recipe: Recipe) -> list[Region]:
    """The rows a recipe's row selector picks; an element inside another picked one is not a row."""
    nodes = tree.css(recipe.row)
    if recipe.reach in ("inside", "under"):
        return [Region(node, (node,)) for node in nodes]
    nodes = [node for node in nodes if node.css_first(LINKS) is not None] or nodes
    ids = {node.mem_id for node in nodes}
    return [Region(node, _with_neighbours(node, ids, recipe.reach == "after")) for node in nodes]


def _with_neighbours(node: LexborNode, rows: set[int], after: bool) -> list[LexborNode]:
    found = [node]
    beside = node.next if after else node.prev
    while beside is not None and beside.mem_id not in rows and len(found) < _NEIGHBOURS:
        found.append(beside)
        beside = beside.next if after else beside.prev
    return found if after else found[::-1]
