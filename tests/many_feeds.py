"""A long campaign over generated feeds: ``python -m tests.many_feeds 10000``, or ``make feeds``.

Each feed, whatever it holds, must pass our lint with no finding and no notice, be well-formed for expat and libxml2, fit the
grammar of RFC 4287 and the schema of JSON Feed 1.1, and come back equal from feedparser, reader, rss-parser, feedsmith and sfeed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat

from hypothesis import HealthCheck, given, seed, settings
from lxml import etree

from feedsvc.formats import atom, jsonfeed, rss
from feedsvc.formats.checks import has_markup
from feedsvc.formats.content import Item, prepare
from feedsvc.formats.lint import lint
from feedsvc.published import Document, Feed

from .feeds_strategies import feeds
from .subscribers import need
from .test_formats_any_feed import ATOM_GRAMMAR, JSON_SCHEMA, expected, fields, parsed, repaired
from .test_formats_readers import folded, moment

HERE = Path(__file__).parent
BATCH = 250
SUFFIXES = ("atom", "rss", "json")


def run(count: int, start: int = 1) -> int:
    """Generate and judge ``count`` feeds; how many documents there were.  Raises AssertionError at the first that is wrong."""
    return sum(judge(generated(min(BATCH, count - done), start + done)) for done in range(0, count, BATCH))


def generated(count: int, start: int) -> list[Feed]:
    """About so many feeds, each under a key of its own; judged afterwards, so that a fault is not told as hypothesis would."""
    found: list[Feed] = []

    @seed(start)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(feed=feeds())
    def collect(feed: Feed) -> None:
        found.append(replace(feed, key=f"f{len(found)}"))

    collect()
    return found


def judge(batch: list[Feed]) -> int:
    """Judge some feeds, each under a key of its own."""
    with tempfile.TemporaryDirectory() as name:
        for feed in batch:
            for render in (atom.render, rss.render, jsonfeed.render):
                document = render(feed)
                valid(document, feed)
                (Path(name) / document.name).write_bytes(document.body)
        for reader, key, suffix, shown in by_all_readers(Path(name), batch):
            feed = batch[int(key[1:])]
            assert len(shown) == len(feed.entries), (reader, suffix, shown)
            wrong = [(one, item) for one, item in zip(shown, prepare(feed, suffix).items, strict=True) if not equal(one, item, reader, suffix)]
            assert not wrong, (reader, suffix, wrong)
    return 3 * len(batch)


def valid(document: Document, feed: Feed) -> None:
    assert [str(finding) for finding in lint(document, notices=True)] == [], feed
    if document.name.endswith(".json"):
        JSON_SCHEMA.validate(json.loads(document.body))
        return
    expat.ParserCreate().Parse(document.body, True)
    tree = etree.fromstring(document.body)
    assert not document.name.endswith(".atom") or ATOM_GRAMMAR.validate(tree), feed
    suffix = document.name.rpartition(".")[2]
    assert [fields(entry) for entry in parsed(document)] == [expected(item) for item in prepare(feed, suffix).items], feed


# --- what the readers show ----------------------------------------------------------------------

Read = tuple[str, str, datetime]
Raw = tuple[str, str, str, list[tuple[Any, Any, datetime]]]


def equal(shown: Read, item: Item, reader: str, suffix: str) -> bool:
    """Whether the reader shows the item as it is.

    In XML ``reader`` guesses whatever the feed says: titles that look like HTML are HTML, and Latin-1 letters UTF-8 wrongly decoded.
    """
    title = folded(item.title, item, "")
    if reader == "reader" and suffix != "json":
        title = shown[1] if has_markup(item.title) else repaired(title)
    return shown == (item.id, title, item.published.astimezone(UTC))


def by_all_readers(folder: Path, batch: list[Feed]) -> Iterator[tuple[str, str, str, list[Read]]]:
    """(reader, key, format, what it shows) for every reader and document."""
    items = {(feed.key, suffix): prepare(feed, suffix).items for feed in batch for suffix in SUFFIXES}
    for reader, key, suffix, raw in (*by_node(folder, list(items)), *by_reader(folder, list(items)), *by_sfeed(folder, list(items))):
        yield reader, key, suffix, told(raw, items[key, suffix], suffix)


def told(raw: list[tuple[Any, Any, datetime]], items: tuple[Item, ...], suffix: str) -> list[Read]:
    """In the document's order, white space folded; what Atom declares as HTML unescaped."""
    by_id = {item.id: item for item in items}
    place = {item.id: number for number, item in enumerate(items)}
    found = [(entry_id, folded(title, by_id[entry_id], f"news.{suffix}"), at.astimezone(UTC)) for entry_id, title, at in raw]
    return sorted(found, key=lambda one: place[one[0]])


def by_node(folder: Path, documents: list[tuple[str, str]]) -> Iterator[Raw]:
    """rss-parser and feedsmith."""
    names = [str(folder / f"{key}.{suffix}") for key, suffix in documents]
    done = subprocess.run([need("node"), str(HERE / "readers.mjs"), *names], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    for line in done.stdout.splitlines():
        result = json.loads(line)
        key, _, suffix = Path(result["name"]).name.partition(".")
        yield result["reader"], key, suffix, [(item["id"], item["title"], moment(item["time"])) for item in result["items"]]


def by_sfeed(folder: Path, documents: list[tuple[str, str]]) -> Iterator[Raw]:
    for key, suffix in documents:
        if suffix != "json":
            done = subprocess.run([need("sfeed")], input=(folder / f"{key}.{suffix}").read_bytes(), capture_output=True, check=True)
            rows = [line.split("\t") for line in done.stdout.decode().split("\n") if line]
            yield "sfeed", key, suffix, [(row[5], row[1], datetime.fromtimestamp(int(row[0]), UTC)) for row in rows]


def by_reader(folder: Path, documents: list[tuple[str, str]]) -> Iterator[Raw]:
    from reader import make_reader

    with make_reader(":memory:", feed_root=str(folder)) as library:
        for key, suffix in documents:
            library.add_feed(f"{key}.{suffix}")
            library.update_feed(f"{key}.{suffix}")
            entries = library.get_entries(feed=f"{key}.{suffix}")
            yield "reader", key, suffix, [(entry.id, entry.title, entry.published) for entry in entries if entry.published is not None]


if __name__ == "__main__":
    began, wanted = time.monotonic(), int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(f"{run(wanted, int(sys.argv[2]) if len(sys.argv) > 2 else 1)} documents, all right, in {time.monotonic() - began:.0f} s")
