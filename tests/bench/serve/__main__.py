"""Compares static servers on one machine, one feed, in one run: ``python tests/bench/serve [--peers PYTHON] [--seconds 2]``.

Asks with wrk, over 1 and 64 connections, for the whole feed as gzip (200) and for the unchanged feed (304).  Rounds go
through all servers in turn, so that a busy machine hurts all alike; the best round of each counts.  ``PYTHON`` is an
interpreter that has starlette, uvicorn, uvloop, httptools, aiohttp and granian.  Needs wrk and nginx (Debian packages).
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from feedsvc.model import Document
from feedsvc.publishers.files import FilesPublisher

SERVERS = ("feedsvc", "nginx", "granian", "starlette", "aiohttp")
CASES = ((1, "304"), (64, "304"), (1, "200"), (64, "200"))


def feed() -> bytes:
    """An Atom feed of the usual size: sixty entries with a summary, about 28 kB."""
    rng = Random(1)
    words = "质量提升行动标准化试点培训交流评价结果公示通知企业现场"
    entries = (
        f"<entry><id>tag:example.org,2026:{number}</id><title>{''.join(rng.choices(words, k=18))}</title>"
        f"<summary>{''.join(rng.choices(words, k=90))}</summary></entry>"
        for number in range(60)
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'>{''.join(entries)}</feed>".encode()


@contextmanager
def running(name: str, python: str, folder: Path) -> Iterator[str]:
    """The server, listening; gives the feed's address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    script = Path(__file__).with_name("servers.py")
    interpreter = sys.executable if name in ("feedsvc", "nginx") else python
    process = subprocess.Popen([interpreter, str(script), name, str(port), str(folder)])
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}{'/static' if name == 'granian' else ''}/news.atom"
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("a server did not start; see above")


def ask(url: str, headers: Mapping[str, str]) -> tuple[int, Mapping[str, str], bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers))) as response:
            return response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as error:
        return error.code, {}, b""


def conditions(url: str, body: bytes) -> dict[str, dict[str, str] | None]:
    """The request fields for each case; None where the server does not give that answer."""
    packed = {"Accept-Encoding": "gzip"}
    status, headers, received = ask(url, packed)
    whole = status == 200 and (gzip.decompress(received) if received[:2] == b"\x1f\x8b" else received) == body
    unchanged = {**packed, "If-None-Match": {name.lower(): value for name, value in headers.items()}.get("etag", '"none"')}
    return {"200": packed if whole else None, "304": unchanged if ask(url, unchanged)[0] == 304 else None}


def measure(url: str, connections: int, headers: Mapping[str, str], seconds: int) -> float:
    """Requests per second."""
    fields = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *fields, url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    return float(found[1]) if found else 0.0


def compare(python: str, seconds: int, rounds: int) -> dict[str, dict[tuple[int, str], float]]:
    best: dict[str, dict[tuple[int, str], float]] = {name: {} for name in SERVERS}
    body = feed()
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        document = Document("news.atom", "application/atom+xml", body, datetime(2026, 1, 1, tzinfo=UTC))
        FilesPublisher(folder).publish({"all": ("1", [document])}, ())
        for _ in range(rounds):
            for name in SERVERS:
                with running(name, python, folder) as url:
                    asked = conditions(url, body)
                    for connections, status in CASES:
                        if (headers := asked[status]) is not None:
                            rate = measure(url, connections, headers, seconds)
                            best[name][connections, status] = max(rate, best[name].get((connections, status), 0.0))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="interpreter that has the other servers")
    parser.add_argument("--seconds", type=int, default=2, help="per measurement")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    for program in ("wrk", "nginx"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is missing: apt-get install {program}")
    best = compare(arguments.peers, arguments.seconds, arguments.rounds)
    print("| requests/s | " + " | ".join(f"{status}, {connections} conn." for connections, status in CASES) + " |")
    print("|---|" + "---|" * len(CASES))
    for name, rates in best.items():
        print(f"| {name} | " + " | ".join(f"{rates[case]:,.0f}" if case in rates else "–" for case in CASES) + " |")


if __name__ == "__main__":
    main()
