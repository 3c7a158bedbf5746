"""What a listing page calls itself: the section's name and the page's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .boxes import width
from .text import cap, close_up, han_share, one_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_TRAILS = (
    "[class*=crumb i], [id*=crumb i], [class*=position i], [id*=position i], [class*=location i], [class*=weizhi i], [class*=dqwz i], [class*=path i]"
)
_TRAIL_TEXT = re.compile(r"(?:位置|首\s?页|首頁|home|startseite|accueil)\s?[:：>»/›|-]?", re.IGNORECASE)
_STEP = re.compile(r"\s*(?:>+|»|›|→|＞+|/|\\|::|-&gt;|>>)\s*")
_PARTS = re.compile(r"\s+[-–—|_·:：«»<>]+\s+|[|_–—]+|(?<=[^\x00-\x7f])-+|-+(?=[^\x00-\x7f])|\s*>+\s*")
_SLASHES = re.compile(r"(?:\s+/)+\s+")
_EMPTY = re.compile(r"(?:首页|首頁|列表页?|正文|当前位置|您的位置|栏目列表|文章列表|更多|home|index|welcome|欢迎.*|欢迎)[:：]?", re.IGNORECASE)

WHOLE = "<title>"
"""The reason of a name that may as well be the site's."""


def title(tree: LexborHTMLParser) -> tuple[str | None, str]:
    """The section's name, and words on where it was found."""
    trail, parts = _trail(tree), _title_parts(tree)
    if trail:
        return trail, "last step of the breadcrumb trail"
    if len(parts) > 1:
        return parts[0], "first part of <title>"
    heading = _heading(tree)
    if heading and heading not in parts:
        return heading, "heading"
    return (parts[0], WHOLE) if parts else (None, "the page has no title")


def site_name(tree: LexborHTMLParser) -> str | None:
    """What the site calls itself: its own declaration, else what <title> tells beside the section's name."""
    declared = tree.css_first("meta[property='og:site_name'], meta[name='SiteName' i]")
    name = close_up(one_line(declared.attributes.get("content") or "")) if declared is not None else ""
    if 1 < width(name) <= 60:
        return name
    others = [part for part in _title_parts(tree) if part != title(tree)[0]]
    return others[-1] if others and width(others[-1]) <= 60 else None


def _title_parts(tree: LexborHTMLParser) -> list[str]:
    node = tree.css_first("head > title") or tree.css_first("title")
    whole = one_line(node.text(deep=True) or "") if node is not None else ""
    parts = [_last_step(close_up(part.strip())) for part in _PARTS.split(whole)]
    return [cap(part, 100) for part in parts if any(map(str.isalnum, part)) and not _EMPTY.fullmatch(part)]


def _last_step(name: str) -> str:
    """Of a whole trail its end ("Surveys / News"), without the brackets around it."""
    steps = [step for step in _SLASHES.split(name) if step]
    name = steps[-1] if steps else name
    return name[1:-1] if name[:1] + name[-1:] in ("[]", "【】") else name


def _trail(tree: LexborHTMLParser) -> str | None:
    for node in tree.css(_TRAILS)[:20]:
        text = node.text(deep=True, separator=" ") or ""
        # A trail's element may hold many blanks, but not half the page.
        text = one_line(text) if len(text) < 4000 else ""
        if 4 < len(text) < 200 and _TRAIL_TEXT.search(text):
            steps = [step for part in _STEP.split(text) if (step := part.strip(" :：>»›·"))]
            if len(steps) > 1 and 1 < width(steps[-1]) <= 40 and not _EMPTY.fullmatch(steps[-1]):
                return close_up(steps[-1])
    return None


def _heading(tree: LexborHTMLParser) -> str | None:
    for node in tree.css("h1:not(footer h1, nav h1, aside h1, [class*=foot i] h1)")[:3]:
        text = close_up(one_line(node.text(deep=True, separator=" ") or ""))
        if 1 < width(text) <= 60:
            return text
    return None


def language(tree: LexborHTMLParser, sample: str) -> str | None:
    """The language the page declares; templates declare English over Chinese text, so Han text is believed first."""
    root = tree.css_first("html[lang]")
    declared = (root.attributes.get("lang") or "").strip() if root is not None else ""
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", declared):
        declared = ""
    chinese = han_share(sample) > 0.4 and not declared.lower().startswith(("zh", "ja", "yue"))
    return "zh-CN" if chinese else declared or None
