"""``health``: whether the work is being done, for a container's health check."""

from __future__ import annotations

from pathlib import Path


def check_health(path: Path) -> int:
    """Prints words; 1 when a source missed three intervals.  Raises ConfigError and StoreError."""
    from .. import app as composition
    from ..config import load
    from ..watch import overdue

    config = load(path)
    store = composition.open_store(config)
    try:
        states = store.states()
    finally:
        store.close()
    faults = overdue(config.sources, states, composition.now())
    print(*faults or ("healthy",), sep="\n")
    return int(bool(faults))

