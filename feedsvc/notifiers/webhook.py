"""A plain webhook: one POST of JSON, signed.

The body is {"title", "home_page_url", "items": […]}; an item has the names of JSON Feed 1.1 and "kind" ("new",
"corrected" or "withdrawn") and "section".  Signed after Standard Webhooks 1.0.0: ``webhook-id``, ``webhook-timestamp``
and ``webhook-signature`` = "v1," + base64 of HMAC-SHA256 over "id.timestamp.body"; and, for receivers that know only
that, ``X-Hub-Signature-256`` = "sha256=" + hex of HMAC-SHA256 over the body.  The same news has the same id, so that a
receiver can tell a repetition.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..model import Recipient
from ..ports import Notifier
from ..published import News
from .letters import JSON, Letterhead, Mail, Post, sent, stripped


def open_notifier(recipient: Recipient, head: Letterhead, post: Post, mail: Mail) -> Notifier:
    return Webhook(recipient, head, post)


@dataclass(frozen=True, slots=True)
class Webhook:
    recipient: Recipient
    head: Letterhead
    post: Post
    portion: int = 50

    async def tell(self, news: Sequence[News], at: datetime) -> None:
        body = _body(self.head, news)
        signed = _signed(self.recipient.secret, _id(news), int(at.timestamp()), body)
        await sent(self.post, self.recipient, self.recipient.url, body, {**JSON, **signed})


def _body(head: Letterhead, news: Sequence[News]) -> bytes:
    items = [_item(stripped(item)) for item in news]
    return json.dumps({"title": head.title, "home_page_url": head.home_url, "items": items}, ensure_ascii=False).encode()


def _item(news: News) -> dict[str, Any]:
    entry = news.entry
    fields = {
        "kind": news.kind, "id": entry.id, "url": entry.url, "title": entry.title, "summary": entry.summary, "image": entry.image,
        "date_published": entry.published.at.isoformat(), "date_modified": entry.updated.isoformat(), "section": news.section,
        "language": entry.language,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}


def _id(news: Sequence[News]) -> str:
    told = "\n".join(f"{item.kind} {item.entry.id} {item.entry.updated.isoformat()}" for item in news)
    return f"msg_{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _signed(secret: str, name: str, at: int, body: bytes) -> Mapping[str, str]:
    plain = {"webhook-id": name, "webhook-timestamp": str(at)}
    if not secret:
        return plain
    over = base64.b64encode(_hmac(_key(secret), f"{name}.{at}.".encode() + body)).decode()
    return {**plain, "webhook-signature": f"v1,{over}", "X-Hub-Signature-256": f"sha256={_hmac(secret.encode(), body).hex()}"}


def _key(secret: str) -> bytes:
    """Standard Webhooks writes its secrets as "whsec_" and base64; any other secret is taken by its bytes."""
    if secret.startswith("whsec_"):
        return base64.b64decode(secret.removeprefix("whsec_"))
    return secret.encode()


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()
