"""The rules for JSON Feed 1.1 (J), safe HTML (H)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ..published import Document
from .checks import Finding, duplicates, forbidden_character, html_faults, is_blank, is_language, is_media_type, is_uri, rfc3339

VERSION = "https://jsonfeed.org/version/1.1"
_FEED_FIELDS = frozenset(
    "version title home_page_url feed_url description user_comment next_url icon favicon authors author language "
    "expired hubs items".split()
)
_ITEM_FIELDS = frozenset(
    "id url external_url title content_html content_text summary image banner_image date_published date_modified "
    "authors author tags language attachments".split()
)
_EXTENSION = re.compile(r"_[A-Za-z][^.]*")
_SCRIPT_SIGN = re.compile("[<>&\u2028\u2029]")


def check_json(document: Document) -> Iterator[Finding]:
    """Everything wrong with a JSON Feed document."""
    try:
        text = document.body.decode()
        feed = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once_each)
    except ValueError as error:
        yield Finding("J1", "document", f"it is not UTF-8 JSON: {error}")
        return
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        yield Finding("J1", "document", "it is not an object with items")
        return
    if _SCRIPT_SIGN.search(text):
        yield Finding("E3", "document", "<, >, & or a line separator is not escaped for use inside a script element")
    yield from _check_feed(document, feed)
    for number, item in enumerate(feed["items"], 1):
        if isinstance(item, dict):
            yield from _check_item(f"item {number}", item)
        else:
            yield Finding("J4", f"item {number}", "it is not an object")
    for entry_id in duplicates(str(item.get("id")) for item in feed["items"] if isinstance(item, dict)):
        yield Finding("J4", "items", f"the id {entry_id!r} occurs twice")


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return fields


def _check_feed(document: Document, feed: dict[str, Any]) -> Iterator[Finding]:
    if next(iter(feed)) != "version" or feed["version"] != VERSION:
        yield Finding("J1", "feed", f"it does not begin with the version {VERSION}")
    yield from _check_strings("feed", feed, ("title", "description"), required=("title",))
    yield from _check_urls("feed", feed, ("home_page_url", "feed_url", "next_url", "icon", "favicon"))
    for name in ("home_page_url", "feed_url"):
        if name not in feed:
            yield Finding("J3", "feed", f"there is no {name}")
    if not str(feed.get("feed_url")).endswith(f"/{document.name}"):
        yield Finding("J3", "feed feed_url", f"it does not point to {document.name}")
    if feed.get("next_url") == feed.get("feed_url"):
        yield Finding("J12", "feed next_url", "it is the feed's own address")
    yield from _check_authors("feed", feed)
    yield from _check_language("feed", feed, required=True)
    for hub in _objects(feed, "hubs"):
        if is_blank(_string(hub, "type")) or not is_uri(_string(hub, "url")):
            yield Finding("J11", "feed hubs", "a hub lacks a type or a url")
    yield from _check_names("feed", feed, _FEED_FIELDS)


def _check_item(where: str, item: dict[str, Any]) -> Iterator[Finding]:
    yield from _check_strings(where, item, ("id", "title", "summary", "content_html"), required=("id", "title"))
    if is_blank(_string(item, "content_html")):
        yield Finding("J5", where, "there is no content_html; some readers show nothing else")
    for rule, fault in html_faults(_string(item, "content_html")):
        yield Finding(rule, f"{where} content_html", fault)
    yield from _check_urls(where, item, ("url", "external_url", "image", "banner_image"))
    for name in ("date_published", "date_modified"):
        if rfc3339(_string(item, name)) is None:
            yield Finding("J7", f"{where} {name}", f"{item.get(name)!r} is not a time after RFC 3339")
    yield from _check_authors(where, item)
    yield from _check_language(where, item, required=False)
    tags = item.get("tags", [])
    if not isinstance(tags, list) or any(not isinstance(tag, str) or is_blank(tag) for tag in tags):
        yield Finding("J6", f"{where} tags", "they are not a list of words")
    for attachment in _objects(item, "attachments"):
        yield from _check_attachment(where, attachment)
    yield from _check_names(where, item, _ITEM_FIELDS)


def _check_strings(where: str, fields: dict[str, Any], names: tuple[str, ...], required: tuple[str, ...]) -> Iterator[Finding]:
    for name in names:
        if name not in fields and name not in required:
            continue
        value = fields.get(name)
        if not isinstance(value, str) or is_blank(value):
            yield Finding("J4" if name == "id" else "J2", f"{where} {name}", "it is missing, blank or not a string")
        elif bad := forbidden_character(value):
            yield Finding("A12", f"{where} {name}", f"it has the character {bad}")


def _check_urls(where: str, fields: dict[str, Any], names: tuple[str, ...]) -> Iterator[Finding]:
    for name in names:
        if name in fields and not is_uri(_string(fields, name)):
            yield Finding("J3", f"{where} {name}", f"{fields[name]!r} is not an absolute web address in ASCII")


def _check_authors(where: str, fields: dict[str, Any]) -> Iterator[Finding]:
    """Both forms: some readers know only ``author``, others only ``authors``."""
    authors = fields.get("authors")
    persons = [*authors, fields.get("author")] if isinstance(authors, list) and authors else [None]
    if any(not isinstance(person, dict) or is_blank(_string(person, "name")) for person in persons):
        yield Finding("J8", where, "author and authors do not both give a name")


def _check_language(where: str, fields: dict[str, Any], *, required: bool) -> Iterator[Finding]:
    if (required or "language" in fields) and not is_language(_string(fields, "language")):
        yield Finding("J10", f"{where} language", "it is missing or not a language tag")


def _check_attachment(where: str, attachment: dict[str, Any]) -> Iterator[Finding]:
    if not is_uri(_string(attachment, "url")) or not is_media_type(_string(attachment, "mime_type")):
        yield Finding("J9", f"{where} attachment", "url or mime_type is missing or wrong")
    elif not isinstance(attachment.get("size_in_bytes", 0), int):
        yield Finding("J9", f"{where} attachment", "size_in_bytes is not a number")


def _check_names(where: str, fields: dict[str, Any], known: frozenset[str]) -> Iterator[Finding]:
    for name, value in fields.items():
        if name in known:
            continue
        if not _EXTENSION.fullmatch(name) or not isinstance(value, dict):
            yield Finding("J13", f"{where} {name}", "it is neither a field of JSON Feed nor an extension object")


def _objects(fields: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects; an empty one stands for whatever is none."""
    value = fields.get(name, [])
    return [each if isinstance(each, dict) else {} for each in value] if isinstance(value, list) else [{}]


def _string(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""
