"""status.atom: when a source fell ill or became well again, for the operator's own reader; never for subscribers of news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from ..model import Entry, Stamp
from ..published import Document, Feed, Site
from ..record import SourceStatus, Turn
from . import atom
from .status_json import failing_verdict, public
from .words import words

KEY = "status"
ENTRIES = 50


def render(site: Site) -> Document:
    """Site → status.atom in the site's language; it changes only when some source turns."""
    say = words(site.language)
    turns = sorted((entry for status in site.statuses for entry in _entries(status, site)), key=lambda entry: entry.order)
    entries = tuple(_apart(turns))[::-1]
    title = f"{say.status_title} · {site.title}"
    updated = entries[0].updated if entries else site.updated
    frame = Feed(KEY, title, say.status_lead, site.language, f"{site.base_url}status.html", site.base_url, site.author, updated)
    return atom.render(replace(frame, entries=entries[:ENTRIES], id=site.id))


def _apart(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, oldest first, each updated a second after the one before at least: many sources may turn at once."""
    last: datetime | None = None
    for entry in entries:
        at = entry.updated.replace(microsecond=0)
        last = at if last is None else max(at, last + timedelta(seconds=1))
        yield replace(entry, updated=last)


def _entries(status: SourceStatus, site: Site) -> Iterator[Entry]:
    for turn in status.turns:
        said = "\n".join(public(part) for part in (turn.line, turn.next_step) if part)
        title, place = _title(status, turn, site), f"{site.base_url}status.html#{status.key}"
        name = f"tag:{site.authority},{turn.at.year}:{KEY}/{status.key}/{turn.at:%Y%m%d%H%M%S}"
        yield Entry(name, place, title, said or title, Stamp(turn.at, "second"), turn.at, turn.at, (status.key,))


def _title(status: SourceStatus, turn: Turn, site: Site) -> str:
    say = words(site.language)
    mark = "✗" if failing_verdict(turn.verdict) else "✓"
    return f"{mark} {status.title}{say.colon}{say.verdicts[turn.verdict]}"
