"""``make bench``: what a refresh costs, beside the plain script, both in this run and against the same practice site.

CPU is user + system time of the process that does the work; the practice site runs in a process of its own.  Script and
refresh take turns, so that a busy machine weighs on both alike, and the medians are compared.  Both find their modules
compiled, as an installation does, even where this shell tells Python to write no bytecode.  Both write beside this checkout, as
an installation does: in a folder for temporary files, where others have just deleted thousands, ext4 searches half a millisecond for a
free inode, which is no cost of either.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

SCRIPT, COLD, WARM, SHOT, FIRST, HELP = "plain script", "cold in-process", "warm in-process", "warm one-shot", "cold one-shot", "--help"
GOALS = {COLD: 6, WARM: 200, SHOT: 2}
"""How many times as much the script may cost, at least."""
WORDS = {
    SCRIPT: "a listing and 20 articles, one process",
    COLD: "the same in a resident process, read, stored and published",
    WARM: "nothing changed, in a resident process",
    SHOT: "nothing changed, a process of its own: python -m feedsvc refresh",
    FIRST: "the first refresh, a process of its own",
    HELP: "python -m feedsvc --help",
}
ROOM = Path("build")
ROUNDS = 5
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


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def configuration(home: str, sources: int, port: int = 8099) -> str:
    """A config.toml for ``sources`` sources of the practice site."""
    from feedsvc.practice import sections

    places = [place for place in sections(home) if sources > 1 or place[0] == SECTION]
    head = '[site]\ntitle = "Bench"\ncontact = "mailto:bench@example.org"\nbase_url = "http://127.0.0.1:8099/"\n[fetch]\npace = 0.0\n'
    tables = (
        f'[[source]]\nkey = "s{n}"\nurl = "{places[n % len(places)][1]}"\npages = 1\nallow_private = true\n' for n in range(sources)
    )
    return head + "".join(tables) + f"[serve]\nport = {port}\n"


def written(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "config.toml").write_text(text)
    return folder / "config.toml"


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
    from feedsvc import rounds

    assert isinstance(app, composition.App)
    source, faulty = app.config.sources[0], list[Exception]()
    start = time.process_time()
    await rounds.refresh_one(app, source, faulty.append)
    cold = time.process_time() - start
    warm, outcome = [], None
    for _ in range(50):
        start = time.process_time()
        outcome = await rounds.refresh_one(app, source, faulty.append)
        warm.append(time.process_time() - start)
    await app.parts.fetcher.aclose()
    assert outcome is not None and not faulty
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


def rounds(home: str, room: Path) -> dict[str, list[float]]:
    """CPU seconds of everything that is compared, in turns, and the requests of a warm refresh."""
    config = written(room / "shot", configuration(home, 1))
    listing = configuration(home, 1).split('url = "')[-1].split('"')[0]
    script = [sys.executable, "tests/bench/plain_script.py", listing, str(room / "plain.atom")]
    feedsvc = [sys.executable, "-m", "feedsvc"]
    once = [*feedsvc, "refresh", "--config", str(config)]
    found: dict[str, list[float]] = {name: [] for name in WORDS} | {FIRST: [cpu_of(once)]}
    for number in range(ROUNDS):
        fresh = written(room / str(number), configuration(home, 1))
        found[SCRIPT].append(cpu_of(script))
        found[SHOT] += [cpu_of(once), cpu_of(once)]
        found[HELP].append(cpu_of([*feedsvc, "--help"]))
        inside = subprocess.run([sys.executable, "-m", "tests.bench.refresh", "in-process", str(fresh)], check=True, capture_output=True)
        for name, key in ((COLD, "cold"), (WARM, "warm"), ("requests", "requests")):
            found.setdefault(name, []).append(json.loads(inside.stdout)[key])
    return found


def table(found: dict[str, list[float]]) -> Iterator[str]:
    script = median(found[SCRIPT])
    yield f"{'':18}{'CPU ms':>9}  {'of the script':>14}  {'goal':>6}"
    for name, words in WORDS.items():
        ours = median(found[name])
        goal = f"1/{GOALS[name]}" if name in GOALS else ""
        verdict = ("reached" if script / ours >= GOALS[name] else "NOT REACHED") if goal else ""
        yield f"{name:18}{ours * 1000:9.2f}  {'1/' + format(script / ours, '.1f'):>14}  {goal:>6}  {verdict:12} {words}"


def main() -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([sys.executable, "-m", "compileall", "-q", "feedsvc"], check=True)
    ROOM.mkdir(exist_ok=True)
    with practice_site() as home, tempfile.TemporaryDirectory(dir=ROOM.absolute(), prefix="bench-") as name:
        room = Path(name)
        found = rounds(home, room)
        print(*table(found), sep="\n")
        print(f"requests of a warm refresh: {max(found['requests']):.0f}; goal 1", flush=True)
        mebibytes, seconds = resident(written(room / "many", configuration(home, 100, free_port())))
        verdict = "reached" if mebibytes <= RESIDENT_GOAL else "NOT REACHED"
        print(f"run, 100 sources: {mebibytes:.1f} MiB resident, goal {RESIDENT_GOAL:.0f}: {verdict}; {seconds:.1f} s CPU for the first look")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["site"]:
            serve_site()
        case ["in-process", path]:
            in_process(path)
        case _:
            main()
