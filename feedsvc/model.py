"""The values that flow through feedsvc: one name per stage, all frozen.

``Source`` (configured) → ``Page`` (bytes + headers + final URL) → ``Listing`` (rows) → ``Article``
(what the site shows) → ``Entry`` (what we promised subscribers) → ``Changes`` → ``Feed`` (no format)
→ ``Document`` (name, media type, bytes); ``Outcome`` tells what happened.  Every ``datetime`` is aware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

Precision = Literal["second", "minute", "day"]
Content = Literal["summary", "full"]


class Value:
    """Equality, hash and words, shared: left to dataclass, each class compiles its own at every start of the program."""

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__slots__))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stamp(Value):
    """A time the site gave.  ``at`` carries the source's zone; with precision "day" its clock reads 00:00."""

    at: datetime
    precision: Precision


# --- configured ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pins(Value):
    """CSS selectors the operator fixed for one source; None means: learn it.

    ``row``, ``link``, ``title``, ``time``, ``summary`` and ``next`` read the listing (all but ``row`` and
    ``next`` inside a row); ``article_title``, ``article_time`` and ``article_body`` read the article.
    """

    row: str | None = None
    link: str | None = None
    title: str | None = None
    time: str | None = None
    summary: str | None = None
    next: str | None = None
    article_title: str | None = None
    article_time: str | None = None
    article_body: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Source(Value):
    """One listing page to watch, as configured.  ``interval`` in seconds; ``pages`` None reads back to the end;
    ``include`` and ``exclude`` are words that title or summary must hold, or must not, for an article to stand in a feed."""

    key: str
    url: str
    title: str | None = None
    language: str = "zh-CN"
    zone: str = "Asia/Shanghai"
    encoding: str | None = None
    interval: int = 1800
    content: Content = "summary"
    pages: int | None = None
    hosts: frozenset[str] = frozenset()
    allow_private: bool = False
    rights: str | None = None
    pins: Pins = Pins()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


# --- fetched ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Validators(Value):
    """What a conditional request sends back, opaque to us (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Request(Value):
    """One page wanted.  ``hosts`` are the hosts the exchange may touch besides the URL's own; ``home`` is the address
    the operator named (empty: this one): its port is open, and with ``allow_private`` its server, but no other."""

    url: str
    validators: Validators = Validators()
    hosts: frozenset[str] = frozenset()
    allow_private: bool = False
    home: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Page(Value):
    """A complete 200 answer.  ``url`` is where it came from after redirects; ``headers`` have lower-case names;
    ``moved`` when the site said that ``url`` replaces the address asked for permanently."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    moved: bool = False

    @property
    def content_type(self) -> str | None:
        return self.headers.get("content-type")

    @property
    def validators(self) -> Validators:
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NotModified(Value):
    """The answer 304 to a conditional request; ``moved`` as in Page."""

    url: str
    moved: bool = False


# --- read ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Decoded(Value):
    """Text of a page.  ``replaced`` counts U+FFFD put in place of bytes that would not decode."""

    text: str
    encoding: str
    replaced: int = 0

    @property
    def is_garbled(self) -> bool:
        """More is lost than a page's one or two bad bytes explain: a wrong label, or no text at all."""
        return self.replaced > max(3, len(self.text) / 1000)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Row(Value):
    """One article as a listing shows it; ``url`` is absolute."""

    url: str
    title: str
    published: Stamp | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Recipe(Value):
    """The learned or pinned way to read a listing: data, stored, shown by ``inspect``, never code.

    ``row`` is a CSS selector whose matches are the rows; the others are CSS selectors inside a row
    (None: the row's own best link, the link's text, no time, no summary).  ``reach``: rows whose parts stand beside
    them take in what follows ("after") or precedes ("before") up to the next row.  ``order`` is how the page writes
    numeric dates that can be read in two ways.
    """

    row: str
    link: str | None = None
    title: str | None = None
    time: str | None = None
    summary: str | None = None
    reach: Literal["inside", "after", "before"] = "inside"
    order: Literal["dmy", "mdy", "ymd"] | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Listing(Value):
    """What a listing page shows, rows in page order; ``reasons`` maps a field to words on where it came from.

    ``unlinked`` are rows of the list whose address cannot be read (a script leads there); their ``url`` is "".
    """

    url: str
    rows: tuple[Row, ...]
    next: str | None = None
    title: str | None = None
    language: str | None = None
    recipe: Recipe | None = None
    unlinked: tuple[Row, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Attachment(Value):
    """A file an article offers.  ``length`` in bytes, 0 when unknown."""

    url: str
    title: str
    media_type: str
    length: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Article(Value):
    """What an article page shows.  ``text`` is paragraphs joined by newlines, ``html`` the main part, sanitised.

    ``directives`` are what page and server say to programs ("noindex", "noarchive", "noai", "tdm-reservation", …; see
    ``reading/signals.py``), and "gone" when the page is but a notice that there is no such article.
    """

    url: str
    title: str | None = None
    published: Stamp | None = None
    updated: Stamp | None = None
    summary: str | None = None
    author: str | None = None
    origin: str | None = None
    image: str | None = None
    language: str | None = None
    rights: str | None = None
    text: str = ""
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    directives: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)


# --- promised -----------------------------------------------------------------------------------

State = Literal["live", "withdrawn"]
DatedBy = Literal["article", "listing", "first-seen"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Entry(Value):
    """One article as promised to subscribers; the id never changes.

    ``sources`` are the keys of the listings it stands in, the first one where it was first seen.
    ``signals`` are those directives that our documents must repeat; ``dated_by`` tells where ``published`` came from;
    ``digest`` is over the text, without layout. ``checks`` counts re-reads; ``misses`` those in a row that found its
    page gone, ``flaps`` those in a row that found another text, ``unsteady`` the digest of the last such text;
    ``validators`` are its page's; ``listed`` maps a source key to a digest of the row shown there ("" once it was
    missing), ``sighted`` to the last walk through that listing that met it.
    """

    id: str
    url: str
    title: str
    summary: str
    published: Stamp
    updated: datetime
    first_seen: datetime
    sources: tuple[str, ...]
    dated_by: DatedBy = "article"
    author: str | None = None
    origin: str | None = None
    image: str | None = None
    language: str | None = None
    rights: str | None = None
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    signals: tuple[str, ...] = ()
    state: State = "live"
    revision: int = 1
    digest: str = ""
    checks: int = 0
    next_check: datetime | None = None
    misses: int = 0
    flaps: int = 0
    unsteady: str = ""
    listed: Mapping[str, str] = field(default_factory=dict)
    sighted: Mapping[str, int] = field(default_factory=dict)
    validators: Validators = Validators()
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        """Newest-last sort key: a future time must not pin an entry to the top."""
        return (min(self.published.at, self.first_seen), self.first_seen, self.id)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Revision(Value):
    """What an entry was before a change: ``before`` holds the changed fields' old values as text."""

    entry_id: str
    number: int
    at: datetime
    before: Mapping[str, str]


# --- happened -----------------------------------------------------------------------------------


class Verdict(StrEnum):
    """The class of an outcome (design: Failure)."""

    OK = "ok"
    UNCHANGED = "unchanged"
    RETRY = "retry"
    BLOCKED = "blocked"
    GONE = "gone"
    SUSPECT = "suspect"
    REFUSED = "refused"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Outcome(Value):
    """What one refresh of one source did.  ``line`` is one clear sentence; counts are of entries."""

    source: str
    verdict: Verdict
    line: str
    next_step: str = ""
    url: str = ""
    at: datetime | None = None
    next_try: datetime | None = None
    new: int = 0
    corrected: int = 0
    withdrawn: int = 0
    restored: int = 0
    rows: int = 0
    requests: int = 0

    @property
    def failed(self) -> bool:
        return self.verdict not in (Verdict.OK, Verdict.UNCHANGED)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Turn(Value):
    """When a source fell ill or became well again; ``line`` says why, for the operator."""

    at: datetime
    verdict: Verdict
    line: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Waiting(Value):
    """A row whose article could not be read yet, ``tries`` times so far: kept, since the next look may not show it."""

    row: Row
    tries: int = 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SourceState(Value):
    """What is remembered of a source between refreshes.

    ``version`` and ``changed`` rise with every visible change of its entries; ``since`` is when the present
    verdict began; ``row_counts``, ``dated_shares``, ``title_lengths`` (median, characters), ``orders`` (share that runs
    from new to old) and ``overlaps`` (share of the newest entries shown) are those of its last good listings, newest
    last; ``held`` marks the rows held for confirmation; ``waiting`` are the rows whose articles are still to be
    read; ``backfill`` is the next older page still to read, ``pages_read`` how many were, ``stumbles`` how often in a
    row that page could not be read; ``walk`` numbers the walks through all pages,
    ``walk_rows`` counts what this one has met, ``walk_size`` what the last one met, ``walked`` is when that one ended;
    ``whole`` when the site's pages close what they open; ``last_read`` is when a listing was last read in full;
    ``gap`` says in words what may have been missed; ``turns`` are its latest falls and recoveries, newest last; ``newest``
    is the time of the listing's newest row, ``usual_gap`` the seconds between two of its rows as a rule, ``quiet`` whether
    nothing has come for much longer than that; ``moved`` is the address that has taken the source's place for good.
    """

    key: str
    title: str | None = None
    recipe: Recipe | None = None
    validators: Validators = Validators()
    digest: str = ""
    version: int = 0
    changed: datetime | None = None
    row_counts: tuple[int, ...] = ()
    dated_shares: tuple[float, ...] = ()
    title_lengths: tuple[float, ...] = ()
    orders: tuple[float, ...] = ()
    overlaps: tuple[float, ...] = ()
    held: str = ""
    waiting: tuple[Waiting, ...] = ()
    verdict: Verdict | None = None
    line: str = ""
    next_step: str = ""
    since: datetime | None = None
    last_run: datetime | None = None
    last_success: datetime | None = None
    next_due: datetime | None = None
    failures: int = 0
    backfill: str | None = None
    pages_read: int = 0
    stumbles: int = 0
    walk: int = 0
    walk_rows: int = 0
    walk_size: int = 0
    walked: datetime | None = None
    whole: bool = False
    last_read: datetime | None = None
    gap: str | None = None
    turns: tuple[Turn, ...] = ()
    newest: datetime | None = None
    usual_gap: int | None = None
    quiet: bool = False
    moved: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Commit(Value):
    """All that one refresh changes, stored in one transaction.  ``entries`` are inserted or replaced by id;
    ``aliases`` are (alias, entry id); ``quarantine`` is a page that was not believed, with the reason; ``others`` are the
    states of further sources whose feeds show a changed entry too."""

    state: SourceState
    outcome: Outcome
    entries: tuple[Entry, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    revisions: tuple[Revision, ...] = ()
    notes: tuple[str, ...] = ()
    quarantine: tuple[Page, str] | None = None
    others: tuple[SourceState, ...] = ()


# --- told -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Recipient(Value):
    """Who is told of news.  ``to`` is the kind of notifier; ``url`` where it listens; ``secret`` signs what we send;
    ``sources`` are the keys it hears of, all when empty; ``every`` seconds between two digests, None: at once;
    ``sender`` and ``addresses`` are for mail."""

    name: str
    to: str
    url: str
    secret: str = ""
    sources: tuple[str, ...] = ()
    every: int | None = None
    sender: str = ""
    addresses: tuple[str, ...] = ()
    allow_private: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class News(Value):
    """One article as recipients hear of it; ``section`` is the title of the section it stands in."""

    kind: Literal["new", "corrected", "withdrawn"]
    entry: Entry
    section: str


# --- published ----------------------------------------------------------------------------------


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
    a source key to its category; ``ttl`` in minutes.  ``id`` is the permanent id of the whole history (None: the
    URL of its Atom subscription document).  An archive document is a Feed whose key is e.g. "archive/news/00001".
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
    ttl: int = 30
    name: str = ""
    id: str | None = None
    archive: ArchiveLinks | None = None
    icon_url: str | None = None
    logo_url: str | None = None

    @property
    def short(self) -> str:
        """The section's name alone, for places that name the site already."""
        return self.name or self.title

    def url(self, suffix: str) -> str:
        """Absolute URL of one of this feed's documents, e.g. ``url("atom")``."""
        return f"{self.base_url}{self.key}.{suffix}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SourceStatus(Value):
    """One source in words, for the status documents; nothing in it moves while nothing happens."""

    key: str
    title: str
    url: str
    verdict: Verdict | None
    line: str
    next_step: str
    since: datetime | None
    last_success: datetime | None
    entries: int
    newest: datetime | None
    gap: str | None = None
    turns: tuple[Turn, ...] = ()
    quiet: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Site(Value):
    """All feeds of one installation, for the index, the subscription list and the status documents.

    ``merged`` is the feed of all sections; ``feeds`` are the sections in configured order; ``signals`` are those of any entry.
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
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Document(Value):
    """One file to publish.  ``name`` is relative, with "/" between folders; ``modified`` is a stored change time."""

    name: str
    media_type: str
    body: bytes
    modified: datetime


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Published(Value):
    """One published file as the manifest knows it: ``modified`` in whole seconds of UTC, ``group`` the edition
    it belongs to, ``codings`` its precompressed siblings ("gzip" → sha256 of those bytes)."""

    media_type: str
    sha256: str
    size: int
    modified: int
    group: str
    codings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Manifest(Value):
    """Everything published.  ``groups`` maps an edition to the fingerprint of the state it was rendered from."""

    files: Mapping[str, Published] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
