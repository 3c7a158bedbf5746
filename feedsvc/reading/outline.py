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
from typing import TYPE_CHECKING, NamedTuple

from .window import CUT

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_INLINE = frozenset(
    "a span b strong em i u font small big sub sup s strike del ins abbr acronym cite code q label mark time tt var kbd samp bdi bdo ruby "
    "rb rt wbr nobr data dfn img input basefont".split()
)
_VOID = frozenset("br hr img input wbr area base col embed link meta source track param basefont bgsound frame keygen".split())
# The last ones hold what looks like tags and is none, and nobody writes them any more.
_SILENT = "script style template noscript svg select textarea button iframe object canvas audio video map math noembed noframes plaintext xmp".split()
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_NATIVE_REGIONS = {"nav": "nav", "footer": "foot", "aside": "side", "figcaption": "caption"}

# What a box is for, by the words of its class and id.
_REGION_WORDS = {
    "nav": "nav menu topbar toolbar breadcrumb breadcrumbs crumb crumbs mbx weizhi dqwz navbar navi navigation location position logo search",
    "side": "side sidebar aside related relate recommend recommended recommendation recommendations hot hotnews rank ranking widget widgets "
    "teasers promo trending popular tags share sharing social sns bdsharebuttonbox newsletter advert advertisement ad ads banner sponsor outbrain "
    "taboola modal popup overlay cookie cookies consent carousel slider",
    "comment": "comment comments commentlist respond disqus replies reply pinglun kommentar kommentare",
    "teaser": "teaser",
    "caption": "caption captions figcaption",
    "foot": "foot footer bottom copyright colophon friendlink linklist prevnext pager pagination pagenav",
}
_REGION_OF = {word: region for region, words in _REGION_WORDS.items() for word in words.split()}
_REGION_NAMES = frozenset(_REGION_OF)
_TEASER = "teaser"
# An article's own footer is not the page's.
_OWN_PARTS = frozenset("article post entry content".split())
# A number may follow a word ("ad2"); letters amid digits are those of a generated name ("css-1ad9").
_WORD = re.compile(r"[a-z](?<![a-z0-9].)[a-z]{1,29}+(?=[0-9]{0,4}(?![a-z0-9]))", re.DOTALL)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Names that say nothing of the box: those of a page builder's parts, the sections and tags a post is filed under, and how it looks.
_NOT_ITS_OWN = re.compile(r"elementor-(?:widget|location)\b-?|(?<!\S)(?:category|tag|position)-\S+|(?<!\S)(?:border|margin|padding|align|[mp])-bottom\S*")
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|(visibility)\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
# A box that keeps its room until a script shows it: with most of the page's prose it is the text, be that short.
_VEILED = "veiled"

# Text and the tag after it, as the parser writes them: names in lower case, and no ">" in an attribute's value.
# Without comments and raw text every "<" begins a tag that matches, so that nothing is looked at twice.
_TAG = "(/?[a-z][^ >]*+)([^>]*+)>"
_TOKEN = re.compile(f"([^<]*+)<(?:{_TAG})?+")
_TAG_OR_COMMENT = re.compile(f"(<{_TAG})|<!--(?:[^-]++|-(?!->))*+-->")
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

# Text, the tag after it ("" for none), and its attributes as written.
Token = tuple[str, str, str]
# A link's attributes as written, the line it starts in, and the number of its tag among the tokens.
Link = tuple[str, int, int]
# One run of text in a line, the inline element it stands in ("" if none) and that element's attributes.
Part = tuple[str, str, str]


@dataclass(slots=True)
class Box:
    """A block element with text in it.  ``region`` is what it or a box around it is for ("" for content); its lines are
    ``first`` up to ``last``, its tokens ``start`` up to ``end`` (both exclusive)."""

    parent: int
    tag: str
    attributes: str
    first: int
    start: int
    last: int = 0
    end: int = 0
    region: str = ""

    @property
    def mark(self) -> str:
        """Its class and id as lower-case words."""
        return _mark(self.attributes)


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


@dataclass(slots=True)
class Outline:
    """``source`` is the body as the parser wrote it; box 0 stands for all of it.  ``tokens`` are the texts and tags that
    were read, ``spans`` tells where in the source: number of a token, place.  ``images`` are numbers of tokens; ``skipped``
    are short link texts of the margins that were not read closely."""

    source: str = ""
    tokens: list[Token] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    skipped: frozenset[str] = frozenset()
    lines: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _levels: dict[int, list[int]] = field(default_factory=dict)
    _text: str = ""

    def region(self, line: Line) -> str:
        return self.boxes[line.box].region

    def places(self) -> list[int]:
        """Where in the source each token begins, and where the last one ends."""
        found: list[int] = []
        for (first, start), (end, _) in zip(self.spans, [*self.spans[1:], (len(self.tokens), 0)], strict=True):
            found[first:] = accumulate((_size(token) for token in self.tokens[first:end]), initial=start)
        return found

    @property
    def levels(self) -> dict[int, list[int]]:
        """Level → the lines its headings begin on, rising."""
        if not self._levels:
            for heading in sorted(self.headings, key=lambda heading: heading.line):
                self._levels.setdefault(heading.level, []).append(heading.line)
        return self._levels

    @property
    def text(self) -> str:
        """All lines, a line feed between each two."""
        if not self._text:
            self._text = "\n".join([line.text for line in self.lines])
        return self._text

    def lines_with(self, pattern: re.Pattern[str], count: int | None = None) -> Iterator[Line]:
        """The lines (of the last ``count``) that a pattern, which matches within one line, is found in: one search over all."""
        if not self._starts:
            self._starts = [0, *accumulate(len(line.text) + 1 for line in self.lines)]
        last = -1
        for match in pattern.finditer(self.text, self._starts[-count - 1] if count is not None and count < len(self.lines) else 0):
            number = bisect_right(self._starts, match.start()) - 1
            if number != last:
                last = number
                yield self.lines[number]


def outline(tree: LexborHTMLParser, root: LexborNode | None = None, skipped: frozenset[str] = frozenset()) -> Outline:
    """The outline of a page's body, or of one element of it.  Takes scripts and the like out of ``tree``.

    ``skipped`` are the link texts of margins that were left out of it.
    """
    root = root if root is not None else tree.body
    tree.strip_tags(list(_SILENT))
    source = _without_comments((root.html or "") if root is not None else "")
    walk = _Walk(source)
    start = 0
    while (cut := source.find(CUT, start)) >= 0:
        end = cut + len(CUT)  # with the tag that stands there, as only a tag ends a text
        walk.run(start, end)
        start = end
    walk.run(start, len(source))
    found = walk.finish()
    found.skipped = skipped
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
    return _TAG_OR_COMMENT.sub(r"\1", source) if "<!--" in source else source


def _size(token: Token) -> int:
    text, tag, attributes = token
    return len(text) + (len(tag) + len(attributes) + 2 if tag else 1)


class _Walk:
    """Lines, headings and links as they are met.  ``open`` are the block elements that are open, from the outside in:
    the number of the box (-1: none yet, an element becomes one with its first line), tag, attributes, number of the token."""

    def __init__(self, source: str) -> None:
        self.out = Outline(source, boxes=[Box(-1, "body", "", 0, 0)])
        self.open: list[tuple[int, str, str, int]] = []

    def run(self, start: int, end: int) -> None:
        """Reads one part of the source; elements opened before it are not known, and their end tags mean nothing."""
        out = self.out
        found = _TOKEN.findall(out.source, start, end)
        out.spans.append((len(out.tokens), start))
        self.open = [(0, "", "", 0)]
        self.read(found, len(out.tokens), [])
        out.tokens += found
        for opened, *_ in reversed(self.open[1:]):  # what is open here does not hold what was left out
            if opened >= 0:
                self.close(opened, len(out.tokens) - 1)

    def read(self, tokens: list[Token], first: int, parts: list[Part]) -> None:
        """Reads tokens, the first of which has this number; ``parts`` are what the line holds so far."""
        lines, links, images, opened = self.out.lines, self.out.links, self.out.images, self.open
        linked = in_link = 0
        around = [inline := ("", "")]
        for number, (text, tag, attributes) in enumerate(tokens, first):
            if text and not text.isspace():
                if "&" in text:
                    text = unescape(text)
                if in_link:
                    linked += len(text.strip())
                parts.append((text, inline[0], inline[1]))
            elif text and parts:
                parts.append(_SPACE)
            kind = _KINDS[tag]
            if kind >= _BREAKS:
                if parts:
                    self.flush(parts, linked)
                    parts, linked = [], 0
                if kind == _BLOCK_OPENS:
                    opened.append((-1, tag, attributes, number))
                elif kind == _BLOCK_CLOSES and len(opened) > 1 and (closed := opened.pop()[0]) >= 0:
                    self.close(closed, number)
            elif kind == _INLINE_OPENS:
                if tag == "a" and ' href="' in attributes:
                    in_link += 1
                    links.append((attributes, len(lines), number))
                around.append(inline := (tag, attributes))
            elif kind == _INLINE_CLOSES:
                if len(around) > 1:
                    in_link -= inline[0] == "a" and ' href="' in inline[1]
                    around.pop()
                    inline = around[-1]
            elif tag == "img":
                images.append(number)
        self.flush(parts, linked)

    def flush(self, parts: list[Part], linked: int) -> None:
        text = " ".join((parts[0][0] if len(parts) == 1 else "".join([part[0] for part in parts])).split())
        if text:
            lines = self.out.lines
            lines.append(Line(text, linked, self.box(), len(lines), parts))

    def box(self) -> int:
        """The box of the innermost open element; those that have none yet get one."""
        opened = self.open
        at = len(opened) - 1
        while opened[at][0] < 0:
            at -= 1
        boxes, lines = self.out.boxes, len(self.out.lines)
        for inner in range(at + 1, len(opened)):
            _, tag, attributes, number = opened[inner]
            boxes.append(Box(opened[inner - 1][0], tag, attributes, lines, number))
            opened[inner] = (len(boxes) - 1, tag, attributes, number)
        return opened[-1][0]

    def close(self, at: int, number: int) -> None:
        """Ends a box at the end tag that is this token."""
        box = self.out.boxes[at]
        box.last, box.end = len(self.out.lines), number + 1
        if box.tag in _HEADINGS:
            lines = self.out.lines[box.first : box.last]
            text = join_lines([line.text for line in lines])
            linked = sum(line.linked for line in lines)
            self.out.headings.append(Heading(int(box.tag[1]), text, box.first, box.last, linked, box.parent))

    def native(self, box: Box, sums: list[int]) -> str:
        """What its element says a box is for; a footer above an article's text is where some systems put who wrote it, and when."""
        around = self.out.boxes[box.parent]
        own = box.tag == "footer" and around.tag == "article" and sums[box.last] == sums[around.first]
        return "" if own else _NATIVE_REGIONS.get(box.tag, "")

    def finish(self) -> Outline:
        """The outline with the regions of its boxes, which hold for all boxes in them; but a box with most of the page's
        prose, or with prose and its first heading, is no margin, whatever its class says."""
        sums = _prose_sums(self.out.lines)
        first_of_all = next((one.line for one in self.out.headings if one.level == 1 and one.linked * 2 < len(one.text)), -1)
        boxes = self.out.boxes
        for box in boxes:
            if not box.end:
                box.last, box.end = len(self.out.lines), len(self.out.tokens)
            if around := boxes[box.parent].region:
                box.region = around
            elif region := (_region(box.attributes) if box.attributes else "") or self.native(box, sums):
                if region == _TEASER:  # one that leads nowhere is the article's own first words
                    region = "side" if any(line.linked for line in self.out.lines[box.first : box.last]) else ""
                prose = sums[box.last] - sums[box.first]
                most = (box.last - box.first) * 5 > len(self.out.lines) * 4 and box.tag not in _NATIVE_REGIONS  # a frame around the page
                if not most and (prose <= (0 if region == _VEILED else 200) or prose * 2 <= sums[-1] and not box.first <= first_of_all < box.last):
                    box.region = region
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
def _mark(attributes: str) -> str:
    """Class and id as lower-case words."""
    mark = _written(attributes, ' class="') + " " + _written(attributes, ' id="')
    return (mark if mark.islower() else _CAMEL.sub("-", mark).lower()).strip()


@lru_cache(maxsize=4096)
def _region(attributes: str) -> str:
    """What class and id, or a hiding style, say a box is for."""
    mark = _mark(attributes)
    if not _REGION_NAMES.isdisjoint(_WORD.findall(mark)):
        words = _WORD.findall(_NOT_ITS_OWN.sub(" ", mark))
        for word in words:
            if word in _REGION_OF and not (_REGION_OF[word] == "foot" and _OWN_PARTS.intersection(words)):
                return _REGION_OF[word]
    hidden = _HIDDEN.search(_written(attributes, ' style="')) if ' style="' in attributes else None
    if hidden and hidden[1] and ' hidden="' not in attributes:
        return _VEILED
    return "hidden" if hidden or ' hidden="' in attributes else ""


def _written(attributes: str, start: str) -> str:
    """What stands after ``start`` up to the closing quote, as written."""
    at = attributes.find(start)
    return attributes[at + len(start) : attributes.find('"', at + len(start))] if at >= 0 else ""
