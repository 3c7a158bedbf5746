"""A whole refresh that publishes, killed with -9 before every system call that changes something, a reader reading on all the time.

``FEEDSVC_CRASH_STEP=10`` kills at every tenth call only.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from feedsvc.practice import Edit, Life, Publish, Withdraw
from feedsvc.practice.life import Event
from feedsvc.publishers.files import FilesPublisher

from .crash_passes import exits, passing
from .installation import START, Installation, installed
from .test_crash import CALLS, traced

PARTS = 8
STEP = int(os.environ.get("FEEDSVC_CRASH_STEP", "1"))
FEEDS = ["news", "all"]
PAST = 420
"""Articles of all sections before the start; of them enough in ours that an archive is closed in the pass that is killed."""
NEW = 8
SOON = START + timedelta(minutes=70)
BREATH = 0.002
"""Seconds between two files the reader reads: hundreds in a second, and the pass gets on all the same."""


def story() -> list[Event]:
    """A withdrawal, one look of two before; then a correction and some new articles."""
    withdrawn, corrected, *_ = Life(START - timedelta(days=2), script=(), initial=PAST).live("news", START)
    return [
        Withdraw(START + timedelta(minutes=12), withdrawn.number),
        Edit(SOON, corrected.number, title=f"{corrected.title}（更正）"),
        *(Publish(SOON + timedelta(seconds=n), "news") for n in range(NEW)),
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A section read in full; then the site publishes, corrects and withdraws, and a pass is due."""
    with installed(tmp_path_factory.mktemp("sweep"), ["news"], story(), initial=PAST) as place:
        place.config = replace(place.config, window=10)
        for _ in range(4):
            place.refresh()
            place.clock.forward(minutes=5)
        place.clock.now = SOON + timedelta(minutes=5)
        yield place


def told(place: Installation) -> dict[str, dict[str, tuple[str, bool]]]:
    """Feed → address → (title, whether it is withdrawn), in its document and its archives; each article once in a document."""
    feeds: dict[str, dict[str, tuple[str, bool]]] = {}
    for key in FEEDS:
        feeds[key] = {}
        for items in documents(place, key):
            assert len({item["id"] for item in items}) == len({item["url"] for item in items}) == len(items), f"{key} tells something twice"
            feeds[key] |= {item["url"]: (item["title"], bool(item.get("_feedsvc", {}).get("withdrawn"))) for item in items}
    return feeds


def documents(place: Installation, key: str) -> list[list[dict[str, Any]]]:
    """The items of a feed's archives and of the feed itself."""
    archives = sorted(place.feeds.glob(f"archive/{key}/*.json"))
    return [*(json.loads(path.read_bytes())["items"] for path in archives), place.items(key)]


def ids(place: Installation) -> set[tuple[str, str]]:
    """(address, id) of every article ever told: no article may have two."""
    return {(item["url"], item["id"]) for key in FEEDS for items in documents(place, key) for item in items}


# --- the reader -----------------------------------------------------------------------------------


def whole(name: str, body: bytes) -> None:
    """Raises for a file that is torn, as a reader would."""
    if name.endswith(".gz"):
        name, body = name.removesuffix(".gz"), gzip.decompress(body)
    if name.endswith((".atom", ".rss", ".opml")):
        ElementTree.fromstring(body)
    elif name.endswith(".json"):
        json.loads(body)
    elif name.endswith(".html") and "fragment" not in name:
        assert body.rstrip().endswith(b"</html>")
    assert body


def read_on(root: Path, names: list[str], alive: Callable[[], bool]) -> int:
    """Read one file after the other as long as the pass lives; how many were read.  A file that stood there always stands there."""
    count = 0
    while alive():
        name = names[count % len(names)]
        whole(name, (root / name).read_bytes())
        count += 1
        time.sleep(BREATH)
    return count


# --- the sweep ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Right:
    """A pass that nobody disturbed: its system calls as (name, which one of that name), and what is told after it."""

    points: list[tuple[str, int]]
    truth: dict[str, dict[str, tuple[str, bool]]]
    before: set[tuple[str, str]]
    names: list[str]


@pytest.fixture(scope="module")
def right(place: Installation, tmp_path_factory: pytest.TempPathFactory) -> Right:
    done, log = place.copied(tmp_path_factory.mktemp("right") / "scene"), tmp_path_factory.mktemp("log") / "calls"
    with passing(done.config, done.clock.now, "-o", str(log), "-e", f"trace={CALLS}") as alive:
        read_on(done.feeds, standing(place), alive)
    assert exits[-1] == 0
    calls = re.findall(r"^(\w+)\(", log.read_text(), re.MULTILINE)
    assert list(done.feeds.glob("archive/news/*.json"))
    return Right([(name, calls[: at + 1].count(name)) for at, name in enumerate(calls)], told(done), ids(place), standing(place))


def standing(place: Installation) -> list[str]:
    files = FilesPublisher(place.feeds).manifest().files
    return sorted({*files, *(f"{name}.gz" for name, file in files.items() if file.codings)})


@traced
def test_there_are_three_hundred_places_to_kill_it(right: Right) -> None:
    """The pass publishes new articles, a correction, a withdrawal and an archive, with at least so many calls."""
    assert len(right.points) >= 300
    kinds = {(title[-4:] == "（更正）", gone) for title, gone in right.truth["all"].values()}
    assert kinds == {(False, False), (True, False), (False, True)}
    assert len(right.truth["all"]) == len(right.before) + NEW


@traced
@pytest.mark.parametrize("part", range(PARTS))
def test_killed_anywhere_in_a_refresh_that_publishes(place: Installation, right: Right, tmp_path: Path, part: int) -> None:
    """No reader ever sees a torn or missing file, and the next pass tells all, once, under the same ids."""
    points, killed, reads = right.points[part::PARTS][::STEP], 0, 0
    for name, number in points:
        scene = place.copied(tmp_path / "scene")
        with passing(scene.config, scene.clock.now, "-o", "/dev/null", "-e", f"inject={name}:signal=SIGKILL:when={number}") as alive:
            reads += read_on(scene.feeds, right.names, alive)
        killed += exits[-1] == -signal.SIGKILL  # ids are random: a pass may write a page of the database less than the first
        healed(scene, right, f"{name} {number}")
        shutil.rmtree(scene.folder)
    assert killed >= 0.9 * len(points)
    assert reads > killed


def healed(scene: Installation, right: Right, where: str) -> None:
    """The next pass: nothing lost, doubled or torn, no leftover, times that rise."""
    for name in right.names:
        whole(name, (scene.feeds / name).read_bytes())
    stood = scene.snapshot()
    scene.clock.forward(minutes=5)
    scene.refresh()
    now = told(scene)
    wrong = [(key, url, now[key].get(url), told) for key, feed in right.truth.items() for url, told in feed.items() if now[key].get(url) != told]
    assert (wrong, [len(feed) for feed in now.values()]) == ([], [len(feed) for feed in right.truth.values()]), where
    assert right.before <= ids(scene) and len(ids(scene)) == len(right.before) + NEW, where
    publisher = FilesPublisher(scene.feeds)
    assert publisher.verify() == (), where
    assert {str(path.relative_to(scene.feeds)) for path in scene.feeds.rglob("*") if path.is_file()} == {".manifest.json", *standing(scene)}, where
    for name, (modified, body) in scene.snapshot().items():
        if name in stood and stood[name][1] != body and name != ".manifest.json":
            assert modified > stood[name][0], (where, name)
