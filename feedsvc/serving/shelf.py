"""The published files as the server holds them: read once, checked once, then answered from memory.

A file on disk may be one publication ahead of the manifest, which is written last.  Bytes are believed only when
their SHA-256 is the one the manifest names; until then the copy served before stays good.  So no answer ever mixes
two publications, and nothing but published bytes can leave, whatever lies in the folder.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from ..publishers.edition import FROZEN, WELL_KNOWN, from_text, is_frozen
from ..publishers.files import MANIFEST
from ..publishers.packing import SUFFIXES
from ..record import Published
from . import headers
from .coding import IDENTITY

BUDGET = 256 * 1024 * 1024
"""Bytes of files held in memory at most."""
GLANCE = 0.001
"""Seconds for which the last look at the manifest is still good."""
TDMREP = f"{WELL_KNOWN}tdmrep.json"
_FAVOURITES = ("br", "zstd", "gzip")  # the smallest first


@dataclass(frozen=True, slots=True)
class Copy:
    """One coding of one file, ready to send; ``full`` and ``brief`` are the fields of its 200 and its 304."""

    digest: str
    etag: bytes
    modified: int
    body: bytes
    full: headers.Fields
    brief: headers.Fields


class Shelf:
    """The files of ``root`` that its manifest names.

    ``caching`` is the Cache-Control field of all but frozen files.  With ``hubs``, feeds link to them and to their own address under
    ``base_url`` (WebSub, section 4).
    """

    def __init__(self, root: Path, caching: str, base_url: str = "", hubs: tuple[str, ...] = ()) -> None:
        self._root = root
        self._caching = caching
        self._base_url = base_url
        self._hubs = hubs
        self._path = os.fspath(root / MANIFEST)
        self.edition = 0
        """Rises with every manifest read."""
        self.behind = False
        """Whether a copy older than the present manifest had to be served."""
        self._looked = 0.0
        self._seen: tuple[int, int, int] | None = None
        self._files: Mapping[str, Published] = {}
        self._codings: dict[str, tuple[str, ...]] = {}
        self._copies: dict[tuple[str, str], Copy] = {}
        self._held = 0
        self._reservation: headers.Fields = []

    def refresh(self) -> None:
        """Reads the manifest again if it was replaced; one that is missing or damaged changes nothing."""
        now = time.monotonic()
        if now - self._looked < GLANCE:
            return
        self._looked = now
        try:
            stat = os.stat(self._path)
            seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if seen == self._seen:
                return
            files = from_text(Path(self._path).read_bytes()).files
        except OSError:
            return
        self._seen = seen
        if files:
            self._learn(files)

    def codings(self, name: str) -> tuple[str, ...] | None:
        """The precompressed codings of a published file, the favourite first; None when no such file is published."""
        self.refresh()
        return self._codings.get(name)

    def copy(self, name: str, coding: str) -> Copy | None:
        """The file in one coding ("identity" or one of ``codings``); None when no complete copy can be had just now."""
        file = self._files[name]
        digest = file.sha256 if coding == IDENTITY else file.codings[coding]
        known = self._copies.get((name, coding))
        if known is not None and known.digest == digest and known.modified == file.modified:
            return known
        body = self._read(name + SUFFIXES.get(coding, ""))
        if body is None or sha256(body).hexdigest() != digest:
            self.behind = True
            return known
        return self._keep(name, coding, self._prepare(name, file, coding, digest, body))

    def _learn(self, files: Mapping[str, Published]) -> None:
        self.edition += 1
        self.behind = False
        self._files = {name: file for name, file in files.items() if _is_proper(name)}
        self._reserve(self._read(TDMREP) if TDMREP in self._files else None)
        self._codings = {
            name: tuple(coding for coding in _FAVOURITES if coding in file.codings and coding in SUFFIXES)
            for name, file in self._files.items()
        }
        for key in [key for key in self._copies if key[0] not in self._files]:
            self._held -= len(self._copies.pop(key).body)

    def _reserve(self, text: bytes | None) -> None:
        """Takes over what tdmrep.json says of everything here; copies made under another word are made anew."""
        reservation = headers.reservation(text)
        if reservation != self._reservation:
            self._reservation = reservation
            self._copies.clear()
            self._held = 0

    def _prepare(self, name: str, file: Published, coding: str, digest: str, body: bytes) -> Copy:
        links: dict[str, tuple[str, ...]] = {}
        if self._hubs and file.media_type.startswith(headers.FEEDS):
            links = {"hub": self._hubs, "self": (self._base_url + name,)}
        caching = FROZEN if is_frozen(name) else self._caching
        full = headers.full(name, file, coding, len(body), caching=caching, links=links) + self._reservation
        brief = headers.brief(name, file, coding, caching=caching, links=links)
        return Copy(digest, headers.etag(file, coding), file.modified, body, full, brief)

    def _keep(self, name: str, coding: str, copy: Copy) -> Copy:
        """Remembers a copy in place of its elder; the ones looked up first are let go when there are too many bytes."""
        elder = self._copies.pop((name, coding), None)
        self._held += len(copy.body) - (len(elder.body) if elder else 0)
        while self._held > BUDGET and self._copies:
            self._held -= len(self._copies.pop(next(iter(self._copies))).body)
        self._copies[(name, coding)] = copy
        return copy

    def _read(self, name: str) -> bytes | None:
        """The bytes of a regular file that is no symbolic link."""
        try:
            handle = os.open(self._root / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None
        if not S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            return None
        with os.fdopen(handle, "rb") as file:
            return file.read()


def _is_proper(name: str) -> bool:
    """Whether a name stays inside the folder and away from its hidden files."""
    return all(part and part[0] != "." for part in name.removeprefix(WELL_KNOWN).split("/")) and "\\" not in name and "\0" not in name
