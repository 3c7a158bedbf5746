"""What is read, and what must hold whatever it was: each target takes bytes and raises only when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from feedsvc import config
from feedsvc.errors import ConfigError, SuspectError
from feedsvc.fetching.pace import retry_after
from feedsvc.fetching.robots import rules_of
from feedsvc.identity import address_key, weak_keys
from feedsvc.model import Article, Listing, Stamp
from feedsvc.reading import dates
from feedsvc.reading.article import read_article
from feedsvc.reading.decoding import decode
from feedsvc.reading.links import resolve
from feedsvc.reading.listing import read_listing
from feedsvc.reading.text import clean, cut, graphemes
from feedsvc.urls import UrlError, join, parse

from .memory_door import MemoryDoor

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
URL = "http://www.example.org/news/index.html"
ZONES = "Asia/Shanghai Europe/Berlin America/New_York".split()
ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def must(holds: object, words: str) -> None:
    if not holds:
        raise AssertionError(words)


def address(data: bytes) -> None:
    """An address parses to itself in ASCII, to one host whoever reads it, or is an UrlError; so does a reference."""
    text = data.decode("utf-8", "surrogateescape")
    with suppress(UrlError):
        target = parse(text)
        must(target.url.isascii() and not set("\\ \t\r\n#") & set(target.url), target.url)
        must(parse(target.url) == target, target.url)
        must(urlsplit(target.url).hostname == target.host, target.url)
        address_key(target.url)
    with suppress(UrlError):
        parse(join(parse(URL), text).url)
    found = resolve(URL, text)
    if found is not None:
        must(found.startswith(("http://", "https://")), found)
        weak_keys(found, "标题", None, "")


def encoding(data: bytes) -> None:
    """Any bytes under any label become text, and clean text is what XML takes; to clean it again changes nothing."""
    label, _, body = data.partition(b"\n")
    decoded = decode(body, label.decode("latin-1") or None, None)
    text = clean(decoded.text)
    must(not ILLEGAL.search(text), "a character XML refuses")
    must(clean(text) == text, "cleaned twice is another text")
    must("".join(graphemes(text)) == text, "graphemes are not the text")
    cut(text, 40)


def date(data: bytes) -> None:
    """Any text is dates with a zone in sane years, a wait within bounds, or nothing."""
    text = data.decode("utf-8", "replace")
    zone = ZONES[len(text) % len(ZONES)]
    for found in dates.find(text, zone, NOW):
        must(0 <= found.start < found.end <= len(text), "the date stands outside the text")
        _sane(found.stamp)
    if (told := dates.from_metadata(text, zone)) is not None:
        _sane(told.stamp)
    wait = retry_after(text, NOW)
    must(wait is None or 60 <= wait.total_seconds() <= 86400, "a wait out of bounds")


def listing(data: bytes) -> None:
    """A page is rows with addresses and legal titles; the recipe learned reads the page again; or it is too much."""
    html = decode(data).text
    try:
        found = read_listing(html, URL, now=NOW)
        _fine_listing(found)
        if found.recipe is not None:
            _fine_listing(read_listing(html, URL, now=NOW, recipe=found.recipe))
    except SuspectError:
        return


_MENU = "".join(f'<li><a href="/s/{n}">第{n}个栏目</a></li>' for n in range(400))
_PROSE = "<p>与会代表就下一步的安排交换了意见，并约定年底前再开一次会。</p>" * 3


def article(data: bytes) -> None:
    """A page is an article of legal texts, its HTML without anything that runs; or it is too much.  Every other one is made long,
    so that parts of it are left out."""
    text = decode(data).text
    try:
        _fine_article(read_article(f"<body>{text}{_MENU}{text}{_PROSE}{_MENU}{text}" if len(data) % 2 else text, URL, now=NOW, full=True))
    except SuspectError:
        return


def settings(data: bytes) -> None:
    """A file is a configuration, or mistakes in words."""
    try:
        config.parse(data.decode("utf-8", "replace"), Path("config.toml"), {"ROBOT": "https://robot.example.org/"})
    except ConfigError as error:
        must(error.message and error.next_step, "a mistake without words or remedy")


def robots(data: bytes) -> None:
    """A robots.txt is rules that answer for every path, with a pause within reason."""
    rules = rules_of(data.decode("utf-8-sig", "replace"), NOW)
    must(rules.allow(URL) in (True, False) and 0 <= rules.delay <= 300, "no rules")


def answer(data: bytes) -> None:
    """Whatever a server says is a page, "not modified", or a failure with words; see MemoryDoor."""
    _door().says(data)


@cache
def _door() -> MemoryDoor:
    return MemoryDoor()


def _sane(stamp: Stamp) -> None:
    must(stamp.at.tzinfo is not None and 1970 <= stamp.at.year <= 2100, f"an odd time: {stamp}")


def _legal(text: str | None) -> None:
    must(not ILLEGAL.search(text or ""), f"not legal: {text!r}")


def _fine_listing(found: Listing) -> None:
    _legal(found.title)
    for row in found.rows:
        must(row.url.startswith(("http://", "https://")) and row.title.strip(), f"no row: {row}")
        _legal(row.title)
        _legal(row.summary)
        if row.published is not None:
            _sane(row.published)


_RUNS = re.compile(r"<(?:script|style|iframe|object|embed|form|base|meta|link|svg|math)\b|\son\w+\s*=[\"']|(?:href|src)=[\"']?\s*javascript:", re.IGNORECASE)


def _fine_article(found: Article) -> None:
    for text in (found.title, found.summary, found.author, found.origin, found.rights, found.text, found.html):
        _legal(text)
    tags = "".join(re.findall(r"<[^>]*>", found.html or ""))
    must(not _RUNS.search(tags), f"something that runs: {tags[:200]}")
    for stamp in (found.published, found.updated):
        if stamp is not None:
            _sane(stamp)


class Target(NamedTuple):
    """``read`` takes the bytes; ``kind`` is what they stand for; of all runs ``share`` percent are its own; ``longest`` input in bytes.

    A page costs ten times what an address does: its inputs are no longer than its seeds.
    """

    read: Callable[[bytes], None]
    kind: Literal["URL", "charset", "HTML", "date", "headers", "config"]
    share: int
    longest: int


# The dearest first: what is begun last ends soon.
TARGETS: Mapping[str, Target] = {
    "listing": Target(listing, "HTML", 6, 5100),
    "article": Target(article, "HTML", 6, 3000),
    "answer": Target(answer, "headers", 10, 2000),
    "encoding": Target(encoding, "charset", 12, 1200),
    "date": Target(date, "date", 20, 160),
    "address": Target(address, "URL", 24, 300),
    "settings": Target(settings, "config", 11, 1000),
    "robots": Target(robots, "headers", 11, 1000),
}
