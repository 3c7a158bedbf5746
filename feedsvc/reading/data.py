"""Lists that stand in a page as data: JSON-LD, and the state that a page's scripts start from; or a document that is JSON itself.

Pages drawn by scripts show a reader of markup an empty frame; the list is in a script nevertheless, or at an address that the
scripts ask, which an operator can name.  A list of objects
is taken when nearly all of them have a title and an address.  What was learned is a Recipe like any other: its ``row``
is "json:" and the way through the data to the list, its other fields are names inside an object, both with "." between
the steps.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import Any

from ..model import Recipe, Row, Stamp
from . import dates
from .links import resolve
from .regions import Place
from .text import SUMMARY_CAP, TITLE_CAP, cap, columns, join_han, one_line

MARK = "json:"
LEAST = 3
"""Objects a list must have."""
_MAX_SCRIPT, _MAX_STARTS, _MAX_LISTS, _MAX_DEPTH = 2_000_000, 20, 300, 14
_OPENS = re.compile(r"<script\b([^>]{0,500})>", re.IGNORECASE)
_CLOSES = re.compile("</script", re.IGNORECASE)
_JSON_TYPE = re.compile(r"""type\s?=\s?["']?application/(?:[\w.-]{1,40}\+)?json""", re.IGNORECASE)
_ASSIGNED = re.compile(r"=\s{0,3}(?=[\[{]\s{0,20}[\"{\[])")
# A document of JSON, or of JSON handed to a function (JSONP).
_DOCUMENT = re.compile(r"\ufeff?\s{0,100}(?:/\*\*/\s?)?(?:[\w.$]{1,100}\s?\(\s{0,20})?(?=[\[{]\s{0,100}[\"{\[])")
_NOTHING_MORE = re.compile(r"[\s);]*")
_HINTS = ("json", "={", "= {", "[{")
_TAG = re.compile("<[^>]{0,1000}>")
_ADDRESS = re.compile(r"(?:https?://|/|\.{1,2}/|\?)\S+|[\w%.-]+/\S+|[\w-]+\.s?html?")

_TITLES = "title headline name newstitle articletitle subject doctitle topic caption".split()
_ADDRESSES = "url link href permalink path @id articleurl detailurl linkurl htmlurl weburl canonicalurl docurl".split()
_TIMES = "datepublished publishedat publishtime publishdate published pubdate pubtime publish_time publish_date date createdat createtime createdate releasetime time showtime ptime docreltime".split()
_FORMS = frozenset("rendered raw plain text value".split())
_SUMMARIES = "description summary excerpt abstract digest intro brief memo subtitle".split()


def document(text: str) -> Any | None:
    """The value of a document that is JSON from end to end, an object or a list; None for a page."""
    opening = _DOCUMENT.match(text)
    if opening is None:
        return None
    value, end = _decoded(text, opening.end())
    return value if _NOTHING_MORE.fullmatch(text, end) else None


def learn_data(html: str, place: Place, row: str = "") -> Recipe | None:
    """How the best list of objects in the page's scripts is read, or the one that ``row`` leads to; None when there is none."""
    if not any(hint in html for hint in _HINTS) and document(html) is None:
        return None
    best: tuple[int, Recipe] | None = None
    for path, objects in _lists(html):
        recipe = _recipe(path, objects, place) if row in ("", MARK + path) else None
        if recipe is None:
            continue
        score = sum(1 + 2 * (row.published is not None) for row in _rows(objects, recipe, place))
        if best is None or score > best[0]:
            best = score, recipe
    return best[1] if best else None


def read_data(html: str, recipe: Recipe, place: Place) -> tuple[Row, ...]:
    """The rows of the list that this recipe leads to, each address once; none when it is not there."""
    wanted = recipe.row.removeprefix(MARK)
    for least in (LEAST, 1):  # the last page of a list may hold but one
        for path, objects in _lists(html, least):
            if path == wanted:
                return tuple({row.url: row for row in reversed(_rows(objects, recipe, place))}.values())[::-1]
    return ()


def stands_empty(html: str, recipe: Recipe) -> bool:
    """Whether the way leads to a list that holds nothing."""
    wanted = recipe.row.removeprefix(MARK)
    return any(path == wanted and not objects for path, objects in _lists(html, 0))


# --- the page's data ------------------------------------------------------------------------------


def _lists(html: str, least: int = LEAST) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every list of at least so many objects in the page's scripts, with the way to it."""
    count = 0
    for root in _roots(html):
        for path, found in _lists_in(root, "", least):
            yield path, found
            count += 1
            if count >= _MAX_LISTS:
                return


def _roots(html: str) -> Iterator[Any]:
    """What the scripts hold as JSON: whole scripts of that type, and what is assigned in others; or the document itself."""
    if (whole := document(html)) is not None:
        yield whole
        return
    for attributes, text in _scripts(html):
        if _JSON_TYPE.search(attributes):
            yield _decoded(text.strip(), 0)[0]
            continue
        end = 0
        for start in islice(_ASSIGNED.finditer(text), _MAX_STARTS):
            if start.end() >= end:
                value, end = _decoded(text, start.end())
                yield value


def _scripts(html: str) -> Iterator[tuple[str, str]]:
    """Attributes and text of each script that is closed."""
    end = 0
    while opening := _OPENS.search(html, end):
        closing = _CLOSES.search(html, opening.end())
        if closing is None:
            return
        end = closing.end()
        yield opening[1], html[opening.end() : min(closing.start(), opening.end() + _MAX_SCRIPT)]


def _decoded(text: str, start: int) -> tuple[Any, int]:
    """The JSON value that begins here, and where it ends; None where there is none."""
    try:
        value, end = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):
        return None, start
    return value, end


def _lists_in(root: Any, path: str, least: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Lists of objects and nothing else, the outer ones first; the way is the names of the fields that lead to them."""
    queue: list[tuple[str, Any, int]] = [(path, root, 0)]
    for way, value, depth in queue:
        if depth > _MAX_DEPTH or len(queue) > 50_000:
            return
        if isinstance(value, list):
            if len(value) >= least and all(isinstance(item, dict) for item in value):
                yield way, value
            queue += [(way, item, depth + 1) for item in value[:50] if isinstance(item, dict | list)]
        elif isinstance(value, dict):
            queue += [(f"{way}.{name}".lstrip("."), inner, depth + 1) for name, inner in value.items() if isinstance(inner, dict | list)]


# --- one list -------------------------------------------------------------------------------------


def _recipe(path: str, objects: Sequence[Mapping[str, Any]], place: Place) -> Recipe | None:
    """The fields that nearly all objects have: a telling title and an address of their own."""
    names = _names(objects)
    told = _told(objects, names)
    if told is None:
        return None
    link, title = told
    time = _field(names, _TIMES, objects, lambda value: dates.from_metadata(value, place.zone) is not None)
    summary = _field(names, _SUMMARIES, objects, lambda value: columns(value) >= 20)
    return Recipe(MARK + path, link, title, time, summary)


def tells_articles(value: Sequence[Any]) -> bool:
    """Whether a list is one of articles: what markup stands in it is theirs."""
    return len(value) >= LEAST and all(isinstance(one, dict) for one in value) and _told(value, _names(value)) is not None


def _told(objects: Sequence[Mapping[str, Any]], names: list[str]) -> tuple[str, str] | None:
    """The fields of address and title, if nearly all objects have both."""
    link = _field(names, _ADDRESSES, objects, lambda value: _ADDRESS.fullmatch(value.strip()) is not None, distinct=True)
    title = _field(names, _TITLES, objects, lambda value: columns(_plain(value)) >= 4, distinct=True)
    if link is None or title is None or sum(columns(_plain(_text(one, title))) for one in objects) < 12 * len(objects):
        return None
    return link, title


def _names(objects: Sequence[Mapping[str, Any]]) -> list[str]:
    """Fields of the first objects that hold a value, those of objects inside them with a "." between."""
    found: dict[str, None] = {}
    for one in objects[:5]:
        for name, value in one.items():
            if isinstance(value, dict):
                found |= {f"{name}.{inner}": None for inner, held in value.items() if isinstance(held, str | int | float)}
            elif isinstance(value, str | int | float):
                found[name] = None
    return list(found)


def _field(names: list[str], wanted: list[str], objects: Sequence[Mapping[str, Any]], fits: Any, distinct: bool = False) -> str | None:
    """The first wanted field that fits in nine of ten objects (and differs from one to the next)."""
    ranked = sorted((name for name in names if _squeezed(name) in wanted), key=lambda name: (wanted.index(_squeezed(name)), name.count(".")))
    for name in ranked:
        values = [value for one in objects if (value := _text(one, name)) and fits(value)]
        if len(values) * 10 >= len(objects) * 9 and (not distinct or len(set(values)) * 10 >= len(values) * 8):
            return name
    return None


def _squeezed(name: str) -> str:
    """The field's own name, without what words are written with; {"title": {"rendered": "..."}} is a title."""
    steps = name.lower().replace("-", "").replace("_", "").split(".")
    return steps[-2] if len(steps) > 1 and steps[-1] in _FORMS else steps[-1]


def _text(one: Mapping[str, Any], name: str | None) -> str:
    """The value of a field as text, "" when it has none."""
    value: Any = one
    for step in name.split(".") if name else ():
        value = value.get(step) if isinstance(value, dict) else None
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) and name else ""


def _plain(text: str) -> str:
    """Text that may hold markup, as one line."""
    return join_han(one_line(unescape(_TAG.sub("", text)) if "<" in text or "&" in text else text))


def _rows(objects: Sequence[Mapping[str, Any]], recipe: Recipe, place: Place) -> list[Row]:
    rows = []
    for one in objects:
        url, title = resolve(place.base, _text(one, recipe.link)), _plain(_text(one, recipe.title))
        if url and title:
            summary = cap(_plain(_text(one, recipe.summary)), SUMMARY_CAP) or None
            rows.append(Row(url, cap(title, TITLE_CAP), _stamp(_text(one, recipe.time), place), summary))
    return rows


def _stamp(text: str, place: Place) -> Stamp | None:
    found = dates.from_metadata(text, place.zone) if text else None
    return found.stamp if found else None
