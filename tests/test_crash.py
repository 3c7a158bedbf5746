"""Killed with -9 at any system call, refused by the disk at any write: nothing torn, nothing lost, and it heals.

The sweeps need strace; ``FEEDSVC_CRASH_POINTS`` raises the number of points per sweep (all of them: 100000).
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest

from feedsvc.errors import StoreError
from feedsvc.publishers.files import FilesPublisher
from feedsvc.record import TO_TAKE_OVER
from feedsvc.stores.migrations import MIGRATIONS
from feedsvc.stores.sqlite import open_file

from .crash_tasks import NEW, NOW, OLD, entries, leave_half_a_commit, migrate_on

SECOND = int(NOW.timestamp())
POINTS = int(os.environ.get("FEEDSVC_CRASH_POINTS", "20"))
CALLS = "write,pwrite64,fsync,fdatasync,rename,unlink,unlinkat,rmdir,mkdir,utimensat,ftruncate"
HERE = Path(__file__).parent.parent


def _no_strace() -> str:
    """Why no process can be traced here; empty when one can."""
    strace = shutil.which("strace")
    if strace is None:
        return "no strace: apt install strace"
    done = subprocess.run([strace, "-qq", "-o", "/dev/null", "true"], capture_output=True, text=True)
    return "" if done.returncode == 0 else f"strace cannot trace here: {done.stderr.strip()}"


traced = pytest.mark.skipif(bool(_no_strace()), reason=_no_strace())

def run(task: str, path: Path, *strace: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; from tests.crash_tasks import {task}; {task}(sys.argv[1])"
    command = ["strace", "-qq", *strace, sys.executable, "-c", code, str(path)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True)


def points(task: str, path: Path) -> list[tuple[str, int]]:
    """Every system call of a whole run that changes something, as (name, which one); the last among ``POINTS`` of them."""
    log = path.parent / "calls"
    assert run(task, path, "-o", str(log), "-e", f"trace={CALLS}").returncode == 0
    names = re.findall(r"^(\w+)\(", log.read_text(), re.MULTILINE)
    log.unlink()
    everything = [(name, names[: at + 1].count(name)) for at, name in enumerate(names)]
    step = max(1, -(-len(everything) // POINTS))
    return everything[::-step]


def kill_sweep(task: str, before: Path, scene: Path) -> Iterator[str]:
    """For each point: a fresh copy of ``before`` as ``scene``, and the task killed there."""
    rest = shutil.copytree(before, scene)
    target = rest if task == "publish_new" else rest / "feedsvc.db"
    for name, number in points(task, target):
        shutil.rmtree(scene)
        shutil.copytree(before, scene)
        done = run(task, target, "-o", "/dev/null", "-e", f"inject={name}:signal=SIGKILL:when={number}")
        assert done.returncode in (-9, 137), (name, number, done.stderr)
        yield f"{name} {number}"


@traced
def test_kill_while_publishing(tmp_path: Path) -> None:
    """Killed anywhere in a publication: whole files only, and the next one heals with times that rise."""
    before, scene = tmp_path / "before", tmp_path / "feeds"
    FilesPublisher(before).publish(OLD, ())
    for where in kill_sweep("publish_new", before, scene):
        whole_files(scene, where)
        publisher = FilesPublisher(scene)
        publisher.manifest()
        publisher.publish(NEW, ())
        right = {each.name: each.body for each in NEW["news"][1]}
        manifest = publisher.manifest()
        assert {name: publisher.read(name) for name in manifest.files} == right, where
        assert (publisher.verify(), manifest.groups) == ((), {"news": "v2"}), where
        assert manifest.files["archive/news/1.atom"].modified == SECOND, where
        assert {manifest.files[name].modified for name in ("news.atom", "news.rss")} == {SECOND + 1}, where
        siblings = {f"{name}.gz" for name, file in manifest.files.items() if file.codings}
        assert {str(path.relative_to(scene)) for path in scene.rglob("*") if path.is_file()} == {
            ".manifest.json",
            *right,
            *siblings,
        }, where


def whole_files(root: Path, where: str) -> None:
    known = {each.body for edition in (OLD, NEW) for each in edition["news"][1]}
    for path in root.rglob("[!.]*"):
        if path.is_file():
            body = path.read_bytes()
            content = gzip.decompress(body) if path.suffix == ".gz" else body
            assert content in known, (where, path)
            ElementTree.fromstring(content)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The folder of a closed store with ten entries."""
    store = open_file(tmp_path / "before" / "feedsvc.db")
    store.commit(entries(*range(10)))
    store.close()
    return tmp_path / "before"


@traced
def test_kill_while_committing(state: Path, tmp_path: Path) -> None:
    """Killed anywhere in a commit: the store is sound and has all of the commit or nothing of it."""
    outcomes = set()
    for where in kill_sweep("commit_new", state, tmp_path / "scene"):
        store = open_file(tmp_path / "scene" / "feedsvc.db")
        assert store.check() == (), where
        found = (len(store.entries(["news"])), len(store.notes("news")), len(store.journal()))
        assert found in ((10, 1, 1), (15, 2, 2)), where
        outcomes.add(found)
        store.commit(entries(99))
        store.close()
    assert len(outcomes) == 2


@traced
def test_kill_while_migrating(state: Path, tmp_path: Path) -> None:
    """Killed anywhere in a migration: the old schema with all its content, or the new one."""
    for where in kill_sweep("migrate_on", state, tmp_path / "scene"):
        path = tmp_path / "scene" / "feedsvc.db"
        migrate_on(str(path))
        with pytest.raises(StoreError, match="newer feedsvc"):
            open_file(path)
        kept = path.with_name(f"feedsvc.db.v{len(MIGRATIONS)}.bak")
        copy = open_file(kept) if kept.exists() else None
        if copy is not None:
            assert len(copy.entries(["news"])) == 10, where
            copy.close()


@traced
def test_kill_while_a_backup_is_put_back(state: Path, tmp_path: Path) -> None:
    """Killed anywhere: the store as it was, though its last writer had been killed in a commit, or the backup; each is whole,
    and the old one is kept once the backup is in its place."""
    path, outcomes = state / "feedsvc.db", set()
    store = open_file(path)
    store.backup(state / "old.copy")
    store.commit(entries(10, 11))
    store.close()
    leave_half_a_commit(path)
    for where in kill_sweep("put_back", state, tmp_path / "scene"):
        path = tmp_path / "scene" / "feedsvc.db"
        store, kept = open_file(path), path.with_name("feedsvc.db.before-restore")
        found = len(store.entries(["news"]))
        assert (store.check(), found) in (((), 10), ((), 12)), where
        assert bool(store.get_value(TO_TAKE_OVER)) == (found == 10), where
        outcomes.add(found)
        store.close()
        if found == 10:
            old = open_file(kept)
            assert (old.check(), len(old.entries(["news"]))) == ((), 12), where
            old.close()
    assert outcomes == {10, 12}


@traced
@pytest.mark.parametrize("call", ["pwrite64", "fdatasync", "ftruncate"])
def test_failing_disk(state: Path, call: str) -> None:
    """A disk that reports errors is told in words; what was stored before is still there."""
    done = run("commit_or_say", state / "feedsvc.db", "-o", "/dev/null", "-e", f"inject={call}:error=EIO")
    assert "the disk reports an error" in done.stdout, done.stderr
    store = open_file(state / "feedsvc.db")
    assert (len(store.entries(["news"])), store.check()) == (10, ())
    store.close()


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    if os.geteuid():
        pytest.skip("needs root, to mount a small file system")
    with tempfile.TemporaryDirectory() as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True).returncode:
            pytest.skip("no file system may be mounted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("kilobytes", range(160, 480, 32))
def test_full_disk(kilobytes: int) -> None:
    """When the disk fills up the message says so, every earlier commit is there, and with space it goes on."""
    with small_disk(f"{kilobytes}k") as folder:
        store = open_file(folder / "feedsvc.db")
        done = 0
        with pytest.raises(StoreError, match="disk is full") as caught:
            for done in range(1000):
                store.commit(entries(*range(done * 10, done * 10 + 10)))
        assert "Free some space" in caught.value.next_step
        assert len(store.entries(["news"])) == done * 10
        subprocess.run(["mount", "-o", "remount,size=4m", str(folder)], check=True)
        store.commit(entries(*range(done * 10, done * 10 + 10)))
        store.close()
        again = open_file(folder / "feedsvc.db")
        assert (len(again.entries(["news"])), again.check()) == (done * 10 + 10, ())
        again.close()


def test_no_room_for_a_first_database() -> None:
    """A disk without room for even the schema is told in words, and heals."""
    with small_disk("8k") as folder:
        with pytest.raises(StoreError):
            open_file(folder / "feedsvc.db")
        subprocess.run(["mount", "-o", "remount,size=1m", str(folder)], check=True)
        open_file(folder / "feedsvc.db").close()
