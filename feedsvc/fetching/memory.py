"""What the door remembers between processes: robots.txt, waiting times and daily counts per host."""

from __future__ import annotations

from typing import Protocol


class Memory(Protocol):
    """Small notes that outlive the process: a key such as "robots https://example.org" → a JSON text."""

    def load(self, key: str) -> str | None: ...

    def save(self, key: str, note: str) -> None: ...


class Forgetful:
    """A Memory for one process only."""

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}

    def load(self, key: str) -> str | None:
        return self.notes.get(key)

    def save(self, key: str, note: str) -> None:
        self.notes[key] = note
