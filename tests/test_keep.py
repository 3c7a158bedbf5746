"""Backup, restore and doctor, on an installation that really works."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from feedsvc import app as composition
from feedsvc.commands import doctor, keep
from feedsvc.commands.doctor import Finding, examine
from feedsvc.commands.keep import back_up, restore
from feedsvc.commands.look_back import withdraw_entry
from feedsvc.config import load
from feedsvc.errors import BusyError, StoreError
from feedsvc.practice import Edit, Publish
from feedsvc.recovery import recover
from feedsvc.serve import StaticFeeds
from feedsvc.stores import restored
from feedsvc.stores.migrations import MIGRATIONS
from feedsvc.stores.sql import SqlStore
from feedsvc.stores.sqlite import SqliteConnector, open_file

from .crash_tasks import entries, leave_half_a_commit
from .http_client import serving
from .installation import START, Installation, installed
from .scripted_server import ScriptedServer, http

HOME = Path(__file__).parent.parent
SCRIPT = [
    Publish(START + timedelta(minutes=5), "news"), Publish(START + timedelta(minutes=7), "news"),
    Edit(START + timedelta(hours=20), 251, title="关于质量回访的通知（更正）"),
]  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """Two sections of the practice site, read once; 'config.toml' names them too, and its commands see the test's time."""
    with installed(tmp_path, ("news", "engineers"), SCRIPT) as place:
        monkeypatch.setattr(composition, "now", place.clock)
        sources = "".join(f'[[source]]\nkey = "{s.key}"\nurl = "{s.url}"\nallow_private = true\npages = 1\n' for s in place.config.sources)
        site = '[site]\ntitle = "演练协会"\ncontact = "mailto:test@quality.cn"\nauthority = "feeds.example.org"\nrights = "版权归演练协会"\n'
        (tmp_path / "config.toml").write_text(f'{site}base_url = "http://127.0.0.1:8080/"\n[fetch]\npace = 0\n{sources}')
        place.config = load(tmp_path / "config.toml")
        place.refresh()
        yield place


def ids(place: Installation, key: str = "news") -> dict[str, str]:
    return {item["url"]: item["id"] for item in place.items(key)}


# --- backup and restore -----------------------------------------------------------------------------


def test_a_backup_is_whole_also_while_a_pass_writes(place: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The copy opens as a store of its own with every entry, though another instance holds the lock and writes."""
    copy = tmp_path / "copy.db"
    with composition.opened(place.config, clock=place.clock) as app, app.store.lock():
        back_up(place.config.path, copy)
        counts = app.store.counts()
    assert f"{sum(counts.values())} entries" in capsys.readouterr().out
    with sqlite3.connect(copy) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == ["copy.db"]


def test_a_backup_that_cannot_be_written_is_told(place: Installation, tmp_path: Path) -> None:
    """No folder, no copy: words and exit code 3; a backup that stood there before stays."""
    with pytest.raises(StoreError, match="nowhere"):
        back_up(place.config.path, tmp_path / "nowhere" / "copy.db")


def test_after_a_restore_nobody_sees_anything_twice(place: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An old backup is put back: articles that came after it keep the ids they were published under, and the next passes find
    nothing new."""
    back_up(place.config.path, tmp_path / "old.db")
    place.clock.forward(minutes=10)
    place.refresh()
    published, others = ids(place), ids(place, "engineers")
    restore(place.config.path, tmp_path / "old.db")
    assert re.search(r"published feeds: 2 articles that came after the backup; .*", capsys.readouterr().out)
    assert (ids(place), ids(place, "engineers")) == (published, others)
    for _ in range(3):
        place.clock.forward(hours=1)
        outcomes = place.refresh()
        assert [(outcome.new, outcome.withdrawn, outcome.failed) for outcome in outcomes] == [(0, 0, False)] * 2
    assert (ids(place), ids(place, "engineers")) == (published, others)


def test_a_correction_that_came_after_the_backup_stays(place: Installation, tmp_path: Path) -> None:
    """The feeds tell it, so the restored store knows it: no reader is shown the old words again, and none hears of it twice."""
    place.clock.now = START + timedelta(hours=19)
    place.refresh()
    back_up(place.config.path, tmp_path / "old.db")
    place.clock.forward(hours=2)
    place.refresh()
    before = place.items("news")
    corrected = next(item for item in before if item["title"] == "关于质量回访的通知（更正）")
    restore(place.config.path, tmp_path / "old.db")
    assert place.items("news") == before
    for _ in range(4):
        place.clock.forward(hours=30)
        assert [outcome.corrected for outcome in place.refresh()] == [0, 0]
    assert corrected in place.items("news")
    with composition.opened(place.config, clock=place.clock) as app:
        assert next(entry.title for entry in app.store.entries(["news"]) if entry.id == corrected["id"]) == corrected["title"]


def test_a_disk_where_files_have_one_name_only(place: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without hard links the store as it was is kept as a copy."""

    def link(*given: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", link)
    back_up(place.config.path, tmp_path / "old.db")
    before = (tmp_path / "state" / "feedsvc.db").read_bytes()
    restore(place.config.path, tmp_path / "old.db")
    assert (tmp_path / "state" / "feedsvc.db.before-restore").read_bytes() == before


def test_the_lost_store_is_put_back(place: Installation, tmp_path: Path) -> None:
    """With the whole state folder gone, a restore brings back every entry under its id."""
    published = ids(place)
    back_up(place.config.path, tmp_path / "old.db")
    for path in (tmp_path / "state").iterdir():
        path.unlink()
    restore(place.config.path, tmp_path / "old.db")
    assert ids(place) == published


@pytest.mark.parametrize("spoil", [lambda b: b[:5000], lambda b: b"", lambda b: b[:8192] + bytes(len(b) - 16384) + b[-8192:], lambda b: b"no database" * 999])
def test_a_damaged_backup_changes_nothing(place: Installation, tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    """A backup that is cut, empty, damaged or something else is refused, and the store stays as it was."""
    back_up(place.config.path, tmp_path / "old.db")
    (tmp_path / "old.db").write_bytes(spoil((tmp_path / "old.db").read_bytes()))
    before = (tmp_path / "state" / "feedsvc.db").read_bytes()
    with pytest.raises(StoreError):
        restore(place.config.path, tmp_path / "old.db")
    assert (tmp_path / "state" / "feedsvc.db").read_bytes() == before
    assert not list((tmp_path / "state").glob("*restore*"))


def test_a_restore_waits_for_nobody(place: Installation, tmp_path: Path) -> None:
    """While an instance is at work the store is not changed under it."""
    back_up(place.config.path, tmp_path / "old.db")
    with composition.opened(place.config, clock=place.clock) as app, app.store.lock(), pytest.raises(BusyError):
        restore(place.config.path, tmp_path / "old.db")


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_a_backup_of_an_earlier_release_is_brought_up_to_date(tmp_path: Path, version: int) -> None:
    """Whatever schema it has; nothing but the store, and the one before, is left beside it, and the backup stays as it was."""
    older, path = tmp_path / "old" / "feedsvc.db", tmp_path / "state" / "feedsvc.db"
    SqlStore(SqliteConnector(older), MIGRATIONS[:version]).close()
    bytes_before = older.read_bytes()
    open_file(path).close()
    with restored(f"sqlite:{path}", older) as (store, _):
        store.commit(entries(1, title="new"))
        assert (store.check(), store.outbox_end()) == ((), 1)
    assert {each.name.removeprefix("feedsvc.db") for each in path.parent.iterdir()} == {"", "-journal", ".seen", ".before-restore", "lock"}
    assert older.read_bytes() == bytes_before


@pytest.mark.parametrize("gone", [False, True])
def test_what_a_killed_writer_left_goes_with_its_database(tmp_path: Path, gone: bool) -> None:
    """A writer was killed in a commit: what is kept of that store is whole, as before the commit, and the restored one is not
    touched by the journal; not even when its database is gone."""
    path, other = tmp_path / "state" / "feedsvc.db", open_file(tmp_path / "other.db")
    for store, commit in ((other, entries(*range(30, 60), title="other")), (open_file(path), entries(*range(10)))):
        store.commit(commit)
        store.backup(tmp_path / "old.db") if store is other else None
        store.close()
    leave_half_a_commit(path)
    if gone:
        path.unlink()
    with restored(f"sqlite:{path}", tmp_path / "old.db") as (store, kept):
        assert (store.check(), len(store.entries(["news"]))) == ((), 30)
    assert (kept is None) == gone
    if kept is not None:
        before = open_file(kept)
        assert (before.check(), len(before.entries(["news"]))) == ((), 10)
        before.close()


def test_who_had_the_store_open_goes_on_with_the_restored_one(tmp_path: Path) -> None:
    """With the lock it has the file that stands there now: what it reads is the backup's, and what it writes stays."""
    path = tmp_path / "state" / "feedsvc.db"
    store = open_file(path)
    store.commit(entries(1))
    store.backup(tmp_path / "old.db")
    store.commit(entries(*range(2, 9)))
    with restored(f"sqlite:{path}", tmp_path / "old.db"):
        pass
    with store.lock():
        assert len(store.entries(["news"])) == 1
        store.set_value("x", "written since")
    other = open_file(path)
    assert other.get_value("x") == "written since"
    for each in (store, other):
        each.close()


DIES = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
from feedsvc.commands.keep import restore
setattr(import_module(sys.argv[3]), sys.argv[4], lambda *given: os.kill(os.getpid(), signal.SIGKILL))
restore(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize(("module", "step"), [("feedsvc.commands.keep", "recover"), ("feedsvc.recovery", "skip_old_news"), ("feedsvc.commands.keep", "publish")])
def test_a_killed_restore_is_finished_by_the_next_pass(place: Installation, tmp_path: Path, module: str, step: str) -> None:
    """Killed between its steps: the articles that came after the backup keep their ids, and no recipient hears of them again."""
    with ScriptedServer(lambda _: [http(200)]) as hook:
        recipient = f'[[recipient]]\nname = "hook"\nto = "webhook"\nurl = "{hook.url("/")}"\nallow_private = true\n'
        place.config.path.write_text(place.config.path.read_text() + recipient)
        place.config = load(place.config.path)
        place.refresh()
        back_up(place.config.path, tmp_path / "old.db")
        place.clock.forward(minutes=10)
        place.refresh()
        published, heard = ids(place), len(hook.requests)
        assert heard > 0
        dead = subprocess.run([sys.executable, "-c", DIES, place.config.path, tmp_path / "old.db", module, step], cwd=HOME, capture_output=True)
        assert dead.returncode == -9, dead.stderr
        assert [outcome.new for outcome in place.refresh()] == [0, 0]
        assert (ids(place), len(hook.requests)) == (published, heard)


def test_a_withdrawal_after_a_killed_restore(place: Installation, tmp_path: Path) -> None:
    """What came after the backup is taken over before anything is published: the withdrawal is told, and nothing loses its id."""
    back_up(place.config.path, tmp_path / "old.db")
    place.clock.forward(minutes=10)
    place.refresh()
    published = ids(place)
    given = (place.config.path, tmp_path / "old.db", "feedsvc.commands.keep", "recover")
    assert subprocess.run([sys.executable, "-c", DIES, *given], cwd=HOME, capture_output=True).returncode == -9
    *_, gone = published
    asyncio.run(withdraw_entry(place.config.path, gone))
    assert [item["url"] for item in place.items("news") if item.get("_feedsvc", {}).get("withdrawn")] == [gone]
    place.refresh()
    assert ids(place) == published


def test_nobody_works_while_a_restore_does(place: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first step to the last the lock is held: a cron's pass meets no half of it."""
    back_up(place.config.path, tmp_path / "old.db")
    steps = []

    def meanwhile(*given: Any) -> int:
        with pytest.raises(BusyError):
            place.refresh()
        steps.append("recovered")
        return recover(*given)

    monkeypatch.setattr(keep, "recover", meanwhile)
    restore(place.config.path, tmp_path / "old.db")
    assert steps == ["recovered"]


# --- doctor -----------------------------------------------------------------------------------------


def findings(place: Installation, capsys: pytest.CaptureFixture[str], code: int = 0, offline: bool = True) -> list[Finding]:
    capsys.readouterr()
    assert asyncio.run(examine(place.config.path, True, offline)) == code
    return [Finding(**found) for found in json.loads(capsys.readouterr().out)]


def bad(found: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.subject, finding.state) for finding in found if finding.state != "well"]


def test_all_is_well(place: Installation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A healthy installation: every subject was looked at, none has a fault, and each listing and our own address answer."""
    monkeypatch.setattr(doctor, "SKEW", timedelta(days=99_999))  # the test has another time than the server's Date field
    with serving(StaticFeeds(place.feeds)) as port:
        text = place.config.path.read_text().replace("127.0.0.1:8080", f"127.0.0.1:{port}")
        place.config.path.write_text(text)
        place.config = load(place.config.path)
        place.refresh()
        found = findings(place, capsys, offline=False)
    assert bad(found) == []
    assert {finding.subject for finding in found} == {"configuration", "permissions", "store", "work", "published", "reachability"}
    assert sum(finding.subject == "reachability" for finding in found) == 3


def test_words_for_people(place: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    """A mark, the subject, what is, and what to do."""
    (place.feeds / "news.atom").write_bytes(b"<feed/>")
    assert asyncio.run(examine(place.config.path, False, True)) == 1
    said = capsys.readouterr().out
    assert "! published: not as we wrote them: news.atom\n    → the next 'feedsvc refresh' publishes them anew\n" in said
    assert "+ store: every row read and found whole" in said


def spoil_file(place: Installation) -> None:
    (place.feeds / "news.rss").write_bytes(b"<rss/>")


def spoil_sibling(place: Installation) -> None:
    (place.feeds / "news.atom.gz").write_bytes(b"x")


def remove_file(place: Installation) -> None:
    (place.feeds / "all.json").unlink()


def rename_site(place: Installation) -> None:
    place.config.path.write_text(place.config.path.read_text().replace("演练协会", "别的协会"))


def spoil_row(place: Installation) -> None:
    with sqlite3.connect(place.folder / "state" / "feedsvc.db") as db:
        db.execute("UPDATE entry SET body = replace(body, 'live', 'lone')")


def forget_time(place: Installation) -> None:
    place.clock.forward(days=2)


def turn_clock_back(place: Installation) -> None:
    place.clock.forward(days=-2)


def never_set_clock(place: Installation) -> None:
    place.clock.now = place.clock.now.replace(year=1970)


def show_secret(place: Installation) -> None:
    recipient = '[[recipient]]\nname = "team"\nto = "webhook"\nurl = "https://hook.example.org/"\nsecret = "hunter2hunter2"\n'
    place.config.path.write_text(place.config.path.read_text() + recipient)
    place.config.path.chmod(0o644)


def lose_a_hub(place: Installation) -> None:
    """A hub that could not be told the last times."""
    text = place.config.path.read_text().replace("[site]\n", '[site]\nhubs = ["https://hub.example.org/"]\n', 1)
    place.config.path.write_text(text)
    with closing(composition.open_store(load(place.config.path))) as store:
        store.set_value("hub:https://hub.example.org/", {"failures": 3, "next": 4e9, "fault": "the hub gave no answer"})


def wait_for_address(place: Installation) -> None:
    place.config.path.write_text(place.config.path.read_text() + '[[source]]\nkey = "later"\nurl = ""\n')


def serve_all(place: Installation) -> None:
    place.config.path.write_text(place.config.path.read_text() + '[serve]\nhost = "0.0.0.0"\n')


FAULTS: list[tuple[Callable[[Installation], None], int, tuple[str, str]]] = [
    (spoil_file, 1, ("published", "ill")),
    (spoil_sibling, 1, ("published", "ill")),
    (remove_file, 1, ("published", "ill")),
    (rename_site, 0, ("published", "doubtful")),
    (spoil_row, 1, ("store", "ill")),
    (forget_time, 1, ("work", "ill")),
    (turn_clock_back, 1, ("clock", "ill")),
    (never_set_clock, 1, ("clock", "ill")),
    (lose_a_hub, 0, ("work", "doubtful")),
    (show_secret, 0, ("configuration", "doubtful")),
    (wait_for_address, 0, ("configuration", "doubtful")),
    (serve_all, 0, ("configuration", "doubtful")),
]


@pytest.mark.parametrize(("spoil", "code", "expected"), FAULTS, ids=[fault[0].__name__ for fault in FAULTS])
def test_each_fault_is_found(
    place: Installation, capsys: pytest.CaptureFixture[str], spoil: Callable[[Installation], None], code: int, expected: tuple[str, str]
) -> None:
    """Damaged and missing files, feeds behind the store, damaged rows, missed passes, wrong clocks, open secrets, loose ends: each
    is named, with what to do."""
    spoil(place)
    found = findings(place, capsys, code)
    assert expected in bad(found)
    assert all(finding.next_step for finding in found if finding.state != "well")
    assert "hunter2" not in repr(found)


def test_a_mistake_in_the_configuration_is_the_first_thing(place: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    """With a file that does not read, nothing else is looked at: exit code 2, with every mistake."""
    place.config.path.write_text(place.config.path.read_text() + "colour = 1\n")
    (found,) = findings(place, capsys, 2)
    assert found.subject == "configuration" and "'source.colour' is not a setting" in found.words


def test_a_store_of_another_program_is_told(place: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    """What the store says of itself becomes a finding."""
    (place.folder / "state" / "feedsvc.db").unlink()
    with sqlite3.connect(place.folder / "state" / "feedsvc.db") as db:
        db.execute("CREATE TABLE other (x)")
    assert ("store", "ill") in bad(findings(place, capsys, 1))


def test_a_published_file_that_cannot_be_read_costs_no_finding(place: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told among the others, not in their place."""
    (place.feeds / "feeds.opml").unlink()
    (place.feeds / "feeds.opml").mkdir()
    found = findings(place, capsys, 1, offline=False)
    assert ("published", "ill") in bad(found)
    assert {finding.subject for finding in found} >= {"configuration", "permissions", "store", "reachability"}


def test_a_site_that_does_not_answer_is_told(place: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    """Each listing that cannot be had is ill; our own address not being there is doubtful."""
    place.config.path.write_text(re.sub(r'url = "http://127.0.0.1:\d+', 'url = "http://127.0.0.1:1', place.config.path.read_text()))
    found = findings(place, capsys, 1, offline=False)
    assert [pair for pair in bad(found) if pair[0] == "reachability"] == [("reachability", "ill")] * 2 + [("reachability", "doubtful")]


def test_another_clock_is_noticed(place: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    """A site that dates its answers otherwise raises the question whose clock is wrong."""
    place.clock.forward(minutes=0)
    found = findings(place, capsys, offline=False)  # the practice site's server has the real time, the test another
    assert ("clock", "doubtful") in bad(found)


def test_a_folder_of_another_user_is_told(place: Installation, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where we may not write, the folder and both users are named."""
    real = os.access
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: False if str(path).endswith("feeds") else real(path, mode))
    found = findings(place, capsys, 1)
    assert [finding for finding in found if finding.subject == "permissions" and finding.state == "ill" and "user id" in finding.words]


