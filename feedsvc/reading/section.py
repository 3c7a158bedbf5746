"""What a listing page calls itself: the section's name and the page's language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .boxes import width
from .links import resolve
from .regions import anchors
from .text import NAME_CAP, cap, close_up, han_share, one_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from .regions import Anchor, Place

_TRAILS = (
    "[class*=crumb i], [id*=crumb i], [class*=position i], [id*=position i], [class*=location i], [class*=weizhi i], [class*=dqwz i], [class*=path i]"
)
_TRAIL_TEXT = re.compile(r"(?:位置|首\s?页|首頁|home|startseite|accueil)\s?[:：>»/›|-]?", re.IGNORECASE)
_STEP = re.compile(r"\s*(?:>+|»|›|→|＞+|｜|/|\\|::|-&gt;|>>)\s*")
_PARTS = re.compile(r"\s+[-–—|_·:：«»<>]+\s+|[|_–—]+|(?<=[^\x00-\x7f])-+|-+(?=[^\x00-\x7f])|\s*>+\s*")
_SLASHES = re.compile(r"(?:\s+/)+\s+")
_EMPTY = re.compile(r"(?:首页|首頁|列表页?|正文|当前位置|您的位置|栏目列表|文章列表|更多|home|index|welcome|欢迎.*|欢迎)[:：]?", re.IGNORECASE)

_HOME, _PAGE = re.compile(r"(?:网站|網站|本站)?(?:首\s?页|首\s?頁|主页)"), ("页", "頁")
# The first page and a step after it, as in no menu.
_STEPS_ON = re.compile(r"(?:首\s?页|首\s?頁|主页)\s?(?:>|»|›|→|＞|/)")
# How the name of a site's owner ends.
_OWNER = re.compile("(?:协会|協會|学会|學會|大学|大學|学院|學院|中学|小学|学校|学校|政府|委员会|委員會|[厅局]|公司|集团|集團|医院|研究[院所]|基金会|商会|[网站]|門戶|门户)$")
# What a template adds to the section's name.
_LISTED = re.compile(r"(\S{2,10}?)(?:列表页?|栏目页?)")
_OF_PAGER = re.compile("[上下前后首尾末]一?[页頁]|返回")
_LONGEST_NAME = 24  # columns
_MOST_HOMES = 8  # each has its surroundings read

WHOLE = "<title>"
"""The reason of a name that may as well be the site's."""


def title(tree: LexborHTMLParser, linked: Sequence[Anchor], place: Place | None = None) -> tuple[str | None, str]:
    """The section's name, and words on where it was found; ``linked`` are the page's links, ``place`` is where it stands."""
    parts = _title_parts(tree)
    if trail := _trail(tree, linked):
        return trail, "last step of the breadcrumb trail"
    if own := _own_link(linked, place, parts):
        return own, "the page's link to itself"
    if len(parts) > 1:
        return _of_section(parts), "a part of <title>"
    heading = _heading(tree)
    if heading and heading not in parts:
        return heading, "heading"
    return (parts[0], WHOLE) if parts else (None, "the page has no title")


def _of_section(parts: Sequence[str]) -> str:
    """The first part of <title>, or the second where the first names who owns the site."""
    turned = _OWNER.search(parts[0]) and not _OWNER.search(parts[1]) and width(parts[1]) <= _LONGEST_NAME
    return parts[1] if turned else parts[0]


def _own_link(linked: Sequence[Anchor], place: Place | None, parts: Sequence[str]) -> str | None:
    """What the page's menus call it, in the words of <title> or where that has no parts: the text of the links that lead here."""
    name = place.url.rstrip("/").rpartition("/")[2] if place else ""
    if place is None or name == urlsplit(place.url).hostname:  # the first page's name is the site's
        return None
    called = Counter(text for node, said in linked if name in (href := node.attributes.get("href") or "") and (text := _called(href, said, place)))
    known = next((part for part in parts if part in called), None)
    most = max(called.values(), default=0)
    return known or (next((text for text in reversed(called) if called[text] == most), None) if len(parts) < 2 else None)


def _called(href: str, said: str, place: Place) -> str:
    """What a link calls this page; "" where it leads elsewhere, or says what any page's does."""
    if not href.strip("#/.") or resolve(place.base, href) != place.url:
        return ""
    text = close_up(one_line(said))
    usable = 2 < width(text) <= _LONGEST_NAME and not (_EMPTY.fullmatch(text) or _OF_PAGER.search(text) or _OWNER.search(text))
    return text if usable and not any(map(str.isdigit, text)) else ""


def site_name(tree: LexborHTMLParser) -> str | None:
    """What the site calls itself: its own declaration, else what <title> tells beside the section's name."""
    declared = tree.css_first("meta[property='og:site_name'], meta[name='SiteName' i]")
    name = close_up(one_line(declared.attributes.get("content") or "")) if declared is not None else ""
    if 1 < width(name) <= 60:
        return name
    own, _ = title(tree, anchors(tree))
    others = [part for part in _title_parts(tree) if part != own]
    return others[-1] if others and width(others[-1]) <= 60 else None


def _title_parts(tree: LexborHTMLParser) -> list[str]:
    node = tree.css_first("head > title") or tree.css_first("title")
    whole = one_line((node.text(deep=True) or "")[:NAME_CAP]) if node is not None else ""
    names = [_last_step(close_up(part.strip())) for part in _PARTS.split(whole)]
    parts = [found[1] if (found := _LISTED.fullmatch(name)) else name for name in names]
    return [cap(part, 100) for part in parts if any(map(str.isalnum, part)) and not _EMPTY.fullmatch(part)]


def _last_step(name: str) -> str:
    """Of a whole trail its end ("Surveys / News"), without the brackets around it."""
    steps = [step for step in _SLASHES.split(name) if step]
    name = steps[-1] if steps else name
    return name[1:-1] if name[:1] + name[-1:] in ("[]", "【】") else name


def _trail(tree: LexborHTMLParser, linked: Sequence[Anchor]) -> str | None:
    for node in chain(tree.css(_TRAILS)[:20], _around_home(linked)):
        items = node.css("li")
        text = " > ".join(item.text(deep=True, separator=" ") or "" for item in items) if len(items) > 1 else node.text(deep=True, separator=" ") or ""
        # A trail's element may hold many blanks, but not half the page.
        text = one_line(text) if len(text) < 4000 else ""
        if 4 < len(text) < 200 and _TRAIL_TEXT.search(text):
            steps = [step for part in _STEP.split(text) if (step := part.strip(" :：>»›·"))]
            while len(steps) > 2 and _EMPTY.fullmatch(steps[-1]):
                steps.pop()
            if len(steps) > 1 and 1 < width(steps[-1]) <= 40 and not _EMPTY.fullmatch(steps[-1]):
                return close_up(steps[-1])
    return None


def _around_home(linked: Sequence[Anchor]) -> Iterator[LexborNode]:
    """What holds a link to the first page, and a step after it."""
    called = ((node, said[:12].strip()) for node, said in linked)
    homes = (node.parent for node, text in called if text.endswith(_PAGE) and _HOME.fullmatch(text))
    for around in islice(homes, _MOST_HOMES):
        if around is not None and _STEPS_ON.search(one_line((around.text(deep=True) or "")[:300])):
            yield around


def _heading(tree: LexborHTMLParser) -> str | None:
    for node in tree.css("h1:not(footer h1, nav h1, aside h1, [class*=foot i] h1)")[:3]:
        text = close_up(one_line(node.text(deep=True, separator=" ") or ""))
        if 1 < width(text) <= 60:
            return text
    return None


def language(tree: LexborHTMLParser, sample: str) -> str | None:
    """The language the page declares; templates declare English over Chinese text, so Han text is believed first."""
    root = tree.css_first("html")
    declared = (root.attributes.get("lang") or "").strip() if root is not None else ""
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", declared):
        declared = ""
    chinese = han_share(sample) > 0.4 and not declared.lower().startswith(("zh", "ja", "yue"))
    return "zh-CN" if chinese else declared or None
