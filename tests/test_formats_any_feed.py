"""Whatever a feed holds, what leaves is valid and says what went in."""

from __future__ import annotations

import calendar
import json
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from xml.parsers import expat

import feedparser
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from lxml import etree

from feedsvc.formats import atom, jsonfeed, rss
from feedsvc.formats.content import Item, prepare
from feedsvc.formats.lint import lint
from feedsvc.published import Document, Feed

from .feeds_strategies import feeds

GRAMMAR = Path(__file__).parent / "grammar"
ATOM_GRAMMAR = etree.RelaxNG(etree.parse(GRAMMAR / "atom.rng"))
JSON_SCHEMA = Draft202012Validator(json.loads((GRAMMAR / "jsonfeed-1.1.schema.json").read_text()))
some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@some
@given(feed=feeds())
def test_any_feed_is_good_atom(feed: Feed) -> None:
    """Any feed gives one Atom document: no finding, RFC 4287's grammar fits, feedparser reads out what went in."""
    document = rendered(atom.render, feed)
    expat.ParserCreate().Parse(document.body, True)
    assert ATOM_GRAMMAR.validate(etree.fromstring(document.body)), ATOM_GRAMMAR.error_log
    read = parsed(document)
    items = prepare(feed, "atom").items
    assert [said(entry.title_detail) for entry in read] == [repaired(item.title) for item in items]
    assert [said(entry.summary_detail) for entry in read] == [repaired(item.summary) for item in items]
    assert [repaired(entry.author) for entry in read] == [repaired(item.author) for item in items]
    assert [fields(entry) for entry in read] == [expected(item) for item in items]


@some
@given(feed=feeds())
def test_any_feed_is_good_rss(feed: Feed) -> None:
    """Any feed gives one RSS document: no finding, well-formed, feedparser reads out what went in."""
    document = rendered(rss.render, feed)
    expat.ParserCreate().Parse(document.body, True)
    etree.fromstring(document.body)
    assert [fields(entry) for entry in parsed(document)] == [expected(item) for item in prepare(feed, "rss").items]


@some
@given(feed=feeds())
def test_any_feed_is_good_json(feed: Feed) -> None:
    """Any feed gives one JSON document: no finding, the schema of JSON Feed 1.1 fits, titles and times come back."""
    read = json.loads(rendered(jsonfeed.render, feed).body)
    JSON_SCHEMA.validate(read)
    for found, item in zip(read["items"], prepare(feed, "json").items, strict=True):
        assert (found["id"], found["title"], found.get("summary", item.title)) == (item.id, item.title, item.summary)
        assert (found["date_published"], found["date_modified"]) == (item.published.isoformat(), item.updated.isoformat())


def rendered(render: Callable[[Feed], Document], feed: Feed) -> Document:
    document = render(feed)
    assert render(feed) == document, "the same feed must give the same bytes"
    assert [str(finding) for finding in lint(document, notices=True)] == []
    return document


def parsed(document: Document) -> list[Any]:
    read = feedparser.parse(document.body, response_headers={"content-type": f"{document.media_type}; charset=utf-8"})
    assert not read.bozo, read.get("bozo_exception")
    return list(read.entries)


def said(detail: Any) -> str:
    return repaired(unescape(detail.value) if detail.type == "text/html" else detail.value)


def repaired(text: str) -> str:
    """The text after feedparser's own guess that Latin-1 letters may be UTF-8 decoded wrongly, which is no fault of ours."""
    try:
        other = text.encode("latin-1").decode()
    except UnicodeError:
        return text
    return text if other == text else repaired(other)


def fields(entry: Any) -> tuple[Any, ...]:
    link = entry.get("link")  # feedparser takes a missing link from the id
    return entry.id, link if link != entry.id else None, calendar.timegm(entry.published_parsed), calendar.timegm(entry.updated_parsed)


def expected(item: Item) -> tuple[Any, ...]:
    return item.id, item.url, int(item.published.timestamp()), int(item.updated.timestamp())
