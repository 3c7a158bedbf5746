"""A page as a person sees it: lines of text in reading order, with the boxes they stand in.

One pass over the parsed body makes a flat outline that all readers of an article share.  A line is the text between
two breaks (a block's edge, <br>); its parts are the single runs of text, as titles and times often share a line.
The parsed tree is written out again and that text is scanned, which costs a third of visiting its nodes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from .window import link_texts, spans

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_INLINE = frozenset(
    "a span b strong em i u font small big sub sup s strike del ins abbr acronym cite code q label mark time tt var kbd samp bdi bdo ruby "
    "rb rt wbr nobr data dfn img input basefont".split()
)
_VOID = frozenset("br hr img input wbr area base col embed link meta source track param basefont bgsound frame keygen".split())
_SILENT = "script style template noscript svg select textarea button iframe object canvas audio video map math".split()
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_NATIVE_REGIONS = {"nav": "nav", "footer": "foot", "aside": "side"}

# What a box is for, by the words of its class and id.
_REGION_WORDS = {
    "nav": "nav menu topbar toolbar breadcrumb breadcrumbs crumb crumbs mbx weizhi dqwz navbar navi navigation location position skip logo search",
    "side": "side sidebar aside related relate recommend recommended recommendation recommendations hot hotnews rank ranking widget widgets teaser "
    "teasers promo trending popular tags share sharing social sns bdsharebuttonbox newsletter advert advertisement ad ads banner sponsor outbrain "
    "taboola modal popup overlay cookie cookies consent carousel slider",
    "comment": "comment comments commentlist respond disqus replies reply pinglun kommentar kommentare",
    "foot": "foot footer bottom copyright colophon friendlink linklist prevnext pager pagination pagenav",
}
_REGION_OF = {word: region for region, words in _REGION_WORDS.items() for word in words.split()}
# An article's own footer is not the page's.
_OWN_PARTS = frozenset("article post entry content".split())
_WORD = re.compile(r"[a-z]{2,30}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_NAMES = re.compile(r'\s(class|id|style|itemprop|hidden)="([^"]*)"')

_COMMENT = re.compile(r"<!--.*?-->|<![^>]*>|<\?[^>]*>", re.DOTALL)
# Text and the tag after it, as the parser writes them: names in lower case, every value in double quotes.
_TOKEN = re.compile(r'([^<]*+)<(/?[a-z][^\s>]*+)((?:\s[^\s">=]*+(?:="[^"]*+")?+)*+)>')
# What to do with a tag; those not named here open and close blocks.
_INLINE_OPENS, _INLINE_CLOSES, _BLOCK_OPENS, _BLOCK_CLOSES, _NOTHING, _BREAKS = range(6)
_BLOCKS = (
    "div p li ul ol td tr th table tbody thead tfoot section article header footer nav aside main h1 h2 h3 h4 h5 h6 dl dt dd form figure figcaption "
    "blockquote pre center fieldset body details summary address hgroup"
).split()
_KINDS = (
    dict.fromkeys(_BLOCKS, _BLOCK_OPENS)
    | {f"/{tag}": _BLOCK_CLOSES for tag in _BLOCKS}
    | dict.fromkeys(_INLINE, _INLINE_OPENS)
    | {f"/{tag}": _INLINE_CLOSES for tag in _INLINE}
    | dict.fromkeys(_VOID, _BREAKS)
    | dict.fromkeys(_INLINE & _VOID, _NOTHING)
    | {f"/{tag}": _NOTHING for tag in _VOID}
)

# One run of text in a line, the inline element it stands in ("" if none) and that element's attributes.
Part = tuple[str, str, str]


@dataclass(slots=True)
class Box:
    """A block element.  ``mark`` holds its class and id words; ``region`` what it or a box around it is for ("" for content);
    its lines are ``first`` up to ``last`` (exclusive), its source ``start`` up to ``end``."""

    parent: int
    tag: str
    attributes: str
    mark: str
    region: str
    first: int = 0
    last: int = 0
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Line:
    """``linked`` counts the characters inside links; ``box`` is an index into the outline's boxes."""

    text: str
    linked: int
    box: int
    index: int
    parts: list[Part]


class Heading(NamedTuple):
    """A heading element with all its lines joined; ``linked`` counts characters inside links."""

    level: int
    text: str
    line: int
    end: int
    linked: int
    box: int


class Link(NamedTuple):
    """A link's attributes as written, and the line it starts in."""

    attributes: str
    line: int


@dataclass(slots=True)
class Outline:
    """``source`` is the body as the parser wrote it; box 0 stands for all of it.  ``skipped`` are short link texts of the
    margins that were not read closely."""

    source: str = ""
    skipped: set[str] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def region(self, line: Line) -> str:
        return self.boxes[line.box].region


def outline(tree: LexborHTMLParser, root: LexborNode | None = None, titles: Sequence[str] = ()) -> Outline:
    """The outline of a page's body, or of one element of it.  Takes scripts and the like out of ``tree``.

    With ``titles``, what the page calls itself elsewhere, the margins of a long body are left out.
    """
    whole = root is not None
    root = root if root is not None else tree.body
    tree.strip_tags(list(_SILENT))
    source = _COMMENT.sub("", (root.html or "") if root is not None else "")
    walk = _Walk(source)
    parts = [(0, len(source))] if whole else spans(source, list(titles))
    for start, end in parts:
        walk.run(start, end)
    walk.finish()
    if len(parts) > 1:
        walk.out.skipped = link_texts(source[: parts[0][0]])
    return walk.out


def join_lines(lines: list[str]) -> str:
    """Lines that are one title: a break between Han characters stands for nothing, another one for a space."""
    text = lines[0]
    for line in lines[1:]:
        text += line if text[-1] > "\u2e7f" and line[0] > "\u2e7f" and not "\uac00" <= line[0] <= "\ud7af" else f" {line}"
    return text


def attribute(attributes: str, name: str) -> str:
    """The value of one attribute, "" if it is not there."""
    at = attributes.find(f' {name}="')
    if at < 0:
        return ""
    start = at + len(name) + 3
    return unescape(attributes[start : attributes.find('"', start)])


class _Walk:
    def __init__(self, source: str) -> None:
        self.out = Outline(source, boxes=[Box(-1, "body", "", "", "", 0, 0, 0, len(source))])
        self.reset()

    def reset(self) -> None:
        self.box = 0
        self.inline: list[tuple[str, str]] = [("", "")]
        self.parts: list[Part] = []
        self.linked = 0
        self.in_link = 0

    def run(self, at: int, end: int) -> None:
        """Reads one part of the source; elements opened before it are not known, and their end tags mean nothing."""
        self.reset()
        for text, tag, attributes in _TOKEN.findall(self.out.source, at, end):
            if text:
                if not text.isspace():
                    self.text(text)
                elif self.parts:
                    self.parts.append(_SPACE)
            start = at + len(text)
            at = start + len(tag) + len(attributes) + 2
            kind = _KINDS.get(tag)
            if kind is None:
                kind = _kind(tag)
            if kind == _BLOCK_CLOSES:
                self.close(at)
            elif kind == _BLOCK_OPENS:
                self.open(tag, attributes, start)
            elif kind == _INLINE_OPENS:
                self.open_inline(tag, attributes)
            elif kind == _INLINE_CLOSES:
                self.close_inline()
            elif kind == _BREAKS:
                self.flush()
        self.flush()

    def finish(self) -> None:
        for box in self.out.boxes:
            box.last = box.last or len(self.out.lines)
            box.end = box.end or len(self.out.source)
        self.inherit()

    def inherit(self) -> None:
        """A region holds for all boxes in it; but a box with most of the page's prose is no margin, whatever its class says."""
        sums = [0]
        for line in self.out.lines:
            own = len(line.text) - line.linked
            sums.append(sums[-1] + (own if own >= (25 if line.text[len(line.text) // 2] > "\u2e80" else 60) else 0))
        boxes = self.out.boxes
        for box in boxes:
            around = boxes[box.parent].region if box.parent >= 0 else ""
            prose = sums[box.last] - sums[box.first]
            if box.region and (box.parent < 0 or (prose * 2 > sums[-1] and prose > 200)):
                box.region = ""
            box.region = around or box.region

    def text(self, text: str) -> None:
        if "&" in text:
            text = unescape(text)
        if self.in_link:
            self.linked += len(text.strip())
        self.parts.append((text, *self.inline[-1]))

    def open_inline(self, tag: str, attributes: str) -> None:
        if tag == "a" and ' href="' in attributes:
            self.in_link += 1
            self.out.links.append(Link(attributes, len(self.out.lines)))
        self.inline.append((tag, attributes))

    def close_inline(self) -> None:
        if len(self.inline) > 1:
            tag, attributes = self.inline.pop()
            if tag == "a" and ' href="' in attributes:
                self.in_link -= 1

    def open(self, tag: str, attributes: str, start: int) -> None:
        if self.parts:
            self.flush()
        mark, region = _marks(attributes) if attributes else ("", "")
        boxes = self.out.boxes
        boxes.append(Box(self.box, tag, attributes, mark, region or _NATIVE_REGIONS.get(tag, ""), len(self.out.lines), 0, start, 0))
        self.box = len(boxes) - 1

    def close(self, at: int) -> None:
        if self.parts:
            self.flush()
        if self.box == 0:
            return
        box = self.out.boxes[self.box]
        box.last, box.end = len(self.out.lines), at
        if box.tag in _HEADINGS and box.last > box.first:
            self.heading(box.tag, box)
        self.box = box.parent

    def heading(self, tag: str, box: Box) -> None:
        lines = self.out.lines[box.first : box.last]
        text = join_lines([line.text for line in lines])
        self.out.headings.append(Heading(int(tag[1]), text, box.first, box.last, sum(line.linked for line in lines), self.box))

    def flush(self) -> None:
        parts = self.parts
        if parts:
            text = " ".join((parts[0][0] if len(parts) == 1 else "".join([part[0] for part in parts])).split())
            if text:
                lines = self.out.lines
                lines.append(Line(text, self.linked, self.box, len(lines), parts))
            self.parts = []
            self.linked = 0


def _kind(tag: str) -> int:
    """Unknown elements are blocks, but those with a colon in the name are a word processor's and mean nothing."""
    if ":" in tag:
        return _NOTHING
    return _BLOCK_CLOSES if tag[0] == "/" else _BLOCK_OPENS


_SPACE: Part = (" ", "", "")


@lru_cache(maxsize=4096)
def _marks(attributes: str) -> tuple[str, str]:
    """Class and id as lower-case words, and the region they (or a hiding style) speak of."""
    named = dict(_NAMES.findall(attributes))
    mark = _CAMEL.sub("-", f"{named.get('class', '')} {named.get('id', '')}").lower().strip()
    words = _WORD.findall(mark)
    for word in words:
        if word in _REGION_OF and not (_REGION_OF[word] == "foot" and _OWN_PARTS.intersection(words)):
            return mark, _REGION_OF[word]
    hidden = "hidden" in named or _HIDDEN.search(named.get("style", ""))
    return mark, "hidden" if hidden else ""
