"""What a refresh changes, gathered row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .record import Waiting

if TYPE_CHECKING:
    from .model import Entry, Revision, Row


@dataclass(slots=True)
class Changes:
    """``entries`` maps an id to its new value; ``met`` are those shown;
    ``walk_again`` when something can only be told by a walk through all pages."""

    entries: dict[str, Entry] = field(default_factory=dict)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    walk_again: bool = False

    def count(self, kind: str) -> int:
        return sum(value == kind for value in self.kinds.values())

    @property
    def visible(self) -> bool:
        """True when subscribers see a difference."""
        return bool(self.kinds)

    def keep(self, entry: Entry, kind: str = "") -> None:
        self.entries[entry.id] = entry
        if kind and self.kinds.get(entry.id) != "new":
            self.kinds[entry.id] = kind

    def wait(self, row: Row, tries: int, why: str) -> None:
        self.waiting.append(Waiting(row, tries, why))
