"""What a page says about itself to machines: meta tags, JSON-LD, microdata, the language, the canonical address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any

from .text import NAME_CAP, letters, one_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_MAX_JSON = 400_000
_MAX_OBJECTS = 3_000
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|Posting|Review|Recipe|VideoObject|Episode)$")
_ENTITY = re.compile("&(?:#\\d{2,5}|#x[0-9a-fA-F]{2,5}|amp|quot|apos|lt|gt|nbsp|[rl][sd]quo|hellip|[nm]dash);")
_NOT_LETTERS = re.compile("[^a-z]")
# As a parser reads the name after a space that is none in HTML, as editors paste them.
_PASTED = "\u00a0content"
_ITEMS = frozenset(("datepublished", "datemodified", "datecreated"))
# How far up the thing is whose itemprop one is, and how many characters a teaser has at most, with what parts its lines.
_UP, _TEASER = 6, 700
TIME_TAGS = ("time", "relative-time", "time-ago", "local-time")
"""The element of the standard, and those of the library that many sites let write "2 days ago"."""
_SPEAKING = "meta,script,[datetime],[pubdate],abbr,.dt-published,[itemprop]"
_WRAPPING = re.compile(r"[\s\ufeff]*(?:<!--|(?://|/\*)?\s{0,9}<!\[CDATA\[(?:\s{0,9}\*/)?)?[\s\ufeff]*")
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")
_CONTROLS = re.compile("[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Metadata:
    """``names`` maps a meta tag's name, property or http-equiv, squeezed, to its contents in page order;
    ``things`` are the JSON-LD objects of the page, articles first; ``marked`` maps an itemprop of the body to its values."""

    title: str = ""
    language: str | None = None
    names: Mapping[str, list[str]] = field(default_factory=dict)
    things: tuple[Mapping[str, Any], ...] = ()
    marked: Mapping[str, list[str]] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        """The first content that is not empty under any of these names, tried in order."""
        for name in names:
            for content in self.names.get(name, ()):
                return content
        return ""

    def articles(self) -> Iterator[Mapping[str, Any]]:
        """The JSON-LD objects that describe an article."""
        return (thing for thing in self.things if _is_article(thing))


def metadata(tree: LexborHTMLParser) -> Metadata:
    """Everything a page says about itself to machines, from one walk over its tree."""
    names: dict[str, list[str]] = {}
    marked: dict[str, list[str]] = {}
    scripts: list[str] = []
    heading = tree.css_first("title")
    document = letters(heading.text()[:NAME_CAP]).casefold() if heading is not None else ""
    for node in tree.css(_SPEAKING):
        tag, attributes = node.tag, node.attributes
        if tag == "meta":
            _read_meta(attributes, names, marked)
        elif tag == "script":
            if (attributes.get("type") or "").strip().lower() == "application/ld+json":
                scripts.append(node.text())
        else:
            _read_marked(node, attributes, marked, document)
    root = tree.css_first("html")
    language = (root.attributes.get("lang") or root.attributes.get("xml:lang")) if root is not None else None
    return Metadata(
        one_line(heading.text()[:NAME_CAP]) if heading is not None else "",
        language or None,
        names,
        _by_relevance(_json_objects(scripts), f"{heading.text() if heading is not None else ''} {' '.join(names.get('ogtitle', ()))}"),
        marked,
    )


def _by_relevance(things: list[Mapping[str, Any]], titles: str) -> tuple[Mapping[str, Any], ...]:
    """Articles first, and of them those whose headline is in the page's own titles."""
    own = letters(titles).casefold()

    def rank(thing: Mapping[str, Any]) -> tuple[bool, bool]:
        headline = letters(text_of(thing.get("headline"))).casefold()
        return not _is_article(thing), not (headline and headline[:40] in own)

    return tuple(sorted(things, key=rank))


def _read_meta(attributes: Mapping[str, str | None], names: dict[str, list[str]], marked: dict[str, list[str]]) -> None:
    content = _shown(attributes.get("content") or attributes.get("value") or attributes.get(_PASTED) or "")
    for key in ("name", "property", "itemprop", "http-equiv"):
        name = attributes.get(key)
        if name and content:
            (marked if key == "itemprop" else names).setdefault(squeezed(name), []).append(content)


def _shown(text: str) -> str:
    """One line of text; what was escaped twice ("&amp;#039;") is what it stands for."""
    return one_line(unescape(text) if "&" in text and _ENTITY.search(text) else text)


def _is_article(thing: Mapping[str, Any]) -> bool:
    kind = thing.get("@type")
    return any(isinstance(name, str) and _ARTICLE_TYPES.search(name) for name in (kind if isinstance(kind, list) else [kind]))


def _json_objects(scripts: list[str]) -> list[Mapping[str, Any]]:
    """All objects of all JSON-LD scripts, outer ones first, without the ones other objects are merely about."""
    found: list[Mapping[str, Any]] = []
    for script in scripts:
        queue: list[Any] = [_loads(script)]
        for thing in queue:
            if len(found) >= _MAX_OBJECTS or len(queue) > _MAX_OBJECTS:
                break
            if isinstance(thing, list):
                queue.extend(thing)
            elif isinstance(thing, dict):
                found.append(thing)
                queue.extend(thing[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemReviewed") if key in thing)
    return found


def _loads(source: str) -> Any:
    """The first value of a script, forgiving what authors do to it: wrappings, commas too many, escapes, more than one value."""
    if len(source) > _MAX_JSON:
        return None
    plain = _CONTROLS.sub(" ", _WRAPPING.sub("", source, count=1))
    for text in (plain, _LAST_COMMA.sub("", plain), unescape(plain)):
        try:
            return json.JSONDecoder().raw_decode(text)[0]
        except (ValueError, RecursionError):
            continue
    return None


@lru_cache(maxsize=512)
def squeezed(name: str) -> str:
    """A field's name without what sites vary: "article:published_time" and "Article.Published-Time" are one."""
    return _NOT_LETTERS.sub("", name.lower())


def _read_marked(node: LexborNode, attributes: Mapping[str, str | None], marked: dict[str, list[str]], document: str) -> None:
    """The value of an itemprop or a time element that tells title, times or author."""
    prop = (attributes.get("itemprop") or "").strip().lower()
    if prop == "author":
        marked.setdefault(prop, []).append(one_line(attributes.get("content") or node.text(separator=" ")))
    elif prop in _ITEMS and _in_teaser(node, document):
        return
    elif prop in _ITEMS or "headline" in prop.split():
        value = attributes.get("content") or attributes.get("datetime") or attributes.get("title") or node.text()
        marked.setdefault(prop, []).append(one_line(value))
    classes = (attributes.get("class") or "").lower()
    words = classes.split()
    dated = node.tag in TIME_TAGS and ("datetime" in attributes or "pubdate" in attributes)
    if not dated and not (node.tag == "abbr" and ("published" in words or "updated" in words)) and "dt-published" not in words:
        return
    name = "updated" if "updated" in classes and "published" not in classes or "modified" in classes else "time"
    if "pubdate" in attributes or "published" in classes or "entry-date" in classes:
        name = "published"
    marked.setdefault(name, []).append(one_line(attributes.get("datetime") or attributes.get("title") or node.text()))


def _in_teaser(node: LexborNode, document: str) -> bool:
    """Whether the nearest thing that an itemprop is of is a short one whose heading leads to another article than <title> names."""
    box = node.parent
    for _ in range(_UP):
        if box is None or box.tag in ("body", "main"):
            return False
        if box.tag in ("article", "li") or "itemscope" in box.attributes:
            break
        box = box.parent
    heading = box.css_first("h2 a, h3 a, h4 a, h5 a, a h2, a h3, a h4, a h5") if box is not None else None
    if box is None or heading is None or box.css_first("h1") is not None or len(box.text()) > _TEASER:
        return False
    named = letters(heading.text()).casefold()
    return bool(named) and named[:40] not in document


def text_of(value: Any) -> str:
    """A JSON-LD value as a line of text: a string, the name of an object, or the first of a list that has one."""
    if isinstance(value, str):
        return _shown(value)
    if isinstance(value, Mapping):
        return text_of(value.get("name") or value.get("@value"))
    if isinstance(value, list):
        return next((text for text in map(text_of, value[:20]) if text), "")
    return ""
