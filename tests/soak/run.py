"""Site, program, load and readers together for so many passes, and what came of it."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from feedsvc.practice import Life, PracticeSite, practice_app, sections
from tests.http_client import serving
from tests.installation import START, Clock

from .faulty import Faulty
from .load import Load
from .readers import Readers, everything

KEYS = ("news", "brands", "lean")
STEP = timedelta(minutes=30)
SETTLE = 60
"""Passes without faults at the end: until then what was missed must be made good."""


@dataclass
class Soak:
    """``memory`` (bytes) and ``files`` after each pass; ``lost``, ``doubled`` and ``wrong`` in words."""

    passes: int = 0
    seconds: float = 0.0
    memory: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    articles: int = 0
    polls: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Of memory, from after the warm-up (the second tenth of the passes) to the last tenth, as a share."""
        tenth = max(1, len(self.memory) // 10)
        return median(self.memory[-tenth:]) / median(self.memory[tenth : 2 * tenth] or self.memory) - 1

    @property
    def more_files(self) -> int:
        tenth = max(1, len(self.files) // 10)
        return max(self.files[-tenth:]) - max(self.files[tenth : 2 * tenth] or self.files)


class Program:
    """The worker, asked for a pass at a time of our choice."""

    def __init__(self, config: Path, at: datetime) -> None:
        command = [sys.executable, "-m", "tests.soak.worker", str(config)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._say(at)
        assert self._line() == "ready"

    def pass_at(self, at: datetime) -> dict[str, Any]:
        self._say(at)
        return dict(json.loads(self._line()))

    def end(self) -> int:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        code = self._process.wait(30)
        self._process.stdout.close()
        return code

    def _say(self, at: datetime) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(at.isoformat() + "\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def started(folder: Path, home: str, at: datetime) -> Iterator[tuple[Program, int]]:
    """The program with its server up on a free port, which is given."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    tables = "".join(
        f'[[source]]\nkey = "{key}"\nurl = "{url}"\ntitle = "{title}"\nallow_private = true\n' for key, url, title in sections(home) if key in KEYS
    )
    site = f'[site]\ntitle = "演练"\ncontact = "mailto:a@b.example"\nauthority = "b.example"\nbase_url = "http://127.0.0.1:{port}/"\n'
    (folder / "config.toml").write_text(f'{site}[serve]\nport = {port}\n[fetch]\npace = 0\n{tables}', "utf-8")
    program = Program(folder / "config.toml", at)
    try:
        yield program, port
    finally:
        program.end()


def soaked(folder: Path, passes: int, clients: int = 2, share: float = 0.08, seed: int = 1, settle: int = SETTLE) -> Soak:
    """What so many passes over a faulty site came to."""
    soak, clock, began = Soak(), Clock(), time.monotonic()
    logging.getLogger("uvicorn.error").addFilter(lambda record: False)  # the site's server tells of answers cut on purpose
    site = PracticeSite(Life(START - timedelta(days=2), seed=seed, interval=timedelta(hours=2), initial=120))
    faulty = Faulty(practice_app(site, clock), share, seed)
    with serving(faulty) as port, started(folder, f"http://127.0.0.1:{port}", clock.now) as (program, ours), Load(ours, clients) as load:
        readers: Readers | None = None
        for number in range(passes + settle):
            clock.now += STEP
            faulty.share = share if number < passes else 0.0
            _note(soak, program.pass_at(clock.now))
            if readers is None and number == 30:
                readers = Readers(ours, "news", clock.now)
            elif readers is not None and number % 10 == 0:
                readers.poll()
        soak.faults, soak.answers, soak.wrong = faulty.done, load.answers, [*soak.wrong, *load.wrong]
        _judge(soak, site, clock.now, f"http://127.0.0.1:{port}", ours)
        if readers is not None:
            _judge_readers(soak, readers, ours)
    soak.passes, soak.seconds = passes, time.monotonic() - began
    return soak


def _note(soak: Soak, told: dict[str, Any]) -> None:
    soak.memory.append(told["memory"])
    soak.files.append(told["files"])
    soak.outcomes.update(told["outcomes"].values())
    soak.wrong += told["faults"]


def _judge(soak: Soak, site: PracticeSite, now: datetime, home: str, port: int) -> None:
    """Every article the site shows is in its feed or its archives, once, under one id; nothing else is."""
    for key in KEYS:
        truth = {item.url: item for item in site.truth(now, home) if item.section == key}
        places: dict[str, set[str]] = {}
        for item in everything(port, key):
            places.setdefault(item["url"], set()).add(item["id"])
        live = {url for url, item in truth.items() if not item.withdrawn}
        soak.articles += len(live)
        soak.lost += [f"{key}: {truth[url].title}" for url in sorted(live - places.keys())]
        soak.doubled += [f"{key}: {url} has {sorted(ids)}" for url, ids in sorted(places.items()) if len(ids) > 1]
        soak.wrong += [f"{key}: {url} never was" for url in sorted(places.keys() - truth.keys())]


def _judge_readers(soak: Soak, readers: Readers, port: int) -> None:
    """Who polled since his first day has every article published since then, once."""
    readers.poll()
    soak.polls = readers.polls
    stands = {item["id"] for item in everything(port, "news") if datetime.fromisoformat(item["date_published"]) > readers.since}
    for name, seen in readers.seen.items():
        addresses = Counter(address for places in seen.values() for address in places)
        soak.doubled += [f"{name} had {address} {count} times" for address, count in addresses.items() if count > 1]
        soak.lost += [f"{name} never had {one}" for one in sorted(stands - seen.keys())]
    readers.close()
