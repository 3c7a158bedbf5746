"""``python -m tests.fuzz.search TARGET …``: one search by coverage, in a process that ends with it; called by ``tests.fuzz``."""

from __future__ import annotations

import sys
import time

import atheris

SLOW = 1.0
"""CPU seconds one input may cost.  On a busy machine wall time says nothing."""

with atheris.instrument_imports(include=["feedsvc", "protego", "h11"]):
    import protego  # noqa: F401 - otherwise imported on first use, when nothing is instrumented any more

    from feedsvc.fetching import wire  # noqa: F401

    from .targets import TARGETS


class SlowError(Exception):
    """An input cost more than it may."""


def main() -> None:
    target = TARGETS[sys.argv[1]].read

    def timed(data: bytes) -> None:
        began = time.thread_time()
        target(data)
        if time.thread_time() - began > SLOW:
            raise SlowError(f"{time.thread_time() - began:.2f} s for {len(data)} bytes")

    atheris.Setup([sys.argv[0], *sys.argv[2:]], timed)
    atheris.Fuzz()


main()
