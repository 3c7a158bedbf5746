"""A store in memory that works: the twin of the real ones, held to the same contract."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from feedsvc.errors import BusyError, StoreError, UnstorableError
from feedsvc.model import Entry, Page, Revision
from feedsvc.record import Commit, Outcome, SourceState
from feedsvc.skew import still_ahead
from feedsvc.stores.codec import pack
from feedsvc.stores.retention import (
    FARTHEST,
    JOURNAL_DAYS,
    JOURNAL_ROWS,
    NOTE_ROWS,
    OUTBOX_ROWS,
    QUARANTINE_ROWS,
    REVISION_ROWS,
    entry_names,
    forgotten,
    kept_bytes,
)


class FakeStore:
    """Everything in dictionaries; ``fail`` makes the next commit raise, as a full disk would; ``wary`` when it refuses texts
    that the real ones cannot hold, which takes as long as all its other work."""

    def __init__(self, wary: bool = True) -> None:
        self.wary = wary
        self.fail: StoreError | None = None
        self._locked = False
        self._states: dict[str, SourceState] = {}
        self._entries: dict[str, Entry] = {}
        self._newest: list[Entry] = []
        self._aliases: dict[str, str] = {}
        self._revisions: dict[str, dict[int, Revision]] = {}
        self._journal: list[Outcome] = []
        self._notes: dict[str, list[tuple[datetime, str]]] = {}
        self._quarantine: dict[str, list[tuple[datetime, Page, str]]] = {}
        self._values: dict[str, str] = {}
        self._archives: dict[str, list[tuple[Entry, ...]]] = {}
        self._changes: dict[str, list[int]] = {}
        self._outbox: list[tuple[int, str, bool]] = []

    def state(self, key: str) -> SourceState:
        return self._states.get(key, SourceState(key))

    def states(self) -> dict[str, SourceState]:
        return dict(sorted(self._states.items()))

    def find(self, aliases: Iterable[str]) -> dict[str, Entry]:
        return {alias: self._entries[self._aliases[alias]] for alias in aliases if alias in self._aliases}

    def entry(self, entry_id: str) -> Entry | None:
        return self._entries.get(entry_id)

    def entries(self, sources: Sequence[str], limit: int | None = None, state: str = "live") -> list[Entry]:
        wanted = set(sources)
        return [entry for entry in self._newest if entry.state == state and not wanted.isdisjoint(entry.sources)][:limit]

    def loose(self, feed: str, sources: Sequence[str], limit: int) -> list[Entry]:
        held: dict[str, datetime] = {}
        for entry in (entry for archive in self._archives.get(feed, []) for entry in archive):
            held[entry.id] = max(entry.updated, held.get(entry.id, entry.updated))
        oldest = reversed(self.entries(sources))
        return [entry for entry in oldest if entry.id not in held or held[entry.id] < entry.updated][:limit]

    def archives(self) -> dict[str, tuple[int, ...]]:
        return {feed: tuple(changes) for feed, changes in sorted(self._changes.items())}

    def archived(self, feed: str, number: int) -> list[Entry]:
        return sorted(self._archives[feed][number - 1], key=lambda entry: entry.id)

    def close_archive(self, feed: str, entries: Sequence[Entry]) -> None:
        self._archives.setdefault(feed, []).append(tuple(entries))
        self._changes.setdefault(feed, []).append(0)

    def _leave_archives(self, gone: Entry) -> None:
        archives = {feed: list(kept) for feed, kept in self._archives.items()}
        changes = {feed: list(kept) for feed, kept in self._changes.items()}
        for feed, kept in archives.items():
            for place, archive in enumerate(kept):
                kept[place] = tuple(gone if entry.id == gone.id else entry for entry in archive)
                changes[feed][place] += any(entry.id == gone.id for entry in archive)
        self._archives, self._changes = archives, changes

    def outbox(self, after: int, limit: int) -> list[tuple[int, Entry, bool]]:
        return [(serial, self._entries[name], fresh) for serial, name, fresh in self._outbox if serial > after][:limit]

    def outbox_end(self) -> int:
        return self._outbox[-1][0] if self._outbox else 0

    def forget_told(self, until: int | None) -> None:
        spare = self.outbox_end() - OUTBOX_ROWS
        last = spare if until is None else min(until, spare)
        self._outbox = [row for row in self._outbox if row[0] > last]

    def due(self, source: str, now: datetime, limit: int) -> list[Entry]:
        checks = [(entry.next_check, entry.id) for entry in self.entries([source]) if entry.next_check]
        return [self._entries[entry_id] for check, entry_id in sorted(checks) if not still_ahead(check, now, FARTHEST)][:limit]

    def taken(self, moments: Iterable[datetime]) -> set[datetime]:
        return {entry.updated for entry in self._entries.values()} & set(moments)

    def counts(self) -> dict[str, int]:
        keys = {key for entry in self._entries.values() if entry.state == "live" for key in entry.sources}
        return {key: len(self.entries([key])) for key in sorted(keys)}

    def aliases(self, entry_id: str) -> list[str]:
        return sorted(alias for alias, target in self._aliases.items() if target == entry_id)

    def revisions(self, entry_id: str) -> list[Revision]:
        return [revision for _, revision in sorted(self._revisions.get(entry_id, {}).items())]

    def journal(self, source: str | None = None, limit: int = 50) -> list[Outcome]:
        return [outcome for outcome in reversed(self._journal) if source in (None, outcome.source)][:limit]

    def notes(self, entry_or_source: str, limit: int = 50) -> list[tuple[datetime, str]]:
        return self._notes.get(entry_or_source, [])[::-1][:limit]

    def quarantine(self, source: str) -> list[tuple[datetime, Page, str]]:
        return self._quarantine.get(source, [])[::-1]

    def commit(self, commit: Commit) -> None:
        if self.fail:
            raise self.fail
        before = {name: copy.copy(value) for name, value in vars(self).items()}
        try:
            self._apply(commit, commit.outcome.at or datetime.now(UTC))
        except BaseException:
            vars(self).update(before)
            raise

    def _apply(self, commit: Commit, at: datetime) -> None:
        if self.wary:
            _refuse_broken_text(commit)
        source = commit.outcome.source
        self._states |= {state.key: state for state in (commit.state, *commit.others)}
        for entry in commit.entries:
            known = self._entries.get(entry.id)
            if known is None or known.updated != entry.updated:
                self._outbox = [*self._outbox, (self.outbox_end() + 1, entry.id, known is None)]
        self._entries |= {entry.id: entry for entry in commit.entries}
        self._newest = sorted(self._entries.values(), key=lambda entry: entry.order, reverse=True)
        for alias, entry_id in commit.aliases:
            self._aliases[alias] = self._known(entry_id)
        for revision in commit.revisions:
            self._keep_revisions(self._known(revision.entry_id), [revision])
        for entry in commit.entries:
            if entry.state == "withdrawn":
                self._leave_archives(entry)
                self._keep_revisions(entry.id, [forgotten(revision) for revision in self.revisions(entry.id)])
        self._keep_outcome(replace(commit.outcome, at=at), at)
        for text in commit.notes:
            for subject in (source, *entry_names(text)):
                self._notes[subject] = [*self._notes.get(subject, []), (at, text)][-NOTE_ROWS:]
        if commit.quarantine:
            page, reason = commit.quarantine
            kept_page = (at, replace(page, body=kept_bytes(page.body)), reason)
            self._quarantine[source] = [*self._quarantine.get(source, []), kept_page][-QUARANTINE_ROWS:]

    def _keep_revisions(self, entry_id: str, revisions: list[Revision]) -> None:
        kept = self._revisions.get(entry_id, {}) | {revision.number: revision for revision in revisions}
        self._revisions[entry_id] = {number: kept[number] for number in sorted(kept)[-REVISION_ROWS:]}

    def _keep_outcome(self, outcome: Outcome, at: datetime) -> None:
        oldest = at - timedelta(days=JOURNAL_DAYS)
        own = [row for row in self._journal if row.source == outcome.source]
        kept = [row for row in own if (row.at or at) >= oldest][1 - JOURNAL_ROWS :]
        gone = {id(row) for row in own} - {id(row) for row in kept}
        self._journal = [*(row for row in self._journal if id(row) not in gone), outcome]

    def _known(self, entry_id: str) -> str:
        if entry_id not in self._entries:
            raise StoreError(f"There is no entry {entry_id}.", "Commit the entry with its aliases.")
        return entry_id

    def get_value(self, key: str) -> Any:
        return json.loads(self._values[key]) if key in self._values else None

    def set_value(self, key: str, value: Any) -> None:
        self._values.pop(key, None)
        if value is not None:
            self._values[key] = json.dumps(value)

    def at_hand(self) -> AbstractContextManager[None]:
        return nullcontext()

    @contextmanager
    def lock(self) -> Iterator[None]:
        if self._locked:
            raise BusyError("Another feedsvc is at work: this very process.", "Wait until it has finished.")
        self._locked = True
        try:
            yield
        finally:
            self._locked = False

    def backup(self, path: Path) -> None:
        path.write_text(json.dumps(sorted(self._entries)))

    def check(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None: ...


def _refuse_broken_text(commit: Commit) -> None:
    try:
        pack(replace(commit, quarantine=None)).encode()
    except UnicodeError as error:
        raise UnstorableError(f"A text cannot be stored: {error}.", "Please report this as a mistake.") from error
