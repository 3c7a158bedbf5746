"""Many lives of one world: what a test says of the seeds it runs."""

from __future__ import annotations

from collections.abc import Iterable

from .history import Tale, live, shrunk


def all_well(world: str, seeds: Iterable[int], disk: bool = False) -> None:
    """Raises AssertionError with the shortest story of the first life that goes wrong, and how to replay it."""
    for seed in seeds:
        tale = Tale(world, seed, disk)
        wrong, trace = live(tale)
        if wrong:
            short, story, steps = shrunk(tale)
            told = "\n".join(story if short else trace)
            raise AssertionError(f"{told}\n=> {wrong} ({steps} steps)\n{tale} --shrink")
