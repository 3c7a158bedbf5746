"""A group robot of 飞书 (Feishu, Lark): rich text, which takes titles as they are; with a secret, the message is signed.

https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: sign = base64 of HMAC-SHA256 over nothing, with
"seconds\\nsecret" for a key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from ..model import Recipient
from ..ports import Notifier
from ..published import News
from .letters import Letterhead, Mail, Post, Robot, plain_title


def open_notifier(recipient: Recipient, head: Letterhead, post: Post, mail: Mail) -> Notifier:
    def write(news: Sequence[News], at: int) -> tuple[str, Mapping[str, Any]]:
        tongue = "zh_cn" if head.chinese else "en_us"
        post_body = {tongue: {"title": head.subject(news), "content": [_line(head, item) for item in news]}}
        return recipient.url, {**signed(recipient.secret, at), "msg_type": "post", "content": {"post": post_body}}

    return Robot(recipient, post, write, code="code")


def signed(secret: str, at: int) -> dict[str, str]:
    if not secret:
        return {}
    over = hmac.new(f"{at}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": str(at), "sign": base64.b64encode(over).decode()}


def _line(head: Letterhead, item: News) -> list[dict[str, str]]:
    title = head.mark(item) + plain_title(item)[:200]
    linked = {"tag": "text", "text": title} if item.kind == "withdrawn" else {"tag": "a", "text": title, "href": item.entry.url}
    return [linked, {"tag": "text", "text": f"  {item.section} {head.date(item.entry)}"}]
