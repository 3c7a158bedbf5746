"""``python -m tests.simulator SEED --world plain``: one life, told step by step; ``--shrink`` leaves out what it does not need."""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from .history import WORLDS, Tale, live, shrunk


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--world", choices=[*WORLDS, "all"], default="plain")
    parser.add_argument("--disk", action="store_true", help="with the real store instead of its twin in memory")
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--count", type=int, default=0, help="so many lives from the seed on, only what goes wrong")
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    if given.count:
        seeds = range(given.seed, given.seed + given.count)
        return survey([Tale(world, seed, given.disk) for world in worlds(given.world) for seed in seeds], given.jobs)
    tale = Tale(given.world, given.seed, given.disk)
    wrong, trace, *_ = shrunk(tale) if given.shrink else live(tale)
    print(*trace, f"=> {wrong or 'all is well'}", sep="\n")
    return bool(wrong)


def worlds(name: str) -> list[str]:
    return list(WORLDS) if name == "all" else [name]


def survey(tales: list[Tale], jobs: int) -> int:
    """Each life that goes wrong by the command that tells it; the exit code."""
    start, bad = time.monotonic(), 0
    with ProcessPoolExecutor(jobs) as pool:
        for tale, (wrong, _) in zip(tales, pool.map(live, tales, chunksize=5), strict=True):
            if wrong:
                bad += 1
                print(f"{tale}    # {wrong[:150]}", flush=True)
    print(f"{bad} of {len(tales)} lives went wrong; {time.monotonic() - start:.0f} s")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
