"""``health``: whether the work is being done, for a container's health check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from ..model import Source, SourceState

MISSED = 3
GRACE = timedelta(seconds=60)
"""What one pass may take beyond its time before it counts as missed."""


def check_health(path: Path) -> int:
    """Prints words; 1 when a source missed three intervals.  Raises ConfigError and StoreError."""
    from .. import app as composition
    from ..config import load

    config = load(path)
    store = composition.open_store(config)
    try:
        states = store.states()
    finally:
        store.close()
    faults = overdue(config.sources, states, composition.now())
    print(*faults or ("healthy",), sep="\n")
    return int(bool(faults))


def overdue(sources: Sequence[Source], states: Mapping[str, SourceState], now: datetime) -> list[str]:
    """One sentence for each source not looked at for three intervals; one that was told to wait longer may wait."""
    return [
        f"{source.key}: last look {state.last_run.isoformat()}, more than {MISSED} intervals of {source.interval} s ago"
        for source in sources
        if (state := states.get(source.key)) is not None and state.last_run is not None and now > _limit(source, state, state.last_run)
    ]


def _limit(source: Source, state: SourceState, last_run: datetime) -> datetime:
    limit = last_run + MISSED * timedelta(seconds=source.interval)
    return max(limit, state.next_due or limit) + GRACE
