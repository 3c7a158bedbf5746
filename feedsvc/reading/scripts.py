"""A page without its scripts and style sheets, which are half of many pages and never read as text."""

from __future__ import annotations

import re

_OPENS = re.compile(r"<(?:!--|(script|style)(?=[\s/>]))", re.IGNORECASE)
_CLOSES = {name: re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE) for name in ("script", "style")}
_KEPT = re.compile(r"[^>]{0,300}ld\+json", re.IGNORECASE)


def without_scripts(html: str) -> str:
    """The page without script and style elements, JSON-LD excepted; comments are stepped over.  Linear in its length.

    What is left out is never shown, so a page is read the same; only a tag written in an attribute's value can be
    mistaken for an element.
    """
    pieces = []
    at = kept = 0
    while opening := _OPENS.search(html, at):
        name = (opening[1] or "").lower()
        if not name:
            at = html.find("-->", opening.end() - 2) + 3
            if at < 3:
                break
            continue
        closing = _CLOSES[name].search(html, opening.end())
        if closing is None or (at := html.find(">", closing.end()) + 1) < 1:
            break
        if not _KEPT.match(html, opening.end()):
            pieces.append(html[kept : opening.start()])
            kept = at
    pieces.append(html[kept:])
    return "".join(pieces)
