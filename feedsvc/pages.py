"""Steps 2 to 4: read the listing, pass it through the gate, page back until a known entry is met."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from .admission import Reading, admitted, doubt, matched
from .decide import covered_since
from .errors import GoneError, SourceError, SuspectError
from .familiar import Ledger, dated_share, falling_share, ledger, measure, middle, title_length
from .gate import HISTORY, fingerprint, flooded, is_other
from .look import WINDOW, Look, due, reach, walk_due, ways
from .matching import Match
from .model import Listing, Page, Row
from .passes import Pass, is_cut
from .reading.notices import leads_home
from .record import SourceState

PAGE_LIMIT = 30
BACKFILL_PAGES = 2
REACH_LIMIT = 5
STUMBLES = 5
TAIL = 3
N = TypeVar("N", int, float)


async def read_pages(turn: Pass, look: Look) -> Look:
    """What the listing shows, and older pages as far as something new may stand there.  Raises SourceError and DoubtError."""
    if look.page is not None:
        look = await _top(turn, look.page, look.digest)
    waiting = matched((waiting.row for waiting in turn.state.waiting), turn.parts.store)
    return replace(await _back_catalogue(turn, look), waiting=waiting) if turn.state.last_success else look


async def _top(turn: Pass, page: Page, digest: str) -> Look:
    known = ledger(turn.parts.store.entries([turn.source.key], limit=WINDOW), turn.source.key)
    look = await _believed(turn, page, digest, known)
    if look.emptied:
        return look
    older, front = look.older, look.matches
    if turn.state.last_success is None:
        return _walk(turn, look if turn.state.changed else _older(look, set()), older)  # not where the store was lost
    look = await _back_to_known(turn, look)
    _must_be_ours(turn, look, page, front, known)
    look = _walk(turn, look, older) if walk_due(look.state, turn.now) else look
    return look if older or _meets_known(turn, look) else _all_new(look)


def _walk(turn: Pass, look: Look, older: str | None) -> Look:
    """The look that begins a walk through all pages, the first of which it has read."""
    begun = replace(
        look.state, walk=look.state.walk + 1, backfill=_within(turn, 1, older), walked_to=None, walk_from=older or "", pages_read=1,
        stumbles=0, walk_rows=look.state.row_counts[-1] if look.state.row_counts else 0,
    )  # fmt: skip
    return _ended(turn, replace(look, state=begun)) if begun.backfill is None else replace(look, state=begun)


def _ended(turn: Pass, look: Look) -> Look:
    """The look that ends a walk well: there is no gap any more, and what it did not meet has left the listing.

    A walk that met far fewer rows than the one before, or than stood in the list so far, may have met a page that was cut;
    another one must agree.
    """
    state = look.state
    limited = turn.source.pages is not None
    usual = state.walk_size if state.walk_doubted or limited else max(state.walk_size, _listed(turn))
    believed = state.walk_rows >= usual - max(2, usual // 10)
    ended = replace(state, walk_size=state.walk_rows, walk_doubted=not believed, walked=turn.now if believed else None)
    ended = replace(ended, gap=None, stumbles=0, backfill=None)
    return replace(look, state=ended, walked=believed and state.walk > 1 and not limited)


def _listed(turn: Pass) -> int:
    """How many articles the list held, as far as we know."""
    key = turn.source.key
    return sum(bool(entry.listed.get(key)) for entry in turn.parts.store.entries([key]))


def _must_be_ours(turn: Pass, look: Look, page: Page, front: tuple[Match, ...], known: Ledger) -> None:
    """A page with nothing but news is another list's where no older page meets what is known, and most was there at our last look."""
    rows, seen, waiting = [match.row for match in look.matches], turn.state.last_success, {item.row.url for item in turn.state.waiting}
    overlap = measure(look.matches, known, seen if seen and seen <= turn.now else None)
    if overlap.known or turn.release or any(row.url in waiting for row in rows):
        return
    if judgement := flooded(rows, turn.state, overlap):
        raise doubt(judgement, page, [match.row for match in front])


async def _believed(turn: Pass, page: Page, digest: str, known: Ledger) -> Look:
    """The listing as the gate accepts it, with what is to be remembered of it."""
    reading = await admitted(turn, page, known)
    state = _learned(_met(turn, reading, page, digest), reading)
    listing, rows = reading.listing, reading.matches
    return Look(state, rows, listing.next, True, reading.notes, rows, page=page, emptied=not rows, counted=listing.counted)


def _met(turn: Pass, reading: Reading, page: Page, digest: str) -> SourceState:
    """What is remembered of every listing that was believed."""
    return replace(
        turn.state, title=turn.state.title or reading.listing.title, validators=page.validators, digest=digest, last_read=turn.now,
        held="", whole=turn.whole, place=page.url, asked=turn.source.url, ways=ways(turn.source),
    )  # fmt: skip


def _learned(state: SourceState, reading: Reading) -> SourceState:
    """What the rows add to how this source's listings usually are; after a list without any, whatever comes is a beginning."""
    listing, rows = reading.listing, reading.listing.rows
    if not rows:
        return replace(state, row_counts=())
    return replace(
        state, recipe=listing.recipe or state.recipe, front=fingerprint(rows), row_counts=_and(state.row_counts, len(rows)),
        dated_shares=_and(state.dated_shares, dated_share(rows)), title_lengths=_and(state.title_lengths, title_length(rows)),
        orders=_and(state.orders, falling_share(rows)), overlaps=_and(state.overlaps, reading.overlap.share),
    )  # fmt: skip


def _and(history: tuple[N, ...], value: N) -> tuple[N, ...]:
    return (history + (value,))[-HISTORY:]


# --- older pages --------------------------------------------------------------------------------


async def _back_to_known(turn: Pass, look: Look) -> Look:
    """Read older pages until one ends with known entries; a limit or a page that fails is a recorded gap.

    A page with far fewer rows than usual may have come without the others: what it lacks is not missing from the list.
    """
    if look.older is None:
        return look
    unbroken = True
    seen, tail, back_to = {turn.source.url}, look.matches, reach(turn, due(turn))
    for read in range(PAGE_LIMIT):
        joined = _joins(tail)
        if look.older is None or look.older in seen or (joined and (read >= REACH_LIMIT or _covers(tail, back_to))):
            return look
        seen.add(look.older)
        place = look.older
        listing = await _older_page(turn, look, place)
        if listing is None or not listing.rows:
            words = f"{place} could not be read, where more that is new may stand; it is tried again"
            return look if joined else _gap(look, words, place)
        shown = len(look.matches)
        look, tail = _with(turn, look, listing), matched(listing.rows, turn.parts.store)
        if listing.counted and len(look.matches) == shown:
            return look  # the number says nothing to this site
        unbroken = unbroken and len(listing.rows) * 2 >= middle(look.state.row_counts)
        look = replace(look, front=look.matches if unbroken else look.front)
    words = f"more was new than {PAGE_LIMIT} pages hold; the rest, from {look.older} on, is read in the next passes"
    return _gap(look, words, look.older) if look.older else look


def _joins(tail: tuple[Match, ...]) -> bool:
    """Whether a page's last rows are known: a pinned old row at its top says nothing of those below."""
    return bool(tail) and all(match.entry for match in tail[-TAIL:])


def _covers(tail: tuple[Match, ...], back_to: datetime | None) -> bool:
    since = covered_since(tail)
    return back_to is None or since is None or since <= back_to


def _meets_known(turn: Pass, look: Look) -> bool:
    """Whether what is known, or waits to be read, stands among the rows; on a list from new to old one above newer ones is pinned."""
    rows, waiting = [match.row for match in look.matches], {waiting.row.url for waiting in turn.state.waiting}
    known = [match.row for match in look.matches if match.entry or match.row.url in waiting]
    last = rows[-1].published if rows and falling_share(rows) >= 0.5 else None
    return any(last is None or row.published is None or row.published.at >= last.at for row in known)


def _all_new(look: Look) -> Look:
    """More may have come since the last look than the page shows, and no way leads on: said, as nobody would notice."""
    words = "every row is new and no link to older pages was understood, so that others may have been missed between two looks"
    words += "; look more often (interval), or pin 'next' in config.toml"
    return replace(look, state=replace(look.state, gap=words), notes=(*look.notes, words))


def _gap(look: Look, words: str, place: str) -> Look:
    pages = max(1, look.state.pages_read)
    state = replace(look.state, gap=words, backfill=place, walked_to=None, walk_from=place, pages_read=pages, stumbles=0)
    return replace(look, state=state, notes=(*look.notes, words))


async def _back_catalogue(turn: Pass, look: Look) -> Look:
    """Read a stretch of the older pages, until all of them (or ``pages`` of them) have been read in turn.

    It begins with the page that an earlier pass read last: what was taken off the list meanwhile has moved rows up to it.
    """
    before: tuple[Row, ...] = ()
    if look.state.backfill is not None and look.state.walked_to is not None:
        again = await _older_page(turn, look, look.state.walked_to)
        if again is None or not again.rows:
            return _stumbled(turn, look, look.state.walked_to)
        look, before = _behind(turn, look, again), again.rows
    for _ in range(BACKFILL_PAGES):
        url = look.state.backfill
        if url is None:
            break
        listing = await _older_page(turn, look, url)
        if listing is None or not listing.rows:
            return _stumbled(turn, look, url, ended=listing is not None and look.counted)
        look, read = _behind(turn, look, listing), look.state.pages_read + 1
        repeats = listing.rows == before or listing.next in (turn.source.url, look.state.walk_from)  # or leads back to the first ones
        onward = None if repeats else _within(turn, read, listing.next)
        before = listing.rows
        met = look.state.walk_rows + len(listing.rows)
        look = replace(look, state=replace(look.state, backfill=onward, walked_to=url, pages_read=read, walk_rows=met, stumbles=0))
        if onward is None:
            look = _ended(turn, look)
    return look


def _stumbled(turn: Pass, look: Look, url: str, ended: bool = False) -> Look:
    """The page is tried again in the next passes; at last the way back ends there, until the next walk: well if ``ended``."""
    state = replace(look.state, stumbles=look.state.stumbles + 1)
    if state.stumbles >= STUMBLES:
        if ended:
            return _ended(turn, replace(look, state=state))
        state = replace(state, backfill=None, stumbles=0, walked=turn.now, gap=f"{url} and what is older could not be read")
    return replace(look, state=state)


def _within(turn: Pass, read: int, older: str | None) -> str | None:
    limit = turn.source.pages
    return older if limit is None or read < limit else None


async def _older_page(turn: Pass, look: Look, url: str) -> Listing | None:
    """One older page, without rows when it shows no list or is not there; None when it could not be read, or shows another list, as
    the site's front page does."""
    turn.tell(f"reading back, {url}")
    try:
        page = await turn.fetch(url)
        assert isinstance(page, Page)
        if leads_home(url, page.url) and page.url != look.state.place:
            return None
        decoded = await turn.decode(page)
        listing = await turn.read_listing(decoded, page, look.state.recipe)
    except (GoneError, SuspectError):
        return Listing(url, ())
    except SourceError:
        return None
    if turn.whole and is_cut(decoded.text):
        return None
    known = sum(match.entry is not None for match in matched(listing.rows, turn.parts.store))
    return None if listing.rows and is_other(listing.rows, look.state, known) else listing


def _older(look: Look, news: Set[str]) -> Look:
    """The look with all rows known to be old but those at the addresses that may be ``news``."""
    return replace(look, matches=tuple(match if match.row.url in news else replace(match, old=True) for match in look.matches))


def _behind(turn: Pass, look: Look, listing: Listing) -> Look:
    """The look with the rows of a page read on the way back: what only that shows is no news."""
    return _older(_with(turn, look, listing), {match.row.url for match in look.matches if not match.old})


def _with(turn: Pass, look: Look, listing: Listing) -> Look:
    """The look with one older page's rows added."""
    together = {match.row.url: match for match in (*look.matches, *matched(listing.rows, turn.parts.store))}
    return replace(look, matches=tuple(together.values()), older=listing.next, counted=listing.counted)
