"""The store in plain SQL that SQLite and PostgreSQL both speak; parameters are written "?".

What differs between the two (connecting, transactions, locking, copying) is behind ``Connector``.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from ..errors import StoreError
from ..model import Entry, Page, Revision
from ..record import Commit, Outcome, SourceState
from ..skew import SKEW
from .codec import dump, from_micros, pack, to_micros, unpack
from .connector import Connector, migrate
from .migrations import MIGRATIONS, Step
from .retention import (
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

T = TypeVar("T")
CHUNK = 500
AT_HAND = 128
"""Entries kept unpacked while feeds are rendered: those of a feed or two, which are also those of the merged one."""


class SqlStore:
    """The Store of ports.py.  Times come back in UTC, but for a ``Stamp``, which keeps its zone offset."""

    def __init__(self, connector: Connector, steps: Sequence[Step] = MIGRATIONS) -> None:
        self._db = connector
        self._states: dict[str, tuple[int, SourceState]] = {}
        self._kept: dict[tuple[int, int], Entry] | None = None
        migrate(connector, steps)

    # --- sources ---------------------------------------------------------------------------------

    def state(self, key: str) -> SourceState:
        rows = self._db.query("SELECT body, crc FROM source_state WHERE key = ?", (key,))
        if not rows:
            return SourceState(key)
        body, crc = self._sound(*rows[0]), rows[0][1]
        if self._states.get(key, (None,))[0] != crc:
            self._states[key] = (crc, unpack(SourceState, body))
        return self._states[key][1]

    def states(self) -> dict[str, SourceState]:
        """Every pass asks for the states of all sources, and all but one are as they were: their checksums tell."""
        rows = self._db.query("SELECT key, crc FROM source_state ORDER BY key")
        return {key: self._states[key][1] if self._states.get(key, (None,))[0] == crc else self.state(key) for key, crc in rows}

    # --- entries ---------------------------------------------------------------------------------

    def find(self, aliases: Iterable[str]) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for marks, names in _chunks(aliases):
            rows = self._db.query(
                f"SELECT alias, body, crc FROM alias JOIN entry ON entry.id = entry_id WHERE alias IN ({marks})", names
            )
            found |= {alias: self._entry(body, crc) for alias, body, crc in rows}
        return found

    def entry(self, entry_id: str) -> Entry | None:
        rows = self._db.query("SELECT body, crc FROM entry WHERE id = ?", (entry_id,))
        return self._entry(*rows[0]) if rows else None

    def entries(self, sources: Sequence[str], limit: int | None = None, state: str = "live") -> list[Entry]:
        if not sources:
            return []
        rows = self._db.query(
            "SELECT body, crc FROM (SELECT DISTINCT entry_id, order_at, first_seen FROM entry_source"
            f" WHERE source IN ({_marks(sources)}) AND state = ?"
            " ORDER BY order_at DESC, first_seen DESC, entry_id DESC" + ("" if limit is None else " LIMIT ?") + ") AS newest"
            " JOIN entry ON entry.id = entry_id ORDER BY newest.order_at DESC, newest.first_seen DESC, entry_id DESC",
            (*sources, state, *(() if limit is None else (limit,))),
        )
        return [self._entry(body, crc) for body, crc in rows]

    def loose(self, feed: str, sources: Sequence[str], limit: int) -> list[Entry]:
        if not sources:
            return []
        rows = self._db.query(
            "SELECT body, crc FROM (SELECT DISTINCT entry_source.entry_id, entry_source.order_at, entry_source.first_seen FROM entry_source"
            f" JOIN entry AS own ON own.id = entry_source.entry_id WHERE source IN ({_marks(sources)}) AND entry_source.state = 'live'"
            " AND NOT EXISTS (SELECT 1 FROM archived WHERE archived.entry_id = entry_source.entry_id AND feed = ?"
            " AND archived.updated >= own.updated)"
            " ORDER BY entry_source.order_at, entry_source.first_seen, entry_source.entry_id LIMIT ?) AS loose"
            " JOIN entry ON entry.id = entry_id ORDER BY loose.order_at, loose.first_seen, entry_id",
            (*sources, feed, limit),
        )
        return [self._entry(body, crc) for body, crc in rows]

    def archives(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for feed, changes in self._db.query("SELECT feed, changes FROM archive ORDER BY feed, number"):
            found[feed] = (*found.get(feed, ()), changes)
        return found

    def archived(self, feed: str, number: int) -> list[Entry]:
        rows = self._db.query("SELECT body, crc FROM archived WHERE feed = ? AND number = ? ORDER BY entry_id", (feed, number))
        return [self._entry(body, crc) for body, crc in rows]

    def outbox(self, after: int, limit: int) -> list[tuple[int, Entry, bool]]:
        rows = self._db.query(
            "SELECT serial, fresh, body, crc FROM outbox JOIN entry ON entry.id = entry_id WHERE serial > ? ORDER BY serial LIMIT ?",
            (after, limit),
        )
        return [(serial, self._entry(body, crc), bool(fresh)) for serial, fresh, body, crc in rows]

    def outbox_end(self) -> int:
        return int(self._db.query("SELECT COALESCE(MAX(serial), 0) FROM outbox")[0][0])

    def forget_told(self, until: int | None) -> None:
        spare = self.outbox_end() - OUTBOX_ROWS
        last = spare if until is None else min(until, spare)
        if last > 0 and self._db.query("SELECT 1 FROM outbox WHERE serial <= ? LIMIT 1", (last,)):
            with self._db.transaction():
                self._db.write("DELETE FROM outbox WHERE serial <= ?", [(last,)])

    def due(self, source: str, now: datetime, limit: int) -> list[Entry]:
        rows = self._db.query(  # as skew.still_ahead says it
            "SELECT body, crc FROM entry WHERE (next_check <= ? OR next_check > ?)"
            " AND EXISTS (SELECT 1 FROM entry_source WHERE entry_id = id AND source = ?) ORDER BY next_check, id LIMIT ?",
            (to_micros(now), to_micros(now + FARTHEST + SKEW), source, limit),
        )
        return [self._entry(body, crc) for body, crc in rows]

    def taken(self, moments: Iterable[datetime]) -> set[datetime]:
        found: set[datetime] = set()
        for marks, micros in _chunks(map(to_micros, moments)):
            rows = self._db.query(f"SELECT DISTINCT updated FROM entry WHERE updated IN ({marks})", micros)
            found |= {from_micros(row[0]) for row in rows}
        return found

    def counts(self) -> dict[str, int]:
        rows = self._db.query("SELECT source, COUNT(*) FROM entry_source WHERE state = 'live' GROUP BY source ORDER BY source")
        return dict(rows)

    def aliases(self, entry_id: str) -> list[str]:
        return [row[0] for row in self._db.query("SELECT alias FROM alias WHERE entry_id = ? ORDER BY alias", (entry_id,))]

    # --- what happened ---------------------------------------------------------------------------

    def revisions(self, entry_id: str) -> list[Revision]:
        rows = self._db.query("SELECT body, crc FROM revision WHERE entry_id = ? ORDER BY number", (entry_id,))
        return [self._read(Revision, body, crc) for body, crc in rows]

    def journal(self, source: str | None = None, limit: int = 50) -> list[Outcome]:
        where, values = ("", ()) if source is None else ("WHERE source = ? ", (source,))
        rows = self._db.query(f"SELECT body, crc FROM journal {where}ORDER BY serial DESC LIMIT ?", (*values, limit))
        return [self._read(Outcome, body, crc) for body, crc in rows]

    def notes(self, entry_or_source: str, limit: int = 50) -> list[tuple[datetime, str]]:
        rows = self._db.query(
            "SELECT body, crc FROM note WHERE subject = ? ORDER BY serial DESC LIMIT ?", (entry_or_source, limit)
        )
        plain = (json.loads(self._sound(body, crc)) for body, crc in rows)
        return [(from_micros(at), text) for at, text in plain]

    def quarantine(self, source: str) -> list[tuple[datetime, Page, str]]:
        rows = self._db.query("SELECT body, bytes, crc FROM quarantine WHERE source = ? ORDER BY serial DESC", (source,))
        return [self._quarantined(body, bytes(content), crc) for body, content, crc in rows]

    def _quarantined(self, body: str, content: bytes, crc: int) -> tuple[datetime, Page, str]:
        at, url, headers, reason = json.loads(self._sound(body, crc, content))
        return from_micros(at), Page(url, content, headers), reason

    # --- changing --------------------------------------------------------------------------------

    def commit(self, commit: Commit) -> None:
        at = commit.outcome.at or datetime.now(UTC)
        states = [(state, *_sealed(pack(state))) for state in (commit.state, *commit.others)]
        with self._db.transaction():
            self._upsert("source_state", ("key",), ("body", "crc"), [(state.key, body, crc) for state, body, crc in states])
            changes = self._changes(commit.entries)
            self._put_entries(commit.entries)
            self._put_outbox(changes)
            self._put_aliases(commit.aliases)
            self._put_revisions(commit)
            self._put_outcome(commit.outcome, at)
            self._put_notes(commit, at)
            if commit.quarantine:
                self._put_quarantine(commit.outcome.source, at, *commit.quarantine)
        self._states |= {state.key: (crc, state) for state, _, crc in states}  # what was just written need not be read

    def close_archive(self, feed: str, entries: Sequence[Entry]) -> None:
        with self._db.transaction():
            number = self._db.query("SELECT COUNT(*) FROM archive WHERE feed = ?", (feed,))[0][0] + 1
            self._db.write("INSERT INTO archive (feed, number, changes) VALUES (?, ?, 0)", [(feed, number)])
            rows = [(feed, number, entry.id, to_micros(entry.updated), *_sealed(pack(entry))) for entry in entries]
            self._db.write("INSERT INTO archived (feed, number, entry_id, updated, body, crc) VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _put_entries(self, entries: Sequence[Entry]) -> None:
        columns = ("state", "order_at", "first_seen", "updated", "next_check", "body", "crc")
        self._upsert("entry", ("id",), columns, map(_entry_row, entries))
        self._db.write("DELETE FROM entry_source WHERE entry_id = ?", [(entry.id,) for entry in entries])
        members = [row for entry in entries for row in _member_rows(entry)]
        self._db.write("INSERT INTO entry_source (entry_id, source, state, order_at, first_seen) VALUES (?, ?, ?, ?, ?)", members)
        self._put_withdrawn([entry for entry in entries if entry.state == "withdrawn"])

    def _changes(self, entries: Sequence[Entry]) -> list[tuple[str, int]]:
        """(id, whether it is new) of the entries that are new, or whose ``updated`` moves."""
        known: dict[str, int] = {}
        for marks, ids in _chunks(entry.id for entry in entries):
            known |= dict(self._db.query(f"SELECT id, updated FROM entry WHERE id IN ({marks})", ids))
        return [(entry.id, entry.id not in known) for entry in entries if known.get(entry.id) != to_micros(entry.updated)]

    def _put_outbox(self, changes: Sequence[tuple[str, int]]) -> None:
        self._db.write("INSERT INTO outbox (entry_id, fresh) VALUES (?, ?)", [(entry_id, int(fresh)) for entry_id, fresh in changes])

    def _put_withdrawn(self, entries: Sequence[Entry]) -> None:
        """What is withdrawn leaves the archives too: they keep no word of it."""
        places = [(entry.id,) for entry in entries]
        held = "(SELECT 1 FROM archived WHERE archived.feed = archive.feed AND archived.number = archive.number AND entry_id = ?)"
        self._db.write(f"UPDATE archive SET changes = changes + 1 WHERE EXISTS {held}", places)
        rows = [(to_micros(entry.updated), *_sealed(pack(entry)), entry.id) for entry in entries]
        self._db.write("UPDATE archived SET updated = ?, body = ?, crc = ? WHERE entry_id = ?", rows)

    def _put_aliases(self, aliases: Sequence[tuple[str, str]]) -> None:
        self._upsert("alias", ("alias",), ("entry_id",), dict(aliases).items())

    def _put_revisions(self, commit: Commit) -> None:
        self._write_revisions(commit.revisions)
        for entry in commit.entries:
            if entry.state == "withdrawn":
                self._write_revisions([forgotten(revision) for revision in self.revisions(entry.id)])
        oldest = [(revision.entry_id, revision.number - REVISION_ROWS) for revision in commit.revisions]
        self._db.write("DELETE FROM revision WHERE entry_id = ? AND number <= ?", oldest)

    def _write_revisions(self, revisions: Sequence[Revision]) -> None:
        rows = [(revision.entry_id, revision.number, *_sealed(pack(revision))) for revision in revisions]
        self._upsert("revision", ("entry_id", "number"), ("body", "crc"), rows)

    def _put_outcome(self, outcome: Outcome, at: datetime) -> None:
        row = (outcome.source, to_micros(at), *_sealed(pack(replace(outcome, at=at))))
        self._db.write("INSERT INTO journal (source, at, body, crc) VALUES (?, ?, ?, ?)", [row])
        old = to_micros(at - timedelta(days=JOURNAL_DAYS))
        self._db.write("DELETE FROM journal WHERE source = ? AND at < ?", [(outcome.source, old)])
        self._trim("journal", "source", outcome.source, JOURNAL_ROWS)

    def _put_notes(self, commit: Commit, at: datetime) -> None:
        rows = [
            (subject, *_sealed(dump([to_micros(at), text])))
            for text in commit.notes
            for subject in (commit.outcome.source, *entry_names(text))
        ]
        self._db.write("INSERT INTO note (subject, body, crc) VALUES (?, ?, ?)", rows)
        for subject in {row[0] for row in rows}:
            self._trim("note", "subject", subject, NOTE_ROWS)

    def _put_quarantine(self, source: str, at: datetime, page: Page, reason: str) -> None:
        content = kept_bytes(page.body)
        body = dump([to_micros(at), page.url, dict(page.headers), reason])
        row = (source, body, content, _crc(body, content))
        self._db.write("INSERT INTO quarantine (source, body, bytes, crc) VALUES (?, ?, ?, ?)", [row])
        self._trim("quarantine", "source", source, QUARANTINE_ROWS)

    def _upsert(self, table: str, key: Sequence[str], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        names = (*key, *columns)
        changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
        self._db.write(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({_marks(names)})"
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}",
            rows,
        )

    def _trim(self, table: str, column: str, value: str, rows: int) -> None:
        """Keep the newest ``rows`` rows whose ``column`` is ``value``."""
        self._db.write(
            f"DELETE FROM {table} WHERE {column} = ? AND serial <="
            f" (SELECT serial FROM {table} WHERE {column} = ? ORDER BY serial DESC LIMIT 1 OFFSET {rows})",
            [(value, value)],
        )

    # --- small values ----------------------------------------------------------------------------

    def get_value(self, key: str) -> Any:
        rows = self._db.query("SELECT body, crc FROM value WHERE name = ?", (key,))
        return json.loads(self._sound(*rows[0])) if rows else None

    def set_value(self, key: str, value: Any) -> None:
        with self._db.transaction():
            if value is None:
                self._db.write("DELETE FROM value WHERE name = ?", [(key,)])
            else:
                self._upsert("value", ("name",), ("body", "crc"), [(key, *_sealed(dump(value)))])

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        self._kept = {}
        try:
            yield
        finally:
            self._kept = None

    # --- the database as a whole -----------------------------------------------------------------

    def lock(self) -> AbstractContextManager[None]:
        return self._db.lock()

    def backup(self, path: Path) -> None:
        self._db.backup(path)

    def check(self) -> tuple[str, ...]:
        """Read everything: what is wrong with the database and its rows, in words; empty when all is well."""
        problems = list(self._db.check())
        for table in ("source_state", "entry", "revision", "journal", "note", "value", "archived"):
            problems += self._damaged_rows(table)
        return tuple(problems)

    def _damaged_rows(self, table: str) -> list[str]:
        try:
            rows = self._db.query(f"SELECT body, crc FROM {table}")
        except StoreError as error:
            return [f"table {table}: {error.message}"]
        bad = sum(1 for body, crc in rows if not _is_sound(body, crc))
        return [f"{bad} of {len(rows)} rows in table {table} are damaged"] if bad else []

    def close(self) -> None:
        self._db.close()

    def _sound(self, body: Any, crc: Any, content: bytes = b"") -> str:
        if not _is_sound(body, crc, content):
            raise StoreError(f"{self._db.where} is damaged: a row does not match its checksum.", DAMAGED)
        return str(body)

    def _entry(self, body: Any, crc: Any) -> Entry:
        if self._kept is None:
            return self._read(Entry, body, crc)
        mark = (crc, hash(body))
        if mark not in self._kept:
            if len(self._kept) >= AT_HAND:
                self._kept.clear()
            self._kept[mark] = self._read(Entry, body, crc)
        return self._kept[mark]

    def _read(self, cls: type[T], body: Any, crc: Any) -> T:
        return unpack(cls, self._sound(body, crc))


DAMAGED = (
    "Nothing was published from it. Put the newest backup back ('feedsvc restore FILE'); without one, move the database away:"
    " the next refresh takes articles and ids over from the published feeds."
)


def _crc(body: str, content: bytes = b"") -> int:
    return zlib.crc32(content, zlib.crc32(body.encode("utf-8", "surrogatepass")))  # the database refuses broken text, in words


def _sealed(body: str) -> tuple[str, int]:
    return body, _crc(body)


def _is_sound(body: Any, crc: Any, content: bytes = b"") -> bool:
    return isinstance(body, str) and _crc(body, content) == crc


def _entry_row(entry: Entry) -> tuple[Any, ...]:
    order_at, first_seen, _ = entry.order
    check = to_micros(entry.next_check) if entry.next_check and entry.state == "live" else None
    times = (to_micros(order_at), to_micros(first_seen), to_micros(entry.updated), check)
    return (entry.id, entry.state, *times, *_sealed(pack(entry)))


def _member_rows(entry: Entry) -> list[tuple[Any, ...]]:
    order_at, first_seen, _ = entry.order
    times = (to_micros(order_at), to_micros(first_seen))
    return [(entry.id, source, entry.state, *times) for source in dict.fromkeys(entry.sources)]


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def _chunks(values: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Question marks and values, few enough at a time for any database."""
    each = list(dict.fromkeys(values))
    for start in range(0, len(each), CHUNK):
        part = each[start : start + CHUNK]
        yield _marks(part), part
