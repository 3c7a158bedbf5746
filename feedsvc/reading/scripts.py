"""A page without its scripts, style sheets, drawings, comments and pictures written out in it, which are half of many pages
and never read as text."""

from __future__ import annotations

import re

_OPENS = re.compile(r"<(?:!--|(script|style|svg)(?=[\s/>]))", re.IGNORECASE)
_CLOSES = {name: re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE) for name in ("script", "style", "svg")}
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
    at = kept = 0
    while opening := _OPENS.search(html, at):
        name = (opening[1] or "").lower()
        at = _end(html, name, opening.end())
        if at <= 0:
            break
        if _is_unread(html, name, opening.end(), at):
            pieces.append(html[kept : opening.start()])
            kept = at
    pieces.append(html[kept:])
    page = "".join(pieces)
    return _PICTURE.sub(";base64,", page) if ";base64," in page else page


def _end(html: str, name: str, at: int) -> int:
    """Where the element, or the comment, ends whose beginning ends here; 0 if nothing closes it."""
    if not name:
        return _after(html, "-->", at - 2)
    tag_end = _after(html, ">", at) if name == "svg" else 0
    if tag_end and html[tag_end - 2] == "/":
        return tag_end
    closing = _CLOSES[name].search(html, at)
    return _after(html, ">", closing.end()) if closing else 0


def _after(html: str, sign: str, at: int) -> int:
    found = html.find(sign, at)
    return found + len(sign) if found >= 0 else 0


def _is_unread(html: str, name: str, start: int, end: int) -> bool:
    """Not so JSON-LD, a drawing with one in it, and a comment that the parser ends earlier (HTML standard, 13.2.5.52)."""
    if name == "svg":
        return _DRAWING.search(html, start, end) is None
    return _KEPT.match(html, start) is None if name else html.find("--!>", start, end) < 0
