"""The other sections of a site: an article that left one may stand in another by now, under another address.

What is missed first is sought in all of them: at its next look each reads back as far as the article is old.  Until those that are
read well have done so, nothing is withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from .identity import address_key
from .matching import is_of_day, titled
from .model import Entry
from .passes import Pass
from .ports import Store
from .record import SourceState
from .urls import same_site

WELL = timedelta(days=2)
"""A section that was read not longer than this before our last look tells what it shows, or soon will."""
FEW = 3
"""So does one that failed fewer times in a row, however long nobody looked before."""


def well_read(turn: Pass) -> dict[str, SourceState]:
    """The other sections, of this site or another, that are read well.  A look long after now was noted by a wrong clock."""
    last = turn.state.last_run or turn.now
    since, until = last - WELL, max(last, turn.now) + WELL

    def is_well(state: SourceState) -> bool:
        tried = state.last_run if state.last_success and state.failures < FEW else None
        return any(look is not None and since <= look <= until for look in (state.last_success, tried))

    return {key: state for key, state in turn.parts.store.states().items() if key != turn.source.key and is_well(state)}


def shows_elsewhere(entry: Entry, others: Collection[str], store: Store) -> bool:
    """Whether one of the ``others`` shows the entry, and may do so under another address than its own."""
    if not any(entry.listed.get(key) for key in entry.sources if key in others):
        return False
    own = address_key(entry.url)
    return any(alias.startswith("u:") and alias != own for alias in store.aliases(entry.id))


def is_awaited(entry: Entry, others: Sequence[SourceState]) -> bool:
    """Whether one of the ``others`` is still to be read as far back as the entry, or shows a row that waits for its article and may
    be the entry's."""
    rows = [waiting.row for state in others for waiting in state.waiting]
    unread = any(state.sought is not None and state.sought <= entry.published.at for state in others)
    return unread or any(titled(row, entry) and is_of_day(row, entry) for row in rows)


def of_one_site(turn: Pass, states: Collection[SourceState]) -> list[SourceState]:
    """Those of the other sections' ``states`` that watch the same host."""
    home = urlsplit(turn.source.url).hostname or ""
    return [each for each in states if each.key != turn.source.key and same_site(urlsplit(each.asked).hostname or "", home)]


def sought(turn: Pass, oldest: datetime, others: Sequence[SourceState]) -> tuple[SourceState, ...]:
    """``others``, and all other sections of the site, which now look back to the time of the ``oldest`` article missed here."""
    states = {**turn.parts.store.states(), **{state.key: state for state in others}}
    back = {each.key: replace(each, sought=min(each.sought or oldest, oldest)) for each in of_one_site(turn, states.values())}
    return tuple({**{state.key: state for state in others}, **back}.values())
