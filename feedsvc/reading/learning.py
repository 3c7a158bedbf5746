"""From the likeliest family of links to a recipe: the selectors that read its rows, this time and the next."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from ..model import Recipe
from . import stamps
from .boxes import Box, Link, Scene, label_of, width
from .column_labels import kind_of
from .day_headings import day_cells, learned, tells_day
from .families import Family, apart, at_depth, repeated, together
from .links import shape
from .meta import TIME_TAGS
from .regions import Offer, Place, Region, regions
from .row_text import uncut
from .rows import HEADINGS, choose, is_teaser, machine_time, time_cell, time_text, title_of
from .selectors import escape, inner_selector, lasting, row_selectors, shared
from .stamps import smells_of_date

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# Rows looked at to find where times and titles stand.
SAMPLE = 10
MAX_PARTS = 300
# A day with its year, and no words beside it.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WHOLE_DAY = re.compile(r"(?=.*(?<!\d)(?:19|20)\d\d(?!\d))[\d\s./,年月日号-]{6,24}")
# Words in a label for the side a box stands on, with what they leave behind.
_SIDE = re.compile(r"\.?(?<![a-z])(?:(?:left|right|[lr]|fl|fr)[-_.]?)+(?![a-z])|[-_]?(?:Left|Right)(?![a-z])")
_SHOWN_DAY, _NUMBERS = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})(?!\d)"), re.compile(r"\d{1,18}")
# The class of the time of a change, which weblogs write beside that of publishing.
_CHANGED = re.compile(r"(?!.*(?:publi|\bdate\b)).*\b(?:updated|modified)\b", re.IGNORECASE)



def learn(scene: Scene, family: Family, place: Place) -> Recipe | None:
    """The recipe that reads this family's rows; None if no selector picks them."""
    row = _row_selector(scene, family)
    return complete(scene.tree, Recipe(row, reach=_reach(family)), place) if row else None


def complete(tree: LexborHTMLParser, recipe: Recipe, place: Place) -> Recipe | None:
    """A recipe of which only the row is known, with all that can be learned inside the rows; None if there are none."""
    found = regions(tree, recipe)
    step = max(1, len(found) // SAMPLE)
    offers = choose(found[::step], recipe, place)
    sample = [(region, offer) for region, offer in zip(found[::step], offers, strict=True) if offer is not None]
    if not sample:
        return None
    parts = [_parts(region) for region, _ in sample]
    recipe = replace(recipe, link=_inner(sample, [offer.node for _, offer in sample]), time=_time_selector(sample, parts, place))
    recipe = replace(recipe, title=_title_selector(sample, parts))
    recipe = replace(recipe, summary=_summary_selector(sample, parts, recipe))
    cells = [time_text(region, offer, recipe) for region, offer in sample]
    if recipe.reach == "inside" and not any(map(tells_day, cells)) and (headings := learned(tree, recipe.row, [region for region, _ in sample])):
        recipe = replace(recipe, time=headings, reach="under")
        cells = day_cells(tree, recipe, [region for region, _ in sample])
    return replace(recipe, order=stamps.likely_order(cells, place.zone, place.now))


# --- rows ---------------------------------------------------------------------------------------


def joined(scene: Scene, best: Family, others: Sequence[Family]) -> Family:
    """The best family with what continues it elsewhere on the page: rows built alike, and alike in class, place or dates."""
    apart_from_it = {link.number for other in others if _is_another(best, other) for link in other.links}
    for other in [*others, _kin(scene, best, apart_from_it)]:
        if other is not None and _continues(best, other):
            union = together(best, other)
            if union.score > best.score:
                best = union
    return best


def _continues(best: Family, other: Family) -> bool:
    if other.container.weight < 0.9 * best.container.weight or _build(best) != _build(other):
        return False
    if _is_another(best, other):
        return False
    taken = {id(row) for row in best.rows}
    if any(id(row) in taken for row in other.rows) or (best.dated >= 0.5) > (other.dated >= 0.5):
        return False
    parents = {id(row.parent) for row in best.rows}
    if any(id(row.parent) in parents for row in other.rows):
        return True
    own, others = _classes(best.rows), _classes(other.rows)
    return bool(own & others) and others <= own or min(best.dated, other.dated) >= 0.5 and _setting(best) == _setting(other) or _is_column(best, other)


def _is_column(best: Family, other: Family) -> bool:
    """Whether two lists stand side by side, as the names of their boxes say: as many rows in each, that lead to articles of one
    kind, nothing over the second, and one order through both: what most read stands there, too."""
    second = max(best, other, key=lambda family: family.links[0].number)
    named = _setting(best), _setting(other)
    beside = named[0] != named[1] and [_SIDE.sub("", label) for label in named[0]] == [_SIDE.sub("", label) for label in named[1]]
    if second.heading or not beside or abs(len(best.rows) - len(other.rows)) > 1:
        return False
    alike = len({shape(link.href) for family in (best, other) for link in family.links[:SAMPLE]}) == 1
    return alike and _in_order(best if second is other else other, second)


def _in_order(first: Family, second: Family) -> bool:
    """Whether the days of two columns, or else the numbers of their articles, rise or fall all the way: down one column and then the
    other, or from one to the other and back."""
    days = [[found[-1] if (found := _SHOWN_DAY.findall(row.text)) else None for row in family.rows] for family in (first, second)]
    marks = days if all(day for column in days for day in column) else [[_NUMBERS.findall(link.href) for link in family.links] for family in (first, second)]
    left, right = ([[int(part or 0) for part in mark or ()] for mark in column] for column in marks)
    turns = [mark for pair in zip_longest(left, right) for mark in pair if mark is not None]
    return any(way in (sorted(way), sorted(way, reverse=True)) for way in ([*left, *right], turns))


def _is_another(best: Family, other: Family) -> bool:
    """Whether what stands over it says that this is another list."""
    return other.heading != best.heading and len(other.rows) > 2 and apart(best, other)


def _setting(family: Family) -> list[str]:
    """Labels of the three boxes around a row: lists of one kind stand in boxes of one kind, another list does not."""
    labels: list[str] = []
    box = family.rows[0].parent
    while box is not None and len(labels) < 3:
        labels.append(box.label)
        box = box.parent
    return labels


def _kin(scene: Scene, best: Family, others: set[int]) -> Family | None:
    """Single rows outside the family with its build and its classes, such as pinned ones in a box of their own; ``others`` are
    links of other lists."""
    build, classes, taken = _build(best), _classes(best.rows), {link.number for link in best.links} | others
    parents = {id(row.parent) for row in best.rows}
    found: dict[int, tuple[Link, Box]] = {}
    for link in scene.links:
        if link.number not in taken and link.box.tag == build[0]:
            row = at_depth(link.box, link.box.depth - len(build) + 2)
            alike = id(row.parent) in parents or not classes.isdisjoint(row.classes)
            if alike and row.tag == best.rows[0].tag and row.weight >= best.container.weight * 0.9:
                found.setdefault(id(row), (link, row))
    known = {id(row) for row in best.rows}
    kin = [(link, row) for link, row in found.values() if id(row) not in known]
    return Family(kin[0][1], [link for link, _ in kin], [row for _, row in kin], dated=best.dated) if kin else None


def _classes(rows: Sequence[Box]) -> set[str]:
    """Class names that all rows bear and that mean their kind."""
    return set(lasting(shared(rows)))


def _build(family: Family) -> list[str]:
    """The tags from a row's parent down to its link."""
    tags = []
    climbing: Box | None = family.links[0].box
    while climbing is not None and climbing is not family.rows[0].parent:
        tags.append(climbing.tag)
        climbing = climbing.parent
    return [*tags, climbing.tag if climbing else ""]


def _row_selector(scene: Scene, family: Family) -> str | None:
    """A selector that picks the rows and no other element with links; else one that picks a few more that are built alike,
    such as a second row about one article."""
    wanted = {row.node.mem_id for row in family.rows}
    parents = {row.parent.node.mem_id for row in family.rows if row.parent}
    more = None
    for css in row_selectors(family.rows):
        picked = scene.tree.css(css)
        if not wanted <= {node.mem_id for node in picked}:
            continue
        others = [node for node in picked if node.mem_id not in wanted and not _harmless(node, parents, scene)]
        if not others:
            return css
        boxes = [scene.known(node) for node in others]
        if len(others) * 2 <= len(wanted) and all(box and (box.label, box.depth) == (family.rows[0].label, family.rows[0].depth) for box in boxes):
            more = more or css
    return more


def _harmless(node: LexborNode, parents: set[int], scene: Scene) -> bool:
    """A picked element that is no known row: fine beside the rows, or without a link."""
    return (node.parent is not None and node.parent.mem_id in parents) or scene.known(node) is None


def _reach(family: Family) -> Literal["inside", "after", "before"]:
    rows = family.rows
    if sum(smells_of_date(row.text) for row in rows) * 3 > len(rows) or family.dated < 0.5:
        return "inside"
    stops = {row.node.mem_id for row in rows}
    after = sum(_date_beside(row, stops, True) for row in rows)
    before = sum(_date_beside(row, stops, False) for row in rows)
    return "after" if after >= before else "before"


def _date_beside(row: Box, stops: set[int], after: bool) -> bool:
    beside = row.node.next if after else row.node.prev
    for _ in range(6):
        if beside is None or beside.mem_id in stops:
            return False
        if smells_of_date((beside.text(deep=True, separator=" ") or "")[:200]):
            return True
        beside = beside.next if after else beside.prev
    return False


# --- parts of a row -----------------------------------------------------------------------------


@dataclass(slots=True)
class Part:
    """An element of a row: where it stands in it, told by tags, classes and number, and its text."""

    node: LexborNode
    path: str
    text: str


_Sample = Sequence[tuple[Region, Offer]]
_Parts = Sequence[Sequence[Part]]


def _parts(region: Region) -> list[Part]:
    """The elements of a row in page order, at most a few hundred."""
    found: list[Part] = []
    paths: dict[int, str] = {}
    alike: dict[tuple[int, str], int] = {}
    row = region.row.mem_id
    for top in region.nodes:
        if not top.is_element_node:
            continue
        root = top.mem_id
        for node in top.traverse():
            key = node.mem_id
            outer = parent.mem_id if key != root and (parent := node.parent) is not None else 0
            # The row's own classes tell odd rows from even ones, not their parts.
            step = label_of(node.tag or "", "" if key == row else node.attributes.get("class") or "")
            alike[outer, step] = number = alike.get((outer, step), 0) + 1
            path = paths[key] = f"{paths.get(outer, '')}>{step}:{number}"[-400:]
            found.append(Part(node, path, " ".join((node.text(deep=True, separator=" ") or "").split())))
            if len(found) >= MAX_PARTS:
                return found
    return found


def _inner(sample: _Sample, wanted: Sequence[LexborNode | None]) -> str | None:
    return inner_selector([region.find for region, _ in sample], wanted)


def _columns(parts: _Parts, wanted: Callable[[int, Part], bool]) -> dict[str, dict[int, Part]]:
    """Parts that stand at the same place in their rows: path → row number → part."""
    columns: defaultdict[str, dict[int, Part]] = defaultdict(dict)
    for number, row in enumerate(parts):
        for part in row:
            if wanted(number, part):
                columns[part.path].setdefault(number, part)
    return columns


def _time_selector(sample: _Sample, parts: _Parts, place: Place) -> str | None:
    """The element that says the time in most rows; of several columns the one in order, then the barest."""

    marked = {node.mem_id for region, _ in sample for node in region.all(f"{','.join(TIME_TAGS)}, [itemprop]")}

    def may_be_time(number: int, part: Part) -> bool:
        own = part.node.mem_id
        beside = len(part.text) <= 60 and own != sample[number][1].node.mem_id and own != sample[number][0].row.mem_id
        told = own in marked and machine_time(part.node) or beside and smells_of_date(part.text)
        return bool(told) and not _CHANGED.match(part.node.attributes.get("class") or "")

    path, merit = "", (0.0, -2.0, 0.0, 0.0)
    columns = _columns(parts, may_be_time)
    for each, column in columns.items():
        here = _merit([_cell(part) for part in column.values()], place, kind_of(next(iter(column.values())).node))
        if here > merit:
            path, merit = each, here
    if not path or merit[0] * 3 < len(sample):
        return _loose_time(sample, place)
    best = columns[_with_its_year(path, columns)]
    told = {number for column in columns.values() for number in column}
    if any(n not in told and _says_day(region, offer) for n, (region, offer) in enumerate(sample)) and (loose := _loose_time(sample, place)):
        return loose  # only the newest days are coloured, say: the others have no element of their own
    # The first match that tells a time: some rows have a mark or a counter before it, or will have one.
    wanted = [best[n].node if n in best else None for n in range(len(sample))]
    cells = [partial(time_cell, region) for region, _ in sample]
    return inner_selector(cells, wanted) or _inner(sample, wanted) or _loose_time(sample, place)


def _with_its_year(path: str, columns: Mapping[str, Mapping[int, Part]]) -> str:
    """The column of the elements around these that name the year, where these do not, and say nothing but the day; else this one."""
    if any(_YEAR.search(part.text) for part in columns[path].values()):
        return path
    around = [
        each for each, column in columns.items()
        if path.startswith(f"{each}>") and all(_WHOLE_DAY.fullmatch(part.text) for part in column.values())
    ]  # fmt: skip
    return max(around, key=len, default=path)


def _says_day(region: Region, offer: Offer) -> bool:
    """Whether a row tells a day beside its link."""
    return smells_of_date(region.text().replace(offer.node.text(deep=True) or "", " ", 1))


def _cell(part: Part) -> str:
    return part.text if smells_of_date(part.text) else machine_time(part.node) or part.text


def _merit(texts: Sequence[str], place: Place, kind: int) -> tuple[float, float, float, float]:
    """How many cells say a time that is not ahead, of what ``kind`` the column's head says it is, whether the times fall, and how
    bare the cells are."""
    order = stamps.likely_order(texts, place.zone, place.now)
    found = [stamp for stamp in stamps.read_column(texts, place.zone, place.now, order) if stamp]
    falling = sum(a.at >= b.at for a, b in zip(found, found[1:], strict=False))
    ahead = sum(stamp.at > place.now + timedelta(days=2) for stamp in found) if place.now else 0
    return len(found) - ahead, kind, falling / max(1, len(found) - 1) > 0.8, -sum(map(len, texts)) / max(1, len(texts))


def _loose_time(sample: _Sample, place: Place) -> str | None:
    """The row's own tag: the time stands in the row without an element of its own; or the link's, where it stands in that."""
    tags = (sample[0][0].row.tag, sample[0][1].node.tag)
    return next((css for tag in tags if _tells_times(sample, css := escape(tag or "") or "*", place)), None)


def _tells_times(sample: _Sample, css: str, place: Place) -> bool:
    recipe = Recipe("", time=css)
    cells = [time_text(region, offer, recipe) for region, offer in sample]
    order = stamps.likely_order(cells, place.zone, place.now)
    found = [stamp for stamp in stamps.read_column(cells, place.zone, place.now, order) if stamp]
    return len(found) * 3 > len(cells)


def _title_selector(sample: _Sample, parts: _Parts) -> str | None:
    """Where the title stands, if the links say the same in every row ("Download")."""
    texts = [offer.text or offer.hint for _, offer in sample]
    dull = repeated(texts, len(texts))
    if len(sample) < 2 or sum(text in dull for text in texts) * 2 < len(texts):
        return None
    best, merit = None, 0.3
    for column in _columns(parts, lambda n, part: 7 < width(part.text) < 300 and part.node.mem_id != sample[n][0].row.mem_id).values():
        said = {part.text for part in column.values()}
        dates = sum(map(smells_of_date, said)) / len(said)
        full = 12 if all(part.node.tag in HEADINGS for part in column.values()) else 30  # a heading may be short
        value = len(said) / len(sample) * (1 - dates) * min(1.0, sum(map(width, said)) / len(said) / full)
        if value > merit + 0.1:
            best, merit = column, value
    return _inner(sample, [best[n].node if n in best else None for n in range(len(sample))]) if best else None


def _summary_selector(sample: _Sample, parts: _Parts, recipe: Recipe) -> str | None:
    """Where most rows tell what the article is about: running text beside the title that differs from row to row."""
    titles = [title_of(region, offer, recipe) for region, offer in sample]
    bare = [title_of(region, replace(offer, hint=""), recipe) if offer.hint else title for (region, offer), title in zip(sample, titles, strict=True)]
    shown = [uncut(text) or title for text, title in zip(bare, titles, strict=True)]
    found: list[tuple[float, dict[int, Part]]] = []
    merit, outer = 0.0, "?"
    for path, column in _columns(parts, lambda n, part: titles[n][:12] not in part.text and shown[n][:12] not in part.text and is_teaser(part.text)).items():
        value = sum(min(width(part.text), 200) for part in column.values()) * (1.4 if path.startswith(outer) else 1.0)
        if len({part.text for part in column.values()}) * 10 > len(column) * 6 and len(column) * 2 >= len(sample):
            found.append((value, column))
            merit, outer = (value, path) if value > merit else (merit, outer)
    # Where no selector picks the best, the next one says as much, or nearly.
    ranked = (column for _, column in sorted(found, key=lambda one: -one[0]))
    return next((css for best in ranked if (css := _inner(sample, [best[n].node if n in best else None for n in range(len(sample))]))), None)
