"""Row elements → rows: the link that matters, its full title, the time beside it, the summary if one is shown.

Detection and recipes read through the same functions, so a recipe reads its page exactly as detection did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..model import Recipe, Row, Stamp
from . import stamps
from .boxes import width
from .day_headings import day_cells
from .families import repeated
from .info import is_info
from .links import target
from .meta import TIME_TAGS
from .opening import without_lead
from .pager_words import PAGER
from .regions import LINKS, Offer, Place, Region, regions
from .row_text import CALL_REACH, CATEGORY, completed, edge_day, hint_of, numbered, tidy, uncut, without_day, without_site
from .text import SUMMARY_WIDTH, TITLE_CAP, cap, cut, join_han, one_line, stops

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_PUBLISHED = frozenset(("datepublished", "datecreated"))
# What asks to read on, at a summary's end.
_CALL_AFTER = re.compile(r"[\s\[【（(<《»→]*(?:查看(?:全文|详情|更多)|阅读(?:全文|更多|原文)|详情|详细|更多|read more|continue reading|weiterlesen|mehr|lire la suite|続きを読む)[\s\]】）)>》»→….]*$", re.IGNORECASE)
# What a text that only tells a day has besides its figures: a word before it, and no more letters than a month's name and a weekday's.
_POSTED = re.compile(r"^(?:(?:posted|published|updated|on|veröffentlicht|am|publi[ée]|publicado|le|el|date|datum|fecha)\b[\s:]*)+", re.IGNORECASE)
_NOT_LETTERS, _MONTH = re.compile(r"[\W\d_年月日时分星期周一二三四五六]+"), 12
_STOP = stops("，。；：！？、…", ".,;!?", r"\s|$")
# Characters of running text, from which on it tells of days of its own.
_PROSE = 40
_FULL_DAY = re.compile(r"[\[(（【\s]{0,4}(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?=[^\w-]|$)")
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
BLOCKS = HEADINGS | {"div", "p", "section", "header", "figure", "li", "dd", "dt"}
BREAKS = BLOCKS | {"br", "td", "tr"}
_HEADINGS = ", ".join(sorted(HEADINGS))
_BLOCKS = ", ".join(sorted(BLOCKS))
_NAMED_TITLE = "header, strong, [class*=title i], [class*=headline i], [class*=heading i], [class*=tit i], [class*=subject i]"
_LONG_TITLE = 60  # columns
_NAME = 8  # columns: a title beside a teaser that is a link, too
_INLINE = "span, i, em, b, small, button, p, div"
_NAMED_SPAN = "[class*=title i], [class*=headline i], [class*=heading i], [class*=tit i], [class*=ttl i], [class*=subject i]"
_CALL = re.compile(
    r"^[\s\[【(（<《>»→…]*(?:查看|阅读|更多|详情|详细|全文|点击|下载|附件|查看全文|阅读全文|查看详情|了解更多|继续阅读|read more|more|continue reading|continue|view|view document|download|details?"
    r"|weiterlesen|mehr|lire la suite|en savoir plus|続きを読む|詳細|\d+\s*(?:comments?|评论|跟贴|回复|条评论))[\s\]】)）>》»→….]*$",
    re.IGNORECASE,
)


def read(tree: LexborHTMLParser, recipe: Recipe, place: Place) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows with a readable address, and those without (their ``url`` is ""); each address once, in page order."""
    found = regions(tree, recipe)
    chosen = choose(found, recipe, place)
    kept = [(region, offer) for region, offer in zip(found, chosen, strict=True) if offer is not None]
    for (_, offer), hint in zip(kept, without_site([offer.hint for _, offer in kept]), strict=True):
        offer.hint = hint
    cells = [time_text(region, offer, recipe) for region, offer in kept] if recipe.reach != "under" else day_cells(tree, recipe, [region for region, _ in kept])
    when = stamps.read_column(cells, place.zone, place.now, recipe.order)
    when = stamps.with_years(when, cells, [offer.url for _, offer in kept])
    rows = [_row(region, offer, recipe, stamp) for (region, offer), stamp in zip(kept, when, strict=True)]
    return _distinct(_without_strays(_without_numbers(rows)))


def _row(region: Region, offer: Offer, recipe: Recipe, stamp: Stamp | None) -> Row:
    title = title_of(region, offer, recipe)
    if stamp:
        title = without_day(title, stamp)
    return Row(offer.url or "", title, stamp, summary_of(region, recipe, title))


def _without_numbers(rows: Sequence[Row]) -> Sequence[Row]:
    """Titles without the number of the row, where all count on by one: it changes with each new article."""
    found = [numbered(row.title) for row in rows]
    counts = len(rows) > 2 and all(one and one[0] == at for at, one in enumerate(found, found[0][0] if found[0] else 0))
    return [replace(row, title=one[1]) for row, one in zip(rows, found, strict=True) if one] if counts else rows


def _without_strays(rows: Sequence[Row]) -> list[Row]:
    """Rows without a title are none; neither is one with hardly a title and no time where the others have one."""
    dated = sum(row.published is not None for row in rows)
    strict = dated >= 3 and dated * 5 >= len(rows) * 4
    return [row for row in rows if row.title and not (strict and row.published is None and (width(row.title) < 8 or PAGER.fullmatch(row.title)))]


def _distinct(rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Each address once: the first time with a date, if any."""
    found: dict[str, Row] = {}
    for row in rows:
        if row.url and (row.url not in found or (found[row.url].published is None and row.published is not None)):
            found[row.url] = row
    return tuple(found.values()), tuple(row for row in rows if not row.url)


# --- the link -----------------------------------------------------------------------------------


def choose(found: Sequence[Region], recipe: Recipe, place: Place) -> list[Offer | None]:
    """For each region the link that stands for its article: by the recipe's selector; where that is none any longer, as what
    it picks comes back from row to row (a category, set before the titles since), the most telling one of each row."""
    picked = [next(_offers([node] if (node := region.find(recipe.link)) else [], place), None) for region in found] if recipe.link else []
    if not recipe.link or repeated((offer.text for offer in picked if offer), len(found)):
        return _choose_best([list(_offers(region.all(LINKS), place)) for region in found])
    return [_told_best(region, offer, place) for region, offer in zip(found, picked, strict=True)]


def _told_best(region: Region, offer: Offer | None, place: Place) -> Offer | None:
    """What was picked in a row, unless that is a category and another link says more: one set before the title, in few rows."""
    if offer is not None and not CATEGORY.fullmatch(offer.text):
        return offer
    best = _choose_best([list(_offers(region.all(LINKS), place))])[0]
    return best if offer is None or best is not None and best.width >= 2 * offer.width else offer


def _choose_best(offers: Sequence[Sequence[Offer]]) -> list[Offer | None]:
    dull = repeated((text for one in offers for text in {offer.text for offer in one}), len(offers))
    common = repeated({(number, o.url): o.url or "" for number, one in enumerate(offers) for o in one}.values(), len(offers)) - {""}
    return [_best(one, dull, common) for one in offers]


def _offers(nodes: Iterable[LexborNode], place: Place) -> Iterator[Offer]:
    """Those of the links that lead somewhere else than to the page itself."""
    for node in nodes:
        attributes = node.attributes
        url = target(place.base, attributes)
        href = (attributes.get("href") or "").strip().lower()
        if url == place.url or (url is None and not href.startswith("javascript:")):
            continue
        text = " ".join((node.text(deep=True) or "").split())
        hint = hint_of(attributes.get("title") or "", text)
        if not hint and not text and (image := node.css_first("img[alt]")) is not None:
            hint = one_line(image.attributes.get("alt") or "")
        yield Offer(node, url, text, hint, min(80, max(width(text), width(hint))))


def _best(offers: Sequence[Offer], dull: set[str], common: set[str]) -> Offer | None:
    """The widest telling link; of several that lead to the same place the first that tells, one in a heading first."""
    usable = [offer for offer in offers if (offer.url or "") not in common and not _is_date(offer.text)] or list(offers)
    telling = [offer for offer in usable if offer.text not in dull and not _CALL.match(offer.text) and offer.width > 1] or usable
    if len(telling) < 2:
        return telling[0] if telling else None
    widest = max(telling, key=lambda offer: (_in_heading(offer.node), offer.url is not None, offer.width))
    same = [offer for offer in telling if offer.url == widest.url and offer.url is not None]
    least = _NAME if is_teaser(widest.text) and widest.width > _LONG_TITLE else widest.width / 3
    return widest if _in_heading(widest.node) else next((o for o in same if o.text and o.width >= least), widest)


def _in_heading(node: LexborNode) -> bool:
    parent = node.parent
    return (parent is not None and parent.tag in HEADINGS) or (not _is_leaf(node) and _holds(node, HEADINGS))


def _is_leaf(node: LexborNode) -> bool:
    """Nothing but one piece of text in it, as in most links."""
    first = node.first_child
    return first is None or (first.next is None and first.is_text_node)


def _holds(node: LexborNode, tags: frozenset[str]) -> bool:
    return any(one.tag in tags for one in node.traverse() if one.mem_id != node.mem_id)


# --- its title ----------------------------------------------------------------------------------


def title_of(region: Region, offer: Offer, recipe: Recipe) -> str:
    """The whole title as plain text; one cut short for space is completed from the link's ``title``."""
    if recipe.title and (found := region.find(recipe.title)) is not None:
        return cap(tidy(plain(found)), TITLE_CAP)
    part = _title_part(offer) or offer.node
    shown = tidy(_without_call(part, _without_time(part, recipe)))
    return cap(completed(shown, tidy(offer.hint or _caption(region, shown))), TITLE_CAP)


def _without_call(node: LexborNode, shown: str) -> str:
    """The text of a link without a call to read on that stands in an element of its own at the end."""
    if _is_leaf(node):
        return shown
    call = next((text for one in node.css(_INLINE)[-3:] if _CALL.match(text := _said(one)) and shown.endswith(text)), "")
    return shown.removesuffix(call).rstrip()


def _caption(region: Region, shown: str) -> str:
    """What a picture of the row is called, where that begins as a title that was cut."""
    stem = uncut(shown)
    if stem == shown:
        return ""
    return next((name for one in region.all("img[alt]")[:4] if (name := one_line(one.attributes.get("alt") or "")).startswith(stem)), "")


def _title_part(offer: Offer) -> LexborNode | None:
    """In a link around a whole card the part that is the title: a heading, else what is named so, else the first block with
    no other in it; where that is long, what stands before it."""
    if _is_leaf(offer.node):
        return None
    if not _holds(offer.node, BLOCKS):
        spans = {one.mem_id: one for one in offer.node.css(_NAMED_SPAN)}  # one that bears several of the names is given several times
        named = [one for one in spans.values() if one.mem_id != offer.node.mem_id and _may_be_title(_said(one))]
        return named[0] if len(named) == 1 and width(_said(named[0])) * 2 > width(_said(offer.node)) else None
    for css in (_HEADINGS, _NAMED_TITLE):
        if part := next((one for one in offer.node.css(css) if one.mem_id != offer.node.mem_id and _may_be_title(_said(one))), None):
            return part
    blocks = offer.node.css(_BLOCKS)
    innermost = (one for one, following in zip(blocks, [*blocks[1:], None], strict=True) if following is None or not _is_inside(following, one))
    first = next((one for one in innermost if _may_be_title(_said(one))), None)
    if first is None or width(_said(first)) < _LONG_TITLE:
        return first
    return next((one for one in offer.node.iter() if one.tag not in BLOCKS and _may_be_title(_said(one))), None)


def _is_inside(node: LexborNode, outer: LexborNode) -> bool:
    around = node.parent
    while around is not None and around.mem_id != outer.mem_id:
        around = around.parent
    return around is not None


def _said(node: LexborNode) -> str:
    return one_line(node.text(deep=True) or "")


def _may_be_title(text: str) -> bool:
    return width(text) > 5 and not _is_date(text)


def _is_date(text: str) -> bool:
    """Whether this is a day and nothing else: no letters but the name of a month and of a weekday."""
    text = _POSTED.sub("", text)
    letters = _NOT_LETTERS.sub("", text)
    told = len(text) < 30 and sum(map(str.isdigit, text)) * 4 > len(text) and stamps.smells_of_date(text)
    return told and len(letters) <= _MONTH and all(letter < "\u2e80" for letter in letters)


def plain(node: LexborNode, without: LexborNode | None = None) -> str:
    """A node's text in one line; elements that break the line part words."""
    if without is not None:
        left_out = {one.mem_id for one in without.traverse(include_text=True)}
        pieces = [n.text(deep=False) or "" for n in node.traverse(include_text=True) if n.tag == "-text" and n.mem_id not in left_out]
        return one_line(" ".join(pieces))
    if not _is_leaf(node) and _holds(node, BREAKS):
        return one_line(node.text(deep=True, separator=" ") or "")
    return one_line(node.text(deep=True) or "")


def _without_time(node: LexborNode, recipe: Recipe) -> str:
    """The text of a link, or of the part of it that is the title, without the time, where that stands in it."""
    time = time_cell(Region(node, (node,)), recipe.time) if recipe.time and not _is_leaf(node) else None
    if time is not None and time.mem_id != node.mem_id and (machine_time(time) or _is_date(one_line(time.text(deep=True) or ""))):
        return plain(node, without=time)
    return plain(node)


# --- its time and summary -----------------------------------------------------------------------


def time_text(region: Region, offer: Offer, recipe: Recipe) -> str:
    """The text of the row's time cell, without the title if both stand in one element; "" without a selector."""
    if not recipe.time:
        return ""
    found = time_cell(region, recipe.time, offer.node, _title_part(offer))
    if found is None:
        return ""
    if machine := machine_time(found):
        return _of_time_element(machine, one_line(found.text(deep=True) or ""))
    if found.mem_id != region.row.mem_id:
        text = found.text(deep=True, separator=" ") or ""
    else:
        text = " ".join(piece if len(piece) < _PROSE or not is_teaser(piece) else _ends(piece) for piece in region.pieces())
    text = one_line(text)
    title = one_line(offer.node.text(deep=True, separator=" ") or "")
    if found.mem_id == offer.node.mem_id != region.row.mem_id:
        return edge_day(text)
    return text.replace(title, " ", 1) if title and found.mem_id != offer.node.mem_id else text


def _ends(piece: str) -> str:
    """What running text begins or ends with, if that is a day with its year; other days in it are those it tells of."""
    first, last = one_line(piece)[:24], one_line(piece)[-24:]
    return " ".join([first] * bool(_FULL_DAY.match(first)) + [last] * bool(_FULL_DAY.search(last)))


def time_cell(region: Region, css: str, link: LexborNode | None = None, title: LexborNode | None = None) -> LexborNode | None:
    """The first match that tells a time beside its row's ``link``, or the part of that which is the ``title``, as some rows
    have a mark, a counter or a title that names a day before it that others have not."""
    first = region.find(css)
    if first is None or machine_time(first) or _tells_time(first, link, title):
        return first
    return next((one for one in region.all(css)[1:] if _tells_time(one, link, title)), first)


def _tells_time(node: LexborNode, link: LexborNode | None, title: LexborNode | None) -> bool:
    text = node.text(deep=True) or ""
    named = title or (link if link is not None and link.mem_id != node.mem_id else None)
    words = named.text(deep=True) or "" if named is not None else ""
    return stamps.smells_of_date(text) and (not words or words not in text or stamps.smells_of_date(text.replace(words, " ", 1)))


def machine_time(node: LexborNode) -> str:
    """What a time element, or one marked as the date of publishing (microdata), says to machines; "" for others."""
    attributes = node.attributes
    if node.tag in TIME_TAGS:
        return (attributes.get("datetime") or "").strip()
    if (attributes.get("itemprop") or "").lower() in _PUBLISHED:
        return (attributes.get("content") or attributes.get("datetime") or "").strip()
    return ""


def _of_time_element(machine: str, shown: str) -> str:
    """``datetime`` is exact, but software writes a made-up clock time for what it shows, and knows, as a day."""
    has_clock = re.search(r"\d:\d\d", shown) or not re.search(r"\d{4}", shown)
    return machine if has_clock else machine[:10] if re.match(r"\d{4}-\d\d-\d\d", machine) else shown


def summary_of(region: Region, recipe: Recipe, title: str) -> str | None:
    if not recipe.summary or (found := region.find(recipe.summary)) is None:
        return None
    text = join_han(plain(found))
    if text[:1].isdigit() and recipe.time and (day := time_cell(region, recipe.time)) is not None and text.startswith(shown := one_line(day.text(deep=True) or "")):
        text = text[len(shown) :].lstrip() or text
    text = without_lead((text[:-CALL_REACH] + _CALL_AFTER.sub("", text[-CALL_REACH:])).strip())
    return cut(text, SUMMARY_WIDTH) if is_teaser(text) and uncut(text) not in title else None


def is_teaser(text: str) -> bool:
    """Running text, as far as its length and signs tell; no time line, no label."""
    return width(text[:60]) >= 30 and _STOP.search(text) is not None and not (len(text) < 60 and stamps.smells_of_date(text)) and not is_info(text)
