"""A group robot of 企业微信 (WeCom): Markdown of at most 4,096 bytes.

https://developer.work.weixin.qq.com/document/path/91770; the key stands in the address, nothing is signed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..model import Recipient
from ..ports import Notifier
from ..published import News
from .letters import Letterhead, Mail, Post, Robot, link_target, link_text, plain_title

LIMIT = 4096
"""Bytes of a message."""


def open_notifier(recipient: Recipient, head: Letterhead, post: Post, mail: Mail) -> Notifier:
    def write(news: Sequence[News], at: int) -> tuple[str, Mapping[str, Any]]:
        return recipient.url, {"msgtype": "markdown", "markdown": {"content": content(head, news)}}

    return Robot(recipient, post, write, code="errcode")


def content(head: Letterhead, news: Sequence[News]) -> str:
    """A headline and a line for each article, titles cut so far that the whole fits."""
    for letters in (200, 100, 60, 30):
        text = "\n".join([f"**{link_text(head.subject(news))}**", *(_line(head, item, letters) for item in news)])
        if len(text.encode()) <= LIMIT:
            return text
    return text.encode()[:LIMIT].decode(errors="ignore")


def _line(head: Letterhead, item: News, letters: int) -> str:
    title = link_text(head.mark(item) + plain_title(item)[:letters])
    linked = title if item.kind == "withdrawn" else f"[{title}]({link_target(item.entry.url)})"
    return f'> {linked} <font color="comment">{link_text(item.section)} {head.date(item.entry)}</font>'
