"""A whole installation against the practice site over real HTTP, with the time in the test's hands."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from feedsvc import app as composition
from feedsvc import rounds
from feedsvc.config import Config
from feedsvc.model import NotModified, Page, Request, Source
from feedsvc.practice import Life, PracticeSite, practice_app, sections
from feedsvc.practice.life import Event
from feedsvc.record import Outcome
from tests.http_client import serving

START = datetime(2026, 11, 22, 4, 0, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The time, moved by hand."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


class CountingFetcher:
    """The real door, with what went through it."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.asked: list[str] = []
        self.unmodified = 0

    async def fetch(self, request: Request) -> Page | NotModified:
        self.asked.append(request.url)
        answer: Page | NotModified = await self.inner.fetch(request)
        self.unmodified += isinstance(answer, NotModified)
        return answer

    async def post(self, *given: Any, **more: Any) -> tuple[int, bytes]:
        answer: tuple[int, bytes] = await self.inner.post(*given, **more)
        return answer

    async def aclose(self) -> None:
        await self.inner.aclose()


@dataclass
class Installation:
    """``refresh`` is one pass of a fresh process over the chosen sections."""

    folder: Path
    site: PracticeSite
    home: str
    clock: Clock
    config: Config
    asked: list[str]
    unmodified: int = 0

    def refresh(self, *keys: str) -> list[Outcome]:
        with composition.opened(self.config, clock=self.clock) as app, app.store.lock():
            counting = CountingFetcher(app.parts.fetcher)
            app = replace(app, parts=replace(app.parts, fetcher=counting))
            sources = rounds.chosen(self.config, keys)
            outcomes = asyncio.run(rounds.refresh_all(app, sources, lambda outcome: None))
        self.asked, self.unmodified = counting.asked, counting.unmodified
        return outcomes

    def copied(self, folder: Path) -> Installation:
        """The same installation as it stands now, in a folder of its own and with its own time."""
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder, config=replace(self.config, path=folder / "config.toml"), clock=replace(self.clock))

    @property
    def feeds(self) -> Path:
        return self.folder / "feeds"

    def items(self, key: str) -> list[dict[str, Any]]:
        """The items of a JSON feed as published."""
        found: list[dict[str, Any]] = json.loads((self.feeds / f"{key}.json").read_bytes())["items"]
        return found

    def snapshot(self) -> dict[str, tuple[int, bytes]]:
        """Every published file with its modification time and bytes."""
        return {
            str(path.relative_to(self.feeds)): (path.stat().st_mtime_ns, path.read_bytes())
            for path in self.feeds.rglob("*") if path.is_file()
        }  # fmt: skip


@contextmanager
def installed(
    folder: Path, keys: Sequence[str] = ("news",), script: Sequence[Event] | None = (), start: datetime = START, **life: Any
) -> Iterator[Installation]:
    """Practice site up, nothing fetched yet."""
    clock = Clock(start)
    site = PracticeSite(Life(start - timedelta(days=2), script=script, **life))
    with serving(practice_app(site, clock)) as port:
        home = f"http://127.0.0.1:{port}"
        sources = tuple(Source(key, url, title, allow_private=True, pages=None) for key, url, title in sections(home) if key in keys)
        config = Config(
            path=folder / "config.toml", title="演练协会", language="zh-CN", zone="Asia/Shanghai", author="演练协会",
            contact="mailto:test@example.org", base_url="http://127.0.0.1:8080/", authority="feeds.example.org", home_url=f"{home}/",
            rights="版权归演练协会", license_url=None, sources=sources, pace=0.0,
        )  # fmt: skip
        yield Installation(folder, site, home, clock, config, [])
