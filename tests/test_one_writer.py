"""One writer at a time, however many start at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from feedsvc import app as composition

from .installation import installed

HERE = Path(__file__).parent.parent
CONFIG = """
[site]
title = "演练协会"
contact = "mailto:test@example.org"
[[source]]
key = "news"
url = "{url}"
allow_private = true
"""


def test_a_hundred_times_fifty_starts(tmp_path: Path) -> None:
    """Each time exactly one gets the lock; the forty-nine others name it and would leave with 75."""
    command = [sys.executable, "-S", "-E", "-m", "tests.one_writer", str(tmp_path / "lock"), "100", "50"]
    rounds = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True).stdout.splitlines()
    assert Counter(rounds) == {"1 49": 100}


def test_a_second_command_leaves_with_75_and_says_who_is_at_work(tmp_path: Path) -> None:
    """Five real commands while this process has the lock: none asks the site for anything or writes a file."""
    with installed(tmp_path) as place:
        path = tmp_path / "config.toml"
        path.write_text(CONFIG.format(url=place.config.sources[0].url))
        with composition.opened(place.config) as app, app.store.lock():
            before = place.snapshot()
            starts = [
                subprocess.Popen([sys.executable, "-m", "feedsvc", "refresh", "-c", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                for _ in range(5)
            ]
            said = [start.communicate() for start in starts]
        assert [start.returncode for start in starts] == [75] * 5
        assert all(f"process {os.getpid()} on" in fault for _, fault in said)
        assert place.snapshot() == before
