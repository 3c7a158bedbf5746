"""Is this still the page we know?  Pure: a listing, what is known, what was usual → a judgement with reasons.

A page that is not believed changes nothing: it is kept for the operator and the feeds stay as they were.  A doubt that
time can settle goes when the next look shows the same rows; the others wait for the page to be well again, or for
``feedsvc release``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from .familiar import Overlap, dated_share, falling_share, middle, title_length
from .model import Decoded, Listing, Pins, Row, Value
from .record import SourceState, Verdict

HISTORY = 12
FLOOD = 5
HELD_ROWS = 60
# Without dates: so many rows are a list of articles unless the page is headed otherwise; fewer need titles so long.
LONG = 15
TITLE = 5

# Words, not patterns: re compiles them when a page is first judged, which most passes never do.
_NOT_NEWS = (
    r"(?i)系统维护|站点维护|网站维护|维护中|正在维护|升级维护|暂停服务|停止服务|访问过于频繁|安全验证|人机验证|请完成验证|域名(?:出售|转让|到期)|"
    r"网站已关闭|服务器错误|数据库连接(?:失败|错误)|无法访问|页面不存在|没有找到|请先?登录|用户登录|"
    r"under maintenance|down for maintenance|domain (?:is |may be )?for sale|buy this domain|access denied|forbidden|verify you are human|"
    r"checking your browser|service unavailable|internal server error|bad gateway|not found|temporarily unavailable|log in to continue|"
    r"sign in to continue|account (?:has been )?suspended|site (?:is )?suspended"
)
_HEADING = r"(?i)<(?:title|h[1-3])\b[^>]*>([^<]*)"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Judgement(Value):
    """``verdict`` OK, SUSPECT (not our page) or BROKEN (our page, but the recipe does not read it);
    ``passing`` when the same rows at the next look are believed."""

    verdict: Verdict
    line: str = ""
    next_step: str = ""
    passing: bool = False

    @property
    def accepted(self) -> bool:
        return self.verdict is Verdict.OK


_ACCEPTED = Judgement(Verdict.OK)
_LOOK = "open the page; if it looks right, 'feedsvc check {key}' shows what is read, and selectors can be pinned in config.toml"
_TRY = "see what is read with 'feedsvc inspect URL'; a listing needs linked titles; selectors can be pinned in config.toml"
_MEND = "mend or remove 'selectors' of the source '{key}' in config.toml; 'feedsvc inspect' with its url shows what they read"
_WAIT = "nothing to do if the site is only down for a while: feedsvc looks again by itself"
_MEMBERS = (
    "open the address in a browser: if it asks for a login there as well, only members may read it; look for a page of the site that"
    " everybody may read and make it the 'url' of the source '{key}' in config.toml"
)
_LOST = (
    "open the address in a browser: if the site is no longer there, ask who ran it for its new address and make it the 'url' of the"
    " source '{key}' in config.toml; what is published stays as it is meanwhile"
)
_SAID = {r"(?i)登录|log in|sign in": _MEMBERS, r"(?i)域名|已关闭|for sale|buy this|suspended": _LOST}
_NEXT = "nothing to do if that is right: the next look believes the same rows, or 'feedsvc release {key}' does at once"
_RELEASE = "see the rows with 'feedsvc check {key}'; if they are the site's articles, 'feedsvc release {key}' publishes them"
_HOME = (
    "nothing to do if the site is only down for a while; a list that has moved for good needs its new address as 'url' of the source"
    " '{key}' in config.toml"
)
_EMPTY = (
    "nothing to do if the site took them off the list: the next article is read as before; if a browser shows articles there, a"
    " script puts them in: look for another page of the site that lists them and make it the 'url' of the source '{key}' in config.toml"
)
_MENU = (
    "what was read ('feedsvc check {key}' shows it) looks like a menu, as where no article stands yet; a list of a single article is "
    "read once it holds two, or at once when its selectors.row is pinned in config.toml"
)


def judge(
    decoded: Decoded, listing: Listing, state: SourceState, overlap: Overlap, proven: bool = False, pins: Pins = Pins()
) -> Judgement:  # fmt: skip
    """``overlap`` tells how the rows stand to the entries; ``state`` holds what this source's listings were like;
    ``proven`` when the recipe was learned from known entries on this very page; ``pins`` are the operator's selectors."""
    if decoded.is_garbled:
        words = f"{decoded.replaced} characters of the page cannot be read as {decoded.encoding}"
        return Judgement(Verdict.SUSPECT, words, "if this goes on, pin the right 'encoding' for this source in config.toml")
    if not listing.rows:
        return _of_pins(_empty(decoded, state), state, row=pins.row, title=pins.title)
    rows = listing.rows
    doubt = _first_time(decoded, rows, state) or _shrunk(rows, state, overlap)
    if not proven:
        undated = _undated(rows, state, overlap)
        doubt = doubt or (undated and _of_pins(undated, state, time=pins.time)) or _short_titles(rows, state, overlap)
    doubt = doubt or _displaced(rows, state, overlap) or flooded(rows, state, overlap)
    if doubt is None or (doubt.passing and _is_held(state.held, rows)):
        return _ACCEPTED
    return doubt


def is_other(rows: Sequence[Row], state: SourceState, known: int) -> bool:
    """Whether an older page shows another list than its listing does, by ``known`` articles, dates and lengths of titles."""
    return known * 2 < len(rows) and (_undated(rows, state, Overlap()) or _short_titles(rows, state, Overlap())) is not None


def _empty(decoded: Decoded, state: SourceState) -> Judgement:
    if found := re.search(_NOT_NEWS, decoded.text):
        words = f"the page shows no list of articles but the words {found[0]!r}"
        return Judgement(Verdict.SUSPECT, words, _steps(_step_after(found[0]), state))
    if state.row_counts:
        usual = int(middle(state.row_counts))
        words = f"no article was found on the page, where there were {usual}: it may have changed its layout"
        return Judgement(Verdict.BROKEN, words, _steps(_LOOK, state))
    return Judgement(Verdict.BROKEN, "no list of articles was found on the page", _TRY)


def is_emptied(listing: Listing, judgement: Judgement) -> bool:
    """Whether the page may be ours with nothing in its list: what becomes of its articles then tells."""
    return listing.emptied and judgement.verdict is Verdict.BROKEN


def not_emptied(state: SourceState) -> Judgement:
    """The list stands there empty, and what it showed does not agree that it is."""
    words = "the list is there but empty, while articles that it showed are not gone; held"
    return Judgement(Verdict.SUSPECT, words, _steps(_EMPTY, state))


def _step_after(words: str) -> str:
    """What helps against a page that says this."""
    return next((step for said, step in _SAID.items() if re.search(said, words)), _WAIT)


def _of_pins(doubt: Judgement, state: SourceState, **pinned: str | None) -> Judgement:
    """The doubt with the selectors that may be its cause; where the page read well with them before, it is the page that changed."""
    named = ", ".join(f"selectors.{name} = {css!r}" for name, css in pinned.items() if css)
    if not named:
        return doubt
    worked = state.recipe is not None and all(css in (None, getattr(state.recipe, name)) for name, css in pinned.items())
    step = doubt.next_step if worked and doubt.verdict is Verdict.SUSPECT else _steps(_MEND, state)
    return replace(doubt, line=f"{doubt.line}; read with the pinned {named}", next_step=step)


def led_home(state: SourceState) -> Judgement:
    """The address of the listing answers with the site's front page, as many sites do for what is not there."""
    return Judgement(Verdict.SUSPECT, "the address of the listing leads to the site's front page; held", _steps(_HOME, state))


def _first_time(decoded: Decoded, rows: Sequence[Row], state: SourceState) -> Judgement | None:
    """Without a history a page must at least not look like a notice with some links."""
    if state.row_counts or dated_share(rows):
        return None
    found, step = re.search(_NOT_NEWS, decoded.text if len(rows) < LONG else " ".join(re.findall(_HEADING, decoded.text))), _RELEASE
    if found:
        words = f"the words {found[0]!r}"
    elif len({urlsplit(row.url).netloc for row in rows}) * 2 > len(rows) > 1:
        words = "links to many other sites"
    elif len(rows) < LONG and title_length(rows) < TITLE:
        words, step = "links too short to be titles", _MENU
    else:
        return None
    return Judgement(Verdict.SUSPECT, f"the page shows {words} and no dated list of articles", _steps(step, state))


def _shrunk(rows: Sequence[Row], state: SourceState, overlap: Overlap) -> Judgement | None:
    usual = middle(state.row_counts)
    if usual < 5 or len(rows) >= max(2, usual * 0.3):
        return None
    words = f"only {len(rows)} rows were found where {int(usual)} are usual"
    return _doubt(words, state, overlap.known == len(rows))


def _undated(rows: Sequence[Row], state: SourceState, overlap: Overlap) -> Judgement | None:
    usual, share = middle(state.dated_shares), dated_share(rows)
    if usual < 0.8 or share >= 0.5:
        return None
    words = f"{share:.0%} of the rows have a date where {usual:.0%} are usual"
    if overlap.known * 2 >= len(rows):
        return _doubt(f"{words}: the layout may have changed", state, True)
    return _doubt(f"{words}: the rows may be the navigation", state, False)


def _short_titles(rows: Sequence[Row], state: SourceState, overlap: Overlap) -> Judgement | None:
    usual, length = middle(state.title_lengths), title_length(rows)
    if usual < 8 or length >= usual * 0.4 or overlap.known * 2 >= len(rows):
        return None
    words = f"titles are {length:.0f} characters long where {usual:.0f} are usual: the rows may be the navigation"
    return _doubt(words, state, False)


def _displaced(rows: Sequence[Row], state: SourceState, overlap: Overlap) -> Judgement | None:
    """Known articles, but not the newest ones: another list (most read, see also) may have taken the place, unless it is
    the one that was believed last (rows pinned to the top of a short page push the newest off it)."""
    usual = middle(state.overlaps)
    if overlap.missing < 3 or overlap.share >= 0.6 or usual < 0.8 or _is_as_before(state.front, rows):
        return None
    words = f"{overlap.missing} of the {overlap.newest} newest articles are not among the rows"
    undated = middle(state.dated_shares) >= 0.8 and dated_share(rows) < 0.5
    if _disordered(rows, state) or undated:
        return _doubt(f"{words}, which are not in order either: they may be another list of the page", state, False)
    return _doubt(words, state, True)


def flooded(rows: Sequence[Row], state: SourceState, overlap: Overlap) -> Judgement | None:
    """More is new than there was time for, or it stands where new articles do not: a long absence, or another list."""
    odd = overlap.strangers - overlap.natural
    lost = overlap.known == 0 and len(rows) > 1 and odd * 2 >= len(rows)
    if not state.row_counts or (odd <= max(FLOOD, len(rows) / 2) and not lost):
        return None
    words = f"{overlap.strangers} of {len(rows)} rows are new at once, {odd} of them not where new articles stand"
    dated = dated_share(rows) >= 0.5 or middle(state.dated_shares) < 0.5
    return _doubt(words, state, overlap.known > 0 and dated and overlap.alike and not _disordered(rows, state))


def _disordered(rows: Sequence[Row], state: SourceState) -> bool:
    return middle(state.orders) >= 0.9 and falling_share(rows) < 0.8


def with_other_rows(doubt: Judgement, rows: Sequence[Row], state: SourceState) -> Judgement:
    """The same doubt, when ``rows`` are what someone who sees the page for the first time would read."""
    return _doubt(f"{doubt.line}; another list of {len(rows)} rows stands there", state, False)


def _doubt(words: str, state: SourceState, passing: bool) -> Judgement:
    if passing:
        return Judgement(Verdict.SUSPECT, f"{words}; held until the next look confirms it", _steps(_NEXT, state), True)
    return Judgement(Verdict.SUSPECT, f"{words}; held", _steps(_RELEASE, state))


def _steps(words: str, state: SourceState) -> str:
    return words.format(key=state.key)


def fingerprint(rows: Sequence[Row]) -> str:
    """What rows are recognised by at the next look: a short digest of each address."""
    return " ".join(_mark(row.url) for row in rows[:HELD_ROWS])


def _is_held(held: str, rows: Sequence[Row]) -> bool:
    """True when most rows were held before: the page goes on, a new article may have come."""
    marks = set(held.split())
    here = rows[:HELD_ROWS]
    return sum(_mark(row.url) in marks for row in here) >= 0.8 * len(here)


def stood(front: str, urls: Iterable[str]) -> set[str]:
    """Those of the addresses that were among the rows believed last."""
    marks = set(front.split())
    return {url for url in urls if _mark(url) in marks}


def _is_as_before(front: str, rows: Sequence[Row]) -> bool:
    """True when most rows were there when the listing was believed last, and most of those still are."""
    before, here = set(front.split()), {_mark(row.url) for row in rows[:HELD_ROWS]}
    return len(before & here) >= 0.8 * max(len(before), len(here))


def _mark(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:8]
