"""What the first row of a table, or a label before them, says of the days in a column: whether they are those of publishing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_POSTED = re.compile("发布|發布|公布|发文|上传|发表|更新|posted|publi|작성|등록", re.IGNORECASE)
_OTHER = re.compile("成文|截止|截至|实施|施行|生效|有效|废止|开始|结束|举办|活动|会议|deadline|event|closing|expir", re.IGNORECASE)
_CELLS = ("td", "th")


_LONGEST_LABEL = 12
_LABEL = re.compile(r"[^\W\d]{2,8}\s?[:：]?\s?$")


def kind_of(node: LexborNode) -> int:
    """1 for an element in a column of days of publishing, -1 in one of other days, 0 where neither head nor label tells."""
    words = _head_of(node) or _label_of(node)
    return 1 if _POSTED.search(words) else -1 if _OTHER.search(words) else 0


def _label_of(node: LexborNode) -> str:
    """The words a day's element begins with, or right before it."""
    text = (node.text(deep=True) or "").strip()
    begins = text[: next((at for at, sign in enumerate(text) if sign.isdigit()), 0)]
    before = node.prev
    while not begins.strip() and before is not None and before.tag != "a":  # a title is none
        begins = before.text(deep=True) or ""
        before = before.prev
    label = _LABEL.search(begins.strip()[-_LONGEST_LABEL:])
    return label[0] if label else ""


def _head_of(node: LexborNode) -> str:
    """What the first row of the table says over an element."""
    cell = _around(node, _CELLS)
    table = _around(cell, ("table",)) if cell is not None else None
    head = table.css_first("tr") if table is not None else None
    if cell is None or head is None or head.css_first("a[href]") is not None:
        return ""
    heads = [one for one in head.iter() if one.tag in _CELLS]
    at = _number(cell)
    return (heads[at].text(deep=True) or "")[:20] if at < len(heads) else ""


def _around(node: LexborNode, tags: tuple[str, ...]) -> LexborNode | None:
    outer: LexborNode | None = node
    while outer is not None and outer.tag not in tags:
        outer = outer.parent
    return outer


def _number(cell: LexborNode) -> int:
    """Which cell of its row it is, from 0."""
    number, before = 0, cell.prev
    while before is not None:
        number += before.tag in _CELLS
        before = before.prev
    return number
