"""The last judge before publishing: rules of the standards and of the W3C validator, checked on the bytes.

It parses with other code than wrote the document (expat, no DTD) and uses nothing of the writers.
``lint_atom``, ``lint_rss`` and ``lint_json`` hold the rules; OPML is small enough to stand here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..published import Document
from .checks import Finding, forbidden_character, is_blank, is_uri, rfc822

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["Finding", "lint"]

LIMIT = 5_000_000
"""Bytes from which the W3C validator refuses a document."""

_DECLARATION = re.compile(rb"""<\?xml version=["']1\.0["'] encoding=["'][Uu][Tt][Ff]-8["']\s*\?>""")


def lint(document: Document, *, notices: bool = False) -> list[Finding]:
    """What must keep a feed or subscription list from being published; nothing for media types without a lint.

    With ``notices`` also what harms no reader, but makes a validator warn.
    """
    return [finding for finding in _findings(document) if finding.grave or notices]


def _findings(document: Document) -> Iterator[Finding]:
    if len(document.body) >= LIMIT:
        yield Finding("S1", "document", f"{len(document.body)} bytes; validators refuse {LIMIT} and more")
    elif document.media_type == "application/feed+json":
        from .lint_json import check_json

        yield from check_json(document)
    elif document.media_type in ("application/atom+xml", "application/rss+xml", "text/x-opml"):
        yield from _check_xml(document)


def _check_xml(document: Document) -> Iterator[Finding]:
    text = document.body.decode("utf-8", "replace")
    faults = list(_raw_faults(document.body, text))
    yield from faults
    root = None if faults else _parsed(document.body)
    if root is None:
        if not faults:
            yield Finding("A12", "document", "the XML is not well-formed")
    elif document.media_type == "application/atom+xml":
        from .lint_atom import check_atom

        yield from check_atom(document, text, root)
    elif document.media_type == "application/rss+xml":
        from .lint_rss import check_rss

        yield from check_rss(document, text, root)
    else:
        yield from _check_opml(root)


def _raw_faults(body: bytes, text: str) -> Iterator[Finding]:
    if not _DECLARATION.match(body):
        yield Finding("A10", "document", "it does not begin with an XML declaration that says UTF-8")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        yield Finding("E3", "document", "it has a document type definition")
    if b"<![CDATA[" in body:
        yield Finding("E3", "document", "it has a CDATA section")
    bad = forbidden_character(text)
    if bad:
        yield Finding("A12", "document", f"it has the character {bad}, or bytes that are not UTF-8")


def _parsed(body: bytes) -> Element | None:
    from xml.etree.ElementTree import ParseError, fromstring

    try:
        return fromstring(body)
    except ParseError:
        return None


def _check_opml(root: Element) -> Iterator[Finding]:
    if root.tag != "opml" or root.get("version") != "2.0":
        yield Finding("O1", "document", "the root is not <opml version='2.0'>")
    head, body = root.find("head"), root.find("body")
    if head is None or body is None:
        yield Finding("O1", "document", "head or body is missing")
        return
    if is_blank(head.findtext("title")):
        yield Finding("O2", "head", "there is no title")
    if head.find("docs") is not None:
        yield Finding("O2", "head", "validators refuse docs")
    for date in (*head.findall("dateCreated"), *head.findall("dateModified")):
        if rfc822(date.text or "") is None:
            yield Finding("O2", f"head {date.tag}", f"{date.text!r} is not a date after RFC 822")
    outlines = body.findall("outline")
    if not outlines:
        yield Finding("O3", "body", "there is no outline")
    for number, outline in enumerate(outlines, 1):
        yield from _check_outline(f"outline {number}", outline)


def _check_outline(where: str, outline: Element) -> Iterator[Finding]:
    for name in ("text", "title"):
        if is_blank(outline.get(name)):
            yield Finding("O3", where, f"the attribute {name} is missing")
    if outline.get("type") != "rss":
        yield Finding("O3", where, "the type is not rss")
    for name in ("xmlUrl", "htmlUrl"):
        if not is_uri(outline.get(name)):
            yield Finding("O4", where, f"{name} {outline.get(name)!r} is not an absolute web address in ASCII")
