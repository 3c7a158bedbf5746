"""A page without its scripts, style sheets, drawings, comments and pictures written out in it, which are half of many pages
and never read as text."""

from __future__ import annotations

import re

# A comment or an element with all it holds; without a ">" at its end it is not closed.
_UNREAD = re.compile(
    r"""<(?=[!sS])(?:
        !(?=--)(?:[^-]++|-(?!->))*+(?:--)?+
        |(script|style)(?=[\s/>])(?:[^<]++|<(?!/\1[\s/>]))*+(?:</\1[^>]*+)?+
        |svg(?=[\s/>])(?:[^>]*+(?<=/)(?=>)|(?:[^<]++|<(?!/svg[\s/>]))*+(?:</svg[^>]*+)?+)
        )(>?)""",
    re.VERBOSE | re.IGNORECASE,
)
_KEPT = re.compile(r"[^>]{0,300}ld\+json", re.IGNORECASE)
_DRAWING = re.compile("<svg", re.IGNORECASE)
# Long ones alone: the others are not worth the work.
_PICTURE = re.compile(r";base64,[\w+/=%-]{200,}+", re.ASCII)


def without_scripts(html: str) -> str:
    """The page without script, style and svg elements (JSON-LD excepted), comments and the data of pictures.  Linear in its length.

    What is left out is never shown, so a page is read the same; only a tag written in an attribute's value can be
    mistaken for an element.
    """
    pieces = []
    kept = 0
    for element in _UNREAD.finditer(html):
        if not element[2]:
            break
        if _is_unread(html, element):
            pieces.append(html[kept : element.start()])
            kept = element.end()
    pieces.append(html[kept:])
    page = "".join(pieces)
    return _PICTURE.sub(";base64,", page) if ";base64," in page else page


def _is_unread(html: str, element: re.Match[str]) -> bool:
    """Not so JSON-LD, a drawing with one in it, and a comment that the parser ends earlier (HTML standard, 13.2.5.52)."""
    if element[1]:
        return _KEPT.match(html, element.end(1)) is None
    start, end = element.span()
    if html[start + 1] == "!":
        return html.find("--!>", start + 4, end) < 0
    return _DRAWING.search(html, start + 4, end) is None
