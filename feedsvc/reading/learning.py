"""From the likeliest family of links to a recipe: the selectors that read its rows, this time and the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from ..model import Recipe
from . import stamps
from .boxes import Box, Link, Scene, width
from .families import DATE_SMELL, Family, at_depth, repeated, together
from .rows import Offer, Place, Region, choose, plain, regions, time_text
from .selectors import inner_selector, lasting, row_selectors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# Rows looked at to find where times and titles stand.
SAMPLE = 12


def learn(scene: Scene, family: Family, place: Place) -> Recipe | None:
    """The recipe that reads this family's rows; None if no selector picks them."""
    row = _row_selector(scene, family)
    if row is None:
        return None
    recipe = Recipe(row, reach=_reach(family))
    found = regions(scene.tree, recipe)
    offers = choose(found, recipe, place)
    pairs = [(region, offer) for region, offer in zip(found, offers, strict=True) if offer is not None]
    if not pairs:
        return None
    recipe = replace(recipe, link=_link_selector(pairs), time=_time_selector(pairs, place))
    cells = [time_text(region, offer, recipe) for region, offer in pairs]
    recipe = replace(recipe, order=stamps.likely_order(cells, place.zone, place.now))
    recipe = replace(recipe, title=_title_selector(pairs, recipe))
    return replace(recipe, summary=_summary_selector(pairs, recipe))


# --- rows ---------------------------------------------------------------------------------------


def joined(scene: Scene, best: Family, others: Sequence[Family]) -> Family:
    """The best family with what continues it elsewhere on the page: rows built alike, and alike in class, place or dates."""
    for other in [*others, _kin(scene, best)]:
        if other is not None and _continues(best, other):
            union = together(best, other)
            if union.score > best.score:
                best = union
    return best


def _continues(best: Family, other: Family) -> bool:
    if other.container.weight < 0.9 * best.container.weight or _build(best) != _build(other):
        return False
    taken = {id(row) for row in best.rows}
    if any(id(row) in taken for row in other.rows) or (best.dated >= 0.5) > (other.dated >= 0.5):
        return False
    parents = {id(row.parent) for row in best.rows}
    if any(id(row.parent) in parents for row in other.rows):
        return True
    return bool(_classes(best.rows) & _classes(other.rows)) or min(best.dated, other.dated) >= 0.5


def _kin(scene: Scene, best: Family) -> Family | None:
    """Single rows outside the family with its build and its classes, such as pinned ones in a box of their own."""
    build, classes, taken = _build(best), _classes(best.rows), {link.number for link in best.links}
    if not classes:
        return None
    found: dict[int, tuple[Link, Box]] = {}
    for link in scene.links:
        if link.number not in taken and link.box.tag == build[0]:
            row = at_depth(link.box, link.box.depth - len(build) + 2)
            if not classes.isdisjoint(row.classes) and row.weight >= best.container.weight * 0.9:
                found.setdefault(id(row), (link, row))
    known = {id(row) for row in best.rows}
    kin = [(link, row) for link, row in found.values() if id(row) not in known]
    return Family(kin[0][1], [link for link, _ in kin], [row for _, row in kin], dated=best.dated) if kin else None


def _classes(rows: Sequence[Box]) -> set[str]:
    """Class names that all rows bear and that mean their kind."""
    shared = set(lasting(rows[0].classes))
    for row in rows[1:]:
        shared &= set(row.classes)
    return shared


def _build(family: Family) -> list[str]:
    """The tags from a row's parent down to its link."""
    tags = []
    climbing: Box | None = family.links[0].box
    while climbing is not None and climbing is not family.rows[0].parent:
        tags.append(climbing.tag)
        climbing = climbing.parent
    return [*tags, climbing.tag if climbing else ""]


def _row_selector(scene: Scene, family: Family) -> str | None:
    wanted = {row.node.mem_id for row in family.rows}
    parents = {row.parent.node.mem_id for row in family.rows if row.parent}
    for css in row_selectors(family.rows):
        picked = scene.tree.css(css)
        ids = {node.mem_id for node in picked}
        if wanted <= ids and all(_harmless(node, parents, scene) for node in picked if node.mem_id not in wanted):
            return css
    return None


def _harmless(node: LexborNode, parents: set[int], scene: Scene) -> bool:
    """A picked element that is no known row: fine beside the rows, or without a link."""
    return (node.parent is not None and node.parent.mem_id in parents) or scene.known(node) is None


def _reach(family: Family) -> Literal["inside", "after", "before"]:
    rows = family.rows
    if sum(bool(DATE_SMELL.search(row.text)) for row in rows) * 3 > len(rows) or family.dated < 0.5:
        return "inside"
    after = sum(_date_beside(row, rows, True) for row in rows)
    before = sum(_date_beside(row, rows, False) for row in rows)
    return "after" if after >= before else "before"


def _date_beside(row: Box, rows: Sequence[Box], after: bool) -> bool:
    stops = {one.node.mem_id for one in rows}
    beside = row.node.next if after else row.node.prev
    for _ in range(6):
        if beside is None or beside.mem_id in stops:
            return False
        if DATE_SMELL.search((beside.text(deep=True, separator=" ") or "")[:200]):
            return True
        beside = beside.next if after else beside.prev
    return False


# --- parts of a row -----------------------------------------------------------------------------


def _elements(region: Region) -> list[LexborNode]:
    return [one for node in region.nodes if node.is_element_node for one in node.traverse()]


def _path(node: LexborNode, region: Region) -> str:
    """Where a node stands in its row: tags, classes, and the number among siblings alike."""
    steps: list[str] = []
    climbing: LexborNode | None = node
    while climbing is not None and climbing.mem_id != region.row.mem_id and len(steps) < 8:
        steps.append(f"{climbing.tag}.{climbing.attributes.get('class') or ''}:{_place_among_like(climbing)}")
        climbing = climbing.parent
    return ">".join(steps)


def _place_among_like(node: LexborNode) -> int:
    number, before, name = 1, node.prev, node.attributes.get("class")
    while before is not None:
        number += before.tag == node.tag and before.attributes.get("class") == name
        before = before.prev
    return number


def _link_selector(pairs: Sequence[tuple[Region, Offer]]) -> str | None:
    return inner_selector([region.find for region, _ in pairs], [offer.node for _, offer in pairs], [region.row for region, _ in pairs])


def _time_selector(pairs: Sequence[tuple[Region, Offer]], place: Place) -> str | None:
    """The element that says the time in most rows; of several columns the one in order, then the barest."""
    columns: defaultdict[str, dict[int, tuple[LexborNode, str]]] = defaultdict(dict)
    sample = range(0, len(pairs), max(1, len(pairs) // SAMPLE))
    for number in sample:
        region, offer = pairs[number]
        for node in _elements(region):
            text = " ".join((node.text(deep=True, separator=" ") or "").split())
            machine = node.attributes.get("datetime") if node.tag == "time" else None
            if node.tag == "time" or (len(text) <= 60 and node.mem_id != offer.node.mem_id and DATE_SMELL.search(text)):
                columns[_path(node, region)].setdefault(number, (node, text or str(machine)))
    best, merit = None, (0.0, 0.0, 0.0)
    for path, cells in columns.items():
        merit_here = _merit([text for _, text in cells.values()], place)
        if merit_here > merit:
            best, merit = path, merit_here
    if best is None or merit[0] * 3 < len(sample):
        return _loose_time(pairs, place)
    wanted = [_at_path(region, best) for region, _ in pairs]
    return inner_selector([region.find for region, _ in pairs], wanted, [region.row for region, _ in pairs]) or _loose_time(pairs, place)


def _merit(texts: Sequence[str], place: Place) -> tuple[float, float, float]:
    order = stamps.likely_order(texts, place.zone, place.now)
    found = [stamp for stamp in stamps.read_column(texts, place.zone, place.now, order) if stamp]
    falling = sum(a.at >= b.at for a, b in zip(found, found[1:], strict=False))
    return len(found), falling / max(1, len(found) - 1) > 0.8, -sum(map(len, texts)) / max(1, len(texts))


def _at_path(region: Region, path: str) -> LexborNode | None:
    return next((node for node in _elements(region) if _path(node, region) == path), None)


def _loose_time(pairs: Sequence[tuple[Region, Offer]], place: Place) -> str | None:
    """The row's own tag: the time stands in the row without an element of its own."""
    tag = pairs[0][0].row.tag or "*"
    recipe = Recipe("", time=tag)
    cells = [time_text(region, offer, recipe) for region, offer in pairs[:SAMPLE]]
    found = [stamp for stamp in stamps.read_column(cells, place.zone, place.now, stamps.likely_order(cells, place.zone, place.now)) if stamp]
    return tag if len(found) * 3 > len(cells) else None


def _title_selector(pairs: Sequence[tuple[Region, Offer]], recipe: Recipe) -> str | None:
    """Where the title stands, if the links say the same in every row ("Download")."""
    texts = [offer.text or offer.hint for _, offer in pairs]
    dull = repeated(texts, len(texts))
    if len(pairs) < 2 or sum(text in dull for text in texts) * 2 < len(texts):
        return None
    return _widest(pairs, recipe, at_least=8)


def _summary_selector(pairs: Sequence[tuple[Region, Offer]], recipe: Recipe) -> str | None:
    return None


def _widest(pairs: Sequence[tuple[Region, Offer]], recipe: Recipe, at_least: int) -> str | None:
    """The leaf element of most telling text that differs from row to row and is not the time."""
    columns: defaultdict[str, dict[int, tuple[LexborNode, str]]] = defaultdict(dict)
    for number, (region, offer) in enumerate(pairs[:SAMPLE]):
        for node in _elements(region):
            text = plain(node)
            if width(text) >= at_least and text != offer.text and len(text) < 300 and node.mem_id != region.row.mem_id:
                columns[_path(node, region)].setdefault(number, (node, text))
    best, merit = None, 0.0
    for path, cells in columns.items():
        texts = [text for _, text in cells.values()]
        share = len(set(texts)) / len(pairs[:SAMPLE])
        dates = sum(bool(DATE_SMELL.search(text)) for text in texts) / len(texts)
        value = share * (1 - dates) * min(1.0, sum(map(width, texts)) / len(texts) / 30)
        if value > merit + 0.1:
            best, merit = path, value
    if best is None or merit < 0.3:
        return None
    return inner_selector([region.find for region, _ in pairs], [_at_path(region, best) for region, _ in pairs], [region.row for region, _ in pairs])
