"""Steps 1 to 4: fetch the listing, read it, pass it through the gate, page back until a known entry is met."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from .admission import Reading, admitted, matched
from .errors import SourceError
from .familiar import Ledger, dated_share, falling_share, ledger, title_length
from .gate import HISTORY
from .matching import Match
from .model import NotModified, Page, SourceState, Validators
from .passes import Pass

PAGE_LIMIT = 30
BACKFILL_PAGES = 2
FULL_READ = timedelta(hours=24)
WINDOW = 200
N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True)
class Look:
    """What the listing showed: ``matches`` are its rows with the entries they are, () when it was not modified;
    ``modified`` tells the two apart; ``state`` carries what was learned; ``older`` is the next page; ``front`` are
    the rows from the top on without a break (a stretch of the back catalogue is none of them); ``known`` what was known
    before."""

    state: SourceState
    matches: tuple[Match, ...] = ()
    older: str | None = None
    modified: bool = False
    notes: tuple[str, ...] = ()
    front: tuple[Match, ...] = ()
    known: Ledger = Ledger()

    @property
    def any_known(self) -> bool:
        """Whether a known article was met, be it under another address."""
        return any(match.entry or self.known.find(match.row) for match in self.matches)


async def look_at(turn: Pass) -> Look:
    """Steps 1 to 4.  Raises SourceError and DoubtError."""
    turn.tell(f"looking at {turn.source.url}")
    page = await turn.fetch(turn.source.url, _validators(turn))
    if isinstance(page, NotModified):
        return await _back_catalogue(turn, Look(turn.state))
    digest = hashlib.sha256(page.body).hexdigest()
    if digest == turn.state.digest and not turn.state.unread:
        state = replace(turn.state, validators=page.validators, last_read=turn.now)
        return await _back_catalogue(turn, Look(state))
    look = await _believed(turn, page, digest)
    if turn.state.last_success is None:
        return replace(look, state=replace(look.state, backfill=_within(turn, 1, look.older), pages_read=1))
    return await (_back_catalogue(turn, look) if look.any_known else _back_to_known(turn, look))


def _validators(turn: Pass) -> Validators:
    """None of them when a full read is due: a server may call everything unmodified for ever."""
    state = turn.state
    stale = state.last_read is None or not timedelta() <= turn.now - state.last_read < FULL_READ
    return Validators() if stale or state.unread else state.validators


async def _believed(turn: Pass, page: Page, digest: str) -> Look:
    """The listing as the gate accepts it, with what is to be remembered of it."""
    known = ledger(turn.parts.store.entries([turn.source.key], limit=WINDOW), turn.source.key)
    reading = await admitted(turn, page, known)
    return Look(_learned(turn, reading, page, digest), reading.matches, reading.listing.next, True, reading.notes, reading.matches, known)


def _learned(turn: Pass, reading: Reading, page: Page, digest: str) -> SourceState:
    state, listing, rows = turn.state, reading.listing, reading.listing.rows
    return replace(
        state, recipe=listing.recipe or state.recipe, title=state.title or listing.title, validators=page.validators, digest=digest,
        last_read=turn.now, held="", row_counts=_and(state.row_counts, len(rows)), dated_shares=_and(state.dated_shares, dated_share(rows)),
        title_lengths=_and(state.title_lengths, title_length(rows)), orders=_and(state.orders, falling_share(rows)),
        overlaps=_and(state.overlaps, reading.overlap.share),
    )  # fmt: skip


def _and(history: tuple[N, ...], value: N) -> tuple[N, ...]:
    return (history + (value,))[-HISTORY:]


# --- older pages --------------------------------------------------------------------------------


async def _back_to_known(turn: Pass, look: Look) -> Look:
    """All rows are new: read older pages until a known entry is met; a limit reached is a recorded gap."""
    seen = {turn.source.url}
    for _ in range(PAGE_LIMIT):
        if look.older is None or look.older in seen:
            return look
        seen.add(look.older)
        met = await _older_page(turn, look, look.older)
        met = replace(met, front=met.matches)
        if met.any_known:
            return met
        look = met
    words = f"more was new than {PAGE_LIMIT} pages hold; the rest, from {look.older} on, is read in the next passes"
    return replace(look, state=replace(look.state, gap=words, backfill=look.older), notes=(*look.notes, words))


async def _back_catalogue(turn: Pass, look: Look) -> Look:
    """Read a stretch of what was published before we came, until all of it (or ``pages`` of it) is known."""
    for _ in range(BACKFILL_PAGES):
        url = look.state.backfill
        if url is None:
            break
        before = len(look.matches)
        look = await _older_page(turn, look, url)
        read = look.state.pages_read + 1
        onward = look.older if len(look.matches) > before else None  # a page that brings nothing is the end
        look = replace(look, state=replace(look.state, backfill=_within(turn, read, onward), pages_read=read))
    done = look.state.backfill is None and look.state.gap
    return replace(look, state=replace(look.state, gap=None)) if done else look


def _within(turn: Pass, read: int, older: str | None) -> str | None:
    limit = turn.source.pages
    return older if limit is None or read < limit else None


async def _older_page(turn: Pass, look: Look, url: str) -> Look:
    """The look with one older page's rows added.  A page that cannot be read ends the way back, with a note."""
    turn.tell(f"reading back, {url}")
    try:
        page = await turn.fetch(url)
        assert isinstance(page, Page)
        listing = await turn.read_listing(await turn.decode(page), page, look.state.recipe)
    except SourceError as error:
        return replace(look, older=None, notes=(*look.notes, f"an older page could not be read: {error.message}"))
    together = {match.row.url: match for match in (*look.matches, *matched(listing.rows, turn.parts.store))}
    return replace(look, matches=tuple(together.values()), older=listing.next)
