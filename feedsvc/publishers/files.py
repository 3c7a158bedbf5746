"""A folder of static files that any server can serve, each replaced atomically.

Order of work: leftovers of a killed run removed; new bytes written and synced beside their places; siblings renamed, each
before its file; folders synced; ``.manifest.json`` last.  A kill at any point leaves whole files and a manifest that the next
publish compares with them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ..errors import PublishError
from ..record import Manifest, Published
from .edition import Groups, Wanted, digest, from_text, is_anothers, merged, next_modified, removed, to_text, wanted, without
from .packing import SUFFIXES, packer, siblings
from .replacement import Change, in_words, replace_files, sync_folders

MANIFEST = ".manifest.json"
_NAME = b"feedsvc"
NANO = 1_000_000_000


def open_url(url: str, codings: Sequence[str] = ()) -> FilesPublisher:
    """The publisher for the folder named after ``file:`` (two slashes before an absolute path are allowed)."""
    for coding in codings:
        packer(coding)  # a library that is missing is told before any work
    return FilesPublisher(Path(url.partition(":")[2].removeprefix("//")), codings)


class _Renewal(NamedTuple):
    """How one file comes to the wanted bytes: its record then, whether its bytes change, and what is to be done."""

    record: Published
    changed: bool
    changes: tuple[Change, ...]


class FilesPublisher:
    """The Publisher of ports.py over the folder ``root``, made at the first publish; ``codings`` as of ``open_publisher``."""

    def __init__(self, root: Path, codings: Sequence[str] = ()) -> None:
        self.root = root
        self._place = str(root)
        self._codings = tuple(codings)
        self._seen: tuple[int, int, int] | None = None
        self._manifest = Manifest()
        self._damaged: set[str] = set()

    # --- reading ---------------------------------------------------------------------------------

    def manifest(self) -> Manifest:
        whole = self._load()
        bad = {name for name, file in whole.files.items() if name in self._damaged or not self._intact(name, file)}
        return without(whole, bad)

    def read(self, name: str) -> bytes | None:
        with in_words(self.root / name), suppress(FileNotFoundError):
            return (self.root / name).read_bytes()
        return None

    def verify(self) -> tuple[str, ...]:
        files = self._load().files
        self._damaged = {name for name, file in files.items() if not (self._intact(name, file) and self._true(name, file))}
        return tuple(sorted(self._damaged))

    def _load(self) -> Manifest:
        """The manifest as it was written; read again only when the file is another."""
        path = self.root / MANIFEST
        with in_words(path):
            try:
                facts = path.stat()
            except FileNotFoundError:
                self._seen, self._manifest = None, Manifest()
                return self._manifest
            if _seen(facts) != self._seen:
                self._manifest, self._seen = from_text(path.read_bytes()), _seen(facts)
        return self._manifest

    def _intact(self, name: str, file: Published) -> bool:
        """Whether file and siblings have the size and time we gave them."""
        facts, at = self._facts(name), file.modified * NANO
        if facts is None or facts.st_size != file.size or facts.st_mtime_ns != at:
            return False
        for coding in file.codings:
            facts = self._facts(name + SUFFIXES[coding])
            if facts is None or facts.st_mtime_ns != at:
                return False
        return True

    def _true(self, name: str, file: Published) -> bool:
        """Whether file and siblings have the bytes we gave them."""
        hashes = {name: file.sha256} | {name + SUFFIXES[coding]: value for coding, value in file.codings.items()}
        return all(digest(self.read(each) or b"") == value for each, value in hashes.items())

    def _facts(self, name: str) -> os.stat_result | None:
        """None for what is no plain file; a link would lead a reader elsewhere."""
        try:
            facts = os.lstat(f"{self._place}/{name}")
        except OSError:
            return None
        return facts if stat.S_ISREG(facts.st_mode) else None

    # --- writing ---------------------------------------------------------------------------------

    def publish(self, groups: Groups, keep: Iterable[str]) -> tuple[str, ...]:
        keep = tuple(keep)
        whole = self._load()
        asked = wanted(groups)
        others = {name for name in asked if is_anothers(name, self.read, whole.files.get(name))}
        documents = {name: each for name, each in asked.items() if name not in others}
        sound = self.manifest()
        settled = {name: kept for name, each in documents.items() if (kept := self._settled(each, sound))}
        todo = [each for name, each in documents.items() if name not in settled]
        stale = removed(whole, groups, documents, keep) - others
        for each in todo:
            if each.name not in whole.files:
                self._must_be_ours(each.name)
        if todo or stale:
            self._sweep()
        fresh = {each.name: self._renewal(each, whole) for each in todo}
        replace_files([change for renewal in fresh.values() for change in renewal.changes])
        for name in sorted(stale):
            self._remove(name, whole.files[name])
        sync_folders(f"{self.root}/{name}".rpartition("/")[0] for name in (*fresh, *stale))
        written = tuple(name for name, renewal in fresh.items() if renewal.changed)
        files = {**settled, **{name: renewal.record for name, renewal in fresh.items()}}
        self._write_manifest(whole, merged(whole, groups, files, keep))
        self._damaged -= files.keys() | stale
        return written

    def _must_be_ours(self, name: str) -> None:
        """A page takes the place of none without our name; where the manifest was lost, ours is known by it."""
        there = self.read(name) if _bears_our_name(name) else None
        if there and _NAME not in there:
            step = "Nothing was written. Move it away, or give 'publish' a folder of its own."
            raise PublishError(f"{self.root / name} was not written by feedsvc and would be lost.", step)

    def _settled(self, each: Wanted, sound: Manifest) -> Published | None:
        """The record of a file that already stands as wanted."""
        file = sound.files.get(each.name)
        if file is None or file.sha256 != each.sha256:
            return None
        return each.published(file.modified, file.codings)

    def _renewal(self, each: Wanted, whole: Manifest) -> _Renewal:
        """A sibling of older bytes must go before the file changes: servers would prefer it."""
        path, facts = f"{self.root}/{each.name}", self._facts(each.name)
        same = facts is not None and self.read(each.name) == each.document.body
        modified = self._time(each, whole.files.get(each.name), facts, same)
        codings = siblings(each.document, self._codings)
        changes = [Change(path + suffix, codings.get(coding), modified) for coding, suffix in SUFFIXES.items()]
        if not same:
            changes.append(Change(path, each.document.body, modified))
        elif facts is not None and facts.st_mtime_ns != modified * NANO:
            with in_words(path):
                os.utime(path, (modified, modified))
        hashes = {coding: digest(body) for coding, body in codings.items()}
        return _Renewal(each.published(modified, hashes), not same, tuple(changes))

    def _time(self, each: Wanted, known: Published | None, facts: os.stat_result | None, same: bool) -> int:
        """Last-Modified of the file, in seconds: it stays with the bytes, and rises with every change of them."""
        if same and facts is not None:
            return max(facts.st_mtime_ns // NANO, known.modified if known else 0)
        if facts is None and known is not None and known.sha256 == each.sha256:
            return known.modified
        before = ([known.modified] if known else []) + ([-(-facts.st_mtime_ns // NANO)] if facts else [])
        return next_modified(each.document.modified, before)

    def _remove(self, name: str, file: Published) -> None:
        path = self.root / name
        with in_words(path):
            for suffix in (*(SUFFIXES[coding] for coding in file.codings), ""):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        for folder in path.relative_to(self.root).parents:
            with suppress(OSError):  # not empty yet, or the root itself
                if folder != Path("."):
                    (self.root / folder).rmdir()

    def _sweep(self) -> None:
        """Remove what a killed run left behind."""
        for folder, _, names in os.walk(self.root):
            for name in names:
                if name.startswith(".") and name.endswith(".tmp"):
                    with in_words(f"{folder}/{name}"), suppress(FileNotFoundError):
                        os.unlink(f"{folder}/{name}")

    def _write_manifest(self, before: Manifest, after: Manifest) -> None:
        if after == before and self._seen:
            return
        path = self.root / MANIFEST
        replace_files([Change(str(path), to_text(after))])
        sync_folders([str(self.root)])
        self._manifest, self._seen = after, _seen(path.stat())


def _bears_our_name(name: str) -> bool:
    """The pages for people do, in their footer.  Feeds and news boxes may do without."""
    return name.endswith(".html") and name.count(".") == 1


def _seen(facts: os.stat_result) -> tuple[int, int, int]:
    """What tells one manifest file from the next."""
    return facts.st_ino, facts.st_mtime_ns, facts.st_size
