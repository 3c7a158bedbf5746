"""Where a redirect may lead."""

from __future__ import annotations

import pytest

from feedsvc.errors import RefusedError, SourceError, SuspectError
from feedsvc.fetching.classify import Answer
from feedsvc.fetching.hops import next_hop
from feedsvc.urls import Target, parse

START = parse("http://www.example.org/list")


def hop(location: str | None, current: str = "https://www.example.org/news/", hosts: tuple[str, ...] = ()) -> Target:
    return next_hop(parse(current), Answer(301, current, {"location": location} if location is not None else {}, b""), START, hosts)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("page.html", "https://www.example.org/news/page.html"),
        ("https://example.org/x", "https://example.org/x"),
        ("https://named.example/x", "https://named.example/x"),
        ("/新闻".encode().decode("latin-1"), "https://www.example.org/%E6%96%B0%E9%97%BB"),
        ("/caf\xe9", "https://www.example.org/caf%C3%A9"),
    ],
)
def test_a_redirect_is_followed_on_the_site_and_to_hosts_the_source_names(location: str, url: str) -> None:
    """From where it was sent; its bytes are UTF-8 where they can be."""
    assert hop(location, hosts=("named.example",)).url == url


@pytest.mark.parametrize(
    ("location", "kind", "words", "step"),
    [
        (None, SuspectError, "redirects to nowhere (HTTP 301)", "open it in a browser"),
        ("", SuspectError, "redirects to nowhere (HTTP 301)", "open it in a browser"),
        ("ftp://www.example.org/" + "x" * 300, RefusedError, f"redirects to 'ftp://www.example.org/{'x' * 178}': ", "open it in a browser"),
        ("https://elsewhere.example/x", RefusedError, "redirects to another host: https://elsewhere.example/x", 'add hosts = ["elsewhere.example"]'),
        ("http://www.example.org/x", RefusedError, "redirects to unprotected http: http://www.example.org/x", "tell the site's operator"),
    ],
)
def test_a_redirect_that_is_not_followed_is_told(location: str | None, kind: type[SourceError], words: str, step: str) -> None:
    """Where it stood, where it leads, and what would help; never down from https."""
    with pytest.raises(kind) as caught:
        hop(location)
    assert caught.value.message.startswith(f"https://www.example.org/news/ {words}") and step in caught.value.next_step
    assert caught.value.url == "https://www.example.org/news/"
    assert hop("http://www.example.org/x", "http://www.example.org/").scheme == "http"
