"""``python -m tests.fuzz --runs 1000000``: every target in a process of its own, its share of the runs, and what was found.

``--target NAME --file INPUT`` reads one input again.  What ends a search lies in build/fuzz/NAME.found/, and is printed as
the command that repeats it.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from .targets import TARGETS

FOLDER = Path("build/fuzz")
HANG = 30
"""Wall seconds after which a run counts as hanging; a run's CPU seconds are bounded by ``search.SLOW``."""


class Search(NamedTuple):
    """``runs`` that were made, ``seconds`` they took, ``covered`` branches, ``found`` the inputs that ended it."""

    target: str
    runs: int
    seconds: float
    covered: int
    found: list[Path]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000, help="over all targets")
    parser.add_argument("--target", choices=[*TARGETS, "all"], default="all")
    parser.add_argument("--file", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    if given.file:
        TARGETS[given.target].read(given.file.read_bytes())
        return 0
    names = list(TARGETS) if given.target == "all" else [given.target]
    shares = {name: given.runs * (TARGETS[name].share if len(names) > 1 else 100) // 100 for name in names}
    with ThreadPoolExecutor(given.jobs) as pool:
        searches = list(pool.map(lambda name: _told(search(name, shares[name])), names))
    for kind in dict.fromkeys(TARGETS[one.target].kind for one in searches):
        print(f"{kind:9} {sum(one.runs for one in searches if TARGETS[one.target].kind == kind):8} runs")
    wrong = sum(len(one.found) for one in searches)
    print(f"{sum(one.runs for one in searches)} runs, {wrong} inputs went wrong; {_computed():.0f} s of computing")
    return int(wrong > 0 or any(one.runs < shares[one.target] for one in searches))


def search(target: str, runs: int) -> Search:
    """One target's share of the runs, begun with its seeds and with what earlier searches kept."""
    from .seeds import seeds, words

    corpus, found = FOLDER / target, FOLDER / f"{target}.found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    dictionary = FOLDER / f"{target}.words"
    dictionary.write_text("".join(f'"{_quoted(word)}"\n' for word in words(target)), "ascii")
    before, start = set(found.iterdir()), time.monotonic()
    command = [
        sys.executable, "-m", "tests.fuzz.search", target, str(corpus), f"-dict={dictionary}", f"-artifact_prefix={found}/",
        f"-runs={runs}", f"-max_len={TARGETS[target].longest}", f"-timeout={HANG}", f"-report_slow_units={HANG}", "-rss_limit_mb=1500", "-print_final_stats=1",
    ]  # fmt: skip
    result = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    (FOLDER / f"{target}.log").write_text(result.stdout + result.stderr, "utf-8")
    covered = re.findall(r"cov: (\d+)", result.stderr)
    made = re.findall(r"number_of_executed_units: (\d+)", result.stderr) or re.findall(r"^#(\d+)", result.stderr, re.MULTILINE)
    new = sorted(set(found.iterdir()) - before)
    return Search(target, int(made[-1]) if made else 0, time.monotonic() - start, int(covered[-1]) if covered else 0, new)


def _computed() -> float:
    """CPU seconds of all searches that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _told(one: Search) -> Search:
    print(f"{one.target:9} {one.runs:8} runs in {one.seconds:6.0f} s, {one.covered} branches", flush=True)
    for path in one.found:
        print(f"    python -m tests.fuzz --target {one.target} --file {path}", flush=True)
    return one


def _quoted(word: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    sys.exit(main())
