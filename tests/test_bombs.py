"""Twenty sites that mean harm beside twenty good ones, in one run of the real program (``python -m tests.hostile_run`` tells its cost)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .hostile_run import HostileRun, key_of, refreshed
from .hostile_sites import hostile, sites

MEBIBYTE = 1 << 20


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileRun]:
    with sites() as (good, hostile):
        yield refreshed(tmp_path_factory.mktemp("bombs"), {**hostile, **good})


def test_s18_s19_good_sites_are_published(run: HostileRun) -> None:
    """Every article of every good site is out, with its own time: no bomb, flood or silence beside it took anything away."""
    assert run.errors == ""
    for number in range(1, 21):
        times = sorted(item["date_published"] for item in run.items(f"good-{number}"))
        assert times == [f"2026-10-{day:02}T09:{number:02}:00+08:00" for day in range(2, 14)]


def test_s18_s19_memory(run: HostileRun) -> None:
    """The whole process never holds more than 200 MB."""
    assert run.peak <= 200_000_000


@pytest.mark.parametrize("name", hostile())
def test_s18_s19_each_bomb_is_told(run: HostileRun, name: str) -> None:
    """It ends in one clear line with a next step, and in nothing published; the exit code says that some source failed."""
    outcome = run.outcomes[key_of(name)]
    assert run.code == 1
    assert outcome["line"]
    if name == "mined articles":  # the listing itself is good; its articles wait for a better day
        assert "12 could not be read" in outcome["line"]
    else:
        assert outcome["verdict"] not in ("ok", "unchanged")
        assert outcome["next_step"]
        assert outcome["next_try"]
    assert run.items(key_of(name)) == []
