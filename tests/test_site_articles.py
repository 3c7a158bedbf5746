"""Pages in the shape of widespread systems, with the details that mislead, read as a careful person reads them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from feedsvc.model import Stamp
from feedsvc.reading.article import read_article
from tests.site_articles import NOW, PAGES, Page

_NOT_IN_A_SUMMARY = ("20", "发布", "来源", "作者", "点击", "浏览", "首页", "版权", "By ", "Von ", "Par ", "Publi", "Posted", "Updated", "Share", "We use cookies", "Listen", "©")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_article_is_read_as_a_person_reads_it(page: Page) -> None:
    """Title, times, author and origin are the article's; the summary begins with its text."""
    read = read_article(page.html, page.url, zone=page.zone, now=NOW)
    assert read.title == page.title, read.reasons["title"]
    assert _says(read.published, page.published), (read.published, read.reasons["published"])
    assert page.updated is None or _says(read.updated, page.updated), read.updated
    assert page.author is None or read.author == page.author, read.reasons["author"]
    assert page.origin is None or (read.origin or "") == page.origin, read.reasons["source"]
    assert read.summary and not read.summary.startswith(_NOT_IN_A_SUMMARY), read.summary


def _says(stamp: Stamp | None, expected: str | None) -> bool:
    """Whether a stamp is what was expected, to the minute where that is told."""
    if stamp is None or expected is None:
        return stamp is expected
    wanted = datetime.fromisoformat(expected)
    if "T" not in expected:
        return stamp.precision == "day" and stamp.at.date() == wanted.date()
    shown = stamp.at if wanted.tzinfo else stamp.at.replace(tzinfo=None)
    return stamp.precision != "day" and timedelta(0) <= shown - wanted < timedelta(minutes=1)
