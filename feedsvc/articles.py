"""Step 5: fetch and read the articles that are new, that changed in the listing, or that are due for another look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from .decide import TRIES, absent, covered_since, to_read
from .errors import GoneError, SourceError
from .findings import Absence, Again, Gone, Read, Result, Same, Unread, is_gone
from .gate import not_emptied, stood
from .look import DUE, WINDOW, Look, due, seen_ahead
from .matching import page_of
from .model import Entry, NotModified, Row, Validators
from .passes import ENDLESS, DoubtError, Pass
from .reading.notices import leads_home
from .unread import not_a_page


def again(turn: Pass, look: Look) -> tuple[Again, ...]:
    """The entries due for a re-check, and those the listing no longer shows."""
    key = turn.source.key
    shown = {match.entry.id: page_of(match, key) for match in look.every if match.entry}
    since = covered_since(look.front)
    asked = [_again(entry, shown, key, look.emptied, since) for entry in (*due(turn), *seen_ahead(turn))]
    return tuple({item.entry.id: item for item in (*asked, *_missing(turn, look, set(shown)))}.values())


def _again(entry: Entry, shown: Mapping[str, str], key: str, emptied: bool, since: datetime | None) -> Again:
    lacking = since is not None and entry.published.at >= since and entry.id not in shown
    gone: Absence = "top" if entry.listed.get(key) == "" and lacking else ""
    gone = "all" if emptied and entry.missed else gone
    return Again(entry, shown.get(entry.id, entry.url), gone, entry.id in shown)


def _missing(turn: Pass, look: Look, shown: set[str]) -> list[Again]:
    """What the top of the listing lacks; after a walk through all its pages: what none of them showed."""
    store, key = turn.parts.store, turn.source.key
    if look.emptied:
        listed = [entry for entry in store.entries([key], limit=WINDOW) if entry.listed.get(key) and not entry.missed]
        here = stood(look.state.front, (entry.url for entry in listed))
        return [Again(entry, entry.url, "all") for entry in listed if entry.url in here][:DUE]
    if look.walked:
        every = [entry for entry in store.entries([key]) if entry.id not in shown and (entry.listed.get(key) != "" or entry.missed)]
        return [Again(entry, entry.url, "walk") for entry in every if entry.sighted.get(key) != look.state.walk][:WINDOW]
    if not look.front:
        return []
    lacking = absent(turn.source, look.front, store.entries([key], limit=WINDOW), shown)
    return [Again(entry, entry.url, "top") for entry in lacking[:DUE]]


async def read_articles(turn: Pass, look: Look, others: tuple[Again, ...]) -> dict[str, Result]:
    """Address → what its page said."""
    rows = {match.row.url: match.row for match in look.every}
    validators = {item.url: _validators(item) for item in others}
    wanted = dict.fromkeys((*to_read(turn.source, look.every), *validators))
    endless = _endless(turn, look, others)
    turn.order = look.state.recipe.order if look.state.recipe else None
    results: dict[str, Result] = {}
    for number, url in enumerate(wanted, 1):
        turn.tell(f"article {number} of {len(wanted)}")
        results[url] = await _read_one(turn, url, rows.get(url), validators.get(url, Validators()), url in endless)
    return results


def must_be_empty(turn: Pass, look: Look, others: tuple[Again, ...], results: Mapping[str, Result]) -> None:
    """A list without rows is one that the site emptied as far as the pages of what it showed are gone; at the first look that
    finds it so, some must be.  Raises DoubtError."""
    gone = [is_gone(results[item.url]) for item in others if item.gone == "all"]
    if look.emptied and look.page and not (all(gone) and (gone or not turn.state.row_counts)):
        raise DoubtError(not_emptied(turn.state), look.page, "", ())


def _validators(item: Again) -> Validators:
    """Those of the entry's own page; another section's has others."""
    return item.entry.validators if item.url == item.entry.url else Validators()


def _endless(turn: Pass, look: Look, others: tuple[Again, ...]) -> set[str]:
    """The addresses whose pages are taken without an end tag: they never had one, or were tried often enough."""
    known = [(page_of(match, turn.source.key), match.entry) for match in look.every if match.entry]
    known += [(item.url, item.entry) for item in others]
    tried = {waiting.row.url for waiting in turn.state.waiting if waiting.tries >= TRIES - 1}
    return tried | {url for url, entry in known if ENDLESS in entry.reasons}


async def _read_one(turn: Pass, url: str, row: Row | None, validators: Validators, endless: bool) -> Result:
    if (why := not_a_page(turn.source, url)) is not None:
        return Unread(why, final=True)
    try:
        page = await turn.fetch(url, validators)
        if isinstance(page, NotModified):
            return Same()
        if leads_home(url, page.url, turn.source.url):
            return Gone()
        return Read(await turn.read_article(page, row, endless), page.validators)
    except GoneError:
        return Gone()
    except SourceError as error:
        return Unread(error.message.replace(url, "its page"))
