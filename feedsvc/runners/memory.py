"""What a pass took goes back to the system when the pass is over: a process that mostly waits should be small meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Takes away what is no longer used and returns the pages that held it; some milliseconds.

    What was there at the first call, the program's modules above all, stays and is not looked through again.
    """
    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    """glibc keeps what was freed unless it lies at the heap's very end (malloc_trim(3)); other C libraries are left alone."""
    import ctypes

    return getattr(ctypes.CDLL(None), "malloc_trim", lambda _: None)
