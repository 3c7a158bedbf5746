"""The values that leave us: feeds without a format, documents and news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from .model import Entry, Value
from .record import SourceStatus


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class News(Value):
    """One article as recipients hear of it; ``section`` is the title of the section it stands in."""

    kind: Literal["new", "corrected", "withdrawn"]
    entry: Entry
    section: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tombstone(Value):
    """An entry taken back (RFC 6721)."""

    entry_id: str
    when: datetime


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Category(Value):
    """A section an entry stands in: ``term`` is the source key, ``label`` its title for people."""

    term: str
    label: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ArchiveLinks(Value):
    """Where a feed's document stands in its history (RFC 5005, section 4), as keys of other ``Feed`` values.

    ``prev`` holds the next older entries, ``next`` the next newer ones; ``current`` is the key of the
    subscription document.  ``is_archive`` is False in the subscription document, which has only ``prev``.
    """

    current: str
    prev: str | None = None
    next: str | None = None
    is_archive: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Feed(Value):
    """One feed without a format, newest entry first.  URLs of its documents are ``base_url`` + ``key`` + suffix.

    ``home_url`` is the page for people at the source; ``updated`` rises with every change; ``categories`` maps
    a source key to its category; ``interval`` is the pause between two looks, in seconds.  ``id`` is the permanent id of the
    whole history (None: the URL of its Atom subscription document).  An archive document is a Feed whose key is e.g. "archive/news/00001".
    On the site's own pages a feed has a few entries only; ``earlier`` are the times of its others, ``signals`` those of all.
    """

    key: str
    title: str
    subtitle: str
    language: str
    home_url: str
    base_url: str
    author: str
    updated: datetime
    entries: tuple[Entry, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    categories: Mapping[str, Category] = field(default_factory=dict)
    rights: str | None = None
    license_url: str | None = None
    hubs: tuple[str, ...] = ()
    interval: int = 1800
    name: str = ""
    id: str | None = None
    archive: ArchiveLinks | None = None
    icon_url: str | None = None
    logo_url: str | None = None
    earlier: tuple[datetime, ...] = ()
    signals: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The section's name alone, for places that name the site already."""
        return self.name or self.title

    def url(self, suffix: str) -> str:
        """Absolute URL of one of this feed's documents, e.g. ``url("atom")``."""
        return f"{self.base_url}{self.key}.{suffix}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Site(Value):
    """All feeds of one installation, for the index, the subscription list and the status documents.

    ``merged`` is the feed of all sections; ``feeds`` are the sections in configured order; ``signals`` are those of any entry.
    ``id`` and ``authority`` name the feed of the sources' states and its entries.
    """

    title: str
    language: str
    base_url: str
    home_url: str
    contact: str
    author: str
    updated: datetime
    merged: Feed
    feeds: tuple[Feed, ...]
    statuses: tuple[SourceStatus, ...] = ()
    rights: str | None = None
    authority: str = ""
    id: str | None = None
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Document(Value):
    """One file to publish.  ``name`` is relative, with "/" between folders; ``modified`` is a stored change time."""

    name: str
    media_type: str
    body: bytes
    modified: datetime
