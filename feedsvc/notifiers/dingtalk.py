"""A group robot of 钉钉 (DingTalk): Markdown; with a secret, time and signature stand in the address.

https://open.dingtalk.com/document/robots/custom-robot-access: sign = base64 of HMAC-SHA256 with the secret over
"milliseconds\\nsecret".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus

from ..model import Recipient
from ..ports import Notifier
from ..published import News
from .letters import Letterhead, Mail, Post, Robot, link_target, link_text, plain_title


def open_notifier(recipient: Recipient, head: Letterhead, post: Post, mail: Mail) -> Notifier:
    def write(news: Sequence[News], at: int) -> tuple[str, Mapping[str, Any]]:
        subject = head.subject(news)
        text = "\n\n".join([f"#### {link_text(subject)}", *(_line(head, item) for item in news)])
        return signed(recipient, at * 1000), {"msgtype": "markdown", "markdown": {"title": subject, "text": text}}

    return Robot(recipient, post, write, code="errcode")


def signed(recipient: Recipient, millis: int) -> str:
    if not recipient.secret:
        return recipient.url
    over = hmac.new(recipient.secret.encode(), f"{millis}\n{recipient.secret}".encode(), hashlib.sha256).digest()
    joint = "&" if "?" in recipient.url else "?"
    return f"{recipient.url}{joint}timestamp={millis}&sign={quote_plus(base64.b64encode(over))}"


def _line(head: Letterhead, item: News) -> str:
    title = link_text(head.mark(item) + plain_title(item)[:200])
    linked = title if item.kind == "withdrawn" else f"[{title}]({link_target(item.entry.url)})"
    return f"- {linked}  {link_text(item.section)} {head.date(item.entry)}"
