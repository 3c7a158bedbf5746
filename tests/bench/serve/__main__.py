"""Compares static servers on one machine, one feed, in one run: ``make bench-serve``.

Asks with wrk, over 1 and 64 connections, for the whole feed as gzip (200) and for the unchanged feed (304), with the same request
again and again, as a feed reader does, and with requests of which no two are alike ("differing"), for which our server has no
answer ready.  Rounds go through all servers in turn, so that a busy machine hurts all alike; the best round of each counts.
``--peers`` is an interpreter that has starlette, uvicorn, uvloop, httptools, aiohttp, granian, whitenoise and servestatic.
Two tables: requests answered in a second, which other work on the machine spoils, and requests answered in a second of computing
time of the server and its children, which it hardly does.  Needs wrk and nginx (Debian packages).
"""

from __future__ import annotations

import argparse
import gzip
import os
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
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from feedsvc.published import Document
from feedsvc.publishers.files import FilesPublisher

SERVERS = ("feedsvc", "feedsvc-plain", "nginx", "granian", "starlette", "aiohttp", "whitenoise", "servestatic")
OURS = SERVERS[:2]
PYTHON_PEERS = SERVERS[3:]
Rates = tuple[float, float]
"""Requests in a second, and in a second of computing."""
Case = tuple[int, str, bool]
"""Connections, status, whether no two requests are alike."""
CASES: tuple[Case, ...] = tuple((count, status, differing) for differing in (False, True) for status in ("304", "200") for count in (1, 64))
GOALS = {"304": 2.0, "200": 1.2}
"""How many times as many requests as any Python server beside it ours shall answer."""
DIFFERING = """
local count = 0
request = function()
  count = count + 1
  wrk.headers["X-Count"] = count
  return wrk.format()
end
"""


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
def running(name: str, python: str, folder: Path) -> Iterator[tuple[str, int]]:
    """The server, listening; gives the feed's address and the process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    script = Path(__file__).with_name("servers.py")
    interpreter = python if name in PYTHON_PEERS else sys.executable
    process = subprocess.Popen([interpreter, str(script), name, str(port), str(folder)])
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}{'/static' if name == 'granian' else ''}/news.atom", process.pid
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


def computed(process: int) -> float:
    """Seconds of computing time of a process and its children so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") + sum(computed(int(child)) for child in children)


def tasks(process: int) -> Iterator[int]:
    """The threads of a process and of its children."""
    for task in Path(f"/proc/{process}/task").iterdir():
        yield int(task.name)
        with suppress(OSError):  # it has ended meanwhile
            for child in (task / "children").read_text().split():
                yield from tasks(int(child))


def place(process: int, connections: int) -> None:
    """One connection: client and server take turns, on one processor, since to wake another costs a virtual machine more than any
    answer, and chance would decide who pays it.  More: both work at once, wherever there is room."""
    available = os.sched_getaffinity(0)
    for task in tasks(process):
        with suppress(ProcessLookupError):
            os.sched_setaffinity(task, {min(available)} if connections == 1 else available)


def measure(process: int, url: str, case: Case, headers: Mapping[str, str], seconds: int, script: Path) -> Rates:
    """Requests per second, and per second of the server's computing time."""
    fields = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    scripted = ["-s", str(script)] if case[2] else []
    place(process, case[0])
    pinned = ["taskset", "-c", str(min(os.sched_getaffinity(0)))] if case[0] == 1 else []
    before = computed(process)
    command = [*pinned, "wrk", "-t1", f"-c{case[0]}", f"-d{seconds}s", *scripted, *fields, url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = computed(process) - before
    rate, count = re.search(r"Requests/sec:\s+([\d.]+)", output), re.search(r"(\d+) requests in", output)
    return float(rate[1]) if rate else 0.0, int(count[1]) / spent if count and spent else 0.0


def compare(python: str, seconds: int, rounds: int) -> dict[str, dict[Case, Rates]]:
    best: dict[str, dict[Case, Rates]] = {name: {} for name in SERVERS}
    body = feed()
    with tempfile.TemporaryDirectory() as room:
        folder, script = Path(room) / "feeds", Path(room) / "differing.lua"
        folder.mkdir()
        script.write_text(DIFFERING)
        document = Document("news.atom", "application/atom+xml", body, datetime(2026, 1, 1, tzinfo=UTC))
        FilesPublisher(folder).publish({"all": ("1", [document])}, ())
        for _ in range(rounds):
            for name in SERVERS:
                with running(name, python, folder) as (url, process):
                    asked = conditions(url, body)
                    for case in CASES:
                        if (headers := asked[case[1]]) is not None:
                            rates = measure(process, url, case, headers, seconds, script)
                            known = best[name].get(case, (0.0, 0.0))
                            best[name][case] = max(rates[0], known[0]), max(rates[1], known[1])
    return best


def verdicts(best: Mapping[str, Mapping[Case, Rates]]) -> Iterator[str]:
    """Ours over the thriftiest Python server beside it, for each case, and over nginx, by computing time."""
    for ours in OURS:
        for case in CASES:
            fastest = max((rates[case][1], name) for name in PYTHON_PEERS if case in (rates := best[name]))
            ratio, goal = best[ours][case][1] / fastest[0], GOALS[case[1]]
            words = f"{ratio:.1f} times {fastest[1]} (goal {goal}), {best[ours][case][1] / best['nginx'][case][1]:.2f} of nginx"
            yield f"{'reached' if ratio >= goal else 'MISSED '}  {ours}, {titled(case)}: {words}"


def titled(case: Case) -> str:
    return f"{case[1]}, {case[0]} conn.{', differing' if case[2] else ''}"


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
    for number, unit in enumerate(("requests/s", "requests/s of computing")):
        print(f"| {unit} | " + " | ".join(map(titled, CASES)) + " |")
        print("|---|" + "---|" * len(CASES))
        for name, rates in best.items():
            print(f"| {name} | " + " | ".join(f"{rates[case][number]:,.0f}" if case in rates else "–" for case in CASES) + " |")
        print()
    print(*verdicts(best), sep="\n")


if __name__ == "__main__":
    main()
