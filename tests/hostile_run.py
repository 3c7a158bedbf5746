"""One ``feedsvc refresh`` as a process of its own over hostile and good sites, and what it cost: ``python -m tests.hostile_run``."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .hostile_sites import sites

# The most memory the process ever held, as the kernel tells it of the program after exec; rusage would count its parent's.
PROGRAM = """
import atexit, sys
from feedsvc.cli import main

def note():
    with open("/proc/self/status") as status, open(sys.argv.pop(), "w") as file:
        file.write(next(line.split()[1] for line in status if line.startswith("VmHWM")))

atexit.register(note)
main(sys.argv[1:-1])
"""


@dataclass(frozen=True)
class HostileRun:
    """``outcomes`` by source key, ``peak`` in bytes, ``seconds`` of wall and ``cpu``; ``folder`` holds what was published."""

    folder: Path
    code: int
    outcomes: Mapping[str, Mapping[str, Any]]
    peak: int
    seconds: float
    errors: str

    def items(self, key: str) -> list[Any]:
        path = self.folder / "feeds" / f"{key}.json"
        return list(json.loads(path.read_bytes())["items"]) if path.exists() else []


def refreshed(folder: Path, listings: Mapping[str, str]) -> HostileRun:
    """The outcome of one pass over these listings; a name's blanks become hyphens in its key."""
    tables = "".join(f'[[source]]\nkey = "{key_of(name)}"\nurl = "{url}"\nallow_private = true\n' for name, url in listings.items())
    site = '[site]\ntitle = "演练"\ncontact = "mailto:test@example.org"\nbase_url = "https://feeds.example.org/"\n[fetch]\npace = 0\n'
    (folder / "config.toml").write_text(site + tables, "utf-8")
    command = [sys.executable, "-c", PROGRAM, "refresh", "--json", "--config", str(folder / "config.toml"), str(folder / "peak")]
    began = time.monotonic()
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.monotonic() - began
    outcomes = {outcome["source"]: outcome for outcome in json.loads(result.stdout)["outcomes"]}
    return HostileRun(folder, result.returncode, outcomes, int((folder / "peak").read_text()) * 1024, seconds, result.stderr)


def key_of(name: str) -> str:
    return name.replace(" ", "-")


def main() -> None:
    with sites() as (good, hostile), tempfile.TemporaryDirectory() as folder:
        run = refreshed(Path(folder), {**hostile, **good})
        for key, outcome in run.outcomes.items():
            print(f"{key:22} {outcome['verdict']:9} {outcome['line'][:110]}")
        whole = sum(len(run.items(key_of(name))) == 12 for name in good)
        print(f"{len(hostile)} hostile and {len(good)} good sites: {run.seconds:.1f} s, {run.peak / 1e6:.0f} MB at most, {whole} good ones published whole")


if __name__ == "__main__":
    main()
