"""What every publisher decides alike, without touching anything: names, codings, times, and the manifest's text."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from sys import intern
from typing import TYPE_CHECKING, Any

from ..errors import PublishError
from ..record import Manifest, Published
from .packing import SUFFIXES

if TYPE_CHECKING:
    from ..published import Document

Groups = Mapping[str, tuple[str, "Sequence[Document]"]]

FROZEN = "public, max-age=31536000, immutable"
"""Cache-Control of a file whose name holds its hash."""
_FROZEN = re.compile(r"embed-[0-9a-f]{12}\.js")
WELL_KNOWN = ".well-known/"
ROBOTS = "robots.txt"
_OURS, _NOT_OURS = (b"feedsvc", b"/all.atom"), re.compile(rb"(?i)\bdisallow\b|(?:.*\n){6}")
_SEGMENT = re.compile(r"(?!\.)[^/\\\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document as it shall stand: its group and hash."""

    document: Document
    group: str
    sha256: str

    @property
    def name(self) -> str:
        return self.document.name

    def published(self, modified: int, codings: Mapping[str, str]) -> Published:
        document = self.document
        return Published(document.media_type, self.sha256, len(document.body), modified, self.group, codings)


def digest(body: bytes) -> str:
    return sha256(body).hexdigest()


def wanted(groups: Groups) -> dict[str, Wanted]:
    """Every document given, by name; raises PublishError for a bad name or one given twice."""
    found: dict[str, Wanted] = {}
    for group, (_, documents) in groups.items():
        for document in documents:
            _check_name(document.name)
            if document.name in found:
                raise PublishError(f"Two documents are called {document.name}.", "Give the sources keys that differ.")
            found[document.name] = Wanted(document, group, digest(document.body))
    siblings = {name + suffix for name in found for suffix in SUFFIXES.values()}
    if clash := sorted(siblings & found.keys()):
        raise PublishError(f"{clash[0]} would be taken for a compressed sibling.", "Give the document another name.")
    return found


def _check_name(name: str) -> None:
    """Relative, no dot files, nothing that leaves the folder: the name is a path of plain segments (but RFC 8615's first)."""
    if not all(_SEGMENT.fullmatch(segment) for segment in name.removeprefix(WELL_KNOWN).split("/")):
        raise PublishError(f"{name!r} is no name for a published file.", "Use letters, digits and '-' in source keys.")


def is_anothers(name: str, read: Callable[[str], bytes | None], known: Published | None) -> bool:
    """Whether a robots.txt of somebody else's stands in the place of ours: the rules of the site around the feeds stay, though they
    name our feed, or were added to our file, which forbids nothing and is short."""
    if name != ROBOTS or not (there := read(name)) or (known is not None and digest(there) == known.sha256):
        return False
    return _NOT_OURS.search(there) is not None or not any(mark in there for mark in _OURS)


def is_frozen(name: str) -> bool:
    """Whether a file of this name never changes its bytes: the editions of the embed script that partners pin."""
    return _FROZEN.fullmatch(name) is not None


def whole_second(at: datetime) -> int:
    """Seconds since 1970, rounded down: HTTP dates have no fractions (RFC 9110, 5.6.7)."""
    return int(at.timestamp() // 1)


def next_modified(at: datetime, replaced: Iterable[int]) -> int:
    """Last-Modified of new bytes: at least a second after every one they replace.

    Clients that ask by time alone would otherwise keep the old bytes for good.
    """
    return max(whole_second(at), *(before + 1 for before in replaced), 0)


def removed(old: Manifest, groups: Groups, names: Iterable[str], keep: Iterable[str]) -> set[str]:
    """Names in the old manifest that are no longer wanted."""
    kept = set(keep) - groups.keys()
    return {name for name, file in old.files.items() if file.group not in kept} - set(names)


def merged(old: Manifest, groups: Groups, files: Mapping[str, Published], keep: Iterable[str]) -> Manifest:
    """The manifest after publishing ``files``: the kept groups as they were, the given ones anew."""
    kept = set(keep) - groups.keys()
    rest = {name: file for name, file in old.files.items() if file.group in kept}
    prints = {group: mark for group, mark in old.groups.items() if group in kept}
    prints |= {group: mark for group, (mark, _) in groups.items()}
    return Manifest({**rest, **files}, prints)


def without(manifest: Manifest, names: set[str]) -> Manifest:
    """The manifest without these files; a group that lost one has no fingerprint, so that it is rendered again."""
    if not names:
        return manifest
    hurt = {manifest.files[name].group for name in names}
    files = {name: file for name, file in manifest.files.items() if name not in names}
    return Manifest(files, {group: mark for group, mark in manifest.groups.items() if group not in hurt})


def to_text(manifest: Manifest) -> bytes:
    """The same JSON text for equal manifests, {"crc32", "files": {name: {…}}, "groups"}: a line per file, the checksum over
    all that follows it."""
    rest = bytearray(b'"files": {\n')
    for number, (name, file) in enumerate(sorted(manifest.files.items())):
        rest += b",\n" * bool(number) + f"{json.dumps(name)}: {_record(file)}".encode()
    rest += f'\n}}, "groups": {json.dumps(dict(manifest.groups), sort_keys=True)}}}'.encode()
    return b'{"crc32": %d, %b' % (zlib.crc32(rest), bytes(rest))


def _record(file: Published) -> str:
    plain = {name: getattr(file, name) for name in Published.__slots__}
    return json.dumps({**plain, "codings": dict(file.codings)}, sort_keys=True)


def from_text(text: bytes) -> Manifest:
    """The manifest in this text, an empty one when the text is damaged: everything is then compared byte by byte."""
    try:
        plain = json.loads(text)
        if zlib.crc32(text.partition(b", ")[2]) != plain["crc32"]:
            return Manifest()
        return Manifest({name: _published(**file) for name, file in plain["files"].items()}, plain["groups"])
    except (ValueError, KeyError, TypeError):
        return Manifest()


def _published(media_type: str, group: str, **rest: Any) -> Published:
    """A thousand files need not hold a thousand copies of the same few words."""
    return Published(media_type=intern(media_type), group=intern(group), **rest)
