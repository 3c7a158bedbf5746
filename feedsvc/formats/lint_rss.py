"""The rules for RSS 2.0: the specification, the RSS Advisory Board's profile and the W3C validator's (R), safe HTML (H)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from ..published import Document
from .checks import Finding, duplicates, html_faults, is_blank, is_id, is_language, is_media_type, is_uri, rfc822, rfc3339
from .lint_atom import MEDIA, A, Children, by_tag, check_archive, check_links, check_self

DC = "{http://purl.org/dc/elements/1.1/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
LICENSE = "{http://backend.userland.com/creativeCommonsRssModule}license"
DOCS = "https://www.rssboard.org/rss-specification"

_WRONG_REFERENCE = re.compile(
    r"<(title|category|copyright|dc:creator|dc:source|dc:rights)\b[^>]*>[^<]*&(?!#x26;|#x3[Cc];|gt;)[^<]*<"
    r"|<channel>(?:(?!<item>).)*<(description)>[^<]*&(?!#x26;|#x3[Cc];|gt;)[^<]*<", re.DOTALL
)
_E_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_ONCE = ("title", "link", "description", "pubDate", "guid", "source", "author", "comments")


def check_rss(document: Document, text: str, root: Element) -> Iterator[Finding]:
    """Everything wrong with an RSS document, parsed into ``root``; ``text`` is its source."""
    channels = root.findall("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(channels) != 1:
        yield Finding("R1", "document", "the root is not <rss version='2.0'> with one channel")
        return
    children = by_tag(channels[0])
    for match in _WRONG_REFERENCE.finditer(text):
        yield Finding("R6", match[1] or match[2], "& or < is not written as &#x26; or &#x3C;")
    yield from _check_channel(document, children)
    yield from _check_image(children)
    yield from check_archive(document.name, children)
    items = [by_tag(item) for item in children["item"]]
    for number, (element, item) in enumerate(zip(children["item"], items, strict=True), 1):
        yield from _check_item(f"item {number}", element, item)
    yield from _check_between(children, items)


def _check_channel(document: Document, children: Children) -> Iterator[Finding]:
    for name in ("title", "link", "description"):
        if len(children[name]) != 1 or is_blank(children[name][0].text):
            yield Finding("R1", "channel", f"there is no single <{name}> with something in it")
    links = children[f"{A}link"]
    yield from check_self("R1", document.name, links, document.media_type)
    yield from check_links(links, "channel")
    for url in (*children["link"], *children[LICENSE]):
        if not is_uri(url.text):
            yield Finding("R8", "channel", f"{url.text!r} is not an absolute web address in ASCII")
    if len(children["language"]) != 1 or not is_language(children["language"][0].text):
        yield Finding("R10", "channel language", "it is missing or not a language tag")
    yield from _check_housekeeping(children)
    yield from _check_persons("channel", (*children["managingEditor"], *children["webMaster"]))


def _check_housekeeping(children: Children) -> Iterator[Finding]:
    built = children["lastBuildDate"]
    if len(built) != 1 or rfc822(built[0].text or "") is None:
        yield Finding("R12", "channel lastBuildDate", "it is missing or not a date after RFC 822")
    for date in children["pubDate"]:
        if rfc822(date.text or "") is None:
            yield Finding("R2", "channel pubDate", f"{date.text!r} is not a date after RFC 822")
    for minutes in children["ttl"]:
        if not (minutes.text or "").isdecimal():
            yield Finding("R12", "channel ttl", "it is not a number of minutes")
    if any(docs.text != DOCS for docs in children["docs"]):
        yield Finding("R12", "channel docs", f"it is not {DOCS}")


def _check_image(children: Children) -> Iterator[Finding]:
    for image in children["image"]:
        for name in ("title", "link"):
            if not children[name] or image.findtext(name) != children[name][0].text:
                yield Finding("R10", "channel image", f"its {name} is not the channel's")
        if not is_uri(image.findtext("url")):
            yield Finding("R8", "channel image", "its url is not an absolute web address in ASCII")


def _check_item(where: str, element: Element, children: Children) -> Iterator[Finding]:
    for name in (*_ONCE, f"{DC}creator", ENCODED):
        if len(children[name]) > 1:
            yield Finding("R1", where, f"there are {len(children[name])} {name}")
    yield from _check_guid(where, children["guid"])
    yield from _check_bodies(where, element, children)
    yield from _check_dates(where, children)
    yield from _check_urls(where, children)
    yield from _check_enclosures(where, children["enclosure"])
    if not children[f"{DC}creator"] or is_blank(children[f"{DC}creator"][0].text):
        yield Finding("R4", where, "there is no dc:creator")
    if is_blank(children["title"][0].text if children["title"] else None):
        yield Finding("R1", where, "there is no title")
    yield from _check_persons(where, children["author"])


def _check_guid(where: str, guids: Sequence[Element]) -> Iterator[Finding]:
    if not guids or is_blank(guids[0].text):
        yield Finding("R3", where, "there is no guid")
        return
    text = guids[0].text or ""
    if guids[0].get("isPermaLink", "true") != "false" and not is_uri(text):
        yield Finding("R3", where, "the guid is not a permalink, but does not say so")
    if not is_id(text):
        yield Finding("I1", where, f"{text!r} is not an id that validators accept")


def _check_bodies(where: str, element: Element, children: Children) -> Iterator[Finding]:
    if not children["description"] or is_blank(children["description"][0].text):
        yield Finding("R5", where, "there is no description")
    tags = [child.tag for child in element]
    if ENCODED in tags and "description" in tags and tags.index(ENCODED) < tags.index("description"):
        yield Finding("R5", where, "content:encoded stands before the description")
    for body in (*children["description"], *children[ENCODED]):
        for rule, fault in html_faults(body.text or ""):
            yield Finding(rule, f"{where} {body.tag.rpartition('}')[2]}", fault)


def _check_dates(where: str, children: Children) -> Iterator[Finding]:
    if not children["pubDate"] or rfc822(children["pubDate"][0].text or "") is None:
        yield Finding("R2", f"{where} pubDate", "it is missing or not a date after RFC 822")
    if children["pubDate"] and children[f"{DC}date"]:
        yield Finding("R11", where, "pubDate and dc:date say the same")
    for updated in children[f"{A}updated"]:
        if rfc3339(updated.text or "") is None:
            yield Finding("A5", f"{where} updated", f"{updated.text!r} is not a time after RFC 3339")


def _check_urls(where: str, children: Children) -> Iterator[Finding]:
    urls = [("link", link.text) for link in children["link"]]
    urls += [("source", source.get("url")) for source in children["source"]]
    urls += [("thumbnail", thumbnail.get("url")) for thumbnail in children[f"{MEDIA}thumbnail"]]
    for name, url in urls:
        if not is_uri(url):
            yield Finding("R8", f"{where} {name}", f"{url!r} is not an absolute web address in ASCII")


def _check_enclosures(where: str, enclosures: Sequence[Element]) -> Iterator[Finding]:
    if len(enclosures) > 1:
        yield Finding("R9", where, "there is more than one enclosure")
    for enclosure in enclosures:
        if not (enclosure.get("length") or "").isdecimal() or not is_media_type(enclosure.get("type")):
            yield Finding("R9", f"{where} enclosure", "length or type is missing or wrong")
        if not is_uri(enclosure.get("url")):
            yield Finding("R8", f"{where} enclosure", "its url is not an absolute web address in ASCII")


def _check_persons(where: str, persons: Sequence[Element]) -> Iterator[Finding]:
    for person in persons:
        if not _E_MAIL.search(person.text or ""):
            yield Finding("R4", f"{where} {person.tag}", "it has no e-mail address; a name alone belongs into dc:creator")


def _check_between(children: Children, items: Sequence[Children]) -> Iterator[Finding]:
    for guid in duplicates(guid.text or "" for item in items for guid in item["guid"]):
        yield Finding("R3", "items", f"the guid {guid!r} occurs twice")
    built = rfc822(children["lastBuildDate"][0].text or "") if children["lastBuildDate"] else None
    times = [at for item in items for updated in item[f"{A}updated"] if (at := rfc3339(updated.text or ""))]
    if built is not None and any(at > built for at in times):
        yield Finding("R12", "channel lastBuildDate", "an item was updated later", grave=False)
