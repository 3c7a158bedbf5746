"""HTML out of small parts, with escaping that cannot be forgotten or done twice.

A plain ``str`` is text and is escaped when it enters an element; ``Html`` is markup and goes in as it is.
Only ``el``, ``join`` and ``document`` make ``Html``, so text meets the escape exactly once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

from .safe import legal, web_url

Value = str | int | float | bool | None
Attributes = Mapping[str, Value]

_VOID = frozenset({"br", "img", "input", "link", "meta", "wbr"})
_SPECIAL = re.compile("[&<>\"'\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd-\uffff]")
"""What ``legal`` and ``escape`` change.  Most texts have none of it, and one look costs a third of asking both."""


class Html(str):
    """Markup that is complete and safe to insert."""

    __slots__ = ()


def text(value: str) -> Html:
    """Escaped text; markup passes unchanged."""
    return value if isinstance(value, Html) else Html(_escaped(value))


def _escaped(value: str) -> str:
    return value if _SPECIAL.search(value) is None else escape(legal(value))


def el(name: str, attributes: Attributes | None = None, *children: str | None) -> Html:
    """One element.  An attribute that is None or False is left out, True stands bare; None children are left out."""
    parts = ["<", name]
    for key, value in (attributes or {}).items():
        if value is True:
            parts += (" ", key)
        elif value is not None and value is not False:
            parts += (" ", key, '="', _escaped(str(value)), '"')
    parts.append(">")
    if name not in _VOID:
        parts += [child if isinstance(child, Html) else _escaped(child) for child in children if child is not None]
        parts += ("</", name, ">")
    return Html("".join(parts))


def join(parts: Iterable[str], separator: str = "\n") -> Html:
    """Parts side by side; the separator is text too."""
    return Html(text(separator).join([text(part) for part in parts]))


def link(url: str | None, label: str, attributes: Attributes | None = None) -> Html:
    """A link, or the bare label where the URL is not fit to be followed."""
    safe = web_url(url)
    if safe is None:
        return el("span", {"class": (attributes or {}).get("class"), "dir": (attributes or {}).get("dir")}, label)
    return el("a", {"href": safe, **(attributes or {})}, label)


def clip(value: str, limit: int) -> str:
    """At most ``limit`` characters, with an ellipsis where something was cut."""
    return value if len(value) <= limit else value[: limit - 1].rstrip() + "…"
