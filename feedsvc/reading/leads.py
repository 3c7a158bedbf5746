"""The newest posts of many weblogs stand in larger boxes of their own around the list: they are rows of it, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .boxes import ROOTS, Box, Link, Scene
from .families import Family, together
from .links import resolve
from .rows import HEADINGS
from .stamps import smells_of_date

if TYPE_CHECKING:
    from .regions import Place

# How far outside the list's own box such posts are looked for.
_OUTWARDS = 2

_Entries = dict[int, tuple[Box, Link]]


def with_leads(scene: Scene, best: Family) -> Family:
    """The family with the other entries in its box, or right around it; as it is where they are none of its kind: where its
    own rows are no entries, where they are as many again (another list), or tell no day where its rows do."""
    own = {id(entry): (entry, link) for entry, link in _entered(best.links)}
    if len(own) < len(best.links):
        return best
    leads = _around(scene, best.container, own)
    dateless = best.dated >= 0.5 and not all(smells_of_date(entry.text) for entry, _ in leads.values())
    if not leads or len(leads) * 2 > len(own) or dateless:
        return best
    union = together(_family(best, own), _family(best, leads))
    return union if union.score > best.score else best


def entries(scene: Scene, best: Family, place: Place) -> Family | None:
    """The few entries of a weblog's page, or the only one, where the likeliest list stands in a margin, tells no days and holds none
    of them: its links are more, and older.

    An article's own page has one entry, too: its heading leads nowhere, or to the page itself.
    """
    found = list(_entered(scene.links)) if best.dated < 0.5 else []
    all_of_them = {id(entry): entry for entry, _ in found}
    headed = {id(entry): (entry, link) for entry, link in reversed(found) if _heads(link, place)}
    rows = [headed[each] for each in all_of_them if each in headed]
    if not rows or len(rows) < len(all_of_them) or any(entry.parent is not rows[0][0].parent for entry, _ in rows):
        return None
    held = any(_entered(best.links))
    fit = all(best.container.weight < 0.9 * entry.weight and smells_of_date(entry.text.replace(link.text, "", 1)) for entry, link in rows)
    first = rows[0][0]
    return Family(first.parent or first, [link for _, link in rows], [entry for entry, _ in rows], dated=1.0, notes=f"{len(rows)} entries, all that the page has") if fit and not held else None


def _heads(link: Link, place: Place) -> bool:
    """Whether a link stands in a heading and leads elsewhere."""
    return resolve(place.base, link.href) not in (None, place.url) and any(box is not None and box.tag in HEADINGS for box in (link.box.parent, link.box.parent.parent if link.box.parent else None))


def _family(best: Family, entries: _Entries) -> Family:
    return Family(best.container, [link for _, link in entries.values()], [entry for entry, _ in entries.values()], share=best.share)


def _around(scene: Scene, container: Box, own: _Entries) -> _Entries:
    """The entries labelled alike in the innermost box that holds any but the family's own, each with the link that says most."""
    label = next(iter(own.values()))[0].label
    beside = [(entry, link) for entry, link in _entered(scene.links) if entry.label == label and id(entry) not in own]
    alike = [(entry, link) for entry, link in beside if entry.weight >= 0.9 * container.weight]  # not in an aside
    outer: Box | None = container
    for _ in range(1 + _OUTWARDS):
        if outer is None or outer.tag in ROOTS:
            break
        found: _Entries = {}
        for entry, link in alike:
            if _is_in(entry, outer) and (id(entry) not in found or link.width > found[id(entry)][1].width):
                found[id(entry)] = (entry, link)
        if found:
            return found
        outer = outer.parent
    return {}


def _entered(links: Iterable[Link]) -> Iterator[tuple[Box, Link]]:
    """The links that stand in entries, each with its entry; no box is asked twice."""
    known: dict[int, Box | None] = {}
    for link in links:
        passed: list[Box] = []
        box: Box | None = link.box
        while box is not None and id(box) not in known and not box.is_entry:
            passed.append(box)
            box = box.parent
        entry = known.get(id(box), box) if box is not None else None
        known.update((id(one), entry) for one in passed)
        if entry is not None:
            yield entry, link


def _is_in(box: Box, outer: Box) -> bool:
    inner: Box | None = box
    while inner is not None and inner.depth > outer.depth:
        inner = inner.parent
    return inner is outer
