"""Steps 1 to 4: fetch the listing, read it, pass it through the gate, page back until a known entry is met."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from . import gate
from .errors import SourceError
from .matching import Match, by_address, distinct, row_keys
from .model import Listing, NotModified, Page, Row, SourceState, Validators
from .passes import Pass
from .ports import Store

PAGE_LIMIT = 30
BACKFILL_PAGES = 2
FULL_READ = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Look:
    """What the listing showed: ``matches`` are its rows with the entries they are, () when it was not modified;
    ``modified`` tells the two apart; ``state`` carries what was learned; ``older`` is the next page; ``front`` are
    the rows from the top on without a break (a stretch of the back catalogue is none of them)."""

    state: SourceState
    matches: tuple[Match, ...] = ()
    older: str | None = None
    modified: bool = False
    notes: tuple[str, ...] = ()
    front: tuple[Match, ...] = ()

    @property
    def any_known(self) -> bool:
        return any(match.entry for match in self.matches)


class DoubtError(Exception):
    """The gate's no: the judgement, the page to quarantine, and what a held listing is recognised by."""

    def __init__(self, judgement: gate.Judgement, page: Page, held: str) -> None:
        super().__init__(judgement.line)
        self.judgement, self.page, self.held = judgement, page, held


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
    """The listing read with what was learned, else looked at afresh; the gate must accept it."""
    decoded = await turn.decode(page)
    doubt: DoubtError | None = None
    for recipe in dict.fromkeys((turn.state.recipe, None)):
        listing = await turn.read_listing(decoded, page, recipe)
        matches = matched(listing.rows, turn.parts.store)
        known = sum(match.entry is not None for match in matches)
        judgement = gate.judge(decoded, listing, turn.state, known)
        if judgement.accepted and (recipe is not None or turn.state.recipe is None or known):
            notes = ("the page has a new layout; it was learned from the entries that are known",) if turn.state.recipe != recipe else ()
            return Look(_learned(turn, listing, page, digest), matches, listing.next, True, notes, matches)
        doubt = doubt or DoubtError(judgement, page, gate.fingerprint(listing.rows) if listing.rows else "")
    assert doubt is not None
    raise doubt


def matched(rows: Iterable[Row], store: Store) -> tuple[Match, ...]:
    """Each article once, with the entry at its address."""
    shown = distinct(rows)
    known = store.find({row_keys(row)[0] for row in shown})
    return tuple(by_address(row, known) for row in shown)


def _learned(turn: Pass, listing: Listing, page: Page, digest: str) -> SourceState:
    state = turn.state
    return replace(
        state, recipe=listing.recipe or state.recipe, title=state.title or listing.title, validators=page.validators, digest=digest,
        row_counts=(*state.row_counts, len(listing.rows))[-gate.HISTORY :], last_read=turn.now, held="",
        dated_shares=(*state.dated_shares, gate.dated_share(listing.rows))[-gate.HISTORY :],
    )  # fmt: skip


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
