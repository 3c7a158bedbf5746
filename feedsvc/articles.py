"""Step 5: fetch and read the articles that are new, that changed in the listing, or that are due for another look."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from .decide import Gone, Read, Result, Same, Unread, absent, address, to_read
from .errors import GoneError, SourceError
from .look import Look
from .model import Entry, NotModified, Row, Source, Validators
from .passes import Pass

DOCUMENTS = tuple(f".{ending}" for ending in "pdf doc docx xls xlsx ppt pptx wps zip rar 7z mp3 mp4 jpg jpeg png gif".split())
RECHECKS = 20
WINDOW = 200


@dataclass(frozen=True, slots=True)
class Again:
    """An entry to read again; ``shown`` when a row of this look is it, ``gone`` when it left the listing."""

    entry: Entry
    shown: bool
    gone: bool


def again(turn: Pass, look: Look) -> tuple[Again, ...]:
    """The entries due for a re-check, and those the listing no longer shows."""
    store, key = turn.parts.store, turn.source.key
    shown = {match.entry.id for match in look.matches if match.entry}
    due = [Again(entry, entry.id in shown, _left(entry, look, key, shown)) for entry in store.due(key, turn.now, RECHECKS)]
    missing = absent(turn.source, look.front, tuple(store.entries([key], limit=WINDOW)), shown) if look.front else ()
    return tuple({item.entry.id: item for item in (*due, *(Again(entry, False, True) for entry in missing[:RECHECKS]))}.values())


def _left(entry: Entry, look: Look, key: str, shown: set[str]) -> bool:
    return entry.misses > 0 or (entry.id not in shown and entry.listed.get(key) == "")


async def read_articles(turn: Pass, look: Look, others: tuple[Again, ...]) -> dict[str, Result]:
    """Address → what its page said."""
    rows = {address(match): match.row for match in look.matches}
    validators = {item.entry.url: item.entry.validators for item in others}
    wanted = dict.fromkeys((*to_read(turn.source, look.matches), *validators))
    results: dict[str, Result] = {}
    for number, url in enumerate(wanted, 1):
        turn.tell(f"article {number} of {len(wanted)}")
        results[url] = await _read_one(turn, url, rows.get(url), validators.get(url, Validators()))
    return results


async def _read_one(turn: Pass, url: str, row: Row | None, validators: Validators) -> Result:
    if (why := not_a_page(turn.source, url)) is not None:
        return Unread(why, final=True)
    try:
        page = await turn.fetch(url, validators)
        if isinstance(page, NotModified):
            return Same()
        return Read(await turn.read_article(page, row), page.validators)
    except GoneError:
        return Gone()
    except SourceError as error:
        return Unread(error.message)


def not_a_page(source: Source, url: str) -> str | None:
    """Why a row's address is none of ours to read: a document, or a page on a host that was not allowed."""
    parts = urlsplit(url)
    if parts.path.lower().endswith(DOCUMENTS):
        return "it is a document, not a page"
    host, home = parts.hostname or "", urlsplit(source.url).hostname or ""
    if host.removeprefix("www.") != home.removeprefix("www.") and host not in source.hosts:
        return f"it stands on another host ({host})"
    return None
