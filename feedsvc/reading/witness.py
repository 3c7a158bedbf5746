"""One date a page gives, with how much its place says that it is the time of publishing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ..model import Row, Stamp
from .date_forms import Habit


@dataclass(frozen=True, slots=True)
class Witness:
    """One date with the weight of its place; ``kind`` is "published" or "updated"."""

    stamp: Stamp
    weight: float
    source: str
    zoned: bool = False
    kind: str = "published"
    inferred: bool = False
    line: int = -1
    labelled: bool = False

    @property
    def family(self) -> str:
        """Where it was found, without the place in it: lines and elements of one page often repeat each other."""
        return "line" if self.line >= 0 else self.source


@dataclass(frozen=True, slots=True)
class Setting:
    """What reading a date needs to know of the page: its zone's name, the present, which of day and month comes first, how the
    listing shows the article, and the ``day`` its address names."""

    zone: str
    now: datetime | None
    order: Habit | None
    row: Row | None = None
    day: date | None = None
