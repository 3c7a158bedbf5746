"""How an article becomes an entry, and how an entry takes what its page says today.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .identity import text_digest
from .matching import row_digest
from .model import Article, DatedBy, Entry, Row, Source, Stamp, Validators
from .reading.signals import passed_on

CHECKS = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
OLD = timedelta(days=30)
YEAR = timedelta(days=365)
FLAPS = 3
RETRY = timedelta(hours=1)
BY_HAND = "withdrawn by hand"
FOUND_OLD = "no page gives a time: first seen then, among older ones"
"""Why an article is dated by first sight, where the list held it before we looked for news."""
ANEW = "read anew"
"""Among an entry's reasons: why its page is to be read once more, as another text that this shows is no correction of the site's."""
READ_BY = "read by"
"""Among an article's and an entry's reasons: the mark of the code that read its text (``provenance.py``).  Other code may read the
same page otherwise, which is no correction."""
DATED_BY: tuple[DatedBy, DatedBy] = ("listing", "article")
SIGNIFICANT = ("title", "published")
_SHOWN = "summary author origin image rights html attachments url signals".split()


def made(source: Source, row: Row, article: Article, validators: Validators, entry_id: str, now: datetime) -> Entry:
    """The entry of an article seen for the first time; its ``updated`` is still to be freed of clashes.

    An article that was not read itself is looked at again however old it is.
    """
    published, dated_by, why = _published(article, row, now, source.zone)
    title, digest = article.title or row.title, text_digest(article.text)
    entry = Entry(
        id=entry_id, url=row.url, title=title, summary=article.summary or row.summary or title, published=published,
        updated=min(published.at, now), first_seen=now, sources=(source.key,), dated_by=dated_by, digest=digest,
        listed={source.key: row_digest(row)}, next_check=now + CHECKS[0] if now - published.at < OLD or not digest else None,
        validators=validators, reasons=_reasons(article, why),
    )  # fmt: skip
    return _filled(entry, source, article)


def refreshed(source: Source, row: Row | None, entry: Entry, article: Article) -> Entry:
    """The entry as its page reads today; what the page does not tell stays as it was."""
    shown = row or Row(entry.url, entry.title, entry.published)
    published, dated_by, why = _published(article, shown, entry.first_seen, source.zone)
    if dated_by == "first-seen" or (dated_by != "article" and (row is None or entry.dated_by == "article")):
        published, dated_by, why = entry.published, entry.dated_by, entry.reasons.get("published", "")
    digest = text_digest(article.text) or entry.digest
    fresh = replace(
        entry, title=article.title or (entry.title if row is None else row.title), published=published, dated_by=dated_by,
        summary=article.summary or entry.summary, digest=digest, reasons=_reasons(article, why),
    )  # fmt: skip
    return _filled(fresh, source, article)


def _reasons(article: Article, published: str) -> dict[str, str]:
    return {**article.reasons, "published": published}


def _filled(entry: Entry, source: Source, article: Article) -> Entry:
    """The fields that are simply the page's."""
    full = source.content == "full" and not article.directives & {"noarchive", "nosnippet"}
    return replace(
        entry, author=article.author, origin=article.origin, image=article.image, attachments=article.attachments,
        language=article.language or source.language, rights=article.rights or source.rights,
        html=article.html if full else None, signals=passed_on(article.directives),
        summary=entry.title if "nosnippet" in article.directives else entry.summary,
    )  # fmt: skip


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


# --- looking again ------------------------------------------------------------------------------


def checked(entry: Entry, now: datetime) -> Entry:
    """After a look at its page: the next one later and later, then no more.  A look before its time changes no plan, but one for far
    later, made when the listing did not show it.

    Counted from this look: first sight may be told by a wrong clock, or by the feeds after the loss of the store.  Where a look was
    meant for another year, our clock was wrong then or is now, and all looks are still to come.
    """
    if is_astray(entry, now):
        return replace(entry, checks=0, missed=None, next_check=now + CHECKS[0])
    plan = entry.next_check
    due = plan is not None and plan <= now
    count = entry.checks + due
    plans = [now + delay for delay in CHECKS[count : count + 1]] if plan else []
    return replace(entry, checks=count, missed=None, next_check=min([*plans, *([plan] if plan and not due else [])], default=None))


def is_astray(entry: Entry, now: datetime) -> bool:
    """True when the next look, or none, was planned by a wrong clock, or our clock is wrong now."""
    return is_ahead(entry, now) if entry.next_check is None else abs(entry.next_check - now) > YEAR


def is_ahead(entry: Entry, now: datetime) -> bool:
    """True when our clock was wrong at first sight of the entry: that would have been later than now."""
    return entry.first_seen > now + CHECKS[1]


def to_be_read_anew(entry: Entry, now: datetime) -> Entry:
    """An entry whose page is to be read in another way than it was: soon, and though it be unmodified."""
    why = {ANEW: "config.toml says otherwise than before how its page is read"}
    return replace(entry, next_check=now, validators=Validators(), reasons={**entry.reasons, **why})


def off_list(entry: Entry, now: datetime) -> Entry:
    """After a look at what the listing no longer shows, but its own page does: ever more seldom, but once a year at least."""
    return replace(entry, missed=None, next_check=now + max(OLD, min(YEAR, (now - entry.first_seen) / 4)))


def postponed(entry: Entry, now: datetime) -> Entry:
    """After a look that told nothing: again in an hour, later for older ones."""
    return replace(entry, next_check=now + max(RETRY, min(OLD, (now - entry.first_seen) / 4)))


def steadied(entry: Entry, fresh: Entry) -> Entry:
    """A page with another text at every look does not flap: from then on a text counts once two looks in a row showed it."""
    if fresh.digest == entry.digest:
        return replace(fresh, flaps=0, unsteady="")
    if entry.flaps < FLAPS or fresh.digest == entry.unsteady:
        return replace(fresh, flaps=entry.flaps + 1, unsteady=fresh.digest)
    kept = {name: getattr(entry, name) for name in ("digest", "summary", "html")}
    return replace(fresh, **kept, flaps=entry.flaps + 1, unsteady=fresh.digest)


def significant(entry: Entry, fresh: Entry) -> list[str]:
    """The fields whose change is a correction that subscribers are told of."""
    changed = [name for name in SIGNIFICANT if _known_as(getattr(entry, name)) != _known_as(getattr(fresh, name))]
    return changed + ["digest"] if entry.digest and entry.digest != fresh.digest and _is_sites(entry, fresh) else changed


def _is_sites(entry: Entry, fresh: Entry) -> bool:
    """Whether another text is the site's doing: it was read in the same way as before, or the site says that the page was modified."""
    alike = entry.reasons.get(READ_BY) == fresh.reasons.get(READ_BY) or entry.validators not in (Validators(), fresh.validators)
    return alike and ANEW not in entry.reasons


def _known_as(value: object) -> object:
    """A time to the minute and one to the second are no two times when they are equal."""
    return (value.at, value.precision == "day") if isinstance(value, Stamp) else value


def before(entry: Entry, changed: list[str]) -> Mapping[str, str]:
    """The old values for the history of revisions."""
    return {name: str(_plain(getattr(entry, name))) for name in changed if name != "digest"} | {"summary": entry.summary}


def _plain(value: object) -> object:
    return value.at.isoformat() if isinstance(value, Stamp) else value


def looks_other(entry: Entry, fresh: Entry) -> bool:
    """Whether any published field differs."""
    return any(getattr(entry, name) != getattr(fresh, name) for name in _SHOWN)


# --- withdrawn ----------------------------------------------------------------------------------


def is_final(entry: Entry) -> bool:
    """True when the operator took the entry back: the site cannot bring it back."""
    return "withdrawn" in entry.reasons


def withdrawn(entry: Entry, when: datetime, by_hand: bool = False) -> Entry:
    """The entry without its text; id, title, link and the text's digest stay, so that it can come back as itself."""
    return replace(
        entry, state="withdrawn", updated=when, revision=entry.revision + 1, summary="", html=None, image=None,
        attachments=(), next_check=None, missed=None, reasons={"withdrawn": BY_HAND} if by_hand else {},
    )  # fmt: skip
