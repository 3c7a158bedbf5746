"""What is to be rendered is told by marks: the same state and settings have the same marks, in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Set
from dataclasses import is_dataclass
from itertools import product
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from feedsvc.config import Config, parse
from feedsvc.record import SourceStatus
from feedsvc.sections import sections_of

MARK = """
import sys
from pathlib import Path
from feedsvc.config import parse
from feedsvc.sections import settings_mark
print(settings_mark(parse(sys.stdin.read(), Path("/x/config.toml")), "code"))
"""
SETTINGS = """
[site]
title = "协会"
contact = "mailto:you@example.org"
base_url = "https://feeds.example.org/"

[[source]]
key = "news"
url = "http://example.org/news/"
"""
HOSTS = ('hosts = ["b.example", "a.example", "c.example"]', 'hosts = ["c.example", "a.example", "b.example", "a.example"]')


def test_the_settings_mark_depends_on_no_process() -> None:
    """Whatever the seed of its hashes, and in whatever order the file names the hosts."""
    marks = {
        subprocess.run(
            [sys.executable, "-c", MARK], input=SETTINGS + hosts, env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True, text=True, check=True,
        ).stdout
        for hosts, seed in product(HOSTS, "123")
    }  # fmt: skip
    assert len(marks) == 1


@pytest.mark.parametrize(("more", "home"), [("", "http://example.org/news/"), ('home = "http://example.org/list.html"', "http://example.org/list.html")])
def test_a_feed_links_to_the_page_for_people(more: str, home: str) -> None:
    """The source's address, unless the operator names another page, as where that address is JSON."""
    (_, news) = sections_of(parse(SETTINGS + more, Path("/x/config.toml")), {})
    assert news.home_url == home


def parts(hint: Any) -> Iterator[type]:
    """The types an annotation is made of, those of the fields of values included."""
    kind = get_origin(hint) or hint
    if isinstance(kind, type):
        yield kind
    for inner in (*get_args(hint), *(get_type_hints(kind).values() if is_dataclass(kind) else ())):
        yield from parts(inner)


@pytest.mark.parametrize("value", [Config, SourceStatus])
def test_what_is_hashed_has_an_order(value: type) -> None:
    """In the values whose words go into a mark stands no set, and no mapping."""
    assert [kind for kind in parts(value) if issubclass(kind, Set | Mapping)] == []
