"""Articles rendered in many layouts, date forms and encodings read back exactly."""

from __future__ import annotations

import pytest

from feedsvc.reading.article import read_article
from feedsvc.reading.decoding import decode

from .article_layouts import DATE_FORMS, LAYOUTS, NOW, URL, article, page

ENCODINGS = {"utf-8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "utf-8-sig": "utf-8", "gb18030": "gb18030", "utf-16": "utf-16"}


@pytest.mark.parametrize("document", ["full", "site"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_article_reads_back_exactly(layout: str, document: str) -> None:
    """Title, time and the beginning of the text of an article are read in every layout and date form."""
    for seed, (form, write) in enumerate(DATE_FORMS.items()):
        one = article(seed * 101 + len(layout))
        when, precision = write(one.at)
        read = read_article(page(layout, one, when, document), URL, now=NOW)
        assert read.title == one.title, (form, read.reasons["title"])
        assert read.published is not None, (form, read.reasons["published"])
        assert (read.published.at.date(), read.published.precision) == (one.at.date(), precision), (form, read.reasons["published"])
        if precision != "day":
            assert read.published.at == one.at.replace(microsecond=0, second=one.at.second if precision == "second" else 0), form
        assert read.summary is not None
        assert one.paragraphs[0].startswith(read.summary[:12]), (form, read.summary)


@pytest.mark.parametrize("label", ENCODINGS)
def test_every_encoding_reads_the_same(label: str) -> None:
    """A page's bytes in any encoding, rightly labelled, read as its text does."""
    one = article(7)
    html = page("table", one, "2021-09-08 14:13:32")
    head = "" if label in ("utf-16", "utf-8-sig") else f"<meta http-equiv=Content-Type content='text/html; charset={label}'>"
    body = html.replace("<head>", "<head>" + head).encode("utf-8-sig" if label == "utf-8-sig" else ENCODINGS[label])
    read = read_article(decode(body).text, URL, now=NOW)
    assert (read.title, str(read.published and read.published.at)) == (one.title, "2021-09-08 14:13:32+08:00")
