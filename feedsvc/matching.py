"""Which entry is a row?  Pure: rows and the entries their aliases propose → matches, each with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from .identity import address_key, article_number, text_digest, title_key, weak_keys
from .model import Article, Entry, Row, Stamp


@dataclass(frozen=True, slots=True)
class Match:
    """A row with the entry it is (None: a new article) and why, in words, where it was not simply the address."""

    row: Row
    entry: Entry | None
    why: str = ""


def row_keys(row: Row) -> tuple[str, ...]:
    """All aliases to ask the store for."""
    return (address_key(row.url), *weak_keys(row.url, row.title, row.published))


def article_keys(url: str, title: str, published: Stamp | None) -> tuple[str, ...]:
    """All aliases to store for an entry."""
    return (address_key(url), *weak_keys(url, title, published))


def by_address(row: Row, known: Mapping[str, Entry]) -> Match:
    """The entry at the row's own address, unless the address now holds another article."""
    entry = known.get(address_key(row.url))
    if entry is not None and is_reused(entry, row):
        return Match(row, None, f"the address was {entry.id} before; title and day are others now")
    return Match(row, entry)


def is_reused(entry: Entry, row: Row) -> bool:
    """True when an address shows another article than it did: a later day and nothing left of the title."""
    if row.published is None or entry.dated_by == "first-seen" or is_short_for(row.title, entry.title):
        return False
    if row.published.at.date() <= entry.published.at.date():
        return False
    from difflib import SequenceMatcher  # seldom needed, and not small

    return SequenceMatcher(None, row.title, entry.title).ratio() < 0.4


def is_short_for(shown: str, full: str) -> bool:
    """True when a listing's title is the full one, or a cut of it."""
    head = title_key_text(shown.rstrip("….· "))
    return bool(head) and title_key_text(full).startswith(head)


def title_key_text(title: str) -> str:
    return "".join(letter for letter in title.casefold() if letter.isalnum())


def by_likeness(row: Row, article: Article, known: Mapping[str, Entry], present: frozenset[str]) -> Match:
    """A new address: the entry it is under another address, or none.

    ``present`` are the strong aliases of all rows shown now: an entry that still stands there under its own
    address is another article, unless even the text is the same.
    """
    published = article.published or row.published
    for key in (*row_keys(row), *weak_keys(row.url, article.title or row.title, published)):
        entry = known.get(key)
        if entry is not None and (why := _alike(entry, row, article, present)):
            return Match(row, entry, why)
    return Match(row, None)


def _alike(entry: Entry, row: Row, article: Article, present: frozenset[str]) -> str:
    title = article.title or row.title
    if title_key(title) != title_key(entry.title):
        return ""
    published = article.published or row.published
    if published is None or abs(published.at - entry.published.at) > timedelta(days=1):
        return ""
    if entry.digest and entry.digest == text_digest(article.text):
        return f"same title, day and text as {entry.url}"
    if address_key(entry.url) in present:
        return ""
    if published.precision != "day" and published.at == entry.published.at:
        return f"same title and time as {entry.url}"
    number = article_number(row.url)
    if number is not None and number == article_number(entry.url):
        return f"same title, day and article number as {entry.url}"
    return ""


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
