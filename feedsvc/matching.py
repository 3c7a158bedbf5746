"""Which entry is a row?  Pure: rows and the entries their aliases propose → matches, each with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

from .identity import address_key, article_number, path_key, text_digest, title_key, weak_keys
from .model import BY_ADDRESS, Article, Entry, Row, Stamp, Value
from .reading.notices import says_gone
from .unread import NOT_READ

ALIKE = 0.5
OTHER = 0.4
LIKE = 0.7
# So many characters of a summary say something of the article.
TELLING = 30
# So many letters and figures of a title name one article: no two of them have the same number in a CMS.
NAMING = 8
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Match(Value):
    """A row with the entry it is (None: a new article) and why, in words, where it was not simply the address;
    ``shown`` is False for a row of an earlier look that still waits for its article; ``old`` when it stood there before we looked
    for news: on the first page ever seen, or on one that was read on the way back."""

    row: Row
    entry: Entry | None
    why: str = ""
    shown: bool = True
    old: bool = False


def row_keys(row: Row) -> tuple[str, ...]:
    """All aliases to ask the store for."""
    return article_keys(row.url, row.title, row.published)


def article_keys(url: str, title: str, published: Stamp | None, text: str = "") -> tuple[str, ...]:
    """All aliases of an entry, the strong one first; ``text`` is the digest of its text."""
    return (address_key(url), *weak_keys(url, title, published, text))


def entry_keys(entry: Entry, url: str = "") -> tuple[str, ...]:
    """All aliases to store for an entry, at its own address or at another one it was found at."""
    return article_keys(url or entry.url, entry.title, entry.published, entry.digest)


def proposing(row: Row, article: Article) -> tuple[str, ...]:
    """All aliases to ask the store for once the article was read."""
    read = weak_keys(row.url, article.title or row.title, article.published or row.published, text_digest(article.text))
    return tuple(dict.fromkeys((*row_keys(row), *read)))


def by_address(row: Row, known: Mapping[str, Entry]) -> Match:
    """The entry at the row's own address, unless the address now holds another article."""
    entry = known.get(address_key(row.url))
    if entry is not None and is_reused(entry, row):
        return Match(row, None, f"the address was {entry.id} before; title and day are others now")
    return Match(row, entry)


def is_guest(match: Match, key: str) -> bool:
    """Whether a row of this section is another section's article under an address of this one's: that page may have a title of
    its own, and an entry has one, which its own page tells as long as it is there."""
    entry = match.entry
    if entry is None or entry.sources[0] == key or entry.state == "withdrawn" or entry.missed or NOT_READ in entry.reasons:
        return False
    moved = path_key(entry.url) == path_key(match.row.url)  # to another host, by the other section's next look at the latest
    return not moved and address_key(entry.url) != address_key(match.row.url)


def page_of(match: Match, key: str) -> str:
    """Where the article of a row of this section is read: a guest that is shown as before, at its own address."""
    entry, row = match.entry, match.row
    as_before = entry is not None and entry.listed.get(key) == row_digest(row)
    return entry.url if entry is not None and as_before and is_guest(match, key) else row.url


def is_reused(entry: Entry, row: Row) -> bool:
    """True when an address shows another article than it did: another day and nothing left of the title."""
    if row.published is None or entry.dated_by == "first-seen" or is_short_for(row.title, entry.title):
        return False
    day = entry.published.at.astimezone(row.published.at.tzinfo).date()
    return row.published.at.date() != day and _ratio(row.title, entry.title) < OTHER


def is_short_for(shown: str, full: str) -> bool:
    """True when a listing's title is the full one, or a cut of it."""
    head = title_key_text(shown.rstrip("….· "))
    return bool(head) and title_key_text(full).startswith(head)


def title_key_text(title: str) -> str:
    return "".join(letter for letter in title.casefold() if letter.isalnum())


# --- likeness -----------------------------------------------------------------------------------


def shows(article: Article, title: str, published: Stamp | None, digest: str = "") -> bool:
    """Whether a page that was read is the article that was expected there: something of title, time or text is left.

    An error page or another article with status 200 has none of them; the day alone may come from the address.
    """
    if digest and digest == text_digest(article.text):
        return True
    if published and article.published and _same_time(published, article.published):
        return True
    if says_gone(article):
        return False
    if article.title is None:
        return bool(article.text)
    return alike(article.title, title)


def alike(one: str, other: str) -> bool:
    """Whether two titles may be those of one article: equal, cut, or with a good part in common."""
    return is_short_for(one, other) or is_short_for(other, one) or _ratio(one, other) >= ALIKE


def _ratio(one: str, other: str) -> float:
    from difflib import SequenceMatcher  # seldom needed, and not small

    return SequenceMatcher(None, one, other).ratio()


def told_by(article: Article) -> set[str]:
    """The aliases a page gives by title, time and text, wherever it stands."""
    keys = weak_keys(article.url, article.title or "", article.published, text_digest(article.text))
    return {key for key in keys if key[0] in "tmx"}


def is_itself(entry: Entry, article: Article) -> bool:
    """Whether a page is an entry by title and time or text, wherever it stands."""
    same = _evidence(entry, Row(article.url, article.title or "", article.published), article)
    return "title" in same and bool(same & {"time", "text"})


def is_rather(other: Entry, entry: Entry, article: Article) -> bool:
    """Whether a page is another entry, and has neither title nor time nor text in common with its own."""
    own = _evidence(entry, Row(article.url, article.title or "", article.published), article)
    return other.id != entry.id and own <= {"day", "words"} and is_itself(other, article)


def settled(match: Match, article: Article, known: Mapping[str, Entry], present: Mapping[str, Row], gone: Set[str] = frozenset()) -> Match:
    """The match once the page was read: an address whose page shows nothing of its entry holds another article.

    ``gone`` are the strong aliases of the addresses that answered this time that nothing is there any more: an entry that
    stood there may be the article, too.
    """
    entry = match.entry
    if entry is None:
        return by_likeness(match, article, known, present, gone)
    same = _evidence(entry, match.row, article)
    if same & {"title", "text"}:
        return match
    others = {key: other for key, other in known.items() if other.id != entry.id}
    found = by_likeness(replace(match, entry=None), article, others, present, gone)
    if same - {"day"}:  # two articles may be published in one minute
        return found if found.entry and is_itself(found.entry, article) else match
    if found.entry or not _was_read(entry) or (same and not _elsewhere(entry, match.row, present)):
        return found if found.entry else match
    return replace(match, entry=None, why=f"the address was {entry.id} before; title, day and text are others now")


def _was_read(entry: Entry) -> bool:
    """Whether something of its text is known, or was: of an entry taken over from the published feeds it is the summary."""
    return bool(entry.digest) or entry.state == "withdrawn" or (len(entry.summary) >= TELLING and entry.summary != entry.title)


def _elsewhere(entry: Entry, row: Row, present: Mapping[str, Row]) -> bool:
    """Whether another row shows the entry's title: after a renumbering its old address may hold an article of the same day."""
    return any(other.url != row.url and title_key(other.title) == title_key(entry.title) for other in present.values())


def by_likeness(match: Match, article: Article, known: Mapping[str, Entry], present: Mapping[str, Row], gone: Set[str]) -> Match:
    """A new address: the entry it is under another address, or none; of several the one with most in common.

    ``present`` maps the strong aliases of all rows shown now to the rows: an entry that still stands there under its
    own address is another article, unless even title and text are the same.
    """
    likely, words = {}, title_key(article.title or match.row.title)
    went = [key for key in gone if key in known and title_key(known[key].title) == words]
    for key in (*proposing(match.row, article), *went):
        entry = known.get(key)
        if entry is None or entry.id in likely:
            continue
        moved = not match.shown and path_key(match.row.url) == path_key(entry.url)  # its row went to another host since it was shown
        if why := _alike(entry, match.row, article, {} if moved else present, key) or _renumbered(entry, match.row, article, gone):
            likely[entry.id] = (entry, why)
    if not likely:
        return match
    entry, why = max(likely.values(), key=lambda found: (len(_evidence(found[0], match.row, article)), found[0].state == "live"))
    return replace(match, entry=entry, why=why)


def by_row(match: Match, known: Mapping[str, Entry], present: Mapping[str, Row]) -> Match:
    """The same for an article that could not be read: title and day must do."""
    row = match.row
    for key in row_keys(row):
        entry = known.get(key)
        if entry is None or stands(entry, present, row) or title_key(row.title) != title_key(entry.title):
            continue
        if row.published is None or _near(row.published, entry.published):
            return replace(match, entry=entry, why=f"same title and day as {entry.url}, and the page cannot be read")
    return match


def stands(entry: Entry, present: Mapping[str, Row], but: Row | None = None) -> bool:
    """Whether a row at the entry's own address still shows it, another one than ``but``."""
    row = present.get(address_key(entry.url))
    return row is not None and row != but and titled(row, entry)


def titled(row: Row, entry: Entry) -> bool:
    """Whether a row shows an entry's title, in full or cut."""
    return title_key(row.title) == title_key(entry.title) or is_short_for(row.title, entry.title)


def is_of_day(row: Row, entry: Entry) -> bool:
    """Whether a row shows an entry's day, or none."""
    return row.published is None or row.published.at.date() == entry.published.at.astimezone(row.published.at.tzinfo).date()


def _evidence(entry: Entry, row: Row, article: Article) -> frozenset[str]:
    """What an entry and a page have in common: "title", "time" (or only "day"), "text" (or only much of its "words")."""
    published = article.published or row.published
    same = set()
    if title_key(article.title or row.title) == title_key(entry.title):
        same.add("title")
    if entry.digest and entry.digest == text_digest(article.text):
        same.add("text")
    elif len(article.summary or "") >= TELLING and _ratio(article.summary or "", entry.summary) >= LIKE:
        same.add("words")
    if published is not None and _near(published, entry.published):
        same.add("day")
        if _same_time(published, entry.published):
            same.add("time")
    return frozenset(same)


def _same_time(one: Stamp, other: Stamp) -> bool:
    return one.at == other.at and "day" not in (one.precision, other.precision)


def _near(one: Stamp, other: Stamp) -> bool:
    return abs(one.at - other.at) <= DAY


def _renumbered(entry: Entry, row: Row, article: Article, gone: Set[str]) -> str:
    """A site that takes an address away as it gives the same words another one may have changed their day with it."""
    if address_key(entry.url) in gone and {"title", "text"} <= _evidence(entry, row, article):
        return f"same title and text as {entry.url}, whose page is gone"
    return ""


def _alike(entry: Entry, row: Row, article: Article, present: Mapping[str, Row], key: str) -> str:
    """Why they are one, or ""; ``key`` is the alias that proposes the entry: it may have stood at this path, too."""
    same = _evidence(entry, row, article)
    if path_key(row.url) in (key, path_key(entry.url)) and not stands(entry, present):
        if same - {"day"}:
            return f"same path and {' and '.join(sorted(same))} as {entry.url}"
        if "day" in same and entry.state == "withdrawn" and alike(article.title or row.title, entry.title):
            return f"same path and day and much the same title as {entry.url}, which was taken back"
    numbered = article_number(row.url) is not None and article_number(row.url) == article_number(entry.url)
    if numbered and (why := _by_number(entry, row, same, present)):
        return why
    undated = entry.dated_by == "first-seen" or not (article.published or row.published)
    if (undated or (_dated_by_address(entry, article) and not stands(entry, present))) and {"title", "text"} <= same:
        return f"same title and text as {entry.url}, and no date speaks against it"
    if "day" not in same or not same & {"title", "text"}:
        return ""
    if {"title", "text"} <= same:
        return f"same title, day and text as {entry.url}"
    if stands(entry, present):
        return ""
    if "text" in same:
        return f"same day and text as {entry.url}"
    if "time" in same:
        return f"same title and time as {entry.url}"
    if numbered:
        return f"same title, day and article number as {entry.url}"
    if "words" in same:
        return f"same title and day as {entry.url}, and much the same text"
    if entry.state == "withdrawn":
        return f"same title and day as {entry.url}, which was taken back"
    return "" if entry.digest else f"same title and day as {entry.url}, whose text was never read"


def _by_number(entry: Entry, row: Row, same: Set[str], present: Mapping[str, Row]) -> str:
    """What the CMS's number of the article proves together with what is the ``same``."""
    if {"title", "text"} <= same:
        return f"same title, text and article number as {entry.url}"
    if stands(entry, present):
        return ""
    if {"time", "words"} <= same:
        return f"same time and article number as {entry.url}, and much the same text"
    if "title" in same and len(title_key_text(entry.title)) >= NAMING and _is_same_file(entry.url, row.url):
        return f"same title, file and article number as {entry.url}"
    return ""


def _is_same_file(one: str, other: str) -> bool:
    """Whether two addresses of one host end alike: another section's folder, or another day's."""
    (host, place), (other_host, other_place) = urlsplit(one)[1:3], urlsplit(other)[1:3]
    return host == other_host and place.rpartition("/")[2] == other_place.rpartition("/")[2] != ""


def _dated_by_address(entry: Entry, article: Article) -> bool:
    """Whether both days come from the addresses alone: where these differ, the days say nothing."""
    return entry.reasons.get("published") == BY_ADDRESS == article.reasons.get("published")


def row_digest(row: Row) -> str:
    """What a re-read is due for: the listing shows another title or time."""
    shown = f"{title_key(row.title)}|{row.published.at.isoformat() if row.published else ''}"
    return hashlib.sha256(shown.encode()).hexdigest()[:12]


def distinct(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows in order, each address once: pinned rows and shifted pages repeat some."""
    seen: dict[str, Row] = {}
    for row in rows:
        seen.setdefault(address_key(row.url), row)
    return tuple(seen.values())
