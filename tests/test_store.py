"""The contract on SQLite and on the fake, and what SQLite alone must do."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from feedsvc.errors import BusyError, ConfigError, StoreError
from feedsvc.record import Outcome, SourceState, Verdict
from feedsvc.stores import open_store, retention, sql
from feedsvc.stores.migrations import MIGRATIONS
from feedsvc.stores.sqlite import SqliteConnector, open_file

from .fake_store import FakeStore
from .store_contract import NOW, StoreContract, commit, entry

HERE = Path(__file__).parent.parent
Reopen = Callable[[], sql.SqlStore]


@pytest.fixture
def reopen(tmp_path: Path) -> Iterator[Reopen]:
    """Opens the same file again and again; all are closed at the end."""
    opened: list[sql.SqlStore] = []

    def opener() -> sql.SqlStore:
        opened.append(open_file(tmp_path / "state" / "feedsvc.db"))
        return opened[-1]

    yield opener
    for store in opened:
        store.close()


class TestFake(StoreContract):
    @pytest.fixture
    def reopen(self) -> Callable[[], FakeStore]:
        store = FakeStore()
        return lambda: store


class TestSqlite(StoreContract):
    pass


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed database with something of everything in it."""
    path = tmp_path / "state" / "feedsvc.db"
    store = open_file(path)
    fill(store)
    store.close()
    return path


def fill(store: sql.SqlStore) -> None:
    entries = [entry(n, sources=("news", "law") if n % 3 else ("news",), next_check=NOW) for n in range(60)]
    entries += [entry(n, state="withdrawn", summary="") for n in range(60, 70)]
    aliases = tuple((each.url, each.id) for each in entries)
    store.commit(commit(*entries, aliases=aliases, notes=tuple(f"{each.id}: new" for each in entries)))
    store.set_value("robots", {"example.org": "User-agent: *"})


def everything(store: sql.SqlStore) -> list[object]:
    urls = [entry(n).url for n in range(80)]
    parts: list[object] = [store.states(), store.find(urls), store.counts(), store.journal(), store.get_value("robots")]
    parts += [store.entries(["news", "law"]), store.entries(["law"], 5), store.entries(["news"], state="withdrawn")]
    parts += [store.due("news", NOW, 100), store.notes("news", 100), store.notes(entry(3).id), store.taken([entry(3).updated])]
    return [*parts, store.aliases(entry(3).id), store.entry(entry(65).id)]


class TestOpening:
    def test_by_url(self, tmp_path: Path) -> None:
        """The scheme of the URL chooses the store; two slashes before an absolute path do no harm."""
        for url in (f"sqlite:{tmp_path}/a.db", f"sqlite://{tmp_path}/b.db"):
            open_store(url).close()
        assert {"a.db", "b.db"} <= set(os.listdir(tmp_path))

    def test_unknown_scheme(self) -> None:
        """A scheme nobody serves is a mistake in the configuration, and the known ones are told."""
        with pytest.raises(ConfigError, match="mongodb") as caught:
            open_store("mongodb://localhost/x")
        assert "sqlite:" in caught.value.next_step

    def test_no_wal(self, path: Path) -> None:
        """The rollback journal is used, whatever a visitor left the file in, and emptied after each commit."""
        visitor = sqlite3.connect(path)
        visitor.execute("PRAGMA journal_mode=WAL")
        visitor.close()
        store = open_file(path)
        store.set_value("read", 1)
        assert path.with_name(f"{path.name}-journal").read_bytes() == b""
        assert store._db.query("PRAGMA journal_mode") == [("truncate",)]
        assert store._db.query("PRAGMA synchronous") == [(2,)]
        store.close()

    def test_times_are_integers(self, path: Path) -> None:
        """Times stand in the columns as integers."""
        visitor = sqlite3.connect(path)
        kinds = visitor.execute("SELECT DISTINCT typeof(order_at), typeof(first_seen), typeof(updated) FROM entry").fetchall()
        visitor.close()
        assert kinds == [("integer",) * 3]

    def test_another_programs_database(self, tmp_path: Path) -> None:
        """A database of another program is refused and left alone."""
        other = sqlite3.connect(tmp_path / "other.db")
        other.execute("CREATE TABLE bookmark (url)")
        other.close()
        before = (tmp_path / "other.db").read_bytes()
        with pytest.raises(StoreError, match="another program"):
            open_file(tmp_path / "other.db")
        assert (tmp_path / "other.db").read_bytes() == before

    def test_reading_leaves_the_bytes(self, path: Path) -> None:
        """Opening, reading and closing change no byte and no time of the file."""
        before = (path.read_bytes(), path.stat().st_mtime_ns)
        store = open_file(path)
        everything(store)
        store.close()
        assert (path.read_bytes(), path.stat().st_mtime_ns) == before

    def test_an_entry_at_hand_is_one_value(self, path: Path) -> None:
        """A publication that reads an entry for several feeds has it made once, and nothing of it is kept afterwards."""
        store = open_file(path)
        store.commit(commit(entry(1)))
        with store.at_hand():
            one = store.entry(entry(1).id)
            assert any(one is other for other in store.entries(["news"])) and any(one is other for other in store.loose("all", ["news"], 99))
        assert one == store.entry(entry(1).id) is not one

    def test_few_entries_are_at_hand(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A publication of a hundred feeds holds no more entries than one of two."""
        monkeypatch.setattr(sql, "AT_HAND", 2)
        store = open_file(path)
        with store.at_hand():
            assert len(store.entries(["news"])) > 2
            assert store._kept is not None and len(store._kept) <= 2

    def test_full_check_only_when_needed(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file as its last user left it is believed for a day; a touched one is checked in full."""
        checks: list[Path] = []
        check = SqliteConnector.check

        def counted(connector: SqliteConnector) -> tuple[str, ...]:
            checks.append(connector.path)
            return check(connector)

        monkeypatch.setattr(SqliteConnector, "check", counted)
        for _ in range(3):
            open_file(path).close()
        assert checks == []
        os.utime(path)
        open_file(path).close()
        open_file(path).close()
        assert checks == [path]
        note = path.with_name("feedsvc.db.seen")
        note.write_text("torn")
        open_file(path).close()
        assert checks == [path, path]


class TestMigrations:
    STEPS = (*MIGRATIONS, ("CREATE TABLE novelty (name TEXT)", "INSERT INTO novelty VALUES ('x')"))

    def test_append_only(self, path: Path) -> None:
        """A further step runs once, keeps all that was there, and leaves a copy of the database before it."""
        before = path.read_bytes()
        for _ in range(2):
            store = sql.SqlStore(SqliteConnector(path), self.STEPS)
            assert store._db.query("SELECT name FROM novelty") == [("x",)]
            assert len(store.entries(["news"])) == 60
            store.close()
        copy = path.with_name(f"feedsvc.db.v{len(MIGRATIONS)}.bak")
        assert len(copy.read_bytes()) == len(before)
        again = open_file(copy)
        assert len(again.entries(["news"])) == 60
        again.close()

    def test_newer_schema_is_refused(self, path: Path) -> None:
        """A database of a newer version is refused politely and not changed."""
        sql.SqlStore(SqliteConnector(path), self.STEPS).close()
        before = path.read_bytes()
        with pytest.raises(StoreError, match="newer feedsvc") as caught:
            open_file(path)
        assert caught.value.next_step
        assert path.read_bytes() == before

    def test_failing_step_changes_nothing(self, path: Path) -> None:
        """A step that fails in its middle leaves the schema as it was."""
        steps = (*MIGRATIONS, ("CREATE TABLE novelty (name TEXT)", "INSERT INTO nowhere VALUES (1)"))
        connector = SqliteConnector(path)
        with pytest.raises(StoreError):
            sql.SqlStore(connector, steps)
        assert connector.version() == len(MIGRATIONS)
        assert connector.query("SELECT 1 FROM sqlite_master WHERE name = 'novelty'") == []
        connector.close()

    def test_parallel_first_starts(self, tmp_path: Path) -> None:
        """Many first starts at once make one schema."""
        failures: list[BaseException] = []

        def start() -> None:
            try:
                open_file(tmp_path / "new.db").close()
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=start) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []


class TestRetention:
    def test_journal_rows(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of each source's journal the newest rows are kept."""
        monkeypatch.setattr(sql, "JOURNAL_ROWS", 10)
        store = open_file(path)
        for n in range(25):
            store.commit(commit(outcome=Outcome("law", Verdict.OK, str(n), at=NOW + timedelta(seconds=n)), source="law"))
        assert [row.line for row in store.journal("law", 99)] == [str(n) for n in range(24, 14, -1)]
        assert len(store.journal("news")) == 1
        store.close()

    def test_withdrawn_text_leaves_the_file(self, path: Path) -> None:
        """The text of a withdrawn entry is not left in the bytes of the file either."""
        store = open_file(path)
        store.commit(commit(entry(1, summary="SECRET-WORDS-OF-THE-SITE")))
        assert b"SECRET-WORDS" in path.read_bytes()
        store.commit(commit(entry(1, summary="", state="withdrawn")))
        store.close()
        assert b"SECRET-WORDS" not in path.read_bytes()

    def test_bounds(self) -> None:
        """The bounds are those the documentation names."""
        bounds = (retention.JOURNAL_DAYS, retention.JOURNAL_ROWS, retention.QUARANTINE_ROWS, retention.QUARANTINE_BYTES)
        assert bounds == (400, 2000, 5, 524288)


class TestDamage:
    @pytest.mark.parametrize("seed", range(440))
    def test_flipped_bit(self, path: Path, seed: int) -> None:
        """One flipped bit anywhere in the file: either everything reads right, or StoreError in words."""
        store = open_file(path)
        right = everything(store)
        store.close()
        flip(path, random.Random(seed))
        try:
            damaged = open_file(path)
        except StoreError as error:
            assert error.next_step
            return
        try:
            assert everything(damaged) == right
        except StoreError as error:
            assert error.next_step
        finally:
            damaged.close()

    @pytest.mark.parametrize("seed", range(60))
    def test_flipped_bit_unnoticed_by_the_file_system(self, path: Path, seed: int) -> None:
        """A flip in a row that leaves the file's time as it was is still caught by the row's checksum."""
        facts = path.stat()
        content = bytearray(path.read_bytes())
        places = [at for at in range(len(content)) if content.startswith("摘要".encode(), at)]
        content[random.Random(seed).choice(places) + seed % 6] ^= 1 << seed % 8
        path.write_bytes(content)
        os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
        store = open_file(path)
        with pytest.raises(StoreError, match="damaged"):
            everything(store)
        assert store.check() != ()
        store.close()

    @pytest.mark.parametrize("keep", [0.0, 0.1, 0.5, 0.9])
    def test_truncated(self, path: Path, keep: float) -> None:
        """A file cut short is refused in words; an empty one is a fresh start."""
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * keep)])
        if keep:
            with pytest.raises(StoreError, match="damaged"):
                open_file(path)
        else:
            open_file(path).close()

    def test_not_a_database(self, path: Path) -> None:
        """A file of another kind is refused in words and left alone."""
        path.write_text("hello " * 1000)
        with pytest.raises(StoreError, match="not a database") as caught:
            open_file(path)
        assert str(path) in caught.value.message
        assert path.read_text() == "hello " * 1000


def flip(path: Path, dice: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    path.write_bytes(content)


class TestTrouble:
    def test_locked_by_a_visitor(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A database that another program holds is told as such, and works again afterwards."""
        monkeypatch.setattr("feedsvc.stores.sqlite.WAIT_SECONDS", 0.01)
        visitor = sqlite3.connect(path, isolation_level=None)
        store = open_file(path)
        visitor.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="locked by another program"):
            store.commit(commit(entry(99)))
        visitor.close()
        store.commit(commit(entry(99)))
        store.close()

    def test_folder_cannot_be_made(self, tmp_path: Path) -> None:
        """A file where the folder should be is told by its path."""
        (tmp_path / "state").write_text("")
        with pytest.raises(StoreError, match="state") as caught:
            open_file(tmp_path / "state" / "feedsvc.db")
        assert caught.value.next_step

    def test_read_only_folder(self, path: Path) -> None:
        """A user who may only read can read, and is told the path and the user id when he writes."""
        if os.geteuid():
            pytest.skip("needs root, to become a user without rights")
        with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to other users
            state = Path(shutil.copytree(path.parent, Path(folder) / "state"))
            for each in (state.parent, state, *state.iterdir()):
                each.chmod(0o555)
            done = subprocess.run([sys.executable, "-c", READ_ONLY, str(state / path.name)], cwd=HERE, capture_output=True, text=True)
        assert done.stdout.splitlines()[:1] == ["60"], done.stderr
        assert "may not be written" in done.stdout
        assert f"{state / path.name}" in done.stdout
        assert "user id 65534" in done.stdout


READ_ONLY = """
import os, sys
from pathlib import Path
from feedsvc.errors import StoreError
from feedsvc.stores.sqlite import open_file
os.setgid(65534); os.setuid(65534)
store = open_file(Path(sys.argv[1]))
print(len(store.entries(["news"])))
try:
    store.set_value("x", 1)
except StoreError as error:
    print(error.message, error.next_step)
"""

HOLD = """
import sys, time
from pathlib import Path
from feedsvc.errors import BusyError
from feedsvc.stores.flock import exclusive
try:
    with exclusive(Path(sys.argv[1])):
        print("won", flush=True)
        sys.stdin.read()
except BusyError as error:
    print(error.message, flush=True)
    sys.exit(error.exit_code)
"""


class TestLock:
    def start(self, path: Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-S", "-E", "-c", HOLD, str(path)], cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def test_killed_holder(self, tmp_path: Path) -> None:
        """A holder killed with -9 leaves no lock behind."""
        holder = self.start(tmp_path / "lock")
        assert holder.stdout and holder.stdout.readline() == "won\n"
        holder.kill()
        holder.communicate()
        successor = self.start(tmp_path / "lock")
        assert successor.communicate("")[0] == "won\n"

    def test_busy_has_an_exit_code_of_its_own(self, reopen: Reopen) -> None:
        """The refusal tells who holds the lock and what to do."""
        first, second = reopen(), reopen()
        with first.lock(), pytest.raises(BusyError, match=f"process {os.getpid()} on .*, since ") as caught, second.lock():
            pass
        assert (caught.value.exit_code, bool(caught.value.next_step)) == (75, True)


class TestBackup:
    def test_copy_while_another_writes(self, path: Path, tmp_path: Path) -> None:
        """A copy made while others write is whole and opens as a store."""
        writer, reader = open_file(path), open_file(path)
        for n in range(3):
            writer.commit(commit(entry(200 + n)))
            reader.backup(tmp_path / "copy.db")
            copy = open_file(tmp_path / "copy.db")
            assert (len(copy.entries(["news"])), copy.check()) == (61 + n, ())
            copy.close()
        writer.close()
        reader.close()

    def test_copy_into_nowhere(self, path: Path, tmp_path: Path) -> None:
        """A copy that cannot be written is told in words."""
        store = open_file(path)
        with pytest.raises(StoreError):
            store.backup(tmp_path / "nowhere" / "copy.db")
        store.close()


def test_old_text_with_missing_and_unknown_fields() -> None:
    """Text of an older or newer version reads: missing fields take their defaults, unknown ones are left out."""
    from feedsvc.stores.codec import unpack

    assert unpack(SourceState, '{"key":"news","novelty":1}') == SourceState("news")
