"""HTML text → parsed tree, behind a guard that keeps hostile pages away from the parser.

The parser (lexbor) follows the HTML standard and is fast, but some inputs of a few kilobytes cost it seconds and
gigabytes: elements nested tens of thousands deep, and formatting elements closed in the wrong order (the
standard's "adoption agency").  So the text is scanned once, in linear time, the way the tokenizer would read it
(HTML standard, 13.2.5), and refused when it would open too much at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import SuspectError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

MAX_CHARACTERS = 6_000_000
MAX_ELEMENTS = 150_000
MAX_LINKS = 20_000
MAX_DEPTH = 512
# So few tags cost at most a twentieth of a second, however they are nested ...
MAX_UNCHECKED = 3_000
# ... unless each of many blocks brings back many unclosed formatting elements.
MAX_UNCHECKED_PAIRS = 100_000

VOID = frozenset("area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen".split())
# Their end tags may be left out; each closes its like, so they never nest without one of the counted elements between.
UNCOUNTED = VOID | frozenset("html head body p li dt dd tr tbody thead tfoot colgroup option optgroup rt rp rb rtc a nobr".split())
# Unclosed ones come back in every later block (HTML standard, 13.2.4.3), so a block's end does not close them.
FORMATTING = frozenset("b big code em font i s small strike strong tt u".split())
# An end tag does not reach past these (HTML standard, 13.2.4.2, "particular scope").
BARRIERS = frozenset(
    "table td th caption applet marquee object template svg math foreignobject desc mi mo mn ms mtext annotation-xml".split()
)
_UNCOUNTED_AS_WRITTEN = UNCOUNTED | {name.upper() for name in UNCOUNTED} | {""}
_SPACE = r"[ \t\n\f\r]"
# First the way nearly every tag is written, then all that the standard allows; an unclosed tag runs to the end.
_ATTRIBUTES = rf"""(?:(?:[^>"'=]*+(?<![ \t\n\f\r/"])="[^"]*+")*+[^>"'=]*+>
    |(?:[ \t\n\f\r/]++|[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+(?:{_SPACE}*+={_SPACE}*+
    (?:"[^"]*+"|'[^']*+'|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+))?+)*+(?:>|\Z))"""
# A script in a comment in a script hides the next end tag (HTML standard, 13.2.5.15 to 13.2.5.31).
_HIDDEN = r"<script(?=[ \t\n\f\r/>])(?:[^<-]++|-(?!->)|<(?!/script[ \t\n\f\r/>]))*+(?:</script|(?=-->)|\Z)"
_ESCAPED = rf"<!--(?:[^<-]++|-(?!->)|{_HIDDEN}|<(?!/?script[ \t\n\f\r/>]))*+(?:-->|(?=</script)|\Z)"
_SCRIPT = rf"(?:[^<]++|<!--(?=-?>)|{_ESCAPED}|<(?!/script[ \t\n\f\r/>]|!--))*+"
_RAW = ("style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")


def _token(name: str, attributes: str, cdata: str) -> re.Pattern[str]:
    """Comments, elements whose content is raw text, and tags, with the groups given.  Every branch consumes what it
    has looked at, so a scan is linear."""
    raw = "|".join(rf"{one}{_ATTRIBUTES}(?:[^<]++|<(?!/{one}[ \t\n\f\r/>]))*+" for one in _RAW)
    return re.compile(
        rf"""<(?:
        ({name}/?(?!(?:script|{"|".join(_RAW)})[ \t\n\f\r/>])[a-zA-Z][^ \t\n\f\r/>]*+)({attributes}{_ATTRIBUTES})
        |!--(?:>|->|[^-]*+(?:-(?!->|-!>)[^-]*+)*+(?:--!?>|-*\Z))
        |!\[CDATA\[({cdata}(?=[^>]))
        |script{_ATTRIBUTES}{_SCRIPT}
        |{raw}
        |[!?/][^>]*+(?:>|\Z)
        )""",
        re.VERBOSE | re.IGNORECASE,
    )


_TOKEN = _token("?P<name>", "?P<attributes>", "?P<cdata>")
# One group only: the quick look needs the names, and a list of strings is cheaper than one of tuples.
_NAMES = _token("", "?:", "?:")
_FORMATTING_TAG = re.compile("<(?:" + "|".join(sorted(FORMATTING)) + r")[\s/>]", re.IGNORECASE)


def parse(html: str) -> LexborHTMLParser:
    """The tree of a page.  Raises SuspectError for a page too big, too deep or too tangled to be a real one."""
    check(html)
    from selectolax.lexbor import LexborHTMLParser

    # The parser takes neither an empty string nor a lone surrogate.
    return LexborHTMLParser(html.encode("utf-8", "replace").decode("utf-8") or " ")


def check(html: str) -> None:
    """Raises SuspectError if parsing ``html`` could cost more than a real page does; linear in its length."""
    if len(html) > MAX_CHARACTERS:
        raise _suspect(f"the page is {len(html):,} characters long, more than {MAX_CHARACTERS:,}")
    tags = html.count("<")
    if tags <= MAX_UNCHECKED and tags * len(_FORMATTING_TAG.findall(html)) <= MAX_UNCHECKED_PAIRS:
        return
    if not _tidy(_NAMES.findall(html)):
        _Scan().run(html)


def _tidy(names: Sequence[str]) -> bool:
    """Whether the page is surely small and shallow, found quickly: pairs that stand in good order are taken out, and
    few others are left.  A page of careless authors can fail this and still be fine; the full scan decides then."""
    stack = [""]
    formatting = 0
    for name in names:
        if name[:1] == "/":
            if name == stack[-1]:
                stack.pop()
                formatting -= name[1:] in FORMATTING
        elif name not in _UNCOUNTED_AS_WRITTEN:
            stack.append("/" + name)
            formatting += name in FORMATTING
            if formatting > 32:
                return False
    return len(stack) < MAX_DEPTH and len(names) <= MAX_LINKS


def _suspect(what: str) -> SuspectError:
    return SuspectError(f"Page not read: {what}.", "Look at the page in a browser; a page like this is not a news page.")


class _Scan:
    """What the parser would have open at each point of the text, never less than it really has."""

    def __init__(self) -> None:
        self.elements = 0
        self.links = 0
        self.depth = 0
        self.active = 0
        self.foreign = 0
        # One part for each barrier open: its name, the names opened in it, how often each of them.
        self.parts: list[tuple[str, list[str], Counter[str]]] = [("", [], Counter())]
        self.formatting: dict[str, list[str]] = {name: [] for name in FORMATTING}
        self.alike: Counter[str] = Counter()

    def run(self, html: str) -> None:
        position = 0
        while token := _TOKEN.search(html, position):
            position = token.end()
            if token["name"]:
                self.tag(token["name"].lower(), token["attributes"])
            elif token["cdata"] is not None:
                position = self.after_cdata(html, position)
            if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS or self.links > MAX_LINKS:
                raise _suspect(self.complaint())

    def complaint(self) -> str:
        if self.depth > MAX_DEPTH:
            return f"more than {MAX_DEPTH} elements are open inside one another"
        return f"it makes more than {MAX_ELEMENTS:,} elements or has more than {MAX_LINKS:,} links"

    def after_cdata(self, html: str, position: int) -> int:
        """Where a CDATA section ends: inside drawings and formulas at its own mark, elsewhere it is a comment."""
        mark = "]]>" if self.foreign else ">"
        found = html.find(mark, position)
        return len(html) if found < 0 else found + len(mark)

    def tag(self, name: str, attributes: str) -> None:
        if name[0] == "/":
            self.close(name[1:])
            return
        # Unclosed formatting elements come back in whatever is opened.
        self.elements += 1 + self.active
        if self.foreign and attributes.endswith("/>"):
            return
        if name == "a":
            self.links += 1
        if name in BARRIERS:
            self.parts.append((name, [], Counter()))
            self.foreign += name in ("svg", "math")
        elif name in UNCOUNTED:
            return
        else:
            self.parts[-1][1].append(name)
            self.parts[-1][2][name] += 1
        self.depth += 1
        if name in FORMATTING:
            self.remember(name, attributes)

    def remember(self, name: str, attributes: str) -> None:
        """At most three alike are brought back (the standard's "Noah's Ark clause")."""
        tag = f"{name} {attributes.strip()}"
        if self.alike[tag] < 3:
            self.alike[tag] += 1
            self.formatting[name].append(tag)
            self.depth += 1
            self.active += 1

    def close(self, name: str) -> None:
        if name in BARRIERS:
            self.close_barrier(name)
        elif name in FORMATTING:
            self.close_formatting(name)
        elif self.parts[-1][2][name] > 0:
            self.pop_until(name)

    def close_formatting(self, name: str) -> None:
        """It alone is closed; blocks opened in it stay open."""
        _, names, counts = self.parts[-1]
        if self.formatting[name]:
            self.alike[self.formatting[name].pop()] -= 1
            self.depth -= 1
            self.active -= 1
        if counts[name] > 0:
            counts[name] -= 1
            del names[len(names) - 1 - names[::-1].index(name)]
            self.depth -= 1

    def pop_until(self, name: str) -> None:
        _, names, counts = self.parts[-1]
        while names:
            top = names.pop()
            counts[top] -= 1
            self.depth -= 1
            if top == name:
                return

    def close_barrier(self, name: str) -> None:
        """Closes the nearest one of this name, but never past a template or the next table."""
        for index in range(len(self.parts) - 1, 0, -1):
            found = self.parts[index][0]
            if found == name:
                self.depth -= sum(1 + len(part[1]) for part in self.parts[index:])
                self.foreign -= sum(part[0] in ("svg", "math") for part in self.parts[index:])
                del self.parts[index:]
                return
            if found in ("template", "table"):
                return
