"""In which zone a page's times are: named by the page, told by the season, or that of its language and country."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from feedsvc.commands.inspect import inspect_batch
from feedsvc.reading import dates
from feedsvc.reading.article import read_article
from feedsvc.reading.zones import likely_zone, zone_of

from .article_layouts import NOW

URL = "https://www.sample-society.example/item/4711"
TEXT = "<p>The members of the society met in the old town hall, heard the report of the board, and asked many questions.</p>" * 6


def times(head: str, middle: str) -> tuple[str | None, str | None]:
    """Published and updated, with their offsets, where the operator's zone is that of Shanghai."""
    html = f"<html lang=en><head><title>Members met in the hall</title>{head}</head><body><h1>Members met in the hall</h1>{middle}{TEXT}</body></html>"
    read = read_article(html, URL, now=NOW)
    return tuple(stamp.at.isoformat() if stamp else None for stamp in (read.published, read.updated))  # type: ignore[return-value]


def test_all_clocks_of_a_page_are_in_the_zone_it_names_for_one_of_them() -> None:
    """Metadata without a zone, where the visible time of the change names it: the time of publishing is meant in it, too."""
    head = '<meta itemprop=datePublished content="2021-05-03T10:11:12"><meta itemprop=dateModified content="2021-05-03T18:30:40">'
    assert times(head, "<p>6:30 p.m. EDT May 3, 2021</p>") == ("2021-05-03T10:11:12-04:00", "2021-05-03T18:30:40-04:00")
    assert times(head, "<p>7:00 p.m. EDT May 3, 2021</p>")[0] == "2021-05-03T10:11:12+08:00"
    assert times(head, '<time datetime="2021-05-03T18:30Z">today</time>')[0] == "2021-05-03T10:11:12+08:00"


@pytest.mark.parametrize(("written", "expected"), [("July 18, 2013, 3:14 p.m. ET", "-04:00"), ("January 18, 2013, 3:14 p.m. ET", "-05:00"), ("Jul 18, 2013 11:01 am PT", "-07:00"), ("July 18, 2013, 3:14 p.m. EST", "-05:00")])  # fmt: skip
def test_the_season_tells_what_a_zone_without_it_means(written: str, expected: str) -> None:
    """ET is summer time in summer; EST is what it says."""
    stamp = dates.parse(written, "UTC")
    assert stamp is not None and stamp.at.isoformat()[-6:] == expected


@pytest.mark.parametrize(
    ("language", "host", "expected"),
    [
        ("de", "www.sample.example", "Europe/Berlin"), ("de-AT", "www.sample.example", "Europe/Vienna"), ("en", "www.sample.ie", "Europe/Dublin"), ("ja", "www.sample.com", "Asia/Tokyo"),
        ("en-US", "www.sample.com", None), ("es", "www.sample.com", None), ("en-GB", "www.sample.com", "Europe/London"), ("", "www.sample.com.tr", "Europe/Istanbul"),
        ("zh-CN", "www.sample.de", "Asia/Shanghai"), ("pt-BR", "www.sample.com", "America/Sao_Paulo"), ("en", "www.sample.com.au", None), ("", "", None), ("zh_TW", "", "Asia/Shanghai"),
    ],
)  # fmt: skip
def test_language_and_country_tell_the_zone(language: str, host: str, expected: str | None) -> None:
    """Where people who read the page live in one zone; many zones tell nothing."""
    assert zone_of(language, host) == expected


def test_the_zones_of_our_lists_exist() -> None:
    """Each name is known to the system, and each language leads to a country with a zone."""
    from feedsvc.reading import zones

    for entry in zones._COUNTRIES.split("|"):
        country, name = entry.split()
        assert str(dates.load_zone(name)) == name, country
    assert all(zone_of(entry.split()[0], "") for entry in zones._LANGUAGES.split("|"))


def test_a_page_that_no_source_watches_is_read_in_the_zone_of_its_country(tmp_path: Path) -> None:
    """``inspect`` without a zone of the operator's takes that of the page; a given one goes before it."""
    page = tmp_path / "page.html"
    page.write_text(f"<!DOCTYPE html><html class=a lang='de-DE'><title>Die Mitglieder trafen sich</title><h1>Die Mitglieder trafen sich</h1><p>3. Mai 2021, 10:11 Uhr</p>{TEXT}")
    wanted = {"file": "page.html", "url": URL, "as": "article"}
    (tmp_path / "manifest.jsonl").write_text(f"{json.dumps(wanted)}\n{json.dumps(wanted | {'timezone': 'Asia/Tokyo'})}\n")
    told = [json.loads(line)["published"] for line in inspect_batch(tmp_path / "manifest.jsonl", NOW)]
    assert [datetime.fromisoformat(one).isoformat() for one in told] == ["2021-05-03T10:11:00+02:00", "2021-05-03T10:11:00+09:00"]
    assert likely_zone("<!-- a page --><HTML LANG=fi>", "") == "Europe/Helsinki" and likely_zone("<p lang=fi>", "") is None


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("May 3, 2021 3:42 PM", "2021-05-03T15:42:10-04:00"), ("May 3, 2021 3:42 PM ET", "2021-05-03T15:42:10-04:00"), ("4 May 2021 01:12", "2021-05-04T01:12:10+05:30"),
        ("May 3, 2021 7:42 PM", "2021-05-03T19:42:10+00:00"), ("May 3, 2021 3:45 PM", "2021-05-03T19:42:10+00:00"), ("May 3, 2021", "2021-05-03T19:42:10+00:00"),
        ("By Ann Rye May 3, 2021 3:42 PMTags", "2021-05-03T15:42:10-04:00"),
    ],
)  # fmt: skip
def test_an_instant_is_told_as_the_visible_clock_shows_it(shown: str, expected: str) -> None:
    """Metadata in UTC, and the same minute hours apart below the heading: what people read there is the site's time, and its day."""
    head = '<meta property="article:published_time" content="2021-05-03T19:42:10Z">'
    assert times(head, f"<p>{shown}</p>")[0] == expected
