"""The targets of ``make fuzz`` without the search: their seeds, what searches have found, and some random bytes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feedsvc.config import parse
from feedsvc.errors import ConfigError
from feedsvc.reading import dates
from feedsvc.reading.article import read_article
from feedsvc.reading.links import resolve
from feedsvc.reading.listing import read_listing
from feedsvc.reading.selectors import escape
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import ILLEGAL, NOW, TARGETS, URL


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    """Every seed passes its target."""
    for seed in seeds(name):
        TARGETS[name].read(seed)


def test_shares() -> None:
    """The shares of all targets are the whole, and each kind of input has a tenth of it at least."""
    shares = Counter[str]()
    for target in TARGETS.values():
        shares[target.kind] += target.share
    assert sum(shares.values()) == 100
    assert set(shares) == {"URL", "charset", "HTML", "date", "headers", "config"}
    assert min(shares.values()) >= 10


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes(name: str) -> None:
    """Bytes at random, bare and in the middle of a seed, pass as well."""
    target, longest = TARGETS[name].read, TARGETS[name].longest

    @settings(max_examples=40, deadline=None)
    @given(st.binary(max_size=longest // 4), st.sampled_from(seeds(name)), st.integers(0, 3000))
    def any_bytes(data: bytes, seed: bytes, at: int) -> None:
        target(data)
        target((seed[:at] + data + seed[at:])[:longest])

    any_bytes()


# --- what searches have found -----------------------------------------------------------------------


def test_tags_with_signs() -> None:
    """A list of elements whose tags hold signs that mean something in CSS is learned and read again."""
    for tag in ("o:item", "ro[w", "li.x", "a#b"):
        rows = "".join(f'<{tag}><a href="/a/{n}.html">关于举办第{n}期质量培训班的通知</a> 2026-11-0{n}</{tag}>' for n in range(1, 9))
        html = f"<html><body><div>{rows}</div></body></html>"
        found = read_listing(html, URL, now=NOW)
        assert found.recipe is not None
        again = read_listing(html, URL, now=NOW, recipe=found.recipe)
        assert [row.url for row in again.rows] == [row.url for row in found.rows] == [f"http://www.example.org/a/{n}.html" for n in range(1, 9)]


def test_hosts_that_are_none() -> None:
    """A link to a host that cannot be written in ASCII leads nowhere; a Chinese one is written as the door writes it."""
    assert resolve(URL, "http://exa\udcbdmple.org/") is None
    assert resolve(URL, "http://" + "新" * 70 + ".example/") is None
    assert resolve(URL, "http://新闻.example/1") == "http://xn--efvy88h.example/1"


@example("-")
@example("2026")
@example("-5x")
@example("a-5")
@example("x\x7fy")
@example("\x0b1")
@example("第①期…")
@given(st.text(min_size=1, max_size=12).filter(lambda name: not set(name) & set(" \t\n\f\r\0")))
def test_any_name_is_written_for_css(name: str) -> None:
    """Whatever a class is called, its selector finds it."""
    tree = LexborHTMLParser('<div class="x">')
    node = tree.css_first("div")
    assert node is not None
    node.attrs["class"] = name  # type: ignore[index]
    assert len(tree.css(f"div.{escape(name)}")) == 1


def test_a_year_with_its_apostrophe() -> None:
    """"'20" is 2020."""
    stamp = dates.parse("8 Sep '20 13:05:00 GMT", "Europe/Berlin", NOW)
    assert stamp is not None
    assert (stamp.at.year, stamp.at.month, stamp.at.day) == (2020, 9, 8)


def test_rights_are_cleaned() -> None:
    """A declaration is without what XML refuses, as every other text."""
    html = "<html><body><h1>质量月活动启动</h1><p>正文一句话。</p><p>版权所有：样例协会\x01&#x85;2026</p></body></html>"
    assert not ILLEGAL.search(read_article(html, URL, now=NOW).rights or "")


@pytest.mark.parametrize("value", ["[]", "{}", "1", "[[1]]"])
def test_a_key_that_is_no_text(value: str) -> None:
    """It is a mistake in the file like any other."""
    with pytest.raises(ConfigError, match="must be text"):
        parse(f'[site]\ntitle = "x"\ncontact = "mailto:a@b.c"\n[[source]]\nkey = {value}\nurl = "http://x.example/"\n', Path("config.toml"))
