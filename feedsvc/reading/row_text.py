"""What belongs to the title of a row, and what is only shown with it: marks, bullets, calls to read on, the dots of a cut."""

from __future__ import annotations

import re

from .text import close_up

CALL_REACH = 60  # characters before the end that it is looked for in
BRACKETS = ("]", "】", "）", ")", ">", "》")
_CALL_AT_END = re.compile(r"\s*[\[【（(<《]\s*(?:(?:查看|阅读)?(?:全文|详情|详细|更多|原文)|read more|continue reading|weiterlesen)\s*[\]】）)>》]$", re.IGNORECASE)
# What marks a row as kept on top, new or often read, before its title.
_MARK = re.compile(r"^\s*(?:[\[【（(]\s*(?:置顶|顶|推荐|荐|热门|热|最新|新|new|hot|top)\s*[\]】）)]\s*|置顶\s*[:：]?\s*(?=\S{4}))(?=\S)", re.IGNORECASE)
CATEGORY = re.compile(r"\s*[\[【][^\]】]{1,12}[\]】]\s*")
_CUT = re.compile(r"\s*(?:…+|\.{2,}|。{2,})\s*$")
_BULLET = re.compile(r"^[\s·•●■◆▪▶►▸»›※☆★○◇□♦]+(?=\S)")


def tidy(text: str) -> str:
    """The text without what marks a row before its title, and without a call to read on after it."""
    text = close_up(_MARK.sub("", _BULLET.sub("", text))).strip()
    return text[: call.start()] if text[-1:] in BRACKETS and (call := _CALL_AT_END.search(text, max(4, len(text) - CALL_REACH))) else text


def uncut(text: str) -> str:
    """The text without the dots that say it was cut."""
    return _CUT.sub("", text) if text.rstrip()[-1:] in "….。" else text


def completed(shown: str, hint: str) -> str:
    """A title as it is shown, or whole as the link's ``title`` has it, where the one shown was cut or a category stands before it."""
    if not shown:
        return hint
    stem = uncut(shown)
    if len(hint) >= len(stem) and hint.startswith(stem) and uncut(hint) == hint:
        return hint
    category = shown.removesuffix(hint) if hint else ""
    return hint if category and CATEGORY.fullmatch(category) else shown
