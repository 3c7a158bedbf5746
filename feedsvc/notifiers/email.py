"""A digest by mail: plain text and HTML of the same news, one message for all (of a day of more than 200, several).

The same news has the same Message-ID, so that a repetition after a lost answer shows once in most mail programs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from itertools import groupby

from ..model import Recipient
from ..ports import Notifier
from ..published import News
from .letters import Letterhead, Mail, Post, plain_title, stripped


def open_notifier(recipient: Recipient, head: Letterhead, post: Post, mail: Mail) -> Notifier:
    return Digest(recipient, head, mail)


@dataclass(frozen=True, slots=True)
class Digest:
    recipient: Recipient
    head: Letterhead
    mail: Mail
    portion: int = 200

    async def tell(self, news: Sequence[News], at: datetime) -> None:
        await self.mail(self.recipient, digest(self.recipient, self.head, [stripped(item) for item in news], at))


def digest(recipient: Recipient, head: Letterhead, news: Sequence[News], at: datetime) -> EmailMessage:
    """The message; a section for each section of the site."""
    message = EmailMessage()
    message["Subject"] = " ".join(head.subject(news).split())
    message["From"] = recipient.sender
    message["To"] = ", ".join(recipient.addresses)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = _message_id(recipient, news)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer from a machine is wanted
    by_section = sorted(news, key=lambda item: item.section)
    sections = [(title, list(items)) for title, items in groupby(by_section, key=lambda item: item.section)]
    message.set_content("\n\n".join(_text(head, title, items) for title, items in sections) + "\n")
    message.add_alternative("".join(["<!doctype html>", *(_html(head, title, items) for title, items in sections)]), subtype="html")
    return message


def _message_id(recipient: Recipient, news: Sequence[News]) -> str:
    told = "\n".join(f"{item.kind} {item.entry.id} {item.entry.updated.isoformat()}" for item in news)
    domain = recipient.sender.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{hashlib.sha256(told.encode()).hexdigest()[:32]}@{domain}>"


def _text(head: Letterhead, title: str, news: Sequence[News]) -> str:
    lines = [title, "=" * 20]
    for item in news:
        lines += ["", head.mark(item) + plain_title(item), f"{head.date(item.entry)}  {item.entry.url}"]
        lines += [item.entry.summary] if _says_more(item) else []
    return "\n".join(lines)


def _says_more(item: News) -> bool:
    """What has no text is summed up by its title."""
    return item.entry.summary not in ("", item.entry.title)


def _html(head: Letterhead, title: str, news: Sequence[News]) -> str:
    return f"<h2>{escape(title)}</h2>" + "".join(_article(head, item) for item in news)


def _article(head: Letterhead, item: News) -> str:
    url, words = escape(item.entry.url), escape(head.mark(item) + plain_title(item))
    linked = words if item.kind == "withdrawn" or not url.startswith(("http://", "https://")) else f'<a href="{url}">{words}</a>'
    summary = f"<br>{escape(item.entry.summary)}" if _says_more(item) else ""
    return f"<p><b>{linked}</b> <small>{escape(head.date(item.entry))}</small>{summary}</p>"
