"""Is this still the page we know?  Pure: a listing, what is known, what was usual → a judgement with reasons.

A page that is not believed changes nothing: it is kept for the operator and the feeds stay as they were.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .model import Decoded, Listing, Row, SourceState, Verdict

REPLACED_SHARE = 0.001
HISTORY = 12
FLOOD = 15

_NOT_NEWS = re.compile(
    r"系统维护|站点维护|网站维护|正在维护|升级维护|访问过于频繁|安全验证|人机验证|请完成验证|域名(?:出售|转让)|网站已关闭|"
    r"under maintenance|domain (?:is )?for sale|access denied|verify you are human|checking your browser|service unavailable",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """``verdict`` OK, SUSPECT (not our page) or BROKEN (our page, but the recipe does not read it)."""

    verdict: Verdict
    line: str = ""
    next_step: str = ""

    @property
    def accepted(self) -> bool:
        return self.verdict is Verdict.OK


_ACCEPTED = Judgement(Verdict.OK)
_LOOK = "open the page; if it looks right, run 'feedsvc check' to see what is read, and pin selectors if need be"
_TRY = "see what is read with 'feedsvc inspect URL'; a listing needs linked titles; selectors can be pinned in config.toml"
_WAIT = "nothing to do if the site is only down for a while: feedsvc looks again by itself"


def judge(decoded: Decoded, listing: Listing, state: SourceState, known: int) -> Judgement:
    """``known`` is how many of the rows are entries already; ``state`` holds what this source's listings were like."""
    if decoded.replaced > max(3, REPLACED_SHARE * len(decoded.text)):
        words = f"{decoded.replaced} characters of the page cannot be read as {decoded.encoding}"
        return Judgement(Verdict.SUSPECT, words, "if this goes on, pin the right 'encoding' for this source in config.toml")
    if not listing.rows:
        return _empty(decoded, state)
    return _shrunk(listing, state, known) or _undated(listing, state) or _flooded(listing, state, known) or _ACCEPTED


def _empty(decoded: Decoded, state: SourceState) -> Judgement:
    if found := _NOT_NEWS.search(decoded.text):
        return Judgement(Verdict.SUSPECT, f"the page shows no list of articles but the words {found[0]!r}", _WAIT)
    if state.row_counts:
        usual = int(_median(state.row_counts))
        words = f"no article was found on the page, where there were {usual}: it may have changed its layout"
        return Judgement(Verdict.BROKEN, words, _LOOK)
    return Judgement(Verdict.BROKEN, "no list of articles was found on the page", _TRY)


def _shrunk(listing: Listing, state: SourceState, known: int) -> Judgement | None:
    usual = _median(state.row_counts)
    count = len(listing.rows)
    if usual < 5 or count >= max(2, usual * 0.3):
        return None
    if known == count and state.held == fingerprint(listing.rows):
        return None
    return Judgement(Verdict.SUSPECT, f"only {count} rows were found where {int(usual)} are usual", _LOOK)


def _undated(listing: Listing, state: SourceState) -> Judgement | None:
    usual = _median(state.dated_shares)
    share = dated_share(listing.rows)
    if usual < 0.8 or share >= 0.5:
        return None
    words = f"{share:.0%} of the rows have a date where {usual:.0%} are usual: the rows may be the navigation"
    return Judgement(Verdict.SUSPECT, words, _LOOK)


def _flooded(listing: Listing, state: SourceState, known: int) -> Judgement | None:
    """All rows are strangers: either a long absence or another page.  Held until a later run sees the same rows."""
    count = len(listing.rows)
    if not state.row_counts or known or count < 2 or state.held == fingerprint(listing.rows):
        return None
    if state.last_success is None or (count < FLOOD and dated_share(listing.rows) >= 0.5):
        return None
    words = f"all {count} rows are new at once; held until the next look confirms them"
    return Judgement(Verdict.SUSPECT, words, "nothing to do if that is right: the next look publishes them")


def dated_share(rows: tuple[Row, ...]) -> float:
    return sum(row.published is not None for row in rows) / len(rows) if rows else 0.0


def fingerprint(rows: tuple[Row, ...]) -> str:
    """What a held listing is recognised by at the next look."""
    return hashlib.sha256("\n".join(sorted(row.url for row in rows)).encode()).hexdigest()[:24]


def _median(history: Sequence[float]) -> float:
    """The upper middle; 0 without history.  Not ``statistics``: its fractions and decimals cost a megabyte and each start 6 ms."""
    return sorted(history)[len(history) // 2] if history else 0
