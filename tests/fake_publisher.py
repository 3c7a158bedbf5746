"""A publisher in memory that works: the twin of the real ones, held to the same contract."""

from __future__ import annotations

from collections.abc import Iterable

from feedsvc.errors import PublishError
from feedsvc.publishers.edition import Groups, digest, merged, next_modified, removed, wanted, without
from feedsvc.publishers.packing import siblings
from feedsvc.record import Manifest, Published


class FakePublisher:
    """Names and bytes in ``files``; ``fail`` makes the next publish raise, as a full disk would."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.fail: PublishError | None = None
        self._manifest = Manifest()

    def manifest(self) -> Manifest:
        return without(self._manifest, {name for name in self._manifest.files if name not in self.files})

    def publish(self, groups: Groups, keep: Iterable[str]) -> tuple[str, ...]:
        keep = tuple(keep)
        documents = wanted(groups)
        if self.fail:
            raise self.fail
        records: dict[str, Published] = {}
        written = []
        for name, each in documents.items():
            known = self._manifest.files.get(name)
            modified = next_modified(each.document.modified, [known.modified] if known else [])
            if known and known.sha256 == each.sha256:
                modified = known.modified
            if self.files.get(name) != each.document.body:
                self.files[name] = each.document.body
                written.append(name)
            codings = {coding: digest(body) for coding, body in siblings(each.document, ()).items()}
            records[name] = each.published(modified, codings)
        for name in removed(self._manifest, groups, documents, keep):
            self.files.pop(name, None)
        self._manifest = merged(self._manifest, groups, records, keep)
        return tuple(written)

    def read(self, name: str) -> bytes | None:
        return self.files.get(name)

    def verify(self) -> tuple[str, ...]:
        files = self._manifest.files
        return tuple(sorted(name for name in files if digest(self.files.get(name, b"")) != files[name].sha256))
