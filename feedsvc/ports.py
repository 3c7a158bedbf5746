"""What the main flow needs from the outside: narrow protocols, each with one contract suite in tests/."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from .model import Entry, NotModified, Page, Request, Revision
from .record import Commit, Manifest, Outcome, SourceState

if TYPE_CHECKING:
    from .published import Document, Feed, News, Site

Clock = Callable[[], datetime]


class Fetcher(Protocol):
    """The one door to the network."""

    async def fetch(self, request: Request) -> Page | NotModified:
        """One exchange, politely and within bounds; raises a SourceError of the right class."""
        ...

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool = False) -> tuple[int, bytes]:
        """Send a notification: the status of the answer and the beginning of its body; raises a SourceError."""
        ...

    async def aclose(self) -> None:
        """Write down what was learned of hosts, and let go of connections; a fetch after that begins anew, with what others learned."""
        ...


class Store(Protocol):
    """The truth.  Every method raises StoreError in plain words when the database cannot be used."""

    def state(self, key: str) -> SourceState:
        """What is remembered of a source; a fresh SourceState for a new one."""
        ...

    def states(self) -> Mapping[str, SourceState]: ...

    def find(self, aliases: Iterable[str]) -> Mapping[str, Entry]:
        """The entries known under these aliases: alias → entry, unknown ones left out."""
        ...

    def entry(self, entry_id: str) -> Entry | None: ...

    def entries(self, sources: Sequence[str], limit: int | None = None, state: str = "live") -> list[Entry]:
        """Entries that stand in any of the sources, each once, newest first by ``Entry.order``."""
        ...

    def loose(self, feed: str, sources: Sequence[str], limit: int) -> list[Entry]:
        """Live entries of the sources that no archive of this feed holds as they are now, oldest first by ``Entry.order``."""
        ...

    def archives(self) -> Mapping[str, tuple[int, ...]]:
        """Feed key → its archives, from number 1 on: how often each changed since it was closed."""
        ...

    def archived(self, feed: str, number: int) -> list[Entry]:
        """The entries of one archive as they were when it was closed; what was withdrawn since, as it is now."""
        ...

    def close_archive(self, feed: str, entries: Sequence[Entry]) -> None:
        """Put these entries, as they are now, into the feed's next archive, in a transaction of its own."""
        ...

    def outbox(self, after: int, limit: int) -> list[tuple[int, Entry, bool]]:
        """What came or changed since: (serial, the entry as it is now, whether it was new then), oldest first."""
        ...

    def outbox_end(self) -> int:
        """The serial of the last change, 0 when there was none."""
        ...

    def forget_told(self, until: int | None) -> None:
        """Let go of changes up to this serial, of which everyone was told (None: nobody is to be told of any); the newest few
        thousand stay all the same."""
        ...

    def due(self, source: str, now: datetime, limit: int) -> list[Entry]:
        """Live entries of a source whose ``next_check`` has come, most overdue first, then those whose ``next_check`` is
        more than a year ahead: our clock was wrong when that was planned."""
        ...

    def taken(self, moments: Iterable[datetime]) -> set[datetime]:
        """Those of the moments (whole seconds) that are the ``updated`` of some entry already."""
        ...

    def counts(self) -> Mapping[str, int]:
        """Live entries per source key."""
        ...

    def commit(self, commit: Commit) -> None:
        """Store all of it in one transaction, or nothing.  Raises UnstorableError for a text no database can hold."""
        ...

    def aliases(self, entry_id: str) -> list[str]: ...

    def revisions(self, entry_id: str) -> list[Revision]: ...

    def journal(self, source: str | None = None, limit: int = 50) -> list[Outcome]:
        """Newest first."""
        ...

    def notes(self, entry_or_source: str, limit: int = 50) -> list[tuple[datetime, str]]:
        """Newest first.  A note belongs to its source and to every entry whose id stands in it."""
        ...

    def quarantine(self, source: str) -> list[tuple[datetime, Page, str]]:
        """The last pages that were not believed, with the reason, newest first; long bodies are cut."""
        ...

    def get_value(self, key: str) -> Any:
        """What was set under this name (plain JSON values), None when nothing was."""
        ...

    def set_value(self, key: str, value: Any) -> None:
        """Keep a small value over restarts, in a transaction of its own; None forgets it."""
        ...

    def at_hand(self) -> AbstractContextManager[None]:
        """Within it an entry read twice may be one and the same value: a publication reads each for several feeds."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """One writer at a time; raises BusyError naming the holder.  Reading needs no lock."""
        ...

    def backup(self, path: Path) -> None:
        """A consistent copy, also while another process writes."""
        ...

    def check(self) -> tuple[str, ...]:
        """Read everything: what is wrong with the database, in words; empty when all is well."""
        ...

    def close(self) -> None: ...


class Publisher(Protocol):
    """Where documents go.  Raises PublishError.  One writer at a time: the store's lock sees to that."""

    def manifest(self) -> Manifest:
        """What is published, with damaged or missing files (and their groups' fingerprints) left out.

        Cheap: damage is seen by size and time; ``verify`` reads the bytes.
        """
        ...

    def publish(self, groups: Mapping[str, tuple[str, Sequence[Document]]], keep: Iterable[str]) -> tuple[str, ...]:
        """Write each group (name → (fingerprint, documents)), replacing only files whose bytes differ, atomically;
        remove files of groups neither given nor in ``keep``; manifest last.  Returns the names of the files written.

        Last-Modified of a file is its document's ``modified``, but at least one second after the one it replaces.
        """
        ...

    def read(self, name: str) -> bytes | None:
        """The bytes published under this name, None when there is no such file."""
        ...

    def verify(self) -> tuple[str, ...]:
        """Read everything: the names of files that are not what was published.  ``manifest`` then leaves them out."""
        ...


class Renderer(Protocol):
    """Knows every format: a feed's documents, and those of the site as a whole."""

    def feed(self, feed: Feed, site: Site) -> tuple[Document, ...]: ...

    def archive(self, feed: Feed, site: Site) -> tuple[Document, ...]: ...

    def site(self, site: Site) -> tuple[Document, ...]: ...


class Notifier(Protocol):
    """Tells one recipient.  Raises NotifyError in plain words."""

    @property
    def portion(self) -> int:
        """How many articles one message holds at most."""
        ...

    async def tell(self, news: Sequence[News], at: datetime) -> None:
        """Sends one message; once this returns, the recipient has it."""
        ...


class Runner(Protocol):
    """Calls ``refresh`` for each source when its time has come, until stopped."""

    async def run(self) -> None: ...
