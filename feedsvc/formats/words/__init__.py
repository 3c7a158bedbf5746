"""The wording of every page and feed, one table per language, a file each.  ``words`` picks by language tag."""

from __future__ import annotations

from .english import EN
from .simplified import ZH
from .traditional import ZH_HANT
from .wording import Words

__all__ = ["EN", "ZH", "ZH_HANT", "Words", "words"]
_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def words(language: str) -> Words:
    """Chinese in the script that the tag names, or that its place writes; English for every other language."""
    first, *rest = language.lower().split("-")
    if first != "zh":
        return EN
    return ZH_HANT if "hans" not in rest and _TRADITIONAL & set(rest) else ZH
