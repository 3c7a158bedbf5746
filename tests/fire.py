"""Reload under fire: files are replaced as fast as they can be while readers read; every answer must be whole and of one edition.

    python -m tests.fire [--reads 1000000]

The server, this writer and the readers are processes of their own.  Half of the readers ask one by one, half in batches.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from feedsvc.published import Document
from feedsvc.publishers.files import FilesPublisher

from .bench.serve.__main__ import running
from .http_client import Connection, Response, request
from .published_folder import MODIFIED

BATCH = 20
PATHS = ("/news.atom", "/news.rss")
LEAST_EDITIONS = 12
"""A reader goes on until it has seen so many, however fast it is."""


@dataclass
class Tally:
    """``torn``: the body is not what its tag says; ``mixed``: one tag with two dates, or a date that goes back; ``refused``: no 200."""

    reads: int = 0
    torn: int = 0
    mixed: int = 0
    refused: int = 0
    editions: int = 0
    dates: dict[str, str] = field(default_factory=dict)
    latest: dict[str, str] = field(default_factory=dict)

    def take(self, path: str, answer: Response) -> None:
        self.reads += 1
        if answer.status != 200:
            self.refused += 1
            return
        tag, date = answer.headers["etag"], answer.headers["last-modified"]
        self.torn += f'"{sha256(answer.body).hexdigest()[:32]}"' != tag or len(answer.body) != int(answer.headers["content-length"])
        moment = time.strftime("%Y%m%d%H%M%S", time.strptime(date, "%a, %d %b %Y %H:%M:%S GMT"))
        self.mixed += self.dates.setdefault(tag, date) != date or moment < self.latest.get(path, "")
        self.latest[path] = moment
        self.editions = len(self.dates)


def read(port: int, count: int, coding: str, batch: int) -> Tally:
    """So many answers over one connection, ``batch`` requests at a time."""
    tally = Tally()
    with Connection(port) as connection:
        while tally.reads < count or (tally.editions < LEAST_EDITIONS and tally.reads < 100 * count):
            asked = [PATHS[number % 2] for number in range(batch)]
            connection.send(b"".join(request(path, {"Accept-Encoding": coding}) for path in asked))
            for path in asked:
                tally.take(path, connection.read())
    return tally


def publish(root: Path, number: int) -> None:
    """Another edition, of another length, of both documents."""
    at = MODIFIED + timedelta(seconds=number)
    body = f"<feed>{number}</feed>".encode() * (100 + number % 300)
    documents = [Document("news.atom", "application/atom+xml", body, at), Document("news.rss", "application/rss+xml", body[::-1], at)]
    FilesPublisher(root).publish({"all": (str(number), documents)}, ())


def under_fire(reads: int) -> Tally:
    """The sum of four readers' tallies; ``editions`` is how many were published meanwhile."""
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # where waiting for a disk does not slow the writer
    with tempfile.TemporaryDirectory(dir=memory) as name:
        root, number = Path(name), 1
        publish(root, number)
        with running("feedsvc", sys.executable, root) as (url, _):
            port = url.split(":")[2].partition("/")[0]
            ways = [(coding, batch) for coding in ("identity", "gzip") for batch in (1, BATCH)]
            commands = [[sys.executable, "-m", "tests.fire", "--reader", port, str(reads // len(ways)), *map(str, way)] for way in ways]
            readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
            while any(reader.poll() is None for reader in readers):
                number += 1
                publish(root, number)
            told: list[Mapping[str, int]] = [json.loads(reader.communicate()[0]) for reader in readers]
    summed = {key: sum(each[key] for each in told) for key in ("reads", "torn", "mixed", "refused")}
    return Tally(**summed, editions=number)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reads", type=int, default=1_000_000)
    parser.add_argument("--reader", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.reader:
        port, count, coding, batch = given.reader
        tally = asdict(read(int(port), int(count), coding, int(batch)))
        print(json.dumps({key: tally[key] for key in ("reads", "torn", "mixed", "refused", "editions")}))
        return
    start = time.monotonic()
    tally = under_fire(given.reads)
    seconds = time.monotonic() - start
    print(f"{tally.reads:,} reads in {seconds:.0f} s while {tally.editions:,} editions were published:", end=" ")
    print(f"{tally.torn} torn, {tally.mixed} mixed, {tally.refused} refused")
    raise SystemExit(bool(tally.torn or tally.mixed or tally.refused))


if __name__ == "__main__":
    main()
