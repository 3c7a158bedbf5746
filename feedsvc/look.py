"""Steps 1 to 4: fetch the listing, read it, pass it through the gate, page back until a known entry is met."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from .admission import Reading, admitted, matched
from .decide import covered_since
from .errors import SourceError
from .familiar import dated_share, falling_share, ledger, title_length
from .gate import HISTORY, is_other
from .matching import Match
from .model import Listing, NotModified, Page, Row, Validators, Value
from .passes import Pass, is_cut
from .record import SourceState

PAGE_LIMIT = 30
BACKFILL_PAGES = 2
FULL_READ = timedelta(hours=24)
WALK = timedelta(days=30)
REACH_LIMIT = 5
STUMBLES = 5
DUE = 20
TAIL = 3
WINDOW = 200
N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Look(Value):
    """What the listing showed: ``matches`` are its rows with the entries they are, () when it was not modified;
    ``modified`` tells the two apart; ``state`` carries what was learned; ``older`` is the next page; ``front`` are
    the rows from the top on without a break (a stretch of the back catalogue is none of them); ``waiting`` are rows
    of earlier looks whose articles are still to be read; ``walked`` when every page has now been read in turn."""

    state: SourceState
    matches: tuple[Match, ...] = ()
    older: str | None = None
    modified: bool = False
    notes: tuple[str, ...] = ()
    front: tuple[Match, ...] = ()
    waiting: tuple[Match, ...] = ()
    walked: bool = False

    @property
    def every(self) -> tuple[Match, ...]:
        """The rows shown, and those still waiting."""
        shown = {match.row.url for match in self.matches}
        return (*self.matches, *(replace(match, shown=False) for match in self.waiting if match.row.url not in shown))


async def look_at(turn: Pass) -> Look:
    """Steps 1 to 4.  Raises SourceError and DoubtError."""
    turn.tell(f"looking at {turn.source.url}")
    turn.whole = turn.state.whole
    look = await _top(turn)
    waiting = matched((waiting.row for waiting in turn.state.waiting), turn.parts.store)
    return replace(await _back_catalogue(turn, look), waiting=waiting) if turn.state.last_success else look


async def _top(turn: Pass) -> Look:
    """The listing's first page, and older ones as far as something new may stand there."""
    page = await turn.fetch(turn.source.url, _validators(turn))
    turn.state = replace(turn.state, moved=page.url if page.moved else "")
    if isinstance(page, NotModified):
        return Look(turn.state)
    digest = hashlib.sha256(page.body).hexdigest()
    if digest == turn.state.digest and not _whole_due(turn):
        return Look(replace(turn.state, validators=page.validators, last_read=turn.now))
    look = await _believed(turn, page, digest)
    older = look.older
    if turn.state.last_success is None:
        return _walk(turn, look, older)
    look = await _back_to_known(turn, look)
    return _walk(turn, look, older) if _walk_due(look.state, turn.now) else look


def _whole_due(turn: Pass) -> bool:
    """Whether the page is needed although it did not change: to begin a walk, or to see once more what it lacks."""
    return _walk_due(turn.state, turn.now) or _reach(turn) is not None


def _reach(turn: Pass) -> datetime | None:
    """How far back the listing must be seen to tell that articles whose pages were gone are not among its rows."""
    key = turn.source.key
    missed = [entry.published.at for entry in turn.parts.store.due(key, turn.now, DUE) if entry.missed and entry.listed.get(key) == ""]
    return min(missed, default=None)


def _walk_due(state: SourceState, now: datetime) -> bool:
    """Once in a while every page is read again: what moved while we read, or was missed, is found at the latest then."""
    if state.backfill is not None:
        return False
    return state.walked is None or not timedelta() <= now - state.walked < WALK


def _walk(turn: Pass, look: Look, older: str | None) -> Look:
    """The look that begins a walk through all pages, the first of which it has read."""
    begun = replace(
        look.state, walk=look.state.walk + 1, backfill=_within(turn, 1, older), pages_read=1, stumbles=0,
        walk_rows=look.state.row_counts[-1] if look.state.row_counts else 0,
    )  # fmt: skip
    return _ended(turn, replace(look, state=begun)) if begun.backfill is None else replace(look, state=begun)


def _ended(turn: Pass, look: Look) -> Look:
    """The look that ends a walk well: there is no gap any more, and what it did not meet has left the listing.

    A walk that met far fewer rows than the one before may have met a page that was cut; another one must agree.
    """
    state = look.state
    believed = state.walk_rows >= state.walk_size - max(2, state.walk_size // 10)
    whole = turn.source.pages is None and state.walk > 1 and believed
    ended = replace(state, walked=turn.now if believed else None, walk_size=state.walk_rows, gap=None, stumbles=0, backfill=None)
    return replace(look, state=ended, walked=whole)


def _validators(turn: Pass) -> Validators:
    """None of them when a full read is due: a server may call everything unmodified for ever."""
    state = turn.state
    stale = state.last_read is None or not timedelta() <= turn.now - state.last_read < FULL_READ
    return Validators() if stale or _whole_due(turn) else state.validators


async def _believed(turn: Pass, page: Page, digest: str) -> Look:
    """The listing as the gate accepts it, with what is to be remembered of it."""
    known = ledger(turn.parts.store.entries([turn.source.key], limit=WINDOW), turn.source.key)
    reading = await admitted(turn, page, known)
    return Look(_learned(turn, reading, page, digest), reading.matches, reading.listing.next, True, reading.notes, reading.matches)


def _learned(turn: Pass, reading: Reading, page: Page, digest: str) -> SourceState:
    state, listing, rows = turn.state, reading.listing, reading.listing.rows
    return replace(
        state, recipe=listing.recipe or state.recipe, title=state.title or listing.title, validators=page.validators, digest=digest,
        last_read=turn.now, held="", row_counts=_and(state.row_counts, len(rows)), dated_shares=_and(state.dated_shares, dated_share(rows)),
        title_lengths=_and(state.title_lengths, title_length(rows)), orders=_and(state.orders, falling_share(rows)),
        overlaps=_and(state.overlaps, reading.overlap.share), whole=turn.whole,
    )  # fmt: skip


def _and(history: tuple[N, ...], value: N) -> tuple[N, ...]:
    return (history + (value,))[-HISTORY:]


# --- older pages --------------------------------------------------------------------------------


async def _back_to_known(turn: Pass, look: Look) -> Look:
    """Read older pages until one ends with known entries; a limit or a page that fails is a recorded gap."""
    seen, tail, reach = {turn.source.url}, look.matches, _reach(turn)
    for read in range(PAGE_LIMIT):
        joined = _joins(tail)
        if look.older is None or look.older in seen or (joined and (read >= REACH_LIMIT or _covers(tail, reach))):
            return look
        seen.add(look.older)
        place = look.older
        listing = await _older_page(turn, look, place)
        if listing is None:
            words = f"{place} could not be read, where more that is new may stand; it is tried again"
            return look if joined else _gap(look, words, place)
        look, tail = _with(turn, look, listing), matched(listing.rows, turn.parts.store)
        look = replace(look, front=look.matches)
    return _gap(look, f"more was new than {PAGE_LIMIT} pages hold; the rest, from {look.older} on, is read in the next passes", look.older)


def _joins(tail: tuple[Match, ...]) -> bool:
    """Whether a page's last rows are known: a pinned old row at its top says nothing of those below."""
    return bool(tail) and all(match.entry for match in tail[-TAIL:])


def _covers(tail: tuple[Match, ...], reach: datetime | None) -> bool:
    since = covered_since(tail)
    return reach is None or since is None or since <= reach


def _gap(look: Look, words: str, place: str | None) -> Look:
    state = replace(look.state, gap=words, backfill=place, pages_read=max(1, look.state.pages_read), stumbles=0)
    return replace(look, state=state, notes=(*look.notes, words))


async def _back_catalogue(turn: Pass, look: Look) -> Look:
    """Read a stretch of the older pages, until all of them (or ``pages`` of them) have been read in turn."""
    before: tuple[Row, ...] = ()
    for _ in range(BACKFILL_PAGES):
        url = look.state.backfill
        if url is None:
            break
        listing = await _older_page(turn, look, url)
        if listing is None:
            return _stumbled(turn, look, url)
        look, read = _with(turn, look, listing), look.state.pages_read + 1
        onward = None if listing.rows == before else _within(turn, read, listing.next)  # a page that repeats is the end
        before = listing.rows
        met = look.state.walk_rows + len(listing.rows)
        look = replace(look, state=replace(look.state, backfill=onward, pages_read=read, walk_rows=met, stumbles=0))
        if onward is None:
            look = _ended(turn, look)
    return look


def _stumbled(turn: Pass, look: Look, url: str) -> Look:
    """The page is tried again in the next passes; at last the way back ends there, until the next walk."""
    state = replace(look.state, stumbles=look.state.stumbles + 1)
    if state.stumbles >= STUMBLES:
        state = replace(state, backfill=None, stumbles=0, walked=turn.now, gap=f"{url} and what is older could not be read")
    return replace(look, state=state)


def _within(turn: Pass, read: int, older: str | None) -> str | None:
    limit = turn.source.pages
    return older if limit is None or read < limit else None


async def _older_page(turn: Pass, look: Look, url: str) -> Listing | None:
    """One older page; None when it could not be read, or shows no list, or another one."""
    turn.tell(f"reading back, {url}")
    try:
        page = await turn.fetch(url)
        assert isinstance(page, Page)
        decoded = await turn.decode(page)
        listing = await turn.read_listing(decoded, page, look.state.recipe)
    except SourceError:
        return None
    if not listing.rows or (turn.whole and is_cut(decoded.text)):
        return None
    known = sum(match.entry is not None for match in matched(listing.rows, turn.parts.store))
    return None if is_other(listing.rows, look.state, known) else listing


def _with(turn: Pass, look: Look, listing: Listing) -> Look:
    """The look with one older page's rows added."""
    together = {match.row.url: match for match in (*look.matches, *matched(listing.rows, turn.parts.store))}
    return replace(look, matches=tuple(together.values()), older=listing.next)
