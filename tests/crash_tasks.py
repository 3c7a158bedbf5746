"""What the processes do that test_crash.py kills: ``python -c "from tests.crash_tasks import …"``, few imports, quick to start."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from feedsvc.errors import StoreError
from feedsvc.model import Entry, Stamp
from feedsvc.published import Document
from feedsvc.record import Commit, Outcome, SourceState, Verdict

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
BEIJING = timezone(timedelta(hours=8))
Edition = dict[str, tuple[str, list[Document]]]


def feed(number: int) -> bytes:
    return b"<feed>" + b"<entry>%d</entry>" % number * 60 + b"</feed>"


def edition(mark: str, files: dict[str, bytes]) -> Edition:
    return {"news": (mark, [Document(name, "application/atom+xml", body, NOW) for name, body in files.items()])}


OLD = edition("v1", dict.fromkeys(("news.atom", "news.rss", "archive/news/1.atom", "gone/x.atom"), feed(1)))
NEW = edition(
    "v2", {"news.atom": feed(2), "news.rss": b"<feed/>", "archive/news/1.atom": feed(1), "archive/news/2.atom": feed(2)}
)


def entries(*numbers: int, title: str = "题") -> Commit:
    def one(n: int) -> Entry:
        number, at = f"tag:example.org,2026:news/{n}", Stamp(datetime(2026, 11, 1, tzinfo=BEIJING), "day")
        return Entry(number, f"https://example.org/{n}", title, "长" * 400, at, NOW, NOW, ("news",))

    return Commit(SourceState("news"), Outcome("news", Verdict.OK, "", at=NOW), tuple(map(one, numbers)), notes=("new",))


def publish_new(root: str) -> None:
    from feedsvc.publishers.files import FilesPublisher

    FilesPublisher(Path(root)).publish(NEW, ())


def commit_new(path: str) -> None:
    from feedsvc.stores.sqlite import open_file

    store = open_file(Path(path))
    store.commit(entries(*range(5, 15), title="neu" * 500))
    store.close()


def commit_or_say(path: str) -> None:
    try:
        commit_new(path)
    except StoreError as error:
        print(error.message, error.next_step)


def migrate_on(path: str) -> None:
    from feedsvc.stores.migrations import MIGRATIONS
    from feedsvc.stores.sql import SqlStore
    from feedsvc.stores.sqlite import SqliteConnector

    steps = (*MIGRATIONS, ("CREATE TABLE novelty (name TEXT)", "INSERT INTO novelty VALUES ('x')"))
    SqlStore(SqliteConnector(Path(path)), steps).close()


def leave_half_a_commit(path: Path) -> None:
    """The files as a kill leaves them after some pages of a commit were written: the database, and the journal that undoes it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size=1")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE entry SET body = replace(body, 'live', 'lone')")
        left = {each: each.read_bytes() for each in (path, path.with_name(f"{path.name}-journal"))}
        db.execute("ROLLBACK")
    for each, body in left.items():
        each.write_bytes(body)


def put_back(path: str) -> None:
    from feedsvc.stores import restored

    with restored(f"sqlite:{path}", Path(path).with_name("old.copy")):
        pass
