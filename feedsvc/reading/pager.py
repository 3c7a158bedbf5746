"""The next, older page of a listing: told by the page's links, by the numbers of its pager, or by its pager script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .links import resolve, target
from .rows import Place

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# No longer than this is the text of a pager's link.
LONGEST = 24
_NEXT = re.compile(
    r"[\s\[(（【<《]*(?:下一?[页頁]|后一?页|後一?頁|下[页頁]>*|next(?: page)?|older(?: posts| entries)?|more recent|nächste(?: seite)?|weiter|suivante?|page suivante"
    r"|siguiente|successiv[ao]|próxim[ao]|volgende|次へ|次のページ|다음(?: 페이지)?|далее|следующая)[\s\])）】>》»›→&gt;]*|[»›]|>|>>|→",
    re.IGNORECASE,
)
_IDLE = re.compile(r"\b(?:disabled?|inactive|off|nolink)\b", re.IGNORECASE)
# createPageHTML(10, 0, "index", "html"): pages, the present one from 0, name, extension.
_PAGE_SCRIPT = re.compile(r"createPageHTML\w*\(\s*(\d{1,5})\s*,\s*(\d{1,5})\s*,\s*[\"']([\w./-]{1,80})[\"']\s*,\s*[\"'](\w{2,6})[\"']", re.IGNORECASE)
_COUNT_PAGE = re.compile(r"\bvar\s+(?:countPage|pageCount|totalPage)\s*=\s*[\"']?(\d{1,5})")
_CURRENT_PAGE = re.compile(r"\bvar\s+(?:currentPage|curPage)\s*=\s*[\"']?(\d{1,5})")


def next_page(tree: LexborHTMLParser, html: str, place: Place, pinned: str | None = None) -> tuple[str | None, str]:
    """The address of the next page with words on where it came from; None on the last page."""
    if pinned:
        node = tree.css_first(pinned)
        found = _usable(target(place.base, node.attributes), place) if node is not None else None
        return found, f"pinned selector {pinned}"
    short = [(node, text) for node in tree.css("a") if len(text := (node.text(deep=True) or "").strip()) <= LONGEST]
    if found := _by_relation(tree, place):
        return found, "link marked rel=next"
    if found := _by_words(short, place):
        return found, "link that says so"
    if found := _by_number(short, place):
        return found, "numbers of the pager"
    found = _by_script(html, place)
    return found, "pager script" if found else "no sign of another page"


def _usable(url: str | None, place: Place) -> str | None:
    """Pages of a list are on one host, and the next is not this one."""
    if url is None or url == place.url or urlsplit(url).hostname != urlsplit(place.url).hostname:
        return None
    return url


def _by_relation(tree: LexborHTMLParser, place: Place) -> str | None:
    for node in tree.css('link[rel~="next"], a[rel~="next"]'):
        if found := _usable(resolve(place.base, node.attributes.get("href") or ""), place):
            return found
    return None


def _by_words(short: Sequence[tuple[LexborNode, str]], place: Place) -> str | None:
    """The last link whose text says "next", or whose picture is called so."""
    for node, text in reversed(short):
        if not text:
            attributes = node.attributes
            text = (attributes.get("title") or attributes.get("aria-label") or "").strip()[:LONGEST]
        if _NEXT.fullmatch(text) and not _IDLE.search(node.attributes.get("class") or ""):
            if found := _usable(target(place.base, node.attributes), place):
                return found
    return None


def _by_number(short: Sequence[tuple[LexborNode, str]], place: Place) -> str | None:
    """Links that bear numbers, side by side: the one after the number that is no link, or that leads here."""
    for node, text in short:
        if text.isascii() and text.isdigit() and len(text) < 6:
            url = _usable(target(place.base, node.attributes), place)
            if url and _number_before(node) == int(text) - 1:
                return url
    return None


def _number_before(node: LexborNode) -> int | None:
    """The number standing before this link (in its list item's neighbour, too), if that is not a link elsewhere."""
    start = node if node.prev is not None else node.parent
    before = start.prev if start is not None else None
    for _ in range(3):
        if before is None:
            return None
        text = (before.text(deep=True) or "").strip(" \t\r\n\u00a0[]()|")
        if text:
            link = before if before.tag == "a" else before.css_first("a") if before.is_element_node else None
            leads = link is not None and (link.attributes.get("href") or "#") not in ("#", "", "javascript:;", "javascript:void(0)")
            current = link is not None and re.search(r"\b(?:cur|current|active|on|this)\b", f"{before.attributes.get('class')} {link.attributes.get('class')}")
            return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and (not leads or current) else None
        before = before.prev
    return None


def _by_script(html: str, place: Place) -> str | None:
    if "PageHTML" in html and (found := _PAGE_SCRIPT.search(html)):
        pages, current, name, extension = int(found[1]), int(found[2]), found[3], found[4]
        if current + 1 < pages:
            return _usable(resolve(place.base, f"{name}_{current + 1}.{extension}"), place)
        return None
    if "urrentPage" not in html and "curPage" not in html:
        return None
    count, current_page = _COUNT_PAGE.search(html), _CURRENT_PAGE.search(html)
    if count and current_page and int(current_page[1]) + 1 < int(count[1]):
        stem, _, extension = (urlsplit(place.url).path.rpartition("/")[2] or "index.html").rpartition(".")
        stem = re.sub(r"_\d+$", "", stem)
        return _usable(resolve(place.base, f"{stem}_{int(current_page[1]) + 1}.{extension}"), place) if stem else None
    return None
