"""The rules for Atom: RFC 4287, RFC 5005 (P), RFC 6721 (D), the W3C validator's (A), safe HTML (H)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from ..published import Document
from .checks import (
    Finding,
    duplicates,
    has_markup,
    html_faults,
    is_blank,
    is_id,
    is_language,
    is_media_type,
    is_uri,
    rfc3339,
)

A = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
FH = "{http://purl.org/syndication/history/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Children = Mapping[str, Sequence[Element]]

_ROOT = re.compile(r"^<\?xml[^>]*\?>\s*<feed\b")
_RELS = frozenset(
    "self alternate hub via related enclosure license prev-archive next-archive current first next previous last "
    "replies".split()
)
_ONCE_IN_FEED = ("id", "title", "updated", "subtitle", "rights", "generator", "icon", "logo")
_ONCE_IN_ENTRY = ("id", "title", "updated", "published", "summary", "content", "rights", "source")


def check_atom(document: Document, text: str, root: Element) -> Iterator[Finding]:
    """Everything wrong with an Atom feed document, parsed into ``root``; ``text`` is its source."""
    if root.tag != f"{A}feed" or not _ROOT.match(text):
        yield Finding("A10", "document", "the root is not <feed> in Atom's namespace without a prefix")
        return
    if not is_language(root.get(LANG)):
        yield Finding("A10", "feed", f"xml:lang is missing or wrong: {root.get(LANG)!r}")
    children = by_tag(root)
    entries = [by_tag(entry) for entry in children[f"{A}entry"]]
    yield from _check_order(root)
    yield from _check_container("feed", children, _ONCE_IN_FEED)
    yield from _check_feed(document, children)
    yield from _check_tombstones(children, entries)
    yield from check_archive(document.name, children)
    for number, (element, entry) in enumerate(zip(children[f"{A}entry"], entries, strict=True), 1):
        yield from _check_entry(f"entry {number}", element, entry)
    yield from _check_between(children, entries)


def by_tag(element: Element) -> Children:
    """Children by tag; a tag without any has none."""
    found: defaultdict[str, list[Element]] = defaultdict(list)
    for child in element:
        found[child.tag].append(child)
    return found


def check_self(rule: str, name: str, links: Sequence[Element], media_type: str) -> Iterator[Finding]:
    """Exactly one self link, to the document's own place."""
    own = [link for link in links if link.get("rel") == "self"]
    if len(own) != 1:
        yield Finding(rule, "self link", f"there are {len(own)} of them")
    for link in own:
        if not (link.get("href") or "").endswith(f"/{name}") or link.get("type") != media_type:
            yield Finding(rule, "self link", f"it does not point to {name} as {media_type}")


def check_links(links: Sequence[Element], where: str) -> Iterator[Finding]:
    """Known relations, absolute ASCII URLs, types where given."""
    for link in links:
        rel = link.get("rel", "alternate")
        if rel not in _RELS:
            yield Finding("A14", f"{where} link", f"validators do not know rel={rel!r}")
        if not is_uri(link.get("href")):
            yield Finding("U1", f"{where} link {rel}", f"{link.get('href')!r} is not an absolute web address in ASCII")
        if link.get("type") is not None and not is_media_type(link.get("type")):
            yield Finding("A14", f"{where} link {rel}", f"{link.get('type')!r} is not a media type")
        if link.get("hreflang") is not None and not is_language(link.get("hreflang")):
            yield Finding("A14", f"{where} link {rel}", f"{link.get('hreflang')!r} is not a language tag")
        if rel == "enclosure" and not (link.get("length") or "0").isdecimal():
            yield Finding("A14", f"{where} enclosure", "the length is not a number")


def check_archive(name: str, children: Children) -> Iterator[Finding]:
    """RFC 5005, section 4: archives know the subscription document; nothing points to itself."""
    rels = {link.get("rel"): link.get("href") or "" for link in children[f"{A}link"]}
    archived = bool(children[f"{FH}archive"])
    if archived and "current" not in rels:
        yield Finding("P1", "feed", "an archive document without a link to the current one")
    if archived and not {"prev-archive", "next-archive"} & rels.keys():
        yield Finding("P1", "feed", "an archive document that links to no other", grave=False)
    if children[f"{FH}complete"] and (archived or "prev-archive" in rels):
        yield Finding("P2", "feed", "fh:complete and archives exclude each other")
    if not archived and "next-archive" in rels:
        yield Finding("P1", "feed", "only archive documents have a next-archive")
    for rel in ("prev-archive", "next-archive", "current"):
        if rel in rels and rels[rel].endswith(f"/{name}"):
            yield Finding("P1", f"{rel} link", "it points to the document itself")


def _check_order(root: Element) -> Iterator[Finding]:
    seen_entry = False
    for child in root:
        if child.tag == f"{A}entry":
            seen_entry = True
        elif seen_entry:
            yield Finding("A11", "feed", f"<{child.tag.rpartition('}')[2]}> stands after an entry")


def _check_container(where: str, children: Children, once: Sequence[str]) -> Iterator[Finding]:
    """What feed and entry have in common."""
    rule = "A1" if where == "feed" else "A4"
    for name in once:
        count = len(children[A + name])
        if count > 1 or count == 0 and name in ("id", "title", "updated"):
            yield Finding(rule, where, f"there are {count} <{name}>")
    for element in children[f"{A}id"]:
        if not is_id(element.text or ""):
            yield Finding("I1", where, f"{element.text!r} is not an id that validators accept")
    for name in ("updated", "published"):
        for element in children[A + name]:
            if rfc3339(element.text or "") is None:
                yield Finding("A5", f"{where} {name}", f"{element.text!r} is not a time after RFC 3339")
    for name in ("title", "subtitle", "summary", "rights"):
        for element in children[A + name]:
            yield from _check_text(f"{where} {name}", element)
    yield from check_links(children[f"{A}link"], where)
    yield from _check_alternates(where, children[f"{A}link"])
    yield from _check_categories(where, children[f"{A}category"])


def _check_text(where: str, element: Element) -> Iterator[Finding]:
    kind, text = element.get("type", "text"), element.text or ""
    if kind not in ("text", "html") or len(element):
        yield Finding("A8", where, "it is neither plain text nor escaped HTML")
    elif is_blank(text):
        yield Finding("A8", where, "it is blank")
    elif kind == "text" and has_markup(text):
        yield Finding("A8", where, "plain text has a tag or an entity left in it")
    elif kind == "html" and "<" in text:
        yield Finding("A8", where, "it has markup where only text belongs")
    if where.endswith("rights") and is_uri(text.strip()):
        yield Finding("A13", where, "a machine-readable licence belongs into a license link")


def _check_alternates(where: str, links: Sequence[Element]) -> Iterator[Finding]:
    kinds = [
        f"{link.get('type')} {link.get('hreflang')}" for link in links if link.get("rel", "alternate") == "alternate"
    ]
    for kind in duplicates(kinds):
        yield Finding("A3", where, f"two alternate links of one type and language ({kind})")


def _check_categories(where: str, categories: Sequence[Element]) -> Iterator[Finding]:
    for category in categories:
        if is_blank(category.get("term")) or category.get("label") is not None and is_blank(category.get("label")):
            yield Finding("A4", f"{where} category", "term or label is blank")


def _check_feed(document: Document, children: Children) -> Iterator[Finding]:
    yield from check_self("A3", document.name, children[f"{A}link"], document.media_type)
    for author in children[f"{A}author"]:
        if is_blank(author.findtext(f"{A}name")):
            yield Finding("A1", "feed author", "it has no name")
    for name in ("icon", "logo"):
        for element in children[A + name]:
            if not is_uri(element.text):
                yield Finding("U1", f"feed {name}", f"{element.text!r} is not an absolute web address in ASCII")


def _check_entry(where: str, element: Element, children: Children) -> Iterator[Finding]:
    yield from _check_container(where, children, _ONCE_IN_ENTRY)
    authors = children[f"{A}author"]
    if not authors or any(is_blank(author.findtext(f"{A}name")) for author in authors):
        yield Finding("A2", where, "it has no author with a name; many readers do not look at the feed's")
    alternates = [link for link in children[f"{A}link"] if link.get("rel", "alternate") == "alternate"]
    if not children[f"{A}content"] and not alternates:
        yield Finding("A4", where, "it has neither content nor an alternate link")
    if not children[f"{A}summary"] and not children[f"{A}content"]:
        yield Finding("A4", where, "it has neither summary nor content")
    if not children[f"{A}published"]:
        yield Finding("A6", where, "it has no published time")
    if element.get(LANG) is not None and not is_language(element.get(LANG)):
        yield Finding("A10", where, f"{element.get(LANG)!r} is not a language tag")
    for content in children[f"{A}content"]:
        yield from _check_content(where, content)
    for thumbnail in children[f"{MEDIA}thumbnail"]:
        if not is_uri(thumbnail.get("url")):
            yield Finding("U1", f"{where} thumbnail", "its url is not an absolute web address in ASCII")
    for source in children[f"{A}source"]:
        yield from _check_source(where, by_tag(source))


def _check_content(where: str, content: Element) -> Iterator[Finding]:
    if content.get("type") != "html" or len(content):
        yield Finding("A9", f"{where} content", "it is not of type html")
    if is_blank(content.text):
        yield Finding("A4", f"{where} content", "it is blank")
    for rule, fault in html_faults(content.text or ""):
        yield Finding(rule, f"{where} content", fault)


def _check_source(where: str, children: Children) -> Iterator[Finding]:
    for name in ("id", "title", "updated"):
        if len(children[A + name]) != 1:
            yield Finding("A15", f"{where} source", f"there is no single <{name}>")


def _check_tombstones(children: Children, entries: Sequence[Children]) -> Iterator[Finding]:
    """RFC 6721: ref and when are mandatory, one per ref; one for an entry that is still shown is the later of the two."""
    shown = {_text(entry, "id"): rfc3339(_text(entry, "updated")) for entry in entries}
    stones = children[f"{AT}deleted-entry"]
    for twice in duplicates(stone.get("ref") or "" for stone in stones):
        yield Finding("D1", "tombstone", f"{twice!r} has two")
    for stone in stones:
        ref, when = stone.get("ref") or "", rfc3339(stone.get("when") or "")
        if is_blank(ref) or when is None:
            yield Finding("D1", "tombstone", "ref or when is missing or wrong")
            continue
        updated = shown.get(ref)
        if updated is not None and updated > when:
            yield Finding("D1", "tombstone", f"the entry {ref!r} is shown with a later change")


def _check_between(children: Children, entries: Sequence[Children]) -> Iterator[Finding]:
    """What only the entries together show."""
    for entry_id in duplicates(_text(entry, "id") for entry in entries):
        yield Finding("A7", "entries", f"the id {entry_id!r} occurs twice")
    for updated in duplicates(_text(entry, "updated") for entry in entries):
        yield Finding("A7", "entries", f"two entries were updated at {updated}", grave=False)
    times = [at for entry in entries if (at := rfc3339(_text(entry, "updated")))]
    feed_time = rfc3339(_text(children, "updated"))
    if feed_time is not None and any(at > feed_time for at in times):
        yield Finding("A6", "feed updated", "an entry was updated later than the feed", grave=False)


def _text(children: Children, name: str) -> str:
    found = children[A + name]
    return (found[0].text or "") if found else ""
