"""A page as a person sees it: lines of text in reading order, with the boxes they stand in.

One pass over the parsed body makes a flat outline that all readers of an article share.  A line is the text between
two breaks (a block's edge, <br>); its parts are the single runs of text, as titles and times often share a line.
The parsed tree is written out again and that text is scanned, which costs a third of visiting its nodes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

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
_NATIVE_REGIONS = {"nav": "nav", "footer": "foot", "aside": "side", "figcaption": "caption"}

# What a box is for, by the words of its class and id.
_REGION_WORDS = {
    "nav": "nav menu topbar toolbar breadcrumb breadcrumbs crumb crumbs mbx weizhi dqwz navbar navi navigation location position skip logo search",
    "side": "side sidebar aside related relate recommend recommended recommendation recommendations hot hotnews rank ranking widget widgets teaser "
    "teasers promo trending popular tags share sharing social sns bdsharebuttonbox newsletter advert advertisement ad ads banner sponsor outbrain "
    "taboola modal popup overlay cookie cookies consent carousel slider",
    "comment": "comment comments commentlist respond disqus replies reply pinglun kommentar kommentare",
    "caption": "caption captions figcaption",
    "foot": "foot footer bottom copyright colophon friendlink linklist prevnext pager pagination pagenav",
}
_REGION_OF = {word: region for region, words in _REGION_WORDS.items() for word in words.split()}
_REGION_NAMES = frozenset(_REGION_OF)
# An article's own footer is not the page's.
_OWN_PARTS = frozenset("article post entry content".split())
_WORD = re.compile(r"[a-z]{2,30}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Names that say nothing of the box: those of a page builder's parts, and the sections and tags a post is filed under.
_NOT_ITS_OWN = re.compile(r"elementor-(?:widget|location)\b-?|(?<!\S)(?:category|tag)-\S+")
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)

# Text and the tag after it, as the parser writes them: names in lower case, every value in double quotes.  A "<" that
# begins no tag matches alone, so that nothing is looked at twice.
_TOKEN = re.compile(r'([^<]*+)<(?:(/?[a-z][^\s>]*+)((?:\s=?+[^\s>=]*+(?:="[^"]*+")?+)*+)>)?+')
# What to do with a tag; those not named here open and close blocks.
_INLINE_OPENS, _INLINE_CLOSES, _NOTHING, _BREAKS, _BLOCK_OPENS, _BLOCK_CLOSES = range(6)
_BLOCKS = (
    "div p li ul ol td tr th table tbody thead tfoot section article header footer nav aside main h1 h2 h3 h4 h5 h6 dl dt dd form figure figcaption "
    "blockquote pre center fieldset body details summary address hgroup"
).split()


class _Kinds(dict[str, int]):
    def __missing__(self, tag: str) -> int:
        """Unknown elements are blocks, but those with a colon in the name are a word processor's and mean nothing."""
        if ":" in tag:
            return _NOTHING
        return _BLOCK_CLOSES if tag[0] == "/" else _BLOCK_OPENS


_KINDS = _Kinds(
    dict.fromkeys(_BLOCKS, _BLOCK_OPENS)
    | {f"/{tag}": _BLOCK_CLOSES for tag in _BLOCKS}
    | dict.fromkeys(_INLINE, _INLINE_OPENS)
    | {f"/{tag}": _INLINE_CLOSES for tag in _INLINE}
    | dict.fromkeys(_VOID, _BREAKS)
    | dict.fromkeys(_INLINE & _VOID, _NOTHING)
    | {f"/{tag}": _NOTHING for tag in _VOID}
    | {"": _NOTHING}
)

# One run of text in a line, the inline element it stands in ("" if none) and that element's attributes.
Part = tuple[str, str, str]


class Box(NamedTuple):
    """A block element.  ``mark`` holds its class and id words; ``region`` what it or a box around it is for ("" for content);
    its lines are ``first`` up to ``last`` (exclusive), its source ``start`` up to ``end``."""

    parent: int
    tag: str
    attributes: str
    mark: str
    region: str
    first: int
    last: int
    start: int
    end: int


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
    _starts: list[int] = field(default_factory=list)
    _text: str = ""

    def region(self, line: Line) -> str:
        return self.boxes[line.box].region

    @property
    def text(self) -> str:
        """All lines, a line feed between each two."""
        if not self._text:
            self._text = "\n".join([line.text for line in self.lines])
        return self._text

    def lines_with(self, pattern: re.Pattern[str]) -> Iterator[Line]:
        """The lines a pattern, which matches within one line, is found in: one search over all of them."""
        if not self._starts:
            self._starts = [0, *accumulate(len(line.text) + 1 for line in self.lines)]
        last = -1
        for match in pattern.finditer(self.text):
            number = bisect_right(self._starts, match.start()) - 1
            if number != last:
                last = number
                yield self.lines[number]


def outline(tree: LexborHTMLParser, root: LexborNode | None = None, titles: Sequence[str] = ()) -> Outline:
    """The outline of a page's body, or of one element of it.  Takes scripts and the like out of ``tree``.

    With ``titles``, what the page calls itself elsewhere, the margins of a long body are left out.
    """
    whole = root is not None
    root = root if root is not None else tree.body
    tree.strip_tags(list(_SILENT))
    source = _without_comments((root.html or "") if root is not None else "")
    walk = _Walk(source)
    parts = [(0, len(source))] if whole else spans(source, list(titles))
    for start, end in parts:
        walk.run(start, end)
    found = walk.finish()
    if len(parts) > 1:
        found.skipped = link_texts(source[: parts[0][0]])
    return found


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


def _without_comments(source: str) -> str:
    """The source as the parser wrote it, where no other markup than tags and comments stands."""
    first, *others = source.split("<!--")
    if not others:
        return source
    pieces = [piece.partition("-->") for piece in others]
    return first + "".join([rest if end else f"<!--{piece}" for piece, end, rest in pieces])


class _Walk:
    """Lines, headings and links as they are met; ``open`` is a stack of the boxes that are open."""

    def __init__(self, source: str) -> None:
        self.out = Outline(source)
        # What is known of a box so far: parent, tag, attributes, first, last, start, end.
        self.boxes: list[list[Any]] = [[-1, "body", "", 0, 0, 0, len(source)]]
        self.box = 0

    def run(self, at: int, end: int) -> None:
        """Reads one part of the source; elements opened before it are not known, and their end tags mean nothing."""
        self.box = linked = in_link = 0
        parts: list[Part] = []
        links, lines = self.out.links, self.out.lines
        around = [inline := ("", "")]
        for text, tag, attributes in _TOKEN.findall(self.out.source, at, end):
            if text:
                at += len(text)
                if not text.isspace():
                    if "&" in text:
                        text = unescape(text)
                    if in_link:
                        linked += len(text.strip())
                    parts.append((text, *inline))
                elif parts:
                    parts.append(_SPACE)
            kind = _KINDS[tag]
            if kind == _INLINE_OPENS:
                if tag == "a" and ' href="' in attributes:
                    in_link += 1
                    links.append(Link(attributes, len(lines)))
                around.append(inline := (tag, attributes))
            elif kind == _INLINE_CLOSES:
                if len(around) > 1:
                    in_link -= inline[0] == "a" and ' href="' in inline[1]
                    around.pop()
                    inline = around[-1]
            elif kind != _NOTHING:
                if parts:
                    self.flush(parts, linked)
                    parts, linked = [], 0
                if kind != _BREAKS:
                    self.edge(kind, tag, attributes, at)
            at += len(tag) + len(attributes) + 2 if tag else 1
        self.flush(parts, linked)

    def edge(self, kind: int, tag: str, attributes: str, at: int) -> None:
        """A block's start tag, or the end tag of the block that is open, at this place of the source."""
        boxes, lines = self.boxes, self.out.lines
        if kind == _BLOCK_OPENS:
            boxes.append([self.box, tag, attributes, len(lines), 0, at, 0])
            self.box = len(boxes) - 1
        elif self.box:
            box = boxes[self.box]
            box[4], box[6] = len(lines), at + len(tag) + 2
            if box[1] in _HEADINGS and box[3] < box[4]:
                self.heading(int(box[1][1]), box[3], box[4])
            self.box = box[0]

    def heading(self, level: int, first: int, last: int) -> None:
        lines = self.out.lines[first:last]
        text = join_lines([line.text for line in lines])
        self.out.headings.append(Heading(level, text, first, last, sum(line.linked for line in lines), self.box))

    def flush(self, parts: list[Part], linked: int) -> None:
        text = " ".join((parts[0][0] if len(parts) == 1 else "".join([part[0] for part in parts])).split())
        if text:
            lines = self.out.lines
            lines.append(Line(text, linked, self.box, len(lines), parts))

    def finish(self) -> Outline:
        """The outline with its boxes.  A region holds for all boxes in it; but a box with most of the page's prose, or
        with prose and its first heading, is no margin, whatever its class says."""
        sums = _prose_sums(self.out.lines)
        first_of_all = next((one.line for one in self.out.headings if one.level == 1 and one.linked * 2 < len(one.text)), -1)
        boxes = self.out.boxes
        for parent, tag, attributes, first, last, start, end in self.boxes:
            last = last or len(self.out.lines)
            # A box without text is never asked what it is for.
            mark, region = _marks(attributes) if attributes and last > first else ("", "")
            around = boxes[parent].region if parent >= 0 else ""
            if not around and (region := region or _NATIVE_REGIONS.get(tag, "")):
                prose = sums[last] - sums[first]
                if prose > 200 and (prose * 2 > sums[-1] or first <= first_of_all < last):
                    region = ""
            boxes.append(Box(parent, tag, attributes, mark, around or region, first, last, start, end or len(self.out.source)))
        return self.out


def _prose_sums(lines: Sequence[Line]) -> list[int]:
    """Characters of running text before each line, and before the end."""
    sums = [0]
    for line in lines:
        text = line.text
        own = len(text) - line.linked
        sums.append(sums[-1] + (own if own >= 25 and (own >= 60 or text[len(text) // 2] > "\u2e80") else 0))
    return sums


_SPACE: Part = (" ", "", "")


@lru_cache(maxsize=4096)
def _marks(attributes: str) -> tuple[str, str]:
    """Class and id as lower-case words, and the region they (or a hiding style) speak of."""
    mark = _written(attributes, ' class="') + " " + _written(attributes, ' id="')
    if not mark.islower():
        mark = _CAMEL.sub("-", mark).lower()
    words = _WORD.findall(_NOT_ITS_OWN.sub(" ", mark) if "elementor" in mark or "post" in mark else mark)
    if not _REGION_NAMES.isdisjoint(words):
        for word in words:
            if word in _REGION_OF and not (_REGION_OF[word] == "foot" and _OWN_PARTS.intersection(words)):
                return mark.strip(), _REGION_OF[word]
    hidden = ' hidden="' in attributes or (' style="' in attributes and _HIDDEN.search(_written(attributes, ' style="')))
    return mark.strip(), "hidden" if hidden else ""


def _written(attributes: str, start: str) -> str:
    """What stands after ``start`` up to the closing quote, as written."""
    at = attributes.find(start)
    return attributes[at + len(start) : attributes.find('"', at + len(start))] if at >= 0 else ""
