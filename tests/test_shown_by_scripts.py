"""Articles whose text and time are in the page, and are shown by a script."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feedsvc.model import Article
from feedsvc.reading.article import read_article

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TITLE = "年度会议在临河召开"
SENTENCE = "本会第九次会议在临河召开，三十家企业登台介绍做法，与会代表参观了两处现场。"
ASIDE = "示范协会的账号，发布协会动态与会员风采，欢迎留言，与我们一起推动质量提升。"


def read(body: str, script: str = "") -> Article:
    html = f"<html lang=zh><title>{TITLE}</title><h1>{TITLE}</h1>{body}<script>{script}</script></html>"
    return read_article(html, "http://sample.example/s/x1", now=NOW)


@pytest.mark.parametrize("style", ["visibility: hidden", "opacity:0;visibility:hidden;"])
def test_a_short_text_that_waits_for_a_script_is_the_articles(style: str) -> None:
    """A box that keeps its room is going to be seen; what is taken off the page is not, as the words on who writes here."""
    found = read(f'<div style="display:none"><p>{ASIDE}</p></div><div style="{style}"><p>{SENTENCE}</p><p>{SENTENCE.replace("九", "十")}</p></div>')
    assert (found.summary or "").startswith("本会第九次会议")
    assert "账号" not in found.text


def test_a_hidden_box_beside_a_longer_text_stays_hidden() -> None:
    assert "账号" not in read(f'<div style="visibility:hidden"><p>{ASIDE}</p></div><div><p>{SENTENCE}</p><p>{SENTENCE.replace("九", "十")}</p></div>').text


@pytest.mark.parametrize(
    ("shown", "script"),
    [
        ("<em>2021-09-08</em>", 'var ct = "1631066400";'),
        ("<em></em>", 'var svr = "1731066400"; var ct = "1631066400"; var publish_time = "2021-09-08" || "";'),
        ("<em></em>", "window.ct='1631066400';"),
    ],
)
def test_the_second_an_article_was_made_is_kept_for_the_script_that_shows_its_day(shown: str, script: str) -> None:
    found = read(f"{shown}<div><p>{SENTENCE}</p></div>", script).published
    assert found is not None and f"{found.at:%Y-%m-%d %H:%M} {found.precision}" == "2021-09-08 10:00 second"


def test_a_count_of_that_name_is_no_time() -> None:
    assert read(f"<div><p>{SENTENCE}</p></div>", 'var act = "1631066400"; var direct = "1631066400";').published is None
