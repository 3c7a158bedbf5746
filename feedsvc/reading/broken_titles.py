"""A title broken over two lines or three that nothing but its grammar holds together: "某协会关于召开" above "理事会议的通知"."""

from __future__ import annotations

import re

from .han import both
from .info import is_info
from .outline import Line, Outline
from .text import HAN, columns

# A title goes on after a word that joins, in brackets that are not closed, and after what a document is about up to what it is.
_GOES_ON, _OPEN, _CLOSED = re.compile(both("(?:[的和与及暨、]|关于)$")), re.compile("[《“‘（(【][^》”’）)】]*$"), re.compile("[^《“‘（(【]*[》”’）)】]")
_ABOUT = re.compile(both("关于|转发|印发"))
_KIND = (
    "(?:通知|公告|公示|通报|通告|复?函|意见|建议|决定|决议|办法|报告|批复|方案|规划|计划|规定|细则|规则|章程|名单|公报|启事|倡议书|邀请函|请示|纪要|简介|预告|说明|指南)"
    r"(?:[（(《][^（）()《》]{1,24}[）)》])?$"
)
_DOCUMENT, _OF_KIND = re.compile(both(_KIND)), re.compile(both(f"(?:的|^){_KIND}"))
_BEGINS_AFTER = re.compile(both("(?:的|和(?![谐平睦])|与(?!会)|及(?!时)|暨)[^。；：]*$"))
# Lines of a title, how wide each is at most, and how wide is what says what a document is about ("关于我们" is a section).
_MOST, _WIDEST, _LEAST = 3, 100, 16
# Characters of a title cut by a system that keeps so many, and of the whole one; signs that make it a sentence.
_CUT_LEAST, _CUT_MOST, _STOPPED = 16, 80, re.compile("[，。；！？]")


def unbroken(outline: Outline, text: str, last: int) -> tuple[str, int]:
    """The title whose last line is ``last`` with the lines above and below that it is a part of, and the last of them."""
    at = last - 1
    for _ in range(_MOST - 1):
        before = _words(outline, at)
        if before is None or text.startswith(before) or not _broken(before, text, _are_alike(outline, at)):
            break
        text, at = before + text, at - 1
    for _ in range(_MOST - 1):
        after = _words(outline, last + 1)
        if after is None or not _broken(text, after, _are_alike(outline, last)):
            break
        text, last = text + after, last + 1
    return text, last


def uncut(outline: Outline, first: int, start: int, text: str) -> str:
    """The title that <title> has but the beginning of, where the text (lines ``first`` to ``start``) opens with the whole of it."""
    for line in outline.lines[first : start + 1] if len(text) >= _CUT_LEAST else ():
        if line.text.startswith(text) and len(text) < len(line.text) <= _CUT_MOST and not line.linked:
            return line.text if not _STOPPED.search(line.text) else text
    return text


def _words(outline: Outline, at: int) -> str | None:
    """What a line of a title may say; None for links, labels, asides and lines without Han."""
    line: Line | None = outline.lines[at] if 0 <= at < len(outline.lines) else None
    if line is None or line.linked or outline.region(line) or columns(line.text) > _WIDEST:
        return None
    return line.text if re.match(f"[{HAN}“《（]", line.text) and not is_info(line.text) else None


def _are_alike(outline: Outline, at: int) -> bool:
    """Whether this line and the next one stand in elements that look alike, as the lines of one title do."""
    own, following = (outline.boxes[line.box] for line in outline.lines[at : at + 2])
    return (own.tag, own.attributes) == (following.tag, following.attributes)


def _broken(first: str, second: str, alike: bool) -> bool:
    """Whether two lines are one title; by a joining word alone only where they look ``alike``: many a title ends in one."""
    if second.startswith("（") or second.endswith("。"):
        return False
    if _OPEN.search(first):
        return _CLOSED.match(second) is not None
    about = columns(first) >= _LEAST and _ABOUT.search(first) is not None and not _DOCUMENT.search(first) and _OF_KIND.search(second) is not None
    return about or alike and (_GOES_ON.search(first) is not None or _BEGINS_AFTER.match(second) is not None)
