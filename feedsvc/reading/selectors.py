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
    return _ODD.sub(_escaped, name)


def _escaped(found: re.Match[str]) -> str:
    return f"\\{ord(found[0]):x} " if found[1] else f"\\{found[0]}"


def lasting(names: Sequence[str]) -> list[str]:
    """Class names that mean the kind, not the place or the state ("odd", "active", "item-3")."""
    return [name for name in names if not _PASSING.match(name)]


def compound(tag: str, classes: Sequence[str]) -> str:
    return escape(tag) + "".join("." + escape(name) for name in classes)


def row_selectors(rows: Sequence[Box]) -> Iterator[str]:
    """Selectors that might pick these rows, the most readable first, each one more exact."""
    shared = set(rows[0].classes)
    for row in rows[1:]:
        shared &= set(row.classes)
    kept = [name for name in rows[0].classes if name in shared]
    stem = compound(rows[0].tag, lasting(kept)[:2])
    if len({row.tag for row in rows}) == 1 and all(row.attributes.get("itemprop") == POST for row in rows):
        yield f'{escape(rows[0].tag)}[itemprop="{POST}"]'
    chain = _ancestry(rows)
    steps: list[str] = [stem]
    anchored = "." in stem
    for depth, boxes in enumerate(chain):
        step, identity = _step(boxes)
        if identity:
            yield " > ".join([identity, *steps])
        steps.insert(0, step)
        anchored = anchored or "." in step
        if anchored or depth >= 3:
            yield " > ".join(steps)
    yield " > ".join(_counted(chain) + [compound(rows[0].tag, kept)])
    yield " > ".join(_counted(chain) + [compound(rows[0].tag, [])])


def _ancestry(rows: Sequence[Box]) -> list[list[Box]]:
    """The elements around the rows, level by level outwards, at most eight levels and below the body."""
    levels: list[list[Box]] = []
    current = list(rows)
    while len(levels) < 8:
        outer = {id(box.parent): box.parent for box in current if box.parent is not None}
        current = list(outer.values())
        if not current or any(box.tag in ("html", "-undef") for box in current) or len({box.tag for box in current}) > 1:
            break
        levels.append(current)
        if current[0].tag == "body":
            break
    return levels


def _step(boxes: Sequence[Box]) -> tuple[str, str | None]:
    """How one level is written: tag and shared classes; and by its id if it is one element with a lasting one."""
    shared = set(boxes[0].classes)
    for box in boxes[1:]:
        shared &= set(box.classes)
    identity = boxes[0].attributes.get("id") if len(boxes) == 1 else None
    usable = identity if identity and not re.search(r"\d{3}|\s", identity) else None
    step = compound(boxes[0].tag, lasting([name for name in boxes[0].classes if name in shared])[:2])
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


def inner_selector(
    regions: Sequence[Callable[[str], LexborNode | None]], wanted: Sequence[LexborNode | None], roots: Sequence[LexborNode]
) -> str | None:
    """A selector whose first match in each region is the wanted node, where one is wanted."""
    pairs = list(zip(regions, wanted, strict=True))
    tried: set[str] = set()
    for node, root in zip(wanted, roots, strict=True):
        if node is None:
            continue
        for css in _inner_candidates(node, root):
            if css not in tried and all(_same(find(css), want) for find, want in pairs):
                return css
            tried.add(css)
        if len(tried) > 24:
            break
    return None


def _same(one: LexborNode | None, other: LexborNode | None) -> bool:
    return other is None or (one is not None and one.mem_id == other.mem_id)


def _inner_candidates(node: LexborNode, root: LexborNode) -> Iterator[str]:
    tag = escape(node.tag or "") or "*"
    classes = lasting((node.attributes.get("class") or "").split())
    own = [f"{tag}.{escape(name)}" for name in classes[:3]] + [tag]
    yield from own
    if node.mem_id == root.mem_id:
        return
    parent = node.parent
    if parent is not None and parent.mem_id != root.mem_id:
        names = lasting((parent.attributes.get("class") or "").split())
        for name in names[:2] or [""]:
            outer = compound(parent.tag or "", [name] if name else []) or "*"
            yield from (f"{outer} > {one}" for one in own)
    elif parent is not None:
        yield from (f"{escape(parent.tag or '')} > {one}" for one in own)
    number = f"{tag}:nth-of-type({ordinal(node)})"
    yield from (f"{one}:nth-of-type({ordinal(node)})" for one in own)
    if parent is not None:
        named = compound(parent.tag or "", lasting((parent.attributes.get("class") or "").split())[:1])
        outer = escape(parent.tag or "")
        yield from (f"{one} > {number}" for one in dict.fromkeys((named, outer)))
        yield f"{outer}:nth-of-type({ordinal(parent)}) > {number}"
