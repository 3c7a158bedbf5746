"""A document that our own lint refuses: a mistake of ours, which costs subscribers nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from feedsvc import app as composition
from feedsvc import rounds
from feedsvc.app import Formats
from feedsvc.commands.service import pass_of, publish_all
from feedsvc.errors import FaultyDocumentError, FeedsvcError
from feedsvc.practice import Publish
from feedsvc.published import Document, Feed, Site
from feedsvc.record import Outcome
from tests.installation import START, Installation, installed

MINUTE = timedelta(minutes=1)
SCRIPT = [Publish(START + 10 * MINUTE, key, "关于开展年度质量回访的通知", ("回访工作下周开始。请各单位准备材料。",)) for key in ("news", "brands")]


@dataclass
class Spoiling:
    """The formats, with one document of ours spoiled."""

    inner: Formats
    name: str

    def _spoiled(self, made: tuple[Document, ...]) -> tuple[Document, ...]:
        return tuple(replace(one, body=one.body.replace(b"<id>", b"<uid>", 1)) if one.name == self.name else one for one in made)

    def feed(self, feed: Feed, site: Site) -> tuple[Document, ...]:
        return self._spoiled(self.inner.feed(feed, site))

    def archive(self, feed: Feed, site: Site) -> tuple[Document, ...]:
        return self._spoiled(self.inner.archive(feed, site))

    def site(self, site: Site) -> tuple[Document, ...]:
        return self._spoiled(self.inner.site(site))


def spoiled(place: Installation, name: str, act: Callable[[composition.App], object]) -> None:
    """Do something with an installation one of whose documents comes out wrong."""
    with composition.opened(place.config, clock=place.clock) as app, app.store.lock():
        act(replace(app, press=replace(app.press, render=Spoiling(Formats(), name))))


@pytest.mark.parametrize("name", ["status.atom", "news.atom"])
def test_the_other_feeds_go_on_and_the_fault_is_told(tmp_path: Path, name: str) -> None:
    """Every source is looked at, every other group published; what was published of the faulty one stands; the pass tells it, and ends as failed."""
    with installed(tmp_path, ["news", "brands"], SCRIPT) as place:
        place.refresh()
        before = place.snapshot()
        told: list[Outcome] = []
        place.clock.forward(minutes=30)

        def refresh(app: composition.App) -> None:
            with pytest.raises(FaultyDocumentError, match=f"{name} was not published"):
                asyncio.run(rounds.refresh_all(app, place.config.sources, told.append))

        spoiled(place, name, refresh)
        after = place.snapshot()
        assert sorted(outcome.source for outcome in told) == ["brands", "news"]
        assert after[name] == before[name]
        assert place.items("brands")[0]["title"] == SCRIPT[0].title
        assert all((after[f"news.{kind}"] == before[f"news.{kind}"]) is (name == "news.atom") for kind in ("rss", "json", "html"))
        place.refresh()
        assert place.items("news")[0]["title"] == SCRIPT[0].title


def test_a_service_goes_on_beside_a_faulty_document(tmp_path: Path) -> None:
    """The pass is told as it ended, the fault beside it, and the next look is planned."""
    with installed(tmp_path, ["news"], SCRIPT) as place:
        told: list[Outcome] = []
        faults: list[FeedsvcError] = []
        planned: list[object] = []

        def serve(app: composition.App) -> None:
            rounds.publish_well(app, faults.append)
            planned.append(asyncio.run(pass_of(app, told.append, faults.append, place.config.sources[0])))
            assert publish_all(app, faults.append)

        spoiled(place, "status.atom", serve)
        assert [outcome.source for outcome in told] == ["news"]
        assert [type(fault) for fault in faults] == [FaultyDocumentError]
        assert planned == [told[0].next_try]
        assert (tmp_path / "feeds" / "news.atom").is_file()
