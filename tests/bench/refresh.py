"""``make bench``: what a refresh costs, beside the plain script, both in this run and against the same practice site.

CPU is user + system time of the process that does the work; the practice site runs in a process of its own.  Both find
their modules compiled, as an installation does, even where this shell tells Python to write no bytecode.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

GOALS = {"cold in-process": 1 / 6, "warm in-process": 1 / 200, "warm one-shot": 1 / 2}
RESIDENT_GOAL = 60.0
SECTION = "news"


def serve_site() -> None:
    """The practice site alone: prints its port, serves until killed."""
    from feedsvc.practice import Life, PracticeSite, practice_app
    from feedsvc.serve import create_server

    start = datetime.now(UTC) - timedelta(days=1)
    site = PracticeSite(Life(start, script=(), initial=600))
    server = create_server(practice_app(site, lambda: datetime.now(UTC)), "127.0.0.1", 0)
    print(server.port, flush=True)
    server.run()


@contextmanager
def practice_site() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.refresh", "site"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def configuration(home: str, sources: int) -> str:
    """A config.toml for ``sources`` sources of the practice site."""
    from feedsvc.practice import sections

    places = [place for place in sections(home) if sources > 1 or place[0] == SECTION]
    head = '[site]\ntitle = "Bench"\ncontact = "mailto:bench@example.org"\nbase_url = "http://127.0.0.1:8099/"\n[fetch]\npace = 0.0\n'
    tables = (
        f'[[source]]\nkey = "s{n}"\nurl = "{places[n % len(places)][1]}"\npages = 1\nallow_private = true\n' for n in range(sources)
    )
    return head + "".join(tables) + "[serve]\nport = 8099\n"


def cpu_of(command: list[str]) -> float:
    """CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_process(config_path: str) -> None:
    """Cold and warm passes of a resident process, as JSON.  The first cold pass, which imports, is not counted."""
    from feedsvc import app as composition
    from feedsvc.config import load

    config = load(Path(config_path))
    cold, warm, requests = [], [], 0
    for number in range(4):
        fresh = replace(config, store=f"sqlite:state{number}/feedsvc.db", publish=f"file:feeds{number}")
        with composition.opened(fresh) as app:
            cold_one, warm_ones, requests = asyncio.run(_passes(app))
        cold.append(cold_one)
        warm += warm_ones
    print(json.dumps({"cold": median(cold[1:]), "warm": median(warm[50:]), "requests": requests}))


async def _passes(app: object) -> tuple[float, list[float], int]:
    from feedsvc import app as composition

    assert isinstance(app, composition.App)
    source = app.config.sources[0]
    start = time.process_time()
    await composition.refresh_one(app, source)
    cold = time.process_time() - start
    warm, outcome = [], None
    for _ in range(50):
        start = time.process_time()
        outcome = await composition.refresh_one(app, source)
        warm.append(time.process_time() - start)
    await app.parts.fetcher.aclose()
    assert outcome is not None
    return cold, warm, outcome.requests


def resident(config_path: Path) -> tuple[float, float]:
    """MiB resident of ``run`` after its 100 sources were looked at, and CPU seconds used until then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "feedsvc", "run", "--config", str(config_path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    looked: set[str] = set()
    for line in process.stdout:
        if line.startswith(("+", "=")):
            looked.add(line.split(":")[0])
        if len(looked) == 100:
            break
    words = Path(f"/proc/{process.pid}/status").read_text().split("VmRSS:")[1].split()
    ticks = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    process.terminate()
    process.wait()
    return int(words[0]) / 1024, sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def report(name: str, ours: float, script: float) -> None:
    ratio, goal = ours / script, GOALS[name]
    verdict = "reached" if ratio <= goal else "NOT reached"
    print(f"{name:18} {ours * 1000:8.2f} ms   1/{1 / ratio:.1f} of the script   goal 1/{1 / goal:.0f}: {verdict}", flush=True)


def measured(runs: int, one: Callable[[], float]) -> float:
    return median(one() for _ in range(runs))


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([sys.executable, "-m", "compileall", "-q", "feedsvc"], check=True)
    with practice_site() as home, tempfile.TemporaryDirectory() as name:
        room = Path(name)
        config = room / "config.toml"
        config.write_text(configuration(home, 1))
        listing = configuration(home, 1).split('url = "')[-1].split('"')[0]
        script = measured(5, lambda: cpu_of([sys.executable, "tests/bench/plain_script.py", listing, str(room / "plain.atom")]))
        print(f"{'plain script':18} {script * 1000:8.2f} ms   (listing + 20 articles, one process)")
        found = subprocess.run([sys.executable, "-m", "tests.bench.refresh", "in-process", str(config)], check=True, capture_output=True)
        inside = json.loads(found.stdout)
        report("cold in-process", inside["cold"], script)
        report("warm in-process", inside["warm"], script)
        command = [sys.executable, "-m", "feedsvc", "refresh", "--config", str(config)]
        cold_shot = cpu_of(command)
        report("warm one-shot", measured(7, lambda: cpu_of(command)), script)
        print(f"{'cold one-shot':18} {cold_shot * 1000:8.2f} ms   1/{script / cold_shot:.1f} of the script")
        print(f"requests of a warm refresh: {inside['requests']}")
        (room / "many").mkdir()
        many = room / "many" / "config.toml"
        many.write_text(configuration(home, 100))
        mebibytes, seconds = resident(many)
        print(f"run, 100 sources   {mebibytes:.1f} MiB resident, {seconds:.1f} s CPU for the first look; goal {RESIDENT_GOAL:.0f} MiB")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["site"]:
            serve_site()
        case ["in-process", path]:
            in_process(path)
        case _:
            main()
