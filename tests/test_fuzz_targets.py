"""The targets of ``make fuzz`` without the search: their seeds, what searches have found, and some random bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.reading.links import resolve
from feedsvc.reading.listing import read_listing
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import NOW, TARGETS, URL


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str) -> None:
    """Every seed passes its target, and the shares of all targets are the whole."""
    for seed in seeds(name):
        TARGETS[name][0](seed)
    assert sum(share for _, share, _ in TARGETS.values()) == 100


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes(name: str) -> None:
    """Bytes at random, bare and in the middle of a seed, pass as well."""
    target, _, longest = TARGETS[name]

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
