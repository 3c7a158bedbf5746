"""What has changed?  Pure: known entries + what was read + now → changes.

An id is minted at first sight; ``published`` is the site's; ``updated`` moves on a significant change only;
an entry is withdrawn only when it left the listing and its own page said twice that it is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from .identity import Mint, text_digest
from .matching import Match, article_keys, by_likeness, row_digest
from .model import Article, DatedBy, Entry, Revision, Row, Source, Stamp, Validators

CHECKS = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
OLD = timedelta(days=30)
MISSES = 2
FLAPS = 3
TRIES = 3
RETRY = timedelta(hours=1)
BY_HAND = "withdrawn by hand"
DATED_BY: tuple[DatedBy, DatedBy] = ("listing", "article")


@dataclass(frozen=True, slots=True)
class Read:
    """An article page that was read, with its validators."""

    article: Article
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Same:
    """The page answered 304: as at the last look."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The page is not there any more (404, 410)."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The page could not be read this time, or is none of ours to read (a document, another host)."""

    why: str
    final: bool = False


Result = Read | Same | Gone | Unread


@dataclass(frozen=True, slots=True)
class Moment:
    """What a decision depends on besides the material: the time, how ids are minted, which ``updated`` are taken."""

    now: datetime
    mint: Mint
    taken: Callable[[datetime], bool]


@dataclass(slots=True)
class Changes:
    """What a refresh changes, gathered row by row.  ``entries`` maps an id to its new value."""

    entries: dict[str, Entry] = field(default_factory=dict)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def count(self, kind: str) -> int:
        return sum(value == kind for value in self.kinds.values())

    @property
    def visible(self) -> bool:
        """True when subscribers see a difference."""
        return bool(self.kinds)

    def keep(self, entry: Entry, kind: str = "") -> None:
        self.entries[entry.id] = entry
        if kind:
            self.kinds[entry.id] = kind


def decide(
    source: Source,
    matches: tuple[Match, ...],
    others: tuple[tuple[Entry, bool], ...],
    results: Mapping[str, Result],
    known: Mapping[str, Entry],
    tries: Mapping[str, int],
    at: Moment,
) -> Changes:
    """``matches`` are the rows shown, ``others`` entries read again, each with whether it left the listing;
    ``results`` maps an address to what its page said; ``known`` holds what weak aliases propose; ``tries`` counts earlier failures."""
    changes = Changes()
    present = frozenset(key for match in matches for key in article_keys(match.row.url, "", None)[:1])
    for match in reversed(matches):  # oldest first, so that times given out rise with the page
        _decide_row(source, match, results.get(address(match)), known, present, tries, at, changes)
    for entry, absent in others:
        _decide_other(source, changes.entries.get(entry.id, entry), absent, results.get(entry.url), at, changes)
    return changes


def _decide_row(
    source: Source,
    match: Match,
    result: Result | None,
    known: Mapping[str, Entry],
    present: frozenset[str],
    tries: Mapping[str, int],
    at: Moment,
    changes: Changes,
) -> None:
    if match.entry is not None:
        entry = changes.entries.get(match.entry.id, match.entry)
        _decide_known(source, match.row, entry, result, at, changes)
    elif isinstance(result, Read):
        found = by_likeness(match.row, result.article, {**known, **_fresh(changes)}, present)
        if found.entry is not None:
            _join(source, found, result, at, changes)
        else:
            _add(source, match.row, result, at, changes)
    else:
        _add_unread(source, match.row, result, tries, at, changes)


def _fresh(changes: Changes) -> dict[str, Entry]:
    return {alias: changes.entries[entry_id] for alias, entry_id in changes.aliases}


def to_read(source: Source, matches: tuple[Match, ...]) -> tuple[str, ...]:
    """The addresses of the rows whose pages must be read: new ones, changed rows, and what came back."""
    return tuple(address(match) for match in matches if _wanted(source, match))


def address(match: Match) -> str:
    """Where a row's article is read: the known entry's own address first."""
    return match.row.url if match.entry is None else match.entry.url


def _wanted(source: Source, match: Match) -> bool:
    entry = match.entry
    if entry is None:
        return True
    if entry.state == "withdrawn":
        return not is_final(entry)
    return entry.listed.get(source.key) not in (None, row_digest(match.row))


def absent(source: Source, front: tuple[Match, ...], candidates: tuple[Entry, ...], shown: set[str]) -> tuple[Entry, ...]:
    """Entries that the top of the listing should show and does not, for the first time: newer than its last row.

    ``front`` are the rows from the top on without a break; a pinned old row stands above, so the last one counts.
    """
    stamps = [match.row.published.at for match in front if match.row.published]
    if len(stamps) < 2:
        return ()
    since = stamps[-1] + timedelta(days=1)
    return tuple(
        entry for entry in candidates if entry.id not in shown and entry.listed.get(source.key) and entry.published.at >= since
    )


# --- new ----------------------------------------------------------------------------------------


def _add_unread(source: Source, row: Row, result: Result | None, tries: Mapping[str, int], at: Moment, changes: Changes) -> None:
    """An article nobody could read is announced by its row alone, at the latest after some tries: never missed."""
    count = tries.get(row.url, 0) + 1
    final = isinstance(result, Unread) and result.final
    if final or count >= TRIES:
        why = result.why if isinstance(result, Unread) else "its page is not there"
        changes.notes.append(f"{row.url} is announced by its row alone: {why}")
        _add(source, row, Read(Article(row.url, summary=row.summary)), at, changes)
    else:
        changes.unread[row.url] = count


def _add(source: Source, row: Row, read: Read, at: Moment, changes: Changes) -> None:
    article = read.article
    published, dated_by, why = _published(article, row, at.now, source.zone)
    title = _title(article, row)
    entry = Entry(
        id=at.mint(source.key), url=row.url, title=title, summary=article.summary or row.summary or title, published=published,
        updated=_free(min(published.at, at.now), at, changes), first_seen=at.now, sources=(source.key,), dated_by=dated_by,
        digest=text_digest(article.text), listed={source.key: row_digest(row)},
        next_check=at.now + CHECKS[0] if at.now - published.at < OLD else None,
        validators=read.validators, reasons={**article.reasons, "published": why},
    )  # fmt: skip
    entry = _filled(entry, source, article)
    if published.at > at.now + timedelta(days=1):
        changes.notes.append(f"{entry.url} is dated in the future: {published.at.isoformat()}")
    changes.aliases += [(key, entry.id) for key in article_keys(row.url, title, published)]
    changes.keep(entry, "new")


def _filled(entry: Entry, source: Source, article: Article) -> Entry:
    """The fields that are simply the page's."""
    full = source.content == "full" and not article.directives & {"noarchive", "nosnippet"}
    return replace(
        entry, author=article.author, origin=article.origin, image=article.image, attachments=article.attachments,
        language=article.language or source.language, rights=article.rights or source.rights,
        html=article.html if full else None,
        summary=entry.title if "nosnippet" in article.directives else entry.summary,
    )  # fmt: skip


def _title(article: Article, row: Row) -> str:
    return article.title or row.title


def _published(article: Article, row: Row, now: datetime, zone: str) -> tuple[Stamp, DatedBy, str]:
    """The site's time; its day alone gets the time of day of first sight only if it is that same day."""
    stamp, dated_by = article.published or row.published, DATED_BY[article.published is not None]
    if stamp is None:
        return Stamp(now.astimezone(ZoneInfo(zone)).replace(microsecond=0), "minute"), "first-seen", "no page gives a time: first seen then"
    if article.published and row.published and _same_day(article.published, row.published) and article.published.precision == "day":
        stamp = row.published
    seen = now.astimezone(stamp.at.tzinfo).replace(microsecond=0)
    if stamp.precision == "day" and seen.date() == stamp.at.date():
        stamp = Stamp(seen, "day")
    return stamp, dated_by, article.reasons.get("published", "from the row of the listing")


def _same_day(one: Stamp, other: Stamp) -> bool:
    return one.at.date() == other.at.astimezone(one.at.tzinfo).date()


def _free(wanted: datetime, at: Moment, changes: Changes) -> datetime:
    """The next whole second that is no other entry's ``updated`` (readers sort and compare by it)."""
    taken = {entry.updated for entry in changes.entries.values()}
    moment = wanted.replace(microsecond=0)
    while moment in taken or at.taken(moment):
        moment += timedelta(seconds=1)
    return moment


# --- known --------------------------------------------------------------------------------------


def _join(source: Source, found: Match, read: Read, at: Moment, changes: Changes) -> None:
    """A known article under a new address: one more alias; its link moves when the old address left the listing."""
    entry, row = found.entry, found.row
    assert entry is not None
    changes.notes.append(f"{row.url} is {entry.id}: {found.why}")
    changes.aliases += [(key, entry.id) for key in article_keys(row.url, entry.title, entry.published)]
    if source.key in entry.sources and entry.url != row.url:
        changes.revisions.append(Revision(entry.id, entry.revision, at.now, {"url": entry.url}))
        entry = replace(entry, url=row.url, revision=entry.revision + 1)
        changes.keep(entry, "moved")
    _decide_known(source, row, entry, read, at, changes)


def _decide_known(source: Source, row: Row, entry: Entry, result: Result | None, at: Moment, changes: Changes) -> None:
    listed = {**entry.listed, source.key: row_digest(row)}
    if source.key not in entry.sources:
        entry = replace(entry, sources=(*entry.sources, source.key))
        changes.keep(entry, "category")
    if urlsplit(entry.url)[:2] != urlsplit(row.url)[:2] and source.key == entry.sources[0]:
        entry = replace(entry, url=row.url)  # the site moved to https or to another host
        changes.keep(entry, "moved")
    if isinstance(result, Gone) and entry.state == "live":
        changes.notes.append(f"{entry.url} is listed, but its page is gone")
    looked = isinstance(result, Read | Same)
    seen = replace(entry, listed=listed, misses=0)
    if looked:
        seen = _checked(seen, at.now)
    if isinstance(result, Read):
        _decide_read(source, row, seen, result, at, changes)
    elif seen != entry or entry.id in changes.entries:
        changes.keep(seen)


def _checked(entry: Entry, now: datetime) -> Entry:
    """The next look at its page: on a decaying schedule counted from first sight, then no more."""
    checks = entry.checks + 1
    due = [entry.first_seen + delay for delay in CHECKS if entry.first_seen + delay > now]
    return replace(entry, checks=checks, misses=0, next_check=due[0] if due else None)


def _decide_read(source: Source, row: Row | None, entry: Entry, read: Read, at: Moment, changes: Changes) -> None:
    article = read.article
    fresh = _refreshed(source, row, entry, article, at.now)
    flaps = entry.flaps + 1 if fresh.digest != entry.digest else 0
    if flaps > FLAPS and _significant(entry, fresh) == ["digest"]:
        changes.notes.append(f"{entry.url} shows another text at every look; its text is no longer compared")
        fresh = replace(fresh, digest=entry.digest, summary=entry.summary, html=entry.html)
    fresh = replace(fresh, flaps=flaps, validators=read.validators)
    changed = _significant(entry, fresh)
    if entry.state == "withdrawn" and is_final(entry):
        return
    if entry.state == "withdrawn":
        fresh = replace(fresh, state="live", updated=_later(entry, at, changes), revision=entry.revision + 1)
        changes.keep(fresh, "restored")
    elif changed:
        before = {name: str(_plain(getattr(entry, name))) for name in changed if name != "digest"} | {"summary": entry.summary}
        changes.revisions.append(Revision(entry.id, entry.revision, at.now, before))
        changes.aliases += [(key, entry.id) for key in article_keys(fresh.url, fresh.title, fresh.published)[1:]]
        changes.keep(replace(fresh, updated=_later(entry, at, changes), revision=entry.revision + 1), "corrected")
    else:
        changes.keep(fresh, "touched" if _shown(entry) != _shown(fresh) else "")


def _refreshed(source: Source, row: Row | None, entry: Entry, article: Article, now: datetime) -> Entry:
    """The entry as its page reads today; what the page does not tell stays as it was."""
    shown = row or Row(entry.url, entry.title, entry.published)
    published, dated_by, why = _published(article, shown, entry.first_seen, source.zone)
    if dated_by == "first-seen" or (entry.dated_by == "article" and dated_by != "article"):
        published, dated_by, why = entry.published, entry.dated_by, entry.reasons.get("published", "")
    digest = text_digest(article.text) or entry.digest
    fresh = replace(
        entry, title=_title(article, shown) if article.title or row is None else entry.title, published=published, dated_by=dated_by,
        summary=article.summary or entry.summary, digest=digest, reasons={**article.reasons, "published": why},
    )  # fmt: skip
    return _filled(fresh, source, article)


def _significant(entry: Entry, fresh: Entry) -> list[str]:
    changed = [name for name in ("title", "published") if getattr(entry, name) != getattr(fresh, name)]
    return changed + ["digest"] if entry.digest and entry.digest != fresh.digest else changed


def _plain(value: object) -> object:
    return value.at.isoformat() if isinstance(value, Stamp) else value


def _shown(entry: Entry) -> tuple[object, ...]:
    return (entry.summary, entry.author, entry.origin, entry.image, entry.rights, entry.html, entry.attachments, entry.url)


def _later(entry: Entry, at: Moment, changes: Changes) -> datetime:
    """A new ``updated``: now, but always after the one before, whatever our clock did."""
    return _free(max(at.now, entry.updated + timedelta(seconds=1)), at, changes)


# --- not shown ----------------------------------------------------------------------------------


def _decide_other(source: Source, entry: Entry, absent: bool, result: Result | None, at: Moment, changes: Changes) -> None:
    entry = replace(entry, listed={**entry.listed, source.key: ""}) if absent else entry
    if isinstance(result, Gone):
        if absent:
            _miss(entry, at, changes)
        else:
            changes.keep(_checked(entry, at.now))
    elif isinstance(result, Read):
        _decide_read(source, None, _checked(entry, at.now), result, at, changes)
    elif isinstance(result, Same):
        changes.keep(_checked(entry, at.now))
    elif isinstance(result, Unread):
        changes.keep(replace(entry, next_check=at.now + RETRY))


def _miss(entry: Entry, at: Moment, changes: Changes) -> None:
    misses = entry.misses + 1
    if misses < MISSES:
        changes.notes.append(f"{entry.url} left the listing and its page is gone; a second look will tell")
        changes.keep(replace(entry, misses=misses, next_check=at.now))
        return
    changes.keep(withdrawn(entry, _later(entry, at, changes)), "withdrawn")
    changes.revisions.append(Revision(entry.id, entry.revision, at.now, {"state": entry.state}))
    changes.notes.append(f"{entry.url} was withdrawn by the site")


def is_final(entry: Entry) -> bool:
    """True when the operator took the entry back: the site cannot bring it back."""
    return "withdrawn" in entry.reasons


def withdrawn(entry: Entry, when: datetime, by_hand: bool = False) -> Entry:
    """The entry without its text; id, title and link stay, so that it can come back."""
    return replace(
        entry, state="withdrawn", updated=when, revision=entry.revision + 1, summary="", html=None, image=None,
        attachments=(), digest="", next_check=None, misses=0, reasons={"withdrawn": BY_HAND} if by_hand else {},
    )  # fmt: skip
