"""What a decision depends on: the moment, and what the rows stand among.  Pure values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from .findings import Result
from .identity import Mint
from .matching import Match
from .model import Entry, Row, Source, Stamp, Value

STEP, DAY = timedelta(microseconds=1), timedelta(days=1)
UNDATED = "no day"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Moment(Value):
    """What a decision depends on besides the material: the time, how ids are minted, which of some times are the
    ``updated`` of an entry already, the number of the present walk through the listing."""

    now: datetime
    mint: Mint
    taken: Callable[[Sequence[datetime]], Set[datetime]]
    walk: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scene(Value):
    """What all rows are decided by: ``known`` holds what weak aliases propose and what stood where nothing is now; ``present``
    maps the strong alias of each row shown to the row; ``gone`` holds those of the addresses where nothing is any more;
    ``tries`` counts earlier failures per address; ``clear`` when every row's article is known or was read: only then can
    an entry be missed; ``seen`` holds the new rows whose first sight is another than now."""

    source: Source
    results: Mapping[str, Result]
    known: Mapping[str, Entry]
    present: Mapping[str, Row]
    gone: Set[str]
    tries: Mapping[str, int]
    clear: bool
    at: Moment
    seen: Mapping[str, datetime]


def beneath(matches: Iterable[Match], now: datetime) -> dict[str, datetime]:
    """Address of a new row → when it counts as first seen, where it stands below a known one of the same day: a moment before that.

    Where days are alike first sight gives the order, and older pages are read later than newer ones; never by more than a day.  In a
    list without any dates first sight is all there is: what an older page shows counts as seen before all that stands above it.
    """
    lowest: dict[object, datetime] = {}
    found: dict[str, datetime] = {}
    for match in matches:
        if match.entry is not None:
            day, seen = _of_known(match.entry), match.entry.first_seen
            lowest[day] = min(seen, lowest.get(day, seen))
        elif match.row.published is not None or match.old:
            day = _day(match.row.published)
            if (above := lowest.get(day)) and timedelta() < now - above and (day == UNDATED or now - above < DAY):
                lowest[day] = found[match.row.url] = above - STEP
    return found


def _of_known(entry: Entry) -> object:
    return UNDATED if entry.dated_by == "first-seen" else _day(entry.published)


def _day(stamp: Stamp | None) -> object:
    if stamp is None:
        return UNDATED
    return stamp.at.date() if stamp.precision == "day" else stamp.at
