"""Patterns of many words, found three times quicker: only where one of their first signs stands are the words tried."""

from __future__ import annotations

import re

from .han import both


def quick(first: str, words: str) -> re.Pattern[str]:
    """For ``search`` alone, and only to know whether ``words`` (a pattern, whose case does not matter) is there at all.

    ``first`` are the signs it can begin with, in both cases, as they stand in a set.  The engine goes through a text for
    a set of signs much quicker than for a choice of words.
    """
    return begun(both(f"[{first}]"), both(f"(?i:{words})"))


def begun(first: str, words: str) -> re.Pattern[str]:
    """As ``quick``, for words whose case matters, as it does not with figures; ``first`` is the set itself."""
    return re.compile(rf"{first}(?<=(?={words})[\s\S])")
