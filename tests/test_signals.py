"""What a site says of the use of its pages is heeded, and passed on wherever it can be said."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.entries import made
from feedsvc.errors import RetryError
from feedsvc.fetching.client import WebFetcher
from feedsvc.fetching.memory import Forgetful
from feedsvc.fetching.reservation import Reservations, fields_for
from feedsvc.fetching.robots import Deadline
from feedsvc.formats import archive_page, atom, feed_page, fragment, index_page, jsonfeed, rss, tdmrep
from feedsvc.formats.archives import archive
from feedsvc.formats.lint import lint
from feedsvc.model import Article, Page, Request, Row, Source, Validators
from feedsvc.publishers.files import FilesPublisher
from feedsvc.reading.signals import of_page, of_server, passed_on, together
from feedsvc.serve import StaticFeeds
from feedsvc.urls import Target, parse

from .browser import Answer, local_site
from .feeds_strategies import sample_entry, sample_feed
from .http_client import get, serving
from .sample_site import NOW, SCRIPT, site

POLICY = "https://www.example.org/licence.json"
SIGNALS = ("noai", "tdm-policy=" + POLICY, "tdm-reservation")


# --- heard --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "headers", "words"),
    [
        ({"robots": ["noarchive, NoAI"]}, {}, {"noarchive", "noai"}),
        ({}, {"x-robots-tag": "noindex, noimageai"}, {"noindex", "noimageai"}),
        ({}, {"x-robots-tag": "otherbot: noarchive, nosnippet"}, set()),
        ({}, {"x-robots-tag": "otherbot: none, feedsvc: nosnippet"}, {"nosnippet"}),
        ({}, {"x-robots-tag": "max-snippet: 20, noai"}, {"max-snippet: 20", "noai"}),
        (
            {},
            {"x-robots-tag": "unavailable_after: Wed, 25 Nov 2026 13:09:53 GMT, noarchive, otherbot: none"},
            {"unavailable_after: wed", "25 nov 2026 13:09:53 gmt", "noarchive"},
        ),
        ({"tdmreservation": ["1"], "tdmpolicy": [POLICY]}, {}, {"tdm-reservation", f"tdm-policy={POLICY}"}),
        ({}, {"tdm-reservation": "1", "tdm-policy": "javascript:x"}, {"tdm-reservation"}),
        ({"tdmreservation": ["0"]}, {"tdm-reservation": "1", "tdm-policy": POLICY}, {"tdm-reservation=0"}),
        ({"tdmreservation": ["yes"]}, {"tdm-reservation": "1"}, {"tdm-reservation"}),
    ],
)
def test_words_of_page_and_server(names: dict[str, list[str]], headers: dict[str, str], words: set[str]) -> None:
    """Both count; what is said to other agents does not; the page's own word on mining goes before the server's."""
    assert together(of_page(names), of_server(headers)) == words


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (POLICY, POLICY),
        (" http://例子.example/政策?x=1#甲 ", "http://xn--fsqu00a.example/%E6%94%BF%E7%AD%96?x=1#%E7%94%B2"),
        ("http://x.example/\ud800", None),
        ("http://x.example/#\ud800", None),
        ("http://x.example/\0", None),
        ("http://user@x.example/", None),
        ("mailto:a@x.example", None),
        ("", None),
        (7, None),
        (["http://x.example/"], None),
    ],
)
def test_a_policy_is_an_address(said: object, kept: str | None) -> None:
    """In the one form that every document, header field and store can hold; what is none is left out, and the reservation stands."""
    fields = fields_for(json.dumps([{"location": "/", "tdm-reservation": 1, "tdm-policy": said}]), "/")
    assert fields == {"tdm-reservation": "1", **({"tdm-policy": kept} if kept else {})}
    if isinstance(said, str):
        words = {"tdm-reservation", *([f"tdm-policy={kept}"] if kept else [])}
        assert of_page({"tdmreservation": ["1"], "tdmpolicy": [said]}) == words
        assert of_server({"tdm-reservation": "1", "tdm-policy": said}) == words


def test_an_entry_keeps_what_is_to_be_passed_on() -> None:
    """Of an article's directives those about mining and training stay with the entry; a policy without reservation says nothing."""
    article = Article("https://example.org/1", title="x", directives=frozenset({"noindex", *SIGNALS}))
    entry = made(Source("news", "https://example.org/"), Row("https://example.org/1", "x"), article, Validators(), "tag:x,2026:1", NOW)
    assert entry.signals == SIGNALS
    assert passed_on({"tdm-policy=" + POLICY, "noarchive"}) == ()


@pytest.mark.parametrize(
    ("rules", "path", "said"),
    [
        ([{"location": "/*", "tdm-reservation": 1}], "/a/b.html", "1"),
        ([{"location": "/news/*", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}], "/about", "0"),
        ([{"location": "/*.pdf$", "tdm-reservation": 1}], "/x.pdf", "1"),
        ([{"location": "/*.pdf$", "tdm-reservation": 1}], "/x.pdf.html", None),
        ([{"location": "/a(b", "tdm-reservation": 1}], "/ab", None),
        ([{"location": 5}, "x", {"tdm-reservation": 1}], "/", None),
        ({"location": "/", "tdm-reservation": 1}, "/", None),
        ([{"location": "/", "tdm-reservation": True}], "/", None),
        ([{"location": "*" * 5000, "tdm-reservation": 1}], "/", None),
    ],
)
def test_rules_of_a_site(rules: object, path: str, said: str | None) -> None:
    """The first rule that matches counts, patterns as in robots.txt; what is no rule says nothing."""
    assert fields_for(json.dumps(rules), path).get("tdm-reservation") == said


@given(st.text("ab*", max_size=6), st.booleans(), st.text("ab", max_size=6))
def test_patterns_mean_what_they_say(pattern: str, closed: bool, path: str) -> None:
    """As a regular expression would match, in which "*" is anything and "$" the end."""
    meant = re.match("/" + pattern.replace("*", ".*") + ("$" if closed else ""), "/" + path) is not None
    rules = [{"location": f"/{pattern}{'$' * closed}", "tdm-reservation": 1}]
    assert ("tdm-reservation" in fields_for(json.dumps(rules), "/" + path)) is meant


def test_patterns_that_would_take_for_ever() -> None:
    """A rule of many stars over a long path of the same letters is answered at once."""
    rules = [{"location": "/" + "*a" * 3000 + "*b$", "tdm-reservation": 1}]
    assert fields_for(json.dumps(rules), "/" + "a" * 8000) == {}


@pytest.mark.parametrize("text", ["", "{", "null", "[[]]", "[" * 100_000])
def test_a_broken_file_says_nothing(text: str) -> None:
    """Whatever stands at that address, the page itself is had."""
    assert fields_for(text, "/") == {}


@pytest.mark.parametrize(("status", "said"), [(200, "1"), (404, None), (500, None)])
def test_a_sites_own_file_is_asked_once(status: int, said: str | None) -> None:
    """The file of an origin is read once for many pages, after the first; without one the pages are had all the same."""
    rules = json.dumps([{"location": "/", "tdm-reservation": 1}]).encode()

    async def both(base: str) -> list[Page]:
        async def no_pause(_: float) -> None: ...

        fetcher = WebFetcher("mailto:a@example.org", "1", pace=0, reservations=True, sleep=no_pause)
        pages = [await fetcher.fetch(Request(f"{base}{name}", allow_private=True, home=base)) for name in ("1.html", "2.html")]
        await fetcher.aclose()
        return [page for page in pages if isinstance(page, Page)]

    with local_site({"/1.html": Answer(b"<p>1</p>"), "/2.html": Answer(b"<p>2</p>")}) as where:
        where.answers["/.well-known/tdmrep.json"] = Answer(rules, "application/json", status=status)
        pages = asyncio.run(both(where.url))
        assert [page.headers.get("tdm-reservation") for page in pages] == [said, said]
        asked = [path for path in where.paths() if path != "/.well-known/tdmrep.json"]
        assert asked == ["/robots.txt", "/1.html", "/2.html"]
        assert where.paths()[2] == "/.well-known/tdmrep.json"


class Origin:
    """A site's own file at ``now``: ``text``, or None while its server fails; ``asked`` counts."""

    def __init__(self, text: str | None) -> None:
        self.text, self.now, self.asked, self.memory = text, NOW, 0, Forgetful()

    async def read(self, target: Target, private: bool, deadline: Deadline) -> str:
        self.asked += 1
        if self.text is None:
            raise RetryError("the server fails")
        return self.text

    def said(self, hours: int = 0) -> str | None:
        """What a new process hears so many hours later."""
        self.now += timedelta(hours=hours)
        known = Reservations(self.read, self.memory, lambda: self.now)
        return asyncio.run(known.fields(parse("http://x.example/1.html"), False, Deadline(9))).get("tdm-reservation")


RESERVED = json.dumps([{"location": "/", "tdm-reservation": 1}])


def test_what_was_said_stands_while_a_site_fails() -> None:
    """A file that cannot be had changes nothing; it is asked for again every hour, and counts as soon as it is there."""
    origin = Origin(RESERVED)
    assert origin.said() == "1"
    origin.text = None
    assert [origin.said(25), origin.said(), origin.said(1), origin.said(100)] == ["1"] * 4
    assert origin.asked == 1 + 3
    origin.text = ""
    assert (origin.said(1), origin.said(23), origin.asked) == (None, None, 5)


def test_a_site_that_fails_at_first_is_heard_within_the_hour() -> None:
    """Not a day later, as one that has said nothing."""
    origin = Origin(None)
    assert origin.said() is None
    origin.text = RESERVED
    assert (origin.said(), origin.said(1)) == (None, "1")


# --- passed on ----------------------------------------------------------------------------------


def test_every_format_passes_it_on() -> None:
    """Atom and RSS in the rights, beside what the feed declares; JSON in the names of TDMRep; all still valid."""
    feed = sample_feed(entries=(sample_entry(3, signals=SIGNALS), sample_entry(2)), tombstones=())
    documents = [render(feed) for render in (atom.render, rss.render, jsonfeed.render)]
    assert [str(finding) for document in documents for finding in lint(document, notices=True)] == []
    words = "© 某某协会 · 保留文本与数据挖掘的权利 · 不得用于训练人工智能"
    assert f"<rights>{words}</rights>" in documents[0].body.decode()
    assert f"<dc:rights>{words}</dc:rights>" in documents[1].body.decode()
    first, second = json.loads(documents[2].body)["items"]
    assert first["_feedsvc"] == {"rights": words, "tdm_reservation": 1, "tdm_policy": POLICY, "robots": ["noai"]}
    assert "_feedsvc" not in second


def test_every_page_passes_it_on() -> None:
    """A page with such an entry has the meta tags, a page without has none; what is withdrawn reserves nothing."""
    shown = site()
    marked = replace(shown.feeds[0], entries=(replace(shown.feeds[0].entries[0], signals=SIGNALS), *shown.feeds[0].entries[1:]))
    tags = [b'<meta name="tdm-reservation" content="1">', f'<meta name="tdm-policy" content="{POLICY}">'.encode(), b'content="noai"']
    pages = [
        feed_page.render(marked, shown, SCRIPT), fragment.render(marked)[2], archive_page.render(archive(marked, 1, 1, marked.entries), shown),
        index_page.render(replace(shown, signals=SIGNALS)),
    ]  # fmt: skip
    assert all(tag in page.body for page in pages for tag in tags)
    gone = replace(marked, entries=(replace(marked.entries[0], state="withdrawn"), *marked.entries[1:]))
    assert b"tdm-" not in feed_page.render(gone, shown, SCRIPT).body + index_page.render(shown).body


def test_our_server_repeats_it(tmp_path: Path) -> None:
    """Published with its own tdmrep.json, every document has the header fields; without, none."""
    reserved, free = tdmrep.render(replace(site(), signals=SIGNALS)), tdmrep.render(site())
    assert json.loads(reserved[0].body) == [{"location": "/*", "tdm-reservation": 1, "tdm-policy": POLICY}]
    assert free == ()
    feed = atom.render(sample_feed())
    with serving(StaticFeeds(tmp_path)) as port:
        FilesPublisher(tmp_path).publish({"all": ("1", [feed, *reserved])}, ())
        answer = get(port, "/news.atom")
        assert (answer.headers["tdm-reservation"], answer.headers["tdm-policy"]) == ("1", POLICY)
        assert get(port, "/.well-known/tdmrep.json").body == reserved[0].body
        FilesPublisher(tmp_path).publish({"all": ("2", [feed])}, ())
        assert "tdm-reservation" not in get(port, "/news.atom?x").headers
        assert get(port, "/.well-known/tdmrep.json").status == 404
