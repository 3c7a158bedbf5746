"""``inspect``: read one page and tell what was found, with the reason for each field."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from .. import settings
from ..errors import ConfigError, FeedsvcError
from ..model import Article, Listing, Page, Source
from ..reading.article import read_article
from ..reading.decoding import decode
from ..reading.listing import read_listing
from ..reading.zones import likely_zone
from .words import counted, speaks_utf8, stamp_text

Kind = Literal["listing", "article"]
KINDS: tuple[Kind, ...] = ("listing", "article")
ROWS = 5
"""Fewer rows than these are a box beside an article."""
# A day, a number or several words in the last part of a path.
_OF_AN_ARTICLE = re.compile(r"/(?:19|20)\d\d[-/]?\d\d[^/]*/|\d{3}[^/]*/?$|/(?:[^-_/]+[-_]){3,}[^-_/]+/?$")
# A subject's or a section's page, or a further page of one.
_OF_A_LISTING = re.compile(
    r"/(?:category|tag|rubriques?|kategorie)/[^?]*|/page/\d{1,3}(?:/[^/]*)?$|/(?:19|20)\d\d/(?:\d\d/)?(?:index\.\w+)?$|[?&](?:cat|paged)=\d{1,4}(?:&|$)"
    r"|/(?:news|blog|press|press-?releases?|announcements|notices?|aktuelles|meldungen|actualites|noticias|notizie|nieuws|novosti|archives?)(?:/(?:index\.\w+)?|\.\w{3,5})?$",
    re.IGNORECASE,
)
ZONE = "Asia/Shanghai"
"""Of times without one, where neither the operator nor the page tells another."""
METADATA = ("JSON-LD", "meta ")
"""How the reason begins where the page itself says, for machines, when it was published."""


def inspect_source(page: Page, source: Source, place: str, zone: str, now: datetime) -> dict[str, Any]:
    """The page a source watches, read as its pass reads it: with its selectors, encoding and language; ``place`` is where they stand."""
    decoded = decode(page.body, page.content_type, source.encoding)
    listing = read_listing(decoded.text, page.url, zone=zone, now=now, pins=source.pins, language=source.language)
    pinned = ", ".join(f"{name} = {css!r}" for name, css in asdict(source.pins).items() if css)
    words = f"read as the source '{source.key}' ({place}), {f'with its selectors: {pinned}' if pinned else 'which pins no selectors'}"
    found = {**_empty("listing", page.url, decoded.encoding), **_listing_fields(listing)}
    return {**found, "reasons": {**found["reasons"], "config": words}}


def inspect_page(page: Page, kind: Kind | None, zone: str | None, now: datetime) -> dict[str, Any]:
    """A page → what ``inspect --json`` prints.  Without a ``kind`` it is guessed from what both readings find; without a ``zone``
    it is that of the page's language or country."""
    decoded = decode(page.body, page.content_type)
    zone = zone or likely_zone(decoded.text, urlsplit(page.url).hostname or "") or ZONE
    listing = read_listing(decoded.text, page.url, zone=zone, now=now) if kind != "article" else None
    article = read_article(decoded.text, page.url, zone=zone, now=now) if kind != "listing" else None
    if listing is not None and (article is None or is_listing(listing, article)):
        return {**_empty("listing", page.url, decoded.encoding), **_listing_fields(listing)}
    assert article is not None
    return {**_empty("article", page.url, decoded.encoding), **_article_fields(article)}


def is_listing(listing: Listing, article: Article) -> bool:
    """Which of the two a page is: an article has a time of its own, where a listing's first time is that of a row; where
    both are likely, the address tells."""
    rows = (*listing.rows, *listing.unlinked)
    why = article.reasons.get("published", "")
    told = sum(len(row.title) for row in rows)
    of_an_article = bool(_OF_AN_ARTICLE.search(urlsplit(article.url).path))
    if len(rows) >= ROWS and _OF_A_LISTING.search(article.url):
        return True
    if len(rows) < ROWS or why.startswith(METADATA):
        return False
    days = {row.published.at.date() for row in rows if row.published}
    if article.published is None or article.published.at.date() in days:
        return not (of_an_article and (len(article.text) > told or "agree" in why))
    own = article.published.precision != "day" and len(article.text) * 2 >= told
    dated = sum(row.published is not None for row in rows)
    return len(rows) >= 2 * ROWS and dated * 5 >= len(rows) * 4 and not own and not of_an_article


def _empty(kind: Kind, url: str, encoding: str) -> dict[str, Any]:
    fields = ("title", "published", "published_precision", "updated", "summary", "author", "source", "image", "language")
    start: dict[str, Any] = {"kind": kind, "url": url, **dict.fromkeys(fields)}
    return {**start, "encoding": encoding, "text": None, "items": [], "next": None, "reasons": {}}


def _listing_fields(listing: Listing) -> dict[str, Any]:
    items = [
        {
            "url": row.url or None, "title": row.title, "published": stamp_text(row.published),
            "published_precision": row.published.precision if row.published else None, "summary": row.summary,
        }
        for row in (*listing.rows, *listing.unlinked)
    ]  # fmt: skip
    return {
        "title": listing.title, "language": listing.language, "items": items, "next": listing.next,
        "reasons": {**listing.reasons, **_recipe_reason(listing)},
    }  # fmt: skip


def _recipe_reason(listing: Listing) -> dict[str, str]:
    return {"recipe": listing.recipe.row} if listing.recipe else {}


def _article_fields(article: Article) -> dict[str, Any]:
    return {
        "title": article.title, "published": stamp_text(article.published),
        "published_precision": article.published.precision if article.published else None, "updated": stamp_text(article.updated),
        "summary": article.summary, "author": article.author, "source": article.origin, "image": article.image,
        "language": article.language, "text": article.text, "reasons": dict(article.reasons),
    }  # fmt: skip


def inspect_batch(manifest: Path, now: datetime) -> Iterable[str]:
    """One JSON line in the manifest → one JSON line out, in the same order; a page that fails gives ``{"error": …}``."""
    try:
        lines = manifest.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else f"it is not UTF-8 ({error.reason})"
        raise ConfigError(f"{manifest} cannot be read: {why}", "name a file with one JSON object per line") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json.dumps(_one_of_batch(line, f"{manifest}:{number}", manifest.parent, now), ensure_ascii=not speaks_utf8())


def _one_of_batch(line: str, place: str, folder: Path, now: datetime) -> dict[str, Any]:
    try:
        wanted = _wanted(line)
        headers = {"content-type": wanted["content_type"]} if wanted.get("content_type") else {}
        page = Page(wanted["url"], (folder / wanted["file"]).read_bytes(), headers)
        return inspect_page(page, wanted.get("as"), wanted.get("timezone"), now)
    except FeedsvcError as error:
        return {"error": f"{place}: {error.message}"}
    except OSError as error:
        return {"error": f"{place}: {error.filename} cannot be read: {error.strerror}"}
    except (ValueError, RecursionError) as error:
        return {"error": f"{place}: {error}"}


def _wanted(line: str) -> dict[str, Any]:
    """The line's object, its members checked.  Raises ValueError."""
    found = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("is not a JSON object")
    for name in ("file", "url", "as", "timezone", "content_type"):
        value = found.get(name)
        if not isinstance(value, str) and (value is not None or name in ("file", "url")):
            raise ValueError(f"{name!r} must be a text")
    if found.get("as") not in (None, *KINDS):
        raise ValueError(f"'as' must be one of {', '.join(KINDS)}")
    try:
        settings.zone(found.get("timezone") or "UTC")
    except ValueError as error:
        raise ValueError(f"'timezone' = {found['timezone']!r} {error}") from None
    return found


def show(found: dict[str, Any]) -> None:
    """For people: the fields that were found, each with its reason."""
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=True, header_style="bold", expand=True)
    table.add_column("field", no_wrap=True)
    table.add_column("found", overflow="fold", ratio=3)
    table.add_column("why", overflow="fold", ratio=2, style="dim")
    reasons = found["reasons"]
    for name, value in found.items():
        if value and name not in ("reasons", "items"):
            table.add_row(name, _plain(str(value)[:400]), _plain(reasons.get(name, "")))
    console = Console(highlight=False)
    console.print(table)
    if "config" in reasons:
        console.print(_plain(reasons["config"]), soft_wrap=True)
    if found["kind"] == "listing":
        console.print(f"{counted(len(found['items']), 'row')}. {_plain(reasons.get('items', ''))}")
    if found["items"]:
        console.print(_rows(found["items"]))


def show_listing(listing: Listing) -> None:
    """For people: the rows of a listing."""
    show({**_empty("listing", listing.url, ""), **_listing_fields(listing)})


def _rows(items: list[dict[str, Any]]) -> Any:
    from rich.table import Table

    table = Table(show_header=True, header_style="bold", expand=True)
    table.add_column("published", no_wrap=True)
    table.add_column("title", overflow="fold", ratio=3)
    table.add_column("address", overflow="fold", ratio=2, style="dim")
    for item in items:
        published = item["published"] or "no date"
        when = published[:10] if item["published_precision"] == "day" else published
        table.add_row(when, _plain(item["title"]), _plain(item["url"] or "link not readable"))
    return table


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def read_local(path: Path, url: str | None) -> Page:
    """A stored page; ``url`` tells where it came from."""
    try:
        body = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", "name a page by its address (http://…) or a file") from error
    return Page(url or f"file:///{path.name}", body)
