"""What is kept: the outcome of a pass, the state of its source, the commit that holds both; and what stands published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .model import Entry, Page, Recipe, Revision, Row, Validators, Value

TO_TAKE_OVER = "recovery"
"""While the store holds a value of this name, articles are to be taken over from the published documents."""


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
    """A row whose article could not be read yet, ``tries`` times so far, for the reason ``why``: kept, since the next look may
    not show it."""

    row: Row
    tries: int = 1
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SourceState(Value):
    """What is remembered of a source between refreshes.

    ``version`` and ``changed`` rise with every visible change of its entries; ``since`` is when the present
    verdict began; ``row_counts``, ``dated_shares``, ``title_lengths`` (median, characters), ``orders`` (share that runs
    from new to old) and ``overlaps`` (share of the newest entries shown) are those of its last good listings, newest
    last; ``front`` marks the rows of the last of them, ``held`` those held for confirmation; ``waiting`` are the rows
    whose articles are still to be read; ``backfill`` is the next older page still to read, ``walked_to`` the one read
    last, ``walk_from`` the first one, ``pages_read`` how many were, ``stumbles`` how often in a row that page could not be
    read; ``walk`` numbers the walks through all pages, ``walk_rows`` counts what this one has met, ``walk_size`` what the last one met,
    ``walk_doubted`` whether that was too little, ``walked`` is when that one ended; ``whole`` when the site's pages close
    what they open; ``place`` is the address that answered with the last good listing, ``asked`` the configured one,
    ``ways`` a digest of the settings it was read by; ``last_read`` is when a listing was last read in full; ``gap`` says in
    words what may have been missed; ``turns`` are its latest falls and recoveries, newest last; ``newest`` is the time of
    the listing's newest row, ``usual_gap`` the seconds between two of its rows as a rule, ``quiet`` whether nothing has
    come for much longer than that; ``moved`` is the address that has taken the source's place for good; ``sought`` is how
    far back the next look must reach, as an article of that time has left another section of the site.
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
    front: str = ""
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
    walked_to: str | None = None
    pages_read: int = 0
    walk_from: str = ""
    stumbles: int = 0
    walk: int = 0
    walk_rows: int = 0
    walk_size: int = 0
    walk_doubted: bool = False
    walked: datetime | None = None
    whole: bool = False
    place: str = ""
    asked: str = ""
    ways: str = ""
    last_read: datetime | None = None
    gap: str | None = None
    turns: tuple[Turn, ...] = ()
    newest: datetime | None = None
    usual_gap: int | None = None
    quiet: bool = False
    moved: str = ""
    sought: datetime | None = None


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


def content_type(media_type: str) -> str:
    """What a server says of a document: the media type with its charset, as every text we publish is UTF-8."""
    kind = media_type.partition(";")[0].strip()
    textual = kind.startswith("text/") or kind.endswith(("+xml", "json", "javascript")) or kind == "application/xml"
    return f"{kind}; charset=utf-8" if textual else kind


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
