"""Step 3: the listing is admitted as the gate says; where the recipe fits no more, known entries teach another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from . import gate
from .errors import RetryError, SourceError
from .familiar import Ledger, Overlap, measure
from .matching import Match, by_address, distinct, row_digest, row_keys
from .model import Decoded, Listing, Page, Recipe, Row, Value
from .passes import DoubtError, Pass, is_cut
from .ports import Store
from .reading.notices import leads_home
from .record import SourceState, Verdict

# So many known articles must prove a new recipe; all of them where a section has fewer.
KNOWN_LEAST = 3
# Looks after which a site may be one that never closes its pages.
CUT_LOOKS = 2
# Looks, over the better part of a day, after which a site has ceased to.
CHANGED_LOOKS = 8
_CUT = (
    "nothing to do: it is tried again, and believed if it goes on for a day; if the page is whole in a browser,"
    " 'feedsvc release {key}' believes it at once"
)
# Pages further back on which a new layout is proven.
OLDER = 3


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reading(Value):
    """The page read in one way, and what the gate says to it."""

    listing: Listing
    matches: tuple[Match, ...]
    overlap: Overlap
    judgement: gate.Judgement
    notes: tuple[str, ...] = ()


async def admitted(turn: Pass, page: Page, known: Ledger) -> Reading:
    """The listing read with what was learned, else with what known entries on it teach.  Raises DoubtError."""
    decoded = await turn.decode(page)
    _refuse_cut(turn, decoded.text)
    first = reading = await _read(turn, page, decoded, known, turn.state.recipe)
    if not first.judgement.accepted and turn.state.recipe is not None:
        reading = await _healed(turn, page, decoded, known) or await _afresh(turn, page, decoded, known, first)
    if reading is first and turn.state.recipe is not None and gate.is_emptied(first.listing, first.judgement):
        reading = replace(first, judgement=gate.Judgement(Verdict.OK))
    if reading.judgement.accepted and turn.state.place and leads_home(turn.state.place, page.url):
        reading = replace(reading, judgement=gate.led_home(turn.state))
    if not reading.judgement.accepted and turn.release:
        reading = _vouched(reading)
    if reading.judgement.accepted:
        return reading
    raise doubt(_sent_on(turn, page, reading.judgement), page, reading.listing.rows)


def _sent_on(turn: Pass, page: Page, judgement: gate.Judgement) -> gate.Judgement:
    """Where the listing stood until now and another address answers for it, such as that of a login, this is half of the cause."""
    place, answered = turn.state.place.partition("?")[0], page.url.partition("?")[0]  # what follows may differ at each look
    if not place or answered == place:
        return judgement
    return replace(judgement, line=f"{judgement.line}; the site sends us on to {answered}")


def doubt(judgement: gate.Judgement, page: Page, rows: Sequence[Row]) -> DoubtError:
    return DoubtError(judgement, page, gate.fingerprint(rows), _sample(rows))


def _refuse_cut(turn: Pass, text: str) -> None:
    """A page that stops before its end shows a part of its rows; a site is believed that never closes its pages, or closes them
    no longer."""
    cut = is_cut(text)
    words, step = f"{turn.source.url} stops before its end", _CUT.format(key=turn.source.key)
    looks = turn.state.failures if turn.state.line == words else 0
    if cut and not turn.release and looks < (CHANGED_LOOKS if turn.state.whole else CUT_LOOKS):
        raise RetryError(words, step, url=turn.source.url)
    turn.whole = not cut


async def _read(turn: Pass, page: Page, decoded: Decoded, known: Ledger, recipe: Recipe | None, proven: bool = False) -> Reading:
    listing = await turn.read_listing(decoded, page, recipe)
    matches = matched(listing.rows, turn.parts.store)
    overlap = measure(matches, known)
    return Reading(listing, matches, overlap, gate.judge(decoded, listing, turn.state, overlap, proven, turn.source.pins))


async def _healed(turn: Pass, page: Page, decoded: Decoded, known: Ledger) -> Reading | None:
    """The page read by a recipe that known entries on it prove; None when they prove none."""
    recipe = await _relearned(turn, page, decoded, known)
    if recipe is None or recipe == turn.state.recipe:
        return None
    reading = await _read(turn, page, decoded, known, recipe, proven=True)
    return _with_both(turn, reading, recipe, f"from {reading.overlap.known} known articles")


async def _relearned(turn: Pass, page: Page, decoded: Decoded, known: Ledger) -> Recipe | None:
    entries = {entry.url: (entry.title, entry.published) for entry in reversed(known.entries)}
    least = max(2, min(KNOWN_LEAST, len(entries)))
    return await turn.relearn(decoded, page, entries, lambda row: row_digest(row) in known.by_digest, least)


def _with_both(turn: Pass, reading: Reading, recipe: Recipe, how: str) -> Reading:
    words = f"the layout changed and was learned again {how}: it was {_told(turn.state.recipe)}; it is {_told(recipe)}"
    return replace(reading, notes=(words,))


async def _afresh(turn: Pass, page: Page, decoded: Decoded, known: Ledger, held: Reading) -> Reading:
    """Where the recipe reads nothing, the rows a first look would read: proven by older pages, or for the operator to judge.

    Beside a list that stands there empty they must be like its own: each page has menus.
    """
    if held.listing.rows:
        return held
    reading = await _read(turn, page, decoded, known, None)
    first = gate.judge(decoded, reading.listing, SourceState(turn.source.key), reading.overlap)
    menu = held.listing.emptied and gate.is_other(reading.listing.rows, turn.state, reading.overlap.known)
    if not first.accepted or menu:
        return held
    recipe = await _proven_further_back(turn, reading.listing, known)
    if recipe is not None:
        proven = await _read(turn, page, decoded, known, recipe, proven=True)
        if proven.listing.rows == reading.listing.rows:
            return _with_both(turn, proven, recipe, "from known articles on an older page")
    return replace(reading, judgement=gate.with_other_rows(held.judgement, reading.listing.rows, turn.state))


async def _proven_further_back(turn: Pass, listing: Listing, known: Ledger) -> Recipe | None:
    """A recipe that known entries on one of the next pages prove, where the first one shows nothing but news."""
    for _ in range(OLDER):
        if listing.next is None or not listing.rows:
            return None
        try:
            page = await turn.fetch(listing.next)
        except SourceError:
            return None
        assert isinstance(page, Page)
        decoded = await turn.decode(page)
        if (recipe := await _relearned(turn, page, decoded, known)) is not None:
            return recipe
        listing = await turn.read_listing(decoded, page, None)
    return None


def _vouched(held: Reading) -> Reading:
    """The rows that are held: the operator has seen them."""
    if not held.listing.rows:
        return held
    return replace(held, judgement=gate.Judgement(Verdict.OK), notes=(f"released by the operator: {held.judgement.line}",))


def _told(recipe: Recipe | None) -> str:
    if recipe is None:
        return "no recipe"
    parts = [f"{name} {css!r}" for name in ("row", "link", "title", "time") if (css := getattr(recipe, name))]
    return ", ".join(parts)


def _sample(rows: Iterable[Row]) -> tuple[str, ...]:
    """Some of the rows that were not believed, for the operator's eyes."""
    shown = [f"held: {row.published.at:%Y-%m-%d} {row.title}" if row.published else f"held: {row.title}" for row in rows]
    return tuple(shown[:3]) + ((f"held: and {len(shown) - 3} more",) if len(shown) > 3 else ())


def matched(rows: Iterable[Row], store: Store) -> tuple[Match, ...]:
    """Each article once, with the entry at its address."""
    shown = distinct(rows)
    known = store.find({row_keys(row)[0] for row in shown})
    return tuple(by_address(row, known) for row in shown)
