"""Candidate lists: links that stand alike on a page, and how much each family looks like a list of news.

Links whose way from the page's root goes through the same elements with the same classes are a family; where one
such family fills several places, each place is a candidate too.  A family's rows are the largest elements that hold
one telling link each.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from .boxes import Box, Link, Scene, width
from .links import resolve, shape
from .pager_words import PAGER
from .quick import begun
from .stamps import smells_of_date

# Families looked at closely; the others have too little text to be a list of news.
FINALISTS = 8
# Neither are those that promise so many times less than the best.
UNLIKELY = 20
# More than this is promised by menus alone.
MUCH = 160.0
# Rows of a family looked at closely.
SAMPLE = 24
# Places one family is split into; more are the rows of one list.
MAX_PLACES = 12
SCREENFUL = 20
# Rows without dates beyond which more say nothing.
MANY = 40
# Columns of a link that counts something, such as comments.
COUNTER = 16
# How much more a list counts that stands under the page's own name, or whose links lead below the page's folder.
_NAMED, _BELOW = 1.6, 1.4
# How much more rows count that their page calls entries; article elements stand in boxes beside lists as often.
_POST = 1.6
_HOT = re.compile(r"热门|热点|排行|推荐|相关|猜你|點擊|人气|\b(?:popular|related|trending|most read|recommended|beliebt|meist)", re.IGNORECASE)
# What stands over those, at its beginning: a section may list the ranks of firms, and an order be chosen by clicks.
_RANKED = re.compile(
    r"^\W*(?:本[周月日站]|一周|今日|近期|最新|阅读|新闻|文章|资讯|浏览|图片|精彩|全站|栏目)?(?:热门|热点(?:文章|推荐)|排行|人气|[点點][击擊](?!查看|此处|这里|进入|更多|链接|下载|关注|收藏))|\b(?:popular|trending|most read|beliebt|meist)",
    re.IGNORECASE,
)
# How much less a list counts that says it is of others' choice, and one of what most read: it is longer than a young section's own.
_CHOSEN, _READ_MOST = 0.6, 0.15
# How far outwards a heading is looked for: a table's cell stands in a row and a body.
_HEADED = 5
# How much less rows count that are two lists.
_APART = 0.5
# How much more a list counts that a pager follows; the links of its last row may stand between.
_PAGED, _OF_A_ROW = 3.0, 4
_DIGITS = re.compile(r"\d+")
_NUMBERED = begun(r"[\d=]", r"\d{3}[^/]*+$|\d{4}[-/]?\d{2}|=\d{2,}")

# An archive's month, in links that lead to what was written then.
_MONTH = re.compile(r"[^\W\d]{3,12}\.?,?\s(?:19|20)\d\d(?:\s?\(\d{1,4}\))?|(?:19|20)\d\d\s?年\s?\d{1,2}\s?月(?:\s?[（(]\d{1,4}[)）])?")
# Another site's front page, as among the links of friends.
_HOME = re.compile(r"https?://[^/]+/?", re.IGNORECASE)
# Where a section begins, not an article.
_ENTRANCE = re.compile(r"(?:index|list|default|main)\w{0,2}\.\w{2,6}$")


@dataclass(slots=True)
class Family:
    """Links of one kind below ``container``; ``rows[i]`` is the element that ``links[i]`` stands for."""

    container: Box
    links: list[Link]
    rows: list[Box] = field(default_factory=list)
    score: float = 0.0
    share: float = 1.0
    dated: float = 0.0
    heading: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """What tells a page's own list from those of other sections beside it: the page's ``name`` stands over it, and its
    links lead below the page's folder.  ``url`` is the page's address, ``base`` what its links are relative to."""

    name: str | None = None
    url: str = ""
    base: str = ""

    def share(self, family: Family) -> float:
        """How much more the family counts."""
        factor = _NAMED / _chosen(family.heading) if self.name and family.heading == self.name else 1.0
        folder = urljoin(self.url, ".")
        if folder.count("/") > 3 and all((resolve(self.base, link.href) or "").startswith(folder) for link in family.links[:SAMPLE] if link.readable):
            factor *= _BELOW
        return factor


def find(scene: Scene, own: Own = Own()) -> list[Family]:
    """The likeliest families, the best first."""
    clans: dict[int, list[Link]] = defaultdict(list)
    for link in scene.links:
        clans[link.box.path].append(link)
    promises = sorted(((_promise(links), links) for links in clans.values()), key=lambda pair: -pair[0])[:FINALISTS]
    least = min(promises[0][0], MUCH) / UNLIKELY if promises else 0.0
    promising = [links for promise, links in promises if promise >= least]
    families = [family for links in promising for family in _splits(links)]
    families = [family for family in families if len(family.rows) > 1]
    _prefer_paged(families, _pagers(scene.links))
    best = max((family.score for family in families), default=0.0)
    for family in families:
        if family.score * _NAMED * _BELOW > best or family.heading == own.name:  # the others cannot win
            share = own.share(family)
            family.share *= share
            family.score *= share
    families.sort(key=lambda family: -family.score)
    return families


def _pagers(links: Sequence[Link]) -> list[int]:
    """The numbers of the links that pagers begin with: two that say so in a row, one of them in words."""
    begins, run, worded = [], 0, False
    for link in links:
        said = link.width <= COUNTER and PAGER.fullmatch(link.text)
        run, worded = (run + 1, worded or not link.text.isdigit()) if said else (0, False)
        if run == 2 and worded or run > 2 and not link.text.isdigit() and link.number - run + 1 not in begins:
            begins.append(link.number - run + 1)
    return begins


def _prefer_paged(families: Sequence[Family], pagers: Sequence[int]) -> None:
    """What a pager follows is the page's own list, be it the few rows of the last page beside long lists of others."""
    for family in families:
        if family.score > 0 and any(0 < at - family.links[-1].number <= _OF_A_ROW for at in pagers):
            family.share *= _PAGED
            family.score *= _PAGED


def _promise(links: list[Link]) -> float:
    tell = sum(0.2 + min(1.0, max(0, link.width - 6) / 24) for link in links)
    return tell * links[0].box.weight


def _splits(links: list[Link]) -> list[Family]:
    """The family of all, and of those in each one place where there are several places."""
    whole = family_of(links)
    families = [whole]
    places: list[Family] = []
    seen = {(links[0].number, links[-1].number)}
    for depth in range(whole.container.depth + 1, whole.rows[0].depth):
        parts: dict[int, list[Link]] = defaultdict(list)
        for link in links:
            parts[id(at_depth(link.box, depth))].append(link)
        if len(parts) > MAX_PLACES:
            break
        for part in parts.values():
            if len(part) > 1 and (ends := (part[0].number, part[-1].number)) not in seen:
                seen.add(ends)
                families.append(family_of(part))
                places.append(families[-1])
    if any(apart(one, other) for one, other in zip(places, places[1:], strict=False)):
        whole.score *= _APART
    return families


def apart(one: Family, other: Family) -> bool:
    """Whether two lists are not one: over one of them stands that it is of others' choice.  Days that begin anew in the second do
    not tell, as they do in two columns that are filled in turns, too."""
    return bool(_HOT.search(one.heading)) != bool(_HOT.search(other.heading))


def family_of(links: list[Link]) -> Family:
    family = Family(_common(links[0].box.parent or links[0].box, links[-1].box.parent or links[-1].box), links)
    _settle(family)
    _judge(family)
    return family


def together(one: Family, other: Family) -> Family:
    """Both families as one, rows in page order."""
    pairs = sorted(zip(one.links + other.links, one.rows + other.rows, strict=True), key=lambda pair: pair[0].number)
    union = Family(_common(one.container, other.container), [link for link, _ in pairs], [row for _, row in pairs])
    _judge(union)
    union.share = one.share
    union.score *= union.share
    return union


def _common(one: Box, other: Box) -> Box:
    """The innermost box around both."""
    while one.depth > other.depth and one.parent:
        one = one.parent
    while other.depth > one.depth and other.parent:
        other = other.parent
    while one is not other and one.parent and other.parent:
        one, other = one.parent, other.parent
    return one


def at_depth(box: Box, depth: int) -> Box:
    while box.depth > depth and box.parent is not None:
        box = box.parent
    return box


def repeated(values: Iterable[str], count: int) -> set[str]:
    """What comes back too often among ``count`` rows to tell one from another."""
    often = max(2, count // 5)
    return {value for value, times in Counter(values).items() if times > often}


def _settle(family: Family) -> None:
    """Finds the rows: the highest level at which elements do not share two telling links that lead apart."""
    links = family.links
    dull = repeated((link.text for link in links), len(links)) | repeated((link.href for link in links), len(links))
    counted = repeated((_DIGITS.sub("", link.text) for link in links if link.width <= COUNTER), len(links))
    telling = [link for link in links if link.width > 5 and link.text not in dull and link.href not in dull and not (link.width <= COUNTER and _DIGITS.sub("", link.text) in counted)]
    deepest = links[0].box.depth
    depth = min(family.container.depth + 1, deepest)
    while depth < deepest and _conflicts(telling, depth):
        depth += 1
    best: dict[int, tuple[Box, Link]] = {}
    for link in links:
        row = at_depth(link.box, depth)
        known = best.get(id(row))
        if known is None or (link.width > known[1].width and link.text not in dull):
            best[id(row)] = (row, link)
    family.rows = [row for row, _ in best.values()]
    family.links = [link for _, link in best.values()]


def _conflicts(telling: Sequence[Link], depth: int) -> bool:
    """Whether elements at this depth hold two articles: links that lead apart and tell nearly as much."""
    held: dict[int, Link] = {}
    conflicts = 0
    for link in telling:
        other = held.setdefault(id(at_depth(link.box, depth)), link)
        if other.href.partition("#")[0] != link.href.partition("#")[0]:
            less, more = sorted((other.width, link.width))
            conflicts += less >= 8 and less * 3 > more
            if link.width > other.width:
                held[id(at_depth(link.box, depth))] = link
    return conflicts * 20 > len(held)


def _judge(family: Family) -> None:
    links, rows = family.links, family.rows
    count = len(rows)
    step = max(1, count // SAMPLE)
    dull = repeated((link.text for link in links), count)
    total = 0.0
    dated = 0
    for at in range(0, count, step):
        link = links[at]
        text = surroundings(rows[at], rows[at + 1] if at + 1 < count else None)
        has_date = smells_of_date(text.replace(link.text, "", 1))
        dated += has_date
        if _MONTH.fullmatch(link.text) or _HOME.fullmatch(link.href):
            tell = 0.0
        elif link.text in dull:
            tell = 0.6 * min(1.0, max(0, width(text) - width(link.text) - 10) / 40)
        else:
            tell = min(1.0, max(0, link.width - 6) / 24)
        total += tell * (1 + has_date) + 0.4 * has_date + 0.25 * bool(_NUMBERED.search(link.href)) - 0.3 * bool(_ENTRANCE.match(link.href.rpartition("/")[2])) - 0.2
    seen = len(range(0, count, step))
    family.dated = dated / seen
    alike = max(Counter(shape(link.href) for link in links[::step]).values()) / seen
    unique = len({link.href if link.readable else link.text for link in links}) / count
    mixed = 0.4 + 0.6 * max(family.dated, 1 - family.dated)
    family.heading = _heading_before(family.container)
    weight = family.container.weight * _chosen(family.heading)
    weight *= _POST if all(row.is_entry for row in rows[::step]) else 1
    family.score = total / seen * _worth(count, family.dated) * mixed * (0.5 + 0.5 * alike) * unique * weight
    family.notes = f"{count} rows, {family.dated:.0%} with dates, {alike:.0%} of the links alike"


def _chosen(heading: str) -> float:
    """How much less a list counts for what its heading says."""
    return _READ_MOST if _RANKED.search(heading) else _CHOSEN if _HOT.search(heading) else 1


def _worth(count: int, dated: float) -> float:
    """Long lists of links without dates are menus as often as news: what goes beyond a screenful counts for little, and beyond some
    for nothing."""
    return count if dated >= 0.5 or count <= SCREENFUL else SCREENFUL + 0.2 * (min(count, MANY) - SCREENFUL)


def _heading_before(box: Box) -> str:
    """The short text that stands before a list, or before the box the list alone fills."""
    for _ in range(_HEADED):
        before = box.node.prev
        while before is not None and not before.is_element_node:
            before = before.prev
        if before is not None:
            text = (before.text(deep=True) or "").strip()
            return text if len(text) <= 20 else ""
        if box.parent is None:
            return ""
        box = box.parent
    return ""


def surroundings(row: Box, following: Box | None) -> str:
    """The row's text; for a row that says no date itself, with what follows it up to the next row."""
    text = row.text
    if following is None or smells_of_date(text):
        return text
    stop = following.node.mem_id
    sibling = row.node.next
    if sibling is None or sibling.mem_id == stop:
        return text
    pieces = [text]
    for _ in range(6):
        if sibling is None or sibling.mem_id == stop:
            break
        pieces.append(sibling.text(deep=True, separator=" ")[:200])
        sibling = sibling.next
    return " ".join(" ".join(pieces).split())
