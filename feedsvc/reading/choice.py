"""One value out of several: the first usable one wins, and words tell which others lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .text import cap

Offer = tuple[str, str]
"""What stands somewhere on a page, and where."""
_NAMED = 3


def choose(offers: Iterable[Offer], usable: Callable[[str], str | None], nothing: str, refused: str) -> tuple[str | None, str]:
    """The first value that ``usable`` takes, as it gives it, and the reason.  ``offers`` come best first; ``nothing`` is
    the reason where none is taken, ``refused`` says in words what is wrong with those that are not."""
    taken: dict[str, str] = {}
    passed: dict[str, str] = {}
    for text, where in offers:
        value = usable(text)
        (taken if value else passed).setdefault(value or text, where)
    value, where = next(iter(taken.items()), (None, nothing))
    lost = _listed(list(taken.items())[1:])
    bad = _listed(list(passed.items()))
    return value, where + (f"; it won over {lost}" if lost else "") + (f"; passed over as {refused}: {bad}" if bad else "")


def _listed(offers: list[Offer]) -> str:
    return ", ".join(f"“{cap(text, 60)}” ({where})" for text, where in offers[:_NAMED] if text)
