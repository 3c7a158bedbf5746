"""The links of a page and the elements around them, climbed once and remembered.

Parsed nodes are cheap to make and dear to compare; a ``Box`` stands for one element with links in it and is made once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from .regions import LINKS

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

ROOTS = frozenset(("html", "body"))
# Words in class and id that say: not the main list.  Whole words only; "sidelist" may well be the main list.
_ASIDE = frozenset(
    "nav navi navbar navigation menu submenu foot footer header head side sidebar aside crumb crumbs breadcrumb hot rank ranking friend"
    " friendlink friendlinks links related recommend pager pagination paging pages copyright topbar share tags tagcloud login toolbar"
    " banner slider carousel swiper popular trending comments".split()
)
_ASIDE_TAGS = {"nav": 0.3, "footer": 0.2, "aside": 0.4, "header": 0.5, "select": 0.1}
_STATE = re.compile(r"(?:odd|even|first|last|active|current|cur|on|hover|selected|show|hide|hidden|alt|new|top)", re.IGNORECASE)
ENTRIES = frozenset(("hentry", "h-entry", "type-post", "wp-block-post"))
"""Class names of an entry of a page that is written to be read as a feed (microformats), or that weblogs give it."""
POST = "blogPost"
"""The ``itemprop`` of an entry of a blog (schema.org)."""
# What a post is filed under, which weblogs write into its class.
_FILED = re.compile(r"(?:category|tag|format|status|cat|term|tax|has)-", re.IGNORECASE)
_DIGITS = re.compile(r"[\d_-]*\d[\d_-]*")
_WORD = re.compile(r"[A-Za-z](?<![A-Za-z0-9].)[A-Za-z]*+(?=[0-9]{0,4}(?![A-Za-z0-9]))", re.DOTALL)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NARROW = re.compile("[\x00-\u10ff]+")


def width(text: str) -> int:
    """Columns a text takes, near enough to judge it: two for what is beyond the alphabets."""
    return len(text) if text.isascii() else 2 * len(text) - len("".join(_NARROW.findall(text)))


@lru_cache(maxsize=4096)
def _says_aside(names: str) -> bool:
    return not _ASIDE.isdisjoint(word.lower() for word in _WORD.findall(_CAMEL.sub(" ", names)))


@lru_cache(maxsize=4096)
def label_of(tag: str, classes: str) -> str:
    """Tag and classes, without what tells one row of a kind from another (odd, first, numbers, what it is filed under); of an
    entry that alone."""
    if entry := next((name for name in classes.split() if name in ENTRIES), ""):
        return f"{tag}.{entry}"
    names = sorted({_DIGITS.sub("", name) for name in classes.split() if not (_STATE.fullmatch(name) or _FILED.match(name))})
    return tag + "".join("." + name for name in names if name)


class Box:
    """One element with links in it.  ``path`` is a number for the way from the root to it: the same for boxes whose ways
    bear the same labels."""

    __slots__ = ("_classes", "_text", "_weight", "attributes", "depth", "label", "node", "parent", "path", "tag")

    def __init__(self, node: LexborNode, attributes: dict[str, str | None], parent: Box | None, paths: dict[tuple[int, str], int]) -> None:
        self.node = node
        self.attributes = attributes
        self.parent = parent
        self.tag: str = node.tag or ""
        self.depth: int = parent.depth + 1 if parent else 0
        self._text: str | None = None
        self._classes: tuple[str, ...] | None = None
        self._weight: float | None = None
        self.label = f"{self.tag}.{POST}" if attributes.get("itemprop") == POST else label_of(self.tag, attributes.get("class") or "")
        self.path: int = paths.setdefault((parent.path if parent else -1, self.label), len(paths))

    @property
    def classes(self) -> tuple[str, ...]:
        if self._classes is None:
            self._classes = tuple((self.attributes.get("class") or "").split())
        return self._classes

    @property
    def is_entry(self) -> bool:
        """Whether the page says that this is an entry: by its class, or to machines."""
        return not ENTRIES.isdisjoint(self.classes) or self.attributes.get("itemprop") == POST

    @property
    def text(self) -> str:
        """All text in it, pieces and words separated by one space."""
        if self._text is None:
            self._text = " ".join(self.node.text(deep=True, separator=" ").split())
        return self._text

    @property
    def weight(self) -> float:
        """How likely this is the page's main part, judged by the names of it and of all around it: 0 to 1."""
        if self._weight is None:
            # Climbed by hand: a deep page must not become a deep recursion.
            chain: list[Box] = []
            box: Box | None = self
            while box is not None and box._weight is None:
                chain.append(box)
                box = box.parent
            weight = box._weight if box is not None and box._weight is not None else 1.0
            for one in reversed(chain):
                weight *= one._own_weight()
                one._weight = weight
        return self._weight if self._weight is not None else weight

    def _own_weight(self) -> float:
        if self.tag in ROOTS:
            return 1.0
        weight = _ASIDE_TAGS.get(self.tag, 1.0)
        names = f"{self.attributes.get('id') or ''} {self.attributes.get('class') or ''}"
        return min(weight, 0.5) if names != " " and _says_aside(names) else weight


class Link:
    """One link: its box, where it leads as written, and its text in one line with its width in columns."""

    __slots__ = ("box", "href", "number", "readable", "text", "width")

    def __init__(self, box: Box, number: int, href: str, readable: bool) -> None:
        self.box = box
        self.number = number
        self.href = href
        self.readable = readable
        self.text = " ".join((box.node.text(deep=True) or "").split())
        self.width = width(self.text)


class Scene:
    """All links of a parsed page, in page order, with their boxes."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.tree = tree
        self.links: list[Link] = []
        self._boxes: dict[int, Box] = {}
        self._paths: dict[tuple[int, str], int] = {}
        for node in tree.css(LINKS):
            self._add(node)

    def _add(self, node: LexborNode) -> None:
        attributes = node.attributes
        href, script = attributes.get("href"), attributes.get("onclick")
        if node.tag != "a" and not (script and ("'" in script or '"' in script)):
            return
        readable = bool(href) and not (href or "").lstrip().lower().startswith(("#", "javascript:", "mailto:", "tel:"))
        if not readable and not script and not (href or "").lstrip().lower().startswith("javascript:"):
            return
        number = len(self.links)
        box = self.box(node, attributes)
        self.links.append(Link(box, number, (href or "") if readable else (script or href or ""), readable))

    def box(self, node: LexborNode, attributes: dict[str, str | None]) -> Box:
        """The box of a node with these attributes, made with all boxes around it if need be."""
        boxes = self._boxes
        fresh: list[tuple[int, LexborNode]] = []
        climbing: LexborNode | None = node
        box: Box | None = None
        while climbing is not None and (box := boxes.get(key := climbing.mem_id)) is None:
            fresh.append((key, climbing))
            climbing = climbing.parent
        for key, one in reversed(fresh):
            boxes[key] = box = Box(one, attributes if one is node else one.attributes, box, self._paths)
        assert box is not None
        return box

    def known(self, node: LexborNode) -> Box | None:
        """The node's box, if there are links in it."""
        return self._boxes.get(node.mem_id)
