"""Step 6: what deciding needs from the store, and the decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from .changes import Changes
from .decide import decide
from .entries import to_be_read_anew
from .findings import Again, Read, Result
from .identity import address_key
from .look import WINDOW, Look
from .matching import Match, by_address, is_itself, is_rather, page_of, proposing, row_keys, told_by
from .model import Entry
from .neighbours import is_awaited, of_one_site, shows_elsewhere, well_read
from .passes import Pass
from .ports import Store
from .scene import Moment


def changes(turn: Pass, look: Look, others: tuple[Again, ...], results: dict[str, Result]) -> Changes:
    """What has changed, as the store has it now.  Nothing is awaited from here to the commit: no other pass comes between."""
    store = turn.parts.store
    owners = store.find(address_key(match.row.url) for match in look.every if match.entry is None)
    matches = tuple(_as_stored(match, store, owners) for match in look.every)
    proposals = store.find({alias for match in matches for alias in _proposing(match, turn.source.key, results)})
    unseen = _judged(turn, [_owned(item, results.get(item.url), store) for item in _still_live(others, store)])
    moment = Moment(turn.now.replace(microsecond=0), turn.parts.mint, store.taken, look.state.walk)
    tries = {waiting.row.url: waiting.tries for waiting in turn.state.waiting}
    changed = decide(turn.source, matches, unseen, results, proposals, tries, moment)
    return _all_anew(turn, changed, results) if turn.anew else changed


def _all_anew(turn: Pass, changed: Changes, results: dict[str, Result]) -> Changes:
    """The settings are others: what was read by the old ones is read again, the newest articles as far as they are this section's."""
    for entry in turn.parts.store.entries([turn.source.key], limit=WINDOW):
        known = changed.entries.get(entry.id, entry)
        if known.state == "live" and known.sources[0] == turn.source.key and not isinstance(results.get(known.url), Read):
            changed.keep(to_be_read_anew(known, turn.now))
    return changed


def _as_stored(match: Match, store: Store, owners: Mapping[str, Entry]) -> Match:
    """The match as the store has it now: another section may have brought, corrected or withdrawn the article while we were reading.
    ``owners`` are the entries at the addresses of rows that had none."""
    if match.entry is not None:
        return replace(match, entry=store.entry(match.entry.id) or match.entry)
    return replace(by_address(match.row, owners), shown=match.shown, old=match.old)


def _still_live(others: tuple[Again, ...], store: Store) -> Iterator[Again]:
    """Those that no row shows, as the store has them now."""
    for item in others:
        entry = None if item.shown else store.entry(item.entry.id)
        if entry is not None and entry.state == "live":
            yield replace(item, entry=entry)


def _judged(turn: Pass, items: Sequence[Again]) -> tuple[Again, ...]:
    """The items with what other sections say of those that left the listing."""
    if not any(item.gone for item in items):
        return tuple(items)
    others, store = well_read(turn), turn.parts.store
    beside = of_one_site(turn, others.values())

    def judged(item: Again) -> Again:
        entry = item.entry
        return replace(item, elsewhere=shows_elsewhere(entry, others, store), awaited=is_awaited(entry, beside)) if item.gone else item

    return tuple(judged(item) for item in items)


def _proposing(match: Match, key: str, results: dict[str, Result]) -> tuple[str, ...]:
    result = results.get(page_of(match, key))
    if isinstance(result, Read):
        return proposing(match.row, result.article)
    return row_keys(match.row) if match.entry is None else ()


def _owned(item: Again, result: Result | None, store: Store) -> Again:
    """The item with what is known of its address: another article stands there now, or where that leads, so its own page is gone."""
    key = address_key(item.entry.url)
    if not isinstance(result, Read):
        return replace(item, lost=any(owner.id != item.entry.id for owner in store.find({key}).values()))
    if is_itself(item.entry, result.article):
        return item
    keys = {key, address_key(result.article.url)}
    if any(owner.id != item.entry.id for owner in store.find(keys).values()):
        return replace(item, lost=True)
    told = store.find(told_by(result.article)).values()
    owner = next((each for each in told if is_rather(each, item.entry, result.article)), None)
    return replace(item, lost=owner is not None, owner=owner)
