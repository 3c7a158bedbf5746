"""What stands before a text's first sentence: a word for what it is, an agency with place and day, who wrote it."""

from __future__ import annotations

import re

from .han import both
from .text import HAN, PERSON, columns

_LABEL = re.compile(
    both(
        r"^\W{0,4}(?:(?:摘\s{0,4}要|内容提要|导\s{0,4}读|编者按|【[^】]{1,12}】|\[[\u4e00-\u9fff\s·/]{2,16}\])\s{0,2}[:：】\]]{0,2}"
        r"|(?:内容摘要|(?:新闻)?提要|核心(?:提示|阅读|要点)|(?:阅读|内容)提示|导\s{0,4}语|引\s{0,4}言|编者的话)\s{0,2}[:：】\]]{1,2})\s{0,4}"
    )
)
# What an agency or a paper begins with, "示范社临河9月8日电（记者 …）" or "本报讯", and who wrote it, in brackets or up to "报道：".
# The last letter of such a lead begins many words ("9月8日电子商务…"): without a paper's name a sign must follow.
_BY = r"[（(][^（）()。]{0,40}?(?:记者|通讯员|作者|实习生)(?![招协节站们])[^（）()。]{1,60}[）)]"
_WHO = rf"(?:{_BY}|[（(][{HAN}\s、]{{2,20}}[）)])"
_NO_WORD = r"(?:电(?![子力商影视话动信器池脑气路源工热网压流报梯站焊波机费价缆磁竞表厂容量能])|讯(?![息问号飞速道])|消息(?![人称显面指透来传灵发]))"
_DAY = r"(?:\d{1,2}月)?\d{1,2}日"
_AGENCY = re.compile(
    both(
        rf"(?!据|根据)(?:(?:[{HAN}·]{{0,12}}[本网报社台][{HAN}·]{{0,6}}{_DAY}{_NO_WORD}|[{HAN}·]{{0,16}}{_DAY}(?:电|讯|消息)(?=\s?{_WHO}|[\s：:]))(?:\s?{_WHO})?"
        rf"|[{HAN}·-]{{0,14}}(?:[本网报社台端]讯(?![息问号飞速道])\s?{_WHO}?|(?<![通资简快短喜科])讯(?:\s?{_WHO}|(?=[\s：:\d]))|消息\s?{_BY}))[\s:：，,]{{0,3}}"
        rf"|(?:{_BY}|[（(]{PERSON}(?:[\s、]{PERSON}){{1,4}}[）)])[\s:：]{{0,3}}"
        rf"|[{HAN}、·\s]{{0,24}}(?:记者|通讯员)[{HAN}\s、]{{2,24}}(?:{_DAY}报道(?![了的称说过])[:：，,\s]{{0,2}}|报道(?:[:：\s]|(?=\d)){{1,2}})"
    )
)
# Who wrote it, once more after the paper's name.
_REPORTER = re.compile(both(rf"(?:记者|通讯员)\s?{PERSON}(?:[\s、]{PERSON}){{0,3}}\s?报道[:：]\s?"))
# Columns that must be left of a paragraph whose lead is taken off.
_LEFT = 24


def without_lead(paragraph: str) -> str:
    """A paragraph from its first sentence on, after the name of an agency, its place and day, and who wrote it."""
    text = _LABEL.sub("", paragraph)
    for pattern in (_AGENCY, _REPORTER):
        lead = pattern.match(text)
        text = text[lead.end() :] if lead and columns(text[lead.end() : lead.end() + 60]) >= _LEFT else text
    return text
