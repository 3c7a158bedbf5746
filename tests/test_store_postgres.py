"""The store contract on PostgreSQL, and what only a server can do to us."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from feedsvc.errors import BusyError, StoreError, UnstorableError
from feedsvc.record import TO_TAKE_OVER
from feedsvc.stores import open_store, restored, sql
from feedsvc.stores.migrations import MIGRATIONS
from feedsvc.stores.sqlite import open_file

from . import postgres_server
from .postgres_server import Server
from .store_contract import NOW, StoreContract, commit, entry

pytestmark = pytest.mark.skipif(bool(postgres_server.missing()), reason=postgres_server.missing())
SCHEMAS = count(1)
Reopen = Callable[[], sql.SqlStore]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres_server.running() as server:
        yield server


@pytest.fixture
def url(server: Server) -> str:
    """A schema of its own for each test."""
    import psycopg

    schema = f"test_{next(SCHEMAS)}"
    with psycopg.connect(server.url("public"), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
    return server.url(schema)


@pytest.fixture
def reopen(url: str) -> Iterator[Reopen]:
    opened: list[sql.SqlStore] = []

    def opener() -> sql.SqlStore:
        store = open_store(url)
        assert isinstance(store, sql.SqlStore)
        opened.append(store)
        return store

    yield opener
    for store in opened:
        store.close()


class TestPostgres(StoreContract):
    pass


def test_busy_names_the_holder(reopen: Reopen) -> None:
    """Who comes second hears process, machine and time; installations in other schemas are not in the way."""
    first, second = reopen(), reopen()
    with first.lock(), pytest.raises(BusyError, match=f"feedsvc process {os.getpid()} on .* since 20"), second.lock():
        pass


def test_other_schema_has_its_own_lock(reopen: Reopen, server: Server) -> None:
    """Two installations in one database do not wait for each other."""
    import psycopg

    with psycopg.connect(server.url("public"), autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS elsewhere")
    other = open_store(server.url("elsewhere"))
    with reopen().lock(), other.lock():
        pass
    other.close()


def test_restarted_server(reopen: Reopen, server: Server) -> None:
    """After a restart of the server reading and writing go on, and the lock is had again."""
    store = reopen()
    store.commit(commit(entry(1)))
    with store.lock():
        server.stop()
        with pytest.raises(StoreError, match="cannot be reached") as caught:
            store.commit(commit(entry(2)))
        assert caught.value.next_step
        server.start()
        store.commit(commit(entry(2)))
        assert len(store.entries(["news"])) == 2
        with pytest.raises(BusyError), reopen().lock():
            pass


@contextmanager
def broken_line(store: sql.SqlStore) -> Iterator[Any]:
    """The store's connection is gone for us, while the server still takes its session, which is given, for alive."""
    connector: Any = store._db
    session, connector._db = connector._db, connector._connect()
    connector._db.close()
    try:
        yield session
    finally:
        session.close()


def test_a_session_the_server_still_takes_for_alive_is_ended(reopen: Reopen) -> None:
    """When the line broke, and the server has not noticed, our own old session does not stand in our way."""
    store, other = reopen(), reopen()
    with store.lock(), broken_line(store):
        store.set_value("z", 3)
        with pytest.raises(BusyError), other.lock():
            pass
    with other.lock():
        assert other.get_value("z") == 3


def test_a_session_that_somebody_else_has_now_is_left_alone(reopen: Reopen) -> None:
    """A pooler keeps our session when the line to us breaks, and gives it to the next; that one may be another feedsvc."""
    store = reopen()
    with store.lock(), broken_line(store) as session:
        session.execute("DISCARD ALL")  # which a pooler does, and which frees the lock
        store.set_value("z", 3)
        assert session.execute("SELECT 1").fetchone() == (1,)
    with store.lock(), broken_line(store) as session:
        session.execute("SET application_name = 'feedsvc process 7 on elsewhere'")
        with pytest.raises(StoreError, match="another feedsvc took over"):
            store.set_value("z", 4)
        assert session.execute("SELECT 1").fetchone() == (1,)
    assert store.get_value("z") == 3


def test_a_silent_server_is_out_of_reach_in_seconds(reopen: Reopen, url: str) -> None:
    """Whoever waits for the store is not held up by a line that takes everything and brings nothing; an operator may say how long."""
    patient = open_store(f"{url}&connect_timeout=60&tcp_user_timeout=120000")
    times = [_line_of(store, "connect_timeout", "tcp_user_timeout", "keepalives_idle") for store in (reopen(), patient)]
    assert times == [["5", "10000", "10"], ["60", "120000", "10"]]
    patient.close()


def _line_of(store: Any, *names: str) -> list[str | None]:
    return [store._db._db.info.get_parameters().get(name) for name in names]


def test_who_lost_the_lock_to_another_writes_nothing(reopen: Reopen) -> None:
    """Once another has taken over, nothing more is written, however often it is tried, until the lock can be had again."""
    store, other = reopen(), reopen()
    pid = store._db.query("SELECT pg_backend_pid()")[0][0]
    with store.lock():
        other._db.query("SELECT pg_terminate_backend(?, 5000)", (pid,))
        with other.lock():
            for _ in range(3):
                with pytest.raises(StoreError, match="another feedsvc took over"):
                    store.set_value("z", 3)
        assert other.get_value("z") is None
        store.set_value("z", 4)
        assert other.get_value("z") == 4


def test_cut_in_a_commit(reopen: Reopen) -> None:
    """A connection cut in the middle of a commit leaves nothing of it; the next commit goes on."""
    store, other = reopen(), reopen()
    pid = store._db.query("SELECT pg_backend_pid()")[0][0]
    with pytest.raises(StoreError, match="cannot be reached"), store._db.transaction():
        store._db.query("INSERT INTO value (name, body, crc) VALUES ('x', '1', 1)")
        other._db.query("SELECT pg_terminate_backend(?)", (pid,))
        store._db.query("INSERT INTO value (name, body, crc) VALUES ('y', '1', 1)")
    store.set_value("z", 3)
    assert (other.get_value("x"), other.get_value("y"), other.get_value("z")) == (None, None, 3)


def test_nobody_there() -> None:
    """A server that is not there is told as such, without the password."""
    with pytest.raises(StoreError, match="cannot be reached") as caught:
        open_store("postgresql://feedsvc:secret@127.0.0.1:1/news")
    assert "secret" not in caught.value.message
    assert "news on 127.0.0.1" in caught.value.message


def test_nul_is_refused(reopen: Reopen) -> None:
    """PostgreSQL has no NUL in an alias: it is refused in words and nothing is left."""
    store = reopen()
    with pytest.raises(UnstorableError, match="cannot hold a value"):
        store.commit(commit(entry(), aliases=(("https://example.org/\0", entry().id),)))
    assert store.entries(["news"]) == []


def test_parallel_first_starts(url: str) -> None:
    """Many first starts at once make one schema."""
    failures: list[BaseException] = []

    def start() -> None:
        try:
            open_store(url).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_migrations(reopen: Reopen) -> None:
    """A further step runs once and keeps what was there; the older version then refuses politely."""
    store = reopen()
    store.commit(commit(entry(1)))
    steps = (*MIGRATIONS, ("CREATE TABLE novelty (name TEXT)", "INSERT INTO novelty VALUES ('x')"))
    for _ in range(2):
        newer = sql.SqlStore(store._db, steps)
    assert (newer._db.query("SELECT name FROM novelty"), len(newer.entries(["news"]))) == ([("x",)], 1)
    with pytest.raises(StoreError, match="newer feedsvc"):
        reopen()


def test_copy_opens_as_a_store(reopen: Reopen, tmp_path: Path) -> None:
    """The copy of a server's store is an SQLite store with the same content."""
    store = reopen()
    entries = [entry(n, sources=("news", "law"), next_check=NOW) for n in range(20)]
    store.commit(commit(*entries, aliases=tuple((each.url, each.id) for each in entries), notes=("a note",)))
    store.set_value("x", {"y": 1})
    store.backup(tmp_path / "copy.db")
    copy = open_file(tmp_path / "copy.db")
    assert copy.entries(["law"]) == store.entries(["law"])
    assert (copy.find([entries[3].url]), copy.notes("news"), copy.get_value("x")) == (
        {entries[3].url: entries[3]},
        [(NOW, "a note")],
        {"y": 1},
    )
    assert copy.check() == store.check() == ()
    copy.commit(commit(entry(99)))
    copy.close()


# --- backups put back -------------------------------------------------------------------------------


def test_a_backup_is_put_back(reopen: Reopen, url: str, tmp_path: Path) -> None:
    """What came after the backup is gone, what was there before is kept beside it, and the next rows are numbered on."""
    store = reopen()
    store.commit(commit(entry(1)))
    store.backup(tmp_path / "old.db")
    store.commit(commit(entry(2)))
    with restored(url, tmp_path / "old.db") as (again, kept):
        assert again.get_value(TO_TAKE_OVER)
        with pytest.raises(BusyError), store.lock():
            pass
    assert [found.id for found in store.entries(["news"])] == [entry(1).id]
    assert len(store.journal()) == 1 and store.check() == ()
    store.commit(commit(entry(3)))
    assert len(store.journal()) == 2 and store.outbox_end() > 1
    assert kept is not None
    before = open_file(kept)
    assert {found.id for found in before.entries(["news"])} == {entry(1).id, entry(2).id}
    before.close()
    assert {path.name for path in tmp_path.iterdir()} <= {"old.db", "old.db.before-restore", "old.db.before-restore.seen"}


def test_a_backup_of_one_kind_fills_the_other(reopen: Reopen, url: str, tmp_path: Path) -> None:
    """An installation that outgrows SQLite takes its store along, and may come back."""
    small = open_file(tmp_path / "small.db")
    small.commit(commit(entry(1), entry(2)))
    small.backup(tmp_path / "copy.db")
    with restored(url, tmp_path / "copy.db"):
        pass
    large = reopen()
    assert large.entries(["news"]) == small.entries(["news"]) and large.journal() == small.journal()
    large.commit(commit(entry(3)))
    large.backup(tmp_path / "back.db")
    small.close()
    with restored(f"sqlite:{tmp_path / 'small.db'}", tmp_path / "back.db") as (_, kept):
        assert kept is not None
    small = open_file(tmp_path / "small.db")
    assert len(small.entries(["news"])) == 3 and small.check() == ()
    small.close()


def test_a_damaged_backup_changes_no_row(reopen: Reopen, url: str, tmp_path: Path) -> None:
    """What is no whole backup is refused, and while another instance is at work nothing is put back."""
    store = reopen()
    store.commit(commit(entry(1)))
    (tmp_path / "bad.db").write_bytes(b"no database" * 999)
    with pytest.raises(StoreError), restored(url, tmp_path / "bad.db"):
        pass
    store.backup(tmp_path / "old.db")
    with reopen().lock(), pytest.raises(BusyError), restored(url, tmp_path / "old.db"):
        pass
    assert len(store.entries(["news"])) == 1
