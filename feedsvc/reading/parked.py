"""Lists that a page parks in an XML data block (HTML standard, 4.12.1.3), from which a script of its own shows one page at a time.

So do the sites of many authorities: ``<script type="text/xml">`` holds records, and in each, in a CDATA section, the row as markup.
What follows them, under the address that the block names, is the same block alone.  Rows are put where the block stands, each in an
element of its own, and what leads on becomes the link to the next page: then the page is read like any other.  Likewise a document
of JSON, as scripts ask for, whose values hold rows as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .data import document, tells_articles

ROW = "x-row"
_OPENS = re.compile(r"""<script\b[^>]{0,300}\btype\s?=\s?["']?(?:text|application)/xml\b[^>]{0,300}>""", re.IGNORECASE)
_CLOSES = re.compile("</script", re.IGNORECASE)
_BEGINS, _ENDS = "<![CDATA[", "]]>"
_ALONE = re.compile(r"\s*(?:<\?xml\b[^>]{0,300}>\s*)?<(?!html\b|!|rss\b|feed\b|rdf\b)\w", re.IGNORECASE)
_PAGE = re.compile(r"<(?:html|body|head)\b", re.IGNORECASE)
# What a section stands in: the last start tag before it.
_AROUND = re.compile(r"<([\w:-]{1,50})[^<>]{0,200}>\s{0,50}\Z")
_TAIL = 400
_HREF = re.compile(r"""<a\b[^>]{0,300}\bhref\s?=\s?["']([^"'<>]{1,2000})""", re.IGNORECASE)
_LINKED = re.compile(r"<a\b", re.IGNORECASE)
_CELLS = re.compile(r"\s*<tr\b", re.IGNORECASE)


def unparked(html: str) -> str:
    """The page with the rows of such blocks in the blocks' places.  Linear in its length."""
    if (value := document(html)) is not None:
        return "".join(_markup(value))
    if _BEGINS not in html:
        return html
    if _ALONE.match(html) and not _PAGE.search(html):
        return _shown(html) or html
    pieces, kept = list[str](), 0
    while opening := _OPENS.search(html, kept):
        closing = _CLOSES.search(html, opening.end())
        end = closing.start() if closing else len(html)
        pieces += [html[kept : opening.start()], _shown(html[opening.end() : end]), html[opening.start() : end]]
        kept = end
    return "".join([*pieces, html[kept:]])


def _markup(value: Any) -> Iterator[str]:
    """Every text with a link in it, but what articles say that the document lists by their titles."""
    waiting = [value]
    for one in waiting:
        if isinstance(one, str) and _LINKED.search(one):
            yield one
        elif isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list) and not tells_articles(one):
            waiting += one


def _shown(block: str) -> str:
    """The rows of a block as a list, "" if it has none."""
    rows, onward = list[str](), ""
    for around, section in _sections(block):
        if around in ("", "script", "style"):  # a section of a script's own, as pages without <html> hold it
            continue
        if around.startswith("next"):
            onward = f'<a rel="next" href="{href[1]}"></a>' if (href := _HREF.search(section)) else onward
        elif _LINKED.search(section):
            rows.append(f"<{ROW}>{f'<table>{section}</table>' if _CELLS.match(section) else section}</{ROW}>")
    return f'<div class="x-list">{"".join(rows)}</div>{onward}' if rows else ""


def _sections(block: str) -> Iterator[tuple[str, str]]:
    """Name of the element and text of each CDATA section (XML 1.0, 2.7)."""
    before, *pieces = block.split(_BEGINS)
    for piece in pieces:
        section, closed, after = piece.partition(_ENDS)
        if closed:
            name = _AROUND.search(before[-_TAIL:])
            yield name[1].lower() if name else "", section
            before = after
