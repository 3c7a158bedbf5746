"""SQLite, the embedded default: one file, one writer at a time, rollback journal.

No WAL: SQLite before 3.51.3 can lose commits or damage the file with it (https://sqlite.org/wal.html), and it does
not work on network file systems.  ``synchronous=FULL`` makes a commit survive a power loss.  The journal is emptied, not
deleted, after each commit: a file made and deleted every time costs ext4 more than the commit's own writes.

Trust: a full check costs about 4 ms per MiB, too dear for every start.  So each clean close notes size, time and inode of
the file, and an open that finds them as noted believes the file; otherwise (another program, a crash, a restored copy), and
once a day, it is checked in full.  Rows carry checksums besides, see migrations.py.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from ..errors import StoreError, UnstorableError, os_words, whose
from ..record import TO_TAKE_OVER
from .connector import Row
from .flock import exclusive
from .sql import DAMAGED, SqlStore

APPLICATION_ID = 0x66656564  # "feed": tells our database from another program's
MAGIC = b"SQLite format 3\0"
DAY = 86400
WAIT_SECONDS = 10.0
BESIDE = (".seen", "-journal")
"""What an open leaves beside the file; of a copy that nobody else has open it can go."""
PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON", "trusted_schema=OFF", "cell_size_check=ON", "cache_size=-512")


def open_url(url: str) -> SqlStore:
    """The store in the file named after ``sqlite:`` (two slashes before an absolute path are allowed)."""
    return open_file(_path(url))


def _path(url: str) -> Path:
    return Path(url.partition(":")[2].removeprefix("//"))


def open_file(path: Path) -> SqlStore:
    connector = SqliteConnector(path)
    try:
        return SqlStore(connector)
    except BaseException:
        connector.close()
        raise


@contextmanager
def restored(url: str, backup: Path) -> Iterator[tuple[SqlStore, Path | None]]:
    """As ``stores.restored``."""
    path = _path(url)
    fresh = path.with_name(f".{path.name}.restored")
    with exclusive(path.parent / "lock"):
        try:
            take_over(backup, fresh)
            kept = _replaced(path, fresh)
        except OSError as error:
            raise StoreError(*os_words(error, f"the backup {backup}")) from error
        finally:
            clear(fresh)
        with closing(open_file(path)) as store:
            yield store, kept


def _replaced(path: Path, fresh: Path) -> Path | None:
    """``fresh`` in the place of ``path``; where that one is kept.  Killed anywhere, the one or the other stands there whole.

    What a killed writer left in the journal belongs to its own database, and is undone there first: SQLite would write its old
    pages into another.  A database that cannot be read any more is kept without it.
    """
    kept = path.with_name(f"{path.name}.before-restore") if path.exists() else None
    if kept is not None:
        with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as old:
            old.execute("SELECT 1 FROM sqlite_master").fetchone()
        _keep(path, kept)
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    os.replace(fresh, path)
    _sync(path.parent)
    return kept


def _keep(path: Path, kept: Path) -> None:
    """Under a second name, which needs no room on a disk that may be full; as a copy where files have one name only."""
    kept.unlink(missing_ok=True)
    try:
        os.link(path, kept)
    except OSError:
        shutil.copyfile(path, kept)
        _sync(kept)


def clear(fresh: Path) -> None:
    """Away with the copy of a backup, and all that its opens left beside it: notes, a journal, the copy made before it migrated."""
    for path in fresh.parent.iterdir() if fresh.parent.is_dir() else ():
        if path.name.startswith(fresh.name):
            path.unlink(missing_ok=True)


def take_over(backup: Path, fresh: Path) -> None:
    """Copies a backup, brings the copy's schema up to date, checks it, and notes that what came after it is to be taken over.

     Raises StoreError when it is damaged, foreign, or from a newer version."""
    shutil.copyfile(backup, fresh)
    with fresh.open("rb") as file:
        begins = file.read(len(MAGIC))
    if begins != MAGIC:  # SQLite would take an empty file for a new database
        raise StoreError(f"The backup {backup} is no database.", "Nothing was changed. Name a file that 'feedsvc backup' wrote.")
    copy = open_file(fresh)
    try:
        if problems := copy.check():
            raise StoreError(f"The backup {backup} is damaged: {problems[0]}.", "Nothing was changed. Restore an older one.")
        copy.set_value(TO_TAKE_OVER, True)
    finally:
        copy.close()
    _sync(fresh)


class SqliteConnector:
    """One connection to one file; safe to share between threads."""

    words = {"key": "TEXT", "serial": "INTEGER PRIMARY KEY AUTOINCREMENT", "blob": "BLOB"}

    def __init__(self, path: Path) -> None:
        self.path = path
        self.where = f"The database {path}"
        self.guard = threading.RLock()
        self._note = path.with_name(f"{path.name}.seen")
        self._checked = 0
        self._make_folder()
        self._in_words = _InWords(self)
        self._open()

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(*os_words(error, f"the folder {self.path.parent}")) from error

    def _open(self) -> None:
        with self._in_words:
            self._db = sqlite3.connect(self.path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise
        self._opened = _identity(self.path)

    def _prepare(self) -> None:
        for pragma in PRAGMAS:
            self.query(f"PRAGMA {pragma}")
        self.query("PRAGMA journal_mode=TRUNCATE")
        self._refuse_foreign()
        self._check_once()

    def _refuse_foreign(self) -> None:
        """In this order: another process may be making the schema, mark and tables in one transaction, right now."""
        tables = self.query("SELECT 1 FROM sqlite_master LIMIT 1")
        if tables and self.query("PRAGMA application_id")[0][0] != APPLICATION_ID:
            raise StoreError(f"{self.where} belongs to another program.", "Name another file as the store in config.toml.")

    def _check_once(self) -> None:
        """Check in full unless the file is as its last user left it, checked within a day."""
        noted = _noted(self._note)
        if noted[1:] == _fingerprint(self.path) and abs(time.time() - noted[0]) < DAY:
            self._checked = noted[0]
            return
        if problems := self.check():
            raise StoreError(f"{self.where} is damaged: {problems[0]}.", DAMAGED)

    def _note_close(self) -> None:
        with suppress(OSError):  # one who may only read leaves no note; the next open then checks
            words = [self._checked, *_fingerprint(self.path)]
            if _noted(self._note) != words:
                self._note.write_text(json.dumps(words))

    # --- the Connector protocol --------------------------------------------------------------------

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        with self._in_words:
            return self._db.execute(sql, values).fetchall()

    def write(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        if rows := list(rows):  # most statements of most passes have none
            with self._in_words:
                self._db.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.guard:
            self.query("BEGIN IMMEDIATE")
            try:
                yield
                self.query("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled back already
                    self._db.execute("ROLLBACK")
                raise

    def version(self) -> int:
        return int(self.query("PRAGMA user_version")[0][0])

    def set_version(self, version: int) -> None:
        self.query(f"PRAGMA application_id = {APPLICATION_ID}")
        self.query(f"PRAGMA user_version = {version}")

    def before_migration(self, version: int) -> None:
        self.backup(self.path.with_name(f"{self.path.name}.v{version}.bak"))

    @contextmanager
    def lock(self) -> Iterator[None]:
        with exclusive(self.path.parent / "lock"):
            self._follow()
            yield

    def _follow(self) -> None:
        """While another had the lock a backup may have come in the place of the file we have open: that one is the store now."""
        with self.guard:
            if _identity(self.path) not in (None, self._opened):
                self._db.close()
                self._open()

    def backup(self, path: Path) -> None:
        """A consistent copy, also while others write; replaces the file at ``path`` only when complete."""
        partial = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")  # several may copy at once
        try:
            partial.touch()
            with self._in_words, closing(sqlite3.connect(partial)) as copy:
                self._db.backup(copy)
            _sync(partial)
            os.replace(partial, path)
            _sync(path.parent)
        except OSError as error:
            raise StoreError(*os_words(error, f"the copy {path}")) from error
        finally:
            partial.unlink(missing_ok=True)

    def check(self) -> tuple[str, ...]:
        """SQLite's own full check, which compares tables with indexes as well."""
        found = [str(row[0]) for row in self.query("PRAGMA integrity_check(5)")]
        if found != ["ok"]:
            return tuple(found)
        self._checked = int(time.time())
        return ()

    def close(self) -> None:
        with self.guard:
            self._db.close()
            if self._checked:
                self._note_close()

    def explained(self, error: sqlite3.Error) -> StoreError:
        name = getattr(error, "sqlite_errorname", None) or ""
        for prefix, (cause, step) in CAUSES.items():
            if name.startswith(prefix):
                return StoreError(f"{self.where} {cause} ({error}; {whose(self.path)}).", step.format(folder=self.path.parent))
        if "decode to UTF-8" in str(error):  # its words quote the whole row
            return StoreError(f"{self.where} is damaged: a text is not UTF-8.", DAMAGED)
        return StoreError(f"{self.where} failed: {error}.", "Run feedsvc doctor.")


class _InWords:
    """One statement at a time, its failure told in plain words.  A class, as generators cost a warm pass a tenth of a millisecond."""

    def __init__(self, connector: SqliteConnector) -> None:
        self._connector = connector

    def __enter__(self) -> None:
        self._connector.guard.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._connector.guard.release()
        if isinstance(error, sqlite3.Error):
            raise self._connector.explained(error) from error
        if isinstance(error, UnicodeError | OverflowError):
            words = f"{self._connector.where} cannot hold a value: {error}."
            raise UnstorableError(words, "Please report this as a mistake.") from error


CAUSES = {
    "SQLITE_CORRUPT": ("is damaged", DAMAGED),
    "SQLITE_NOTADB": ("is damaged or not a database", DAMAGED),
    "SQLITE_BUSY": ("is locked by another program", "Close the program that has it open; the next run tries again."),
    "SQLITE_LOCKED": ("is locked by another program", "Close the program that has it open; the next run tries again."),
    "SQLITE_READONLY": ("may not be written", "Give this user write permission for {folder} and the files in it."),
    "SQLITE_PERM": ("may not be written", "Give this user write permission for {folder} and the files in it."),
    "SQLITE_CANTOPEN": ("cannot be opened", "Check that {folder} exists and that this user may read and write in it."),
    "SQLITE_FULL": ("cannot grow: the disk is full", "Free some space on the disk of {folder}; the next run goes on."),
    "SQLITE_IOERR": ("cannot be read or written: the disk reports an error", "Check the disk and the space left on {folder}."),
    "SQLITE_NOMEM": ("ran out of memory", "Give this process more memory."),
}


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells one file from another under the same name; None where there is none."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def _fingerprint(path: Path) -> list[int]:
    facts = path.stat()
    return [facts.st_size, facts.st_mtime_ns, facts.st_ino]


def _noted(note: Path) -> list[int]:
    """Time of the last full check and the file's fingerprint, as noted; [0] when there is no sound note."""
    try:
        numbers = json.loads(note.read_bytes())
        return [int(number) for number in numbers] or [0]
    except (OSError, ValueError, TypeError):
        return [0]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
