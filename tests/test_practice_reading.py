"""Every listing and article of the practice site reads back as the truth the site tells about itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from feedsvc.practice import SECTIONS, Life, PracticeSite, sections
from feedsvc.practice.sections import BY_KEY
from feedsvc.reading.article import read_article
from feedsvc.reading.decoding import decode
from feedsvc.reading.listing import read_listing

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
NOW = START + timedelta(hours=2)
BASE = "http://127.0.0.1"
SITE = PracticeSite(Life(START))
TRUTH = SITE.truth(NOW, BASE)


def page(url: str) -> str:
    parts = urlsplit(url)
    answer = SITE.respond(parts.path, parts.query, NOW, {})
    assert answer.status == 200
    return decode(answer.body, "text/html").text


@pytest.mark.parametrize("key, url, title", sections(BASE), ids=[section.key for section in SECTIONS])
def test_a_section_reads_back(key: str, url: str, title: str) -> None:
    """From its first page to its last, each live article is read once, with full title and the day of publication."""
    listing = read_listing(page(url), url, now=NOW)
    rows = {row.url: row for row in listing.rows}
    while listing.next:
        listing = read_listing(page(listing.next), listing.next, now=NOW, recipe=listing.recipe)
        rows |= {row.url: row for row in listing.rows}
    expected = {truth.url: truth for truth in TRUTH if truth.section == key and not truth.withdrawn}
    assert {row.url: row.title for row in rows.values()} == {truth.url: truth.title for truth in expected.values()}
    for row in rows.values():
        assert row.published is not None
        shown, real = row.published.at, expected[row.url].published
        assert (shown.month, shown.day) == (real.month, real.day)
        assert shown.year == real.year or BY_KEY[key].dates == "09-08"  # such a row shows no year


@pytest.mark.parametrize("key", [section.key for section in SECTIONS])
def test_articles_read_back(key: str) -> None:
    """Title, time to the second, text and rights are those of the site; the stray spaces are gone."""
    for truth in [truth for truth in TRUTH if truth.section == key and not truth.withdrawn][-8:]:
        article = read_article(page(truth.url), truth.url, now=NOW)
        assert article.title == truth.title
        assert article.published is not None
        assert (article.published.at, article.published.precision) == (truth.published, "second")
        assert article.text == truth.text
        assert "凡本网站原创信息均属" in (article.rights or "")
        assert truth.text.startswith((article.summary or "-")[:20])
