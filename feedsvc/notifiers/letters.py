"""What all letters share: how news is worded, and how an answer is judged."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from typing import Any, Protocol
from urllib.parse import quote

from ..errors import NotifyError, SourceError
from ..model import Entry, Recipient
from ..published import News

JSON = {"Content-Type": "application/json; charset=utf-8"}

Mail = Callable[[Recipient, EmailMessage], Awaitable[None]]


class Post(Protocol):
    """The one door's way to send."""

    def __call__(
        self, url: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool = False
    ) -> Awaitable[tuple[int, bytes]]: ...


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose news it is, and in which language to speak of it."""

    title: str
    language: str
    home_url: str

    @property
    def chinese(self) -> bool:
        return self.language.lower().startswith("zh")

    def subject(self, news: Sequence[News]) -> str:
        """``质量评价协会：3 篇新文章``; what is not new is named as what it is."""
        counts = [(kind, sum(item.kind == kind for item in news)) for kind in ("new", "corrected", "withdrawn")]
        words = _COUNTS_ZH if self.chinese else _COUNTS_EN
        said = [words[kind].format(n=count) for kind, count in counts if count]
        return f"{self.title}：{'，'.join(said)}" if self.chinese else f"{self.title}: {', '.join(said)}"

    def mark(self, item: News) -> str:
        """What stands before a title that is not new."""
        return (_MARKS_ZH if self.chinese else _MARKS_EN)[item.kind]

    def date(self, entry: Entry) -> str:
        at = entry.published.at
        return f"{at:%Y-%m-%d}" if entry.published.precision == "day" else f"{at:%Y-%m-%d %H:%M}"


_COUNTS_ZH = {"new": "{n} 篇新文章", "corrected": "{n} 篇更正", "withdrawn": "{n} 篇撤回"}
_COUNTS_EN = {"new": "{n} new", "corrected": "{n} corrected", "withdrawn": "{n} withdrawn"}
_MARKS_ZH = {"new": "", "corrected": "【更正】", "withdrawn": "【已撤回】"}
_MARKS_EN = {"new": "", "corrected": "Corrected: ", "withdrawn": "Withdrawn: "}


def plain_title(item: News) -> str:
    """A title on one line, never empty."""
    return " ".join(item.entry.title.split()) or item.entry.url


def link_text(text: str) -> str:
    """Text that cannot end the link it stands in, nor begin other markup (Markdown): brackets and signs become wide ones."""
    return text.translate(_MARKDOWN)


def link_target(url: str) -> str:
    """The address with what could end the link it stands in percent-encoded (Markdown); it leads where it led (RFC 3986, 2.1)."""
    return quote(url, safe="%/?#:;=@&$+,*")


_MARKDOWN = str.maketrans("[]()<>*_`#!|\\", "［］（）＜＞＊＿｀＃！｜＼")


async def sent(post: Post, recipient: Recipient, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """Post a letter; the beginning of a good answer.  Raises NotifyError."""
    try:
        status, answer = await post(url, body, headers, allow_private=recipient.allow_private)
    except SourceError as error:
        raise NotifyError(f"{recipient.name}: {_without(recipient, error.message)}", error.next_step or _LATER) from error
    if not 200 <= status < 300:
        remedy = _LATER if status >= 500 or status == 429 else f"look at the address of the recipient {recipient.name!r} in config.toml"
        raise NotifyError(f"{recipient.name}: the recipient answered HTTP {status}", remedy)
    return answer


_LATER = "the news waits and is sent again; if this goes on, look at the recipient's address in config.toml"


def _without(recipient: Recipient, message: str) -> str:
    """The message without the recipient's address, which holds its key."""
    return message.replace(recipient.url, "its address")


@dataclass(frozen=True, slots=True)
class Robot:
    """A chat's robot: a POST of JSON, and an answer whose ``code`` must be 0.

    ``write`` gives (address, message) for some news at a second since 1970; ``code`` names the field to look at.
    """

    recipient: Recipient
    post: Post
    write: Callable[[Sequence[News], int], tuple[str, Mapping[str, Any]]]
    code: str
    portion: int = 10

    async def tell(self, news: Sequence[News], at: datetime) -> None:
        url, message = self.write(news, int(at.timestamp()))
        answer = await sent(self.post, self.recipient, url, json.dumps(message, ensure_ascii=False).encode(), JSON)
        self._judge(answer)

    def _judge(self, answer: bytes) -> None:
        try:
            said = json.loads(answer)
            code = said[self.code]
        except (ValueError, KeyError, TypeError):
            raise NotifyError(f"{self.recipient.name}: the answer is not that of a robot", "look at its address in config.toml") from None
        if code != 0:
            words = str(said.get("errmsg") or said.get("msg") or "")[:200]
            remedy = f"{_LATER}, and at its secret"
            raise NotifyError(f"{self.recipient.name}: the robot refused with code {code}: {words}", remedy)


def stripped(item: News) -> News:
    """A withdrawn article without what it said."""
    return replace(item, entry=replace(item.entry, summary="", html=None, image=None)) if item.kind == "withdrawn" else item
