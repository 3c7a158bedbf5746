"""Thousands of hostile strings in every field, on every page and in the embed element, in a real browser.

The policy that would stop a script is taken off first, so that it is the escaping that is tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feedsvc.formats import archive_page, atom, feed_page, fragment, index_page, jsonfeed, rss, status_page
from feedsvc.formats.archives import archive
from feedsvc.model import Entry
from feedsvc.published import Site
from feedsvc.publishers.files import FilesPublisher
from feedsvc.serve import StaticFeeds
from feedsvc.web import assets, embed_script

from .browser import Answer, LocalSite, chromium, local_site
from .http_client import serving
from .sample_site import NOW, site
from .vectors import hostile_strings

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page, Request

PER_PAGE = 40
POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')


@dataclass
class Trap:
    """A page where anything that runs, opens or leaves is caught."""

    page: Page
    where: LocalSite
    caught: list[str] = field(default_factory=list)

    def dialog(self, dialog: Dialog) -> None:
        self.caught.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def request(self, request: Request) -> None:
        if not request.url.startswith(self.where.url):
            self.caught.append(f"request {request.url}")

    def window(self, page: Page) -> None:
        self.caught.append(f"window {page.url}")

    def visit(self, name: str) -> None:
        self.page.goto(self.where.url + name)
        self.page.wait_for_load_state("load")
        assert self.page.url == self.where.url + name


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    with chromium() as browser, local_site() as where:
        context = browser.new_context()
        found = Trap(context.new_page(), where)
        context.on("dialog", found.dialog)
        context.on("request", found.request)
        context.on("page", found.window)
        for asset in assets(NOW):
            where.answers[f"/{asset.name}"] = Answer(asset.body, asset.media_type)
        yield found


def hostile_site(strings: tuple[str, ...]) -> Site:
    """The sample, one entry per string, with the string in every field of it and the first in every field around it."""
    shown, first = site(), strings[0]
    model = shown.feeds[0].entries[2]
    entries = tuple(_hostile(model, value, number) for number, value in enumerate(strings))
    feed = replace(shown.feeds[0], title=first, subtitle=first, author=first, home_url=first, entries=entries)
    status = replace(shown.statuses[3], title=first, url=first, line=first, next_step=first, gap=first)
    merged = replace(shown.merged, title=first, subtitle=first, entries=entries)
    return replace(
        shown, title=first, author=first, rights=first, contact=first, home_url=first, feeds=(feed,), merged=merged, statuses=(status,)
    )


def _hostile(model: Entry, value: str, number: int) -> Entry:
    file = replace(model.attachments[0], title=value, url=value)
    return replace(
        model, id=f"tag:{number}", url=value, title=value, summary=value, origin=value, author=value, image=value, attachments=(file,)
    )


def batches() -> Iterator[tuple[str, ...]]:
    strings = hostile_strings()
    for start in range(0, len(strings), PER_PAGE):
        yield strings[start : start + PER_PAGE]


def test_the_trap_catches_what_runs_and_what_leaves(trap: Trap) -> None:
    """Unescaped, such a string is noticed: the tests below do not pass for want of looking."""
    trap.where.answers["/open.html"] = Answer(b"<script>alert(1)</script><img src=//foreign.invalid/x.png>")
    trap.visit("open.html")
    assert sorted(trap.caught) == ["dialog 1", "request http://foreign.invalid/x.png"]
    trap.caught.clear()


def test_no_hostile_string_does_anything_on_any_page(trap: Trap) -> None:
    """On feed page, index, status page, archive page and fragment, no string runs, opens a window, navigates or makes a request."""
    for strings in batches():
        shown = hostile_site(strings)
        documents = [feed_page.render(shown.feeds[0], shown, embed_script()), index_page.render(shown), status_page.render(shown)]
        documents.append(archive_page.render(archive(shown.feeds[0], 1, 1, shown.feeds[0].entries), shown))
        body = b"<hr>".join(POLICY.sub(b"", document.body) for document in [*documents, *fragment.render(shown.feeds[0])])
        trap.where.answers["/tried.html"] = Answer(body)
        trap.visit("tried.html")
        assert trap.caught == []
        assert trap.page.evaluate("document.scripts.length") == 3  # pages.js twice, embed.js once


def test_a_feed_opened_in_the_browser_runs_nothing(trap: Trap, tmp_path: Path) -> None:
    """Atom, RSS and JSON opened as they are, from our server and from one that knows no headers: no script runs, nothing is
    asked of anybody."""
    with serving(StaticFeeds(tmp_path)) as port:
        for number, strings in enumerate(batches()):
            feed = hostile_site(strings).feeds[0]
            written = [render(replace(feed, key=f"f{number}")) for render in (atom.render, rss.render, jsonfeed.render)]
            FilesPublisher(tmp_path).publish({str(number): (str(number), written)}, map(str, range(number)))
            for document in written:
                trap.where.answers[f"/{document.name}"] = Answer(document.body, document.media_type)
                trap.where.answers[f"/{document.name}.xml"] = Answer(document.body, "application/xml")
                for address in (f"{trap.where.url}{document.name}", f"{trap.where.url}{document.name}.xml", f"http://127.0.0.1:{port}/{document.name}"):
                    trap.page.goto(address)
                    assert [caught for caught in trap.caught if f"127.0.0.1:{port}/" not in caught] == []
                trap.caught.clear()


def test_no_hostile_string_does_anything_in_the_element(trap: Trap) -> None:
    """In the embed element every string is text: as many items as sent, and nothing but our own elements inside."""
    trap.where.answers["/element.html"] = Answer(
        b'<!doctype html><title>x</title><script type="module" src="embed.js"></script>'
        b'<feed-list src="news.json" count="50" summary dates="time"></feed-list>'
    )
    inside = "e => [...new Set([...e.shadowRoot.querySelectorAll('*')].map(n => n.localName))].sort().join(' ')"
    for strings in batches():
        document = jsonfeed.render(hostile_site(strings).feeds[0])
        trap.where.answers["/news.json"] = Answer(document.body, document.media_type)
        trap.visit("element.html")
        trap.page.wait_for_function("document.querySelector('feed-list').shadowRoot?.querySelector('[part=list]')")
        assert set(trap.page.eval_on_selector("feed-list", inside).split()) <= {"a", "div", "li", "span", "time", "ul"}
        links = "e => [...e.shadowRoot.querySelectorAll('a')].map(a => a.protocol)"
        assert set(trap.page.eval_on_selector("feed-list", links)) <= {"http:", "https:"}
        assert trap.caught == []
