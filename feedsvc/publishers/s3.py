"""Object storage that speaks S3 (extra "s3"): ``s3://bucket/prefix``; keys, region and endpoint from the AWS_ variables.

One object is replaced at once, the manifest last.  No compressed siblings: object storage does not negotiate, a CDN in
front of it packs by itself.  Last-Modified is the storage's own time of writing, which rises by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..errors import EXTRAS, ConfigError, PublishError
from ..record import Manifest, Published, content_type
from .edition import (
    FROZEN,
    Groups,
    Wanted,
    digest,
    from_text,
    is_anothers,
    is_frozen,
    merged,
    next_modified,
    removed,
    to_text,
    wanted,
    without,
)

try:
    import obstore
    from obstore import exceptions
    from obstore.store import from_url
except ImportError as error:
    raise ConfigError("Publishing to s3: needs obstore.", EXTRAS) from error

MANIFEST = ".manifest.json"
CACHE = "public, max-age=300, stale-if-error=86400"
RETRIES: Any = {"max_retries": 3}


def open_url(url: str, codings: Sequence[str] = ()) -> S3Publisher:
    with _in_words(url):
        return S3Publisher(from_url(url, retry_config=RETRIES), url)


class S3Publisher:
    """The Publisher of ports.py over one prefix of a bucket; ``where`` names it in messages."""

    def __init__(self, store: Any, where: str) -> None:
        self._store = store
        self._where = where
        self._tag: str | None = None
        self._manifest = Manifest()
        self._damaged: set[str] = set()

    def manifest(self) -> Manifest:
        """Two requests, the first conditional: damage is seen by size, times being the storage's own."""
        whole = self._load()
        if not whole.files:
            return whole
        sizes = self._sizes()
        return without(whole, {name for name, file in whole.files.items() if name in self._damaged or sizes.get(name) != file.size})

    def read(self, name: str) -> bytes | None:
        with _in_words(self._where):
            try:
                return bytes(obstore.get(self._store, name).bytes())
            except FileNotFoundError:
                return None

    def verify(self) -> tuple[str, ...]:
        files = self._load().files
        self._damaged = {name for name, file in files.items() if digest(self.read(name) or b"") != file.sha256}
        return tuple(sorted(self._damaged))

    def publish(self, groups: Groups, keep: Iterable[str]) -> tuple[str, ...]:
        keep = tuple(keep)
        sound, asked = self.manifest(), wanted(groups)
        whole = self._manifest
        others = {name for name in asked if is_anothers(name, self.read, whole.files.get(name))}
        documents = {name: each for name, each in asked.items() if name not in others}
        sizes = self._sizes() if documents else {}
        written: list[str] = []
        files: dict[str, Published] = {}
        for name, each in documents.items():
            known = whole.files.get(name)
            changed = not self._stands(each, sound, sizes)
            files[name] = each.published(_modified(each, known), {})
            if changed:
                self._put(name, each.document.body, each.document.media_type)
                written.append(name)
        stale = removed(whole, groups, documents, keep) - others
        self._delete(stale)
        self._put_manifest(whole, merged(whole, groups, files, keep))
        self._damaged -= files.keys() | stale
        return tuple(written)

    def _stands(self, each: Wanted, sound: Manifest, sizes: Mapping[str, int]) -> bool:
        """Whether the object has these bytes and this media type; one the manifest does not know is read."""
        known = sound.files.get(each.name)
        if known is not None:
            return (known.sha256, known.media_type) == (each.sha256, each.document.media_type)
        return sizes.get(each.name) == len(each.document.body) and self.read(each.name) == each.document.body

    def _put(self, name: str, body: bytes, media_type: str) -> None:
        said = {"Content-Type": content_type(media_type), "Cache-Control": FROZEN if is_frozen(name) else CACHE}
        with _in_words(self._where):
            obstore.put(self._store, name, body, attributes=said, use_multipart=False)

    def _delete(self, names: set[str]) -> None:
        with _in_words(self._where):
            for name in sorted(names):
                try:
                    obstore.delete(self._store, name)
                except FileNotFoundError:
                    continue

    def _put_manifest(self, before: Manifest, after: Manifest) -> None:
        if after != before or self._tag is None:
            self._put(MANIFEST, to_text(after), "application/json")

    def _sizes(self) -> dict[str, int]:
        with _in_words(self._where):
            return {item["path"]: item["size"] for item in obstore.list(self._store).collect()}

    def _load(self) -> Manifest:
        with _in_words(self._where):
            try:
                answer = obstore.get(self._store, MANIFEST, options={"if_none_match": self._tag} if self._tag else {})
            except exceptions.NotModifiedError:
                return self._manifest
            except FileNotFoundError:
                self._manifest, self._tag = Manifest(), None
                return self._manifest
            self._manifest, self._tag = from_text(bytes(answer.bytes())), answer.meta["e_tag"]
        return self._manifest


def _modified(each: Wanted, known: Published | None) -> int:
    if known is None:
        return next_modified(each.document.modified, [])
    return known.modified if known.sha256 == each.sha256 else next_modified(each.document.modified, [known.modified])


@contextmanager
def _in_words(where: str) -> Iterator[None]:
    try:
        yield
    except (exceptions.BaseError, OSError, ValueError) as error:
        cause, step = _explained(error)
        raise PublishError(f"Cannot publish to {where}: {cause}.", f"What was published before is still there. {step}") from error


def _explained(error: Exception) -> tuple[str, str]:
    words = str(error)
    if "NoSuchBucket" in words:
        return "there is no such bucket", "Create it, or name another one in config.toml."
    if isinstance(error, exceptions.UnauthenticatedError | exceptions.PermissionDeniedError | PermissionError):
        return "the storage refuses our key", "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the bucket's policy."
    first = " ".join(words.split("\n")[0].split())[:300]
    return first or type(error).__name__, "Check the address and the AWS_ variables; the next run tries again."
