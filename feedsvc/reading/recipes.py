"""Recipes: checking pinned selectors, and learning a new recipe from known entries when a layout has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from ..model import Recipe, Row, Stamp
from ..urls import route
from . import families, rows
from .boxes import Link, Scene, width
from .data import MARK, learn_data, read_data
from .families import Family
from .learning import joined, learn
from .links import page_base, resolve, script_target, shape
from .listing_tree import parse
from .regions import Place
from .text import one_line

Known = Mapping[str, tuple[str, Stamp | None]]
# Of the newest known entries so many are looked for at the head of the list; more than half must be there.
NEWEST = 5
# Candidate lists tried.
TRIES = 4
# Letters at least that a cut title must show.
SHORT = 6


def check_selector(css: str) -> str | None:
    """What is wrong with a CSS selector, in words; None if the engine takes it."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    if not css.strip():
        return "the selector is empty"
    if css.startswith(MARK):
        return None
    try:
        LexborHTMLParser("<p></p>").css(css)
    except SelectolaxError:
        foreign = "::" in css or ":contains(" in css
        hint = ' (::text and :contains() are not CSS; :lexbor-contains("…") finds text)' if foreign else ""
        return f"{css!r} is not a CSS selector{hint}"
    return None


@dataclass(frozen=True, slots=True)
class Memory:
    """Known entries, found by the address of a row or, where addresses are new, by its title and day."""

    entries: Known
    by_title: Mapping[str, Sequence[str]]
    shown: Callable[[Row], bool]

    def key(self, row: Row) -> str | None:
        """The entry a row is."""
        here = address_key(row.url)
        if here in self.entries:
            return here
        return next((key for key in self.by_title.get(_letters(row.title), ()) if self._same_day(row, key)), None)

    def agrees(self, row: Row, key: str) -> bool:
        """True when title and day are what we know of the entry, or the row is just what the listing showed before.

        A title may be cut, or have got an addition ("… (corrected)") at its own address.
        """
        title, mine = _letters(self.entries[key][0]), _letters(row.title)
        cut = _is_cut(row.title) and len(mine) >= SHORT and title.startswith(mine)
        longer = address_key(row.url) == key and len(title) >= SHORT and mine.startswith(title)
        same = mine == title or cut or longer
        return self.shown(row) or (same and self._same_day(row, key))

    def _same_day(self, row: Row, key: str) -> bool:
        stamp = self.entries[key][1]
        return row.published is None or stamp is None or abs(row.published.at - stamp.at) < timedelta(days=2)


def memory(known: Known, shown: Callable[[Row], bool]) -> Memory:
    entries = {address_key(address): told for address, told in known.items()}
    by_title: dict[str, list[str]] = {}
    for key, (title, _) in entries.items():
        by_title.setdefault(_letters(title), []).append(key)
    return Memory(entries, by_title, shown)


def relearn(
    html: str,
    url: str,
    known: Known,
    *,
    shown: Callable[[Row], bool] = lambda row: False,
    zone: str = "Asia/Shanghai",
    now: datetime | None = None,
    least: int = 3,
) -> Recipe | None:
    """A new recipe for a page whose layout changed, proven by entries already known; None if none is proven.

    ``known`` maps the address of an entry to its title and time; ``shown`` is true for a row equal to one the listing
    showed before.  A recipe is proven if it reads at least ``least`` known entries with equal title and day, most of
    the newest among them, hardly any otherwise, and no row that is of another kind than they are.  Raises SuspectError
    as ``read_listing`` does.
    """
    parsed = parse(html)
    place = Place(page_base(parsed, url), url, zone, now)
    remembered = memory(known, shown)
    scene = Scene(parsed)
    proven: list[tuple[int, Recipe]] = []
    for family in _holding_known(scene, remembered, place)[:TRIES]:
        recipe = learn(scene, family, place)
        hits = _proof(rows.read(parsed, recipe, place)[0], remembered, least) if recipe else 0
        if recipe and hits:
            proven.append((hits, recipe))
    data = learn_data(html, place)
    if data and (hits := _proof(read_data(html, data, place), remembered, least)):
        proven.append((hits, data))
    return max(proven, key=lambda pair: pair[0])[1] if proven else None


def address_key(url: str) -> str:
    """What stays of an address when scheme, www and a closing slash change."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url
    return host + (parts.path.rstrip("/") or "/") + (f"?{parts.query}" if parts.query else "") + route(parts.fragment)


def _letters(title: str) -> str:
    return "".join(letter for letter in one_line(title).casefold() if letter.isalnum())


def _is_cut(title: str) -> bool:
    return title.rstrip().endswith(("…", "..."))


def _holding_known(scene: Scene, remembered: Memory, place: Place) -> list[Family]:
    """Families with known entries among their links, the fullest of them first."""
    here = {link.number for link in scene.links if _is_known(link, remembered, place)}
    found = families.find(scene)
    scored = []
    for at, family in enumerate(found):
        held = sum(link.number in here for link in family.links)
        if held > 1:
            whole = joined(scene, family, found)
            scored.append((held * held / len(family.links), -at, whole))
    scored.sort(key=lambda entry: entry[:2], reverse=True)
    return [family for _, _, family in scored]


def _is_known(link: Link, remembered: Memory, place: Place) -> bool:
    return address_key(_address(link, place) or "") in remembered.entries or _letters(link.text) in remembered.by_title


def _address(link: Link, place: Place) -> str | None:
    return resolve(place.base, link.href) if link.readable else script_target(place.base, link.href)


def _proof(read: Sequence[Row], remembered: Memory, least: int) -> int:
    """How many known entries these rows recover; 0 if that is no proof."""
    met = [(row, key) for row in read if (key := remembered.key(row)) is not None]
    hits = [(row, key) for row, key in met if remembered.agrees(row, key)]
    if len({key for _, key in hits}) < least or len(met) - len(hits) > max(1, len(met) // 10):
        return 0
    known = {id(row) for row, _ in met}
    strangers = [row for row in read if id(row) not in known]
    if not _meets_newest({key for _, key in hits}, remembered) or any(_is_foreign(row, [hit for hit, _ in hits]) for row in strangers):
        return 0
    return len(hits)


def _meets_newest(hits: set[str], remembered: Memory) -> bool:
    """A list of news begins with the newest; a list of the most read does not."""
    dated = sorted(((stamp.at, key) for key, (_, stamp) in remembered.entries.items() if stamp), reverse=True)[:NEWEST]
    if len(dated) < NEWEST:
        return True
    return sum(key in hits for _, key in dated) * 2 > NEWEST


def _is_foreign(row: Row, hits: Sequence[Row]) -> bool:
    """A row of another kind: without a date where nearly all have one, else of another shape; or hardly a title."""
    if width(row.title) * 3 < min(width(hit.title) for hit in hits):
        return True
    if sum(hit.published is not None for hit in hits) * 10 >= len(hits) * 9:
        return row.published is None
    return shape(row.url) not in {shape(hit.url) for hit in hits}
