"""The values that flow through feedsvc: one name per stage, all frozen.

``Source`` (configured) → ``Page`` (bytes + headers + final URL) → ``Listing`` (rows) → ``Article``
(what the site shows) → ``Entry`` (what we promised subscribers) → ``Changes`` → ``Feed`` (no format)
→ ``Document`` (name, media type, bytes); ``Outcome`` tells what happened.  Every ``datetime`` is aware.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Literal

Precision = Literal["second", "minute", "day"]
Content = Literal["summary", "full"]


class Value:
    """Equality, hash and words, shared: left to dataclass, each class compiles its own at every start of the program."""

    __slots__: tuple[str, ...] = ()
    _fields: Callable[[Value], object]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__slots__:  # dataclass makes each class twice, the second time with its slots
            cls._fields = staticmethod(attrgetter(*cls.__slots__))

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Value) and type(self) is type(other) and self._fields(self) == self._fields(other))

    def __hash__(self) -> int:
        return hash(self._fields(self))

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
    """One listing page to watch, as configured; ``home`` is the one for people, where that is another.  ``interval`` in seconds;
    ``pages`` None reads back to the end;
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
    hosts: tuple[str, ...] = ()
    allow_private: bool = False
    rights: str | None = None
    pins: Pins = Pins()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    home: str | None = None


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
    hosts: tuple[str, ...] = ()
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
    them take in what follows ("after") or precedes ("before") up to the next row; where days stand as headings above
    several rows ("under"), ``time`` selects those.  ``order`` is how the page writes numeric dates that can be read in
    two ways.
    """

    row: str
    link: str | None = None
    title: str | None = None
    time: str | None = None
    summary: str | None = None
    reach: Literal["inside", "after", "before", "under"] = "inside"
    order: Literal["dmy", "mdy", "ymd"] | None = None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Listing(Value):
    """What a listing page shows, rows in page order; ``reasons`` maps a field to words on where it came from.

    ``unlinked`` are rows of the list whose address cannot be read (a script leads there); their ``url`` is "".
    ``emptied`` when there are no rows, but the place where they stood is there and holds no link; ``counted`` when nothing says that
    there is a ``next`` page, whose number follows this one's.
    """

    url: str
    rows: tuple[Row, ...]
    next: str | None = None
    title: str | None = None
    language: str | None = None
    recipe: Recipe | None = None
    unlinked: tuple[Row, ...] = ()
    emptied: bool = False
    counted: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Attachment(Value):
    """A file an article offers.  ``length`` in bytes, 0 when unknown."""

    url: str
    title: str
    media_type: str
    length: int = 0


BY_ADDRESS = "the URL"
"""The reason of a time that nothing but the page's address tells."""


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
    ``digest`` is over the text, without layout. ``checks`` counts re-reads; ``missed`` is when its page was first
    found gone, None while it is there; ``flaps`` those in a row that found another text, ``unsteady`` the digest of the last such text;
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
    missed: datetime | None = None
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
