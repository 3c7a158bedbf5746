"""HTML text → parsed tree, behind a guard that keeps hostile pages away from the parser.

The parser (lexbor) follows the HTML standard and is fast, but some inputs of a few kilobytes cost it seconds and
gigabytes: elements nested tens of thousands deep, and formatting elements closed in the wrong order (the
standard's "adoption agency"), or what ``crowds`` looks for.  So the text is scanned once, in linear time, the way the tokenizer would read it
(HTML standard, 13.2.5), and refused when it would open too much at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..errors import SuspectError
from .crowds import crowd
from .tokens import FOREIGN_TOKEN, FORMATTING, HAS_FOREIGN, PLAIN_TOKEN

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

MAX_CHARACTERS = 6_000_000
MAX_ELEMENTS = 150_000
MAX_LINKS = 20_000
# Far above what pages need but for a few whose comments are not closed; below it the parser is quick, whatever is nested in what.
MAX_DEPTH = 1_500
# Formatting elements (b, font, ...) open at once: each block brings unclosed ones back (HTML standard, 13.2.4.3).
MAX_FORMATTING = 64
# So few tags cost at most a fifth of a second, however they are nested ...
MAX_UNCHECKED = 12_000
# ... unless each of many blocks brings back many unclosed formatting elements.
MAX_UNCHECKED_PAIRS = 1_000_000
# Tags that may stand in comments and scripts of a page that is only looked at quickly.
MAX_HIDDEN = 500
# How far up an end tag is followed; what it would close further up stays open in our count.
MAX_LOOK = 64

VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen html head body".split()
)
_VOID_AS_WRITTEN = VOID | {name.upper() for name in VOID} | {""}
# Elements that do not stop the end tag of what they stand in.
_INLINE = frozenset("a nobr span label abbr cite ins del sub sup time mark bdo bdi q var kbd samp dfn".split())
_IMPLIED = frozenset("p li dd dt option optgroup rb rp rt rtc".split())
_LOOSE = _INLINE | _IMPLIED
_CELLS = frozenset(("td", "th"))
_ROWS = _CELLS | {"tr"}
_GROUPS = frozenset(("tbody", "thead", "tfoot"))
_TABLE_PARTS = _ROWS | _GROUPS | {"caption", "colgroup"}
_BLOCKS = frozenset(
    "address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header hgroup li listing main menu nav ol p pre search section summary table ul".split()
)
_FORMATTED = _LOOSE | _BLOCKS - {"table"}
# An end tag of one of these closes it with what was left open in it, if that is one of those.
_ENDS = (
    dict.fromkeys(_BLOCKS - _IMPLIED, _LOOSE)
    | {"table": _LOOSE | _TABLE_PARTS, "tr": _LOOSE | _CELLS, "p": _INLINE, "li": _INLINE | {"p"}}
    | dict.fromkeys(_GROUPS, _LOOSE | _ROWS)
    | dict.fromkeys(_CELLS | {"caption"}, _LOOSE)
    | dict.fromkeys(("dd", "dt"), _INLINE | {"p"})
)
# A start tag of one of these closes the nearest of these, with what was left open in it, if that is one of those.
_STARTS: dict[str, tuple[frozenset[str], frozenset[str]]] = (
    dict.fromkeys(_BLOCKS, (frozenset("p"), _INLINE))
    | {"li": (frozenset(("li",)), _INLINE | {"p"})}
    | dict.fromkeys(("dd", "dt"), (frozenset(("dd", "dt")), _INLINE | {"p"}))
    | dict.fromkeys(_CELLS, (_CELLS, _LOOSE))
    | {"tr": (frozenset(("tr",)), _LOOSE | _CELLS), "a": (frozenset("a"), _INLINE)}
    | dict.fromkeys(_GROUPS, (_GROUPS, _LOOSE | _ROWS))
)
# Drawings and formulas have rules of their own; some elements in them hold ordinary ones, and some ordinary ones end
# them (13.2.6.5).  Their names are kept with an "x:".
_INTEGRATION = frozenset(f"x:{name}" for name in "foreignobject desc title mi mo mn ms mtext annotation-xml".split())
_BREAKOUT = frozenset(
    "b big blockquote body br center code dd div dl dt em embed font h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre"
    " ruby s small span strong strike sub sup table tt u ul var".split()
)
# One that nothing but text stands in is surely closed: no block is opened in it.
_PLAIN_ATTRIBUTES = r"""(?:\s++[\w-]++(?:=(?:"[^"<>]*+"|'[^'<>]*+'))?+)*+\s*+"""
_LEFT_OPEN = re.compile(rf"<(?=[bBcCeEfFiIsStTuU])({'|'.join(sorted(FORMATTING))})(?=[\s/>])(?!{_PLAIN_ATTRIBUTES}>[^<]*+</\1>)", re.IGNORECASE)


def parse(html: str) -> LexborHTMLParser:
    """The tree of a page.  Raises SuspectError for a page too big, too deep or too tangled to be a real one."""
    check(html)
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    # The parser takes no empty text; bytes it reads as UTF-8, in which lone surrogates have no place.
    try:
        return LexborHTMLParser(html.encode("utf-8", "replace") or b" ")
    except SelectolaxError as error:
        raise _suspect("the parser gave up on it") from error


def check(html: str) -> None:
    """Raises SuspectError if parsing ``html`` could cost more than a real page does; linear in its length."""
    if len(html) > MAX_CHARACTERS:
        raise _suspect(f"the page is {len(html):,} characters long, more than {MAX_CHARACTERS:,}")
    tags = html.count("<")
    if (words := crowd(html, tags)) is not None:
        raise _suspect(words)
    if tags <= MAX_UNCHECKED and (tags * tags <= MAX_UNCHECKED_PAIRS or tags * len(_LEFT_OPEN.findall(html)) <= MAX_UNCHECKED_PAIRS):
        return
    if html.count("<a ") > MAX_LINKS:
        raise _suspect(f"it has more than {MAX_LINKS:,} links")
    tokens = PLAIN_TOKEN.findall(html)
    foreign = HAS_FOREIGN.search(html) is not None
    if tags - len(tokens) <= MAX_HIDDEN and not (foreign and "<![CDATA[" in html) and _is_tidy(tokens):
        return
    stack = _Stack(max(MAX_DEPTH, MAX_UNCHECKED * MAX_UNCHECKED // tags))
    if foreign:
        stack.follow_foreign(html)
    else:
        stack.follow(tokens)


def _is_tidy(tokens: Sequence[tuple[str, str]]) -> bool:
    """Whether hardly anything is open, if only end tags count that stand right where they close what was opened last.

    Quick and sound; a page of careless authors can fail this and still be fine.
    """
    stack = [""]
    for formatting, name in tokens:
        if name[:1] == "/":
            if name == stack[-1]:
                stack.pop()
        elif formatting:
            stack.append("/" + _tag_name(formatting))
        elif name not in _VOID_AS_WRITTEN:
            stack.append("/" + name)
            if len(stack) > MAX_DEPTH // 2:
                return False
    return len(tokens) <= MAX_ELEMENTS and sum(one[1:] in FORMATTING for one in stack) < MAX_FORMATTING


def _suspect(what: str) -> SuspectError:
    return SuspectError(f"Page not read: {what}.", "Look at the page in a browser; a page like this is not a news page.")


class _Stack:
    """What the parser has open at each point of the text, or more: an end tag counts only where it surely closes.

    Entries are names; "x:" and a name in drawings and formulas; the whole tag of formatting elements (they end in ">").
    """

    def __init__(self, deepest: int) -> None:
        self.deepest = deepest
        self.open = [""]
        self.elements = 0
        self.hidden = 0
        self.returning = 0
        self.alike: Counter[str] = Counter()

    def follow(self, tokens: Iterable[tuple[str, str]]) -> None:
        """Tags outside drawings and formulas."""
        for formatting, name in tokens:
            if name[:1] == "/":
                if self.open[-1] == name[1:]:
                    self.open.pop()
                else:
                    self.end(name[1:].lower())
            elif formatting or name:
                self.start(formatting, name if name.islower() else name.lower())

    def start(self, formatting: str, name: str) -> None:
        self.elements += 1
        if name in VOID or (name in _TABLE_PARTS and "table" not in self.open):
            return
        if rule := _STARTS.get(name):
            self.close(*rule)
        elif name == "option" and self.open[-1] == "option":
            self.open.pop()
        self.open.append(formatting or name)
        if formatting:
            # At most three alike come back in each block ("Noah's Ark clause").
            self.returning += self.alike[formatting] < 3
            self.alike[formatting] += 1
        self.judge()

    def judge(self) -> None:
        if self.returning > MAX_FORMATTING:
            raise _suspect(f"more than {MAX_FORMATTING} elements such as <b> are left open")
        if len(self.open) + self.hidden > self.deepest:
            raise _suspect(f"more than {self.deepest:,} elements are open inside one another")
        if self.elements > MAX_ELEMENTS:
            raise _suspect(f"it has more than {MAX_ELEMENTS:,} elements")

    def end(self, name: str) -> None:
        if name in FORMATTING:
            self.end_formatting(name)
        elif name == self.open[-1]:
            self.open.pop()
        elif name in _ENDS:
            self.close(frozenset((name,)), _ENDS[name])

    def close(self, targets: frozenset[str], passable: frozenset[str]) -> None:
        """Closes the nearest of ``targets`` if only formatting and ``passable`` elements are open in it."""
        for at in range(len(self.open) - 1, max(0, len(self.open) - MAX_LOOK), -1):
            entry = self.open[at]
            if entry in targets:
                # Formatting elements come back in what follows.
                self.open[at:] = [one for one in self.open[at + 1 :] if one[-1] == ">"]
                return
            if entry not in passable and entry[-1:] != ">":
                return

    def end_formatting(self, name: str) -> None:
        """It alone is closed; what was opened in it stays open."""
        for at in range(len(self.open) - 1, max(0, len(self.open) - MAX_LOOK), -1):
            entry = self.open[at]
            if entry[-1:] == ">":
                if _tag_name(entry) == name:
                    del self.open[at]
                    self.alike[entry] -= 1
                    self.returning -= self.alike[entry] < 3
                    return
            elif entry not in _FORMATTED:
                return

    # --- drawings and formulas ------------------------------------------------------------------

    def follow_foreign(self, html: str) -> None:
        position = 0
        while position >= 0:
            position = self.follow_until_data(html, position)

    def follow_until_data(self, html: str, position: int) -> int:
        """Follows the page up to the end of the next CDATA section in a drawing; -1 at the end of the page."""
        for token in FOREIGN_TOKEN.finditer(html, position):
            formatting, name, slash, raw = token.groups("")
            name = (name or (_tag_name(formatting) if formatting else "")).lower()
            foreign = self.open[-1].startswith("x:") and self.open[-1] not in _INTEGRATION
            if name[:1] == "/":
                self.end_anywhere(name[1:])
            elif name and (name in ("svg", "math") or foreign):
                self.start_foreign(formatting, name, slash == "/", foreign)
            elif name:
                self.start(formatting, name)
            elif foreign and raw:
                # Not raw here; how it reads is not followed, so all of it counts as open from here on.
                self.hidden += raw.count("<") + 1
                self.judge()
            elif foreign and token[0].startswith("<![CDATA["):
                end = html.find("]]>", token.start())
                return end if end < 0 else max(end, token.end())
        return -1

    def start_foreign(self, formatting: str, name: str, closed: bool, foreign: bool) -> None:
        if foreign and name in _BREAKOUT:
            while self.open[-1].startswith("x:") and self.open[-1] not in _INTEGRATION:
                self.open.pop()
            self.start(formatting, name)
            return
        self.start("", "x:" + name)
        if closed:
            self.open.pop()

    def end_anywhere(self, name: str) -> None:
        """In a drawing an end tag closes its like, with whatever of the drawing is open in it."""
        if not self.open[-1].startswith("x:"):
            self.end(name)
            return
        for at in range(len(self.open) - 1, max(0, len(self.open) - MAX_LOOK), -1):
            if not self.open[at].startswith("x:"):
                return
            if self.open[at] == "x:" + name:
                del self.open[at:]
                return


def _tag_name(tag: str) -> str:
    return re.split(r"[ \t\n\f\r/>]", tag, maxsplit=1)[0].lower()
