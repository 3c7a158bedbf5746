"""CSS selectors written for elements found: short, held by ids and classes where the page has them, and proven."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from .boxes import POST

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from .boxes import Box

# What CSS takes for a part of a name as it stands (CSS Syntax 3, 4.2); "①" and "…" are none.
_NAMING = (
    "A-Za-z0-9_\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf"
    "\ufdf0-\ufffd\U00010000-\U0010ffff-"
)
# What must be written otherwise in a name: by number (a digit that would begin it, a control character), or behind a backslash.
_ODD = re.compile(f"(\\A[0-9]|(?<=\\A-)[0-9]|[\\0-\\x1f\\x7f])|\\A-\\Z|[^{_NAMING}]")
_PASSING = re.compile(r"(?:odd|even|first|last|active|current|cur|on|hover|selected|show|hide|hidden|alt|new|top)$|\d{3}|.*[\d_-]\d+$", re.IGNORECASE)


def escape(name: str) -> str:
    """A tag, class or id as CSS writes it (CSSOM, 2.1): pages have tags like <o:p> and <h[1>."""
    return _ODD.sub(lambda found: f"\\{ord(found[0]):x} " if found[1] else f"\\{found[0]}", name)


def lasting(names: Sequence[str]) -> list[str]:
    """Class names that mean the kind, not the place or the state ("odd", "active", "item-3")."""
    return [name for name in names if not _PASSING.match(name)]


def compound(tag: str, classes: Sequence[str]) -> str:
    return escape(tag) + "".join("." + escape(name) for name in classes)


def shared(boxes: Sequence[Box]) -> list[str]:
    """The class names that all of them bear."""
    return [name for name in boxes[0].classes if all(name in box.classes for box in boxes)]


def row_selectors(rows: Sequence[Box]) -> Iterator[str]:
    """Selectors that might pick these rows, the most readable first, each one more exact."""
    kept = shared(rows)
    steps = [compound(rows[0].tag, lasting(kept)[:2])]
    if rows[0].attributes.get("itemprop") == POST:
        yield f'{escape(rows[0].tag)}[itemprop="{POST}"]'
    chain = _ancestry(rows)
    anchored = "." in steps[0]
    for depth, boxes in enumerate(chain):
        step, identity = _step(boxes)
        if identity:
            yield " > ".join([identity, *steps])
        steps.insert(0, step)
        anchored = anchored or "." in step
        if anchored or depth >= 3:
            yield " > ".join(steps)
    yield " > ".join([*_counted(chain), compound(rows[0].tag, kept)])


def _ancestry(rows: Sequence[Box]) -> list[list[Box]]:
    """The elements around the rows, level by level outwards, at most eight levels, as far as those of a level bear one tag."""
    levels: list[list[Box]] = []
    current = list(rows)
    while len(levels) < 8 and current[0].tag != "body":
        current = list({id(box.parent): box.parent for box in current if box.parent is not None}.values())
        if len({box.tag for box in current}) != 1:
            break
        levels.append(current)
    return levels


def _step(boxes: Sequence[Box]) -> tuple[str, str | None]:
    """How one level is written: tag and shared classes; and by its id if it is one element with a lasting one."""
    identity = boxes[0].attributes.get("id") if len(boxes) == 1 else None
    usable = identity if identity and not re.search(r"\d{3}|\s", identity) else None
    step = compound(boxes[0].tag, lasting(shared(boxes))[:2])
    return step, f"{escape(boxes[0].tag)}#{escape(usable)}" if usable else None


def _counted(chain: Sequence[Sequence[Box]]) -> list[str]:
    """The way from the body by numbers: exact, and the last resort on a page without names."""
    steps: list[str] = []
    for boxes in chain:
        step = escape(boxes[0].tag)
        if len(boxes) == 1 and step != "body":
            step += f":nth-of-type({ordinal(boxes[0].node)})"
        steps.insert(0, step)
    return steps


def ordinal(node: LexborNode) -> int:
    number, before = 1, node.prev
    while before is not None:
        number += before.tag == node.tag
        before = before.prev
    return number


def inner_selector(regions: Sequence[Callable[[str], LexborNode | None]], wanted: Sequence[LexborNode | None]) -> str | None:
    """A selector whose first match in each region is the wanted node, where one is wanted."""
    pairs = list(zip(regions, wanted, strict=True))
    first = next((node for node in wanted if node is not None), None)
    candidates = _inner_candidates(first) if first is not None else ()
    return next((css for css in candidates if all(_same(find(css), want) for find, want in pairs)), None)


def _same(one: LexborNode | None, other: LexborNode | None) -> bool:
    return other is None or (one is not None and one.mem_id == other.mem_id)


def _inner_candidates(node: LexborNode) -> Iterator[str]:
    """The node by itself, in what is around it, by its number."""
    own, parent = _written(node), node.parent
    yield from own
    if parent is None:
        return
    outer, number = _written(parent), f":nth-of-type({ordinal(node)})"
    yield from (f"{around} > {one}" for around in outer for one in own)
    yield from (f"{one}{number}" for one in own)
    yield from (f"{around} > {own[-1]}{number}" for around in outer)
    yield f"{outer[-1]}:nth-of-type({ordinal(parent)}) > {own[-1]}{number}"


def _written(node: LexborNode) -> list[str]:
    """An element by its tag and each of two lasting classes, and by its tag alone."""
    tag = escape(node.tag or "")
    return [*(f"{tag}.{escape(name)}" for name in lasting((node.attributes.get("class") or "").split())[:2]), tag]
