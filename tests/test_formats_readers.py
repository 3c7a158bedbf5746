"""Other people's readers take out of our feeds what we put in, hostile strings included."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from feedsvc.formats import atom, jsonfeed, rss
from feedsvc.formats.checks import has_markup
from feedsvc.formats.content import Item, prepare
from feedsvc.formats.lint import lint
from feedsvc.published import Feed

from .feeds_strategies import HOSTILE, sample_entry, sample_feed

HERE = Path(__file__).parent
NAUGHTY = HERE / "node_modules/big-list-of-naughty-strings/blns.json"
RENDERERS = (atom.render, rss.render, jsonfeed.render)

Shown = list[tuple[str, str, str, datetime]]


def hostile_feed() -> Feed:
    """One entry for each string, which stands in every text field of it."""
    texts = [*HOSTILE, *(json.loads(NAUGHTY.read_text("utf-8")) if NAUGHTY.exists() else [])]
    start = sample_entry(0).updated
    entries = []
    for number, text in enumerate(texts):
        own = {"id": f"tag:example.org,2026:news/{number}", "url": f"https://www.example.org/{number}.html"}
        said = {"title": text, "summary": text, "author": text, "origin": text, "rights": text}
        entries.append(sample_entry(0, updated=start + timedelta(seconds=number), **own, **said))
    return sample_feed(entries=tuple(entries), tombstones=(), updated=start + timedelta(seconds=len(texts)))


FEED = hostile_feed()
ITEMS = prepare(FEED, "atom").items


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feeds")
    for render in RENDERERS:
        document = render(FEED)
        (folder / document.name).write_bytes(document.body)
    return folder


def need(program: str) -> str:
    """The program's path, or a skip that says what is missing (a failure where nothing may be skipped)."""
    found = shutil.which(program)
    if found is None or program == "node" and not NAUGHTY.exists():
        words = f"{program} or its packages are not installed; tests/packages.sh installs them when it may"
        pytest.fail(words) if os.environ.get("FEEDSVC_STRICT") else pytest.skip(words)
    return str(found)


def test_hostile_strings_pass_the_lint() -> None:
    """No string in any field makes a document that the lint refuses."""
    for render in RENDERERS:
        assert [str(finding) for finding in lint(render(FEED), notices=True)] == []


@pytest.mark.parametrize("name", ["news.atom", "news.rss"])
def test_sfeed(name: str, folder: Path) -> None:
    """sfeed shows ids, links, times and titles as they are."""
    done = subprocess.run([need("sfeed")], input=(folder / name).read_bytes(), capture_output=True, check=True)
    rows = [line.split("\t") for line in done.stdout.decode().split("\n") if line]
    same([(row[5], row[2], row[1], datetime.fromtimestamp(int(row[0]), UTC)) for row in rows], name)


def test_node_libraries(folder: Path) -> None:
    """rss-parser and feedsmith show ids, links, times and titles as they are, feedsmith in JSON too."""
    names = [str(folder / name) for name in ("news.atom", "news.rss", "news.json")]
    done = subprocess.run([need("node"), str(HERE / "readers.mjs"), *names], capture_output=True, check=True)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) == 5
    for result in results:
        same([(item["id"], item["link"], item["title"], moment(item["time"])) for item in result["items"]], result["name"])


@pytest.mark.parametrize("name", ["news.atom", "news.rss", "news.json"])
def test_reader(name: str, folder: Path) -> None:
    """The library ``reader`` shows ids, links and times as they are."""
    from reader import make_reader

    with make_reader(":memory:", feed_root=str(folder)) as reader:
        reader.add_feed(name)
        reader.update_feed(name)
        shown = {(entry.id, entry.link, entry.published) for entry in reader.get_entries()}
    assert shown == {(item.id, item.url, item.published.astimezone(UTC)) for item in ITEMS}


def moment(time: str) -> datetime:
    return datetime.fromisoformat(time) if time[:1].isdigit() else parsedate_to_datetime(time)


def same(shown: Shown, name: str) -> None:
    assert [(entry_id, link, time) for entry_id, link, _, time in shown] == [(item.id, item.url, item.published) for item in ITEMS]
    titles = [title for _, _, title, _ in shown]
    expected = [folded(item.title, item, "") for item in ITEMS]
    assert [folded(title, item, name) for title, item in zip(titles, ITEMS, strict=True)] == expected


def folded(title: Any, item: Item, name: str) -> str:
    """The title without the white space readers fold; where Atom declares it as HTML, unescaped."""
    text = unescape(str(title)) if name.endswith("atom") and has_markup(item.title) else str(title)
    return " ".join(text.split())
