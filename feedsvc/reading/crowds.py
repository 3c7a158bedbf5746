"""What costs the parser its square: attributes crowded into one tag, <html> and <body> repeated, options of a menu.

Each new attribute is compared with all the tag has; a repeated <html> or <body> hands its attributes to the first one
(HTML standard, 13.2.6.4.7); each new <option> looks through the menu it stands in.  Pages have few of them; a page made
of them would hold the parser for hours, and nothing can end it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .tokens import PLAIN_TOKEN, SPACE, TAG

MAX_ATTRIBUTES = 1_000
"""Of one tag; so many have few: those whose text in a value has a quote that ends it."""
CROWD = 200
"""More in one tag are counted together."""
MAX_COMPARED = 1_000_000
"""Their squares: what comparing them may cost, a few milliseconds."""
MAX_ROOTS = 100
MAX_MENU = 200_000_000
"""Options times tags: what looking through menus may cost, a fifth of a second."""
_LONG = 600  # characters that so many different attributes need at least
_SCANS = 4  # times the page's length that tags may be read for their attributes; only one in disguise needs more

_ROOT = re.compile(r"<(?:html|body)[\s/>]", re.IGNORECASE)
_OPTION = re.compile(r"<option[\s/>]", re.IGNORECASE)
# Without a ">" in between, only the first "<" of a run can begin a tag: whatever state the tokenizer is in, it does not
# come back to text without one.
_BEGINS = re.compile("<[/a-zA-Z]")
_LONG_RUN = re.compile(rf"<[/a-zA-Z][^>]{{{_LONG - 2}}}[^>]*+")
# In a value nearly all is found in the table of a byte, quicker than by a list of what must not be there.
_QUOTED_END = re.compile(rf"""={SPACE}*+(?:"[\x00-!#-=?-\xff]*+(?:[^\x00-\xff][^">]*+)?+>|'[^'>]*+>)""")
_NAME = re.compile(r"</?[^ \t\n\f\r/>]*+")
_ATTRIBUTE = re.compile(
    rf"""[ \t\n\f\r/]*+([^ \t\n\f\r/>][^ \t\n\f\r/>=]*+)(?:{SPACE}*+={SPACE}*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+)?+)?+"""
)
# After one of these in a drawing, or a "<" in what may be raw text there, the drawing's rules may hold beyond its end tag.
_UNSURE = frozenset(("desc", "foreignobject"))


def crowd(html: str, tags: int) -> str | None:
    """What there is too much of for the parser, in words; ``tags`` is the number of "<".  Linear in the page's length."""
    if len(_ROOT.findall(html)) > MAX_ROOTS:
        return f"<html> or <body> stands in it more than {MAX_ROOTS} times"
    if tags > 4_000 and len(_OPTION.findall(html)) * tags > MAX_MENU:
        return "its menus have too many options"
    if _crowded(html, [(0, len(html))]) and _crowded(html, _outside_scripts(html)):
        return "its tags have too many attributes"
    return None


def _crowded(html: str, places: Iterable[tuple[int, int]]) -> bool:
    """Whether a tag that begins in one of the places, seen by themselves, has too many attributes."""
    left, compared = _SCANS * len(html), 0
    for start in (start for place in places for start in _suspects(html, *place)):
        count, end = _attributes(html, start)
        left -= end - start
        compared += count * count if count > CROWD else 0
        if count > MAX_ATTRIBUTES or compared > MAX_COMPARED or left < 0:
            return True
    return False


def _suspects(html: str, start: int, end: int) -> Iterator[int]:
    """Where tags may begin that are long, or that a quoted ">" does not end: found by what makes them so, not one by one."""
    found = {run.start() for run in _LONG_RUN.finditer(html, start, end) if _parts(run[0]) > CROWD}
    for quoted in _QUOTED_END.finditer(html, start, end):
        begins = _BEGINS.search(html, max(start, html.rfind(">", start, quoted.start()) + 1), quoted.end())
        if begins and _QUOTED_END.search(html, begins.start(), quoted.end()):
            found.add(begins.start())
    yield from sorted(found)


def _parts(tag: str) -> int:
    """At least as many as the attributes of a tag without a quoted ">": each follows a blank, a slash or a quote."""
    return sum(map(tag.count, " \t\n\f\r/\"'"))


def _attributes(html: str, start: int) -> tuple[int, int]:
    """How many different attributes the tag that begins there has, at most one more than allowed; where the count ended."""
    at = _NAME.match(html, start).end()  # type: ignore[union-attr]
    names: set[str] = set()
    while len(names) <= MAX_ATTRIBUTES:
        found = _ATTRIBUTE.match(html, at)
        if found is None:
            break
        names.add(found[1].lower())
        at = found.end()
    return len(names), at


def _outside_scripts(html: str) -> Iterator[tuple[int, int]]:
    """The tags of a page, without what scripts, styles and comments hold; in drawings nothing is sure to be that."""
    drawings, unsure = 0, False
    for token in PLAIN_TOKEN.finditer(html):
        name = (token[2] or "").lower()
        drawings += (name == "svg") - (name == "/svg")
        unsure = unsure or name == "math" or (drawings > 0 and (name in _UNSURE or _hides(html, *token.span())))
        if unsure or drawings > 0 or name or token[1]:
            yield token.span()
        elif html[token.start() + 1] not in "!?":
            yield token.start(), TAG.match(html, token.start()).end()  # type: ignore[union-attr]


def _hides(html: str, start: int, end: int) -> bool:
    """Whether what is one token outside drawings may be several in them: character data, or raw text with tags in it."""
    return html.startswith("<![", start) or html.find("<", start + 1, end) > 0
