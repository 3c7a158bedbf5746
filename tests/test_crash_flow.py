"""Killed between commit and publish, or at any other moment of a pass: the next refresh heals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from feedsvc.practice import Publish
from tests.installation import START, Installation, installed

SCRIPT = """
    import asyncio, os, pickle, signal, sys
    from datetime import datetime
    from feedsvc import app as composition
    from feedsvc.refresh import refresh

    config, now = pickle.load(open(sys.argv[1], "rb"))

    async def half(app):
        await refresh(app.config.sources[0], app.parts)
        os.kill(os.getpid(), signal.SIGKILL)

    with composition.opened(config, clock=lambda: now) as app, app.store.lock():
        asyncio.run(half(app))
"""


def killed_after_commit(place: Installation) -> int:
    """Another process makes a pass, commits, and is killed before it publishes."""
    import pickle

    values = place.folder / "values"
    values.write_bytes(pickle.dumps((place.config, place.clock.now)))
    return subprocess.run([sys.executable, "-c", textwrap.dedent(SCRIPT), str(values)], check=False, cwd=os.getcwd()).returncode


def test_a_kill_between_commit_and_publish_heals(tmp_path: Path) -> None:
    """Committed but not published: the next refresh publishes it, once, under the id that was minted."""
    story = [Publish(START + timedelta(minutes=70), "news", "关于开展年度质量回访的通知")]
    with installed(tmp_path, ["news"], story) as place:
        for _ in range(3):
            place.refresh()
            place.clock.forward(minutes=5)
        before = place.items("news")
        place.clock.now = START + timedelta(minutes=75)
        assert killed_after_commit(place) == -signal.SIGKILL
        assert place.items("news") == before
        place.clock.forward(minutes=5)
        (outcome,) = place.refresh()
        assert outcome.new == 0
        after = place.items("news")
        assert [item["title"] for item in after].count("关于开展年度质量回访的通知") == 1
        assert {item["id"] for item in before} <= {item["id"] for item in after}
        assert len({item["id"] for item in after}) == len(after) == len(before) + 1


def test_a_kill_in_the_first_pass_loses_nothing(tmp_path: Path) -> None:
    """Killed before anything was ever published: the next refresh publishes what was committed."""
    with installed(tmp_path, ["news"]) as place:
        place.config = replace(place.config, sources=(replace(place.config.sources[0], pages=1),))
        assert killed_after_commit(place) == -signal.SIGKILL
        assert not (place.feeds / "news.json").exists()
        place.clock.forward(minutes=5)
        place.refresh()
        assert len(place.items("news")) == 21
