"""Labels that say nothing of the article: alone on their lines ("编辑", "附件："), or of a table above a document's text, with
its number, its kind and who issued it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from .han import both
from .outline import Line, Outline

_WORD = (
    r"(?:索引号|索取号|信息索引|(?:统一)?登记号|统一编号|主题分类|主题词|组配分类|体裁分类|服务对象|(?:信息|文件)?名\s{0,4}称|标\s{0,4}题|文\s{0,4}号|发文字号|文件[编字]号|(?:发文|发布|公开|制发)(?:机关|机构|单位|部门|日期|时间)"
    r"|(?:成文|生成|生效|实施|施行|废止)(?:日期|时间)|有\s?效\s?性|有效期限?|关键[词字]|公开(?:方式|形式|时限|范围|类别|属性)|内容概述|备\s{0,4}注|(?:文章|信息|稿件)?来\s{0,4}源|作\s{0,4}者|(?:责任)?编\s{0,4}辑|责\s?编"
    r"|审\s{0,4}核|校\s{0,4}对|发\s{0,4}布|(?:点击|浏览|阅读)(?:次数|数|量)?|(?:相关)?附\s{0,4}[件表](?:下载)?|相关文档|原文链接|\w{0,8}下载地址)"
)
_BARE = re.compile(both(rf"[\s【\[(（]{{0,3}}{_WORD}[\s】\])）]{{0,3}}[:：]?\s?"))
# The page's own line of time and counters, where it stands below the text.
_TIMED = re.compile(both(r"\W{0,3}(?:发布|发表|更新|上传|录入|添加)(?:时间|日期)\s?[:：]\s?(?:19|20)\d\d\D.{4,40}"))
_LABELLED = re.compile(both(rf"[\s【\[(（]{{0,3}}{_WORD}[\s】\])）]{{0,3}}(?:[:：]|$)"))
# Those of a document's card alone: a list of winners has names, authors and notes, too.
_OF_CARD = re.compile(both("索引号|索取号|登记号|统一编号|主题分类|主题词|组配分类|体裁分类|服务对象|发文字号|文件[编字]号|成文日期|生成日期|公开(?:方式|形式|时限|范围|类别|属性)|内容概述"))
# How long a line with one is at most, how many of them make a table, and how many may stand above the first line that may be text.
_LONGEST, _TABLE, _ABOVE = 200, 3, 12
_TABLES = frozenset("table dl ul ol".split())


def without_labels(outline: Outline, lines: list[Line], start: int) -> list[Line]:
    """A text's lines without labels alone above line ``start``, where its prose begins, and at its end, and without such a table above it."""
    first = lines[0].index if lines else 0
    dropped = _in_tables(outline, outline.lines[max(0, first - _ABOVE) : start] if lines else [], start)

    def is_bare(line: Line) -> bool:
        """The heads of a table's columns are labels of its own."""
        if line.index >= start or not _BARE.fullmatch(line.text):
            return False
        box = _table(outline, line.box)
        return box < 0 or outline.boxes[box].tag != "table" or outline.boxes[box].first < first

    kept = [line for line in lines if line.index not in dropped and not is_bare(line)]
    while kept and (_BARE.fullmatch(kept[-1].text) or _TIMED.fullmatch(kept[-1].text)):
        kept.pop()
    return kept


def _in_tables(outline: Outline, lines: Iterable[Line], start: int) -> set[int]:
    """The lines of tables and lists above the text that are a document's card."""
    labelled = [(line, _table(outline, line.box)) for line in lines if len(line.text) < _LONGEST and _LABELLED.match(line.text)]
    found = Counter(box for _, box in labelled if box >= 0)
    cards = {box for line, box in labelled if _OF_CARD.search(line.text)}
    tables = [outline.boxes[box] for box, count in found.items() if box in cards and count >= _TABLE and outline.boxes[box].last <= start]
    return {index for table in tables for index in range(table.first, table.last)}


def _table(outline: Outline, box: int) -> int:
    while box > 0 and outline.boxes[box].tag not in _TABLES:
        box = outline.boxes[box].parent
    return box if box > 0 else -1
