"""A listing page → its rows, the next page, its title, and the recipe that reads it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ..model import Listing, Pins, Recipe, Row
from . import families, pager, rows, section
from .boxes import Scene, width
from .data import LEAST, MARK, document, learn_data, read_data, stands_empty
from .leads import entries, with_leads
from .learning import complete, joined, learn
from .links import page_base
from .listing_tree import parse
from .regions import LINKS, Place, anchors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser


def read_listing(
    html: str,
    url: str,
    *,
    zone: str = "Asia/Shanghai",
    now: datetime | None = None,
    recipe: Recipe | None = None,
    pins: Pins = Pins(),
    language: str | None = None,
) -> Listing:
    """Reads a listing: by the recipe if one is known, else by finding its list; pins override what was learned.

    ``now`` (aware) dates "昨天" and dates without a year.  ``rows`` is empty if nothing fits; ``recipe`` is set when
    rows were found.  Raises SuspectError for a page too big or too deep to be a listing.
    """
    parsed = parse(html, _with_pins(Recipe(pins.row) if pins.row else recipe, pins))
    place = Place(page_base(parsed, url), url, zone, now)
    reasons: dict[str, str] = {}
    linked = anchors(parsed)
    title, reasons["title"] = section.title(parsed, linked, place)
    known = _with_pins(_known(parsed, html, place, recipe, pins) or _detected(parsed, place, title if reasons["title"] != section.WHOLE else None, reasons), pins)
    following, reasons["next"] = pager.next_page(parsed, linked, html, place, pins.next)
    found, unlinked = _read(parsed, html, known, place)
    if (recipe is None and not pins.row) and (data := _told_better(html, found, place)):
        known, found, unlinked = data, read_data(html, data, place), ()
        reasons["items"] = f"chosen: a list in the page's scripts ({data.row}), as its markup shows none that is dated"
    if counted := bool(found and known and (following is None or known.row.startswith(MARK)) and document(html) is not None):
        following, reasons["next"] = pager.counted_on(url)
    if known is None:
        return Listing(url, (), following, title, language or section.language(parsed, title or ""), reasons=reasons)
    spoken = language or section.language(parsed, " ".join(row.title for row in (found or unlinked)[:20]))
    reasons.update(_sources(known, recipe is not None, pins))
    emptied = not found and (stands_empty(html, known) if known.row.startswith(MARK) else _is_emptied(parsed, known.row))
    return Listing(url, found, following, title, spoken, known if found else None, unlinked, emptied, counted, reasons)


def _is_emptied(parsed: LexborHTMLParser, row: str) -> bool:
    """Whether what the rows stood in, by all steps of their selector but the last (or, where that is gone with them, but the last
    few), is there and holds no link any more, on a page that holds others.  It must have a name: some ``ul`` stands on any page."""
    if any(sign in row for sign in "[(,") or parsed.css_first(LINKS) is None:
        return False
    around = row
    while (around := around.rpartition(" ")[0].rstrip(" >+~")) and ("." in around or "#" in around):
        if places := parsed.css(around):
            return not any(place.css_first(LINKS) for place in places)
    return False


def _read(parsed: LexborHTMLParser, html: str, known: Recipe | None, place: Place) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    if known is None:
        return (), ()
    return (read_data(html, known, place), ()) if known.row.startswith(MARK) else rows.read(parsed, known, place)


def _told_better(html: str, found: Sequence[Row], place: Place) -> Recipe | None:
    """A dated list in the page's data, where the markup has no dated one and does not show the same articles."""
    if len(found) >= LEAST and sum(row.published is not None for row in found) * 2 >= len(found):
        return None
    recipe = learn_data(html, place)
    told = read_data(html, recipe, place) if recipe else ()
    shown = {row.url for row in found}
    dated = sum(row.published is not None for row in told) * 10 >= len(told) * 8
    return recipe if told and (dated or _said(found) * 3 < _said(told)) and sum(row.url in shown for row in told) * 2 < len(told) else None


def _said(found: Sequence[Row]) -> int:
    """How much the titles of a list tell, in columns."""
    return sum(min(60, width(row.title)) for row in found)


def _known(parsed: LexborHTMLParser, html: str, place: Place, recipe: Recipe | None, pins: Pins) -> Recipe | None:
    """The stored recipe, unless other rows are pinned; what a pinned row holds is learned."""
    if pins.row and (recipe is None or recipe.row != pins.row):
        learned = learn_data(html, place, pins.row) if pins.row.startswith(MARK) else complete(parsed, Recipe(pins.row), place)
        return learned or Recipe(pins.row)
    return recipe


def _with_pins(recipe: Recipe | None, pins: Pins) -> Recipe | None:
    given = {name: css for name in ("link", "title", "time", "summary") if (css := getattr(pins, name))}
    if recipe and "time" in given and recipe.reach == "under":  # a pinned time stands in the row
        recipe = replace(recipe, reach="inside")
    return replace(recipe, **given) if recipe and given else recipe


def _detected(parsed: LexborHTMLParser, place: Place, name: str | None, reasons: dict[str, str]) -> Recipe | None:
    scene = Scene(parsed)
    found = families.find(scene, families.Own(name, place.url, place.base))
    if not found:
        reasons["items"] = "no group of links that stand alike"
        return None
    best = entries(scene, found[0], place) or with_leads(scene, joined(scene, found[0], found[1:]))
    reasons["items"] = f"chosen: {best.notes} in <{best.rows[0].label}>"
    if lost := [family for family in found[1:] if family.rows[0] not in best.rows][:3]:
        reasons["items"] += "; lost: " + "; ".join(f"{one.notes} in <{one.rows[0].label}>" for one in lost)
    # Where no selector picks all that was joined, the best list alone, or the next one, is still better than nothing.
    return next((recipe for family in [best, *found[:3]] if (recipe := learn(scene, family, place))), None)


def _sources(recipe: Recipe, known: bool, pins: Pins) -> dict[str, str]:
    """Words on which selector each field of a row came from."""
    words = {}
    for name in ("row", "link", "title", "time", "summary"):
        css = getattr(recipe, name)
        how = "pinned" if getattr(pins, name) else "known recipe" if known else "learned"
        words[f"items.{name}"] = f"{how}: {css}" if css else "the row's most telling link" if name == "link" else "the link's text" if name == "title" else "none"
    return words
