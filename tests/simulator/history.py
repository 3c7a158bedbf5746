"""One life from a seed: the site changes, the program looks, the oracle judges."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from feedsvc import passes
from feedsvc.config import Config
from feedsvc.errors import PublishError
from feedsvc.formats import jsonfeed
from feedsvc.model import Pins, Source
from feedsvc.passes import Parts
from feedsvc.ports import Store
from feedsvc.press import Press
from feedsvc.publish import publish
from feedsvc.published import Document, Feed
from feedsvc.published import Site as Pages
from feedsvc.record import Commit, Verdict
from feedsvc.recovery import recover
from feedsvc.refresh import refresh
from feedsvc.stores.sqlite import open_file
from tests.fake_publisher import FakePublisher
from tests.fake_store import FakeStore

from .door import FAULTS, CrashError, Door
from .life import CHANGES, Stage, Step, change, steps
from .oracle import Oracle
from .site import NAMES, ROW_PINS, World, founded

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LENGTH = 60
TEN_YEARS = 3652
SPANS = [timedelta(**span) for span in ({"minutes": 7}, {"minutes": 30}, {"hours": 2}, {"hours": 9}, {"days": 1}, {"days": 3}, {"days": 20}, {"days": 95})]
WORLDS = {
    "plain": World(),
    "sections": World(sections=("news", "brand"), rows=5, dates="minute", own_paths=True),
    "learned": World(redesigns=True, rows=8, pager="query", etags=False),
    "coarse": World(sections=("news", "brand"), times="day", rows=7),
    "undated": World(dates="none", times="none"),
    "ahead": World(times="minute", scheduled=True),
}


class Sketch:
    """What the oracle reads of a feed, and no more: a life costs a fifth less than with a real format."""

    def feed(self, feed: Feed, site: Pages) -> tuple[Document, ...]:
        items = [{"id": each.id, "title": each.title, "state": each.state, "times": str((each.published, each.updated))} for each in feed.entries]
        return (Document(f"{feed.key}.json", "application/octet-stream", json.dumps({"items": items}).encode(), feed.updated),)

    archive = feed

    def site(self, site: Pages) -> tuple[Document, ...]:
        return ()


class Plain:
    """The JSON feed alone: the cheapest of the formats, through the real rendering."""

    def feed(self, feed: Feed, site: Pages) -> tuple[Document, ...]:
        return (jsonfeed.render(feed),)

    def archive(self, feed: Feed, site: Pages) -> tuple[Document, ...]:
        return (jsonfeed.render(feed),)

    def site(self, site: Pages) -> tuple[Document, ...]:
        return ()


class WatchedStore:
    """The real store, each commit shown to the oracle."""

    def __init__(self, inner: Store, oracle: Oracle) -> None:
        self._inner, self._oracle = inner, oracle

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def commit(self, commit: Commit) -> None:
        self._inner.commit(commit)
        self._oracle.committed(commit)


@dataclass
class Life:
    """``another`` gives an empty store when this one is lost, and says
    that feeds are rendered in a real format, which can be read back; ``tell`` is the trace; ``known`` what the program has read and
    committed of each article."""

    world: World
    seed: int
    store: Store
    another: Callable[[], Store] | None = None
    tell: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = Random(f"{self.seed} founded")
        self.true = START + timedelta(hours=rng.randrange(24 * 30))
        self.skew = timedelta()
        self.site = founded(self.world, rng, self.true)
        self.door = Door(self.site, self.true, trace=self.tell)
        self.oracle = Oracle(self.site, self.door)
        self.known: dict[int, object] = {}
        self.publisher = FakePublisher()
        self.mint = self._minter()
        self.config = self._config()
        self._put_store(self.store)

    def _put_store(self, store: Store) -> None:
        self.store, watched = store, WatchedStore(store, self.oracle)
        self.parts = Parts(self.door, watched, lambda: self.true + self.skew, self.mint)  # type: ignore[arg-type]
        self.press = Press(self.config, self.store, self.publisher, Plain() if self.another else Sketch())

    def _minter(self):  # type: ignore[no-untyped-def]
        numbers = iter(range(1, 100_000))
        return lambda key: f"tag:example.org,2026:{key}/{next(numbers)}"

    def _config(self) -> Config:
        pins = Pins() if self.world.redesigns else Pins(row=ROW_PINS[0])
        hosts = ("www.example.org", "www.example.net")
        sources = tuple(Source(key, f"http://www.example.org/{key}/", NAMES[key], hosts=hosts, pins=pins) for key in self.world.sections)
        return Config(
            path=Path("config.toml"), title="演练协会", language="zh-CN", zone="Asia/Shanghai", author="演练协会",
            contact="mailto:test@example.org", base_url="http://127.0.0.1:8080/", authority="example.org",
            home_url="http://www.example.org/", rights=None, license_url=None, sources=sources, window=12,
        )  # fmt: skip

    # --- steps ------------------------------------------------------------------------------------------

    def step(self, step: Step) -> None:
        rng = Random(step.seed)
        if step.kind in CHANGES:
            self.true += timedelta(seconds=rng.randrange(1, 900))
            if words := self._change(step.kind, rng):
                self.tell.append(f"{self.true:%m-%d %H:%M:%S} {words}")
            return
        self.true += rng.choice(SPANS)
        if step.kind == "fault":
            self.door.faults[rng.choice((1, 1, 2, 3, rng.randrange(1, 12)))] = rng.choice(FAULTS)
        elif step.kind == "storm":
            self.door.faults.update({number: rng.choice(FAULTS) for number in range(1, 30) if rng.random() < 0.4})
        elif step.kind == "between":
            kind, inner = rng.choice(("publish", "delete", "publish", "burst", "edit", "restore")), Random(rng.random())
            self.door.between[rng.randrange(2, 6)] = lambda: self.tell.append(f"      meanwhile: {self._change(kind, inner)}")
        elif step.kind == "crash":
            self.door.faults[rng.randrange(1, 8)] = "crash"
        elif step.kind == "skew":
            self.skew = timedelta(days=rng.choice((-1, 1, 0, 0, TEN_YEARS, -TEN_YEARS)))
        elif step.kind == "amnesia" and self.another and not self.world.undated:  # without date and text nothing tells one that moved
            self._lose_the_store()
        self.look(step.kind)

    def _lose_the_store(self) -> None:
        """The store is gone, the feeds stand: what they tell is taken over.  What nobody was ever told has no id to keep."""
        assert self.another
        self._put_store(self.another())
        count = recover(self.config, self.store, self.publisher, (self.true + self.skew).replace(microsecond=0))
        self.tell.append(f"{self.true:%m-%d %H:%M:%S} the store is lost; {count} articles are taken over from the feeds")
        self.oracle.forget({entry.id: entry for entry in self._everything()}, self.store.states())
        self.known.clear()

    def _change(self, kind: str, rng: Random) -> str:
        return change(Stage(self.site, self.true, self.known, self.oracle.ids), kind, rng)  # type: ignore[arg-type]

    def look(self, how: str = "look") -> None:
        """One pass over every source, as the program's cron calls it."""
        for source in self.config.sources:
            self.tell.append(f"{self.true:%Y-%m-%d %H:%M:%S} {how} at {source.key}{f', our clock {self.skew}' if self.skew else ''}")
            self.door.look_begins(self.true + self.skew)
            self.oracle.now = self.true
            try:
                LOOP.run_until_complete(self._pass(source, how))
            except CrashError:
                self.tell.append("      the program died")
            self.door.faults.clear()
            self.door.between.clear()

    async def _pass(self, source: Source, how: str) -> None:
        self.door.shown = {}
        outcome = await refresh(source, self.parts, release=how == "release")
        self.known.update(self.door.shown)
        self.tell.append(f"      {outcome.verdict}: {outcome.line}")
        if how == "late-crash":
            raise CrashError
        self.publisher.fail = PublishError("the disk is full") if how == "unpublished" else None
        try:
            publish(self.press)
        except PublishError as error:
            self.tell.append(f"      {error}")
            assert self.publisher.fail, error
        self.oracle.published(self.publisher.files, {name: file.modified for name, file in self.publisher.manifest().files.items()})

    # --- the end ------------------------------------------------------------------------------------------

    def quiet_end(self) -> None:
        """The site rests and all is well: after some looks everything must be right, and then nothing may change."""
        self.skew = timedelta()
        self.publisher.fail = None
        for hours in (1, 1, 25, 25, 200, 200, *([800, *([1] * 30)] * 3), 30):
            self.true += timedelta(hours=hours)
            if hours > 1 or any(state.backfill or state.waiting or not state.walked for state in self.store.states().values()):
                self.look("release" if self._is_held() else "look")
        self.oracle.settled(self._everything())
        for key in self.world.sections:
            self.oracle.complete(key, self.store.entries([key]), self.publisher.files)
        before = dict(self.publisher.files)
        self.true += timedelta(hours=1)
        self.look()
        assert self.publisher.files == before, "nothing happened, and yet the files changed"

    def _is_held(self) -> bool:
        """An operator who has long been told of rows that wait looks at them; on this site, at rest, they are right."""
        return any(state.verdict is Verdict.SUSPECT and state.failures > 3 for state in self.store.states().values())

    def _everything(self):  # type: ignore[no-untyped-def]
        keys = self.world.sections
        return [*self.store.entries(keys), *self.store.entries(keys, state="withdrawn")]


LOOP = asyncio.new_event_loop()


@contextmanager
def stores_on_disk() -> Iterator[Callable[[], Store]]:
    """Real stores, each in a file that never reaches a disk where the system allows that."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder, ExitStack() as opened:
        numbers = count()

        def another() -> Store:
            store = open_file(Path(folder) / f"{next(numbers)}.db")
            opened.callback(store.close)
            return store

        yield another


@contextmanager
def founded_life(tale: Tale) -> Iterator[Life]:
    world = varied(WORLDS[tale.world], tale.seed)
    with reading_at_once():
        if not tale.disk:
            yield Life(world, tale.seed, FakeStore(wary=False))
            return
        with stores_on_disk() as another:
            yield Life(world, tale.seed, another(), another)


@contextmanager
def reading_at_once() -> Iterator[None]:
    """Pages are read where they are asked for, not in a thread beside: a seventh less."""

    async def at_once(place: Any, reader: Callable[..., Any], *args: Any, **ways: Any) -> Any:
        return reader(*args, **ways)

    before, passes.read_aside, passes.read_page = (passes.read_aside, passes.read_page), at_once, at_once
    try:
        yield
    finally:
        passes.read_aside, passes.read_page = before


class Tale(NamedTuple):
    """Which life: ``world`` is a name in ``WORLDS``; ``disk`` when it is lived with the real store and a real format."""

    world: str
    seed: int
    disk: bool = False

    def __str__(self) -> str:
        return f"python -m tests.simulator {self.seed} --world {self.world}{' --disk' * self.disk}"


def live(tale: Tale, script: list[Step] | None = None) -> tuple[str, list[str]]:
    """(what went wrong, or "", and the trace) of one life."""
    with founded_life(tale) as life:
        try:
            life.look()
            for step in steps(Random(f"{tale.seed} steps"), LENGTH) if script is None else script:
                life.step(step)
            life.quiet_end()
        except Exception as broken:  # a broken promise, or a program that fails
            return str(broken) or repr(broken), life.tell
        return "", life.tell


def shrunk(tale: Tale) -> tuple[str, list[str], int]:
    """The same failure with the steps left out that it does not need; what is left, and how many steps."""
    script = steps(Random(f"{tale.seed} steps"), LENGTH)
    kind, size = _kind(live(tale, script)[0]), len(script) // 2
    while size:
        place = 0
        while place < len(script):
            shorter = script[:place] + script[place + size :]
            if _kind(live(tale, shorter)[0]) == kind:
                script = shorter
            else:
                place += size
        size //= 2
    return *live(tale, script), len(script)


def _kind(wrong: str) -> str:
    """What went wrong, without the names and numbers of this time."""
    return re.sub(r"\d+|\([^)]*\)|'[^']*'|tag:\S+", "", wrong)[:30]


def varied(world: World, seed: int) -> World:
    """The world with the details a seed gives it."""
    rng = Random(f"{seed} world")
    return replace(world, etags=rng.random() < 0.5, pager=rng.choice(("path", "query")), rows=rng.choice((4, 5, 6, 8)))
