"""A folder of static files that any server can serve, each replaced atomically.

Order of work: leftovers of a killed run removed; per file a temporary one in the same folder, synced, siblings renamed
first, then the file; folders synced; ``.manifest.json`` last.  A kill at any point leaves whole files and a manifest that
the next publish compares with them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import PublishError, os_words
from ..model import Manifest, Published
from .edition import SUFFIXES, Groups, Wanted, digest, from_text, merged, next_modified, removed, to_text, wanted, without

MANIFEST = ".manifest.json"
NANO = 1_000_000_000


def open_url(url: str) -> FilesPublisher:
    """The publisher for the folder named after ``file:`` (two slashes before an absolute path are allowed)."""
    return FilesPublisher(Path(url.partition(":")[2].removeprefix("//")))


class FilesPublisher:
    """The Publisher of ports.py over the folder ``root``, made at the first publish."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._seen: tuple[int, int, int] | None = None
        self._manifest = Manifest()
        self._damaged: set[str] = set()

    # --- reading ---------------------------------------------------------------------------------

    def manifest(self) -> Manifest:
        whole = self._load()
        bad = {name for name, file in whole.files.items() if name in self._damaged or not self._intact(name, file)}
        return without(whole, bad)

    def read(self, name: str) -> bytes | None:
        with self._in_words(self.root / name), suppress(FileNotFoundError):
            return (self.root / name).read_bytes()
        return None

    def verify(self) -> tuple[str, ...]:
        files = self._load().files
        self._damaged = {name for name, file in files.items() if not (self._intact(name, file) and self._true(name, file))}
        return tuple(sorted(self._damaged))

    def _load(self) -> Manifest:
        """The manifest as it was written; read again only when the file is another."""
        path = self.root / MANIFEST
        with self._in_words(path):
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
        facts = self._facts(name)
        if facts is None or (facts.st_size, facts.st_mtime_ns) != (file.size, file.modified * NANO):
            return False
        siblings = (self._facts(name + SUFFIXES[coding]) for coding in file.codings)
        return all(sibling is not None and sibling.st_mtime_ns == file.modified * NANO for sibling in siblings)

    def _true(self, name: str, file: Published) -> bool:
        """Whether file and siblings have the bytes we gave them."""
        hashes = {name: file.sha256} | {name + SUFFIXES[coding]: value for coding, value in file.codings.items()}
        return all(digest(self.read(each) or b"") == value for each, value in hashes.items())

    def _facts(self, name: str) -> os.stat_result | None:
        """None for what is no plain file; a link would lead a reader elsewhere."""
        try:
            facts = os.lstat(f"{self.root}/{name}")
        except OSError:
            return None
        return facts if stat.S_ISREG(facts.st_mode) else None

    # --- writing ---------------------------------------------------------------------------------

    def publish(self, groups: Groups, keep: Iterable[str]) -> tuple[str, ...]:
        keep = tuple(keep)
        documents = wanted(groups)
        whole = self._load()
        sound = self.manifest()
        settled = {name: kept for name, each in documents.items() if (kept := self._settled(each, sound))}
        todo = [each for name, each in documents.items() if name not in settled]
        stale = removed(whole, groups, documents, keep)
        if todo or stale:
            self._sweep()
        fresh = {each.name: self._replace(each, whole) for each in todo}
        for name in sorted(stale):
            self._remove(name, whole.files[name])
        self._sync_folders({*fresh, *stale})
        written = tuple(name for name in fresh if fresh[name][1])
        files = {**settled, **{name: file for name, (file, _) in fresh.items()}}
        self._write_manifest(whole, merged(whole, groups, files, keep))
        self._damaged -= files.keys() | stale
        return written

    def _settled(self, each: Wanted, sound: Manifest) -> Published | None:
        """The record of a file that already stands as wanted."""
        file = sound.files.get(each.name)
        if file is None or file.sha256 != each.sha256:
            return None
        return each.published(file.modified, file.codings)

    def _replace(self, each: Wanted, whole: Manifest) -> tuple[Published, bool]:
        """Bring one file and its siblings to the wanted bytes; tells its record, and whether its bytes changed."""
        path = self.root / each.name
        known, facts = whole.files.get(each.name), self._facts(each.name)
        same = facts is not None and self.read(each.name) == each.document.body
        if same and facts is not None:
            modified = max(facts.st_mtime_ns // NANO, known.modified if known else 0)
        elif facts is None and known is not None and known.sha256 == each.sha256:
            modified = known.modified
        else:
            before = ([known.modified] if known else []) + ([-(-facts.st_mtime_ns // NANO)] if facts else [])
            modified = next_modified(each.document.modified, before)
        codings = each.codings()
        for coding, suffix in SUFFIXES.items():
            self._put_sibling(path.with_name(path.name + suffix), codings.get(coding), modified)
        if not same:
            self._write(path, each.document.body, modified)
        elif facts is not None and facts.st_mtime_ns != modified * NANO:
            self._set_time(path, modified)
        return each.published(modified, {coding: digest(body) for coding, body in codings.items()}), not same

    def _put_sibling(self, path: Path, body: bytes | None, modified: int) -> None:
        """A sibling of older bytes must go before the file changes: servers would prefer it."""
        with self._in_words(path):
            if body is None:
                path.unlink(missing_ok=True)
                return
        self._write(path, body, modified)

    def _write(self, path: Path, body: bytes, modified: int | None = None) -> None:
        partial = path.with_name(f".{path.name}.tmp")
        with self._in_words(path):
            try:
                handle = self._create(partial)
                with open(handle, "wb") as file:
                    file.write(body)
                    file.flush()
                    if modified is not None:
                        os.utime(handle, (modified, modified))
                    os.fsync(handle)
                os.replace(partial, path)
            except BaseException:
                with suppress(OSError):
                    partial.unlink()
                raise

    def _create(self, partial: Path) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        try:
            return os.open(partial, flags, 0o666)
        except FileNotFoundError:
            partial.parent.mkdir(parents=True, exist_ok=True)
            return os.open(partial, flags, 0o666)

    def _set_time(self, path: Path, modified: int) -> None:
        with self._in_words(path):
            os.utime(path, (modified, modified))

    def _remove(self, name: str, file: Published) -> None:
        path = self.root / name
        with self._in_words(path):
            for suffix in (*(SUFFIXES[coding] for coding in file.codings), ""):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        for folder in path.relative_to(self.root).parents:
            with suppress(OSError):  # not empty yet, or the root itself
                if folder != Path("."):
                    (self.root / folder).rmdir()

    def _sweep(self) -> None:
        """Remove what a killed run left behind."""
        with self._in_words(self.root):
            for leftover in self.root.rglob(".*.tmp"):
                leftover.unlink(missing_ok=True)

    def _sync_folders(self, names: set[str]) -> None:
        """A rename is safe from a power loss only once its folder is synced."""
        for folder in {(self.root / name).parent for name in names}:
            with self._in_words(folder), suppress(FileNotFoundError):
                handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)

    def _write_manifest(self, before: Manifest, after: Manifest) -> None:
        if after == before and self._seen:
            return
        path = self.root / MANIFEST
        self._write(path, to_text(after))
        self._sync_folders({MANIFEST})
        self._manifest, self._seen = after, _seen(path.stat())

    @contextmanager
    def _in_words(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            message, step = os_words(error, f"the published file {path}")
            raise PublishError(message, f"What was published before is still there. {step}") from error


def _seen(facts: os.stat_result) -> tuple[int, int, int]:
    """What tells one manifest file from the next."""
    return facts.st_ino, facts.st_mtime_ns, facts.st_size
