"""Step 1: fetch the listing, unless it is unmodified; and whether there is anything to do after that."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .model import Entry, NotModified, Page, Source, Validators, Value
from .passes import Pass
from .record import SourceState
from .skew import is_fresh

if TYPE_CHECKING:
    from .matching import Match

FULL_READ = timedelta(hours=24)
WALK = timedelta(days=30)
DUE = 20
"""Articles looked at again in one pass, at most."""
WINDOW = 200


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Look(Value):
    """What the listing showed: ``matches`` are its rows with the entries they are, () when it was not modified;
    ``modified`` tells the two apart; ``state`` carries what was learned; ``older`` is the next page; ``front`` are
    the rows from the top on without a break (a stretch of the back catalogue is none of them); ``waiting`` are rows
    of earlier looks whose articles are still to be read; ``walked`` when every page has now been read in turn; ``page`` is
    the listing when it is still to be read, ``digest`` that of its bytes; ``due`` when articles are due for another look;
    ``emptied`` when the list stands there without any row; ``counted`` when nothing says that there is an ``older`` page."""

    state: SourceState
    matches: tuple[Match, ...] = ()
    older: str | None = None
    modified: bool = False
    notes: tuple[str, ...] = ()
    front: tuple[Match, ...] = ()
    waiting: tuple[Match, ...] = ()
    walked: bool = False
    page: Page | None = None
    digest: str = ""
    due: bool = False
    emptied: bool = False
    counted: bool = False

    @property
    def every(self) -> tuple[Match, ...]:
        """The rows shown, and those still waiting."""
        shown = {match.row.url for match in self.matches}
        return (*self.matches, *(replace(match, shown=False) for match in self.waiting if match.row.url not in shown))


async def look_at(turn: Pass) -> Look:
    """The listing as it came, or that it is unmodified.  Raises SourceError."""
    turn.tell(f"looking at {turn.source.url}")
    turn.whole = turn.state.whole
    turn.anew = turn.state.ways not in ("", ways(turn.source))
    turn.state = _as_configured(turn)
    asked = due(turn)
    page = await turn.fetch(turn.source.url, _validators(turn, asked))
    turn.state = replace(turn.state, moved=page.url if page.moved else "")
    if isinstance(page, NotModified):
        return Look(turn.state, due=bool(asked))
    digest = hashlib.sha256(page.body).hexdigest()
    if digest == turn.state.digest and not _whole_due(turn, asked):
        return Look(replace(turn.state, validators=page.validators, last_read=turn.now), due=bool(asked))
    return Look(turn.state, page=page, digest=digest)


def ways(source: Source) -> str:
    """A digest of what config.toml says of how the pages of a source are read, and of what they say in its name."""
    settings = (source.language, source.zone, source.encoding, source.content, source.hosts, source.rights, source.pins)
    return hashlib.sha256(repr(settings).encode()).hexdigest()[:12]


def _as_configured(turn: Pass) -> SourceState:
    """What was remembered; nothing is unmodified that has another address now or is to be read in another way.  The way through the
    pages of another address begins again."""
    state = replace(turn.state, validators=Validators(), digest="") if turn.anew else turn.state
    if state.asked in ("", turn.source.url):
        return state
    return replace(state, validators=Validators(), digest="", backfill=None, walked_to=None, stumbles=0, walked=None)


def is_quiet(turn: Pass, look: Look) -> bool:
    """True when the listing says nothing new, no page or article waits to be read, and none is due for another look."""
    waits = turn.state.waiting or (turn.state.backfill and turn.state.last_success)
    return look.page is None and not waits and not look.due and not seen_ahead(turn)


def due(turn: Pass) -> tuple[Entry, ...]:
    """The entries whose articles are due for another look."""
    return tuple(turn.parts.store.due(turn.source.key, turn.now, DUE))


def seen_ahead(turn: Pass) -> tuple[Entry, ...]:
    """After our clock went back by more than a day: what was first seen later than now, and has no true schedule.

    Until a pass ends well: one that fails plans nothing.
    """
    if turn.state.last_success is None or turn.state.last_success <= turn.now + timedelta(days=1):
        return ()
    from .entries import is_ahead

    return tuple(entry for entry in turn.parts.store.entries([turn.source.key], limit=WINDOW) if is_ahead(entry, turn.now))


def _whole_due(turn: Pass, asked: Sequence[Entry]) -> bool:
    """Whether the page is needed although it did not change: to begin a walk, to see what stands above the next pages of one, or to
    see once more what it lacks."""
    above = turn.state.backfill is not None and turn.state.walked_to is None
    return above or walk_due(turn.state, turn.now) or reach(turn, asked) is not None


def reach(turn: Pass, asked: Sequence[Entry]) -> datetime | None:
    """How far back the listing must be seen to tell that articles whose pages were gone are not among its rows, ``asked`` are due;
    or that those which left another section are.
    """
    key = turn.source.key
    missed = [entry.published.at for entry in asked if entry.missed and entry.listed.get(key) == ""]
    return min([*missed, *([turn.state.sought] if turn.state.sought else [])], default=None)


def walk_due(state: SourceState, now: datetime) -> bool:
    """Once in a while every page is read again: what moved while we read, or was missed, is found at the latest then."""
    return state.backfill is None and not is_fresh(state.walked, now, WALK)


def _validators(turn: Pass, asked: Sequence[Entry]) -> Validators:
    """None of them when a full read is due: a server may call everything unmodified for ever."""
    state = turn.state
    fresh = is_fresh(state.last_read, turn.now, FULL_READ)
    return Validators() if not fresh or _whole_due(turn, asked) else state.validators
