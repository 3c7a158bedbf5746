"""Recipes: checking pinned selectors, and learning a new recipe from known entries when a layout has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from ..model import Recipe, Row, Stamp
from . import families, rows, tree
from .boxes import Link, Scene, width
from .families import Family
from .learning import joined, learn
from .links import page_base, resolve, script_target, shape
from .rows import Place
from .text import one_line

Known = Mapping[str, tuple[str, Stamp | None]]
# Of the newest known entries so many are looked for at the head of the list; more than half must be there.
NEWEST = 5
# Candidate lists tried.
TRIES = 4


def check_selector(css: str) -> str | None:
    """What is wrong with a CSS selector, in words; None if the engine takes it."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    if not css.strip():
        return "the selector is empty"
    try:
        LexborHTMLParser("<p></p>").css(css)
    except SelectolaxError:
        foreign = "::" in css or ":contains(" in css
        hint = ' (::text and :contains() are not CSS; :lexbor-contains("…") finds text)' if foreign else ""
        return f"{css!r} is not a CSS selector{hint}"
    return None


def relearn(
    html: str, url: str, known: Known, *, zone: str = "Asia/Shanghai", now: datetime | None = None, least: int = 3
) -> Recipe | None:
    """A new recipe for a page whose layout changed, proven by entries already known; None if none is proven.

    ``known`` maps the address of an entry to its title and the time the listing gave.  A recipe is proven if it reads
    at least ``least`` known entries with equal title and day, most of the newest among them, hardly any otherwise,
    and no row that is of another kind than they are.  Raises SuspectError as ``read_listing`` does.
    """
    parsed = tree.parse(html)
    parsed.strip_tags(["script", "style", "noscript", "template"])
    place = Place(page_base(parsed, url), url, zone, now)
    entries = {address_key(address): (_plain(title), stamp) for address, (title, stamp) in known.items()}
    scene = Scene(parsed)
    proven: list[tuple[int, Recipe]] = []
    for family in _holding_known(scene, entries, place)[:TRIES]:
        recipe = learn(scene, family, place)
        hits = _proof(rows.read(parsed, recipe, place)[0], entries, least) if recipe else 0
        if recipe and hits:
            proven.append((hits, recipe))
    return max(proven, key=lambda pair: pair[0])[1] if proven else None


def address_key(url: str) -> str:
    """What stays of an address when scheme, www and a closing slash change."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url
    return host + (parts.path.rstrip("/") or "/") + (f"?{parts.query}" if parts.query else "")


def _plain(title: str) -> str:
    return one_line(title).casefold()


def _holding_known(scene: Scene, entries: Mapping[str, tuple[str, Stamp | None]], place: Place) -> list[Family]:
    """Families with known entries among their links, the fullest of them first."""
    here = {link.number for link in scene.links if address_key(_address(link, place) or "") in entries}
    found = families.find(scene)
    scored = []
    for at, family in enumerate(found):
        held = sum(link.number in here for link in family.links)
        if held > 1:
            whole = joined(scene, family, found)
            scored.append((held * held / len(family.links), -at, whole))
    scored.sort(key=lambda entry: entry[:2], reverse=True)
    return [family for _, _, family in scored]


def _address(link: Link, place: Place) -> str | None:
    return resolve(place.base, link.href) if link.readable else script_target(place.base, link.href)


def _proof(read: Sequence[Row], entries: Mapping[str, tuple[str, Stamp | None]], least: int) -> int:
    """How many known entries these rows recover; 0 if that is no proof."""
    hits = [row for row in read if _recovers(row, entries.get(address_key(row.url)))]
    met = [row for row in read if address_key(row.url) in entries]
    if len(hits) < least or len(hits) * 10 < len(met) * 9:
        return 0
    if not _meets_newest(hits, entries) or any(_is_foreign(row, hits) for row in read if row not in met):
        return 0
    return len(hits)


def _recovers(row: Row, entry: tuple[str, Stamp | None] | None) -> bool:
    if entry is None or _plain(row.title) != entry[0]:
        return False
    return row.published is None or entry[1] is None or row.published.at.date() == entry[1].at.date()


def _meets_newest(hits: Sequence[Row], entries: Mapping[str, tuple[str, Stamp | None]]) -> bool:
    """A list of news begins with the newest; a list of the most read does not."""
    dated = sorted(((stamp.at, key) for key, (_, stamp) in entries.items() if stamp), reverse=True)[:NEWEST]
    if len(dated) < NEWEST:
        return True
    read = {address_key(row.url) for row in hits}
    return sum(key in read for _, key in dated) * 2 > NEWEST


def _is_foreign(row: Row, hits: Sequence[Row]) -> bool:
    """A row of another kind: without a date where nearly all have one, else of another shape; or hardly a title."""
    if width(row.title) * 3 < min(width(hit.title) for hit in hits):
        return True
    if sum(hit.published is not None for hit in hits) * 10 >= len(hits) * 9:
        return row.published is None
    return shape(row.url) not in {shape(hit.url) for hit in hits}
