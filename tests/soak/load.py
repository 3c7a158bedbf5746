"""Clients that ask for everything published, without pause, half of the time conditionally; each answer is looked at."""

from __future__ import annotations

import json
import threading
from collections import Counter
from random import Random

from tests.http_client import Connection

NAMES = "index.html all.atom all.rss all.json news.atom news.rss news.json news.html brands.atom lean.json status.json feeds.opml embed.js none.html".split()


class Load:
    """``with Load(port, 2) as load``: ``answers`` counts by status, ``wrong`` tells what was not as it must be."""

    def __init__(self, port: int, clients: int) -> None:
        self.answers, self.wrong = Counter[int](), list[str]()
        self._port, self._stop = port, threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(clients)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, seed: int) -> None:
        rng, tags = Random(seed), dict[str, str]()
        while not self._stop.is_set():
            try:
                with Connection(self._port) as connection:
                    for _ in range(rng.randrange(1, 40)):
                        self._one(connection, rng, tags)
            except OSError as error:
                self.wrong.append(f"{type(error).__name__}: {error}")

    def _one(self, connection: Connection, rng: Random, tags: dict[str, str]) -> None:
        name = rng.choice(NAMES)
        condition = {"If-None-Match": tags[name]} if name in tags and rng.random() < 0.5 else {}
        answer = connection.get(f"/{name}", condition)
        self.answers[answer.status] += 1
        if answer.status not in (200, 304, 404):
            self.wrong.append(f"{name}: {answer.status}")
        if answer.status == 200:
            tags[name] = answer.headers["etag"]
            if name.endswith(".json"):
                json.loads(answer.body)
        self._stop.wait(0.002)
