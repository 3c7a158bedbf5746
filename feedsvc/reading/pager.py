"""The next, older page of a listing: told by the page's links, by the numbers of its pager, or by its pager script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from .links import resolve, shape, target
from .pager_words import says_next
from .regions import Anchor, Place

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# No longer than this is the text of a pager's link.
LONGEST = 32
_PAGE_PARAMETER = re.compile(r"p|pg|pn|no|\w{0,8}page\w{0,8}|start|offset", re.IGNORECASE)
# page=1, or "pageNo":1 in a parameter that is JSON.
_COUNTED = re.compile(
    r"(?:[?&{,\"]|%22)(?:(?:cur(?:rent)?_?)?page(?:_?(?:no|num|number|index|id))?|current|pn|pg|p)(?:%22|\")?(?:[=:]|%3A)(\d{1,5})(?!\d)", re.IGNORECASE
)
_PAGE_NAME = re.compile(r"(?P<stem>[a-z]*)[_/-]?(?P<number>\d{1,4})(?:/|\.\w{2,5})?", re.IGNORECASE)
# More are the days of a calendar.
MOST_NUMBERS = 15
# Options of a menu of pages that are looked at.
LONGEST_MENU = 500
# Signs of which two lead to the last page where one leads to the next.
_DOUBLED = ("»", ">>", "››")
# Names of a link that is but an arrow; no word of its text says more.
_NEXT_NAME = re.compile(r"(?:^|\s)(?:page|pager|pagination|btn)?[-_]?_?next[-_]?(?:page|btn|link)?(?:\s|$)", re.IGNORECASE)
_NUMBER = re.compile(r"[\[(（【\s]*(?:第\s?)?(\d{1,5})(?:\s?[页頁])?[\])）】\s]*", re.ASCII)
_IDLE = re.compile(r"\b(?:disabled?|inactive|off|nolink)\b", re.IGNORECASE)
# createPageHTML(10, 0, "index", "html"): pages, the present one from 0, name, extension.
# Two systems have this script; the one that says first where on the page the links go counts from 1, the other from 0.
_PAGE_SCRIPT = re.compile(
    r"createPageHTML\w*\(\s*(?P<id>[\"'][\w-]{1,60}[\"']\s*,\s*)?(?P<pages>\d{1,5})\s*,\s*(?P<current>\d{1,5})\s*,\s*[\"'](?P<name>[\w./-]{1,80})[\"']\s*,\s*[\"'](?P<extension>\w{2,6})[\"']",
    re.IGNORECASE,
)
# They begin with the word itself, as that is what can be searched for quickly.
_COUNT_PAGE = re.compile(r"var(?<=\bvar)\s+(?:countPage|pageCount|totalPage)\s*=\s*[\"']?(\d{1,5})")
_CURRENT_PAGE = re.compile(r"var(?<=\bvar)\s+(?:currentPage|curPage)\s*=\s*[\"']?(\d{1,5})")


def next_page(tree: LexborHTMLParser, linked: Sequence[Anchor], html: str, place: Place, pinned: str | None = None) -> tuple[str | None, str]:
    """The address of the next page with words on where it came from; None on the last page.  ``linked`` are the page's links."""
    if pinned:
        node = tree.css_first(pinned)
        found = _usable(target(place.base, node.attributes), place) if node is not None else None
        return found, f"pinned selector {pinned}"
    short = [(node, text) for node, said in linked if len(text := said.strip()) <= LONGEST]
    if found := _by_relation(tree, place):
        return found, "link marked rel=next"
    if found := _by_words([one for one in short if _words_say(one[1])], place):
        return found, "link that says so"
    signed, counted = _by_words(short, place), _by_number(short, place)
    if signed and not (counted and shape(signed) == shape(counted)):
        return signed, "link that says so"
    if counted:  # a sign beside numbers leads, in some pagers, to the next ten of them
        return counted, "numbers of the pager"
    if "<option" in html and (found := _by_choice(tree, place)):
        return found, "menu of pages"
    if found := _by_script(html, place):
        return found, "pager script"
    hidden = any(_words_say(text) and _is_scripted(node) for node, text in short)
    return None, "a link says so, but its script alone knows where it leads" if hidden else "no sign of another page"


def counted_on(url: str) -> tuple[str | None, str]:
    """The address after one that counts its pages, for a document without links to others, with words on it."""
    if found := _COUNTED.search(url):
        return f"{url[: found.start(1)]}{int(found[1]) + 1}{url[found.end(1) :]}", "number of the page in the address"
    return None, "no sign of another page"


def _usable(url: str | None, place: Place) -> str | None:
    """Pages of a list are on one host, and the next is not this one."""
    if url is None or url == place.url or urlsplit(url).hostname != urlsplit(place.url).hostname:
        return None
    return url


def _by_relation(tree: LexborHTMLParser, place: Place) -> str | None:
    for node in tree.css('[rel~="next"]'):
        if node.tag in ("link", "a") and (found := _usable(resolve(place.base, node.attributes.get("href") or ""), place)):
            return found
    return None


def _by_words(short: Sequence[tuple[LexborNode, str]], place: Place) -> str | None:
    """The last link whose text says "next", or whose picture or name does; one sign goes before two, which lead to the last page."""
    telling = [(node, text) for node, text in reversed(short) if _says_next(node, text) and not _IDLE.search(node.attributes.get("class") or "")]
    for node, _ in sorted(telling, key=lambda one: one[1] in _DOUBLED):
        if found := _usable(target(place.base, node.attributes), place):
            return found
    return None


@lru_cache(maxsize=4096)
def _words_say(text: str) -> bool | None:
    """Whether a link's words say "next"; None where it has no words."""
    return says_next(text) if any(map(str.isalnum, text)) else None


def _says_next(node: LexborNode, text: str) -> bool:
    if (said := _words_say(text)) is not None or says_next(text):
        return said is not False
    image = node.css_first("img")
    named = [node.attributes, image.attributes if image is not None else {}]
    words = [(attributes.get(name) or "").strip()[:LONGEST] for attributes in named for name in ("title", "aria-label", "alt")]
    return any(word and says_next(word) for word in words) or _NEXT_NAME.search(node.attributes.get("class") or "") is not None


def _is_scripted(node: LexborNode) -> bool:
    attributes = node.attributes
    return bool(attributes.get("onclick")) or (attributes.get("href") or "").strip().lower().startswith("javascript:")


def _by_number(short: Sequence[tuple[LexborNode, str]], place: Place) -> str | None:
    """Links that bear numbers, side by side: the one after the number that is no link, or that leads here."""
    for node, text in short:
        number = _number(text)
        url = _usable(target(place.base, node.attributes), place) if number is not None else None
        if url and number is not None and _follows(_number_beside(node, place, False), number, url) and _number_beside(node, place, True) != number + 1:
            return url
    return _second(short, place)


def _follows(before: int | None, number: int, url: str) -> bool:
    """Whether a number is that of the page after; or, where pages are called by their first row (0 | 10 | 20), the one after."""
    return before is not None and (before == number - 1 or before < number and number % 5 == before % 5 == 0 and url.endswith(f"={number}"))


def _second(short: Sequence[tuple[LexborNode, str]], place: Place) -> str | None:
    """Where every number is a link and none leads here, this is the first page, under its short address: the link "2"."""
    numbers = [(number, target(place.base, node.attributes)) for node, text in short if (number := _number(text)) is not None]
    for at, (number, url) in enumerate(numbers):
        run = [link for step, (other, link) in enumerate(numbers[at:]) if other == step + 1] if number == 1 and url else []
        if 2 <= len(run) <= MOST_NUMBERS and place.url not in run and all(_is_page(link, step + 1, place) for step, link in enumerate(run)):
            return _usable(run[1], place)
    return None


def _is_page(url: str | None, number: int, place: Place) -> bool:
    """Whether an address is this listing's with a number: ?page=2, list_2.html or page/2/ in its folder, counted from 0 or 1."""
    here, there = urlsplit(place.url), urlsplit(url or "")
    if there.path == here.path:
        return any(_PAGE_PARAMETER.fullmatch(name) and value in (str(number), str(number - 1)) for name, value in parse_qsl(there.query))
    folder, _, name = here.path.rpartition("/")
    found = _PAGE_NAME.fullmatch(there.path.removeprefix(f"{folder}/"))
    stems = {"", "index", "list", "page", "default", re.sub(r"[\d_.-].*", "", name).lower()}
    return found is not None and int(found["number"]) in (number, number - 1) and found["stem"].lower() in stems


@lru_cache(maxsize=4096)
def _number(text: str) -> int | None:
    found = _NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def _number_beside(node: LexborNode, place: Place, after: bool) -> int | None:
    """The number standing before this link, or after it (in its list item's neighbour, too), if that is not a link elsewhere."""
    start = node if (node.next if after else node.prev) is not None else node.parent
    beside = start
    for _ in range(3):
        beside = None if beside is None else beside.next if after else beside.prev
        text = (beside.text(deep=True) or "").strip(" \t\r\n\u00a0|") if beside is not None else ""
        if text and beside is not None:
            return _number(text) if len(text) <= LONGEST and (_is_idle(beside) if after else _is_present(beside, place)) else None
    return None


def _is_present(node: LexborNode, place: Place) -> bool:
    """Whether this stands for the page itself: no link, one that leads here or nowhere, or one named so."""
    link = _link_of(node)
    if link is None or _is_idle(node):
        return True
    names = f"{node.attributes.get('class')} {link.attributes.get('class')}"
    return resolve(place.base, link.attributes.get("href") or "") == place.url or re.search(r"\b(?:cur|current|active|on|this)\b", names) is not None


def _link_of(node: LexborNode) -> LexborNode | None:
    return node if node.tag == "a" else node.css_first("a") if node.is_element_node else None


def _is_idle(node: LexborNode) -> bool:
    """Whether this is no link, or one that leads nowhere."""
    link = _link_of(node)
    return link is None or (link.attributes.get("href") or "#") in ("#", "", "javascript:;", "javascript:void(0)")


def _by_choice(tree: LexborHTMLParser, place: Place) -> str | None:
    """A menu of pages to jump to: the option after the chosen one, or after the one that leads here, or after the first."""
    for menu in tree.css("select")[:20]:
        options = menu.css("option")[:LONGEST_MENU]
        if len(options) < 2 or [_number(node.text(deep=True) or "") for node in options[:2]] != [1, 2]:
            continue
        urls = [resolve(place.base, node.attributes.get("value") or "") for node in options]
        here = next((n for n, node in enumerate(options) if "selected" in node.attributes), urls.index(place.url) if place.url in urls else 0)
        following = options[here + 1].attributes.get("value") or "" if here + 1 < len(options) else ""
        if re.search(r"[./?=]", following) and (found := _usable(urls[here + 1], place)):
            return found
    return None


def _by_script(html: str, place: Place) -> str | None:
    if "PageHTML" in html and (found := _PAGE_SCRIPT.search(html)):
        pages, following = int(found["pages"]), int(found["current"]) + 1
        if following < pages + bool(found["id"]):
            return _usable(resolve(place.base, f"{found['name']}_{following}.{found['extension']}"), place)
        return None
    if "urrentPage" not in html and "curPage" not in html:
        return None
    count, current_page = _COUNT_PAGE.search(html), _CURRENT_PAGE.search(html)
    if count and current_page and int(current_page[1]) + 1 < int(count[1]):
        stem, _, extension = (urlsplit(place.url).path.rpartition("/")[2] or "index.html").rpartition(".")
        stem = re.sub(r"_\d+$", "", stem)
        return _usable(resolve(place.base, f"{stem}_{int(current_page[1]) + 1}.{extension}"), place) if stem else None
    return None
