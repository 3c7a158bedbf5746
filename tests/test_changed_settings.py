"""The operator changes what config.toml says of a source: the next passes read by that, though the site says that nothing was modified."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import pytest

from feedsvc.model import Pins
from feedsvc.record import Verdict
from tests.listing_layouts import URL, Article, articles, page
from tests.watched_section import Section

LAYOUT = "list_date_after"
STALE = {"Last-Modified": "Mon, 23 Nov 2026 00:00:00 GMT"}
ITEMS = articles(12, 1)


class Unmodified(Section):
    """Every page says that it was last modified at one and the same time, and is not sent again."""

    def __init__(self) -> None:
        super().__init__()
        self.publish(ITEMS)
        self.show(page(LAYOUT, ITEMS, 5))
        self.look()
        for days in (0, 1, 8, 30):  # until no article is looked at again by itself
            self.now += timedelta(days=days)
            self.look()
        self.told = self.store.outbox_end()

    def show(self, html: str, status: int = 200) -> None:
        self.web.put(URL, html.encode(), headers=STALE)

    def publish(self, items: Any) -> None:
        super().publish(items)
        for url, answer in list(self.web.answers.items()):
            self.web.put(url, answer.body, headers=STALE)

    def configure(self, **settings: Any) -> None:
        """Some looks by other settings."""
        self.source = replace(self.source, **settings)
        for _ in range(3):
            self.look()

    @property
    def corrected(self) -> int:
        return len(self.store.outbox(self.told, 100))


@pytest.fixture
def section() -> Unmodified:
    return Unmodified()


def test_what_was_read_is_as_it_was(section: Unmodified) -> None:
    """Without a change nothing is asked for but the listing."""
    before = len(section.web.asked)
    section.look()
    assert section.web.urls[before:] == [URL]


def test_the_right_zone_corrects_every_time(section: Unmodified) -> None:
    """Of all articles, whether the list shows them anew or not; subscribers are told, each once."""
    section.configure(zone="Europe/Berlin")
    assert {entry.published.at.utcoffset() for entry in section.entries} <= {timedelta(hours=1), timedelta(hours=2)}
    assert section.corrected == 12


def test_full_text_comes_to_what_is_known(section: Unmodified) -> None:
    """It is no correction of the site's: nobody is told of one."""
    section.configure(content="full")
    assert all(entry.html for entry in section.entries)
    assert section.corrected == 0


def test_another_text_by_a_pinned_selector_is_no_correction(section: Unmodified) -> None:
    """The selector takes one paragraph of two: text and summary follow, ``updated`` stays; what the site corrects later is told."""
    section.configure(pins=Pins(article_body="div.content p:last-child"))
    assert {entry.summary[:4] for entry in section.entries} == {"与会代表"}
    assert section.corrected == 0
    body = section.web.answers[ITEMS[0].url].body.replace("交换了意见".encode(), "统一了意见".encode())
    section.web.put(ITEMS[0].url, body)
    section.show(page(LAYOUT, [replace(ITEMS[0], title=f"{ITEMS[0].title}（更正）"), *ITEMS[1:]], 6).replace("Mon", "Tue"))
    section.web.answers[URL] = replace(section.web.answers[URL], headers={"content-type": "text/html"})
    section.look()
    assert section.corrected == 1


def test_articles_on_a_host_that_is_allowed_now_are_read() -> None:
    """They were told by the listing alone, for weeks."""
    away = [Article(item.url.replace("www.", "img."), item.title, item.day) for item in ITEMS]
    section = Section()
    section.publish(away)
    section.show(page(LAYOUT, away, 5))
    for days in (0, 1, 8, 30):
        section.now += timedelta(days=days)
        section.look()
    assert not any(entry.digest for entry in section.entries)
    section.source = replace(section.source, hosts=("img.sample-society.example",))
    section.look()
    section.look()
    assert all(entry.digest for entry in section.entries)


def test_another_address_is_looked_at_and_the_right_one_again(section: Unmodified) -> None:
    """Another section's, by mistake, whose page is just as old: nothing of it passes for ours, and the operator sees that at once.
    With the right address back all is as it was."""
    others = [replace(item, url=item.url.replace("/xwdt/", "/dwgz/")) for item in articles(12, 2)]
    section.publish(others)
    wrong = urljoin(URL, "/dwgz/")
    section.web.put(wrong, page(LAYOUT, others, 5).encode(), headers=STALE)
    before = section.entries
    section.configure(url=wrong)
    assert section.outcome.verdict is Verdict.SUSPECT
    section.configure(url=URL)
    assert (section.outcome.failed, section.outcome.line, section.corrected) == (False, "not modified", 0)
    assert [replace(entry, sighted={}) for entry in section.entries] == [replace(entry, sighted={}) for entry in before]
