"""Short ways to the values that tests speak of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import count

from feedsvc.entries import READ_BY
from feedsvc.findings import Read
from feedsvc.identity import text_digest
from feedsvc.matching import row_digest
from feedsvc.model import Article, Entry, Row, Source, Stamp
from feedsvc.scene import Moment

BEIJING = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 22, 4, 0, 0, tzinfo=UTC)
SOURCE = Source("news", "http://example.org/news/", "新闻动态", allow_private=True)


def stamp(text: str, precision: str = "second") -> Stamp:
    """``stamp("2021-09-08 14:13:32")`` in Beijing's zone."""
    return Stamp(datetime.fromisoformat(text).replace(tzinfo=BEIJING), precision)  # type: ignore[arg-type]


def day(text: str) -> Stamp:
    return stamp(f"{text} 00:00:00", "day")


def row(number: int, title: str = "", when: str | None = "2026-11-20") -> Row:
    return Row(f"http://example.org/news/{number}.html", title or f"第{number}号通知", day(when) if when else None)


def article(number: int, title: str = "", when: str | None = "2026-11-20 09:30:00", text: str = "") -> Article:
    return Article(
        f"http://example.org/news/{number}.html", title or f"第{number}号通知", stamp(when) if when else None,
        summary=f"这是第{number}号通知的摘要。", text=text or f"这是第{number}号通知的正文。", reasons={"title": "the heading", READ_BY: "these readers"},
    )  # fmt: skip


def read(number: int, **fields: str) -> Read:
    return Read(article(number, **fields))


def entry(number: int, **fields: object) -> Entry:
    made = article(number)
    assert made.published and made.title
    start: dict[str, object] = {
        "id": f"tag:example.org,2026:news/{number}", "url": made.url, "title": made.title, "summary": made.summary or "",
        "published": made.published, "updated": made.published.at.astimezone(UTC), "first_seen": NOW - timedelta(days=1), "sources": ("news",),
        "digest": text_digest(made.text), "listed": {"news": row_digest(row(number))}, "sighted": {"news": 0}, "language": "zh-CN",
        "reasons": {READ_BY: "these readers"},
    }  # fmt: skip
    return Entry(**{**start, **fields})  # type: ignore[arg-type]


def moment(now: datetime = NOW, taken: frozenset[datetime] = frozenset()) -> Moment:
    numbers = count(1)
    return Moment(now, lambda key: f"tag:example.org,2026:{key}/new{next(numbers)}", taken.intersection)
