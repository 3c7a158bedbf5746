"""A whole refresh on a disk that is full, read-only or failing, with too few open files, or over a damaged store.

``FEEDSVC_TROUBLE_STEP=4`` tries every size of the disk in steps of so many kilobytes, ``FEEDSVC_FLIPS=500`` so many flipped bits.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from feedsvc.errors import FeedsvcError, PublishError, StoreError
from feedsvc.publishers.files import FilesPublisher

from .crash_passes import exits, passed, passing, told
from .installation import Installation, installed
from .test_crash import small_disk, traced
from .test_crash_refresh import whole

STEP = int(os.environ.get("FEEDSVC_TROUBLE_STEP", "40"))
FLIPS = int(os.environ.get("FEEDSVC_FLIPS", "40"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A section, its newest page read."""
    with installed(tmp_path_factory.mktemp("trouble"), ["news"]) as place:
        place.config = replace(place.config, sources=(replace(place.config.sources[0], pages=1),))
        place.refresh()
        yield place


def moved(place: Installation, folder: Path) -> Installation:
    """A first start in this folder."""
    return replace(place, folder=folder, config=replace(place.config, path=folder / "config.toml"), clock=replace(place.clock))


def articles(place: Installation) -> dict[str, str]:
    return {item["url"]: item["title"] for item in place.items("news")}


def all_whole(place: Installation) -> None:
    """Every file that can be served is whole, whether it was published now or before."""
    for path in place.feeds.rglob("[!.]*"):
        if path.is_file():
            whole(path.name, path.read_bytes())


def told_in_words(place: Installation) -> FeedsvcError | None:
    """A refresh; what ended it."""
    try:
        place.refresh()
    except FeedsvcError as error:
        assert error.message and error.next_step
        return error
    return None


@pytest.mark.parametrize("kilobytes", range(64, 1025, STEP))
def test_a_disk_that_fills_up_anywhere_in_a_refresh(place: Installation, kilobytes: int) -> None:
    """Store and feeds on a disk of this size: it is told that it is full, no file is torn, and with space the next refresh does it all."""
    with small_disk(f"{kilobytes}k") as folder:
        scene = moved(place, folder)
        error = told_in_words(scene)
        assert error is None or "full" in error.message, error
        all_whole(scene)
        subprocess.run(["mount", "-o", "remount,size=16m", str(folder)], check=True)
        assert told_in_words(scene) is None
        assert articles(scene) == articles(place)
        assert FilesPublisher(scene.feeds).verify() == ()


def test_a_disk_that_turned_read_only(place: Installation) -> None:
    """It is told; what is published stays; written again once that is possible."""
    with small_disk("16m") as folder:
        scene = moved(place, folder)
        scene.refresh()
        before = scene.snapshot()
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        error = told_in_words(scene)
        assert isinstance(error, StoreError) and "read-only" in f"{error.message}", error
        assert scene.snapshot() == before
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
        assert told_in_words(scene) is None


@traced
@pytest.mark.parametrize("call", ["fsync", "rename", "utimensat"])
@pytest.mark.parametrize("when", [1, 7, 20])
def test_a_disk_that_reports_an_error_while_publishing(place: Installation, tmp_path: Path, call: str, when: int) -> None:
    """Exit code 3 or 4 and the words of it; no file is torn; the next refresh publishes all."""
    scene = moved(place, tmp_path / "scene")
    scene.folder.mkdir()
    with passing(scene.config, scene.clock.now, "-o", "/dev/null", "-e", f"inject={call}:error=EIO:when={when}"):
        pass
    assert exits[-1] in (3, 4) and "the disk reports an error" in told[-1], told[-1]
    all_whole(scene)
    scene.refresh()
    assert articles(scene) == articles(place)


@pytest.mark.parametrize("files", range(6, 30, 2))
def test_too_few_open_files(place: Installation, tmp_path: Path, files: int) -> None:
    """Whatever could not be opened is told in words, with a telling exit code; no file is torn, and the next refresh does it all."""
    scene = moved(place, tmp_path / "scene")
    code, words = passed(scene.config, scene.clock.now, files)
    assert code in (0, 1, 3, 4), (code, words)
    assert code == 0 or "open files" in words or "cannot be opened" in words or "could not be" in words, words
    all_whole(scene)
    scene.refresh()
    assert articles(scene) == articles(place)


def flipped(path: Path, dice: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(content)


@pytest.mark.parametrize("part", range(4))
def test_a_flipped_bit_in_the_store_never_makes_a_wrong_feed(place: Installation, tmp_path: Path, part: int) -> None:
    """A refresh over it publishes what is true, or ends in words and leaves every file as it was."""
    for seed in range(part, FLIPS, 4):
        scene = place.copied(tmp_path / str(seed))
        flipped(scene.folder / "state" / "feedsvc.db", random.Random(seed))
        error = told_in_words(scene)
        assert error is None or isinstance(error, StoreError | PublishError), (seed, error)
        assert scene.items("news") == place.items("news"), seed
        if error is not None:
            assert scene.snapshot() == place.snapshot(), seed
