"""Which rows of a listing are articles we know, and does their choice look like this source's list?  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .matching import Match, row_digest, title_key_text
from .model import Entry, Row, Value
from .reading.links import shape

DAY = timedelta(days=1)
HEAD = 5
LATE = 3 * DAY
"""So much later than its own date an article may appear, before many of them are no natural news."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ledger(Value):
    """The newest live entries of one source, newest first, found again by what its listing says of them."""

    entries: tuple[Entry, ...] = ()
    key: str = ""
    by_digest: dict[str, Entry] = field(default_factory=dict)
    by_title: dict[str, list[Entry]] = field(default_factory=dict)

    def find(self, row: Row) -> Entry | None:
        """The entry a row under an unknown address is: as the listing showed it before, or by its title and day."""
        if (entry := self.by_digest.get(row_digest(row))) is not None:
            return entry
        return next((entry for entry in self._titled(row.title) if is_near(row, entry)), None)

    def _titled(self, shown: str) -> list[Entry]:
        head = title_key_text(shown)
        if shown.rstrip().endswith(("…", "...")) and len(head) >= 6:
            return [entry for entry in self.entries if title_key_text(entry.title).startswith(head)]
        return self.by_title.get(head, []) if head else []

    @property
    def listed(self) -> tuple[Entry, ...]:
        """Those the listing showed when it was last read."""
        return tuple(entry for entry in self.entries if entry.listed.get(self.key))


def ledger(entries: Sequence[Entry], key: str) -> Ledger:
    """``entries`` are a source's live ones, newest first."""
    by_title: dict[str, list[Entry]] = {}
    for entry in entries:
        by_title.setdefault(title_key_text(entry.title), []).append(entry)
    by_digest = {digest: entry for entry in reversed(entries) if (digest := entry.listed.get(key))}
    return Ledger(tuple(entries), key, by_digest, by_title)


def is_near(row: Row, entry: Entry) -> bool:
    """True when a row's day does not speak against the entry's; a listing may be a day off its article."""
    return row.published is None or abs(row.published.at - entry.published.at) < 2 * DAY


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Overlap(Value):
    """What the rows have in common with what is known.

    ``known`` rows are entries of this section; of the ``newest`` entries ``missing`` are not among the rows.  ``strangers`` are the
    others, of which ``natural`` stand where new articles stand; ``alike`` when their addresses are built like known ones.
    """

    known: int = 0
    newest: int = 0
    missing: int = 0
    strangers: int = 0
    natural: int = 0
    alike: bool = True

    @property
    def share(self) -> float:
        """How much of what should be shown is shown."""
        return 1 - self.missing / self.newest if self.newest else 1.0


def measure(matches: Sequence[Match], known: Ledger, since: datetime | None = None) -> Overlap:
    """How the rows of a listing stand to the ledger; ``since`` when it was seen without those that are new, if that is to count."""
    found = [entry if (entry := match.entry) and known.key in entry.sources else known.find(match.row) for match in matches]
    ids = {entry.id for entry in found if entry}
    strangers = [at for at, entry in enumerate(found) if entry is None]
    expected = known.listed[: min(len(ids), max(HEAD, len(ids) // 2))]  # half of the rows may be old ones, pinned to the top
    top = {entry.id for entry in expected}
    first = min((at for at, entry in enumerate(found) if entry and entry.id in top), default=0)
    rows = [match.row for match in matches]
    natural = sum(_is_natural(rows[at], at < first, known, since) for at in strangers)
    missing = sum(entry.id not in ids for entry in expected)
    alike = _alike([rows[at] for at in strangers], known)
    return Overlap(len(found) - len(strangers), len(expected), missing, len(strangers), natural, alike)


def _is_natural(row: Row, above: bool, known: Ledger, since: datetime | None) -> bool:
    """New articles are not older than the newest known one, nor than our last look; without a date they stand above what is known."""
    if not known.entries:
        return True
    if row.published is None:
        return above
    newest = known.entries[0].published.at - DAY
    return row.published.at >= (max(newest, since - LATE) if since else newest)


def _alike(strangers: Sequence[Row], known: Ledger) -> bool:
    shapes = {shape(entry.url) for entry in known.entries}
    return sum(shape(row.url) in shapes for row in strangers) * 2 >= len(strangers)


# --- what a listing is like, for its own history ------------------------------------------------


def middle(values: Sequence[float]) -> float:
    """The upper middle; 0 of nothing.  Not ``statistics``: its fractions and decimals cost a megabyte and each start 6 ms."""
    return sorted(values)[len(values) // 2] if values else 0.0


def dated_share(rows: Sequence[Row]) -> float:
    return sum(row.published is not None for row in rows) / len(rows) if rows else 0.0


def title_length(rows: Sequence[Row]) -> float:
    """The median length of the titles, in characters."""
    return middle([len(row.title) for row in rows])


def falling_share(rows: Sequence[Row]) -> float:
    """How much of the list runs from new to old; 1.0 where dates do not tell."""
    days = [row.published.at for row in rows if row.published]
    pairs = list(zip(days, days[1:], strict=False))
    return sum(one >= other for one, other in pairs) / len(pairs) if pairs else 1.0
